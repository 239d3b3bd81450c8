//! `explain` for people: the route from its source to its last hop, a line for each thing that is known.

use std::collections::BTreeMap;

use super::Findings;
use super::document::role_session_name;
use crate::duration::{SessionDuration, in_words};
use crate::route::{AssumeRole, Hop, Operation, Route, Source};
use crate::ui::sanitize;

/// A route as text; what stands in it may come from files of others, and is made harmless.
pub fn of(route: &Route, findings: &Findings) -> String {
    let mut lines = vec![line("source", &source(&route.source, findings))];
    for (index, (hop, cached)) in route.hops.iter().zip(&findings.cached).enumerate() {
        lines.push(line(&format!("hop {}", index + 1), hop.operation.name()));
        let details = details(hop, *cached).into_iter();
        lines.extend(details.map(|(name, value)| format!("{:WIDTH$}{name:<17}{value}", "")));
    }
    let region = route.endpoint.region.as_deref();
    lines.push(line("region", region.unwrap_or("none: the global endpoint")));
    lines.push(line("endpoint", &findings.endpoint));
    lines.push(line("now", &calls(findings)));
    lines
        .iter()
        .map(|line| format!("{}\n", sanitize::line(line)))
        .collect()
}

/// Where the text behind a name begins.
const WIDTH: usize = 10;

fn line(name: &str, text: &str) -> String {
    format!("{name:WIDTH$}{text}")
}

fn calls(findings: &Findings) -> String {
    let calls = match findings.sts_calls {
        0 => return "no STS call".to_owned(),
        1 => "1 STS call".to_owned(),
        calls => format!("{calls} STS calls"),
    };
    match findings.asks_person {
        true => format!("{calls}, asking for an MFA code"),
        false => calls,
    }
}

fn details(hop: &Hop, cached: Option<bool>) -> Vec<(&'static str, String)> {
    let mut details = Vec::new();
    let mut put = |name, value: Option<String>| details.extend(value.map(|value| (name, value)));
    put("profile", hop.profile.clone());
    match &hop.operation {
        Operation::GetFederationToken(call) => {
            put("name", Some(call.name.clone()));
            put("tags", tags(&call.tags));
            put("policy", call.policy.as_deref().map(policy));
            put("policy ARNs", list(&call.policy_arns));
        }
        operation => {
            for (name, value) in operation.role().into_iter().flat_map(|role| of_role(hop, role)) {
                put(name, value);
            }
        }
    }
    put("MFA device", hop.operation.mfa().map(|mfa| mfa.serial.clone()));
    if let Operation::GetSessionToken(call) = &hop.operation {
        let age = |seconds| format!("given at most {} ago", in_words(i64::from(seconds)));
        put("MFA code", call.max_age.map(age));
    }
    put("duration", Some(duration(hop.operation.duration())));
    put("stored", Some(stored(cached).to_owned()));
    for note in &hop.notes {
        put("note", Some(note.clone()));
    }
    details
}

fn of_role(hop: &Hop, role: &AssumeRole) -> [(&'static str, Option<String>); 8] {
    [
        ("role", Some(role.role_arn.to_string())),
        ("session name", role_session_name(hop)),
        ("external ID", role.external_id.clone()),
        ("source identity", role.source_identity.clone()),
        ("tags", tags(&role.tags)),
        ("transitive tags", list(&role.transitive_tags)),
        ("policy", role.policy.as_deref().map(policy)),
        ("policy ARNs", list(&role.policy_arns)),
    ]
}

fn duration(duration: SessionDuration) -> String {
    match duration {
        SessionDuration::Seconds(seconds) => in_words(i64::from(seconds)),
        SessionDuration::Max => "as long as the role allows".to_owned(),
    }
}

const fn stored(cached: Option<bool>) -> &'static str {
    match cached {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown until the store is unlocked",
    }
}

fn policy(text: &str) -> String {
    format!("{} characters", text.chars().count())
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| items.join(", "))
}

fn tags(tags: &BTreeMap<String, String>) -> Option<String> {
    let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    list(&tags)
}

fn source(source: &Source, findings: &Findings) -> String {
    match source {
        Source::Keyring { profile, .. } => match &findings.stored_key {
            Some(id) => format!("access key `{profile}` in the store ({id})"),
            None => format!("access key `{profile}`, not in the store yet: `rolehop keys add {profile}`"),
        },
        Source::Environment {
            access_key_id: Some(id),
            ..
        } => format!("credentials of the environment ({id})"),
        Source::Environment { .. } => "credentials of the environment, which has none".into(),
        Source::SharedCredentials {
            profile,
            access_key_id,
            ..
        } => format!("static keys of profile `{profile}` in the AWS files ({access_key_id})"),
        Source::CredentialProcess { profile, command } => {
            format!("credential process of profile `{profile}`: {command}")
        }
        Source::Sso { profile, .. } => format!("IAM Identity Center (profile `{profile}`)"),
        Source::LoginSession { profile, .. } => format!("`aws login` (profile `{profile}`)"),
        Source::Ec2InstanceMetadata { profile } => format!("the instance's role (profile `{profile}`)"),
        Source::EcsContainer { profile } => format!("the container's role (profile `{profile}`)"),
        Source::WebIdentity { profile, token_from } => {
            format!("web identity token of profile `{profile}`: {token_from}")
        }
        Source::Saml { profile } => format!("SAML assertion (profile `{profile}`)"),
    }
}
