//! Finds secrets where they must not be, whatever they are dressed as.
//!
//! Encoding every piece of every secret in every way would make millions of patterns. So the text is decoded instead, in
//! every way ([`views`]), and each result is searched for any [`PIECE`] bytes in a row of a secret: forwards, backwards,
//! and of what the secret itself decodes to. That finds a piece at any alignment, in any case, between any separators.
//! Not found: what was compressed, encrypted, or encoded twice (other than a URL or a JSON string around it).

mod pieces;
mod views;

use pieces::Pieces;

/// So many bytes in a row of a secret are a leak; a shorter secret is one as a whole.
pub const PIECE: usize = 12;

/// A shorter one would be found everywhere.
const SHORTEST_SECRET: usize = 6;

/// One secret found in a text. Holds enough to find the line at fault, and not the secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Leak {
    /// Which secret: its first characters and its length.
    pub secret: String,
    /// What it was dressed as.
    pub encoding: &'static str,
    /// Where in the text, or in what the text decodes to, it begins.
    pub offset: usize,
}

/// Searches texts for a set of secrets.
#[derive(Default)]
pub struct Searcher {
    clues: Vec<String>,
    pieces: Pieces,
    short: Vec<(usize, Vec<u8>)>,
}

impl Searcher {
    /// Adds a secret to search for.
    ///
    /// # Panics
    ///
    /// When the secret is too short, or too uniform, to be told from ordinary text.
    pub fn add(&mut self, secret: &[u8]) {
        assert!(
            secret.len() >= SHORTEST_SECRET,
            "a secret of a test has at least {SHORTEST_SECRET} bytes"
        );
        let id = self.clues.len();
        self.clues.push(clue(secret));
        if secret.len() < PIECE {
            self.short.push((id, secret.to_vec()));
            return;
        }
        let mut reversed = secret.to_vec();
        reversed.reverse();
        let usable = self.pieces.add(id, "in clear", secret);
        assert!(usable > 0, "a secret of a test must not repeat a few characters");
        self.pieces.add(id, "backwards", &reversed);
        // A compact record holds a session token, or a TOTP seed, as what its text decodes to.
        self.pieces
            .add(id, "as the bytes it decodes to", &views::base64_decoded(secret));
        self.pieces
            .add(id, "as the bytes it decodes to", &views::base32_decoded(secret));
    }

    /// Every secret that `text` holds, once each.
    pub fn search(&self, text: &[u8]) -> Vec<Leak> {
        let mut leaks: Vec<(usize, Leak)> = Vec::new();
        views::each(text, &mut |view, decoded| {
            for (id, form, offset) in self.hits(decoded) {
                if leaks.iter().all(|(known, _)| *known != id) {
                    let encoding = if view == views::AS_IT_IS { form } else { view };
                    leaks.push((
                        id,
                        Leak {
                            secret: self.clues[id].clone(),
                            encoding,
                            offset,
                        },
                    ));
                }
            }
        });
        leaks.into_iter().map(|(_, leak)| leak).collect()
    }

    fn hits(&self, view: &[u8]) -> Vec<(usize, &'static str, usize)> {
        let mut hits = self.pieces.hits(view);
        for (id, secret) in &self.short {
            let found = view
                .windows(secret.len())
                .enumerate()
                .find(|(offset, window)| *window == secret.as_slice() && stands_alone(view, *offset, secret));
            if let Some((offset, _)) = found {
                hits.push((*id, "in clear", offset));
            }
        }
        hits
    }
}

/// Six digits are found in many a longer number, where they are no MFA code.
fn stands_alone(view: &[u8], offset: usize, secret: &[u8]) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let before = offset.checked_sub(1).and_then(|at| view.get(at));
    !secret.iter().all(u8::is_ascii_digit) || !(is_digit(before) || is_digit(view.get(offset + secret.len())))
}

