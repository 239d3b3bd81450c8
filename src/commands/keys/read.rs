//! Where `keys add` takes an access key from: a person, a CSV file, JSON on standard input, the environment.
//!
//! No message quotes what was read: a line may hold the secret.

use std::path::Path;
use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::cli::KeySource;
use crate::credentials::AccessKey;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::ui::terminal::{Echo, Question};
use crate::whole_file;

/// What a file of one key is at most, in bytes.
const MOST: usize = 64 * 1024;

/// Reads the key that is to be stored under `name`.
pub fn access_key(invocation: &Invocation, name: &str, from: &KeySource) -> Result<AccessKey, Error> {
    let deadline = invocation.person_deadline()?;
    let (key, place) = if let Some(path) = &from.csv {
        of_csv(path, deadline)?
    } else if from.stdin {
        (of_json(deadline)?, "standard input".to_owned())
    } else if from.from_env {
        (of_environment(invocation)?, "the environment".to_owned())
    } else {
        (of_person(invocation, name, deadline)?, TYPED.to_owned())
    };
    check(key, &place)
}

/// Where a key was that a person typed.
const TYPED: &str = "the answer";

fn of_person(invocation: &Invocation, name: &str, deadline: Instant) -> Result<AccessKey, Error> {
    let mut terminal =
        invocation.terminal("the access key", &format!("rolehop keys add {name} --csv FILE"))?;
    let access_key_id = terminal.ask_line(&format!("Access key ID of `{name}`"), None, deadline);
    let access_key_id = access_key_id.map_err(Error::Unanswered)?;
    check_id(&access_key_id, TYPED)?;
    let question = Question {
        note: None,
        text: "Secret access key (not shown)".into(),
        echo: Echo::Nothing,
    };
    let secret_access_key = terminal
        .ask_hidden(&question, deadline)
        .map_err(Error::Unanswered)?;
    Ok(AccessKey {
        access_key_id,
        secret_access_key: trimmed(&secret_access_key),
    })
}

fn of_environment(invocation: &Invocation) -> Result<AccessKey, Error> {
    let environment = &invocation.environment;
    if environment.aws_session_token.is_some() {
        return Err(temporary("the environment"));
    }
    let missing = |name: &str| {
        wrong(
            format!("the environment has no `{name}`"),
            "set it, or leave `--from-env` out",
        )
    };
    Ok(AccessKey {
        access_key_id: environment
            .aws_access_key_id
            .clone()
            .ok_or_else(|| missing("AWS_ACCESS_KEY_ID"))?,
        secret_access_key: environment
            .aws_secret_access_key
            .clone()
            .ok_or_else(|| missing("AWS_SECRET_ACCESS_KEY"))?,
    })
}

/// `{"AccessKeyId":…,"SecretAccessKey":…}`, bare or under `"AccessKey"` as the AWS CLI prints it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    access_key: Option<Box<Document>>,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
}

fn of_json(deadline: Instant) -> Result<AccessKey, Error> {
    let help = "pipe in what `aws iam create-access-key` prints";
    let text = whole_file::standard_input(MOST, deadline).map_err(|source| Error::Io {
        doing: "cannot read standard input".into(),
        help: Some(help.into()),
        source,
    })?;
    // Security: serde_json's message quotes the input.
    let document: Document = serde_json::from_slice(&text)
        .map_err(|_| wrong("standard input is no JSON object of an access key".into(), help))?;
    let document = document.access_key.map_or(
        Document {
            access_key: None,
            access_key_id: document.access_key_id,
            secret_access_key: document.secret_access_key,
        },
        |inner| *inner,
    );
    match (document.access_key_id, document.secret_access_key) {
        (Some(access_key_id), Some(secret)) => Ok(AccessKey {
            access_key_id,
            secret_access_key: SecretString::from(secret),
        }),
        (None, _) => Err(wrong(
            "the JSON on standard input has no `AccessKeyId`".into(),
            help,
        )),
        (_, None) => Err(wrong(
            "the JSON on standard input has no `SecretAccessKey`".into(),
            help,
        )),
    }
}

