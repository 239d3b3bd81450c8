//! Which keys may stand in a table at all: known ones, and those that its file is trusted with.

use super::super::document::{Entry, Value};
use super::super::hint;
use super::super::keys::{self, Guard, Key};
use super::super::{Source, table::Table};
use crate::profile::{Hint, Owner, ProblemKind};

/// Objects to the names of keys, and leaves in the table only those that nothing was said against.
///
/// Security: what is refused here must not be read at all, for `[defaults]` serve even where they have problems.
pub(super) fn keep_allowed(table: &mut Table<'_>, source: &Source) {
    for entry in std::mem::take(&mut table.entries) {
        let kind = match keys::profile_key(&entry.key) {
            None => Some(ProblemKind::UnknownKey {
                key: entry.key.clone(),
                hint: better(entry, table.owner),
            }),
            Some(key) => forbidden(key, table.owner, source),
        };
        match kind {
            Some(kind) => table.push(entry.line, kind),
            None => table.entries.push(entry),
        }
    }
}

fn better(entry: &Entry, owner: &Owner) -> Option<Hint> {
    match (&entry.value, owner) {
        // `[profile.my.hub]` is the table `hub` in the profile `my`.
        (Value::Table(_), Owner::Profile(name)) => {
            Some(Hint::DidYouMean(format!("[profile.\"{name}.{}\"]", entry.key)))
        }
        _ => hint::for_profile(&entry.key),
    }
}

fn forbidden(key: &Key, owner: &Owner, source: &Source) -> Option<ProblemKind> {
    let name = key.name.to_owned();
    if *owner == Owner::Defaults && !key.in_defaults {
        return Some(ProblemKind::NotInDefaults { key: name });
    }
    match key.guard {
        Guard::Free => None,
        // Security: a catalogue kept by others must not run programs here, nor see what is sent to STS.
        _ if !source.is_trusted => Some(ProblemKind::Untrusted { key: name }),
        // Security: whoever can write the file would run programs as the user who reads it.
        Guard::Runs if source.is_world_writable => Some(ProblemKind::WorldWritable { key: name }),
        Guard::Runs | Guard::Directs => None,
    }
}
