//! Session policies, inline and managed: read strictly, measured, and in force at the next hop.

use rolehop_test_support::sts::{Role, Sts, User, World};
use serde_json::json;

use super::client::{Client, refused, unauthorized};

const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const DEEP: &str = "arn:aws:iam::333333333333:role/Deep";
const ALLOW_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
const ALLOW_S3: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
const HOPS: &str = "arn:aws:iam::222222222222:policy/Hops";

fn start() -> (Sts, Client) {
    let alice = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .may_assume("*");
    let hub = Role::new("222222222222", "Hub")
        .trusts("111111111111")
        .may_assume("*");
    let deep = Role::new("333333333333", "Deep").trusts(HUB);
    let hops = json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": DEEP}});
    let sts = Sts::start(
        World::new()
            .user(alice)
            .role(hub)
            .role(deep)
            .managed_policy(HOPS, hops),
    );
    let client = Client::alice(&sts);
    (sts, client)
}

#[test]
fn they_limit_the_session() {
    let (_sts, alice) = start();
    for (parameters, allowed) in [
        (vec![("Policy", ALLOW_ALL)], true),
        (vec![("Policy", ALLOW_S3)], false),
        (
            vec![("Policy", ALLOW_S3), ("PolicyArns.member.1.arn", HOPS)],
            true,
        ),
        (vec![("PolicyArns.member.1.arn", HOPS)], true),
        (
            vec![(
                "PolicyArns.member.1.arn",
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
            )],
            false,
        ),
    ] {
        let hub = alice.assume(HUB, &parameters);
        let response = alice.with(&hub).assume(DEEP, &[]);
        if allowed {
            assert_eq!(response.status, 200, "{parameters:?}\n{}", response.body);
        } else {
            let caller = "arn:aws:sts::222222222222:assumed-role/Hub/test";
            unauthorized(&response, caller, "sts:AssumeRole", DEEP);
        }
    }
}

#[test]
fn their_size_is_told() {
    let (_sts, alice) = start();
    let size = |parameters: &[(&str, &str)]| alice.assume(HUB, parameters).text("PackedPolicySize");
    assert_eq!(size(&[]), None);
    assert_eq!(size(&[("Policy", ALLOW_ALL)]).as_deref(), Some("5"));
    assert_eq!(
        size(&[("Policy", ALLOW_ALL), ("PolicyArns.member.1.arn", HOPS)]).as_deref(),
        Some("6")
    );
}

#[test]
fn malformed_ones_are_refused() {
    let (_sts, alice) = start();
    let principal = ALLOW_ALL.replace("\"Action\"", "\"Principal\":\"*\",\"Action\"");
    for (policy, message) in [
        ("{", "This policy contains invalid Json"),
        ("{}", "Syntax errors in policy. there is no Statement"),
        (
            &ALLOW_ALL.replace("Allow", "Permit"),
            "Syntax errors in policy. the Effect is neither Allow nor Deny",
        ),
        (&principal, "Policy document should not specify a principal."),
        (
            &ALLOW_ALL.replace(",\"Resource\":\"*\"", ""),
            "Policy statement must contain resources.",
        ),
    ] {
        refused(
            &alice.assume(HUB, &[("Policy", policy)]),
            400,
            "MalformedPolicyDocument",
            message,
        );
    }
}

#[test]
fn large_ones_are_refused() {
    let (_sts, alice) = start();
    let resource = format!("arn:aws:s3:::{}", "a".repeat(2_300));
    let large = ALLOW_ALL.replace("\"Resource\":\"*\"", &format!("\"Resource\":\"{resource}\""));
    let message = "Packed policy consumes 118% of allotted space, please use smaller policy.";
    refused(
        &alice.assume(HUB, &[("Policy", &large)]),
        400,
        "PackedPolicyTooLarge",
        message,
    );
}

#[test]
fn managed_ones_are_the_accounts_own_or_awss() {
    let (_sts, alice) = start();
    for (arn, message) in [
        (
            "arn:aws:iam::111111111111:policy/Mine",
            "PolicyArn arn:aws:iam::111111111111:policy/Mine is not in the account of the role",
        ),
        (
            "arn:aws:iam::222222222222:role/Hub",
            "arn:aws:iam::222222222222:role/Hub is invalid",
        ),
    ] {
        let response = alice.assume(HUB, &[("PolicyArns.member.1.arn", arn)]);
        refused(&response, 400, "ValidationError", message);
    }
}
