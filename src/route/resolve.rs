//! From words and options to a [`Route`]. Pure, total: every input gives a route or an error.

use std::path::Path;

use crate::env::Environment;
use crate::profile::{Place, Profile, ProfileError};
use crate::route::chain::{Chain, Link};
use crate::route::{Hop, Options, Route, RouteError, Source, endpoint, mfa, notes, overlay, words};

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

    pub(super) fn keys_of_environment(&self) -> Source {
        let environment = self.environment;
        let access_key_id = environment.aws_access_key_id.clone();
        Source::Environment {
            is_long_term: access_key_id.is_some() && environment.aws_session_token.is_none(),
            access_key_id,
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
pub fn resolve(
    route_words: &[String],
    options: &Options,
    around: &Surroundings<'_>,
) -> Result<Route, RouteError> {
    let region = options.region.as_deref();
    let chain = words::chain(route_words, region, around)?;
    let words = match route_words {
        [] => vec![chain.source.profile().unwrap_or("environment").to_owned()],
        words => words.to_vec(),
    };
    let hops = hops(&chain, options, around, &words.join(" "))?;
    let profiles: Vec<&Profile> = chain.profiles.iter().rev().collect();
    let production = profiles
        .iter()
        .find(|profile| profile.production.as_ref().is_some_and(|set| set.value));
    Ok(Route {
        words,
        production: production.map(|profile| profile.name.clone()),
        hops,
        endpoint: endpoint::resolve(&profiles, region, around)?,
        said_region: endpoint::said_region(&profiles, region).map(str::to_owned),
        long_term: options.long_term,
        source: chain.source,
    })
}

fn hops(
    chain: &Chain,
    options: &Options,
    around: &Surroundings<'_>,
    route: &str,
) -> Result<Vec<Hop>, RouteError> {
    let mut hops: Vec<Hop> = chain.links.iter().map(hop).collect();
    overlay::lay_over(hops.last_mut(), options, route)?;
    notes::cut_chained(&mut hops, &chain.source);
    notes::drop_later_serials(&mut hops);
    notes::warn_of_policies(&mut hops);
    let said_by = mfa::SaidBy {
        source: chain.source_profile.as_ref(),
        role: chain.links.first().and_then(|link| link.profile.as_ref()),
        defaults: around.defaults,
    };
    mfa::place(&mut hops, &chain.source, said_by, options);
    overlay::refuse_unused(&hops, options, route)?;
    if options.long_term {
        check_long_term(&chain.source, &hops, route)?;
    }
    Ok(hops)
}

fn hop(link: &Link) -> Hop {
    Hop {
        profile: link.profile.as_ref().map(|profile| profile.name.clone()),
        operation: link.operation.clone(),
        notes: Vec::new(),
    }
}

fn check_long_term(source: &Source, hops: &[Hop], route: &str) -> Result<(), RouteError> {
    let refuse = |why| {
        Err(RouteError::LongTerm {
            route: route.to_owned(),
            why,
        })
    };
    match (source.is_long_term(), hops) {
        (false, _) => refuse("does not start from any"),
        (true, [_, ..]) => refuse("ends in a role"),
        (true, []) => Ok(()),
    }
}
