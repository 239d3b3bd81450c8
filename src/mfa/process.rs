//! `mfa_process`: a program that prints the device's present code.

use std::thread;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretSlice};

use super::{MfaError, NotACode, Request, TokenCode, UsedCodes, open, seconds_to_next, unanswered};
use crate::helper_program::HelperProgram;

/// A code and a line end; more room only to say what is wrong with it.
const STDOUT_LIMIT: usize = 4096;

/// Runs the program, and again when the next code is due, until it prints one that was not sent before.
pub(super) fn code(
    command_line: &str,
    variables: &[(String, String)],
    request: &Request<'_>,
    used: &UsedCodes,
) -> Result<TokenCode, MfaError> {
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (&name[..], &value[..]))
        .collect();
    let program = HelperProgram {
        command_line,
        variables: &variables,
        without: &[],
        deadline: request.deadline,
        stdout_limit: STDOUT_LIMIT,
    };
    loop {
        let printed = program.run().map_err(|source| MfaError::Process {
            serial: request.serial.to_owned(),
            source,
        })?;
        let code = parse(&printed).map_err(|source| MfaError::ProcessAnswer {
            serial: request.serial.to_owned(),
            command_line: command_line.to_owned(),
            source,
        })?;
        if !used.was_sent(&code, (request.now)()) {
            return Ok(code);
        }
        wait_for_next(request)?;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what was printed becomes a code, itself a secret"
)]
fn parse(printed: &SecretSlice<u8>) -> Result<TokenCode, NotACode> {
    let text = std::str::from_utf8(printed.expose_secret()).map_err(|_| NotACode::OtherCharacters)?;
    TokenCode::parse(text)
}

/// Waits on the terminal, where the person sees why; without one it just waits.
fn wait_for_next(request: &Request<'_>) -> Result<(), MfaError> {
    let wait_seconds = seconds_to_next((request.now)());
    let wait = Duration::from_secs(wait_seconds.unsigned_abs());
    let until = Instant::now() + wait;
    if until >= request.deadline {
        return Err(MfaError::ProcessTooLate { wait_seconds });
    }
    let text = format!(
        "the MFA code of {} was used already; waiting about {wait_seconds} s for the next",
        request.serial
    );
    match open(request) {
        Ok(mut terminal) => terminal
            .wait(&text, until)
            .map_err(|source| unanswered(request, source)),
        Err(_) => {
            thread::sleep(wait);
            Ok(())
        }
    }
}
