//! What `status` shows: which sessions there are and until when, readable without unlocking any store.
//!
//! No secret is in it, and nothing depends on it: an index that is lost or broken is an empty one, and fills
//! again as sessions are made. It is replaced whole, under a lock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::route::key::SessionKey;
use crate::session::Session;
use crate::store::lock::{Locks, Outcome};
use crate::store::replace::{Durability, make_private_folder, replace_file};
use crate::store::{StoreError, StoreName};
use crate::time::Timestamp;
use crate::whole_file;

/// One session, without its secrets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IndexEntry {
    /// Its name in the store.
    pub session_key: SessionKey,
    /// The profile whose hop made it.
    pub profile: Option<String>,
    /// The STS operation.
    pub operation: String,
    /// The role that was assumed.
    pub role_arn: Option<String>,
    /// The account, where known.
    pub account: Option<String>,
    /// Who the session is, where known.
    pub arn: Option<String>,
    /// The session's access key ID.
    pub access_key_id: String,
    /// When STS issued it.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expiration: Timestamp,
    /// Where it rests.
    pub store: StoreName,
}

impl IndexEntry {
    /// What the index says of `session`.
    pub(super) fn new(session_key: &SessionKey, session: &Session, store: StoreName) -> Self {
        Self {
            session_key: session_key.clone(),
            profile: session.profile.clone(),
            operation: session.operation.clone(),
            role_arn: session.role_arn.clone(),
            account: session.account_id.clone(),
            arn: session.arn.clone(),
            access_key_id: session.credentials.access_key_id.clone(),
            issued_at: session.issued_at,
            expiration: session.expiration,
            store,
        }
    }
}

/// The index of one state folder.
#[derive(Clone, Debug)]
pub struct Index {
    path: PathBuf,
    locks: Locks,
}

impl Index {
    /// The index in `state_folder`.
    pub fn new(state_folder: &Path) -> Self {
        Self {
            path: state_folder.join("index.json"),
            locks: Locks::new(Some(state_folder)),
        }
    }

    /// The sessions that are not over at `now`, by name.
    pub fn entries(&self, now: Timestamp) -> Vec<IndexEntry> {
        self.read()
            .into_values()
            .filter(|entry| entry.expiration > now)
            .collect()
    }

    /// Adds one, and drops the expired; answers which were dropped.
    pub(super) fn put(&self, entry: IndexEntry, now: Timestamp) -> Result<Vec<IndexEntry>, StoreError> {
        self.update(|entries| {
            entries.insert(entry.session_key.as_str().to_owned(), entry);
            entries
                .extract_if(.., |_, entry| entry.expiration <= now)
                .map(|(_, entry)| entry)
                .collect()
        })
    }

    /// Forgets these of one store; another store may keep a session of the same name.
    pub(super) fn remove(&self, keys: &[SessionKey], store: StoreName) -> Result<(), StoreError> {
        if keys.is_empty() || !self.path.exists() {
            return Ok(());
        }
        self.update(|entries| {
            entries.retain(|_, entry| entry.store != store || !keys.contains(&entry.session_key));
        })
    }

    fn update<R>(&self, change: impl FnOnce(&mut Entries) -> R) -> Result<R, StoreError> {
        // Without the lock an entry of another process may be lost; the next session brings the index back.
        let lock = self.locks.acquire("index", Instant::now() + LOCK_PATIENCE);
        let mut entries = self.read();
        let result = change(&mut entries);
        self.write(&entries)?;
        drop::<Outcome>(lock);
        Ok(result)
    }

    fn read(&self) -> Entries {
        let stored = whole_file::regular(&self.path, LARGEST)
            .ok()
            .and_then(|json| serde_json::from_slice::<Stored>(&json).ok());
        let sessions = stored
            .filter(|stored| stored.version == VERSION)
            .map(|stored| stored.sessions);
        let entries = sessions.unwrap_or_default().into_iter();
        entries
            .filter_map(|(key, line)| Some((key.clone(), line.into_entry(&key)?)))
            .collect()
    }

    fn write(&self, entries: &Entries) -> Result<(), StoreError> {
        let sessions = entries
            .iter()
            .map(|(key, entry)| (key.clone(), Line::from(entry)))
            .collect();
        let json = serde_json::to_vec(&Stored {
            version: VERSION,
            sessions,
        })
        .map_err(|error| StoreError::file("write", &self.path)(error.into()))?;
        self.path
            .parent()
            .map_or(Ok(()), make_private_folder)
            .map_err(StoreError::file("create", &self.path))?;
        replace_file(&self.path, &json, Durability::Disposable).map_err(StoreError::file("write", &self.path))
    }
}

