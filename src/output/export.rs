//! `export`: a handout in the format that was asked for.
//!
//! Which variables it has is `handout`'s to say, how a shell states them `syntax`'s.

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use zeroize::Zeroizing;

use super::github::{self, Job};
use super::syntax::{self, Syntax};
use super::{OutputError, ini, process};
use crate::handout::{Handout, Variables};

/// The formats of `export --format`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Statements of a shell, or lines of a file of variables.
    Variables(Syntax),
    Process,
    Ini,
    Github,
}

impl Format {
    /// All of them by their names on the command line, in the order of the documentation.
    pub const ALL: [(&'static str, Self); 12] = [
        ("env", Self::Variables(Syntax::Env)),
        ("env-no-export", Self::Variables(Syntax::EnvNoExport)),
        ("fish", Self::Variables(Syntax::Fish)),
        ("powershell", Self::Variables(Syntax::Powershell)),
        ("windows-cmd", Self::Variables(Syntax::WindowsCmd)),
        ("nushell", Self::Variables(Syntax::Nushell)),
        ("elvish", Self::Variables(Syntax::Elvish)),
        ("xonsh", Self::Variables(Syntax::Xonsh)),
        ("tcsh", Self::Variables(Syntax::Tcsh)),
        ("process", Self::Process),
        ("ini", Self::Ini),
        ("github", Self::Github),
    ];

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| *known == name).map(|(_, format)| format)
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, format)| *format == self)
            .map_or("", |(name, _)| name)
    }

    /// The shell's syntax, where a shell evaluates it and so can take variables away.
    fn shell(self) -> Option<Syntax> {
        match self {
            Self::Variables(syntax) if syntax != Syntax::EnvNoExport => Some(syntax),
            _ => None,
        }
    }
}

/// Exports `handout` to stdout, or for `github` to the job.
///
/// `section` names the credentials-file section of `ini`: the route's last profile.
pub fn write(format: Format, handout: &Handout<'_>, section: &str, job: Job<'_>) -> Result<(), ExportError> {
    let text = match format {
        Format::Variables(syntax) => variables_text(syntax, &Variables::of(handout))?,
        Format::Process => process::document(handout),
        Format::Ini => ini::section(handout, section)?,
        Format::Github => return github::write(handout, job),
    };
    Ok(super::write(text.as_bytes())?)
}

/// What can be known to be wrong with a format before any credentials are got.
pub fn check(format: Format, job: Job<'_>) -> Result<(), ExportError> {
    match format {
        Format::Github => github::check(job),
        _ => Ok(()),
    }
}

/// Prints what takes the variables away again; the region's only where the route says a region.
pub fn write_unset(format: Format, region_was_said: bool) -> Result<(), ExportError> {
    Ok(super::write(unset_text(format, region_was_said)?.as_bytes())?)
}

/// Why credentials could not be exported. None of them shows a value.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error("`{format}` cannot hold `{variable}`: its value has {what}")]
    Unwritable {
        format: &'static str,
        variable: String,
        what: &'static str,
    },
    #[error("`{0}` has no way to take a variable away")]
    NothingToUnset(&'static str),
    #[error("`{0}` cannot be the name of a section of the credentials file")]
    SectionName(String),
    #[error("`github` works only in a job of GitHub Actions")]
    NotInGithubJob,
    #[error("`github` would write the credentials into a file: standard output is one")]
    GithubIntoFile,
    #[error("could not write to the job's environment file `{}`", path.display())]
    GithubEnv {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("could not get random bytes from the system")]
    Random(#[source] getrandom::Error),
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ExportError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let shells = || {
            let shells = Format::ALL.iter().filter(|(_, format)| format.shell().is_some());
            shells.map(|(name, _)| *name).collect::<Vec<_>>().join("`, `")
        };
        match self {
            Self::Unwritable { .. } => Some("use `rolehop exec`, which quotes nothing".to_owned()),
            Self::NothingToUnset(_) => Some(format!(
                "`--unset` goes with `--format` of a shell: `{}`",
                shells()
            )),
            Self::SectionName(_) => {
                Some("give the profile a name without brackets and spaces around it".to_owned())
            }
            Self::NotInGithubJob => {
                Some("for this shell: `eval \"$(rolehop export … --format env)\"`".to_owned())
            }
            Self::GithubIntoFile => Some(
                "run it without `>`: the runner reads the lines that mask the values from the job's log"
                    .to_owned(),
            ),
            Self::GithubEnv { .. } | Self::Random(_) => None,
            Self::Output(error) => error.help(),
        }
    }

    /// Whether the command line, or where it was run, is what is wrong (exit code 2).
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::GithubEnv { .. } | Self::Random(_) | Self::Output(_))
    }

    pub(super) fn unwritable(format: &'static str, variable: &str, what: &'static str) -> Self {
        Self::Unwritable {
            format,
            variable: variable.to_owned(),
            what,
        }
    }
}

fn unset_text(format: Format, region_was_said: bool) -> Result<Zeroizing<String>, ExportError> {
    let syntax = format.shell().ok_or(ExportError::NothingToUnset(format.name()))?;
    variables_text(syntax, &Variables::taken_away(region_was_said))
}

fn variables_text(syntax: Syntax, variables: &Variables) -> Result<Zeroizing<String>, ExportError> {
    let format = Format::Variables(syntax).name();
    syntax::statements(syntax, variables)
        .map_err(|refused| ExportError::unwritable(format, refused.variable, refused.what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::handout::tests::temporary;
    use secrecy::SecretString;

    #[test]
    fn unset_is_refused_where_nothing_can_be_taken_away() {
        for name in ["env-no-export", "process", "ini", "github"] {
            let format = Format::from_name(name).unwrap();
            let error = unset_text(format, true).unwrap_err();
            assert!(error.is_usage());
            assert_eq!(
                (error.to_string(), error.help().unwrap()),
                (
                    format!("`{name}` has no way to take a variable away"),
                    "`--unset` goes with `--format` of a shell: `env`, `fish`, `powershell`, `windows-cmd`, \
                     `nushell`, `elvish`, `xonsh`, `tcsh`"
                        .to_owned()
                )
            );
        }
    }

    #[test]
    fn a_value_that_a_format_cannot_hold_is_refused_without_showing_it() {
        let credentials = Credentials {
            session_token: Some(SecretString::from("two\nlines")),
            ..temporary()
        };
        let variables = Variables::of(&Handout {
            credentials: &credentials,
            expiration: None,
            account_id: None,
            words: &[],
            region: None,
        });
        for (syntax, name) in [
            (Syntax::EnvNoExport, "env-no-export"),
            (Syntax::WindowsCmd, "windows-cmd"),
            (Syntax::Tcsh, "tcsh"),
        ] {
            let error = variables_text(syntax, &variables).unwrap_err();
            assert!(error.is_usage());
            assert_eq!(
                error.to_string(),
                format!("`{name}` cannot hold `AWS_SESSION_TOKEN`: its value has a line break")
            );
        }
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        for (name, format) in Format::ALL {
            assert_eq!((Format::from_name(name), format.name()), (Some(format), name));
        }
        assert_eq!(Format::from_name("bash"), None);
    }
}
