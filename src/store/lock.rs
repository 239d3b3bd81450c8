//! Locks between processes, so that one calls STS or asks a person while the others wait.
//!
//! A lock is a file in the state folder, locked through the operating system: it is free again when its holder
//! ends, however it ends. Waiting sleeps in the kernel, in a thread of its own so that a deadline can cut it
//! short. Beside the lock its holder may leave a note (why its attempt failed) for those who waited. A folder
//! where nothing can be locked is told as [`Outcome::Unlocked`]: going on is then the caller's choice.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::store::StoreError;
use crate::store::replace::{Durability, make_private_folder, private_options, replace_file};
use crate::time::Timestamp;
use crate::whole_file;

/// The locks of one state folder.
#[derive(Clone, Debug)]
pub struct Locks {
    folder: Option<PathBuf>,
}

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Outcome {
    /// It is ours until dropped.
    Held(Lock),
    /// Another still holds it.
    Busy,
    /// No lock can be had here at all: go on without, and warn.
    Unlocked(StoreError),
}

/// A lock that is held; dropping it, or the process' end, frees it.
#[derive(Debug)]
pub struct Lock {
    file: File,
    note: PathBuf,
}

/// What a holder left for those who waited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// Differs from that of every other note: read it before waiting, and compare.
    pub nonce: [u8; NONCE],
    /// When it was left.
    pub written_at: Timestamp,
    /// What the holder wrote. Never a secret.
    pub bytes: Vec<u8>,
}

impl Locks {
    /// The locks in `state_folder`; none at all where there is no such folder.
    pub fn new(state_folder: Option<&Path>) -> Self {
        Self {
            folder: state_folder.map(|folder| folder.join("locks")),
        }
    }

    /// Waits for the lock of this name until `deadline`.
    pub fn acquire(&self, name: &str, deadline: Instant) -> Outcome {
        self.outcome(name, Some(deadline))
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(&self, name: &str) -> Outcome {
        self.outcome(name, None)
    }

    /// The note that the last holder left, if any.
    pub fn note(&self, name: &str) -> Option<Note> {
        Note::decode(&whole_file::regular(&self.paths(name)?.1, LONGEST_NOTE).ok()?)
    }

    /// Removes the locks that nobody holds and nobody took in the last day, and their notes.
    ///
    /// Whoever opened such a file before sees after locking that it is gone, and opens it anew.
    pub fn sweep(&self, now: Timestamp) {
        let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else {
            return;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.extension().is_some_and(|extension| extension == LOCK) && is_old(&path, now) {
                remove_if_free(&path);
            }
        }
    }

    fn outcome(&self, name: &str, deadline: Option<Instant>) -> Outcome {
        let Some((path, note)) = self.paths(name) else {
            return Outcome::Unlocked(StoreError::NoStateFolder);
        };
        match lock_file(&path, deadline) {
            Ok(Some(file)) => Outcome::Held(Lock { file, note }),
            Ok(None) => Outcome::Busy,
            Err(error) => Outcome::Unlocked(StoreError::file("lock", path)(error)),
        }
    }

    fn paths(&self, name: &str) -> Option<(PathBuf, PathBuf)> {
        let stem = file_stem(name);
        let folder = self.folder.as_ref()?;
        Some((
            folder.join(format!("{stem}.{LOCK}")),
            folder.join(format!("{stem}.note")),
        ))
    }
}

impl Lock {
    /// Leaves `bytes` for those who wait; it is there before the lock is free. Never a secret.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn leave_note(&self, bytes: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let mut nonce = [0; NONCE];
        super::random(&mut nonce)?;
        let note = Note {
            nonce,
            written_at: now,
            bytes: bytes.to_vec(),
        };
        replace_file(&self.note, &note.encode(), Durability::Disposable)
            .map_err(StoreError::file("write", &self.note))
    }
}

impl Drop for Lock {
    /// Said aloud, since a child that was just forked may hold a copy of the descriptor.
    fn drop(&mut self) {
        drop(self.file.unlock());
    }
}

