//! The MFA code of a call. It is checked, and spent, before anything else is decided.

use super::Call;
use crate::sts::refusal::Refusal;
use crate::sts::world::World;

/// Whether the call carries a code, after checking it against the caller's own device.
pub(super) fn check(world: &mut World, call: &Call<'_>) -> Result<bool, Refusal> {
    match (call.query.get("SerialNumber"), call.query.get("TokenCode")) {
        (None, None) => Ok(false),
        (Some(serial), Some(code)) => match call.caller.user() {
            Some(user) => world.spend_code(user, serial, code, call.now).map(|()| true),
            None => Err(Refusal::unknown_mfa_device()),
        },
        _ => Err(Refusal::denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
        )),
    }
}
