//! What is sent, and what an answer becomes.

use super::*;

#[test]
fn an_answer_becomes_a_session() {
    let wire = Wire::start(vec![Reaction::Answer(whole())]);
    let answer = assume(&client(&wire.url()), Some(CODE)).unwrap();
    let session = answer.session;
    assert_eq!(session.credentials.access_key_id, "ASIAEXAMPLE");
    #[expect(clippy::disallowed_methods, reason = "what was issued is compared")]
    let secret = session.credentials.secret_access_key.expose_secret().to_owned();
    assert_eq!(secret, "issued-secret");
    assert_eq!(session.role_arn.as_deref(), Some(HUB));
    assert_eq!(session.account_id.as_deref(), Some("222222222222"));
    assert_eq!(
        (answer.request_id.as_deref(), answer.packed_policy_size),
        (Some("r-1"), Some(7))
    );
    assert_eq!(answer.clock_skew_seconds, None);
}

#[test]
fn sends_what_it_was_given_and_who_it_is() {
    let wire = Wire::start(vec![Reaction::Answer(whole())]);
    assume(&client(&wire.url()), Some(CODE)).unwrap();
    let request = wire.requests().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(
        body,
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2FHub\
         &RoleSessionName=alice&DurationSeconds=3600&ExternalId=example-corp-42\
         &SerialNumber=arn%3Aaws%3Aiam%3A%3A111111111111%3Amfa%2Falice&TokenCode=123456"
    );
    let head = head.to_ascii_lowercase();
    let name = format!("app/rolehop-{}", env!("CARGO_PKG_VERSION"));
    assert!(head.contains(&name), "{head}");
    assert!(head.contains("/eu-west-1/sts/aws4_request"), "{head}");
    assert!(!head.contains("x-amz-security-token"), "{head}");
}

#[test]
fn a_device_without_a_code_is_not_sent() {
    let wire = Wire::start(vec![Reaction::Answer(whole())]);
    assume(&client(&wire.url()), None).unwrap();
    assert!(!wire.requests()[0].contains("SerialNumber"));
}

#[test]
fn all_hops_share_one_connection() {
    let wire = Wire::start(vec![Reaction::Answer(whole())]);
    let client = client(&wire.url());
    for _ in 0..3 {
        assume(&client, None).unwrap();
    }
    assert_eq!((wire.requests().len(), wire.connections()), (3, 1));
}

#[test]
fn a_connection_that_the_service_closed_costs_no_code() {
    let wire = Wire::start(vec![
        Reaction::AnswerAndClose(error(403, "AccessDenied", "no")),
        Reaction::Answer(whole()),
    ]);
    let client = client(&wire.url());
    assume(&client, Some(CODE)).unwrap_err();
    std::thread::sleep(Duration::from_millis(200));
    assume(&client, Some("654321")).unwrap();
    assert_eq!((wire.requests().len(), wire.connections()), (2, 2));
}

#[test]
fn the_clock_of_the_service_is_compared() {
    let now = Timestamp::now();
    let date = "Date: Sun, 22 Nov 2026 16:00:00 GMT\r\n";
    let wire = Wire::start(vec![Reaction::Answer(http(
        200,
        date,
        &document("GetSessionToken"),
    ))]);
    let parameters = GetSessionToken {
        max_age: None,
        mfa: None,
        duration: SessionDuration::Seconds(43_200),
    };
    let input = GetSessionTokenInput {
        parameters: &parameters,
        duration_seconds: Some(43_200),
        token_code: None,
    };
    let answer = client(&wire.url())
        .get_session_token(&alice(), &input, &context(), now)
        .unwrap();
    let body = wire.requests().remove(0);
    assert!(
        body.ends_with("\r\n\r\nAction=GetSessionToken&Version=2011-06-15&DurationSeconds=43200"),
        "{body}"
    );
    let skew = Timestamp::from_seconds(1_795_363_200).seconds_since(now);
    assert!(
        (skew - 2..=skew).contains(&answer.clock_skew_seconds.unwrap()),
        "{:?}",
        answer.clock_skew_seconds
    );
    assert_eq!(answer.session.arn, None);
    assert_eq!(answer.session.operation, "GetSessionToken");
}
