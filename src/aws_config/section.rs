//! A section with its properties, merged from every place that has one of its name.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::document::{Document, FileKind, Line, Token};
use super::heading::Heading;
use super::keys;
use super::problem::{Fault, Problem};
use super::syntax::{self, Flaw};
use crate::place::Place;

/// Which files have a section of the name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FoundIn {
    /// The config file alone.
    Config,
    /// The credentials file alone.
    Credentials,
    /// Both; where both have a key, the credentials file's counts.
    Both,
}

/// A profile, an `[sso-session]` or a `[services]` section.
pub struct Section {
    /// Without the prefix of the header.
    pub name: String,
    /// Which files have it.
    pub found_in: FoundIn,
    /// Its first header, in the config file where that has one.
    pub place: Place,
    /// By key, in lower case.
    pub properties: BTreeMap<String, Property>,
    /// Not empty: nothing may be made of this section, for these reasons.
    pub problems: Vec<Problem>,
    /// Lines that the SDKs pass over in silence, or that AWS CLI refuses.
    pub warnings: Vec<Problem>,
}

/// A value and what is known of it.
pub struct Property {
    /// Which file has it.
    pub from: FileKind,
    /// The line of its key.
    pub place: Place,
    /// Of `key =` with lines below, these lines; in the order of the file.
    pub sub_properties: Vec<SubProperty>,
    value: Zeroizing<String>,
}

/// A `key = value` below a `key =`.
pub struct SubProperty {
    /// As it was written.
    pub key: String,
    /// Its line.
    pub place: Place,
    value: Zeroizing<String>,
}

impl Section {
    /// The property of that key, whatever its case.
    pub fn get(&self, key: &str) -> Option<&Property> {
        self.properties
            .get(key)
            .or_else(|| self.properties.get(&key.to_ascii_lowercase()))
    }

