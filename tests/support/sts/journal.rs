//! Every request in the order of arrival: what was asked, by which key, and what came of it.
//!
//! Parameters are kept as they were sent, MFA codes included: they are spent. Secrets and session tokens never
//! arrive here.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// One request.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Entry {
    /// `AssumeRole`, …; empty where none was named.
    pub operation: String,
    /// The parameters without `Action`, in the order of arrival.
    pub parameters: Vec<(String, String)>,
    /// The key that signed.
    pub access_key_id: Option<String>,
    /// Whether a session token came with it.
    pub with_session_token: bool,
    /// The caller, where the signature was good.
    pub caller: Option<String>,
    /// The region that the signature is scoped to.
    pub region: Option<String>,
    /// The `User-Agent` header.
    pub user_agent: Option<String>,
    /// The `Host` header.
    pub host: Option<String>,
    /// `POST` or `GET`.
    pub method: String,
    /// Seconds since the Unix epoch, by the server's clock.
    pub begin: f64,
    /// Seconds since the Unix epoch; none while the call goes on, and when its caller hung up.
    pub end: Option<f64>,
    /// The HTTP status; none where nothing was sent.
    pub status: Option<u16>,
    /// STS carried the call out, whatever became of the answer.
    pub accepted: bool,
    /// The refusal's code.
    pub code: Option<String>,
    /// The refusal's message.
    pub message: Option<String>,
    /// The fault that met the call.
    pub fault: Option<String>,
    /// The answer's request ID.
    pub request_id: Option<String>,
    /// The access key ID of the session that was issued.
    pub issued_access_key_id: Option<String>,
}

impl Entry {
    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The requests up to now.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: Vec<Entry>,
}

impl Journal {
    /// All requests, the oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The names of the operations, in order.
    pub fn operations(&self) -> Vec<&str> {
        self.entries
            .iter()
            .map(|entry| entry.operation.as_str())
            .collect()
    }

    /// The requests of one operation.
    pub fn of(&self, operation: &str) -> Vec<&Entry> {
        self.entries
            .iter()
            .filter(|entry| entry.operation == operation)
            .collect()
    }

    /// How many requests of one operation there were.
    pub fn count(&self, operation: &str) -> usize {
        self.of(operation).len()
    }

    /// How many requests there were, by operation.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for entry in &self.entries {
            *counts.entry(entry.operation.clone()).or_default() += 1;
        }
        counts
    }

    /// How many requests there were.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody called.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The newest request.
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// One JSON object a line.
    pub fn to_json_lines(&self) -> String {
        let line = |entry| serde_json::to_string(entry).expect("an entry is plain data") + "\n";
        self.entries.iter().map(line).collect()
    }
}

/// The journal while it is written.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    book: Mutex<Book>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Book {
    journal: Journal,
    /// Requests forgotten by [`Recorder::clear`]; numbers of calls that are under way stay what they were.
    forgotten: usize,
}

impl Recorder {
    /// Writes down a request that arrived; the number names it later.
    pub(super) fn begin(&self, entry: Entry) -> usize {
        let mut book = self.lock();
        book.journal.entries.push(entry);
        self.changed.notify_all();
        book.forgotten + book.journal.entries.len() - 1
    }

    /// Writes down what came of a request.
    pub(super) fn amend(&self, number: usize, change: impl FnOnce(&mut Entry)) {
        let mut book = self.lock();
        let index = number.checked_sub(book.forgotten);
        if let Some(entry) = index.and_then(|index| book.journal.entries.get_mut(index)) {
            change(entry);
            self.changed.notify_all();
        }
    }

    pub(super) fn read(&self) -> Journal {
        self.lock().journal.clone()
    }

    pub(super) fn clear(&self) {
        let mut book = self.lock();
        book.forgotten += book.journal.entries.len();
        book.journal.entries.clear();
    }

    /// Waits until `enough` says so; false when `timeout` is over first.
    pub(super) fn wait_until(&self, enough: impl Fn(&Journal) -> bool, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut book = self.lock();
        while !enough(&book.journal) {
            let Some(left) = deadline
                .checked_duration_since(Instant::now())
                .filter(|left| !left.is_zero())
            else {
                return false;
            };
            book = self
                .changed
                .wait_timeout(book, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_calls_under_way_apart_from_a_cleared_page() {
        let recorder = Recorder::default();
        let old = recorder.begin(Entry {
            operation: "A".to_owned(),
            ..Entry::default()
        });
        recorder.clear();
        let new = recorder.begin(Entry {
            operation: "B".to_owned(),
            ..Entry::default()
        });
        recorder.amend(old, |entry| entry.accepted = true);
        assert!(!recorder.read().entries()[0].accepted);
        recorder.amend(new, |entry| entry.accepted = true);
        assert!(recorder.read().entries()[0].accepted);
        assert_eq!(recorder.read().counts(), BTreeMap::from([("B".to_owned(), 1)]));
        assert!(
            recorder
                .read()
                .to_json_lines()
                .starts_with("{\"operation\":\"B\",\"parameters\":[],")
        );
    }

    #[test]
    fn waits_no_longer_than_it_is_told() {
        let recorder = Recorder::default();
        assert!(!recorder.wait_until(|journal| journal.len() == 1, Duration::from_millis(20)));
        recorder.begin(Entry::default());
        assert!(recorder.wait_until(|journal| journal.len() == 1, Duration::from_secs(5)));
    }
}
