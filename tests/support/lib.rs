//! What the tests and the tour share: real parts on loopback, each behind a small handle.

pub mod environment;
pub mod leak;
pub mod peers;
pub mod processes;
pub mod sts;
#[cfg(target_os = "linux")]
pub mod keyring;
#[cfg(unix)]
pub mod terminal;
