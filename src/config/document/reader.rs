//! Walks over the parser's tables and notes whose each key is, and in which line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::{hint, syntax};
use super::{Document, Entry, Value, pieces, value_of};
use crate::profile::{Owner, Place, Problem, ProblemKind, ValueError};

/// A file being read; the offsets of a piece count from `base`.
pub(super) struct Reader<'a> {
    pub document: Document,
    file: &'a Path,
    text: &'a str,
    lines: Vec<usize>,
    base: usize,
}

impl<'a> Reader<'a> {
    pub fn new(file: &'a Path, text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self {
            document: Document::default(),
            file,
            text,
            lines,
            base: 0,
        }
    }

    /// Takes in a file without syntax errors.
    pub fn read_root(&mut self, root: &DeTable<'_>) {
        self.walk(root, &Owner::File, &[]);
    }

    /// Reads one `[table]` and its keys, with all its syntax errors.
    pub fn read_piece(&mut self, piece: Range<usize>) {
        let text = &self.text[piece.clone()];
        let (root, errors) = DeTable::parse_recoverable(text);
        let owner = syntax::owner_of_header(first_line(text));
        self.base = piece.start;
        // What follows the first error of a line is mostly of the same mistake.
        let mut problems: BTreeMap<usize, Problem> = BTreeMap::new();
        for error in &errors {
            let line = self.line(syntax::offset(text, error));
            let problem = self.problem(line, &owner, syntax::problem(text, error));
            problems.entry(line).or_insert(problem);
        }
        let problems: Vec<Problem> = problems.into_values().collect();
        self.blame(&owner, &problems);
        self.walk(root.get_ref(), &owner, &problems);
    }

    /// Tells of the bytes that were no UTF-8.
    pub fn report_not_utf8(&mut self, offsets: &[usize]) {
        if offsets.is_empty() {
            return;
        }
        let pieces = pieces(self.text);
        for offset in offsets {
            let Some(piece) = pieces.iter().find(|piece| piece.contains(offset)) else {
                continue;
            };
            let owner = syntax::owner_of_header(first_line(&self.text[piece.clone()]));
            self.base = piece.start;
            let problem = self.problem(self.line(offset - piece.start), &owner, ProblemKind::NotUtf8);
            self.blame(&owner, &[problem]);
        }
    }

    /// Hands problems to the table that they stop.
    fn blame(&mut self, owner: &Owner, problems: &[Problem]) {
        if problems.is_empty() {
            return;
        }
        let line = self.line(0);
        match owner {
            Owner::File => self.document.problems.extend_from_slice(problems),
            _ => self
                .document
                .section(owner, line)
                .problems
                .extend_from_slice(problems),
        }
    }

    /// Takes in the tables of a piece; `broken` is what stops every table that is found in it.
    fn walk(&mut self, root: &DeTable<'_>, piece: &Owner, broken: &[Problem]) {
        for (key, value) in root {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("include", _) if *piece == Owner::File => {
                    self.document.include = Some(self.entry("include", at, value));
                }
                (name @ ("profile" | "oidc"), DeValue::Table(table)) => {
                    for (key, value) in table {
                        let named = key.get_ref().to_string();
                        let owner = if name == "oidc" {
                            Owner::Oidc(named)
                        } else {
                            Owner::Profile(named)
                        };
                        self.add(&owner, key.span().start, value, broken);
                    }
                }
                ("defaults", _) => self.add(&Owner::Defaults, at, value, broken),
                ("settings", _) => self.add(&Owner::Settings, at, value, broken),
                // The keys below a header that is wrong itself: the header's error says enough.
                _ if !broken.is_empty() => {}
                (name, other) => {
                    let kind = unknown(name, other, is_header(at, value));
                    let problem = self.problem(self.line(at), &Owner::File, kind);
                    self.document.problems.push(problem);
                }
            }
        }
    }

    fn add(&mut self, owner: &Owner, key_at: usize, value: &Spanned<DeValue<'_>>, broken: &[Problem]) {
        let has_header = is_header(key_at, value);
        let line = self.line(if has_header { value.span().start } else { key_at });
        let entries = match value.get_ref() {
            DeValue::Table(table) => self.entries(table),
            other => {
                let kind = ProblemKind::NoTable {
                    found: value_of(other).kind(),
                };
                let problem = self.problem(line, owner, kind);
                self.document.section(owner, line).problems.push(problem);
                return;
            }
        };
        let file = self.file;
        let section = self.document.section(owner, line);
        let fresh = broken
            .iter()
            .filter(|problem| !section.problems.contains(problem));
        let fresh: Vec<Problem> = fresh.cloned().collect();
        section.problems.extend(fresh);
        if has_header && section.has_header {
            let kind = ProblemKind::DuplicateTable {
                first_line: section.line,
            };
            section.problems.push(problem(file, line, owner, kind));
            return;
        }
        if has_header {
            section.has_header = true;
            section.line = line;
        }
        for entry in entries {
            if section.entries.iter().any(|known| known.key == entry.key) {
                let kind = ProblemKind::DuplicateKey { key: entry.key };
                section.problems.push(problem(file, entry.line, owner, kind));
            } else {
                section.entries.push(entry);
            }
        }
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        // The parser sorts by name; people read by line.
        let mut ordered: Vec<_> = table
            .iter()
            .map(|(key, value)| (key.span().start, key, value))
            .collect();
        ordered.sort_by_key(|(at, ..)| *at);
        ordered
            .into_iter()
            .map(|(at, key, value)| self.entry(key.get_ref(), at, value))
            .collect()
    }

    fn entry(&self, key: &str, at: usize, value: &Spanned<DeValue<'_>>) -> Entry {
        let value = match value.get_ref() {
            DeValue::Table(table) => Value::Table(self.entries(table)),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| self.entry(key, at, item).value).collect())
            }
            other => value_of(other),
        };
        Entry {
            key: key.to_owned(),
            line: self.line(at),
            value,
        }
    }

    fn problem(&self, line: usize, owner: &Owner, kind: ProblemKind) -> Problem {
        problem(self.file, line, owner, kind)
    }

    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= self.base + offset)
    }
}

/// What to say of a name at the top of the file that is none of ours, or ours and no table.
fn unknown(name: &str, value: &DeValue<'_>, is_header: bool) -> ProblemKind {
    if matches!(name, "profile" | "oidc") {
        let error = ValueError::Type {
            wants: "a table",
            found: value_of(value).kind(),
        };
        return ProblemKind::Value {
            key: name.to_owned(),
            error,
        };
    }
    if is_header || matches!(value, DeValue::Table(_)) {
        return ProblemKind::UnknownTable {
            table: name.to_owned(),
            hint: hint::for_table(name),
        };
    }
    ProblemKind::UnknownKey {
        key: name.to_owned(),
        hint: hint::for_top(name),
    }
}

/// A table that stands under a `[header]` of its own, and not in dotted keys or braces: it begins before its name.
fn is_header(key_at: usize, value: &Spanned<DeValue<'_>>) -> bool {
    value.span().start < key_at
}

fn problem(file: &Path, line: usize, owner: &Owner, kind: ProblemKind) -> Problem {
    let place = Place {
        file: file.to_owned(),
        line,
    };
    Problem {
        place,
        owner: owner.clone(),
        kind,
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
