//! The OS keyring of the desktop: Secret Service, Keychain, Credential Manager, by the `keyring` crate.
//!
//! Every call runs in a thread with a deadline of ours, since a locked keyring answers only when its person
//! does. Records are written as base64: some services (KWallet) keep text only. The crate's errors are told
//! apart by variant and never shown as they are, for some hold the raw secret in their `Debug`.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use data_encoding::BASE64;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use crate::store::backend::Written;
use crate::store::codec::SecretBytes;
use crate::store::error::PlatformFault;
use crate::store::{Refusal, StoreError, StoreName};

/// The OS keyring, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyring {
    opened_at: Instant,
    deadline: Instant,
    /// Locked when it was opened, and nobody may be asked to unlock it.
    shut: bool,
}

/// What a keyring knows an item by; the two together are unique.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What kind of thing it is, as the keyring's own program shows it: `rolehop access key`.
    pub(super) service: &'static str,
    /// Which one.
    pub(super) name: String,
}

impl Keyring {
    /// # Errors
    /// When there is no such keyring here. A locked one is there.
    pub(super) fn open(may_unlock: bool, deadline: Instant) -> Result<Self, Refusal> {
        let opened_at = Instant::now();
        let state = in_time(deadline, probe).ok_or(Refusal::NoAnswer(opened_at.elapsed()))??;
        Ok(Self {
            opened_at,
            deadline,
            shut: state == Lockedness::Locked && !may_unlock,
        })
    }

    /// Whether reading would need its person.
    pub(super) fn is_locked(deadline: Instant) -> bool {
        !matches!(in_time(deadline, probe), Some(Ok(Lockedness::Unlocked)))
    }

    pub(super) fn read(&self, item: &Item) -> Result<Option<SecretBytes>, StoreError> {
        let text = self.ask(item, |entry| entry.get_secret().map(Zeroizing::new))?;
        let Some(text) = text else { return Ok(None) };
        let record = BASE64.decode(&text).map(Zeroizing::new);
        record.map(Some).map_err(|_| StoreError::Damaged {
            store: STORE,
            entry: item.name.clone(),
        })
    }

    pub(super) fn write(&self, item: &Item, record: &[u8]) -> Result<Written, StoreError> {
        if record.len() > LARGEST {
            return Ok(Written::NoRoom);
        }
        let mut text = Zeroizing::new(vec![0; BASE64.encode_len(record.len())]);
        BASE64.encode_mut(record, &mut text);
        let too_long = |error| match error {
            Error::TooLong(..) => Ok(Written::NoRoom),
            other => Err(other),
        };
        let written = self.ask(item, move |entry| {
            entry.set_secret(&text).map(|()| Written::Kept).or_else(too_long)
        })?;
        written.ok_or_else(|| failure(item.name.clone(), &Error::NoEntry))
    }

    /// Whether there was one.
    pub(super) fn remove(&self, item: &Item) -> Result<bool, StoreError> {
        Ok(self.ask(item, |entry| entry.delete_credential())?.is_some())
    }

    /// The names of the items of one kind; `None` where the platform cannot search by it.
    pub(super) fn names(&self, service: &'static str) -> Result<Option<Vec<String>>, StoreError> {
        if cfg!(windows) {
            return Ok(None);
        }
        let names = self.in_time(service, move || {
            let found = Entry::search(&HashMap::from([("service", service)]))?;
            Ok(found
                .iter()
                .filter_map(|entry| Some(entry.get_specifiers()?.1))
                .collect())
        });
        names.map(|names| names.or(Some(Vec::new())))
    }

    /// `None` when there is no such item.
    fn ask<T: Send + 'static>(
        &self,
        item: &Item,
        act: impl FnOnce(Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        let wanted = item.clone();
        self.in_time(&item.name, move || act(entry(&wanted)?))
    }

