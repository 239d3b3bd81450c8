//! The operations, each in its file; what holds for all of them is here.
//!
//! GetFederationToken, DecodeAuthorizationMessage and the two federated AssumeRoles are known by name only, so that
//! who may not call them is already told apart from what is not there.

mod assume_role;
mod duration;
mod get_caller_identity;
mod get_session_token;
mod mfa;
mod packed;
mod session_policies;
mod tags;

pub(super) use tags::Tags;

use super::caller::{Caller, CallerKind};
use super::clock::iso8601;
use super::refusal::Refusal;
use super::request::Query;
use super::world::{Session, World};
use super::xml::Element;

/// An authenticated call.
pub(super) struct Call<'a> {
    pub query: &'a Query,
    pub caller: &'a Caller,
    /// The region that the signature is scoped to.
    pub region: &'a str,
    pub now: i64,
    pub secure: bool,
    pub user_agent: &'a str,
}

/// The result's elements, and the session that went into them.
pub(super) struct Answer {
    pub result: Vec<Element>,
    pub issued: Option<Session>,
}

/// Does what the call asks, or refuses as AWS does.
pub(super) fn perform(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    let operation = call.query.operation.as_str();
    check_caller(call.caller, operation)?;
    match operation {
        "GetCallerIdentity" => Ok(get_caller_identity::perform(call)),
        "GetSessionToken" => get_session_token::perform(world, call),
        "AssumeRole" => assume_role::perform(world, call),
        _ => Err(Refusal::new(
            400,
            "InvalidAction",
            format!("Could not find operation {operation} for version 2011-06-15"),
        )),
    }
}

/// Temporary credentials get no further ones by GetSessionToken and GetFederationToken; a GetSessionToken session may
/// call only AssumeRole and GetCallerIdentity.
fn check_caller(caller: &Caller, operation: &str) -> Result<(), Refusal> {
    let closed = match operation {
        "GetSessionToken" | "GetFederationToken" => caller.is_temporary(),
        "DecodeAuthorizationMessage" => matches!(caller.kind, CallerKind::UserSession { .. }),
        _ => false,
    };
    if closed {
        return Err(Refusal::denied(format!(
            "Cannot call {operation} with session credentials"
        )));
    }
    Ok(())
}

fn credentials(session: &Session) -> Element {
    Element::Nested(
        "Credentials",
        vec![
            Element::Text("AccessKeyId", session.access_key_id.clone()),
            Element::Text("SecretAccessKey", session.secret_access_key.clone()),
            Element::Text("SessionToken", session.session_token.clone()),
            Element::Text("Expiration", iso8601(session.expires_at)),
        ],
    )
}
