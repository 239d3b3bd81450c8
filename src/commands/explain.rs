//! `explain`: what a route would do, without any call and without unlocking anything.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::cli;
use crate::duration::{SessionDuration, in_words};
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::{self, json as output_json};
use crate::route::key::SessionKey;
use crate::route::{Hop, Operation, Route, Source};
use crate::sts::endpoint::ResolvedEndpoint;
use crate::time::Timestamp;

/// The document of `explain --json` (contract, «Output»).
#[derive(Serialize)]
struct Explanation {
    profile: String,
    source: Value,
    hops: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    endpoint: String,
    sts_calls: usize,
    asks_person: bool,
}

/// Explains the route.
pub fn run(invocation: &Invocation, arguments: &cli::Explain) -> Result<(), Error> {
    let route = invocation.route(&arguments.route)?;
    let cached = cached(invocation, &route, arguments.route.last_hop.fresh);
    let explanation = explain(invocation, &route, &cached)?;
    if arguments.output.json {
        return Ok(output_json::write(&explanation)?);
    }
    Ok(output::write(text(&route, &cached, &explanation).as_bytes())?)
}

/// For each hop whether its session is stored; none where the store would have to be unlocked to know.
fn cached(invocation: &Invocation, route: &Route, fresh: bool) -> Vec<Option<bool>> {
    let now = Timestamp::now();
    let keys = SessionKey::of_route(route);
    let last = keys.len().saturating_sub(1);
    let store = invocation.sessions().ok().filter(|store| !store.is_locked());
    keys.iter()
        .enumerate()
        .map(|(index, key)| match &store {
            _ if fresh && index == last => Some(false),
            Some(store) => Some(
                store
                    .session(key)
                    .ok()?
                    .is_some_and(|session| session.can_sign(now)),
            ),
            None => None,
        })
        .collect()
}

fn explain(invocation: &Invocation, route: &Route, cached: &[Option<bool>]) -> Result<Explanation, Error> {
    let endpoint = ResolvedEndpoint::resolve(&route.endpoint).map_err(crate::sts::StsError::from)?;
    let from = cached
        .iter()
        .rposition(|stored| *stored == Some(true))
        .map_or(0, |deepest| deepest + 1);
    let to_call = &route.hops[from..];
    Ok(Explanation {
        profile: route.name(),
        source: source(&route.source, invocation),
        hops: route
            .hops
            .iter()
            .zip(cached)
            .map(|(hop, cached)| hop_value(hop, *cached))
            .collect(),
        region: route.endpoint.region.clone(),
        endpoint: endpoint.url().to_owned(),
        sts_calls: to_call.len(),
        asks_person: to_call.iter().any(asks_person),
    })
}

fn asks_person(hop: &Hop) -> bool {
    hop.operation.mfa().is_some_and(|mfa| mfa.process.is_none())
}

fn source(source: &Source, invocation: &Invocation) -> Value {
    let mut value = Map::new();
    value.insert("kind".into(), source.kind().into());
    let mut put = |key: &str, text: Option<&str>| {
        if let Some(text) = text {
            value.insert(key.into(), text.into());
        }
    };
    put("profile", source.profile());
    match source {
        Source::Keyring { profile, .. } => {
            let known = invocation.known_keys().unwrap_or_default();
            let key = known.into_iter().find(|key| key.name == *profile);
            put(
                "access_key_id",
                key.as_ref().map(|key| key.access_key_id.as_str()),
            );
        }
        Source::Environment { access_key_id, .. } => put("access_key_id", access_key_id.as_deref()),
        Source::SharedCredentials { access_key_id, .. } => put("access_key_id", Some(access_key_id)),
        Source::CredentialProcess { command, .. } => put("command", Some(command)),
        Source::Sso { sso, .. } => {
            put("sso_session", sso.session.as_deref());
            put("sso_start_url", sso.start_url.as_deref());
            put("sso_region", sso.region.as_deref());
            put("sso_account_id", sso.account_id.as_deref());
            put("sso_role_name", sso.role_name.as_deref());
        }
        Source::LoginSession { login_session, .. } => put("login_session", Some(login_session)),
        Source::WebIdentity { token_from, .. } => put("token", Some(token_from)),
        Source::Ec2InstanceMetadata { .. } | Source::EcsContainer { .. } | Source::Saml { .. } => {}
    }
    Value::Object(value)
}

