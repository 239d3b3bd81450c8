//! The grammar of ROUTE: what its first word and each further word stand for.

use crate::arn::RoleArn;
use crate::profile::Profile;
use crate::route::chain::{self, Chain, Link};
use crate::route::resolve::Surroundings;
use crate::route::{Operation, RouteError, call, endpoint, partition};

/// The chain of all words; without words, the credentials of the environment, else the default profile.
///
/// `region` is what `--region` says.
pub fn chain(words: &[String], region: Option<&str>, around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    let mut chain = match words.first() {
        None => default_source(around)?,
        Some(word) => first_word(word, around)?,
    };
    for word in words.iter().skip(1) {
        let link = further_hop(word, &chain, region, around)?;
        chain.push(link);
    }
    Ok(chain)
}

/// One more hop: a role ARN, its short form, or the role of a profile.
pub fn further_hop(
    word: &str,
    chain: &Chain,
    region: Option<&str>,
    around: &Surroundings<'_>,
) -> Result<Link, RouteError> {
    if is_arn(word) {
        return Ok(role_of_word(parse_arn(word)?));
    }
    if let Some(role) = RoleArn::parse_short(word, partition_after(chain, region, around)) {
        return Ok(role_of_word(role));
    }
    let Some(profile) = around.profile(word)? else {
        return Err(around.no_profile(word, None));
    };
    match call::assume_role(&profile) {
        Some(role) => Ok(Link {
            profile: Some(profile),
            operation: Operation::AssumeRole(Box::new(role)),
        }),
        None => Err(RouteError::NoRole {
            profile: profile.name,
            place: profile.place,
        }),
    }
}

/// Whether the word names a profile, or a stored key, by its shape.
pub fn is_name(word: &str) -> bool {
    !is_arn(word) && RoleArn::parse_short(word, partition::DEFAULT).is_none()
}

fn is_arn(word: &str) -> bool {
    word.starts_with("arn:")
}

fn first_word(word: &str, around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    if is_arn(word) {
        let role = parse_arn(word)?;
        let mut chain = default_source(around)?;
        chain.push(role_of_word(role));
        return Ok(chain);
    }
    match chain::of_profile(word, around) {
        Err(RouteError::NoProfile { .. }) if !is_name(word) => Err(RouteError::ShortFirst {
            word: word.to_owned(),
        }),
        other => other,
    }
}

/// The environment's keys, else the default profile, as botocore resolves them.
fn default_source(around: &Surroundings<'_>) -> Result<Chain, RouteError> {
    if around.environment.aws_access_key_id.is_some() {
        return Ok(Chain::new(around.keys_of_environment(), None));
    }
    let profile = around.environment.aws_profile.as_deref();
    chain::of_profile(profile.unwrap_or("default"), around)
}

fn parse_arn(word: &str) -> Result<RoleArn, RouteError> {
    RoleArn::parse(word).map_err(|what| RouteError::BadArn {
        word: word.to_owned(),
        what,
    })
}

fn role_of_word(role_arn: RoleArn) -> Link {
    Link {
        profile: None,
        operation: call::role_of_word(role_arn),
    }
}

/// Where a short form's role is: with the role before it, else with the source's user, else in the route's region.
fn partition_after<'a>(chain: &'a Chain, region: Option<&'a str>, around: &'a Surroundings<'_>) -> &'a str {
    let of_role = chain
        .links
        .iter()
        .rev()
        .find_map(|link| link.operation.role())
        .map(|role| role.role_arn.partition());
    let of_source = || chain.source_profile.as_ref().and_then(partition::of_profile);
    let of_region = || {
        let profiles: Vec<&Profile> = chain.profiles.iter().rev().collect();
        endpoint::region(&profiles, region, around).map(partition::of_region)
    };
    of_role
        .or_else(of_source)
        .or_else(of_region)
        .unwrap_or(partition::DEFAULT)
}
