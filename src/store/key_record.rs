//! Which access keys there are, without their secrets: `keys.json`, readable with every store locked.
//!
//! Unlike the index it is not disposable: it says which store holds a key. What it does not understand it
//! keeps, and a damaged one is an error, never an empty one that would be written over it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::lock::{Locks, Outcome};
use crate::store::replace::{Durability, make_private_folder, replace_file};
use crate::store::{StoreError, StoreName};
use crate::time::Timestamp;
use crate::whole_file;

/// An access key, without its secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RecordedKey {
    /// The name that it was added under; a profile of that name uses it.
    pub name: String,
    /// Not a secret.
    pub access_key_id: String,
    /// When it was put in.
    pub added_at: Timestamp,
    /// Which store holds it.
    pub store: StoreName,
}

impl RecordedKey {
    /// Tells this key from another that was added under the same name: sessions of that one are not this one's.
    pub fn generation(&self) -> String {
        format!("{} {}", self.access_key_id, self.added_at.seconds())
    }
}

/// The record of one state folder.
#[derive(Debug)]
pub(super) struct KeyRecord {
    path: PathBuf,
    locks: Locks,
    deadline: Instant,
}

impl KeyRecord {
    pub(super) fn new(state_folder: &Path, deadline: Instant) -> Self {
        Self {
            path: state_folder.join("keys.json"),
            locks: Locks::new(Some(state_folder)),
            deadline,
        }
    }

    /// Every key that is understood, by name.
    pub(super) fn keys(&self) -> Result<Vec<RecordedKey>, StoreError> {
        let keys = self.read()?.keys.into_iter();
        Ok(keys
            .filter_map(|(name, line)| Line::deserialize(line).ok()?.into_key(name))
            .collect())
    }

    pub(super) fn put(&self, key: &RecordedKey) -> Result<(), StoreError> {
        self.update(|stored| {
            let line = stored
                .keys
                .entry(key.name.clone())
                .or_insert_with(|| Value::Object(serde_json::Map::new()));
            if !line.is_object() {
                *line = Value::Object(serde_json::Map::new());
            }
            line["access_key_id"] = key.access_key_id.clone().into();
            line["added_at"] = key.added_at.to_string().into();
            line["store"] = key.store.as_str().into();
        })
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), StoreError> {
        if self.read()?.keys.contains_key(name) {
            self.update(|stored| drop(stored.keys.remove(name)))?;
        }
        Ok(())
    }

    fn update(&self, change: impl FnOnce(&mut Stored)) -> Result<(), StoreError> {
        let lock = self.locks.acquire("keys", self.deadline);
        if let Outcome::Busy = lock {
            return Err(StoreError::file("lock", &self.path)(
                io::ErrorKind::TimedOut.into(),
            ));
        }
        let mut stored = self.read()?;
        change(&mut stored);
        let mut json = serde_json::to_vec_pretty(&stored)
            .map_err(|error| StoreError::file("write", &self.path)(error.into()))?;
        json.push(b'\n');
        self.path
            .parent()
            .map_or(Ok(()), make_private_folder)
            .map_err(StoreError::file("create", &self.path))?;
        replace_file(&self.path, &json, Durability::Lasting).map_err(StoreError::file("write", &self.path))
    }

    fn read(&self) -> Result<Stored, StoreError> {
        let damaged = || StoreError::DamagedFile {
            path: self.path.clone(),
        };
        match whole_file::regular(&self.path, LARGEST) {
            Ok(json) => serde_json::from_slice(&json).map_err(|_| damaged()),
            Err(error) if is_absent(&error) => Ok(Stored::default()),
            Err(error) => Err(StoreError::file("read", &self.path)(error)),
        }
    }
}

/// `HOME=/dev/null` is common for services: what would lie below a file is not there either.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// In bytes; a key takes some 150.
const LARGEST: usize = 16 << 20;

#[derive(Default, Deserialize, Serialize)]
struct Stored {
    #[serde(default)]
    keys: BTreeMap<String, Value>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Line {
    access_key_id: String,
    added_at: String,
    store: String,
}

impl Line {
    fn into_key(self, name: String) -> Option<RecordedKey> {
        Some(RecordedKey {
            name,
            access_key_id: self.access_key_id,
            added_at: Timestamp::parse(&self.added_at)?,
            store: StoreName::from_record(&self.store)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::*;

    fn record(folder: &Path) -> KeyRecord {
        KeyRecord::new(folder, Instant::now() + Duration::from_secs(20))
    }

    fn key(name: &str) -> RecordedKey {
        RecordedKey {
            name: name.to_owned(),
            access_key_id: "AKIAEXAMPLE".to_owned(),
            added_at: Timestamp::from_seconds(1_795_363_200),
            store: StoreName::File,
        }
    }

    #[test]
    fn keeps_what_it_does_not_understand() {
        let folder = tempfile::tempdir().unwrap();
        let record = record(folder.path());
        fs::write(
            &record.path,
            r#"{"later": 1, "keys": {"new": {"store": "cloud"}, "corp": {"note": "mine", "store": "kernel"}}}"#,
        )
        .unwrap();
        record.put(&key("corp")).unwrap();
        assert_eq!(record.keys().unwrap(), [key("corp")]);
        assert_eq!(
            fs::read_to_string(&record.path).unwrap(),
            r#"{
  "keys": {
    "corp": {
      "access_key_id": "AKIAEXAMPLE",
      "added_at": "2026-11-22T16:00:00Z",
      "note": "mine",
      "store": "file"
    },
    "new": {
      "store": "cloud"
    }
  },
  "later": 1
}
"#
        );
        record.remove("corp").unwrap();
        assert_eq!(record.keys().unwrap(), []);
        assert!(fs::read_to_string(&record.path).unwrap().contains("cloud"));
    }

    #[test]
    fn a_damaged_record_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let record = record(folder.path());
        fs::write(&record.path, "{\"keys\": {").unwrap();
        for result in [
            record.put(&key("corp")),
            record.remove("corp"),
            record.keys().map(drop),
        ] {
            assert!(
                matches!(result, Err(StoreError::DamagedFile { .. })),
                "{result:?}"
            );
        }
        assert_eq!(fs::read_to_string(&record.path).unwrap(), "{\"keys\": {");
    }
}
