//! The one writer to stderr: what a person reads beside the answer.
//!
//! Its rules: an error has three parts (what rolehop was doing, what it was told, what to do next); text from
//! outside is made harmless first; colour and progress are for terminals only; nothing here asks.
//! `credential-process` writes here only when it fails: an SDK may merge stderr into the answer.

pub mod message;
pub mod progress;
pub mod sanitize;
pub mod terminal;

use std::io::{self, Write};

/// Writes `text` to stderr. Nobody can be told that it failed.
pub fn write(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
