//! One code a day: where it goes, who gives it, and what asks for another one (contract, promises 4 and 6).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use rolehop_test_support::sts::{Fault, Role, User, World};
use serde_json::json;

use super::storm_many::questions;
use super::storm_stage::{ASKED, CONFIG, Stage};

const SERIAL: &str = World::DEMO_MFA_SERIAL;
const NOBODY: &str = "error: an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, and there is nobody to ask: \
                      there is no terminal: No such device or address (os error 6)\n\
                      help: run `rolehop login prod` in a terminal first\n";

/// Parameters of every call, by name, but for the role session name.
fn calls(stage: &Stage) -> Vec<String> {
    let journal = stage.sts.journal();
    let told = journal.entries().iter().map(|entry| {
        let parameters = entry.parameters.iter().filter(|(name, _)| {
            !["Version", "RoleSessionName", "TokenCode", "RoleArn"].contains(&name.as_str())
        });
        let parameters: Vec<String> = parameters
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let role = entry.parameter("RoleArn").and_then(|arn| arn.rsplit('/').next());
        let code = entry.parameter("TokenCode").map(|_| "code");
        let words = [Some(entry.operation.as_str()), role, code].into_iter().flatten();
        words
            .map(str::to_owned)
            .chain(parameters)
            .collect::<Vec<_>>()
            .join(" ")
    });
    let told = told.collect();
    stage.sts.clear_journal();
    told
}

#[test]
fn without_a_terminal_the_login_that_helps_is_named_and_helps_with_keyctl() {
    let stage = Stage::demo();
    for words in [
        &["credential-process", "prod"][..],
        &["--no-input", "credential-process", "prod"],
    ] {
        let answer = stage.run(words);
        let expected = if words.len() > 2 {
            NOBODY.replace(
                "there is no terminal: No such device or address (os error 6)",
                "asking is turned off",
            )
        } else {
            NOBODY.to_owned()
        };
        answer.assert(4, "", &expected);
        assert!(answer.took < Duration::from_secs(3), "{:?}", answer.took);
    }
    assert!(stage.sts.journal().is_empty());
    assert_eq!(stage.answered(&["login", "prod"]).status, 0);
    let operations = [
        "GetSessionToken code SerialNumber=arn:aws:iam::111111111111:mfa/alice DurationSeconds=43200",
        "AssumeRole Hub DurationSeconds=3600 ExternalId=example-corp-42",
        "AssumeRole Deploy DurationSeconds=3600",
    ];
    assert_eq!(
        sorted(calls(&stage)),
        sorted(operations.map(sorted_words).to_vec())
    );
    for route in ["prod", "hub", "corp"] {
        stage.credentials(&[route]);
    }
    assert!(stage.sts.journal().is_empty());
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    for line in &mut lines {
        *line = sorted_words(line);
    }
    lines
}

/// The SDK's order of parameters is its own.
fn sorted_words(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    let parameters = words
        .iter()
        .position(|word| word.contains('='))
        .unwrap_or(words.len());
    words[parameters..].sort_unstable();
    words.join(" ")
}

#[track_caller]
fn assert_calls(stage: &Stage, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|line| sorted_words(line)).collect();
    assert_eq!(sorted(calls(stage)), expected);
}

#[test]
fn a_login_takes_its_code_from_a_flag_a_variable_or_a_program_with_keyctl() {
    let stage = Stage::demo();
    let code = stage.code();
    let login = stage.run(&["login", "--mfa-token", &code, "prod"]);
    assert_eq!((login.status, login.stdout.as_str()), (0, ""), "{login:?}");
    stage.credentials(&["prod"]);

    let stage = Stage::demo();
    let login = stage.run_with("ROLEHOP_MFA_TOKEN", &stage.code(), &["login", "prod"]);
    assert_eq!(login.status, 0, "{login:?}");
    stage.credentials(&["prod"]);

    let stage = Stage::demo();
    let file = stage.user.write("code", stage.code());
    let program = stage
        .user
        .write("show-code", format!("#!/bin/sh\ncat '{}'\n", file.display()));
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let with_process = CONFIG.replace(
        "[profile.corp]",
        &format!("[profile.corp]\nmfa_process = \"{}\"", program.display()),
    );
    stage.config(&with_process);
    // With a program that gives codes nobody is needed at all.
    stage.credentials(&["prod"]);
    assert_eq!(stage.run(&["login", "prod"]).status, 0);
}

