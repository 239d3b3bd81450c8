//! `/dev/tty`: opened, switched to single keys, waited on, and put back.
//!
//! The rules, and why:
//! - Keys raise no signal while a prompt stands (no ISIG): Ctrl-C cancels this prompt and not every process that
//!   waits for its answer, and the terminal is put back before anybody else reads from it.
//! - What was typed before the prompt is dropped: it was meant for another program. What follows the answer too: a
//!   second pasted line must not reach a shell.
//! - In the background nothing is read, drawn or waited for: the prompt ends. SIGTTIN and SIGTTOU are blocked, so
//!   the kernel answers a read there with an error and not with a shell's keys.
//! - A prompt that is killed (SIGKILL) cannot put anything back: the next one does, when it ends.
//! - The modes are put back only while they are the ones set here: who changed them since owns the terminal now.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use nix::sys::termios::{
    self, InputFlags, LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices, Termios,
};
use nix::unistd::{Pid, getpgrp, getppid, getsid, tcgetpgrp};

use super::layout::Size;
pub(super) use super::signals::Scope;
use super::signals::Signals;
use super::watch::Watch;
use super::{NoTerminal, Unanswered};

/// How often what has no descriptor is looked at: the foreground process group, and the parent where it has none.
const TICK: Duration = Duration::from_millis(500);

/// How long a terminal that is held up (Ctrl-S on another line discipline, a dead link) may delay the last words.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Who started this process, where that was noted at its start.
static PARENT: OnceLock<Pid> = OnceLock::new();

/// Notes who started this process: a prompt that comes after a long wait must know whether they are still there.
pub(super) fn note_parent() {
    PARENT.get_or_init(getppid);
}

/// The controlling terminal, and whose end ends a prompt.
pub(super) struct Device {
    tty: File,
    parent: Pid,
    watch: Watch,
}

/// What happened while a prompt waited.
pub(super) enum Event {
    /// So many bytes are in the buffer.
    Keys(usize),
    Redraw,
    /// It stopped without notice, and the screen is not as it was.
    Continued,
    /// This process shall stop: take the prompt away, then [`Session::suspend`].
    Suspend,
}

impl Device {
    pub(super) fn open() -> Result<Self, NoTerminal> {
        let tty = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags((OFlag::O_NOCTTY | OFlag::O_NONBLOCK).bits())
            .open("/dev/tty")
            .map_err(NoTerminal::Absent)?;
        let parent = *PARENT.get_or_init(getppid);
        let mut watch = Watch::default();
        if getppid() == parent {
            watch.process(parent);
        }
        let device = Self { tty, parent, watch };
        match device.is_foreground() {
            Ok(true) => Ok(device),
            Ok(false) => Err(NoTerminal::Background),
            Err(error) => Err(NoTerminal::Absent(error)),
        }
    }

    pub(super) fn watch(&mut self, pid: u32) {
        if let Ok(pid) = i32::try_from(pid) {
            self.watch.process(Pid::from_raw(pid));
        }
    }

    /// Catches signals, takes the keys and drops what was typed before.
    pub(super) fn begin(&self) -> Result<Session<'_>, Unanswered> {
        if getppid() != self.parent {
            return Err(Unanswered::AskerGone);
        }
        let blocked = Blocked::job_control()?;
        let signals = Signals::catch()?;
        let mut found = termios::tcgetattr(&self.tty)?;
        let mut wanted = found.clone();
        make_raw(&mut wanted);
        if is_left_behind(&found) {
            make_usual(&mut found);
        }
        if !self.is_foreground()? {
            return Err(Unanswered::Background);
        }
        termios::tcsetattr(&self.tty, SetArg::TCSAFLUSH, &wanted)?;
        let ours = termios::tcgetattr(&self.tty)?;
        Ok(Session {
            device: self,
            found,
            ours,
            signals,
            _blocked: blocked,
        })
    }

    fn is_foreground(&self) -> io::Result<bool> {
        Ok(tcgetpgrp(&self.tty)? == getpgrp())
    }
}

