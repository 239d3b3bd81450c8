//! No answer: which step of the way failed, told apart because each is mended elsewhere.

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::CertificateError;

use crate::scrub;
use crate::sts::call::Call;
use crate::sts::connector::CONNECT_TIMEOUT;
use crate::sts::witness::Witness;

/// What a person must know who types codes.
pub(super) const SPENT: &str = "the MFA code may have been used: take the next one";

/// A call that nobody answered.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.headline())]
pub struct Unreachable {
    pub call: Call,
    /// How often it was sent, or tried to be.
    pub attempts: u32,
    /// Whether a connection was there in the last attempt.
    pub connected: bool,
    pub code_may_be_spent: bool,
    /// Host and port of the proxy, where one is used.
    pub proxy: Option<String>,
    /// Where the trusted roots came from, if not from the system.
    pub ca_bundle: Option<PathBuf>,
    #[source]
    pub cause: Cause,
}

/// The step that failed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Cause {
    #[error("its name has no address: {reason}")]
    UnknownHost { reason: String },
    #[error("no connection: {reason}")]
    NotConnected { reason: String },
    #[error("no connection within {} seconds", .0.as_secs_f64())]
    ConnectTimeout(Duration),
    #[error("{0}")]
    Tls(TlsFault),
    #[error("the proxy did not connect: {reason}")]
    Proxy { reason: String },
    #[error("no answer within {seconds} seconds")]
    NoAnswer { seconds: u64 },
    #[error("the connection ended before the answer was whole")]
    Broken,
    #[error("no time was left before the deadline")]
    OutOfTime,
}

/// What is wrong with a TLS connection.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TlsFault {
    #[error("its certificate comes from an authority that is not trusted")]
    UnknownIssuer,
    #[error("its certificate has expired")]
    Expired,
    #[error("its certificate is not valid yet")]
    NotYetValid,
    #[error("its certificate is for another name")]
    WrongName,
    #[error("TLS failed: {0}")]
    Other(String),
}

impl Unreachable {
    fn headline(&self) -> String {
        let Self { call, attempts, .. } = self;
        let endpoint = &call.endpoint;
        let proxy = self
            .proxy
            .as_ref()
            .map(|host| format!(" by the proxy `{host}`"))
            .unwrap_or_default();
        let many = if *attempts > 1 {
            format!(" ({attempts} attempts)")
        } else {
            String::new()
        };
        if self.connected {
            format!(
                "STS at `{endpoint}`{proxy} gave no answer to {}{many}",
                call.what()
            )
        } else {
            format!(
                "STS at `{endpoint}` could not be reached{proxy} for {}{many}",
                call.what()
            )
        }
    }

    /// What to do next.
    pub fn help(&self) -> String {
        let next = self.next();
        match self.code_may_be_spent {
            true => format!("{SPENT}\n{next}"),
            false => next,
        }
    }

    fn next(&self) -> String {
        match &self.cause {
            Cause::UnknownHost { .. } => format!(
                "check the network, and that `{}` is a Region; a private network may need `HTTPS_PROXY` or `endpoint_url`",
                self.call.region
            ),
            Cause::NotConnected { .. } | Cause::ConnectTimeout(_) => {
                "check the network; set `HTTPS_PROXY` where a proxy is needed, and look at `endpoint_url` and \
                 `AWS_ENDPOINT_URL_STS`"
                    .to_owned()
            }
            Cause::Tls(fault) => self.tls_help(fault),
            Cause::Proxy { .. } => "check `HTTPS_PROXY` and its password; what needs no proxy goes into `NO_PROXY`".to_owned(),
            Cause::NoAnswer { .. } | Cause::Broken => {
                "try again in a moment, or another Region with `--region`".to_owned()
            }
            Cause::OutOfTime => "try again; `--prompt-timeout 2m` gives a person more time".to_owned(),
        }
    }

    fn tls_help(&self, fault: &TlsFault) -> String {
        match (fault, &self.ca_bundle) {
            (TlsFault::UnknownIssuer, Some(path)) => format!(
                "add the authority's certificate to `{}`, or unset `ca_bundle` and `AWS_CA_BUNDLE` to trust the system's",
                path.display()
            ),
            (TlsFault::UnknownIssuer, None) => {
                "name the authority's certificate in `ca_bundle` or `AWS_CA_BUNDLE`; a bare system may lack the package \
                 `ca-certificates`"
                    .to_owned()
            }
            (TlsFault::Expired | TlsFault::NotYetValid, _) => {
                "compare this machine's clock with the true time (`date -u`); if it is right, the server's certificate \
                 must be renewed"
                    .to_owned()
            }
            (TlsFault::WrongName, _) => {
                "write the name that the certificate is for in `endpoint_url` or `AWS_ENDPOINT_URL_STS`".to_owned()
            }
            (TlsFault::Other(_), _) => {
                "check that the endpoint speaks TLS 1.2 or later on that port; a proxy may break it open".to_owned()
            }
        }
    }
}

/// Why time ran out.
pub(super) fn timeout(witness: &Witness) -> Cause {
    if witness.may_have_arrived() {
        Cause::NoAnswer {
            seconds: witness.elapsed().as_secs_f64().round() as u64,
        }
    } else {
        Cause::ConnectTimeout(Duration::from_secs(witness.elapsed().as_secs_f64().round() as u64))
    }
}

/// Which step a connector's error comes from.
pub(super) fn cause(error: &ConnectorError, witness: &Witness, proxied: bool) -> Cause {
    let links = || links(error);
    if let Some(dns) = links().find_map(|link| link.downcast_ref::<ResolveDnsError>()) {
        let reason = dns.source().map(ToString::to_string).unwrap_or_default();
        return Cause::UnknownHost {
            reason: bounded(&reason),
        };
    }
    if let Some(tls) = links().find_map(|link| link.downcast_ref::<rustls::Error>()) {
        return Cause::Tls(tls_fault(tls));
    }
    if witness.may_have_arrived() {
        return match error.is_timeout() {
            true => timeout(witness),
            false => Cause::Broken,
        };
    }
    if error.is_timeout() {
        return Cause::ConnectTimeout(CONNECT_TIMEOUT);
    }
    let deepest = links().last().map(ToString::to_string).unwrap_or_default();
    let reason = bounded(&deepest);
    let by_system = links().any(|link| {
        link.downcast_ref::<io::Error>()
            .is_some_and(|e| e.raw_os_error().is_some())
    });
    match proxied && !by_system {
        true => Cause::Proxy { reason },
        false => Cause::NotConnected { reason },
    }
}

fn tls_fault(error: &rustls::Error) -> TlsFault {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFault::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                TlsFault::NotYetValid
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsFault::WrongName
            }
            other => TlsFault::Other(bounded(&other.to_string())),
        },
        other => TlsFault::Other(bounded(&other.to_string())),
    }
}

fn bounded(reason: &str) -> String {
    scrub::bounded(reason, 200)
}

/// An error and what caused it. An I/O error's `source` skips what it wraps, so that is stepped into first.
fn links<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&link| match link.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => link.source(),
    })
}
