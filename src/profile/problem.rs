//! What is wrong in a configuration file: where, in whose settings, and what to write instead.
//!
//! A problem stops only the profiles that use the line it stands in; it is data until somebody prints it.

use std::fmt;
use std::path::PathBuf;

use super::Place;
use super::value::ValueError;
use crate::config::ReadError;

/// Whose settings a line belongs to, and so whom a problem in it stops.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Owner {
    /// Outside any known table: nobody uses the line.
    File,
    /// `[defaults]`: every profile of rolehop's TOML.
    Defaults,
    /// `[settings]`: every command that needs one.
    Settings,
    /// `[oidc.NAME]`: the profiles whose `web_identity` names it.
    Oidc(String),
    /// `[profile.NAME]`, or a profile of the AWS files.
    Profile(String),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("the file"),
            Self::Defaults => f.write_str("`[defaults]`"),
            Self::Settings => f.write_str("`[settings]`"),
            Self::Oidc(name) => write!(f, "`[oidc.{name}]`"),
            Self::Profile(name) => write!(f, "profile `{name}`"),
        }
    }
}

/// One thing wrong, shown as `FILE:LINE: what`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{place}: {}", kind.sentence(owner))]
pub struct Problem {
    pub place: Place,
    pub owner: Owner,
    pub kind: ProblemKind,
}

impl Problem {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        self.kind.help(&self.place, &self.owner)
    }
}

/// What a reader of configuration can object to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ProblemKind {
    /// The parser's words, and what to write where its words are a known mistake's.
    Syntax {
        message: String,
        help: Option<String>,
    },
    /// Bytes that are no UTF-8, which TOML demands.
    NotUtf8,
    /// The second of two keys of one name.
    DuplicateKey {
        key: String,
    },
    /// The second of two tables of one name.
    DuplicateTable {
        first_line: usize,
    },
    UnknownKey {
        key: String,
        hint: Option<Hint>,
    },
    UnknownTable {
        table: String,
        hint: Option<Hint>,
    },
    /// A table's name is taken by something that is no table.
    NoTable {
        found: &'static str,
    },
    /// A profile or provider name that cannot be said on a command line.
    Name {
        found: String,
    },
    /// A known key with a value that cannot be.
    Value {
        key: String,
        error: ValueError,
    },
    /// Two ways to get credentials; the place is the second's.
    TwoWays {
        first: String,
        first_line: usize,
        second: String,
    },
    /// A key that means nothing without another.
    Needs {
        key: String,
        other: String,
    },
    /// A key that a table cannot do without.
    Lacks {
        key: &'static str,
    },
    /// `[oidc.NAME]` with the name of a provider that needs no table.
    BuiltIn,
    /// Two keys that exclude one another; the place is the second's.
    Conflict {
        first: String,
        first_line: usize,
        second: String,
    },
    /// A key of a profile that cannot stand for all profiles.
    NotInDefaults {
        key: String,
    },
    /// Set by an included file that is not trusted.
    Untrusted {
        key: String,
    },
    /// A table that only the main file or a trusted one may hold.
    UntrustedTable,
    /// Would be run from a file that every user can write.
    WorldWritable {
        key: String,
    },
    /// An included file that could not be read.
    Include {
        error: ReadError,
    },
    /// An `include` inside an included file.
    NestedInclude,
    /// `include_profile` that leads back to where it began.
    IncludeLoop {
        profile: String,
    },
    /// What the reader of the AWS files says of its line.
    AwsSyntax {
        message: String,
        help: Option<String>,
    },
}

/// A better word for an unknown key or table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Hint {
    /// The nearest known name.
    DidYouMean(String),
    /// What to write, where that is more than another name.
    Advice(&'static str),
}

impl Hint {
    /// As a help line.
    pub fn text(&self) -> String {
        match self {
            Self::DidYouMean(name) => format!("did you mean `{name}`?"),
            Self::Advice(advice) => (*advice).to_owned(),
        }
    }
}

