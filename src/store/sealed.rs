//! Sealed files: one encrypted record each, under a key that rests elsewhere.
//!
//! The form is `RHSE`, the format version, eight bytes that name the key, the expiration (seconds since the
//! Unix epoch, 0 for none), a random nonce of 24 bytes, and the record under XChaCha20-Poly1305. Everything
//! before the nonce, the record's kind and its name are associated data: a file that was renamed, or made from
//! another entry, does not open. Where the key comes from (a passphrase, the kernel keyring, the OS keyring) is
//! the callers' business.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::store::codec::{Kind, SecretBytes};
use crate::store::replace::{DRAFT, Durability, make_private_folder, replace_file};
use crate::store::{StoreError, random};
use crate::time::Timestamp;
use crate::whole_file;

/// A key of 32 bytes, with the eight by which its files are known.
pub(super) struct SealingKey {
    id: [u8; KEY_ID],
    secret: Zeroizing<[u8; 32]>,
}

impl SealingKey {
    pub(super) fn new(id: [u8; KEY_ID], secret: Zeroizing<[u8; 32]>) -> Self {
        Self { id, secret }
    }

    pub(super) fn random() -> Result<Self, StoreError> {
        let mut secret = Zeroizing::new([0; 32]);
        let mut id = [0; KEY_ID];
        random(&mut *secret)?;
        random(&mut id)?;
        Ok(Self { id, secret })
    }

    /// Takes back what `to_bytes` gave.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, secret) = bytes.split_first_chunk::<KEY_ID>()?;
        let secret: &[u8; 32] = secret.try_into().ok()?;
        Some(Self {
            id: *id,
            secret: Zeroizing::new(*secret),
        })
    }

    /// The form in which the key itself rests in a keyring.
    pub(super) fn to_bytes(&self) -> SecretBytes {
        let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_ID + 32));
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(&*self.secret);
        bytes
    }

    pub(super) fn id(&self) -> [u8; KEY_ID] {
        self.id
    }

    pub(super) fn seal(&self, entry: &Entry<'_>, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let head = self.head(entry.expiration);
        // Room for the tag from the start: a growing buffer would leave a copy of the record behind.
        let mut body = Zeroizing::new(Vec::with_capacity(record.len() + TAG));
        body.extend_from_slice(record);
        self.cipher()
            .encrypt_in_place(&XNonce::from(nonce), &associated(&head, entry), &mut *body)
            .map_err(|_| StoreError::Full {
                store: super::StoreName::File,
                entry: entry.name.to_owned(),
            })?;
        Ok([&head[..], &nonce, &body].concat())
    }

    /// `None` for what is no sealed file of this key and this entry.
    pub(super) fn open(&self, entry: &Entry<'_>, sealed: &[u8]) -> Option<SecretBytes> {
        let (head, rest) = sealed.split_at_checked(HEAD)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>()?;
        if head[..HEAD - 8] != self.head(None)[..HEAD - 8] {
            return None;
        }
        let mut record = Zeroizing::new(body.to_vec());
        self.cipher()
            .decrypt_in_place(&XNonce::from(*nonce), &associated(head, entry), &mut *record)
            .ok()?;
        Some(record)
    }

    fn head(&self, expiration: Option<Timestamp>) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        head[..4].copy_from_slice(MAGIC);
        head[4] = VERSION;
        head[5..5 + KEY_ID].copy_from_slice(&self.id);
        head[5 + KEY_ID..].copy_from_slice(&expiration.map_or(0, Timestamp::seconds).to_le_bytes());
        head
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.secret).into())
    }
}

/// What a sealed record belongs to.
pub(super) struct Entry<'a> {
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    /// Written in clear, so that a stale file is known without its key. Not looked at by `open`.
    pub(super) expiration: Option<Timestamp>,
}

/// A folder of sealed files.
#[derive(Clone, Debug)]
pub(super) struct SealedFolder {
    path: PathBuf,
}

