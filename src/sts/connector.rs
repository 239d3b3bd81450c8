//! The one HTTP connection of a process: TLS by rustls and ring, its roots, and the proxy.

use std::path::Path;
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector};
use http::Uri;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};

use super::endpoint::ResolvedEndpoint;
use super::settings::{ProxySettings, SettingsError};
use crate::whole_file;

/// As the SDKs' default.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

/// While a person looks for the next code the service closes an idle connection: take a new one instead.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// In bytes; the roots of a whole system take 250 KiB.
const LARGEST_BUNDLE: usize = 64 << 20;

/// A connector and the proxy that it uses, as host and port.
pub(super) struct Connection {
    pub(super) connector: SharedHttpConnector,
    pub(super) proxy: Option<String>,
}

/// Builds the connector; certificates are loaded only where the endpoint is https.
pub(super) fn connection(
    endpoint: &ResolvedEndpoint,
    ca_bundle: Option<&Path>,
    proxy: &ProxySettings,
) -> Result<Connection, SettingsError> {
    let mut builder = Connector::builder()
        .connector_settings(
            HttpConnectorSettings::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .build(),
        )
        .pool_idle_timeout(IDLE_TIMEOUT);
    let proxy = match &proxy.https_proxy {
        Some(url) if endpoint.is_secure() && !endpoint.is_local() => {
            Some(use_proxy(&mut builder, url, proxy)?)
        }
        _ => None,
    };
    let trust = if endpoint.is_secure() {
        trust_store(ca_bundle)?
    } else {
        TrustStore::empty()
    };
    let context = TlsContext::builder().with_trust_store(trust).build();
    let connector = builder
        .tls_provider(Provider::rustls(CryptoMode::Ring))
        .tls_context(context.unwrap_or_default())
        .build_with_resolver(SystemResolver {
            loopback_only: !endpoint.is_secure(),
        });
    Ok(Connection {
        connector: SharedHttpConnector::new(connector),
        proxy,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the proxy's URL may hold its password; the client needs it"
)]
fn use_proxy(
    builder: &mut ConnectorBuilder,
    url: &SecretString,
    settings: &ProxySettings,
) -> Result<String, SettingsError> {
    let text = url.expose_secret();
    let config = if text.contains("://") {
        ProxyConfig::https(text)
    } else {
        ProxyConfig::https(format!("http://{text}"))
    };
    let uri: Uri = text.parse().map_err(|_| SettingsError::Proxy)?;
    let (Ok(mut config), Some(host)) = (config, uri.host().filter(|host| !host.is_empty())) else {
        return Err(SettingsError::Proxy);
    };
    let rest = uri.authority().and_then(|it| it.as_str().rsplit_once(host));
    if rest.is_some_and(|(_, port)| !port.is_empty()) && uri.port_u16().is_none() {
        return Err(SettingsError::Proxy);
    }
    if let Some(rules) = &settings.no_proxy {
        config = config.no_proxy(rules);
    }
    builder.set_proxy_config(Some(config));
    Ok(uri
        .port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn trust_store(ca_bundle: Option<&Path>) -> Result<TrustStore, SettingsError> {
    let Some(path) = ca_bundle else {
        return Ok(TrustStore::default());
    };
    let pem = whole_file::regular(path, LARGEST_BUNDLE).map_err(|source| SettingsError::CaBundleUnread {
        path: path.to_owned(),
        source,
    })?;
    check_bundle(path, &pem)?;
    Ok(TrustStore::empty().with_pem_certificate(pem.to_vec()))
}

/// The SDK panics on what this refuses.
fn check_bundle(path: &Path, pem: &[u8]) -> Result<(), SettingsError> {
    let broken = |number, source| SettingsError::CaBundleBroken {
        path: path.to_owned(),
        number,
        source,
    };
    let mut roots = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(pem).enumerate() {
        let certificate = certificate.map_err(|error| broken(index + 1, error.into()))?;
        roots
            .add(certificate)
            .map_err(|error| broken(index + 1, error.into()))?;
    }
    if roots.is_empty() {
        return Err(SettingsError::CaBundleEmpty {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// The system's resolver, with an error that can be told from a failed connection.
#[derive(Clone, Debug)]
struct SystemResolver {
    /// Security: `localhost` is loopback by its name alone (RFC 6761, 6.3); what answers for it may say otherwise.
    loopback_only: bool,
}

impl ResolveDns for SystemResolver {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        let loopback_only = self.loopback_only;
        DnsFuture::new(async move {
            let found = tokio::net::lookup_host((name, 0)).await;
            let found = found.map_err(ResolveDnsError::new)?.map(|address| address.ip());
            let usable: Vec<_> = found
                .filter(|ip| !loopback_only || ip.to_canonical().is_loopback())
                .collect();
            match usable.is_empty() {
                true => Err(ResolveDnsError::new(format!("`{name}` is no loopback address"))),
                false => Ok(usable),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GARBLED: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    #[test]
    fn checks_a_bundle_before_the_sdk_sees_it() {
        for (pem, error) in [
            ("", "the CA bundle `ca.pem` holds no certificate"),
            ("not PEM at all", "the CA bundle `ca.pem` holds no certificate"),
            (GARBLED, "certificate 1 of the CA bundle `ca.pem` cannot be used"),
            (
                "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
                "certificate 1 of the CA bundle `ca.pem` cannot be used",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n",
                "certificate 1 of the CA bundle `ca.pem` cannot be used",
            ),
        ] {
            let refused = check_bundle(Path::new("ca.pem"), pem.as_bytes()).unwrap_err();
            assert_eq!(refused.to_string(), error, "{pem}");
        }
    }

    #[test]
    fn a_missing_bundle_is_named() {
        let refused = trust_store(Some(Path::new("no/such/ca.pem"))).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "failed to read the CA bundle `no/such/ca.pem`"
        );
    }

    #[test]
    fn a_proxy_is_shown_without_its_password() {
        let settings = ProxySettings::default();
        for (url, shown) in [
            (
                "http://alice:word@proxy.example.com:3128",
                Some("proxy.example.com:3128"),
            ),
            ("proxy.example.com:3128", Some("proxy.example.com:3128")),
            ("https://proxy.example.com", Some("proxy.example.com")),
            ("socks5://proxy.example.com", None),
            ("", None),
            ("http://", None),
            ("http://alice:word@:3128", None),
            ("http://proxy.example.com:x", None),
            ("proxy.example.com:99999", None),
        ] {
            let secret = SecretString::from(url);
            let used = use_proxy(&mut Connector::builder(), &secret, &settings);
            assert_eq!(used.ok().as_deref(), shown, "{url}");
        }
    }
}
