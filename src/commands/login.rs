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
    if route.hops.is_empty() {
        invocation.ui.note(&format!(
            "`{}` starts from credentials that need nobody",
            route.name()
        ));
        return Ok(());
    }
    let asking = invocation.asking(given, false, fresh)?;
    let sessions = credentials::with_chain(invocation, &route, asking, |chain| chain.every_session())?;
    for (hop, session) in route.hops.iter().zip(&sessions) {
        let what = hop
            .operation
            .role()
            .map_or("MFA session", |role| role.role_arn.as_str());
        let left = in_words(session.expiration.seconds_since(Timestamp::now()));
        invocation.ui.note(&format!("{what}: {left} left"));
    }
    Ok(())
}