impl ProblemKind {
    fn sentence(&self, owner: &Owner) -> String {
        match self {
            Self::Syntax { message, .. } => format!("{owner} is not valid TOML: {message}"),
            Self::NotUtf8 => format!("{owner} is not valid TOML: bytes that are no UTF-8"),
            Self::DuplicateKey { key } => format!("key `{}` stands twice in {owner}", short(key)),
            Self::DuplicateTable { first_line } => {
                format!("{owner} stands twice, first in line {first_line}")
            }
            Self::UnknownKey { key, .. } => format!("unknown key `{}` in {owner}", short(key)),
            Self::UnknownTable { table, .. } => format!("unknown table `[{}]`", short(table)),
            Self::NoTable { found } => format!("{owner} must be a table, not {found}"),
            Self::Name { found } => format!("`{}` is no name", found.escape_debug()),
            Self::Value { key, error } => format!("`{key}` in {owner}: {error}"),
            Self::TwoWays {
                first,
                first_line,
                second,
            } => format!(
                "{owner} has two ways to get credentials, `{first}` (line {first_line}) and `{second}`"
            ),
            Self::Needs { key, other } => format!("`{key}` in {owner} needs {other} beside it"),
            Self::Lacks { key } => format!("{owner} has no `{key}`"),
            Self::BuiltIn => format!("{owner} has the name of a built-in provider"),
            Self::Conflict {
                first,
                first_line,
                second,
            } => {
                format!("`{first}` (line {first_line}) and `{second}` in {owner} exclude one another")
            }
            Self::NotInDefaults { key } => format!("`{key}` cannot stand in {owner}"),
            Self::Untrusted { key } => {
                format!("`{key}` in {owner}: an included file may not set it unless it is trusted")
            }
            Self::UntrustedTable => format!("{owner}: an included file may not set it unless it is trusted"),
            Self::WorldWritable { key } => {
                format!("`{key}` in {owner}: nothing is run from a file that every user can write")
            }
            Self::Include { error } => format!("`include`: {error}"),
            Self::NestedInclude => "`include` inside an included file".to_owned(),
            Self::IncludeLoop { profile } => {
                format!("`include_profile` in {owner} leads back to profile `{profile}`")
            }
            Self::AwsSyntax { message, .. } => message.clone(),
        }
    }

    fn help(&self, place: &Place, owner: &Owner) -> Option<String> {
        let file = place.file.display();
        match self {
            Self::Syntax { help, .. } | Self::AwsSyntax { help, .. } => help.clone(),
            Self::NotUtf8 => Some("save the file as UTF-8".to_owned()),
            Self::DuplicateKey { .. } | Self::DuplicateTable { .. } => Some("keep one of them".to_owned()),
            Self::UnknownKey { hint, .. } | Self::UnknownTable { hint, .. } => hint.as_ref().map(Hint::text),
            Self::NoTable { .. } => Some(table_help(owner)),
            Self::Name { .. } => {
                Some("a name has at least one character, and no control character".to_owned())
            }
            Self::Value { error, .. } => error.help(),
            Self::TwoWays { .. } => {
                Some("keep one; the other can be a profile of its own, named by `source_profile`".to_owned())
            }
            Self::Needs { .. } => None,
            Self::Lacks { key } => Some(format!("write `{key} = \"…\"` below it")),
            Self::BuiltIn => Some("give it another name".to_owned()),
            Self::Conflict { .. } => Some("keep one of them".to_owned()),
            Self::NotInDefaults { .. } => Some("write it in the profiles that need it".to_owned()),
            Self::Untrusted { .. } | Self::UntrustedTable => Some(format!(
                "move it to your own config.toml, or trust the file there: `include = [{{ file = \"{}\", trusted = true }}]`",
                place
                    .file
                    .file_name()
                    .map(PathBuf::from)
                    .unwrap_or_default()
                    .display()
            )),
            Self::WorldWritable { .. } => Some(format!("`chmod o-w {file}`")),
            Self::Include { .. } => {
                Some("paths in `include` are relative to the file that names them".to_owned())
            }
            Self::NestedInclude => Some("name that file in your own config.toml".to_owned()),
            Self::IncludeLoop { .. } => Some("take one `include_profile` of the loop out".to_owned()),
        }
    }
}

/// Security: what is long is no key, and may be a secret in the wrong place.
fn short(key: &str) -> String {
    match key.char_indices().nth(40) {
        Some(_) => format!("{}…", key.chars().take(8).collect::<String>()),
        None => key.to_owned(),
    }
}

fn table_help(owner: &Owner) -> String {
    match owner {
        Owner::Profile(name) => format!("write `[profile.{name}]`, and its keys below"),
        Owner::Oidc(name) => format!("write `[oidc.{name}]`, and its keys below"),
        Owner::Defaults => "write `[defaults]`, and its keys below".to_owned(),
        Owner::Settings => "write `[settings]`, and its keys below".to_owned(),
        Owner::File => "write `[profile.NAME]` or `[oidc.NAME]`, and its keys below".to_owned(),
    }
}
