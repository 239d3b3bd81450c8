//! What can be wrong with a line of an AWS file, and what to write instead.
//!
//! Security: any line may hold a secret access key or a token. A fault names known keys, sections and the
//! rule that was broken; it never quotes a value or a line.

use std::fmt;

use crate::place::Place;

/// A line that cannot be read, or that every SDK passes over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// Which line.
    pub place: Place,
    /// What is wrong with it.
    pub fault: Fault,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.fault)
    }
}

impl Problem {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        self.fault.help()
    }
}

/// The kinds of faults: those that make the SDKs refuse the file, then those that they pass over in silence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// A line before the first header.
    OutsideSection,
    /// `[profile foo`.
    HeaderUnclosed,
    /// `[profile foo] region = x`.
    HeaderTrailing,
    /// A line without `=`; `near` is the known key that its first word resembles.
    NoEquals { near: Option<&'static str> },
    /// `= value`.
    NoKey,
    /// An indented line under a header.
    NoProperty,
    /// An indented line without `=` below `above =`.
    SubNoEquals { above: Option<String> },
    /// `= value` below `above =`.
    SubNoKey { above: Option<String> },
    /// The file is UTF-16, as PowerShell's `>` writes it.
    Utf16,
    /// A line that is not UTF-8.
    NotUtf8,
    /// A NUL byte: the file is damaged, or no text at all.
    Nul,
    /// A carriage return that ends no line.
    CarriageReturn,

    /// `[foo]` in the config file.
    BarePrefix { name: String },
    /// `[profile foo]` in the credentials file.
    ProfileInCredentials { name: String },
    /// `[sso-session foo]` or `[services foo]` in the credentials file.
    ConfigOnly { prefix: &'static str },
    /// `[sso-sesion foo]`.
    UnknownPrefix { near: Option<&'static str> },
    /// A name that holds a character no SDK takes.
    SectionName,
    /// `[default]` beside a `[profile default]`.
    ShadowedDefault,
    /// A key that holds a character no SDK takes.
    KeyName { near: Option<&'static str> },
    /// The key stood in this section of this file before; AWS CLI refuses such a file.
    DuplicateKey { key: Option<String> },
    /// The section stood in this file before; AWS CLI refuses such a file.
    DuplicateSection { name: String },
    /// An indented `key = value`, which thereby belongs to the value above it.
    IndentedProperty { key: &'static str },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideSection => f.write_str("this line stands before the first `[section]`"),
            Self::HeaderUnclosed => f.write_str("the section header has no `]` at its end"),
            Self::HeaderTrailing => f.write_str("only a comment may follow the `]` of a section header"),
            Self::NoEquals { .. } => f.write_str("this line has no `=`"),
            Self::NoKey => f.write_str("there is no key before the `=`"),
            Self::NoProperty => {
                f.write_str("an indented line continues a property, but this section has none above it")
            }
            Self::SubNoEquals { above } => {
                write!(f, "this line below {} has no `=`", assigned(above.as_deref()))
            }
            Self::SubNoKey { above } => {
                write!(
                    f,
                    "this line below {} has no key before the `=`",
                    assigned(above.as_deref())
                )
            }
            Self::Utf16 => f.write_str("the file is UTF-16, not UTF-8"),
            Self::NotUtf8 => f.write_str("this line is not UTF-8"),
            Self::Nul => f.write_str("this line holds a NUL byte"),
            Self::CarriageReturn => f.write_str("this line holds a carriage return that does not end it"),
            _ => self.fmt_passed_over(f),
        }
    }
}

impl Fault {
    fn fmt_passed_over(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BarePrefix { name } => write!(f, "`[{name}]` is no profile in the config file"),
            Self::ProfileInCredentials { name } => {
                write!(f, "`[profile {name}]` is no profile in the credentials file")
            }
            Self::ConfigOnly { prefix } => {
                write!(f, "a section `[{prefix} …]` counts in the config file only")
            }
            Self::UnknownPrefix { .. } => f.write_str("no SDK knows a section of this kind"),
            Self::SectionName => f.write_str("no SDK takes the name of this section"),
            Self::ShadowedDefault => f.write_str("`[default]` does not count beside `[profile default]`"),
            Self::KeyName { .. } => f.write_str("no SDK takes the name of this key"),
            Self::DuplicateKey { key: Some(key) } => write!(f, "`{key}` is already set in this section"),
            Self::DuplicateKey { key: None } => f.write_str("this key is already set in this section"),
            Self::DuplicateSection { name } => write!(f, "the section `{name}` is already in this file"),
            Self::IndentedProperty { key } => {
                write!(
                    f,
                    "`{key}` is indented, which makes this line a part of the value above it"
                )
            }
            // Every other fault is worded by `Display` itself.
            _ => Ok(()),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::OutsideSection => {
                "write `[default]`, or the header of another profile, above it".to_owned()
            }
            Self::HeaderUnclosed => "end the header with `]`".to_owned(),
            Self::HeaderTrailing => "move what follows the `]` to a line of its own".to_owned(),
            Self::NoEquals { near: Some(key) } => format!("write `{key} = …`"),
            Self::NoEquals { near: None } | Self::NoKey => {
                "write `key = value`, or put `#` at the start of the line".to_owned()
            }
            Self::NoProperty => "write `key = value` at the start of the line".to_owned(),
            Self::SubNoEquals { above } | Self::SubNoKey { above } => {
                let above = above.as_deref().unwrap_or("key");
                format!("write `key = value`, or the value itself behind `{above} =`")
            }
            Self::Utf16 | Self::NotUtf8 => "save the file as UTF-8".to_owned(),
            Self::Nul => "write the line anew, or take the file from a backup".to_owned(),
            Self::CarriageReturn => "save the file with the line endings LF or CRLF".to_owned(),
            Self::BarePrefix { name } => format!("write `[{}]`", header_for(name)),
            Self::ProfileInCredentials { name } => format!("write `[{name}]`"),
            Self::ConfigOnly { .. } => "move the section to the config file".to_owned(),
            Self::UnknownPrefix { near: Some(prefix) } => format!("write `[{prefix} …]`"),
            Self::UnknownPrefix { near: None } => {
                "write `[profile …]`, `[sso-session …]` or `[services …]`".to_owned()
            }
            Self::SectionName => "use letters, digits and `_-/.%@:+` only".to_owned(),
            Self::ShadowedDefault => "make one section of the two".to_owned(),
            Self::KeyName { near: Some(key) } => format!("write `{key} = …`"),
            Self::KeyName { near: None } => "use letters, digits and `_-/.%@:+` only".to_owned(),
            Self::DuplicateKey { .. } => "keep one; the last one counts, and AWS CLI refuses both".to_owned(),
            Self::DuplicateSection { .. } => "make one section of the two; AWS CLI refuses both".to_owned(),
            Self::IndentedProperty { key } => format!("write `{key} = …` at the start of the line"),
        })
    }
}

