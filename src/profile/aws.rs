//! A profile of the AWS files as a [`Profile`]: the keys that botocore reads, and those that aws-vault adds.
//!
//! Keys that belong to others are passed over; a known key with a value that cannot be is a problem of the profile.
//! An empty value counts as none. How the keys of several ways in rank is `route::resolve`'s, as in botocore.

mod sso;

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::value::{self, ValueError};
use super::{
    CredentialSource, Origin, Owner, Place, Problem, ProblemKind, Profile, RegionalEndpoints, Setting,
};
use crate::aws_config::{AwsConfig, FoundIn, Property, Section};
use crate::config::{Draft, is_world_writable};
use crate::duration::SessionDuration;
use crate::route::limits::{self, StsOperation};

pub(super) use sso::complete as complete_sso;

/// Reads a whole profile, with what its `include_profile` leads to.
pub(super) fn read(section: Section, files: &AwsConfig) -> Draft {
    let origin = match section.found_in {
        FoundIn::Credentials => Origin::AwsCredentials,
        FoundIn::Config | FoundIn::Both => Origin::AwsConfig,
    };
    let mut profile = Profile::new(&section.name, origin, section.place.clone());
    let mut reader = Reader::new(section);
    reader.include(files);
    read_keys(&mut reader, &mut profile);
    read_source(&mut reader, &mut profile);
    read_role(&mut reader, &mut profile);
    read_calls(&mut reader, &mut profile, files);
    profile.sso = sso::read(&mut reader, files, profile.role_arn.is_some());
    Draft {
        profile,
        problems: reader.finish(),
    }
}

/// Reads only what a profile of rolehop's TOML takes over of the AWS profile of its name.
pub(super) fn read_shared(section: Section, files: &AwsConfig) -> Draft {
    let mut profile = Profile::new(&section.name, Origin::AwsConfig, section.place.clone());
    let mut reader = Reader::new(section);
    reader.include(files);
    read_calls(&mut reader, &mut profile, files);
    Draft {
        profile,
        problems: reader.finish(),
    }
}

/// What the reader of the AWS files objects to, as a problem of `owner`.
pub(super) fn problem(owner: &Owner, problem: &crate::aws_config::Problem) -> Problem {
    let kind = ProblemKind::AwsSyntax {
        message: problem.fault.to_string(),
        help: problem.help(),
    };
    Problem {
        place: problem.place.clone(),
        owner: owner.clone(),
        kind,
    }
}

/// A profile and those it includes, each asked in turn.
struct Reader {
    owner: Owner,
    sections: Vec<Section>,
    problems: Vec<Problem>,
}

impl Reader {
    fn new(section: Section) -> Self {
        let owner = Owner::Profile(section.name.clone());
        let problems = section
            .problems
            .iter()
            .map(|found| problem(&owner, found))
            .collect();
        Self {
            owner,
            sections: vec![section],
            problems,
        }
    }

    /// Follows aws-vault's `include_profile`: what a profile does not say, the next one may.
    fn include(&mut self, files: &AwsConfig) {
        while let Some((name, place)) = self.next_included() {
            if self.sections.iter().any(|section| section.name == name) {
                self.push(place, ProblemKind::IncludeLoop { profile: name });
                return;
            }
            let Some(section) = files.profile(&name) else {
                let nearest = super::nearest(&name, files.profile_names()).map(str::to_owned);
                self.refuse("include_profile", place, ValueError::NoProfile { name, nearest });
                return;
            };
            for found in &section.problems {
                let found = problem(&self.owner, found);
                if !self.problems.contains(&found) {
                    self.problems.push(found);
                }
            }
            self.sections.push(section);
        }
    }

    fn next_included(&self) -> Option<(String, Place)> {
        let property = self.sections.last()?.get("include_profile")?;
        let name = property.value();
        (!name.is_empty()).then(|| (name.to_owned(), property.place.clone()))
    }

