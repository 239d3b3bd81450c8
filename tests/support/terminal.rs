//! A terminal with a person at it: a pty whose program sees a controlling terminal, and a screen that can be read.
//!
//! The program is a session leader in the foreground, as under a login. Its environment is empty but for what is
//! given; its stdout and stderr are pipes unless they are put on the terminal, as AWS CLI starts a credential process.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::num::NonZero;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::libc;
use nix::poll::{PollFd, PollFlags, poll};
use nix::pty::{grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{Termios, tcgetattr};
use nix::unistd::Pid;

/// Long enough for a busy machine; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

const NAP: Duration = Duration::from_millis(5);

/// Shows nothing, and no program writes it so: the plain colours, three times over.
const LAST: &[u8] = b"\x1b[0;0;0m";

/// What is to be started.
pub struct TerminalCommand {
    command: Command,
    on_terminal: bool,
    size: (u16, u16),
}

impl TerminalCommand {
    /// A program, with nothing in its environment but PATH and TERM.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("TERM", "xterm");
        Self::of(command)
    }

    /// A command as it is, its user and environment included.
    pub fn of(command: Command) -> Self {
        Self {
            command,
            on_terminal: false,
            size: (24, 80),
        }
    }

    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Puts stdin, stdout and stderr on the terminal, as a shell does.
    pub fn on_terminal(mut self) -> Self {
        self.on_terminal = true;
        self
    }

    pub fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// The window's size.
    pub fn size(mut self, rows: u16, columns: u16) -> Self {
        self.size = (rows, columns);
        self
    }

    pub fn start(mut self) -> io::Result<Terminal> {
        let master = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let device = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_NOCTTY)
            .open(ptsname_r(&master)?)?;
        let master = File::from(master.as_fd().try_clone_to_owned()?);
        set_size(&master, self.size)?;
        let modes = tcgetattr(&master)?;
        self.stdio(&device)?;
        let descriptor = device.as_raw_fd();
        // SAFETY: two system calls and nothing else between fork and exec.
        unsafe {
            self.command.pre_exec(move || {
                nix::unistd::setsid()?;
                match libc::ioctl(descriptor, libc::TIOCSCTTY, 0) {
                    0 => Ok(()),
                    _ => Err(io::Error::last_os_error()),
                }
            });
        }
        let child = self.command.spawn()?;
        let screen = Screen::watch(master.try_clone()?, self.size);
        Ok(Terminal {
            master: Some(master),
            device: Some(device),
            child,
            screen,
            modes,
        })
    }

    fn stdio(&mut self, device: &File) -> io::Result<()> {
        if self.on_terminal {
            self.command
                .stdin(device.try_clone()?)
                .stdout(device.try_clone()?)
                .stderr(device.try_clone()?);
        } else {
            self.command
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
        }
        Ok(())
    }
}

/// Takes the terminal away from a command that is to be started, as from a service: it leads a session that has none.
pub fn without_terminal(command: &mut Command) -> &mut Command {
    // SAFETY: one system call and nothing else between fork and exec.
    unsafe {
        command.pre_exec(|| {
            nix::unistd::setsid()?;
            Ok(())
        })
    }
}

/// A running program and its terminal. Dropped, the terminal hangs up and the program is killed.
pub struct Terminal {
    master: Option<File>,
    // Held open, so that the modes can be read when the program is gone.
    device: Option<File>,
    child: Child,
    screen: Screen,
    modes: Termios,
}

impl Terminal {
    /// Waits until the screen shows `text`.
    ///
    /// # Panics
    /// When it does not, with what it shows.
    #[track_caller]
    pub fn expect(&self, text: &str) {
        self.until(&format!("{text:?} on the screen"), |terminal| {
            terminal.screen().contains(text)
        });
    }

