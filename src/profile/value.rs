//! Checks of single values that both kinds of file share; STS's own limits are `route::limits`'.

mod url;

pub use url::{endpoint_url, secure_url};

use crate::config::ReadError;
use crate::duration;
use crate::duration::SessionDuration;
use crate::route::limits::LimitError;
use crate::route::session_name::TemplateError;

/// Why a value cannot be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ValueError {
    #[error("wants {wants}, not {found}")]
    Type {
        wants: &'static str,
        found: &'static str,
    },
    #[error("is empty")]
    Empty,
    #[error("holds a control character")]
    Control,
    #[error("holds a character that no credential has")]
    Credential,
    #[error("`{}` is none of {}", found.escape_debug(), listed(choices))]
    Choice {
        found: String,
        choices: &'static [&'static str],
    },
    #[error("a region is letters, digits and `-`, as `eu-west-1`")]
    Region,
    #[error("{problem}")]
    Url {
        problem: &'static str,
        example: &'static str,
    },
    #[error("an account ID is digits")]
    AccountId,
    #[error("an environment variable's name is letters, digits and `_`")]
    VariableName,
    #[error("a quote is not closed")]
    Command,
    #[error("`{}` is no length of time", found.escape_debug())]
    Duration { found: String },
    #[error("must be {min} to {max}, this is {found}")]
    Range { min: u32, max: u32, found: i64 },
    #[error("must be whole seconds")]
    Seconds,
    #[error("tag {position} has no `=`")]
    Tag { position: usize },
    #[error(transparent)]
    Limit(LimitError),
    #[error(transparent)]
    Template(TemplateError),
    #[error(transparent)]
    Read(ReadError),
    #[error("there is no `[{table}]`")]
    NoTable { table: String, nearest: Option<String> },
    #[error("there is no profile `{name}`")]
    NoProfile { name: String, nearest: Option<String> },
    #[error("`[{section}]` has no `{key}`")]
    Lacks { section: String, key: &'static str },
    #[error("`[{section}]` says another value than the profile")]
    Differs { section: String },
}

impl ValueError {
    /// What to write instead.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::Type { wants, found } => return type_help(wants, found).map(str::to_owned),
            Self::Choice { found, choices } => {
                return nearest(found, choices.iter().copied()).map(|name| format!("did you mean `{name}`?"));
            }
            Self::Url { example, .. } => return Some(format!("for example `{example}`")),
            Self::Duration { .. } => "write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`",
            Self::Limit(error) => return error.help(),
            Self::Template(error) => return error.help(),
            Self::NoTable { nearest, .. } | Self::NoProfile { nearest, .. } => {
                return nearest.as_ref().map(|name| format!("did you mean `{name}`?"));
            }
            Self::Seconds => "only rolehop's own TOML takes lengths such as `\"1h\"`; write `3600`",
            Self::Differs { .. } => "keep it in the `[sso-session]` only",
            Self::Tag { .. } => "write `key=value,key2=value2`",
            Self::Credential => "copy it again, on one line and without spaces",
            Self::Empty => "give it a value, or take the line out",
            _ => return None,
        };
        Some(text.to_owned())
    }
}

impl From<LimitError> for ValueError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

impl From<TemplateError> for ValueError {
    fn from(error: TemplateError) -> Self {
        Self::Template(error)
    }
}

/// Any text of one line.
pub fn text(value: &str) -> Result<String, ValueError> {
    if value.trim().is_empty() {
        Err(ValueError::Empty)
    } else if value.chars().any(char::is_control) {
        Err(ValueError::Control)
    } else {
        Ok(value.to_owned())
    }
}

/// A region, which becomes part of a host name.
///
/// Security: as botocore, only a host label, so that no region can lead a call to another host.
pub fn region(value: &str) -> Result<String, ValueError> {
    let is_label = (1..=63).contains(&value.len())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !value.starts_with('-')
        && !value.ends_with('-');
    if is_label {
        Ok(value.to_owned())
    } else {
        Err(ValueError::Region)
    }
}

