//! From the command line's text to checked options of a route; each error names its flag.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use secrecy::{ExposeSecret, SecretString};

use crate::cli;
use crate::duration::SessionDuration;
use crate::error::Error;
use crate::mfa::{GivenBy, MfaError, TokenCode};
use crate::route::Options;
use crate::route::limits::{self, LimitError, StsOperation};
use crate::route::session_name;
use crate::whole_file;

/// The words of a ROUTE: `--profile NAME` is the same as a first word.
pub fn words(route: &cli::Route) -> Vec<String> {
    route.profile.iter().chain(&route.words).cloned().collect()
}

/// Checks every option of a route against STS's limits; a file that an option names is read until `deadline`.
pub fn options(route: &cli::Route, deadline: Instant) -> Result<Options, Error> {
    let last = &route.last_hop;
    let mfa_serial = checked("--mfa-serial", &route.first_call.mfa_serial, limits::mfa_serial)?;
    let session_name = match &last.session_name {
        None => None,
        Some(name) => {
            session_name::check_template(name)
                .map_err(|error| usage("--session-name", error.to_string(), error.help()))?;
            Some(name.clone())
        }
    };
    for arn in &last.policy_arns {
        limits::policy_arns(std::slice::from_ref(arn), None)
            .map_err(|error| limit("--policy-arn", &error))?;
    }
    Ok(Options {
        mfa_serial,
        external_id: checked("--external-id", &last.external_id, limits::external_id)?,
        duration: last.duration.as_deref().map(duration).transpose()?,
        session_name,
        tags: tags(&last.tags)?,
        transitive_tags: last.transitive_tags.clone(),
        policy: last
            .policy
            .as_deref()
            .map(|given| policy(given, deadline))
            .transpose()?,
        policy_arns: last.policy_arns.clone(),
        source_identity: checked(
            "--source-identity",
            &last.source_identity,
            limits::source_identity,
        )?,
        long_term: route.source.long_term,
        region: region(route.source.region.as_deref())?,
    })
}

/// The code of `--mfa-token`, else of `ROLEHOP_MFA_TOKEN`.
pub fn token(
    given: Option<&str>,
    variable: Option<&SecretString>,
) -> Result<Option<(TokenCode, GivenBy)>, Error> {
    match (given, variable) {
        (Some(text), _) => parse(text, GivenBy::Flag),
        #[expect(
            clippy::disallowed_methods,
            reason = "six digits go from one wiped value into another"
        )]
        (None, Some(text)) => parse(text.expose_secret(), GivenBy::Environment),
        (None, None) => Ok(None),
    }
}

fn parse(text: &str, by: GivenBy) -> Result<Option<(TokenCode, GivenBy)>, Error> {
    match TokenCode::parse(text) {
        Ok(code) => Ok(Some((code, by))),
        Err(source) => Err(MfaError::NotGiven { by, source }.into()),
    }
}

fn checked(
    flag: &str,
    value: &Option<String>,
    check: impl Fn(&str) -> Result<(), LimitError>,
) -> Result<Option<String>, Error> {
    if let Some(text) = value {
        check(text).map_err(|error| limit(flag, &error))?;
    }
    Ok(value.clone())
}

fn duration(text: &str) -> Result<SessionDuration, Error> {
    let Some(duration) = SessionDuration::parse(text) else {
        let help = "write `45m`, `1h`, `3600` or `max`";
        return Err(usage(
            "--duration",
            format!("`{text}` is no duration"),
            Some(help.into()),
        ));
    };
    limits::duration(StsOperation::GetSessionToken, duration).map_err(|error| limit("--duration", &error))?;
    Ok(duration)
}

fn tags(given: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let mut tags = BTreeMap::new();
    for tag in given {
        let Some((key, value)) = tag.split_once('=') else {
            let help = "write `--tag team=payments`";
            return Err(usage("--tag", format!("`{tag}` has no `=`"), Some(help.into())));
        };
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(usage("--tag", format!("`{key}` is given twice"), None));
        }
    }
    limits::tags(
        tags.iter()
            .map(|(key, value): (&String, &String)| (key.as_str(), value.as_str())),
    )
    .map_err(|error| limit("--tag", &error))?;
    Ok(tags)
}

/// JSON as it is, or the file that holds it.
fn policy(given: &str, deadline: Instant) -> Result<String, Error> {
    let text = match given.trim_start().starts_with('{') {
        true => given.to_owned(),
        false => read_policy(Path::new(given), deadline)?,
    };
    limits::policy(StsOperation::AssumeRole, &text).map_err(|error| limit("--policy", &error))?;
    Ok(text)
}

fn read_policy(path: &Path, deadline: Instant) -> Result<String, Error> {
    // A policy that STS takes has 2,048 characters; what is far beyond is another file.
    const MOST: usize = 1 << 20;
    let failed = |what: String| {
        let help = "name a file with a JSON policy, or give the JSON itself, which begins with `{`";
        usage("--policy", what, Some(help.into()))
    };
    let text = whole_file::whatever(path, MOST, deadline)
        .map_err(|error| failed(format!("cannot read `{}`: {error}", path.display())))?;
    match str::from_utf8(&text) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()),
        Err(_) => Err(failed(format!("`{}` is not UTF-8", path.display()))),
    }
}

fn region(given: Option<&str>) -> Result<Option<String>, Error> {
    let Some(text) = given else { return Ok(None) };
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if text.is_empty() || !text.bytes().all(plain) {
        let help = "write a region's name, as `eu-west-1`";
        return Err(usage(
            "--region",
            format!("`{text}` is no region"),
            Some(help.into()),
        ));
    }
    Ok(Some(text.to_owned()))
}

fn limit(flag: &str, error: &LimitError) -> Error {
    usage(flag, error.to_string(), error.help())
}

fn usage(flag: &str, what: String, help: Option<String>) -> Error {
    Error::Usage {
        what: format!("`{flag}`: {what}"),
        help,
    }
}
