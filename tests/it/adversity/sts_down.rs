//! STS that is down, slow, or lost on the way: what is told, when it ends, and what is handed out all the same.

use std::net::{Ipv4Addr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

use rolehop_test_support::sts::{Fault, FaultKind, Sts, World};

use super::scripted::resetting;
use super::{KEY, NOWHERE, ROLE, assert_refused, bounded, each, stage_with_plain};

const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

/// What fails, by name; each call meets it.
fn faults() -> Vec<(&'static str, Fault)> {
    vec![
        ("a closed connection", Fault::new(FaultKind::Drop)),
        ("headers alone", Fault::new(FaultKind::DropAfterHeaders)),
        ("half a body", Fault::new(FaultKind::HalfBody)),
        ("a wrong length", Fault::new(FaultKind::WrongContentLength)),
        ("an empty body", Fault::new(FaultKind::EmptyBody)),
        ("a page", Fault::new(FaultKind::Html { status: 200 })),
        ("a page that fails", Fault::new(FaultKind::Html { status: 503 })),
        ("JSON", Fault::new(FaultKind::Json)),
        ("a failure", Fault::status(500)),
        ("no service", Fault::status(503)),
        ("throttling", Fault::throttling()),
    ]
}

#[test]
fn each_failure_of_sts_is_exit_6_in_three_parts() {
    each(&faults(), |env, (what, fault)| {
        let sts = Sts::start(World::demo());
        sts.fault(fault.clone());
        for words in [&["export", ROLE][..], &["whoami"], &["login", ROLE]] {
            let run = env
                .rolehop(words.iter().copied())
                .vars(KEY)
                .var(NOWHERE.0, sts.url());
            let outcome = bounded(run);
            assert_refused(what, &outcome, 6, &["caused by: ", "help: "]);
        }
        let run = env
            .rolehop(["exec", ROLE, "--", "true"])
            .vars(KEY)
            .var(NOWHERE.0, sts.url());
        let outcome = bounded(run);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (125, ""), "{what}");
        let run = env
            .rolehop(["credential-process", ROLE])
            .vars(KEY)
            .var(NOWHERE.0, sts.url());
        let outcome = bounded(run);
        assert_refused(what, &outcome, 6, &["help: "]);
        assert_eq!(
            outcome.stderr.lines().next().unwrap().matches("error: ").count(),
            1
        );
    });
}

#[test]
fn an_sts_that_is_not_there_or_not_trusted_is_exit_6() {
    let tls = Sts::start_tls(World::demo());
    let plain = Sts::start(World::demo());
    let reset = resetting();
    let cases = [
        ("nothing listens", NOWHERE.1.to_owned(), "no connection"),
        ("a reset", reset, "gave no answer"),
        (
            "an unknown CA",
            tls.url().to_owned(),
            "its certificate comes from an authority that is not trusted",
        ),
        (
            "TLS where there is none",
            plain.url().replace("http", "https"),
            "could not be reached",
        ),
        (
            "none where there is TLS",
            tls.url().replace("https", "http"),
            "gave no answer",
        ),
        (
            "a name that is none",
            "https://sts.nowhere.invalid".to_owned(),
            "its name has no address",
        ),
    ];
    each(&cases, |env, (what, url, says)| {
        let run = env
            .rolehop(["credential-process", ROLE])
            .vars(KEY)
            .var(NOWHERE.0, url);
        assert_refused(what, &bounded(run), 6, &[says, "help: "]);
    });
}

/// A quarter of an hour before its end a session is due; every failure of its renewal hands it out all the same, and
/// half a minute later the next is tried.
#[test]
fn a_due_session_is_handed_out_whatever_fails_with_faketime() {
    let stage = stage_with_plain();
    stage.var("AWS_MAX_ATTEMPTS", "1");
    let old = stage.credentials(&["plain"]);
    let mut faults = faults();
    faults.push(("slowness", Fault::delay(Duration::from_secs(10))));
    faults.push(("a drip", Fault::new(FaultKind::Drip { milliseconds: 100 })));
    faults.push((
        "a refusal",
        Fault::error(403, "AccessDenied", "not authorized to perform: sts:AssumeRole"),
    ));
    for (turn, (what, fault)) in faults.into_iter().enumerate() {
        stage.later(HOUR - 15 * MINUTE + 31 * i64::try_from(turn).unwrap());
        stage.sts.clear_faults();
        stage.sts.fault(fault);
        let calls = stage.sts.journal().len();
        let answer = stage.run(&["credential-process", "plain"]);
        assert_eq!(answer.credentials(), old, "{what}");
        assert!(stage.sts.journal().len() > calls, "{what}: no renewal was tried");
        assert!(answer.took < Duration::from_secs(6), "{what}: {:?}", answer.took);
    }
    stage.sts.clear_faults();
    stage.later(HOUR - 5 * MINUTE);
    assert_ne!(stage.credentials(&["plain"]), old);
}

/// Everything that may wait is over twenty seconds after the process began, when nobody is asked; also where an MFA
/// session is stored, so that nobody needs to be.
#[test]
fn every_wait_ends_at_the_deadline_with_keyctl() {
    let stage = stage_with_plain();
    let code = stage.code();
    assert_eq!(
        stage
            .run_with("ROLEHOP_MFA_TOKEN", &code, &["credential-process", "corp"])
            .status,
        0
    );
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let black_hole = format!("http://{}", silent.local_addr().unwrap());
    stage
        .sts
        .fault(Fault::delay(Duration::from_secs(60)).on("AssumeRole"));
    let stuck = stage
        .user
        .write("stuck.sh", "trap '' TERM\nsleep 60\nsleep 60\n")
        .display()
        .to_string();
    let aws = format!("[profile stuck]\ncredential_process = sh {stuck}\n");
    stage.user.write(".aws/config", aws);
    let commands = [
        ("STS is slow", stage.command(&["credential-process", "hub"]), 6),
        (
            "a black hole",
            {
                let mut command = stage.command(&["credential-process", "plain"]);
                command.env("AWS_ENDPOINT_URL_STS", black_hole);
                command
            },
            6,
        ),
        (
            "nobody listens, often",
            {
                let mut command = stage.command(&["credential-process", "plain"]);
                command
                    .env("AWS_ENDPOINT_URL_STS", NOWHERE.1)
                    .env("AWS_MAX_ATTEMPTS", "4000000000");
                command
            },
            6,
        ),
        (
            "a stuck program",
            stage.command(&["credential-process", "stuck"]),
            6,
        ),
    ];
    let begun = Instant::now();
    let answers: Vec<_> = commands
        .into_iter()
        .map(|(what, mut command, exit)| {
            let wait = thread::spawn(move || (command.output().unwrap(), begun.elapsed()));
            (what, wait, exit)
        })
        .collect();
    for (what, wait, exit) in answers {
        let (output, took) = wait.join().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(exit), "{what}: {stderr}");
        assert!(
            stderr.starts_with("error: ") && !stderr.contains("panicked"),
            "{what}: {stderr}"
        );
        assert!((18..24).contains(&took.as_secs()), "{what} took {took:?}");
        stage.searched_later(what, output.stderr);
    }
}
