//! A command line's words, as Python's `shlex.split` has them, which is what botocore runs `credential_process` by.
//!
//! No shell: variables, `~` and patterns stay as they are, and `#` begins no comment. A crate that splits as a shell
//! does differs in the last, and in what a backslash means between double quotes.

const SPACES: [char; 4] = [' ', '\t', '\r', '\n'];

/// The words; none when a quote is not closed or a backslash stands last.
pub(super) fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| SPACES.contains(c)).is_some() {}
        if rest.peek().is_none() {
            return Some(words);
        }
        let mut word = String::new();
        while let Some(c) = rest.next_if(|c| !SPACES.contains(c)) {
            match c {
                '\\' => word.push(rest.next()?),
                '\'' => loop {
                    match rest.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                },
                '"' => loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next()? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                },
                c => word.push(c),
            }
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The right-hand sides are what CPython 3.11's `shlex.split` returns.
    #[test]
    fn splits_as_shlex_does() {
        let table: &[(&str, Option<&[&str]>)] = &[
            ("ykman oath code", Some(&["ykman", "oath", "code"])),
            ("  a \t b\r\nc ", Some(&["a", "b", "c"])),
            ("'/opt/my tool' \"x y\"z", Some(&["/opt/my tool", "x yz"])),
            ("a '' \"\"", Some(&["a", "", ""])),
            (
                r#"a\ b "c\"d" 'e\f' "g\h" "i\\j" "\$k""#,
                Some(&["a b", "c\"d", r"e\f", r"g\h", r"i\j", r"\$k"]),
            ),
            (
                "echo #1 $HOME ~ * `id`",
                Some(&["echo", "#1", "$HOME", "~", "*", "`id`"]),
            ),
            ("a;b|c&d>e", Some(&["a;b|c&d>e"])),
            ("", Some(&[])),
            ("   ", Some(&[])),
            ("it's", None),
            ("say \"hi", None),
            ("a\\", None),
            ("\"a\\", None),
        ];
        for (line, words) in table {
            let expected = words.map(|words| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
            assert_eq!(split(line), expected, "{line}");
        }
    }
}
