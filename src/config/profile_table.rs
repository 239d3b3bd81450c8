//! A `[profile.NAME]` table as a [`Profile`]: every key read and checked, then what keys say of one another.

mod guard;
mod policy;
mod ways_in;

use super::Source;
use super::document::{Entry, Section, Value};
use super::table::{Table, wrong_type};
use crate::duration::SessionDuration;
use crate::profile::{
    CredentialSource, Origin, Owner, Place, Problem, ProblemKind, Profile, RegionalEndpoints, Setting, Sso,
    ValueError, value,
};
use crate::route::limits::{self, StsOperation};
use crate::route::session_name::check_template;
use std::collections::BTreeMap;
use std::path::Path;

/// What was made of a table: the settings that are right, and what is wrong with the others.
#[derive(Debug)]
pub struct Draft {
    pub profile: Profile,
    /// Not empty: the profile must not be used, for these reasons.
    pub problems: Vec<Problem>,
}

/// Reads a profile, or `[defaults]` as if it were one.
pub(super) fn read(name: &str, section: &Section, source: &Source, home: Option<&Path>) -> Draft {
    let place = Place {
        file: source.file.clone(),
        line: section.line,
    };
    let mut profile = Profile::new(name, Origin::Rolehop, place);
    if !section.problems.is_empty() {
        // What a broken table holds may be half of what was meant: its syntax is all that can be said of it.
        return Draft {
            profile,
            problems: section.problems.clone(),
        };
    }
    let mut table = Table::new(&source.file, &section.owner, &section.entries, home);
    guard::keep_allowed(&mut table, source);
    read_source(&mut table, &mut profile);
    read_role(&mut table, &mut profile);
    read_calls(&mut table, &mut profile);
    read_people(&mut table, &mut profile);
    if section.owner == Owner::Defaults {
        check_durations(&mut table.problems, &section.owner, &profile);
        drop_refused(&table.problems, &mut profile);
    } else {
        ways_in::check(&mut table, &profile);
    }
    let mut problems = table.problems;
    problems.sort_by_key(|problem| problem.place.line);
    Draft { profile, problems }
}

/// What `[defaults]` says where a profile says nothing; then what depends on both.
pub(super) fn finish(draft: &mut Draft, defaults: &Profile) {
    let profile = &mut draft.profile;
    if profile.role_arn.is_some() {
        fill(&mut profile.duration_seconds, &defaults.duration_seconds);
        fill(&mut profile.role_session_name, &defaults.role_session_name);
        fill(&mut profile.mfa_max_age, &defaults.mfa_max_age);
    }
    fill(&mut profile.saml_keep_browser, &defaults.saml_keep_browser);
    fill(&mut profile.browser, &defaults.browser);
    fill(&mut profile.production, &defaults.production);
    let owner = Owner::Profile(profile.name.clone());
    check_durations(&mut draft.problems, &owner, &draft.profile);
    draft.problems.sort_by_key(|problem| problem.place.line);
}

/// Takes over of another `[defaults]` what the first does not say.
pub(super) fn fill_defaults(defaults: &mut Profile, other: &Profile) {
    fill(&mut defaults.region, &other.region);
    fill(&mut defaults.endpoint_url, &other.endpoint_url);
    fill(
        &mut defaults.sts_regional_endpoints,
        &other.sts_regional_endpoints,
    );
    fill(&mut defaults.use_fips_endpoint, &other.use_fips_endpoint);
    fill(
        &mut defaults.use_dualstack_endpoint,
        &other.use_dualstack_endpoint,
    );
    fill(&mut defaults.ca_bundle, &other.ca_bundle);
    fill(&mut defaults.duration_seconds, &other.duration_seconds);
    fill(&mut defaults.role_session_name, &other.role_session_name);
    fill(&mut defaults.mfa_session, &other.mfa_session);
    fill(&mut defaults.mfa_max_age, &other.mfa_max_age);
    fill(&mut defaults.mfa_process, &other.mfa_process);
    fill(&mut defaults.saml_keep_browser, &other.saml_keep_browser);
    fill(&mut defaults.browser, &other.browser);
    fill(&mut defaults.production, &other.production);
    fill(&mut defaults.output, &other.output);
}

