//! Session tags: permissions on both sides at each hop, what passes on, and what may not be sent.

use rolehop_test_support::sts::{Role, Sts, User, World};
use serde_json::{Value, json};

use super::client::{Client, refused, unauthorized};

const ALICE: &str = "arn:aws:iam::111111111111:user/alice";
const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const HUB_SESSION: &str = "arn:aws:sts::222222222222:assumed-role/Hub/test";
const DEEP: &str = "arn:aws:iam::333333333333:role/Deep";
const TEAM: [(&str, &str); 2] = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "payments")];

fn both() -> Value {
    json!(["sts:AssumeRole", "sts:TagSession"])
}

fn allow(actions: &Value) -> Value {
    json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}})
}

fn trust(principal: &str, actions: &Value, condition: &Value) -> Value {
    json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": actions, "Condition": condition}})
}

/// alice → Hub → Deep, with the actions that each policy allows, and Deep's condition.
fn start(of_alice: &Value, of_hub: &Value, of_deep: &Value, condition: &Value) -> (Sts, Client) {
    let alice = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .policy(allow(of_alice));
    let hub = Role::new("222222222222", "Hub")
        .trust(trust(ALICE, of_hub, &json!({})))
        .policy(allow(&both()));
    let deep = Role::new("333333333333", "Deep").trust(trust(HUB, of_deep, condition));
    let sts = Sts::start(World::new().user(alice).role(hub).role(deep));
    let client = Client::alice(&sts);
    (sts, client)
}

fn transitive<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&TEAM[..], &[("TransitiveTagKeys.member.1", "team")], more].concat()
}

#[test]
fn both_sides_must_allow_them() {
    let one = json!("sts:AssumeRole");
    for (of_alice, of_hub, allowed) in [
        (both(), both(), true),
        (one.clone(), both(), false),
        (both(), one, false),
    ] {
        let (_sts, alice) = start(&of_alice, &of_hub, &both(), &json!({}));
        assert_eq!(alice.assume(HUB, &[]).status, 200);
        let response = alice.assume(HUB, &TEAM);
        if allowed {
            assert_eq!(response.status, 200, "{}", response.body);
            assert_eq!(response.text("PackedPolicySize").as_deref(), Some("1"));
        } else {
            unauthorized(&response, ALICE, "sts:TagSession", HUB);
        }
    }
}

#[test]
fn conditions_see_them() {
    for (condition, tagged, untagged) in [
        (
            json!({"StringEquals": {"aws:RequestTag/team": "payments"}}),
            200,
            403,
        ),
        (json!({"StringEquals": {"aws:RequestTag/Team": "ops"}}), 403, 403),
        (
            json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}),
            200,
            200,
        ),
        (
            json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["cost"]}}),
            403,
            200,
        ),
        (
            json!({"ForAnyValue:StringEquals": {"sts:TransitiveTagKeys": ["team"]}}),
            403,
            403,
        ),
    ] {
        let (sts, alice) = start(&both(), &both(), &both(), &json!({}));
        sts.world().role_mut(HUB).unwrap().trust =
            Role::new("", "").trust(trust(ALICE, &both(), &condition)).trust;
        assert_eq!(alice.assume(HUB, &TEAM).status, tagged, "{condition}");
        assert_eq!(alice.assume(HUB, &[]).status, untagged, "{condition}");
    }
}

#[test]
fn transitive_ones_pass_on_by_themselves() {
    let wants = json!({"StringEquals": {"aws:PrincipalTag/team": "payments"}});
    let (sts, alice) = start(&both(), &both(), &both(), &wants);
    let hub = alice.with(&alice.assume(HUB, &transitive(&[])));
    let deep = hub.assume(DEEP, &[]);
    assert_eq!(deep.status, 200, "{}", deep.body);
    let world = sts.world();
    let inherited = world.sessions()[1].role().unwrap();
    assert_eq!(inherited.tags.get("team").map(String::as_str), Some("payments"));
    assert_eq!(inherited.transitive_tag_keys, ["team"]);
    drop(world);
    // Not transitive: the session has the tag, the next one does not.
    let hub = alice.with(&alice.assume(HUB, &TEAM));
    assert_eq!(hub.assume(DEEP, &[]).status, 200);
    assert!(sts.world().sessions()[3].role().unwrap().tags.is_empty());
}

#[test]
fn an_inherited_one_needs_the_permission_too() {
    let (_sts, alice) = start(&both(), &both(), &json!("sts:AssumeRole"), &json!({}));
    let hub = alice.with(&alice.assume(HUB, &transitive(&[])));
    unauthorized(&hub.assume(DEEP, &[]), HUB_SESSION, "sts:TagSession", DEEP);
}

#[test]
fn an_inherited_one_is_not_sent_again() {
    let (_sts, alice) = start(&both(), &both(), &both(), &json!({}));
    let hub = alice.with(&alice.assume(HUB, &transitive(&[])));
    let message = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key \
                   from the calling session.";
    for key in ["team", "TEAM"] {
        let again = [("Tags.member.1.Key", key), ("Tags.member.1.Value", "payments")];
        refused(&hub.assume(DEEP, &again), 400, "InvalidParameterValue", message);
    }
}

#[test]
fn keys_are_compared_without_case_and_kept_from_aws() {
    let (_sts, alice) = start(&both(), &both(), &both(), &json!({}));
    let twice = [
        &TEAM[..],
        &[("Tags.member.2.Key", "Team"), ("Tags.member.2.Value", "x")],
    ]
    .concat();
    let message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    refused(&alice.assume(HUB, &twice), 400, "InvalidParameterValue", message);
    for key in ["aws:team", "AWS:x"] {
        let reserved = [("Tags.member.1.Key", key), ("Tags.member.1.Value", "x")];
        let message = "aws: prefixed tag key names are not allowed for external use.";
        refused(
            &alice.assume(HUB, &reserved),
            400,
            "InvalidParameterValue",
            message,
        );
    }
    let message = "The specified transitive tag key must be included in the requested tags.";
    let missing = [&TEAM[..], &[("TransitiveTagKeys.member.1", "cost")]].concat();
    refused(
        &alice.assume(HUB, &missing),
        400,
        "InvalidParameterValue",
        message,
    );
    let cased = [&TEAM[..], &[("TransitiveTagKeys.member.1", "TEAM")]].concat();
    assert_eq!(alice.assume(HUB, &cased).status, 200);
}

#[test]
fn too_many_bytes_of_them_are_refused() {
    let (_sts, alice) = start(&both(), &both(), &both(), &json!({}));
    let value = "v".repeat(256);
    let names: Vec<_> = (1..=10)
        .map(|n| [format!("Tags.member.{n}.Key"), format!("Tags.member.{n}.Value")])
        .collect();
    let keys: Vec<_> = (1..=10).map(|n| format!("key{n}")).collect();
    let parameters: Vec<_> = names
        .iter()
        .zip(&keys)
        .flat_map(|([name, of_value], key)| {
            [(name.as_str(), key.as_str()), (of_value.as_str(), value.as_str())]
        })
        .collect();
    let message = "Packed size of session tags consumes 128% of allotted space.";
    refused(
        &alice.assume(HUB, &parameters),
        400,
        "PackedPolicyTooLarge",
        message,
    );
}
