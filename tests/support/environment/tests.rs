//! What the environment promises its tests, tried with a shell in the place of the binary.

use super::*;

const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn shell_env() -> TestEnv {
    let env = TestEnv::new("/bin/sh");
    env.secret(KEY);
    env
}

/// What the environment finds, and must have found: forgotten, so that dropping does not fail this test.
fn leaks_of(env: TestEnv) -> Vec<String> {
    let leaks = env.leaks();
    env.record().forget();
    leaks
}

#[test]
fn nothing_is_inherited() {
    let mut env = TestEnv::new("/usr/bin/env");
    env.var("AWS_REGION", "eu-west-1");
    let mut expected: Vec<String> = ["HOME=[HOME]", "TMPDIR=[HOME]/tmp", "AWS_REGION=eu-west-1"]
        .map(|line| line.replace("[HOME]", &env.home().to_string_lossy()))
        .to_vec();
    expected.extend([
        "PATH=/usr/local/bin:/usr/bin:/bin".into(),
        "ROLEHOP_STORE=none".into(),
    ]);
    expected.sort();
    let outcome = env.run([] as [&str; 0]);
    let mut lines: Vec<&str> = outcome.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, expected);
}

#[test]
fn a_run_is_captured_whole() {
    let env = shell_env();
    let run = env
        .rolehop(["-c", "cat; echo \"$HOME\" >&2; echo $GREETING; exit 7"])
        .stdin("in\n");
    run.var("GREETING", "hello")
        .run()
        .assert(7, "in\nhello\n", "[HOME]\n");
}

#[test]
fn an_honest_test_ends_well() {
    let env = shell_env();
    env.aws_credentials(&format!("[corp]\naws_secret_access_key = {KEY}\n"));
    env.run(["-c", "wc -c < .aws/credentials"]).assert(0, "72\n", "");
    env.finish();
}

#[test]
fn a_leak_is_found_wherever_it_is() {
    let cases = [
        ("echo $S", "in clear in the stdout of `sh -c 'echo $S'`, byte 0"),
        (
            "echo $S >&2",
            "in clear in the stderr of `sh -c 'echo $S >&2'`, byte 0",
        ),
        ("echo x$S > log", "in clear in the file log, byte 1"),
        (
            "mkdir d; touch d/${S%%/*}-${S##*/}",
            "in clear in the name of the file d/",
        ),
        ("printf $S | base64 > b", "in base64 in the file b, byte 0"),
        (
            "cp .aws/credentials copy; echo >> copy",
            "in clear in the file copy, byte 0",
        ),
        (
            "echo >> .aws/credentials",
            "in clear in the file .aws/credentials, byte 0",
        ),
    ];
    for (script, expected) in cases {
        let env = shell_env();
        env.aws_credentials(KEY);
        env.program("sh", ["-c", script]).var("S", KEY).run();
        let leaks = leaks_of(env);
        assert_eq!(leaks.len(), 1, "{script}: {leaks:?}");
        assert!(leaks[0].contains(expected), "{script}: {leaks:?}");
    }
}

#[test]
fn a_watched_argument_is_searched() {
    let env = shell_env();
    env.watch_arguments(|| env.run(["-c", "sh -c 'sleep 0.2; true' \"$0\"", KEY]));
    let leaks = leaks_of(env);
    assert!(
        leaks
            .iter()
            .any(|leak| leak.contains("in the arguments of process")),
        "{leaks:?}"
    );
}

#[test]
fn the_answer_may_hold_session_secrets_and_no_others() {
    let env = shell_env();
    env.session_secret("a-session-secret-of-an-hour");
    let script = "echo $S a-session-secret-of-an-hour";
    env.rolehop(["-c", script])
        .var("S", "")
        .stdout_may_hold_session_secrets()
        .run();
    assert_eq!(env.leaks(), [] as [String; 0]);
    env.rolehop(["-c", script])
        .var("S", KEY)
        .stdout_may_hold_session_secrets()
        .run();
    assert_eq!(leaks_of(env).len(), 1);
}

#[test]
fn what_the_answer_held_is_searched_for_elsewhere() {
    let env = shell_env();
    let script = r#"echo '{"SecretAccessKey":"made-up-secret-key","SessionToken":"made-up-session-token"}' | tee kept"#;
    env.rolehop(["-c", script])
        .stdout_may_hold_session_secrets()
        .run();
    let leaks = leaks_of(env);
    assert_eq!(leaks.len(), 2, "{leaks:?}");
    assert!(
        leaks.iter().all(|leak| leak.contains("in the file kept")),
        "{leaks:?}"
    );
}

#[test]
#[should_panic(expected = "secrets leaked")]
fn dropping_fails_on_a_leak() {
    let env = shell_env();
    env.program("sh", ["-c", "echo $S"]).var("S", KEY).run();
}

#[test]
#[should_panic(expected = "did not end within")]
fn what_hangs_is_killed() {
    let env = shell_env();
    env.rolehop(["-c", "exec sleep 600"])
        .deadline(std::time::Duration::from_millis(200))
        .run();
}
