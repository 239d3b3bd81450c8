//! `policy = { file = "…" }` or `{ inline = '…' }`: the session policy's text.

use super::super::document::{Entry, Value};
use super::super::hint;
use super::super::read::read_text;
use super::super::table::{Table, wrong_type};
use crate::profile::{ProblemKind, Setting, ValueError};
use crate::route::limits::{self, StsOperation};

/// Reads the policy, from its file where it names one, and checks it for the call that takes it.
pub(super) fn read(table: &mut Table<'_>, operation: StsOperation) -> Option<Setting<String>> {
    let entry = table.entry("policy")?;
    let Value::Table(parts) = &entry.value else {
        table.refuse("policy", entry.line, wrong_type(WANTS, &entry.value));
        return None;
    };
    let mut is_good = true;
    for part in parts.iter().filter(|part| !NAMES.contains(&part.key.as_str())) {
        let key = format!("policy.{}", part.key);
        table.push(
            part.line,
            ProblemKind::UnknownKey {
                key,
                hint: hint::among(&part.key, NAMES),
            },
        );
        is_good = false;
    }
    let known: Vec<&Entry> = parts
        .iter()
        .filter(|part| NAMES.contains(&part.key.as_str()))
        .collect();
    let part = match known[..] {
        [part] => part,
        [first, second, ..] => {
            let kind = ProblemKind::Conflict {
                first: format!("policy.{}", first.key),
                first_line: first.line,
                second: format!("policy.{}", second.key),
            };
            table.push(second.line, kind);
            return None;
        }
        [] if is_good => {
            table.refuse(
                "policy",
                entry.line,
                ValueError::Type {
                    wants: WANTS,
                    found: "an empty table",
                },
            );
            return None;
        }
        [] => return None,
    };
    let text = text(table, part)?;
    if let Err(error) = limits::policy(operation, &text) {
        table.refuse(&format!("policy.{}", part.key), part.line, error);
        return None;
    }
    Some(Setting {
        value: text,
        place: table.place(part.line),
    })
}

const NAMES: [&str; 2] = ["file", "inline"];
const WANTS: &str = "`{ file = \"…\" }` or `{ inline = '…' }`";

fn text(table: &mut Table<'_>, part: &Entry) -> Option<String> {
    let key = format!("policy.{}", part.key);
    let text = match &part.value {
        Value::Text(text) if text.trim().is_empty() => Err(ValueError::Empty),
        Value::Text(text) if part.key == "inline" => Ok(text.clone()),
        Value::Text(path) => read_text(&table.resolve(path)).map_err(ValueError::Read),
        other => Err(wrong_type("a string", other)),
    };
    text.map_err(|error| table.refuse(&key, part.line, error)).ok()
}
