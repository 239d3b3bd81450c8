//! `list`: the profiles of every file, with what stands out of each.

use std::path::Path;

use serde::Serialize;

use crate::cli;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::output::{self, json, table};
use crate::profile::{Listed, Origin, Profile};
use crate::time::Timestamp;

/// One profile (contract, «Output»).
#[derive(Serialize)]
struct Row {
    name: String,
    from: &'static str,
    source_profile: Option<String>,
    role_arn: Option<String>,
    mfa_serial: Option<String>,
    region: Option<String>,
    expiration: Option<String>,
}

/// Lists the profiles; those with wrong lines are listed too, and told on stderr.
pub fn run(invocation: &Invocation, arguments: &cli::List) -> Result<(), Error> {
    let profiles = invocation.profiles()?;
    let now = Timestamp::now();
    let stored = invocation.stored_sessions();
    let mut rows = Vec::new();
    for Listed { name, origin } in profiles.names() {
        let expiration = stored
            .iter()
            .filter(|session| session.profile.as_ref() == Some(&name) && session.expiration > now)
            .map(|session| session.expiration)
            .max();
        let draft = profiles.draft(&name);
        rows.push(row(
            name,
            origin,
            draft.as_ref().map(|draft| &draft.profile),
            expiration,
        ));
    }
    for problem in profiles.problems() {
        invocation
            .ui
            .warn(&problem.to_string(), problem.help().as_deref());
    }
    if arguments.output.json {
        return Ok(json::write(&rows)?);
    }
    if rows.is_empty() {
        invocation
            .ui
            .note(&no_profiles(invocation.config_file().as_deref()));
        return Ok(());
    }
    Ok(output::write(text(&rows, now).as_bytes())?)
}

fn no_profiles(own_file: Option<&Path>) -> String {
    let own_file = own_file.map(|file| format!("in `{}`", file.display()));
    let own_file = own_file.as_deref().unwrap_or("in a file of rolehop's own");
    format!("there are no profiles, neither {own_file} nor in the AWS files")
}

fn row(name: String, origin: Origin, profile: Option<&Profile>, expiration: Option<Timestamp>) -> Row {
    let of = |setting: fn(&Profile) -> Option<String>| profile.and_then(setting);
    Row {
        name,
        from: match origin {
            Origin::Rolehop => "rolehop",
            Origin::AwsConfig => "aws-config",
            Origin::AwsCredentials => "aws-credentials",
        },
        source_profile: of(|p| p.source_profile.as_ref().map(|setting| setting.value.clone())),
        role_arn: of(|p| p.role_arn.as_ref().map(|setting| setting.value.to_string())),
        mfa_serial: of(|p| p.mfa_serial.as_ref().map(|setting| setting.value.clone())),
        region: of(|p| p.region.as_ref().map(|setting| setting.value.clone())),
        expiration: expiration.map(|time| time.to_string()),
    }
}

fn text(rows: &[Row], now: Timestamp) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let shown = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "-".to_owned());
            let left = row.expiration.as_deref().and_then(Timestamp::parse);
            let left = left.map_or_else(
                || "-".to_owned(),
                |end| crate::duration::in_words(end.seconds_since(now)),
            );
            vec![
                row.name.clone(),
                row.from.to_owned(),
                shown(&row.source_profile),
                shown(&row.role_arn),
                shown(&row.region),
                left,
            ]
        })
        .collect();
    table::columns(
        &["PROFILE", "FROM", "SOURCE", "ROLE", "REGION", "SESSION"],
        &cells,
    )
}
