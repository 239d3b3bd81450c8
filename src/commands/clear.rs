//! `clear`: forgets sessions, never long-term keys.

use crate::cli;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::route::key::SessionKey;
use crate::store::{SessionStore, StoreName};

/// Forgets the sessions of the profiles; all of them without a name.
pub fn run(invocation: &Invocation, arguments: &cli::Clear) -> Result<(), Error> {
    let store = invocation.sessions()?;
    let count = match &arguments.profiles[..] {
        [] => store.remove_sessions(|_| true)?.len(),
        profiles => {
            let mut chosen = Vec::new();
            for profile in profiles {
                chosen.extend(sessions_of(invocation, profile)?);
            }
            store.remove_sessions(|key| chosen.contains(key))?.len()
        }
    };
    let ui = &invocation.ui;
    match count {
        0 => ui.note("there were no sessions to forget"),
        1 => ui.note("forgot 1 session; what was handed out works until it expires"),
        _ => ui.note(&format!(
            "forgot {count} sessions; what was handed out works until it expires"
        )),
    }
    if arguments.profiles.is_empty() {
        tell_of_others(invocation, &store);
    }
    Ok(())
}

/// The last hop of the profile's route, and whatever was stored for a hop of its name, also before it was changed.
fn sessions_of(invocation: &Invocation, profile: &str) -> Result<Vec<SessionKey>, Error> {
    let entries = invocation.stored_sessions();
    let mut keys: Vec<SessionKey> = entries
        .into_iter()
        .filter(|entry| entry.profile.as_deref() == Some(profile))
        .map(|entry| entry.session_key)
        .collect();
    match invocation.route_of_words(&[profile.to_owned()]) {
        Ok(route) => keys.extend(SessionKey::of_route(&route).pop()),
        // A profile that is gone or broken by now may still have sessions.
        Err(error) if keys.is_empty() => return Err(error),
        Err(_) => {}
    }
    Ok(keys)
}

/// Sessions that were put into another store, by `--store` or where this one did not work, stay there.
fn tell_of_others(invocation: &Invocation, store: &SessionStore<'_>) {
    let mut others: Vec<StoreName> = Vec::new();
    for entry in invocation.stored_sessions() {
        if entry.store != store.name() && !others.contains(&entry.store) {
            others.push(entry.store);
        }
    }
    for other in others {
        invocation.ui.note(&format!(
            "the store `{other}` holds some too: `rolehop --store {other} clear`"
        ));
    }
}
