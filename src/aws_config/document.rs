//! One AWS file as it was found: its text to the byte, its lines, and the sections they make.
//!
//! Nothing is changed or left out here, so that an editor can write back what it did not touch. What a section
//! is worth beside others of its name is for [`super::AwsConfig`] to say.

use std::ops::Range;
use std::path::PathBuf;

use zeroize::{Zeroize, Zeroizing};

use super::heading::{Group, Heading};
use super::problem::{Fault, Problem};
use super::section::Section;
use super::syntax::{BLANKS, is_comment};
use crate::place::Place;

/// Which of the two AWS files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FileKind {
    /// `~/.aws/config`.
    Config,
    /// `~/.aws/credentials`.
    Credentials,
}

/// The text of one AWS file, wiped when dropped.
pub struct Document {
    /// The file, as it was found.
    pub file: PathBuf,
    /// Which rules its headers follow.
    pub kind: FileKind,
    /// The whole text. Where the file is not UTF-8, replacement characters stand in the lines in question.
    text: Zeroizing<String>,
    /// Lines that are not UTF-8, ascending.
    not_utf8: Vec<usize>,
    is_utf16: bool,
    /// Some line may hold a control character that no line should: only then each is searched for it.
    has_controls: bool,
}

/// One line, without its ending.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line<'a> {
    /// Counted from 1.
    pub number: usize,
    /// Where the line stands in the document's text, its ending not counted.
    pub span: Range<usize>,
    /// What it says.
    pub text: &'a str,
}

/// What a line is, from its beginning and the lines above it; its inside is not looked at yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Token<'a> {
    /// Blank, or a comment.
    Nothing,
    /// From the `[` on.
    Header(&'a str),
    /// From the key on.
    Property(&'a str),
    /// The line trimmed, which continues the property above it.
    Continuation(&'a str),
    /// A line that is none of these.
    Stray(Fault),
}

impl Document {
    /// Takes the bytes of a file; a byte order mark is passed over.
    pub fn new(kind: FileKind, file: impl Into<PathBuf>, bytes: Vec<u8>) -> Self {
        let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        let has_controls = bytes
            .iter()
            .fold(false, |found, byte| found | matches!(byte, 0 | b'\r'));
        let (text, not_utf8) = into_text(bytes);
        Self {
            file: file.into(),
            kind,
            text: Zeroizing::new(text),
            not_utf8,
            is_utf16,
            has_controls,
        }
    }

    /// The lines, each with its place in [`Self::text`].
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines_of(self.start()..self.text.len(), 1)
    }

    /// The whole text, as it was found.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Everything for which the SDKs refuse this file, in the order of its lines; empty for a good file.
    pub fn problems(&self) -> Vec<Problem> {
        let (headings, mut problems) = self.scan();
        for heading in &headings {
            let mut section = Section::new(self, heading);
            section.read(self, heading);
            problems.append(&mut section.problems);
        }
        problems.sort_by_key(|problem| problem.place.line);
        problems
    }

    /// Finds the sections, and the lines that belong to none.
    pub(super) fn scan(&self) -> (Vec<Heading>, Vec<Problem>) {
        if self.is_utf16 {
            return (Vec::new(), vec![self.problem(1, Fault::Utf16)]);
        }
        let (mut headings, mut outside) = (Vec::<Heading>::new(), Vec::new());
        for (line, token) in Tokens::new(self, self.lines(), false) {
            match token {
                Token::Header(text) => {
                    if let Some(last) = headings.last_mut() {
                        last.body.end = line.span.start;
                    }
                    let heading = Heading::read(self, &line, text);
                    if let Group::Unknown(fault) = &heading.group {
                        outside.push(self.problem(line.number, fault.clone()));
                    }
                    headings.push(heading);
                }
                Token::Stray(fault) if headings.is_empty() => outside.push(self.problem(line.number, fault)),
                _ => {}
            }
        }
        (headings, outside)
    }

    /// The lines below a header.
    pub(super) fn body(&self, heading: &Heading) -> impl Iterator<Item = (Line<'_>, Token<'_>)> {
        Tokens::new(self, self.lines_of(heading.body.clone(), heading.line + 1), true)
    }

    pub(super) fn place(&self, line: usize) -> Place {
        Place {
            file: self.file.clone(),
            line,
        }
    }

    pub(super) fn problem(&self, line: usize, fault: Fault) -> Problem {
        Problem {
            place: self.place(line),
            fault,
        }
    }

    /// Where the line below starts.
    pub(super) fn behind(&self, line: &Line<'_>) -> usize {
        let end = self.text[line.span.end..]
            .find('\n')
            .map(|at| line.span.end + at + 1);
        end.unwrap_or(self.text.len())
    }

    /// What makes a line unreadable whatever it says.
    pub(super) fn damage(&self, line: &Line<'_>) -> Option<Fault> {
        if self.not_utf8.binary_search(&line.number).is_ok() {
            return Some(Fault::NotUtf8);
        }
        let first = line
            .text
            .bytes()
            .find(|byte| self.has_controls && matches!(byte, 0 | b'\r'))?;
        Some(if first == 0 {
            Fault::Nul
        } else {
            Fault::CarriageReturn
        })
    }

    /// Behind the byte order mark.
    fn start(&self) -> usize {
        if self.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        }
    }

    fn lines_of(&self, span: Range<usize>, first: usize) -> impl Iterator<Item = Line<'_>> {
        let mut start = span.start;
        self.text[span]
            .split_inclusive('\n')
            .zip(first..)
            .map(move |(whole, number)| {
                let text = whole.strip_suffix('\n').unwrap_or(whole).trim_end_matches('\r');
                let line = Line {
                    number,
                    span: start..start + text.len(),
                    text,
                };
                start += whole.len();
                line
            })
    }
}

