//! `export --format github`: for the later steps of a GitHub Actions job.
//!
//! First the values are masked in the job's log, by lines on stdout that the runner reads; then they go into the
//! job's environment file («Workflow commands for GitHub Actions», «Setting an environment variable»).
//! A step cannot unset a variable of the job: `AWS_PROFILE` stays, and SDKs take the keys before it.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use data_encoding::HEXLOWER;
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::export::ExportError;
use crate::handout::{ACCESS_KEY_ID, Handout, SECRET_ACCESS_KEY, SESSION_TOKEN, Variables};

/// What the environment says of the job.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// `GITHUB_ACTIONS`, which the runner sets to `true`.
    pub actions: Option<&'a OsStr>,
    /// `GITHUB_ENV`, the file of variables for later steps.
    pub env_file: Option<&'a OsStr>,
}

/// Whether this is a job, and stdout its log: known before any credentials are got.
pub fn check(job: Job<'_>) -> Result<(), ExportError> {
    env_file(job)?;
    // Security: in a file nobody reads the masks, and the values stay there.
    match super::is_regular_file() {
        true => Err(ExportError::GithubIntoFile),
        false => Ok(()),
    }
}

/// Masks the values, then sets them for the job's later steps.
pub fn write(handout: &Handout<'_>, job: Job<'_>) -> Result<(), ExportError> {
    check(job)?;
    let path = env_file(job)?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(ExportError::Random)?;
    let variables = Variables::of(handout);
    super::write(masks(&variables).as_bytes())?;
    append(path, &assignments(&variables, &HEXLOWER.encode(&random))).map_err(|source| {
        ExportError::GithubEnv {
            path: path.to_owned(),
            source,
        }
    })
}

/// The file that the runner reads after the step; an error outside a job.
fn env_file<'a>(job: Job<'a>) -> Result<&'a Path, ExportError> {
    match (job.actions, job.env_file) {
        (Some(actions), Some(path)) if actions == "true" && !path.is_empty() => Ok(Path::new(path)),
        _ => Err(ExportError::NotInGithubJob),
    }
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true);
    // A pipe that nobody reads must not hold the step up.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, nix::fcntl::OFlag::O_NONBLOCK.bits());
    options.open(path)?.write_all(text.as_bytes())
}

/// A line for each value that is a secret, or names one.
#[expect(clippy::disallowed_methods, reason = "the runner must know what to hide")]
fn masks(variables: &Variables) -> Zeroizing<String> {
    let hidden = [ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN];
    let values = || {
        let set = variables.to_set().iter();
        set.filter(|(name, _)| hidden.contains(name))
            .map(|(_, value)| value.expose_secret())
    };
    let lengths: usize = values().map(|value| 3 * value.len() + MASK.len() + 1).sum();
    let mut lines = Zeroizing::new(String::with_capacity(lengths));
    for value in values() {
        lines.push_str(MASK);
        for c in value.chars() {
            // The three characters that a command's data spells otherwise (actions/toolkit, `escapeData`).
            match c {
                '%' => lines.push_str("%25"),
                '\r' => lines.push_str("%0D"),
                '\n' => lines.push_str("%0A"),
                _ => lines.push(c),
            }
        }
        lines.push('\n');
    }
    lines
}

/// `NAME<<delimiter`, the value, the delimiter. Security: the delimiter is random, so no value can end itself early.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where credentials are handed out"
)]
fn assignments(variables: &Variables, delimiter: &str) -> Zeroizing<String> {
    // An empty token is none to every SDK; one of an earlier session would not fit the keys.
    let emptied = variables.to_unset().iter().filter(|name| **name == SESSION_TOKEN);
    let emptied = emptied.map(|name| (*name, ""));
    let set = variables.to_set().iter();
    let values: Vec<(&str, &str)> = set
        .map(|(name, value)| (*name, value.expose_secret()))
        .chain(emptied)
        .collect();
    let length = |(name, value): &(&str, &str)| name.len() + value.len() + 2 * delimiter.len() + FRAME;
    let mut lines = Zeroizing::new(String::with_capacity(values.iter().map(length).sum()));
    for (name, value) in values {
        for part in [
            name,
            "<<rolehop_",
            delimiter,
            "\n",
            value,
            "\nrolehop_",
            delimiter,
            "\n",
        ] {
            lines.push_str(part);
        }
    }
    lines
}

const MASK: &str = "::add-mask::";
/// What stands around a name, a value and two delimiters.
const FRAME: usize = 21;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::Credentials;
    use crate::handout::tests::{FOUR_O_CLOCK, long_term, temporary};
    use secrecy::SecretString;

    fn variables(credentials: &Credentials) -> Variables {
        Variables::of(&Handout {
            credentials,
            expiration: credentials.session_token.as_ref().map(|_| FOUR_O_CLOCK),
            account_id: None,
            words: &["prod".to_owned()],
            region: None,
        })
    }

    #[test]
    fn what_is_secret_is_masked_as_the_runner_reads_it() {
        let credentials = Credentials {
            secret_access_key: SecretString::from("100%\r\nsecret"),
            ..temporary()
        };
        assert_eq!(
            masks(&variables(&credentials)).as_str(),
            "::add-mask::ASIAEXAMPLE\n::add-mask::100%25%0D%0Asecret\n::add-mask::token/+=\n"
        );
    }

    #[test]
    fn the_environment_file_gets_every_variable_between_delimiters() {
        let text = assignments(&variables(&temporary()), "d1");
        assert_eq!(
            text.as_str(),
            "AWS_ACCESS_KEY_ID<<rolehop_d1\nASIAEXAMPLE\nrolehop_d1\n\
             AWS_SECRET_ACCESS_KEY<<rolehop_d1\nsecret/+=\nrolehop_d1\n\
             AWS_SESSION_TOKEN<<rolehop_d1\ntoken/+=\nrolehop_d1\n\
             AWS_CREDENTIAL_EXPIRATION<<rolehop_d1\n2026-11-22T16:00:00Z\nrolehop_d1\n\
             ROLEHOP_PROFILE<<rolehop_d1\nprod\nrolehop_d1\n"
        );
        assert_eq!(text.capacity(), text.len());
        let text = assignments(&variables(&long_term()), "d1");
        assert!(text.ends_with("AWS_SESSION_TOKEN<<rolehop_d1\n\nrolehop_d1\n"));
    }

    #[test]
    fn outside_a_job_it_is_a_usage_error() {
        let set = |text| Some(OsStr::new(text));
        for (actions, env_file, inside) in [
            (set("true"), set("/e"), true),
            (None, set("/e"), false),
            (set("false"), set("/e"), false),
            (set("true"), None, false),
            (set("true"), set(""), false),
        ] {
            let found = super::env_file(Job { actions, env_file });
            assert_eq!(found.is_ok(), inside);
            if let Err(error) = found {
                assert!(error.is_usage());
                assert_eq!(
                    error.to_string(),
                    "`github` works only in a job of GitHub Actions"
                );
            }
        }
    }
}
