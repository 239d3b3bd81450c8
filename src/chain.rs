//! From a route to its session: the only place where store, mfa, sts and source meet.
//!
//! `cached` is the whole of a warm call. `Chain::session` is everything else: it locks the hop's key, looks
//! again, walks back to the deepest session that still signs, and goes forwards one STS call a hop. A lock is
//! always taken before those of the hops that it starts from, so two routes cannot wait for each other.

mod call;
mod code;
mod longest;
mod renewal;
mod turn;

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::credentials::Credentials;
use crate::env::Environment;
use crate::error::Error;
use crate::failure::Failure;
use crate::mfa::{GivenBy, TokenCode};
use crate::route::key::SessionKey;
use crate::route::{Operation, Route};
use crate::session::{Freshness, Session};
use crate::source::{self, SourceCredentials};
use crate::store::{KeyStore, Locks, SessionStore, StoreError};
use crate::sts::error::RefusalKind;
use crate::sts::{self, CallerIdentity};
use crate::time::Timestamp;
use crate::ui::Ui;

/// The last hop's session, where it is stored and good: no lock, no call, nobody asked.
pub fn cached(
    key: &SessionKey,
    sessions: &SessionStore<'_>,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let stored = sessions.session(key)?;
    Ok(stored.filter(|session| session.freshness(now) == Freshness::Good))
}

/// What a chain works with.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    pub sessions: &'a SessionStore<'a>,
    /// Opens the store of long-term keys; only a source that rests there needs it.
    pub keys: &'a OpenKeys<'a>,
    pub locks: &'a Locks,
    /// Where the records of used codes and of the longest sessions lie.
    pub state_folder: Option<&'a Path>,
    pub environment: &'a Environment,
    pub ui: &'a Ui,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// Opens the store of long-term keys, which must answer by the deadline and may ask a person to unlock it, or not.
pub type OpenKeys<'a> = dyn Fn(Instant, bool) -> Result<KeyStore<'a>, StoreError> + 'a;

/// Who may be asked for a code, and how long everything may take.
#[derive(Clone, Debug)]
pub struct Asking {
    /// A code that was given with the call; used once.
    pub given: Option<(TokenCode, GivenBy)>,
    /// Whether a person was asked for anything yet.
    pub asked: Rc<Cell<bool>>,
    /// Whether a person may be asked at all.
    pub allowed: bool,
    /// `credential-process`: asks nobody where the answer could not be kept, nor right after a cancel.
    pub for_program: bool,
    /// Skip the last hop's stored session.
    pub fresh: bool,
    /// When the process began; deadlines count from here.
    pub started: Instant,
    /// In all, where a person is asked.
    pub prompt_timeout: Duration,
}

/// One route on its way to a session.
pub struct Chain<'a> {
    route: &'a Route,
    means: Means<'a>,
    asking: Asking,
    /// Ends everything earlier than the deadlines do: the renewal of a session that is still good.
    cap: Option<Instant>,
    session_keys: Vec<SessionKey>,
    client: Option<sts::Client>,
    signers: Vec<Option<Signer>>,
    /// Access key IDs of stored sessions that STS no longer takes, whatever their expiration says.
    over: Vec<String>,
    /// A code was given with the call, and is used up.
    was_given: bool,
    /// Why the last session that was made could not be stored.
    not_kept: Option<StoreError>,
}

/// In all, where nobody is asked.
pub const SILENT: Duration = Duration::from_secs(20);

/// Who signs a call.
#[derive(Clone, Debug)]
struct Signer {
    credentials: Credentials,
    arn: Option<String>,
    /// When its MFA code was given, where it carries one.
    mfa_at: Option<Timestamp>,
    was_stored: bool,
}

impl<'a> Chain<'a> {
    /// A chain over `route`; nothing is opened, locked or asked yet.
    pub fn new(route: &'a Route, means: Means<'a>, asking: Asking) -> Self {
        Self {
            route,
            means,
            asking,
            cap: None,
            session_keys: SessionKey::of_route(route),
            client: None,
            signers: vec![None; route.hops.len()],
            over: Vec::new(),
            was_given: false,
            not_kept: None,
        }
    }

    /// The source's own credentials, for a route without hops.
    pub fn source(&self) -> Result<SourceCredentials, Error> {
        let deadline = self.deadline(self.route.hops.len());
        let means = source::Means {
            environment: self.means.environment,
            keys: &|| (self.means.keys)(deadline, self.asking.allowed),
            deadline,
            now: self.now(),
        };
        Ok(source::credentials(&self.route.source, &means)?)
    }

    /// The last hop's session: the stored one while it is good, else a new one.
    pub fn session(&mut self) -> Result<Session, Error> {
        let last = self.session_keys.len() - 1;
        if self.asking.fresh {
            return self.obtain(last);
        }
        let Some(stored) = self.look(last)? else {
            return self.obtain(last);
        };
        match stored.freshness(self.now()) {
            Freshness::Good => Ok(stored),
            Freshness::Due | Freshness::Ending if self.renews_silently(last)? => self.renew(last, stored),
            Freshness::Due => Ok(stored),
            Freshness::Ending | Freshness::Expired => self.obtain(last),
        }
    }

    /// Every hop's session, so that nothing of the route needs a person for a while.
    pub fn every_session(&mut self) -> Result<Vec<Session>, Error> {
        let last = self.session()?;
        let mut sessions = Vec::with_capacity(self.session_keys.len());
        for index in 0..self.session_keys.len() - 1 {
            sessions.push(match self.stored_signer(index)? {
                Some(session) => session,
                None => self.obtain(index)?,
            });
        }
        sessions.push(last);
        Ok(sessions)
    }

