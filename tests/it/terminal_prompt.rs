//! Prompts as a person sees them, and every way in which one can end: answered, cancelled, too late, signalled,
//! asked by nobody any more. Each time the terminal is as it was.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolehop_test_support::terminal::Terminal;

use super::terminal_scenes::Scene;

const ASKED: &str = "MFA code for alice:";

/// Asks on a terminal that already shows a line.
fn ask(scene: &Scene) -> Terminal {
    let terminal = scene.command().start().unwrap();
    terminal.expect(ASKED);
    terminal
}

#[track_caller]
fn assert_ended(terminal: &mut Terminal, scene: &Scene, outcome: &str) {
    let ended = terminal.wait();
    assert_eq!(scene.outcome().as_deref(), Some(outcome));
    assert!(terminal.is_put_back(), "after {outcome}");
    assert_eq!(terminal.screen(), "", "after {outcome}");
    assert_eq!(ended.stderr, "");
}

#[test]
fn a_code_is_typed_and_the_prompt_leaves_no_trace() {
    let scene = Scene::new("code");
    let mut terminal = ask(&scene);
    assert!(!terminal.is_put_back());
    terminal.type_keys("12345");
    terminal.expect("MFA code for alice: *****");
    terminal.type_keys("\x7f56\r");
    let ended = terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 123456");
    assert_eq!(terminal.screen(), "");
    assert_eq!(terminal.cursor(), (0, 0));
    assert!(terminal.is_put_back());
    assert_eq!(ended.stderr, "");
    for shown in [terminal.everything_shown(), ended.stdout.into_bytes()] {
        assert!(
            !shown
                .windows(5)
                .any(|window| window == b"12345" || window == b"23456")
        );
    }
}

#[test]
fn a_program_that_watches_for_the_prompt_sees_it_once() {
    let scene = Scene::new("code");
    let mut terminal = ask(&scene);
    for key in "123456\r".chars() {
        terminal.type_keys(key.to_string());
    }
    terminal.wait();
    let shown = String::from_utf8(terminal.everything_shown()).unwrap();
    assert_eq!(shown.matches("MFA code").count(), 1, "{shown:?}");
}

#[test]
fn a_secret_shows_nothing_at_all() {
    let scene = Scene::new("secret");
    let mut terminal = ask(&scene);
    terminal.type_keys("correct hörse\n");
    assert_ended(&mut terminal, &scene, "answer: correct hörse");
    let shown = String::from_utf8(terminal.everything_shown()).unwrap();
    assert!(!shown.contains('*') && !shown.contains("rse"), "{shown:?}");
}

#[test]
fn the_line_that_another_program_began_stays() {
    let scene = Scene::new("code");
    let mut terminal = scene
        .script("dash", "exec 3>/dev/tty; printf 'downloading 40%%' >&3; SCENE")
        .start()
        .unwrap();
    terminal.expect(ASKED);
    assert_eq!(terminal.screen(), "downloading 40%\nMFA code for alice:");
    terminal.type_keys("1\r");
    terminal.wait();
    assert_eq!(terminal.screen(), "downloading 40%");
    assert_eq!(scene.outcome().unwrap(), "answer: 1");
}

#[test]
fn what_was_typed_before_the_prompt_is_not_its_answer() {
    let scene = Scene::new("code");
    let mut terminal = scene
        .script("dash", "read line </dev/tty; SCENE")
        .start()
        .unwrap();
    terminal.type_keys("first\nrm -rf x");
    terminal.expect(ASKED);
    terminal.type_keys("123456\r");
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 123456");
}

#[test]
fn keys_edit_and_pasted_text_is_taken_as_typed() {
    for (keys, answer) in [
        ("12\x7f\x7f\x7f34\r", "34"),
        ("wrong\x15123\r", "123"),
        ("one two\x17three\r", "one three"),
        ("\x1b[200~123456\x1b[201~\r", "123456"),
        ("123456\nls\n", "123456"),
        (" 123 456 \r", " 123 456 "),
        ("\x1b[A\x1b[D12\x1bOB\r", "12"),
        ("12\x04\r", "12"),
        ("\r", ""),
    ] {
        let scene = Scene::new("secret");
        let mut terminal = ask(&scene);
        terminal.type_keys(keys);
        assert_ended(&mut terminal, &scene, &format!("answer: {answer}"));
    }
}

