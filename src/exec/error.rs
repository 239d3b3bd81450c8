//! Why a command did not run, with the exit codes of shells and what to do next.

use std::ffi::OsStr;
use std::io;

use thiserror::Error;

use super::{Environment, Program, search, value_of};

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

    pub(super) fn of(program: &Program, environment: &Environment, failure: io::Error) -> Self {
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

fn is_variable_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Words that shells run themselves, where systems have no program of that name.
const BUILTINS: [&str; 17] = [
    ".", "alias", "bg", "builtin", "cd", "eval", "exec", "export", "fg", "for", "if", "jobs", "set",
    "source", "ulimit", "unset", "while",
];

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The error's words, its help and its code.
    fn told(name: &str, path: &str, failure: io::ErrorKind) -> (String, String, u8) {
        let program = Program {
            name: name.into(),
            arguments: Vec::new(),
        };
        let environment = vec![("PATH".into(), path.into())];
        let error = ExecError::of(&program, &environment, failure.into());
        (
            error.to_string(),
            error.help().unwrap_or_default(),
            error.exit_code(),
        )
    }

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
