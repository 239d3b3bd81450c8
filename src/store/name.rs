//! The stores' names, as `--store`, `ROLEHOP_STORE` and the configuration write them.

use std::fmt;
use std::str::FromStr;

use crate::store::StoreError;

/// A place where secrets rest.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum StoreName {
    /// The Linux kernel keyring.
    Kernel,
    /// The Secret Service of a Linux desktop.
    SecretService,
    /// The macOS Keychain.
    Keychain,
    /// The Windows Credential Manager.
    Windows,
    /// Sealed files under a passphrase.
    File,
    /// Nothing is kept.
    None,
}

impl StoreName {
    /// Every store, of every platform.
    pub const ALL: [Self; 6] = [
        Self::Kernel,
        Self::SecretService,
        Self::Keychain,
        Self::Windows,
        Self::File,
        Self::None,
    ];

    /// The OS keyring of this platform's desktop.
    pub const OS_KEYRING: Self = if cfg!(target_os = "macos") {
        Self::Keychain
    } else if cfg!(windows) {
        Self::Windows
    } else {
        Self::SecretService
    };

    /// The name as a person writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kernel => "kernel",
            Self::SecretService => "secret-service",
            Self::Keychain => "keychain",
            Self::Windows => "windows",
            Self::File => "file",
            Self::None => "none",
        }
    }

    /// Whether this platform can have such a store at all.
    pub fn is_of_this_platform(self) -> bool {
        match self {
            Self::Kernel => cfg!(target_os = "linux"),
            Self::File | Self::None => true,
            os_keyring => os_keyring == Self::OS_KEYRING,
        }
    }

    /// Reads a name that a record holds, which may have been written on another platform.
    pub(super) fn from_record(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }

    /// The names of this platform, for help.
    pub(super) fn here() -> impl Iterator<Item = &'static str> {
        Self::ALL
            .into_iter()
            .filter(|name| name.is_of_this_platform())
            .map(Self::as_str)
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StoreName {
    type Err = StoreError;

    /// # Errors
    /// When there is no such store, or not on this platform.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        let name = Self::from_record(text).ok_or_else(|| StoreError::UnknownName {
            name: text.to_owned(),
        })?;
        if name.is_of_this_platform() {
            Ok(name)
        } else {
            Err(StoreError::OtherPlatform { name })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_names_of_this_platform() {
        for name in StoreName::here() {
            assert_eq!(name.parse::<StoreName>().unwrap().to_string(), name);
        }
        assert_eq!(StoreName::from_record("keychain"), Some(StoreName::Keychain));
    }

    #[test]
    fn tells_a_mistyped_name_from_another_platforms() {
        let mistyped = "kernal".parse::<StoreName>().unwrap_err();
        assert_eq!(mistyped.to_string(), "there is no store `kernal`");
        #[cfg(target_os = "linux")]
        {
            assert_eq!(
                mistyped.help().unwrap(),
                "did you mean `kernel`? The stores here: `kernel`, `secret-service`, `file`, `none`"
            );
            let foreign = "windows".parse::<StoreName>().unwrap_err();
            assert_eq!(foreign.to_string(), "the store `windows` is not of this platform");
            assert_eq!(
                foreign.help().unwrap(),
                "the stores here: `kernel`, `secret-service`, `file`, `none`"
            );
        }
    }
}
