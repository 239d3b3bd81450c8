//! Which room of the source may use which: the table of docs/architecture.md, held against every `crate::` path.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Names = BTreeSet<String>;

#[test]
fn every_room_uses_what_the_table_says() {
    let table = Table::read();
    let used = uses();
    let rooms: Names = used.keys().cloned().collect();
    assert_eq!(table.rooms(), rooms, "the table has other rooms than src");
    let mut differing = Vec::new();
    for (room, uses) in used {
        let may = table.may_use(&room);
        differing.extend(
            uses.difference(&may)
                .map(|other| format!("`{room}` must not use `{other}`")),
        );
        if let Some(said) = table.others.get(&room) {
            differing.extend(
                said.difference(&uses)
                    .map(|other| format!("`{room}` does not use `{other}`")),
            );
        }
    }
    assert!(
        differing.is_empty(),
        "docs/architecture.md, «Rooms»:\n{}",
        differing.join("\n")
    );
}

struct Table {
    /// For every room.
    common: Names,
    others: BTreeMap<String, Names>,
}

impl Table {
    fn read() -> Self {
        let page =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).unwrap();
        let rows = page
            .split("## Rooms")
            .nth(1)
            .unwrap()
            .split("\n## ")
            .next()
            .unwrap()
            .lines();
        let mut table = Self {
            common: Names::new(),
            others: BTreeMap::new(),
        };
        for row in rows.filter(|row| row.starts_with("| `") || is_common(row)) {
            let cells: Vec<&str> = row.split('|').collect();
            if is_common(row) {
                table.common.extend(in_backticks(cells[1]));
            } else {
                let room = in_backticks(cells[1]).pop_first().unwrap();
                table.others.insert(room, in_backticks(cells[3]));
            }
        }
        // These two have the library, so all of it.
        table.others.retain(|room, _| room != "main" && room != "lib");
        table
    }

    fn rooms(&self) -> Names {
        self.common.iter().chain(self.others.keys()).cloned().collect()
    }

    fn may_use(&self, room: &str) -> Names {
        let said = self.others.get(room).into_iter().flatten();
        self.common.iter().chain(said).cloned().collect()
    }
}

/// What each room uses, its tests aside.
fn uses() -> BTreeMap<String, Names> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut uses: BTreeMap<String, Names> = BTreeMap::new();
    for (path, text) in sources(&src) {
        let room = path.split(['/', '.']).next().unwrap().to_owned();
        if !["main", "lib"].contains(&room.as_str()) {
            let found = uses.entry(room.clone()).or_default();
            found.extend(paths(&text).filter(|other| *other != room));
        }
    }
    let rooms: Names = uses.keys().cloned().collect();
    // `crate::random` and the like are a room's own words about itself.
    uses.values_mut()
        .for_each(|found| found.retain(|other| rooms.contains(other)));
    uses
}

/// The names after `crate::` in what is compiled into the product.
fn paths(text: &str) -> impl Iterator<Item = String> {
    let product = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = product
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let names = lines.flat_map(|line| line.split("crate::").skip(1));
    names.map(|rest| {
        assert!(
            !rest.starts_with('{'),
            "`use crate::{{…}}` hides rooms: a line for each"
        );
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect()
    })
}

/// Every file of the product below `folder`, by its path from there.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let below = sources(&entry.path()).into_iter();
            found.extend(
                below
                    .filter(|_| name != "tests")
                    .map(|(path, text)| (format!("{name}/{path}"), text)),
            );
        } else if name.ends_with(".rs") && name != "tests.rs" {
            found.push((name, fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

fn is_common(row: &str) -> bool {
    row.starts_with("| nouns: ") || row.starts_with("| tools: ")
}

fn in_backticks(cell: &str) -> Names {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
