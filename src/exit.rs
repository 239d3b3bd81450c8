//! Every exit code, once (contract, «Exit codes»).

/// How rolehop ends. `exec` ends with its command's code instead, or with [`Exit::NotRun`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// Done.
    Done,
    /// Anything that is not below.
    Other,
    /// Wrong usage.
    Usage,
    /// The configuration is wrong, or there is no such profile.
    Configuration,
    /// A person was needed and could not be asked, did not answer in time, or cancelled.
    Person,
    /// A person cancelled at a prompt: as Ctrl-C, but for `credential-process`.
    Cancelled,
    /// STS refused.
    Refused,
    /// STS, or another service, could not be reached, failed, or talked nonsense.
    Unreachable,
    /// The store is locked, missing, or failed.
    Store,
    /// `exec` could not get as far as its command, as `env` and `timeout` have it.
    NotRun,
    /// A signal ended it: 128 and its number.
    Signal(u8),
    /// What the command of `exec` ended with, or why it could not be run (126, 127).
    Command(i32),
}

impl Exit {
    /// The number that a shell sees.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Other => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Person => 4,
            Self::Cancelled => 130,
            Self::Refused => 5,
            Self::Unreachable => 6,
            Self::Store => 7,
            Self::NotRun => 125,
            Self::Signal(number) => 128u8.wrapping_add(number),
            // Windows has larger codes; a shell there sees the low byte of ours.
            #[expect(
                clippy::cast_sign_loss,
                clippy::cast_possible_truncation,
                reason = "as the system cuts it"
            )]
            Self::Command(code) => code as u8,
        }
    }

    /// In one word, for `exec`, whose own code says less.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Other | Self::NotRun => "failed",
            Self::Usage => "usage",
            Self::Configuration => "configuration",
            Self::Person => "a person was needed",
            Self::Cancelled => "cancelled",
            Self::Refused => "STS refused",
            Self::Unreachable => "service failed",
            Self::Store => "store",
            Self::Signal(_) => "signal",
            Self::Command(_) => "command",
        }
    }
}
