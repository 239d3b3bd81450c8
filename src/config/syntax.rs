//! The TOML parser's errors: whose line it is, and what to write where the mistake is a common one.

use toml::de::{DeTable, DeValue, Error};

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
    ProblemKind::Syntax {
        message: error.message().to_owned(),
        help: help(line, error.message()),
    }
}

fn help(line: &str, message: &str) -> Option<String> {
    if is_header(line) {
        return header_help(line);
    }
    let text = match line.split_once(['=', ':']) {
        _ if message.starts_with("invalid multi-line") => "close it with the same three quotes",
        _ if message.starts_with("unclosed array") => "close the list with `]`",
        _ if message.starts_with("unclosed inline table") => "close the table with `}`",
        _ if message.starts_with("missing comma") => "separate the elements of a list by commas",
        Some((_, value)) if value.trim().is_empty() => "give the key a value, or take the line out",
        Some((_, value)) if value.contains(['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']) => {
            "use straight quotes: `\"`"
        }
        _ if message.starts_with("string values must be quoted") => {
            "put the value in quotes: `key = \"value\"`"
        }
        _ if message.starts_with("invalid boolean") => "write `true` or `false`",
        _ if message.contains("escaped value") || message.contains("unicode value") => {
            "in single quotes a `\\` stands for itself: `'C:\\bin'`"
        }
        _ if message.starts_with("invalid basic string") || message.starts_with("invalid literal string") => {
            "close the string with the quote that it begins with"
        }
        _ if message.starts_with("key with no value") || line.contains(": ") => "write `key = \"value\"`",
        _ => return None,
    };
    Some(text.to_owned())
}

fn header_help(line: &str) -> Option<String> {
    let written = match owner_of_header(line) {
        Owner::Profile(name) => format!("profile.{}", quoted(&name)),
        Owner::Oidc(name) => format!("oidc.{}", quoted(&name)),
        Owner::Defaults => "defaults".to_owned(),
        Owner::Settings => "settings".to_owned(),
        Owner::File => return None,
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
