//! Where sessions rest: the first store that works, or the one that was named.

use crate::route::key::SessionKey;
use crate::session::Session;
use crate::store::backend::Backend;
use crate::store::codec::{Kind, decode_session, encode_session};
use crate::store::index::{Index, IndexEntry};
use crate::store::lock::Locks;
use crate::store::passphrase::Passphrase;
use crate::store::sealed::Entry;
use crate::store::{Refusal, StoreError, StoreName, StoreSettings};
use crate::time::Timestamp;

/// Sessions at rest.
pub struct SessionStore<'a> {
    backend: Backend<'a>,
    passed_over: Vec<(StoreName, Refusal)>,
    settings: StoreSettings<'a>,
}

impl<'a> SessionStore<'a> {
    /// Opens the named store, or the first that works; with none of them, the one that keeps nothing.
    ///
    /// On Linux this is mostly the kernel keyring, and then nothing else is touched.
    ///
    /// # Errors
    /// Only when a store was named, and is not of this platform or does not work.
    pub fn open(settings: StoreSettings<'a>) -> Result<Self, StoreError> {
        if let Some(name) = settings.named {
            let backend = Backend::named(name, &settings)?;
            return Ok(Self {
                backend,
                passed_over: Vec::new(),
                settings,
            });
        }
        let mut passed_over = Vec::new();
        let backend = first_that_works(&settings, &mut passed_over);
        Ok(Self {
            backend,
            passed_over,
            settings,
        })
    }

    /// Which store this is.
    pub fn name(&self) -> StoreName {
        self.backend.name()
    }

    /// The stores that come before it, and why each was not taken; empty when it was named.
    pub fn passed_over(&self) -> &[(StoreName, Refusal)] {
        &self.passed_over
    }

    /// [`Self::passed_over`] in words.
    pub fn why_passed_over(&self) -> String {
        let why = self
            .passed_over
            .iter()
            .map(|(store, why)| format!("`{store}`: {why}"));
        why.collect::<Vec<_>>().join("; ")
    }

    /// Whether reading would need a person first. Asks nobody; talks to the OS keyring if that is the store.
    pub fn is_locked(&self) -> bool {
        self.backend.is_locked(self.settings.deadline)
    }

    /// The session of that name, due or not. A damaged one, or one of another version, is none.
    ///
    /// # Errors
    /// When the store is locked or fails.
    pub fn session(&self, key: &SessionKey) -> Result<Option<Session>, StoreError> {
        match self.backend.read(Kind::Session, key.as_str()) {
            Ok(record) => Ok(record.and_then(|record| decode_session(&record))),
            Err(StoreError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps a session until it ends, in place of the one of that name, and writes it into the index.
    ///
    /// # Errors
    /// When the store is locked, full or fails; the older session is then still there. The index never fails
    /// it.
    pub fn put_session(&self, key: &SessionKey, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        if session.expiration <= now {
            return Ok(());
        }
        let entry = Entry {
            kind: Kind::Session,
            name: key.as_str(),
            expiration: Some(session.expiration),
        };
        self.backend.write(&entry, &encode_session(session), now)?;
        if self.name() != StoreName::None {
            self.note_in_index(key, session, now);
        }
        Ok(())
    }

    /// Forgets one session; whether there was one.
    ///
    /// # Errors
    /// When the store is locked or fails.
    pub fn remove_session(&self, key: &SessionKey) -> Result<bool, StoreError> {
        let was_there = self.backend.remove(Kind::Session, key.as_str())?;
        self.drop_from_index(std::slice::from_ref(key));
        Ok(was_there)
    }

    /// The names of all sessions in this store.
    ///
    /// # Errors
    /// When the store is locked or fails.
    pub fn session_keys(&self) -> Result<Vec<SessionKey>, StoreError> {
        if let Some(names) = self.backend.session_names()? {
            return Ok(names
                .iter()
                .filter_map(|name| SessionKey::from_stored(name))
                .collect());
        }
        // Where the platform cannot list them the index remembers them, those that are over included.
        let entries = self
            .index()
            .map(|index| index.entries(Timestamp::from_seconds(i64::MIN)));
        let here = entries
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| entry.store == self.name());
        Ok(here.map(|entry| entry.session_key).collect())
    }

    /// Forgets the sessions of one source ([`SessionKey::source`]); answers their names.
    ///
    /// # Errors
    /// When the store is locked or fails; some may be forgotten by then.
    pub fn remove_sessions_of(&self, source: &str) -> Result<Vec<SessionKey>, StoreError> {
        self.remove_sessions(|key| key.source() == source)
    }

    /// Forgets the sessions that `chosen` picks; answers their names.
    ///
    /// # Errors
    /// As [`Self::remove_sessions_of`].
    pub fn remove_sessions(
        &self,
        chosen: impl Fn(&SessionKey) -> bool,
    ) -> Result<Vec<SessionKey>, StoreError> {
        let keys: Vec<_> = self.session_keys()?.into_iter().filter(chosen).collect();
        for key in &keys {
            self.backend.remove(Kind::Session, key.as_str())?;
        }
        self.drop_from_index(&keys);
        Ok(keys)
    }

    /// The index of what this and other stores keep; none without a state folder.
    pub fn index(&self) -> Option<Index> {
        self.settings.state_folder.as_deref().map(Index::new)
    }

    /// What is over is forgotten here too, where the store does not do so itself.
    fn note_in_index(&self, key: &SessionKey, session: &Session, now: Timestamp) {
        let Some(index) = self.index() else { return };
        match index.put(IndexEntry::new(key, session, self.name()), now) {
            Ok(over) => self.forget(&over),
            Err(error) => tracing::debug!(%error, "the index of sessions could not be written"),
        }
        Locks::new(self.settings.state_folder.as_deref()).sweep(now);
    }

    fn forget(&self, over: &[IndexEntry]) {
        let here = over
            .iter()
            .filter(|entry| entry.store == self.name() && self.name() != StoreName::Kernel);
        for entry in here {
            if let Err(error) = self.backend.remove(Kind::Session, entry.session_key.as_str()) {
                tracing::debug!(%error, "an expired session could not be removed");
            }
        }
    }

    fn drop_from_index(&self, keys: &[SessionKey]) {
        if let Some(Err(error)) = self.index().map(|index| index.remove(keys, self.name())) {
            tracing::debug!(%error, "the index of sessions could not be written");
        }
    }
}

fn first_that_works<'a>(
    settings: &StoreSettings<'a>,
    passed_over: &mut Vec<(StoreName, Refusal)>,
) -> Backend<'a> {
    for name in StoreName::ALL
        .into_iter()
        .filter(|name| name.is_of_this_platform())
    {
        let opened = match name {
            StoreName::Kernel => Backend::kernel(settings, false),
            StoreName::File => silent_file(settings),
            StoreName::None => Ok(Backend::None),
            _ => Backend::keyring(settings),
        };
        match opened {
            Ok(backend) => return backend,
            Err(refusal) => passed_over.push((name, refusal)),
        }
    }
    Backend::None
}

/// Nobody who did not choose it is asked for a passphrase.
fn silent_file<'a>(settings: &StoreSettings<'a>) -> Result<Backend<'a>, Refusal> {
    let passphrase = Passphrase::open(settings).map_err(|_| Refusal::NoStateFolder)?;
    if passphrase.opens_silently() || (passphrase.is_set_up() && settings.ask.is_some()) {
        return Ok(Backend::File(passphrase));
    }
    Err(if passphrase.is_set_up() {
        Refusal::NobodyToAsk
    } else {
        Refusal::NotSetUp
    })
}
