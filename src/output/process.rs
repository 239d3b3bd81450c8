//! The JSON document of `credential_process`: one line, written at once.
//!
//! Written by hand, as it runs at every call of an SDK: the one buffer is ours, never grows, and is wiped.
//! The format is the AWS SDKs' («Sourcing credentials with an external process», AWS CLI User Guide).

use std::fmt::Write;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::OutputError;
use crate::handout::Handout;

/// Prints the document.
pub fn write(handout: &Handout<'_>) -> Result<(), OutputError> {
    super::write(document(handout).as_bytes())
}

/// The document and its newline.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where credentials are handed out"
)]
pub fn document(handout: &Handout<'_>) -> Zeroizing<String> {
    let credentials = handout.credentials;
    let token = credentials
        .session_token
        .as_ref()
        .map(ExposeSecret::expose_secret);
    let expiration = handout.expiration.map(|time| time.to_string());
    let members = [
        ("AccessKeyId", Some(credentials.access_key_id.as_str())),
        (
            "SecretAccessKey",
            Some(credentials.secret_access_key.expose_secret()),
        ),
        ("SessionToken", token),
        ("Expiration", expiration.as_deref()),
        ("AccountId", handout.account_id),
    ];
    let lengths = members.iter().map(|(_, value)| value.map_or(0, str::len));
    // Security: a buffer that grew would leave its old copy in memory.
    let mut json = Zeroizing::new(String::with_capacity(
        FRAME + LONGEST_ESCAPE * lengths.sum::<usize>(),
    ));
    json.push_str("{\"Version\":1");
    for (name, value) in members {
        if let Some(value) = value {
            json.push_str(",\"");
            json.push_str(name);
            json.push_str("\":\"");
            escape(&mut json, value);
            json.push('"');
        }
    }
    json.push_str("}\n");
    json
}

/// What a JSON string may not hold as it is (RFC 8259, section 7).
fn escape(json: &mut String, value: &str) {
    for c in value.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\0'..='\x1f' => {
                // Writing into a String cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(c));
            }
            _ => json.push(c),
        }
    }
}

/// More than all names and punctuation.
const FRAME: usize = 160;
/// `\u0000`.
const LONGEST_ESCAPE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::handout::tests::{FOUR_O_CLOCK, long_term, temporary};
    use secrecy::SecretString;

    #[test]
    fn prints_what_is_known_in_the_order_of_the_contract() {
        let session = temporary();
        let keys = long_term();
        let of = |credentials, expiration, account_id| Handout {
            credentials,
            expiration,
            account_id,
            words: &[],
            region: Some("eu-west-1"),
        };
        for (handout, line) in [
            (
                of(&session, Some(FOUR_O_CLOCK), Some("222222222222")),
                "{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"secret/+=\",\
                 \"SessionToken\":\"token/+=\",\"Expiration\":\"2026-11-22T16:00:00Z\",\
                 \"AccountId\":\"222222222222\"}\n",
            ),
            (
                of(&session, Some(FOUR_O_CLOCK), None),
                "{\"Version\":1,\"AccessKeyId\":\"ASIAEXAMPLE\",\"SecretAccessKey\":\"secret/+=\",\
                 \"SessionToken\":\"token/+=\",\"Expiration\":\"2026-11-22T16:00:00Z\"}\n",
            ),
            (
                of(&keys, None, Some("111111111111")),
                "{\"Version\":1,\"AccessKeyId\":\"AKIAEXAMPLE\",\"SecretAccessKey\":\"secret/+=\",\
                 \"AccountId\":\"111111111111\"}\n",
            ),
        ] {
            assert_eq!(document(&handout).as_str(), line);
        }
    }

    #[test]
    fn any_text_comes_back_as_it_was_and_the_buffer_never_grows() {
        let every_control: String = (0..=0x20_u8).map(char::from).collect();
        for value in [
            every_control.repeat(80).as_str(),
            "quote \" backslash \\ slash / é \u{2028} 🦀 \u{7f}",
            "",
        ] {
            let credentials = Credentials {
                access_key_id: value.to_owned(),
                secret_access_key: SecretString::from(value),
                session_token: Some(SecretString::from(value)),
            };
            let json = document(&Handout {
                credentials: &credentials,
                expiration: Some(FOUR_O_CLOCK),
                account_id: Some(value),
                words: &[],
                region: None,
            });
            let lengths = 4 * value.len() + "2026-11-22T16:00:00Z".len();
            assert_eq!(json.capacity(), FRAME + LONGEST_ESCAPE * lengths);
            assert_eq!(json.find('\n'), Some(json.len() - 1));
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            for name in ["AccessKeyId", "SecretAccessKey", "SessionToken", "AccountId"] {
                assert_eq!(read[name], value, "{name}");
            }
        }
    }
}