/// The file that the console's «Download .csv file» makes; its columns are found by their names. And the line of the key.
fn of_csv(path: &Path, deadline: Instant) -> Result<(AccessKey, String), Error> {
    let file = path.display();
    let bytes = whole_file::whatever(path, MOST, deadline).map_err(|source| Error::Io {
        doing: format!("cannot read `{file}`"),
        help: Some("name the file that the AWS console's «Download .csv file» made".into()),
        source,
    })?;
    let text = str::from_utf8(&bytes).map_err(|_| unlike(format!("`{file}` is not UTF-8")))?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes());
    let header = reader
        .headers()
        .map_err(|_| unlike(format!("`{file}` is no CSV file")))?
        .clone();
    let column = |name: &str| {
        let found = header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        found.ok_or_else(|| unlike(format!("`{file}:1` has no column `{name}`")))
    };
    let (id, secret) = (column("Access key ID")?, column("Secret access key")?);
    let mut records = reader.records().map(|record| {
        let record = record.map_err(|_| unlike(format!("`{file}` is no CSV file")))?;
        let line = record.position().map_or(0, |position| line_of(text, position));
        Ok::<_, Error>((record, format!("{file}:{line}")))
    });
    let (record, place) = records
        .next()
        .ok_or_else(|| unlike(format!("`{file}` has no key below its header")))??;
    if let Some(second) = records.next() {
        return Err(unlike(format!("`{}` is a second key", second?.1)));
    }
    match (record.get(id), record.get(secret)) {
        (Some(id), Some(secret)) => {
            let key = AccessKey {
                access_key_id: id.to_owned(),
                secret_access_key: SecretString::from(secret),
            };
            Ok((key, format!("`{place}`")))
        }
        _ => Err(unlike(format!("`{place}` has fewer fields than the header"))),
    }
}

/// The reader counts the blank lines before a record to it.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.bytes().skip(from).take_while(|byte| b"\r\n".contains(byte));
    position.line() + blank.filter(|byte| *byte == b'\n').map(|_| 1).sum::<u64>()
}

fn unlike(what: String) -> Error {
    wrong(
        what,
        "name the file that the AWS console's «Download .csv file» made: a line with `Access key ID,Secret access key`, then the key",
    )
}

fn check(key: AccessKey, place: &str) -> Result<AccessKey, Error> {
    check_id(&key.access_key_id, place)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "checked for what no secret access key has"
    )]
    let secret = key.secret_access_key.expose_secret();
    let plain = |b: u8| b.is_ascii_graphic();
    if secret.len() < 16 || !secret.bytes().all(plain) {
        return Err(wrong(
            format!("{place} holds no secret access key"),
            "copy it again: 40 letters, digits, `/` and `+`, without spaces",
        ));
    }
    Ok(key)
}

/// IAM API Reference, AccessKey: 16 to 128 word characters; `ASIA…` are temporary.
fn check_id(id: &str, place: &str) -> Result<(), Error> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !(16..=128).contains(&id.len()) || !id.bytes().all(plain) {
        let help = "it has 16 to 128 letters and digits, and begins with `AKIA`";
        return Err(wrong(format!("{place} holds no access key ID"), help));
    }
    if id.starts_with("ASIA") {
        return Err(temporary(place));
    }
    Ok(())
}

fn temporary(place: &str) -> Error {
    wrong(
        format!("{place} holds temporary credentials, which expire soon"),
        "store an IAM user's own access key (`AKIA…`); temporary ones work from the environment as they are",
    )
}

fn trimmed(secret: &SecretString) -> SecretString {
    #[expect(
        clippy::disallowed_methods,
        reason = "spaces around a pasted key are taken away"
    )]
    let text = secret.expose_secret().trim();
    SecretString::from(text)
}

fn wrong(what: String, help: &str) -> Error {
    Error::Usage {
        what,
        help: Some(help.to_owned()),
    }
}
