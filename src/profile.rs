//! One named way to get credentials, out of rolehop's TOML, of the AWS files, or of both.

mod aws;
mod error;
mod merge;
mod problem;
pub mod value;

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;

pub use crate::place::Place;
pub use error::ProfileError;
pub use merge::{Listed, Profiles};
pub use problem::{Hint, Owner, Problem, ProblemKind};
pub use value::{ValueError, nearest};

use crate::arn::RoleArn;
use crate::duration::SessionDuration;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    /// Parsed and within STS's limits.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// Which file says how a profile gets credentials.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// rolehop's own TOML, or a file that it includes.
    Rolehop,
    /// The AWS config file.
    AwsConfig,
    /// The AWS credentials file alone.
    AwsCredentials,
}

/// A profile whose every value was checked; whether its settings make a route is `route::resolve`'s to say.
///
/// The fields carry the names of the configuration's keys (AWS SDKs and Tools Reference Guide).
#[derive(Clone, Debug)]
pub struct Profile {
    /// The name, without `profile ` before it.
    pub name: String,
    /// Which file says how to get credentials.
    pub origin: Origin,
    /// The line of the table's or section's header.
    pub place: Place,

    pub aws_access_key_id: Option<Setting<String>>,
    pub aws_secret_access_key: Option<Setting<SecretString>>,
    pub aws_session_token: Option<Setting<SecretString>>,
    pub source_profile: Option<Setting<String>>,
    pub credential_source: Option<Setting<CredentialSource>>,
    pub credential_process: Option<Setting<String>>,
    pub sso: Option<Setting<Sso>>,
    pub login_session: Option<Setting<String>>,
    pub web_identity_token_file: Option<Setting<PathBuf>>,
    pub web_identity: Option<Setting<String>>,
    pub web_identity_token_env: Option<Setting<String>>,
    pub web_identity_token_process: Option<Setting<String>>,
    pub web_identity_provider_id: Option<Setting<String>>,
    pub principal_arn: Option<Setting<String>>,
    pub saml_assertion_process: Option<Setting<String>>,
    pub saml_login_url: Option<Setting<String>>,
    pub saml_keep_browser: Option<Setting<bool>>,
    pub federation_name: Option<Setting<String>>,

    pub role_arn: Option<Setting<RoleArn>>,
    pub external_id: Option<Setting<String>>,
    pub role_session_name: Option<Setting<String>>,
    pub mfa_serial: Option<Setting<String>>,
    pub mfa_process: Option<Setting<String>>,
    /// `None` inside the setting is `mfa_session = false`.
    pub mfa_session: Option<Setting<Option<SessionDuration>>>,
    pub mfa_max_age: Option<Setting<SessionDuration>>,
    pub duration_seconds: Option<Setting<SessionDuration>>,
    pub tags: BTreeMap<String, Setting<String>>,
    pub transitive_tags: Option<Setting<Vec<String>>>,
    /// The session policy's text, read from its file where it names one.
    pub policy: Option<Setting<String>>,
    pub policy_arns: Option<Setting<Vec<String>>>,
    pub source_identity: Option<Setting<String>>,

    pub region: Option<Setting<String>>,
    pub endpoint_url: Option<Setting<String>>,
    /// The `sts` endpoint of the profile's `services` section.
    pub sts_endpoint_url: Option<Setting<String>>,
    pub ignore_configured_endpoint_urls: Option<Setting<bool>>,
    pub sts_regional_endpoints: Option<Setting<RegionalEndpoints>>,
    pub use_fips_endpoint: Option<Setting<bool>>,
    pub use_dualstack_endpoint: Option<Setting<bool>>,
    pub ca_bundle: Option<Setting<PathBuf>>,

    pub browser: Option<Setting<String>>,
    pub account_name: Option<Setting<String>>,
    pub production: Option<Setting<bool>>,
    pub output: Option<Setting<String>>,
}

impl Profile {
    /// A profile that says nothing yet.
    pub fn new(name: &str, origin: Origin, place: Place) -> Self {
        Self {
            name: name.to_owned(),
            origin,
            place,
            aws_access_key_id: None,
            aws_secret_access_key: None,
            aws_session_token: None,
            source_profile: None,
            credential_source: None,
            credential_process: None,
            sso: None,
            login_session: None,
            web_identity_token_file: None,
            web_identity: None,
            web_identity_token_env: None,
            web_identity_token_process: None,
            web_identity_provider_id: None,
            principal_arn: None,
            saml_assertion_process: None,
            saml_login_url: None,
            saml_keep_browser: None,
            federation_name: None,
            role_arn: None,
            external_id: None,
            role_session_name: None,
            mfa_serial: None,
            mfa_process: None,
            mfa_session: None,
            mfa_max_age: None,
            duration_seconds: None,
            tags: BTreeMap::new(),
            transitive_tags: None,
            policy: None,
            policy_arns: None,
            source_identity: None,
            region: None,
            endpoint_url: None,
            sts_endpoint_url: None,
            ignore_configured_endpoint_urls: None,
            sts_regional_endpoints: None,
            use_fips_endpoint: None,
            use_dualstack_endpoint: None,
            ca_bundle: None,
            browser: None,
            account_name: None,
            production: None,
            output: None,
        }
    }
}

/// `credential_source` (SDK guide, «Assume role credential provider»).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CredentialSource {
    Environment,
    Ec2InstanceMetadata,
    EcsContainer,
}

impl CredentialSource {
    /// As they are written.
    pub const NAMES: [&str; 3] = ["Environment", "Ec2InstanceMetadata", "EcsContainer"];
    /// In the order of [`Self::NAMES`].
    pub const ALL: [Self; 3] = [Self::Environment, Self::Ec2InstanceMetadata, Self::EcsContainer];
}

/// IAM Identity Center, from `sso_session` and its section or from the older keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sso {
    /// The `[sso-session NAME]`, where there is one.
    pub session: Option<String>,
    pub start_url: Option<String>,
    pub region: Option<String>,
    /// Absent together with `role_name`: a token alone, which gives no credentials.
    pub account_id: Option<String>,
    pub role_name: Option<String>,
}

/// `sts_regional_endpoints`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RegionalEndpoints {
    Legacy,
    Regional,
}

impl RegionalEndpoints {
    /// As they are written.
    pub const NAMES: [&str; 2] = ["legacy", "regional"];
    /// In the order of [`Self::NAMES`].
    pub const ALL: [Self; 2] = [Self::Legacy, Self::Regional];
}
