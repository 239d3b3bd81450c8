//! The shape of the answers, and the operations' good ends.

use rolehop_test_support::sts::{Sts, World};

use super::client::{Client, refused};

#[test]
fn says_who_calls() {
    let sts = Sts::start(World::demo());
    let response = Client::alice(&sts).call("GetCallerIdentity", &[]);
    assert_eq!(response.status, 200);
    let user_id = response.text("UserId").unwrap();
    assert!(user_id.starts_with("AIDA") && user_id.len() == 21, "{user_id}");
    let id = response.text("RequestId").unwrap();
    assert_eq!(
        response.body,
        format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  \
             <GetCallerIdentityResult>\n    <Arn>arn:aws:iam::111111111111:user/alice</Arn>\n    \
             <UserId>{user_id}</UserId>\n    <Account>111111111111</Account>\n  </GetCallerIdentityResult>\n  \
             <ResponseMetadata>\n    <RequestId>{id}</RequestId>\n  </ResponseMetadata>\n\
             </GetCallerIdentityResponse>\n"
        )
    );
    assert_eq!(response.header("x-amzn-requestid"), Some(id.as_str()));
    assert_eq!(response.header("content-type"), Some("text/xml"));
    assert!(response.header("date").unwrap().ends_with(" GMT"));
}

#[test]
fn hops_twice_with_mfa_and_external_id() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let code = sts.fresh_code(World::DEMO_MFA_SERIAL);
    let mfa = [
        ("SerialNumber", World::DEMO_MFA_SERIAL),
        ("TokenCode", code.as_str()),
    ];
    let session = alice.with(&alice.call("GetSessionToken", &mfa));
    assert_eq!(session.identity(), "arn:aws:iam::111111111111:user/alice");

    let hub = session.assume(World::DEMO_HUB, &[("ExternalId", World::DEMO_EXTERNAL_ID)]);
    assert_eq!(
        hub.text("Arn").unwrap(),
        "arn:aws:sts::222222222222:assumed-role/Hub/test"
    );
    assert!(hub.text("AssumedRoleId").unwrap().starts_with("AROA"));
    assert_eq!(hub.text("PackedPolicySize"), None);
    let hub = session.with(&hub);
    assert!(hub.access_key_id.starts_with("ASIA") && hub.secret_access_key.len() == 40);
    assert_eq!(hub.session_token.as_ref().map(String::len), Some(700));

    let deploy = hub.with(&hub.assume(World::DEMO_DEPLOY, &[]));
    assert_eq!(
        deploy.identity(),
        "arn:aws:sts::333333333333:assumed-role/Deploy/test"
    );
    let arn = sts.identify(
        &deploy.access_key_id,
        &deploy.secret_access_key,
        deploy.session_token.as_deref(),
    );
    assert_eq!(
        arn.as_deref(),
        Ok("arn:aws:sts::333333333333:assumed-role/Deploy/test")
    );
    assert_eq!(
        sts.journal().operations(),
        [
            "GetSessionToken",
            "GetCallerIdentity",
            "AssumeRole",
            "AssumeRole",
            "GetCallerIdentity"
        ]
    );
}

#[test]
fn says_how_long_a_session_lives() {
    let sts = Sts::start(World::demo().with(|settings| settings.session_token_length = 2_500));
    let alice = Client::alice(&sts);
    let before = sts.now();
    let response = alice.call("GetSessionToken", &[]);
    let world = sts.world();
    let session = world.sessions()[0];
    assert_eq!(session.expires_at - session.issued_at, 43_200);
    assert!((before..=before + 5).contains(&session.issued_at));
    assert_eq!(response.text("SessionToken").unwrap().len(), 2_500);
    assert_eq!(
        response.text("Expiration").unwrap(),
        rolehop_test_support::sts::iso8601(session.expires_at)
    );
}

#[test]
fn knows_its_operations_and_its_version() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let missing = "Could not find operation AssumeRoot for version 2011-06-15";
    refused(&alice.call("AssumeRoot", &[]), 400, "InvalidAction", missing);
    let action = "The request must contain the parameter Action.";
    refused(&alice.call("", &[]), 400, "MissingAction", action);
    let old = alice
        .request("GetCallerIdentity", &[])
        .replace("2011-06-15", "2010-05-08");
    let version = "Could not find operation GetCallerIdentity for version 2010-05-08";
    refused(&alice.send(&old), 400, "InvalidAction", version);
}

#[test]
fn answers_an_error_in_its_own_shape() {
    let sts = Sts::start(World::demo());
    let response = Client::new(&sts, "AKIAUNKNOWN", "secret").call("GetCallerIdentity", &[]);
    let id = response.text("RequestId").unwrap();
    assert_eq!(
        response.body,
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
             <Code>InvalidClientTokenId</Code>\n    <Message>The security token included in the request is \
             invalid.</Message>\n  </Error>\n  <RequestId>{id}</RequestId>\n</ErrorResponse>\n"
        )
    );
    assert_eq!(response.status, 403);
}
