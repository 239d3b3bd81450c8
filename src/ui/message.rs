//! Errors as a person reads them: `error:` what rolehop was doing, `caused by:` what it was told, `help:` what to
//! do next.
//!
//! The words are the errors' own (`Display`, `source`, `help`). They may hold what a service or a program said:
//! it is made harmless here.

use std::error::Error;
use std::ffi::OsStr;

use super::sanitize;

/// `--color`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether to colour: the option goes before `NO_COLOR` (set and not empty, no-color.org), and that before
    /// what stderr is.
    pub fn is_on(self, no_color: Option<&OsStr>, stderr_is_terminal: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => no_color.is_none_or(OsStr::is_empty) && stderr_is_terminal,
        }
    }
}

/// The three parts, each beginning a line of its own.
pub fn render(error: &dyn Error, help: Option<&str>, color: bool) -> String {
    let mut out = String::new();
    let mut told = error.to_string();
    part(&mut out, Label::Error, &told, color);
    for cause in causes(error) {
        // A cause that is passed on as it is would be read twice.
        if cause != told {
            part(&mut out, Label::Cause, &cause, color);
            told = cause;
        }
    }
    if let Some(help) = help {
        part(&mut out, Label::Help, help, color);
    }
    out
}

/// For an SDK, which may show the first line alone: that line holds the error and all its causes.
///
/// Never coloured: it ends in other programs' errors and logs.
pub fn render_for_sdk(error: &dyn Error, help: Option<&str>) -> String {
    let mut told = vec![error.to_string()];
    for cause in causes(error) {
        if told.last() != Some(&cause) {
            told.push(cause);
        }
    }
    let mut out = String::new();
    part(&mut out, Label::Error, &sanitize::line(&told.join(": ")), false);
    if let Some(help) = help {
        part(&mut out, Label::Help, help, false);
    }
    out
}

/// A warning, with what to do about it.
pub fn render_warning(warning: &str, help: Option<&str>, color: bool) -> String {
    let mut out = String::new();
    part(&mut out, Label::Warning, warning, color);
    if let Some(help) = help {
        part(&mut out, Label::Help, help, color);
    }
    out
}

#[derive(Clone, Copy)]
enum Label {
    Error,
    Warning,
    Cause,
    Help,
}

impl Label {
    /// The word, and the colour's SGR parameters (ECMA-48).
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Error => ("error:", "1;31"),
            Self::Warning => ("warning:", "1;33"),
            Self::Cause => ("caused by:", "1"),
            Self::Help => ("help:", "1;36"),
        }
    }
}

/// A label and its text, whose further lines stand under the first.
fn part(out: &mut String, label: Label, text: &str, color: bool) {
    let (word, sgr) = label.parts();
    if color {
        out.push_str(&format!("\x1b[{sgr}m{word}\x1b[0m "));
    } else {
        out.push_str(&format!("{word} "));
    }
    let text = sanitize::text(text);
    let indent = " ".repeat(word.len() + 1);
    for (number, line) in text.trim_end().lines().enumerate() {
        if number > 0 && !line.is_empty() {
            out.push_str(&indent);
        }
        out.push_str(line);
        out.push('\n');
    }
}

fn causes(error: &dyn Error) -> impl Iterator<Item = String> {
    std::iter::successors(error.source(), |&cause| cause.source()).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use thiserror::Error;

    #[derive(Debug, Error)]
    #[error("{0}")]
    struct Told(&'static str, #[source] Option<Box<Told>>);

    fn chain(words: &[&'static str]) -> Told {
        let (first, rest) = words.split_first().unwrap();
        let source = (!rest.is_empty()).then(|| Box::new(chain(rest)));
        Told(first, source)
    }

    #[test]
    fn three_parts_each_on_a_line_of_its_own() {
        for (words, help, expected) in [
            (
                &["could not read `config.toml`"][..],
                None,
                "error: could not read `config.toml`\n",
            ),
            (
                &[
                    "STS refused AssumeRole of `prod`",
                    "AccessDenied: not authorized (request ID `1-2`)",
                ],
                Some("run `rolehop policy trust prod`"),
                "error: STS refused AssumeRole of `prod`\n\
                 caused by: AccessDenied: not authorized (request ID `1-2`)\n\
                 help: run `rolehop policy trust prod`\n",
            ),
            (
                &["could not run `code`", "it said:\n  first\n\n  second\n"],
                Some("two ways:\nmend it\nor leave it"),
                "error: could not run `code`\n\
                 caused by: it said:\n             first\n\n             second\n\
                 help: two ways:\n      mend it\n      or leave it\n",
            ),
            (
                &["could not reach STS", "connect", "connect", "refused\x1b[2J"],
                None,
                "error: could not reach STS\ncaused by: connect\ncaused by: refused\\x1b[2J\n",
            ),
        ] {
            assert_eq!(render(&chain(words), help, false), expected);
        }
    }

    #[test]
    fn the_first_line_for_an_sdk_makes_sense_alone() {
        let error = chain(&[
            "could not reach STS in `eu-west-1`",
            "client error\n(Connect)",
            "client error\n(Connect)",
            "connection refused",
        ]);
        assert_eq!(
            render_for_sdk(&error, Some("check the network, then run it again")),
            "error: could not reach STS in `eu-west-1`: client error (Connect): connection refused\n\
             help: check the network, then run it again\n"
        );
    }

    #[test]
    fn colour_marks_the_labels_alone() {
        assert_eq!(
            render(&chain(&["a", "b"]), Some("c"), true),
            "\x1b[1;31merror:\x1b[0m a\n\x1b[1mcaused by:\x1b[0m b\n\x1b[1;36mhelp:\x1b[0m c\n"
        );
        assert_eq!(
            render_warning("no store", Some("run `rolehop doctor`"), true),
            "\x1b[1;33mwarning:\x1b[0m no store\n\x1b[1;36mhelp:\x1b[0m run `rolehop doctor`\n"
        );
        assert_eq!(render_warning("no store", None, false), "warning: no store\n");
    }

    #[test]
    fn who_says_whether_to_colour() {
        let set = |text| Some(OsStr::new(text));
        for (color, no_color, terminal, on) in [
            (Color::Auto, None, true, true),
            (Color::Auto, None, false, false),
            (Color::Auto, set("1"), true, false),
            (Color::Auto, set(""), true, true),
            (Color::Always, set("1"), false, true),
            (Color::Never, None, true, false),
        ] {
            assert_eq!(
                color.is_on(no_color, terminal),
                on,
                "{color:?} {no_color:?} {terminal}"
            );
        }
    }
}
