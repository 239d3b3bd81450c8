//! A section of one file: what its header makes of it, by the rules of that file.

use std::ops::Range;

use super::document::{Document, FileKind, Line};
use super::problem::Fault;
use super::syntax::{self, Header};

/// One `[header]` and where its lines are.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    pub group: Group,
    /// Where the name stands in the document's text.
    pub name: Range<usize>,
    /// Of the header, counted from 1.
    pub line: usize,
    /// The text from the line below to the next header.
    pub body: Range<usize>,
    /// What is wrong with the header of a section whose name can still be made out.
    pub fault: Option<Fault>,
}

/// What a section is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Group {
    /// `[profile name]` in the config file, `[name]` in the credentials file.
    Profile,
    /// `[default]` in the config file, which does not count beside `[profile default]`.
    BareDefault,
    SsoSession,
    Services,
    /// Every SDK passes it over, mostly for a mistake that is worth telling.
    PassedOver(Option<Fault>),
    /// The header is so damaged that it cannot be told whose lines these are: the file is refused.
    Unknown(Fault),
}

/// The kinds of sections in the config file.
const PREFIXES: [&str; 3] = ["profile", "sso-session", "services"];

/// Sections of AWS CLI itself, which are nobody's mistake.
const CLI_SECTIONS: [&str; 3] = ["plugins", "preview", "toplevel"];

impl Heading {
    /// Reads the header on `line`; `text` is the line from its `[` on.
    pub(super) fn read(document: &Document, line: &Line<'_>, text: &str) -> Self {
        let header = syntax::header(text);
        let group = match document.damage(line) {
            Some(fault) => Group::Unknown(fault),
            None => whole(&header, group(document.kind, &header)),
        };
        let is_known = !matches!(group, Group::Unknown(_));
        let offset = line.span.end - text.len() + (header.name.as_ptr().addr() - text.as_ptr().addr());
        Self {
            group,
            name: offset..offset + header.name.len(),
            line: line.number,
            body: document.behind(line)..document.text().len(),
            fault: header.fault.filter(|_| is_known),
        }
    }

    /// The name, as the document has it.
    pub(super) fn name_in<'a>(&self, document: &'a Document) -> &'a str {
        &document.text()[self.name.clone()]
    }

    /// Whether the section is a profile.
    pub(super) fn is_profile(&self) -> bool {
        matches!(self.group, Group::Profile | Group::BareDefault)
    }
}

/// A header with a fault is no worse than a bad line of its section, as long as it is known whose section it is.
fn whole(header: &Header<'_>, group: Group) -> Group {
    match (&header.fault, group) {
        (Some(fault), Group::PassedOver(_)) => Group::Unknown(fault.clone()),
        (_, group) => group,
    }
}

fn group(kind: FileKind, header: &Header<'_>) -> Group {
    let name = header.name;
    let has_name = syntax::is_identifier(name) || header.quoted;
    match (kind, header.prefix) {
        (FileKind::Config, None) if name == "default" => Group::BareDefault,
        (FileKind::Config, None) if CLI_SECTIONS.contains(&name) => Group::PassedOver(None),
        (FileKind::Credentials, None) if has_name => Group::Profile,
        (_, Some(prefix)) if !PREFIXES.contains(&prefix) => passed_over(unknown_prefix(kind, prefix)),
        _ if !has_name => passed_over(Fault::SectionName),
        (FileKind::Config, Some("profile")) => Group::Profile,
        (FileKind::Config, Some("sso-session")) => Group::SsoSession,
        (FileKind::Config, Some(_)) => Group::Services,
        (FileKind::Credentials, Some("sso-session")) => passed_over(Fault::ConfigOnly {
            prefix: "sso-session",
        }),
        (FileKind::Credentials, Some("services")) => passed_over(Fault::ConfigOnly { prefix: "services" }),
        (FileKind::Credentials, _) => passed_over(Fault::ProfileInCredentials {
            name: name.to_owned(),
        }),
        (FileKind::Config, None) => passed_over(Fault::BarePrefix {
            name: name.to_owned(),
        }),
    }
}

fn passed_over(fault: Fault) -> Group {
    Group::PassedOver(Some(fault))
}

/// In the credentials file, where no section has a prefix, two words are a bad name.
fn unknown_prefix(kind: FileKind, prefix: &str) -> Fault {
    if kind == FileKind::Credentials {
        return Fault::SectionName;
    }
    let prefix = prefix
        .get(..prefix.len().min(32))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let near = |known: &&&str| strsim::damerau_levenshtein(&prefix, known) <= 2;
    Fault::UnknownPrefix {
        near: PREFIXES.iter().find(near).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(kind: FileKind, text: &str) -> (Group, String) {
        let document = Document::new(kind, "file", text.as_bytes().to_vec());
        let (headings, _) = document.scan();
        (
            headings[0].group.clone(),
            headings[0].name_in(&document).to_owned(),
        )
    }

    #[test]
    fn sorts_headers_by_the_file_they_stand_in() {
        use FileKind::{Config, Credentials};
        let bare = |name: &str| {
            Group::PassedOver(Some(Fault::BarePrefix {
                name: name.to_owned(),
            }))
        };
        let prefixed = |name: &str| {
            passed_over(Fault::ProfileInCredentials {
                name: name.to_owned(),
            })
        };
        for (kind, text, group, name) in [
            (Config, "[profile a]", Group::Profile, "a"),
            (Config, "  [ profile \"a b\" ]", Group::Profile, "a b"),
            (Config, "[default]", Group::BareDefault, "default"),
            (Config, "[sso-session a]", Group::SsoSession, "a"),
            (Config, "[services a]", Group::Services, "a"),
            (Config, "[a]", bare("a"), "a"),
            (Config, "[DEFAULT]", bare("DEFAULT"), "DEFAULT"),
            (Config, "[plugins]", Group::PassedOver(None), "plugins"),
            (Config, "[profile a!]", passed_over(Fault::SectionName), "a!"),
            (
                Config,
                "[Profile a]",
                passed_over(Fault::UnknownPrefix {
                    near: Some("profile"),
                }),
                "a",
            ),
            (
                Config,
                "[keys a]",
                passed_over(Fault::UnknownPrefix { near: None }),
                "a",
            ),
            (Config, "[profile a", Group::Profile, "a"),
            (Config, "[a", Group::Unknown(Fault::HeaderUnclosed), "a"),
            (Credentials, "[a]", Group::Profile, "a"),
            (Credentials, "[default]", Group::Profile, "default"),
            (Credentials, "[]", passed_over(Fault::SectionName), ""),
            (Credentials, "[a b]", passed_over(Fault::SectionName), "b"),
            (Credentials, "[profile a]", prefixed("a"), "a"),
            (
                Credentials,
                "[services a]",
                passed_over(Fault::ConfigOnly { prefix: "services" }),
                "a",
            ),
        ] {
            assert_eq!(heading(kind, text), (group, name.to_owned()), "{text}");
        }
    }
}