    /// An empty section, as its header has it.
    pub(super) fn new(document: &Document, heading: &Heading) -> Self {
        Self {
            name: heading.name_in(document).to_owned(),
            found_in: match document.kind {
                FileKind::Config => FoundIn::Config,
                FileKind::Credentials => FoundIn::Credentials,
            },
            place: document.place(heading.line),
            properties: BTreeMap::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Adds the lines below a header; what comes later counts.
    pub(super) fn read(&mut self, document: &Document, heading: &Heading) {
        if self.found_in == FoundIn::Config && document.kind == FileKind::Credentials {
            self.found_in = FoundIn::Both;
        }
        let fault = heading.fault.clone();
        self.problems
            .extend(fault.map(|fault| document.problem(heading.line, fault)));
        let mut open: Option<Draft<'_>> = None;
        for (line, token) in document.body(heading) {
            match token {
                Token::Nothing | Token::Header(_) => {}
                Token::Continuation(text) => {
                    if let Some(draft) = &mut open {
                        draft.below.push((line.number, text));
                    }
                }
                Token::Stray(fault) => self.problems.push(document.problem(line.number, fault)),
                Token::Property(text) => {
                    self.close(document, heading, open.take());
                    open = self.open(document, &line, text);
                }
            }
        }
        self.close(document, heading, open);
    }

    fn open<'a>(&mut self, document: &Document, line: &Line<'_>, text: &'a str) -> Option<Draft<'a>> {
        match syntax::property(text) {
            Ok((key, value)) => Some(Draft {
                key,
                value,
                line: line.number,
                below: Vec::new(),
            }),
            Err(flaw) => {
                let near = || keys::nearest(syntax::first_word(text));
                let fault = match flaw {
                    Flaw::NoEquals => Fault::NoEquals { near: near() },
                    Flaw::NoKey => Fault::NoKey,
                };
                self.problems.push(document.problem(line.number, fault));
                None
            }
        }
    }

    fn close(&mut self, document: &Document, heading: &Heading, draft: Option<Draft<'_>>) {
        let Some(draft) = draft else { return };
        let sub_properties = self.read_below(document, &draft);
        if !syntax::is_identifier(draft.key) {
            let fault = Fault::KeyName {
                near: keys::nearest(draft.key),
            };
            self.warnings.push(document.problem(draft.line, fault));
            return;
        }
        let place = document.place(draft.line);
        let property = Property {
            from: document.kind,
            place,
            sub_properties,
            value: draft.joined(),
        };
        let before = self.properties.insert(draft.key.to_ascii_lowercase(), property);
        // The same key in another section of the name is told as a section that stands twice.
        if before.is_some_and(|before| before.from == document.kind && before.place.line > heading.line) {
            let fault = Fault::DuplicateKey {
                key: keys::speakable(draft.key),
            };
            self.warnings.push(document.problem(draft.line, fault));
        }
    }

    /// Below an empty value stand sub-properties, below any other value stands more of it.
    fn read_below(&mut self, document: &Document, draft: &Draft<'_>) -> Vec<SubProperty> {
        let mut found = Vec::new();
        for &(line, text) in &draft.below {
            match (draft.value.is_empty(), syntax::sub_property(text)) {
                (true, Ok((key, value))) => found.push(SubProperty {
                    key: key.to_owned(),
                    place: document.place(line),
                    value: Zeroizing::new(value.to_owned()),
                }),
                (true, Err(flaw)) => self.problems.push(document.problem(line, draft.fault(flaw))),
                (false, Ok((key, _))) => {
                    let known = keys::KEYS.iter().find(|known| **known == key);
                    let fault = known.map(|key| Fault::IndentedProperty { key });
                    self.warnings
                        .extend(fault.map(|fault| document.problem(line, fault)));
                }
                (false, Err(_)) => {}
            }
        }
        found
    }
}

/// Security: of the properties only their number is told, since a piece of a wrapped token can pass for a key.
impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section")
            .field("name", &self.name)
            .field("found_in", &self.found_in)
            .field("place", &self.place)
            .field("properties", &self.properties.len())
            .field("problems", &self.problems)
            .field("warnings", &self.warnings)
            .finish()
    }
}

impl Property {
    /// The value: what stands behind the `=`, and after a newline each line below it, all trimmed.
    ///
    /// Security: it may be a secret access key or a session token; take these by [`Self::secret`].
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The value of a key that holds a secret.
    pub fn secret(&self) -> SecretString {
        SecretString::from(self.value.as_str())
    }

    /// The sub-property of that key; of several the last counts.
    pub fn sub_property(&self, key: &str) -> Option<&SubProperty> {
        self.sub_properties.iter().rfind(|sub| sub.key == key)
    }
}

impl fmt::Debug for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, place) = (self.from, &self.place);
        f.debug_struct("Property")
            .field("from", &from)
            .field("place", place)
            .finish_non_exhaustive()
    }
}

impl SubProperty {
    /// What stands behind the `=`, trimmed; a comment is a part of it.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for SubProperty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubProperty")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// A property whose lines are still being read.
struct Draft<'a> {
    key: &'a str,
    value: &'a str,
    line: usize,
    below: Vec<(usize, &'a str)>,
}

impl Draft<'_> {
    fn fault(&self, flaw: Flaw) -> Fault {
        let above = keys::speakable(self.key);
        match flaw {
            Flaw::NoEquals => Fault::SubNoEquals { above },
            Flaw::NoKey => Fault::SubNoKey { above },
        }
    }

    /// Security: of the right size from the start, so that growing leaves no copy behind.
    fn joined(&self) -> Zeroizing<String> {
        let size = self.below.iter().map(|(_, text)| text.len() + 1).sum::<usize>() + self.value.len();
        let mut value = Zeroizing::new(String::with_capacity(size));
        value.push_str(self.value);
        for (_, text) in &self.below {
            value.push('\n');
            value.push_str(text);
        }
        value
    }
}
