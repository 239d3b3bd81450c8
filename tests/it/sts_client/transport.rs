//! TLS, certificate authorities and proxies.

use super::*;

fn https(wire: &TlsWire, host: &str) -> ClientSettings {
    let port = wire.wire.address().rsplit_once(':').unwrap().1;
    let mut settings = settings(&format!("https://{host}:{port}"), Duration::from_secs(20));
    settings.endpoint.ca_bundle = Some(wire.ca_bundle());
    settings
}

#[test]
fn tls_trusts_the_bundle_and_nothing_else() {
    let wire = TlsWire::start("127.0.0.1", Validity::Now, vec![Reaction::Answer(whole())]);
    let bundled = https(&wire, "127.0.0.1");
    let client = Client::new(&bundled).unwrap();
    assume(&client, Some(CODE)).unwrap();
    assume(&client, None).unwrap();
    assert_eq!((wire.wire.requests().len(), wire.wire.connections()), (2, 1));

    let mut system = bundled;
    system.endpoint.ca_bundle = None;
    let refused = assume(&Client::new(&system).unwrap(), Some(CODE)).unwrap_err();
    assert!(!refused.code_may_be_spent());
    assert_eq!(
        refused.help().unwrap(),
        "name the authority's certificate in `ca_bundle` or `AWS_CA_BUNDLE`; a bare system may lack the package \
         `ca-certificates`"
    );
    assert_eq!(cause(Err(refused)), Cause::Tls(TlsFault::UnknownIssuer));
}

#[test]
fn tls_faults_are_told_apart() {
    for (name, validity, fault) in [
        ("127.0.0.1", Validity::Past, TlsFault::Expired),
        ("127.0.0.1", Validity::Future, TlsFault::NotYetValid),
        ("sts.example.com", Validity::Now, TlsFault::WrongName),
    ] {
        let wire = TlsWire::start(name, validity, vec![Reaction::Answer(whole())]);
        let client = Client::new(&https(&wire, "127.0.0.1")).unwrap();
        assert_eq!(cause(assume(&client, None)), Cause::Tls(fault));
    }
}

#[test]
fn https_to_a_service_without_tls() {
    let wire = Wire::start_with(vec![Reaction::Hang], |mut stream| {
        stream.write_all(http(400, "", "").as_bytes()).unwrap();
        stream
    });
    let url = wire.url().replace("http:", "https:");
    assert_eq!(
        cause(assume(&client(&url), None)).to_string(),
        "TLS failed: received corrupt message of type InvalidContentType"
    );
}

#[test]
fn a_bundle_that_cannot_be_used_is_named_before_any_call() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    for (content, error) in [
        ("", "holds no certificate"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "cannot be used",
        ),
    ] {
        std::fs::write(&path, content).unwrap();
        let mut settings = settings("https://127.0.0.1:1", Duration::from_secs(1));
        settings.endpoint.ca_bundle = Some(path.clone());
        let refused = Client::new(&settings).unwrap_err();
        assert!(refused.to_string().ends_with(error), "{refused}");
        assert!(refused.to_string().contains(path.to_str().unwrap()), "{refused}");
        assert_eq!(refused.exit_kind(), ExitKind::Configuration);
    }
}

#[test]
fn a_proxy_carries_the_calls_that_need_one() {
    let wire = TlsWire::start("sts.example.com", Validity::Now, vec![Reaction::Answer(whole())]);
    let proxy = Proxy::to(Some(wire.wire.address()));
    let mut settings = https(&wire, "sts.example.com");
    settings.proxy.https_proxy = Some(format!("http://alice:pass-word@{}", proxy.address()).into());
    assume(&Client::new(&settings).unwrap(), Some(CODE)).unwrap();
    let request = proxy.requests().remove(0);
    assert!(request.starts_with("CONNECT sts.example.com:"), "{request}");
    // alice:pass-word
    assert!(
        request
            .to_ascii_lowercase()
            .contains("basic ywxpy2u6cgfzcy13b3jk"),
        "{request}"
    );
}

#[test]
fn loopback_and_no_proxy_go_straight() {
    for (host, no_proxy) in [("127.0.0.1", None), ("0.0.0.0", Some("10.0.0.0/8, 0.0.0.0"))] {
        let wire = TlsWire::start(host, Validity::Now, vec![Reaction::Answer(whole())]);
        let proxy = Proxy::to(None);
        let mut settings = https(&wire, host);
        settings.proxy.https_proxy = Some(format!("http://{}", proxy.address()).into());
        settings.proxy.no_proxy = no_proxy.map(str::to_owned);
        assume(&Client::new(&settings).unwrap(), None).unwrap();
        assert_eq!(proxy.requests(), Vec::<String>::new());
    }
}

#[test]
fn a_proxy_that_refuses_is_told_without_its_password() {
    let proxy = Proxy::to(None);
    let mut settings = settings("https://sts.example.com", Duration::from_secs(20));
    settings.proxy.https_proxy = Some(format!("http://alice:pass-word@{}", proxy.address()).into());
    let refused = assume(&Client::new(&settings).unwrap(), Some(CODE)).unwrap_err();
    assert!(!format!("{refused:?}").contains("pass-word"));
    assert!(!refused.code_may_be_spent());
    let attempts = proxy.requests().len();
    let many = if attempts > 1 {
        format!(" ({attempts} attempts)")
    } else {
        String::new()
    };
    assert_eq!(
        told(&refused),
        format!(
            "STS at `sts.example.com` could not be reached by the proxy `{}` for AssumeRole on `{HUB}` with the access \
             key that ends in `MPLE`{many}\nthe proxy did not connect: tunnel error: proxy authorization required",
            proxy.address()
        )
    );
}
