//! MFA devices at work: which code is right now, which was used, and which a test may use next.

use std::collections::{BTreeSet, HashMap};

use super::{User, World};
use crate::sts::refusal::Refusal;
use crate::sts::totp::{STEP_SECONDS, code_of_step};

/// Steps whose code was taken, and steps whose code was handed to a test, by serial number.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    used: HashMap<String, BTreeSet<i64>>,
    handed_out: HashMap<String, BTreeSet<i64>>,
}

impl World {
    /// Checks a code of one of `user`'s devices and spends it: the step of `now` or one beside it, each once.
    pub(in crate::sts) fn spend_code(
        &mut self,
        user: &User,
        serial: &str,
        code: &str,
        now: i64,
    ) -> Result<(), Refusal> {
        let device = user
            .mfa
            .iter()
            .find(|device| device.serial == serial)
            .ok_or_else(Refusal::unknown_mfa_device)?;
        let used = self.codes.used.entry(serial.to_owned()).or_default();
        let step = steps_around(now)
            .into_iter()
            .find(|step| code_of_step(&device.seed, *step) == code && !used.contains(step))
            .ok_or_else(Refusal::wrong_mfa_code)?;
        used.insert(step);
        Ok(())
    }

    /// The code that the device shows at `now`.
    ///
    /// # Panics
    /// When there is no such device.
    pub fn code(&self, serial: &str, now: i64) -> String {
        code_of_step(self.seed(serial), now.div_euclid(STEP_SECONDS))
    }

    /// A code that is good at `now` and was neither used nor handed out by this function; none until the next step.
    ///
    /// # Panics
    /// When there is no such device.
    pub fn unused_code(&mut self, serial: &str, now: i64) -> Option<String> {
        let seed = self.seed(serial).to_owned();
        let used = self.codes.used.get(serial).cloned().unwrap_or_default();
        let handed_out = self.codes.handed_out.entry(serial.to_owned()).or_default();
        let step = steps_around(now)
            .into_iter()
            .filter(|step| *step >= now.div_euclid(STEP_SECONDS) || left_in_step(now) > SAFE_SECONDS)
            .find(|step| !used.contains(step) && !handed_out.contains(step))?;
        handed_out.insert(step);
        Some(code_of_step(&seed, step))
    }

    pub(in crate::sts) fn has_device(&self, serial: &str) -> bool {
        self.users
            .iter()
            .flat_map(|user| &user.mfa)
            .any(|device| device.serial == serial)
    }

    fn seed(&self, serial: &str) -> &str {
        let mut devices = self.users.iter().flat_map(|user| &user.mfa);
        let device = devices.find(|device| device.serial == serial);
        &device
            .unwrap_or_else(|| panic!("no MFA device `{serial}` in this world"))
            .seed
    }
}

/// A code of the step before is given to a test only while it stays good long enough to be typed.
const SAFE_SECONDS: i64 = 10;

/// The present step first, then the ones that a device with a wrong clock would show.
fn steps_around(now: i64) -> [i64; 3] {
    let step = now.div_euclid(STEP_SECONDS);
    [step, step + 1, step - 1]
}

fn left_in_step(now: i64) -> i64 {
    STEP_SECONDS - now.rem_euclid(STEP_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    const SERIAL: &str = "arn:aws:iam::111111111111:mfa/alice";
    const NOW: i64 = 1_795_363_200;

    fn world() -> (World, User) {
        let alice = User::new("111111111111", "alice").mfa("alice", SEED);
        (World::new().user(alice.clone()), alice)
    }

    #[test]
    fn takes_the_steps_beside_and_each_once() {
        let (mut world, alice) = world();
        for offset in [-30, 0, 30] {
            let code = world.code(SERIAL, NOW + offset);
            assert_eq!(world.spend_code(&alice, SERIAL, &code, NOW), Ok(()), "{offset}");
            assert_eq!(
                world.spend_code(&alice, SERIAL, &code, NOW),
                Err(Refusal::wrong_mfa_code()),
                "{offset}"
            );
        }
        for offset in [-60, 60] {
            let code = world.code(SERIAL, NOW + offset);
            assert_eq!(
                world.spend_code(&alice, SERIAL, &code, NOW),
                Err(Refusal::wrong_mfa_code()),
                "{offset}"
            );
        }
    }

    #[test]
    fn knows_only_the_users_own_devices() {
        let (mut world, _) = world();
        let code = world.code(SERIAL, NOW);
        let bob = User::new("111111111111", "bob");
        assert_eq!(
            world.spend_code(&bob, SERIAL, &code, NOW),
            Err(Refusal::unknown_mfa_device())
        );
    }

    #[test]
    fn hands_out_each_code_once() {
        let (mut world, alice) = world();
        for _ in 0..3 {
            let code = world.unused_code(SERIAL, NOW).unwrap();
            assert_eq!(world.spend_code(&alice, SERIAL, &code, NOW), Ok(()));
        }
        assert_eq!(world.unused_code(SERIAL, NOW), None);
        assert!(world.unused_code(SERIAL, NOW + 30).is_some());
    }
}