fn fill<T: Clone>(setting: &mut Option<Setting<T>>, default: &Option<Setting<T>>) {
    if setting.is_none() {
        setting.clone_from(default);
    }
}

/// What `[defaults]` may not say must not be said again by each profile, nor serve the routes of the AWS files.
fn drop_refused(problems: &[Problem], defaults: &mut Profile) {
    let is_refused = |name: &str| {
        problems
            .iter()
            .any(|problem| matches!(&problem.kind, ProblemKind::Value { key, .. } if key == name))
    };
    defaults
        .duration_seconds
        .take_if(|_| is_refused("duration_seconds"));
    defaults.mfa_session.take_if(|_| is_refused("mfa_session"));
    defaults.mfa_max_age.take_if(|_| is_refused("mfa_max_age"));
}

fn read_source(table: &mut Table<'_>, profile: &mut Profile) {
    profile.source_profile = table.text("source_profile");
    profile.credential_source = table.parsed("credential_source", |text| {
        value::choice(text, &CredentialSource::NAMES, &CredentialSource::ALL)
    });
    profile.credential_process = table.parsed("credential_process", value::command);
    profile.sso = sso(table);
    profile.login_session = table.text("login_session");
    profile.web_identity_token_file = table.path("web_identity_token_file");
    profile.web_identity = table.text("web_identity");
    profile.web_identity_token_env = table.parsed("web_identity_token_env", value::variable_name);
    profile.web_identity_token_process = table.parsed("web_identity_token_process", value::command);
    profile.web_identity_provider_id = table.text("web_identity_provider_id");
    profile.principal_arn = table.limited("principal_arn", limits::principal_arn);
    profile.saml_assertion_process = table.parsed("saml_assertion_process", value::command);
    profile.saml_login_url = table.parsed("saml_login_url", |text| {
        value::secure_url(text, "https://idp.example.com/app/aws")
    });
    profile.saml_keep_browser = table.boolean("saml_keep_browser");
}

fn read_role(table: &mut Table<'_>, profile: &mut Profile) {
    profile.federation_name = table.limited("federation_name", limits::federation_name);
    profile.role_arn = table.parsed("role_arn", |text| limits::role_arn(text).map_err(Into::into));
    profile.external_id = table.limited("external_id", limits::external_id);
    profile.role_session_name = table.limited("role_session_name", check_template);
    profile.mfa_serial = table.limited("mfa_serial", limits::mfa_serial);
    profile.mfa_process = table.parsed("mfa_process", value::command);
    profile.mfa_session = table.duration_or_false("mfa_session");
    profile.mfa_max_age = table.duration("mfa_max_age", false);
    profile.duration_seconds = table.duration("duration_seconds", true);
    profile.source_identity = table.limited("source_identity", limits::source_identity);
    profile.tags = tags(table);
    profile.transitive_tags = table.list("transitive_tags");
    profile.policy = policy::read(table, operation(profile));
    profile.policy_arns = table.list("policy_arns");
    check_role(table, profile);
}

fn check_role(table: &mut Table<'_>, profile: &Profile) {
    if let Some(entry) = table.entry("tags") {
        let tags = profile
            .tags
            .iter()
            .map(|(key, tag)| (key.as_str(), tag.value.as_str()));
        if let Err(error) = limits::tags(tags) {
            table.refuse("tags", entry.line, error);
        }
    }
    if let Some(setting) = &profile.transitive_tags {
        let keys = profile.tags.keys().map(String::as_str);
        if let Err(error) = limits::transitive_tags(&setting.value, keys) {
            table.refuse("transitive_tags", setting.place.line, error);
        }
    }
    if let Some(setting) = &profile.policy_arns {
        let role = profile.role_arn.as_ref().map(|role| &role.value);
        if let Err(error) = limits::policy_arns(&setting.value, role) {
            table.refuse("policy_arns", setting.place.line, error);
        }
    }
}

fn read_calls(table: &mut Table<'_>, profile: &mut Profile) {
    profile.region = table.parsed("region", value::region);
    profile.endpoint_url = table.parsed("endpoint_url", value::endpoint_url);
    profile.sts_regional_endpoints = table.parsed("sts_regional_endpoints", |text| {
        value::choice(text, &RegionalEndpoints::NAMES, &RegionalEndpoints::ALL)
    });
    profile.use_fips_endpoint = table.boolean("use_fips_endpoint");
    profile.use_dualstack_endpoint = table.boolean("use_dualstack_endpoint");
    profile.ca_bundle = table.path("ca_bundle");
}

