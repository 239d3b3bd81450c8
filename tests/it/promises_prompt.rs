//! The question, as the real binary asks it: every way in which it can end leaves the terminal as it was (contract, promise 9).

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolehop_test_support::sts::Fault;
use rolehop_test_support::terminal::Terminal;

use super::storm_many::questions;
use super::storm_stage::{ASKED, Stage};

const WORDS: [&str; 2] = ["credential-process", "prod"];

#[track_caller]
fn assert_quiet(stage: &Stage, terminal: &Terminal) {
    assert!(terminal.is_put_back());
    assert_eq!(terminal.screen(), "");
    assert!(stage.sts.journal().is_empty());
    assert!(stage.holders("").is_empty());
}

#[test]
fn a_signal_ends_the_question_and_puts_the_terminal_back_with_keyctl() {
    let stage = Stage::demo();
    for (signal, status) in [
        (Signal::SIGTERM, 143),
        (Signal::SIGHUP, 129),
        (Signal::SIGINT, 130),
        (Signal::SIGQUIT, 131),
    ] {
        for words in [&WORDS[..], &["exec", "prod", "--", "true"]] {
            let mut terminal = stage.terminal(words);
            terminal.expect(ASKED);
            terminal.type_keys("123");
            terminal.signal(signal);
            let ended = terminal.wait();
            assert_eq!(ended.status.code(), Some(status), "{signal}");
            assert_eq!(ended.stdout, "");
            assert_quiet(&stage, &terminal);
        }
    }
}

#[test]
fn ctrl_c_and_ctrl_d_cancel_with_keyctl() {
    for (words, status) in [
        (&WORDS[..], 4),
        (&["exec", "prod", "--", "true"], 130),
        (&["export", "prod"], 130),
        (&["whoami", "prod"], 130),
    ] {
        for key in ["\x03", "\x04"] {
            let stage = Stage::demo();
            let mut terminal = stage.terminal(words);
            terminal.expect(ASKED);
            terminal.type_keys(key);
            let ended = terminal.wait();
            assert_eq!(ended.status.code(), Some(status), "{words:?}");
            assert!(
                ended.stderr.starts_with("error: the question for an MFA code of"),
                "{}",
                ended.stderr
            );
            assert_quiet(&stage, &terminal);
        }
    }
}

#[test]
fn a_question_ends_with_the_reader_of_its_answer_with_keyctl() {
    let stage = Stage::demo();
    let mut terminal = stage.terminal(&WORDS);
    terminal.expect(ASKED);
    terminal.close_stdout();
    assert_eq!(terminal.wait().status.code(), Some(4));
    assert_quiet(&stage, &terminal);
}

#[test]
fn a_question_ends_with_the_program_that_asked_with_keyctl() {
    let stage = Stage::demo();
    let pid_file = stage.user.home().join("pid");
    let script = format!(
        "exec 2>/dev/null; sh -c 'echo $$ >{}; {} credential-process prod; true' | cat; echo ended; cat",
        pid_file.display(),
        stage.program()
    );
    let terminal = stage
        .terminal_command("sh", &["-c", &script])
        .on_terminal()
        .start()
        .unwrap();
    terminal.expect(ASKED);
    kill_in(&pid_file);
    terminal.expect("ended");
    assert_eq!(terminal.screen(), "ended");
    assert!(terminal.is_put_back());
}

fn kill_in(pid_file: &std::path::Path) {
    let pid = fs::read_to_string(pid_file).unwrap();
    kill(Pid::from_raw(pid.trim().parse().unwrap()), Signal::SIGKILL).unwrap();
}

