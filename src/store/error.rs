//! What can go wrong with a store. A failed read is always one of these, never «nothing there».

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::store::{Refusal, StoreName};

/// Why a store could not do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No platform has a store of this name.
    #[error("there is no store `{name}`")]
    UnknownName {
        /// What was written.
        name: String,
    },
    /// Another platform has it.
    #[error("the store `{name}` is not of this platform")]
    OtherPlatform {
        /// What was written.
        name: StoreName,
    },
    /// The kernel keyring, or none, was named for what must last.
    #[error("access keys cannot rest in the store `{name}`")]
    NotForKeys {
        /// `kernel` or `none`.
        name: StoreName,
    },
    /// The store that was named does not work here.
    #[error("the store `{store}` cannot be used here")]
    Refused {
        /// The store that was named.
        store: StoreName,
        /// Why it cannot.
        #[source]
        reason: Refusal,
    },
    /// It is there, locked, and nobody may be asked to unlock it.
    #[error("the store `{store}` is locked")]
    Locked {
        /// Which store.
        store: StoreName,
    },
    /// The person was asked to unlock it and dismissed the prompt.
    #[error("unlocking the store `{store}` was cancelled")]
    UnlockCancelled {
        /// Which store.
        store: StoreName,
    },
    /// It did not answer in time; a locked one waits for its person.
    #[error("the store `{store}` did not answer within {} s", waited.as_secs())]
    NoAnswer {
        /// Which store.
        store: StoreName,
        /// How long it was waited for.
        waited: Duration,
    },
    /// It is there, and refuses this process.
    #[error("the store `{store}` denied access to `{entry}`")]
    Denied {
        /// Which store.
        store: StoreName,
        /// What was asked for.
        entry: String,
    },
    /// It has no room left.
    #[error("the store `{store}` has no room for `{entry}`")]
    Full {
        /// Which store.
        store: StoreName,
        /// What was to be stored.
        entry: String,
    },
    /// It failed in its own way.
    #[error("the store `{store}` failed on `{entry}`")]
    Failed {
        /// Which store.
        store: StoreName,
        /// What was asked for.
        entry: String,
        /// In the platform's words; holds no secret.
        #[source]
        reason: PlatformFault,
    },
    /// A long-term record is there and cannot be read back.
    #[error("`{entry}` in the store `{store}` is damaged")]
    Damaged {
        /// Which store.
        store: StoreName,
        /// What was asked for.
        entry: String,
    },
    /// The record of access keys, or the header of the sealed files, cannot be read back.
    #[error("the file `{}` is damaged", path.display())]
    DamagedFile {
        /// Which file.
        path: PathBuf,
    },
    /// The new secret is stored; its older copy in another store could not be removed.
    #[error("the access key `{name}` is in the store `{now_in}`, and an older one is still in `{left_in}`")]
    LeftBehind {
        /// The access key's name.
        name: String,
        /// Where it rests now.
        now_in: StoreName,
        /// Where the older copy still is.
        left_in: StoreName,
        /// Why it could not be removed.
        #[source]
        source: Box<StoreError>,
    },
    /// The passphrase does not open the sealed files.
    #[error("the passphrase does not open the sealed files in `{}`", folder.display())]
    PassphraseWrong {
        /// The sealed files.
        folder: PathBuf,
        /// The file that it was read from; none when a person typed it.
        file: Option<PathBuf>,
    },
    /// A person was needed and did not answer.
    #[error("the passphrase of the sealed files was not given")]
    PassphraseUnanswered(#[source] Unanswered),
    /// The two times did not match, or it was empty.
    #[error("the new passphrase was {}", if *empty { "empty" } else { "not repeated alike" })]
    PassphraseRefused {
        /// Empty, rather than not repeated alike.
        empty: bool,
    },
    /// Another process is asking for the passphrase, and did not end in time.
    #[error("another process is still asking for the passphrase")]
    PassphraseBusy,
    /// There is no folder to keep files in.
    #[error("there is no home directory of this user to keep files in")]
    NoStateFolder,
    /// A file or folder could not be read or written.
    #[error("cannot {doing} `{}`", path.display())]
    File {
        /// A verb: `read`, `write`, `remove`, `lock`, `create`.
        doing: &'static str,
        /// Which file or folder.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    NoRandomness(#[source] io::Error),
    /// Argon2 refused its parameters, or had no memory.
    #[error("the key could not be derived from the passphrase")]
    Derivation(#[source] PlatformFault),
}

/// A platform's own words about its failure. Never holds what was stored.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct PlatformFault(pub String);

/// Why a person gave no passphrase.
#[derive(Debug, Error)]
pub enum Unanswered {
    /// Nobody may be asked (`--no-input`), or there is no terminal.
    #[error("nobody could be asked")]
    NobodyToAsk,
    /// They cancelled.
    #[error("the prompt was cancelled")]
    Cancelled,
    /// They did not answer in time.
    #[error("nobody answered in time")]
    TimedOut,
    /// A signal ended the prompt, by its number.
    #[error("ended by signal {0}")]
    Signal(i32),
    /// The terminal failed.
    #[error("the terminal failed")]
    Terminal(#[source] io::Error),
}

/// What an error asks of the caller; the exit code follows from it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StoreErrorKind {
    /// A setting is wrong.
    Configuration,
    /// A person was needed and did not answer.
    Person,
    /// The store is locked, missing, or failed.
    Store,
}

impl StoreError {
    /// Which of the three kinds this is.
    pub fn kind(&self) -> StoreErrorKind {
        match self {
            Self::UnknownName { .. } | Self::OtherPlatform { .. } | Self::NotForKeys { .. } => {
                StoreErrorKind::Configuration
            }
            Self::PassphraseUnanswered(_) | Self::PassphraseBusy | Self::UnlockCancelled { .. } => {
                StoreErrorKind::Person
            }
            _ => StoreErrorKind::Store,
        }
    }

    /// What to do next.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::UnknownName { name } => nearest_name(name),
            Self::OtherPlatform { .. } => format!("the stores here: {}", names_here()),
            Self::NotForKeys { name } => format!(
                "{}; use `--store {}` or `--store file`",
                if *name == StoreName::Kernel { "it forgets them at reboot" } else { "it keeps nothing" },
                StoreName::OS_KEYRING
            ),
            Self::Refused { reason, .. } => return reason.help(),
            Self::Locked { store } | Self::UnlockCancelled { store } | Self::NoAnswer { store, .. } => {
                unlock_help(*store)
            }
            Self::Denied { store, .. } => denied_help(*store),
            Self::Full { .. } => "`rolehop clear` makes room; `keyctl show @u` lists what else is there".to_owned(),
            Self::Damaged { entry, .. } => format!("put it in again: `rolehop keys add {entry}`"),
            Self::DamagedFile { path } => format!(
                "restore `{}` from a backup; or move it away, and put in again what it held",
                path.display()
            ),
            Self::LeftBehind { name, left_in, .. } => {
                format!("`rolehop keys remove {name} --store {left_in}`")
            }
            Self::PassphraseWrong { file: Some(file), .. } => {
                format!("write the passphrase into `{}`", file.display())
            }
            Self::PassphraseUnanswered(_) => {
                "run it on a terminal, or set `ROLEHOP_STORE_PASSPHRASE_FILE` to a file that holds the passphrase"
                    .to_owned()
            }
            Self::NoStateFolder => "set `HOME` to a folder of this user's (with sudo: `sudo -H`)".to_owned(),
            _ => return None,
        })
    }

    pub(super) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}

