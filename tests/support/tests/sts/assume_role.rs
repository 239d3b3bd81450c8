//! Who may assume a role: both sides, external IDs, and the other conditions.

use rolehop_test_support::sts::{Role, Sts, User, World};
use serde_json::{Value, json};

use super::client::{Client, refused, unauthorized};

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const LOCAL: &str = "arn:aws:iam::111111111111:role/Local";

fn alice() -> User {
    User::new("111111111111", "alice").key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
}

fn start(user: User, role: Role) -> (Sts, Client) {
    let sts = Sts::start(World::new().user(user).role(role));
    let client = Client::alice(&sts);
    (sts, client)
}

fn hub() -> Role {
    Role::new("222222222222", "Hub")
}

/// A role in the caller's own account.
fn local() -> Role {
    Role::new("111111111111", "Local")
}

#[test]
fn another_account_needs_both_sides() {
    for (user, role, allowed) in [
        (alice().may_assume(HUB), hub().trusts(ALICE), true),
        (alice().may_assume("*"), hub().trusts("111111111111"), true),
        (
            alice().may_assume("arn:aws:iam::*:role/H?b"),
            hub().trusts("arn:aws:iam::111111111111:root"),
            true,
        ),
        (alice().may_assume(HUB), hub().trusts("*"), true),
        (alice(), hub().trusts(ALICE), false),
        (alice(), hub().trusts("*"), false),
        (
            alice().may_assume("arn:aws:iam::222222222222:role/Other"),
            hub().trusts(ALICE),
            false,
        ),
        (alice().may_assume(HUB), hub(), false),
        (
            alice().may_assume(HUB),
            hub().trusts("arn:aws:iam::111111111111:user/bob"),
            false,
        ),
        (
            alice().may_assume(HUB),
            hub().trusts("arn:aws:iam::111111111111:user/*"),
            false,
        ),
        (alice().may_assume(HUB), hub().trusts("333333333333"), false),
        (
            alice().may_assume(HUB).policy(deny(HUB)),
            hub().trusts(ALICE),
            false,
        ),
        (
            alice().may_assume(HUB),
            hub().trust(json!({"Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "sts:*"},
            {"Effect": "Deny", "Principal": {"AWS": ALICE}, "Action": "sts:AssumeRole"}]})),
            false,
        ),
    ] {
        let told = format!("{:?}\n{:?}", user.policies, role.trust);
        let (_sts, client) = start(user, role);
        let response = client.assume(HUB, &[]);
        if allowed {
            assert_eq!(response.status, 200, "{told}\n{}", response.body);
        } else {
            unauthorized(&response, ALICE, "sts:AssumeRole", HUB);
        }
    }
}

#[test]
fn the_same_account_is_content_with_a_trust_policy_that_names_the_caller() {
    for (user, role, allowed) in [
        (alice(), local().trusts(ALICE), true),
        (alice().may_assume(LOCAL), local().trusts("111111111111"), true),
        (alice(), local().trusts("111111111111"), false),
        (alice(), local().trusts("arn:aws:iam::111111111111:root"), false),
        (alice().may_assume(LOCAL), local(), false),
        (alice().policy(deny(LOCAL)), local().trusts(ALICE), false),
    ] {
        let told = format!("{:?}\n{:?}", user.policies, role.trust);
        let (_sts, client) = start(user, role);
        let response = client.assume(LOCAL, &[]);
        if allowed {
            assert_eq!(response.status, 200, "{told}\n{}", response.body);
        } else {
            unauthorized(&response, ALICE, "sts:AssumeRole", LOCAL);
        }
    }
}

#[test]
fn a_role_that_does_not_exist_reads_like_one_that_is_closed() {
    let (_sts, client) = start(alice().may_assume("*"), hub());
    let missing = "arn:aws:iam::222222222222:role/Missing";
    unauthorized(&client.assume(missing, &[]), ALICE, "sts:AssumeRole", missing);
    let elsewhere = "arn:aws-cn:iam::222222222222:role/Hub";
    unauthorized(&client.assume(elsewhere, &[]), ALICE, "sts:AssumeRole", elsewhere);
}

#[test]
fn root_assumes_no_role() {
    let root = User::root("111111111111").key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    let (_sts, client) = start(root, hub().trusts("111111111111"));
    assert_eq!(client.identity(), "arn:aws:iam::111111111111:root");
    refused(
        &client.assume(HUB, &[]),
        403,
        "AccessDenied",
        "Roles may not be assumed by root accounts.",
    );
}

#[test]
fn asks_for_the_external_id() {
    let condition = json!({"StringEquals": {"sts:ExternalId": "example-corp-42"}});
    let (_sts, client) = start(alice().may_assume("*"), hub().trusts_if(ALICE, condition));
    unauthorized(&client.assume(HUB, &[]), ALICE, "sts:AssumeRole", HUB);
    unauthorized(
        &client.assume(HUB, &[("ExternalId", "Example-Corp-42")]),
        ALICE,
        "sts:AssumeRole",
        HUB,
    );
    assert_eq!(
        client.assume(HUB, &[("ExternalId", "example-corp-42")]).status,
        200
    );
}

