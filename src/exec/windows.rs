//! Windows has no exec: rolehop starts the command, waits, and ends with its code.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Environment, Program, value_of};

/// Starts the command and waits for it; returns its exit code.
pub(super) fn run(program: &Program, environment: &Environment) -> io::Result<i32> {
    // Ctrl-C reaches every process of the console: the command answers it, and we wait for what it does. A handler
    // of ours does not pass on to the command, as ignoring it would.
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)))?;
    let mut command = Command::new(file_of(&program.name, environment));
    command.args(&program.arguments);
    command.env_clear();
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let status = command.status()?;
    Ok(status.code().unwrap_or(1))
}

/// `%COMSPEC%`, else `cmd.exe`.
pub(super) fn shell(environment: &Environment) -> OsString {
    let named = value_of(environment, "COMSPEC").filter(|shell| !shell.is_empty());
    named.map_or_else(|| OsString::from("cmd.exe"), OsStr::to_owned)
}

/// The file of a bare name by `PATH` and `PATHEXT`, as shells find it: the system alone would find `.exe` only.
fn file_of(name: &OsStr, environment: &Environment) -> PathBuf {
    let bare = PathBuf::from(name);
    if super::search::is_path(name) || Path::new(name).extension().is_some() {
        return bare;
    }
    let extensions = value_of(environment, "PATHEXT").and_then(OsStr::to_str);
    let extensions: Vec<&str> = extensions.unwrap_or(".COM;.EXE;.BAT;.CMD").split(';').collect();
    let path = value_of(environment, "PATH").unwrap_or_default();
    let files = std::env::split_paths(path).flat_map(|folder| {
        let with = |extension: &&str| {
            let mut file = name.to_owned();
            file.push(extension);
            folder.join(file)
        };
        extensions.iter().map(with).collect::<Vec<_>>()
    });
    let mut found = files.filter(|file| file.is_file());
    found.next().unwrap_or(bare)
}
