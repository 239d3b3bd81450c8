//! Where access keys rest: the OS keyring, else sealed files; never what forgets at reboot.

use std::cell::OnceCell;

use crate::credentials::AccessKey;
use crate::store::backend::Backend;
use crate::store::codec::{Kind, decode_access_key, encode_access_key};
use crate::store::key_record::{KeyRecord, RecordedKey};
use crate::store::passphrase::Passphrase;
use crate::store::sealed::Entry;
use crate::store::{Refusal, StoreError, StoreName, StoreSettings};
use crate::time::Timestamp;

/// Access keys at rest.
pub struct KeyStore<'a> {
    settings: StoreSettings<'a>,
    /// The first that works, once it is known.
    picked: OnceCell<Backend<'a>>,
    /// Why the OS keyring was not taken.
    passed_over: OnceCell<Refusal>,
}

impl<'a> KeyStore<'a> {
    /// Touches nothing yet.
    ///
    /// # Errors
    /// When a store was named that cannot keep keys, or is not of this platform.
    pub fn open(settings: StoreSettings<'a>) -> Result<Self, StoreError> {
        match settings.named {
            Some(name @ (StoreName::Kernel | StoreName::None)) => Err(StoreError::NotForKeys { name }),
            Some(name) if !name.is_of_this_platform() => Err(StoreError::OtherPlatform { name }),
            _ => Ok(Self {
                settings,
                picked: OnceCell::new(),
                passed_over: OnceCell::new(),
            }),
        }
    }

    /// Where a new key would go.
    ///
    /// # Errors
    /// When the named store, or every one, does not work.
    pub fn name(&self) -> Result<StoreName, StoreError> {
        self.picked().map(Backend::name)
    }

    /// Why the OS keyring is not where a new key would go.
    pub fn passed_over(&self) -> Option<(StoreName, &Refusal)> {
        self.passed_over
            .get()
            .map(|refusal| (StoreName::OS_KEYRING, refusal))
    }

    /// The key of that name, from the store that the record names, else from where a new one would go.
    ///
    /// # Errors
    /// When that store is locked or fails, or the key is damaged.
    pub fn access_key(&self, name: &str) -> Result<Option<AccessKey>, StoreError> {
        let record = self.with_store_of(name, |backend| backend.read(Kind::AccessKey, name))?;
        let Some((store, record)) = record else {
            return Ok(None);
        };
        let damaged = || StoreError::Damaged {
            store,
            entry: name.to_owned(),
        };
        decode_access_key(&record).map(Some).ok_or_else(damaged)
    }

    /// Keeps a key, in place of the one of that name wherever that rests, and records it.
    ///
    /// # Errors
    /// When the store is locked or fails (the older key is then still there), or when an older copy in another
    /// store could not be removed.
    pub fn put_access_key(&self, name: &str, key: &AccessKey, now: Timestamp) -> Result<(), StoreError> {
        // Read first: a damaged record, or none that could be written, must stop this before anything changes.
        let record = self.record()?;
        let older = self.recorded(name)?;
        let backend = self.picked()?;
        let entry = Entry {
            kind: Kind::AccessKey,
            name,
            expiration: None,
        };
        backend.write(&entry, &encode_access_key(key), now)?;
        let store = backend.name();
        record.put(&RecordedKey {
            name: name.to_owned(),
            access_key_id: key.access_key_id.clone(),
            added_at: now,
            store,
        })?;
        match older {
            Some(older) if older.store != store => self.remove_older(name, store, older.store),
            _ => Ok(()),
        }
    }

    /// Forgets a key; whether there was one.
    ///
    /// # Errors
    /// When its store is locked or fails.
    pub fn remove_access_key(&self, name: &str) -> Result<bool, StoreError> {
        let removed = self.with_store_of(name, |backend| {
            Ok(backend.remove(Kind::AccessKey, name)?.then_some(()))
        })?;
        let recorded = self.recorded(name)?;
        // A named store is not the recorded one: the recorded key is still where it was.
        if recorded
            .as_ref()
            .is_some_and(|key| self.settings.named.is_none_or(|named| named == key.store))
        {
            self.record()?.remove(name)?;
        }
        Ok(removed.is_some() || (recorded.is_some() && self.settings.named.is_none()))
    }

    /// The keys there are, without unlocking anything: names, access key IDs, when they were added, and where.
    ///
    /// # Errors
    /// When the record is damaged or cannot be read.
    pub fn access_keys(&self) -> Result<Vec<RecordedKey>, StoreError> {
        match &self.settings.state_folder {
            Some(_) => self.record()?.keys(),
            None => Ok(Vec::new()),
        }
    }

    /// What the record says of one key, without unlocking anything.
    ///
    /// # Errors
    /// As [`Self::access_keys`].
    pub fn recorded(&self, name: &str) -> Result<Option<RecordedKey>, StoreError> {
        Ok(self.access_keys()?.into_iter().find(|key| key.name == name))
    }

    fn record(&self) -> Result<KeyRecord, StoreError> {
        let folder = self
            .settings
            .state_folder
            .as_deref()
            .ok_or(StoreError::NoStateFolder)?;
        Ok(KeyRecord::new(folder, self.settings.deadline))
    }

    fn remove_older(&self, name: &str, now_in: StoreName, left_in: StoreName) -> Result<(), StoreError> {
        let removed =
            Backend::named(left_in, &self.settings).and_then(|backend| backend.remove(Kind::AccessKey, name));
        removed.map(drop).map_err(|source| StoreError::LeftBehind {
            name: name.to_owned(),
            now_in,
            left_in,
            source: Box::new(source),
        })
    }

    /// What `act` finds in the store that holds this key, and which store that is.
    fn with_store_of<T>(
        &self,
        name: &str,
        act: impl FnOnce(&Backend<'a>) -> Result<Option<T>, StoreError>,
    ) -> Result<Option<(StoreName, T)>, StoreError> {
        let elsewhere = match self.settings.named {
            Some(_) => None,
            None => self.recorded(name)?.map(|key| key.store),
        };
        if let Some(store) = elsewhere {
            let found = act(&Backend::named(store, &self.settings)?)?;
            return Ok(found.map(|answer| (store, answer)));
        }
        match self.picked() {
            Ok(backend) => Ok(act(backend)?.map(|answer| (backend.name(), answer))),
            // No folder, no OS keyring: no key was ever put anywhere.
            Err(StoreError::NoStateFolder) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn picked(&self) -> Result<&Backend<'a>, StoreError> {
        if let Some(backend) = self.picked.get() {
            return Ok(backend);
        }
        let backend = self.pick()?;
        Ok(self.picked.get_or_init(|| backend))
    }

    fn pick(&self) -> Result<Backend<'a>, StoreError> {
        if let Some(name) = self.settings.named {
            return Backend::named(name, &self.settings);
        }
        match Backend::keyring(&self.settings) {
            Ok(backend) => Ok(backend),
            Err(refusal) => {
                self.passed_over.get_or_init(|| refusal);
                Passphrase::open(&self.settings).map(Backend::File)
            }
        }
    }
}
