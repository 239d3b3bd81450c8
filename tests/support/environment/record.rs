//! What a [`TestEnv`](super::TestEnv) remembers of its test, and the search for leaks in it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::leak::Searcher;

/// The secrets of a test, and where they must not be.
#[derive(Default)]
pub struct Record {
    secrets: Vec<Secret>,
    captured: Vec<Captured>,
    written: HashMap<PathBuf, Vec<u8>>,
}

struct Secret {
    value: Vec<u8>,
    of_a_session: bool,
}

/// Something that was printed or seen, and where.
struct Captured {
    place: String,
    text: Vec<u8>,
    may_hold_session_secrets: bool,
}

impl Record {
    /// Adds a secret to search for.
    pub fn secret(&mut self, value: &str, of_a_session: bool) {
        self.secrets.push(Secret {
            value: value.as_bytes().to_vec(),
            of_a_session,
        });
    }

    /// Adds a text to search, and what to call the place where it was seen.
    pub fn captured(&mut self, place: String, text: Vec<u8>, may_hold_session_secrets: bool) {
        self.captured.push(Captured {
            place,
            text,
            may_hold_session_secrets,
        });
    }

    /// Exempts a file that the test itself wrote, as long as it holds exactly this.
    pub fn wrote(&mut self, path: &Path, text: &[u8]) {
        self.written.insert(path.to_owned(), text.to_vec());
    }

    /// Every leak in what was captured and in the files below `home`, a line each.
    pub fn leaks(&self, home: &Path) -> Vec<String> {
        let every = searcher(self.secrets.iter());
        let long_term = searcher(self.secrets.iter().filter(|secret| !secret.of_a_session));
        let mut leaks = Vec::new();
        for Captured {
            place,
            text,
            may_hold_session_secrets,
        } in &self.captured
        {
            let searcher = if *may_hold_session_secrets {
                &long_term
            } else {
                &every
            };
            leaks.extend(told(searcher, place, text));
        }
        for path in files_below(home) {
            let name = path.strip_prefix(home).unwrap_or(&path).display().to_string();
            leaks.extend(told(
                &every,
                &format!("the name of the file {name}"),
                name.as_bytes(),
            ));
            let text = fs::read(&path).unwrap_or_default();
            if self.written.get(&path) != Some(&text) {
                leaks.extend(told(&every, &format!("the file {name}"), &text));
            }
        }
        leaks
    }

    /// Forgets the secrets: for a test of the search itself, whose environment must not fail when it is dropped.
    #[cfg(test)]
    pub fn forget(&mut self) {
        self.secrets.clear();
    }
}

fn searcher<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Searcher {
    let mut searcher = Searcher::default();
    for secret in secrets {
        searcher.add(&secret.value);
    }
    searcher
}

fn told(searcher: &Searcher, place: &str, text: &[u8]) -> impl Iterator<Item = String> {
    let leaks = searcher.search(text).into_iter();
    leaks.map(move |leak| {
        format!(
            "{} {} in {place}, byte {}",
            leak.secret, leak.encoding, leak.offset
        )
    })
}

/// Every regular file below `folder`; links are not followed, what vanishes meanwhile is passed over.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .collect::<io::Result<Vec<_>>>()
        .unwrap_or_default();
    let mut files = Vec::new();
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}
