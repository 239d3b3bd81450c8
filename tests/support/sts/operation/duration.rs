//! How long a role's session may live.

use super::Call;
use crate::sts::refusal::Refusal;
use crate::sts::world::Role;

const DEFAULT_SECONDS: i64 = 3_600;
/// The most that a role's session may ask for another role.
const CHAINED_SECONDS: i64 = 3_600;

/// The seconds asked for, if the caller and the role allow as much.
pub(super) fn of_role(call: &Call<'_>, role: &Role) -> Result<i64, Refusal> {
    let seconds = call.query.number("DurationSeconds")?.unwrap_or(DEFAULT_SECONDS);
    if call.caller.role().is_some() && seconds > CHAINED_SECONDS {
        return Err(Refusal::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        ));
    }
    if seconds > role.max_session_duration {
        return Err(Refusal::validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    Ok(seconds)
}
