//! MFA codes from a person and from a program: what is refused, counted, and never sent twice.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::terminal_scenes::Scene;

const ASKED: &str = "MFA code for arn:aws:iam::111111111111:mfa/alice to assume\n\
                     arn:aws:iam::222222222222:role/Hub (serves 1 hour, asked by aws\\x1b[2J):";

#[test]
fn the_prompt_says_what_it_is_for_and_takes_six_digits() {
    let scene = Scene::new("mfa");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect(ASKED);
    assert_eq!(terminal.screen(), ASKED);
    for (typed, note) in [
        ("12345\r", "a code has six digits, this has 5"),
        ("secret\r", "a code has six digits and nothing else"),
        ("\r", "a code has six digits, this has none"),
        (
            "cccccbhkevjvbgvkthbjjjhfclgjlelhtrndkvicgtdt\r",
            "this is what a YubiKey types when it is touched",
        ),
    ] {
        terminal.type_keys(typed);
        terminal.expect(note);
        terminal.expect(ASKED);
    }
    terminal.type_keys("123 456\r");
    let ended = terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 123456");
    assert_eq!((terminal.screen(), ended.stderr), (String::new(), String::new()));
    assert!(terminal.is_put_back());
    assert!(!String::from_utf8_lossy(&terminal.everything_shown()).contains("secret"));
}

#[test]
fn a_refused_code_is_counted() {
    for (attempt, note) in [("2", "wrong code, 2 tries left"), ("3", "wrong code, 1 try left")] {
        let scene = Scene::new("mfa").with("SCENE_ATTEMPT", attempt);
        let mut terminal = scene.command().start().unwrap();
        terminal.expect("asked by aws\\x1b[2J):");
        assert_eq!(terminal.screen(), format!("{note}\n{ASKED}"));
        terminal.type_keys("\x03");
        terminal.wait();
        assert_eq!(scene.outcome().unwrap(), "cancelled");
    }
}

#[test]
fn a_code_that_was_sent_is_asked_for_again() {
    let scene = Scene::new("mfa").with("SCENE_USED", "123456");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect(ASKED);
    terminal.type_keys("123456\r");
    terminal.expect("that code was used already; wait for the device to show the next one (about");
    terminal.expect(ASKED);
    terminal.type_keys("654321\r");
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 654321");
}

#[test]
fn a_program_prints_the_code() {
    for (script, outcome) in [
        ("echo 123456", "answer: 123456"),
        ("printf '  123456\\r\\n\\n'", "answer: 123456"),
        (
            "echo code: 123456",
            "what `mfa_process` printed is no MFA code of `arn:aws:iam::111111111111:mfa/alice`; \
             it must print six digits and nothing else; see what it prints: FILE",
        ),
        (
            "echo 123456; exit 3",
            "`mfa_process` gave no code of `arn:aws:iam::111111111111:mfa/alice`; \
             see what it says when you run it yourself: FILE",
        ),
    ] {
        let (scene, file) = with_program("mfa-process", script);
        let mut terminal = scene.command().start().unwrap();
        let ended = terminal.wait();
        assert_eq!(
            scene.outcome().unwrap(),
            outcome.replace("FILE", &file),
            "{script}"
        );
        assert_eq!(ended.stderr, "");
        assert_eq!(terminal.everything_shown(), b"");
    }
}

#[test]
fn a_program_is_asked_again_for_the_next_code() {
    let script =
        "ran=\"$SCENE_STATE.ran\"; if [ -e \"$ran\" ]; then echo 654321; else >\"$ran\"; echo 123456; fi";
    let (scene, _) = with_program("mfa-process", script);
    let scene = scene.with("SCENE_USED", "123456");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect("s for the next");
    assert_eq!(
        without_seconds(&terminal.screen()),
        "the MFA code of arn:aws:iam::111111111111:mfa/alice was used already; waiting\n\
         about N s for the next"
    );
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 654321");
    assert_eq!(terminal.screen(), "");
}

#[test]
fn the_next_code_is_not_waited_for_beyond_the_deadline() {
    let (scene, _) = with_program("mfa-process", "echo 123456");
    let scene = scene.with("SCENE_USED", "123456").with("SCENE_SECONDS", "0.9");
    let mut terminal = scene.command().start().unwrap();
    terminal.wait();
    assert_eq!(
        without_seconds(&scene.outcome().unwrap()),
        "the MFA code that `mfa_process` printed was sent before, and the next comes too late; \
         try again in about N s"
    );
}

#[test]
fn with_no_terminal_the_command_to_run_is_named() {
    let scene = Scene::new("mfa");
    let mut terminal = scene.script("dash", "setsid -w SCENE").start().unwrap();
    terminal.wait();
    assert_eq!(
        scene.outcome().unwrap(),
        "an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, and there is nobody to ask; \
         run `rolehop login hub` in a terminal first"
    );
}

/// A busy machine may be a second later.
fn without_seconds(text: &str) -> String {
    let (before, after) = text.split_once("about ").unwrap();
    format!(
        "{before}about N{}",
        after.trim_start_matches(|c: char| c.is_ascii_digit())
    )
}

fn with_program(name: &str, script: &str) -> (Scene, String) {
    let scene = Scene::new(name);
    let file = scene.folder().join("code program");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
    let line = format!("'{}'", file.display());
    (scene.with("SCENE_PROCESS", &line), line)
}
