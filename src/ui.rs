//! The one writer to stderr and the terminal: errors, warnings, notes, progress, questions.
//!
//! Its rules: an error has three parts (what rolehop was doing, what it was told, what to do next); text from
//! outside is made harmless first; colour and progress are for terminals only. A program that started rolehop may
//! merge stderr into the answer, so for it nothing is written until something failed, and then the first line
//! makes sense alone. A failed write is passed by: there is nobody left to tell.

pub mod message;
pub mod progress;
pub mod sanitize;
pub mod terminal;

use std::error::Error;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};

use crate::cli::{self, Global};
use crate::env::Environment;

use message::Color;
use progress::Progress;

/// What may be told, and how.
#[derive(Clone, Copy, Debug)]
pub struct Ui {
    volume: Volume,
    color: bool,
    stderr_is_terminal: bool,
}

/// How much is told besides errors.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Volume {
    /// Errors alone, in a form for SDKs.
    ForProgram,
    /// Errors alone.
    Errors,
    /// Warnings and notes too.
    Normal,
    /// Each call too.
    Verbose,
    /// Each look into the store too.
    VeryVerbose,
}

impl Ui {
    /// For a command that a person runs.
    pub fn new(global: &Global, environment: &Environment) -> Self {
        let stderr_is_terminal = io::stderr().is_terminal();
        let no_color = environment.no_color.as_deref().map(OsStr::new);
        let color = match global.color {
            cli::Color::Auto => Color::Auto,
            cli::Color::Always => Color::Always,
            cli::Color::Never => Color::Never,
        };
        let volume = match (global.quiet, global.verbose) {
            (true, _) => Volume::Errors,
            (false, 0) => Volume::Normal,
            (false, 1) => Volume::Verbose,
            (false, _) => Volume::VeryVerbose,
        };
        Self {
            volume,
            color: color.is_on(no_color, stderr_is_terminal),
            stderr_is_terminal,
        }
    }

    /// For `credential-process`, whose stderr stays empty when it succeeds.
    pub fn for_program() -> Self {
        Self {
            volume: Volume::ForProgram,
            color: false,
            stderr_is_terminal: false,
        }
    }

    /// Shows that a step is under way, once it takes longer than a second.
    pub fn progress(&self, what: &str) -> Progress {
        Progress::start(what, self.stderr_is_terminal && self.volume >= Volume::Normal)
    }

    /// Something that went wrong and did not stop the command.
    pub fn warn(&self, text: &str, help: Option<&str>) {
        tracing::warn!("{}", sanitize::line(text));
        if self.volume >= Volume::Normal {
            write(&message::render_warning(text, help, self.color));
        }
    }

    /// Something that is good to know.
    pub fn note(&self, text: &str) {
        tracing::info!("{}", sanitize::line(text));
        if self.volume >= Volume::Normal {
            write(&format!("{}\n", sanitize::line(text)));
        }
    }

    /// A call that was made, for `-v`.
    pub fn step(&self, text: &str) {
        tracing::info!("{}", sanitize::line(text));
        if self.volume >= Volume::Verbose {
            write(&format!("{}\n", sanitize::line(text)));
        }
    }

    /// What was found or not found, for `-vv`.
    pub fn detail(&self, text: &str) {
        tracing::debug!("{}", sanitize::line(text));
        if self.volume >= Volume::VeryVerbose {
            write(&format!("{}\n", sanitize::line(text)));
        }
    }

    /// What ended the command.
    pub fn error(&self, error: &dyn Error, help: Option<&str>) {
        tracing::error!("{}", message::render_for_sdk(error, None).trim_end());
        write(&match self.volume {
            Volume::ForProgram => message::render_for_sdk(error, help),
            _ => message::render(error, help, self.color),
        });
    }
}

/// Writes `text` to stderr.
pub fn write(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