/// Security: the text holds secrets; only its size is told.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, kind, bytes) = (&self.file, self.kind, self.text.len());
        f.debug_struct("Document")
            .field("file", file)
            .field("kind", &kind)
            .field("bytes", &bytes)
            .finish()
    }
}

/// Tells the lines apart by Python's rule of indents, which is what the vectors' rule comes to wherever a key
/// stands at the start of its line: a line indented deeper than the property above it continues that property.
struct Tokens<'a, L> {
    document: &'a Document,
    lines: L,
    in_section: bool,
    /// How deep the property above is indented.
    property: Option<usize>,
}

impl<'a, L: Iterator<Item = Line<'a>>> Tokens<'a, L> {
    fn new(document: &'a Document, lines: L, in_section: bool) -> Self {
        Self {
            document,
            lines,
            in_section,
            property: None,
        }
    }

    fn token(&mut self, line: &Line<'a>) -> Token<'a> {
        let text = line.text.trim_start_matches(BLANKS);
        let indent = line.text.len() - text.len();
        if text.bytes().next().is_none_or(is_comment) {
            return Token::Nothing;
        }
        let is_continuation = self.property.is_some_and(|above| indent > above);
        if !is_continuation && text.starts_with('[') {
            (self.in_section, self.property) = (true, None);
            return Token::Header(text);
        }
        if let Some(fault) = self.document.damage(line) {
            return Token::Stray(fault);
        }
        if is_continuation {
            return Token::Continuation(text.trim_end_matches(BLANKS));
        }
        if !self.in_section {
            return Token::Stray(Fault::OutsideSection);
        }
        if indent > 0 && self.property.is_none() && !text.contains('=') {
            return Token::Stray(Fault::NoProperty);
        }
        self.property = Some(indent);
        Token::Property(text)
    }
}

impl<'a, L: Iterator<Item = Line<'a>>> Iterator for Tokens<'a, L> {
    type Item = (Line<'a>, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.lines.next()?;
        let token = self.token(&line);
        Some((line, token))
    }
}

/// Security: a buffer that is not handed on is wiped, since it holds secrets.
fn into_text(bytes: Vec<u8>) -> (String, Vec<usize>) {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let mut bytes = error.into_bytes();
            let lines = bytes.split(|&byte| byte == b'\n').zip(1..);
            let bad = lines
                .filter(|(line, _)| std::str::from_utf8(line).is_err())
                .map(|(_, number)| number);
            let bad = bad.collect();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            bytes.zeroize();
            (text, bad)
        },
        |text| (text, Vec::new()),
    )
}
