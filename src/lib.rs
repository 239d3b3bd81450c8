//! Short-lived AWS credentials of any role, over as many hops as it takes.

pub mod account;
pub mod argv;
pub mod arn;
pub mod asker;
pub mod aws_config;
pub mod chain;
pub mod cli;
pub mod commands;
pub mod config;
pub mod credentials;
pub mod duration;
pub mod env;
pub mod error;
pub mod exec;
pub mod exit;
pub mod failure;
pub mod handout;
pub mod hardening;
pub mod helper_program;
pub mod invocation;
pub mod log;
pub mod mfa;
pub mod output;
pub mod place;
pub mod profile;
pub mod route;
pub mod scrub;
pub mod session;
pub mod source;
pub mod store;
pub mod sts;
pub mod time;
pub mod ui;
pub mod whole_file;

use std::ffi::OsString;
use std::time::Instant;

use clap::Parser;

use cli::{Cli, Command};
use env::Environment;
use error::Error;
use exit::Exit;
use invocation::Invocation;
use ui::Ui;
use ui::terminal::Terminal;

/// Runs the command line, whose first word is the program's own name.
pub fn run(arguments: &[OsString]) -> Exit {
    let started = Instant::now();
    hardening::forbid_core_dumps();
    Terminal::note_parent();
    let cli = match argv::credential_process(arguments) {
        Some(cli) => cli,
        None => match Cli::try_parse_from(arguments) {
            Ok(cli) => cli,
            Err(error) => return explained(&error),
        },
    };
    let environment = Environment::read();
    let for_program = matches!(cli.command, Command::CredentialProcess(_));
    let runs_command = matches!(cli.command, Command::Exec(_));
    let ui = if for_program {
        Ui::for_program()
    } else {
        Ui::new(&cli.global, &environment)
    };
    log::start(environment.rolehop_log.as_deref(), &ui);
    let fit = fit(&environment);
    let invocation = Invocation::new(environment, cli.global, ui, started);
    match fit.and_then(|()| dispatch(&invocation, &cli.command)) {
        Ok(exit) => exit,
        Err(error) => {
            ui.error(&error, error.help().as_deref());
            let exit = exit_of(&error, for_program, runs_command);
            if exit == Exit::NotRun {
                ui::write(&format!(
                    "the command was not run: {} (exit code 125)\n",
                    error.exit().kind()
                ));
            }
            exit
        }
    }
}

/// Whether a process like this one may run any command at all.
fn fit(environment: &Environment) -> Result<(), Error> {
    if hardening::has_borrowed_rights() {
        return Err(Error::BorrowedRights);
    }
    match environment.not_utf8 {
        Some(variable) => Err(Error::NotUtf8 { variable }),
        None => Ok(()),
    }
}

fn dispatch(invocation: &Invocation, command: &Command) -> Result<Exit, Error> {
    let done = |()| Exit::Done;
    match command {
        Command::CredentialProcess(arguments) => {
            commands::credential_process::run(invocation, arguments).map(done)
        }
        Command::Exec(arguments) => commands::exec::run(invocation, arguments),
        Command::Export(arguments) => commands::export::run(invocation, arguments).map(done),
        Command::Login(arguments) => commands::login::run(invocation, arguments).map(done),
        Command::Whoami(arguments) => commands::whoami::run(invocation, arguments).map(done),
        Command::Explain(arguments) => commands::explain::run(invocation, arguments).map(done),
        Command::List(arguments) => commands::list::run(invocation, arguments).map(done),
        Command::Status(arguments) => commands::status::run(invocation, arguments).map(done),
        Command::Clear(arguments) => commands::clear::run(invocation, arguments).map(done),
        Command::Keys(command) => commands::keys::run(invocation, command).map(done),
        Command::Completions(arguments) => commands::completions::run(arguments).map(done),
    }
}

/// `exec` ends as `env` does when it did not get as far as its command, but for wrong usage; a program that asked knows
/// no Ctrl-C.
fn exit_of(error: &Error, for_program: bool, runs_command: bool) -> Exit {
    match (error, error.exit()) {
        (Error::Exec(error), _) => Exit::Command(i32::from(error.exit_code())),
        (_, Exit::Cancelled) if for_program => Exit::Person,
        (_, exit @ (Exit::Usage | Exit::Cancelled | Exit::Signal(_))) => exit,
        (_, _) if runs_command => Exit::NotRun,
        (_, exit) => exit,
    }
}

/// Help and version go to stdout, mistakes to stderr, as clap words them.
fn explained(error: &clap::Error) -> Exit {
    let written = error.print();
    match (error.exit_code(), written) {
        (0, Ok(())) => Exit::Done,
        (0, Err(failure)) if failure.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
        (0, Err(_)) => Exit::Other,
        _ => Exit::Usage,
    }
}
