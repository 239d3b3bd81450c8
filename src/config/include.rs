//! `include`: other files' tables, and how far each file is trusted.

use std::path::{Path, PathBuf};

use super::document::{Document, Entry, Value};
use super::table::{Table, wrong_type};
use super::{Config, Source, read};
use crate::profile::{Owner, Place, Problem, ProblemKind, ValueError};

impl Config {
    /// Takes in every file that the entry names.
    pub(super) fn include_all(&mut self, include: &Entry) {
        for (file, is_trusted, line) in self.included(include) {
            self.include(&file, is_trusted, line);
        }
    }

    /// The files that `include` names, with their trust and line.
    fn included(&mut self, include: &Entry) -> Vec<(PathBuf, bool, usize)> {
        let main = self.sources[0].file.clone();
        let mut table = Table::new(
            &main,
            &Owner::File,
            std::slice::from_ref(include),
            self.home.as_deref(),
        );
        let mut files = Vec::new();
        let Value::List(items) = &include.value else {
            table.refuse(
                "include",
                include.line,
                wrong_type("a list of files", &include.value),
            );
            self.problems.extend(table.problems);
            return files;
        };
        for item in items {
            match entry_of_include(item) {
                // Security: whoever can write the main file could trust a file of their own.
                Ok((file, is_trusted)) => files.push((
                    table.resolve(&file),
                    is_trusted && !self.sources[0].is_world_writable,
                    include.line,
                )),
                Err(error) => table.refuse("include", include.line, error),
            }
        }
        self.problems.extend(table.problems);
        files
    }

    fn include(&mut self, file: &Path, is_trusted: bool, line: usize) {
        let main = self.sources[0].file.clone();
        let mut problem = |place: Place, kind| {
            self.problems.push(Problem {
                place,
                owner: Owner::File,
                kind,
            });
        };
        match read::read(file) {
            Ok(contents) => {
                let mut document = Document::parse(file, &contents.bytes);
                if let Some(nested) = document.include.take() {
                    let place = Place {
                        file: file.to_owned(),
                        line: nested.line,
                    };
                    problem(place, ProblemKind::NestedInclude);
                }
                let is_world_writable = contents.world_writable;
                self.take(
                    Source {
                        file: file.to_owned(),
                        is_trusted,
                        is_world_writable,
                    },
                    document,
                );
            }
            Err(error) => problem(Place { file: main, line }, ProblemKind::Include { error }),
        }
    }
}

fn entry_of_include(item: &Value) -> Result<(String, bool), ValueError> {
    let entries = match item {
        Value::Text(file) if file.trim().is_empty() => return Err(ValueError::Empty),
        Value::Text(file) => return Ok((file.clone(), false)),
        Value::Table(entries) => entries,
        other => return Err(wrong_type("a list of files", other)),
    };
    let (mut file, mut is_trusted) = (None, false);
    for entry in entries {
        match (entry.key.as_str(), &entry.value) {
            ("file", Value::Text(text)) if !text.trim().is_empty() => file = Some(text.clone()),
            ("trusted", Value::Boolean(truth)) => is_trusted = *truth,
            _ => return Err(INCLUDE_FORM),
        }
    }
    file.map(|file| (file, is_trusted)).ok_or(INCLUDE_FORM)
}

const INCLUDE_FORM: ValueError = ValueError::Type {
    wants: "`\"FILE\"` or `{ file = \"FILE\", trusted = true }`",
    found: "another table",
};
