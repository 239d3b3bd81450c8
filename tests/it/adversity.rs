//! What a hostile tester tries: input of every kind that is not what it should be, services and stores that fail,
//! processes that are killed. Whatever comes, the answer is an exit code of the contract, an error in words, no panic
//! and no hang.

mod answers_of_programs;
mod answers_of_sts;
mod command_line;
mod configuration;
mod environment;
mod key_files;
#[cfg(target_os = "linux")]
mod kills;
#[cfg(target_os = "linux")]
mod no_files;
#[cfg(target_os = "linux")]
mod owners;
mod scripted;
#[cfg(target_os = "linux")]
mod state;
#[cfg(target_os = "linux")]
mod stores;
#[cfg(target_os = "linux")]
mod sts_down;
mod sts_refusals;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rolehop_test_support::environment::{Outcome, Run, TestEnv};
#[cfg(target_os = "linux")]
use rolehop_test_support::sts::{Role, World};

#[cfg(target_os = "linux")]
use super::storm_stage::{CONFIG, Stage};

/// The demo's access key, for the environment.
pub const KEY: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ),
];

/// A role that needs nothing but [`KEY`].
pub const ROLE: &str = "arn:aws:iam::222222222222:role/Deploy";

/// Where nothing listens.
pub const NOWHERE: (&str, &str) = ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9");

/// What answers without a deadline of its own is long done by then, on a busy machine too.
const QUICK: Duration = Duration::from_secs(8);

/// Asserts what all failures have in common, whatever caused them: this exit code, nothing on stdout, an error on
/// stderr that says all of `says`, and nothing that a terminal would obey.
#[track_caller]
pub fn assert_refused(what: &str, outcome: &Outcome, exit: i32, says: &[&str]) {
    let Outcome { stdout, stderr, .. } = outcome;
    assert_eq!(outcome.status, exit, "{what}: {stderr}");
    assert_eq!(stdout, "", "{what}");
    assert!(
        stderr.lines().any(|line| line.starts_with("error: ")),
        "{what}: {stderr}"
    );
    for words in says {
        assert!(stderr.contains(words), "{what}: no {words:?} in: {stderr}");
    }
    assert_harmless(what, outcome);
}

/// Asserts that nobody panicked or waited, and that stderr is plain text.
#[track_caller]
pub fn assert_harmless(what: &str, outcome: &Outcome) {
    let Outcome { stderr, took, .. } = outcome;
    assert!((0..=7).contains(&outcome.status), "{what}: {outcome:?}");
    assert!(!stderr.contains("panicked"), "{what}: {stderr}");
    assert!(*took < QUICK, "{what} took {took:?}");
    let obeyed = stderr.chars().find(|c| c.is_control() && *c != '\n');
    assert_eq!(obeyed, None, "{what}: {stderr:?}");
}

/// Tries every case, two at a time, each in an environment of its own that is searched for leaks.
pub fn each<C: Sync>(cases: &[C], attack: impl Fn(&TestEnv, &C) + Sync) {
    each_in(cases, |_| {}, attack);
}

/// As [`each`], in environments that are prepared first.
pub fn each_in<C: Sync>(
    cases: &[C],
    prepare: impl Fn(&mut TestEnv) + Sync,
    attack: impl Fn(&TestEnv, &C) + Sync,
) {
    let failed = AtomicUsize::new(0);
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // The others are tried all the same; each failure tells itself.
                    let tried = catch_unwind(AssertUnwindSafe(|| {
                        let mut env = rolehop_test_support::test_env!();
                        env.secret(KEY[1].1);
                        env.var("AWS_MAX_ATTEMPTS", "1");
                        env.var(NOWHERE.0, NOWHERE.1);
                        prepare(&mut env);
                        attack(&env, case);
                    }));
                    failed.fetch_add(usize::from(tried.is_err()), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(failed.into_inner(), 0, "failed of {} cases", cases.len());
}

/// Runs to the end, or to a limit that says «it hangs».
pub fn bounded(run: Run<'_>) -> Outcome {
    run.deadline(Duration::from_secs(60)).run()
}

/// `plain` needs nobody, `hub` an MFA session.
#[cfg(target_os = "linux")]
pub fn stage_with_plain() -> Stage {
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let config = CONFIG.to_owned()
        + "[profile.plain]\nsource_profile = \"keys\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.keys]\n";
    let stage = Stage::new(World::demo().role(plain), &config);
    stage.add_demo_key();
    stage.add_key("keys", World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    stage
}
