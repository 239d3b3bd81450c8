//! A text, and everything that it may decode to.
//!
//! A decoder knows nothing of what is looked for and gives up on nothing: where it cannot go on, it leaves a break and
//! starts afresh, so that a real piece is never glued to what stands beside it.

/// The view that decodes nothing.
pub const AS_IT_IS: &str = "as it is";

/// Shorter runs cannot hold the shortest secret.
const SHORTEST_RUN: usize = 8;
const BREAK: u8 = 0;

type Visit<'a> = &'a mut dyn FnMut(&'static str, &[u8]);

/// Calls `visit` with each view of `text` and what to call it.
pub fn each(text: &[u8], visit: Visit) {
    visit(AS_IT_IS, text);
    let plain = plain_views(text);
    for (name, view) in &plain {
        visit(name, view);
    }
    // A URL and a JSON string break the runs of what they carry, so the decoders see through them too.
    for view in [text]
        .into_iter()
        .chain(plain.iter().map(|(_, view)| view.as_slice()))
    {
        decoded_views(view, visit);
    }
}

/// Text to text.
fn plain_views(text: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut views = Vec::new();
    if text.contains(&0) {
        views.push(("as UTF-16 or UTF-32", without(text, 0)));
    }
    if text.contains(&b'%') {
        views.push(("URL-encoded", percent_decoded(text)));
    }
    if text.contains(&b'\\') {
        views.push(("between backslashes", without(text, b'\\')));
    }
    views
}

/// Text to bytes.
fn decoded_views(text: &[u8], visit: Visit) {
    for skip in 0..2 {
        visit("in hex", &runs(text, skip, 4, hex_digit));
    }
    for skip in 0..4 {
        visit("in base64", &runs(text, skip, 6, base64_digit));
    }
    visit("as a list of bytes", &numbers(text, 10));
    visit("as a list of hex bytes", &numbers(text, 16));
    visit("as a list of octal bytes", &numbers(text, 8));
}

/// What `text` decodes to as base64 of either alphabet.
pub fn base64_decoded(text: &[u8]) -> Vec<u8> {
    runs(text, 0, 6, base64_digit)
}

/// What `text` decodes to as base32, the way TOTP seeds are written.
pub fn base32_decoded(text: &[u8]) -> Vec<u8> {
    runs(text, 0, 5, |byte| match byte.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => Some(letter - b'A'),
        digit @ b'2'..=b'7' => Some(digit - b'2' + 26),
        _ => None,
    })
}

fn without(text: &[u8], unwanted: u8) -> Vec<u8> {
    text.iter().copied().filter(|byte| *byte != unwanted).collect()
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => hex_digit(*high).zip(hex_digit(*low)),
            _ => None,
        };
        decoded.push(escaped.map_or(*first, |(high, low)| high << 4 | low));
        rest = if escaped.is_some() { &rest[3..] } else { tail };
    }
    decoded
}

/// Decodes each run of digits of `bits` bits, from its digit `skip` onwards: a run may begin with what is not part of it.
/// White space that breaks a long run into lines is passed over.
fn runs(text: &[u8], skip: usize, bits: u32, digit: impl Fn(u8) -> Option<u8>) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut run = Vec::new();
    let mut after_line_end = false;
    for byte in text.iter().copied().chain([BREAK]) {
        if let Some(value) = digit(byte) {
            run.push(value);
            after_line_end = false;
        } else if matches!(byte, b'\r' | b'\n') || (after_line_end && matches!(byte, b' ' | b'\t')) {
            after_line_end = true;
        } else {
            if run.len() >= SHORTEST_RUN {
                join_digits(&run[skip..], bits, &mut decoded);
                decoded.push(BREAK);
            }
            run.clear();
            after_line_end = false;
        }
    }
    decoded
}

fn join_digits(digits: &[u8], bits: u32, decoded: &mut Vec<u8>) {
    let (mut held, mut count) = (0_u32, 0);
    for digit in digits {
        held = (held << bits | u32::from(*digit)) & 0xffff;
        count += bits;
        if count >= 8 {
            count -= 8;
            decoded.push((held >> count & 0xff) as u8);
        }
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

fn base64_digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// The numbers up to 255 that stand in a row in `text`, whatever separates them.
fn numbers(text: &[u8], radix: u32) -> Vec<u8> {
    let mut decoded = Vec::new();
    for word in text
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        match number(word, radix) {
            Some(value) => decoded.push(value),
            None if decoded.last() != Some(&BREAK) => decoded.push(BREAK),
            None => {}
        }
    }
    decoded
}

fn number(word: &[u8], radix: u32) -> Option<u8> {
    let word = std::str::from_utf8(word).ok()?;
    let digits = match radix {
        8 => word.trim_start_matches("0o"),
        10 => word.trim_end_matches("u8"),
        _ => word
            .trim_start_matches("0x")
            .trim_start_matches(['x', 'X', 'u', 'U']),
    };
    u8::from_str_radix(digits, radix).ok()
}
