//! The four places behind one interface: records in and out by kind and name, whatever they hold.

use std::time::Instant;

use crate::store::codec::{Kind, SecretBytes};
use crate::store::kernel::{Kernel, PREFIX};
use crate::store::keyring::{Item, Keyring};
use crate::store::overflow::Overflow;
use crate::store::passphrase::Passphrase;
use crate::store::sealed::{Entry, SealingKey};
use crate::store::{Refusal, StoreError, StoreName, StoreSettings};
use crate::time::Timestamp;

/// An opened store.
pub(super) enum Backend<'a> {
    Kernel(Kernel, Overflow),
    Keyring(Keyring, Overflow),
    File(Passphrase<'a>),
    None,
}

/// Whether there was room.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Written {
    Kept,
    NoRoom,
}

impl<'a> Backend<'a> {
    /// The store that a person named.
    pub(super) fn named(name: StoreName, settings: &StoreSettings<'a>) -> Result<Self, StoreError> {
        if !name.is_of_this_platform() {
            return Err(StoreError::OtherPlatform { name });
        }
        match name {
            StoreName::Kernel => Self::kernel(settings, true),
            StoreName::File => return Passphrase::open(settings).map(Self::File),
            StoreName::None => Ok(Self::None),
            _ => Self::keyring(settings),
        }
        .map_err(|reason| StoreError::Refused { store: name, reason })
    }

    pub(super) fn kernel(settings: &StoreSettings<'_>, named: bool) -> Result<Self, Refusal> {
        Kernel::open(named).map(|kernel| Self::Kernel(kernel, overflow(StoreName::Kernel, settings)))
    }

    pub(super) fn keyring(settings: &StoreSettings<'_>) -> Result<Self, Refusal> {
        let keyring = Keyring::open(settings.may_unlock, settings.deadline)?;
        Ok(Self::Keyring(keyring, overflow(StoreName::OS_KEYRING, settings)))
    }

    pub(super) fn name(&self) -> StoreName {
        match self {
            Self::Kernel(..) => StoreName::Kernel,
            Self::Keyring(..) => StoreName::OS_KEYRING,
            Self::File(_) => StoreName::File,
            Self::None => StoreName::None,
        }
    }

    /// Whether reading would need a person.
    pub(super) fn is_locked(&self, deadline: Instant) -> bool {
        match self {
            Self::Kernel(..) | Self::None => false,
            Self::Keyring(..) => Keyring::is_locked(deadline),
            Self::File(passphrase) => passphrase.is_set_up() && !passphrase.opens_silently(),
        }
    }

    pub(super) fn read(&self, kind: Kind, name: &str) -> Result<Option<SecretBytes>, StoreError> {
        match self {
            Self::Kernel(kernel, overflow) => match kernel.read(&description(kind, name))? {
                Some(record) => Ok(Some(record)),
                None => overflow.read(kind, name, || kernel_key(*kernel)),
            },
            Self::Keyring(keyring, overflow) => match keyring.read(&item(kind, name))? {
                Some(record) => Ok(Some(record)),
                None => overflow.read(kind, name, || keyring_key(*keyring)),
            },
            Self::File(passphrase) => passphrase.read(kind, name),
            Self::None => Ok(None),
        }
    }

    pub(super) fn write(&self, entry: &Entry<'_>, record: &[u8], now: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::Kernel(kernel, overflow) => write_to_kernel(*kernel, overflow, entry, record, now),
            Self::Keyring(keyring, overflow) => write_to_keyring(*keyring, overflow, entry, record, now),
            Self::File(passphrase) => passphrase.write(entry, record, now),
            Self::None => Ok(()),
        }
    }

    /// Whether there was one.
    pub(super) fn remove(&self, kind: Kind, name: &str) -> Result<bool, StoreError> {
        match self {
            Self::Kernel(kernel, overflow) => {
                let spilled = overflow.remove(kind, name)?;
                Ok(kernel.remove(&description(kind, name))? || spilled)
            }
            Self::Keyring(keyring, overflow) => {
                let spilled = overflow.remove(kind, name)?;
                Ok(keyring.remove(&item(kind, name))? || spilled)
            }
            Self::File(passphrase) => passphrase.remove(kind, name),
            Self::None => Ok(false),
        }
    }

    /// The names of the sessions; `None` where the store cannot list them all.
    pub(super) fn session_names(&self) -> Result<Option<Vec<String>>, StoreError> {
        let (listed, spilled) = match self {
            Self::Kernel(kernel, overflow) => (
                kernel.names(&description(Kind::Session, "")),
                overflow.session_names()?,
            ),
            Self::Keyring(keyring, overflow) => {
                (keyring.names(service(Kind::Session))?, overflow.session_names()?)
            }
            Self::File(passphrase) => (Some(passphrase.session_names()?), Vec::new()),
            Self::None => (Some(Vec::new()), Vec::new()),
        };
        Ok(listed.map(|mut names| {
            names.extend(spilled);
            names.sort();
            names.dedup();
            names
        }))
    }
}

