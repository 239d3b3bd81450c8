//! `keys`: long-term access keys in the store, where no file holds them.

mod read;

use std::collections::HashSet;

use serde::Serialize;

use crate::cli;
use crate::credentials::AccessKey;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::{self, json, table};
use crate::route::key::SessionKey;
use crate::route::{self, Source};
use crate::store::StoreName;
use crate::time::Timestamp;

/// Runs one of the `keys` commands.
pub fn run(invocation: &Invocation, command: &cli::Keys) -> Result<(), Error> {
    match command {
        cli::Keys::Add(arguments) => add(invocation, arguments),
        cli::Keys::List(arguments) => list(invocation, arguments),
        cli::Keys::Remove(arguments) => remove(invocation, arguments),
    }
}

fn add(invocation: &Invocation, arguments: &cli::KeysAdd) -> Result<(), Error> {
    let name = checked_name(&arguments.name)?;
    // Opened before the person types a key, so that nothing is typed in vain.
    let store = invocation.keys_named()?;
    let place = store.name()?;
    let key: AccessKey = read::access_key(invocation, name, &arguments.from)?;
    let ending = ending(&key.access_key_id);
    store.put_access_key(name, &key, Timestamp::now())?;
    forget_sessions(invocation, name)?;
    invocation.ui.note(&format!(
        "access key …{ending} is in the store `{place}` as `{name}`"
    ));
    if let Some(file) = &arguments.from.csv {
        let file = file.display();
        invocation.ui.note(&format!(
            "`{file}` still holds it in the clear: remove the file, and empty the trash"
        ));
    }
    warn_if_unused(invocation, name);
    Ok(())
}

/// A profile of that name may have another way to get credentials.
fn warn_if_unused(invocation: &Invocation, name: &str) {
    let Ok(route) = invocation.route_of_words(&[name.to_owned()]) else {
        return;
    };
    if !matches!(&route.source, Source::Keyring { profile, .. } if profile == name) {
        invocation.ui.warn(
            &format!("profile `{name}` gets its credentials another way, so it does not use this key"),
            Some(&format!("`rolehop explain {name}` shows which way")),
        );
    }
}

fn remove(invocation: &Invocation, arguments: &cli::KeysRemove) -> Result<(), Error> {
    let name = &arguments.name;
    let store = invocation.keys(invocation.person_deadline()?, true)?;
    let removed = store.remove_access_key(name)?;
    forget_sessions(invocation, name)?;
    if !removed {
        return Err(Error::NoKey { name: name.clone() });
    }
    invocation
        .ui
        .note(&format!("removed the access key `{name}` and its sessions"));
    invocation
        .ui
        .note("AWS still takes it: deactivate or delete it in IAM if nobody else uses it");
    Ok(())
}

/// One row of `keys list`.
#[derive(Serialize)]
struct Row {
    name: String,
    access_key_id: String,
    added: String,
    store: String,
}

fn list(invocation: &Invocation, arguments: &cli::KeysList) -> Result<(), Error> {
    let rows: Vec<Row> = invocation
        .known_keys()?
        .into_iter()
        .map(|key| Row {
            name: key.name,
            access_key_id: key.access_key_id,
            added: key.added_at.to_string(),
            store: key.store.to_string(),
        })
        .collect();
    if arguments.output.json {
        return Ok(json::write(&rows)?);
    }
    if rows.is_empty() {
        invocation
            .ui
            .note("no access keys are stored; `rolehop keys add NAME` puts one in");
        return Ok(());
    }
    let cells: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| vec![row.name, row.access_key_id, row.added, row.store])
        .collect();
    Ok(output::write(
        table::columns(&["NAME", "ACCESS KEY ID", "ADDED", "STORE"], &cells).as_bytes(),
    )?)
}

/// A session outlives its key at AWS, so what was made from another key must not be handed out (promise 1).
///
/// Nothing reads those sessions any more, since a key's generation is part of their names; here they also stop lying
/// around, in whichever store, for `--store` named the one of the keys.
fn forget_sessions(invocation: &Invocation, name: &str) -> Result<(), Error> {
    let source = SessionKey::source_of_stored_keys(name);
    let entries = invocation.stored_sessions();
    let stores: HashSet<StoreName> = entries
        .iter()
        .filter(|entry| entry.session_key.source() == source)
        .map(|entry| entry.store)
        .collect();
    for store in stores {
        let forgotten = invocation
            .sessions_in(store)
            .and_then(|sessions| sessions.remove_sessions_of(&source));
        if let Err(error) = forgotten {
            invocation.ui.warn(
                &format!("sessions of the older key are still in the store `{store}`: {error}"),
                error.help().as_deref(),
            );
        }
    }
    invocation.sessions()?.remove_sessions_of(&source)?;
    Ok(())
}

fn checked_name(name: &str) -> Result<&str, Error> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !"[]\"'`,".contains(c);
    let is_name = !name.starts_with('-') && route::is_name(name);
    if (1..=128).contains(&name.len()) && is_name && name.chars().all(plain) {
        return Ok(name);
    }
    Err(Error::Usage {
        what: "that name cannot be a profile's".into(),
        help: Some("use letters, digits and `-_.@/+`, as in a profile of the AWS config file".into()),
    })
}

fn ending(access_key_id: &str) -> String {
    let count = access_key_id.chars().count();
    access_key_id.chars().skip(count.saturating_sub(4)).collect()
}