impl Note {
    fn encode(&self) -> Vec<u8> {
        [
            NOTE,
            &self.nonce,
            &self.written_at.seconds().to_le_bytes(),
            &self.bytes,
        ]
        .concat()
    }

    fn decode(stored: &[u8]) -> Option<Self> {
        let rest = stored.strip_prefix(NOTE)?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let (written_at, bytes) = rest.split_first_chunk::<8>()?;
        let written_at = Timestamp::from_seconds(i64::from_le_bytes(*written_at));
        Some(Self {
            nonce: *nonce,
            written_at,
            bytes: bytes.to_vec(),
        })
    }
}

/// `None` when another holds it at the deadline, or, without one, now.
fn lock_file(path: &Path, deadline: Option<Instant>) -> io::Result<Option<File>> {
    loop {
        let file = open(path)?;
        let locked = match (file.try_lock(), deadline) {
            (Ok(()), _) => Some(file),
            (Err(TryLockError::WouldBlock), None) => None,
            (Err(TryLockError::WouldBlock), Some(deadline)) => wait(file, deadline)?,
            (Err(TryLockError::Error(error)), _) => return Err(error),
        };
        match locked {
            Some(file) if !is_still(path, &file) => {}
            other => return Ok(other),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let options = || private_options().create(true).truncate(false).open(path);
    match options() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), make_private_folder)?;
            options()
        }
        other => other,
    }
}

/// Sleeps in the kernel until the lock is ours. A thread left behind at the deadline gives the lock back as
/// soon as it gets it, for nobody receives its file any more.
fn wait(file: File, deadline: Instant) -> io::Result<Option<File>> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("lock".to_owned())
        .stack_size(64 * 1024)
        .spawn(move || {
            let locked = lock_uninterrupted(&file);
            drop(sender.send(locked.map(|()| file)));
        })?;
    match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        Ok(locked) => locked.map(Some),
        Err(_) => Ok(None),
    }
}

fn lock_uninterrupted(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Whether the locked file is the one that others will find: a sweep may have removed it in between.
#[cfg(unix)]
fn is_still(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (fs::metadata(path).map(identity), file.metadata().map(identity)) {
        (Ok(found), Ok(locked)) => found == locked,
        _ => false,
    }
}

/// No sweep removes a file that is open here.
#[cfg(not(unix))]
fn is_still(_path: &Path, _file: &File) -> bool {
    true
}

#[cfg(unix)]
fn remove_if_free(path: &Path) {
    let Ok(file) = private_options().open(path) else {
        return;
    };
    if file.try_lock().is_ok() && is_still(path, &file) {
        // What cannot be removed now is removed by a later sweep.
        drop(fs::remove_file(path.with_extension("note")));
        drop(fs::remove_file(path));
    }
}

/// Windows has no cheap way to see that a name was given to another file: the files stay.
#[cfg(not(unix))]
fn remove_if_free(_path: &Path) {}

fn is_old(path: &Path, now: Timestamp) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    let since_epoch = modified
        .ok()
        .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since_epoch.is_some_and(|time| now.seconds() - time.as_secs().cast_signed() > 24 * 3600)
}

/// A session key as it is; anything else (a device's ARN, a terminal's path) as its hash.
fn file_stem(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.is_empty() && name.len() <= 100 && name.bytes().all(plain) {
        return name.to_owned();
    }
    // No plain name has an underscore, so the two never meet.
    format!("_{}", HEXLOWER.encode(&Sha256::digest(name.as_bytes())[..16]))
}

