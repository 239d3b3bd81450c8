//! `completions`: what a shell needs to complete rolehop's commands and options.

use clap::CommandFactory;

use crate::cli::{Cli, Completions};
use crate::error::Error;
use crate::output;

/// Prints the completions of a shell.
pub fn run(arguments: &Completions) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "rolehop", &mut script);
    Ok(output::write(&script)?)
}
