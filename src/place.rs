//! A line of a file: where a setting or a mistake stands.

use std::fmt;
use std::path::PathBuf;

/// Where a setting stands, for errors that name file and line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The file, as it was found.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}
