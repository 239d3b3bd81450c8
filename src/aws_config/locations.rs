//! Where the AWS files are, and which profile is meant when none is named (SDKs and Tools Reference Guide,
//! «Location of the shared config and credentials files»).
//!
//! The environment comes as a function, so that no test has to change its own. Where the SDKs' vectors are
//! silent this follows botocore: variables in a path are put in, and a path set to nothing is no file.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The two files; none where the user turned one off, or has no home folder to look in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Locations {
    /// `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub config: Option<PathBuf>,
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub credentials: Option<PathBuf>,
}

impl Locations {
    /// Finds the files by the environment. `home` is what the system says where no variable does.
    pub fn new(variable: &impl Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Self {
        Self::on(Platform::HERE, variable, home)
    }

    fn on(platform: Platform, variable: &impl Fn(&str) -> Option<OsString>, home: Option<&Path>) -> Self {
        let home = home_folder(platform, variable).or_else(|| home.map(|home| home.as_os_str().to_owned()));
        let find = |name, default: &str| {
            let named = variable(name).map(|path| with_variables(path, variable));
            expand_home(
                platform,
                &named.unwrap_or_else(|| default.into()),
                home.as_deref(),
            )
        };
        Self {
            config: find("AWS_CONFIG_FILE", "~/.aws/config"),
            credentials: find("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        }
    }
}

/// The profile of a command that names none: `AWS_PROFILE`, else `default`.
pub fn default_profile(variable: &impl Fn(&str) -> Option<OsString>) -> OsString {
    set(variable, "AWS_PROFILE").unwrap_or_else(|| "default".into())
}

/// A value, so that every platform's rules can be tried on any.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Platform {
    Unix,
    Windows,
}

impl Platform {
    const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Unix };

    fn is_separator(self, byte: u8) -> bool {
        byte == b'/' || (self == Self::Windows && byte == b'\\')
    }
}

/// A variable that says something: an empty one is taken for unset, as shells make it easy to leave behind.
fn set(variable: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<OsString> {
    variable(name).filter(|value| !value.is_empty())
}

fn home_folder(platform: Platform, variable: &impl Fn(&str) -> Option<OsString>) -> Option<OsString> {
    let home = set(variable, "HOME");
    if platform == Platform::Unix {
        return home;
    }
    home.or_else(|| set(variable, "USERPROFILE")).or_else(|| {
        let mut home = set(variable, "HOMEDRIVE")?;
        home.push(set(variable, "HOMEPATH")?);
        Some(home)
    })
}

/// Puts the home folder for a first component `~`. `~name` is a file's name, as the SDKs have it.
fn expand_home(platform: Platform, path: &OsStr, home: Option<&OsStr>) -> Option<PathBuf> {
    let text = path.to_str().unwrap_or_default();
    let Some(below) = text.strip_prefix('~').filter(|below| {
        below.is_empty()
            || below
                .bytes()
                .next()
                .is_some_and(|byte| platform.is_separator(byte))
    }) else {
        return (!path.is_empty()).then(|| path.into());
    };
    let mut expanded = home?.to_owned();
    let ends_apart = expanded
        .as_encoded_bytes()
        .last()
        .is_some_and(|&byte| platform.is_separator(byte));
    let below = if ends_apart {
        below.get(1..).unwrap_or_default()
    } else {
        below
    };
    match platform {
        Platform::Unix => expanded.push(below),
        Platform::Windows => expanded.push(below.replace('/', "\\")),
    }
    Some(expanded.into())
}

/// Puts in `$NAME` and `${NAME}`, as botocore does; what is not set stays as it is.
fn with_variables(path: OsString, variable: &impl Fn(&str) -> Option<OsString>) -> OsString {
    let Some(mut rest) = path.to_str().filter(|text| text.contains('$')) else {
        return path;
    };
    let mut expanded = OsString::new();
    while let Some((before, behind)) = rest.split_once('$') {
        expanded.push(before);
        let (name, length) = variable_name(behind);
        match variable(name).filter(|_| !name.is_empty()) {
            Some(value) => expanded.push(value),
            None => expanded.push(&rest[before.len()..=before.len() + length]),
        }
        rest = &behind[length..];
    }
    expanded.push(rest);
    expanded
}

/// The name behind a `$`, and how much of the text it takes.
fn variable_name(behind: &str) -> (&str, usize) {
    if let Some((name, _)) = behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        return (name, name.len() + 2);
    }
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let length = behind
        .bytes()
        .position(|byte| !is_letter(byte))
        .unwrap_or(behind.len());
    (&behind[..length], length)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;

    use super::*;

    /// How many cases the file has; a newer one changes this number.
    const CASES: usize = 9;

    #[derive(Deserialize)]
    struct Vectors {
        tests: Vec<Case>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Case {
        name: String,
        environment: HashMap<String, String>,
        platform: String,
        profile: Option<String>,
        config_location: PathBuf,
        credentials_location: PathBuf,
    }

    #[test]
    fn finds_the_files_where_the_sdks_do() {
        let vectors: Vectors =
            serde_json::from_str(include_str!("../../tests/vectors/file-location-tests.json")).unwrap();
        let mut ran = 0;
        for case in &vectors.tests {
            let platform = match case.platform.as_str() {
                "windows" => Platform::Windows,
                "linux" => Platform::Unix,
                other => panic!("a platform of its own: {other}"),
            };
            let variable = |name: &str| case.environment.get(name).map(OsString::from);
            let expected = Locations {
                config: Some(case.config_location.clone()),
                credentials: Some(case.credentials_location.clone()),
            };
            assert_eq!(
                Locations::on(platform, &variable, None),
                expected,
                "{}",
                case.name
            );
            if let Some(profile) = &case.profile {
                assert_eq!(default_profile(&variable), profile.as_str(), "{}", case.name);
            }
            ran += 1;
        }
        assert_eq!(ran, CASES);
    }

    #[test]
    fn expands_the_home_folder_and_variables() {
        use Platform::{Unix, Windows};
        let environment = [("NAME", "x"), ("A_1", "y"), ("HOME", "")];
        let variable = |name: &str| {
            environment
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| OsString::from(value))
        };
        for (platform, path, home, expected) in [
            (Unix, "~/c", Some("/home/alice"), Some("/home/alice/c")),
            (Unix, "~/c", Some("/"), Some("/c")),
            (Unix, "~", Some("/home/alice"), Some("/home/alice")),
            (Unix, "~", Some("/"), Some("/")),
            (Unix, "~/c", None, None),
            (Unix, "~bob/c", Some("/home/alice"), Some("~bob/c")),
            (Unix, "~\\c", Some("/home/alice"), Some("~\\c")),
            (Unix, "/c/~", Some("/home/alice"), Some("/c/~")),
            (Unix, "c", None, Some("c")),
            (Unix, "", Some("/home/alice"), None),
            (
                Unix,
                "/$NAME/${A_1}/$NONE/${NONE}/$/${",
                None,
                Some("/x/y/$NONE/${NONE}/$/${"),
            ),
            (Unix, "$NAME", None, Some("x")),
            (
                Windows,
                "~/.aws/c",
                Some("C:\\Users\\a"),
                Some("C:\\Users\\a\\.aws\\c"),
            ),
            (Windows, "~\\c", Some("C:\\"), Some("C:\\c")),
        ] {
            let set = |name: &str| {
                if name == "AWS_CONFIG_FILE" {
                    Some(path.into())
                } else {
                    variable(name)
                }
            };
            let found = Locations::on(platform, &set, home.map(Path::new));
            assert_eq!(
                found.config.as_deref(),
                expected.map(Path::new),
                "{path} in {home:?}"
            );
        }
    }

    #[test]
    fn takes_the_default_profile_where_none_is_said() {
        for (value, expected) in [(None, "default"), (Some(""), "default"), (Some("corp"), "corp")] {
            assert_eq!(default_profile(&|_: &str| value.map(OsString::from)), expected);
        }
    }
}
