//! How one profile gets its first credentials, where it has several ways: botocore's order.
//!
//! botocore (`ProfileProviderBuilder`, 1.44) asks for a web identity, Identity Center, the credentials file, `aws login`,
//! a credential process, and last the config file's keys. Keys in the store stand where the credentials file's stand.

use std::path::Path;

use crate::profile::{CredentialSource, Place, Profile, Setting};
use crate::route::resolve::Surroundings;
use crate::route::{RouteError, Source};

/// The one way in of a profile of rolehop's TOML; without any, keys in the store.
pub fn of_rolehop(profile: &Profile, around: &Surroundings<'_>) -> Source {
    named(profile, around)
        .or_else(|| web_identity(profile))
        .or_else(|| saml(profile))
        .or_else(|| sso(profile))
        .or_else(|| login(profile))
        .or_else(|| process(profile))
        .unwrap_or_else(|| around.keyring(&profile.name))
}

/// The first way in of a profile of the AWS files, its role and `source_profile` left aside; none where there is none.
pub fn of_aws(profile: &Profile, around: &Surroundings<'_>) -> Result<Option<Source>, RouteError> {
    if let Some(source) = web_identity(profile) {
        return match profile.role_arn {
            Some(_) => Ok(Some(source)),
            None => Err(RouteError::NoRoleForWebIdentity {
                profile: profile.name.clone(),
                place: profile.place.clone(),
            }),
        };
    }
    if let Some(source) = sso(profile).filter(gives_credentials) {
        return Ok(Some(source));
    }
    if around.has_stored_key(&profile.name) {
        return Ok(Some(around.keyring(&profile.name)));
    }
    if is_of_credentials_file(profile, around) {
        return static_keys(profile);
    }
    match login(profile).or_else(|| process(profile)) {
        Some(source) => Ok(Some(source)),
        None => Ok(static_keys(profile)?.or_else(|| sso(profile))),
    }
}

/// Whether the profile has keys of its own, in the store or in a file, be it half a pair.
pub fn has_keys(profile: &Profile, around: &Surroundings<'_>) -> bool {
    around.has_stored_key(&profile.name) || key_place(profile).is_some()
}

/// `credential_source`.
pub fn named(profile: &Profile, around: &Surroundings<'_>) -> Option<Source> {
    let name = profile.name.clone();
    Some(match profile.credential_source.as_ref()?.value {
        CredentialSource::Environment => around.keys_of_environment(),
        CredentialSource::Ec2InstanceMetadata => Source::Ec2InstanceMetadata { profile: name },
        CredentialSource::EcsContainer => Source::EcsContainer { profile: name },
    })
}

fn is_of_credentials_file(profile: &Profile, around: &Surroundings<'_>) -> bool {
    let credentials_file: &Path = around.credentials_file;
    key_place(profile).is_some_and(|place| place.file == credentials_file)
}

fn key_place(profile: &Profile) -> Option<&Place> {
    let id = profile.aws_access_key_id.as_ref().map(|id| &id.place);
    let secret = || profile.aws_secret_access_key.as_ref().map(|key| &key.place);
    id.or_else(secret)
}

fn static_keys(profile: &Profile) -> Result<Option<Source>, RouteError> {
    let half = |place: &Place, missing| {
        Err(RouteError::PartialKeys {
            profile: profile.name.clone(),
            place: place.clone(),
            missing,
        })
    };
    match (&profile.aws_access_key_id, &profile.aws_secret_access_key) {
        (Some(id), Some(secret)) => Ok(Some(Source::SharedCredentials {
            profile: profile.name.clone(),
            access_key_id: id.value.clone(),
            secret_access_key: secret.value.clone(),
            session_token: profile
                .aws_session_token
                .as_ref()
                .map(|token| token.value.clone()),
        })),
        (Some(id), None) => half(&id.place, "aws_secret_access_key"),
        (None, Some(secret)) => half(&secret.place, "aws_access_key_id"),
        (None, None) => Ok(None),
    }
}

fn process(profile: &Profile) -> Option<Source> {
    Some(Source::CredentialProcess {
        profile: profile.name.clone(),
        command: profile.credential_process.as_ref()?.value.clone(),
    })
}

fn web_identity(profile: &Profile) -> Option<Source> {
    let text = |setting: &Option<Setting<String>>| setting.as_ref().map(|setting| setting.value.clone());
    let file = profile.web_identity_token_file.as_ref();
    let token_from = file
        .map(|file| file.value.display().to_string())
        .or_else(|| text(&profile.web_identity_token_env))
        .or_else(|| text(&profile.web_identity_token_process))
        .or_else(|| text(&profile.web_identity))?;
    Some(Source::WebIdentity {
        profile: profile.name.clone(),
        token_from,
    })
}

fn saml(profile: &Profile) -> Option<Source> {
    let is_saml = profile.principal_arn.is_some()
        || profile.saml_assertion_process.is_some()
        || profile.saml_login_url.is_some();
    is_saml.then(|| Source::Saml {
        profile: profile.name.clone(),
    })
}

fn sso(profile: &Profile) -> Option<Source> {
    Some(Source::Sso {
        profile: profile.name.clone(),
        sso: profile.sso.as_ref()?.value.clone(),
    })
}

/// A sign-in without account and role gives a token alone.
fn gives_credentials(source: &Source) -> bool {
    matches!(source, Source::Sso { sso, .. } if sso.account_id.is_some())
}

fn login(profile: &Profile) -> Option<Source> {
    Some(Source::LoginSession {
        profile: profile.name.clone(),
        login_session: profile.login_session.as_ref()?.value.clone(),
    })
}