/// The terminal while it is ours; dropped, it is as it was found.
pub(super) struct Session<'a> {
    device: &'a Device,
    found: Termios,
    ours: Termios,
    // After the modes are put back signals take their usual effect again, and only then may SIGTTOU stop us.
    signals: Signals,
    _blocked: Blocked,
}

impl Session<'_> {
    pub(super) fn size(&self) -> Size {
        let said = rustix::termios::tcgetwinsize(&self.device.tty);
        said.map_or(Size::from_terminal(0, 0), |it| {
            Size::from_terminal(it.ws_col, it.ws_row)
        })
    }

    /// Waits for keys or for the end of the prompt; keys are read into `buffer`.
    pub(super) fn next(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<Event, Unanswered> {
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            if remaining.is_zero() {
                return Err(Unanswered::TimedOut);
            }
            let ready = self.poll(remaining.min(TICK))?;
            if ready.signal
                && let Some(event) = self.signal()?
            {
                return Ok(event);
            }
            if ready.gone || getppid() != self.device.parent {
                return Err(Unanswered::AskerGone);
            }
            if !self.device.is_foreground().map_err(|_| Unanswered::AskerGone)? {
                return Err(Unanswered::Background);
            }
            if ready.keys
                && let Some(count) = self.read(buffer)?
            {
                return Ok(Event::Keys(count));
            }
        }
    }

    /// Writes what may be written before the deadline; a terminal that takes nothing does not hold us up.
    pub(super) fn write(&self, text: &str, deadline: Instant) -> Result<(), Unanswered> {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            match (&self.device.tty).write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let remaining = deadline.saturating_duration_since(Instant::now());
                    let mut fds = [PollFd::new(self.device.tty.as_fd(), PollFlags::POLLOUT)];
                    if remaining.is_zero() || poll(&mut fds, timeout(remaining)) == Ok(0) {
                        return Err(Unanswered::TimedOut);
                    }
                }
                Err(error) => return Err(gone_or(error)),
            }
        }
        Ok(())
    }

    /// Writes the last words, unless somebody else has the terminal by now.
    pub(super) fn write_last(&self, text: &str) {
        if self.device.is_foreground().unwrap_or(false) {
            let _ = self.write(text, Instant::now() + LAST_WORDS);
        }
    }

    /// Gives the terminal back, stops, and takes it again when continued in the foreground.
    ///
    /// The terminal first: the moment another process of the job stops, its shell takes over.
    pub(super) fn suspend(&mut self, scope: Scope) -> Result<(), Unanswered> {
        if !self.signals.catches(Signal::SIGTSTP) {
            return Ok(());
        }
        self.put_back();
        self.signals.stop(scope)?;
        self.resume()
    }

    fn resume(&self) -> Result<(), Unanswered> {
        if !self.device.is_foreground().map_err(|_| Unanswered::AskerGone)? {
            return Err(Unanswered::Background);
        }
        termios::tcsetattr(&self.device.tty, SetArg::TCSAFLUSH, &self.ours)?;
        Ok(())
    }

    fn put_back(&self) {
        if termios::tcgetattr(&self.device.tty).is_ok_and(|now| now == self.ours) {
            let _ = termios::tcsetattr(&self.device.tty, SetArg::TCSAFLUSH, &self.found);
        }
    }

    fn signal(&mut self) -> Result<Option<Event>, Unanswered> {
        let came = self.signals.take();
        if let Some(signal) = came.ending() {
            return Err(Unanswered::Signal(signal as i32));
        }
        if came.has(Signal::SIGTSTP) {
            return Ok(Some(Event::Suspend));
        }
        if came.has(Signal::SIGCONT) {
            // Stopped without a chance to put anything back (SIGSTOP): a shell may have set its own modes meanwhile.
            self.resume()?;
            return Ok(Some(Event::Continued));
        }
        Ok(Some(Event::Redraw))
    }

    fn read(&self, buffer: &mut [u8]) -> Result<Option<usize>, Unanswered> {
        match (&self.device.tty).read(buffer) {
            Ok(0) => Err(Unanswered::AskerGone),
            Ok(count) => Ok(Some(count)),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) =>
            {
                Ok(None)
            }
            Err(error) if self.device.is_foreground().unwrap_or(true) => Err(gone_or(error)),
            Err(_) => Err(Unanswered::Background),
        }
    }

    fn poll(&self, wait: Duration) -> Result<Ready, Unanswered> {
        let stdout = io::stdout();
        let mut fds = vec![
            PollFd::new(self.device.tty.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.signals.fd(), PollFlags::POLLIN),
            // No event asked: only a reader that closed its end is told (POLLERR of a pipe, POLLHUP of a socket).
            PollFd::new(stdout.as_fd(), PollFlags::empty()),
        ];
        fds.extend(
            self.device
                .watch
                .fds()
                .map(|fd: BorrowedFd<'_>| PollFd::new(fd, PollFlags::POLLIN)),
        );
        match poll(&mut fds, timeout(wait)) {
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        let has = |index: usize, flags| fds[index].revents().is_some_and(|it| it.intersects(flags));
        let closed = PollFlags::POLLERR | PollFlags::POLLHUP;
        Ok(Ready {
            keys: has(0, PollFlags::POLLIN),
            signal: has(1, PollFlags::POLLIN),
            gone: has(0, closed)
                || has(2, closed)
                || (3..fds.len()).any(|index| has(index, PollFlags::POLLIN)),
        })
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.put_back();
    }
}

struct Ready {
    keys: bool,
    signal: bool,
    gone: bool,
}

/// SIGTTIN and SIGTTOU blocked in this thread until dropped.
struct Blocked(SigSet);

impl Blocked {
    fn job_control() -> io::Result<Self> {
        let signals = SigSet::from_iter([Signal::SIGTTIN, Signal::SIGTTOU]);
        Ok(Self(signals.thread_swap_mask(SigmaskHow::SIG_BLOCK)?))
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        let _ = self.0.thread_set_mask();
    }
}

pub(super) fn lock_name() -> String {
    getsid(None).map_or("terminal".to_owned(), |session| format!("terminal-{session}"))
}

fn make_raw(modes: &mut Termios) {
    modes.local_flags.remove(
        LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ECHONL | LocalFlags::ISIG | LocalFlags::IEXTEN,
    );
    // Without IXON Ctrl-S is a key like others: it cannot freeze the prompt beyond its deadline.
    modes
        .input_flags
        .remove(InputFlags::IXON | InputFlags::INLCR | InputFlags::IGNCR | InputFlags::ISTRIP);
    modes.control_chars[SpecialCharacterIndices::VMIN as usize] = 1;
    modes.control_chars[SpecialCharacterIndices::VTIME as usize] = 0;
}

/// Whether the modes are those of a prompt that was killed; programs that take single keys themselves set others.
fn is_left_behind(modes: &Termios) -> bool {
    let mut ours = modes.clone();
    make_raw(&mut ours);
    let is_processed =
        modes.output_flags.contains(OutputFlags::OPOST) && modes.input_flags.contains(InputFlags::ICRNL);
    is_processed && ours == *modes
}

/// What [`make_raw`] takes away of a terminal as it comes.
fn make_usual(modes: &mut Termios) {
    modes
        .local_flags
        .insert(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG | LocalFlags::IEXTEN);
    modes.input_flags.insert(InputFlags::IXON);
}

fn timeout(wait: Duration) -> PollTimeout {
    // Rounded up: a wait of less than a millisecond must not become a busy loop.
    let milliseconds = wait.as_millis().saturating_add(1);
    PollTimeout::try_from(milliseconds).unwrap_or(PollTimeout::MAX)
}

impl From<Errno> for Unanswered {
    fn from(error: Errno) -> Self {
        gone_or(error.into())
    }
}

/// EIO is what a terminal that hung up answers.
fn gone_or(error: io::Error) -> Unanswered {
    match error.raw_os_error() {
        Some(libc::EIO | libc::ENXIO) => Unanswered::AskerGone,
        _ => Unanswered::Failed(error),
    }
}
