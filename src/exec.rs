//! Runs a command with the credentials in its environment.
//!
//! On Unix rolehop becomes the command, so signals, job control and the exit code are the command's own; on
//! Windows it waits for it. A file that the kernel cannot run but a shell may (a script without `#!`) is left to
//! execvp(3), as `env` leaves it. Where the credentials came from is left to others.

pub mod error;
mod search;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::{OsStr, OsString};

use secrecy::ExposeSecret;

pub use error::ExecError;

use crate::handout::Variables;

#[cfg(unix)]
use unix as system;
#[cfg(windows)]
use windows as system;

/// The names and values that a command starts with.
pub type Environment = Vec<(OsString, OsString)>;

/// A command and its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Program {
    pub name: OsString,
    pub arguments: Vec<OsString>,
}

impl Program {
    /// What stands after `--`; where nothing does, the user's shell: `$SHELL`, else that of the account.
    pub fn of(words: Vec<OsString>, environment: &Environment) -> Self {
        let mut words = words.into_iter();
        Self {
            name: words.next().unwrap_or_else(|| system::shell(environment)),
            arguments: words.collect(),
        }
    }
}

/// The environment of the command: what was inherited, with the variables of a handout set and unset, and without
/// what rolehop alone may know.
pub fn environment(
    inherited: impl IntoIterator<Item = (OsString, OsString)>,
    variables: &Variables,
) -> Environment {
    let set = variables.to_set().iter().map(|(name, _)| *name);
    let unset = variables.to_unset().iter().copied();
    let gone: Vec<&str> = set.chain(unset).chain(OURS_ALONE).collect();
    let kept = inherited
        .into_iter()
        .filter(|(name, _)| !gone.iter().any(|gone| is_same_name(name, gone)));
    kept.chain(variables.to_set().iter().map(exposed)).collect()
}

/// Whether a program of that name would be found and may be run.
pub fn is_command(word: &str, environment: &Environment) -> bool {
    let found = search::locate(OsStr::new(word), value_of(environment, "PATH"));
    found.is_some_and(|file| search::is_executable(&file))
}

/// Runs `program`: on Unix never returns when it could be started, on Windows returns its exit code.
pub fn run(program: &Program, environment: Environment) -> Result<i32, ExecError> {
    crate::hardening::restore_core_limit();
    system::run(program, &environment).map_err(|failure| ExecError::of(program, &environment, failure))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where credentials are handed out"
)]
fn exposed((name, value): &(&'static str, secrecy::SecretString)) -> (OsString, OsString) {
    (OsString::from(name), OsString::from(value.expose_secret()))
}

fn value_of<'a>(environment: &'a Environment, name: &str) -> Option<&'a OsStr> {
    let mut variables = environment.iter();
    let found = variables.find(|(known, _)| is_same_name(known, name));
    found.map(|(_, value)| value.as_os_str())
}

/// Names of variables differ by case on Unix, and not on Windows.
fn is_same_name(left: &OsStr, right: &str) -> bool {
    if cfg!(windows) {
        left.eq_ignore_ascii_case(right)
    } else {
        left == right
    }
}

/// What would answer a prompt in rolehop's place.
const OURS_ALONE: [&str; 2] = ["ROLEHOP_MFA_TOKEN", "ROLEHOP_STORE_PASSPHRASE_FILE"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handout::Handout;
    use crate::handout::tests::{FOUR_O_CLOCK, temporary};

    fn variables(text: &[(&str, &str)]) -> Environment {
        let variables = text.iter();
        variables
            .map(|&(name, value)| (OsString::from(name), OsString::from(value)))
            .collect()
    }

    fn handed_out(region: Option<&str>) -> Variables {
        Variables::of(&Handout {
            credentials: &temporary(),
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &["prod".to_owned()],
            region,
        })
    }

    #[test]
    fn the_command_gets_the_credentials_and_nothing_that_is_rolehops_alone() {
        let inherited = variables(&[
            ("HOME", "/home/alice"),
            ("AWS_PROFILE", "other"),
            ("AWS_DEFAULT_PROFILE", "other"),
            ("AWS_SECURITY_TOKEN", "stale"),
            ("AWS_ACCESS_KEY_ID", "AKIAOLD"),
            ("AWS_REGION", "us-east-1"),
            ("ROLEHOP_MFA_TOKEN", "123456"),
            ("ROLEHOP_STORE_PASSPHRASE_FILE", "/run/passphrase"),
            ("ROLEHOP_STORE", "file"),
            ("aws_profile", "another variable on Unix"),
        ]);
        let keys = [
            ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret/+="),
            ("AWS_SESSION_TOKEN", "token/+="),
            ("AWS_CREDENTIAL_EXPIRATION", "2026-11-22T16:00:00Z"),
            ("ROLEHOP_PROFILE", "prod"),
        ];
        let home = ("HOME", "/home/alice");
        let store = ("ROLEHOP_STORE", "file");
        let region = ("AWS_REGION", "us-east-1");
        let mut expected = vec![home, region, store];
        if cfg!(unix) {
            expected.push(("aws_profile", "another variable on Unix"));
        }
        expected.extend(keys);
        assert_eq!(
            environment(inherited.clone(), &handed_out(None)),
            variables(&expected)
        );
        expected.retain(|variable| *variable != region);
        expected.extend([("AWS_REGION", "eu-west-1"), ("AWS_DEFAULT_REGION", "eu-west-1")]);
        assert_eq!(
            environment(inherited, &handed_out(Some("eu-west-1"))),
            variables(&expected)
        );
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        use std::os::unix::ffi::OsStringExt;
        let odd = (
            OsString::from_vec(b"N\xff".to_vec()),
            OsString::from_vec(b"\xfe\n".to_vec()),
        );
        let made = environment([odd.clone()], &handed_out(None));
        assert_eq!(made[0], odd);
    }

    #[cfg(unix)]
    #[test]
    fn without_a_command_the_users_shell_runs() {
        let shell = |text: &[(&str, &str)]| Program::of(Vec::new(), &variables(text)).name;
        assert_eq!(shell(&[("SHELL", "/usr/bin/fish")]), "/usr/bin/fish");
        let of_account = shell(&[]);
        assert_eq!(shell(&[("SHELL", "")]), of_account);
        assert!(std::path::Path::new(&of_account).is_absolute());
        let words = vec![OsString::from("terraform"), OsString::from("plan")];
        assert_eq!(
            Program::of(words, &variables(&[("SHELL", "/bin/sh")])),
            Program {
                name: "terraform".into(),
                arguments: vec!["plan".into()],
            }
        );
    }
}
