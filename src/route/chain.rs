//! From one profile back to its source: the links of a chain, by the SDKs' rules.
//!
//! The rules and their order are botocore's (`credentials.py`) and the published vectors
//! `assume-role-tests.json`; rolehop's own TOML has one way in a profile, so no order is needed there.

mod way_in;

use std::path::Path;

use crate::profile::{Origin, Place, Profile};
use crate::route::resolve::Surroundings;
use crate::route::{Operation, RouteError, Source, call, words};

/// A source and the calls that start from it, the first hop first.
#[derive(Debug)]
pub struct Chain {
    pub source: Source,
    /// The profile of the source, where it comes from one.
    pub source_profile: Option<Profile>,
    pub links: Vec<Link>,
    /// Every profile that led here, the source's first: their regions and endpoints count, the last one's before others.
    pub profiles: Vec<Profile>,
}

/// One call, and the profile that asks for it.
#[derive(Debug)]
pub struct Link {
    pub profile: Option<Profile>,
    pub operation: Operation,
}

impl Chain {
    /// A source, and the profile that it comes from.
    pub fn new(source: Source, profile: Option<Profile>) -> Self {
        Self {
            source,
            profiles: profile.iter().cloned().collect(),
            source_profile: profile,
            links: Vec::new(),
        }
    }

    /// One more hop.
    pub fn push(&mut self, link: Link) {
        self.profiles.extend(link.profile.clone());
        self.links.push(link);
    }
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
            return self.key_alone(name, referenced_by);
        };
        if let Some(words) = words_of_own_process(&profile) {
            return self.own(profile, &words);
        }
        match profile.origin {
            Origin::Rolehop => self.of_rolehop(profile),
            Origin::AwsConfig | Origin::AwsCredentials => self.of_aws(profile, asked),
        }
    }

    /// A name that no file has may be that of a key in the store.
    fn key_alone(&self, name: &str, referenced_by: Option<&Place>) -> Result<Chain, RouteError> {
        match self.around.has_stored_key(name) {
            true => Ok(Chain::new(self.around.keyring(name), None)),
            false => Err(self.around.no_profile(name, referenced_by)),
        }
    }

    /// A profile whose `credential_process` is rolehop: what that rolehop would do.
    fn own(&mut self, profile: Profile, process: &[String]) -> Result<Chain, RouteError> {
        let place = match &profile.credential_process {
            Some(setting) => setting.place.clone(),
            None => profile.place.clone(),
        };
        let target = process.first().unwrap_or(&profile.name);
        let missing = || RouteError::OwnProcess {
            profile: profile.name.clone(),
            place: place.clone(),
            target: target.clone(),
        };
        let is_itself = *target == profile.name && process.len() < 2;
        let mut chain = match self.around.profile(target)? {
            Some(_) if !is_itself => self.profile(target, Some(&place))?,
            _ => self.key_alone(target, Some(&place)).map_err(|_| missing())?,
        };
        for word in process.iter().skip(1) {
            let link = words::further_hop(word, &chain, None, self.around)?;
            chain.push(link);
        }
        chain.profiles.push(profile);
        Ok(chain)
    }

    fn of_rolehop(&mut self, profile: Profile) -> Result<Chain, RouteError> {
        match &profile.source_profile {
            Some(setting) if setting.value != profile.name => {
                let chain = self.profile(&setting.value, Some(&setting.place))?;
                with_call_of(chain, profile)
            }
            _ => start(way_in::of_rolehop(&profile, self.around), profile),
        }
    }

    fn of_aws(&mut self, profile: Profile, asked: Asked) -> Result<Chain, RouteError> {
        let is_role = profile.role_arn.is_some() && profile.web_identity_token_file.is_none();
        let serves_keys = asked == Asked::AsSource && way_in::has_keys(&profile, self.around);
        if is_role && !serves_keys {
            return self.role_of_aws(profile);
        }
        match way_in::of_aws(&profile, self.around)? {
            Some(source) if is_role => Ok(Chain::new(source, Some(profile))),
            Some(source) => start(source, profile),
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
            (Some(setting), None) if setting.value == profile.name => self.role_of_itself(profile),
            (Some(setting), None) => {
                let chain = self.profile(&setting.value, Some(&setting.place))?;
                with_call_of(chain, profile)
            }
            (None, Some(_)) => match way_in::named(&profile, self.around) {
                Some(source) => start(source, profile),
                None => Err(no_source(profile)),
            },
            (None, None) if self.around.has_stored_key(&profile.name) => {
                start(self.around.keyring(&profile.name), profile)
            }
            (None, None) => Err(no_source(profile)),
        }
    }

    /// `source_profile` is the profile itself: its own keys call AssumeRole.
    fn role_of_itself(&self, profile: Profile) -> Result<Chain, RouteError> {
        let source = match way_in::has_keys(&profile, self.around) {
            true => way_in::of_aws(&profile, self.around)?,
            false => None,
        };
        match source {
            Some(source) => start(source, profile),
            None => Err(RouteError::Loop {
                chain: vec![profile.name.clone(), profile.name],
            }),
        }
    }
}

fn no_source(profile: Profile) -> RouteError {
    let role = profile.role_arn.map(|setting| setting.place);
    RouteError::NoSource {
        profile: profile.name,
        place: role.unwrap_or(profile.place),
    }
}

/// The words after `rolehop credential-process` in a profile's own line, when that is what it runs.
fn words_of_own_process(profile: &Profile) -> Option<Vec<String>> {
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

/// The source is the profile's own; its role, where it has one, is the first hop.
fn start(source: Source, profile: Profile) -> Result<Chain, RouteError> {
    let chain = Chain::new(source, Some(profile.clone()));
    with_call_of(chain, profile)
}

/// The profile's own call as one more hop, where it has one.
fn with_call_of(mut chain: Chain, profile: Profile) -> Result<Chain, RouteError> {
    let is_first = chain.links.is_empty();
    let operation = match call::assume_role(&profile).map(Box::new) {
        Some(role) if is_first && matches!(chain.source, Source::WebIdentity { .. }) => {
            Operation::AssumeRoleWithWebIdentity(role)
        }
        Some(role) if is_first && matches!(chain.source, Source::Saml { .. }) => {
            Operation::AssumeRoleWithSaml(role)
        }
        Some(role) => Operation::AssumeRole(role),
        None => match call::federation(&profile)? {
            Some(operation) => operation,
            None => {
                chain.profiles.push(profile);
                return Ok(chain);
            }
        },
    };
    chain.push(Link {
        profile: Some(profile),
        operation,
    });
    Ok(chain)
}