#[test]
fn a_given_code_that_is_wrong_is_told_and_not_asked_about_with_keyctl() {
    let stage = Stage::demo();
    for (code, status) in [("000001", 5), ("12345", 2), ("000001", 4)] {
        let mut terminal = stage.terminal(&["credential-process", "--mfa-token", code, "prod"]);
        let ended = terminal.wait();
        assert_eq!(ended.status.code(), Some(status), "{code}: {}", ended.stderr);
        assert_eq!(questions(&terminal), 0);
    }
    assert_eq!(stage.sts.journal().operations(), ["GetSessionToken"]);
}

#[test]
fn a_used_code_is_not_sent_again_with_keyctl() {
    let stage = Stage::demo();
    let code = stage.code();
    assert_eq!(stage.asked(&["login", "corp"], &format!("{code}\r")).status, 0);
    let mut terminal = stage.terminal(&["credential-process", "--mfa-serial", SERIAL, "--fresh", "corp"]);
    terminal.expect(ASKED);
    terminal.type_keys(format!("{code}\r"));
    terminal.expect("that code was used already; wait for the device to show the next one");
    assert_eq!(stage.sts.journal().len(), 1);
    terminal.type_keys(stage.code() + "\r");
    assert_eq!(terminal.wait().status.code(), Some(0));
    assert_eq!(stage.sts.journal().len(), 2);
}

/// A session that nothing keeps would cost a code a call.
#[test]
fn with_no_store_a_program_has_nobody_asked_with_keyctl() {
    let stage = Stage::demo();
    for words in [
        &["--store", "none", "credential-process", "prod"][..],
        &["--store", "none", "credential-process", "corp"],
    ] {
        let mut terminal = stage.terminal(words);
        let ended = terminal.wait();
        assert_eq!(
            (ended.status.code(), ended.stdout.as_str()),
            (Some(7), ""),
            "{}",
            ended.stderr
        );
        assert_eq!(
            ended.stderr.lines().next(),
            Some("error: no store here can keep a session, so each call would ask for a code")
        );
        assert_eq!(terminal.everything_shown(), b"");
    }
    assert!(stage.sts.journal().is_empty());
    // A person who types a command may have it so.
    assert_eq!(
        stage
            .answered(&["--store", "none", "exec", "corp", "--", "true"])
            .status,
        0
    );
}

#[test]
fn without_an_mfa_session_the_first_role_takes_the_code_with_keyctl() {
    for (lines, duration) in [("mfa_session = false", 3_600), ("duration_seconds = 7200", 7_200)] {
        let stage = Stage::new(
            World::demo(),
            &CONFIG.replace("[profile.hub]", &format!("[profile.hub]\n{lines}")),
        );
        stage.add_demo_key();
        stage.answered(&["credential-process", "prod"]).credentials();
        let hub = format!(
            "AssumeRole Hub code SerialNumber={SERIAL} DurationSeconds={duration} ExternalId=example-corp-42"
        );
        assert_calls(&stage, &[&hub, "AssumeRole Deploy DurationSeconds=3600"]);
    }
}

#[test]
fn a_serial_of_a_later_hop_is_not_sent_with_keyctl() {
    let config = CONFIG.replace(
        "[profile.prod]",
        &format!("[profile.prod]\nmfa_serial = \"{SERIAL}\""),
    );
    let stage = Stage::new(World::demo(), &config);
    stage.add_demo_key();
    stage.answered(&["credential-process", "prod"]).credentials();
    let session = format!("GetSessionToken code SerialNumber={SERIAL} DurationSeconds=43200");
    assert_calls(
        &stage,
        &[
            &session,
            "AssumeRole Hub DurationSeconds=3600 ExternalId=example-corp-42",
            "AssumeRole Deploy DurationSeconds=3600",
        ],
    );
}

