//! The prompt for an MFA code: says what the code is for, how long it will serve and which program asked.
//!
//! The external ID is no part of it: prompts do not show it.

use secrecy::{ExposeSecret, SecretString};

use super::{NotACode, Purpose, Request, TRIES, TokenCode, UsedCodes, seconds_to_next};
use crate::duration::in_words;
use crate::ui::terminal::{Echo, Question, Terminal, Unanswered};

/// Asks until six digits come that were not sent before. What is refused here costs no try.
pub(super) fn code(
    terminal: &mut Terminal,
    request: &Request<'_>,
    used: &UsedCodes,
) -> Result<TokenCode, Unanswered> {
    let mut note = refused_before(request.attempt);
    loop {
        let question = Question {
            note,
            text: words(request),
            echo: Echo::Stars,
        };
        let typed = terminal.ask_hidden(&question, request.deadline)?;
        let now = (request.now)();
        note = Some(match parse(&typed) {
            Ok(code) if !used.was_sent(&code, now) => return Ok(code),
            Ok(_) => format!(
                "that code was used already; wait for the device to show the next one (about {} s)",
                seconds_to_next(now)
            ),
            Err(wrong) => wrong.to_string(),
        });
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "what was typed becomes a code, itself a secret"
)]
fn parse(typed: &SecretString) -> Result<TokenCode, NotACode> {
    TokenCode::parse(typed.expose_secret())
}

fn refused_before(attempt: u32) -> Option<String> {
    let left = (TRIES + 1).saturating_sub(attempt);
    (attempt > 1).then(|| {
        format!(
            "wrong code, {left} {} left",
            if left == 1 { "try" } else { "tries" }
        )
    })
}

fn words(request: &Request<'_>) -> String {
    let purpose = match request.purpose {
        Purpose::Session { profile } => format!("start a session of {profile}"),
        Purpose::Role(role) => format!("assume {role}"),
    };
    let serves = in_words(request.serves_seconds);
    let asker = request
        .asker
        .map(|asker| format!(", asked by {}", asker.name))
        .unwrap_or_default();
    format!(
        "MFA code for {} to {purpose} (serves {serves}{asker})",
        request.serial
    )
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::arn::RoleArn;
    use crate::asker::Asker;
    use crate::time::Timestamp;

    #[test]
    fn says_what_for_how_long_and_for_whom() {
        let role = RoleArn::parse("arn:aws:iam::222222222222:role/Hub").unwrap();
        let asker = Asker {
            name: "aws".to_owned(),
            pid: 1,
        };
        let mut request = Request {
            serial: "arn:aws:iam::111111111111:mfa/alice",
            purpose: Purpose::Session { profile: "corp" },
            serves_seconds: 43_200,
            asker: Some(&asker),
            attempt: 1,
            deadline: Instant::now(),
            now: || Timestamp::from_seconds(0),
            login: "rolehop login corp",
        };
        assert_eq!(
            words(&request),
            "MFA code for arn:aws:iam::111111111111:mfa/alice to start a session of corp (serves 12 hours, asked by aws)"
        );
        request.purpose = Purpose::Role(&role);
        request.asker = None;
        request.serves_seconds = 3600;
        assert_eq!(
            words(&request),
            "MFA code for arn:aws:iam::111111111111:mfa/alice to assume arn:aws:iam::222222222222:role/Hub (serves 1 hour)"
        );
    }

    #[test]
    fn counts_the_tries() {
        let notes: Vec<_> = (1..=3).map(refused_before).collect();
        assert_eq!(
            notes,
            [
                None,
                Some("wrong code, 2 tries left".to_owned()),
                Some("wrong code, 1 try left".to_owned())
            ]
        );
    }
}
