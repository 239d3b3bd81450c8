//! May this caller do this to that role? Both sides are asked, as the accounts demand.

use super::caller::{Caller, CallerKind};
use super::clock::iso8601;
use super::operation::{Call, Tags};
use super::policy::{Grant, Keys, Policy, Principal, Verdict};
use super::refusal::Refusal;
use super::world::Role;

/// A call that wants a role.
pub(super) struct Attempt<'a> {
    pub call: &'a Call<'a>,
    pub role: &'a Role,
    /// A code came with this very call.
    pub mfa: bool,
    pub tags: &'a Tags,
    pub source_identity: Option<&'a str>,
}

/// Refuses unless the role's trust policy and, where it counts, the caller's own policies allow `action`.
pub(super) fn authorize(attempt: &Attempt<'_>, action: &str) -> Result<(), Refusal> {
    let (caller, role) = (attempt.call.caller, attempt.role);
    let (keys, resource) = (keys(attempt), role.arn());
    let trust = role.trust.trust(action, &principal(caller, role), &keys);
    let own = |policies: &[Policy]| {
        Verdict::join(
            policies
                .iter()
                .map(|policy| policy.identity(action, &resource, &keys)),
        )
    };
    let identity = own(caller.identity_policies());
    let session = own(caller.session_policies());
    if allowed(caller, role, trust, identity, session) {
        Ok(())
    } else {
        Err(Refusal::unauthorized(caller, action, &resource))
    }
}

/// Another account: both sides. The same account: a trust policy that names the caller itself suffices, one that
/// names the account leaves it to the identity policy. Session policies limit all but what names the session.
fn allowed(caller: &Caller, role: &Role, trust: Verdict, identity: Verdict, session: Verdict) -> bool {
    if [trust, identity, session].contains(&Verdict::Denied) {
        return false;
    }
    let Verdict::Allowed(grant) = trust else {
        return false;
    };
    let within_session = caller.session_policies().is_empty() || session.allows();
    if caller.account != role.account {
        return identity.allows() && within_session;
    }
    match grant {
        Grant::Account => identity.allows() && within_session,
        Grant::Principal => within_session,
        Grant::Session => true,
    }
}

fn principal<'a>(caller: &'a Caller, role: &'a Role) -> Principal<'a> {
    let role_or_user_arn = match &caller.kind {
        CallerKind::RoleSession { session, .. } => &session.role_arn,
        CallerKind::LongTerm(_) | CallerKind::UserSession { .. } => &caller.arn,
    };
    Principal {
        arn: &caller.arn,
        role_or_user_arn,
        account: &caller.account,
        partition: &role.partition,
    }
}

/// The context that conditions look at.
fn keys(attempt: &Attempt<'_>) -> Keys {
    let mut keys = Keys::new();
    about_request(&mut keys, attempt);
    about_caller(&mut keys, attempt.call.caller, attempt.call.now);
    if attempt.mfa {
        set(&mut keys, "aws:MultiFactorAuthPresent", "true");
        set(&mut keys, "aws:MultiFactorAuthAge", "0");
    }
    keys
}

fn about_request(keys: &mut Keys, attempt: &Attempt<'_>) {
    let Attempt { call, role, tags, .. } = attempt;
    for (name, parameter) in [
        ("sts:ExternalId", "ExternalId"),
        ("sts:RoleSessionName", "RoleSessionName"),
    ] {
        call.query.get(parameter).inspect(|value| set(keys, name, value));
    }
    attempt
        .source_identity
        .inspect(|value| set(keys, "sts:SourceIdentity", value));
    for (key, value) in &tags.sent {
        set(keys, &format!("aws:RequestTag/{key}"), value);
    }
    set_all(keys, "aws:TagKeys", tags.sent.keys());
    set_all(keys, "sts:TransitiveTagKeys", &tags.sent_transitive);
    for (key, value) in &role.tags {
        set(keys, &format!("aws:ResourceTag/{key}"), value);
        set(keys, &format!("iam:ResourceTag/{key}"), value);
    }
    set(keys, "aws:ResourceAccount", &role.account);
    set(keys, "aws:RequestedRegion", call.region);
    set(keys, "aws:SecureTransport", &call.secure.to_string());
    set(keys, "aws:SourceIp", "127.0.0.1");
    set(keys, "aws:UserAgent", call.user_agent);
    set(keys, "aws:CurrentTime", &iso8601(call.now));
    set(keys, "aws:EpochTime", &call.now.to_string());
}

fn about_caller(keys: &mut Keys, caller: &Caller, now: i64) {
    set(keys, "aws:PrincipalArn", &caller.principal_arn());
    set(keys, "aws:PrincipalAccount", &caller.account);
    set(keys, "aws:userid", &caller.user_id);
    if let Some(user) = caller.user() {
        set(keys, "aws:username", &user.name);
        set(keys, "aws:PrincipalType", "User");
        tags_of_principal(keys, &user.tags);
    }
    match &caller.kind {
        // A long-term key leaves the key out altogether: `BoolIfExists` lets it pass, as AWS warns.
        CallerKind::LongTerm(_) => {}
        CallerKind::UserSession {
            mfa_at, issued_at, ..
        } => {
            set(keys, "aws:TokenIssueTime", &iso8601(*issued_at));
            set(keys, "aws:MultiFactorAuthPresent", &mfa_at.is_some().to_string());
            mfa_at.inspect(|at| set(keys, "aws:MultiFactorAuthAge", &(now - at).to_string()));
        }
        // The session that AssumeRole returns carries no MFA, whatever the call before it had.
        CallerKind::RoleSession {
            role,
            session,
            issued_at,
        } => {
            set(keys, "aws:TokenIssueTime", &iso8601(*issued_at));
            set(keys, "aws:MultiFactorAuthPresent", "false");
            set(keys, "aws:PrincipalType", "AssumedRole");
            tags_of_principal(keys, &role.tags);
            tags_of_principal(keys, &session.tags);
            session
                .source_identity
                .as_ref()
                .inspect(|name| set(keys, "aws:SourceIdentity", name));
        }
    }
}

fn tags_of_principal(keys: &mut Keys, tags: &std::collections::BTreeMap<String, String>) {
    for (key, value) in tags {
        set(keys, &format!("aws:PrincipalTag/{key}"), value);
    }
}

fn set(keys: &mut Keys, name: &str, value: &str) {
    keys.insert(name.to_ascii_lowercase(), vec![value.to_owned()]);
}

fn set_all<'a>(keys: &mut Keys, name: &str, values: impl IntoIterator<Item = &'a String>) {
    keys.insert(name.to_ascii_lowercase(), values.into_iter().cloned().collect());
}
