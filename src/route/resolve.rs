//! From words and options to a [`Route`]. Pure, total: every input gives a route or an error.

use std::path::Path;

use crate::arn::RoleArn;
use crate::duration::SessionDuration;
use crate::env::Environment;
use crate::profile::{Place, Profile, ProfileError};
use crate::route::chain::{self, Chain, Link};
use crate::route::limits::{LimitError, StsOperation};
use crate::route::{AssumeRole, Hop, Operation, Options, Route, RouteError, Source, endpoint, limits, mfa};

/// What a route is resolved against.
pub struct Surroundings<'a> {
    /// Looks a profile up; an error is one of that profile's lines.
    pub profiles: &'a dyn Fn(&str) -> Result<Option<Profile>, ProfileError>,
    /// What can be said of a name that no file has.
    pub unknown: &'a dyn Fn(&str) -> ProfileError,
    /// `[defaults]`, for what no profile of the route says.
    pub defaults: &'a Profile,
    /// The generation of the long-term key of that name in the store, where there is one; known without unlocking.
    pub stored_keys: &'a dyn Fn(&str) -> Option<String>,
    /// The AWS credentials file, whose keys go before a `credential_process`.
    pub credentials_file: &'a Path,
    /// Our variables.
    pub environment: &'a Environment,
}

impl Surroundings<'_> {
    pub(super) fn profile(&self, name: &str) -> Result<Option<Profile>, RouteError> {
        (self.profiles)(name).map_err(|source| RouteError::Profile {
            name: name.to_owned(),
            source,
        })
    }

    pub(super) fn has_stored_key(&self, name: &str) -> bool {
        (self.stored_keys)(name).is_some()
    }

    pub(super) fn keyring(&self, name: &str) -> Source {
        Source::Keyring {
            profile: name.to_owned(),
            generation: (self.stored_keys)(name),
        }
    }

    pub(super) fn no_profile(&self, name: &str, referenced_by: Option<&Place>) -> RouteError {
        RouteError::NoProfile {
            name: name.to_owned(),
            referenced_by: referenced_by.cloned(),
            help: (self.unknown)(name).help(),
        }
    }
}

/// Resolves the words of a ROUTE; without words, the credentials of the environment, else the default profile.
pub fn resolve(words: &[String], options: &Options, around: &Surroundings<'_>) -> Result<Route, RouteError> {
    let mut chain = match words.first() {
        None => default_source(around)?,
        Some(word) => first_word(word, around)?,
    };
    for word in words.iter().skip(1) {
        let link = further_hop(word, &chain, around)?;
        chain.links.push(link);
    }
    build(words, chain, options, around)
}

/// One more hop: a role ARN, its short form, or the role of a profile.
pub(super) fn further_hop(word: &str, chain: &Chain, around: &Surroundings<'_>) -> Result<Link, RouteError> {
    if word.starts_with("arn:") {
        return ad_hoc(parse_arn(word)?);
    }
    if let Some(role) = RoleArn::parse_short(word, partition(chain)) {
        return ad_hoc(role);
    }
    let Some(profile) = around.profile(word)? else {
        return Err(around.no_profile(word, None));
    };
    match chain::assume_role(&profile) {
        Some(role) => Ok(Link {
            profile: Some(profile),
            operation: Operation::AssumeRole(Box::new(role)),
        }),
        None => Err(RouteError::NoRole {
            profile: profile.name,
            place: profile.place,
        }),
    }
}

fn first_word(word: &str, around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    if word.starts_with("arn:") {
        let role = parse_arn(word)?;
        let mut chain = default_source(around)?;
        chain.links.push(ad_hoc(role)?);
        return Ok(chain);
    }
    match chain::of_profile(word, around) {
        Err(RouteError::NoProfile { .. }) if RoleArn::parse_short(word, "aws").is_some() => {
            Err(RouteError::ShortFirst {
                word: word.to_owned(),
            })
        }
        other => other,
    }
}

/// The environment's keys, else the default profile, as botocore resolves them.
fn default_source(around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    if around.environment.aws_access_key_id.is_some() {
        let source = Source::Environment {
            access_key_id: None,
            is_long_term: false,
        };
        return Ok(Chain {
            source,
            source_profile: None,
            links: Vec::new(),
        });
    }
    chain::of_profile(
        around.environment.aws_profile.as_deref().unwrap_or("default"),
        around,
    )
}

fn parse_arn(word: &str) -> Result<RoleArn, RouteError> {
    RoleArn::parse(word).map_err(|what| RouteError::BadArn {
        word: word.to_owned(),
        what,
    })
}

fn ad_hoc(role_arn: RoleArn) -> Result<Link, RouteError> {
    let role = AssumeRole {
        role_arn,
        role_session_name: "{user}".into(),
        external_id: None,
        mfa: None,
        duration: SessionDuration::HOUR,
        tags: Default::default(),
        transitive_tags: Vec::new(),
        policy: None,
        policy_arns: Vec::new(),
        source_identity: None,
    };
    Ok(Link {
        profile: None,
        operation: Operation::AssumeRole(Box::new(role)),
    })
}

