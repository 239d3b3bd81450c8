//! Why an attempt failed, left beside its lock for those who waited (contract, promise 3).
//!
//! Security: a file in clear. It holds what an error says on stderr, and that is never a secret.

use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::time::Timestamp;

/// A failure of another process, told in its words.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct Failure {
    /// What it was doing.
    pub error: String,
    /// Why it failed, the nearest cause first.
    #[source]
    pub cause: Option<Cause>,
    /// What to do next.
    pub help: Option<String>,
    /// How it ended.
    pub exit: Exit,
    /// Whether a person ended it.
    pub cancelled: bool,
    /// When it failed.
    pub at: Timestamp,
}

/// A cause, and its own.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{words}")]
pub struct Cause {
    words: String,
    #[source]
    next: Option<Box<Cause>>,
}

impl Cause {
    /// The causes of `error`, itself left out.
    pub fn of(error: &dyn std::error::Error) -> Option<Self> {
        let mut words = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            words.push(cause.to_string());
            next = cause.source();
        }
        Self::from_words(words)
    }

    fn from_words(words: Vec<String>) -> Option<Self> {
        words.into_iter().rev().fold(None, |next, words| {
            Some(Self {
                words,
                next: next.map(Box::new),
            })
        })
    }

    fn words(&self) -> Vec<String> {
        std::iter::successors(Some(self), |cause| cause.next.as_deref())
            .map(|cause| cause.words.clone())
            .collect()
    }
}

#[derive(Deserialize, Serialize)]
struct Record {
    error: String,
    causes: Vec<String>,
    help: Option<String>,
    exit_code: u8,
    cancelled: bool,
    at: i64,
}

impl Failure {
    /// As a note.
    pub fn write(&self) -> Vec<u8> {
        let record = Record {
            error: self.error.clone(),
            causes: self.cause.iter().flat_map(Cause::words).collect(),
            help: self.help.clone(),
            exit_code: self.exit.code(),
            cancelled: self.cancelled,
            at: self.at.seconds(),
        };
        serde_json::to_vec(&record).unwrap_or_default()
    }

    /// From a note; none when it is no failure of ours.
    pub fn read(note: &[u8]) -> Option<Self> {
        let record: Record = serde_json::from_slice(note).ok()?;
        Some(Self {
            error: record.error,
            cause: Cause::from_words(record.causes),
            help: record.help,
            exit: exit_of(record.exit_code),
            cancelled: record.cancelled,
            at: Timestamp::from_seconds(record.at),
        })
    }
}

fn exit_of(code: u8) -> Exit {
    let known = [
        Exit::Usage,
        Exit::Configuration,
        Exit::Person,
        Exit::Cancelled,
        Exit::Refused,
        Exit::Unreachable,
        Exit::Store,
    ];
    known
        .into_iter()
        .find(|exit| exit.code() == code)
        .unwrap_or(Exit::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_was_left() {
        let failure = Failure {
            error: "no code".into(),
            cause: Cause::from_words(vec!["not answered".into(), "cancelled".into()]),
            help: Some("try again".into()),
            exit: Exit::Person,
            cancelled: true,
            at: Timestamp::from_seconds(7),
        };
        assert_eq!(Failure::read(&failure.write()), Some(failure));
        assert_eq!(Failure::read(b"half a no"), None);
    }
}
