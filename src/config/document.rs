//! One TOML file as tables with line numbers, however broken the file is.
//!
//! A file without a syntax error is read as a whole. Else it is cut at its `[table]` lines and each piece is read by
//! itself, so that an unclosed quote in one profile takes no other profile with it. What a key means is not known here.

mod reader;

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::syntax;
use crate::profile::{Owner, Problem};
use reader::Reader;

/// A file's tables in the order of their lines.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub include: Option<Entry>,
    pub sections: Vec<Section>,
    /// Of lines that belong to no table of ours.
    pub problems: Vec<Problem>,
    /// Where in `sections` a table is, while they are being read.
    places: HashMap<Owner, usize>,
}

/// `[defaults]`, `[settings]`, one profile or one OIDC provider.
#[derive(Debug)]
pub(super) struct Section {
    pub owner: Owner,
    pub line: usize,
    pub entries: Vec<Entry>,
    /// Of its syntax. Where there are any, some entries may be lost.
    pub problems: Vec<Problem>,
    has_header: bool,
}

/// A key and its value.
pub(super) struct Entry {
    pub key: String,
    pub line: usize,
    pub value: Value,
}

/// A TOML value without its spelling.
pub(super) enum Value {
    Text(String),
    /// None where it is beyond 64 bits.
    Integer(Option<i64>),
    Boolean(bool),
    Float,
    Date,
    List(Vec<Self>),
    Table(Vec<Entry>),
}

/// Security: a value may be a secret that somebody put in the wrong place.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} ({})", self.line, self.key, self.value.kind())
    }
}

impl Value {
    /// What it is, for people.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Integer(_) => "an integer",
            Self::Boolean(_) => "a boolean",
            Self::Float => "a float",
            Self::Date => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Document {
    /// Reads a whole file.
    pub fn parse(file: &Path, bytes: &[u8]) -> Self {
        let (text, not_utf8) = decode(bytes);
        let mut reader = Reader::new(file, &text);
        let (root, errors) = DeTable::parse_recoverable(&text);
        if errors.is_empty() {
            reader.read_root(root.get_ref());
        } else {
            for piece in pieces(&text) {
                reader.read_piece(piece);
            }
        }
        reader.report_not_utf8(&not_utf8);
        let mut document = reader.document;
        document.sections.sort_by_key(|section| section.line);
        document
    }

    fn section(&mut self, owner: &Owner, line: usize) -> &mut Section {
        let index = *self.places.entry(owner.clone()).or_insert(self.sections.len());
        if index == self.sections.len() {
            self.sections.push(Section {
                owner: owner.clone(),
                line,
                entries: Vec::new(),
                problems: Vec::new(),
                has_header: false,
            });
        }
        &mut self.sections[index]
    }
}

fn value_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()),
        DeValue::Float(_) => Value::Float,
        DeValue::Boolean(truth) => Value::Boolean(*truth),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(_) => Value::List(Vec::new()),
        DeValue::Table(_) => Value::Table(Vec::new()),
    }
}

/// The text, with U+FFFD for what is no UTF-8 and where these stand.
fn decode(bytes: &[u8]) -> (String, Vec<usize>) {
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            // One for each line is enough to be told.
            if wrong.last().is_none_or(|last| text[*last..].contains('\n')) {
                wrong.push(text.len());
            }
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    (text, wrong)
}

/// Cuts before each line that looks like the header of a table.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && syntax::is_header(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(document: &Document) -> Vec<(String, usize, usize, usize)> {
        let told = |section: &Section| {
            (
                section.owner.to_string(),
                section.line,
                section.entries.len(),
                section.problems.len(),
            )
        };
        document.sections.iter().map(told).collect()
    }

    fn parse(text: &str) -> Document {
        Document::parse(Path::new("config.toml"), text.as_bytes())
    }

    #[test]
    fn finds_tables_however_they_are_written() {
        let document = parse(
            "include = []\nprofile.a.region = \"x\"\n\n[profile.b]\nregion = 'x'\n[profile.b.tags]\nt = '1'\n[settings]\n\
             [profile.'c d']\n[oidc.e]\n[defaults]\n",
        );
        assert!(document.problems.is_empty() && document.include.is_some());
        let expected = [
            ("profile `a`", 2, 1, 0),
            ("profile `b`", 4, 2, 0),
            ("`[settings]`", 8, 0, 0),
            ("profile `c d`", 9, 0, 0),
            ("`[oidc.e]`", 10, 0, 0),
            ("`[defaults]`", 11, 0, 0),
        ];
        assert_eq!(
            owners(&document),
            expected.map(|(a, b, c, d)| (a.to_owned(), b, c, d))
        );
    }

    #[test]
    fn an_error_stays_in_its_table() {
        let document = parse(
            "[profile.a]\nregion = '''x\n[profile.b]\nregion = 'x'\n[profile.b.tags]\nt = 'x'\n[profile c]\nregion = 'x'\n\
             [profile.a]\n",
        );
        assert!(document.problems.is_empty());
        let expected = [
            ("profile `a`", 1, 1, 2),
            ("profile `b`", 3, 2, 0),
            ("profile `c`", 7, 0, 1),
        ];
        assert_eq!(
            owners(&document),
            expected.map(|(a, b, c, d)| (a.to_owned(), b, c, d))
        );
    }

    #[test]
    fn bytes_that_are_no_utf_8_stay_in_their_table_too() {
        let document = Document::parse(
            Path::new("config.toml"),
            b"# \xe9\n[profile.a]\n# \xe9 \xe9\n# \xe9\n[profile.b]\n",
        );
        assert_eq!(document.problems.len(), 1);
        let expected = [("profile `a`", 2, 0, 2), ("profile `b`", 5, 0, 0)];
        assert_eq!(
            owners(&document),
            expected.map(|(a, b, c, d)| (a.to_owned(), b, c, d))
        );
    }
}
