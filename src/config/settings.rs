//! `[settings]`: what holds for rolehop itself, whatever the profile.

use super::document::{Entry, Section};
use super::table::Table;
use super::{Source, hint, keys};
use crate::profile::{Problem, ProblemKind, Setting, ValueError, value};
use std::path::Path;

/// The settings that were made; none is one's own default.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The store's name, one of [`Settings::STORES`].
    pub store: Option<Setting<String>>,
    /// Seconds.
    pub prompt_timeout: Option<Setting<u32>>,
    /// Whether the local record is kept.
    pub log: Option<Setting<bool>>,
    pub sso_cache: Option<Setting<SsoCache>>,
    /// Up to and with `/federation`.
    pub signin_endpoint: Option<Setting<String>>,
}

/// Where sign-in tokens of Identity Center rest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SsoCache {
    /// In the store.
    Own,
    /// In the AWS CLI's cache too, in the clear.
    Shared,
}

impl Settings {
    /// The names that `store`, `--store` and `ROLEHOP_STORE` take.
    pub const STORES: [&str; 6] = ["kernel", "secret-service", "keychain", "windows", "file", "none"];

    /// Takes over what `other` says and this does not.
    pub(super) fn fill_from(&mut self, other: Self) {
        self.store = self.store.take().or(other.store);
        self.prompt_timeout = self.prompt_timeout.take().or(other.prompt_timeout);
        self.log = self.log.take().or(other.log);
        self.sso_cache = self.sso_cache.take().or(other.sso_cache);
        self.signin_endpoint = self.signin_endpoint.take().or(other.signin_endpoint);
    }
}

/// Reads the table.
pub(super) fn read(section: &Section, source: &Source, home: Option<&Path>) -> (Settings, Vec<Problem>) {
    if !section.problems.is_empty() {
        return (Settings::default(), section.problems.clone());
    }
    let mut table = Table::new(&source.file, &section.owner, &section.entries, home);
    if !source.is_trusted {
        // Security: where sessions rest and where sign-ins go is for the user alone to say.
        table.push(section.line, ProblemKind::UntrustedTable);
        return (Settings::default(), table.problems);
    }
    unknown_keys(&mut table, &keys::SETTINGS);
    let settings = Settings {
        store: table.parsed("store", |text| {
            value::choice(text, &Settings::STORES, &Settings::STORES).map(str::to_owned)
        }),
        prompt_timeout: prompt_timeout(&mut table),
        log: table.boolean("log"),
        sso_cache: table.parsed("sso_cache", |text| {
            value::choice(text, &["own", "shared"], &[SsoCache::Own, SsoCache::Shared])
        }),
        signin_endpoint: table.parsed("signin_endpoint", signin_endpoint),
    };
    (settings, table.problems)
}

/// Objects to every key that is not among `known`.
pub(super) fn unknown_keys(table: &mut Table<'_>, known: &[&'static str]) {
    let unknown = |entry: &&&Entry| !known.contains(&entry.key.as_str());
    let entries: Vec<&Entry> = table.entries.iter().filter(unknown).copied().collect();
    for entry in entries {
        let hint = hint::among(&entry.key, known.iter().copied());
        table.push(
            entry.line,
            ProblemKind::UnknownKey {
                key: entry.key.clone(),
                hint,
            },
        );
    }
}

fn prompt_timeout(table: &mut Table<'_>) -> Option<Setting<u32>> {
    let Setting { value, place } = table.duration("prompt_timeout", false)?;
    match value {
        crate::duration::SessionDuration::Seconds(seconds @ 1..=3600) => Some(Setting {
            value: seconds,
            place,
        }),
        other => {
            let found = other.to_string().parse().unwrap_or(i64::MAX);
            table.refuse(
                "prompt_timeout",
                place.line,
                ValueError::Range {
                    min: 1,
                    max: 3600,
                    found,
                },
            );
            None
        }
    }
}

fn signin_endpoint(text: &str) -> Result<String, ValueError> {
    const EXAMPLE: &str = "https://signin.aws.amazon.com/federation";
    let url = value::secure_url(text, EXAMPLE)?;
    if url.ends_with("/federation") {
        Ok(url)
    } else {
        Err(ValueError::Url {
            problem: "must end with `/federation`",
            example: EXAMPLE,
        })
    }
}