#[test]
fn an_mfa_session_older_than_the_role_wants_is_renewed_first_with_keyctl() {
    let config = CONFIG.replace("[profile.hub]", "[profile.hub]\nmfa_max_age = \"2s\"");
    let stage = Stage::new(World::demo(), &config);
    stage.add_demo_key();
    stage.answered(&["credential-process", "prod"]).credentials();
    thread::sleep(Duration::from_millis(2_100));
    // What was made with it serves on.
    stage.credentials(&["prod"]);
    stage.sts.clear_journal();
    stage
        .answered(&["credential-process", "--fresh", "hub"])
        .credentials();
    assert_eq!(
        stage.sts.journal().operations(),
        ["GetSessionToken", "AssumeRole"]
    );
}

#[test]
fn an_mfa_session_that_sts_no_longer_takes_is_renewed_once_with_keyctl() {
    let stage = Stage::demo();
    assert_eq!(stage.answered(&["login", "corp"]).status, 0);
    stage.sts.world().expire_sessions();
    stage.sts.clear_journal();
    stage.answered(&["credential-process", "prod"]).credentials();
    assert_eq!(
        stage.sts.journal().operations(),
        ["AssumeRole", "GetSessionToken", "AssumeRole", "AssumeRole"]
    );
    // Where nobody can be asked it is forgotten all the same.
    stage.sts.world().expire_sessions();
    assert_eq!(stage.run(&["credential-process", "--fresh", "hub"]).status, 4);
    assert_eq!(stage.run(&["credential-process", "corp"]).status, 4);
}

/// A user whose keys may assume `Short` (an hour at most), `Medium` (four) and, from there, `Next` (twelve).
fn durations(config: &str) -> Stage {
    let user = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .mfa("alice", World::DEMO_MFA_SEED)
        .may_assume("*");
    let role = |name: &str, hours: i64| {
        Role::new("222222222222", name)
            .trusts("arn:aws:iam::111111111111:root")
            .max_session_duration(hours * 3_600)
            .may_assume("*")
    };
    let next = Role::new("333333333333", "Next")
        .trusts("*")
        .max_session_duration(43_200);
    let strict = Role::new("222222222222", "Strict")
        .trusts_if(
            "arn:aws:iam::111111111111:root",
            json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        )
        .max_session_duration(4 * 3_600);
    let world = World::new()
        .user(user)
        .role(role("Short", 1))
        .role(role("Medium", 4))
        .role(next)
        .role(strict);
    let stage = Stage::new(world, config);
    stage.add_demo_key();
    stage
}

#[test]
fn a_later_hop_is_asked_for_an_hour_at_most_with_keyctl() {
    let stage = durations(
        "[profile.medium]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Medium\"\nduration_seconds = 14400\n\
         [profile.next]\nsource_profile = \"medium\"\nrole_arn = \"arn:aws:iam::333333333333:role/Next\"\nduration_seconds = 7200\n[profile.corp]\n",
    );
    stage.credentials(&["next"]);
    assert_calls(
        &stage,
        &[
            "AssumeRole Medium DurationSeconds=14400",
            "AssumeRole Next DurationSeconds=3600",
        ],
    );
}

#[test]
fn a_session_of_the_environment_is_sent_as_asked_and_once_more_with_an_hour_with_keyctl() {
    let stage = durations("[profile.corp]\n");
    let medium = stage.credentials(&["corp", "222222222222:Medium"]);
    stage.sts.clear_journal();
    let mut words = vec![
        "credential-process",
        "--duration",
        "2h",
        "arn:aws:iam::333333333333:role/Next",
    ];
    let text = |name: &str| medium[name].as_str().unwrap().to_owned();
    for (name, field) in [
        ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
        ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
        ("AWS_SESSION_TOKEN", "SessionToken"),
    ] {
        stage.var(name, text(field));
    }
    stage.run(&words).credentials();
    assert_calls(
        &stage,
        &[
            "AssumeRole Next DurationSeconds=7200",
            "AssumeRole Next DurationSeconds=3600",
        ],
    );
    // A user's own session is no role's, and gets what it asks for.
    stage.unset("AWS_SESSION_TOKEN");
    stage.var("AWS_ACCESS_KEY_ID", World::DEMO_ACCESS_KEY_ID);
    stage.var("AWS_SECRET_ACCESS_KEY", World::DEMO_SECRET_ACCESS_KEY);
    words[3] = "arn:aws:iam::222222222222:role/Medium";
    stage.run(&words).credentials();
    assert_calls(&stage, &["AssumeRole Medium DurationSeconds=7200"]);
}

