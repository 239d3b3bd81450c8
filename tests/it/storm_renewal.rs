//! A session that is due: one process renews it, nobody is held up, and nobody is asked before the end is near
//! (contract, promise 2).

use std::time::Duration;

use rolehop_test_support::sts::{Fault, FaultKind, Role, User, World};
use serde_json::Value;

use super::storm_stage::{Answer, CONFIG, PASSPHRASE, Stage};

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;
/// Two seconds, and what a debug build on a busy machine may need around them.
const HELD_UP: Duration = Duration::from_millis(4_500);
/// Before the two seconds are over.
const AT_ONCE: Duration = Duration::from_millis(1_900);

/// `plain` needs nobody; `hub` and `prod` are the demo's.
fn stage() -> Stage {
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let config = CONFIG.to_owned()
        + "[profile.plain]\nsource_profile = \"keys\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.keys]\n";
    let stage = Stage::new(World::demo().role(plain), &config);
    stage.add_demo_key();
    stage.add_key("keys", World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    stage
}

fn count(stage: &Stage) -> usize {
    stage.sts.journal().len()
}

#[track_caller]
fn assert_old(answers: &[Answer], old: &Value) {
    for answer in answers {
        assert_eq!(answer.credentials(), *old);
    }
}

#[test]
fn one_process_renews_a_due_session_and_the_others_do_not_wait_with_keyctl_with_faketime() {
    let stage = stage();
    let old = stage.credentials(&["plain"]);
    stage.later(HOUR - 21 * MINUTE);
    assert_eq!(stage.credentials(&["plain"]), old);
    assert_eq!(count(&stage), 1);

    stage.later(HOUR - 19 * MINUTE);
    stage.sts.fault(Fault::delay(Duration::from_millis(500)));
    let answers = stage.storm(20, &["credential-process", "plain"]).end();
    assert_eq!(count(&stage), 2);
    let (others, renewed) = answers.split_at(19);
    assert_old(others, &old);
    let new = renewed[0].credentials();
    assert_ne!(new, old);
    assert_eq!(stage.credentials(&["plain"]), new);
    assert_eq!(count(&stage), 2);
}

#[test]
fn a_renewal_that_fails_holds_nobody_up_with_keyctl_with_faketime() {
    for (index, fault) in [
        Fault::status(500),
        Fault::throttling(),
        Fault::error(403, "AccessDenied", "no more"),
        Fault::error(403, "InvalidClientTokenId", "gone"),
        Fault::delay(Duration::from_secs(30)),
        Fault::new(FaultKind::Drop),
        Fault::new(FaultKind::Html { status: 200 }),
    ]
    .into_iter()
    .enumerate()
    {
        let stage = stage();
        let old = stage.credentials(&["plain"]);
        stage.later(HOUR - 15 * MINUTE);
        // The first one has the SDK's own attempts; the rest need not wait between them.
        stage.sts.fault(fault.clone());
        if index > 0 {
            stage.var("AWS_MAX_ATTEMPTS", "1");
        }
        let answers = stage.storm(10, &["credential-process", "plain"]).end();
        assert_old(&answers, &old);
        assert!(answers[8].took < AT_ONCE, "{fault:?}: {:?}", answers[8].took);
        assert!(answers[9].took < HELD_UP, "{fault:?}: {:?}", answers[9].took);
        let calls = count(&stage);
        assert!(calls > 1, "{fault:?}");
        // The next try is not at once, and then one process makes it.
        let again = stage.run(&["credential-process", "plain"]);
        assert_old(std::slice::from_ref(&again), &old);
        assert!(again.took < AT_ONCE, "{fault:?}: {:?}", again.took);
        assert_eq!(count(&stage), calls, "{fault:?}");
        stage.later(HOUR - 14 * MINUTE);
        stage.sts.clear_faults();
        assert_ne!(stage.credentials(&["plain"]), old, "{fault:?}");
        assert_eq!(count(&stage), calls + 1, "{fault:?}");
    }
}

#[test]
fn a_session_in_its_last_minute_is_handed_out_while_sts_is_down_and_not_afterwards_with_keyctl_with_faketime()
{
    let stage = stage();
    let old = stage.credentials(&["plain"]);
    stage.var("AWS_MAX_ATTEMPTS", "1");
    stage.sts.fault(Fault::status(500));
    stage.later(HOUR - 10);
    assert_eq!(stage.credentials(&["plain"]), old);
    stage.later(HOUR + 1);
    assert_eq!(stage.run(&["credential-process", "plain"]).status, 6);
}

#[test]
fn a_role_is_renewed_by_a_stored_mfa_session_with_nobody_asked_with_keyctl_with_faketime() {
    let stage = stage();
    assert_eq!(stage.answered(&["login", "prod"]).status, 0);
    let old = stage.credentials(&["prod"]);
    stage.later(HOUR - 19 * MINUTE);
    let new = stage.credentials(&["prod"]);
    assert_ne!(new, old);
    // The hub's session is due too, but still signs; only the last hop is renewed.
    assert_eq!(stage.sts.journal().counts()["AssumeRole"], 3);
    stage.later(2 * HOUR);
    assert_ne!(stage.credentials(&["prod"]), new);
    assert_eq!(stage.sts.journal().counts()["AssumeRole"], 5);
    assert_eq!(stage.sts.journal().counts()["GetSessionToken"], 1);
}

#[test]
fn a_session_that_needs_a_person_is_handed_out_until_a_minute_before_its_end_with_keyctl_with_faketime() {
    let stage = stage();
    assert_eq!(stage.answered(&["login", "corp"]).status, 0);
    let old = stage.credentials(&["corp"]);
    stage.later(12 * HOUR - 90);
    let answers = stage.storm(10, &["credential-process", "corp"]).end();
    assert_old(&answers, &old);
    assert_eq!(count(&stage), 1);
    stage.later(12 * HOUR - 30);
    assert_eq!(stage.run(&["credential-process", "corp"]).status, 4);
    let storm = stage.storm(10, &["credential-process", "corp"]);
    storm.expect_question(1);
    storm.type_code();
    let new = storm.end();
    assert_ne!(new[0].credentials(), old);
    assert_old(&new, &new[0].credentials());
    assert_eq!(count(&stage), 2);
}

#[test]
fn a_role_whose_mfa_session_is_over_is_handed_out_until_a_minute_before_its_end_with_keyctl_with_faketime() {
    let stage = stage();
    let hour = ["--duration", "1h"];
    assert_eq!(stage.answered(&["login", "corp"]).status, 0);
    // Made when the MFA session has half an hour left, so the role's session outlives it.
    stage.later(12 * HOUR - 30 * MINUTE);
    let hub = [&["credential-process", "hub"][..], &hour].concat();
    let old = stage.run(&hub).credentials();
    let calls = count(&stage);
    stage.later(12 * HOUR + 15 * MINUTE);
    let answers = stage.storm(5, &hub).end();
    assert_old(&answers, &old);
    assert_eq!(count(&stage), calls);
    stage.later(12 * HOUR + 30 * MINUTE - 30);
    assert_eq!(stage.run(&hub).status, 4);
}

/// The keys' passphrase is a person's to type: a session that cannot be renewed without it is handed out as it is.
#[test]
fn a_renewal_asks_for_no_passphrase_with_keyctl_with_faketime() {
    let stage = stage();
    let old = stage.credentials(&["plain"]);
    stage.unset("ROLEHOP_STORE_PASSPHRASE_FILE");
    // What the passphrase opened is forgotten after twelve hours; here at once.
    let forget = "for key in $(keyctl rlist @u); do \
                  case $(keyctl rdescribe $key) in *rolehop:passphrase*) keyctl unlink $key @u;; esac; done";
    let forgotten = stage.user.command("sh").args(["-c", forget]).status();
    assert!(forgotten.unwrap().success());
    stage.later(HOUR - 15 * MINUTE);
    let mut terminal = stage.terminal(&["credential-process", "plain"]);
    let ended = terminal.wait();
    assert_eq!(terminal.everything_shown(), b"");
    assert_eq!(serde_json::from_str::<Value>(&ended.stdout).unwrap(), old);

    stage.later(HOUR + 1);
    let mut terminal = stage.terminal(&["credential-process", "plain"]);
    terminal.expect("Passphrase of rolehop's sealed files:");
    terminal.type_keys("\x03");
    assert_eq!(terminal.wait().status.code(), Some(4));
    let mut terminal = stage.terminal(&["exec", "plain", "--", "true"]);
    terminal.expect("Passphrase of rolehop's sealed files:");
    terminal.type_keys("\x03");
    assert_eq!(terminal.wait().status.code(), Some(130));
    let mut terminal = stage.terminal(&["exec", "plain", "--", "true"]);
    terminal.expect("Passphrase of rolehop's sealed files:");
    terminal.type_keys(PASSPHRASE.to_owned() + "\r");
    assert_eq!(terminal.wait().status.code(), Some(0));
    assert_eq!(count(&stage), 2);
}

#[test]
fn short_sessions_are_handed_out_too_with_keyctl() {
    let user = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .may_assume("*");
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let world = World::new().user(user).role(plain);
    let stage = Stage::new(
        world.with(|settings| settings.session_lifetime = Some(3)),
        "[profile.plain]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.corp]\n",
    );
    stage.add_demo_key();
    // No call is answered while this is held.
    let world = stage.sts.world();
    let storm = stage.storm(20, &["credential-process", "plain"]);
    storm.all_wait();
    drop(world);
    let answers = storm.end();
    assert_old(&answers, &answers[0].credentials());
    assert_eq!(count(&stage), 1);
}
