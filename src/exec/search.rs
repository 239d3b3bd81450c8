//! Where a command was looked for: for errors only, the system itself finds what it runs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Whether `command` names a file by its path, so that `PATH` is not searched.
pub(super) fn is_path(command: &OsStr) -> bool {
    command.to_string_lossy().contains(std::path::is_separator)
}

/// The file that `command` stands for, whether or not it can be run.
pub(super) fn locate(command: &OsStr, path: Option<&OsStr>) -> Option<PathBuf> {
    if command.is_empty() {
        return None;
    }
    if is_path(command) {
        return Some(PathBuf::from(command)).filter(|file| file.exists());
    }
    let files = std::env::split_paths(path?).map(|folder| folder.join(command));
    let mut files = files.filter(|file| file.is_file());
    files.next()
}

/// The command of `path` whose name is nearly that: a letter in three may differ.
pub(super) fn nearest(command: &OsStr, path: Option<&OsStr>) -> Option<String> {
    let command = command.to_str().filter(|name| !is_path(OsStr::new(name)))?;
    let names = std::env::split_paths(path?)
        .filter_map(|folder| folder.read_dir().ok())
        .flatten()
        .filter_map(|entry| entry.ok());
    let length = command.chars().count();
    names
        .filter(|entry| entry.file_name().len().abs_diff(command.len()) <= length)
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())))
        .map(|(name, file)| (strsim::osa_distance(command, &name), name, file))
        .filter(|(distance, ..)| *distance <= length / 3)
        .filter(|(.., file)| is_executable(file))
        .min()
        .map(|(_, name, _)| name)
}

/// Whether the file may be run, as far as its permissions tell.
#[cfg(unix)]
pub(super) fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Whether the file may be run: elsewhere its permissions do not tell.
#[cfg(not(unix))]
pub(super) fn is_executable(file: &Path) -> bool {
    file.is_file()
}
