//! The Linux kernel keyring: `user` keys in the user's keyring `@u`, which the kernel forgets by itself.
//!
//! A key may be read by its possessor only, not by the whole uid: a rootless container, whose root is the same
//! uid in another user namespace, sees nothing. A process possesses what its session keyring leads to; where
//! that does not lead to `@u` (a systemd service, some ssh logins) the answer is EACCES, and linking `@u` into
//! the process keyring cures it. That is done only then, since each process keyring is charged to the quota.
//!
//! A key is made in the process keyring, given its permissions and its timeout, and only then linked into
//! `@u`, where the link takes the place of the older key of that description: readers see the old one or the
//! new one, whenever the writer is killed.

use std::fs;
use std::thread;
use std::time::Duration;

use linux_keyutils::{
    Key, KeyError, KeyPermissionsBuilder, KeyRing, KeyRingIdentifier, KeySerialId, Permission,
};
use zeroize::Zeroizing;

use crate::store::backend::Written;
use crate::store::codec::SecretBytes;
use crate::store::error::PlatformFault;
use crate::store::{Refusal, StoreError, StoreName};

/// The user's keyring, `@u`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kernel {
    ring: KeyRing,
}

impl Kernel {
    /// Two system calls.
    ///
    /// # Errors
    /// When there is no such keyring here, or, unless it was `named`, when others may share it.
    pub(super) fn open(named: bool) -> Result<Self, Refusal> {
        if !named && is_shared_container() {
            return Err(Refusal::SharedContainer);
        }
        KeyRing::from_special_id(KeyRingIdentifier::User, false)
            .map(|ring| Self { ring })
            .map_err(|error| Refusal::NoKernelKeyring(fault(error)))
    }

    /// Two system calls; six where `@u` is not possessed.
    pub(super) fn read(&self, description: &str) -> Result<Option<SecretBytes>, StoreError> {
        match self.possessing(|| self.search_and_read(description)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if is_gone(error) => Ok(None),
            Err(error) => Err(failure(description, error)),
        }
    }

    /// Puts a key in place of the one of that description; it is forgotten after `lifetime`.
    pub(super) fn write(
        &self,
        description: &str,
        content: &[u8],
        lifetime: Option<Duration>,
    ) -> Result<Written, StoreError> {
        let mut result = self.replace(description, content, lifetime);
        if result == Err(KeyError::QuotaExceeded) && self.purge() {
            // The quota is given back after an RCU grace period, mostly some milliseconds. When it takes longer
            // this session rests in a file, and the next finds room.
            thread::sleep(GRACE);
            result = self.replace(description, content, lifetime);
        }
        match result {
            Ok(()) => Ok(Written::Kept),
            // A `user` key takes 32,767 bytes; beyond that it is EINVAL.
            Err(KeyError::QuotaExceeded | KeyError::InvalidArguments) => Ok(Written::NoRoom),
            Err(error) => Err(failure(description, error)),
        }
    }

    /// Whether there was one.
    pub(super) fn remove(&self, description: &str) -> Result<bool, StoreError> {
        match self.possessing(|| self.ring.unlink_key(self.ring.search(description)?)) {
            Ok(()) => Ok(true),
            // Search finds an expired key only to say that it is expired; the kernel drops it itself.
            Err(error) if is_gone(error) => Ok(false),
            Err(error) => Err(failure(description, error)),
        }
    }

    /// What follows `prefix` in the descriptions of the live keys; `None` where that cannot be listed.
    pub(super) fn names(&self, prefix: &str) -> Option<Vec<String>> {
        let keys = self.listed()?.into_iter();
        Some(
            keys.filter(|key| !key.dead)
                .filter_map(|key| key.description.strip_prefix(prefix).map(str::to_owned))
                .collect(),
        )
    }

    /// A key may be replaced between the search and the read: then its serial number means nothing any more.
    fn search_and_read(&self, description: &str) -> Result<SecretBytes, KeyError> {
        let mut last = KeyError::KeyDoesNotExist;
        for _ in 0..SEARCHES {
            match read_key(self.ring.search(description)?) {
                Err(error @ (KeyError::KeyDoesNotExist | KeyError::KeyRevoked | KeyError::AccessDenied)) => {
                    last = error
                }
                other => return other,
            }
        }
        Err(last)
    }

    fn replace(&self, description: &str, content: &[u8], lifetime: Option<Duration>) -> Result<(), KeyError> {
        let process = KeyRing::from_special_id(KeyRingIdentifier::Process, true)?;
        let key = process.add_key(description, content)?;
        let linked = restrict(key, lifetime).and_then(|()| self.ring.link_key(key));
        process.unlink_key(key)?;
        linked
    }

    /// Does it again with `@u` possessed, if it is denied without.
    fn possessing<T>(&self, act: impl Fn() -> Result<T, KeyError>) -> Result<T, KeyError> {
        match act() {
            Err(KeyError::AccessDenied) => {
                self.possess()?;
                act()
            }
            other => other,
        }
    }

    fn possess(&self) -> Result<(), KeyError> {
        KeyRing::from_special_id(KeyRingIdentifier::Process, true)?.link_keyring(self.ring)
    }

    /// Unlinks our expired keys, which the kernel charges for until it collects them (`gc_delay`).
    fn purge(&self) -> bool {
        let dead = self
            .listed()
            .unwrap_or_default()
            .into_iter()
            .filter(|key| key.dead);
        dead.filter(|key| self.ring.unlink_key(Key::from_id(key.serial)).is_ok())
            .count()
            > 0
    }

