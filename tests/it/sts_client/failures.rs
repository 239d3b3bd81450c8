//! Services that fail, hang, or talk nonsense: what is retried, and what is told.

use super::*;

#[test]
fn failures_of_the_service_are_retried_with_the_same_code() {
    for failure in [
        error(500, "InternalFailure", "no"),
        error(503, "ServiceUnavailable", "no"),
        error(400, "Throttling", "Rate exceeded"),
    ] {
        let wire = Wire::start(vec![Reaction::Answer(failure), Reaction::Answer(whole())]);
        assume(&client(&wire.url()), Some(CODE)).unwrap();
        assert_eq!(wire.requests().len(), 2);
    }
}

#[test]
fn a_code_used_by_a_failed_attempt_is_told_so() {
    let wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    for (first, used_by_earlier_attempt) in [
        (error(500, "InternalFailure", "no"), true),
        (error(400, "Throttling", "no"), false),
    ] {
        let wire = Wire::start(vec![
            Reaction::Answer(first),
            Reaction::Answer(error(403, "AccessDenied", wrong)),
        ]);
        let refused = assume(&client(&wire.url()), Some(CODE)).unwrap_err();
        assert_eq!(
            refused.refusal(),
            Some(&RefusalKind::WrongCode {
                used_by_earlier_attempt
            })
        );
        assert!(refused.code_may_be_spent());
    }
}

#[test]
fn a_lost_answer_is_asked_for_again_only_without_a_code() {
    let cut = http(200, "", "").replace("Content-Length: 0", "Content-Length: 900");
    for lost in [String::new(), cut] {
        for (code, requests) in [(None, 2), (Some(CODE), 1)] {
            let wire = Wire::start(vec![Reaction::Break(lost.clone()), Reaction::Answer(whole())]);
            let answered = assume(&client(&wire.url()), code);
            assert_eq!(wire.requests().len(), requests);
            match code {
                None => assert!(answered.is_ok()),
                Some(_) => {
                    let lost = answered.unwrap_err();
                    assert!(lost.code_may_be_spent());
                    assert_eq!(
                        told(&lost),
                        format!(
                            "STS at `{}` gave no answer to AssumeRole on `{HUB}` with the access key that ends in \
                             `MPLE`\nthe connection ended before the answer was whole",
                            wire.address()
                        )
                    );
                    assert_eq!(
                        lost.help().unwrap().lines().next(),
                        Some("the MFA code may have been used: take the next one")
                    );
                }
            }
        }
    }
}

#[test]
fn a_service_that_never_answers_ends_with_the_deadline() {
    for (code, requests) in [(None, 2), (Some(CODE), 1)] {
        let wire = Wire::start(vec![Reaction::Hang]);
        let client = Client::new(&settings(&wire.url(), Duration::from_secs(4))).unwrap();
        let begin = Instant::now();
        let hung = assume(&client, code).unwrap_err();
        drop(client);
        let took = begin.elapsed();
        assert!((3900..4500).contains(&took.as_millis()), "{took:?}");
        assert_eq!(wire.requests().len(), requests);
        assert_eq!(hung.code_may_be_spent(), code.is_some());
        assert_eq!(hung.exit_kind(), ExitKind::Unreachable);
        assert_eq!(hung.source().unwrap().to_string(), "no answer within 4 seconds");
    }
}

#[test]
fn nobody_listens() {
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let reason = std::net::TcpStream::connect(&address).unwrap_err();
    let refused = assume(&client(&format!("http://{address}")), Some(CODE)).unwrap_err();
    assert!(!refused.code_may_be_spent());
    assert_eq!(
        told(&refused),
        format!(
            "STS at `{address}` could not be reached for AssumeRole on `{HUB}` with the access key that ends in \
             `MPLE` (3 attempts)\nno connection: {reason}"
        )
    );
}

#[test]
fn no_time_left_sends_nothing() {
    let wire = Wire::start(vec![Reaction::Answer(whole())]);
    let client = Client::new(&settings(&wire.url(), Duration::ZERO)).unwrap();
    assert_eq!(cause(assume(&client, Some(CODE))), Cause::OutOfTime);
    assert_eq!(wire.connections(), 0);
}

#[test]
fn a_name_without_an_address_is_told_apart() {
    // Too long for a label, so that no name server is asked.
    let client = client(&format!("http://{}.localhost", "a".repeat(70)));
    match cause(assume(&client, None)) {
        Cause::UnknownHost { reason } => assert!(!reason.is_empty()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn nonsense_is_told_by_kind_and_size_and_never_by_content() {
    let secret_body = "<AssumeRoleResponse><Credentials><SecretAccessKey>issued-secret";
    for (answer, cause) in [
        (
            http(
                200,
                "Content-Type: text/html\r\n",
                "<html><title>Sign in, please</title></html>",
            ),
            "HTTP 200, an HTML page titled `Sign in, please`",
        ),
        (
            http(302, "Location: /login\r\n", ""),
            "HTTP 302, 0 bytes of `unknown type` that are not an answer of STS",
        ),
        (
            http(403, "Content-Type: text/plain\r\n", "forbidden"),
            "HTTP 403, 9 bytes of `text/plain` that are not an answer of STS",
        ),
        (
            http(200, "Content-Type: application/json\r\n", "{}"),
            "HTTP 200, 2 bytes of `application/json` that are not an answer of STS",
        ),
        (
            http(
                200,
                "Content-Type: text/xml\r\nx-amzn-RequestId: r-1\r\n",
                secret_body,
            ),
            "HTTP 200, 63 bytes of `text/xml` that are not an answer of STS (request id r-1)",
        ),
        (
            http(
                200,
                "Content-Type: text/xml\r\n",
                "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>",
            ),
            "`AssumedRoleUser` is missing",
        ),
    ] {
        let wire = Wire::start(vec![Reaction::Answer(answer)]);
        let nonsense = assume(&client(&wire.url()), None).unwrap_err();
        assert_eq!(
            told(&nonsense),
            format!(
                "`{}` gave no answer of STS to AssumeRole on `{HUB}` with the access key that ends in `MPLE`\n{cause}",
                wire.address()
            )
        );
        assert_eq!(nonsense.exit_kind(), ExitKind::Unreachable);
        assert!(!format!("{nonsense:?}").contains("issued-secret"));
    }
}

#[test]
fn an_endpoint_that_speaks_no_http() {
    let wire = Wire::start(vec![Reaction::Break("SSH-2.0-OpenSSH_9.2\r\n".to_owned())]);
    assert_eq!(cause(assume(&client(&wire.url()), Some(CODE))), Cause::Broken);
    assert_eq!(wire.requests().len(), 1);
}

#[test]
fn a_secret_that_the_service_repeats_is_taken_out() {
    let message = format!("code {CODE}, external id {EXTERNAL_ID}, key {}", &SECRET[4..30]);
    let wire = Wire::start(vec![Reaction::Answer(error(400, "Strange", &message))]);
    let refused = assume(&client(&wire.url()), Some(CODE)).unwrap_err();
    assert_eq!(
        refused.source().unwrap().to_string(),
        "Strange: code …, external id …, key … (request id r-1)"
    );
    for printed in [format!("{refused:?}"), told(&refused), refused.help().unwrap()] {
        for secret in [CODE, EXTERNAL_ID, &SECRET[4..16]] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
