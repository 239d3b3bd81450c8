//! Text from outside, made harmless before it meets a terminal: it moves no cursor, sets no colour, and reads in
//! the order in which it is written.
//!
//! What is taken out is shown (`\x1b`, `\u{202e}`), so that a person sees that something was there.

use std::fmt::Write;

/// One line: line breaks and tabs become a space, all else that a terminal would obey becomes visible.
pub fn line(text: &str) -> String {
    let broken = text.trim_end_matches(['\n', '\r']).replace("\r\n", " ");
    visible(&broken, false)
}

/// As [`line`], but line breaks stay.
pub fn text(text: &str) -> String {
    visible(&text.replace("\r\n", "\n"), true)
}

fn visible(text: &str, keep_newlines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' if keep_newlines => out.push('\n'),
            '\n' | '\t' => out.push(' '),
            // Writing into a String cannot fail.
            _ if c.is_ascii_control() => drop(write!(out, "\\x{:02x}", u32::from(c))),
            _ if c.is_control() || is_invisible(c) => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

/// What changes the order of the text (Unicode, UAX #9), breaks its lines, or hides in it without a width.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        for (outside, shown) in [
            (
                "plain é 🦀 arn:aws:iam::1:role/A",
                "plain é 🦀 arn:aws:iam::1:role/A",
            ),
            ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
            ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
            ("\u{9b}31m\u{85}", "\\u{9b}31m\\u{85}"),
            ("over\rwritten\x08\x7f\0", "over\\x0dwritten\\x08\\x7f\\x00"),
            (
                "exe\u{202e}txt.\u{2066}x\u{200b}",
                "exe\\u{202e}txt.\\u{2066}x\\u{200b}",
            ),
            ("tag\u{e0041}\u{feff}", "tag\\u{e0041}\\u{feff}"),
        ] {
            assert_eq!(line(outside), shown);
            assert_eq!(text(outside), shown);
        }
    }

    #[test]
    fn line_breaks_stay_only_in_text() {
        assert_eq!(line("a\r\nb\nc\td\n"), "a b c d");
        assert_eq!(text("a\r\nb\nc\td\n"), "a\nb\nc d\n");
        assert_eq!(line("\u{2028}"), "\\u{2028}");
    }
}
