//! Many processes at once: one call a hop, one question, and one answer for all (contract, promise 3).

use std::process::Stdio;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use rolehop_test_support::sts::{Fault, Role, User, World};

use super::storm_many::questions;
use super::storm_stage::{ASKED, Answer, CONFIG, Stage};

/// The two-hop route of the demo, cold.
const CALLS: [&str; 3] = ["GetSessionToken", "AssumeRole", "AssumeRole"];
const CANCELLED: &str = "error: the question for an MFA code of `arn:aws:iam::111111111111:mfa/alice` was not answered: \
                         cancelled\nhelp: run `rolehop login prod` when the device is at hand\n";
/// Long enough for a machine that does other work too, and far from any deadline of the product.
const QUICK: Duration = Duration::from_secs(8);

#[track_caller]
fn assert_all_equal(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(answer.credentials(), answers[0].credentials());
    }
}

#[track_caller]
fn assert_all_failed(answers: &[Answer], status: i32) {
    for answer in answers {
        answer.assert(status, "", &answers[0].stderr);
    }
}

#[test]
fn a_hundred_processes_call_once_a_hop_and_ask_once_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(100, &["credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    assert_eq!(
        storm.terminal.screen(),
        "MFA code for arn:aws:iam::111111111111:mfa/alice to start a session of corp\n\
         (serves 12 hours, asked by storm.sh):"
    );
    storm.type_code();
    let answered = Instant::now();
    let answers = storm.end();
    assert!(answered.elapsed() < QUICK, "{:?}", answered.elapsed());
    assert_eq!(stage.sts.journal().operations(), CALLS);
    assert_all_equal(&answers);
}

