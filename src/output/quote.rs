//! How each shell spells a string that means nothing but itself.
//!
//! Every function appends to `out`, at most [`LONGEST_ESCAPE`] bytes for each byte of `value`, so that a caller can
//! give a buffer that never moves. Where a shell has no spelling that is right both typed in and evaluated, the
//! value is refused: the error names what it has.

use std::fmt::Write;

/// The most bytes that a quoted byte takes: PowerShell's `$([char]0x0000)`.
pub const LONGEST_ESCAPE: usize = 15;

/// What the quotes add around a value, at most.
pub const LONGEST_QUOTES: usize = 2;

/// POSIX shells, bash, zsh: single quotes keep all but themselves (XCU 2.2.2).
pub fn posix(out: &mut String, value: &str) {
    quoted(out, value, |out, c| match c {
        '\'' => out.push_str("'\\''"),
        _ => out.push(c),
    });
}

/// fish: in single quotes a backslash escapes itself and the quote (fish, «Quotes»).
pub fn fish(out: &mut String, value: &str) {
    quoted(out, value, |out, c| match c {
        '\'' | '\\' => out.extend(['\\', c]),
        _ => out.push(c),
    });
}

/// Elvish: in single quotes a quote is written twice (Elvish, «Single-quoted string»).
pub fn elvish(out: &mut String, value: &str) {
    quoted(out, value, |out, c| match c {
        '\'' => out.push_str("''"),
        _ => out.push(c),
    });
}

/// xonsh: a Python string literal.
pub fn xonsh(out: &mut String, value: &str) {
    quoted(out, value, |out, c| match c {
        '\'' | '\\' => out.extend(['\\', c]),
        '\n' => out.push_str("\\n"),
        _ if c.is_ascii_control() => append(out, format_args!("\\x{:02x}", u32::from(c))),
        _ => out.push(c),
    });
}

/// tcsh: single quotes, in which `!` still calls the history back unless a backslash stands before it.
///
/// `eval` of a command's output turns line breaks into spaces, so a value with one is refused.
pub fn tcsh(out: &mut String, value: &str) -> Result<(), &'static str> {
    refuse(value, &['\n', '\r'], "a line break")?;
    quoted(out, value, |out, c| match c {
        '\'' => out.push_str("'\\''"),
        '!' => out.push_str("\\!"),
        _ => out.push(c),
    });
    Ok(())
}

/// PowerShell: single quotes around plain text, else double quotes and code units in plain ASCII.
///
/// PowerShell takes four Unicode characters for `'` and reads a program's output line by line, in an encoding that
/// differs between its versions; none of that touches ASCII (`about_Quoting_Rules`).
pub fn powershell(out: &mut String, value: &str) {
    if value.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return elvish(out, value);
    }
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '$' | '`' => out.extend(['`', c]),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    append(out, format_args!("$([char]0x{unit:04X})"));
                }
            }
        }
    }
    out.push('"');
}

/// Nushell: double quotes with the escapes that JSON has too, so that `from json` reads it like `from nuon`.
///
/// Control characters that JSON would write as `\u0000` are the exception: NUON has `\u{0}`.
pub fn nushell(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c.is_ascii_control() => append(out, format_args!("\\u{{{:x}}}", u32::from(c))),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// `cmd.exe`: what may stand in `set "NAME=value"`, where `&`, `|`, `<`, `>` and `^` mean nothing.
///
/// `%` is spelled in one way in a batch file and in another at the prompt, and a quote ends the quotes: both are
/// refused, and so is what is not on one line.
pub fn windows_cmd(out: &mut String, value: &str) -> Result<(), &'static str> {
    refuse(value, &['\n', '\r'], "a line break")?;
    refuse(value, &['%'], "a percent sign")?;
    refuse(value, &['"'], "a double quote")?;
    out.push_str(value);
    Ok(())
}

/// An environment file (`docker run --env-file`): the rest of the line, as it is.
pub fn line(out: &mut String, value: &str) -> Result<(), &'static str> {
    refuse(value, &['\n', '\r'], "a line break")?;
    out.push_str(value);
    Ok(())
}

fn quoted(out: &mut String, value: &str, mut append: impl FnMut(&mut String, char)) {
    out.push('\'');
    for c in value.chars() {
        append(out, c);
    }
    out.push('\'');
}

