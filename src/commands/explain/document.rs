//! The document of `explain --json` (contract, «Output»). Absent settings are absent keys; `cached` alone may be null.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Findings;
use crate::account::{host_name, user_name};
use crate::duration::SessionDuration;
use crate::profile::Sso;
use crate::route::session_name::expand_session_name;
use crate::route::{AssumeRole, Hop, Operation, Route, Source};

/// A route as JSON.
pub fn of<'a>(route: &'a Route, findings: &'a Findings) -> Explanation<'a> {
    Explanation {
        profile: route.name(),
        source: source_view(&route.source, findings),
        hops: route
            .hops
            .iter()
            .zip(&findings.cached)
            .map(|(hop, cached)| hop_view(hop, *cached))
            .collect(),
        region: route.endpoint.region.as_deref(),
        endpoint: &findings.endpoint,
        sts_calls: findings.sts_calls,
        asks_person: findings.asks_person,
    }
}

/// The role session name as it would be sent; an assertion brings its own.
pub fn role_session_name(hop: &Hop) -> Option<String> {
    let role = match &hop.operation {
        Operation::AssumeRole(role) | Operation::AssumeRoleWithWebIdentity(role) => role,
        _ => return None,
    };
    let profile = hop.profile.as_deref().unwrap_or_default();
    let name = expand_session_name(&role.role_session_name, &user_name(), &host_name(), profile);
    Some(name)
}

/// The whole document.
#[derive(Serialize)]
pub struct Explanation<'a> {
    profile: String,
    source: SourceView<'a>,
    hops: Vec<HopView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    endpoint: &'a str,
    sts_calls: usize,
    asks_person: bool,
}

#[derive(Default, Serialize)]
struct SourceView<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
    #[serde(flatten)]
    sso: Option<SsoView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    login_session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

#[derive(Serialize)]
struct SsoView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_start_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_region: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_account_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso_role_name: Option<&'a str>,
}

#[derive(Serialize)]
struct HopView<'a> {
    operation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    federation_name: Option<&'a str>,
    #[serde(flatten)]
    role: Option<RoleView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_serial: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mfa_max_age: Option<u32>,
    duration_seconds: Duration,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    policy_arns: &'a [String],
    cached: Option<bool>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct RoleView<'a> {
    role_arn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role_session_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_identity: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    transitive_tags: &'a [String],
}

/// As in the configuration: seconds, or `"max"`.
#[derive(Serialize)]
#[serde(untagged)]
enum Duration {
    Seconds(u32),
    Word(&'static str),
}

fn source_view<'a>(source: &'a Source, findings: &'a Findings) -> SourceView<'a> {
    let view = SourceView {
        kind: source.kind(),
        profile: source.profile(),
        ..SourceView::default()
    };
    match source {
        Source::Keyring { .. } => SourceView {
            access_key_id: findings.stored_key.as_deref(),
            ..view
        },
        Source::Environment { access_key_id, .. } => SourceView {
            access_key_id: access_key_id.as_deref(),
            ..view
        },
        Source::SharedCredentials { access_key_id, .. } => SourceView {
            access_key_id: Some(access_key_id),
            ..view
        },
        Source::CredentialProcess { command, .. } => SourceView {
            command: Some(command),
            ..view
        },
        Source::Sso { sso, .. } => SourceView {
            sso: Some(sso_view(sso)),
            ..view
        },
        Source::LoginSession { login_session, .. } => SourceView {
            login_session: Some(login_session),
            ..view
        },
        Source::WebIdentity { token_from, .. } => SourceView {
            token: Some(token_from),
            ..view
        },
        Source::Ec2InstanceMetadata { .. } | Source::EcsContainer { .. } | Source::Saml { .. } => view,
    }
}

fn sso_view(sso: &Sso) -> SsoView<'_> {
    SsoView {
        sso_session: sso.session.as_deref(),
        sso_start_url: sso.start_url.as_deref(),
        sso_region: sso.region.as_deref(),
        sso_account_id: sso.account_id.as_deref(),
        sso_role_name: sso.role_name.as_deref(),
    }
}

fn hop_view(hop: &Hop, cached: Option<bool>) -> HopView<'_> {
    let role = hop.operation.role();
    let (tags, policy, policy_arns) = match (&hop.operation, role) {
        (_, Some(role)) => (Some(&role.tags), role.policy.as_deref(), &role.policy_arns[..]),
        (Operation::GetFederationToken(call), _) => {
            (Some(&call.tags), call.policy.as_deref(), &call.policy_arns[..])
        }
        _ => (None, None, &[][..]),
    };
    let (federation_name, mfa_max_age) = match &hop.operation {
        Operation::GetFederationToken(call) => (Some(call.name.as_str()), None),
        Operation::GetSessionToken(call) => (None, call.max_age),
        _ => (None, None),
    };
    HopView {
        operation: hop.operation.name(),
        profile: hop.profile.as_deref(),
        federation_name,
        role: role.map(|role| role_view(hop, role)),
        mfa_serial: hop.operation.mfa().map(|mfa| mfa.serial.as_str()),
        mfa_max_age,
        duration_seconds: match hop.operation.duration() {
            SessionDuration::Seconds(seconds) => Duration::Seconds(seconds),
            SessionDuration::Max => Duration::Word("max"),
        },
        tags: tags.filter(|tags| !tags.is_empty()),
        policy,
        policy_arns,
        cached,
        notes: &hop.notes,
    }
}

fn role_view<'a>(hop: &Hop, role: &'a AssumeRole) -> RoleView<'a> {
    RoleView {
        role_arn: role.role_arn.as_str(),
        role_session_name: role_session_name(hop),
        external_id: role.external_id.as_deref(),
        source_identity: role.source_identity.as_deref(),
        transitive_tags: &role.transitive_tags,
    }
}
