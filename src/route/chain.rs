//! From one profile back to its source: the links of a chain, by the SDKs' rules.
//!
//! The rules and their order are botocore's (`credentials.py`) and the published vectors
//! `assume-role-tests.json`; rolehop's own TOML has one way in a profile, so no order is needed there.

use std::path::Path;

use crate::profile::{CredentialSource, Origin, Place, Profile};
use crate::route::resolve::Surroundings;
use crate::route::{AssumeRole, Mfa, Operation, RouteError, Source};

/// A source and the profiles whose roles are assumed from it, the first hop first.
#[derive(Debug)]
pub struct Chain {
    pub source: Source,
    /// The profile of the source, where it comes from one.
    pub source_profile: Option<Profile>,
    pub links: Vec<Link>,
}

/// One profile's own call.
#[derive(Debug)]
pub struct Link {
    pub profile: Option<Profile>,
    pub operation: Operation,
}

/// Walks from the profile `name` to its source.
pub fn of_profile(name: &str, around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    Walk {
        around,
        visited: Vec::new(),
    }
    .profile(name, None)
}

struct Walk<'a> {
    around: &'a Surroundings<'a>,
    visited: Vec<String>,
}

/// What a profile is asked for: itself, or its credentials for the profile that names it.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Asked {
    First,
    AsSource,
}

impl Walk<'_> {
    fn profile(&mut self, name: &str, referenced_by: Option<&Place>) -> Result<Chain, RouteError> {
        if self.visited.iter().any(|seen| seen == name) {
            self.visited.push(name.to_owned());
            return Err(RouteError::Loop {
                chain: std::mem::take(&mut self.visited),
            });
        }
        let asked = if self.visited.is_empty() {
            Asked::First
        } else {
            Asked::AsSource
        };
        self.visited.push(name.to_owned());
        let Some(profile) = self.around.profile(name)? else {
            return self.unknown(name, referenced_by);
        };
        if let Some(words) = own_process(&profile) {
            return self.own(&profile, &words);
        }
        match profile.origin {
            Origin::Rolehop => self.of_rolehop(profile),
            Origin::AwsConfig | Origin::AwsCredentials => self.of_aws(profile, asked),
        }
    }

    fn unknown(&self, name: &str, referenced_by: Option<&Place>) -> Result<Chain, RouteError> {
        if self.around.has_stored_key(name) {
            return Ok(start(self.around.keyring(name), None));
        }
        Err(self.around.no_profile(name, referenced_by))
    }

    /// A profile whose `credential_process` is rolehop: what that rolehop would do.
    fn own(&mut self, profile: &Profile, words: &[String]) -> Result<Chain, RouteError> {
        let target = words.first().cloned().unwrap_or_else(|| profile.name.clone());
        let place = profile
            .credential_process
            .as_ref()
            .map_or(&profile.place, |setting| &setting.place);
        let missing = || RouteError::OwnProcess {
            profile: profile.name.clone(),
            place: place.clone(),
            target: target.clone(),
        };
        if target == profile.name && words.len() < 2 {
            return match self.around.has_stored_key(&target) {
                true => Ok(start(self.around.keyring(&target), None)),
                false => Err(missing()),
            };
        }
        let mut chain = match self.around.profile(&target)? {
            Some(_) => self.profile(&target, Some(place))?,
            None => self.unknown(&target, Some(place)).map_err(|_| missing())?,
        };
        for word in words.iter().skip(1) {
            let link = super::resolve::further_hop(word, &chain, self.around)?;
            chain.links.push(link);
        }
        Ok(chain)
    }

    fn of_rolehop(&mut self, profile: Profile) -> Result<Chain, RouteError> {
        let source = match &profile.source_profile {
            Some(setting) if setting.value != profile.name => {
                let chain = self.profile(&setting.value, Some(&setting.place))?;
                return role_of(chain, profile);
            }
            _ => named_source(&profile)
                .or_else(|| process_source(&profile))
                .or_else(|| sign_in_source(&profile))
                .unwrap_or_else(|| self.around.keyring(&profile.name)),
        };
        finish(source, profile)
    }

    fn of_aws(&mut self, profile: Profile, asked: Asked) -> Result<Chain, RouteError> {
        if asked == Asked::AsSource
            && let Some(source) = self.own_keys(&profile)?
        {
            return Ok(start(source, Some(profile)));
        }
        if profile.role_arn.is_some() && profile.web_identity_token_file.is_none() {
            return self.role_of_aws(profile);
        }
        if profile.web_identity_token_file.is_some() && profile.role_arn.is_none() {
            return Err(RouteError::NoRoleForWebIdentity {
                profile: profile.name.clone(),
                place: profile.place.clone(),
            });
        }
        let process_first = self.process_goes_before_keys(&profile);
        let keys = self.own_keys(&profile)?;
        let source = sign_in_source(&profile)
            .or_else(|| {
                if process_first {
                    process_source(&profile)
                } else {
                    None
                }
            })
            .or(keys)
            .or_else(|| process_source(&profile));
        match source {
            Some(source) => finish(source, profile),
            None => Err(RouteError::NoCredentials {
                profile: profile.name,
                place: profile.place,
            }),
        }
    }

    fn role_of_aws(&mut self, profile: Profile) -> Result<Chain, RouteError> {
        match (&profile.source_profile, &profile.credential_source) {
            (Some(source_profile), Some(credential_source)) => Err(RouteError::TwoSources {
                profile: profile.name.clone(),
                source_profile: source_profile.place.clone(),
                credential_source: credential_source.place.clone(),
            }),
            (Some(setting), None) if setting.value == profile.name => match self.own_keys(&profile)? {
                Some(source) => finish(source, profile),
                None => Err(RouteError::Loop {
                    chain: vec![profile.name.clone(), profile.name.clone()],
                }),
            },
            (Some(setting), None) => {
                let (name, place) = (setting.value.clone(), setting.place.clone());
                let chain = self.profile(&name, Some(&place))?;
                role_of(chain, profile)
            }
            (None, Some(_)) => match named_source(&profile) {
                Some(source) => finish(source, profile),
                None => Err(RouteError::NoSource {
                    profile: profile.name,
                    place: profile.place,
                }),
            },
            (None, None) if self.around.has_stored_key(&profile.name) => {
                finish(self.around.keyring(&profile.name), profile)
            }
            (None, None) => {
                let place = profile
                    .role_arn
                    .as_ref()
                    .map_or(&profile.place, |setting| &setting.place)
                    .clone();
                Err(RouteError::NoSource {
                    profile: profile.name,
                    place,
                })
            }
        }
    }

    /// The keys in the store under the profile's name, else its static keys.
    fn own_keys(&self, profile: &Profile) -> Result<Option<Source>, RouteError> {
        if self.around.has_stored_key(&profile.name) {
            return Ok(Some(self.around.keyring(&profile.name)));
        }
        let partial = |place: &Place, missing| {
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
            (Some(id), None) => partial(&id.place, "aws_secret_access_key"),
            (None, Some(secret)) => partial(&secret.place, "aws_access_key_id"),
            (None, None) => Ok(None),
        }
    }

    /// botocore asks the credentials file, then the process, then the keys of the config file.
    fn process_goes_before_keys(&self, profile: &Profile) -> bool {
        let in_credentials_file = |keys: &Path| keys == self.around.credentials_file;
        profile
            .aws_access_key_id
            .as_ref()
            .is_some_and(|keys| !in_credentials_file(&keys.place.file))
            && !self.around.has_stored_key(&profile.name)
    }
}

