//! One line of typed text and the keys that edit it.

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::keys::Key;

/// Bytes that one answer may have: room for a pasted token; the rest of a file pasted by mistake is ignored.
const LIMIT: usize = 4096;

/// Security: wiped when dropped, and never moved by growing.
pub(super) struct Line {
    text: Zeroizing<String>,
}

impl Line {
    pub(super) fn new() -> Self {
        Self {
            text: Zeroizing::new(String::with_capacity(LIMIT)),
        }
    }

    /// Whether `key` edits, and so the prompt must be drawn again.
    pub(super) fn take(&mut self, key: Key) -> bool {
        match key {
            Key::Character(c) if self.text.len() + c.len_utf8() <= LIMIT => self.text.push(c),
            Key::Backspace => return self.text.pop().is_some(),
            Key::EraseLine => self.text.clear(),
            Key::EraseWord => {
                let before = self.text.trim_end();
                let end = before.rfind(' ').map_or(0, |space| space + 1);
                self.text.truncate(end);
            }
            _ => return false,
        }
        true
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as a secret.
    pub(super) fn to_secret(&self) -> SecretString {
        SecretString::from(self.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, keys: &[Key]) -> String {
        let mut line = Line::new();
        for c in text.chars() {
            line.take(Key::Character(c));
        }
        for key in keys {
            line.take(*key);
        }
        line.as_str().to_owned()
    }

    #[test]
    fn edits() {
        for (text, keys, left) in [
            ("123", &[Key::Backspace][..], "12"),
            ("aé", &[Key::Backspace], "a"),
            ("", &[Key::Backspace], ""),
            ("one two ", &[Key::EraseWord], "one "),
            ("one", &[Key::EraseWord, Key::EraseWord], ""),
            ("one two", &[Key::EraseLine, Key::Character('x')], "x"),
            ("one", &[Key::Up, Key::Escape], "one"),
        ] {
            assert_eq!(typed(text, keys), left, "{text} {keys:?}");
        }
    }

    #[test]
    fn is_bounded_and_does_not_grow() {
        let mut line = Line::new();
        let start = line.as_str().as_ptr();
        for _ in 0..LIMIT * 2 {
            line.take(Key::Character('é'));
        }
        assert_eq!(line.as_str().len(), LIMIT);
        assert_eq!(line.as_str().as_ptr(), start);
    }
}
