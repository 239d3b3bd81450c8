//! Typed access to one table: each key once, its value checked, what is wrong collected and not thrown.

use std::path::{Path, PathBuf};

use super::document::{Entry, Value};
use crate::duration::SessionDuration;
use crate::profile::{Owner, Place, Problem, ProblemKind, Setting, ValueError, value};

/// A table being read.
pub(super) struct Table<'a> {
    pub file: &'a Path,
    pub owner: &'a Owner,
    pub entries: Vec<&'a Entry>,
    /// For `~/`.
    pub home: Option<&'a Path>,
    pub problems: Vec<Problem>,
}

impl<'a> Table<'a> {
    pub fn new(file: &'a Path, owner: &'a Owner, entries: &'a [Entry], home: Option<&'a Path>) -> Self {
        Self {
            file,
            owner,
            entries: entries.iter().collect(),
            home,
            problems: Vec::new(),
        }
    }

    /// The entry of that key.
    pub fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.entries.iter().find(|entry| entry.key == key).copied()
    }

    /// A string that `parse` takes.
    pub fn parsed<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Option<Setting<T>> {
        self.read(key, |value| match value {
            Value::Text(text) if text.is_empty() => Err(ValueError::Empty),
            Value::Text(text) => parse(text),
            other => Err(wrong_type("a string", other)),
        })
    }

    /// A string that a limit of STS is checked against.
    pub fn limited<E: Into<ValueError>>(
        &mut self,
        key: &str,
        check: impl FnOnce(&str) -> Result<(), E>,
    ) -> Option<Setting<String>> {
        self.parsed(key, |text| match check(text) {
            Ok(()) => Ok(text.to_owned()),
            Err(error) => Err(error.into()),
        })
    }

    /// Any text of one line.
    pub fn text(&mut self, key: &str) -> Option<Setting<String>> {
        self.parsed(key, value::text)
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &str) -> Option<Setting<bool>> {
        self.read(key, |value| match value {
            Value::Boolean(truth) => Ok(*truth),
            other => Err(wrong_type("true or false", other)),
        })
    }

    /// Seconds, or text with a unit.
    pub fn duration(&mut self, key: &str, may_be_max: bool) -> Option<Setting<SessionDuration>> {
        self.read(key, |value| duration_of(value, may_be_max, DURATION))
    }

    /// The same, or `false`.
    pub fn duration_or_false(&mut self, key: &str) -> Option<Setting<Option<SessionDuration>>> {
        self.read(key, |value| match value {
            Value::Boolean(false) => Ok(None),
            other => duration_of(other, false, "a length of time or false").map(Some),
        })
    }

    /// A whole number within bounds.
    pub fn integer(&mut self, key: &str, min: u32, max: u32) -> Option<Setting<u32>> {
        self.read(key, |value| match value {
            Value::Integer(number) => in_range(number.unwrap_or(i64::MAX), min, max),
            other => Err(wrong_type("an integer", other)),
        })
    }

    /// A list of strings.
    pub fn list(&mut self, key: &str) -> Option<Setting<Vec<String>>> {
        self.read(key, |value| match value {
            Value::List(items) => items.iter().map(item).collect(),
            other => Err(wrong_type("a list of strings", other)),
        })
    }

    /// A path, relative to the file that names it; `~/` is the home folder.
    pub fn path(&mut self, key: &str) -> Option<Setting<PathBuf>> {
        let text = self.text(key)?;
        Some(Setting {
            value: self.resolve(&text.value),
            place: text.place,
        })
    }

    /// Where a path of this file leads.
    pub fn resolve(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), self.home) {
            (Some(below), Some(home)) => home.join(below),
            _ => self.file.parent().unwrap_or(Path::new("")).join(path),
        }
    }

    /// Says what is wrong with a key's value.
    pub fn refuse(&mut self, key: &str, line: usize, error: impl Into<ValueError>) {
        self.push(
            line,
            ProblemKind::Value {
                key: key.to_owned(),
                error: error.into(),
            },
        );
    }

    /// Says what is wrong in a line.
    pub fn push(&mut self, line: usize, kind: ProblemKind) {
        let problem = Problem {
            place: self.place(line),
            owner: self.owner.clone(),
            kind,
        };
        self.problems.push(problem);
    }

    /// The place of a line of this table's file.
    pub fn place(&self, line: usize) -> Place {
        Place {
            file: self.file.to_owned(),
            line,
        }
    }

    fn read<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&Value) -> Result<T, ValueError>,
    ) -> Option<Setting<T>> {
        let entry = self.entry(key)?;
        match read(&entry.value) {
            Ok(value) => Some(Setting {
                value,
                place: self.place(entry.line),
            }),
            Err(error) => {
                self.refuse(key, entry.line, error);
                None
            }
        }
    }
}

/// What a value of another type is answered with.
pub(super) fn wrong_type(wants: &'static str, found: &Value) -> ValueError {
    ValueError::Type {
        wants,
        found: found.kind(),
    }
}

const DURATION: &str = "a length of time";

fn duration_of(value: &Value, may_be_max: bool, wants: &'static str) -> Result<SessionDuration, ValueError> {
    match value {
        Value::Text(text) => value::length_of_time(text, may_be_max),
        Value::Integer(number) => match number.map(u32::try_from) {
            Some(Ok(seconds)) => Ok(SessionDuration::Seconds(seconds)),
            Some(Err(_)) => Err(ValueError::Duration {
                found: number.unwrap_or(0).to_string(),
            }),
            None => Err(ValueError::Duration {
                found: "a number beyond 64 bits".to_owned(),
            }),
        },
        other => Err(wrong_type(wants, other)),
    }
}

fn in_range(number: i64, min: u32, max: u32) -> Result<u32, ValueError> {
    u32::try_from(number)
        .ok()
        .filter(|number| (min..=max).contains(number))
        .ok_or(ValueError::Range {
            min,
            max,
            found: number,
        })
}

fn item(value: &Value) -> Result<String, ValueError> {
    match value {
        Value::Text(text) => value::text(text),
        _ => Err(ValueError::Type {
            wants: "a list of strings",
            found: "a list of other things",
        }),
    }
}
