//! `credential-process`: the answer that an SDK asks for, on stdout, and nothing else.

use crate::chain;
use crate::cli;
use crate::commands::credentials;
use crate::error::Error;
use crate::handout::Handout;
use crate::invocation::Invocation;
use crate::output::process;
use crate::route::key::SessionKey;
use crate::time::Timestamp;

/// Prints the credentials of the route as one JSON document.
pub fn run(invocation: &Invocation, arguments: &cli::Route) -> Result<(), Error> {
    let route = invocation.required_route(arguments)?;
    if !arguments.last_hop.fresh
        && let Some(key) = SessionKey::of_route(&route).last()
    {
        let sessions = invocation.sessions()?;
        if let Some(session) = chain::cached(key, &sessions, Timestamp::now())? {
            let handout = Handout::of_session(&session, &route.words, None);
            return Ok(process::write(&handout)?);
        }
    }
    let got = credentials::obtain(invocation, &route, arguments, credentials::For::Program)?;
    Ok(process::write(&got.handout(&route))?)
}
