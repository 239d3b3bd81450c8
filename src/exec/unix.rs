//! Becoming the command: execvp(3).

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use nix::unistd::{User, getuid};

use super::{Environment, Program, value_of};

/// The command's process image takes the place of ours; returns only where it cannot.
///
/// The working folder, the standard streams, the signal mask and what was ignored stay as they were inherited.
/// `SIGPIPE`, which Rust's runtime ignores, gets its default back (as `Command` does it), and our own descriptors
/// are closed by the system.
pub(super) fn run(program: &Program, environment: &Environment) -> io::Result<i32> {
    let mut command = Command::new(&program.name);
    command.args(&program.arguments);
    command.env_clear();
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    Err(command.exec())
}

/// `$SHELL`, else the shell of the account, else `/bin/sh`.
pub(super) fn shell(environment: &Environment) -> OsString {
    let named = value_of(environment, "SHELL").filter(|shell| !shell.is_empty());
    let of_account = || {
        let user = User::from_uid(getuid()).ok().flatten()?;
        let shell = user.shell.into_os_string();
        (!shell.is_empty()).then_some(shell)
    };
    named
        .map(OsStr::to_owned)
        .or_else(of_account)
        .unwrap_or_else(|| OsString::from("/bin/sh"))
}