    /// `/proc/keys`, since the keyring's own list would have to describe foreign keys too, and those may be
    /// longer than the library's buffer. A container runtime may hide the file: then it is empty.
    fn listed(&self) -> Option<Vec<ListedKey>> {
        // What is not possessed is not listed. Where it cannot be linked the list is what it is.
        self.possess().ok();
        let table = fs::read_to_string("/proc/keys")
            .ok()
            .filter(|table| !table.is_empty())?;
        Some(table.lines().filter_map(ListedKey::parse).collect())
    }
}

/// A line of `/proc/keys` that is about a `user` key of ours.
struct ListedKey {
    serial: KeySerialId,
    dead: bool,
    description: String,
}

impl ListedKey {
    /// proc_keys(5): serial, flags, usage, timeout, permissions, uid, gid, type, description and summary.
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let serial = u32::from_str_radix(words.next()?, 16).ok()?.cast_signed();
        let flags = words.next()?;
        let timeout = words.nth(1)?;
        let (kind, description) = (words.nth(3)?, words.next()?);
        let description = description.strip_suffix(':').unwrap_or(description);
        (kind == "user" && description.starts_with(PREFIX)).then(|| Self {
            serial: KeySerialId::new(serial),
            dead: timeout == "expd" || flags.contains(['R', 'D', 'i']),
            description: description.to_owned(),
        })
    }
}

/// Security: the possessor alone; `user` keys start out visible to the whole uid.
fn restrict(key: Key, lifetime: Option<Duration>) -> Result<(), KeyError> {
    key.set_perms(KeyPermissionsBuilder::builder().posessor(Permission::ALL).build())?;
    match lifetime {
        Some(lifetime) => key.set_timeout(usize::try_from(lifetime.as_secs()).unwrap_or(usize::MAX).max(1)),
        None => Ok(()),
    }
}

fn read_key(key: Key) -> Result<SecretBytes, KeyError> {
    let mut content = Zeroizing::new(vec![0; USUAL_SIZE]);
    let mut length = key.read(&mut *content)?;
    if length > content.len() {
        content = Zeroizing::new(vec![0; length]);
        // Replaced meanwhile by a still larger one: what was read is no whole record, and is found to be none.
        length = key.read(&mut *content)?.min(content.len());
    }
    content.truncate(length);
    Ok(content)
}

/// There is no key, or none any more.
fn is_gone(error: KeyError) -> bool {
    matches!(
        error,
        KeyError::KeyDoesNotExist | KeyError::KeyExpired | KeyError::KeyRevoked
    )
}

fn failure(description: &str, error: KeyError) -> StoreError {
    let (store, entry) = (StoreName::Kernel, description.to_owned());
    match error {
        KeyError::AccessDenied | KeyError::PermissionDenied => StoreError::Denied { store, entry },
        KeyError::QuotaExceeded => StoreError::Full { store, entry },
        other => StoreError::Failed {
            store,
            entry,
            reason: fault(other),
        },
    }
}

fn fault(error: KeyError) -> PlatformFault {
    let words = match error {
        // Docker's default seccomp profile answers EPERM to every keyring call.
        KeyError::PermissionDenied => "the system calls are forbidden here",
        KeyError::OperationNotSupported => "this kernel has none",
        KeyError::Unknown(ENOSYS) => "this kernel has none",
        KeyError::OutOfMemory => "the kernel has no memory for it",
        KeyError::QuotaExceeded => "the quota of keys is used up",
        other => return PlatformFault(format!("{other:?}")),
    };
    PlatformFault(words.to_owned())
}

/// Whether this is a container whose user namespace is its host's: there `@u` belongs to everybody of that uid.
fn is_shared_container() -> bool {
    let namespace = |kind: &str| fs::read_link(format!("/proc/self/ns/{kind}")).ok();
    let is = |kind: &str, initial: &str| namespace(kind).is_some_and(|link| link.as_os_str() == initial);
    !is("pid", INITIAL_PID_NAMESPACE)
        && namespace("user").is_none_or(|link| link.as_os_str() == INITIAL_USER_NAMESPACE)
        && !is_wsl()
}

/// WSL 2 runs every distribution in a PID namespace of one virtual machine that is the person's own.
fn is_wsl() -> bool {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.to_ascii_lowercase().contains("microsoft")
}

/// Every description begins so.
pub(super) const PREFIX: &str = "rolehop:";

/// include/linux/proc_ns.h: PROC_PID_INIT_INO and PROC_USER_INIT_INO.
const INITIAL_PID_NAMESPACE: &str = "pid:[4026531836]";
const INITIAL_USER_NAMESPACE: &str = "user:[4026531837]";

const ENOSYS: i32 = 38;
const USUAL_SIZE: usize = 4096;
const SEARCHES: usize = 8;
const GRACE: Duration = Duration::from_millis(20);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernels_table() {
        for (line, expected) in [
            (
                "2d4aff65 I--Q---     2 59m 3f000000  1000  1000 user      rolehop:session:a-b: 12",
                Some(("rolehop:session:a-b", false)),
            ),
            (
                "0d4aff65 I--Q---     2 expd 3f000000  1000  1000 user      rolehop:session:a-b: 12",
                Some(("rolehop:session:a-b", true)),
            ),
            (
                "ffffffff IR-Q---     2 perm 3f000000  1000  1000 user      rolehop:seal: 40",
                Some(("rolehop:seal", true)),
            ),
            (
                "2d4aff65 I--Q---     2 perm 1f3f0000  1000 65534 keyring   _uid.1000: empty",
                None,
            ),
            (
                "2d4aff65 I--Q---     2 perm 3f010000  1000  1000 user      other: 3",
                None,
            ),
            ("2d4aff65 I--Q---", None),
            ("", None),
        ] {
            let read = ListedKey::parse(line);
            assert_eq!(
                read.as_ref().map(|key| (key.description.as_str(), key.dead)),
                expected,
                "{line}"
            );
        }
    }
}
