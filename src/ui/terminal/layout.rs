//! Where a prompt's words stand on the screen: wrapped, drawn, drawn again, erased. Pure: text in, bytes out.
//!
//! Lines are kept one column short of the edge, so that no terminal wraps them by itself and the rows to erase are
//! known. What stood on the screen before stays: a prompt begins on a line of its own and clears only what it drew.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The terminal's size in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Size {
    /// What the terminal says, or 80 × 24 where it says nothing (a serial line).
    pub(super) fn from_terminal(columns: u16, rows: u16) -> Self {
        let or = |said: u16, default| if said == 0 { default } else { usize::from(said) };
        Self {
            columns: or(columns, 80),
            rows: or(rows, 24),
        }
    }
}

/// Wraps at spaces into lines that leave the last column free; a word too long for a line is cut.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let room = columns.saturating_sub(1).max(1);
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let fits = |line: &str| line.width() + word.trim_end().width() <= room;
        if !lines.last().is_some_and(|line| line.is_empty() || fits(line)) {
            lines.push(String::new());
        }
        for c in word.chars() {
            push(&mut lines, c, room);
        }
    }
    lines
}

/// As much of `text` as one line takes.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let mut room = columns.saturating_sub(1).max(1);
    text.chars()
        .take_while(|c| {
            let fits = c.width().unwrap_or(0) <= room;
            room = room.saturating_sub(c.width().unwrap_or(0));
            fits
        })
        .collect()
}

fn push(lines: &mut Vec<String>, c: char, room: usize) {
    let used = lines.last().map_or(0, |line| line.width());
    if used + c.width().unwrap_or(0) > room {
        if c == ' ' {
            return;
        }
        lines.push(String::new());
    }
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

/// What is on the screen now, so that it can be taken away again.
#[derive(Debug, Default)]
pub(super) struct Painter {
    drawn: Vec<String>,
    size: Option<Size>,
}

impl Painter {
    /// Goes to the start of an empty line, wherever the cursor is.
    ///
    /// A row of spaces wraps unless the cursor stood at the edge; so a line that another program began stays.
    pub(super) fn opening(size: Size) -> String {
        format!("{}\r", " ".repeat(size.columns))
    }

    /// The bytes that put `lines` in the place of what was drawn before; the cursor ends behind the last.
    ///
    /// A key that adds to the last line or takes from it sends that alone: no flicker on a slow line, and a program
    /// that watches for the prompt sees it once.
    pub(super) fn paint(&mut self, lines: &[String], size: Size) -> String {
        let hidden = lines.len().saturating_sub(size.rows.saturating_sub(1).max(1));
        let visible = lines[hidden..].to_vec();
        let change = (self.size == Some(size))
            .then(|| change(&self.drawn, &visible))
            .flatten();
        let bytes = change.unwrap_or_else(|| self.erase(size) + &visible.join("\r\n"));
        self.drawn = visible;
        self.size = Some(size);
        bytes
    }

    /// The bytes that clear what was drawn and leave the cursor where it began.
    ///
    /// The rows are counted at today's width: a terminal that was made narrower has wrapped the lines itself.
    pub(super) fn erase(&mut self, size: Size) -> String {
        let rows: usize = self
            .drawn
            .iter()
            .map(|line| line.width().div_ceil(size.columns).max(1))
            .sum();
        *self = Self::default();
        match rows.min(size.rows) {
            0 | 1 => "\r\x1b[J".to_owned(),
            rows => format!("\r\x1b[{}A\x1b[J", rows - 1),
        }
    }
}

/// What turns one drawing into the other, where only the end of the last line differs.
fn change(from: &[String], to: &[String]) -> Option<String> {
    let ((last, above), (new_last, new_above)) = (from.split_last()?, to.split_last()?);
    if above != new_above {
        return None;
    }
    match (
        new_last.strip_prefix(last.as_str()),
        last.strip_prefix(new_last.as_str()),
    ) {
        (Some(added), _) => Some(added.to_owned()),
        (_, Some(taken)) => Some("\x08 \x08".repeat(taken.width())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_and_cuts_what_has_none() {
        let table: &[(&str, usize, &[&str])] = &[
            ("MFA code: ", 80, &["MFA code: "]),
            ("one two three", 8, &["one two", "three"]),
            ("one two  three", 8, &["one two", "three"]),
            ("arn:aws:iam::1 x", 8, &["arn:aws", ":iam::1", "x"]),
            ("a arn:aws:iam", 8, &["a ", "arn:aws", ":iam"]),
            ("東京東京", 6, &["東京", "東京"]),
            ("abc", 1, &["a", "b", "c"]),
            ("", 80, &[""]),
        ];
        for (text, columns, expected) in table {
            assert_eq!(wrap(text, *columns), *expected, "{text}");
        }
    }

    #[test]
    fn erases_the_rows_it_drew() {
        let size = Size { columns: 10, rows: 5 };
        let mut painter = Painter::default();
        assert_eq!(
            painter.paint(&["one".into(), "two".into()], size),
            "\r\x1b[Jone\r\ntwo"
        );
        assert_eq!(painter.paint(&["x".into()], size), "\r\x1b[1A\x1b[Jx");
        assert_eq!(painter.erase(size), "\r\x1b[J");
        painter.paint(&["123456789".into(), "1".into()], size);
        assert_eq!(painter.erase(Size { columns: 4, rows: 5 }), "\r\x1b[3A\x1b[J");
    }

    #[test]
    fn sends_only_what_changed_at_the_end() {
        let size = Size { columns: 20, rows: 5 };
        let mut painter = Painter::default();
        let mut paint = |last: &str| painter.paint(&["note".to_owned(), last.to_owned()], size);
        assert_eq!(paint("code: "), "\r\x1b[Jnote\r\ncode: ");
        assert_eq!(paint("code: *"), "*");
        assert_eq!(paint("code: *東"), "東");
        assert_eq!(paint("code: "), "\x08 \x08\x08 \x08\x08 \x08");
        assert_eq!(paint("code: "), "");
        assert_eq!(paint("note: "), "\r\x1b[1A\x1b[Jnote\r\nnote: ");
    }

    #[test]
    fn shows_the_end_of_what_is_too_tall() {
        let size = Size { columns: 10, rows: 3 };
        let lines: Vec<String> = (1..=5).map(|n| n.to_string()).collect();
        assert_eq!(Painter::default().paint(&lines, size), "\r\x1b[J4\r\n5");
    }

    #[test]
    fn takes_a_usual_size_where_the_terminal_says_none() {
        assert_eq!(
            Size::from_terminal(0, 0),
            Size {
                columns: 80,
                rows: 24
            }
        );
    }
}
