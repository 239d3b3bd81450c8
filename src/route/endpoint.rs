//! Which STS answers: the region rule and the endpoint settings (SDK guide, «Service-specific endpoints»).

use crate::env::{Environment, is_true};
use crate::profile::{Profile, RegionalEndpoints, Setting};
use crate::route::resolve::Surroundings;
use crate::route::{Endpoint, RouteError};

impl Endpoint {
    /// Whether the global endpoint answers, whose tokens are another kind than those of the Regional ones.
    pub fn is_global(&self) -> bool {
        let is_plain = !self.use_fips && !self.use_dualstack;
        is_plain
            && match self.region.as_deref() {
                None | Some("aws-global") => true,
                Some(region) => self.legacy_global && LEGACY_REGIONS.contains(&region),
            }
    }
}

/// The region: `--region`, the environment, the profiles in their order, `[defaults]`.
///
/// `profiles` are the route's, the last word's first.
pub fn region<'a>(
    profiles: &[&'a Profile],
    option: Option<&'a str>,
    around: &'a Surroundings<'_>,
) -> Option<&'a str> {
    option
        .or(around.environment.region.as_deref())
        .or_else(|| of_profiles(profiles))
        .or_else(|| of_profiles(&[around.defaults]))
}

/// The region that is said to the command that is run: not that of `[defaults]`, nor the environment's, which it has.
pub fn said_region<'a>(profiles: &[&'a Profile], option: Option<&'a str>) -> Option<&'a str> {
    option.or_else(|| of_profiles(profiles))
}

/// The endpoint of a route. `profiles` are the route's, the last word's first.
pub fn resolve(
    profiles: &[&Profile],
    option: Option<&str>,
    around: &Surroundings<'_>,
) -> Result<Endpoint, RouteError> {
    let environment = around.environment;
    let region = region(profiles, option, around).map(str::to_owned);
    let profiles = &[profiles, &[around.defaults]].concat();
    Ok(Endpoint {
        region,
        url: custom_url(profiles, environment),
        legacy_global: is_legacy(profiles, environment)?,
        use_fips: flag(
            "AWS_USE_FIPS_ENDPOINT",
            environment.use_fips_endpoint.as_deref(),
            first(profiles, |profile| profile.use_fips_endpoint.as_ref()),
        )?,
        use_dualstack: flag(
            "AWS_USE_DUALSTACK_ENDPOINT",
            environment.use_dualstack_endpoint.as_deref(),
            first(profiles, |profile| profile.use_dualstack_endpoint.as_ref()),
        )?,
        ca_bundle: environment
            .ca_bundle
            .clone()
            .or_else(|| first(profiles, |profile| profile.ca_bundle.as_ref()).cloned()),
    })
}

fn of_profiles<'a>(profiles: &[&'a Profile]) -> Option<&'a str> {
    first(profiles, |profile| profile.region.as_ref()).map(String::as_str)
}

/// One profile's own setting for STS goes before its setting for every service, and both before the next profile's.
fn custom_url(profiles: &[&Profile], environment: &Environment) -> Option<String> {
    let ignored = match environment.ignore_configured_endpoint_urls.as_deref() {
        Some(value) => is_true(Some(value)),
        None => {
            first(profiles, |profile| {
                profile.ignore_configured_endpoint_urls.as_ref()
            }) == Some(&true)
        }
    };
    if ignored {
        return None;
    }
    let of_profile = || {
        first(profiles, |profile| {
            profile
                .sts_endpoint_url
                .as_ref()
                .or(profile.endpoint_url.as_ref())
        })
    };
    environment
        .endpoint_url_sts
        .as_ref()
        .or(environment.endpoint_url.as_ref())
        .or_else(of_profile)
        .cloned()
}

fn is_legacy(profiles: &[&Profile], environment: &Environment) -> Result<bool, RouteError> {
    match environment.sts_regional_endpoints.as_deref() {
        Some(value) if value.eq_ignore_ascii_case("legacy") => Ok(true),
        Some(value) if value.eq_ignore_ascii_case("regional") => Ok(false),
        Some(value) => Err(RouteError::Variable {
            variable: "AWS_STS_REGIONAL_ENDPOINTS",
            value: value.to_owned(),
            wanted: "`regional` or `legacy`",
        }),
        None => Ok(first(profiles, |profile| profile.sts_regional_endpoints.as_ref())
            == Some(&RegionalEndpoints::Legacy)),
    }
}

fn flag(variable: &'static str, value: Option<&str>, of_profile: Option<&bool>) -> Result<bool, RouteError> {
    match value {
        Some(value) if value.eq_ignore_ascii_case("true") => Ok(true),
        Some(value) if value.eq_ignore_ascii_case("false") => Ok(false),
        Some(value) => Err(RouteError::Variable {
            variable,
            value: value.to_owned(),
            wanted: "`true` or `false`",
        }),
        None => Ok(of_profile == Some(&true)),
    }
}

fn first<'a, T>(
    profiles: &[&'a Profile],
    setting: impl Fn(&'a Profile) -> Option<&'a Setting<T>>,
) -> Option<&'a T> {
    profiles
        .iter()
        .find_map(|profile| setting(profile))
        .map(|setting| &setting.value)
}

/// The Regions that the global endpoint stood for (SDK guide, «AWS STS Regional endpoints»: legacy).
const LEGACY_REGIONS: [&str; 15] = [
    "ap-northeast-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sts::endpoint::ResolvedEndpoint;

    #[test]
    fn what_is_global_is_what_the_sdk_sends_there() {
        let mut compared = 0;
        let others = [
            "af-south-1",
            "ap-east-1",
            "ap-northeast-2",
            "ca-west-1",
            "eu-south-1",
            "me-central-1",
            "il-central-1",
            "us-gov-west-1",
            "cn-north-1",
            "eu-west-9",
        ];
        let regions = LEGACY_REGIONS
            .into_iter()
            .chain(others)
            .map(Some)
            .chain([None, Some("aws-global")]);
        for region in regions {
            for bits in 0..8 {
                let endpoint = Endpoint {
                    region: region.map(str::to_owned),
                    legacy_global: bits & 1 > 0,
                    use_fips: bits & 2 > 0,
                    use_dualstack: bits & 4 > 0,
                    ..Endpoint::default()
                };
                let Ok(resolved) = ResolvedEndpoint::resolve(&endpoint) else {
                    continue;
                };
                compared += 1;
                assert_eq!(
                    endpoint.is_global(),
                    resolved.url() == "https://sts.amazonaws.com",
                    "{endpoint:?}: {}",
                    resolved.url()
                );
            }
        }
        assert!(compared > 150, "{compared}");
    }
}
