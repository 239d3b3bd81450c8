//! The key names that the AWS files know: to name the nearest one beside a line that cannot be read.
//!
//! Names only, from the AWS SDKs and Tools Reference Guide («Settings reference») and from aws-vault's own
//! keys. What a key means, and whether a profile needs it, is not known here.

/// Every key that a profile, an `[sso-session]` or a `[services]` section may have.
pub const KEYS: [&str; 62] = [
    "account_id_endpoint_mode",
    "addressing_style",
    "api_versions",
    "aws_access_key_id",
    "aws_account_id",
    "aws_secret_access_key",
    "aws_session_token",
    "ca_bundle",
    "cli_auto_prompt",
    "cli_binary_format",
    "cli_follow_urlparam",
    "cli_history",
    "cli_pager",
    "cli_timestamp_format",
    "credential_process",
    "credential_source",
    "defaults_mode",
    "disable_request_compression",
    "duration_seconds",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "ec2_metadata_v1_disabled",
    "endpoint_discovery_enabled",
    "endpoint_url",
    "external_id",
    "ignore_configured_endpoint_urls",
    "include_profile",
    "login_session",
    "max_attempts",
    "metadata_service_num_attempts",
    "metadata_service_timeout",
    "mfa_process",
    "mfa_serial",
    "output",
    "parameter_validation",
    "region",
    "request_min_compression_size_bytes",
    "retry_mode",
    "role_arn",
    "role_session_name",
    "s3",
    "sdk_ua_app_id",
    "services",
    "session_tags",
    "sigv4a_signing_region_set",
    "source_identity",
    "source_profile",
    "sso_account_id",
    "sso_auto_populated",
    "sso_region",
    "sso_registration_scopes",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "sts",
    "sts_regional_endpoints",
    "tcp_keepalive",
    "transitive_session_tags",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
    "user_agent_extra",
    "web_identity_token_file",
];

/// The known key that `word` is, or was meant to be: at most two letters away, and a third of its length.
pub fn nearest(word: &str) -> Option<&'static str> {
    let longest = KEYS.iter().map(|key| key.len()).max().unwrap_or(0);
    if word.len() > longest + 2 {
        return None;
    }
    let word = word.to_ascii_lowercase().replace([' ', '-'], "_");
    let letters = word.chars().count();
    KEYS.iter()
        .filter(|key| key.len().abs_diff(letters) <= 2)
        .map(|key| (strsim::damerau_levenshtein(&word, key), *key))
        .filter(|(distance, key)| *distance <= 2 && *distance * 3 <= key.len())
        .min()
        .map(|(_, key)| key)
}

/// The key, when it may be shown.
///
/// Security: a wrapped token makes a line such as `b64piece==`, whose «key» is a piece of a secret. A key that is
/// not known is shown only when it has the form of one: short, lower case, words and underscores.
pub(super) fn speakable(key: &str) -> Option<String> {
    let is_word = |word: &str| word.len() <= 16 && word.bytes().all(|b| b.is_ascii_lowercase());
    let is_known = KEYS.contains(&key.to_ascii_lowercase().as_str());
    let has_the_form = key.len() <= 40 && key.split(['_', '-']).all(is_word);
    (is_known || has_the_form).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_known_key_and_nothing_far() {
        for (word, expected) in [
            ("role_arn", Some("role_arn")),
            ("Role-ARN", Some("role_arn")),
            ("rolearn", Some("role_arn")),
            ("mfa_seriel", Some("mfa_serial")),
            ("source profil", Some("source_profile")),
            ("regoin", Some("region")),
            ("x3", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word), expected, "{word}");
        }
        assert_eq!(nearest(&"role_arn".repeat(1000)), None);
    }

    #[test]
    fn keeps_to_itself_what_may_be_a_piece_of_a_secret() {
        for shown in ["role_arn", "Role_ARN", "s3", "my-own_key"] {
            assert_eq!(speakable(shown).as_deref(), Some(shown));
        }
        for hidden in [
            "wJalrXUtnFEMI/K7MDENG",
            "FwoGZXIvYXdzE",
            "0123456789abcdef",
            "abcdefghijklmnopqrstuvwxyz",
        ] {
            assert_eq!(speakable(hidden), None, "{hidden}");
        }
    }
}
