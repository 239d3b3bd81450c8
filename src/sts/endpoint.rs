//! Where STS answers and which region signs, by the SDK's own endpoint rules: no table of hosts of ours.

use std::net::IpAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aws_sdk_sts::config::endpoint::{DefaultResolver, Params, ResolveEndpoint};
use aws_smithy_runtime_api::client::endpoint::EndpointFuture;
use http::Uri;

use super::settings::{EndpointRule, SettingsError};
use crate::route;

/// Signs the calls of the global endpoint.
const GLOBAL_REGION: &str = "us-east-1";

/// An endpoint that calls can be sent to.
#[derive(Clone, Debug)]
pub struct ResolvedEndpoint {
    sdk: aws_smithy_types::endpoint::Endpoint,
    region: String,
    address: Address,
}

/// Who is called, out of an endpoint's URL.
#[derive(Clone, Debug)]
struct Address {
    secure: bool,
    host: String,
    authority: String,
}

/// Checks what is known of an endpoint without the SDK's rules, which are too slow for a call that is not made.
///
/// # Errors
/// When the region or the custom URL is none, or secrets would travel in the clear.
pub fn check(endpoint: &route::Endpoint) -> Result<(), SettingsError> {
    check_region(endpoint.region.as_deref())?;
    endpoint
        .url
        .as_deref()
        .map_or(Ok(()), |url| Address::of(url).map(drop))
}

impl ResolvedEndpoint {
    /// Resolves without any call.
    ///
    /// # Errors
    /// When the settings contradict each other, or secrets would travel in the clear.
    pub fn resolve(endpoint: &route::Endpoint) -> Result<Self, SettingsError> {
        let region = endpoint.region.as_deref().filter(|name| *name != "aws-global");
        check_region(region)?;
        let params = Params::builder()
            .region(region.unwrap_or(GLOBAL_REGION).to_owned())
            .use_fips(endpoint.use_fips)
            .use_dual_stack(endpoint.use_dualstack)
            .use_global_endpoint(endpoint.legacy_global || region.is_none())
            .set_endpoint(endpoint.url.clone())
            .build()
            .map_err(|error| rule(&error))?;
        let sdk = at_once(DefaultResolver::new().resolve_endpoint(&params)).map_err(|e| rule(e.as_ref()))?;
        Self::check(sdk, region.unwrap_or(GLOBAL_REGION))
    }

    fn check(sdk: aws_smithy_types::endpoint::Endpoint, region: &str) -> Result<Self, SettingsError> {
        let address = Address::of(sdk.url())?;
        Ok(Self {
            sdk,
            region: region.to_owned(),
            address,
        })
    }

    /// The URL that calls go to.
    pub fn url(&self) -> &str {
        self.sdk.url()
    }

    /// The region of the settings; the rules may sign for another one.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Host and port, for people.
    pub fn authority(&self) -> &str {
        &self.address.authority
    }

    pub(super) fn is_secure(&self) -> bool {
        self.address.secure
    }

    /// Loopback and metadata addresses never go through a proxy.
    pub(super) fn is_local(&self) -> bool {
        is_loopback(&self.address.host) || is_metadata(&self.address.host)
    }
}

impl Address {
    fn of(url: &str) -> Result<Self, SettingsError> {
        let not_a_url = || SettingsError::EndpointUrl {
            url: without_user(url),
        };
        let uri: Uri = url.parse().map_err(|_| not_a_url())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(not_a_url()),
        };
        let host = uri.host().ok_or_else(not_a_url)?.to_owned();
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        // A port that is none is left out by the parser, and the scheme's own would be called; a user and a password
        // are never sent.
        let is_plain = authority == host
            || uri
                .port_u16()
                .is_some_and(|port| authority == format!("{host}:{port}"));
        if !is_plain || uri.query().is_some() {
            return Err(not_a_url());
        }
        // Security: the answer of every call is a secret, so is the token that signs most.
        if !secure && !is_loopback(&host) {
            return Err(SettingsError::PlainHttp { host });
        }
        Ok(Self {
            secure,
            host,
            authority: authority.to_owned(),
        })
    }
}

/// Already resolved: every call goes to the same place.
impl ResolveEndpoint for ResolvedEndpoint {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(self.sdk.clone()))
    }
}

/// The rules compute and never wait, so that `explain` needs no runtime for them.
fn at_once(
    future: EndpointFuture<'_>,
) -> Result<aws_smithy_types::endpoint::Endpoint, Box<dyn std::error::Error + Send + Sync>> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(endpoint) => endpoint,
        Poll::Pending => Err("the endpoint rules gave no answer".into()),
    }
}

fn rule(error: &dyn std::error::Error) -> SettingsError {
    SettingsError::Endpoint {
        source: EndpointRule(error.to_string()),
    }
}

