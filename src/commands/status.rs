//! `status`: the sessions that are stored, and the time they have left.

use serde::Serialize;

use crate::cli;
use crate::duration::in_words;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::{self, json, table};
use crate::store::SessionStore;
use crate::time::Timestamp;

/// One session (contract, «Output»).
#[derive(Serialize)]
struct Row {
    profile: Option<String>,
    operation: String,
    role_arn: Option<String>,
    account: Option<String>,
    arn: Option<String>,
    access_key_id: String,
    expiration: String,
    remaining_seconds: i64,
    store: String,
}

/// Lists what is stored; which store that is goes to stderr.
pub fn run(invocation: &Invocation, arguments: &cli::Status) -> Result<(), Error> {
    let now = Timestamp::now();
    let rows: Vec<Row> = invocation
        .stored_sessions()
        .into_iter()
        .filter(|entry| entry.expiration > now)
        .map(|entry| Row {
            profile: entry.profile,
            operation: entry.operation,
            role_arn: entry.role_arn,
            account: entry.account,
            arn: entry.arn,
            access_key_id: entry.access_key_id,
            expiration: entry.expiration.to_string(),
            remaining_seconds: entry.expiration.seconds_since(now),
            store: entry.store.to_string(),
        })
        .collect();
    if arguments.output.json {
        return Ok(json::write(&rows)?);
    }
    invocation.ui.note(&where_sessions_rest(&invocation.sessions()?));
    if rows.is_empty() {
        invocation.ui.note("no sessions are stored");
        return Ok(());
    }
    let cells: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let what = row.role_arn.or(row.arn).unwrap_or_else(|| "-".to_owned());
            let profile = row.profile.unwrap_or_else(|| "-".to_owned());
            vec![
                profile,
                row.operation,
                what,
                in_words(row.remaining_seconds),
                row.store,
            ]
        })
        .collect();
    Ok(output::write(
        table::columns(&["PROFILE", "OPERATION", "ROLE", "LEFT", "STORE"], &cells).as_bytes(),
    )?)
}

fn where_sessions_rest(store: &SessionStore<'_>) -> String {
    let name = store.name();
    let passed_over: Vec<String> = store
        .passed_over()
        .iter()
        .map(|(store, why)| format!("not in `{store}`: {why}"))
        .collect();
    match passed_over.is_empty() {
        true => format!("sessions rest in the store `{name}`"),
        false => format!("sessions rest in the store `{name}` ({})", passed_over.join("; ")),
    }
}