    fn in_time<T: Send + 'static>(
        &self,
        name: &str,
        act: impl FnOnce() -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<Option<T>, StoreError> {
        if self.shut {
            return Err(StoreError::Locked { store: STORE });
        }
        match in_time(self.deadline, act) {
            Some(Ok(answer)) => Ok(Some(answer)),
            Some(Err(Error::NoEntry)) => Ok(None),
            Some(Err(error)) => Err(failure(name.to_owned(), &error)),
            None => Err(StoreError::NoAnswer {
                store: STORE,
                waited: self.opened_at.elapsed(),
            }),
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Lockedness {
    Locked,
    Unlocked,
}

/// Asks the service itself, which the `keyring` crate would only do by unlocking.
#[cfg(all(unix, not(target_os = "macos")))]
fn probe() -> Result<Lockedness, Refusal> {
    use secret_service::blocking::SecretService;
    use secret_service::{EncryptionType, Error};
    let refused = |error: Error| match error {
        Error::NoResult => Refusal::NoDefaultKeyring,
        other => Refusal::NoService(PlatformFault(other.to_string())),
    };
    // Nothing secret passes on this connection.
    let service = SecretService::connect(EncryptionType::Plain).map_err(refused)?;
    let collection = service.get_default_collection().map_err(refused)?;
    let locked = collection.is_locked().map_err(refused)?;
    Ok(if locked {
        Lockedness::Locked
    } else {
        Lockedness::Unlocked
    })
}

/// Keychain and Credential Manager are part of the system; what they refuse is told when it is asked for.
#[cfg(any(target_os = "macos", windows))]
fn probe() -> Result<Lockedness, Refusal> {
    match keyring::Entry::store_status() {
        Ok(()) => Ok(Lockedness::Unlocked),
        Err(error) => Err(Refusal::NoService(words(error))),
    }
}

fn entry(item: &Item) -> keyring_core::Result<Entry> {
    if keyring::Entry::store_status().is_err() {
        return Err(Error::NoDefaultStore);
    }
    let label = format!("{} {}", item.service, item.name);
    let modifiers = match STORE {
        StoreName::SecretService => HashMap::from([("label", label.as_str())]),
        StoreName::Windows => HashMap::from([("target", label.as_str())]),
        _ => HashMap::new(),
    };
    Entry::new_with_modifiers(item.service, &item.name, &modifiers)
}

/// `None` when it takes longer. The thread is left to its call, and ends with the process.
fn in_time<T: Send + 'static>(deadline: Instant, act: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || drop(sender.send(act())));
    spawned.ok()?;
    receiver
        .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        .ok()
}

fn failure(entry: String, error: &Error) -> StoreError {
    match error {
        Error::NoStorageAccess(reason) | Error::PlatformFailure(reason) => {
            service_failure(entry, error, reason.as_ref())
        }
        Error::NoDefaultStore => StoreError::Refused {
            store: STORE,
            reason: Refusal::NoService(words(error)),
        },
        Error::BadEncoding(_) | Error::BadDataFormat(..) => StoreError::Damaged { store: STORE, entry },
        other => StoreError::Failed {
            store: STORE,
            entry,
            reason: words(other),
        },
    }
}

/// What the Secret Service answered, by its own error.
#[cfg(all(unix, not(target_os = "macos")))]
fn service_failure(
    entry: String,
    error: &Error,
    reason: &(dyn std::error::Error + Send + Sync + 'static),
) -> StoreError {
    use secret_service::Error as Service;
    let store = STORE;
    match reason.downcast_ref::<Service>() {
        Some(Service::Locked) => StoreError::Locked { store },
        Some(Service::Prompt | Service::PromptDisconnected) => StoreError::UnlockCancelled { store },
        Some(Service::NoResult) => StoreError::Refused {
            store,
            reason: Refusal::NoDefaultKeyring,
        },
        Some(Service::Unavailable) => StoreError::Refused {
            store,
            reason: Refusal::NoService(words(error)),
        },
        Some(other) if other.to_string().contains("Secret.Error.IsLocked") => StoreError::Locked { store },
        Some(other) if other.to_string().contains("AccessDenied") => StoreError::Denied { store, entry },
        _ => StoreError::Failed {
            store,
            entry,
            reason: words(error),
        },
    }
}

#[cfg(any(target_os = "macos", windows))]
fn service_failure(
    entry: String,
    error: &Error,
    _reason: &(dyn std::error::Error + Send + Sync + 'static),
) -> StoreError {
    match error {
        Error::NoStorageAccess(_) => StoreError::Denied { store: STORE, entry },
        other => StoreError::Failed {
            store: STORE,
            entry,
            reason: words(other),
        },
    }
}

/// Security: only what comes from the platform, and only its `Display`; some variants hold the secret.
fn words(error: &Error) -> PlatformFault {
    PlatformFault(match error {
        Error::PlatformFailure(reason) | Error::NoStorageAccess(reason) => reason.to_string(),
        Error::NoEntry => "it has no such entry".to_owned(),
        Error::Ambiguous(_) => "it has more than one entry of that name".to_owned(),
        Error::BadStoreFormat(_) => "its own data is damaged".to_owned(),
        Error::TooLong(attribute, limit) => format!("`{attribute}` is longer than {limit}"),
        Error::Invalid(attribute, _) => format!("it does not take this `{attribute}`"),
        Error::NoDefaultStore => "it could not be opened".to_owned(),
        Error::NotSupportedByStore(_) => "it cannot do that".to_owned(),
        _ => "it gave no reason".to_owned(),
    })
}

const STORE: StoreName = StoreName::OS_KEYRING;

/// Bytes of a record, before base64. CRED_MAX_CREDENTIAL_BLOB_SIZE of Windows is 2,560; the others take more
/// than a session can have.
const LARGEST: usize = if cfg!(windows) { 2560 / 4 * 3 } else { 256 * 1024 };

#[cfg(test)]
mod tests {
    use super::*;

    /// The crate's own `Debug` and some of its `Display` would show the bytes.
    #[test]
    fn no_error_shows_what_was_stored() {
        let secret = b"wJalrXUtnFEMI".to_vec();
        let platform = || PlatformFault("the platform's words".to_owned());
        for (error, expected) in [
            (
                Error::BadEncoding(secret.clone()),
                "`corp` in the store `secret-service` is damaged",
            ),
            (
                Error::BadDataFormat(secret, Box::new(platform())),
                "`corp` in the store `secret-service` is damaged",
            ),
            (
                Error::PlatformFailure(Box::new(platform())),
                "the store `secret-service` failed on `corp`",
            ),
            (
                Error::Ambiguous(vec![]),
                "the store `secret-service` failed on `corp`",
            ),
        ] {
            let failure = failure("corp".to_owned(), &error);
            assert_eq!(
                failure.to_string().replace(STORE.as_str(), "secret-service"),
                expected
            );
            let debug = format!("{failure:?}");
            assert!(
                !debug.contains("wJalrXUtnFEMI") && !debug.contains("119, 74"),
                "{debug}"
            );
        }
    }

    #[test]
    fn a_call_that_takes_too_long_is_given_up() {
        let begun = Instant::now();
        let answer = in_time(begun + std::time::Duration::from_millis(20), || {
            thread::sleep(std::time::Duration::from_secs(5));
        });
        assert_eq!(answer, None);
        assert!(begun.elapsed() < std::time::Duration::from_secs(4));
    }
}