/// The call that a profile's own `role_arn` asks for.
pub fn assume_role(profile: &Profile) -> Option<AssumeRole> {
    let value = |setting: &Option<crate::profile::Setting<String>>| {
        setting.as_ref().map(|setting| setting.value.clone())
    };
    let mfa = profile.mfa_serial.as_ref().map(|serial| Mfa {
        serial: serial.value.clone(),
        process: value(&profile.mfa_process),
    });
    Some(AssumeRole {
        role_arn: profile.role_arn.as_ref()?.value.clone(),
        role_session_name: value(&profile.role_session_name).unwrap_or_else(|| "{user}".into()),
        external_id: value(&profile.external_id),
        mfa,
        duration: profile
            .duration_seconds
            .as_ref()
            .map_or(crate::duration::SessionDuration::HOUR, |d| d.value),
        tags: profile
            .tags
            .iter()
            .map(|(key, tag)| (key.clone(), tag.value.clone()))
            .collect(),
        transitive_tags: profile
            .transitive_tags
            .as_ref()
            .map(|tags| tags.value.clone())
            .unwrap_or_default(),
        policy: value(&profile.policy),
        policy_arns: profile
            .policy_arns
            .as_ref()
            .map(|arns| arns.value.clone())
            .unwrap_or_default(),
        source_identity: value(&profile.source_identity),
    })
}

/// The words after `rolehop credential-process` in a profile's own line, when that is what it runs.
fn own_process(profile: &Profile) -> Option<Vec<String>> {
    let line = profile.credential_process.as_ref()?;
    let mut words = shlex::split(&line.value)?.into_iter();
    let program = words.next()?;
    let name = Path::new(&program).file_stem()?.to_str()?;
    if name != "rolehop" || words.next()? != "credential-process" {
        return None;
    }
    let words: Vec<String> = words.collect();
    words.iter().all(|word| !word.starts_with('-')).then_some(words)
}

