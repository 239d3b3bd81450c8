//! A prompt under a shell with job control: it stops and goes on with its job, and never takes a shell's keys.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolehop_test_support::terminal::{Terminal, TerminalCommand};

use super::terminal_scenes::Scene;

const ASKED: &str = "MFA code for alice:";

fn shell(scene: &Scene) -> Terminal {
    let bash = TerminalCommand::new("bash")
        .args(["--norc", "--noprofile", "-i"])
        .on_terminal();
    let terminal = scene
        .dress(bash)
        .env("PS1", "ready> ")
        .env("INPUTRC", "/dev/null")
        .start()
        .unwrap();
    terminal.expect("ready>");
    terminal
}

/// A line with its output away from the screen, where the test binary would write its own.
fn line() -> String {
    format!("{} >/dev/null", Scene::line())
}

#[track_caller]
fn assert_outcome(terminal: &Terminal, scene: &Scene, outcome: &str) {
    terminal.until("end of the scene", |_| scene.outcome().is_some());
    assert_eq!(scene.outcome().unwrap(), outcome);
}

/// Brings the job back, on a screen where nothing of it is left from before.
fn continue_job(terminal: &Terminal) {
    terminal.type_keys("clear\r");
    terminal.until("empty screen", |terminal| terminal.screen() == "ready>");
    terminal.type_keys("fg\r");
}

/// Types a command as a person does, and sees both it and what it says.
fn assert_shell_works(terminal: &Terminal) {
    terminal.type_keys("echo wor''king\r");
    terminal.expect("\nworking");
    terminal.expect("echo wor''king");
    terminal.type_keys("stty -a | tr ' ' '\\n' | grep -cxE 'icanon;?|echo;?|isig;?|ixon;?'\r");
    terminal.expect("\n4\n");
}

#[test]
fn ctrl_z_stops_the_whole_job_and_fg_asks_again() {
    let scene = Scene::new("code");
    let terminal = shell(&scene);
    terminal.type_keys(format!("dash -c '{}; true'\r", line()));
    terminal.expect(ASKED);
    terminal.type_keys("99\x1a");
    terminal.expect("Stopped");
    assert!(!terminal.screen().contains(ASKED), "{}", terminal.screen());
    assert_shell_works(&terminal);
    continue_job(&terminal);
    terminal.expect("MFA code for alice: **");
    terminal.type_keys("\x15123456\r");
    assert_outcome(&terminal, &scene, "answer: 123456");
    assert_shell_works(&terminal);
}

#[test]
fn a_job_in_the_background_has_no_terminal() {
    let scene = Scene::new("code");
    let terminal = shell(&scene);
    terminal.type_keys(format!("{} &\r", line()));
    assert_outcome(
        &terminal,
        &scene,
        "this process is not in the terminal's foreground",
    );
    assert!(!terminal.screen().contains(ASKED));
    assert_shell_works(&terminal);
}

#[test]
fn a_prompt_that_is_sent_to_the_background_ends() {
    let scene = Scene::new("code");
    let terminal = shell(&scene);
    terminal.type_keys(format!("{}\r", line()));
    terminal.expect(ASKED);
    terminal.type_keys("\x1a");
    terminal.expect("Stopped");
    terminal.type_keys("bg\r");
    assert_outcome(&terminal, &scene, "the terminal was given to another program");
    assert_shell_works(&terminal);
}

#[test]
fn a_shell_whose_job_was_killed_gets_its_terminal_back() {
    let scene = Scene::new("code");
    let terminal = shell(&scene);
    let pid = scene.folder().join("pid");
    terminal.type_keys(format!(
        "dash -c 'echo $$ >{}; {}; true'\r",
        pid.display(),
        line()
    ));
    terminal.expect(ASKED);
    let asker = std::fs::read_to_string(pid).unwrap();
    kill(Pid::from_raw(asker.trim().parse().unwrap()), Signal::SIGKILL).unwrap();
    assert_outcome(&terminal, &scene, "the program that asked is gone");
    assert_shell_works(&terminal);
}

#[test]
fn a_stop_that_cannot_be_caught_is_survived() {
    let scene = Scene::new("code");
    let terminal = shell(&scene);
    terminal.type_keys(format!(
        "(echo $BASHPID >{}/pid; exec {})\r",
        scene.folder().display(),
        line()
    ));
    terminal.expect(ASKED);
    let pid = std::fs::read_to_string(scene.folder().join("pid")).unwrap();
    kill(Pid::from_raw(pid.trim().parse().unwrap()), Signal::SIGSTOP).unwrap();
    terminal.expect("Stopped");
    assert_shell_works(&terminal);
    continue_job(&terminal);
    terminal.expect(ASKED);
    terminal.type_keys("123456\r");
    assert_outcome(&terminal, &scene, "answer: 123456");
    assert_shell_works(&terminal);
}
