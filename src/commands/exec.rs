//! `exec`: runs a command, or the user's shell, with the credentials in its environment.

use crate::cli;
use crate::commands::credentials::{self, For};
use crate::env;
use crate::error::Error;
use crate::exec::{self, Environment, Program};
use crate::exit::Exit;
use crate::handout::Variables;
use crate::invocation::Invocation;
use crate::route::RouteError;

/// Runs the command; on Unix it takes this process's place, so this returns on failure only.
pub fn run(invocation: &Invocation, arguments: &cli::Exec) -> Result<Exit, Error> {
    let route = invocation
        .route(&arguments.route)
        .map_err(|error| with_dashes(error, arguments, &env::inherited().collect()))?;
    if let Some(profile) = &route.production {
        invocation.ui.warn(&format!("`{profile}` is production"), None);
    }
    let got = credentials::obtain(invocation, &route, &arguments.route, For::Person)?;
    let variables = Variables::of(&got.handout(&route));
    drop(got);
    let environment = exec::environment(env::inherited(), &variables);
    let program = Program::of(arguments.command.clone(), &environment);
    let code = exec::run(&program, environment)?;
    Ok(Exit::Command(code))
}

/// Other tools take a command without `--` before it, which reads here as further hops: what is no profile and a program
/// was meant as one.
fn with_dashes(error: Error, arguments: &cli::Exec, environment: &Environment) -> Error {
    match error {
        Error::Route(RouteError::NoProfile {
            name,
            referenced_by: None,
            help,
        }) if arguments.command.is_empty() && exec::is_command(&name, environment) => {
            let line = line_with_dashes(&arguments.route, &name);
            Error::Route(RouteError::NoProfile {
                name,
                referenced_by: None,
                help: line
                    .map(|line| format!("a command comes after `--`: `{line}`"))
                    .or(help),
            })
        }
        other => other,
    }
}

/// The line as it was meant; none where no route would be left before the command.
fn line_with_dashes(arguments: &cli::Route, command: &str) -> Option<String> {
    let at = arguments.words.iter().position(|word| word == command)?;
    let (route, command) = arguments.words.split_at(at);
    let quoted = |words: &[String]| shlex::try_join(words.iter().map(String::as_str)).ok();
    let route = match &arguments.profile {
        Some(profile) => [&["--profile".to_owned(), profile.clone()], route].concat(),
        None => route.to_vec(),
    };
    (!route.is_empty()).then_some(())?;
    Some(format!(
        "rolehop exec {} -- {}",
        quoted(&route)?,
        quoted(command)?
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use clap::Parser;

    use super::*;

    fn help(line: &str, unknown: &str) -> Option<String> {
        let cli = cli::Cli::try_parse_from(line.split(' ')).expect("a line that clap takes");
        let cli::Command::Exec(arguments) = cli.command else {
            panic!("{line}")
        };
        let error = Error::Route(RouteError::NoProfile {
            name: unknown.to_owned(),
            referenced_by: None,
            help: None,
        });
        with_dashes(error, &arguments, &vec![("PATH".into(), "/usr/bin:/bin".into())]).help()
    }

    #[test]
    fn a_command_among_the_hops_is_known_for_one() {
        let line = |line: &str| Some(format!("a command comes after `--`: `rolehop exec {line}`"));
        assert_eq!(help("rolehop exec prod ls /", "ls"), line("prod -- ls /"));
        assert_eq!(help("rolehop exec a 1:B ls x", "ls"), line("a 1:B -- ls x"));
        assert_eq!(
            help("rolehop exec --profile prod ls", "ls"),
            line("--profile prod -- ls")
        );
        for (words, unknown) in [
            ("rolehop exec ls", "ls"),
            ("rolehop exec prod ls -- true", "ls"),
            ("rolehop exec prod no-such-command", "no-such-command"),
        ] {
            assert!(
                !help(words, unknown).unwrap().contains("a command comes"),
                "{words}"
            );
        }
    }
}
