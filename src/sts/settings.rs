//! What a client is built from, and what can be wrong with it before any call.

use std::io;
use std::path::PathBuf;
use std::time::Instant;

use secrecy::SecretString;

use crate::route::Endpoint;

/// Everything a client needs to know; read from environment and files elsewhere.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// Which STS answers.
    pub endpoint: Endpoint,
    pub retries: RetrySettings,
    pub proxy: ProxySettings,
    /// When every call, with its retries, has ended.
    pub deadline: Instant,
}

/// `AWS_RETRY_MODE` and `AWS_MAX_ATTEMPTS` (SDK guide, «Retry behavior»).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RetrySettings {
    pub mode: RetryMode,
    /// The first attempt included; zero is taken for one.
    pub max_attempts: u32,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            mode: RetryMode::Standard,
            max_attempts: 3,
        }
    }
}

/// How the SDK waits between attempts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RetryMode {
    Standard,
    Adaptive,
}

impl RetryMode {
    /// Reads AWS's names; `legacy`, which the SDK for Rust does not have, is `standard`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "standard" | "legacy" => Some(Self::Standard),
            "adaptive" => Some(Self::Adaptive),
            _ => None,
        }
    }
}

/// `HTTPS_PROXY` and `NO_PROXY`. Plain http reaches loopback only, which no proxy serves, so `HTTP_PROXY` has no part.
#[derive(Clone, Debug, Default)]
pub struct ProxySettings {
    /// May hold a user and a password.
    pub https_proxy: Option<SecretString>,
    /// Names, addresses and networks, with commas between.
    pub no_proxy: Option<String>,
}

/// Settings that no client can be built from. Known before anybody is asked for a code.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("the STS endpoint `{url}` is not an http or https URL")]
    EndpointUrl { url: String },
    #[error("the STS endpoint `http://{host}` would carry secrets in the clear")]
    PlainHttp { host: String },
    #[error("`{region}` cannot be the name of an AWS Region")]
    Region { region: String },
    #[error("the endpoint settings do not go together")]
    Endpoint {
        #[source]
        source: EndpointRule,
    },
    #[error("failed to read the CA bundle `{path}`", path = .path.display())]
    CaBundleUnread {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the CA bundle `{path}` holds no certificate", path = .path.display())]
    CaBundleEmpty { path: PathBuf },
    #[error("certificate {number} of the CA bundle `{path}` cannot be used", path = .path.display())]
    CaBundleBroken {
        path: PathBuf,
        /// Counted from 1.
        number: usize,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Never with its value: it may hold a password.
    #[error("`HTTPS_PROXY` is not the URL of an http or https proxy")]
    Proxy,
    #[error("failed to start the runtime of the STS client")]
    Runtime {
        #[source]
        source: io::Error,
    },
}

/// What the SDK's endpoint rules say of settings that contradict each other.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct EndpointRule(pub String);

impl SettingsError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::EndpointUrl { .. } => {
                "write a whole URL, as `https://sts.eu-west-1.amazonaws.com`, in `endpoint_url` or `AWS_ENDPOINT_URL_STS`"
            }
            Self::PlainHttp { .. } => {
                "write the endpoint with `https://`; plain http is taken for loopback addresses only"
            }
            Self::Region { .. } => "write a Region as `eu-west-1`, by `--region`, `AWS_REGION` or `region`",
            Self::Endpoint { .. } => {
                "leave out one of `use_fips_endpoint`, `use_dualstack_endpoint` and `endpoint_url`"
            }
            Self::CaBundleUnread { .. } | Self::CaBundleEmpty { .. } | Self::CaBundleBroken { .. } => {
                "name a file of PEM certificates in `ca_bundle` or `AWS_CA_BUNDLE`, or unset it to trust the system's"
            }
            Self::Proxy => "set it as `HTTPS_PROXY=http://proxy.example.com:3128`",
            Self::Runtime { .. } => return None,
        };
        Some(help.to_owned())
    }
}
