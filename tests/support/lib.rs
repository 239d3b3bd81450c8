//! What the tests and the tour share: real parts on loopback, each behind a small handle.

#[cfg(unix)]
pub mod terminal;
