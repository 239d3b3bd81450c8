//! Signatures, keys, tokens and clocks: what the SDK's signer makes is accepted, anything else is not.

use aws_sigv4::http_request::SignatureLocation;
use rolehop_test_support::sts::{Sts, World, amz_date, system_now};

use super::client::{Client, refused};

const INVALID: &str = "The security token included in the request is invalid.";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";

#[test]
fn accepts_post_get_and_presigned() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let session = alice.with(&alice.call("GetSessionToken", &[]));
    for client in [alice, session] {
        for request in [
            client.request("GetCallerIdentity", &[("Extra", "a b/c+d~é=&")]),
            client.get(
                "GetCallerIdentity",
                &[("Extra", "a b/c+d~é=&")],
                SignatureLocation::Headers,
            ),
            client.get("GetCallerIdentity", &[], SignatureLocation::QueryParams),
        ] {
            let response = client.send(&request);
            assert_eq!(response.status, 200, "{request}\n{}", response.body);
        }
    }
}

#[test]
fn refuses_unknown_and_inactive_keys() {
    let sts = Sts::start(World::demo());
    let stranger = Client::new(&sts, "AKIAUNKNOWN", World::DEMO_SECRET_ACCESS_KEY);
    refused(
        &stranger.call("GetCallerIdentity", &[]),
        403,
        "InvalidClientTokenId",
        INVALID,
    );
    sts.world()
        .user_mut("arn:aws:iam::111111111111:user/alice")
        .unwrap()
        .keys[0]
        .active = false;
    refused(
        &Client::alice(&sts).call("GetCallerIdentity", &[]),
        403,
        "InvalidClientTokenId",
        INVALID,
    );
}

#[test]
fn refuses_a_wrong_secret_and_a_changed_request() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let wrong = Client {
        secret_access_key: "another".to_owned(),
        ..alice.clone()
    };
    refused(
        &wrong.call("GetCallerIdentity", &[]),
        403,
        "SignatureDoesNotMatch",
        MISMATCH,
    );
    let changed = alice
        .request("GetSessionToken", &[("DurationSeconds", "900")])
        .replace("=900", "=999");
    refused(&alice.send(&changed), 403, "SignatureDoesNotMatch", MISMATCH);
    let changed = alice
        .request("GetCallerIdentity", &[])
        .replace("host: 127.0.0.1", "host: localhost");
    refused(&alice.send(&changed), 403, "SignatureDoesNotMatch", MISMATCH);
}

#[test]
fn refuses_a_clock_that_is_wrong() {
    let sts = Sts::start(World::demo());
    sts.set_clock_offset(86_400);
    for (minutes, skew, accepted) in [(5, 280, true), (5, 320, false), (15, 880, true), (15, 920, false)] {
        sts.world().settings.signature_window_minutes = minutes;
        for sign in [-1, 1] {
            let signed_at = system_now() + 86_400 + sign * skew;
            let client = Client {
                signed_at,
                ..Client::alice(&sts)
            };
            let response = client.call("GetCallerIdentity", &[]);
            let (status, code, message) = response.refusal();
            if accepted {
                assert_eq!(status, 200, "{skew} {message}");
                continue;
            }
            assert_eq!((status, code.as_str()), (403, "SignatureDoesNotMatch"));
            let date = amz_date(signed_at);
            let (start, end) = if sign < 0 {
                (
                    format!("Signature expired: {date} is now earlier than "),
                    format!(" - {minutes} min.)"),
                )
            } else {
                (
                    format!("Signature not yet current: {date} is still later than "),
                    format!(" + {minutes} min.)"),
                )
            };
            assert!(
                message.starts_with(&start) && message.ends_with(&end),
                "{message}"
            );
        }
    }
}

#[test]
fn refuses_another_scope() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let iam = Client {
        service: "iam".to_owned(),
        ..alice.clone()
    };
    let message = "Credential should be scoped to correct service: 'sts'. ";
    refused(
        &iam.call("GetCallerIdentity", &[]),
        403,
        "SignatureDoesNotMatch",
        message,
    );

    let request = alice.request("GetCallerIdentity", &[]);
    let today = &amz_date(alice.signed_at)[..8];
    let scope = request.replace(&format!("/{today}/"), "/20200101/");
    let date = amz_date(alice.signed_at);
    let message = format!(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != \
         '{today}', from '{date}'."
    );
    refused(&alice.send(&scope), 403, "SignatureDoesNotMatch", &message);

    sts.world().settings.region = Some("us-east-1".to_owned());
    let message = "Credential should be scoped to a valid region, not 'eu-west-1'. ";
    refused(
        &alice.call("GetCallerIdentity", &[]),
        403,
        "SignatureDoesNotMatch",
        message,
    );
}

