//! The one reader of the environment: every variable that rolehop takes, once, by name.
//!
//! What a variable means is decided where it is used; this file only fetches it. An empty variable
//! counts as unset, as botocore has it for credentials and files.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use secrecy::SecretString;

/// The variables that rolehop reads.
///
/// `Debug` shows no secret: those are [`SecretString`]s.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `HOME`.
    pub home: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`: where rolehop's configuration folder lies.
    pub xdg_config_home: Option<PathBuf>,

    /// `AWS_PROFILE`: the profile where no ROUTE is given.
    pub aws_profile: Option<String>,
    /// `AWS_ACCESS_KEY_ID`.
    pub aws_access_key_id: Option<String>,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub aws_secret_access_key: Option<SecretString>,
    /// `AWS_SESSION_TOKEN`, or the older `AWS_SECURITY_TOKEN`.
    pub aws_session_token: Option<SecretString>,
    /// `AWS_CREDENTIAL_EXPIRATION`: when the credentials of the environment end.
    pub aws_credential_expiration: Option<String>,
    /// `AWS_ACCOUNT_ID`.
    pub aws_account_id: Option<String>,

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`.
    pub region: Option<String>,
    /// `AWS_ENDPOINT_URL_STS`.
    pub endpoint_url_sts: Option<String>,
    /// `AWS_ENDPOINT_URL`.
    pub endpoint_url: Option<String>,
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`.
    pub ignore_configured_endpoint_urls: Option<String>,
    /// `AWS_STS_REGIONAL_ENDPOINTS`.
    pub sts_regional_endpoints: Option<String>,
    /// `AWS_USE_FIPS_ENDPOINT`.
    pub use_fips_endpoint: Option<String>,
    /// `AWS_USE_DUALSTACK_ENDPOINT`.
    pub use_dualstack_endpoint: Option<String>,
    /// `AWS_CA_BUNDLE`.
    pub ca_bundle: Option<PathBuf>,
    /// `AWS_MAX_ATTEMPTS`.
    pub max_attempts: Option<String>,
    /// `AWS_RETRY_MODE`.
    pub retry_mode: Option<String>,
    /// `HTTPS_PROXY`, `https_proxy`, else `ALL_PROXY`, `all_proxy`.
    pub https_proxy: Option<String>,
    /// `http_proxy`, else `ALL_PROXY`, `all_proxy`; a server must not set `HTTP_PROXY` by a `Proxy:` header (CVE-2016-5385).
    pub http_proxy: Option<String>,
    /// `NO_PROXY`, `no_proxy`.
    pub no_proxy: Option<String>,

    /// `ROLEHOP_CONFIG`: rolehop's configuration file.
    pub rolehop_config: Option<PathBuf>,
    /// `ROLEHOP_STORE`: which store to use.
    pub rolehop_store: Option<String>,
    /// `ROLEHOP_STORE_PASSPHRASE_FILE`: holds the passphrase of the store `file`.
    pub rolehop_store_passphrase_file: Option<PathBuf>,
    /// `ROLEHOP_MFA_TOKEN`: an MFA code.
    pub rolehop_mfa_token: Option<SecretString>,
    /// `ROLEHOP_NO_INPUT`: never ask a person.
    pub rolehop_no_input: Option<String>,
    /// `ROLEHOP_LOG`: the file that the diagnostic log goes to.
    pub rolehop_log: Option<PathBuf>,
    /// `_ROLEHOP_PROFILE_CHAIN`: the profiles whose helper programs led here.
    pub rolehop_profile_chain: Option<String>,
    /// `_AWS_CLI_PROFILE_CHAIN`: the AWS CLI's own guard against loops, separated by commas.
    pub aws_cli_profile_chain: Option<String>,

    /// `GITHUB_ACTIONS`: `true` in a GitHub job.
    pub github_actions: Option<String>,
    /// `GITHUB_ENV`: the file that hands variables to a GitHub job's later steps.
    pub github_env: Option<PathBuf>,
    /// `NO_COLOR` (no-color.org).
    pub no_color: Option<String>,
    /// `TERM`.
    pub term: Option<String>,

    /// A variable of those above that is text and is not UTF-8: taken for unset it would lead somewhere else.
    pub not_utf8: Option<&'static str>,
}

impl Environment {
    /// Reads this process's environment.
    pub fn read() -> Self {
        Self::from_lookup(&variable)
    }

    /// Reads from a table, for tests and for the vectors.
    pub fn from_table(table: &BTreeMap<String, String>) -> Self {
        Self::from_lookup(&|name| table.get(name).map(OsString::from))
    }

    fn from_lookup(look_up: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let not_utf8 = Cell::new(None);
        let raw = |name: &str| look_up(name).filter(|value| !value.is_empty());
        let text = |name: &'static str| match raw(name)?.into_string() {
            Ok(text) => Some(text),
            Err(_) => {
                not_utf8.set(Some(name));
                None
            }
        };
        let shown = |name: &str| Some(raw(name)?.to_string_lossy().into_owned());
        let secret = |name| text(name).map(SecretString::from);
        let path = |name: &str| raw(name).map(PathBuf::from);
        let first = |names: &[&'static str]| names.iter().find_map(|name| text(name));
        let mut environment = Self {
            home: path("HOME"),
            xdg_config_home: path("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute()),
            aws_profile: first(&["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]),
            aws_access_key_id: text("AWS_ACCESS_KEY_ID"),
            aws_secret_access_key: secret("AWS_SECRET_ACCESS_KEY"),
            aws_session_token: secret("AWS_SESSION_TOKEN").or_else(|| secret("AWS_SECURITY_TOKEN")),
            aws_credential_expiration: text("AWS_CREDENTIAL_EXPIRATION"),
            aws_account_id: text("AWS_ACCOUNT_ID"),
            region: first(&["AWS_REGION", "AWS_DEFAULT_REGION"]),
            endpoint_url_sts: text("AWS_ENDPOINT_URL_STS"),
            endpoint_url: text("AWS_ENDPOINT_URL"),
            ignore_configured_endpoint_urls: text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
            sts_regional_endpoints: text("AWS_STS_REGIONAL_ENDPOINTS"),
            use_fips_endpoint: text("AWS_USE_FIPS_ENDPOINT"),
            use_dualstack_endpoint: text("AWS_USE_DUALSTACK_ENDPOINT"),
            ca_bundle: path("AWS_CA_BUNDLE"),
            max_attempts: text("AWS_MAX_ATTEMPTS"),
            retry_mode: text("AWS_RETRY_MODE"),
            https_proxy: first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]),
            http_proxy: first(&["http_proxy", "ALL_PROXY", "all_proxy"]),
            no_proxy: first(&["NO_PROXY", "no_proxy"]),
            rolehop_config: path("ROLEHOP_CONFIG"),
            rolehop_store: text("ROLEHOP_STORE"),
            rolehop_store_passphrase_file: path("ROLEHOP_STORE_PASSPHRASE_FILE"),
            rolehop_mfa_token: secret("ROLEHOP_MFA_TOKEN"),
            rolehop_no_input: text("ROLEHOP_NO_INPUT"),
            rolehop_log: path("ROLEHOP_LOG"),
            rolehop_profile_chain: text("_ROLEHOP_PROFILE_CHAIN"),
            aws_cli_profile_chain: text("_AWS_CLI_PROFILE_CHAIN"),
            github_actions: text("GITHUB_ACTIONS"),
            github_env: path("GITHUB_ENV"),
            no_color: shown("NO_COLOR"),
            term: shown("TERM"),
            not_utf8: None,
        };
        environment.not_utf8 = not_utf8.get();
        environment
    }
}

impl Environment {
    /// A variable as it is, for the paths of the AWS files, which may name others.
    pub fn raw(&self, name: &str) -> Option<OsString> {
        variable(name)
    }

    /// Both guards against loops, with `profile` added: for a program that may start rolehop or the AWS CLI again.
    ///
    /// The second's name and the comma are the AWS CLI's (`aws configure export-credentials`).
    pub fn guards_with(&self, profile: &str) -> [(&'static str, String); 2] {
        let extend = |chain: Option<&str>| match chain {
            Some(chain) => format!("{chain},{profile}"),
            None => profile.to_owned(),
        };
        [
            (
                "_ROLEHOP_PROFILE_CHAIN",
                extend(self.rolehop_profile_chain.as_deref()),
            ),
            (
                "_AWS_CLI_PROFILE_CHAIN",
                extend(self.aws_cli_profile_chain.as_deref()),
            ),
        ]
    }
}

/// All variables, as `exec` hands them on.
#[expect(clippy::disallowed_methods, reason = "the one reader of the environment")]
pub fn inherited() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os()
}

/// `USERNAME`, which Windows sets for every process of a signed-in user.
#[cfg(windows)]
pub fn windows_user_name() -> Option<String> {
    variable("USERNAME")?.into_string().ok()
}

/// `COMPUTERNAME`, which Windows sets for every process.
#[cfg(windows)]
pub fn windows_host_name() -> Option<String> {
    variable("COMPUTERNAME")?.into_string().ok()
}

/// AWS's booleans: `true` in any case; the SDKs take everything else for false.
pub fn is_true(value: Option<&str>) -> bool {
    value.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

#[expect(clippy::disallowed_methods, reason = "the one reader of the environment")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Environment {
        Environment::from_table(
            &pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn an_empty_variable_is_unset() {
        let environment = environment(&[
            ("AWS_PROFILE", ""),
            ("AWS_DEFAULT_PROFILE", "dev"),
            ("AWS_REGION", ""),
        ]);
        assert_eq!(environment.aws_profile.as_deref(), Some("dev"));
        assert_eq!(environment.region, None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let environment = environment(&[
            ("AWS_SECRET_ACCESS_KEY", "planted-secret"),
            ("AWS_SESSION_TOKEN", "planted-secret"),
            ("ROLEHOP_MFA_TOKEN", "planted-secret"),
        ]);
        assert!(!format!("{environment:?}").contains("planted-secret"));
    }
}
