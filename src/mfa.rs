//! The ways to get an MFA code: given beforehand, printed by a program, typed by a person at the terminal.
//!
//! A code is good once, and three wrong ones are enough: the caller, who hears STS's answer, counts the tries and
//! records what it sends; this module sees to it that a code that was sent does not come again. STS itself, profiles
//! and locks are not known here.

mod code;
mod process;
mod terminal;
mod used;

use std::fmt;
use std::time::Instant;

use thiserror::Error;

use crate::arn::RoleArn;
use crate::asker::Asker;
use crate::helper_program::HelperError;
use crate::time::Timestamp;
use crate::ui::terminal::{NoTerminal, Terminal, Unanswered};

pub use code::{NotACode, TokenCode};
pub use used::{UsedCodes, seconds_to_next};

/// Codes that may be sent for one hop, wrong ones all but the last.
pub const TRIES: u32 = 3;

/// What a code is wanted for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The device: an ARN, or a hardware token's serial number.
    pub serial: &'a str,
    pub purpose: Purpose<'a>,
    /// How long the session will last that the code is for.
    pub serves_seconds: i64,
    /// Which program is waiting.
    pub asker: Option<&'a Asker>,
    /// Counted from 1; from 2 on STS has refused the code before.
    pub attempt: u32,
    /// When there must be an answer, waiting for the device's next code included.
    pub deadline: Instant,
    /// Read anew while a person thinks.
    pub now: fn() -> Timestamp,
    /// The command that gets this code beforehand, in a terminal: `rolehop login ROUTE`.
    pub login: &'a str,
}

/// The call that takes the code.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// GetSessionToken with the keys of this profile.
    Session { profile: &'a str },
    /// AssumeRole of this role.
    Role(&'a RoleArn),
}

/// One way to get a code.
#[derive(Clone, Debug)]
pub enum Way {
    /// Passed in; good for one try.
    Given { code: TokenCode, by: GivenBy },
    /// `mfa_process`: its command line, and the variables that keep it from starting us in a circle.
    Process {
        command_line: String,
        variables: Vec<(String, String)>,
    },
    /// A person at this process's terminal.
    Terminal,
    /// `--no-input` without another way.
    Nobody,
}

/// How a code was passed in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum GivenBy {
    Flag,
    Environment,
}

impl fmt::Display for GivenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "--mfa-token",
            Self::Environment => "ROLEHOP_MFA_TOKEN",
        })
    }
}

impl Way {
    /// A code that was not sent before. `used` is the record of the request's device.
    pub fn code(&self, request: &Request<'_>, used: &UsedCodes) -> Result<TokenCode, MfaError> {
        match self {
            Self::Given { code, by } => given(code, *by, request, used),
            Self::Process {
                command_line,
                variables,
            } => process::code(command_line, variables, request, used),
            Self::Terminal => {
                let mut terminal = open(request).map_err(|why| nobody(request, NobodyHere::Terminal(why)))?;
                terminal::code(&mut terminal, request, used).map_err(|source| unanswered(request, source))
            }
            Self::Nobody => Err(nobody(request, NobodyHere::NoInput)),
        }
    }

    /// Whether another code can come from here after STS refused one.
    pub fn has_more(&self) -> bool {
        matches!(self, Self::Process { .. } | Self::Terminal)
    }

    /// Whether a person is asked, who then must be asked only once by all who wait.
    pub fn asks_person(&self) -> bool {
        matches!(self, Self::Terminal)
    }
}

/// Why there is no code.
#[derive(Debug, Error)]
pub enum MfaError {
    #[error("an MFA code of `{serial}` is needed, and there is nobody to ask")]
    NobodyToAsk {
        serial: String,
        login: String,
        #[source]
        why: NobodyHere,
    },
    #[error("the question for an MFA code of `{serial}` was not answered")]
    Unanswered {
        serial: String,
        login: String,
        #[source]
        source: Unanswered,
    },
    #[error("`{by}` holds no MFA code")]
    NotGiven {
        by: GivenBy,
        #[source]
        source: NotACode,
    },
    #[error("the MFA code in `{by}` was sent before, and a code is good once")]
    GivenTwice { by: GivenBy, wait_seconds: i64 },
    #[error("the `mfa_process` of profile `{profile}` leads back to `{profile}`")]
    Circle { profile: String },
    #[error("`mfa_process` gave no code of `{serial}`")]
    Process {
        serial: String,
        #[source]
        source: HelperError,
    },
    #[error("what `mfa_process` printed is no MFA code of `{serial}`")]
    ProcessAnswer {
        serial: String,
        command_line: String,
        #[source]
        source: NotACode,
    },
    #[error("the MFA code that `mfa_process` printed was sent before, and the next comes too late")]
    ProcessTooLate { wait_seconds: i64 },
}

