//! How long a session may live: MaxSessionDuration, and an hour where roles are chained.

use rolehop_test_support::sts::{Role, Sts, User, World};

use super::client::{Client, Response, refused};

const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const DEEP: &str = "arn:aws:iam::333333333333:role/Deep";

fn start() -> (Sts, Client) {
    let alice = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .may_assume("*");
    let hub = Role::new("222222222222", "Hub")
        .trusts("111111111111")
        .may_assume("*")
        .max_session_duration(7_200);
    let deep = Role::new("333333333333", "Deep")
        .trusts(HUB)
        .max_session_duration(43_200);
    let sts = Sts::start(World::new().user(alice).role(hub).role(deep));
    let client = Client::alice(&sts);
    (sts, client)
}

fn lasting(client: &Client, role: &str, seconds: i64) -> Response {
    client.assume(role, &[("DurationSeconds", &seconds.to_string())])
}

fn lifetime(sts: &Sts) -> i64 {
    let world = sts.world();
    let session = world.sessions().pop().cloned().unwrap();
    session.expires_at - session.issued_at
}

#[test]
fn the_role_sets_the_limit() {
    let (sts, alice) = start();
    assert_eq!(alice.assume(HUB, &[]).status, 200);
    assert_eq!(lifetime(&sts), 3_600);
    assert_eq!(lasting(&alice, HUB, 7_200).status, 200);
    assert_eq!(lifetime(&sts), 7_200);
    let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    refused(&lasting(&alice, HUB, 7_201), 400, "ValidationError", message);
    let session = alice.with(&alice.call("GetSessionToken", &[]));
    assert_eq!(lasting(&session, HUB, 7_200).status, 200);
}

#[test]
fn a_chained_role_gets_an_hour() {
    let (sts, alice) = start();
    let hub = alice.with(&alice.assume(HUB, &[]));
    assert_eq!(lasting(&hub, DEEP, 3_600).status, 200);
    assert_eq!(lifetime(&sts), 3_600);
    let message =
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    refused(&lasting(&hub, DEEP, 3_601), 400, "ValidationError", message);
}

#[test]
fn a_test_may_shorten_every_session() {
    let (sts, alice) = start();
    sts.world().settings.session_lifetime = Some(7);
    let response = lasting(&alice, HUB, 900);
    assert_eq!(lifetime(&sts), 7);
    let expires_at = sts.world().sessions()[0].expires_at;
    assert_eq!(
        response.text("Expiration").unwrap(),
        rolehop_test_support::sts::iso8601(expires_at)
    );
}
