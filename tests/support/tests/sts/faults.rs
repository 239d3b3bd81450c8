//! Faults: each is really on the wire, and the journal tells of it.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rolehop_test_support::sts::{Fault, FaultKind, Sts, World};

use super::client::{Client, refused};

const CALL: &str = "GetCallerIdentity";

fn start(fault: Fault) -> (Sts, Client) {
    let sts = Sts::start(World::demo());
    sts.fault(fault.times(1));
    let client = Client::alice(&sts);
    (sts, client)
}

/// What arrives for one call.
fn exchange(client: &Client) -> String {
    String::from_utf8(client.exchange(&client.request(CALL, &[])).unwrap()).unwrap()
}

/// The announced length, and the body that came.
fn announced_and_sent(answer: &str) -> (usize, &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    (length.parse().unwrap(), body)
}

#[test]
fn errors_for_the_next_calls_of_one_operation() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    sts.fault(Fault::throttling().on("AssumeRole").times(2));
    sts.fault(Fault::status(500).on(CALL).times(1));
    sts.fault(Fault::status(503).on(CALL).times(1));
    refused(
        &alice.assume(World::DEMO_HUB, &[]),
        400,
        "Throttling",
        "Rate exceeded",
    );
    let message = "The request processing has failed because of an unknown error.";
    refused(&alice.call(CALL, &[]), 500, "InternalFailure", message);
    let message = "The request has failed due to a temporary failure of the server.";
    refused(&alice.call(CALL, &[]), 503, "ServiceUnavailable", message);
    assert_eq!(alice.call(CALL, &[]).status, 200);
    refused(
        &alice.assume(World::DEMO_HUB, &[]),
        400,
        "Throttling",
        "Rate exceeded",
    );
    sts.fault(Fault::status(503));
    assert_eq!(alice.call(CALL, &[]).status, 503);
    assert_eq!(alice.call("GetSessionToken", &[]).status, 503);
    sts.clear_faults();
    assert_eq!(alice.call(CALL, &[]).status, 200);
    let faults: Vec<_> = sts
        .journal()
        .entries()
        .iter()
        .map(|entry| entry.fault.clone())
        .collect();
    assert_eq!(
        faults
            .iter()
            .filter(|fault| fault.as_deref() == Some("error"))
            .count(),
        6
    );
}

#[test]
fn a_delay_is_as_long_as_it_says() {
    let (sts, alice) = start(Fault::delay(Duration::from_millis(300)));
    let begin = Instant::now();
    assert_eq!(alice.call(CALL, &[]).status, 200);
    assert!(begin.elapsed() >= Duration::from_millis(300));
    let journal = sts.journal();
    let entry = journal.last().unwrap();
    assert!(entry.end.unwrap() - entry.begin >= 0.3);
}

#[test]
fn a_dropped_call_gets_not_one_byte() {
    let (sts, alice) = start(Fault::new(FaultKind::Drop));
    match alice.exchange(&alice.request(CALL, &[])) {
        Ok(bytes) => assert_eq!(bytes, b""),
        Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
    }
    let journal = sts.journal();
    let entry = journal.last().unwrap();
    assert_eq!(
        (entry.status, entry.accepted, entry.fault.as_deref()),
        (None, false, Some("drop"))
    );
}

#[test]
fn headers_without_a_body() {
    let (_sts, alice) = start(Fault::new(FaultKind::DropAfterHeaders));
    let answer = exchange(&alice);
    let (announced, sent) = announced_and_sent(&answer);
    assert!(announced > 300 && sent.is_empty(), "{answer}");
}

#[test]
fn half_a_body() {
    let (_sts, alice) = start(Fault::new(FaultKind::HalfBody));
    let answer = exchange(&alice);
    let (announced, sent) = announced_and_sent(&answer);
    assert_eq!(sent.len(), announced / 2);
    assert!(sent.starts_with("<GetCallerIdentityResponse"));
}

#[test]
fn a_length_that_is_wrong() {
    let (_sts, alice) = start(Fault::new(FaultKind::WrongContentLength));
    let answer = exchange(&alice);
    let (announced, sent) = announced_and_sent(&answer);
    assert_eq!(sent.len(), announced - 100);
    assert!(sent.ends_with("</GetCallerIdentityResponse>\n"));
}

#[test]
fn a_drip_without_end() {
    let (sts, alice) = start(Fault::new(FaultKind::Drip { milliseconds: 1 }));
    let mut stream = TcpStream::connect(("127.0.0.1", sts.port())).unwrap();
    stream.write_all(alice.request(CALL, &[]).as_bytes()).unwrap();
    let mut bytes = vec![0; 4_096];
    let begin = Instant::now();
    stream.read_exact(&mut bytes).unwrap();
    // One byte a frame, at least a millisecond apart.
    assert!(begin.elapsed() >= Duration::from_millis(300));
    assert!(String::from_utf8_lossy(&bytes).contains("transfer-encoding: chunked"));
    assert_eq!(alice.call(CALL, &[]).status, 200);
}

#[test]
fn answers_that_are_none() {
    for (kind, status, content_type, body) in [
        (
            FaultKind::Html { status: 200 },
            200,
            "text/html",
            "<!DOCTYPE html>",
        ),
        (
            FaultKind::Html { status: 407 },
            407,
            "text/html",
            "<!DOCTYPE html>",
        ),
        (FaultKind::EmptyBody, 200, "text/xml", ""),
        (
            FaultKind::Json,
            200,
            "application/json",
            "{\"hello\":[\"world\",{\"n\":42}]}",
        ),
    ] {
        let (_sts, alice) = start(Fault::new(kind));
        let response = alice.call(CALL, &[]);
        assert_eq!(
            (response.status, response.header("content-type")),
            (status, Some(content_type))
        );
        assert!(response.body.starts_with(body) && response.body.is_empty() == body.is_empty());
    }
}

#[test]
fn a_code_may_be_spent_though_the_answer_is_lost() {
    for (fault, spent) in [
        (Fault::new(FaultKind::HalfBody), true),
        (Fault::new(FaultKind::Drop), false),
        (Fault::new(FaultKind::Drop).after_it_was_carried_out(), true),
        (Fault::status(503).after_it_was_carried_out(), true),
    ] {
        let (sts, alice) = start(fault.on("GetSessionToken"));
        let code = sts.fresh_code(World::DEMO_MFA_SERIAL);
        let mfa = [
            ("SerialNumber", World::DEMO_MFA_SERIAL),
            ("TokenCode", code.as_str()),
        ];
        let request = alice.request("GetSessionToken", &mfa);
        drop(alice.exchange(&request));
        assert_eq!(sts.journal().entries()[0].accepted, spent);
        assert_eq!(alice.send(&request).status, if spent { 403 } else { 200 });
    }
}

#[test]
fn the_date_header_may_be_wrong_alone() {
    let sts = Sts::start(World::demo());
    sts.set_date_header_offset(-86_400);
    let before = rolehop_test_support::sts::http_date(sts.now() - 86_400);
    let response = Client::alice(&sts).call(CALL, &[]);
    let after = rolehop_test_support::sts::http_date(sts.now() - 86_400);
    let date = response.header("date").unwrap();
    assert!(date == before || date == after, "{date}");
    assert_eq!(response.status, 200);
}