#[test]
fn refuses_what_is_not_signed_or_half() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let request = alice.request("GetCallerIdentity", &[]);
    let unsigned: String = request
        .split_inclusive("\r\n")
        .filter(|line| !line.starts_with("authorization"))
        .collect();
    let message = "Request is missing Authentication Token";
    refused(&alice.send(&unsigned), 403, "MissingAuthenticationToken", message);
    let half = request.replace(", Signature=", ", Sign=");
    let message = "Authorization header requires 'Signature' parameter.";
    refused(&alice.send(&half), 400, "IncompleteSignature", message);
    let basic = request.replace("AWS4-HMAC-SHA256 ", "Basic ");
    refused(
        &alice.send(&basic),
        400,
        "IncompleteSignature",
        "Unsupported AWS 'algorithm': 'Basic'.",
    );
    let hostless = request.replace("SignedHeaders=content-type;host;", "SignedHeaders=content-type;");
    let message = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    refused(&alice.send(&hostless), 403, "SignatureDoesNotMatch", message);
}

#[test]
fn refuses_session_tokens_that_are_missing_foreign_or_old() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let one = alice.with(&alice.call("GetSessionToken", &[]));
    let other = alice.with(&alice.call("GetSessionToken", &[]));
    for client in [
        Client {
            session_token: None,
            ..one.clone()
        },
        Client {
            session_token: other.session_token.clone(),
            ..one.clone()
        },
        Client {
            session_token: Some("AAAA".to_owned()),
            ..one.clone()
        },
        Client {
            session_token: one.session_token.clone(),
            ..alice.clone()
        },
    ] {
        refused(
            &client.call("GetCallerIdentity", &[]),
            403,
            "InvalidClientTokenId",
            INVALID,
        );
    }
    sts.world().expire_sessions();
    let expired = "The security token included in the request is expired";
    refused(&one.call("GetCallerIdentity", &[]), 403, "ExpiredToken", expired);
}

#[test]
fn sessions_end_when_they_say() {
    let sts = Sts::start(World::demo().with(|settings| settings.session_lifetime = Some(60)));
    let alice = Client::alice(&sts);
    let session = alice.with(&alice.call("GetSessionToken", &[("DurationSeconds", "900")]));
    assert_eq!(session.identity(), "arn:aws:iam::111111111111:user/alice");
    sts.set_clock_offset(61);
    let expired = "The security token included in the request is expired";
    refused(
        &session.call("GetCallerIdentity", &[]),
        403,
        "ExpiredToken",
        expired,
    );
}

#[test]
fn knows_regions_that_are_off_and_regions_to_opt_in() {
    let sts = Sts::start(World::demo().with(|settings| {
        settings.disabled_regions = vec!["eu-south-2".to_owned()];
        settings.global_endpoint = true;
    }));
    let alice = Client::alice(&sts);
    let disabled = Client {
        region: "eu-south-2".to_owned(),
        ..alice.clone()
    };
    let message = "STS is not activated in this region for account:111111111111. Your account administrator can \
                   activate STS in this region using the IAM Console.";
    refused(
        &disabled.call("GetCallerIdentity", &[]),
        403,
        "RegionDisabledException",
        message,
    );

    let session = alice.with(&alice.call("GetSessionToken", &[]));
    let opt_in = Client {
        region: "af-south-1".to_owned(),
        ..session.clone()
    };
    refused(
        &opt_in.call("GetCallerIdentity", &[]),
        403,
        "InvalidClientTokenId",
        INVALID,
    );
    assert_eq!(session.identity(), "arn:aws:iam::111111111111:user/alice");
    sts.world().settings.global_endpoint = false;
    let regional = alice.with(&alice.call("GetSessionToken", &[]));
    let opt_in = Client {
        region: "af-south-1".to_owned(),
        ..regional
    };
    assert_eq!(opt_in.identity(), "arn:aws:iam::111111111111:user/alice");
}