/// Security: the region becomes part of the host name, so it must not end that name early.
fn check_region(region: Option<&str>) -> Result<(), SettingsError> {
    let is_label = |name: &str| {
        (1..=63).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match region {
        Some(name) if !is_label(name) => Err(SettingsError::Region {
            region: name.to_owned(),
        }),
        _ => Ok(()),
    }
}

fn without_user(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    }
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_loopback(host: &str) -> bool {
    match address(host) {
        Some(ip) => ip.to_canonical().is_loopback(),
        None => {
            let host = host.trim_end_matches('.').to_ascii_lowercase();
            host == "localhost" || host.ends_with(".localhost")
        }
    }
}

/// EC2's, ECS's and EKS's metadata addresses (AWS SDKs and Tools Reference Guide).
fn is_metadata(host: &str) -> bool {
    match address(host).map(|ip| ip.to_canonical()) {
        Some(IpAddr::V4(ip)) => ip.is_link_local(),
        Some(IpAddr::V6(ip)) => ip.segments()[..2] == [0xfd00, 0x0ec2],
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(region: Option<&str>, url: Option<&str>) -> route::Endpoint {
        route::Endpoint {
            region: region.map(str::to_owned),
            url: url.map(str::to_owned),
            ..route::Endpoint::default()
        }
    }

    fn signing_region(resolved: &ResolvedEndpoint) -> String {
        let scheme = resolved.sdk.auth_schemes().first();
        scheme
            .and_then(|scheme| scheme.get("signingRegion"))
            .and_then(|region| region.as_string())
            .unwrap_or(resolved.region())
            .to_owned()
    }

    #[test]
    fn follows_the_sdk_rules_of_regions_and_partitions() {
        let plain = |region| endpoint(region, None);
        for (settings, url, signed_for) in [
            (plain(None), "https://sts.amazonaws.com", "us-east-1"),
            (
                plain(Some("aws-global")),
                "https://sts.amazonaws.com",
                "us-east-1",
            ),
            (
                plain(Some("us-east-1")),
                "https://sts.us-east-1.amazonaws.com",
                "us-east-1",
            ),
            (
                plain(Some("eu-west-1")),
                "https://sts.eu-west-1.amazonaws.com",
                "eu-west-1",
            ),
            (
                plain(Some("cn-north-1")),
                "https://sts.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
            ),
            (
                plain(Some("eusc-de-east-1")),
                "https://sts.eusc-de-east-1.amazonaws.eu",
                "eusc-de-east-1",
            ),
            (
                route::Endpoint {
                    legacy_global: true,
                    ..plain(Some("eu-west-1"))
                },
                "https://sts.amazonaws.com",
                "us-east-1",
            ),
            // Not one of the Regions that the global endpoint stood for.
            (
                route::Endpoint {
                    legacy_global: true,
                    ..plain(Some("eu-south-1"))
                },
                "https://sts.eu-south-1.amazonaws.com",
                "eu-south-1",
            ),
            (
                route::Endpoint {
                    use_fips: true,
                    ..plain(Some("us-west-2"))
                },
                "https://sts-fips.us-west-2.amazonaws.com",
                "us-west-2",
            ),
            (
                route::Endpoint {
                    use_dualstack: true,
                    ..plain(Some("us-west-2"))
                },
                "https://sts.us-west-2.api.aws",
                "us-west-2",
            ),
            (
                endpoint(None, Some("http://127.0.0.1:4711")),
                "http://127.0.0.1:4711",
                "us-east-1",
            ),
            (
                endpoint(Some("eu-west-1"), Some("https://sts.example.com/path")),
                "https://sts.example.com/path",
                "eu-west-1",
            ),
        ] {
            let resolved = ResolvedEndpoint::resolve(&settings).unwrap();
            assert_eq!(
                (resolved.url(), signing_region(&resolved).as_str()),
                (url, signed_for),
                "{settings:?}"
            );
        }
    }

    #[test]
    fn refuses_what_cannot_be_called_safely() {
        let fips = route::Endpoint {
            use_fips: true,
            ..endpoint(None, Some("https://sts.example.com"))
        };
        for (settings, error) in [
            (
                endpoint(Some("evil.example/"), None),
                "`evil.example/` cannot be the name of an AWS Region",
            ),
            (endpoint(Some(""), None), "`` cannot be the name of an AWS Region"),
            (
                endpoint(None, Some("sts.example.com")),
                "the STS endpoint `sts.example.com` is not an http or https URL",
            ),
            (
                endpoint(None, Some("ftp://user:word@sts.example.com")),
                "the STS endpoint `ftp://sts.example.com` is not an http or https URL",
            ),
            (
                endpoint(None, Some("http://sts.example.com:8080/")),
                "the STS endpoint `http://sts.example.com` would carry secrets in the clear",
            ),
            (
                endpoint(None, Some("http://127.0.0.1.example.com")),
                "the STS endpoint `http://127.0.0.1.example.com` would carry secrets in the clear",
            ),
            (fips, "the endpoint settings do not go together"),
        ] {
            let refused = ResolvedEndpoint::resolve(&settings).unwrap_err();
            assert_eq!(refused.to_string(), error);
            assert!(refused.help().is_some());
        }
    }

    #[test]
    fn knows_the_addresses_that_no_proxy_serves() {
        for (host, local) in [
            ("127.0.0.1", true),
            ("127.8.9.1", true),
            ("[::1]", true),
            ("[::ffff:127.0.0.1]", true),
            ("localhost", true),
            ("sts.localhost.", true),
            ("169.254.169.254", true),
            ("[fd00:ec2::254]", true),
            ("10.0.0.1", false),
            ("notlocalhost", false),
            ("sts.amazonaws.com", false),
        ] {
            assert_eq!(is_loopback(host) || is_metadata(host), local, "{host}");
        }
    }
}
