//! A source and its hops, in order: what a profile means before anything is done.
//!
//! Pure: no file, network, store, clock or terminal. A `Route` that exists can be run.

pub mod key;
pub mod limits;
pub mod resolve;
pub mod session_name;

mod call;
mod chain;
mod endpoint;
mod error;
mod mfa;
mod notes;
mod options;
mod overlay;
mod partition;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::arn::RoleArn;
use crate::duration::SessionDuration;
use crate::profile::Sso;

pub use error::RouteError;
pub use options::Options;
pub use words::is_name;

/// One resolved route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The words it was asked by, which also name it to people.
    pub words: Vec<String>,
    /// Where it starts.
    pub source: Source,
    /// In the order of the calls.
    pub hops: Vec<Hop>,
    /// Which STS answers.
    pub endpoint: Endpoint,
    /// The region for the command that is run and for variables, where one is said by an option or a profile.
    pub said_region: Option<String>,
    /// The last profile that says `production = true`.
    pub production: Option<String>,
    /// Hand out the source's long-term keys instead of a session.
    pub long_term: bool,
}

/// Where a route starts.
#[derive(Clone, Debug)]
pub enum Source {
    /// Long-term keys in the store, under this name.
    Keyring {
        profile: String,
        /// Tells this key from one that was stored under the same name before, or elsewhere.
        generation: Option<String>,
    },
    /// `AWS_ACCESS_KEY_ID` and its kin.
    Environment {
        access_key_id: Option<String>,
        is_long_term: bool,
    },
    /// Static keys of either AWS file.
    SharedCredentials {
        profile: String,
        access_key_id: String,
        secret_access_key: SecretString,
        session_token: Option<SecretString>,
    },
    /// Another program's credentials.
    CredentialProcess { profile: String, command: String },
    /// IAM Identity Center.
    Sso { profile: String, sso: Sso },
    /// `aws login`.
    LoginSession { profile: String, login_session: String },
    /// The instance's role.
    Ec2InstanceMetadata { profile: String },
    /// The container's role.
    EcsContainer { profile: String },
    /// An OIDC token, for the AssumeRoleWithWebIdentity hop that follows.
    WebIdentity { profile: String, token_from: String },
    /// A SAML assertion, for the AssumeRoleWithSAML hop that follows.
    Saml { profile: String },
}

/// One STS call that turns credentials into other credentials.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The profile that asked for it, where one did.
    pub profile: Option<String>,
    /// The call and its parameters.
    pub operation: Operation,
    /// What `explain` says of it besides its parameters.
    pub notes: Vec<String>,
}

/// The STS operations that make a session.
#[derive(Clone, Debug)]
pub enum Operation {
    GetSessionToken(GetSessionToken),
    AssumeRole(Box<AssumeRole>),
    AssumeRoleWithWebIdentity(Box<AssumeRole>),
    AssumeRoleWithSaml(Box<AssumeRole>),
    GetFederationToken(Box<AssumeFederation>),
}

/// The parameters of GetSessionToken (STS API Reference).
#[derive(Clone, Debug)]
pub struct GetSessionToken {
    /// The device that must be shown.
    pub mfa: Option<Mfa>,
    /// How long to ask for.
    pub duration: SessionDuration,
    /// A session older than this many seconds is renewed first (`mfa_max_age`).
    pub max_age: Option<u32>,
}

/// The parameters of AssumeRole (STS API Reference).
#[derive(Clone, Debug)]
pub struct AssumeRole {
    pub role_arn: RoleArn,
    /// The template as configured (it shapes the session); the name itself is made at the call.
    pub role_session_name: String,
    pub external_id: Option<String>,
    pub mfa: Option<Mfa>,
    pub duration: SessionDuration,
    pub tags: BTreeMap<String, String>,
    pub transitive_tags: Vec<String>,
    pub policy: Option<String>,
    pub policy_arns: Vec<String>,
    pub source_identity: Option<String>,
}

/// The parameters of GetFederationToken (STS API Reference).
#[derive(Clone, Debug)]
pub struct AssumeFederation {
    pub name: String,
    pub duration: SessionDuration,
    pub tags: BTreeMap<String, String>,
    pub policy: Option<String>,
    pub policy_arns: Vec<String>,
}

/// The device that a call's code comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mfa {
    /// Its ARN, or a hardware device's number.
    pub serial: String,
    /// `mfa_process`: a command that prints a code.
    pub process: Option<String>,
}

