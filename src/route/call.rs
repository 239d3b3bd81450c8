//! The calls that a profile or a word asks for, before options, limits of a chain and MFA are looked at.

use crate::arn::RoleArn;
use crate::duration::SessionDuration;
use crate::profile::{Profile, Setting};
use crate::route::{AssumeFederation, AssumeRole, Mfa, Operation, RouteError};

/// Twelve hours, STS's own default for GetSessionToken and GetFederationToken.
pub const HALF_A_DAY: SessionDuration = SessionDuration::Seconds(43_200);

/// The role of a profile, with all that the profile says of it.
pub fn assume_role(profile: &Profile) -> Option<AssumeRole> {
    let role_arn = profile.role_arn.as_ref()?.value.clone();
    Some(AssumeRole {
        external_id: value(&profile.external_id),
        mfa: profile.mfa_serial.as_ref().map(|serial| Mfa {
            serial: serial.value.clone(),
            process: value(&profile.mfa_process),
        }),
        duration: value(&profile.duration_seconds).unwrap_or(SessionDuration::HOUR),
        tags: profile
            .tags
            .iter()
            .map(|(key, tag)| (key.clone(), tag.value.clone()))
            .collect(),
        transitive_tags: value(&profile.transitive_tags).unwrap_or_default(),
        policy: value(&profile.policy),
        policy_arns: value(&profile.policy_arns).unwrap_or_default(),
        source_identity: value(&profile.source_identity),
        ..bare_role(
            role_arn,
            value(&profile.role_session_name).unwrap_or_else(|| DEFAULT_NAME.into()),
        )
    })
}

/// A role of which only the ARN is known.
pub fn role_of_word(role_arn: RoleArn) -> Operation {
    Operation::AssumeRole(Box::new(bare_role(role_arn, DEFAULT_NAME.into())))
}

/// The GetFederationToken of a profile that has a `federation_name`.
pub fn federation(profile: &Profile) -> Result<Option<Operation>, RouteError> {
    let Some(name) = &profile.federation_name else {
        return Ok(None);
    };
    let policy = value(&profile.policy);
    let policy_arns = value(&profile.policy_arns).unwrap_or_default();
    if policy.is_none() && policy_arns.is_empty() {
        return Err(RouteError::FederationWithoutPolicy {
            profile: profile.name.clone(),
            place: name.place.clone(),
        });
    }
    Ok(Some(Operation::GetFederationToken(Box::new(AssumeFederation {
        name: name.value.clone(),
        duration: value(&profile.duration_seconds).unwrap_or(HALF_A_DAY),
        tags: profile
            .tags
            .iter()
            .map(|(key, tag)| (key.clone(), tag.value.clone()))
            .collect(),
        policy,
        policy_arns,
    }))))
}

/// The role session name where nothing says another: the account database's name of the user.
const DEFAULT_NAME: &str = "{user}";

fn bare_role(role_arn: RoleArn, role_session_name: String) -> AssumeRole {
    AssumeRole {
        role_arn,
        role_session_name,
        external_id: None,
        mfa: None,
        duration: SessionDuration::HOUR,
        tags: Default::default(),
        transitive_tags: Vec::new(),
        policy: None,
        policy_arns: Vec::new(),
        source_identity: None,
    }
}

fn value<T: Clone>(setting: &Option<Setting<T>>) -> Option<T> {
    setting.as_ref().map(|setting| setting.value.clone())
}
