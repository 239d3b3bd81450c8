//! Secrets at rest, by name: sessions in the [`SessionStore`], long-term keys in the [`KeyStore`].
//!
//! What rests where, and why one store is taken rather than another, is told in `docs/security.md`. Beside the
//! stores lie two files without secrets, the index of sessions and the record of access keys, so that showing
//! what there is unlocks nothing; and the locks that keep processes from doing a thing twice.
//!
//! A read has three answers: the record, nothing, or an error. A store that is locked or fails is the last,
//! never the second, for the caller would ask a person again for what is there. This room knows nothing of
//! STS, of profiles, or of terminals: a passphrase is asked for through a callback.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use secrecy::SecretString;
use thiserror::Error;

mod backend;
mod codec;
mod error;
mod index;
#[cfg(target_os = "linux")]
mod kernel;
#[cfg(not(target_os = "linux"))]
#[path = "store/no_kernel.rs"]
mod kernel;
mod key_record;
mod key_store;
mod keyring;
mod lock;
mod name;
mod overflow;
mod passphrase;
mod replace;
mod sealed;
mod session_store;
mod state_folder;

pub use error::{PlatformFault, StoreError, StoreErrorKind, Unanswered};
pub use index::{Index, IndexEntry};
pub use key_record::RecordedKey;
pub use key_store::KeyStore;
pub use lock::{Lock, Locks, Note, Outcome};
pub use name::StoreName;
pub use passphrase::UnlockedKey;
pub(crate) use replace::{Durability, make_private_folder, replace_file};
pub use session_store::SessionStore;
pub use state_folder::default_state_folder;

/// What a store needs to know. Making one touches nothing.
#[derive(Clone)]
pub struct StoreSettings<'a> {
    /// `--store`, `ROLEHOP_STORE`, or the configuration's; none: the first that works.
    pub named: Option<StoreName>,
    /// Where files rest; [`default_state_folder`] but in tests. None: nothing that needs files works.
    pub state_folder: Option<PathBuf>,
    /// `ROLEHOP_STORE_PASSPHRASE_FILE`.
    pub passphrase_file: Option<PathBuf>,
    /// Asks the person for the passphrase; none where nobody may be asked.
    pub ask: Option<&'a AskPassphrase<'a>>,
    /// Whether the OS keyring may ask its person to unlock it.
    pub may_unlock: bool,
    /// When waiting ends: for a person, for the OS keyring, for another process.
    pub deadline: Instant,
    /// Shared by stores that are opened one after the other, so that the passphrase is asked for once.
    pub unlocked: UnlockedKey,
}

/// Asks a person for the passphrase of the sealed files.
pub type AskPassphrase<'a> = dyn Fn(PassphraseQuestion) -> Result<SecretString, Unanswered> + 'a;

/// What the person is to be asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PassphraseQuestion {
    /// The passphrase that was chosen before; `attempt` counts from 1.
    Unlock {
        /// More than 1: the last one was wrong.
        attempt: u32,
    },
    /// A new one.
    New,
    /// The new one again.
    Repeat,
}

impl StoreSettings<'_> {
    /// The store that works by itself: nobody is asked, nothing is named.
    pub fn new(state_folder: Option<PathBuf>, deadline: Instant) -> Self {
        Self {
            named: None,
            state_folder,
            passphrase_file: None,
            ask: None,
            may_unlock: false,
            deadline,
            unlocked: UnlockedKey::default(),
        }
    }

    /// Whether others may read the passphrase file: worth a warning. Its permissions, as `chmod` takes them.
    #[cfg(unix)]
    pub fn exposed_passphrase_file(&self) -> Option<(&Path, u32)> {
        use std::os::unix::fs::PermissionsExt;
        let path = self.passphrase_file.as_deref()?;
        let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        let mode = metadata.permissions().mode() & 0o777;
        (mode & 0o044 != 0).then_some((path, mode))
    }

    /// Windows files inherit their access list from the person's folder.
    #[cfg(not(unix))]
    pub fn exposed_passphrase_file(&self) -> Option<(&Path, u32)> {
        None
    }
}

impl fmt::Debug for StoreSettings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSettings")
            .field("named", &self.named)
            .field("state_folder", &self.state_folder)
            .field("passphrase_file", &self.passphrase_file)
            .field("ask", &self.ask.is_some())
            .field("may_unlock", &self.may_unlock)
            .finish_non_exhaustive()
    }
}

/// Why a store was not taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// The system calls are missing or forbidden.
    #[error("there is no kernel keyring here")]
    NoKernelKeyring(#[source] PlatformFault),
    /// A container in its host's user namespace.
    #[error("the kernel keyring is shared with the container's host")]
    SharedContainer,
    /// Nothing answers; mostly there is no session bus.
    #[error("no keyring service answers")]
    NoService(#[source] PlatformFault),
    /// The Secret Service is there and has no default collection.
    #[error("the keyring service has no default keyring")]
    NoDefaultKeyring,
    /// Something is there and does not answer.
    #[error("the keyring service did not answer within {} s", .0.as_secs())]
    NoAnswer(Duration),
    /// No passphrase was chosen yet, and there is no passphrase file.
    #[error("no passphrase was set up")]
    NotSetUp,
    /// A passphrase was chosen, and nobody can be asked for it.
    #[error("nobody can be asked for the passphrase")]
    NobodyToAsk,
    /// There is no folder to keep files in.
    #[error("there is no home directory of this user to keep files in")]
    NoStateFolder,
}

impl Refusal {
    /// What would make the store work.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::NoKernelKeyring(_) => "use `--store file`".to_owned(),
            Self::SharedContainer => {
                "`--store kernel` takes it all the same: every process of this uid on the host can then read it"
                    .to_owned()
            }
            Self::NoService(_) | Self::NoAnswer(_) => {
                "run it in a desktop session, or use `--store file`".to_owned()
            }
            Self::NoDefaultKeyring => {
                "make a default keyring in the desktop's keyring program, or use `--store file`".to_owned()
            }
            Self::NotSetUp | Self::NobodyToAsk => {
                "use `--store file` on a terminal, or set `ROLEHOP_STORE_PASSPHRASE_FILE`".to_owned()
            }
            Self::NoStateFolder => "set `HOME` to a folder of this user's (with sudo: `sudo -H`)".to_owned(),
        })
    }
}

fn random(bytes: &mut [u8]) -> Result<(), StoreError> {
    getrandom::fill(bytes).map_err(|error| StoreError::NoRandomness(std::io::Error::other(error.to_string())))
}
