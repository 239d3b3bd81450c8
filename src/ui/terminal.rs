//! Questions to a person, on the terminal device itself: never through stdin, stdout or stderr, which belong to the
//! program that started us.
//!
//! The rules of a prompt:
//! - It begins on a line of its own, takes away what it drew when it ends, and puts the terminal's modes back.
//! - It ends at its deadline, on Ctrl-C, on a signal, and when the program that asked, the reader of the answer or
//!   the terminal is gone. Which of these it was is told as data; what follows from it is the caller's.
//! - A process in the background has no terminal; one that gets there while it asks ends.
//! - What is typed as a secret is not shown. A code may show a star for each character, since everybody knows that
//!   it has six, and a person who sees none types it twice; a passphrase and a key show nothing, not their length.
//!
//! What to ask, and what an answer means, is left to others.

#[cfg(unix)]
#[path = "terminal/unix.rs"]
mod device;
#[cfg(windows)]
#[path = "terminal/windows.rs"]
mod device;
mod dialog;
mod keys;
mod layout;
mod line;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod watch;

use std::io;
use std::time::Instant;

use secrecy::SecretString;
use thiserror::Error;
use zeroize::Zeroizing;

use device::{Device, Event, Scope, Session};
use dialog::{Dialog, Reaction};
use keys::{Decoder, Key};
use layout::Painter;
use line::Line;

/// The terminal that this process was started on, with a person at it.
pub struct Terminal {
    device: Device,
}

/// Why there is nobody to ask.
#[derive(Debug, Error)]
pub enum NoTerminal {
    /// No controlling terminal: a service, cron, an editor's plugin.
    #[error("there is no terminal")]
    Absent(#[source] io::Error),
    /// Another job has the terminal's keys (`&`, `bg`, `timeout`).
    #[error("this process is not in the terminal's foreground")]
    Background,
}

/// Why a question has no answer.
#[derive(Debug, Error)]
pub enum Unanswered {
    /// Ctrl-C, Ctrl-D on an empty line, Escape in a picker.
    #[error("cancelled")]
    Cancelled,
    #[error("nobody answered in time")]
    TimedOut,
    /// The program that asked, the reader of our stdout, or the terminal is gone.
    #[error("the program that asked is gone")]
    AskerGone,
    /// Another job has the terminal now.
    #[error("the terminal was given to another program")]
    Background,
    /// SIGINT, SIGTERM, SIGHUP or SIGQUIT came, by its number. Its usual effect is the caller's to bring about.
    #[error("ended by signal {0}")]
    Signal(i32),
    #[error("the terminal failed")]
    Failed(#[from] io::Error),
}

/// A question whose answer is not shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Question {
    /// A line above it: what was wrong with the last answer.
    pub note: Option<String>,
    /// Without the colon.
    pub text: String,
    pub echo: Echo,
}

/// What a hidden answer shows while it is typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Echo {
    /// For passphrases and keys.
    Nothing,
    /// For codes, whose length is no secret.
    Stars,
}

impl Terminal {
    /// Notes, at the start of the process, who started it: when they are gone, nobody is asked any more.
    pub fn note_parent() {
        device::note_parent();
    }

    /// Opens the controlling terminal, for a process in its foreground.
    pub fn open() -> Result<Self, NoTerminal> {
        Device::open().map(|device| Self { device })
    }

    /// A name for the lock under which one terminal takes one prompt at a time.
    ///
    /// A terminal controls one session and a session has one terminal; its device's own name cannot be told from
    /// `/dev/tty`.
    pub fn lock_name() -> String {
        device::lock_name()
    }

    /// Ends every later question when the process `pid` ends; the parent is watched anyway.
    #[must_use]
    pub fn watching(mut self, pid: u32) -> Self {
        self.device.watch(pid);
        self
    }

    /// Asks without showing the answer, which comes as it was typed.
    pub fn ask_hidden(&mut self, question: &Question, deadline: Instant) -> Result<SecretString, Unanswered> {
        let mut dialog = Dialog::Hidden {
            question,
            typed: Line::new(),
        };
        self.run(&mut dialog, deadline)?;
        match dialog {
            Dialog::Hidden { typed, .. } => Ok(typed.to_secret()),
            _ => Err(Unanswered::Cancelled),
        }
    }