fn overflow(store: StoreName, settings: &StoreSettings<'_>) -> Overflow {
    Overflow::new(store, settings.state_folder.as_deref(), settings.deadline)
}

/// The sealing key is made with the first session, while there is room for it; it waits for the day when there
/// is none left.
fn write_to_kernel(
    kernel: Kernel,
    overflow: &Overflow,
    entry: &Entry<'_>,
    record: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let keep = |key: &SealingKey| kept(entry.name, kernel.write(SEALING_KEY, &key.to_bytes(), None)?);
    let sealing_key = overflow.sealing_key(|| kernel_key(kernel), keep);
    let lifetime = entry.expiration.map(|expiration| expiration.remaining(now));
    let description = description(entry.kind, entry.name);
    match kernel.write(&description, record, lifetime)? {
        Written::Kept => overflow.remove(entry.kind, entry.name)?,
        Written::NoRoom => {
            overflow.write(entry, record, &sealing_key?, now)?;
            // The older one would be read first.
            kernel.remove(&description)?
        }
    };
    Ok(())
}

fn write_to_keyring(
    keyring: Keyring,
    overflow: &Overflow,
    entry: &Entry<'_>,
    record: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let item = item(entry.kind, entry.name);
    match keyring.write(&item, record)? {
        Written::Kept => overflow.remove(entry.kind, entry.name)?,
        Written::NoRoom => {
            let keep = |key: &SealingKey| {
                let key_item = sealing_key_item();
                keyring
                    .write(&key_item, &key.to_bytes())
                    .and_then(|written| kept(entry.name, written))
            };
            let key = overflow.sealing_key(|| keyring_key(keyring), keep)?;
            overflow.write(entry, record, &key, now)?;
            keyring.remove(&item)?
        }
    };
    Ok(())
}

fn kept(name: &str, written: Written) -> Result<(), StoreError> {
    match written {
        Written::Kept => Ok(()),
        Written::NoRoom => Err(StoreError::Full {
            store: StoreName::Kernel,
            entry: name.to_owned(),
        }),
    }
}

fn kernel_key(kernel: Kernel) -> Result<Option<SealingKey>, StoreError> {
    Ok(kernel
        .read(SEALING_KEY)?
        .and_then(|bytes| SealingKey::from_bytes(&bytes)))
}

fn keyring_key(keyring: Keyring) -> Result<Option<SealingKey>, StoreError> {
    Ok(keyring
        .read(&sealing_key_item())?
        .and_then(|bytes| SealingKey::from_bytes(&bytes)))
}

fn description(kind: Kind, name: &str) -> String {
    format!("{PREFIX}{kind}:{name}")
}

fn item(kind: Kind, name: &str) -> Item {
    Item {
        service: service(kind),
        name: name.to_owned(),
    }
}

fn sealing_key_item() -> Item {
    Item {
        service: "rolehop sealing key",
        name: "sealed files".to_owned(),
    }
}

/// As the keyring's own program shows it.
fn service(kind: Kind) -> &'static str {
    match kind {
        Kind::Session => "rolehop session",
        Kind::AccessKey => "rolehop access key",
        Kind::Verifier => "rolehop verifier",
    }
}

const SEALING_KEY: &str = "rolehop:sealing-key";