fn clue(secret: &[u8]) -> String {
    let start = String::from_utf8_lossy(&secret[..4]);
    format!("`{}…` of {} bytes", start.escape_debug(), secret.len())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};

    use super::*;

    const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const CODE: &str = "492039";

    fn searcher() -> Searcher {
        let mut searcher = Searcher::default();
        searcher.add(KEY.as_bytes());
        searcher.add(CODE.as_bytes());
        searcher
    }

    fn encoding(text: &[u8]) -> Option<&'static str> {
        searcher().search(text).first().map(|leak| leak.encoding)
    }

    fn list(secret: &str, separator: &str, item: impl Fn(u8) -> String) -> String {
        secret.bytes().map(item).collect::<Vec<_>>().join(separator)
    }

    fn utf16(secret: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        secret.encode_utf16().flat_map(bytes).collect()
    }

    /// Every dress of `secret` that must be seen through.
    fn dressed(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
        let mut plants: Vec<(&'static str, Vec<u8>)> = vec![
            ("in clear", secret.into()),
            ("backwards", secret.chars().rev().collect::<String>().into()),
            ("as UTF-16 or UTF-32", utf16(secret, u16::to_le_bytes)),
            ("as UTF-16 or UTF-32", utf16(secret, u16::to_be_bytes)),
            (
                "URL-encoded",
                list(secret, "", |byte| format!("%{byte:02X}")).into(),
            ),
            (
                "URL-encoded",
                list(secret, "", |byte| format!("%{byte:02x}")).into(),
            ),
            ("in hex", list(secret, "", |byte| format!("{byte:02x}")).into()),
            ("in hex", list(secret, "", |byte| format!("{byte:02X}")).into()),
            (
                "in hex",
                format!("f{}", list(secret, "", |byte| format!("{byte:02x}"))).into(),
            ),
            (
                "as a list of hex bytes",
                list(secret, ", ", |byte| format!("0x{byte:02x}")).into(),
            ),
            (
                "as a list of hex bytes",
                list(secret, "", |byte| format!("\\x{byte:02X}")).into(),
            ),
            (
                "as a list of hex bytes",
                list(secret, "", |byte| format!("\\u{byte:04x}")).into(),
            ),
            (
                "as a list of hex bytes",
                list(secret, ":", |byte| format!("{byte:02x}")).into(),
            ),
            ("as a list of bytes", format!("{:?}", secret.as_bytes()).into()),
            ("as a list of bytes", format!("{:#?}", secret.as_bytes()).into()),
            (
                "as a list of bytes",
                list(secret, " ", |byte| byte.to_string()).into(),
            ),
            (
                "as a list of octal bytes",
                list(secret, "", |byte| format!("\\{byte:03o}")).into(),
            ),
            (
                "between backslashes",
                list(secret, "\\", |byte| char::from(byte).to_string()).into(),
            ),
        ];
        for before in ["", "x", "xy"] {
            let framed = format!("{before}{secret}");
            for alphabet in [&BASE64, &BASE64_NOPAD, &BASE64URL, &BASE64URL_NOPAD] {
                plants.push(("in base64", alphabet.encode(framed.as_bytes()).into()));
                plants.push((
                    "in base64",
                    format!("data/{}", alphabet.encode(framed.as_bytes())).into(),
                ));
            }
        }
        plants
    }

    #[test]
    fn a_planted_leak_of_every_kind_is_found() {
        for (expected, plant) in dressed(KEY) {
            let text = [b"2026-11-22 DEBUG sent ".as_slice(), &plant, b" to 127.0.0.1\n"].concat();
            assert_eq!(
                encoding(&text),
                Some(expected),
                "{}",
                String::from_utf8_lossy(&plant)
            );
        }
    }

    #[test]
    fn any_piece_of_twelve_bytes_is_found_in_every_dress() {
        for start in 0..=KEY.len() - PIECE {
            for (expected, plant) in dressed(&KEY[start..start + PIECE]) {
                let text = [b"<".as_slice(), &plant, b">"].concat();
                assert!(
                    encoding(&text).is_some(),
                    "{expected} from {start}: {}",
                    String::from_utf8_lossy(&plant)
                );
            }
        }
    }

    #[test]
    fn eleven_bytes_are_not_evidence() {
        assert_eq!(encoding(format!("<{}>", &KEY[..PIECE - 1]).as_bytes()), None);
    }

    #[test]
    fn a_short_secret_is_found_whole() {
        for (expected, plant) in dressed(CODE).into_iter().filter(|(kind, _)| *kind != "backwards") {
            let text = [b"code=".as_slice(), &plant, b";"].concat();
            assert!(
                encoding(&text).is_some(),
                "{expected}: {}",
                String::from_utf8_lossy(&plant)
            );
        }
        assert_eq!(
            encoding(b"account 349203912345, half of it 49203"),
            None,
            "part of a longer number"
        );
    }

    #[test]
    fn what_is_wrapped_once_more_is_found() {
        let wrapped = BASE64.encode(KEY.as_bytes()).into_bytes();
        let lines = wrapped.chunks(20).collect::<Vec<_>>().join(b"\n  ".as_slice());
        assert_eq!(encoding(&lines), Some("in base64"), "broken into lines");
        let in_url = format!(
            "a=1&t={}",
            BASE64
                .encode(KEY.as_bytes())
                .replace('/', "%2F")
                .replace('+', "%2B")
        );
        assert_eq!(encoding(in_url.as_bytes()), Some("in base64"));
        let json = format!("{{\"k\":\"{}\"}}", KEY.replace('/', "\\/"));
        assert_eq!(encoding(json.as_bytes()), Some("in clear"));
    }

    #[test]
    fn a_token_kept_as_its_decoded_bytes_is_found() {
        let bytes: Vec<u8> = (0..200_u32)
            .map(|n| u8::try_from(n * 37 % 251).unwrap())
            .collect();
        let mut searcher = Searcher::default();
        searcher.add(BASE64.encode(&bytes).as_bytes());
        let leaks = searcher.search(&[b"record:".as_slice(), &bytes[50..80]].concat());
        assert_eq!(
            leaks.first().map(|leak| leak.encoding),
            Some("as the bytes it decodes to")
        );
    }

    #[test]
    fn a_seed_kept_as_its_decoded_bytes_is_found() {
        let mut searcher = Searcher::default();
        searcher.add(b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"); // RFC 4226, appendix D
        let leaks = searcher.search(b"seed 12345678901234567890");
        assert_eq!(
            leaks.first().map(|leak| leak.encoding),
            Some("as the bytes it decodes to")
        );
    }

    #[test]
    fn a_leak_names_the_secret_without_telling_it() {
        let leaks = searcher().search(format!("key {KEY}").as_bytes());
        let expected = Leak {
            secret: "`wJal…` of 40 bytes".into(),
            encoding: "in clear",
            offset: 4,
        };
        assert_eq!(leaks, [expected]);
    }

    #[test]
    fn megabytes_of_honest_text_are_quick_and_hold_nothing() {
        let line = "2026-11-22T16:00:00Z DEBUG AssumeRole arn:aws:iam::222222222222:role/Hub AKIAIOSFODNN7EXAMPLE \
                    %2Frole%2F 0x1f, 0x20 [1, 2, 3] QUJDREVGR0hJSktMTU5PUA== \\n 6b86b273ff34fce19d6b804eff5a3f57\0\n";
        let text = line.repeat(4 * 1024 * 1024 / line.len());
        let started = Instant::now();
        assert_eq!(searcher().search(text.as_bytes()), []);
        assert!(started.elapsed().as_secs() < 30, "took {:?}", started.elapsed());
    }
}