#[test]
fn very_long_input_is_bounded() {
    let scene = Scene::new("code");
    let mut terminal = ask(&scene);
    for _ in 0..40 {
        terminal.type_keys("é".repeat(200));
    }
    terminal.expect("MFA code for alice: ************");
    terminal.type_keys("\r");
    assert_ended(&mut terminal, &scene, &format!("answer: {}", "é".repeat(2048)));
}

#[test]
fn ctrl_c_and_ctrl_d_cancel() {
    for key in ["\x03", "12\x03", "\x04", "\x1c"] {
        let scene = Scene::new("code");
        let mut terminal = ask(&scene);
        terminal.type_keys(key);
        assert_ended(&mut terminal, &scene, "cancelled");
    }
}

#[test]
fn a_signal_puts_the_terminal_back_first() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        let scene = Scene::new("code");
        let mut terminal = ask(&scene);
        terminal.type_keys("12");
        terminal.expect("**");
        terminal.signal(signal);
        assert_ended(
            &mut terminal,
            &scene,
            &format!("ended by signal {}", signal as i32),
        );
    }
}

#[test]
fn after_the_prompt_signals_have_their_usual_effect() {
    let scene = Scene::new("then-sleep");
    let mut terminal = ask(&scene);
    terminal.type_keys("1\r");
    terminal.until("end of the prompt", |_| {
        scene.folder().join("out.asleep").exists()
    });
    terminal.signal(Signal::SIGTERM);
    assert_eq!(terminal.wait().status.signal(), Some(Signal::SIGTERM as i32));
}

#[test]
fn an_ignored_signal_stays_ignored() {
    let scene = Scene::new("code");
    let mut terminal = scene.script("dash", "trap '' HUP; exec SCENE").start().unwrap();
    terminal.expect(ASKED);
    terminal.signal(Signal::SIGHUP);
    terminal.type_keys("1\r");
    assert_ended(&mut terminal, &scene, "answer: 1");
}

#[test]
fn it_ends_at_its_deadline() {
    let scene = Scene::new("code").with("SCENE_SECONDS", "0.7");
    let mut terminal = ask(&scene);
    terminal.type_keys("12");
    assert_ended(&mut terminal, &scene, "nobody answered in time");
}

#[test]
fn it_ends_with_the_reader_of_the_answer() {
    let scene = Scene::new("code");
    let mut terminal = ask(&scene);
    terminal.close_stdout();
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "the program that asked is gone");
    assert_eq!(terminal.screen(), "");
    assert!(terminal.is_put_back());
}

#[test]
fn it_ends_with_the_program_that_asked() {
    let scene = Scene::new("code");
    let inner = format!("echo $$ >{}/pid; SCENE & wait", scene.folder().display());
    let script = format!("dash -c '{inner}'; sleep 60");
    let mut terminal = scene.script("dash", &script).start().unwrap();
    terminal.expect(ASKED);
    kill(read_pid(&scene.folder().join("pid")), Signal::SIGKILL).unwrap();
    terminal.until("end", |_| scene.outcome().is_some());
    assert_eq!(scene.outcome().unwrap(), "the program that asked is gone");
    terminal.until("terminal put back", Terminal::is_put_back);
    terminal.until("prompt taken away", |terminal| !terminal.screen().contains(ASKED));
    terminal.signal(Signal::SIGKILL);
    terminal.wait();
}

#[test]
fn it_ends_with_the_program_behind_the_shell_that_started_it() {
    let scene = Scene::new("code");
    let file = scene.folder().join("pid");
    let scene = scene.with("SCENE_WATCHED", &file.display().to_string());
    let script = format!("sleep 600 & echo $! >{}; SCENE; true", file.display());
    let mut terminal = scene.script("dash", &script).start().unwrap();
    terminal.expect(ASKED);
    kill(read_pid(&file), Signal::SIGTERM).unwrap();
    assert_ended(&mut terminal, &scene, "the program that asked is gone");
}

#[test]
fn the_asker_is_the_program_behind_the_shells() {
    for (script, outcome) in [
        ("dash SCRIPT secret; true", "answer: deploy"),
        ("bash -c 'dash SCRIPT; true'; true", "answer: deploy"),
    ] {
        let scene = Scene::new("asker");
        let file = scene.folder().join("deploy");
        fs::write(&file, format!("sh -c '{}; true'\n", Scene::line())).unwrap();
        let script = script.replace("SCRIPT", &file.display().to_string());
        scene.script("dash", &script).start().unwrap().wait();
        assert_eq!(scene.outcome().unwrap(), outcome);
    }
}

