//! The name under which a session is stored: everything that shaped it, and nothing else.

use std::fmt;

/// Names one stored session: `SOURCE-DIGEST` in lower-case base32, safe as a file and key name.
///
/// Two routes have the same key exactly when STS would give them the same session.
/// `SOURCE` is the same for every session that was made from one source.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SessionKey(String);

impl SessionKey {
    /// Takes a name back from a store's listing.
    pub fn from_stored(name: &str) -> Option<Self> {
        let (source, digest) = name.split_once('-')?;
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (plain(source) && plain(digest)).then(|| Self(name.to_owned()))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that all sessions of one source share.
    pub fn source(&self) -> &str {
        self.0
            .split_once('-')
            .map_or(self.0.as_str(), |(source, _)| source)
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
