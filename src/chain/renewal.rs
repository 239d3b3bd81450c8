//! Renewal of a session that is due and still good (contract, promise 2): nobody waits for it, nobody is asked for it,
//! and it never makes things worse.

use std::time::{Duration, Instant};

use super::{Chain, Failure};
use crate::error::Error;
use crate::session::{Freshness, Session};
use crate::store::Outcome;

/// How long one process tries to renew a session that is still good.
const RENEWAL: Duration = Duration::from_secs(2);
/// After a renewal failed, for how many seconds no other is tried while the session is still good.
const RENEWAL_PAUSE: i64 = 30;

impl Chain<'_> {
    /// Whether a new session of this hop would ask nobody.
    pub(super) fn renews_silently(&self, index: usize) -> Result<bool, Error> {
        let hop = &self.route.hops[index];
        if hop.operation.mfa().is_some_and(|mfa| mfa.process.is_none()) {
            return Ok(false);
        }
        if index == 0 || self.stored_signer(index - 1)?.is_some() {
            return Ok(true);
        }
        self.renews_silently(index - 1)
    }

    /// One process renews a session that is still good, and not beyond two seconds; whatever fails, it is handed out.
    pub(super) fn renew(&mut self, index: usize, stored: Session) -> Result<Session, Error> {
        let name = self.session_keys[index].to_string();
        let now = self.now();
        let failed_at = self
            .means
            .locks
            .note(&name)
            .and_then(|note| Some(Failure::read(&note.bytes)?.at));
        if failed_at.is_some_and(|at| (0..RENEWAL_PAUSE).contains(&now.seconds_since(at))) {
            return Ok(stored);
        }
        let Outcome::Held(lock) = self.means.locks.try_acquire(&name) else {
            return Ok(stored);
        };
        if let Some(other) = self
            .look(index)?
            .filter(|other| other.freshness(now) == Freshness::Good)
        {
            return Ok(other);
        }
        let was_allowed = std::mem::replace(&mut self.asking.allowed, false);
        self.cap = Some(Instant::now() + RENEWAL);
        let renewed = self.make(index);
        self.asking.allowed = was_allowed;
        self.cap = None;
        self.client = None;
        renewed.or_else(|error| {
            tracing::info!(
                hop = index + 1,
                "renewal failed; the session that is still good is handed out"
            );
            self.leave(&lock, &error);
            Ok(stored)
        })
    }
}
