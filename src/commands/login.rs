//! `login`: does now whatever of a route would need a person, and keeps every hop.

use crate::cli;
use crate::commands::credentials;
use crate::duration::in_words;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::time::Timestamp;

/// Gets every session of the route.
pub fn run(invocation: &Invocation, arguments: &cli::Login) -> Result<(), Error> {
    let route = invocation.route(&arguments.route)?;
    let given = arguments.route.first_call.mfa_token.as_deref();
    let fresh = arguments.route.last_hop.fresh;
    let asking = invocation.asking(given, false, fresh)?;
    if route.hops.is_empty() {
        // Whatever a source of another's making asks for, it asks now.
        credentials::with_chain(invocation, &route, asking, |chain| chain.source())?;
        invocation.ui.note(&format!(
            "the credentials of `{}` are there; rolehop keeps none of them",
            route.name()
        ));
        return Ok(());
    }
    let sessions = credentials::with_chain(invocation, &route, asking, |chain| chain.every_session())?;
    for (hop, session) in route.hops.iter().zip(&sessions) {
        let what = match (hop.operation.role(), hop.operation.mfa()) {
            (Some(role), _) => role.role_arn.as_str(),
            (None, Some(_)) => "MFA session",
            (None, None) => "session",
        };
        let left = in_words(session.expiration.seconds_since(Timestamp::now()));
        invocation.ui.note(&format!("{what}: {left} left"));
    }
    Ok(())
}