fn hop_value(hop: &Hop, cached: Option<bool>) -> Value {
    let mut value = Map::new();
    value.insert("operation".into(), hop.operation.name().into());
    let mut put = |key: &str, new: Option<Value>| {
        if let Some(new) = new {
            value.insert(key.into(), new);
        }
    };
    put("profile", hop.profile.clone().map(Value::from));
    if let Some(role) = hop.operation.role() {
        put("role_arn", Some(role.role_arn.as_str().into()));
        put("role_session_name", Some(role.role_session_name.clone().into()));
        put("external_id", role.external_id.clone().map(Value::from));
        put("tags", (!role.tags.is_empty()).then(|| json!(role.tags)));
        put(
            "transitive_tags",
            (!role.transitive_tags.is_empty()).then(|| json!(role.transitive_tags)),
        );
        put("policy", role.policy.clone().map(Value::from));
        put(
            "policy_arns",
            (!role.policy_arns.is_empty()).then(|| json!(role.policy_arns)),
        );
        put("source_identity", role.source_identity.clone().map(Value::from));
    }
    put(
        "mfa_serial",
        hop.operation.mfa().map(|mfa| mfa.serial.clone().into()),
    );
    put(
        "duration_seconds",
        duration(&hop.operation).map(|duration| match duration {
            SessionDuration::Seconds(seconds) => seconds.into(),
            SessionDuration::Max => "max".into(),
        }),
    );
    value.insert("cached".into(), cached.map_or(Value::Null, Value::from));
    value.insert("notes".into(), json!(hop.notes));
    Value::Object(value)
}

const fn duration(operation: &Operation) -> Option<SessionDuration> {
    match operation {
        Operation::GetSessionToken(call) => Some(call.duration),
        Operation::AssumeRole(role)
        | Operation::AssumeRoleWithWebIdentity(role)
        | Operation::AssumeRoleWithSaml(role) => Some(role.duration),
        Operation::GetFederationToken(call) => Some(call.duration),
    }
}

fn text(route: &Route, cached: &[Option<bool>], explanation: &Explanation) -> String {
    let mut lines = vec![format!("source    {}", in_prose(&route.source))];
    for (index, (hop, cached)) in route.hops.iter().zip(cached).enumerate() {
        lines.push(format!("hop {}     {}", index + 1, hop.operation.name()));
        lines.extend(
            details(hop, *cached)
                .into_iter()
                .map(|(name, value)| format!("          {name:<16}{value}")),
        );
    }
    let region = route
        .endpoint
        .region
        .as_deref()
        .unwrap_or("none: the global endpoint");
    lines.push(format!("region    {region}"));
    lines.push(format!("endpoint  {}", explanation.endpoint));
    let asks = if explanation.asks_person {
        ", asking for an MFA code"
    } else {
        ""
    };
    lines.push(match explanation.sts_calls {
        0 => "now       no STS call".to_owned(),
        1 => format!("now       1 STS call{asks}"),
        calls => format!("now       {calls} STS calls{asks}"),
    });
    lines
        .iter()
        .map(|line| format!("{}\n", crate::ui::sanitize::line(line)))
        .collect()
}

fn details(hop: &Hop, cached: Option<bool>) -> Vec<(&'static str, String)> {
    let mut details = Vec::new();
    let mut put = |name, value: Option<String>| details.extend(value.map(|value| (name, value)));
    put("profile", hop.profile.clone());
    if let Some(role) = hop.operation.role() {
        let list = |items: &[String]| (!items.is_empty()).then(|| items.join(", "));
        let tags: Vec<String> = role
            .tags
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        put("role", Some(role.role_arn.to_string()));
        put("session name", Some(role.role_session_name.clone()));
        put("external ID", role.external_id.clone());
        put("tags", list(&tags));
        put("transitive tags", list(&role.transitive_tags));
        put(
            "session policy",
            role.policy
                .as_ref()
                .map(|policy| format!("{} characters", policy.chars().count())),
        );
        put("policy ARNs", list(&role.policy_arns));
        put("source identity", role.source_identity.clone());
    }
    put("MFA device", hop.operation.mfa().map(|mfa| mfa.serial.clone()));
    put(
        "duration",
        duration(&hop.operation).map(|duration| match duration {
            SessionDuration::Seconds(seconds) => in_words(i64::from(seconds)),
            SessionDuration::Max => "as long as the role allows".to_owned(),
        }),
    );
    put(
        "stored",
        Some(match cached {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => "unknown until the store is unlocked".to_owned(),
        }),
    );
    for note in &hop.notes {
        put("note", Some(note.clone()));
    }
    details
}

fn in_prose(source: &Source) -> String {
    match source {
        Source::Keyring { profile, .. } => format!("access key `{profile}` in the store"),
        Source::Environment { .. } => "credentials of the environment".into(),
        Source::SharedCredentials { profile, .. } => {
            format!("static keys of profile `{profile}` in the AWS files")
        }
        Source::CredentialProcess { profile, command } => {
            format!("credential process of `{profile}`: {command}")
        }
        Source::Sso { profile, .. } => format!("IAM Identity Center (profile `{profile}`)"),
        Source::LoginSession { profile, .. } => format!("`aws login` (profile `{profile}`)"),
        Source::Ec2InstanceMetadata { .. } => "the instance's role".into(),
        Source::EcsContainer { .. } => "the container's role".into(),
        Source::WebIdentity { profile, token_from } => {
            format!("web identity token of `{profile}`: {token_from}")
        }
        Source::Saml { profile } => format!("SAML assertion (profile `{profile}`)"),
    }
}
