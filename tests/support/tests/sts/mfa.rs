//! MFA codes, and how far they carry.

use rolehop_test_support::sts::{Role, Sts, User, World, totp};
use serde_json::{Value, json};

use super::client::{Client, Response, refused, unauthorized};

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const SERIAL: &str = World::DEMO_MFA_SERIAL;
const SEED: &str = World::DEMO_MFA_SEED;
const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const DEEP: &str = "arn:aws:iam::333333333333:role/Deep";
/// The last space is AWS's.
const WRONG: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const UNKNOWN: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial \
                       number is valid and associated with this user.";

/// alice with a device, bob with another; Hub and Deep under `condition`.
fn start(condition: &Value) -> (Sts, Client) {
    let alice = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .mfa("alice", SEED)
        .may_assume("*");
    let bob = User::new("111111111111", "bob").mfa("bob", SEED);
    let eve = User::new("222222222222", "eve").mfa_device("GAHT12345678", SEED);
    let hub = Role::new("222222222222", "Hub")
        .trusts_if("111111111111", condition.clone())
        .may_assume("*");
    let deep = Role::new("333333333333", "Deep").trusts_if("222222222222", condition.clone());
    let sts = Sts::start(World::new().user(alice).user(bob).user(eve).role(hub).role(deep));
    let client = Client::alice(&sts);
    (sts, client)
}

fn wants_mfa() -> Value {
    json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})
}

fn session_token(client: &Client, code: &str) -> Response {
    client.call(
        "GetSessionToken",
        &[("SerialNumber", SERIAL), ("TokenCode", code)],
    )
}

#[test]
fn a_code_is_good_once() {
    let (sts, alice) = start(&wants_mfa());
    let code = sts.fresh_code(SERIAL);
    assert_eq!(session_token(&alice, &code).status, 200);
    refused(&session_token(&alice, &code), 403, "AccessDenied", WRONG);
    refused(
        &alice.assume(HUB, &[("SerialNumber", SERIAL), ("TokenCode", &code)]),
        403,
        "AccessDenied",
        WRONG,
    );
    let other = sts.fresh_code(SERIAL);
    assert_eq!(
        alice
            .assume(HUB, &[("SerialNumber", SERIAL), ("TokenCode", &other)])
            .status,
        200
    );
}

#[test]
fn a_refused_call_spends_its_code_too() {
    let (sts, alice) = start(&json!({"StringEquals": {"sts:ExternalId": "xx"}}));
    let code = sts.fresh_code(SERIAL);
    let mfa = [("SerialNumber", SERIAL), ("TokenCode", code.as_str())];
    unauthorized(&alice.assume(HUB, &mfa), ALICE, "sts:AssumeRole", HUB);
    refused(&alice.assume(HUB, &mfa), 403, "AccessDenied", WRONG);
}

#[test]
fn takes_the_codes_beside_and_no_others() {
    let (sts, alice) = start(&wants_mfa());
    // In the middle of a step, so that the table holds while it runs.
    sts.set_clock_offset(15 - sts.now().rem_euclid(30));
    let now = sts.now();
    for (offset, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
        let response = session_token(&alice, &totp(SEED, now + offset));
        assert_eq!(response.status, if good { 200 } else { 403 }, "{offset}");
    }
    let codes: Vec<_> = (-2..=2).map(|step| totp(SEED, now + step * 30)).collect();
    let wrong = (0..)
        .map(|number| format!("{number:06}"))
        .find(|code| !codes.contains(code))
        .unwrap();
    refused(&session_token(&alice, &wrong), 403, "AccessDenied", WRONG);
}

#[test]
fn takes_only_the_callers_own_devices() {
    let (sts, alice) = start(&wants_mfa());
    let code = totp(SEED, sts.now());
    for serial in [
        "arn:aws:iam::111111111111:mfa/bob",
        "GAHT12345678",
        "arn:aws:iam::111111111111:mfa/none",
    ] {
        let mfa = [("SerialNumber", serial), ("TokenCode", code.as_str())];
        refused(&alice.call("GetSessionToken", &mfa), 403, "AccessDenied", UNKNOWN);
        refused(&alice.assume(HUB, &mfa), 403, "AccessDenied", UNKNOWN);
    }
}

#[test]
fn wants_serial_and_code_together() {
    let (_sts, alice) = start(&wants_mfa());
    let message =
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.";
    refused(
        &alice.call("GetSessionToken", &[("SerialNumber", SERIAL)]),
        403,
        "AccessDenied",
        message,
    );
    refused(
        &alice.assume(HUB, &[("TokenCode", "123456")]),
        403,
        "AccessDenied",
        message,
    );
}

#[test]
fn a_role_may_ask_for_mfa() {
    let (sts, alice) = start(&wants_mfa());
    unauthorized(&alice.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
    let without = alice.with(&alice.call("GetSessionToken", &[]));
    unauthorized(&without.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
    let with = alice.with(&session_token(&alice, &sts.fresh_code(SERIAL)));
    assert_eq!(with.assume(HUB, &[]).status, 200);
}

#[test]
fn a_key_without_session_leaves_the_answer_open() {
    // `BoolIfExists` lets long-term keys pass: no session, no key in the context.
    let (_sts, alice) = start(&json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}));
    assert_eq!(alice.assume(HUB, &[]).status, 200);
    let without = alice.with(&alice.call("GetSessionToken", &[]));
    unauthorized(&without.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
}

#[test]
fn mfa_is_not_carried_past_an_assume_role() {
    let hub_session = "arn:aws:sts::222222222222:assumed-role/Hub/test";
    for condition in [
        wants_mfa(),
        json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),
        json!({"Null": {"aws:MultiFactorAuthAge": "false"}}),
    ] {
        let (sts, alice) = start(&condition);
        let code = sts.fresh_code(SERIAL);
        let hub = alice.assume(HUB, &[("SerialNumber", SERIAL), ("TokenCode", &code)]);
        unauthorized(
            &alice.with(&hub).assume(DEEP, &[]),
            hub_session,
            "sts:AssumeRole",
            DEEP,
        );
        let session = alice.with(&session_token(&alice, &sts.fresh_code(SERIAL)));
        let hub = session.assume(HUB, &[]);
        unauthorized(
            &session.with(&hub).assume(DEEP, &[]),
            hub_session,
            "sts:AssumeRole",
            DEEP,
        );
        // A role has no device of its own: a code does not help on the way.
        let mfa = [("SerialNumber", SERIAL), ("TokenCode", "123456")];
        refused(
            &session.with(&hub).assume(DEEP, &mfa),
            403,
            "AccessDenied",
            UNKNOWN,
        );
    }
}

#[test]
fn mfa_grows_old() {
    let (sts, alice) = start(&json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "900"}}));
    let session = alice.with(&session_token(&alice, &sts.fresh_code(SERIAL)));
    assert_eq!(session.assume(HUB, &[]).status, 200);
    sts.set_clock_offset(901);
    let later = Client {
        signed_at: sts.now(),
        ..session
    };
    unauthorized(&later.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
    let code = sts.fresh_code(SERIAL);
    assert_eq!(
        later
            .assume(HUB, &[("SerialNumber", SERIAL), ("TokenCode", &code)])
            .status,
        200
    );
    unauthorized(&later.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
}
