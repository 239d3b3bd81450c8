//! A source and its hops, in order: what a profile means before anything is done.
//!
//! Pure: no file, network, store, clock or terminal. A `Route` that exists can be run.

pub mod key;
pub mod limits;
pub mod session_name;

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::arn::RoleArn;
use crate::duration::SessionDuration;

/// One resolved route.
#[derive(Clone, Debug)]
pub struct Route {
    /// The words it was asked by, which also name it to people.
    pub words: Vec<String>,
    pub source: Source,
    /// In the order of the calls.
    pub hops: Vec<Hop>,
    pub endpoint: Endpoint,
}

/// Where a route starts.
#[derive(Clone, Debug)]
pub enum Source {
    /// Long-term keys in the store, under this name.
    Keyring { profile: String },
    /// `AWS_ACCESS_KEY_ID` and its kin.
    Environment,
    /// Static keys of either AWS file.
    SharedCredentials {
        profile: String,
        access_key_id: String,
        secret_access_key: SecretString,
        session_token: Option<SecretString>,
    },
    /// Another program's credentials.
    CredentialProcess { profile: String, command: String },
    /// A way in whose operation is not built yet.
    Unbuilt { kind: &'static str, profile: String },
}

/// One STS call that turns credentials into other credentials.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The profile that asked for it, where one did.
    pub profile: Option<String>,
    pub operation: Operation,
    /// What `explain` says of it besides its parameters.
    pub notes: Vec<String>,
}

/// The STS operations that make a session.
#[derive(Clone, Debug)]
pub enum Operation {
    GetSessionToken(GetSessionToken),
    AssumeRole(Box<AssumeRole>),
}

/// The parameters of GetSessionToken (STS API Reference).
#[derive(Clone, Debug)]
pub struct GetSessionToken {
    pub mfa: Option<Mfa>,
    /// Seconds.
    pub duration: SessionDuration,
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

/// The device that a call's code comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Mfa {
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
