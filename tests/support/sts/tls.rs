//! A certificate authority of this server's own, whose certificate is a PEM file for `AWS_CA_BUNDLE`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The authority's certificate on disk, for as long as this lives.
#[derive(Debug)]
pub(super) struct CaBundle {
    path: PathBuf,
    /// Removes the file in the end.
    _folder: TempDir,
}

impl CaBundle {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// An acceptor for 127.0.0.1 and localhost, and the authority to trust.
///
/// # Panics
/// When no certificate can be made or written: no test can go on.
pub(super) fn acceptor() -> (TlsAcceptor, CaBundle) {
    let authority_key = KeyPair::generate().expect("a key pair can be made");
    let authority = authority_params();
    let certificate = authority
        .self_signed(&authority_key)
        .expect("a certificate authority can be made");
    let issuer = Issuer::new(authority, authority_key);

    let key = KeyPair::generate().expect("a key pair can be made");
    let leaf = leaf_params()
        .signed_by(&key, &issuer)
        .expect("a certificate can be signed");
    let chain = vec![leaf.der().clone(), certificate.der().clone()];
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("the key that was just made is a key");
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .expect("the certificate fits its key");
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    (TlsAcceptor::from(Arc::new(config)), write(&certificate.pem()))
}

/// Strict verifiers (Python 3.13) want the usages and the key identifiers spelled out.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params
        .distinguished_name
        .push(DnType::CommonName, "loopback STS test authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn leaf_params() -> CertificateParams {
    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut params = CertificateParams::new(names).expect("both are names of this machine");
    params.distinguished_name.push(DnType::CommonName, "loopback STS");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

fn write(pem: &str) -> CaBundle {
    let folder = tempfile::Builder::new()
        .prefix("loopback-sts-")
        .tempdir()
        .expect("a temporary folder can be made");
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, pem).expect("a file can be written into a new folder");
    CaBundle {
        path,
        _folder: folder,
    }
}
