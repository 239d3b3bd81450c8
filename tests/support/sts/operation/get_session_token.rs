//! GetSessionToken: a user's own rights for a while, with or without an MFA code.

use super::{Answer, Call, credentials, mfa};
use crate::sts::limits::{DIGITS, Limits, SERIAL};
use crate::sts::refusal::Refusal;
use crate::sts::world::{SessionKind, World};

const DEFAULT_SECONDS: i64 = 43_200;
/// The longest session of an account's root user; more is cut, not refused.
const ROOT_SECONDS: i64 = 3_600;

pub(super) fn perform(world: &mut World, call: &Call<'_>) -> Result<Answer, Refusal> {
    Limits::new(call.query)
        .number("DurationSeconds", 900, 129_600)?
        .text("SerialNumber", 9, 256, Some(&SERIAL))
        .text("TokenCode", 6, 6, Some(&DIGITS))
        .done()?;
    let mfa_at = mfa::check(world, call)?.then_some(call.now);
    let asked = call.query.number("DurationSeconds")?.unwrap_or(DEFAULT_SECONDS);
    let seconds = if call.caller.is_root() {
        asked.min(ROOT_SECONDS)
    } else {
        asked
    };
    let kind = SessionKind::User {
        arn: call.caller.arn.clone(),
        mfa_at,
    };
    let session = world.issue(kind, seconds, call.region, call.now);
    Ok(Answer {
        result: vec![credentials(&session)],
        issued: Some(session),
    })
}
