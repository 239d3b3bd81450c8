//! The codes that were sent to STS a short while ago: a code is good once, whichever route or command sent it.
//!
//! One small file a device in the state folder, owner-only, replaced whole. It is a help and not a lock: who may ask
//! for a device's code is settled by a lock before it is opened, and a lost or damaged file only means that STS
//! itself refuses the code.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use super::TokenCode;
use crate::time::Timestamp;
use crate::whole_file;

/// The time step of TOTP (RFC 6238, 5.2), which AWS's virtual devices keep.
const STEP: i64 = 30;

/// How long a code is remembered: longer than STS takes it, short enough that a new code is hardly ever an old one.
/// A record of the future, left by a clock that was set back, goes the same way.
const MEMORY: i64 = 600;

/// In bytes; a code takes some 80, and each device a code every half minute.
const LARGEST: usize = 64 * 1024;
const FIRST_LINE: &str = "rolehop sent MFA codes 1";

/// The record of one device.
#[derive(Debug)]
pub struct UsedCodes {
    file: Option<PathBuf>,
    salt: [u8; 16],
    sent: Vec<(String, Timestamp)>,
}

/// Seconds until a device shows its next code.
pub fn seconds_to_next(now: Timestamp) -> i64 {
    STEP - now.seconds().rem_euclid(STEP)
}

impl UsedCodes {
    /// Reads the record of the device `serial`; what cannot be read is an empty one, kept in this process alone
    /// where there is no folder.
    pub fn open(state_folder: Option<&Path>, serial: &str) -> Self {
        let name = HEXLOWER.encode(&Sha256::digest(serial.as_bytes())[..8]);
        let file = state_folder.map(|folder| folder.join(format!("mfa-{name}")));
        let text = file
            .as_deref()
            .and_then(|file| whole_file::regular(file, LARGEST).ok());
        let read = text.and_then(|text| read(str::from_utf8(&text).ok()?));
        let (salt, sent) = read.unwrap_or_else(|| (new_salt(), Vec::new()));
        Self { file, salt, sent }
    }

    /// Whether `code` was sent within the last minutes.
    pub fn was_sent(&self, code: &TokenCode, now: Timestamp) -> bool {
        let hash = self.hash(code);
        self.sent
            .iter()
            .any(|(sent, at)| *sent == hash && is_fresh(*at, now))
    }

    /// Remembers `code`, before it is sent: a process killed while it waits for STS has used it up too.
    ///
    /// When the file cannot be written, this process remembers it nevertheless.
    pub fn record(&mut self, code: &TokenCode, now: Timestamp) -> io::Result<()> {
        self.sent.retain(|(_, at)| is_fresh(*at, now));
        self.sent.push((self.hash(code), now));
        self.write()
    }

    /// Security: six digits are guessed in a moment from any hash. It is here so that no code stands on disk in the
    /// clear; what protects them is that they are used up, and the file's mode.
    #[expect(clippy::disallowed_methods, reason = "the code goes into a hash alone")]
    fn hash(&self, code: &TokenCode) -> String {
        let digest = Sha256::new()
            .chain_update(self.salt)
            .chain_update(code.as_secret().expose_secret());
        HEXLOWER.encode(&digest.finalize())
    }

    fn write(&self) -> io::Result<()> {
        let mut text = format!("{FIRST_LINE}\n{}\n", HEXLOWER.encode(&self.salt));
        for (hash, at) in &self.sent {
            text.push_str(&format!("{hash} {}\n", at.seconds()));
        }
        let Some(file) = &self.file else {
            return Err(io::ErrorKind::NotFound.into());
        };
        let new = file.with_extension(format!("{}.new", std::process::id()));
        let written = write_new(&new, &text).and_then(|()| fs::rename(&new, file));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(at).abs() <= MEMORY
}

type Record = ([u8; 16], Vec<(String, Timestamp)>);

fn read(text: &str) -> Option<Record> {
    let mut lines = text.strip_prefix(FIRST_LINE)?.lines().skip(1);
    let salt = HEXLOWER.decode(lines.next()?.as_bytes()).ok()?.try_into().ok()?;
    let entry = |line: &str| {
        let (hash, seconds) = line.split_once(' ')?;
        Some((hash.to_owned(), Timestamp::from_seconds(seconds.parse().ok()?)))
    };
    Some((salt, lines.filter_map(entry).collect()))
}

/// Without randomness the hash is unsalted, which costs little (see [`UsedCodes::hash`]).
fn new_salt() -> [u8; 16] {
    let mut salt = [0; 16];
    let _ = getrandom::fill(&mut salt);
    salt
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    // What a killed process with our id left behind.
    let _ = fs::remove_file(path);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_363_200);

    fn code(text: &str) -> TokenCode {
        TokenCode::parse(text).unwrap()
    }

    #[test]
    fn remembers_a_code_of_its_device_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("deep/state");
        let mut used = UsedCodes::open(Some(&state), "alice");
        assert!(!used.was_sent(&code("123456"), NOW));
        used.record(&code("123456"), NOW).unwrap();
        let again = UsedCodes::open(Some(&state), "alice");
        for (text, now, was_sent) in [
            ("123456", NOW, true),
            ("123456", NOW.plus(MEMORY), true),
            ("123456", NOW.plus(MEMORY + 1), false),
            ("123456", NOW.plus(-MEMORY - 1), false),
            ("654321", NOW, false),
        ] {
            assert_eq!(again.was_sent(&code(text), now), was_sent, "{text} {now}");
        }
        assert!(!UsedCodes::open(Some(&state), "bob").was_sent(&code("123456"), NOW));
    }

    #[test]
    fn forgets_what_is_old_and_takes_damage_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut used = UsedCodes::open(Some(folder.path()), "alice");
        used.record(&code("123456"), NOW).unwrap();
        used.record(&code("654321"), NOW.plus(MEMORY * 2)).unwrap();
        assert_eq!(used.sent.len(), 1);
        let whole = fs::read(used.file.as_ref().unwrap()).unwrap();
        for end in 0..whole.len() {
            fs::write(used.file.as_ref().unwrap(), &whole[..end]).unwrap();
            let damaged = UsedCodes::open(Some(folder.path()), "alice");
            assert!(!damaged.was_sent(&code("123456"), NOW));
        }
        fs::write(used.file.as_ref().unwrap(), [0xff, 0xfe]).unwrap();
        assert!(UsedCodes::open(Some(folder.path()), "alice").sent.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_the_owners_holds_no_code_and_leaves_nothing_beside() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let mut used = UsedCodes::open(Some(folder.path()), "alice");
        used.record(&code("123456"), NOW).unwrap();
        assert_eq!(
            fs::metadata(used.file.as_ref().unwrap())
                .unwrap()
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
        assert!(
            !fs::read_to_string(used.file.as_ref().unwrap())
                .unwrap()
                .contains("123456")
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn remembers_in_this_process_when_the_folder_fails() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("file");
        fs::write(&blocked, "").unwrap();
        let mut used = UsedCodes::open(Some(&blocked), "alice");
        assert!(used.record(&code("123456"), NOW).is_err());
        assert!(used.was_sent(&code("123456"), NOW));
    }

    #[test]
    fn counts_to_the_next_code() {
        for (second, wait) in [(0, 30), (1, 29), (29, 1), (30, 30), (-1, 1)] {
            assert_eq!(seconds_to_next(Timestamp::from_seconds(second)), wait);
        }
    }
}
