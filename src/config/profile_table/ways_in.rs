//! Exactly one way to get credentials, or none (then keys in the store), and no half of one.

use super::super::table::Table;
use crate::profile::{ProblemKind, Profile};

/// Checks what keys say of one another. A key with a bad value counts as said.
pub(super) fn check(table: &mut Table<'_>, profile: &Profile) {
    let said: Vec<(&str, usize)> = WAYS
        .iter()
        .filter_map(|keys| {
            keys.iter()
                .filter_map(|key| line(table, key))
                .min_by_key(|(_, line)| *line)
        })
        .collect();
    one_way(table, said);
    exclude(table, "federation_name", "role_arn");
    for (key, others, words) in NEEDS {
        if let Some((_, line)) = line(table, key)
            && !others.iter().any(|other| table.entry(other).is_some())
        {
            table.push(
                line,
                ProblemKind::Needs {
                    key: (*key).to_owned(),
                    other: (*words).to_owned(),
                },
            );
        }
    }
    whole_sso(table);
    provider(table, profile);
}

/// Each row is one way, by whatever of its keys it is said.
const WAYS: [&[&str]; 10] = [
    &["source_profile"],
    &["credential_source"],
    &["credential_process"],
    &["sso_session", "sso_account_id", "sso_role_name"],
    &["login_session"],
    &["web_identity_token_file"],
    &["web_identity"],
    &["web_identity_token_env"],
    &["web_identity_token_process"],
    &["principal_arn", "saml_assertion_process", "saml_login_url"],
];

/// A key, those of which it needs one, and these in words.
const NEEDS: [(&str, &[&str], &str); 7] = [
    ("web_identity_token_file", &["role_arn"], "`role_arn`"),
    ("web_identity_token_env", &["role_arn"], "`role_arn`"),
    ("web_identity_token_process", &["role_arn"], "`role_arn`"),
    ("web_identity", &["role_arn"], "`role_arn`"),
    ("federation_name", &["policy", "policy_arns"], "a `policy`"),
    ("external_id", &["role_arn"], "`role_arn`"),
    ("source_identity", &["role_arn"], "`role_arn`"),
];

/// All of which Identity Center needs.
const SSO: [&str; 3] = ["sso_session", "sso_account_id", "sso_role_name"];

fn line<'k>(table: &Table<'_>, key: &'k str) -> Option<(&'k str, usize)> {
    table.entry(key).map(|entry| (key, entry.line))
}

fn one_way(table: &mut Table<'_>, mut said: Vec<(&str, usize)>) {
    said.sort_by_key(|(_, line)| *line);
    let Some(((first, first_line), others)) = said.split_first() else {
        return;
    };
    for (second, line) in others {
        let kind = ProblemKind::TwoWays {
            first: (*first).to_owned(),
            first_line: *first_line,
            second: (*second).to_owned(),
        };
        table.push(*line, kind);
    }
    exclude(table, "saml_assertion_process", "saml_login_url");
}

fn exclude(table: &mut Table<'_>, one: &str, other: &str) {
    let (Some(one), Some(other)) = (line(table, one), line(table, other)) else {
        return;
    };
    let (first, second) = if one.1 <= other.1 {
        (one, other)
    } else {
        (other, one)
    };
    let kind = ProblemKind::Conflict {
        first: first.0.to_owned(),
        first_line: first.1,
        second: second.0.to_owned(),
    };
    table.push(second.1, kind);
}

fn whole_sso(table: &mut Table<'_>) {
    let said: Vec<(&str, usize)> = SSO.iter().filter_map(|key| line(table, key)).collect();
    let Some((key, line)) = said.iter().min_by_key(|(_, line)| *line) else {
        return;
    };
    let lacking: Vec<String> = SSO
        .iter()
        .filter(|key| table.entry(key).is_none())
        .map(|key| format!("`{key}`"))
        .collect();
    if !lacking.is_empty() {
        let kind = ProblemKind::Needs {
            key: (*key).to_owned(),
            other: lacking.join(" and "),
        };
        table.push(*line, kind);
    }
}

/// OIDC providers must not have a ProviderId, OAuth 2.0 ones must (STS API Reference, AssumeRoleWithWebIdentity).
fn provider(table: &mut Table<'_>, profile: &Profile) {
    if profile.web_identity.is_some() {
        exclude(table, "web_identity", "web_identity_provider_id");
    }
}
