//! What is asked and how keys answer it. Pure: keys in, lines out; the terminal itself is `device`'s.

use super::keys::Key;
use super::layout::{Size, cut, wrap};
use super::line::Line;
use super::{Echo, Question};
use crate::ui::sanitize;

/// Items that a picker shows at once.
const CHOICES_SHOWN: usize = 10;

/// Characters of an echoed line that are shown, its last ones.
const SHOWN: usize = 200;

/// Stars that stand for what was typed: a code has six; more would only tell how long a paste was.
const STARS: usize = 12;

/// One thing asked of the person, and the answer as far as it was typed.
pub(super) enum Dialog<'a> {
    Hidden {
        question: &'a Question,
        typed: Line,
    },
    Line {
        text: &'a str,
        default: Option<&'a str>,
        typed: Line,
    },
    Choice {
        title: &'a str,
        items: &'a [String],
        filter: Line,
        selected: usize,
    },
    Notice {
        text: &'a str,
    },
}

/// What a key did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reaction {
    Nothing,
    Redraw,
    Answered,
    Cancelled,
    Suspend,
}

impl Dialog<'_> {
    /// The prompt's lines; the cursor belongs behind the last.
    pub(super) fn lines(&self, size: Size) -> Vec<String> {
        let wrap = |text: &str| wrap(text, size.columns);
        match self {
            Self::Hidden { question, typed } => {
                let stars = match question.echo {
                    Echo::Nothing => 0,
                    Echo::Stars => typed.as_str().chars().count().min(STARS),
                };
                let note = question.note.as_deref().map(|note| wrap(&sanitize::line(note)));
                let asked = wrap(&format!(
                    "{}: {}",
                    sanitize::line(&question.text),
                    "*".repeat(stars)
                ));
                note.unwrap_or_default().into_iter().chain(asked).collect()
            }
            Self::Line { text, default, typed } => {
                let text = sanitize::line(text);
                let default = default
                    .map(|it| format!(" [{}]", sanitize::line(it)))
                    .unwrap_or_default();
                wrap(&format!("{text}{default}: {}", tail(typed.as_str())))
            }
            Self::Choice {
                title,
                items,
                filter,
                selected,
            } => {
                let asked = wrap(&format!("{}: {}", sanitize::line(title), tail(filter.as_str())));
                let room = size.rows.saturating_sub(asked.len() + 1).min(CHOICES_SHOWN);
                let mut lines = visible_items(items, filter.as_str(), *selected, room, size.columns);
                lines.extend(asked);
                lines
            }
            Self::Notice { text } => wrap(&sanitize::line(text)),
        }
    }

    /// Takes one key.
    pub(super) fn take(&mut self, key: Key) -> Reaction {
        match key {
            Key::Cancel => return Reaction::Cancelled,
            Key::Suspend => return Reaction::Suspend,
            _ => {}
        }
        match self {
            Self::Hidden { typed, .. } | Self::Line { typed, .. } => match key {
                Key::Enter => Reaction::Answered,
                Key::End if typed.as_str().is_empty() => Reaction::Cancelled,
                key if typed.take(key) => Reaction::Redraw,
                _ => Reaction::Nothing,
            },
            Self::Choice {
                items,
                filter,
                selected,
                ..
            } => choose(items, filter, selected, key),
            Self::Notice { .. } => Reaction::Nothing,
        }
    }

    /// The index of the item that the picker points at.
    pub(super) fn chosen(&self) -> Option<usize> {
        match self {
            Self::Choice {
                items,
                filter,
                selected,
                ..
            } => matches(items, filter.as_str()).nth(*selected),
            _ => None,
        }
    }
}

fn choose(items: &[String], filter: &mut Line, selected: &mut usize, key: Key) -> Reaction {
    let found = matches(items, filter.as_str()).count();
    match key {
        Key::Enter if found > 0 => Reaction::Answered,
        Key::Escape => Reaction::Cancelled,
        Key::End if filter.as_str().is_empty() => Reaction::Cancelled,
        Key::Up => {
            *selected = selected.saturating_sub(1);
            Reaction::Redraw
        }
        Key::Down => {
            *selected = (*selected + 1).min(found.saturating_sub(1));
            Reaction::Redraw
        }
        key if filter.take(key) => {
            *selected = 0;
            Reaction::Redraw
        }
        _ => Reaction::Nothing,
    }
}

/// The indices of the items that hold every typed word, in any case.
fn matches<'a>(items: &'a [String], filter: &str) -> impl Iterator<Item = usize> + use<'a> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    items.iter().enumerate().filter_map(move |(index, item)| {
        let item = item.to_lowercase();
        words.iter().all(|word| item.contains(word)).then_some(index)
    })
}