    /// The property of that key, of the first profile that has one.
    fn property(&self, key: &str) -> Option<&Property> {
        self.sections
            .iter()
            .find_map(|section| section.get(key))
            .filter(|found| !found.value().is_empty())
    }

    fn parsed<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Option<Setting<T>> {
        let property = self.property(key)?;
        let place = property.place.clone();
        match parse(property.value()) {
            Ok(value) => Some(Setting { value, place }),
            Err(error) => {
                self.refuse(key, place, error);
                None
            }
        }
    }

    fn limited(
        &mut self,
        key: &str,
        check: impl FnOnce(&str) -> Result<(), limits::LimitError>,
    ) -> Option<Setting<String>> {
        self.parsed(key, |text| {
            check(text).map(|()| text.to_owned()).map_err(Into::into)
        })
    }

    fn text(&mut self, key: &str) -> Option<Setting<String>> {
        self.parsed(key, value::text)
    }

    /// Security: as in TOML, nothing is run from a file that every user can write.
    fn command(&mut self, key: &str) -> Option<Setting<String>> {
        // A value over several lines is one command line, as botocore splits it.
        let setting = self.parsed(key, |text| value::command(&text.replace('\n', " ")))?;
        if is_world_writable(&setting.place.file) {
            self.push(setting.place, ProblemKind::WorldWritable { key: key.to_owned() });
            return None;
        }
        Some(setting)
    }

    fn boolean(&mut self, key: &str) -> Option<Setting<bool>> {
        self.parsed(key, |text| {
            value::choice(&text.to_lowercase(), &["true", "false"], &[true, false])
        })
    }

    fn refuse(&mut self, key: &str, place: Place, error: impl Into<ValueError>) {
        self.push(
            place,
            ProblemKind::Value {
                key: key.to_owned(),
                error: error.into(),
            },
        );
    }

    fn push(&mut self, place: Place, kind: ProblemKind) {
        let problem = Problem {
            place,
            owner: self.owner.clone(),
            kind,
        };
        self.problems.push(problem);
    }

    fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by(|one, other| {
            (&one.place.file, one.place.line).cmp(&(&other.place.file, other.place.line))
        });
        self.problems
    }
}

/// Static keys are the profile's own: aws-vault never hands on those of an included one.
fn read_keys(reader: &mut Reader, profile: &mut Profile) {
    let Some(own) = reader.sections.first() else {
        return;
    };
    let property = |key| own.get(key).filter(|found| !found.value().is_empty());
    let secret = |key| {
        property(key).map(|found| Setting {
            value: found.secret(),
            place: found.place.clone(),
        })
    };
    profile.aws_access_key_id = property("aws_access_key_id").map(|found| Setting {
        value: found.value().to_owned(),
        place: found.place.clone(),
    });
    profile.aws_secret_access_key = secret("aws_secret_access_key");
    profile.aws_session_token = secret("aws_session_token");
    let is_garbled = |text: &str| !text.bytes().all(|byte| byte.is_ascii_graphic());
    let keys = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];
    let garbled = keys.map(|key| {
        Some((
            key,
            property(key)
                .filter(|found| is_garbled(found.value()))?
                .place
                .clone(),
        ))
    });
    for (key, place) in garbled.into_iter().flatten() {
        reader.refuse(key, place, ValueError::Credential);
    }
}

fn read_source(reader: &mut Reader, profile: &mut Profile) {
    profile.source_profile = reader.text("source_profile");
    profile.credential_source = reader.parsed("credential_source", |text| {
        value::choice(text, &CredentialSource::NAMES, &CredentialSource::ALL)
    });
    profile.credential_process = reader.command("credential_process");
    profile.login_session = reader.text("login_session");
    profile.web_identity_token_file = path(reader, "web_identity_token_file");
}