fn names_here() -> String {
    StoreName::here()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn nearest_name(written: &str) -> String {
    // No store's name is longer, and what is far longer takes long to compare.
    let written = written.get(..32).unwrap_or(written);
    let nearest = StoreName::here()
        .max_by(|a, b| strsim::jaro_winkler(a, written).total_cmp(&strsim::jaro_winkler(b, written)));
    match nearest.filter(|name| strsim::jaro_winkler(name, written) > 0.7) {
        Some(name) => format!("did you mean `{name}`? The stores here: {}", names_here()),
        None => format!("the stores here: {}", names_here()),
    }
}

fn unlock_help(store: StoreName) -> String {
    match store {
        StoreName::Keychain => "unlock it: `security unlock-keychain`".to_owned(),
        _ => format!("unlock the `{store}` keyring in your desktop session, or use another with `--store`"),
    }
}

fn denied_help(store: StoreName) -> String {
    match store {
        StoreName::Kernel => {
            "`keyctl show @u` shows who owns the keys; another user's cannot be read".to_owned()
        }
        _ => format!("allow `rolehop` in the settings of the `{store}` keyring"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_exit_codes() {
        for (error, kind) in [
            (
                StoreError::NotForKeys {
                    name: StoreName::Kernel,
                },
                StoreErrorKind::Configuration,
            ),
            (
                StoreError::PassphraseUnanswered(Unanswered::NobodyToAsk),
                StoreErrorKind::Person,
            ),
            (
                StoreError::Locked {
                    store: StoreName::SecretService,
                },
                StoreErrorKind::Store,
            ),
        ] {
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.help().is_some(), "{error}");
        }
    }
}
