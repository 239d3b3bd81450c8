//! The TOML parser's errors: whose line it is, and what to write where the mistake is a common one.

use toml::de::{DeTable, DeValue, Error};

use super::keys;
use crate::profile::{Owner, ProblemKind};

/// Looks like the header of a table, and not like an element of a list.
pub(super) fn is_header(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('[')
        && line
            .trim_start_matches(['[', ' ', '\t'])
            .starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Whose table a header begins, also where the header itself is wrong (`[profile foo]`, `[profile.foo`).
pub(super) fn owner_of_header(line: &str) -> Owner {
    let line = line.trim_start_matches('\u{feff}');
    if !is_header(line) {
        return Owner::File;
    }
    if let Ok(root) = DeTable::parse(line) {
        return owner_of_path(root.get_ref());
    }
    let inside = line.trim_start().trim_start_matches('[');
    let inside = inside
        .split([']', '#', '\n', '\r'])
        .next()
        .unwrap_or_default()
        .trim();
    let (word, rest) = inside.split_at(inside.find(['.', ' ', '\t', '"', '\'']).unwrap_or(inside.len()));
    let name = rest
        .trim_matches(|c: char| c.is_whitespace() || "\"'.".contains(c))
        .to_owned();
    match word {
        "defaults" => Owner::Defaults,
        "settings" => Owner::Settings,
        "profile" if !name.is_empty() => Owner::Profile(name),
        "oidc" if !name.is_empty() => Owner::Oidc(name),
        _ => Owner::File,
    }
}

/// Where in the text the error is: at the opening quote or bracket where the end is missing.
pub(super) fn offset(text: &str, error: &Error) -> usize {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let before = text.get(..at).unwrap_or_default();
    let opening = match error.message() {
        message if message.starts_with("invalid multi-line basic") => before.rfind("\"\"\""),
        message if message.starts_with("invalid multi-line literal") => before.rfind("'''"),
        message if message.starts_with("unclosed array") => before.rfind('['),
        message if message.starts_with("unclosed inline table") => before.rfind('{'),
        _ => None,
    };
    // What is wrong at the end of a line belongs to that line; the parser may name the place behind it.
    opening.unwrap_or_else(|| {
        if at == text.len() {
            text.trim_end().len().saturating_sub(1)
        } else {
            at
        }
    })
}

/// The error as a problem, with the help that its mistake needs.
pub(super) fn problem(text: &str, error: &Error) -> ProblemKind {
    let line = line_at(text, offset(text, error)).trim();
    if error.message() == "duplicate key" {
        let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
        return ProblemKind::DuplicateKey {
            key: key.trim_matches(['"', '\'']).to_owned(),
        };
    }
    let (message, help) = told(line, error.message());
    ProblemKind::Syntax { message, help }
}

/// The parser's words, or our own where they would mislead; and the help.
fn told(line: &str, message: &str) -> (String, Option<String>) {
    if is_header(line) {
        let is_aws = line
            .trim_start_matches(['[', ' '])
            .starts_with(|c: char| c.is_ascii_alphabetic())
            && message.starts_with("unclosed table")
            && line.contains(']');
        let message = if is_aws {
            "its header is not written as TOML wants it"
        } else {
            message
        };
        return (message.to_owned(), header_help(line));
    }
    let (key, value) = line
        .split_once('=')
        .map_or((line, ""), |(key, value)| (key.trim(), value.trim()));
    // A word in place of a value is taken for a boolean that begins like it.
    let is_word =
        message.starts_with("invalid boolean") && !["true", "false"].contains(&&*value.to_lowercase());
    let message = match message {
        _ if is_word => "string values must be quoted",
        _ if message.contains("visible characters") => "a string holds a control character",
        _ => message
            .strip_suffix(", expected nothing")
            .or_else(|| message.strip_suffix(", expected literal string"))
            .unwrap_or(message),
    };
    let named = keys::profile_key(&key.replace([' ', '-'], "_")).filter(|_| key.contains(' '));
    let help = named.map(|key| format!("write `{} = \"…\"`", key.name));
    (
        message.to_owned(),
        help.or_else(|| help_for(line, value, message).map(str::to_owned)),
    )
}

fn help_for(line: &str, value: &str, message: &str) -> Option<&'static str> {
    const CURLY: [char; 4] = ['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];
    let starts = |start: &str| message.starts_with(start);
    Some(match () {
        () if line.starts_with([';', '/']) => "a comment begins with `#`",
        () if starts("invalid multi-line") => "close it with the same three quotes",
        () if starts("unclosed array") => "close the list with `]`",
        () if starts("unclosed inline table") => "close the table with `}`",
        () if starts("missing comma") => "put a comma between the elements",
        () if line.ends_with('=') => "give the key a value, or take the line out",
        () if value.contains(CURLY) => "use straight quotes: `\"`",
        () if starts("string values must be quoted") => "put the value in quotes: `key = \"value\"`",
        () if starts("a string holds a control character") => "take the character out",
        () if starts("invalid boolean") => "write `true` or `false`",
        () if starts("unexpected leading zero") => "write the number without the zero",
        () if starts("unexpected key or value") => "write one setting on each line",
        () if starts("carriage return") => "save the file with the line ends LF or CRLF",
        () if message.contains("escaped value") || message.contains("unicode value") => {
            "in single quotes a `\\` stands for itself: `'C:\\bin'`"
        }
        () if starts("invalid basic string") || starts("invalid literal string") => {
            "close the string with the quote that it begins with"
        }
        () if starts("key with no value") => "write `key = \"value\"`",
        () => return None,
    })
}

fn header_help(line: &str) -> Option<String> {
    let written = match owner_of_header(line) {
        Owner::Profile(name) => format!("profile.{}", quoted(&name)),
        Owner::Oidc(name) => format!("oidc.{}", quoted(&name)),
        Owner::Defaults => "defaults".to_owned(),
        Owner::Settings => "settings".to_owned(),
        Owner::File => return Some("a profile's table is `[profile.NAME]`".to_owned()),
    };
    Some(format!("write `[{written}]` on a line of its own"))
}

fn quoted(name: &str) -> String {
    let is_bare = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if is_bare {
        name.to_owned()
    } else {
        format!("{name:?}")
    }
}

fn line_at(text: &str, offset: usize) -> &str {
    let start = text
        .get(..offset)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

fn owner_of_path(root: &DeTable<'_>) -> Owner {
    let Some((table, value)) = root.iter().next() else {
        return Owner::File;
    };
    let below = match value.get_ref() {
        DeValue::Table(below) => below.iter().next(),
        _ => None,
    };
    match (table.get_ref().as_ref(), below) {
        ("defaults", _) => Owner::Defaults,
        ("settings", _) => Owner::Settings,
        ("profile", Some((name, _))) => Owner::Profile(name.get_ref().to_string()),
        ("oidc", Some((name, _))) => Owner::Oidc(name.get_ref().to_string()),
        _ => Owner::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_whose_header_a_line_is() {
        let profile = |name: &str| Owner::Profile(name.to_owned());
        for (line, owner) in [
            ("[profile.a]", profile("a")),
            ("  [profile.a] # x", profile("a")),
            ("[profile.'a b'.tags]", profile("a b")),
            ("[profile a]", profile("a")),
            ("[profile \"a b\"]", profile("a b")),
            ("[profile.a", profile("a")),
            ("[profile.a] region = 1", profile("a")),
            ("[profile]", Owner::File),
            ("[oidc.b]", Owner::Oidc("b".to_owned())),
            ("[defaults", Owner::Defaults),
            ("[settings]", Owner::Settings),
            ("[other.a]", Owner::File),
            ("region = 1", Owner::File),
            ("[\"a\", \"b\"]", Owner::File),
        ] {
            assert_eq!(owner_of_header(line), owner, "{line}");
        }
    }
}