    /// Asks for a line that is shown, without the spaces around it; an empty one is the default.
    pub fn ask_line(
        &mut self,
        text: &str,
        default: Option<&str>,
        deadline: Instant,
    ) -> Result<String, Unanswered> {
        let mut dialog = Dialog::Line {
            text,
            default,
            typed: Line::new(),
        };
        self.run(&mut dialog, deadline)?;
        match dialog {
            Dialog::Line { typed, default, .. } => match typed.as_str().trim() {
                "" => Ok(default.unwrap_or_default().to_owned()),
                line => Ok(line.to_owned()),
            },
            _ => Err(Unanswered::Cancelled),
        }
    }

    /// Lets the person pick one of `items` by arrow keys and typing; its index. Nothing to pick from is a cancel.
    pub fn ask_choice(
        &mut self,
        title: &str,
        items: &[String],
        deadline: Instant,
    ) -> Result<usize, Unanswered> {
        let mut dialog = Dialog::Choice {
            title,
            items,
            filter: Line::new(),
            selected: 0,
        };
        self.run(&mut dialog, deadline)?;
        dialog.chosen().ok_or(Unanswered::Cancelled)
    }

    /// Asks for a yes; everything else is a no.
    pub fn confirm(&mut self, text: &str, deadline: Instant) -> Result<bool, Unanswered> {
        let answer = self.ask_line(&format!("{text} [y/N]"), None, deadline)?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }

    /// Shows `text` until `until`, as while waiting for the next code; ends early as a question does.
    pub fn wait(&mut self, text: &str, until: Instant) -> Result<(), Unanswered> {
        match self.run(&mut Dialog::Notice { text }, until) {
            Err(Unanswered::TimedOut) => Ok(()),
            other => other,
        }
    }

    fn run(&mut self, dialog: &mut Dialog<'_>, deadline: Instant) -> Result<(), Unanswered> {
        let mut session = self.device.begin()?;
        let mut painter = Painter::default();
        let outcome = converse(&mut session, dialog, &mut painter, deadline);
        session.write_last(&painter.erase(session.size()));
        outcome
    }
}

fn converse(
    session: &mut Session<'_>,
    dialog: &mut Dialog<'_>,
    painter: &mut Painter,
    deadline: Instant,
) -> Result<(), Unanswered> {
    let mut decoder = Decoder::default();
    let mut buffer = Zeroizing::new([0_u8; 1024]);
    session.write(&Painter::opening(session.size()), deadline)?;
    loop {
        let size = session.size();
        session.write(&painter.paint(&dialog.lines(size), size), deadline)?;
        match session.next(&mut buffer[..], deadline)? {
            Event::Redraw => {}
            Event::Continued => {
                *painter = Painter::default();
                session.write(&Painter::opening(session.size()), deadline)?;
            }
            Event::Suspend => suspend(session, painter, Scope::Process, deadline)?,
            Event::Keys(count) => match react(dialog, &mut decoder, &buffer[..count]) {
                Reaction::Answered => return Ok(()),
                Reaction::Cancelled => return Err(Unanswered::Cancelled),
                Reaction::Suspend => suspend(session, painter, Scope::Job, deadline)?,
                Reaction::Redraw | Reaction::Nothing => {}
            },
        }
    }
}

fn suspend(
    session: &mut Session<'_>,
    painter: &mut Painter,
    scope: Scope,
    deadline: Instant,
) -> Result<(), Unanswered> {
    session.write(&painter.erase(session.size()), deadline)?;
    session.suspend(scope)?;
    session.write(&Painter::opening(session.size()), deadline)
}

/// Gives all keys that were read to the dialog, up to the one that ends it.
fn react(dialog: &mut Dialog<'_>, decoder: &mut Decoder, bytes: &[u8]) -> Reaction {
    let mut reaction = Reaction::Nothing;
    decoder.feed(bytes, |key: Key| {
        if matches!(reaction, Reaction::Nothing | Reaction::Redraw) {
            reaction = match dialog.take(key) {
                Reaction::Nothing => reaction,
                other => other,
            };
        }
    });
    reaction
}
