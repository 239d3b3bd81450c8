//! An MFA code as STS takes it: six digits (STS API Reference, TokenCode).

use secrecy::SecretString;
use thiserror::Error;
use zeroize::Zeroizing;

const DIGITS: usize = 6;

/// Six digits, a secret while they are good.
#[derive(Clone, Debug)]
pub struct TokenCode(SecretString);

/// Why a text is no code. It does not hold the text: that may be a passphrase typed at the wrong prompt.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum NotACode {
    #[error("a code has six digits, this has none")]
    Empty,
    #[error("a code has six digits, this has {0}")]
    Length(usize),
    #[error("a code has six digits and nothing else")]
    OtherCharacters,
    #[error(
        "this is what a YubiKey types when it is touched; a code has six digits, as `ykman oath accounts code` prints them"
    )]
    YubiKeyTouch,
}

impl TokenCode {
    /// Reads a code; spaces in it and around it (`123 456`) are left out.
    pub fn parse(text: &str) -> Result<Self, NotACode> {
        let mut digits = Zeroizing::new(String::with_capacity(text.len()));
        digits.extend(text.chars().filter(|c| !c.is_whitespace()));
        match digits.len() {
            0 => Err(NotACode::Empty),
            44 if digits.bytes().all(|b| b"cbdefghijklnrtuv".contains(&b)) => Err(NotACode::YubiKeyTouch),
            _ if !digits.bytes().all(|b| b.is_ascii_digit()) => Err(NotACode::OtherCharacters),
            DIGITS => Ok(Self(SecretString::from(digits.as_str()))),
            length => Err(NotACode::Length(length)),
        }
    }

    /// For the one who sends it.
    pub fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test's code")]
    fn reads_six_digits() {
        for text in ["123456", " 123456\r\n", "123 456", "\u{a0}123456"] {
            assert_eq!(
                TokenCode::parse(text).unwrap().as_secret().expose_secret(),
                "123456",
                "{text:?}"
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, wrong) in [
            ("", NotACode::Empty),
            (" \n", NotACode::Empty),
            ("12345", NotACode::Length(5)),
            ("12345678", NotACode::Length(8)),
            ("12345a", NotACode::OtherCharacters),
            ("123-456", NotACode::OtherCharacters),
            ("١٢٣٤٥٦", NotACode::OtherCharacters),
            (
                "cccccbhkevjvbgvkthbjjjhfclgjlelhtrndkvicgtdt",
                NotACode::YubiKeyTouch,
            ),
        ] {
            assert_eq!(TokenCode::parse(text).unwrap_err(), wrong, "{text:?}");
        }
    }

    #[test]
    fn debug_shows_no_digit() {
        assert!(!format!("{:?}", TokenCode::parse("123456").unwrap()).contains('1'));
    }
}
