//! Writes a file by replacing it whole: a crash, a full disk or a kill leaves the old content or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

/// Whether a power cut may take the new content back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Durability {
    /// On the disk before this returns.
    Lasting,
    /// What can be made again.
    Disposable,
}

/// Puts `content` at `path`, for its owner alone (0600). The folder must be there.
///
/// # Errors
/// When the folder cannot be written or has no room; then the old content is untouched.
pub(crate) fn replace_file(path: &Path, content: &[u8], durability: Durability) -> io::Result<()> {
    let draft = draft_beside(path)?;
    let written = write_draft(&draft, content, durability).and_then(|()| fs::rename(&draft, path));
    if let Err(error) = written {
        // The draft is worth nothing; what the caller must hear is why it could not be written.
        drop(fs::remove_file(&draft));
        return Err(error);
    }
    match durability {
        Durability::Lasting => sync_folder(path),
        Durability::Disposable => Ok(()),
    }
}

/// Makes `folder` and its parents, for their owner alone (0700).
pub(crate) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens for writing what only its owner may open (0600); neither a pipe that nobody reads nor a link.
pub(super) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use nix::fcntl::OFlag;

        let flags = OFlag::O_NONBLOCK | OFlag::O_NOFOLLOW;
        options.mode(0o600).custom_flags(flags.bits());
    }
    options
}

/// A fresh name in the same folder, since only there a rename is one step.
fn draft_beside(path: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let mut draft = std::ffi::OsString::from(".");
    draft.push(name);
    draft.push(format!(".{}{DRAFT}", HEXLOWER.encode(&random)));
    Ok(path.with_file_name(draft))
}

fn write_draft(draft: &Path, content: &[u8], durability: Durability) -> io::Result<()> {
    let mut file = private_options().create_new(true).open(draft)?;
    file.write_all(content)?;
    if durability == Durability::Lasting {
        file.sync_all()?;
    }
    Ok(())
}

/// A rename is on the disk when its folder is; Windows has no such call.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// How the name of a file ends that is not yet whole.
pub(super) const DRAFT: &str = ".draft";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_whole_and_leaves_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for content in ["one", "", "three"] {
            replace_file(&path, content.as_bytes(), Durability::Lasting).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("x/y");
        make_private_folder(&inner).unwrap();
        replace_file(&inner.join("a"), b"content", Durability::Disposable).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (
                mode(&folder.path().join("x")),
                mode(&inner),
                mode(&inner.join("a"))
            ),
            (0o700, 0o700, 0o600)
        );
    }

    #[test]
    fn a_failure_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), "old").unwrap();
        replace_file(&path, b"new", Durability::Disposable).unwrap_err();
        assert_eq!(fs::read_to_string(path.join("kept")).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
