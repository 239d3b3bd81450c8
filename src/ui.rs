//! The one writer to stderr and the terminal.

pub mod sanitize;
pub mod terminal;
