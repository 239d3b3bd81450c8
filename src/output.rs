//! The one writer to stdout, which carries the answer and nothing else.
//!
//! A reader that closed its end has what it wanted: that is no failure. A full disk is one: a script must not
//! take half an answer for the whole. (A stdout that was closed at the start is `/dev/null` by the time that any
//! code of ours runs: Rust's runtime opens it there.)
//! Where an answer comes from, and what a person reads on stderr, is left to others.

pub mod export;
pub mod github;
pub mod ini;
pub mod json;
pub mod process;
pub mod quote;
pub mod syntax;
pub mod table;

use std::io;

use thiserror::Error;

/// Why an answer could not be given.
#[derive(Debug, Error)]
pub enum OutputError {
    #[error("could not write the answer to standard output")]
    Write(#[source] io::Error),
    #[error("could not write the answer as JSON")]
    Json(#[source] serde_json::Error),
}

impl OutputError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Write(error) if error.kind() == io::ErrorKind::StorageFull => {
                Some("make room on the disk that standard output goes to, then run it again".to_owned())
            }
            Self::Write(_) | Self::Json(_) => None,
        }
    }
}

/// Writes `bytes` to stdout, in one write(2) where the system takes them in one.
pub fn write(bytes: &[u8]) -> Result<(), OutputError> {
    match write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(OutputError::Write(error)),
        _ => Ok(()),
    }
}

/// Whether stdout is a regular file, where what is written stays.
#[cfg(unix)]
pub fn is_regular_file() -> bool {
    use nix::sys::stat::{SFlag, fstat};
    fstat(io::stdout())
        .is_ok_and(|stat| SFlag::from_bits_truncate(stat.st_mode) & SFlag::S_IFMT == SFlag::S_IFREG)
}

/// Whether stdout is a regular file, where what is written stays.
#[cfg(not(unix))]
pub fn is_regular_file() -> bool {
    use std::os::windows::io::AsHandle;
    let handle = io::stdout().as_handle().try_clone_to_owned();
    handle.is_ok_and(|handle| {
        std::fs::File::from(handle)
            .metadata()
            .is_ok_and(|data| data.is_file())
    })
}

/// `io::stdout()` would copy secrets into a buffer that nobody wipes, and takes EBADF for success.
#[cfg(unix)]
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    use nix::errno::Errno;
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match nix::unistd::write(&stdout, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => wait_until_writable()?,
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

/// Another program that shares the terminal or socket may have made it non-blocking.
#[cfg(unix)]
fn wait_until_writable() -> io::Result<()> {
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use std::os::fd::AsFd;
    let stdout = io::stdout();
    let mut descriptors = [PollFd::new(stdout.as_fd(), PollFlags::POLLOUT)];
    match poll(&mut descriptors, PollTimeout::NONE) {
        Ok(_) | Err(nix::errno::Errno::EINTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

#[cfg(not(unix))]
fn write_all(bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}