/// It may have waited for another process's question for long, and its own would be nobody's.
#[test]
fn who_lost_its_program_while_it_waited_asks_nobody_with_keyctl() {
    let stage = Stage::demo();
    let (pid_file, program) = (stage.user.home().join("pid"), stage.program());
    let command = format!("{program} credential-process prod");
    let orphan = format!("while [ ! -e go ]; do sleep 0.02; done; sh -c 'echo $$ >pid; {command}; true'");
    // The terminal stays when both programs are gone: its end would end rolehop too.
    let keeper = "while [ ! -e done ]; do sleep 0.02; done; true".to_owned();
    let storm = stage.storm_of(&[command, orphan, keeper]);
    storm.expect_question(1);
    stage.user.write("go", "");
    stage.until("second process that waits", || stage.waiting().len() == 1);
    kill_in(&pid_file);
    let is_gone = || stage.user.home().join("storm-1/2.code").exists();
    stage.until("end of the second's program", is_gone);
    storm.kill_asker();
    let told = || fs::read_to_string(stage.user.home().join("storm-1/2.err")).unwrap();
    stage.until("end of the second", || told().ends_with("at hand\n"));
    assert!(
        told().contains("was not answered: the program that asked is gone\n"),
        "{}",
        told()
    );
    assert_eq!(storm.questions(), 1);
    stage.user.write("done", "");
    let mut codes: Vec<_> = storm.end().iter().map(|answer| answer.status).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 137, 137]);
    assert!(stage.sts.journal().is_empty());
}

#[test]
fn a_job_in_the_background_asks_nobody_with_keyctl() {
    let stage = Stage::demo();
    let bash = stage
        .terminal_command("bash", &["--norc", "--noprofile", "-i"])
        .on_terminal()
        .env("PS1", "ready> ")
        .env("INPUTRC", "/dev/null");
    let terminal = bash.start().unwrap();
    terminal.expect("ready>");
    let status = stage.user.home().join("status");
    terminal.type_keys(format!(
        "({} credential-process prod 2>err; echo $? >status) &\r",
        stage.program()
    ));
    terminal.until("end", |_| {
        fs::read_to_string(&status).is_ok_and(|text| !text.is_empty())
    });
    assert_eq!(fs::read_to_string(&status).unwrap(), "4\n");
    let told = fs::read_to_string(stage.user.home().join("err")).unwrap();
    assert!(
        told.contains("this process is not in the terminal's foreground"),
        "{told}"
    );
    assert!(
        told.ends_with("help: run `rolehop login prod` in a terminal first\n"),
        "{told}"
    );
    assert_eq!(questions(&terminal), 0);
}

#[test]
fn a_question_ends_at_its_deadline_and_so_does_every_wait_with_keyctl() {
    let stage = Stage::demo();
    let begun = Instant::now();
    let storm = stage.storm(10, &["--prompt-timeout", "2s", "credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    let answers = storm.end();
    assert!(begun.elapsed() > Duration::from_secs(2) && begun.elapsed() < Duration::from_secs(6));
    for answer in &answers {
        assert_eq!(
            (answer.status, answer.stdout.as_str()),
            (4, ""),
            "{}",
            answer.stderr
        );
    }
    assert!(stage.sts.journal().is_empty());
}

/// The deadline is one for all: the question, and STS after it.
#[test]
fn a_slow_sts_ends_at_the_deadline_of_the_question_with_keyctl() {
    let stage = Stage::demo();
    stage.sts.fault(Fault::delay(Duration::from_secs(30)));
    let answer = stage.answered(&["--prompt-timeout", "3s", "credential-process", "prod"]);
    assert_eq!(answer.status, 6, "{answer:?}");
    assert!(answer.took < Duration::from_secs(6), "{:?}", answer.took);
}

#[test]
fn a_terminal_that_hangs_up_ends_the_question_with_keyctl() {
    let stage = Stage::demo();
    let mut terminal = stage.terminal(&WORDS);
    terminal.expect(ASKED);
    terminal.hang_up();
    let ended = terminal.wait();
    assert!(
        ended.status.code().is_some_and(|code| [4, 129].contains(&code)) || ended.status.signal() == Some(1)
    );
    thread::sleep(Duration::from_millis(10));
    assert!(stage.holders("").is_empty() && stage.sts.journal().is_empty());
}
