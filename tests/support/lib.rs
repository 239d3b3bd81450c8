//! What the tests and the tour share: real parts on loopback, each behind a small handle.

#[cfg(target_os = "linux")]
pub mod keyring;