impl SealedFolder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The sealed bytes, `None` when there is no such file.
    pub(super) fn read(&self, kind: Kind, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.file(kind, name);
        match whole_file::regular(&path, LARGEST) {
            Ok(mut sealed) => Ok(Some(std::mem::take(&mut *sealed))),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(StoreError::file("read", path)(error)),
        }
    }

    pub(super) fn write(&self, entry: &Entry<'_>, sealed: &[u8]) -> Result<(), StoreError> {
        make_private_folder(&self.path).map_err(StoreError::file("create", &self.path))?;
        let path = self.file(entry.kind, entry.name);
        // What expires in a day is not worth a second's wait for a slow disk; a long-term key is.
        let durability = if entry.expiration.is_some() {
            Durability::Disposable
        } else {
            Durability::Lasting
        };
        replace_file(&path, sealed, durability).map_err(StoreError::file("write", path))
    }

    /// Whether there was one.
    pub(super) fn remove(&self, kind: Kind, name: &str) -> Result<bool, StoreError> {
        let path = self.file(kind, name);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(StoreError::file("remove", path)(error)),
        }
    }

    /// The names of all sessions here; other kinds hide theirs.
    pub(super) fn session_names(&self) -> Result<Vec<String>, StoreError> {
        let names = self.files()?.into_iter().filter_map(|path| {
            let file = path.file_name()?.to_str()?;
            file.strip_suffix(SESSION).map(str::to_owned)
        });
        Ok(names.filter(|name| !name.starts_with('.')).collect())
    }

    /// Removes what is expired, what no key but `key` could open, and drafts that a killed process left.
    pub(super) fn sweep(&self, key: [u8; KEY_ID], now: Timestamp) -> Result<(), StoreError> {
        for path in self.files()? {
            let name = path.to_string_lossy();
            let stale = if name.ends_with(DRAFT) {
                is_old_draft(&path, now)
            } else {
                name.ends_with(SESSION)
                    && whole_file::regular(&path, LARGEST).is_ok_and(|sealed| is_stale(&sealed, key, now))
            };
            if stale {
                // Another process may have been first; a file that stays is swept the next time.
                drop(fs::remove_file(&path));
            }
        }
        Ok(())
    }

    fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        match fs::read_dir(&self.path) {
            Ok(entries) => Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect()),
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(StoreError::file("read", &self.path)(error)),
        }
    }

    /// A session's name says nothing; other names are hidden behind their hash.
    fn file(&self, kind: Kind, name: &str) -> PathBuf {
        match kind {
            Kind::Session => self.path.join(format!("{name}{SESSION}")),
            Kind::AccessKey | Kind::Verifier => {
                let hash = HEXLOWER.encode(&Sha256::digest(name.as_bytes())[..16]);
                self.path.join(format!("{hash}.{kind}"))
            }
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn is_stale(sealed: &[u8], key: [u8; KEY_ID], now: Timestamp) -> bool {
    let Some(head) = sealed.first_chunk::<HEAD>() else {
        return true;
    };
    let mut expiration = [0; 8];
    expiration.copy_from_slice(&head[5 + KEY_ID..]);
    let expiration = Timestamp::from_seconds(i64::from_le_bytes(expiration));
    head[5..5 + KEY_ID] != key || expiration <= now
}

/// An hour is longer than any write takes.
fn is_old_draft(path: &Path, now: Timestamp) -> bool {
    let modified = fs::metadata(path).and_then(|metadata| metadata.modified());
    let age = modified
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    age.is_some_and(|time| now.seconds() - time.as_secs().cast_signed() > 3600)
}

fn associated(head: &[u8], entry: &Entry<'_>) -> Vec<u8> {
    [head, &[entry.kind as u8], entry.name.as_bytes()].concat()
}

pub(super) const KEY_ID: usize = 8;
const MAGIC: &[u8; 4] = b"RHSE";
const VERSION: u8 = 1;
const HEAD: usize = 4 + 1 + KEY_ID + 8;
const NONCE: usize = 24;
const TAG: usize = 16;
const SESSION: &str = ".session";
/// In bytes; a record is a few KiB.
const LARGEST: usize = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Entry<'static> = Entry {
        kind: Kind::Session,
        name: "abc-def",
        expiration: None,
    };

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(&NAME, b"a record").unwrap();
        assert_eq!(**key.open(&NAME, &sealed).unwrap(), *b"a record");
        assert!(SealingKey::random().unwrap().open(&NAME, &sealed).is_none());
        let other_name = Entry {
            name: "abc-deg",
            ..NAME
        };
        assert!(key.open(&other_name, &sealed).is_none());
        let other_kind = Entry {
            kind: Kind::AccessKey,
            ..NAME
        };
        assert!(key.open(&other_kind, &sealed).is_none());
    }

    #[test]
    fn no_prefix_and_no_flipped_bit_opens() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(&NAME, b"a record").unwrap();
        for length in 0..sealed.len() {
            assert!(key.open(&NAME, &sealed[..length]).is_none(), "prefix of {length}");
        }
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(&NAME, &flipped).is_none(), "bit {bit}");
        }
    }

    #[test]
    fn a_key_comes_back_from_its_bytes() {
        let key = SealingKey::random().unwrap();
        let sealed = key.seal(&NAME, b"a record").unwrap();
        let back = SealingKey::from_bytes(&key.to_bytes()).unwrap();
        assert!(back.open(&NAME, &sealed).is_some());
        assert!(SealingKey::from_bytes(&key.to_bytes()[1..]).is_none());
    }

    #[test]
    fn a_sweep_takes_the_expired_the_foreign_and_the_broken() {
        let home = tempfile::tempdir().unwrap();
        let folder = SealedFolder::new(home.path().join("sealed"));
        let (key, old_key) = (SealingKey::random().unwrap(), SealingKey::random().unwrap());
        let now = Timestamp::from_seconds(1_000);
        for (name, key, expiration) in [
            ("a-good", &key, 1_001),
            ("a-expired", &key, 1_000),
            ("a-foreign", &old_key, 2_000),
        ] {
            let entry = Entry {
                kind: Kind::Session,
                name,
                expiration: Some(Timestamp::from_seconds(expiration)),
            };
            folder
                .write(&entry, &key.seal(&entry, b"record").unwrap())
                .unwrap();
        }
        let lasting = Entry {
            kind: Kind::AccessKey,
            name: "corp",
            expiration: None,
        };
        folder
            .write(&lasting, &old_key.seal(&lasting, b"record").unwrap())
            .unwrap();
        fs::write(folder.path().join("a-broken.session"), "x").unwrap();
        folder.sweep(key.id(), now).unwrap();
        assert_eq!(folder.session_names().unwrap(), ["a-good"]);
        assert!(folder.read(Kind::AccessKey, "corp").unwrap().is_some());
    }

    #[test]
    fn file_names_of_long_term_records_reveal_nothing() {
        let folder = SealedFolder::new(PathBuf::from("x"));
        let path = folder.file(Kind::AccessKey, "../corp");
        assert_eq!(path.parent(), Some(Path::new("x")));
        assert!(!path.to_string_lossy().contains("corp"));
    }
}
