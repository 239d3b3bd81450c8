//! Runs a command with the credentials in its environment.
//!
//! On Unix rolehop becomes the command, so signals, job control and the exit code are the command's own; on
//! Windows it waits for it. A file that the kernel cannot run but a shell may (a script without `#!`) is left to
//! execvp(3), as `env` leaves it. Where the credentials came from is left to others.

mod search;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::ffi::{OsStr, OsString};
use std::io;

use secrecy::ExposeSecret;
use thiserror::Error;

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

/// Why a command did not run.
#[derive(Debug, Error)]
pub enum ExecError {
    #[error("could not find the command `{command}`")]
    NotFound {
        command: String,
        /// A command of that spelling, nearly.
        nearest: Option<String>,
    },
    /// The value is left out: it may be a secret.
    #[error("`{0}=…` is not a command")]
    Assignment(String),
    #[error("could not run `{0}`: the interpreter in its first line does not exist")]
    NoInterpreter(String),
    #[error("could not run `{command}`")]
    NotRunnable {
        command: String,
        /// The file, where it lacks the permission to be run.
        not_executable: Option<String>,
        #[source]
        source: io::Error,
    },
}

impl ExecError {
    /// 127 for a command that is not there and 126 for one that cannot be run, as shells have it (XCU 2.8.2).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NotFound { .. } | Self::Assignment(_) => 127,
            Self::NoInterpreter(_) | Self::NotRunnable { .. } => 126,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NotFound { command, .. } if BUILTINS.contains(&command.as_str()) => Some(format!(
                "`{command}` is a word of shells: `rolehop exec … -- sh -c '{command} …'`"
            )),
            Self::NotFound { command, .. } if command.contains(' ') => Some(format!(
                "the command and its arguments are words of their own, without quotes around them all: \
                 `rolehop exec … -- {command}`"
            )),
            Self::NotFound {
                nearest: Some(nearest),
                ..
            } => Some(format!("did you mean `{nearest}`?")),
            Self::NotFound { command, .. } if search::is_path(OsStr::new(command)) => {
                Some("there is no such file: check the path".to_owned())
            }
            Self::NotFound { .. } => {
                Some("no folder of `PATH` has it: check the spelling, or give its path".to_owned())
            }
            Self::Assignment(name) => Some(format!(
                "`env` sets a variable for a command: `rolehop exec … -- env {name}=… COMMAND`"
            )),
            Self::NotRunnable {
                not_executable: Some(file),
                ..
            } => Some(format!("`chmod +x {file}`, or name the program that reads it")),
            Self::NoInterpreter(file) => Some(format!("see what `head -1 {file}` names, and install it")),
            Self::NotRunnable { .. } => None,
        }
    }

    fn of(program: &Program, environment: &Environment, failure: io::Error) -> Self {
        let command = program.name.to_string_lossy().into_owned();
        let path = value_of(environment, "PATH");
        let missing = matches!(
            failure.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::NotADirectory
        );
        match search::locate(&program.name, path) {
            // A folder of `PATH` that may not be read looks like a command that may not be run.
            None if missing => match command.split_once('=') {
                Some((name, _)) if is_variable_name(name) => Self::Assignment(name.to_owned()),
                _ => Self::NotFound {
                    nearest: search::nearest(&program.name, path),
                    command,
                },
            },
            Some(_) if failure.kind() == io::ErrorKind::NotFound => Self::NoInterpreter(command),
            found => Self::NotRunnable {
                not_executable: found
                    .filter(|file| file.is_file() && !search::is_executable(file))
                    .map(|file| file.display().to_string()),
                command,
                source: failure,
            },
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

fn is_variable_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// What would answer a prompt in rolehop's place.
const OURS_ALONE: [&str; 2] = ["ROLEHOP_MFA_TOKEN", "ROLEHOP_STORE_PASSPHRASE_FILE"];

/// Words that shells run themselves, where systems have no program of that name.
const BUILTINS: [&str; 17] = [
    ".", "alias", "bg", "builtin", "cd", "eval", "exec", "export", "fg", "for", "if", "jobs", "set",
    "source", "ulimit", "unset", "while",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handout::Handout;
    use crate::handout::tests::{FOUR_O_CLOCK, temporary};
    use std::path::PathBuf;

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
        assert!(PathBuf::from(of_account).is_absolute());
        let words = vec![OsString::from("terraform"), OsString::from("plan")];
        assert_eq!(
            Program::of(words, &variables(&[("SHELL", "/bin/sh")])),
            Program {
                name: "terraform".into(),
                arguments: vec!["plan".into()],
            }
        );
    }

    /// The error's words, its help and its code.
    fn told(name: &str, path: &str, failure: io::ErrorKind) -> (String, String, u8) {
        let program = Program {
            name: name.into(),
            arguments: Vec::new(),
        };
        let error = ExecError::of(&program, &variables(&[("PATH", path)]), failure.into());
        (
            error.to_string(),
            error.help().unwrap_or_default(),
            error.exit_code(),
        )
    }

    #[cfg(unix)]
    #[test]
    fn each_failure_says_what_to_do_next() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        for (name, mode) in [("terraform", 0o755), ("notes", 0o644)] {
            std::fs::write(folder.path().join(name), "#!/nowhere\n").unwrap();
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(folder.path().join(name), permissions).unwrap();
        }
        let not_found = |name: &str| format!("could not find the command `{name}`");
        let notes = format!("{path}/notes");
        let here = format!("{path}/missing");
        for (name, failure, words, help, code) in [
            (
                "teraform",
                io::ErrorKind::NotFound,
                not_found("teraform"),
                "did you mean `terraform`?".to_owned(),
                127,
            ),
            (
                "kubectl",
                io::ErrorKind::PermissionDenied,
                not_found("kubectl"),
                "no folder of `PATH` has it: check the spelling, or give its path".to_owned(),
                127,
            ),
            (
                &here,
                io::ErrorKind::NotFound,
                not_found(&here),
                "there is no such file: check the path".to_owned(),
                127,
            ),
            (
                "cd",
                io::ErrorKind::NotFound,
                not_found("cd"),
                "`cd` is a word of shells: `rolehop exec … -- sh -c 'cd …'`".to_owned(),
                127,
            ),
            (
                "terraform plan",
                io::ErrorKind::NotFound,
                not_found("terraform plan"),
                "the command and its arguments are words of their own, without quotes around them all: \
                 `rolehop exec … -- terraform plan`"
                    .to_owned(),
                127,
            ),
            (
                "TF_VAR_password=hunter2",
                io::ErrorKind::NotFound,
                "`TF_VAR_password=…` is not a command".to_owned(),
                "`env` sets a variable for a command: `rolehop exec … -- env TF_VAR_password=… COMMAND`"
                    .to_owned(),
                127,
            ),
            (
                "terraform",
                io::ErrorKind::NotFound,
                "could not run `terraform`: the interpreter in its first line does not exist".to_owned(),
                "see what `head -1 terraform` names, and install it".to_owned(),
                126,
            ),
            (
                "notes",
                io::ErrorKind::PermissionDenied,
                "could not run `notes`".to_owned(),
                format!("`chmod +x {notes}`, or name the program that reads it"),
                126,
            ),
            (
                "terraform",
                io::ErrorKind::ArgumentListTooLong,
                "could not run `terraform`".to_owned(),
                String::new(),
                126,
            ),
        ] {
            assert_eq!(told(name, &path, failure), (words, help, code));
        }
    }
}
