//! Sealed files under a passphrase: the store `file`.
//!
//! The key is derived with Argon2id. Its parameters and salt stand in the folder's header, with a verifier that
//! tells a wrong passphrase from a damaged file. Once derived, the key rests in the kernel keyring for twelve
//! hours where there is one, so that the passphrase is asked for once, not by every process.
//!
//! The header: `RHPH`, the version, memory in KiB, passes, lanes (four bytes each, little-endian), 16 bytes of
//! salt, eight that name the key, the verifier (a sealed empty record), eight bytes of SHA-256 over all that.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::store::codec::{Kind, SecretBytes};
use crate::store::error::{PlatformFault, Unanswered};
use crate::store::kernel::{Kernel, PREFIX};
use crate::store::lock::{Locks, Outcome};
use crate::store::replace::{Durability, make_private_folder, replace_file};
use crate::store::sealed::{Entry, KEY_ID, SealedFolder, SealingKey};
use crate::store::{AskPassphrase, PassphraseQuestion, StoreError, StoreName, StoreSettings, random};
use crate::time::Timestamp;
use crate::whole_file;

/// The derived key, once this process has it; stores opened with clones of it share it.
#[derive(Clone, Default)]
pub struct UnlockedKey(Rc<RefCell<Option<Rc<SealingKey>>>>);

impl UnlockedKey {
    fn key(&self) -> Option<Rc<SealingKey>> {
        self.0.borrow().clone()
    }

    fn keep(&self, key: SealingKey) -> Rc<SealingKey> {
        let key = Rc::new(key);
        self.0.replace(Some(Rc::clone(&key)));
        key
    }
}

impl std::fmt::Debug for UnlockedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.key().is_some() {
            "UnlockedKey(present)"
        } else {
            "UnlockedKey(absent)"
        })
    }
}

/// The sealed files of one state folder.
pub(super) struct Passphrase<'a> {
    folder: SealedFolder,
    locks: Locks,
    file: Option<PathBuf>,
    ask: Option<&'a AskPassphrase<'a>>,
    kernel: Option<Kernel>,
    deadline: Instant,
    unlocked: UnlockedKey,
}

impl<'a> Passphrase<'a> {
    /// Reads nothing yet.
    ///
    /// # Errors
    /// When there is no state folder.
    pub(super) fn open(settings: &StoreSettings<'a>) -> Result<Self, StoreError> {
        let state_folder = settings
            .state_folder
            .as_deref()
            .ok_or(StoreError::NoStateFolder)?;
        Ok(Self {
            folder: SealedFolder::new(state_folder.join("sealed").join(StoreName::File.as_str())),
            locks: Locks::new(Some(state_folder)),
            file: settings.passphrase_file.clone(),
            ask: settings.ask,
            // Security: shared with a container's host, it would show the key to everybody of that uid.
            kernel: Kernel::open(false).ok(),
            deadline: settings.deadline,
            unlocked: settings.unlocked.clone(),
        })
    }

    /// Whether a passphrase was chosen before.
    pub(super) fn is_set_up(&self) -> bool {
        self.header_path().exists()
    }

    /// Whether the key can be had with nobody asked.
    pub(super) fn opens_silently(&self) -> bool {
        let header = self.read_header().ok().flatten();
        self.file.is_some() || header.is_some_and(|header| self.resting_key(&header).is_some())
    }

    pub(super) fn read(&self, kind: Kind, name: &str) -> Result<Option<SecretBytes>, StoreError> {
        let Some(sealed) = self.folder.read(kind, name)? else {
            return Ok(None);
        };
        let entry = Entry {
            kind,
            name,
            expiration: None,
        };
        let record = match self.read_header()? {
            Some(header) => self.key(&header)?.open(&entry, &sealed),
            None => None,
        };
        record.map(Some).ok_or_else(|| StoreError::Damaged {
            store: StoreName::File,
            entry: name.to_owned(),
        })
    }

