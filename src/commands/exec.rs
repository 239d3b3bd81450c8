//! `exec`: runs a command, or the user's shell, with the credentials in its environment.

use crate::cli;
use crate::commands::credentials::{self, For};
use crate::env;
use crate::error::Error;
use crate::exec::{self, Program};
use crate::exit::Exit;
use crate::handout::Variables;
use crate::invocation::Invocation;

/// Runs the command; on Unix it takes this process's place, so this returns on failure only.
pub fn run(invocation: &Invocation, arguments: &cli::Exec) -> Result<Exit, Error> {
    let route = invocation.route(&arguments.route)?;
    let got = credentials::obtain(invocation, &route, &arguments.route, For::Person)?;
    let variables = Variables::of(&got.handout(&route));
    drop(got);
    let environment = exec::environment(env::inherited(), &variables);
    let program = Program::of(arguments.command.clone(), &environment);
    let code = exec::run(&program, environment)?;
    Ok(Exit::Command(code))
}
