//! Text from outside made harmless before it meets a terminal.
//!
//! A profile's name, a program's output and a service's answer can hold escape sequences that move the cursor,
//! rewrite what stands above, or answer a prompt for the person; and direction marks that make one name look
//! like another. Colour and cursor sequences vanish, every other such character becomes a visible `�`.
//! What is secret in a text is not this file's to know.

/// Characters of one line; more is cut, so that no text pushes what matters off the screen.
const LINE_LIMIT: usize = 1000;

const REPLACEMENT: char = '\u{fffd}';

/// `text` as one line: line breaks and tabs are spaces.
pub fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len().min(LINE_LIMIT));
    let mut characters = without_sequences(text).map(harmless);
    clean.extend(characters.by_ref().take(LINE_LIMIT));
    if characters.next().is_some() {
        clean.push('…');
    }
    clean
}

/// `text` as at most `limit` lines, each as [`line`] makes it, without the empty ones at its end.
pub fn lines(text: &str, limit: usize) -> String {
    let trimmed = text.trim_end();
    let mut clean: Vec<String> = trimmed.lines().take(limit).map(line).collect();
    if trimmed.lines().nth(limit).is_some() {
        clean.push("…".to_owned());
    }
    clean.join("\n")
}

/// The characters of `text` without its complete CSI sequences (ECMA-48, 5.4): ESC `[`, parameters, one final.
///
/// An incomplete or another sequence keeps its printable part: nothing that follows it can be hidden by it.
fn without_sequences(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        while let Some(after) = rest.strip_prefix("\u{1b}[").and_then(after_final) {
            rest = after;
        }
        let next = rest.chars().next()?;
        rest = &rest[next.len_utf8()..];
        Some(next)
    })
}

fn after_final(parameters: &str) -> Option<&str> {
    let end = parameters.find(|c: char| !matches!(c, '\u{20}'..='\u{3f}'))?;
    parameters[end..].strip_prefix(|c: char| matches!(c, '\u{40}'..='\u{7e}'))
}

fn harmless(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() || is_deceiving(c) => REPLACEMENT,
        c => c,
    }
}

/// Security: characters that show nothing and change what the others seem to say (Unicode TR 36, TR 9; CVE-2021-42574).
fn is_deceiving(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_one_harmless_line() {
        for (text, clean) in [
            (
                "arn:aws:iam::111111111111:mfa/alice",
                "arn:aws:iam::111111111111:mfa/alice",
            ),
            ("Zoë Ωmega 東京 👩‍👩‍👧", "Zoë Ωmega 東京 👩‍👩‍👧"),
            ("a\tb\nc\r\nd", "a b c  d"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}[?1049h\u{1b}[2J\u{1b}[1;1Hgone", "gone"),
            ("\u{1b}]0;title\u{7}text", "�]0;title�text"),
            ("\u{1b}]52;c;ZXZpbA==\u{1b}\\x", "�]52;c;ZXZpbA==�\\x"),
            ("cut \u{1b}[31", "cut �[31"),
            ("\u{1b}[31\nm", "�[31 m"),
            ("\u{1b}", "�"),
            ("\u{9b}31mred", "�31mred"),
            ("nul\0bell\u{7}back\u{8}del\u{7f}", "nul�bell�back�del�"),
            ("ecila\u{202e}alice", "ecila�alice"),
            ("\u{2066}a\u{2069}\u{200b}b\u{feff}", "�a��b�"),
            ("a\u{e0041}", "a�"),
            ("line\u{2028}break", "line break"),
            ("", ""),
        ] {
            assert_eq!(line(text), clean, "{text:?}");
        }
    }

    #[test]
    fn nothing_it_returns_steers_a_terminal() {
        for c in '\0'..=char::MAX {
            let clean = line(&format!("{c}"));
            assert!(!clean.chars().any(|c| c.is_control() || is_deceiving(c)), "{c:?}");
        }
    }

    #[test]
    fn cuts_what_is_overlong() {
        let clean = line(&"x".repeat(5000));
        assert_eq!(clean.chars().count(), LINE_LIMIT + 1);
        assert!(clean.ends_with("x…"));
        assert_eq!(line(&"x".repeat(LINE_LIMIT)).chars().count(), LINE_LIMIT);
    }

    #[test]
    fn keeps_a_few_lines() {
        assert_eq!(lines("one\r\ntwo\u{1b}[1m\n\n", 3), "one\ntwo");
        assert_eq!(lines("1\n2\n3\n4", 3), "1\n2\n3\n…");
        assert_eq!(lines("", 3), "");
    }
}
