//! Against the loopback STS, which signs, judges and refuses as AWS does.

use rolehop::sts::CallerIdentity;
use rolehop_test_support::sts::{Fault, FaultKind, Role, Sts, User, World};

use super::*;

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const DEEP: &str = "arn:aws:iam::333333333333:role/Deep";
const SEED: &str = "JBSWY3DPEHPK3PXP";

fn world() -> World {
    let alice = User::new("111111111111", "alice")
        .key("AKIAIOSFODNN7EXAMPLE", SECRET)
        .mfa("alice", SEED)
        .may_assume("*");
    let external_id = serde_json::json!({
        "StringEquals": {"sts:ExternalId": EXTERNAL_ID},
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
    });
    let hub = Role::new("222222222222", "Hub")
        .trusts_if(ALICE, external_id)
        .may_assume("*");
    let deep = Role::new("333333333333", "Deep").trusts("arn:aws:iam::222222222222:role/Hub");
    World::new().user(alice).role(hub).role(deep)
}

fn of_alice() -> CallContext {
    CallContext {
        caller_arn: Some(ALICE.to_owned()),
        ..context()
    }
}

fn sign_in(client: &Client, signer: &Credentials, code: Option<&str>) -> Result<Answer, StsError> {
    let code = code.map(SecretString::from);
    let parameters = GetSessionToken {
        max_age: None,
        mfa: role().mfa,
        duration: SessionDuration::Seconds(43_200),
    };
    let input = GetSessionTokenInput {
        parameters: &parameters,
        duration_seconds: Some(43_200),
        token_code: code.as_ref(),
    };
    client.get_session_token(signer, &input, &of_alice(), Timestamp::now())
}

fn hop(client: &Client, signer: &Credentials, role: &AssumeRole, seconds: u32) -> Result<Answer, StsError> {
    let input = AssumeRoleInput {
        parameters: role,
        role_session_name: "alice",
        duration_seconds: Some(seconds),
        token_code: None,
    };
    client.assume_role(signer, &input, &of_alice(), Timestamp::now())
}

fn deep() -> AssumeRole {
    AssumeRole {
        role_arn: RoleArn::parse(DEEP).unwrap(),
        external_id: None,
        mfa: None,
        ..role()
    }
}

fn refused_for(result: Result<Answer, StsError>) -> RefusalKind {
    let error = result.unwrap_err();
    error.refusal().cloned().unwrap_or_else(|| panic!("{error:?}"))
}

#[test]
fn one_code_opens_two_hops() {
    let sts = Sts::start_tls(world());
    let mut settings = settings(sts.url(), Duration::from_secs(20));
    settings.endpoint.ca_bundle = sts.ca_bundle().map(ToOwned::to_owned);
    let client = Client::new(&settings).unwrap();
    let code = sts.fresh_code(DEVICE);
    let user = sign_in(&client, &alice(), Some(&code))
        .unwrap()
        .session
        .credentials;
    let hub = hop(&client, &user, &role(), 3600).unwrap().session;
    let deep = hop(&client, &hub.credentials, &deep(), 3600).unwrap();
    assert!(deep.request_id.is_some());
    assert!(matches!(deep.clock_skew_seconds, Some(-2..=2)));
    let arn = "arn:aws:sts::333333333333:assumed-role/Deep/alice";
    assert_eq!(deep.session.arn.as_deref(), Some(arn));
    let identity = client
        .get_caller_identity(&deep.session.credentials, &context(), Timestamp::now())
        .unwrap();
    let CallerIdentity {
        account, arn: said, ..
    } = identity;
    assert_eq!((account.as_str(), said.as_str()), ("333333333333", arn));
    assert_eq!(
        sts.journal().operations(),
        ["GetSessionToken", "AssumeRole", "AssumeRole", "GetCallerIdentity"]
    );
}

#[test]
fn refusals_of_codes_and_keys_have_their_kind() {
    let sts = Sts::start(world());
    let client = client(sts.url());
    let code = sts.fresh_code(DEVICE);
    let user = sign_in(&client, &alice(), Some(&code))
        .unwrap()
        .session
        .credentials;
    let wrong = RefusalKind::WrongCode {
        used_by_earlier_attempt: false,
    };
    assert_eq!(refused_for(sign_in(&client, &alice(), Some(&code))), wrong);
    assert_eq!(
        refused_for(sign_in(&client, &user, None)),
        RefusalKind::SessionCredentialsRefused
    );
    let other_secret = Credentials {
        secret_access_key: SecretString::from("another-secret"),
        ..alice()
    };
    assert_eq!(
        refused_for(sign_in(&client, &other_secret, None)),
        RefusalKind::SignatureDoesNotMatch
    );
    let other_key = Credentials {
        access_key_id: "AKIAUNKNOWN0000000000".to_owned(),
        ..alice()
    };
    assert_eq!(
        refused_for(sign_in(&client, &other_key, None)),
        RefusalKind::InvalidClientTokenId
    );
    sts.world().expire_sessions();
    assert_eq!(
        refused_for(hop(&client, &user, &role(), 3600)),
        RefusalKind::Expired
    );
}