    pub(super) fn write(&self, entry: &Entry<'_>, record: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let key = match self.read_header()? {
            Some(header) => self.key(&header)?,
            None => self.set_up()?,
        };
        self.folder.write(entry, &key.seal(entry, record)?)?;
        self.folder.sweep(key.id(), now)
    }

    pub(super) fn remove(&self, kind: Kind, name: &str) -> Result<bool, StoreError> {
        self.folder.remove(kind, name)
    }

    pub(super) fn session_names(&self) -> Result<Vec<String>, StoreError> {
        self.folder.session_names()
    }

    fn key(&self, header: &Header) -> Result<Rc<SealingKey>, StoreError> {
        if let Some(key) = self.unlocked.key().filter(|key| header.is_of(key)) {
            return Ok(key);
        }
        let key = match self.resting_key(header) {
            Some(key) => key,
            None => self.derive(header)?,
        };
        Ok(self.unlocked.keep(key))
    }

    /// One process asks; those who waited find the key in the kernel keyring.
    fn derive(&self, header: &Header) -> Result<SealingKey, StoreError> {
        let _lock = self.lock()?;
        if let Some(key) = self.resting_key(header) {
            return Ok(key);
        }
        let key = match &self.file {
            Some(file) => header.unlock(&passphrase_in(file, self.deadline)?)?,
            None => self.ask_until_right(header)?,
        };
        let key = key.ok_or_else(|| StoreError::PassphraseWrong {
            folder: self.folder.path().to_owned(),
            file: self.file.clone(),
        })?;
        self.rest(&key);
        Ok(key)
    }

    fn ask_until_right(&self, header: &Header) -> Result<Option<SealingKey>, StoreError> {
        for attempt in 1..=ATTEMPTS {
            let passphrase = self.ask(PassphraseQuestion::Unlock { attempt })?;
            if let Some(key) = header.unlock(&passphrase)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Chooses the passphrase. Two processes at once: the second takes the header of the first.
    fn set_up(&self) -> Result<Rc<SealingKey>, StoreError> {
        let lock = self.lock()?;
        if let Some(header) = self.read_header()? {
            drop(lock);
            return self.key(&header);
        }
        let passphrase = match &self.file {
            Some(file) => passphrase_in(file, self.deadline)?,
            None => self.ask_for_new()?,
        };
        let (header, key) = Header::new(&passphrase, COST)?;
        make_private_folder(self.folder.path()).map_err(StoreError::file("create", self.folder.path()))?;
        let path = self.header_path();
        replace_file(&path, &header.bytes, Durability::Lasting).map_err(StoreError::file("write", path))?;
        self.rest(&key);
        Ok(self.unlocked.keep(key))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the two typings are compared; nothing is copied"
    )]
    fn ask_for_new(&self) -> Result<SecretString, StoreError> {
        let first = self.ask(PassphraseQuestion::New)?;
        let again = self.ask(PassphraseQuestion::Repeat)?;
        match first.expose_secret() {
            "" => Err(StoreError::PassphraseRefused { empty: true }),
            text if text == again.expose_secret() => Ok(first),
            _ => Err(StoreError::PassphraseRefused { empty: false }),
        }
    }

    fn ask(&self, question: PassphraseQuestion) -> Result<SecretString, StoreError> {
        let answer = self.ask.map_or(Err(Unanswered::NobodyToAsk), |ask| ask(question));
        answer.map_err(StoreError::PassphraseUnanswered)
    }

    /// Where nothing can be locked it goes on without: asking twice is better than not at all.
    fn lock(&self) -> Result<Outcome, StoreError> {
        match self.locks.acquire("passphrase", self.deadline) {
            Outcome::Busy => Err(StoreError::PassphraseBusy),
            outcome => Ok(outcome),
        }
    }

    fn resting_key(&self, header: &Header) -> Option<SealingKey> {
        let stored = self.kernel?.read(&header.description()).ok()??;
        SealingKey::from_bytes(&stored).filter(|key| header.is_of(key))
    }

    /// Where there is no room for it the passphrase is asked for again, no more.
    fn rest(&self, key: &SealingKey) {
        if let Some(kernel) = self.kernel {
            drop(kernel.write(&description(key.id()), &key.to_bytes(), Some(REST)));
        }
    }

    fn read_header(&self) -> Result<Option<Header>, StoreError> {
        let path = self.header_path();
        match whole_file::regular(&path, LONGEST) {
            Ok(mut bytes) => Header::parse(std::mem::take(&mut *bytes))
                .map(Some)
                .ok_or(StoreError::DamagedFile { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file("read", path)(error)),
        }
    }

    fn header_path(&self) -> PathBuf {
        self.folder.path().join("header")
    }
}

/// What a derivation costs.
#[derive(Clone, Copy)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    fn derive(self, passphrase: &SecretString, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        let failed = |error: argon2::Error| StoreError::Derivation(PlatformFault(error.to_string()));
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(failed)?;
        let mut secret = Zeroizing::new([0; 32]);
        #[expect(
            clippy::disallowed_methods,
            reason = "the key is derived from it; nothing is copied"
        )]
        let passphrase = passphrase.expose_secret().as_bytes();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(passphrase, salt, &mut *secret)
            .map_err(failed)?;
        Ok(secret)
    }

    /// A damaged or planted header may not ask for all the memory there is.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1 << 20 && self.passes <= 64 && self.lanes <= 16
    }
}

struct Header {
    cost: Cost,
    salt: [u8; SALT],
    id: [u8; KEY_ID],
    bytes: Vec<u8>,
}

impl Header {
    fn new(passphrase: &SecretString, cost: Cost) -> Result<(Self, SealingKey), StoreError> {
        let (mut salt, mut id) = ([0; SALT], [0; KEY_ID]);
        random(&mut salt)?;
        random(&mut id)?;
        let key = SealingKey::new(id, cost.derive(passphrase, &salt)?);
        let mut bytes = [MAGIC, &[VERSION]].concat();
        for number in [cost.memory_kib, cost.passes, cost.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(&id);
        bytes.extend_from_slice(&key.seal(&VERIFIER, b"")?);
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum[..CHECKSUM]);
        Ok((
            Self {
                cost,
                salt,
                id,
                bytes,
            },
            key,
        ))
    }

