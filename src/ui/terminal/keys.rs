//! What the bytes of a keyboard mean: characters, the few keys that edit, and everything else ignored.
//!
//! Bytes come as the terminal gives them in raw mode: a character in UTF-8 or an escape sequence may be cut
//! anywhere, so what is incomplete waits here for its rest.

use zeroize::Zeroize;

/// One key press.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Key {
    Character(char),
    Enter,
    Backspace,
    /// Ctrl-W.
    EraseWord,
    /// Ctrl-U.
    EraseLine,
    /// Ctrl-C and Ctrl-\, which raise no signal while the terminal is ours.
    Cancel,
    /// Ctrl-D.
    End,
    /// Ctrl-Z.
    Suspend,
    Escape,
    Up,
    Down,
}

/// Security: its buffer may hold a piece of a secret, and is wiped.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pending: Vec<u8>,
}

/// The longest sequence waited for; a longer one is dropped.
const SEQUENCE_LIMIT: usize = 64;

enum Step {
    Key(Key, usize),
    Nothing(usize),
    Incomplete,
}

impl Decoder {
    /// Takes what was read, in order, and gives `each` the keys that are complete.
    pub(super) fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(Key)) {
        let mut whole = Vec::with_capacity(self.pending.len() + bytes.len());
        whole.extend_from_slice(&self.pending);
        whole.extend_from_slice(bytes);
        self.forget();
        let mut rest = &whole[..];
        while !rest.is_empty() {
            match step(rest) {
                Step::Key(key, length) => {
                    each(key);
                    rest = &rest[length..];
                }
                Step::Nothing(length) => rest = &rest[length..],
                Step::Incomplete if rest.len() < SEQUENCE_LIMIT => {
                    self.pending.extend_from_slice(rest);
                    break;
                }
                Step::Incomplete => break,
            }
        }
        whole.zeroize();
    }

    fn forget(&mut self) {
        self.pending.zeroize();
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.forget();
    }
}

fn step(bytes: &[u8]) -> Step {
    let key = match bytes[0] {
        b'\r' | b'\n' => Key::Enter,
        0x03 | 0x1c => Key::Cancel,
        0x04 => Key::End,
        0x08 | 0x7f => Key::Backspace,
        0x0e => Key::Down,
        0x10 => Key::Up,
        0x15 => Key::EraseLine,
        0x17 => Key::EraseWord,
        0x1a => Key::Suspend,
        0x1b => return sequence(bytes),
        b'\t' => Key::Character(' '),
        0x00..=0x1f => return Step::Nothing(1),
        _ => return character(bytes),
    };
    Step::Key(key, 1)
}

/// Arrows as `ESC [ A` and `ESC O A`; other sequences (a pasted text's brackets among them) say nothing here.
fn sequence(bytes: &[u8]) -> Step {
    match bytes {
        // A person's Escape key comes alone; a sequence comes in one piece.
        [_] => Step::Key(Key::Escape, 1),
        [_, b'[', rest @ ..] => match rest.iter().position(|b| matches!(b, 0x40..=0x7e)) {
            Some(0) if rest[0] == b'A' => Step::Key(Key::Up, 3),
            Some(0) if rest[0] == b'B' => Step::Key(Key::Down, 3),
            Some(end) => Step::Nothing(2 + end + 1),
            None => Step::Incomplete,
        },
        [_, b'O'] => Step::Incomplete,
        [_, b'O', b'A', ..] => Step::Key(Key::Up, 3),
        [_, b'O', b'B', ..] => Step::Key(Key::Down, 3),
        [_, b'O', _, ..] => Step::Nothing(3),
        [_, 0x1b, ..] => Step::Key(Key::Escape, 1),
        _ => Step::Nothing(2),
    }
}

fn character(bytes: &[u8]) -> Step {
    let length = match bytes[0] {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Nothing(1),
    };
    let available = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(available) {
        Ok(text) => text
            .chars()
            .next()
            .map_or(Step::Nothing(1), |c| Step::Key(Key::Character(c), length)),
        Err(error) if error.error_len().is_none() => Step::Incomplete,
        Err(_) => Step::Nothing(1),
    }
}

#[cfg(test)]
mod tests {
    use super::Key::{
        Backspace, Cancel, Character, Down, End, Enter, EraseLine, EraseWord, Escape, Suspend, Up,
    };
    use super::*;

    fn keys(chunks: &[&[u8]]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for chunk in chunks {
            decoder.feed(chunk, |key| found.push(key));
        }
        found
    }

    #[test]
    fn reads_keys_and_ignores_the_rest() {
        let table: &[(&[u8], &[Key])] = &[
            (b"12\r", &[Character('1'), Character('2'), Enter]),
            (b"\n", &[Enter]),
            (b"\x03\x1c\x04\x1a", &[Cancel, Cancel, End, Suspend]),
            (b"\x7f\x08\x15\x17", &[Backspace, Backspace, EraseLine, EraseWord]),
            (b"\x1b[A\x1b[B\x1bOA\x1bOB", &[Up, Down, Up, Down]),
            (b"\x10\x0e", &[Up, Down]),
            (b"\x1b", &[Escape]),
            (b"\x1b[200~1\x1b[201~", &[Character('1')]),
            (b"\x1b[1;5Cx", &[Character('x')]),
            (b"\x1bfx", &[Character('x')]),
            (
                "é東👩".as_bytes(),
                &[Character('é'), Character('東'), Character('👩')],
            ),
            (b"\xff1\xc3(", &[Character('1'), Character('(')]),
            (b"\xed\xa0\x801", &[Character('1')]),
            (b"\x00\x01\x0b\t", &[Character(' ')]),
        ];
        for (bytes, expected) in table {
            assert_eq!(keys(&[bytes]), *expected, "{bytes:?}");
        }
    }

    #[test]
    fn waits_for_the_rest_of_what_was_cut() {
        assert_eq!(keys(&[b"\xe6", b"\x9d", b"\xb1"]), [Character('東')]);
        assert_eq!(keys(&[b"\x1b[", b"A"]), [Up]);
        assert_eq!(keys(&[b"\x1b[20", b"0~7"]), [Character('7')]);
        let endless = [b"\x1b[".as_slice(), &[b'0'; 200]].concat();
        assert_eq!(keys(&[&endless, b"x"]), [Character('x')]);
    }

    #[test]
    fn no_byte_stops_it() {
        for first in 0..=255 {
            for second in 0..=255 {
                let found = keys(&[&[first, second], b"mmmm~5"]);
                assert_eq!(found.last(), Some(&Character('5')), "{first} {second}");
            }
        }
    }
}