#[test]
fn the_longest_session_is_found_once_and_remembered_with_keyctl() {
    let stage = durations(
        "[profile.medium]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Medium\"\nduration_seconds = \"max\"\n[profile.corp]\n",
    );
    stage.credentials(&["medium"]);
    let hours = [12, 8, 4].map(|hours| format!("AssumeRole Medium DurationSeconds={}", hours * 3_600));
    assert_calls(&stage, &hours.each_ref().map(String::as_str));
    stage
        .run(&["credential-process", "--fresh", "medium"])
        .credentials();
    assert_calls(&stage, &[&hours[2]]);
    // The role's owner allows less by now.
    stage
        .sts
        .world()
        .role_mut("arn:aws:iam::222222222222:role/Medium")
        .unwrap()
        .max_session_duration = 3_600;
    stage
        .run(&["credential-process", "--fresh", "medium"])
        .credentials();
    let hours = [4, 2, 1].map(|hours| format!("AssumeRole Medium DurationSeconds={}", hours * 3_600));
    assert_calls(&stage, &hours.each_ref().map(String::as_str));
}

#[test]
fn the_longest_session_of_a_role_with_mfa_is_looked_for_without_the_code_with_keyctl() {
    let mfa = format!("[profile.corp]\nmfa_serial = \"{SERIAL}\"\n");
    let role = |name: &str| {
        format!(
            "[profile.role]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/{name}\"\nduration_seconds = \"max\"\n{mfa}"
        )
    };
    // A role that does not insist on MFA tells its limit without a code, and then needs none.
    let stage = durations(&role("Medium"));
    stage.credentials(&["role"]);
    let hours = [12, 8, 4].map(|hours| format!("AssumeRole Medium DurationSeconds={}", hours * 3_600));
    assert_calls(&stage, &hours.each_ref().map(String::as_str));

    // One that does says nothing without a code; what each code taught is kept.
    let stage = durations(&role("Strict"));
    let storm = stage.storm(1, &["credential-process", "role"]);
    for number in 1..=3 {
        storm.expect_question(number);
        storm.type_code();
    }
    storm.end()[0].credentials();
    let with_code = |hours: i64| {
        format!(
            "AssumeRole Strict code SerialNumber={SERIAL} DurationSeconds={}",
            hours * 3_600
        )
    };
    let without = |hours: i64| format!("AssumeRole Strict DurationSeconds={}", hours * 3_600);
    let expected = [12, 8, 4]
        .map(|hours| [without(hours), with_code(hours)])
        .concat();
    assert_calls(&stage, &expected.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn what_one_code_taught_of_the_longest_session_is_kept_with_keyctl() {
    let stage = durations(&format!(
        "[profile.role]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Strict\"\nduration_seconds = \"max\"\n\
         [profile.corp]\nmfa_serial = \"{SERIAL}\"\n"
    ));
    let mut terminal = stage.terminal(&["credential-process", "role"]);
    terminal.expect(ASKED);
    terminal.type_keys(stage.code() + "\r");
    terminal.until("second question", |terminal| questions(terminal) == 2);
    terminal.type_keys("\x03");
    terminal.wait();
    stage.sts.clear_journal();
    let second = stage.asked(&["exec", "role", "--", "true"], "\x03");
    assert_eq!(second.status, 130);
    assert!(stage.sts.journal().is_empty(), "{:?}", calls(&stage));
}

/// The step that waits is named only once nobody is asked any more, so that it never lies over the question.
#[test]
fn a_slow_step_is_not_drawn_over_the_question_with_keyctl() {
    let stage = Stage::demo();
    stage
        .sts
        .fault(Fault::delay(Duration::from_millis(1_500)).on("GetSessionToken"));
    let mut terminal = stage
        .terminal_command(stage.program(), &["login", "corp"])
        .on_terminal()
        .start()
        .unwrap();
    terminal.expect(ASKED);
    thread::sleep(Duration::from_millis(1_300));
    let asked = terminal.screen();
    assert!(!asked.contains("waiting"), "{asked}");
    terminal.type_keys(stage.code() + "\r");
    terminal.expect("waiting for STS: GetSessionToken…");
    terminal.wait();
    assert!(!terminal.screen().contains("waiting"), "{}", terminal.screen());
}
