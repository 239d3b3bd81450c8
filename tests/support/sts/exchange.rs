//! One call from its bytes to its answer: authenticated, carried out, written down.

use super::caller::Caller;
use super::journal::Entry;
use super::operation::{self, Answer, Call};
use super::refusal::Refusal;
use super::request::{Query, Raw};
use super::server::Shared;
use super::signature::Claim;
use super::{random, xml};

/// The answer to send.
pub(super) struct Outcome {
    pub status: u16,
    pub body: String,
    pub request_id: String,
}

/// Writes the arrival of a call into the journal.
pub(super) fn note(shared: &Shared, raw: &Raw, query: &Query) -> usize {
    let claim = Claim::read(raw).ok();
    shared.journal.begin(Entry {
        operation: query.operation.clone(),
        parameters: query.parameters.clone(),
        access_key_id: claim.as_ref().map(|claim| claim.access_key_id.clone()),
        with_session_token: claim.as_ref().is_some_and(|claim| claim.session_token.is_some()),
        region: claim.map(|claim| claim.region),
        user_agent: raw.header("user-agent"),
        host: raw.header("host"),
        method: raw.method.clone(),
        begin: shared.clock.precise(),
        ..Entry::default()
    })
}

/// Lets STS decide, and writes down how.
pub(super) fn carry_out(shared: &Shared, raw: &Raw, query: &Query, number: usize) -> Outcome {
    let request_id = random::request_id();
    let (caller, decided) = decide(shared, raw, query);
    let (status, body) = match &decided {
        Ok(answer) => (200, xml::answer(&query.operation, &answer.result, &request_id)),
        Err(refusal) => (refusal.status, xml::error(refusal, &request_id)),
    };
    shared.journal.amend(number, |entry| {
        entry.caller = caller.map(|caller| caller.arn);
        entry.request_id = Some(request_id.clone());
        match decided {
            Ok(answer) => {
                entry.accepted = true;
                entry.issued_access_key_id = answer.issued.map(|session| session.access_key_id);
            }
            Err(refusal) => (entry.code, entry.message) = (Some(refusal.code), Some(refusal.message)),
        }
    });
    Outcome {
        status,
        body,
        request_id,
    }
}

/// The world is locked for the whole of it: two calls with one MFA code must not both find it unused.
fn decide(shared: &Shared, raw: &Raw, query: &Query) -> (Option<Caller>, Result<Answer, Refusal>) {
    let (mut world, now) = (shared.world(), shared.clock.now());
    let authenticated = query
        .check_version()
        .and_then(|()| Claim::read(raw))
        .and_then(|claim| {
            let caller = world.authenticate(raw, &claim, now)?;
            Ok((claim, caller))
        });
    let (claim, caller) = match authenticated {
        Ok(authenticated) => authenticated,
        Err(refusal) => return (None, Err(refusal)),
    };
    let user_agent = raw.header("user-agent").unwrap_or_default();
    let call = Call {
        query,
        caller: &caller,
        region: &claim.region,
        now,
        secure: raw.secure,
        user_agent: &user_agent,
    };
    let decided = operation::perform(&mut world, &call);
    (Some(caller), decided)
}
