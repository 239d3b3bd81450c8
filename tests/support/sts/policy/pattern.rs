//! Wildcards and variables of policies: `*`, `?` and `${aws:username}`.

use super::Keys;

/// Whether `text` fits `pattern`, in which `*` stands for any run and `?` for any one character.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                retry = Some((at + 1, seen));
                at += 1;
            }
            Some(c) if *c == '?' || *c == text[seen] => (at, seen) = (at + 1, seen + 1),
            _ => match retry {
                Some((after_star, start)) => {
                    retry = Some((after_star, start + 1));
                    (at, seen) = (after_star, start + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// `pattern` with its variables replaced; none when one has no value, for then the statement cannot match.
pub(super) fn substitute(pattern: &str, keys: &Keys) -> Option<String> {
    let mut whole = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        whole.push_str(before);
        whole.push_str(&value_of(name, keys)?);
        rest = after;
    }
    Some(whole + rest)
}

fn value_of(name: &str, keys: &Keys) -> Option<String> {
    if matches!(name, "*" | "?" | "$") {
        return Some(name.to_owned());
    }
    match keys.get(&name.to_ascii_lowercase())?.as_slice() {
        [value] => Some(value.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("sts:*", "sts:AssumeRole", true),
            ("*role/Hub", "arn:aws:iam::1:role/Hub", true),
            ("a*b*c", "axxbxxbc", true),
            ("a*b*c", "axxcxxb", false),
            ("rol?", "role", true),
            ("rol?", "rol", false),
            ("Role", "role", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn puts_values_for_variables() {
        let keys = Keys::from([("aws:username".to_owned(), vec!["alice".to_owned()])]);
        assert_eq!(
            substitute("role/${aws:username}-*", &keys).as_deref(),
            Some("role/alice-*")
        );
        assert_eq!(substitute("${*}", &keys).as_deref(), Some("*"));
        assert_eq!(substitute("role/${aws:PrincipalTag/team}", &keys), None);
    }
}
