//! Reads a file whole: never more than it may hold, and never waiting where nothing comes.
//!
//! What rolehop itself left must be a regular file: whoever put a pipe or a device in its place gets an error, not
//! a process that hangs. What a person names may be a pipe as well (`<(pass show …)`), and is waited for until a
//! deadline. What the bytes mean is the caller's business; they may be secret, so no copy of them is left behind.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Instant;

use zeroize::Zeroizing;

/// The bytes of a file.
pub type Bytes = Zeroizing<Vec<u8>>;

/// Reads a regular file of at most `limit` bytes.
///
/// # Errors
/// As the system has it; `InvalidInput` for a pipe, a socket or a device, `FileTooLarge` beyond the limit.
pub fn regular(path: &Path, limit: usize) -> io::Result<Bytes> {
    let file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(if metadata.is_dir() {
            ErrorKind::IsADirectory.into()
        } else {
            io::Error::new(ErrorKind::InvalidInput, "it is a pipe, socket or device")
        });
    }
    let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    read(&file, size, limit, None)
}

/// Reads whatever is there: a regular file, or a pipe until its writer ends.
///
/// # Errors
/// As the system has it; `TimedOut` at the deadline, `FileTooLarge` beyond the limit.
pub fn whatever(path: &Path, limit: usize, deadline: Instant) -> io::Result<Bytes> {
    read(&open(path)?, limit, limit, Some(deadline))
}

/// Reads standard input to its end.
///
/// # Errors
/// As [`whatever`].
pub fn standard_input(limit: usize, deadline: Instant) -> io::Result<Bytes> {
    #[cfg(unix)]
    let input = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let input = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    read(&File::from(input), limit, limit, Some(deadline))
}

/// Opening a pipe must not wait for its other end, and no terminal is to become ours.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use nix::fcntl::OFlag;

    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Security: a vector that grows leaves its old memory unwiped, so a larger one is filled from it.
fn read(mut file: &File, expected: usize, limit: usize, deadline: Option<Instant>) -> io::Result<Bytes> {
    // One byte more than there should be: then the end is met without growing.
    let mut bytes = Zeroizing::new(vec![0; expected.min(limit) + 1]);
    let mut length = 0;
    loop {
        if let Some(deadline) = deadline {
            wait(file, deadline)?;
        }
        match file.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
            Err(error) => return Err(error),
        }
        if length > limit {
            return Err(ErrorKind::FileTooLarge.into());
        }
        if length == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; (length * 2).min(limit) + 1]);
            larger[..length].copy_from_slice(&bytes);
            bytes = larger;
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// A pipe that nobody has opened to write would be taken for an empty one by reading alone.
#[cfg(unix)]
fn wait(file: &File, deadline: Instant) -> io::Result<()> {
    use std::os::fd::AsFd;

    use nix::errno::Errno;
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let patience = PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX);
        let mut descriptors = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
        match poll(&mut descriptors, patience) {
            Ok(0) if left.is_zero() => return Err(ErrorKind::TimedOut.into()),
            Ok(0) | Err(Errno::EINTR) => {}
            Ok(_) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Where the system has no such question the read itself waits.
#[cfg(not(unix))]
fn wait(_file: &File, _deadline: Instant) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::thread;
    use std::time::Duration;

    use nix::sys::stat::Mode;
    use nix::unistd::mkfifo;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    fn kind(read: io::Result<Bytes>) -> Result<usize, ErrorKind> {
        read.map(|bytes| bytes.len()).map_err(|error| error.kind())
    }

    #[test]
    fn only_a_regular_file_of_bearable_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, size) in [("empty", 0), ("small", 9), ("full", 10), ("over", 11)] {
            fs::write(path(name), vec![b'x'; size]).unwrap();
        }
        mkfifo(&path("pipe"), Mode::S_IRUSR).unwrap();
        symlink(path("small"), path("link")).unwrap();
        symlink(path("loop"), path("loop")).unwrap();
        for (file, expected) in [
            (path("empty"), Ok(0)),
            (path("small"), Ok(9)),
            (path("full"), Ok(10)),
            (path("over"), Err(ErrorKind::FileTooLarge)),
            (path("link"), Ok(9)),
            (path("none"), Err(ErrorKind::NotFound)),
            (path("small/below"), Err(ErrorKind::NotADirectory)),
            (path("pipe"), Err(ErrorKind::InvalidInput)),
            ("/dev/zero".into(), Err(ErrorKind::InvalidInput)),
            (folder.path().to_owned(), Err(ErrorKind::IsADirectory)),
        ] {
            assert_eq!(kind(regular(&file, 10)), expected, "{}", file.display());
        }
        assert!(regular(&path("loop"), 10).is_err());
    }

    #[test]
    fn a_pipe_is_read_to_its_end_however_late_it_begins() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
        let read = thread::spawn({
            let pipe = pipe.clone();
            move || whatever(&pipe, 10, soon())
        });
        thread::sleep(Duration::from_millis(20));
        let mut writer = OpenOptions::new().write(true).open(&pipe).unwrap();
        for piece in ["five ", "six"] {
            io::Write::write_all(&mut writer, piece.as_bytes()).unwrap();
        }
        drop(writer);
        assert_eq!(**read.join().unwrap().unwrap(), *b"five six");
    }

    #[test]
    fn what_never_comes_and_what_never_ends_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
        let shortly = Instant::now() + Duration::from_millis(50);
        assert_eq!(kind(whatever(&pipe, 10, shortly)), Err(ErrorKind::TimedOut));
        assert_eq!(
            kind(whatever(Path::new("/dev/zero"), 10, soon())),
            Err(ErrorKind::FileTooLarge)
        );
        assert_eq!(
            kind(whatever(folder.path(), 10, soon())),
            Err(ErrorKind::IsADirectory)
        );
    }
}
