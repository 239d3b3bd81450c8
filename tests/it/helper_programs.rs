//! Programs of the person's own: their answer, their faults, their deadline, their environment.

use std::error::Error;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rolehop::helper_program::{HelperError, HelperProgram};
use secrecy::{ExposeSecret, SecretSlice};

const LIMIT: usize = 4096;

fn run_for(script: &str, seconds: f64) -> Result<SecretSlice<u8>, HelperError> {
    let line = format!("sh -c '{script}'");
    let deadline = Instant::now() + Duration::from_secs_f64(seconds);
    HelperProgram {
        command_line: &line,
        variables: &[("EXTRA", "set")],
        without: &["CARGO_PKG_NAME"],
        deadline,
        stdout_limit: LIMIT,
    }
    .run()
}

#[expect(clippy::disallowed_methods, reason = "the test compares the answer")]
fn answer(script: &str) -> String {
    String::from_utf8(run_for(script, 20.0).unwrap().expose_secret().to_vec()).unwrap()
}

#[test]
fn its_stdout_is_the_answer_and_its_stdin_is_empty() {
    assert_eq!(answer("cat; echo answer; echo hint >&2"), "answer\n");
    assert_eq!(answer("true"), "");
    assert_eq!(answer("head -c 4096 /dev/zero | tr \"\\\\0\" x").len(), LIMIT);
    // A megabyte on stderr neither blocks it nor is kept.
    assert_eq!(answer("head -c 1000000 /dev/zero >&2; echo answer"), "answer\n");
}

#[test]
fn it_gets_the_variables_that_were_set_and_not_those_taken() {
    assert_eq!(answer("echo $EXTRA $CARGO_PKG_NAME"), "set\n");
}

#[test]
fn its_failure_carries_its_own_words() {
    let error = run_for("echo secret; echo no device >&2; exit 3", 20.0).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`sh -c 'echo secret; echo no device >&2; exit 3'` failed with exit status: 3"
    );
    assert_eq!(error.source().unwrap().to_string(), "no device");
    let error = run_for("kill -9 $$", 20.0).unwrap_err();
    assert!(
        error.to_string().ends_with("failed with signal: 9 (SIGKILL)"),
        "{error}"
    );
    assert!(error.source().is_none());
    let error = run_for("head -c 9000 /dev/zero | tr \"\\\\0\" x >&2; false", 20.0).unwrap_err();
    assert_eq!(
        error.source().unwrap().to_string(),
        format!("{}…", "x".repeat(2000))
    );
}

#[test]
fn too_much_is_refused_at_once() {
    let started = Instant::now();
    let error = run_for("yes", 60.0).unwrap_err();
    assert_eq!(error.to_string(), "`sh -c 'yes'` wrote more than 4096 bytes");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn at_the_deadline_it_is_ended_with_all_that_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let pids = folder.path().join("pids");
    let script = format!(
        "trap \"\" TERM; sleep 600 & echo $! $$ >{}; sleep 600; sleep 600",
        pids.display()
    );
    let error = run_for(&script, 0.7).unwrap_err();
    assert!(matches!(error, HelperError::TimedOut { .. }), "{error}");
    for pid in std::fs::read_to_string(pids).unwrap().split_whitespace() {
        assert!(is_gone(pid), "{pid}");
    }
}

#[test]
fn a_closed_stdout_does_not_end_the_wait() {
    let error = run_for("exec >&- 2>&-; sleep 600", 0.5).unwrap_err();
    assert!(matches!(error, HelperError::TimedOut { .. }), "{error}");
}

#[test]
fn a_grandchild_that_holds_stdout_open_is_not_waited_for() {
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid");
    assert_eq!(
        answer(&format!("sleep 600 & echo $! >{}; echo answer", file.display())),
        "answer\n"
    );
    assert!(started.elapsed() < Duration::from_secs(20));
    let pid = std::fs::read_to_string(file).unwrap();
    nix::sys::signal::kill(
        nix::unistd::Pid::from_raw(pid.trim().parse().unwrap()),
        nix::sys::signal::SIGKILL,
    )
    .unwrap();
}

#[test]
fn what_cannot_be_started_is_named() {
    let run = |command_line| {
        let deadline = Instant::now() + Duration::from_secs(20);
        HelperProgram {
            command_line,
            variables: &[],
            without: &[],
            deadline,
            stdout_limit: LIMIT,
        }
        .run()
        .unwrap_err()
    };
    let error = run("/no/such/program --code");
    assert_eq!(error.to_string(), "could not start `/no/such/program`");
    assert_eq!(
        error.help().unwrap(),
        "write the whole path of `/no/such/program`, or put its folder on PATH"
    );
    for line in ["it's", "", "  "] {
        let error = run(line);
        assert!(matches!(error, HelperError::CommandLine { .. }), "{error}");
    }
}

fn is_gone(pid: &str) -> bool {
    let deadline = Instant::now() + Duration::from_secs(5);
    while Instant::now() < deadline {
        let stat = std::fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
        if stat.is_empty() || stat.contains(") Z ") {
            return true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}