/// Which STS answers, from the region rule and the endpoint settings of the route.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Endpoint {
    /// None: the global endpoint.
    pub region: Option<String>,
    /// A custom endpoint, from the environment or a profile.
    pub url: Option<String>,
    /// `sts_regional_endpoints = legacy`.
    pub legacy_global: bool,
    pub use_fips: bool,
    pub use_dualstack: bool,
    pub ca_bundle: Option<PathBuf>,
}

impl Route {
    /// The words as one, for people and for `ROLEHOP_PROFILE`.
    pub fn name(&self) -> String {
        self.words.join(" ")
    }

    /// The last role of the route, where it has one.
    pub fn last_role(&self) -> Option<&AssumeRole> {
        self.hops.iter().rev().find_map(|hop| hop.operation.role())
    }

    /// The last profile that the route names by a word, else the source's.
    pub fn last_profile(&self) -> Option<&str> {
        let names = self.words.iter().rev().map(String::as_str);
        names
            .into_iter()
            .find(|word| is_name(word))
            .or_else(|| self.source.profile())
    }
}

impl Source {
    /// The word of `explain --json`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Keyring { .. } => "keyring",
            Self::Environment { .. } => "environment",
            Self::SharedCredentials { .. } => "shared-credentials",
            Self::CredentialProcess { .. } => "credential-process",
            Self::Sso { .. } => "sso",
            Self::LoginSession { .. } => "login-session",
            Self::Ec2InstanceMetadata { .. } => "ec2-instance-metadata",
            Self::EcsContainer { .. } => "ecs-container",
            Self::WebIdentity { .. } => "web-identity",
            Self::Saml { .. } => "saml",
        }
    }

    /// The profile that it comes from, where one does.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::Environment { .. } => None,
            Self::Keyring { profile, .. }
            | Self::SharedCredentials { profile, .. }
            | Self::CredentialProcess { profile, .. }
            | Self::Sso { profile, .. }
            | Self::LoginSession { profile, .. }
            | Self::Ec2InstanceMetadata { profile }
            | Self::EcsContainer { profile }
            | Self::WebIdentity { profile, .. }
            | Self::Saml { profile } => Some(profile),
        }
    }

    /// Whether these are an IAM user's own keys, which alone may call GetSessionToken.
    pub const fn is_long_term(&self) -> bool {
        match self {
            Self::Keyring { .. } => true,
            Self::Environment { is_long_term, .. } => *is_long_term,
            Self::SharedCredentials { session_token, .. } => session_token.is_none(),
            _ => false,
        }
    }

    /// Whether the credentials are themselves a role's session, so that the next hop is chained (an hour at most).
    pub const fn is_role_session(&self) -> bool {
        matches!(
            self,
            Self::Sso { .. } | Self::Ec2InstanceMetadata { .. } | Self::EcsContainer { .. }
        )
    }
}

impl Operation {
    /// STS's own name of the call.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::GetSessionToken(_) => "GetSessionToken",
            Self::AssumeRole(_) => "AssumeRole",
            Self::AssumeRoleWithWebIdentity(_) => "AssumeRoleWithWebIdentity",
            Self::AssumeRoleWithSaml(_) => "AssumeRoleWithSAML",
            Self::GetFederationToken(_) => "GetFederationToken",
        }
    }

    /// The role that is assumed.
    pub fn role(&self) -> Option<&AssumeRole> {
        match self {
            Self::AssumeRole(role)
            | Self::AssumeRoleWithWebIdentity(role)
            | Self::AssumeRoleWithSaml(role) => Some(role),
            Self::GetSessionToken(_) | Self::GetFederationToken(_) => None,
        }
    }

    /// How long the session is asked for.
    pub fn duration(&self) -> SessionDuration {
        match self {
            Self::GetSessionToken(call) => call.duration,
            Self::AssumeRole(role)
            | Self::AssumeRoleWithWebIdentity(role)
            | Self::AssumeRoleWithSaml(role) => role.duration,
            Self::GetFederationToken(call) => call.duration,
        }
    }

    /// The device whose code goes into this call.
    pub fn mfa(&self) -> Option<&Mfa> {
        match self {
            Self::GetSessionToken(call) => call.mfa.as_ref(),
            Self::AssumeRole(role) => role.mfa.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