fn read_role(reader: &mut Reader, profile: &mut Profile) {
    profile.role_arn = reader.parsed("role_arn", |text| limits::role_arn(text).map_err(Into::into));
    profile.external_id = reader.limited("external_id", limits::external_id);
    profile.role_session_name = reader.limited("role_session_name", limits::role_session_name);
    profile.mfa_serial = reader.limited("mfa_serial", limits::mfa_serial);
    profile.mfa_process = reader.command("mfa_process");
    profile.source_identity = reader.limited("source_identity", limits::source_identity);
    let operation = if profile.role_arn.is_some() {
        StsOperation::AssumeRole
    } else {
        StsOperation::GetSessionToken
    };
    profile.duration_seconds = reader.parsed("duration_seconds", |text| duration(text, operation));
    if let Some(Setting { value, place }) = reader.parsed("session_tags", tags) {
        let setting = |value| Setting {
            value,
            place: place.clone(),
        };
        profile.tags = value.into_iter().map(|(key, tag)| (key, setting(tag))).collect();
    }
    let keys: Vec<String> = profile.tags.keys().cloned().collect();
    profile.transitive_tags = reader.parsed("transitive_session_tags", |text| {
        let transitive: Vec<String> = listed(text).map(str::to_owned).collect();
        limits::transitive_tags(&transitive, keys.iter().map(String::as_str))?;
        Ok(transitive)
    });
}

fn read_calls(reader: &mut Reader, profile: &mut Profile, files: &AwsConfig) {
    profile.region = reader.parsed("region", value::region);
    profile.endpoint_url = reader.parsed("endpoint_url", value::endpoint_url);
    profile.sts_endpoint_url = services_endpoint(reader, files);
    profile.ignore_configured_endpoint_urls = reader.boolean("ignore_configured_endpoint_urls");
    profile.sts_regional_endpoints = reader.parsed("sts_regional_endpoints", |text| {
        value::choice(
            &text.to_lowercase(),
            &RegionalEndpoints::NAMES,
            &RegionalEndpoints::ALL,
        )
    });
    profile.use_fips_endpoint = reader.boolean("use_fips_endpoint");
    profile.use_dualstack_endpoint = reader.boolean("use_dualstack_endpoint");
    profile.ca_bundle = path(reader, "ca_bundle");
    profile.output = reader.text("output");
}

/// `endpoint_url` below `sts =` of the `[services NAME]` that the profile names.
fn services_endpoint(reader: &mut Reader, files: &AwsConfig) -> Option<Setting<String>> {
    let named = reader.text("services")?;
    let Some(section) = files.services(&named.value) else {
        let table = format!("services {}", named.value);
        reader.refuse(
            "services",
            named.place,
            ValueError::NoTable { table, nearest: None },
        );
        return None;
    };
    for found in &section.problems {
        let found = problem(&reader.owner, found);
        if !reader.problems.contains(&found) {
            reader.problems.push(found);
        }
    }
    let found = section.get("sts")?.sub_property("endpoint_url")?;
    match value::endpoint_url(found.value()) {
        Ok(value) => Some(Setting {
            value,
            place: found.place.clone(),
        }),
        Err(error) => {
            reader.refuse("endpoint_url", found.place.clone(), error);
            None
        }
    }
}

/// As it stands: relative to where rolehop is started, as in botocore.
fn path(reader: &mut Reader, key: &str) -> Option<Setting<PathBuf>> {
    let Setting { value, place } = reader.text(key)?;
    Some(Setting {
        value: PathBuf::from(value),
        place,
    })
}

fn duration(text: &str, operation: StsOperation) -> Result<SessionDuration, ValueError> {
    let seconds = text.parse().map_err(|_| ValueError::Seconds)?;
    limits::duration(operation, SessionDuration::Seconds(seconds))?;
    Ok(SessionDuration::Seconds(seconds))
}

/// aws-vault's `key=value,key2=value2`.
fn tags(text: &str) -> Result<BTreeMap<String, String>, ValueError> {
    let mut pairs = Vec::new();
    for (index, tag) in listed(text).enumerate() {
        let (key, value) = tag
            .split_once('=')
            .ok_or(ValueError::Tag { position: index + 1 })?;
        pairs.push((key.trim(), value.trim()));
    }
    limits::tags(pairs.iter().copied())?;
    Ok(pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect())
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}
