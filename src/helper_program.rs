//! Starts a program of the person's own choosing for its answer: `mfa_process`, `credential_process` and the like.
//!
//! Such a program gets none of our secrets, its answer is bounded and wiped, and it is over at the deadline. It stays
//! in our process group, as under botocore: it may ask the person on the terminal itself, and Ctrl-C reaches it.
//! What the answer means is the caller's to say.

mod environment;
mod tree;
#[cfg(not(windows))]
mod words;

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use secrecy::SecretSlice;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::scrub;

/// What a program said on stderr is kept up to here, for the error.
const STDERR_LIMIT: usize = 4096;

/// How long a program's output is waited for after it ended: a child of its own may hold the pipe open for ever.
const AFTERMATH: Duration = Duration::from_millis(200);

/// How often the program's end is looked at while its pipes say nothing; what they say is told at once.
const SHORTEST_NAP: Duration = Duration::from_millis(1);
const LONGEST_NAP: Duration = Duration::from_millis(50);

/// How many pieces a pipe's reader is ahead of us at most.
const PIECES_AHEAD: usize = 16;

/// One run of a program.
#[derive(Debug)]
pub struct HelperProgram<'a> {
    /// As it stands in the configuration. Split into words without a shell, as botocore does; `cmd /C` on Windows.
    pub command_line: &'a str,
    /// Variables set for it.
    pub variables: &'a [(&'a str, &'a str)],
    /// Variables taken from it, beside those that hold our credentials.
    pub without: &'a [&'a str],
    /// When it must have answered.
    pub deadline: Instant,
    /// Bytes of stdout that are taken; more is an error.
    pub stdout_limit: usize,
}

/// Why there is no answer. The command line is configuration and may be shown; what was on stdout never is.
#[derive(Debug, Error)]
pub enum HelperError {
    #[error("`{command_line}` is no command line: a quote is not closed, or there is no word in it")]
    CommandLine { command_line: String },
    #[error("could not start `{program}`")]
    Start {
        program: String,
        #[source]
        source: io::Error,
    },
    #[error("`{command_line}` failed with {status}")]
    Failed {
        command_line: String,
        status: ExitStatus,
        /// What it said on stderr; absent when that was nothing.
        #[source]
        said: Option<Said>,
    },
    #[error("`{command_line}` did not answer in time")]
    TimedOut { command_line: String },
    #[error("`{command_line}` wrote more than {limit} bytes")]
    TooMuch { command_line: String, limit: usize },
    #[error("could not read what `{command_line}` wrote")]
    Read {
        command_line: String,
        #[source]
        source: io::Error,
    },
}

impl HelperError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::CommandLine { .. } => Some(
                "write the program's path and its arguments, with quotes around what has spaces; there is no shell, so `~` and `$NAME` stay as they are"
                    .to_owned(),
            ),
            Self::Start { program, source } if source.kind() == io::ErrorKind::NotFound => {
                Some(format!("write the whole path of `{program}`, or put its folder on PATH"))
            }
            Self::Failed { command_line, .. } | Self::TimedOut { command_line } => {
                Some(format!("see what it says when you run it yourself: {command_line}"))
            }
            Self::Start { .. } | Self::TooMuch { .. } | Self::Read { .. } => None,
        }
    }
}

/// The words of a program on its stderr, at most a few KiB of them. Text from outside.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Said(String);

impl HelperProgram<'_> {
    /// Starts it, waits until it ended well, and gives what it wrote to stdout. Its stdin is empty.
    pub fn run(&self) -> Result<SecretSlice<u8>, HelperError> {
        let mut child = self.start()?;
        // A program that writes faster than this one reads is made to wait, not to fill the memory.
        let (sender, pieces) = mpsc::sync_channel(PIECES_AHEAD);
        read_in_background(child.stdout.take(), sender.clone(), Piece::Stdout);
        read_in_background(child.stderr.take(), sender, Piece::Stderr);
        let mut heard = Heard::new(self.stdout_limit);
        let outcome = self.listen(&mut child, &pieces, &mut heard);
        if outcome.is_err() {
            tree::end(&mut child);
        }
        let status = outcome?;
        if !status.success() {
            let said = heard.said();
            return Err(HelperError::Failed {
                command_line: self.command_line.to_owned(),
                status,
                said,
            });
        }
        Ok(heard.stdout.to_vec().into())
    }

    fn start(&self) -> Result<Child, HelperError> {
        let (mut command, program) = self.command()?;
        for name in environment::CREDENTIALS.iter().chain(self.without) {
            command.env_remove(name);
        }
        command
            .envs(self.variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| HelperError::Start { program, source })
    }

    #[cfg(not(windows))]
    fn command(&self) -> Result<(Command, String), HelperError> {
        let words = words::split(self.command_line);
        let [program, arguments @ ..] = words.as_deref().unwrap_or_default() else {
            return Err(HelperError::CommandLine {
                command_line: self.command_line.to_owned(),
            });
        };
        let mut command = Command::new(program);
        command.args(arguments);
        Ok((command, program.clone()))
    }

    #[cfg(windows)]
    fn command(&self) -> Result<(Command, String), HelperError> {
        use std::os::windows::process::CommandExt;
        if self.command_line.trim().is_empty() {
            return Err(HelperError::CommandLine {
                command_line: self.command_line.to_owned(),
            });
        }
        let mut command = Command::new("cmd.exe");
        command.arg("/C").raw_arg(self.command_line);
        Ok((command, self.command_line.to_owned()))
    }

    /// Takes what comes until the program ended and its pipes are closed, or have been quiet since.
    fn listen(
        &self,
        child: &mut Child,
        pieces: &Receiver<Piece>,
        heard: &mut Heard,
    ) -> Result<ExitStatus, HelperError> {
        let mut ended: Option<(ExitStatus, Instant)> = None;
        let mut nap = SHORTEST_NAP;
        loop {
            let until = ended.map_or(self.deadline, |(_, at)| at + AFTERMATH);
            let remaining = until.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                let late = HelperError::TimedOut {
                    command_line: self.command_line.to_owned(),
                };
                return ended.map(|(status, _)| status).ok_or(late);
            }
            match pieces.recv_timeout(nap.min(remaining)) {
                Ok(piece) => heard.take(piece).map_err(|fault| fault.told(self))?,
                Err(RecvTimeoutError::Timeout) => nap = longer(nap),
                Err(RecvTimeoutError::Disconnected) => {
                    thread::sleep(nap.min(remaining));
                    nap = longer(nap);
                }
            }
            if ended.is_none() {
                let status = child.try_wait().map_err(|error| Fault::Read(error).told(self))?;
                ended = status.map(|status| (status, Instant::now()));
            }
            if let Some((status, _)) = ended
                && heard.is_complete()
            {
                return Ok(status);
            }
        }
    }
}