fn assigned(key: Option<&str>) -> String {
    key.map_or_else(|| "a key without a value".to_owned(), |key| format!("`{key} =`"))
}

/// The header that `[name]` was meant to be.
fn header_for(name: &str) -> String {
    match name.strip_prefix("profile") {
        _ if name.eq_ignore_ascii_case("default") => "default".to_owned(),
        Some("") => "profile NAME".to_owned(),
        Some(rest) => format!("profile {rest}"),
        None => format!("profile {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_write_instead() {
        let name = |name: &str| name.to_owned();
        let plain = "write `key = value`, or put `#` at the start of the line";
        let letters = "use letters, digits and `_-/.%@:+` only";
        for (fault, expected) in [
            (
                Fault::OutsideSection,
                "write `[default]`, or the header of another profile, above it",
            ),
            (Fault::HeaderUnclosed, "end the header with `]`"),
            (
                Fault::HeaderTrailing,
                "move what follows the `]` to a line of its own",
            ),
            (
                Fault::NoEquals {
                    near: Some("role_arn"),
                },
                "write `role_arn = …`",
            ),
            (Fault::NoEquals { near: None }, plain),
            (Fault::NoKey, plain),
            (Fault::NoProperty, "write `key = value` at the start of the line"),
            (
                Fault::SubNoEquals {
                    above: Some(name("s3")),
                },
                "write `key = value`, or the value itself behind `s3 =`",
            ),
            (
                Fault::SubNoKey { above: None },
                "write `key = value`, or the value itself behind `key =`",
            ),
            (Fault::Utf16, "save the file as UTF-8"),
            (Fault::NotUtf8, "save the file as UTF-8"),
            (Fault::Nul, "write the line anew, or take the file from a backup"),
            (
                Fault::CarriageReturn,
                "save the file with the line endings LF or CRLF",
            ),
            (Fault::BarePrefix { name: name("a") }, "write `[profile a]`"),
            (
                Fault::BarePrefix {
                    name: name("DEFAULT"),
                },
                "write `[default]`",
            ),
            (
                Fault::BarePrefix {
                    name: name("profile"),
                },
                "write `[profile NAME]`",
            ),
            (
                Fault::BarePrefix {
                    name: name("profilea"),
                },
                "write `[profile a]`",
            ),
            (Fault::ProfileInCredentials { name: name("a") }, "write `[a]`"),
            (
                Fault::ConfigOnly { prefix: "services" },
                "move the section to the config file",
            ),
            (
                Fault::UnknownPrefix {
                    near: Some("services"),
                },
                "write `[services …]`",
            ),
            (
                Fault::UnknownPrefix { near: None },
                "write `[profile …]`, `[sso-session …]` or `[services …]`",
            ),
            (Fault::SectionName, letters),
            (Fault::ShadowedDefault, "make one section of the two"),
            (
                Fault::KeyName {
                    near: Some("role_arn"),
                },
                "write `role_arn = …`",
            ),
            (Fault::KeyName { near: None }, letters),
            (
                Fault::DuplicateKey { key: None },
                "keep one; the last one counts, and AWS CLI refuses both",
            ),
            (
                Fault::DuplicateSection { name: name("a") },
                "make one section of the two; AWS CLI refuses both",
            ),
            (
                Fault::IndentedProperty { key: "region" },
                "write `region = …` at the start of the line",
            ),
        ] {
            assert_eq!(fault.help().as_deref(), Some(expected), "{fault:?}");
        }
    }
}
