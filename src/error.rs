//! The rooms' errors as one: what rolehop was doing, why it failed, what to do next, and the exit code.

use std::io;

use crate::aws_config::AwsConfigError;
use crate::config::ConfigError;
use crate::exec::ExecError;
use crate::exit::Exit;
use crate::failure::{Cause, Failure};
use crate::mfa::MfaError;
use crate::output::OutputError;
use crate::output::export::ExportError;
use crate::profile::ProfileError;
use crate::route::RouteError;
use crate::source::SourceError;
use crate::store::{StoreError, StoreErrorKind, Unanswered as NoPassphrase};
use crate::sts::{ExitKind, StsError};
use crate::time::Timestamp;
use crate::ui::terminal::{NoTerminal, Unanswered};

/// Anything that ends a command.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line is wrong in a way that clap cannot see.
    #[error("{what}")]
    Usage { what: String, help: Option<String> },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    AwsConfig(#[from] AwsConfigError),
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Route(#[from] RouteError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Mfa(#[from] MfaError),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Sts(#[from] StsError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// `keys remove` of what is not there.
    #[error("there is no access key `{name}` in the store")]
    NoKey { name: String },
    /// Taken for unset it would lead to another profile, endpoint or store.
    #[error("`{variable}` is not UTF-8")]
    NotUtf8 { variable: &'static str },
    /// Installed set-user-ID or set-group-ID.
    #[error("rolehop runs with another user's rights than those of who started it, and refuses to")]
    BorrowedRights,
    /// Nobody can be asked for what a command needs.
    #[error("{what} cannot be asked for here")]
    Unasked {
        what: String,
        instead: String,
        #[source]
        source: Option<NoTerminal>,
    },
    /// A person gave no answer.
    #[error("the question was not answered")]
    Unanswered(#[source] Unanswered),
    /// Another process made the attempt for this one too.
    #[error(transparent)]
    Shared(Failure),
    /// A person cancelled so short a while ago that a program is not to have them asked again.
    #[error("{failure}")]
    Paused {
        /// How long that still holds.
        seconds: i64,
        #[source]
        failure: Failure,
    },
    /// A code would be spent on a session that nothing keeps.
    #[error("no store here can keep a session, so each call would ask for a code")]
    NothingKept { why: String },
    /// Another process got a session, and this one would ask for a code again.
    #[error("the session that another process got could not be stored")]
    NotKept(#[source] StoreError),
    /// Without locks and notes each of many processes would ask for a code.
    #[error("processes cannot wait for one another here, so each of them would ask for a code")]
    NobodyWaits {
        login: String,
        #[source]
        source: StoreError,
    },
    /// Another process holds the lock beyond the deadline.
    #[error("another rolehop process is still getting this session")]
    WaitedForOther { asks_person: bool },
    /// Part of a later release.
    #[error("{what} is not built yet")]
    NotBuilt { what: String },
    /// Standard input or output, or a file that a command was told to use.
    #[error("{doing}")]
    Io {
        doing: String,
        help: Option<String>,
        #[source]
        source: io::Error,
    },
}

impl Error {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. } => Exit::Usage,
            Self::Route(error) if error.is_usage() => Exit::Usage,
            Self::Config(_) | Self::AwsConfig(_) | Self::Profile(_) | Self::Route(_) => Exit::Configuration,
            Self::Store(error) => of_store(error),
            Self::Mfa(error) => of_mfa(error),
            Self::Source(SourceError::Store { source, .. }) => of_store(source),
            Self::Source(SourceError::NotBuilt { .. }) | Self::NotBuilt { .. } => Exit::Other,
            Self::Source(error) if error.is_configuration() => Exit::Configuration,
            Self::Source(_) => Exit::Unreachable,
            Self::Sts(error) => match error.exit_kind() {
                ExitKind::Refused => Exit::Refused,
                ExitKind::Unreachable => Exit::Unreachable,
                ExitKind::Other => Exit::Other,
                ExitKind::Configuration => Exit::Configuration,
            },
            Self::Shared(failure) | Self::Paused { failure, .. } => failure.exit,
            Self::Unasked { .. } => Exit::Person,
            Self::Unanswered(why) => of_unanswered(why),
            Self::NothingKept { .. } | Self::NobodyWaits { .. } | Self::NotKept(_) => Exit::Store,
            Self::WaitedForOther { asks_person: true } => Exit::Person,
            Self::WaitedForOther { asks_person: false } => Exit::Unreachable,
            Self::Export(error) if error.is_usage() => Exit::Usage,
            Self::NoKey { .. } | Self::NotUtf8 { .. } => Exit::Configuration,
            Self::BorrowedRights => Exit::Other,
            Self::Io { .. } | Self::Output(_) | Self::Export(_) | Self::Exec(_) => Exit::Other,
        }
    }

    /// What to do next.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Usage { help, .. } | Self::Io { help, .. } => help.clone(),
            Self::Config(error) => error.help(),
            Self::AwsConfig(error) => error.help(),
            Self::Profile(error) => error.help(),
            Self::Route(error) => error.help(),
            Self::Store(error) => error.help(),
            Self::Mfa(error) => error.help(),
            Self::Source(error) => error.help(),
            Self::Sts(error) => error.help(),
            Self::Shared(failure) => failure.help.clone(),
            Self::Paused { seconds, failure } => Some(format!(
                "nobody is asked again right after a cancel: {}try again in {seconds} s",
                failure
                    .help
                    .as_ref()
                    .map(|help| format!("{help}, or "))
                    .unwrap_or_default()
            )),
            Self::Unasked { instead, .. } => Some(format!("run it in a terminal, or `{instead}`")),
            Self::Unanswered(_) => None,
            Self::NothingKept { why } => Some(format!(
                "{why}; name a store that works here with `--store` (`rolehop status` tells which is used)"
            )),
            Self::NotKept(error) => error.help(),
            Self::NobodyWaits { login, .. } => Some(format!(
                "mend the folder; until then, run `{login}` in a terminal first"
            )),
            Self::WaitedForOther { asks_person: true } => {
                Some("answer the prompt of the other process, then try again".into())
            }
            Self::WaitedForOther { asks_person: false } => Some("try again".into()),
            Self::Output(error) => error.help(),
            Self::Export(error) => error.help(),
            Self::Exec(error) => error.help(),
            Self::NoKey { .. } => Some("`rolehop keys list` shows what is there".into()),
            Self::NotUtf8 { variable } => Some(format!("set `{variable}` anew, or unset it")),
            Self::BorrowedRights => {
                Some("take the set-user-ID and set-group-ID bits off: `chmod ug-s`".into())
            }
            Self::NotBuilt { .. } => None,
        }
    }

    /// What those who waited for the same attempt are told. What was itself told is passed on as it is.
    pub fn as_failure(&self, now: Timestamp) -> Failure {
        if let Self::Shared(failure) | Self::Paused { failure, .. } = self {
            return failure.clone();
        }
        Failure {
            error: self.to_string(),
            cause: Cause::of(self),
            help: self.help(),
            exit: self.exit(),
            cancelled: self.is_cancel(),
            at: now,
        }
    }

    /// Whether a person ended it.
    pub fn is_cancel(&self) -> bool {
        match self {
            Self::Mfa(MfaError::Unanswered { source, .. }) => matches!(source, Unanswered::Cancelled),
            Self::Shared(failure) | Self::Paused { failure, .. } => failure.cancelled,
            _ => matches!(self.passphrase_unanswered(), Some(NoPassphrase::Cancelled)),
        }
    }

    fn passphrase_unanswered(&self) -> Option<&NoPassphrase> {
        match self {
            Self::Store(StoreError::PassphraseUnanswered(why))
            | Self::Source(SourceError::Store {
                source: StoreError::PassphraseUnanswered(why),
                ..
            }) => Some(why),
            _ => None,
        }
    }

    /// Whether those who waited for this attempt get the same answer; not when it is about this process alone.
    pub fn is_shared(&self) -> bool {
        match self {
            // Another process may have a terminal, or another code.
            Self::Mfa(MfaError::Unanswered { source, .. }) => {
                matches!(source, Unanswered::Cancelled | Unanswered::TimedOut)
            }
            Self::Mfa(MfaError::Process { .. } | MfaError::ProcessAnswer { .. }) => true,
            Self::Mfa(_) => false,
            Self::NothingKept { .. }
            | Self::NobodyWaits { .. }
            | Self::WaitedForOther { .. }
            | Self::Unasked { .. }
            | Self::Unanswered(_) => false,
            Self::Usage { .. } | Self::Io { .. } | Self::NotBuilt { .. } => false,
            _ => match self.passphrase_unanswered() {
                Some(why) => matches!(why, NoPassphrase::Cancelled | NoPassphrase::TimedOut),
                None => true,
            },
        }
    }
}

