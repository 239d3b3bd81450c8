//! The names of every key, and where each may stand.

/// A key of `[profile.NAME]`.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    /// May stand in `[defaults]` too.
    pub in_defaults: bool,
    pub guard: Guard,
}

/// What a key could do in the hands of somebody else.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Guard {
    /// No harm.
    Free,
    /// Says where calls go, or whom to trust there: only in trusted files.
    Directs,
    /// Runs a command or opens a browser: only in trusted files that not every user can write.
    Runs,
}

/// Every key of `[profile.NAME]`, as `docs/configuration.md` has them.
pub const PROFILE: [Key; 40] = [
    key("source_profile"),
    key("credential_source"),
    guarded("credential_process", Guard::Runs),
    key("sso_session"),
    key("sso_account_id"),
    key("sso_role_name"),
    key("login_session"),
    key("web_identity_token_file"),
    key("web_identity"),
    key("web_identity_token_env"),
    guarded("web_identity_token_process", Guard::Runs),
    key("web_identity_provider_id"),
    key("principal_arn"),
    guarded("saml_assertion_process", Guard::Runs),
    guarded("saml_login_url", Guard::Runs),
    default("saml_keep_browser", Guard::Free),
    key("federation_name"),
    key("role_arn"),
    key("external_id"),
    default("role_session_name", Guard::Free),
    key("mfa_serial"),
    default("mfa_process", Guard::Runs),
    default("mfa_session", Guard::Free),
    default("mfa_max_age", Guard::Free),
    default("duration_seconds", Guard::Free),
    key("tags"),
    key("transitive_tags"),
    key("policy"),
    key("policy_arns"),
    key("source_identity"),
    default("region", Guard::Free),
    default("endpoint_url", Guard::Directs),
    default("sts_regional_endpoints", Guard::Free),
    default("use_fips_endpoint", Guard::Free),
    default("use_dualstack_endpoint", Guard::Free),
    default("ca_bundle", Guard::Directs),
    default("browser", Guard::Runs),
    key("account_name"),
    default("production", Guard::Free),
    default("output", Guard::Free),
];

/// Every key of `[settings]`.
pub const SETTINGS: [&str; 5] = ["store", "prompt_timeout", "log", "sso_cache", "signin_endpoint"];

/// Every key of `[oidc.NAME]`.
pub const OIDC: [&str; 5] = ["issuer", "client_id", "scopes", "audience", "redirect_port"];

/// What may stand at the top of the file.
pub const TOP: [&str; 5] = ["include", "defaults", "settings", "profile", "oidc"];

/// The key of a profile of that name.
pub(super) fn profile_key(name: &str) -> Option<&'static Key> {
    PROFILE.iter().find(|key| key.name == name)
}

const fn key(name: &'static str) -> Key {
    Key {
        name,
        in_defaults: false,
        guard: Guard::Free,
    }
}

const fn guarded(name: &'static str, guard: Guard) -> Key {
    Key {
        name,
        in_defaults: false,
        guard,
    }
}

const fn default(name: &'static str, guard: Guard) -> Key {
    Key {
        name,
        in_defaults: true,
        guard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProblemKind;

    #[test]
    fn every_process_is_guarded() {
        for key in PROFILE {
            assert_eq!(
                key.guard == Guard::Runs,
                key.name.ends_with("_process") || ["browser", "saml_login_url"].contains(&key.name),
                "{}",
                key.name
            );
        }
    }

    /// The first cell of each row of a table below a heading, without its quotes.
    fn documented(heading: &str) -> Vec<(&'static str, bool)> {
        let page = include_str!("../../docs/configuration.md");
        let below = page.split(&format!("\n## {heading}\n")).nth(1).unwrap();
        let rows = below
            .split("\n## ")
            .next()
            .unwrap()
            .lines()
            .filter(|line| line.starts_with("| `"));
        rows.map(|row| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            (cells.next().unwrap().trim_matches('`'), cells.next() == Some("D"))
        })
        .collect()
    }

    #[test]
    fn the_page_has_every_key_and_no_other() {
        let mut known = PROFILE.map(|key| (key.name, key.in_defaults)).to_vec();
        let mut told = documented("Profiles");
        known.sort_unstable();
        told.sort_unstable();
        assert_eq!(told, known);
        for (heading, known) in [("`[settings]`", SETTINGS), ("`[oidc.NAME]`", OIDC)] {
            assert_eq!(documented(heading), known.map(|key| (key, false)));
        }
    }

    #[test]
    fn the_examples_of_the_page_are_good() {
        use crate::config::Config;
        use crate::config::read::Contents;
        let page = include_str!("../../docs/configuration.md");
        let mut ran = 0;
        for example in page.split("```toml\n").skip(1) {
            let text = example.split("```").next().unwrap();
            let contents = Contents {
                bytes: text.into(),
                world_writable: false,
            };
            let config = Config::parse(std::path::Path::new("config.toml"), &contents, None);
            let is_wrong =
                |problem: &&crate::profile::Problem| !matches!(problem.kind, ProblemKind::Include { .. });
            assert_eq!(config.problems().iter().find(is_wrong), None);
            ran += 1;
        }
        assert_eq!(ran, 3);
    }

    #[test]
    fn every_example_in_a_row_is_good() {
        use crate::config::Config;
        use crate::config::read::Contents;
        let page = include_str!("../../docs/configuration.md");
        for key in PROFILE {
            let row = page
                .lines()
                .find(|line| line.starts_with(&format!("| `{}` |", key.name)))
                .unwrap();
            let example = row
                .trim_end_matches(" |")
                .rsplit("| ")
                .next()
                .unwrap()
                .trim_matches('`');
            let text = format!("[oidc.x]\n[profile.p]\n{} = {example}\n", key.name);
            let contents = Contents {
                bytes: text.into(),
                world_writable: false,
            };
            let config = Config::parse(std::path::Path::new("config.toml"), &contents, None);
            let problems = config.profile("p").unwrap().problems;
            let of_value = problems.iter().find(|problem| match &problem.kind {
                ProblemKind::Needs { .. } => false,
                ProblemKind::Value { error, .. } => !matches!(
                    error,
                    crate::profile::ValueError::Read(_)
                        | crate::profile::ValueError::Limit(
                            crate::route::limits::LimitError::TransitiveTag { .. }
                        )
                ),
                _ => true,
            });
            assert_eq!(of_value, None, "{}", key.name);
        }
    }
}
