//! Takes secrets out of what a service or a program said.
//!
//! Security: a `SignatureDoesNotMatch` of STS repeats the signed headers, so the session token, in its message; a
//! program that fails may say on stderr what it was about to answer.

use std::collections::HashSet;

/// Of a longer secret any piece of this length is taken out; a shorter one as a whole word.
const PIECE: usize = 12;

/// Longer messages are cut; none of STS's that mends anything is.
const LONGEST: usize = 2000;

/// A service's message without secrets and without end.
pub fn clean(message: &str, secrets: &[&str]) -> String {
    let message = message.trim();
    let hidden = hidden_bytes(message.as_bytes(), secrets);
    let mut cleaned = String::with_capacity(message.len());
    let mut inside = false;
    for (index, character) in message.char_indices() {
        if !hidden[index] {
            cleaned.push(character);
        } else if !inside {
            cleaned.push('…');
        }
        inside = hidden[index];
    }
    bounded(&cleaned, LONGEST)
}

/// The first `longest` characters, and a sign that more was there.
pub fn bounded(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn hidden_bytes(message: &[u8], secrets: &[&str]) -> Vec<bool> {
    let mut hidden = vec![false; message.len()];
    for secret in secrets.iter().map(|secret| secret.as_bytes()) {
        let whole = secret.len() < PIECE;
        let length = if whole { secret.len() } else { PIECE };
        if length == 0 {
            continue;
        }
        let pieces: HashSet<&[u8]> = secret.windows(length).collect();
        for (start, piece) in message.windows(length).enumerate() {
            if pieces.contains(piece) && (!whole || is_word(message, start, length)) {
                hidden[start..start + length].fill(true);
            }
        }
    }
    hidden
}

/// Six digits inside an account number are no MFA code.
fn is_word(message: &[u8], start: usize, length: usize) -> bool {
    let outside = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let before = start.checked_sub(1).and_then(|index| message.get(index));
    outside(before) && outside(message.get(start + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_out_what_was_sent() {
        let token = "FwoGZXIvYXdzEBYaDExampleTokenOfSomeLength";
        for (message, secrets, cleaned) in [
            (
                "nothing to hide",
                &["secret-value-of-forty"][..],
                "nothing to hide",
            ),
            ("code 123456 is wrong", &["123456"], "code … is wrong"),
            (
                "arn:aws:iam::123456789012:user/a 123456",
                &["123456"],
                "arn:aws:iam::123456789012:user/a …",
            ),
            (
                "external id example-corp-42 does not match",
                &["example-corp-42"],
                "external id … does not match",
            ),
            ("«FwoGZXIvYXdzEBYaDExample»", &[token], "«…»"),
            ("piece: ExampleToken.", &[token], "piece: …."),
            ("short: ExampleTok", &[token], "short: ExampleTok"),
            (" a\n\nb\n", &[""], "a\n\nb"),
            ("", &["x"], ""),
        ] {
            assert_eq!(clean(message, secrets), cleaned);
        }
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(bounded("äöü", 2), "äö…");
        assert_eq!(bounded("äöü", 3), "äöü");
        assert_eq!(clean(&"x".repeat(5000), &[]).chars().count(), LONGEST + 1);
    }
}
