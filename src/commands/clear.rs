//! `clear`: forgets sessions, never long-term keys.

use crate::cli;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::route::key::SessionKey;

/// Forgets the sessions of the profiles; all of them without a name.
pub fn run(invocation: &Invocation, arguments: &cli::Clear) -> Result<(), Error> {
    let store = invocation.sessions()?;
    if arguments.profiles.is_empty() {
        return told(invocation, store.remove_sessions(|_| true)?.len());
    }
    let mut forgotten = Vec::new();
    for profile in &arguments.profiles {
        let route = invocation.route_of_words(std::slice::from_ref(profile))?;
        let entries = invocation.stored_sessions();
        let labelled = entries
            .iter()
            .filter(|entry| entry.profile.as_deref() == Some(profile.as_str()));
        forgotten.extend(labelled.map(|entry| entry.session_key.clone()));
        forgotten.extend(SessionKey::of_route(&route).pop());
    }
    forgotten.sort();
    forgotten.dedup();
    let mut count = 0;
    for key in &forgotten {
        count += usize::from(store.remove_session(key)?);
    }
    told(invocation, count)
}

fn told(invocation: &Invocation, count: usize) -> Result<(), Error> {
    let sessions = if count == 1 { "session" } else { "sessions" };
    invocation.ui.note(&format!(
        "forgot {count} {sessions}; AWS takes those that were handed out until they expire"
    ));
    Ok(())
}
