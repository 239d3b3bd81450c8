//! One file a command: arguments in, calls, output out.

pub mod clear;
pub mod completions;
pub mod credential_process;
pub mod exec;
pub mod explain;
pub mod export;
pub mod keys;
pub mod list;
pub mod login;
pub mod status;
pub mod whoami;

mod credentials;