/// Why nobody can be asked.
#[derive(Debug, Error)]
pub enum NobodyHere {
    #[error("asking is turned off")]
    NoInput,
    #[error(transparent)]
    Terminal(#[from] NoTerminal),
}

impl MfaError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NobodyToAsk { login, .. } => Some(format!("run `{login}` in a terminal first")),
            Self::Unanswered {
                source: Unanswered::Failed(_),
                ..
            } => None,
            Self::Unanswered { login, .. } => Some(format!("run `{login}` when the device is at hand")),
            Self::NotGiven { by, .. } => Some(format!("give `{by}` the six digits that the device shows")),
            Self::GivenTwice { by, wait_seconds } => Some(format!(
                "give `{by}` the next code, which the device shows in about {wait_seconds} s"
            )),
            Self::Circle { .. } => Some("name a program that gives a code by itself".to_owned()),
            Self::Process { source, .. } => source.help(),
            Self::ProcessAnswer { command_line, .. } => Some(format!(
                "it must print six digits and nothing else; see what it prints: {command_line}"
            )),
            Self::ProcessTooLate { wait_seconds } => Some(format!("try again in about {wait_seconds} s")),
        }
    }
}

fn given(
    code: &TokenCode,
    by: GivenBy,
    request: &Request<'_>,
    used: &UsedCodes,
) -> Result<TokenCode, MfaError> {
    let now = (request.now)();
    if used.was_sent(code, now) {
        return Err(MfaError::GivenTwice {
            by,
            wait_seconds: seconds_to_next(now),
        });
    }
    Ok(code.clone())
}

/// The terminal, which gives up when the program that asked ends.
fn open(request: &Request<'_>) -> Result<Terminal, NoTerminal> {
    let terminal = Terminal::open()?;
    Ok(match request.asker {
        Some(asker) => terminal.watching(asker.pid),
        None => terminal,
    })
}

fn nobody(request: &Request<'_>, why: NobodyHere) -> MfaError {
    MfaError::NobodyToAsk {
        serial: request.serial.to_owned(),
        login: request.login.to_owned(),
        why,
    }
}

fn unanswered(request: &Request<'_>, source: Unanswered) -> MfaError {
    MfaError::Unanswered {
        serial: request.serial.to_owned(),
        login: request.login.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_363_207);

    fn request() -> Request<'static> {
        Request {
            serial: "arn:aws:iam::111111111111:mfa/alice",
            purpose: Purpose::Session { profile: "corp" },
            serves_seconds: 43_200,
            asker: None,
            attempt: 1,
            deadline: Instant::now(),
            now: || NOW,
            login: "rolehop login corp",
        }
    }

    #[test]
    fn a_given_code_is_good_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut used = UsedCodes::open(Some(folder.path()), request().serial);
        let code = TokenCode::parse("123456").unwrap();
        let way = Way::Given {
            code: code.clone(),
            by: GivenBy::Environment,
        };
        assert!(way.code(&request(), &used).is_ok());
        used.record(&code, NOW).unwrap();
        let error = way.code(&request(), &used).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the MFA code in `ROLEHOP_MFA_TOKEN` was sent before, and a code is good once"
        );
        assert_eq!(
            error.help().unwrap(),
            "give `ROLEHOP_MFA_TOKEN` the next code, which the device shows in about 23 s"
        );
        assert!(!way.has_more() && !way.asks_person());
    }

    #[test]
    fn nobody_to_ask_names_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let used = UsedCodes::open(Some(folder.path()), request().serial);
        let error = Way::Nobody.code(&request(), &used).unwrap_err();
        assert_eq!(
            error.to_string(),
            "an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, and there is nobody to ask"
        );
        assert_eq!(
            error.help().unwrap(),
            "run `rolehop login corp` in a terminal first"
        );
    }
}
