//! `explain`: what a route would do, without any call and without unlocking anything.

mod document;
mod text;

use crate::cli;
use crate::error::Error;
use crate::exit::Exit;
use crate::invocation::Invocation;
use crate::output::{self, json};
use crate::route::key::SessionKey;
use crate::route::{Hop, Route, Source};
use crate::store::SessionStore;
use crate::sts::StsError;
use crate::sts::endpoint::ResolvedEndpoint;
use crate::time::Timestamp;

/// What is known of a route besides the route itself.
struct Findings {
    /// For each hop whether its session is stored; none where the store would have to be unlocked to know.
    cached: Vec<Option<bool>>,
    /// The URL of STS.
    endpoint: String,
    /// The ID of the source's key in the store, where there is one.
    stored_key: Option<String>,
    sts_calls: usize,
    asks_person: bool,
}

/// Explains the route.
pub fn run(invocation: &Invocation, arguments: &cli::Explain) -> Result<(), Error> {
    let route = invocation.route(&arguments.route)?;
    let findings = find(invocation, &route, &arguments.route)?;
    match arguments.output.json {
        true => Ok(json::write(&document::of(&route, &findings))?),
        false => Ok(output::write(text::of(&route, &findings).as_bytes())?),
    }
}

fn find(invocation: &Invocation, route: &Route, arguments: &cli::Route) -> Result<Findings, Error> {
    let cached = cached(invocation, route, arguments.last_hop.fresh)?;
    let deepest = cached.iter().rposition(|stored| *stored == Some(true));
    let to_call = &route.hops[deepest.map_or(0, |index| index + 1)..];
    let has_code =
        arguments.first_call.mfa_token.is_some() || invocation.environment.rolehop_mfa_token.is_some();
    let endpoint = ResolvedEndpoint::resolve(&route.endpoint).map_err(StsError::from)?;
    Ok(Findings {
        endpoint: endpoint.url().to_owned(),
        stored_key: stored_key(invocation, &route.source)?,
        sts_calls: to_call.len(),
        asks_person: !has_code && to_call.iter().any(asks_person),
        cached,
    })
}

fn cached(invocation: &Invocation, route: &Route, fresh: bool) -> Result<Vec<Option<bool>>, Error> {
    let store = match invocation.sessions() {
        Ok(store) => Some(store).filter(|store| !store.is_locked()),
        Err(error) if error.exit() == Exit::Configuration => return Err(error),
        Err(_) => None,
    };
    let keys = SessionKey::of_route(route);
    let last = keys.len().saturating_sub(1);
    let found = keys.iter().enumerate().map(|(index, key)| match &store {
        _ if fresh && index == last => Some(false),
        Some(store) => is_stored(store, key),
        None => None,
    });
    Ok(found.collect())
}

fn is_stored(store: &SessionStore<'_>, key: &SessionKey) -> Option<bool> {
    let session = store.session(key).ok()?;
    Some(session.is_some_and(|session| session.can_sign(Timestamp::now())))
}

fn stored_key(invocation: &Invocation, source: &Source) -> Result<Option<String>, Error> {
    let Source::Keyring { profile, .. } = source else {
        return Ok(None);
    };
    let known = invocation.known_keys()?;
    let key = known.into_iter().find(|key| key.name == *profile);
    Ok(key.map(|key| key.access_key_id))
}

fn asks_person(hop: &Hop) -> bool {
    hop.operation.mfa().is_some_and(|mfa| mfa.process.is_none())
}
