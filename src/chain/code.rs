//! The code of a call: who gives it, that it is used once, and what follows a wrong one.
//!
//! One device takes one code at a time, so its lock is held from the question to STS's answer; one terminal takes
//! one question at a time, whichever device it is for.

use super::Chain;
use super::call::Attempt;
use crate::asker::Asker;
use crate::duration::SessionDuration;
use crate::error::Error;
use crate::mfa::{MfaError, Purpose, Request, TRIES, TokenCode, UsedCodes, Way};
use crate::route::{Hop, Mfa, Operation};
use crate::store::{Lock, Outcome, StoreName};
use crate::sts::Answer;
use crate::sts::error::RefusalKind;
use crate::ui::progress::Progress;
use crate::ui::terminal::Terminal;

impl Chain<'_> {
    /// Makes the call, with a code where it needs one.
    pub(super) fn with_code(
        &mut self,
        index: usize,
        mfa: Option<&Mfa>,
        attempt: &Attempt<'_>,
    ) -> Result<Answer, Error> {
        let Some(mfa) = mfa else {
            let now = self.now();
            let _progress = self.progress(index);
            return Ok(attempt(self.client(index)?, None, now)?);
        };
        // What is wrong with the settings is known before anybody is asked.
        self.client(index)?;
        let way = self.way(mfa);
        let device = self.hold_device(mfa, &way, index)?;
        let mut used = UsedCodes::open(self.means.state_folder, &mfa.serial);
        let asker = Asker::find();
        let mut number = 1;
        loop {
            let code = self
                .ask(index, mfa, &way, number, asker.as_ref(), &used)
                .inspect_err(|error| {
                    if let (true, Some(device)) = (error.is_cancel(), &device) {
                        self.leave(device, error);
                    }
                })?;
            let now = self.now();
            if let Err(error) = used.record(&code, now) {
                tracing::info!("the record of used codes cannot be written: {error}");
            }
            let answer = {
                let _progress = self.progress(index);
                attempt(self.client(index)?, Some(&code), now)
            };
            match answer {
                Err(error) if is_wrong_code(&error) && number < TRIES && way.has_more() => number += 1,
                other => return Ok(other?),
            }
        }
    }

    fn ask(
        &self,
        index: usize,
        mfa: &Mfa,
        way: &Way,
        attempt: u32,
        asker: Option<&Asker>,
        used: &UsedCodes,
    ) -> Result<TokenCode, Error> {
        let hop = &self.route.hops[index];
        let _terminal = match way.asks_person() {
            true => {
                self.asking.asked.set(true);
                self.hold(&Terminal::lock_name(), index)?
            }
            false => None,
        };
        let request = Request {
            serial: &mfa.serial,
            purpose: purpose(hop),
            serves_seconds: serves(&hop.operation),
            asker,
            attempt,
            deadline: self.deadline(index),
            now: self.means.now,
            login: &self.login_line(),
        };
        Ok(way.code(&request, used)?)
    }

    fn way(&mut self, mfa: &Mfa) -> Way {
        if let Some((code, by)) = self.asking.given.take() {
            self.was_given = true;
            return Way::Given { code, by };
        }
        match &mfa.process {
            Some(command_line) => Way::Process {
                command_line: command_line.clone(),
                variables: self
                    .means
                    .environment
                    .guards_with(self.route.source.profile().unwrap_or_default())
                    .map(|(name, chain)| (name.to_owned(), chain))
                    .into(),
            },
            None if self.asking.allowed => Way::Terminal,
            None => Way::Nobody,
        }
    }

    /// A program that is started for a code must not wait for the session that the code is for.
    pub(super) fn check_circle(&self) -> Result<(), Error> {
        let profile = self.route.source.profile().unwrap_or_default();
        let chain = self.means.environment.rolehop_profile_chain.as_deref();
        let is_inside = chain.is_some_and(|chain| chain.split(',').any(|name| name == profile));
        let starts_program = |hop: &Hop| hop.operation.mfa().is_some_and(|mfa| mfa.process.is_some());
        if is_inside && self.route.hops.iter().any(starts_program) {
            let profile = profile.to_owned();
            return Err(MfaError::Circle { profile }.into());
        }
        Ok(())
    }

    /// A program's person is not asked for what each call would have to ask again.
    pub(super) fn check_kept(&self, index: usize) -> Result<(), Error> {
        let is_kept = self.means.sessions.name() != StoreName::None;
        if is_kept || !self.asking.for_program || !self.asks_person(index) {
            return Ok(());
        }
        let why = self.means.sessions.why_passed_over();
        Err(Error::NothingKept { why })
    }

    /// One device takes one code at a time. A program's person is asked only where all the other processes will
    /// wait, and learn what came of it.
    fn hold_device(&self, mfa: &Mfa, way: &Way, index: usize) -> Result<Option<Lock>, Error> {
        let name = format!("mfa {}", mfa.serial);
        let outcome = self.means.locks.acquire(&name, self.deadline(index));
        let asks_for_program = way.asks_person() && self.asking.for_program;
        let unlocked = match outcome {
            Outcome::Busy => return Err(Error::WaitedForOther { asks_person: true }),
            Outcome::Held(lock) if !asks_for_program => return Ok(Some(lock)),
            Outcome::Unlocked(_) if !asks_for_program => return Ok(None),
            Outcome::Held(lock) => {
                if let Some(error) = self.just_cancelled(&name) {
                    return Err(error);
                }
                // An empty note, to know now whether the disk takes one.
                match lock.leave_note(&[], self.now()) {
                    Ok(()) => return Ok(Some(lock)),
                    Err(error) => error,
                }
            }
            Outcome::Unlocked(error) => error,
        };
        Err(Error::NobodyWaits {
            login: self.login_line(),
            source: unlocked,
        })
    }

    fn progress(&self, index: usize) -> Progress {
        let operation = &self.route.hops[index].operation;
        self.means
            .ui
            .progress(&format!("waiting for STS: {}…", operation.name()))
    }

    fn hold(&self, name: &str, index: usize) -> Result<Option<Lock>, Error> {
        match self.means.locks.acquire(name, self.deadline(index)) {
            Outcome::Held(lock) => Ok(Some(lock)),
            Outcome::Busy => Err(Error::WaitedForOther { asks_person: true }),
            Outcome::Unlocked(_) => Ok(None),
        }
    }

    fn login_line(&self) -> String {
        let words = self.route.words.iter().map(String::as_str);
        let quoted = shlex::try_join(words).unwrap_or_else(|_| self.route.name());
        format!("rolehop login {quoted}")
    }
}

fn purpose(hop: &Hop) -> Purpose<'_> {
    match hop.operation.role() {
        Some(role) => Purpose::Role(&role.role_arn),
        None => Purpose::Session {
            profile: hop.profile.as_deref().unwrap_or("the environment"),
        },
    }
}

fn serves(operation: &Operation) -> i64 {
    let duration = match operation {
        Operation::GetSessionToken(call) => call.duration,
        Operation::AssumeRole(role) => role.duration,
        _ => SessionDuration::HOUR,
    };
    match duration {
        SessionDuration::Seconds(seconds) => i64::from(seconds),
        SessionDuration::Max => 43_200,
    }
}

fn is_wrong_code(error: &crate::sts::StsError) -> bool {
    matches!(error.refusal(), Some(RefusalKind::WrongCode { .. }))
}