fn start(source: Source, profile: Option<Profile>) -> Chain {
    Chain {
        source,
        source_profile: profile,
        links: Vec::new(),
    }
}

/// The source is the profile's own; its role, where it has one, is the first hop.
fn finish(source: Source, profile: Profile) -> Result<Chain, RouteError> {
    let chain = start(source, Some(profile.clone()));
    if profile.role_arn.is_none() && profile.federation_name.is_none() {
        return Ok(chain);
    }
    role_of(chain, profile)
}

fn role_of(mut chain: Chain, profile: Profile) -> Result<Chain, RouteError> {
    let web_identity = matches!(chain.source, Source::WebIdentity { .. }) && chain.links.is_empty();
    let saml = matches!(chain.source, Source::Saml { .. }) && chain.links.is_empty();
    let operation = match assume_role(&profile).map(Box::new) {
        Some(role) if web_identity => Operation::AssumeRoleWithWebIdentity(role),
        Some(role) if saml => Operation::AssumeRoleWithSaml(role),
        Some(role) => Operation::AssumeRole(role),
        None => match federation(&profile)? {
            Some(operation) => operation,
            None if chain.source_profile.is_some() || !chain.links.is_empty() => return Ok(chain),
            None => return Ok(chain),
        },
    };
    chain.links.push(Link {
        profile: Some(profile),
        operation,
    });
    Ok(chain)
}

fn federation(profile: &Profile) -> Result<Option<Operation>, RouteError> {
    let Some(name) = &profile.federation_name else {
        return Ok(None);
    };
    let policy = profile.policy.as_ref().map(|policy| policy.value.clone());
    let policy_arns = profile
        .policy_arns
        .as_ref()
        .map(|arns| arns.value.clone())
        .unwrap_or_default();
    if policy.is_none() && policy_arns.is_empty() {
        return Err(RouteError::FederationWithoutPolicy {
            profile: profile.name.clone(),
            place: name.place.clone(),
        });
    }
    Ok(Some(Operation::GetFederationToken(Box::new(
        super::AssumeFederation {
            name: name.value.clone(),
            duration: profile
                .duration_seconds
                .as_ref()
                .map_or(crate::duration::SessionDuration::Seconds(43_200), |setting| {
                    setting.value
                }),
            tags: profile
                .tags
                .iter()
                .map(|(key, tag)| (key.clone(), tag.value.clone()))
                .collect(),
            policy,
            policy_arns,
        },
    ))))
}

fn named_source(profile: &Profile) -> Option<Source> {
    let name = profile.name.clone();
    Some(match profile.credential_source.as_ref()?.value {
        CredentialSource::Environment => Source::Environment {
            access_key_id: None,
            is_long_term: false,
        },
        CredentialSource::Ec2InstanceMetadata => Source::Ec2InstanceMetadata { profile: name },
        CredentialSource::EcsContainer => Source::EcsContainer { profile: name },
    })
}

fn process_source(profile: &Profile) -> Option<Source> {
    let command = profile.credential_process.as_ref()?.value.clone();
    Some(Source::CredentialProcess {
        profile: profile.name.clone(),
        command,
    })
}

/// The ways in that begin with a sign-in or a token, in botocore's order.
fn sign_in_source(profile: &Profile) -> Option<Source> {
    let name = || profile.name.clone();
    let token = profile
        .web_identity_token_file
        .as_ref()
        .map(|setting| setting.value.display().to_string())
        .or_else(|| {
            profile
                .web_identity_token_env
                .as_ref()
                .map(|setting| setting.value.clone())
        })
        .or_else(|| {
            profile
                .web_identity_token_process
                .as_ref()
                .map(|setting| setting.value.clone())
        })
        .or_else(|| profile.web_identity.as_ref().map(|setting| setting.value.clone()));
    if let Some(token_from) = token {
        return Some(Source::WebIdentity {
            profile: name(),
            token_from,
        });
    }
    if profile.saml_assertion_process.is_some() || profile.saml_login_url.is_some() {
        return Some(Source::Saml { profile: name() });
    }
    if let Some(sso) = &profile.sso {
        return Some(Source::Sso {
            profile: name(),
            sso: sso.value.clone(),
        });
    }
    let login = profile.login_session.as_ref()?;
    Some(Source::LoginSession {
        profile: name(),
        login_session: login.value.clone(),
    })
}
