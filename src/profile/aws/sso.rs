//! IAM Identity Center: the profile's own keys and those of its `[sso-session NAME]`, whole or not at all.

use super::super::value;
use super::super::{Owner, Place, Problem, ProblemKind, Setting, Sso, ValueError};
use super::Reader;
use crate::aws_config::AwsConfig;

/// Reads it; where the profile is a role's, half of it is no problem, for botocore looks at the role first.
pub(super) fn read(reader: &mut Reader, files: &AwsConfig, is_role: bool) -> Option<Setting<Sso>> {
    let before = reader.problems.len();
    let session = reader.text("sso_session");
    let account = reader.parsed("sso_account_id", value::account_id);
    let role = reader.text("sso_role_name");
    let start_url = reader.text("sso_start_url");
    let region = reader.parsed("sso_region", value::region);
    let place = [&session, &account, &role]
        .into_iter()
        .flatten()
        .next()?
        .place
        .clone();
    needs(reader, "sso_account_id", "sso_role_name");
    needs(reader, "sso_role_name", "sso_account_id");
    if session.is_none() {
        for key in ["sso_account_id", "sso_role_name"] {
            needs(reader, key, "sso_start_url");
            needs(reader, key, "sso_region");
        }
    }
    let inner = |setting: Option<Setting<String>>| setting.map(|setting| setting.value);
    let mut setting = Setting {
        value: Sso {
            session: inner(session),
            start_url: inner(start_url),
            region: inner(region),
            account_id: inner(account),
            role_name: inner(role),
        },
        place,
    };
    let problems = complete(&mut setting, &reader.owner, files);
    reader.problems.extend(problems);
    if is_role {
        reader.problems.truncate(before);
    }
    Some(setting)
}

/// Takes over what the `[sso-session NAME]` says, which is all of start URL and region.
pub fn complete(sso: &mut Setting<Sso>, owner: &Owner, files: &AwsConfig) -> Vec<Problem> {
    let Some(name) = sso.value.session.clone() else {
        return Vec::new();
    };
    let problem = |place: &Place, key: &str, error| {
        let kind = ProblemKind::Value {
            key: key.to_owned(),
            error,
        };
        Problem {
            place: place.clone(),
            owner: owner.clone(),
            kind,
        }
    };
    let Some(section) = files.sso_session(&name) else {
        let names = files.sso_session_names();
        let nearest = value::nearest(&name, names).map(|name| format!("sso-session {name}"));
        let error = ValueError::NoTable {
            table: format!("sso-session {name}"),
            nearest,
        };
        return vec![problem(&sso.place, "sso_session", error)];
    };
    let mut problems: Vec<Problem> = section
        .problems
        .iter()
        .map(|found| super::problem(owner, found))
        .collect();
    let Sso {
        start_url, region, ..
    } = &mut sso.value;
    for (key, slot) in [("sso_start_url", start_url), ("sso_region", region)] {
        let found = section.get(key).filter(|found| !found.value().is_empty());
        match (found, &slot) {
            (None, _) => {
                let error = ValueError::Lacks {
                    section: format!("sso-session {name}"),
                    key,
                };
                problems.push(problem(&sso.place, "sso_session", error));
            }
            (Some(found), Some(own)) if found.value() != *own => {
                let error = ValueError::Differs {
                    section: format!("sso-session {name}"),
                };
                problems.push(problem(&found.place, key, error));
            }
            (Some(found), _) => *slot = Some(found.value().to_owned()),
        }
    }
    problems
}

fn needs(reader: &mut Reader, key: &str, other: &str) {
    if reader.property(other).is_some() {
        return;
    }
    if let Some(place) = reader.property(key).map(|found| found.place.clone()) {
        let kind = ProblemKind::Needs {
            key: key.to_owned(),
            other: format!("`{other}`"),
        };
        reader.push(place, kind);
    }
}