fn visible_items(
    items: &[String],
    filter: &str,
    selected: usize,
    room: usize,
    columns: usize,
) -> Vec<String> {
    let first = (selected + 1).saturating_sub(room);
    matches(items, filter)
        .enumerate()
        .skip(first)
        .take(room)
        .map(|(position, index)| {
            let mark = if position == selected { "> " } else { "  " };
            cut(&format!("{mark}{}", sanitize::line(&items[index])), columns)
        })
        .collect()
}

fn tail(text: &str) -> String {
    let clean = sanitize::line(text);
    let hidden = clean.chars().count().saturating_sub(SHOWN);
    if hidden == 0 {
        return clean;
    }
    std::iter::once('…').chain(clean.chars().skip(hidden)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        columns: 80,
        rows: 24,
    };

    fn type_into(dialog: &mut Dialog<'_>, text: &str) {
        for c in text.chars() {
            assert_eq!(dialog.take(Key::Character(c)), Reaction::Redraw);
        }
    }

    fn question(note: Option<&str>, echo: Echo) -> Question {
        Question {
            note: note.map(str::to_owned),
            text: "MFA code".to_owned(),
            echo,
        }
    }

    #[test]
    fn a_hidden_answer_is_never_drawn() {
        for (echo, drawn) in [(Echo::Nothing, "MFA code: "), (Echo::Stars, "MFA code: ******")] {
            let question = question(Some("wrong code"), echo);
            let mut dialog = Dialog::Hidden {
                question: &question,
                typed: Line::new(),
            };
            type_into(&mut dialog, "123456");
            assert_eq!(dialog.lines(SIZE), ["wrong code", drawn]);
            assert_eq!(dialog.take(Key::Enter), Reaction::Answered);
        }
    }

    #[test]
    fn what_is_drawn_is_harmless() {
        let mut question = question(Some("a\u{1b}[2Jb\nc"), Echo::Nothing);
        question.text = "for \u{202e}x\r".to_owned();
        let dialog = Dialog::Hidden {
            question: &question,
            typed: Line::new(),
        };
        assert_eq!(dialog.lines(SIZE), ["a\\x1b[2Jb c", "for \\u{202e}x: "]);
    }

    #[test]
    fn keys_end_or_cancel() {
        let question = question(None, Echo::Stars);
        let mut dialog = Dialog::Hidden {
            question: &question,
            typed: Line::new(),
        };
        assert_eq!(dialog.take(Key::Cancel), Reaction::Cancelled);
        assert_eq!(dialog.take(Key::End), Reaction::Cancelled);
        assert_eq!(dialog.take(Key::Suspend), Reaction::Suspend);
        assert_eq!(dialog.take(Key::Escape), Reaction::Nothing);
        type_into(&mut dialog, "1");
        assert_eq!(dialog.take(Key::End), Reaction::Nothing);
    }

    #[test]
    fn a_line_shows_its_default_and_its_end() {
        let mut dialog = Dialog::Line {
            text: "Region",
            default: Some("eu-west-1"),
            typed: Line::new(),
        };
        assert_eq!(dialog.lines(SIZE), ["Region [eu-west-1]: "]);
        type_into(&mut dialog, &"x".repeat(300));
        let lines = dialog.lines(SIZE);
        assert!(lines.len() < 5 && lines[1].starts_with("…xxx"), "{lines:?}");
    }

    #[test]
    fn a_picker_filters_and_moves() {
        let items: Vec<String> = ["corp", "hub", "prod-eu", "Prod-US"].map(str::to_owned).into();
        let mut dialog = Dialog::Choice {
            title: "Profile",
            items: &items,
            filter: Line::new(),
            selected: 0,
        };
        dialog.take(Key::Down);
        assert_eq!(
            dialog.lines(SIZE),
            ["  corp", "> hub", "  prod-eu", "  Prod-US", "Profile: "]
        );
        type_into(&mut dialog, "prod");
        assert_eq!(dialog.lines(SIZE), ["> prod-eu", "  Prod-US", "Profile: prod"]);
        for _ in 0..5 {
            dialog.take(Key::Down);
        }
        assert_eq!(dialog.chosen(), Some(3));
        dialog.take(Key::Up);
        assert_eq!(dialog.chosen(), Some(2));
        type_into(&mut dialog, "?");
        assert_eq!(dialog.take(Key::Enter), Reaction::Nothing);
        assert_eq!(dialog.take(Key::Escape), Reaction::Cancelled);
    }

    #[test]
    fn a_picker_shows_a_window_of_a_long_list() {
        let items: Vec<String> = (0..50).map(|n| format!("profile {n}")).collect();
        let small = Size { columns: 12, rows: 5 };
        let mut dialog = Dialog::Choice {
            title: "Which",
            items: &items,
            filter: Line::new(),
            selected: 0,
        };
        for _ in 0..4 {
            dialog.take(Key::Down);
        }
        assert_eq!(
            dialog.lines(small),
            ["  profile 2", "  profile 3", "> profile 4", "Which: "]
        );
    }
}
