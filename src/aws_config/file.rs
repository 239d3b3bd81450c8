//! Reads one AWS file whole: never waiting, never more than fits, leaving no copy behind.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::AwsConfigError;

/// More is no configuration; 5,000 profiles take less than 2 MiB.
pub(super) const LIMIT: usize = 64 * 1024 * 1024;

/// The bytes of `file`; none of a file that is not there, and of a device such as `/dev/null`.
///
/// A pipe or a socket is refused: it could be waited for without end, and be read only once.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, AwsConfigError> {
    let failed = |source| AwsConfigError::Read {
        file: file.to_owned(),
        source,
    };
    match open(file) {
        _ if is_nul(file) => Ok(Vec::new()),
        Ok(opened) => read_opened(file, &opened),
        // `HOME=/dev/null` is common for services: what lies below a file is not there either.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        // Windows opens no folder as a file.
        Err(_) if cfg!(windows) && file.is_dir() => Err(AwsConfigError::Folder {
            file: file.to_owned(),
        }),
        Err(error) => Err(failed(error)),
    }
}

fn read_opened(file: &Path, mut opened: &File) -> Result<Vec<u8>, AwsConfigError> {
    let failed = |source| AwsConfigError::Read {
        file: file.to_owned(),
        source,
    };
    let metadata = opened.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(AwsConfigError::Folder {
            file: file.to_owned(),
        });
    }
    if is_device(&metadata) {
        return Ok(Vec::new());
    }
    if !metadata.is_file() {
        return Err(AwsConfigError::NotAFile {
            file: file.to_owned(),
        });
    }
    // One byte more than it should hold: then the end is met without growing.
    let expected = usize::try_from(metadata.len()).unwrap_or(LIMIT).min(LIMIT) + 1;
    match read_whole(&mut opened, expected, LIMIT).map_err(failed)? {
        bytes if bytes.len() > LIMIT => Err(AwsConfigError::TooLarge {
            file: file.to_owned(),
        }),
        mut bytes => Ok(std::mem::take(&mut *bytes)),
    }
}

/// The empty file of Windows, of which the system can tell nothing more.
fn is_nul(file: &Path) -> bool {
    cfg!(windows) && file.as_os_str().eq_ignore_ascii_case("nul")
}

/// Security: `Vec` would leave its old memory unwiped when it grows, so a larger one is filled from it.
fn read_whole(source: &mut impl Read, expected: usize, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; expected]);
    let mut length = 0;
    while length <= limit {
        if length == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; length * 2 + 4096]);
            larger[..length].copy_from_slice(&bytes);
            bytes = larger;
        }
        match source.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Opening a pipe must not wait for its other end, and no terminal is to become ours.
#[cfg(unix)]
fn open(file: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use nix::fcntl::OFlag;
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(file)
}

#[cfg(not(unix))]
fn open(file: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(file)
}

#[cfg(unix)]
fn is_device(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    metadata.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_device(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_grew_since_it_was_measured() {
        for (content, expected) in [("", 1), ("abc", 4), ("abc", 1), ("abc", 3)] {
            assert_eq!(
                *read_whole(&mut content.as_bytes(), expected, LIMIT).unwrap(),
                content.as_bytes()
            );
        }
        let large = vec![b'x'; 100_000];
        assert_eq!(*read_whole(&mut large.as_slice(), 1, LIMIT).unwrap(), large);
    }

    #[test]
    fn gives_up_on_what_has_no_end() {
        let read = read_whole(&mut io::repeat(b'x'), 1, 10_000).unwrap();
        assert!(read.len() > 10_000 && read.len() < 30_000);
    }

    #[test]
    fn takes_nothing_for_an_empty_file() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain");
        std::fs::write(&plain, "[default]").unwrap();
        for (file, expected) in [
            (folder.path().join("missing"), ""),
            (plain.join("below"), ""),
            (plain, "[default]"),
        ] {
            assert_eq!(read(&file).unwrap(), expected.as_bytes());
        }
    }

    #[test]
    fn says_why_a_file_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let large = folder.path().join("large");
        File::create(&large)
            .unwrap()
            .set_len(u64::try_from(LIMIT).unwrap() + 1)
            .unwrap();
        for (file, expected) in [
            (
                folder.path().to_owned(),
                format!("`{}` is a folder", folder.path().display()),
            ),
            (
                large.clone(),
                format!("`{}` is larger than 64 MiB", large.display()),
            ),
        ] {
            assert_eq!(read(&file).unwrap_err().to_string(), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn never_waits_for_a_pipe_and_follows_links() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        nix::unistd::mkfifo(&path("pipe"), nix::sys::stat::Mode::S_IRUSR).unwrap();
        std::fs::write(path("plain"), "[default]").unwrap();
        for (target, link) in [
            ("plain", "good"),
            ("nowhere", "dangling"),
            ("loop", "loop"),
            ("pipe", "piped"),
        ] {
            std::os::unix::fs::symlink(path(target), path(link)).unwrap();
        }
        assert_eq!(read(&path("good")).unwrap(), b"[default]");
        for empty in [path("dangling"), "/dev/null".into(), "/dev/zero".into()] {
            assert_eq!(read(&empty).unwrap(), b"");
        }
        let refused = read(&path("piped")).unwrap_err().to_string();
        assert_eq!(
            refused,
            format!("`{}` is no regular file", path("piped").display())
        );
        let refused = read(&path("loop")).unwrap_err().to_string();
        assert_eq!(refused, format!("cannot read `{}`", path("loop").display()));
    }
}