    /// Who the route's credentials are (GetCallerIdentity).
    pub fn identity(&mut self) -> Result<CallerIdentity, Error> {
        let signer = match self.route.hops.is_empty() {
            true => self.signer(0)?,
            false => {
                let last = self.session_keys.len() - 1;
                let session = self.session()?;
                self.as_signer(last, session, false)
            }
        };
        self.who(&signer)
    }

    /// One call, and what comes before it.
    fn make(&mut self, index: usize) -> Result<Session, Error> {
        // What is wrong with its settings is known before anybody is asked for a passphrase or a code.
        self.client(index)?;
        let signer = self.signer(index)?;
        let was_stored = signer.was_stored;
        let session = match self.call(index, &signer) {
            Err(Error::Sts(error)) if was_stored && is_over(&error) => {
                self.over.push(signer.credentials.access_key_id);
                self.signers[index - 1] = None;
                let signer = self.signer(index)?;
                self.call(index, &signer)?
            }
            other => other?,
        };
        self.keep(index, &session);
        Ok(session)
    }

    /// The code is spent already, so a failure to keep what it bought is not one of the call.
    fn keep(&mut self, index: usize, session: &Session) {
        let key = &self.session_keys[index];
        if let Err(error) = self.means.sessions.put_session(key, session, self.now()) {
            self.means.ui.warn(
                &format!("the session works but could not be stored: {error}"),
                error.help().as_deref(),
            );
            self.not_kept = Some(error);
        }
    }

    /// The credentials that sign hop `index`: the hop before it, else the source.
    fn signer(&mut self, index: usize) -> Result<Signer, Error> {
        if index == 0 {
            let source = self.source()?;
            return Ok(Signer {
                credentials: source.credentials,
                arn: None,
                mfa_at: None,
                was_stored: false,
            });
        }
        if let Some(signer) = self.signers[index - 1].clone() {
            return Ok(signer);
        }
        let signer = match self.stored_signer(index - 1)? {
            Some(session) => self.as_signer(index - 1, session, true),
            None => {
                let session = self.obtain(index - 1)?;
                self.as_signer(index - 1, session, false)
            }
        };
        self.signers[index - 1] = Some(signer.clone());
        Ok(signer)
    }

    fn as_signer(&self, index: usize, session: Session, was_stored: bool) -> Signer {
        let carries = matches!(&self.route.hops[index].operation, Operation::GetSessionToken(call) if call.mfa.is_some());
        Signer {
            mfa_at: carries.then_some(session.issued_at),
            credentials: session.credentials,
            arn: session.arn,
            was_stored,
        }
    }

    /// A stored session that still signs the next hop.
    fn stored_signer(&self, index: usize) -> Result<Option<Session>, Error> {
        let stored = self.look(index)?;
        let now = self.now();
        Ok(stored.filter(|session| session.can_sign(now) && self.is_young(index, session, now)))
    }

    /// `mfa_max_age`: the role wants MFA no older than this.
    fn is_young(&self, index: usize, session: &Session, now: Timestamp) -> bool {
        match &self.route.hops[index].operation {
            Operation::GetSessionToken(call) => call
                .max_age
                .is_none_or(|max_age| now.seconds_since(session.issued_at) < i64::from(max_age)),
            _ => true,
        }
    }

    /// The stored session of this hop, unless STS said that it is over.
    fn look(&self, index: usize) -> Result<Option<Session>, Error> {
        let stored = self.means.sessions.session(&self.session_keys[index])?;
        let stored = stored.filter(|session| !self.is_over(session));
        let until = stored
            .as_ref()
            .map(|session| format!("a session until {}", session.expiration));
        let store = self.means.sessions.name();
        let found = until.as_deref().unwrap_or("no session");
        self.means
            .ui
            .detail(&format!("hop {}: {found} in the store `{store}`", index + 1));
        Ok(stored)
    }

    fn is_over(&self, session: &Session) -> bool {
        self.over.contains(&session.credentials.access_key_id)
    }

    /// Whether this hop, or one that must be made for it, has a code that only a person can give.
    fn asks_person(&self, index: usize) -> bool {
        let is_given = self.was_given || self.asking.given.is_some();
        let last = self.route.hops.len().checked_sub(1);
        self.asking.allowed && !is_given && last.is_some_and(|last| self.has_question(last.min(index)))
    }

    fn has_question(&self, index: usize) -> bool {
        let mfa = self.route.hops[index].operation.mfa();
        if mfa.is_some_and(|mfa| mfa.process.is_none()) {
            return true;
        }
        let Some(before) = index.checked_sub(1) else {
            return false;
        };
        let is_there = self.signers[before].is_some() || matches!(self.stored_signer(before), Ok(Some(_)));
        !is_there && self.has_question(before)
    }

    fn deadline(&self, index: usize) -> Instant {
        let limit = if self.asking.asked.get() || self.asks_person(index) {
            self.asking.prompt_timeout
        } else {
            SILENT
        };
        let deadline = self.asking.started + limit;
        self.cap.map_or(deadline, |cap| cap.min(deadline))
    }

    fn now(&self) -> Timestamp {
        (self.means.now)()
    }
}

/// Whether STS no longer takes the session that signed.
fn is_over(error: &sts::StsError) -> bool {
    matches!(
        error.refusal(),
        Some(RefusalKind::Expired | RefusalKind::InvalidClientTokenId)
    )
}