fn longer(nap: Duration) -> Duration {
    (nap * 2).min(LONGEST_NAP)
}

/// What a pipe gave.
enum Piece {
    Stdout(io::Result<Zeroizing<Vec<u8>>>),
    Stderr(io::Result<Zeroizing<Vec<u8>>>),
}

enum Fault {
    TooMuch,
    Read(io::Error),
}

impl Fault {
    fn told(self, program: &HelperProgram<'_>) -> HelperError {
        let command_line = program.command_line.to_owned();
        match self {
            Self::TooMuch => HelperError::TooMuch {
                command_line,
                limit: program.stdout_limit,
            },
            Self::Read(source) => HelperError::Read { command_line, source },
        }
    }
}

/// What was taken so far.
struct Heard {
    // Security: as large as it may become from the start, so that growing leaves no copy behind.
    stdout: Zeroizing<Vec<u8>>,
    stdout_limit: usize,
    stderr: Vec<u8>,
    open: usize,
}

impl Heard {
    fn new(stdout_limit: usize) -> Self {
        let stdout = Zeroizing::new(Vec::with_capacity(stdout_limit));
        Self {
            stdout,
            stdout_limit,
            stderr: Vec::new(),
            open: 2,
        }
    }

    fn take(&mut self, piece: Piece) -> Result<(), Fault> {
        match piece {
            Piece::Stdout(Err(error)) => return Err(Fault::Read(error)),
            Piece::Stderr(Err(_)) => self.open -= 1,
            Piece::Stdout(Ok(bytes)) | Piece::Stderr(Ok(bytes)) if bytes.is_empty() => self.open -= 1,
            Piece::Stdout(Ok(bytes)) if self.stdout.len() + bytes.len() > self.stdout_limit => {
                return Err(Fault::TooMuch);
            }
            Piece::Stdout(Ok(bytes)) => self.stdout.extend_from_slice(&bytes),
            Piece::Stderr(Ok(bytes)) => {
                let room = STDERR_LIMIT.saturating_sub(self.stderr.len());
                self.stderr.extend_from_slice(&bytes[..bytes.len().min(room)]);
            }
        }
        Ok(())
    }

    fn is_complete(&self) -> bool {
        self.open == 0
    }

    /// Security: without what it was about to answer, which a careless program repeats there.
    fn said(&self) -> Option<Said> {
        let text = String::from_utf8_lossy(&self.stderr);
        let answer = str::from_utf8(&self.stdout).unwrap_or_default();
        let secrets: Vec<&str> = answer.lines().map(str::trim).collect();
        let text = scrub::clean(&text, &secrets);
        (!text.is_empty()).then_some(Said(text))
    }
}

/// Reads a pipe to its end in a thread of its own, since the standard library waits on one pipe at a time. An empty
/// piece is the end. A thread whose pipe a stranger holds open stays until this process ends.
fn read_in_background<R: Read + Send + 'static>(
    pipe: Option<R>,
    sender: SyncSender<Piece>,
    piece: fn(io::Result<Zeroizing<Vec<u8>>>) -> Piece,
) {
    thread::spawn(move || {
        let mut buffer = Zeroizing::new([0_u8; 4096]);
        let Some(mut pipe) = pipe else { return };
        loop {
            let read = match pipe.read(&mut buffer[..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map(|count| Zeroizing::new(buffer[..count].to_vec())),
            };
            let is_last = read.as_ref().map_or(true, |bytes| bytes.is_empty());
            if sender.send(piece(read)).is_err() || is_last {
                break;
            }
        }
    });
}
