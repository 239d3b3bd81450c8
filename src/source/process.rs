//! Another `credential_process`: its line is run as botocore runs it, its answer read as the SDKs read it.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{Means, SourceCredentials, SourceError};
use crate::arn::is_account_id;
use crate::credentials::Credentials;
use crate::env::Environment;
use crate::helper_program::HelperProgram;
use crate::time::Timestamp;

/// The document of a credential process (SDK guide, «Process credential provider»).
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    access_key_id: String,
    secret_access_key: SecretText,
    #[serde(default)]
    session_token: Option<SecretText>,
    #[serde(default)]
    expiration: Option<String>,
    #[serde(default)]
    account_id: Option<String>,
}

/// Text that goes straight into a wiped buffer.
#[derive(Deserialize)]
#[serde(transparent)]
struct SecretText(String);

impl From<SecretText> for SecretString {
    fn from(text: SecretText) -> Self {
        Self::from(text.0)
    }
}

/// Most that an SDK takes from a credential process (Java's limit), in bytes.
const MAX_ANSWER: usize = 64_000;

pub fn credentials(
    profile: &str,
    line: &str,
    means: &Means<'_, '_>,
) -> Result<SourceCredentials, SourceError> {
    check_circle(profile, means.environment)?;
    let guards = means.environment.guards_with(profile);
    let program = HelperProgram {
        command_line: line,
        variables: &guards.each_ref().map(|(name, value)| (*name, value.as_str())),
        without: &[],
        deadline: means.deadline,
        stdout_limit: MAX_ANSWER,
    };
    let answer = program.run().map_err(|source| SourceError::Process {
        profile: profile.to_owned(),
        source,
    })?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the answer is parsed here, into wiped values"
    )]
    let document = read(answer.expose_secret());
    let document = document.map_err(|what| SourceError::Answer {
        profile: profile.to_owned(),
        what,
    })?;
    check(profile, document, means.now)
}

/// Refuses a profile that is in either chain already: its program led here.
fn check_circle(profile: &str, environment: &Environment) -> Result<(), SourceError> {
    let chains = [
        &environment.rolehop_profile_chain,
        &environment.aws_cli_profile_chain,
    ];
    let mut names = chains.into_iter().flatten().flat_map(|chain| chain.split(','));
    match names.any(|name| name.trim() == profile) {
        true => Err(SourceError::Loop {
            profile: profile.to_owned(),
        }),
        false => Ok(()),
    }
}

// Security: serde_json's message quotes the input, so only a fixed sentence leaves here.
fn read(answer: &[u8]) -> Result<Document, &'static str> {
    let value: serde_json::Value = serde_json::from_slice(answer).map_err(|_| "it is not JSON")?;
    let Some(object) = value.as_object() else {
        return Err("it is not a JSON object");
    };
    match object.get("Version") {
        None => return Err("`Version` is missing"),
        Some(version) if version.as_u64() != Some(1) => return Err("`Version` is not 1"),
        Some(_) => {}
    }
    for (key, missing) in [
        ("AccessKeyId", "`AccessKeyId` is missing"),
        ("SecretAccessKey", "`SecretAccessKey` is missing"),
    ] {
        if object
            .get(key)
            .and_then(serde_json::Value::as_str)
            .is_none_or(str::is_empty)
        {
            return Err(missing);
        }
    }
    drop(value);
    serde_json::from_slice(answer).map_err(|_| "a field is not text")
}

fn check(profile: &str, document: Document, now: Timestamp) -> Result<SourceCredentials, SourceError> {
    let expiration = match document.expiration.as_deref() {
        None => None,
        Some(text) => match Timestamp::parse(text) {
            Some(time) => Some(time),
            None => {
                let what = "`Expiration` is not a time in RFC 3339";
                return Err(SourceError::Answer {
                    profile: profile.to_owned(),
                    what,
                });
            }
        },
    };
    if let Some(expiration) = expiration.filter(|time| *time <= now) {
        return Err(SourceError::Expired {
            profile: profile.to_owned(),
            expiration,
        });
    }
    let credentials = Credentials {
        access_key_id: document.access_key_id,
        secret_access_key: document.secret_access_key.into(),
        session_token: document.session_token.map(Into::into),
    };
    if credentials.garbled().is_some() {
        return Err(SourceError::Answer {
            profile: profile.to_owned(),
            what: "a field holds a character that no credential has",
        });
    }
    Ok(SourceCredentials {
        credentials,
        expiration,
        account_id: document.account_id.filter(|id| is_account_id(id)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_wrong_with_an_answer_without_quoting_it() {
        for (answer, what) in [
            ("", "it is not JSON"),
            ("<html>", "it is not JSON"),
            ("[]", "it is not a JSON object"),
            ("{}", "`Version` is missing"),
            (r#"{"Version":2}"#, "`Version` is not 1"),
            (r#"{"Version":"1"}"#, "`Version` is not 1"),
            (r#"{"Version":1}"#, "`AccessKeyId` is missing"),
            (
                r#"{"Version":1,"AccessKeyId":"AKIA"}"#,
                "`SecretAccessKey` is missing",
            ),
            (
                r#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":""}"#,
                "`SecretAccessKey` is missing",
            ),
            (
                r#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","SessionToken":7}"#,
                "a field is not text",
            ),
        ] {
            assert_eq!(read(answer.as_bytes()).err(), Some(what), "{answer}");
        }
    }

    #[test]
    fn takes_what_the_sdks_take() {
        let now = Timestamp::from_seconds(0);
        let answer = br#"{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"s","Other":[1]}"#;
        let taken = check("p", read(answer).unwrap(), now).unwrap();
        assert_eq!(taken.credentials.access_key_id, "AKIA");
        assert!(taken.credentials.session_token.is_none() && taken.expiration.is_none());

        let expired =
            br#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"1969-01-01T00:00:00Z"}"#;
        assert!(matches!(
            check("p", read(expired).unwrap(), now),
            Err(SourceError::Expired { .. })
        ));
    }
}