#[test]
fn looks_at_the_conditions_of_either_side() {
    let ok: &[(&str, &str)] = &[];
    for (condition, parameters, allowed) in [
        (json!({"StringLike": {"sts:RoleSessionName": "te*"}}), ok, true),
        (
            json!({"StringLike": {"sts:RoleSessionName": "${aws:username}"}}),
            ok,
            false,
        ),
        (
            json!({"StringEquals": {"aws:PrincipalTag/team": "payments"}}),
            ok,
            true,
        ),
        (
            json!({"StringEquals": {"aws:PrincipalTag/team": "ops"}}),
            ok,
            false,
        ),
        (
            json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/a*"}}),
            ok,
            true,
        ),
        (
            json!({"StringEquals": {"aws:PrincipalAccount": "111111111111"}}),
            ok,
            true,
        ),
        (
            json!({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}),
            ok,
            false,
        ),
        (json!({"Bool": {"aws:SecureTransport": "true"}}), ok, false),
        (json!({"Null": {"sts:ExternalId": "true"}}), ok, true),
        (
            json!({"Null": {"sts:ExternalId": "true"}}),
            &[("ExternalId", "xx")],
            false,
        ),
        (
            json!({"StringEquals": {"aws:ResourceTag/stage": "prod"}}),
            ok,
            true,
        ),
        (
            json!({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}),
            ok,
            false,
        ),
    ] {
        let user = alice().tag("team", "payments");
        let role = || hub().tag("stage", "prod");
        let on_trust = (
            user.clone().may_assume("*"),
            role().trusts_if(ALICE, condition.clone()),
        );
        let on_identity = (user.policy(allow_if(&condition)), role().trusts(ALICE));
        for (user, role) in [on_trust, on_identity] {
            let (_sts, client) = start(user, role);
            let response = client.assume(HUB, parameters);
            assert_eq!(
                response.status,
                if allowed { 200 } else { 403 },
                "{condition}\n{}",
                response.body
            );
        }
    }
}

#[test]
fn a_role_session_is_named_by_its_role_or_by_itself() {
    let deep = "arn:aws:iam::222222222222:role/Deep";
    for (trusted, may_assume, allowed) in [
        (HUB, false, true),
        ("arn:aws:sts::222222222222:assumed-role/Hub/test", false, true),
        ("arn:aws:sts::222222222222:assumed-role/Hub/other", true, false),
        ("222222222222", false, false),
        ("222222222222", true, true),
        (ALICE, true, false),
    ] {
        let hub = if may_assume {
            hub().trusts(ALICE).may_assume(deep)
        } else {
            hub().trusts(ALICE)
        };
        let world = World::new()
            .user(alice().may_assume(HUB))
            .role(hub)
            .role(Role::new("222222222222", "Deep").trusts(trusted));
        let sts = Sts::start(world);
        let client = Client::alice(&sts);
        let session = client.with(&client.assume(HUB, &[]));
        let response = session.assume(deep, &[]);
        if allowed {
            assert_eq!(response.status, 200, "{trusted}\n{}", response.body);
        } else {
            let caller = "arn:aws:sts::222222222222:assumed-role/Hub/test";
            unauthorized(&response, caller, "sts:AssumeRole", deep);
        }
    }
}

#[test]
fn other_partitions_have_their_own_arns() {
    let user = User::new("111111111111", "alice")
        .partition("aws-cn")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .may_assume("*");
    let role = hub()
        .partition("aws-cn")
        .path("/team/")
        .trusts("arn:aws-cn:iam::111111111111:root");
    let (_sts, client) = start(user, role);
    let response = client.assume("arn:aws-cn:iam::222222222222:role/team/Hub", &[]);
    assert_eq!(
        response.text("Arn").unwrap(),
        "arn:aws-cn:sts::222222222222:assumed-role/Hub/test"
    );
    assert_eq!(client.identity(), "arn:aws-cn:iam::111111111111:user/alice");
}

#[test]
fn source_identity_needs_a_permission_and_stays() {
    let deep = "arn:aws:iam::333333333333:role/Deep";
    let both = json!(["sts:AssumeRole", "sts:SetSourceIdentity"]);
    let world = World::new()
        .user(alice().policy(allow(&both)))
        .role(hub().trust(trust(ALICE, &both)).policy(allow(&both)))
        .role(Role::new("333333333333", "Deep").trust(trust(HUB, &both)));
    let sts = Sts::start(world);
    let client = Client::alice(&sts);
    let response = client.assume(HUB, &[("SourceIdentity", "alice@corp")]);
    assert_eq!(response.text("SourceIdentity").as_deref(), Some("alice@corp"));
    let session = client.with(&response);
    let inherited = session.assume(deep, &[]);
    assert_eq!(inherited.text("SourceIdentity").as_deref(), Some("alice@corp"));
    assert_eq!(
        session.assume(deep, &[("SourceIdentity", "alice@corp")]).status,
        200
    );
    let caller = "arn:aws:sts::222222222222:assumed-role/Hub/test";
    unauthorized(
        &session.assume(deep, &[("SourceIdentity", "bob")]),
        caller,
        "sts:SetSourceIdentity",
        deep,
    );

    sts.world().role_mut(deep).unwrap().trust = Role::new("", "").trusts(HUB).trust;
    unauthorized(&session.assume(deep, &[]), caller, "sts:SetSourceIdentity", deep);
    sts.world().user_mut(ALICE).unwrap().policies = alice().may_assume("*").policies;
    unauthorized(
        &client.assume(HUB, &[("SourceIdentity", "alice")]),
        ALICE,
        "sts:SetSourceIdentity",
        HUB,
    );
    let reserved = client.assume(HUB, &[("SourceIdentity", "aws:alice")]);
    assert_eq!(reserved.text("Code").as_deref(), Some("ValidationError"));
}

fn allow(actions: &Value) -> Value {
    json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}})
}

fn allow_if(condition: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": condition}})
}

fn deny(resource: &str) -> Value {
    json!({"Statement": {"Effect": "Deny", "Action": "sts:*", "Resource": resource}})
}

fn trust(principal: &str, actions: &Value) -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": actions}})
}