    /// Waits until `holds`, and panics with `what` was waited for when it never does.
    #[track_caller]
    pub fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self) {
            assert!(
                Instant::now() < deadline,
                "no {what}; the screen shows:\n{}",
                self.screen()
            );
            thread::sleep(NAP);
        }
    }

    /// What the person sees: the rows, without the spaces and the empty rows at their ends.
    pub fn screen(&self) -> String {
        let parser = self.screen.parser.lock().expect("no writer panicked");
        let rows: Vec<String> = parser
            .screen()
            .rows(0, parser.screen().size().1.get())
            .map(|row| row.trim_end().to_owned())
            .collect();
        rows.join("\n").trim_end().to_owned()
    }

    /// Row and column of the cursor, from 0.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen
            .parser
            .lock()
            .expect("no writer panicked")
            .screen()
            .cursor_position()
    }

    /// Every byte that the terminal was ever sent.
    pub fn everything_shown(&self) -> Vec<u8> {
        self.screen.bytes.lock().expect("no writer panicked").clone()
    }

    /// Presses keys.
    pub fn type_keys(&self, keys: impl AsRef<[u8]>) {
        let mut master = self.master.as_ref().expect("the terminal has not hung up");
        master.write_all(keys.as_ref()).expect("a terminal takes keys");
    }

    /// Puts text on the screen as if an earlier program had.
    pub fn show(&self, text: &str) {
        let mut device = self.device.as_ref().expect("the terminal has not hung up");
        device.write_all(text.as_bytes()).expect("a terminal takes text");
    }

    pub fn resize(&self, rows: u16, columns: u16) {
        self.screen
            .parser
            .lock()
            .expect("no writer panicked")
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        set_size(
            self.master.as_ref().expect("the terminal has not hung up"),
            (rows, columns),
        )
        .expect("a size");
    }

    /// Whether the terminal's modes are those it had before the program started.
    pub fn is_put_back(&self) -> bool {
        let device = self.device.as_ref().expect("the terminal has not hung up");
        tcgetattr(device).is_ok_and(|modes| modes == self.modes)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed());
        kill(pid, signal).expect("the program is there");
    }

    /// Takes the terminal away, as a closed window or a lost connection does.
    pub fn hang_up(&mut self) {
        self.screen.stop();
        self.device = None;
        self.master = None;
    }

    /// Ends reading stdout, as a program does that was started for the answer and died.
    pub fn close_stdout(&mut self) {
        self.child.stdout = None;
    }

    /// Waits for the program's end, and what it wrote into its pipes.
    ///
    /// # Panics
    /// When it does not end.
    #[track_caller]
    pub fn wait(&mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                break status;
            }
            assert!(
                Instant::now() < deadline,
                "it did not end; the screen shows:\n{}",
                self.screen()
            );
            thread::sleep(NAP);
        };
        if let Some(device) = &self.device {
            self.screen.settle(device);
        }
        Ended {
            status,
            stdout: drain(self.child.stdout.as_mut()),
            stderr: drain(self.child.stderr.as_mut()),
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.hang_up();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// The terminal's other side: reads all the time, as a window does.
struct Screen {
    parser: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
    stopped: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl Screen {
    fn watch(mut master: File, (rows, columns): (u16, u16)) -> Self {
        let parser = Arc::new(Mutex::new(vt100::Parser::new(cells(rows), cells(columns), 0)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let stopped = Arc::new(AtomicBool::new(false));
        let reader = {
            let (parser, bytes, stopped) = (parser.clone(), bytes.clone(), stopped.clone());
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                while !stopped.load(Ordering::SeqCst) {
                    if !is_readable(&master) {
                        continue;
                    }
                    match master.read(&mut buffer) {
                        Ok(count) if count > 0 => {
                            // The screen first: who waits for bytes looks at it next.
                            parser
                                .lock()
                                .expect("no reader panicked")
                                .process(&buffer[..count]);
                            bytes
                                .lock()
                                .expect("no reader panicked")
                                .extend_from_slice(&buffer[..count]);
                        }
                        _ => break,
                    }
                }
            })
        };
        Self {
            parser,
            bytes,
            stopped,
            reader: Some(reader),
        }
    }

    /// Waits until all that was written has come: what is written last comes last, however busy the machine is.
    fn settle(&self, mut device: &File) {
        if device.write_all(LAST).is_err() {
            return;
        }
        let deadline = Instant::now() + PATIENCE;
        while !self.take_last() && Instant::now() < deadline {
            thread::sleep(NAP);
        }
    }

    fn take_last(&self) -> bool {
        let mut bytes = self.bytes.lock().expect("no writer panicked");
        let Some(length) = bytes.strip_suffix(LAST).map(<[u8]>::len) else {
            return false;
        };
        bytes.truncate(length);
        true
    }

    fn stop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

fn is_readable(file: &File) -> bool {
    let mut descriptors = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
    poll(&mut descriptors, 20_u8).is_ok_and(|ready| ready > 0)
}

fn set_size(master: &File, (rows, columns): (u16, u16)) -> io::Result<()> {
    let size = libc::winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the pointer is to a winsize that lives through the call.
    match unsafe { libc::ioctl(master.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap_or(NonZero::<u16>::MIN)
}

/// What is in the pipe now; a stranger may hold its other end open, so its end is not waited for.
fn drain(pipe: Option<&mut (impl Read + AsFd)>) -> String {
    let Some(pipe) = pipe else { return String::new() };
    let _ = fcntl(&*pipe, FcntlArg::F_SETFL(OFlag::O_NONBLOCK));
    let mut bytes = Vec::new();
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
