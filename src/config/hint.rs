//! Better words for the keys and tables that people try: other tools' names, other spellings, slips of a finger.

use super::keys::{PROFILE, SETTINGS, TOP, profile_key};
use crate::profile::{Hint, nearest};

/// A better word for an unknown key of a profile or of `[defaults]`.
pub(super) fn for_profile(name: &str) -> Option<Hint> {
    let plain = snake_case(name);
    advice(&plain)
        .map(Hint::Advice)
        .or_else(|| alias(&plain).map(|key| Hint::DidYouMean(key.to_owned())))
        .or_else(|| among(&plain, PROFILE.iter().map(|key| key.name)))
}

/// A better word for an unknown key of a table with few keys.
pub(super) fn among<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<Hint> {
    nearest(&snake_case(name), names).map(|name| Hint::DidYouMean(name.to_owned()))
}

/// A better word for an unknown table.
pub(super) fn for_table(name: &str) -> Option<Hint> {
    match name {
        "default" => Some(Hint::Advice(
            "write `[profile.default]` for the profile of that name, `[defaults]` for what holds for all profiles",
        )),
        "profiles" => Some(Hint::Advice("write `[profile.NAME]`")),
        "sso-session" | "sso_session" | "services" => Some(Hint::Advice(
            "this section stands in the AWS config file, and is found there",
        )),
        _ => among(name, TOP).or(Some(Hint::Advice("a profile's table is `[profile.NAME]`"))),
    }
}

/// A better word for an unknown key outside any table.
pub(super) fn for_top(name: &str) -> Option<Hint> {
    let plain = snake_case(name);
    if profile_key(&plain).is_some() || alias(&plain).is_some() {
        return Some(Hint::Advice(
            "write it below `[profile.NAME]`, or below `[defaults]` for all profiles",
        ));
    }
    if SETTINGS.contains(&plain.as_str()) {
        return Some(Hint::Advice("write it below `[settings]`"));
    }
    among(name, TOP)
}

/// `roleArn`, `role-arn` and `ROLE_ARN` as `role_arn`.
fn snake_case(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 4);
    let mut before_is_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && before_is_lower {
            plain.push('_');
        }
        before_is_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        plain.push(if c == '-' || c == ' ' {
            '_'
        } else {
            c.to_ascii_lowercase()
        });
    }
    plain
}

/// Names that other tools, STS itself or plain guessing give to a key.
fn alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "role" | "assume_role" | "assume_role_arn" | "arn" => "role_arn",
        "mfa" | "mfa_device" | "mfa_arn" | "mfa_serial_number" | "serial_number" | "serial" => "mfa_serial",
        "externalid" | "external" => "external_id",
        "duration" | "session_duration" | "assume_role_ttl" | "ttl" | "assume_role_duration" => {
            "duration_seconds"
        }
        "session_name" | "rolesession_name" | "role_session" => "role_session_name",
        "assume_role_policy" | "session_policy" | "inline_policy" | "policy_file" | "policy_json" => "policy",
        "policies" | "managed_policies" | "session_policy_arns" | "policy_arn" | "managed_policy_arns" => {
            "policy_arns"
        }
        "session_tags" | "tag" => "tags",
        "transitive_session_tags" | "transitive_tag_keys" | "transitive" => "transitive_tags",
        "parent" | "parent_profile" | "profile" | "source" | "include_profile" => "source_profile",
        "process" | "command" => "credential_process",
        "mfa_command" | "mfa_token_process" | "mfa_prompt" => "mfa_process",
        "session_ttl" | "mfa_ttl" | "mfa_duration" | "chained_session_token_ttl" => "mfa_session",
        "max_age" | "mfa_age" => "mfa_max_age",
        "aws_region" | "default_region" => "region",
        "endpoint" | "sts_endpoint" | "endpoint_url_sts" => "endpoint_url",
        "fips" | "use_fips" => "use_fips_endpoint",
        "dualstack" | "use_dualstack" => "use_dualstack_endpoint",
        "ca" | "ca_file" | "cafile" => "ca_bundle",
        "identity" => "source_identity",
        "saml_url" => "saml_login_url",
        "account_id" | "sso_account" => "sso_account_id",
        "sso_role" => "sso_role_name",
        "account" => "account_name",
        "prod" => "production",
        _ => return None,
    })
}

/// Keys that mean something else here than another key.
fn advice(name: &str) -> Option<&'static str> {
    Some(match name {
        "aws_access_key_id"
        | "aws_secret_access_key"
        | "aws_session_token"
        | "access_key_id"
        | "secret_access_key"
        | "access_key"
        | "secret_key"
        | "secret" => {
            "no key stands in this file: `rolehop keys add NAME` puts it into the store; take the line out"
        }
        "sso_start_url" | "sso_region" | "sso_registration_scopes" => {
            "write it below `[sso-session NAME]` in the AWS config file, and `sso_session = \"NAME\"` here"
        }
        "services" | "ignore_configured_endpoint_urls" => {
            "write it in the profile of that name in the AWS config file, or `endpoint_url` here"
        }
        "mfa_token" | "token_code" | "mfa_code" => {
            "a code is good once: `--mfa-token`, or `mfa_process` for a command that prints one"
        }
        "store" | "prompt_timeout" | "log" | "sso_cache" | "signin_endpoint" => "write it below `[settings]`",
        "issuer" | "client_id" | "scopes" | "audience" | "redirect_port" => "write it below `[oidc.NAME]`",
        "include" => "write it at the top of the file, above the first table",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(hint: Option<Hint>) -> String {
        hint.map(|hint| hint.text()).unwrap_or_default()
    }

    #[test]
    fn aliases_lead_to_keys() {
        for (tried, key) in [
            ("role-arn", "role_arn"),
            ("RoleArn", "role_arn"),
            ("role_arm", "role_arn"),
            ("mfa", "mfa_serial"),
            ("MfaSerial", "mfa_serial"),
            ("externalId", "external_id"),
            ("ExternalID", "external_id"),
            ("duration", "duration_seconds"),
            ("session_name", "role_session_name"),
            ("assume_role_policy", "policy"),
            ("parent_profile", "source_profile"),
            ("session_tags", "tags"),
        ] {
            assert_eq!(
                told(for_profile(tried)),
                format!("did you mean `{key}`?"),
                "{tried}"
            );
            assert!(profile_key(key).is_some());
        }
        assert!(told(for_profile("aws_secret_access_key")).contains("`rolehop keys add NAME`"));
        assert_eq!(told(for_profile("colour")), "");
    }
}
