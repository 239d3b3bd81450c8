//! One line of an AWS file, taken apart: headers, properties, sub-properties. Slices only, no state.
//!
//! The rules are those of the SDKs' `profile-parser-tests.json`. Where these are silent and the SDKs differ,
//! a line is read as botocore reads it: comment lines may be indented, and a name may stand in quotes.

use super::problem::Fault;

/// A blank is a space or a tab, nothing else (the vectors' own narrow rule).
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

const COMMENT: [u8; 2] = *b"#;";

/// What a `[header]` says, before any rule about the file it stands in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Header<'a> {
    /// `profile` in `[profile name]`; none in `[name]`.
    pub prefix: Option<&'a str>,
    /// The name, out of its quotes.
    pub name: &'a str,
    /// Names in quotes may hold any character.
    pub quoted: bool,
    /// The header is not whole; prefix and name are then what can be made out.
    pub fault: Option<Fault>,
}

/// Reads a line that starts with `[`.
pub(super) fn header(line: &str) -> Header<'_> {
    let inner = line.strip_prefix('[').unwrap_or(line);
    quoted_header(inner).unwrap_or_else(|| plain_header(inner))
}

fn plain_header(inner: &str) -> Header<'_> {
    let end = inner.bytes().position(is_comment).unwrap_or(inner.len());
    let text = inner[..end].trim_matches(BLANKS);
    let (content, fault) = match (text.strip_suffix(']'), text.split_once(']')) {
        (Some(content), _) => (content, None),
        (None, Some((content, _))) => (content, Some(Fault::HeaderTrailing)),
        (None, None) => (text, Some(Fault::HeaderUnclosed)),
    };
    let (prefix, name) = split_prefix(content);
    Header {
        prefix,
        name,
        quoted: false,
        fault,
    }
}

/// `[profile "any name"]`, as AWS CLI writes a name that holds a space; none when it is not of that form.
fn quoted_header(inner: &str) -> Option<Header<'_>> {
    let (prefix, rest) = inner.trim_start_matches(BLANKS).split_once(BLANKS)?;
    let rest = rest.trim_start_matches(BLANKS);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, rest) = rest[1..].split_once(quote)?;
    let rest = rest
        .trim_start_matches(BLANKS)
        .strip_prefix(']')?
        .trim_start_matches(BLANKS);
    let ends_there = rest.is_empty() || rest.bytes().next().is_some_and(is_comment);
    let is_plain = !name.is_empty() && !prefix.contains(['[', ']', '#', ';']);
    (ends_there && is_plain).then_some(Header {
        prefix: Some(prefix),
        name,
        quoted: true,
        fault: None,
    })
}

fn split_prefix(content: &str) -> (Option<&str>, &str) {
    let content = content.trim_matches(BLANKS);
    match content.split_once(BLANKS) {
        Some((prefix, name)) => (Some(prefix), name.trim_matches(BLANKS)),
        None => (None, content),
    }
}

/// Why a line is no `key = value`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Flaw {
    NoEquals,
    NoKey,
}

/// `key = value` without its comment; both sides trimmed, the value possibly empty.
pub(super) fn property(text: &str) -> Result<(&str, &str), Flaw> {
    let text = without_comment(text).trim_matches(BLANKS);
    let (key, value) = text.split_once('=').ok_or(Flaw::NoEquals)?;
    match key.trim_end_matches(BLANKS) {
        "" => Err(Flaw::NoKey),
        key => Ok((key, value.trim_start_matches(BLANKS))),
    }
}

/// A line below `key =`. A comment stays in its value, as all SDKs have it, but must not hide the `=`.
pub(super) fn sub_property(text: &str) -> Result<(&str, &str), Flaw> {
    property(text)?;
    let (key, value) = text.split_once('=').ok_or(Flaw::NoEquals)?;
    Ok((key.trim_matches(BLANKS), value.trim_matches(BLANKS)))
}

/// What stands before the first blank or colon: the key, where `=` was forgotten.
pub(super) fn first_word(text: &str) -> &str {
    text.split([' ', '\t', ':']).next().unwrap_or(text)
}

/// Whether an SDK takes the text as the name of a section or a property.
pub(super) fn is_identifier(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&b);
    !text.is_empty() && text.bytes().all(allowed)
}

/// Whether the byte starts a comment.
pub(super) fn is_comment(byte: u8) -> bool {
    COMMENT.contains(&byte)
}

/// Cuts off a comment, which in a property has a blank before it.
fn without_comment(text: &str) -> &str {
    let bytes = text.as_bytes();
    let start = (1..bytes.len()).find(|&at| is_comment(bytes[at]) && matches!(bytes[at - 1], b' ' | b'\t'));
    &text[..start.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_headers_apart() {
        for (line, prefix, name, fault) in [
            ("[default]", None, "default", None),
            ("[ profile \t foo ] # mine", Some("profile"), "foo", None),
            ("[profile foo];x", Some("profile"), "foo", None),
            ("[profile \"a b#c]\"] ; x", Some("profile"), "a b#c]", None),
            ("[profile 'a \"b\"']", Some("profile"), "a \"b\"", None),
            ("[sso-session foo]", Some("sso-session"), "foo", None),
            ("[profile]", None, "profile", None),
            ("[]", None, "", None),
            ("[", None, "", Some(Fault::HeaderUnclosed)),
            (
                "[profile foo",
                Some("profile"),
                "foo",
                Some(Fault::HeaderUnclosed),
            ),
            (
                "[profile foo # ]",
                Some("profile"),
                "foo",
                Some(Fault::HeaderUnclosed),
            ),
            (
                "[profile foo] region = x",
                Some("profile"),
                "foo",
                Some(Fault::HeaderTrailing),
            ),
            ("[profile \"foo]", Some("profile"), "\"foo", None),
        ] {
            let found = header(line);
            assert_eq!(
                (found.prefix, found.name, &found.fault),
                (prefix, name, &fault),
                "{line}"
            );
        }
        assert!(header("[profile \"foo\"]").quoted);
    }

    #[test]
    fn takes_properties_apart() {
        for (text, expected) in [
            ("a = b", Ok(("a", "b"))),
            ("a=b=c # d", Ok(("a", "b=c"))),
            ("a=#b", Ok(("a", "#b"))),
            ("a = ; b", Ok(("a", ""))),
            ("a = b\u{a0}#c", Ok(("a", "b\u{a0}#c"))),
            ("= b", Err(Flaw::NoKey)),
            ("a # = b", Err(Flaw::NoEquals)),
            ("a: b", Err(Flaw::NoEquals)),
        ] {
            assert_eq!(property(text), expected, "{text}");
        }
    }

    #[test]
    fn takes_sub_properties_apart() {
        for (text, expected) in [
            ("a b = c # d", Ok(("a b", "c # d"))),
            ("a =", Ok(("a", ""))),
            (" = c", Err(Flaw::NoKey)),
            ("a #= c", Err(Flaw::NoEquals)),
        ] {
            assert_eq!(sub_property(text), expected, "{text}");
        }
    }
}
