//! What other people of this machine could read of the processes that a test starts: their command lines.
//!
//! Linux only, from `/proc`. A process that lives for less than a sample, a millisecond or so, can be missed; run the work
//! some times over where that matters.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

const BETWEEN_SAMPLES: Duration = Duration::from_micros(500);

/// What was seen of one process; one that ran several programs was seen several times.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Process {
    pub id: u32,
    /// Its arguments, each ended by a zero byte. Every user of the machine can read them.
    pub arguments: Vec<u8>,
    /// Its environment as it was started with, each ended by a zero byte. Its own user can read it.
    pub environment: Vec<u8>,
}

/// Runs `work`, and tells which processes began meanwhile (of whoever: a helper may be started by another's daemon).
pub fn watch_arguments<T>(work: impl FnOnce() -> T) -> (T, Vec<Process>) {
    let known: HashSet<u32> = process_ids().collect();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut seen = BTreeSet::new();
            while !done.load(Ordering::Relaxed) {
                seen.extend(
                    process_ids()
                        .filter(|id| !known.contains(id))
                        .filter_map(snapshot),
                );
                thread::sleep(BETWEEN_SAMPLES);
            }
            seen
        });
        let stop = StopOnDrop(&done);
        let answer = work();
        drop(stop);
        (
            answer,
            watcher.join().expect("the watcher ends").into_iter().collect(),
        )
    })
}

/// A panic inside the work must end the watcher too, which the scope waits for.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn process_ids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").expect("/proc is mounted");
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// `None` for a process that is gone, or is a thread of the kernel.
fn snapshot(id: u32) -> Option<Process> {
    let arguments = fs::read(format!("/proc/{id}/cmdline"))
        .ok()
        .filter(|text| !text.is_empty())?;
    let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
    Some(Process {
        id,
        arguments,
        environment,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::leak::Searcher;

    #[test]
    fn a_secret_in_an_argument_or_the_environment_of_a_grandchild_is_seen() {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let mut searcher = Searcher::default();
        searcher.add(secret.as_bytes());
        let script = "sh -c 'sleep 0.2; true' \"$ARGUMENT\"; IN_ENVIRONMENT=$ARGUMENT sleep 0.2";
        let (status, seen) = watch_arguments(|| {
            Command::new("sh")
                .args(["-c", script])
                .env("ARGUMENT", secret)
                .status()
        });
        assert!(status.expect("sh runs").success());
        let found = |part: fn(&Process) -> &Vec<u8>| {
            seen.iter()
                .any(|process| !searcher.search(part(process)).is_empty())
        };
        assert!(found(|process| &process.arguments), "in an argument");
        assert!(found(|process| &process.environment), "in an environment");
    }
}
