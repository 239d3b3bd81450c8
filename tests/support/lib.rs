//! What the tests and the tour share: real parts on loopback, each behind a small handle.

pub mod environment;
#[cfg(target_os = "linux")]
pub mod keyring;
pub mod leak;
pub mod peers;
pub mod processes;
pub mod sts;
#[cfg(unix)]
pub mod terminal;
