//! Reads a configuration file whole, and never waits for one that is no file.

use std::fs::{File, OpenOptions};
use std::io;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Why a file could not be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadError {
    #[error("there is no file `{}`", file.display())]
    Missing { file: PathBuf },
    #[error("`{}` is a folder, not a file", file.display())]
    Folder { file: PathBuf },
    #[error("`{}` is a pipe, socket or device, not a file", file.display())]
    NoFile { file: PathBuf },
    #[error("`{}` is larger than {} MiB", file.display(), MAX >> 20)]
    TooLarge { file: PathBuf },
    #[error("`{}` is UTF-16, and must be UTF-8", file.display())]
    Utf16 { file: PathBuf },
    #[error("`{}` is not UTF-8", file.display())]
    NotUtf8 { file: PathBuf },
    #[error("cannot read `{}`: {kind}", file.display())]
    Io { file: PathBuf, kind: io::ErrorKind },
}

impl ReadError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Utf16 { .. } | Self::NotUtf8 { .. } => Some("save the file as UTF-8".to_owned()),
            Self::Io {
                file,
                kind: io::ErrorKind::PermissionDenied,
            } => Some(format!("`ls -l {}` shows who may read it", file.display())),
            _ => None,
        }
    }
}

/// A file's bytes, and whether every user of the machine can change them.
pub(crate) struct Contents {
    pub bytes: Vec<u8>,
    pub world_writable: bool,
}

/// Reads `file` if it is a regular file (or a device that ends, as `/dev/null`) of at most 10 MiB.
pub(crate) fn read(file: &Path) -> Result<Contents, ReadError> {
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing {
            file: file.to_owned(),
        },
        io::ErrorKind::IsADirectory => ReadError::Folder {
            file: file.to_owned(),
        },
        kind => ReadError::Io {
            file: file.to_owned(),
            kind,
        },
    };
    let opened = open(file).map_err(|error| {
        // Windows refuses to open a folder with words about permissions.
        if file.is_dir() {
            ReadError::Folder {
                file: file.to_owned(),
            }
        } else {
            failed(&error)
        }
    })?;
    let metadata = opened.metadata().map_err(|error| failed(&error))?;
    if metadata.is_dir() {
        return Err(ReadError::Folder {
            file: file.to_owned(),
        });
    }
    if is_unending(&metadata) {
        return Err(ReadError::NoFile {
            file: file.to_owned(),
        });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(MAX)).unwrap_or(0) + 1);
    opened
        .take(MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error))?;
    if bytes.len() as u64 > MAX {
        return Err(ReadError::TooLarge {
            file: file.to_owned(),
        });
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(ReadError::Utf16 {
            file: file.to_owned(),
        });
    }
    Ok(Contents {
        bytes,
        world_writable: others_may_write(&metadata),
    })
}

/// Reads a text that has to be UTF-8 as a whole; a byte order mark at its start is left out.
pub(crate) fn read_text(file: &Path) -> Result<String, ReadError> {
    let text = String::from_utf8(read(file)?.bytes).map_err(|_| ReadError::NotUtf8 {
        file: file.to_owned(),
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Whether every user of the machine can change a file; false where that cannot be known.
pub(crate) fn is_world_writable(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|metadata| others_may_write(&metadata))
}

const MAX: u64 = 10 << 20;

#[cfg(unix)]
fn open(file: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    // A FIFO without a writer would hang an ordinary open for ever.
    OpenOptions::new()
        .read(true)
        .custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits())
        .open(file)
}

#[cfg(not(unix))]
fn open(file: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(file)
}

#[cfg(unix)]
fn is_unending(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = metadata.file_type();
    // `/dev/null` is a common way to say «no file»; other character devices end by the size limit.
    !metadata.is_file() && !kind.is_char_device()
}

#[cfg(not(unix))]
fn is_unending(metadata: &std::fs::Metadata) -> bool {
    !metadata.is_file()
}

#[cfg(unix)]
fn others_may_write(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.is_file() && metadata.permissions().mode() & 0o002 != 0
}

#[cfg(not(unix))]
fn others_may_write(_metadata: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(file: &Path) -> String {
        match read(file) {
            Ok(contents) => format!("{} bytes", contents.bytes.len()),
            Err(error) => error.to_string().replace(&*file.display().to_string(), "FILE"),
        }
    }

    #[test]
    fn reads_files_and_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("good"), "x").unwrap();
        std::fs::write(path("utf-16"), [0xff, 0xfe, b'x', 0]).unwrap();
        std::fs::write(path("most"), vec![b'#'; 10 << 20]).unwrap();
        std::fs::write(path("large"), vec![b'#'; (10 << 20) + 1]).unwrap();
        for (file, expected) in [
            (path("good"), "1 bytes"),
            (path("most"), "10485760 bytes"),
            (path("none"), "there is no file `FILE`"),
            (path("utf-16"), "`FILE` is UTF-16, and must be UTF-8"),
            (path("large"), "`FILE` is larger than 10 MiB"),
            (folder.path().to_owned(), "`FILE` is a folder, not a file"),
        ] {
            assert_eq!(outcome(&file), expected);
        }
        std::fs::write(path("latin-1"), b"caf\xe9").unwrap();
        assert_eq!(
            read_text(&path("latin-1")),
            Err(ReadError::NotUtf8 {
                file: path("latin-1")
            })
        );
        std::fs::write(path("bom"), "\u{feff}{}").unwrap();
        assert_eq!(read_text(&path("bom")).unwrap(), "{}");
    }

    #[cfg(unix)]
    #[test]
    fn never_waits_for_a_pipe_and_sees_who_may_write() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!(outcome(&pipe), "`FILE` is a pipe, socket or device, not a file");
        assert_eq!(outcome(Path::new("/dev/null")), "0 bytes");
        assert_eq!(outcome(Path::new("/dev/zero")), "`FILE` is larger than 10 MiB");
        assert_eq!(
            outcome(&folder.path().join("pipe/below")),
            "cannot read `FILE`: not a directory"
        );

        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        for (mode, expected) in [(0o600, false), (0o664, false), (0o666, true), (0o602, true)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            if let Ok(contents) = read(&file) {
                assert_eq!(contents.world_writable, expected, "{mode:o}");
            }
        }
    }
}