const NONCE: usize = 16;
const LOCK: &str = "lock";
const NOTE: &[u8] = b"RHN1";
/// In bytes; what an error says on stderr.
const LONGEST_NOTE: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    fn held(outcome: Outcome) -> Lock {
        match outcome {
            Outcome::Held(lock) => lock,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_holds_and_the_next_waits() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        let first = held(locks.try_acquire("a"));
        assert!(matches!(locks.try_acquire("a"), Outcome::Busy));
        let other_name = held(locks.try_acquire("arn:aws:iam::111111111111:mfa/alice"));
        let begun = Instant::now();
        assert!(matches!(
            locks.acquire("a", begun + Duration::from_millis(50)),
            Outcome::Busy
        ));
        assert!(begun.elapsed() >= Duration::from_millis(50));
        let waiter = thread::spawn({
            let locks = locks.clone();
            move || drop(held(locks.acquire("a", soon())))
        });
        drop((first, other_name));
        waiter.join().unwrap();
        drop(held(locks.try_acquire("a")));
    }

    #[test]
    fn a_thread_left_waiting_gives_the_lock_back() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        let first = held(locks.try_acquire("a"));
        assert!(matches!(locks.acquire("a", Instant::now()), Outcome::Busy));
        drop(first);
        drop(held(locks.acquire("a", soon())));
    }

    #[test]
    fn a_thousand_waiters_hold_it_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        let (inside, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let first = held(locks.try_acquire("a"));
        thread::scope(|scope| {
            for _ in 0..1_000 {
                let small = thread::Builder::new().stack_size(128 * 1024);
                small
                    .spawn_scoped(scope, || {
                        let lock = held(locks.acquire("a", Instant::now() + Duration::from_secs(60)));
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        done.fetch_add(1, Ordering::SeqCst);
                        drop(lock);
                    })
                    .unwrap();
            }
            drop(first);
        });
        assert_eq!(done.into_inner(), 1_000);
    }

    #[test]
    fn a_note_is_there_when_the_lock_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        assert_eq!(locks.note("a"), None);
        let lock = held(locks.try_acquire("a"));
        let now = Timestamp::from_seconds(1_000);
        lock.leave_note(b"refused", now).unwrap();
        let first = locks.note("a").unwrap();
        assert_eq!((first.written_at, first.bytes.as_slice()), (now, &b"refused"[..]));
        lock.leave_note(b"refused", now).unwrap();
        assert_ne!(locks.note("a").unwrap().nonce, first.nonce);
        assert_eq!(locks.note("b"), None);
    }

    #[test]
    fn a_broken_note_is_none() {
        let whole = Note {
            nonce: [7; NONCE],
            written_at: Timestamp::from_seconds(1),
            bytes: vec![],
        }
        .encode();
        assert!(Note::decode(&whole).is_some());
        for length in 0..whole.len() {
            assert_eq!(Note::decode(&whole[..length]), None, "prefix of {length}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let locks = Locks::new(Some(&file));
        let Outcome::Unlocked(reason) = locks.acquire("a", soon()) else {
            panic!("locked in a file")
        };
        assert!(reason.to_string().starts_with("cannot lock `"), "{reason}");
        assert!(matches!(
            Locks::new(None).try_acquire("a"),
            Outcome::Unlocked(StoreError::NoStateFolder)
        ));
    }

    #[cfg(unix)]
    #[test]
    fn a_sweep_spares_what_is_held_or_young() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        let tomorrow = Timestamp::now().plus(25 * 3600);
        let lock = held(locks.try_acquire("held"));
        drop(held(locks.try_acquire("free")));
        let count = || fs::read_dir(folder.path().join("locks")).unwrap().count();
        locks.sweep(Timestamp::now());
        assert_eq!(count(), 2);
        locks.sweep(tomorrow);
        assert_eq!(count(), 1);
        assert!(matches!(locks.try_acquire("held"), Outcome::Busy));
        drop(lock);
    }

    /// Sweeping while others lock: at no moment may two hold the same name.
    #[cfg(unix)]
    #[test]
    fn a_sweep_never_lets_two_in() {
        let folder = tempfile::tempdir().unwrap();
        let locks = Locks::new(Some(folder.path()));
        let inside = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let lock = held(locks.acquire("a", soon()));
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(lock);
                    }
                });
            }
            scope.spawn(|| {
                for _ in 0..2_000 {
                    locks.sweep(Timestamp::now().plus(25 * 3600));
                }
            });
        });
    }
}
