//! Whose turn it is: one process makes a session, and the others get what it got (contract, promise 3).
//!
//! The lock of a hop's key is held from before the question to after the session is stored. Who waited for it finds
//! the session there, or the note that says why there is none; who finds neither (the holder was killed, or what
//! stopped it concerns nobody else) is the next to try.

use super::Chain;
use crate::error::Error;
use crate::failure::Failure;
use crate::session::Session;
use crate::store::{Lock, Note, Outcome};

/// After a person cancelled, for how many seconds `credential-process` does not ask again.
const CANCEL_PAUSE: i64 = 10;

impl Chain<'_> {
    /// A new session of this hop: by this process, or by the one that is at it already.
    pub(super) fn obtain(&mut self, index: usize) -> Result<Session, Error> {
        self.check_circle()?;
        self.check_kept(index)?;
        let name = self.session_keys[index].to_string();
        let older = self.look(index)?.map(|session| session.credentials.access_key_id);
        let note = self.means.locks.note(&name);
        let lock = self.lock(&name, index)?;
        self.forget_what_is_over(index)?;
        if let Some(session) = self.made_meanwhile(index, older.as_deref())? {
            return Ok(session);
        }
        if let Some(error) = self.shared_failure(&name, note.as_ref()) {
            return Err(error);
        }
        let made = self.make(index);
        if let Some(lock) = &lock {
            self.tell(lock, &made);
        }
        made
    }

    /// Leaves a note for those who wait, where they will not find a session.
    fn tell(&mut self, lock: &Lock, made: &Result<Session, Error>) {
        match (made, self.not_kept.take()) {
            (Err(error), _) if error.is_shared() => self.leave(lock, error),
            // Each of them would ask anew.
            (Ok(_), Some(source)) if self.asking.asked.get() => self.leave(lock, &Error::NotKept(source)),
            _ => {}
        }
    }

    /// Tells those who wait why there is no session.
    pub(super) fn leave(&self, lock: &Lock, error: &Error) {
        let now = self.now();
        if let Err(error) = lock.leave_note(&error.as_failure(now).write(), now) {
            tracing::info!("no note for those who wait: {error}");
        }
    }

    /// A cancel at a question behind this lock, too short a while ago for a program to have it asked again.
    pub(super) fn just_cancelled(&self, name: &str) -> Option<Error> {
        self.pause(Failure::read(&self.means.locks.note(name)?.bytes)?)
    }

    fn lock(&self, name: &str, index: usize) -> Result<Option<Lock>, Error> {
        match self.means.locks.acquire(name, self.deadline(index)) {
            Outcome::Held(lock) => Ok(Some(lock)),
            Outcome::Busy => Err(Error::WaitedForOther {
                asks_person: self.asks_person(index),
            }),
            Outcome::Unlocked(error) => {
                self.means.ui.warn(
                    &format!("going on without a lock, so others may call STS too: {error}"),
                    None,
                );
                Ok(None)
            }
        }
    }

    /// What another process made while this one waited, however short it lives; else what is stored and still signs.
    fn made_meanwhile(&self, index: usize, older: Option<&str>) -> Result<Option<Session>, Error> {
        let now = self.now();
        let skips_stored = self.asking.fresh && index + 1 == self.session_keys.len();
        Ok(self.look(index)?.filter(|session| {
            let is_new = older != Some(&session.credentials.access_key_id) && session.expiration > now;
            let is_good = session.can_sign(now) && self.is_young(index, session, now);
            is_new || is_good && !skips_stored
        }))
    }

    /// The caller holds its lock, so nobody else is putting a newer one there.
    fn forget_what_is_over(&self, index: usize) -> Result<(), Error> {
        let key = &self.session_keys[index];
        if !self.over.is_empty()
            && let Some(session) = self.means.sessions.session(key)?
            && self.is_over(&session)
        {
            self.means.sessions.remove_session(key)?;
        }
        Ok(())
    }

    /// What the process that held the lock left behind while this one waited, or a cancel just before.
    fn shared_failure(&self, name: &str, before: Option<&Note>) -> Option<Error> {
        let note = self.means.locks.note(name)?;
        let failure = Failure::read(&note.bytes)?;
        let while_waiting = before.is_none_or(|before| before.nonce != note.nonce);
        if while_waiting {
            return Some(Error::Shared(failure));
        }
        self.pause(failure)
    }

    fn pause(&self, failure: Failure) -> Option<Error> {
        let age = self.now().seconds_since(failure.at);
        let pauses = failure.cancelled && self.asking.for_program && (0..CANCEL_PAUSE).contains(&age);
        pauses.then(|| Error::Paused {
            seconds: CANCEL_PAUSE - age,
            failure,
        })
    }
}