type Entries = BTreeMap<String, IndexEntry>;

#[derive(Deserialize, Serialize)]
struct Stored {
    version: u32,
    sessions: BTreeMap<String, Line>,
}

#[derive(Deserialize, Serialize)]
struct Line {
    profile: Option<String>,
    operation: String,
    role_arn: Option<String>,
    account: Option<String>,
    arn: Option<String>,
    access_key_id: String,
    issued_at: String,
    expiration: String,
    store: String,
}

impl From<&IndexEntry> for Line {
    fn from(entry: &IndexEntry) -> Self {
        Self {
            profile: entry.profile.clone(),
            operation: entry.operation.clone(),
            role_arn: entry.role_arn.clone(),
            account: entry.account.clone(),
            arn: entry.arn.clone(),
            access_key_id: entry.access_key_id.clone(),
            issued_at: entry.issued_at.to_string(),
            expiration: entry.expiration.to_string(),
            store: entry.store.to_string(),
        }
    }
}

impl Line {
    fn into_entry(self, key: &str) -> Option<IndexEntry> {
        Some(IndexEntry {
            session_key: SessionKey::from_stored(key)?,
            profile: self.profile,
            operation: self.operation,
            role_arn: self.role_arn,
            account: self.account,
            arn: self.arn,
            access_key_id: self.access_key_id,
            issued_at: Timestamp::parse(&self.issued_at)?,
            expiration: Timestamp::parse(&self.expiration)?,
            store: StoreName::from_record(&self.store)?,
        })
    }
}

const VERSION: u32 = 1;

/// In bytes; a session takes some 500.
const LARGEST: usize = 16 << 20;

/// Longer than a storm of writers takes; shorter than a person notices.
const LOCK_PATIENCE: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::*;

    fn entry(name: &str, expiration: i64) -> IndexEntry {
        IndexEntry {
            session_key: SessionKey::from_stored(name).unwrap(),
            profile: Some("prod".to_owned()),
            operation: "AssumeRole".to_owned(),
            role_arn: None,
            account: Some("333333333333".to_owned()),
            arn: None,
            access_key_id: "ASIAEXAMPLE".to_owned(),
            issued_at: Timestamp::from_seconds(0),
            expiration: Timestamp::from_seconds(expiration),
            store: StoreName::Kernel,
        }
    }

    #[test]
    fn keeps_what_is_not_over() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::new(&folder.path().join("state"));
        let now = Timestamp::from_seconds;
        assert_eq!(index.put(entry("a-one", 100), now(50)).unwrap(), []);
        assert_eq!(index.put(entry("a-two", 200), now(50)).unwrap(), []);
        assert_eq!(index.entries(now(50)), [entry("a-one", 100), entry("a-two", 200)]);
        assert_eq!(index.entries(now(100)), [entry("a-two", 200)]);
        assert_eq!(
            index.put(entry("a-three", 300), now(100)).unwrap(),
            [entry("a-one", 100)]
        );
        index
            .remove(&[SessionKey::from_stored("a-two").unwrap()], StoreName::File)
            .unwrap();
        assert_eq!(index.entries(now(100)).len(), 2, "it rests in another store");
        index
            .remove(&[SessionKey::from_stored("a-two").unwrap()], StoreName::Kernel)
            .unwrap();
        assert_eq!(index.entries(now(0)), [entry("a-three", 300)]);
    }

    #[test]
    fn a_broken_index_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::new(folder.path());
        index
            .put(entry("a-one", 100), Timestamp::from_seconds(0))
            .unwrap();
        let whole = fs::read(&index.path).unwrap();
        for length in 0..whole.len() {
            fs::write(&index.path, &whole[..length]).unwrap();
            assert_eq!(
                index.entries(Timestamp::from_seconds(0)),
                [],
                "prefix of {length}"
            );
        }
        fs::write(&index.path, r#"{"version":2,"sessions":{}}"#).unwrap();
        index
            .put(entry("a-two", 100), Timestamp::from_seconds(0))
            .unwrap();
        assert_eq!(index.entries(Timestamp::from_seconds(0)), [entry("a-two", 100)]);
    }

    #[test]
    fn no_writer_loses_anothers_entry() {
        let folder = tempfile::tempdir().unwrap();
        let index = Index::new(folder.path());
        thread::scope(|scope| {
            for writer in 0..8 {
                let index = &index;
                scope.spawn(move || {
                    for number in 0..20 {
                        index
                            .put(
                                entry(&format!("w{writer}-n{number}"), 100),
                                Timestamp::from_seconds(0),
                            )
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(index.entries(Timestamp::from_seconds(0)).len(), 160);
    }
}