fn refuse(value: &str, characters: &[char], what: &'static str) -> Result<(), &'static str> {
    if value.contains(characters) {
        return Err(what);
    }
    Ok(())
}

/// Writing into a String cannot fail.
fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    type Infallible = fn(&mut String, &str);
    type Fallible = fn(&mut String, &str) -> Result<(), &'static str>;

    fn spelled(quote: Infallible, value: &str) -> String {
        let mut out = String::new();
        quote(&mut out, value);
        out
    }

    fn tried(quote: Fallible, value: &str) -> Result<String, &'static str> {
        let mut out = String::new();
        quote(&mut out, value).map(|()| out)
    }

    #[test]
    fn each_shell_spells_what_it_would_take_for_something_else() {
        for (quote, value, expected) in [
            (posix as Infallible, "", "''"),
            (posix, "a b$c`d`\\!\"%\n", "'a b$c`d`\\!\"%\n'"),
            (posix, "it's", "'it'\\''s'"),
            (fish, "it's \\ $x", "'it\\'s \\\\ $x'"),
            (elvish, "it's \\ $x", "'it''s \\ $x'"),
            (xonsh, "it's \\ $x\n\x1b é", "'it\\'s \\\\ $x\\n\\x1b é'"),
        ] {
            assert_eq!(spelled(quote, value), expected);
        }
        for (value, expected) in [
            ("it's ! %", Ok("'it'\\''s \\! %'".to_owned())),
            ("a\nb", Err("a line break")),
            ("a\rb", Err("a line break")),
        ] {
            assert_eq!(tried(tcsh, value), expected);
        }
    }

    /// `about_Quoting_Rules` and `about_Special_Characters` of PowerShell.
    #[test]
    fn powershell_reads_plain_ascii_only() {
        for (value, expected) in [
            ("", "''"),
            ("a b $x `t \"q\" %", "'a b $x `t \"q\" %'"),
            ("it's", "'it''s'"),
            ("it’s", "\"it$([char]0x2019)s\""),
            ("a\n$x `\"'", "\"a$([char]0x000A)`$x ```\"'\""),
            ("🦀", "\"$([char]0xD83E)$([char]0xDD80)\""),
        ] {
            assert_eq!(spelled(powershell, value), expected);
        }
    }

    /// The Nushell book, «Working with strings»; RFC 8259.
    #[test]
    fn nushell_reads_what_json_reads() {
        for (value, expected) in [
            ("it's $x `y` \\ \"q\" é", "\"it's $x `y` \\\\ \\\"q\\\" é\""),
            ("a\n\r\tb", "\"a\\n\\r\\tb\""),
            ("\x1b\x7f", "\"\\u{1b}\\u{7f}\""),
        ] {
            assert_eq!(spelled(nushell, value), expected);
        }
        let json: String = serde_json::from_str(&spelled(nushell, "a\n\"\\'é🦀")).unwrap();
        assert_eq!(json, "a\n\"\\'é🦀");
    }

    /// `help set` and `help cmd` of cmd.exe.
    #[test]
    fn cmd_gets_no_value_that_it_would_change() {
        for (value, expected) in [
            ("a b&c|d<e>f^g!h'i", Ok("a b&c|d<e>f^g!h'i".to_owned())),
            ("100%", Err("a percent sign")),
            ("say \"x\"", Err("a double quote")),
            ("a\r\nb", Err("a line break")),
        ] {
            assert_eq!(tried(windows_cmd, value), expected);
        }
        assert_eq!(tried(line, "a 'b' # \"c\" $d"), Ok("a 'b' # \"c\" $d".to_owned()));
        assert_eq!(tried(line, "a\nb"), Err("a line break"));
    }

    #[test]
    fn no_spelling_is_longer_than_promised() {
        let every: String = (1..0x80_u8)
            .map(char::from)
            .chain("éÿ’\u{ffff}🦀".chars())
            .collect();
        for c in every.chars() {
            let value = c.to_string();
            let limit = LONGEST_ESCAPE * value.len() + LONGEST_QUOTES;
            for quote in [posix, fish, elvish, xonsh, powershell, nushell] {
                assert!(spelled(quote, &value).len() <= limit, "{c:?}");
            }
            for quote in [tcsh as Fallible, windows_cmd, line] {
                assert!(tried(quote, &value).map_or(0, |out| out.len()) <= limit, "{c:?}");
            }
        }
    }
}