fn partition(chain: &Chain) -> &str {
    let of_role = chain
        .links
        .iter()
        .rev()
        .find_map(|link| link.operation.role())
        .map(|role| role.role_arn.partition());
    let serial = chain
        .source_profile
        .as_ref()
        .and_then(|profile| profile.mfa_serial.as_ref());
    of_role
        .or_else(|| serial.and_then(|serial| serial.value.strip_prefix("arn:")?.split(':').next()))
        .unwrap_or("aws")
}

fn build(
    words: &[String],
    chain: Chain,
    options: &Options,
    around: &Surroundings<'_>,
) -> Result<Route, RouteError> {
    let name = || words.join(" ");
    let source = with_environment(chain.source, around.environment);
    let mut hops: Vec<Hop> = Vec::with_capacity(chain.links.len() + 1);
    for link in &chain.links {
        let profile = link.profile.as_ref().map(|profile| profile.name.clone());
        hops.push(Hop {
            profile,
            operation: link.operation.clone(),
            notes: Vec::new(),
        });
    }
    lay_over(hops.last_mut(), options, &name)?;
    cut_chained(&mut hops, &source);
    let role_profile = chain.links.first().and_then(|link| link.profile.as_ref());
    let said_by = mfa::SaidBy {
        source: chain.source_profile.as_ref(),
        role: role_profile,
        defaults: around.defaults,
    };
    mfa::place(&mut hops, &source, said_by, options);
    long_term(&source, &hops, options, &name)?;

    let profiles: Vec<&Profile> = chain
        .links
        .iter()
        .rev()
        .filter_map(|link| link.profile.as_ref())
        .chain(chain.source_profile.as_ref())
        .collect();
    let (endpoint, said_region) = endpoint::resolve(&profiles, around.defaults, options, around.environment)?;
    let words = match words {
        [] => vec![source.profile().unwrap_or("environment").to_owned()],
        words => words.to_vec(),
    };
    Ok(Route {
        words,
        source,
        hops,
        endpoint,
        said_region,
        long_term: options.long_term,
    })
}

fn with_environment(source: Source, environment: &Environment) -> Source {
    match source {
        Source::Environment { .. } => Source::Environment {
            access_key_id: environment.aws_access_key_id.clone(),
            is_long_term: environment.aws_access_key_id.is_some() && environment.aws_session_token.is_none(),
        },
        other => other,
    }
}

fn lay_over(hop: Option<&mut Hop>, options: &Options, route: &dyn Fn() -> String) -> Result<(), RouteError> {
    let role = match hop.map(|hop| &mut hop.operation) {
        Some(Operation::AssumeRole(role)) => role,
        _ => {
            return match options.needs_role() {
                Some(option) => Err(RouteError::OptionNeedsRole {
                    option,
                    route: route(),
                }),
                None => Ok(()),
            };
        }
    };
    let replace = |old: &mut Option<String>, new: &Option<String>| {
        if new.is_some() {
            old.clone_from(new);
        }
    };
    replace(&mut role.external_id, &options.external_id);
    replace(&mut role.policy, &options.policy);
    replace(&mut role.source_identity, &options.source_identity);
    if let Some(name) = &options.session_name {
        role.role_session_name.clone_from(name);
    }
    if let Some(duration) = options.duration {
        role.duration = duration;
    }
    for (key, value) in &options.tags {
        role.tags.retain(|known, _| !known.eq_ignore_ascii_case(key));
        role.tags.insert(key.clone(), value.clone());
    }
    if !options.transitive_tags.is_empty() {
        role.transitive_tags.clone_from(&options.transitive_tags);
    }
    if !options.policy_arns.is_empty() {
        role.policy_arns.clone_from(&options.policy_arns);
    }
    within_limits(role).map_err(|source| RouteError::Limit {
        route: route(),
        source,
    })
}

/// What only the options and the profile together can break; each value alone was checked where it was read.
fn within_limits(role: &AssumeRole) -> Result<(), LimitError> {
    limits::tags(
        role.tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    )?;
    limits::transitive_tags(&role.transitive_tags, role.tags.keys().map(String::as_str))?;
    limits::policy_arns(&role.policy_arns, Some(&role.role_arn))?;
    limits::duration(StsOperation::AssumeRole, role.duration)
}

/// Role chaining's hour (contract, promise 6).
fn cut_chained(hops: &mut [Hop], source: &Source) {
    for (index, hop) in hops.iter_mut().enumerate() {
        if index == 0 && !source.is_role_session() {
            continue;
        }
        let Operation::AssumeRole(role) = &mut hop.operation else {
            continue;
        };
        match role.duration {
            SessionDuration::Seconds(seconds) if seconds > 3600 => {
                hop.notes.push(format!(
                    "duration_seconds {seconds} is cut to 3600: STS allows a chained role one hour at most"
                ));
            }
            SessionDuration::Max => {
                hop.notes.push(
                    "duration_seconds max is 3600 here: STS allows a chained role one hour at most".into(),
                );
            }
            SessionDuration::Seconds(_) => continue,
        }
        role.duration = SessionDuration::HOUR;
    }
}

fn long_term(
    source: &Source,
    hops: &[Hop],
    options: &Options,
    route: &dyn Fn() -> String,
) -> Result<(), RouteError> {
    if !options.long_term {
        return Ok(());
    }
    let refuse = |why| Err(RouteError::LongTerm { route: route(), why });
    if !source.is_long_term() {
        return refuse("does not start from any");
    }
    if !hops.is_empty() {
        return refuse("ends in a role");
    }
    Ok(())
}
