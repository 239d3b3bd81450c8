//! Which STS answers: the region rule and the endpoint settings (SDK guide, «Service-specific endpoints»).

use crate::env::{Environment, is_true};
use crate::profile::{Profile, RegionalEndpoints, Setting};
use crate::route::{Endpoint, Options, RouteError};

/// The endpoint, and the region that an option or a profile says.
///
/// `profiles` are the route's, the last word's first. A region of `[defaults]` is STS's, and not said to a command.
pub fn resolve(
    profiles: &[&Profile],
    defaults: &Profile,
    options: &Options,
    environment: &Environment,
) -> Result<(Endpoint, Option<String>), RouteError> {
    let of_profile = first(profiles, |profile| profile.region.as_ref());
    let profiles = &[profiles, &[defaults]].concat();
    let said = options.region.clone().or_else(|| of_profile.cloned());
    let region = options
        .region
        .clone()
        .or_else(|| environment.region.clone())
        .or_else(|| first(profiles, |profile| profile.region.as_ref()).cloned());
    let endpoint = Endpoint {
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
    };
    Ok((endpoint, said))
}

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
    environment
        .endpoint_url_sts
        .clone()
        .or_else(|| environment.endpoint_url.clone())
        .or_else(|| first(profiles, |profile| profile.sts_endpoint_url.as_ref()).cloned())
        .or_else(|| first(profiles, |profile| profile.endpoint_url.as_ref()).cloned())
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
