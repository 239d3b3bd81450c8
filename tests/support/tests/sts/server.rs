//! The server itself: connections in great number, kept alive, encrypted, and gone when it is dropped.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rolehop_test_support::sts::{Fault, Sts, World};
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use super::client::Client;

#[test]
fn stands_a_storm() {
    const CALLERS: usize = 1_000;
    let sts = Sts::start(World::demo());
    // All connections are open at once before the first answer goes out.
    sts.fault(Fault::delay(Duration::from_millis(500)));
    let alice = Client::alice(&sts);
    let request = alice.request("GetCallerIdentity", &[]);
    let well = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            std::thread::Builder::new()
                .stack_size(128 << 10)
                .spawn_scoped(scope, || {
                    if alice.send(&request).status == 200 {
                        well.fetch_add(1, Ordering::Relaxed);
                    }
                })
                .unwrap();
        }
    });
    assert_eq!(well.into_inner(), CALLERS);
    assert_eq!(sts.journal().count("GetCallerIdentity"), CALLERS);
}

#[test]
fn keeps_a_connection_alive() {
    let sts = Sts::start(World::demo());
    let request = Client::alice(&sts).request("GetCallerIdentity", &[]);
    let mut stream = TcpStream::connect(("127.0.0.1", sts.port())).unwrap();
    for _ in 0..3 {
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"</GetCallerIdentityResponse>\n") {
            let mut piece = [0; 1_024];
            let length = stream.read(&mut piece).unwrap();
            assert_ne!(length, 0, "the server closed the connection");
            answer.extend_from_slice(&piece[..length]);
        }
    }
    assert_eq!(sts.journal().len(), 3);
}

#[test]
fn speaks_tls_to_who_trusts_its_authority() {
    let sts = Sts::start_tls(World::demo());
    let bundle = sts.ca_bundle().unwrap().to_owned();
    assert_eq!(sts.url(), format!("https://127.0.0.1:{}", sts.port()));
    let mut trusted = RootCertStore::empty();
    trusted
        .add(CertificateDer::from_pem_file(&bundle).unwrap())
        .unwrap();
    for (roots, name, accepted) in [
        (trusted.clone(), "127.0.0.1", true),
        (trusted, "localhost", true),
        (RootCertStore::empty(), "127.0.0.1", false),
    ] {
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut tls = ClientConnection::new(Arc::new(config), ServerName::try_from(name).unwrap()).unwrap();
        let mut socket = TcpStream::connect(("127.0.0.1", sts.port())).unwrap();
        let mut stream = Stream::new(&mut tls, &mut socket);
        let request = Client::alice(&sts).request("GetCallerIdentity", &[]);
        let mut start = [0; 15];
        let answered = stream
            .write_all(request.as_bytes())
            .and_then(|()| stream.read_exact(&mut start));
        assert_eq!(answered.is_ok(), accepted, "{name}");
        assert_eq!(&start == b"HTTP/1.1 200 OK", accepted);
    }
    drop(sts);
    assert!(!bundle.exists());
}

#[test]
fn is_gone_when_it_is_dropped() {
    // Below the ports that the system gives to callers: nobody takes it in between.
    let mut ports = 20_000..30_000;
    let sts = ports
        .find_map(|port| Sts::start_on(World::demo(), port, false).ok())
        .unwrap();
    let port = sts.port();
    let request = Client::alice(&sts).request("GetCallerIdentity", &[]);
    let mut kept = TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(sts);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
    let mut answer = Vec::new();
    let _ = kept.write_all(request.as_bytes());
    let _ = kept.read_to_end(&mut answer);
    assert_eq!(answer, b"");
    let again = Sts::start_on(World::demo(), port, false).unwrap();
    assert_eq!(
        Client::alice(&again).identity(),
        "arn:aws:iam::111111111111:user/alice"
    );
    assert!(Sts::start_on(World::demo(), port, false).is_err());
}

#[test]
fn writes_everything_down() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let session = alice.with(&alice.call("GetSessionToken", &[("DurationSeconds", "900")]));
    session.assume(World::DEMO_HUB, &[("ExternalId", World::DEMO_EXTERNAL_ID)]);
    let journal = sts.journal();
    let [first, second] = journal.entries() else {
        panic!("{journal:?}")
    };
    assert_eq!(first.parameter("DurationSeconds"), Some("900"));
    assert_eq!(first.access_key_id.as_deref(), Some(World::DEMO_ACCESS_KEY_ID));
    assert_eq!(
        first.issued_access_key_id.as_deref(),
        Some(session.access_key_id.as_str())
    );
    assert_eq!(
        (first.status, first.accepted, first.with_session_token),
        (Some(200), true, false)
    );
    assert_eq!(
        second.access_key_id.as_deref(),
        Some(session.access_key_id.as_str())
    );
    assert_eq!(second.parameter("ExternalId"), Some(World::DEMO_EXTERNAL_ID));
    assert_eq!(
        (second.status, second.accepted, second.with_session_token),
        (Some(403), false, true)
    );
    assert_eq!(second.code.as_deref(), Some("AccessDenied"));
    assert_eq!(
        second.caller.as_deref(),
        Some("arn:aws:iam::111111111111:user/alice")
    );
    assert_eq!(second.region.as_deref(), Some("eu-west-1"));
    assert_eq!(second.user_agent.as_deref(), Some("the test's own"));
    assert!(first.begin <= first.end.unwrap() && first.end.unwrap() <= second.begin);
    assert_eq!(journal.counts().into_values().sum::<usize>(), 2);
    let lines = journal.to_json_lines();
    assert_eq!(lines.lines().count(), 2);
    let token = session.session_token.unwrap();
    for secret in [&session.secret_access_key, &token, World::DEMO_SECRET_ACCESS_KEY] {
        assert!(!lines.contains(secret));
    }
    sts.clear_journal();
    assert!(sts.journal().is_empty());
    assert!(!sts.wait_until(|journal| journal.len() == 1, Duration::from_millis(10)));
}
