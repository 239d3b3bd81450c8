//! GetSessionToken: who may call it, and what its sessions may call.

use rolehop_test_support::sts::{Sts, User, World};

use super::client::{Client, refused};

#[test]
fn takes_long_term_keys_only() {
    let sts = Sts::start(World::demo());
    sts.world().role_mut(World::DEMO_HUB).unwrap().trust = rolehop_test_support::sts::Role::new("", "")
        .trusts("111111111111")
        .trust;
    let alice = Client::alice(&sts);
    let session = alice.with(&alice.call("GetSessionToken", &[]));
    let role = alice.with(&alice.assume(World::DEMO_HUB, &[]));
    for client in [session, role] {
        for operation in ["GetSessionToken", "GetFederationToken"] {
            let message = format!("Cannot call {operation} with session credentials");
            refused(&client.call(operation, &[]), 403, "AccessDenied", &message);
        }
    }
}

#[test]
fn its_sessions_may_assume_roles_and_say_who_they_are() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let session = alice.with(&alice.call("GetSessionToken", &[]));
    assert_eq!(session.identity(), "arn:aws:iam::111111111111:user/alice");
    let message = "Cannot call DecodeAuthorizationMessage with session credentials";
    refused(
        &session.call("DecodeAuthorizationMessage", &[]),
        403,
        "AccessDenied",
        message,
    );
}

#[test]
fn a_root_user_gets_an_hour() {
    let root = User::root("111111111111").key("AKIAROOT", "secret");
    let sts = Sts::start(World::new().user(root));
    let client = Client::new(&sts, "AKIAROOT", "secret");
    for asked in ["900", "43200"] {
        assert_eq!(
            client
                .call("GetSessionToken", &[("DurationSeconds", asked)])
                .status,
            200
        );
    }
    let world = sts.world();
    let seconds: Vec<_> = world
        .sessions()
        .iter()
        .map(|it| it.expires_at - it.issued_at)
        .collect();
    assert_eq!(seconds, [900, 3_600]);
}
