//! Where `keys add` takes an access key from: a person, a CSV file, JSON on standard input, the environment.
//!
//! No message quotes what was read: a line may hold the secret.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::cli::KeySource;
use crate::credentials::AccessKey;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::ui::terminal::{Echo, Question};

/// What a file of one key is at most, in bytes.
const MOST: u64 = 64 * 1024;

/// Reads the key that is to be stored under `name`.
pub fn access_key(invocation: &Invocation, name: &str, from: &KeySource) -> Result<AccessKey, Error> {
    let key = if let Some(path) = &from.csv {
        of_csv(path)?
    } else if from.stdin {
        of_json()?
    } else if from.from_env {
        of_environment(invocation)?
    } else {
        of_person(invocation, name)?
    };
    check(key)
}

fn of_person(invocation: &Invocation, name: &str) -> Result<AccessKey, Error> {
    let mut terminal =
        invocation.terminal("the access key", &format!("rolehop keys add {name} --csv FILE"))?;
    let deadline = invocation.person_deadline()?;
    let access_key_id = terminal.ask_line(&format!("Access key ID of `{name}`"), None, deadline);
    let access_key_id = access_key_id.map_err(Error::Unanswered)?;
    check_id(&access_key_id)?;
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
        return Err(temporary());
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

fn of_json() -> Result<AccessKey, Error> {
    let mut text = Zeroizing::new(Vec::new());
    io::stdin()
        .lock()
        .take(MOST)
        .read_to_end(&mut text)
        .map_err(|source| Error::Io {
            doing: "cannot read standard input".into(),
            help: None,
            source,
        })?;
    let help = "pipe in what `aws iam create-access-key` prints";
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

/// The file that the console's «Download .csv file» makes; its columns are found by their names.
fn of_csv(path: &Path) -> Result<AccessKey, Error> {
    let mut text = Zeroizing::new(String::new());
    File::open(path)
        .and_then(|file| file.take(MOST).read_to_string(&mut text))
        .map_err(|source| Error::Io {
            doing: format!("cannot read `{}`", path.display()),
            help: Some("name the file that the AWS console's «Download .csv file» made".into()),
            source,
        })?;
    let unlike = |what: &str| {
        wrong(
            format!("`{}` {what}", path.display()),
            "name the file that the AWS console's «Download .csv file» made: a line with `Access key ID,Secret access key`, then the key",
        )
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(&text).as_bytes());
    let header = reader.headers().map_err(|_| unlike("is no CSV file"))?.clone();
    let column = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let id = column("Access key ID").ok_or_else(|| unlike("has no column `Access key ID`"))?;
    let secret = column("Secret access key").ok_or_else(|| unlike("has no column `Secret access key`"))?;
    let mut records = reader.records();
    let record = records
        .next()
        .ok_or_else(|| unlike("has no key below its header"))?;
    let record = record.map_err(|_| unlike("is no CSV file"))?;
    if records.next().is_some() {
        return Err(unlike("has more than one key"));
    }
    match (record.get(id), record.get(secret)) {
        (Some(id), Some(secret)) => Ok(AccessKey {
            access_key_id: id.to_owned(),
            secret_access_key: SecretString::from(secret),
        }),
        _ => Err(unlike("has a row that is too short")),
    }
}

fn check(key: AccessKey) -> Result<AccessKey, Error> {
    check_id(&key.access_key_id)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "checked for what no secret access key has"
    )]
    let secret = key.secret_access_key.expose_secret();
    let plain = |b: u8| b.is_ascii_graphic();
    if secret.len() < 16 || !secret.bytes().all(plain) {
        return Err(wrong(
            "that is no secret access key".into(),
            "copy it again: 40 letters, digits, `/` and `+`, without spaces",
        ));
    }
    Ok(key)
}

/// IAM API Reference, AccessKey: 16 to 128 word characters; `ASIA…` are temporary.
fn check_id(id: &str) -> Result<(), Error> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if !(16..=128).contains(&id.len()) || !id.bytes().all(plain) {
        let help = "it has 16 to 128 letters and digits, and begins with `AKIA`";
        return Err(wrong("that is no access key ID".into(), help));
    }
    if id.starts_with("ASIA") {
        return Err(temporary());
    }
    Ok(())
}

fn temporary() -> Error {
    wrong(
        "these are temporary credentials, which expire soon".into(),
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
