//! The role session name's template: `{user}`, `{host}` and `{profile}`, and what STS takes of the rest.

/// The placeholders that a template may hold.
pub const PLACEHOLDERS: [&str; 3] = ["user", "host", "profile"];

/// What is wrong with a template.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TemplateError {
    #[error("there is no placeholder `{{{name}}}`")]
    UnknownPlaceholder { name: String },
    #[error("a `{{` or `}}` stands alone")]
    LoneBrace,
    #[error("a role session name has 2 to 64 characters, this has {found}")]
    TooShort { found: usize },
}

impl TemplateError {
    /// What to write instead.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::UnknownPlaceholder { .. } | Self::LoneBrace => {
                Some("the placeholders are `{user}`, `{host}` and `{profile}`".to_owned())
            }
            Self::TooShort { .. } => None,
        }
    }
}

/// Checks a template as it is configured.
///
/// Forbidden characters and too many of them are no error: [`expand_session_name`] mends those.
pub fn check_template(template: &str) -> Result<(), TemplateError> {
    let mut has_placeholder = false;
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) if text.contains(['{', '}']) => return Err(TemplateError::LoneBrace),
            Piece::Text(_) => {}
            Piece::Placeholder(name) if PLACEHOLDERS.contains(&name) => has_placeholder = true,
            Piece::Placeholder(name) => {
                return Err(TemplateError::UnknownPlaceholder {
                    name: name.to_owned(),
                });
            }
        }
    }
    let found = template.chars().count();
    if !has_placeholder && found < MIN {
        return Err(TemplateError::TooShort { found });
    }
    Ok(())
}

/// Makes the RoleSessionName that is sent: 2 to 64 of `[\w+=,.@-]`, whatever the template and its values hold.
///
/// Other characters become `-`, the end is cut off at 64, and `-` fills up to 2.
pub fn expand_session_name(template: &str, user: &str, host: &str, profile: &str) -> String {
    let mut expanded = String::with_capacity(template.len() + user.len());
    for piece in pieces(template) {
        expanded.push_str(match piece {
            Piece::Text(text) => text,
            Piece::Placeholder("user") => user,
            Piece::Placeholder("host") => host,
            Piece::Placeholder("profile") => profile,
            Piece::Placeholder(other) => other,
        });
    }
    let mut name: String = expanded.chars().map(allowed_or_dash).take(MAX).collect();
    while name.len() < MIN {
        name.push('-');
    }
    name
}

const MIN: usize = 2;
const MAX: usize = 64;

enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        found.push(Piece::Text(before));
        found.push(Piece::Placeholder(name));
        rest = after;
    }
    found.push(Piece::Text(rest));
    found
}

fn allowed_or_dash(c: char) -> char {
    if c.is_ascii_alphanumeric() || "_+=,.@-".contains(c) {
        c
    } else {
        '-'
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::limits::role_session_name;

    #[test]
    fn templates_are_checked() {
        for good in [
            "{user}",
            "{user}@{host}",
            "ci-{profile}",
            "plain",
            "with space",
            "{user}{host}{profile}",
        ] {
            assert_eq!(check_template(good), Ok(()), "{good}");
        }
        for (bad, error) in [
            ("{usr}", "there is no placeholder `{usr}`"),
            ("{}", "there is no placeholder `{}`"),
            ("{user", "a `{` or `}` stands alone"),
            ("user}", "a `{` or `}` stands alone"),
            ("a{{user}", "there is no placeholder `{{user}`"),
            ("", "a role session name has 2 to 64 characters, this has 0"),
            ("a", "a role session name has 2 to 64 characters, this has 1"),
        ] {
            assert_eq!(check_template(bad).unwrap_err().to_string(), error, "{bad}");
        }
    }

    #[test]
    fn what_is_sent_is_always_within_the_limits() {
        let long = "x".repeat(100);
        for (template, user, host, profile, name) in [
            ("{user}", "alice", "box", "prod", "alice"),
            (
                "{user}@{host}/{profile}",
                "alice",
                "box",
                "prod",
                "alice@box-prod",
            ),
            ("{user}", "Ålice Smith", "", "", "-lice-Smith"),
            ("{user}", "DOMAIN\\alice", "", "", "DOMAIN-alice"),
            ("{user}", "a", "", "", "a-"),
            ("{user}", "", "", "", "--"),
            ("{user}", "{host}", "box", "", "-host-"),
            ("my session", "", "", "", "my-session"),
            ("{user}", &long, "", "", &long[..64]),
        ] {
            let made = expand_session_name(template, user, host, profile);
            assert_eq!(made, name);
            assert_eq!(role_session_name(&made), Ok(()));
        }
    }
}