fn of_mfa(error: &MfaError) -> Exit {
    match error {
        MfaError::NotGiven { .. } => Exit::Usage,
        MfaError::Circle { .. } => Exit::Configuration,
        MfaError::Unanswered { source, .. } => of_unanswered(source),
        _ => Exit::Person,
    }
}

fn of_unanswered(why: &Unanswered) -> Exit {
    match why {
        Unanswered::Cancelled => Exit::Cancelled,
        Unanswered::Signal(number) => of_signal(*number),
        _ => Exit::Person,
    }
}

fn of_signal(number: i32) -> Exit {
    Exit::Signal(u8::try_from(number).unwrap_or(0))
}

fn of_store(error: &StoreError) -> Exit {
    match error {
        StoreError::PassphraseUnanswered(NoPassphrase::Cancelled) => return Exit::Cancelled,
        StoreError::PassphraseUnanswered(NoPassphrase::Signal(number)) => return of_signal(*number),
        _ => {}
    }
    match error.kind() {
        StoreErrorKind::Configuration => Exit::Configuration,
        StoreErrorKind::Person => Exit::Person,
        StoreErrorKind::Store => Exit::Store,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cancelled() -> Failure {
        Failure {
            error: "no code".into(),
            cause: None,
            help: Some("run `rolehop login prod`".into()),
            exit: Exit::Person,
            cancelled: true,
            at: Timestamp::from_seconds(7),
        }
    }

    fn paused() -> Error {
        Error::Paused {
            seconds: 4,
            failure: cancelled(),
        }
    }

    #[test]
    fn a_shared_failure_is_passed_on_as_it_is() {
        for shared in [Error::Shared(cancelled()), paused()] {
            assert_eq!(shared.as_failure(Timestamp::from_seconds(16)), cancelled());
        }
    }

    #[test]
    fn a_pause_says_how_long_it_lasts() {
        assert_eq!(paused().to_string(), "no code");
        assert_eq!(
            paused().help().as_deref(),
            Some("nobody is asked again right after a cancel: run `rolehop login prod`, or try again in 4 s")
        );
    }
}
