//! Where a record goes that a keyring has no room for: a sealed file whose random key rests in that keyring.

use std::path::Path;
use std::time::Instant;

use crate::store::codec::{Kind, SecretBytes};
use crate::store::lock::Locks;
use crate::store::sealed::{Entry, SealedFolder, SealingKey};
use crate::store::{StoreError, StoreName};
use crate::time::Timestamp;

/// The sealed files that belong to one keyring.
#[derive(Debug)]
pub(super) struct Overflow {
    store: StoreName,
    folder: Option<SealedFolder>,
    locks: Locks,
    deadline: Instant,
}

impl Overflow {
    pub(super) fn new(store: StoreName, state_folder: Option<&Path>, deadline: Instant) -> Self {
        let folder = state_folder.map(|folder| SealedFolder::new(folder.join("sealed").join(store.as_str())));
        Self {
            store,
            folder,
            locks: Locks::new(state_folder),
            deadline,
        }
    }

    /// `key` is asked for only if there is such a file.
    pub(super) fn read(
        &self,
        kind: Kind,
        name: &str,
        key: impl FnOnce() -> Result<Option<SealingKey>, StoreError>,
    ) -> Result<Option<SecretBytes>, StoreError> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let Some(sealed) = folder.read(kind, name)? else {
            return Ok(None);
        };
        let entry = Entry {
            kind,
            name,
            expiration: None,
        };
        let record = key()?.and_then(|key| key.open(&entry, &sealed));
        record.map(Some).ok_or_else(|| StoreError::Damaged {
            store: self.store,
            entry: name.to_owned(),
        })
    }

    /// Also removes what no key opens any more, or is over.
    pub(super) fn write(
        &self,
        entry: &Entry<'_>,
        record: &[u8],
        key: &SealingKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let folder = self.folder.as_ref().ok_or(StoreError::NoStateFolder)?;
        folder.write(entry, &key.seal(entry, record)?)?;
        folder.sweep(key.id(), now)
    }

    pub(super) fn remove(&self, kind: Kind, name: &str) -> Result<bool, StoreError> {
        self.folder
            .as_ref()
            .map_or(Ok(false), |folder| folder.remove(kind, name))
    }

    pub(super) fn session_names(&self) -> Result<Vec<String>, StoreError> {
        self.folder
            .as_ref()
            .map_or(Ok(Vec::new()), SealedFolder::session_names)
    }

    /// The keyring's sealing key; a new one if it has none. Made under a lock: of two made at once one would be
    /// lost, and with it the files that it sealed.
    pub(super) fn sealing_key(
        &self,
        find: impl Fn() -> Result<Option<SealingKey>, StoreError>,
        keep: impl FnOnce(&SealingKey) -> Result<(), StoreError>,
    ) -> Result<SealingKey, StoreError> {
        if let Some(key) = find()? {
            return Ok(key);
        }
        let lock = self.locks.acquire("sealing-key", self.deadline);
        let key = match find()? {
            Some(key) => key,
            None => {
                let key = SealingKey::random()?;
                keep(&key)?;
                key
            }
        };
        drop(lock);
        Ok(key)
    }
}