/// A command line that a helper is started by.
pub fn command(value: &str) -> Result<String, ValueError> {
    let line = text(value)?;
    // Windows has its own way of quoting, which the starter of processes knows.
    if cfg!(not(windows)) && shlex::split(&line).is_none() {
        return Err(ValueError::Command);
    }
    Ok(line)
}

/// An AWS account ID.
pub fn account_id(value: &str) -> Result<String, ValueError> {
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        Ok(value.to_owned())
    } else {
        Err(ValueError::AccountId)
    }
}

/// The name of an environment variable.
pub fn variable_name(value: &str) -> Result<String, ValueError> {
    let is_name = !value.is_empty()
        && !value.starts_with(|c: char| c.is_ascii_digit())
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if is_name {
        Ok(value.to_owned())
    } else {
        Err(ValueError::VariableName)
    }
}

/// One of a few words, exactly.
pub fn choice<T: Copy>(value: &str, choices: &'static [&'static str], values: &[T]) -> Result<T, ValueError> {
    choices
        .iter()
        .position(|choice| *choice == value)
        .and_then(|index| values.get(index).copied())
        .ok_or_else(|| ValueError::Choice {
            found: value.to_owned(),
            choices,
        })
}

/// A length of time with a unit or in seconds; `max` only where `may_be_max`.
pub fn length_of_time(value: &str, may_be_max: bool) -> Result<SessionDuration, ValueError> {
    match SessionDuration::parse(value) {
        Some(SessionDuration::Max) if !may_be_max => {}
        Some(duration) => return Ok(duration),
        None => {}
    }
    match duration::parse_seconds(value) {
        Some(seconds) => Ok(SessionDuration::Seconds(seconds)),
        None => Err(ValueError::Duration {
            found: value.to_owned(),
        }),
    }
}

/// The name most like `wanted`, if one is like it at all.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wanted.to_lowercase();
    let length = wanted.chars().count();
    let limit = (length / 3).clamp(1, 4);
    names
        .into_iter()
        // At least so many letters differ; a name of a megabyte is not worth a closer look.
        .filter(|name| name.chars().count().abs_diff(length) <= limit)
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn type_help(wants: &str, found: &str) -> Option<&'static str> {
    match (wants, found) {
        ("a string", "an integer" | "a float" | "a boolean" | "a date") => Some("put it in quotes"),
        ("a list of strings", "a string") => Some("put it in brackets: `[\"…\"]`"),
        ("a length of time or false", "a boolean") => Some("leave the line out for the default, 12 hours"),
        ("true or false", "a string") => Some("write it without quotes"),
        _ => None,
    }
}

fn listed(choices: &[&str]) -> String {
    let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_values() {
        for good in ["eu-west-1", "us-iso-east-1", "aws-global", "x"] {
            assert!(region(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "eu west",
            "-a",
            "a-",
            "a.b",
            "evil.example.com/",
            &"a".repeat(64),
        ] {
            assert_eq!(region(bad), Err(ValueError::Region), "{bad}");
        }
        assert!(variable_name("GITLAB_TOKEN_1").is_ok());
        for bad in ["", "1A", "A-B", "A=B"] {
            assert!(variable_name(bad).is_err(), "{bad}");
        }
        assert_eq!(length_of_time("max", true), Ok(SessionDuration::Max));
        assert!(length_of_time("max", false).is_err());
        assert_eq!(text("a\nb"), Err(ValueError::Control));
        assert_eq!(text(" "), Err(ValueError::Empty));
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["role_arn", "region", "mfa_serial", "source_profile"];
        for (wanted, found) in [
            ("role_arm", Some("role_arn")),
            ("regoin", Some("region")),
            ("Region", Some("region")),
            ("mfaserial", Some("mfa_serial")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), found, "{wanted}");
        }
    }
}