#[test]
fn it_ends_when_the_terminal_hangs_up() {
    let scene = Scene::new("code");
    let mut terminal = ask(&scene);
    terminal.hang_up();
    let ended = terminal.wait();
    // The kernel tells the session's leader and the foreground by SIGHUP, and every reader by an error. Which comes
    // first is chance, and the second SIGHUP has its usual effect.
    match scene.outcome().as_deref() {
        Some("ended by signal 1" | "the program that asked is gone") => {}
        outcome => assert_eq!((outcome, ended.status.signal()), (None, Some(1))),
    }
}

#[test]
fn a_second_question_works_like_the_first() {
    let scene = Scene::new("twice");
    let mut terminal = ask(&scene);
    terminal.type_keys("1\r");
    terminal.until("second prompt", |terminal| {
        let shown = String::from_utf8_lossy(&terminal.everything_shown()).into_owned();
        shown.matches(ASKED).count() == 2
    });
    terminal.signal(Signal::SIGTERM);
    assert_ended(&mut terminal, &scene, "ended by signal 15");
}

#[test]
fn it_fits_a_narrow_window_and_one_that_changes() {
    let scene = Scene::new("code");
    let mut terminal = scene.command().size(6, 12).start().unwrap();
    terminal.expect("MFA code\nfor alice:");
    terminal.type_keys("123");
    terminal.expect("for alice:\n***");
    terminal.resize(6, 40);
    terminal.expect("MFA code for alice: ***");
    terminal.type_keys("\r");
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "answer: 123");
    assert_eq!(terminal.screen(), "");
}

#[test]
fn without_a_controlling_terminal_there_is_nobody() {
    let scene = Scene::new("code");
    let mut terminal = scene.script("dash", "setsid -w SCENE").start().unwrap();
    terminal.wait();
    assert_eq!(scene.outcome().unwrap(), "there is no terminal");
    assert_eq!(terminal.everything_shown(), b"");
}

#[test]
fn a_line_has_a_default_and_is_shown() {
    for (keys, answer) in [("\r", "eu-west-1"), (" us-east-1 \r", "us-east-1")] {
        let scene = Scene::new("line");
        let mut terminal = scene.command().start().unwrap();
        terminal.expect("Region [eu-west-1]:");
        terminal.type_keys(keys);
        assert_ended(&mut terminal, &scene, &format!("answer: {answer}"));
    }
}

#[test]
fn a_yes_must_be_typed() {
    for (keys, answer) in [
        ("y\r", "true"),
        ("YES\r", "true"),
        ("\r", "false"),
        ("n\r", "false"),
        ("yet\r", "false"),
    ] {
        let scene = Scene::new("confirm");
        let mut terminal = scene.command().start().unwrap();
        terminal.expect("Go on? [y/N]:");
        terminal.type_keys(keys);
        assert_ended(&mut terminal, &scene, &format!("answer: {answer}"));
    }
}

#[test]
fn a_picker_is_moved_and_filtered() {
    let scene = Scene::new("choice");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect("Which profile:");
    assert_eq!(
        terminal.screen(),
        "> corp\n  hub\n  prod\n  prod-admin\nWhich profile:"
    );
    terminal.type_keys("\x1b[B");
    terminal.expect("> hub");
    terminal.type_keys("prod");
    terminal.expect("> prod\n  prod-admin\nWhich profile: prod");
    terminal.type_keys("\x1b[B\r");
    assert_ended(&mut terminal, &scene, "answer: 3");
}

#[test]
fn a_notice_shows_and_goes() {
    let scene = Scene::new("notice").with("SCENE_SECONDS", "0.7");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect("waiting for the next code");
    assert_ended(&mut terminal, &scene, "answer: waited");
    let scene = Scene::new("notice");
    let mut terminal = scene.command().start().unwrap();
    terminal.expect("waiting for the next code");
    terminal.type_keys("\x03");
    assert_ended(&mut terminal, &scene, "cancelled");
}

fn read_pid(file: &Path) -> Pid {
    Pid::from_raw(fs::read_to_string(file).unwrap().trim().parse().unwrap())
}
