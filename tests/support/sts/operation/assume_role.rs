//! AssumeRole: all of its parameters, and every reason to refuse it.

use super::session_policies::SessionPolicies;
use super::tags::{Tags, starts_with_aws};
use super::{Answer, Call, credentials, duration, mfa, packed};
use crate::sts::authorize::{Attempt, authorize};
use crate::sts::limits::{DIGITS, EXTERNAL_ID, Limits, NAME, SERIAL, TAG};
use crate::sts::refusal::Refusal;
use crate::sts::request::Query;
use crate::sts::world::{Role, RoleSession, SessionKind, World};
use crate::sts::xml::Element;

pub(super) fn perform(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    check_limits(call.query)?;
    let role_arn = call.query.get("RoleArn").unwrap_or_default();
    let account = account_of_role(role_arn)?;
    let tags = Tags::read(call.query, call.caller)?;
    let policies = SessionPolicies::read(call.query, world, account)?;
    let packed = packed::size(&policies, &tags)?;
    if call.caller.is_root() {
        return Err(Refusal::denied("Roles may not be assumed by root accounts."));
    }
    let mfa = mfa::check(world, call)?;
    let source_identity = source_identity(call, role_arn)?;
    let role = check_permissions(world, call, mfa, &tags, source_identity.as_deref())?;
    let seconds = duration::of_role(call, &role)?;
    let session = RoleSession {
        role_arn: role.arn(),
        name: call.query.get("RoleSessionName").unwrap_or_default().to_owned(),
        tags: tags.all(),
        transitive_tag_keys: tags.all_transitive(),
        source_identity,
        policies: policies.policies,
    };
    Ok(answer(world, call, &role, session, seconds, packed))
}

fn check_limits(query: &Query) -> Result<(), Refusal> {
    Limits::new(query)
        .required("RoleArn")
        .text("RoleArn", 20, 2_048, None)
        .required("RoleSessionName")
        .text("RoleSessionName", 2, 64, Some(&NAME))
        .text("ExternalId", 2, 1_224, Some(&EXTERNAL_ID))
        .text("SerialNumber", 9, 256, Some(&SERIAL))
        .text("TokenCode", 6, 6, Some(&DIGITS))
        .text("SourceIdentity", 2, 64, Some(&NAME))
        .text("Policy", 1, usize::MAX, None)
        .number("DurationSeconds", 900, 43_200)?
        .list("PolicyArns", 10, &[("arn", 20, 2_048, None)])
        .list(
            "Tags",
            50,
            &[("Key", 1, 128, Some(&TAG)), ("Value", 0, 256, Some(&TAG))],
        )
        .list("TransitiveTagKeys", 50, &[("", 1, 128, Some(&TAG))])
        .done()
}

fn account_of_role(role_arn: &str) -> Result<&str, Refusal> {
    let parts: Vec<_> = role_arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, resource] if resource.starts_with("role/") && resource.len() > 5 => {
            Ok(account)
        }
        _ => Err(Refusal::validation(format!("{role_arn} is invalid"))),
    }
}

/// The source identity sent, or that of the calling session, which cannot be changed on the way.
fn source_identity(call: &Call<'_>, role_arn: &str) -> Result<Option<String>, Refusal> {
    let sent = call.query.get("SourceIdentity");
    if sent.is_some_and(starts_with_aws) {
        return Err(Refusal::validation(
            "SourceIdentity must not begin with the reserved prefix aws:",
        ));
    }
    let inherited = call
        .caller
        .role()
        .and_then(|session| session.source_identity.as_deref());
    match (sent, inherited) {
        (Some(sent), Some(inherited)) if sent != inherited => Err(Refusal::unauthorized(
            call.caller,
            "sts:SetSourceIdentity",
            role_arn,
        )),
        _ => Ok(sent.or(inherited).map(str::to_owned)),
    }
}

/// Each permission that the call needs, on both sides; a role that does not exist reads like a missing one.
fn check_permissions(
    world: &World,
    call: &Call<'_>,
    mfa: bool,
    tags: &Tags,
    source_identity: Option<&str>,
) -> Result<Role, Refusal> {
    let role_arn = call.query.get("RoleArn").unwrap_or_default();
    let role = world
        .role_by_arn(role_arn)
        .ok_or_else(|| Refusal::unauthorized(call.caller, "sts:AssumeRole", role_arn))?;
    let attempt = Attempt {
        call,
        role,
        mfa,
        tags,
        source_identity,
    };
    authorize(&attempt, "sts:AssumeRole")?;
    if tags.any() {
        authorize(&attempt, "sts:TagSession")?;
    }
    if source_identity.is_some() {
        authorize(&attempt, "sts:SetSourceIdentity")?;
    }
    Ok(role.clone())
}

fn answer(
    world: &mut World,
    call: &Call<'_>,
    role: &Role,
    session: RoleSession,
    seconds: i64,
    packed: Option<usize>,
) -> Answer {
    let assumed = Element::Nested(
        "AssumedRoleUser",
        vec![
            Element::Text("AssumedRoleId", format!("{}:{}", role.id(), session.name)),
            Element::Text("Arn", role.session_arn(&session.name)),
        ],
    );
    let source_identity = session.source_identity.clone();
    let session = world.issue(SessionKind::Role(session), seconds, call.region, call.now);
    let mut result = vec![assumed, credentials(&session)];
    result.extend(packed.map(|percent| Element::Text("PackedPolicySize", percent.to_string())));
    result.extend(source_identity.map(|name| Element::Text("SourceIdentity", name)));
    Answer {
        result,
        issued: Some(session),
    }
}
