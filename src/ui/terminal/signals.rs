//! Signals as events while a prompt is on the screen, so that the terminal is put back before any takes effect.
//!
//! Why not a crate's handlers: those stay when the prompt is over, and a process that was started with a signal
//! ignored (`nohup`) would lose that for itself and for what it executes. Here every disposition is afterwards
//! what it was before.

use std::io::{self, PipeReader, PipeWriter, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use nix::errno::Errno;
use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, kill, raise, sigaction};
use nix::unistd::Pid;

/// What ends, stops or redraws a prompt.
const CAUGHT: [Signal; 7] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGTSTP,
    Signal::SIGCONT,
    Signal::SIGWINCH,
];

/// Signals that came and were not taken yet, a bit each.
static CAME: AtomicU64 = AtomicU64::new(0);
/// Where the handler writes to wake the poll.
static WAKE: AtomicI32 = AtomicI32::new(-1);
/// Made once and never closed, so that a handler still running cannot write into another file.
static PIPE: OnceLock<(PipeReader, PipeWriter)> = OnceLock::new();
/// One prompt at a time owns the dispositions.
static OWNER: Mutex<()> = Mutex::new(());

/// The signals caught from now until it is dropped.
pub(super) struct Signals {
    previous: Vec<(Signal, SigAction)>,
    pipe: &'static PipeReader,
    _owner: MutexGuard<'static, ()>,
}

impl Signals {
    /// Catches them, but for those that this process was told to ignore.
    pub(super) fn catch() -> io::Result<Self> {
        let owner = OWNER.lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = pipe()?;
        let mut signals = Self {
            previous: Vec::new(),
            pipe,
            _owner: owner,
        };
        for signal in CAUGHT {
            let previous = set(signal, &handler())?;
            // Ignoring SIGWINCH or SIGCONT says nothing: they are caught only to draw again.
            let ignored = matches!(previous.handler(), SigHandler::SigIgn);
            if ignored && !matches!(signal, Signal::SIGCONT | Signal::SIGWINCH) {
                set(signal, &previous)?;
            } else {
                signals.previous.push((signal, previous));
            }
        }
        Ok(signals)
    }

    /// Readable when a signal came.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }

    /// Takes what came. Only when [`Self::fd`] is readable: it waits for the handler's byte.
    pub(super) fn take(&self) -> Came {
        let mut byte = [0];
        // The byte first: a signal between the two lines then still finds its bit taken, or writes anew.
        let _ = (&*self.pipe).read(&mut byte);
        Came(CAME.swap(0, Ordering::SeqCst))
    }

    /// Stops as Ctrl-Z does by default, this process alone or its whole job, and comes back when it is continued.
    ///
    /// By the default action and not by SIGSTOP: the kernel then knows when no shell could continue us (an orphaned
    /// process group), and does not stop.
    pub(super) fn stop(&self, scope: Scope) -> io::Result<()> {
        let caught = set(Signal::SIGTSTP, &disposition(SigHandler::SigIgn))?;
        if scope == Scope::Job {
            // Ignored here for a moment: raise() below stops this thread at once, and only once.
            let _ = kill(Pid::from_raw(0), Signal::SIGTSTP);
        }
        set(Signal::SIGTSTP, &disposition(SigHandler::SigDfl))?;
        raise(Signal::SIGTSTP)?;
        set(Signal::SIGTSTP, &caught)?;
        Ok(())
    }

    /// Whether `signal` is caught, that is, was not ignored.
    pub(super) fn catches(&self, signal: Signal) -> bool {
        self.previous.iter().any(|(caught, _)| *caught == signal)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for (signal, previous) in &self.previous {
            let _ = set(*signal, previous);
        }
        // What came after the last look is not lost: it takes its usual effect now.
        if CAME.load(Ordering::SeqCst) != 0
            && let Some(signal) = self.take().ending()
        {
            let _ = raise(signal);
        }
    }
}

/// What is stopped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Scope {
    /// This process, which a signal told to stop.
    Process,
    /// The process group, as the terminal does on Ctrl-Z: a shell waits for all of it.
    Job,
}

/// A set of signals that came.
#[derive(Clone, Copy)]
pub(super) struct Came(u64);

impl Came {
    pub(super) fn has(self, signal: Signal) -> bool {
        self.0 & bit(signal as i32) != 0
    }

    /// The first of those that end a process.
    pub(super) fn ending(self) -> Option<Signal> {
        CAUGHT.into_iter().take(4).find(|signal| self.has(*signal))
    }
}

fn pipe() -> io::Result<&'static PipeReader> {
    if PIPE.get().is_none() {
        let (reader, writer) = io::pipe()?;
        let _ = PIPE.set((reader, writer));
    }
    let (reader, writer) = PIPE.get().ok_or(io::ErrorKind::NotFound)?;
    WAKE.store(writer.as_raw_fd(), Ordering::SeqCst);
    Ok(reader)
}

const fn bit(signal: i32) -> u64 {
    1 << (signal & 63)
}

fn disposition(handler: SigHandler) -> SigAction {
    SigAction::new(handler, SaFlags::empty(), SigSet::empty())
}

fn handler() -> SigAction {
    SigAction::new(SigHandler::Handler(note), SaFlags::SA_RESTART, SigSet::all())
}

/// Runs inside a signal: two atomics, `write(2)` and errno, all of them async-signal-safe.
#[expect(
    unsafe_code,
    reason = "write(2) on a descriptor that is never closed; nix's safe write needs an owner"
)]
extern "C" fn note(signal: i32) {
    // One byte until it is taken: the pipe cannot fill up and block the handler.
    if CAME.fetch_or(bit(signal), Ordering::SeqCst) == 0 {
        let errno = Errno::last_raw();
        let wake = WAKE.load(Ordering::SeqCst);
        // SAFETY: the buffer lives through the call; the descriptor is checked by the kernel.
        unsafe { libc::write(wake, [0_u8].as_ptr().cast(), 1) };
        Errno::set_raw(errno);
    }
}

#[expect(
    unsafe_code,
    reason = "sigaction(2) is unsafe for handlers that are not async-signal-safe"
)]
fn set(signal: Signal, action: &SigAction) -> nix::Result<SigAction> {
    // SAFETY: `action` is the default, none, what was there before, or `note`, which is async-signal-safe.
    unsafe { sigaction(signal, action) }
}