    fn parse(bytes: Vec<u8>) -> Option<Self> {
        let (content, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
        if Sha256::digest(content)[..CHECKSUM] != *sum {
            return None;
        }
        let rest = content.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
        let (memory_kib, rest) = number(rest)?;
        let (passes, rest) = number(rest)?;
        let (lanes, rest) = number(rest)?;
        let (salt, rest) = rest.split_first_chunk::<SALT>()?;
        let (id, _) = rest.split_first_chunk::<KEY_ID>()?;
        let (cost, salt, id) = (
            Cost {
                memory_kib,
                passes,
                lanes,
            },
            *salt,
            *id,
        );
        cost.is_bearable().then_some(Self {
            cost,
            salt,
            id,
            bytes,
        })
    }

    /// `None` when the passphrase is wrong.
    fn unlock(&self, passphrase: &SecretString) -> Result<Option<SealingKey>, StoreError> {
        let key = SealingKey::new(self.id, self.cost.derive(passphrase, &self.salt)?);
        Ok(self.is_of(&key).then_some(key))
    }

    fn is_of(&self, key: &SealingKey) -> bool {
        let verifier = &self.bytes[VERIFIER_AT..self.bytes.len() - CHECKSUM];
        key.open(&VERIFIER, verifier).is_some()
    }

    fn description(&self) -> String {
        description(self.id)
    }
}

fn description(id: [u8; KEY_ID]) -> String {
    format!("{PREFIX}passphrase:{}", HEXLOWER.encode(&id))
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

/// The file's content without the newline at its end. It may be a pipe of the person's password manager.
fn passphrase_in(file: &Path, deadline: Instant) -> Result<SecretString, StoreError> {
    let failed = |error| StoreError::file("read", file)(error);
    let content = whole_file::whatever(file, LONGEST, deadline).map_err(failed)?;
    let text = content.strip_suffix(b"\n").unwrap_or(&content);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let readable = str::from_utf8(text).ok().filter(|text| text.len() < LONGEST);
    match readable.ok_or_else(|| failed(io::ErrorKind::InvalidData.into()))? {
        "" => Err(StoreError::PassphraseRefused { empty: true }),
        text => Ok(SecretString::from(text)),
    }
}

/// RFC 9106, section 4, the second recommended option: 64 MiB, three passes, four lanes.
const COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
    lanes: 4,
};

/// How long the derived key rests in the kernel keyring.
const REST: Duration = Duration::from_secs(12 * 3600);

const ATTEMPTS: u32 = 3;
const LONGEST: usize = 4096;
const MAGIC: &[u8] = b"RHPH";
const VERSION: u8 = 1;
const SALT: usize = 16;
const CHECKSUM: usize = 8;
const VERIFIER_AT: usize = 4 + 1 + 12 + SALT + KEY_ID;
const VERIFIER: Entry<'static> = Entry {
    kind: Kind::Verifier,
    name: "passphrase",
    expiration: None,
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    const CHEAP: Cost = Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };

    #[test]
    fn a_header_knows_its_passphrase() {
        let (header, key) = Header::new(&"right".into(), CHEAP).unwrap();
        let header = Header::parse(header.bytes).unwrap();
        assert!(header.is_of(&key));
        assert!(header.unlock(&"right".into()).unwrap().is_some());
        assert!(header.unlock(&"wrong".into()).unwrap().is_none());
    }

    #[test]
    fn a_damaged_header_is_not_a_wrong_passphrase() {
        let (header, _) = Header::new(&"right".into(), CHEAP).unwrap();
        for length in 0..header.bytes.len() {
            assert!(
                Header::parse(header.bytes[..length].to_vec()).is_none(),
                "prefix of {length}"
            );
        }
        for bit in 0..header.bytes.len() * 8 {
            let mut flipped = header.bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::parse(flipped).is_none(), "bit {bit}");
        }
    }

    #[test]
    fn an_unbearable_header_is_refused() {
        for cost in [
            Cost {
                memory_kib: 1 << 21,
                ..CHEAP
            },
            Cost { passes: 65, ..CHEAP },
            Cost { lanes: 17, ..CHEAP },
        ] {
            assert!(!cost.is_bearable());
        }
        assert!(COST.is_bearable());
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the test compares the passphrase that it made up"
    )]
    fn cuts_one_newline_off_a_passphrase_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("passphrase");
        for (content, expected) in [
            ("secret", Some("secret")),
            ("secret\n", Some("secret")),
            ("secret\r\n", Some("secret")),
            ("two words \n\n", Some("two words \n")),
            ("\n", None),
            ("", None),
        ] {
            fs::write(&file, content).unwrap();
            let read = passphrase_in(&file, soon()).ok();
            assert_eq!(
                read.as_ref().map(|text| text.expose_secret()),
                expected,
                "{content:?}"
            );
        }
        fs::write(&file, "x".repeat(LONGEST + 1)).unwrap();
        passphrase_in(&file, soon()).unwrap_err();
        fs::write(&file, [0xFF]).unwrap();
        passphrase_in(&file, soon()).unwrap_err();
    }
}
