//! Where a route starts: the credentials that sign its first call.
//!
//! What may be asked of a source is `route`'s to know; this room only fetches.

mod process;

use std::time::Instant;

use secrecy::SecretString;

use crate::arn::is_account_id;
use crate::credentials::Credentials;
use crate::env::Environment;
use crate::helper_program::HelperError;
use crate::route::Source;
use crate::store::{KeyStore, StoreError};
use crate::time::Timestamp;

/// What a source gave.
#[derive(Clone, Debug)]
pub struct SourceCredentials {
    /// Signs the first call.
    pub credentials: Credentials,
    /// Where the source tells it.
    pub expiration: Option<Timestamp>,
    /// Where the source tells it.
    pub account_id: Option<String>,
}

/// What a source may need.
pub struct Means<'a, 's> {
    /// Our variables.
    pub environment: &'a Environment,
    /// Opens the store of long-term keys; called only for a source that rests there.
    pub keys: &'a dyn Fn() -> Result<KeyStore<'s>, StoreError>,
    /// When a helper program must have answered.
    pub deadline: Instant,
    /// Checks what a program answers.
    pub now: Timestamp,
}

/// Why a source gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The store failed; never taken for «no key there».
    #[error("cannot read the access key `{profile}` from the store")]
    Store {
        profile: String,
        #[source]
        source: StoreError,
    },
    /// Nothing under that name.
    #[error("there is no access key `{profile}` in the store")]
    NoKey { profile: String },
    /// Half of the environment's credentials.
    #[error("the environment has no `{missing}`")]
    Environment { missing: &'static str },
    /// What the environment holds cannot be credentials.
    #[error("`{variable}` holds a character that no credential has")]
    Garbled { variable: &'static str },
    /// The program could not be run or failed.
    #[error("the `credential_process` of profile `{profile}` gave no credentials")]
    Process {
        profile: String,
        #[source]
        source: HelperError,
    },
    /// The program's answer is not the document that the SDKs agree on.
    #[error(
        "the `credential_process` of profile `{profile}` printed something else than credentials: {what}"
    )]
    Answer { profile: String, what: &'static str },
    /// The program's credentials are over.
    #[error("the `credential_process` of profile `{profile}` gave credentials that expired at {expiration}")]
    Expired { profile: String, expiration: Timestamp },
    /// The program's line leads back to the profile.
    #[error("the `credential_process` of profile `{profile}` leads back to `{profile}`")]
    Loop { profile: String },
    /// The way in is part of a later release.
    #[error("credentials from {what} are not built yet (profile `{profile}`)")]
    NotBuilt { what: &'static str, profile: String },
}

impl SourceError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Store { source, .. } => return source.help(),
            Self::NoKey { profile, .. } => format!("put one in: `rolehop keys add {profile}`"),
            Self::Environment { .. } => {
                "set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` both, or name a profile".into()
            }
            Self::Garbled { .. } => "copy it again, without spaces and line breaks".into(),
            Self::Process { source, .. } => return source.help(),
            Self::Answer { .. } => {
                "run the line by itself: it must print one JSON object with `Version` 1, `AccessKeyId` and `SecretAccessKey`".into()
            }
            Self::Expired { .. } => "look at the program's own cache, and at this machine's clock".into(),
            Self::Loop { profile } => {
                format!("let `{profile}` start from another program, or from keys: `rolehop keys add {profile}`")
            }
            Self::NotBuilt { .. } => {
                "let the profile start from keys in the store, the environment, the shared credentials file or a `credential_process`".into()
            }
        })
    }

    /// Whether the configuration is wrong.
    pub const fn is_configuration(&self) -> bool {
        matches!(
            self,
            Self::NoKey { .. } | Self::Environment { .. } | Self::Garbled { .. } | Self::Loop { .. }
        )
    }
}

/// Fetches the credentials of a source.
pub fn credentials(source: &Source, means: &Means<'_, '_>) -> Result<SourceCredentials, SourceError> {
    match source {
        Source::Keyring { profile, .. } => stored_key(profile, means),
        Source::Environment { .. } => of_environment(means.environment),
        Source::SharedCredentials {
            access_key_id,
            secret_access_key,
            session_token,
            ..
        } => Ok(plain(
            access_key_id.clone(),
            secret_access_key.clone(),
            session_token.clone(),
        )),
        Source::CredentialProcess { profile, command } => process::credentials(profile, command, means),
        Source::Sso { profile, .. } => Err(not_built("IAM Identity Center", profile)),
        Source::LoginSession { profile, .. } => Err(not_built("`aws login`", profile)),
        Source::Ec2InstanceMetadata { profile } => Err(not_built("the instance metadata service", profile)),
        Source::EcsContainer { profile } => Err(not_built("the container's role", profile)),
        Source::WebIdentity { profile, .. } => Err(not_built("a web identity", profile)),
        Source::Saml { profile } => Err(not_built("a SAML assertion", profile)),
    }
}

fn stored_key(profile: &str, means: &Means<'_, '_>) -> Result<SourceCredentials, SourceError> {
    let failed = |source| SourceError::Store {
        profile: profile.to_owned(),
        source,
    };
    let store = (means.keys)().map_err(failed)?;
    match store.access_key(profile).map_err(failed)? {
        Some(key) => Ok(plain(key.access_key_id, key.secret_access_key, None)),
        None => Err(SourceError::NoKey {
            profile: profile.to_owned(),
        }),
    }
}

fn of_environment(environment: &Environment) -> Result<SourceCredentials, SourceError> {
    let id = environment.aws_access_key_id.clone();
    let id = id.ok_or(SourceError::Environment {
        missing: "AWS_ACCESS_KEY_ID",
    })?;
    let secret = environment.aws_secret_access_key.clone();
    let secret = secret.ok_or(SourceError::Environment {
        missing: "AWS_SECRET_ACCESS_KEY",
    })?;
    Ok(SourceCredentials {
        expiration: environment
            .aws_credential_expiration
            .as_deref()
            .and_then(Timestamp::parse),
        account_id: environment
            .aws_account_id
            .clone()
            .filter(|account| is_account_id(account)),
        ..checked(plain(id, secret, environment.aws_session_token.clone()))?
    })
}

fn plain(access_key_id: String, secret: SecretString, token: Option<SecretString>) -> SourceCredentials {
    let credentials = Credentials {
        access_key_id,
        secret_access_key: secret,
        session_token: token,
    };
    SourceCredentials {
        credentials,
        expiration: None,
        account_id: None,
    }
}

/// What the SDK's signer would panic on, and what would break a shell's line.
fn checked(source: SourceCredentials) -> Result<SourceCredentials, SourceError> {
    let variable = match source.credentials.garbled() {
        None => return Ok(source),
        Some("AccessKeyId") => "AWS_ACCESS_KEY_ID",
        Some("SecretAccessKey") => "AWS_SECRET_ACCESS_KEY",
        Some(_) => "AWS_SESSION_TOKEN",
    };
    Err(SourceError::Garbled { variable })
}

fn not_built(what: &'static str, profile: &str) -> SourceError {
    SourceError::NotBuilt {
        what,
        profile: profile.to_owned(),
    }
}
