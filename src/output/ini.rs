//! A section of the shared credentials file, for programs that read nothing else.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::export::ExportError;
use crate::handout::Handout;

/// `[section]` with the keys that every SDK reads.
///
/// Fails where the name cannot stand in a section header, or a value would not stay on its line.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where credentials are handed out"
)]
pub fn section(handout: &Handout<'_>, section: &str) -> Result<Zeroizing<String>, ExportError> {
    if section.is_empty() || section.trim() != section || section.contains([']', '\n', '\r']) {
        return Err(ExportError::SectionName(section.to_owned()));
    }
    let credentials = handout.credentials;
    let token = credentials
        .session_token
        .as_ref()
        .map(SecretString::expose_secret);
    let keys = [
        ("aws_access_key_id", Some(credentials.access_key_id.as_str())),
        (
            "aws_secret_access_key",
            Some(credentials.secret_access_key.expose_secret()),
        ),
        ("aws_session_token", token),
    ];
    let lengths: usize = keys.iter().map(|(_, value)| value.map_or(0, str::len)).sum();
    // Security: a buffer that grew would leave its old copy in memory.
    let mut text = Zeroizing::new(String::with_capacity(section.len() + lengths + FRAME));
    for part in ["[", section, "]\n"] {
        text.push_str(part);
    }
    for (name, value) in keys {
        let Some(value) = value else { continue };
        if value.contains(['\n', '\r']) {
            return Err(ExportError::unwritable("ini", name, "a line break"));
        }
        for part in [name, " = ", value, "\n"] {
            text.push_str(part);
        }
    }
    Ok(text)
}

/// More than the names and punctuation of all keys.
const FRAME: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handout::tests::{long_term, temporary};

    #[test]
    fn a_section_holds_what_is_known() {
        for (credentials, expected) in [
            (
                temporary(),
                "[prod eu]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = secret/+=\n\
                 aws_session_token = token/+=\n",
            ),
            (
                long_term(),
                "[prod eu]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret/+=\n",
            ),
        ] {
            let handout = Handout {
                credentials: &credentials,
                expiration: None,
                account_id: None,
                words: &[],
                region: None,
            };
            let text = section(&handout, "prod eu").unwrap();
            assert_eq!(text.as_str(), expected);
            for bad in ["", " prod", "a]b", "a\nb"] {
                let error = section(&handout, bad).unwrap_err();
                assert!(matches!(error, ExportError::SectionName(name) if name == bad));
            }
        }
    }

    #[test]
    fn a_value_stays_on_its_line() {
        let credentials = crate::credentials::Credentials {
            session_token: Some(SecretString::from("a\nregion = x")),
            ..temporary()
        };
        let handout = Handout {
            credentials: &credentials,
            expiration: None,
            account_id: None,
            words: &[],
            region: None,
        };
        let error = section(&handout, "prod").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`ini` cannot hold `aws_session_token`: its value has a line break"
        );
    }
}
