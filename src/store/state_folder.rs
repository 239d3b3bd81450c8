//! Where what is no secret rests, and the sealed files: a folder of the user's own, under the home directory.
//!
//! With `sudo` that keeps `HOME`, files of root's would lie in another's home, and shut their owner out. Somebody
//! who can write to a home could put a folder of their own there, and leave notes and locks in it. A home that is
//! named by a relative path is another one in every folder. In each of these cases there is no state folder, which
//! is told like a home that is missing.

use std::path::{Path, PathBuf};

/// `rolehop` in the platform's folder for state, under the home directory whatever the login session; none where
/// there is no home directory, or it is not this user's.
pub fn default_state_folder() -> Option<PathBuf> {
    let folder = dirs::state_dir().or_else(dirs::data_local_dir)?.join("rolehop");
    // A home that is missing is so on purpose (`/nonexistent`), and not ours to make.
    let has_home = dirs::home_dir().is_none_or(|home| !folder.starts_with(&home) || home.exists());
    (folder.is_absolute() && has_home && is_own(&folder)).then_some(folder)
}

/// Whether the folder is this user's, or can become so.
#[cfg(unix)]
fn is_own(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let user = nix::unistd::geteuid().as_raw();
    let owner = |path: &Path| std::fs::metadata(path).map(|metadata| metadata.uid()).ok();
    match owner(folder) {
        Some(owner) => owner == user,
        // Others than root cannot make a folder where they may not.
        None if user != 0 => true,
        None => folder.ancestors().find_map(owner) == Some(user),
    }
}

/// Windows keeps each user's folder by its access list.
#[cfg(not(unix))]
fn is_own(_folder: &Path) -> bool {
    true
}