#[test]
fn refusals_of_roles_have_their_kind() {
    let sts = Sts::start(world());
    let client = client(sts.url());
    let code = sts.fresh_code(DEVICE);
    let user = sign_in(&client, &alice(), Some(&code))
        .unwrap()
        .session
        .credentials;
    assert_eq!(
        refused_for(hop(&client, &user, &role(), 7200)),
        RefusalKind::DurationExceedsRole
    );
    let hub = hop(&client, &user, &role(), 3600).unwrap().session.credentials;
    assert_eq!(
        refused_for(hop(&client, &hub, &deep(), 7200)),
        RefusalKind::DurationExceedsChaining
    );
    let broken = AssumeRole {
        policy: Some("{".to_owned()),
        ..role()
    };
    assert_eq!(
        refused_for(hop(&client, &user, &broken, 3600)),
        RefusalKind::MalformedPolicy
    );
    let tagged = AssumeRole {
        tags: BTreeMap::from([("team".to_owned(), "payments".to_owned())]),
        ..role()
    };
    let RefusalKind::AccessDenied(denial) = refused_for(hop(&client, &user, &tagged, 3600)) else {
        panic!("a tag needs a permission of its own");
    };
    assert_eq!(denial.action.as_deref(), Some("sts:TagSession"));
    let other = AssumeRole {
        external_id: Some("somebody-else".to_owned()),
        ..role()
    };
    let denied = hop(&client, &user, &other, 3600).unwrap_err();
    assert!(
        denied
            .help()
            .unwrap()
            .contains("another external ID than the one that was sent")
    );
    assert!(!format!("{denied:?} {}", told(&denied)).contains("somebody-else"));
}

#[test]
fn a_clock_that_is_wrong_is_corrected_and_told() {
    let sts = Sts::start(world());
    sts.set_clock_offset(1800);
    let code = sts.fresh_code(DEVICE);
    let answer = sign_in(&client(sts.url()), &alice(), Some(&code)).unwrap();
    assert!(matches!(answer.clock_skew_seconds, Some(1798..=1802)));
    // The first attempt was refused for its signature, unread.
    assert_eq!(sts.journal().count("GetSessionToken"), 2);
}

#[test]
fn a_code_whose_answer_was_lost_is_sent_once() {
    let sts = Sts::start(world());
    sts.fault(Fault::new(FaultKind::Drop).times(1).after_it_was_carried_out());
    let code = sts.fresh_code(DEVICE);
    let client = client(sts.url());
    let lost = sign_in(&client, &alice(), Some(&code)).unwrap_err();
    assert!(lost.code_may_be_spent());
    assert_eq!(sts.journal().count("GetSessionToken"), 1);
    sign_in(&client, &alice(), Some(&sts.fresh_code(DEVICE))).unwrap();
}

#[test]
fn every_fault_ends_before_the_deadline() {
    for kind in [
        FaultKind::Drop,
        FaultKind::DropAfterHeaders,
        FaultKind::HalfBody,
        FaultKind::WrongContentLength,
        FaultKind::Drip { milliseconds: 50 },
        FaultKind::Html { status: 200 },
        FaultKind::Html { status: 503 },
        FaultKind::EmptyBody,
        FaultKind::Json,
    ] {
        let sts = Sts::start(world());
        sts.fault(Fault::new(kind.clone()));
        let client = Client::new(&settings(sts.url(), Duration::from_secs(3))).unwrap();
        let begin = Instant::now();
        let failed = sign_in(&client, &alice(), Some(&sts.code(DEVICE))).unwrap_err();
        drop(client);
        assert!(begin.elapsed() < Duration::from_millis(3500), "{kind:?}");
        assert_eq!(failed.exit_kind(), ExitKind::Unreachable, "{kind:?}");
        assert!(failed.help().is_some());
    }
}

#[test]
fn a_slow_service_is_waited_for() {
    let sts = Sts::start(world());
    sts.fault(Fault::delay(Duration::from_secs(4)).times(1));
    let client = Client::new(&settings(sts.url(), Duration::from_secs(6))).unwrap();
    sign_in(&client, &alice(), Some(&sts.fresh_code(DEVICE))).unwrap();
    assert_eq!(sts.journal().count("GetSessionToken"), 1);
}
