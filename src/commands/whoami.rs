//! `whoami`: GetCallerIdentity, as the AWS CLI tells it.

use serde::Serialize;

use crate::cli;
use crate::commands::credentials;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::{self, json, table};
use crate::route::{Hop, Operation};

/// The fields of `aws sts get-caller-identity`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Identity {
    user_id: String,
    account: String,
    arn: String,
}

/// Tells whose the credentials are.
pub fn run(invocation: &Invocation, arguments: &cli::Whoami) -> Result<(), Error> {
    let mut route = invocation.credentials_route(&arguments.route)?;
    let given = arguments.route.first_call.mfa_token.as_deref();
    let fresh = arguments.route.last_hop.fresh;
    let is_session_token = |hop: &Hop| matches!(hop.operation, Operation::GetSessionToken(_));
    if route.hops.iter().all(is_session_token) {
        // A user's own keys may ask who they are; a session of theirs would only cost a code.
        route.hops.clear();
    }
    let asking = invocation.asking(given, false, fresh)?;
    let identity = credentials::with_chain(invocation, &route, asking, |chain| chain.identity())?;
    let identity = Identity {
        user_id: identity.user_id,
        account: identity.account,
        arn: identity.arn,
    };
    if arguments.output.json {
        return Ok(json::write(&identity)?);
    }
    let row = vec![identity.account, identity.user_id, identity.arn];
    Ok(output::write(
        table::columns(&["ACCOUNT", "USER ID", "ARN"], &[row]).as_bytes(),
    )?)
}