fn read_people(table: &mut Table<'_>, profile: &mut Profile) {
    profile.browser = table.text("browser");
    profile.account_name = table.text("account_name");
    profile.production = table.boolean("production");
    profile.output = table.text("output");
}

fn sso(table: &mut Table<'_>) -> Option<Setting<Sso>> {
    let session = table.text("sso_session");
    let account = table.parsed("sso_account_id", value::account_id);
    let role = table.text("sso_role_name");
    let place = [&session, &account, &role]
        .into_iter()
        .flatten()
        .next()?
        .place
        .clone();
    let inner = |setting: Option<Setting<String>>| setting.map(|setting| setting.value);
    let value = Sso {
        session: inner(session),
        start_url: None,
        region: None,
        account_id: inner(account),
        role_name: inner(role),
    };
    Some(Setting { value, place })
}

fn tags(table: &mut Table<'_>) -> BTreeMap<String, Setting<String>> {
    let mut tags = BTreeMap::new();
    let Some(entry) = table.entry("tags") else {
        return tags;
    };
    let Value::Table(entries) = &entry.value else {
        table.refuse("tags", entry.line, wrong_type("a table of strings", &entry.value));
        return tags;
    };
    for Entry { key, line, value } in entries {
        let named = format!("tags.{key}");
        match value {
            Value::Text(text) => match limits::tags([(key.as_str(), text.as_str())]) {
                Ok(()) => {
                    let setting = Setting {
                        value: text.clone(),
                        place: table.place(*line),
                    };
                    tags.insert(key.clone(), setting);
                }
                Err(error) => table.refuse(&named, *line, error),
            },
            other => table.refuse(&named, *line, wrong_type("a string", other)),
        }
    }
    tags
}

/// Which call the profile's own settings are parameters of.
fn operation(profile: &Profile) -> StsOperation {
    let is_web_identity = profile.web_identity_token_file.is_some()
        || profile.web_identity.is_some()
        || profile.web_identity_token_env.is_some()
        || profile.web_identity_token_process.is_some();
    let is_saml = profile.principal_arn.is_some()
        || profile.saml_assertion_process.is_some()
        || profile.saml_login_url.is_some();
    match () {
        () if profile.federation_name.is_some() => StsOperation::GetFederationToken,
        () if is_web_identity => StsOperation::AssumeRoleWithWebIdentity,
        () if is_saml => StsOperation::AssumeRoleWithSaml,
        () => StsOperation::AssumeRole,
    }
}

fn check_durations(problems: &mut Vec<Problem>, owner: &Owner, profile: &Profile) {
    let own = match (operation(profile), &profile.role_arn, owner) {
        (StsOperation::AssumeRole, None, Owner::Profile(_)) => StsOperation::GetSessionToken,
        (operation, _, _) => operation,
    };
    let mfa_session = profile.mfa_session.as_ref().and_then(|setting| {
        setting.value.map(|value| Setting {
            value,
            place: setting.place.clone(),
        })
    });
    let checks = [
        ("duration_seconds", &profile.duration_seconds, own),
        ("mfa_session", &mfa_session, StsOperation::GetSessionToken),
    ];
    for (key, setting, operation) in checks {
        let Some(Setting { value, place }) = setting else {
            continue;
        };
        if let Err(error) = limits::duration(operation, *value) {
            let kind = ProblemKind::Value {
                key: key.to_owned(),
                error: error.into(),
            };
            let problem = Problem {
                place: place.clone(),
                owner: owner.clone(),
                kind,
            };
            problems.push(problem);
        }
    }
    if let Some(Setting {
        value: SessionDuration::Seconds(0),
        place,
    }) = &profile.mfa_max_age
    {
        let error = ValueError::Range {
            min: 1,
            max: 129_600,
            found: 0,
        };
        let kind = ProblemKind::Value {
            key: "mfa_max_age".to_owned(),
            error,
        };
        problems.push(Problem {
            place: place.clone(),
            owner: owner.clone(),
            kind,
        });
    }
}
