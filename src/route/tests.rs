//! Whole resolutions, over real configuration texts: what a ROUTE becomes, in one line.

mod endpoints;
mod errors;
mod keys;
mod limits;
mod mfa;
mod options;
mod sources;
mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use super::resolve::{Surroundings, resolve};
use super::{Mfa, Operation, Options, Route, RouteError, Source};
use crate::aws_config::{AwsConfig, Document, FileKind};
use crate::config::{Config, Location};
use crate::env::Environment;
use crate::profile::Profiles;

/// The files, keys and variables that a route is resolved against.
struct World {
    profiles: Profiles,
    stored: BTreeMap<String, String>,
    variables: BTreeMap<String, String>,
    folder: tempfile::TempDir,
}

impl World {
    /// A world of rolehop's TOML and the AWS config and credentials files, by their texts.
    fn new(toml: &str, config: &str, credentials: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        std::fs::write(&file, toml).unwrap();
        let own = Config::load(&Location::Named(file), None).unwrap();
        let document = |kind, name, text: &str| Document::new(kind, name, text.as_bytes().to_vec());
        let aws = AwsConfig::new(
            document(FileKind::Config, "config", config),
            document(FileKind::Credentials, "credentials", credentials),
        );
        Self {
            profiles: Profiles::new(own, aws),
            stored: BTreeMap::new(),
            variables: BTreeMap::new(),
            folder,
        }
    }

    /// rolehop's TOML alone.
    fn toml(text: &str) -> Self {
        Self::new(text, "", "")
    }

    /// The AWS files alone.
    fn aws(config: &str, credentials: &str) -> Self {
        Self::new("", config, credentials)
    }

    /// A long-term key in the store.
    fn key(mut self, name: &str) -> Self {
        self.stored.insert(name.to_owned(), "1".to_owned());
        self
    }

    fn var(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Words are separated by spaces.
    fn resolve(&self, words: &str, options: &Options) -> Result<Route, RouteError> {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let around = Surroundings {
            profiles: &|name| self.profiles.profile(name),
            unknown: &|name| self.profiles.unknown(name),
            defaults: self.profiles.defaults(),
            stored_keys: &|name| self.stored.get(name).cloned(),
            credentials_file: Path::new("credentials"),
            environment: &Environment::from_table(&self.variables),
        };
        resolve(&words, options, &around)
    }

    #[track_caller]
    fn route(&self, words: &str) -> Route {
        self.resolve(words, &Options::default())
            .unwrap_or_else(|error| panic!("{words}: {error:?}"))
    }

    /// The route in one line, or its error with all causes and its help.
    fn told(&self, words: &str) -> String {
        self.told_with(words, &Options::default())
    }

    fn told_with(&self, words: &str, options: &Options) -> String {
        match self.resolve(words, options) {
            Ok(route) => shown(&route),
            Err(error) => self.plain(&error_in_words(&error)),
        }
    }

    /// With the folder's own path left out.
    fn plain(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.path().display()), "")
    }

    /// Asserts each row: words, and what they become.
    #[track_caller]
    fn assert(&self, rows: &[(&str, &str)]) {
        for (words, expected) in rows {
            assert_eq!(self.told(words), *expected, "`{words}`");
        }
    }
}

fn error_in_words(error: &RouteError) -> String {
    let causes = std::iter::successors(error.source(), |&cause| cause.source());
    let mut text = error.to_string();
    for cause in causes {
        text.push_str(&format!(": {cause}"));
    }
    text + &error.help().map(|help| format!(" > {help}")).unwrap_or_default()
}

/// A route as `SOURCE | HOP | HOP ! NOTE`.
fn shown(route: &Route) -> String {
    let mut parts = vec![source_shown(&route.source)];
    for hop in &route.hops {
        let profile = hop.profile.as_deref().unwrap_or("-");
        let notes: String = hop.notes.iter().map(|note| format!(" ! {note}")).collect();
        parts.push(format!("{profile}: {}{notes}", operation_shown(&hop.operation)));
    }
    parts.join(" | ")
}

fn source_shown(source: &Source) -> String {
    let mut text = source.kind().to_owned();
    let details = match source {
        Source::SharedCredentials { access_key_id, .. } => Some(access_key_id.as_str()),
        Source::CredentialProcess { command, .. } => Some(command.as_str()),
        Source::WebIdentity { token_from, .. } => Some(token_from.as_str()),
        Source::LoginSession { login_session, .. } => Some(login_session.as_str()),
        _ => None,
    };
    for part in source.profile().into_iter().chain(details) {
        text.push_str(&format!(" {part}"));
    }
    text
}

/// The name of the call, then what differs from the defaults of a role.
fn operation_shown(operation: &Operation) -> String {
    let mut text = operation.name().to_owned();
    let mut put = |name: &str, value: Option<String>| {
        text.extend(value.map(|value| format!(" {name}={value}")));
    };
    let device = |mfa: Option<&Mfa>| {
        let mfa = mfa?;
        let process = mfa.process.as_deref().map(|process| format!(" by {process}"));
        let name = mfa.serial.rsplit('/').next().unwrap_or(&mfa.serial);
        Some(format!("{name}{}", process.unwrap_or_default()))
    };
    if let Some(role) = operation.role() {
        let role_arn = role.role_arn.as_str();
        let plain = role_arn.strip_prefix("arn:aws:iam::").unwrap_or(role_arn);
        put("role", Some(plain.to_owned()));
        put(
            "name",
            Some(role.role_session_name.clone()).filter(|name| name != "{user}"),
        );
        put("external_id", role.external_id.clone());
        put(
            "tags",
            listed(role.tags.iter().map(|(key, value)| format!("{key}={value}"))),
        );
        put("transitive", listed(role.transitive_tags.iter().cloned()));
        put("policy", role.policy.clone().filter(|policy| policy.len() < 100));
        put("policies", listed(role.policy_arns.iter().cloned()));
        put("identity", role.source_identity.clone());
        put(
            "duration",
            Some(role.duration.to_string()).filter(|seconds| seconds != "3600"),
        );
    }
    match operation {
        Operation::GetSessionToken(call) => {
            put("duration", Some(call.duration.to_string()));
            put("max_age", call.max_age.map(|seconds| seconds.to_string()));
        }
        Operation::GetFederationToken(call) => {
            put("name", Some(call.name.clone()));
            put("duration", Some(call.duration.to_string()));
            put(
                "tags",
                listed(call.tags.iter().map(|(key, value)| format!("{key}={value}"))),
            );
        }
        _ => {}
    }
    put("mfa", device(operation.mfa()));
    text
}

fn listed(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| items.join(","))
}
