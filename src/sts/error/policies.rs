//! The two policies that an AssumeRole needs, compact enough for a help line and whole enough to paste.

use serde::Serialize;

use crate::sts::call::{Call, MfaSent};

/// Stands where only the role's owner knows the value, and where ours is not shown.
const EXTERNAL_ID: &str = "<the external ID>";
const CALLER: &str = "<the caller's ARN>";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: &'static str,
    statement: [Statement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Principal>,
    action: Actions,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a str>,
    #[serde(skip_serializing_if = "Condition::is_empty")]
    condition: Condition,
}

#[derive(Serialize)]
struct Principal {
    #[serde(rename = "AWS")]
    aws: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Actions {
    One(&'static str),
    Many(Vec<&'static str>),
}

#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    #[serde(skip_serializing_if = "Option::is_none")]
    string_equals: Option<ExternalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bool: Option<Mfa>,
}

#[derive(Serialize)]
struct ExternalId {
    #[serde(rename = "sts:ExternalId")]
    value: &'static str,
}

#[derive(Serialize)]
struct Mfa {
    #[serde(rename = "aws:MultiFactorAuthPresent")]
    present: &'static str,
}

impl Condition {
    fn is_empty(&self) -> bool {
        self.string_equals.is_none() && self.bool.is_none()
    }
}

/// What the caller's identity policy must allow.
pub(super) fn identity_policy(call: &Call) -> String {
    document(Statement {
        effect: "Allow",
        principal: None,
        action: actions(call),
        resource: Some(
            call.role_arn
                .as_ref()
                .map_or("<the role's ARN>", |role| role.as_str()),
        ),
        condition: Condition::default(),
    })
}

/// What the role's trust policy must allow, with the conditions that this call meets.
pub(super) fn trust_policy(call: &Call) -> String {
    let external_id = call.sent.external_id.then_some(ExternalId { value: EXTERNAL_ID });
    let mfa = (call.sent.mfa != MfaSent::No).then_some(Mfa { present: "true" });
    document(Statement {
        effect: "Allow",
        principal: Some(Principal { aws: principal(call) }),
        action: actions(call),
        resource: None,
        condition: Condition {
            string_equals: external_id,
            bool: mfa,
        },
    })
}

/// A role session is trusted by its role: by itself it would have to be named anew at every change of its name.
fn principal(call: &Call) -> String {
    if let Some(role) = &call.caller_role {
        return role.to_string();
    }
    match &call.caller_arn {
        Some(arn) => role_of(arn).unwrap_or_else(|| arn.clone()),
        None => CALLER.to_owned(),
    }
}

/// `arn:aws:sts::1:assumed-role/Name/session` → `arn:aws:iam::1:role/Name`; the role's path is not told.
pub(super) fn role_of(session_arn: &str) -> Option<String> {
    let mut parts = session_arn.splitn(6, ':').skip(1);
    let (partition, service, _, account, resource) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    let name = resource.strip_prefix("assumed-role/")?.split('/').next()?;
    (service == "sts").then(|| format!("arn:{partition}:iam::{account}:role/{name}"))
}

fn actions(call: &Call) -> Actions {
    let mut actions = vec!["sts:AssumeRole"];
    if call.sent.tags > 0 {
        actions.push("sts:TagSession");
    }
    if call.sent.source_identity {
        actions.push("sts:SetSourceIdentity");
    }
    match actions[..] {
        [one] => Actions::One(one),
        _ => Actions::Many(actions),
    }
}

fn document(statement: Statement<'_>) -> String {
    let document = Document {
        version: "2012-10-17",
        statement: [statement],
    };
    serde_json::to_string(&document).unwrap_or_default()
}