#[test]
fn a_cancel_answers_a_hundred_processes_and_is_remembered_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(100, &["credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    let cancelled = Instant::now();
    storm.terminal.type_keys("\x03");
    storm
        .terminal
        .until("terminal that is put back", |it| it.is_put_back());
    let questions_asked = storm.questions();
    let answers = storm.end();
    assert!(cancelled.elapsed() < QUICK, "{:?}", cancelled.elapsed());
    assert_eq!(questions_asked, 1);
    for answer in &answers {
        answer.assert(4, "", CANCELLED);
    }
    for route in ["prod", "hub", "corp"] {
        let mut terminal = stage.terminal(&["credential-process", route]);
        let ended = terminal.wait();
        assert_eq!(
            (ended.status.code(), ended.stdout.as_str()),
            (Some(4), ""),
            "{route}"
        );
        assert_eq!(questions(&terminal), 0, "{route}");
    }
    // A person who types a command is asked, and hears 130 of their own Ctrl-C.
    for words in [
        &["exec", "prod", "--", "true"][..],
        &["login", "prod"],
        &["export", "prod"],
    ] {
        assert_eq!(stage.asked(words, "\x03").status, 130, "{words:?}");
    }
    assert!(stage.sts.journal().is_empty());
    assert_eq!(stage.answered(&["login", "prod"]).status, 0);
    stage.credentials(&["prod"]);
}

#[test]
fn a_cancel_is_forgotten_after_ten_seconds_with_keyctl_with_faketime() {
    let stage = Stage::demo();
    assert_eq!(stage.asked(&["credential-process", "prod"], "\x03").status, 4);
    // Who hears of it later passes on the cancel itself, and does not begin the ten seconds anew.
    let another = ["credential-process", "--session-name", "another", "hub"];
    stage.later(8);
    assert_eq!(stage.terminal(&another).wait().status.code(), Some(4));
    stage.later(11);
    stage.answered(&another).credentials();
}

#[test]
fn a_device_whose_question_was_cancelled_is_not_asked_about_by_another_role_with_keyctl() {
    let config = CONFIG.replace("[profile.hub]", "[profile.hub]\nduration_seconds = 7200")
        + "\n[profile.hub-max]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
           external_id = \"example-corp-42\"\nduration_seconds = 14400\n";
    let stage = Stage::new(World::demo(), &config);
    stage.add_demo_key();
    let words = |route| format!("{} credential-process {route}", stage.program());
    let storm = stage.storm_of(&[words("hub"), words("hub-max")]);
    storm.expect_question(1);
    storm.all_wait();
    storm.terminal.type_keys("\x03");
    storm
        .terminal
        .until("terminal that is put back", |it| it.is_put_back());
    let questions_asked = storm.questions();
    // The one was cancelled; the other is told that nobody is asked again right after.
    for answer in storm.end() {
        assert_eq!(
            (answer.status, answer.stdout.as_str()),
            (4, ""),
            "{}",
            answer.stderr
        );
        assert!(
            answer.stderr.contains("was not answered: cancelled\n"),
            "{}",
            answer.stderr
        );
    }
    assert_eq!(questions_asked, 1);
}

#[test]
fn who_waited_with_a_command_of_a_person_hears_of_the_cancel_too_with_keyctl() {
    let stage = Stage::demo();
    let program = stage.program();
    let storm = stage.storm_of(&vec![format!("{program} exec prod -- echo ran"); 5]);
    storm.expect_question(1);
    storm.all_wait();
    storm.terminal.type_keys("\x03");
    let answers = storm.end();
    assert_all_failed(&answers, 130);
}

#[test]
fn an_asker_that_is_killed_frees_the_others_at_once_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(30, &["credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    let killed = Instant::now();
    storm.kill_asker();
    storm.expect_question(2);
    assert!(
        killed.elapsed() < Duration::from_secs(3),
        "{:?}",
        killed.elapsed()
    );
    storm.type_code();
    let answers = storm.end();
    let (killed, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 137);
    assert_eq!((killed.len(), others.len()), (1, 29));
    assert_all_equal(&others);
    assert_eq!(stage.sts.journal().operations(), CALLS);
}

#[test]
fn a_caller_that_is_killed_while_sts_is_slow_frees_the_others_at_once_with_keyctl() {
    for (slow, questions_asked) in [("GetSessionToken", 2), ("AssumeRole", 1)] {
        let stage = Stage::demo();
        stage
            .sts
            .fault(Fault::delay(Duration::from_secs(30)).on(slow).times(1));
        let storm = stage.storm(10, &["credential-process", "prod"]);
        storm.expect_question(1);
        storm.all_wait();
        storm.type_code();
        let is_slow = |count| {
            stage
                .sts
                .wait_until(|journal| journal.count(slow) == count, QUICK)
        };
        assert!(is_slow(1));
        let waiting = stage.waiting();
        let at_work = stage.holders("").into_iter().find(|pid| !waiting.contains(pid));
        kill(at_work.unwrap(), Signal::SIGKILL).unwrap();
        if questions_asked == 2 {
            storm.expect_question(2);
            storm.type_code();
        }
        let answers = storm.end();
        let others: Vec<_> = answers
            .into_iter()
            .filter(|answer| answer.status != 137)
            .collect();
        assert_eq!(others.len(), 9, "{slow}");
        assert_all_equal(&others);
        assert!(others[8].took < Duration::from_secs(20), "{:?}", others[8].took);
    }
}

/// Keys that may assume `Plain` without MFA.
fn without_mfa() -> Stage {
    let user = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .may_assume("arn:aws:iam::222222222222:role/*");
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let config = "[profile.plain]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n\
                  [profile.secret]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Secret\"\n\
                  [profile.corp]\n";
    let stage = Stage::new(World::new().user(user).role(plain), config);
    stage.add_demo_key();
    stage
}

#[test]
fn a_failure_of_sts_is_the_answer_for_all_with_keyctl() {
    let stage = without_mfa();
    stage.var("AWS_MAX_ATTEMPTS", "2");
    // What one process alone would cost, the SDK's own attempts included.
    stage.sts.fault(Fault::status(500));
    assert_eq!(stage.run(&["credential-process", "plain"]).status, 6);
    let alone = stage.sts.journal().count("AssumeRole");
    assert!(alone > 1);
    stage.sts.clear_faults();
    for (fault, route, calls, status) in [
        (Some(Fault::status(500)), "plain", alone, 6),
        (Some(Fault::throttling()), "plain", alone, 6),
        (None, "secret", 1, 5),
    ] {
        stage.sts.clear_journal();
        if let Some(fault) = fault {
            stage.sts.fault(fault.after_it_was_carried_out());
        }
        // No call is answered while this is held.
        let world = stage.sts.world();
        let storm = stage.storm(30, &["credential-process", route]);
        storm.all_wait();
        drop(world);
        let answers = storm.end();
        assert_eq!(stage.sts.journal().count("AssumeRole"), calls, "{route} {status}");
        assert_all_failed(&answers, status);
        assert!(answers[0].stderr.starts_with("error: "), "{}", answers[0].stderr);
        stage.sts.clear_faults();
    }
    stage.credentials(&["plain"]);
}

#[test]
fn three_wrong_codes_are_enough_for_all_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(20, &["credential-process", "prod"]);
    for (number, note) in [
        (1, ASKED),
        (2, "wrong code, 2 tries left"),
        (3, "wrong code, 1 try left"),
    ] {
        storm.expect_question(number);
        storm.terminal.expect(note);
        if number == 1 {
            storm.all_wait();
        }
        storm.terminal.type_keys(format!("00000{number}\r"));
    }
    let answers = storm.end();
    assert_eq!(stage.sts.journal().operations(), ["GetSessionToken"; 3]);
    assert_all_failed(&answers, 5);
    assert!(
        answers[0].stderr.contains("invalid MFA one time pass code"),
        "{}",
        answers[0].stderr
    );
}

#[test]
fn a_wrong_code_and_then_the_right_one_serve_all_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(20, &["credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    storm.terminal.type_keys("000001\r");
    storm.expect_question(2);
    storm.type_code();
    assert_all_equal(&storm.end());
}

#[test]
fn ten_routes_share_one_mfa_session_with_keyctl() {
    let stage = ten_routes();
    let storm = stage.storm_of(&each_route_five_times(&stage));
    storm.expect_question(1);
    storm.all_wait();
    storm.type_code();
    for answer in storm.end() {
        answer.credentials();
    }
    let counts = stage.sts.journal().counts();
    assert_eq!((counts["GetSessionToken"], counts["AssumeRole"]), (1, 10));
}

#[test]
fn an_mfa_session_that_sts_no_longer_takes_is_renewed_once_for_all_with_keyctl() {
    let stage = ten_routes();
    assert_eq!(stage.answered(&["login", "corp"]).status, 0);
    stage.sts.world().expire_sessions();
    stage.sts.clear_journal();
    let storm = stage.storm_of(&each_route_five_times(&stage));
    storm.expect_question(1);
    storm.all_wait();
    storm.type_code();
    for answer in storm.end() {
        answer.credentials();
    }
    let journal = stage.sts.journal();
    assert_eq!(journal.count("GetSessionToken"), 1);
    let accepted = journal.of("AssumeRole").into_iter().filter(|call| call.accepted);
    assert_eq!(accepted.count(), 10);
    // Each route may have found out by itself.
    assert!(journal.count("AssumeRole") <= 20);
}

#[test]
fn a_session_that_another_process_just_made_is_not_taken_for_the_one_that_is_over_with_keyctl() {
    let stage = ten_routes();
    assert_eq!(stage.answered(&["login", "corp"]).status, 0);
    stage.sts.world().expire_sessions();
    stage.sts.clear_journal();
    let slow = Fault::delay(Duration::from_millis(1_500))
        .on("AssumeRole")
        .times(1);
    stage.sts.fault(slow);
    // Its call hangs while another route learns the same, asks, and stores the new session.
    let mut late = stage.command(&["credential-process", "r0"]);
    let late = late.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    assert!(
        stage
            .sts
            .wait_until(|journal| journal.count("AssumeRole") == 1, QUICK)
    );
    stage.answered(&["credential-process", "r1"]).credentials();
    assert!(late.unwrap().wait().unwrap().success());
    assert_eq!(stage.sts.journal().count("GetSessionToken"), 1);
}

fn ten_routes() -> Stage {
    let mut world = World::demo();
    let mut config = CONFIG.to_owned();
    for number in 0..10 {
        world = world
            .role(Role::new("222222222222", &format!("R{number}")).trusts("arn:aws:iam::111111111111:root"));
        config += &format!(
            "[profile.r{number}]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/R{number}\"\n"
        );
    }
    let stage = Stage::new(world, &config);
    stage.add_demo_key();
    stage
}

fn each_route_five_times(stage: &Stage) -> Vec<String> {
    let program = stage.program();
    (0..50)
        .map(|number| format!("{program} credential-process r{}", number % 10))
        .collect()
}

#[test]
fn one_terminal_takes_one_question_and_other_routes_do_not_wait_with_keyctl() {
    let bob = User::new("444444444444", "bob")
        .key("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
        .mfa("bob", "KRUGKIDROVUWG2ZAMJZG653OEBTG66BA");
    let config = CONFIG.to_owned()
        + "[profile.bob]\nmfa_serial = \"arn:aws:iam::444444444444:mfa/bob\"\n\
           [profile.plain]\nsource_profile = \"keys\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.keys]\n";
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let stage = Stage::new(World::demo().user(bob).role(plain), &config);
    stage.add_demo_key();
    stage.add_key(
        "bob",
        "AKIAI44QH8DHBEXAMPLE",
        "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    );
    stage.add_key("keys", World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    let words = |route| format!("{} credential-process {route}", stage.program());
    let storm = stage.storm_of(&[words("corp"), words("bob")]);
    storm.expect_question(1);
    storm.all_wait();
    stage.credentials(&["plain"]);
    for number in [1, 2] {
        storm.expect_question(number);
        let who = ["alice", "bob"]
            .into_iter()
            .find(|name| storm.terminal.screen().contains(&format!("mfa/{name} ")));
        let account = if who == Some("bob") {
            "444444444444"
        } else {
            "111111111111"
        };
        let code = stage
            .sts
            .fresh_code(&format!("arn:aws:iam::{account}:mfa/{}", who.unwrap()));
        storm.terminal.type_keys(code + "\r");
    }
    for answer in storm.end() {
        answer.credentials();
    }
    assert_eq!(stage.sts.journal().counts()["GetSessionToken"], 2);
}

#[test]
fn fresh_sessions_that_are_asked_for_at_once_are_one_with_keyctl() {
    let stage = without_mfa();
    let cached = stage.credentials(&["plain"]);
    let world = stage.sts.world();
    let storm = stage.storm(20, &["credential-process", "--fresh", "plain"]);
    storm.all_wait();
    drop(world);
    let answers = storm.end();
    assert_eq!(stage.sts.journal().count("AssumeRole"), 2);
    assert_all_equal(&answers);
    assert_ne!(answers[0].credentials(), cached);
    assert_eq!(stage.credentials(&["plain"]), answers[0].credentials());
}

#[test]
fn without_a_terminal_all_end_at_once_with_keyctl() {
    let stage = Stage::demo();
    let program = stage.program();
    let storm = stage.storm_of(&vec![format!("setsid -w {program} credential-process prod"); 50]);
    let answers = storm.end();
    for answer in &answers {
        answer.assert(4, "", NOBODY);
    }
    assert!(answers[49].took < QUICK, "{:?}", answers[49].took);
    assert!(stage.sts.journal().is_empty());
}

const NOBODY: &str = "error: an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, and there is nobody to ask: \
                      there is no terminal: No such device or address (os error 6)\nhelp: run `rolehop login prod` in a terminal first\n";
