//! No core dump of ours, and the command of `exec` dumps as its user had it.

use std::process::Command;

use nix::sys::prctl::get_dumpable;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rolehop::exec::{Program, run};
use rolehop::hardening::forbid_core_dumps;

use crate::it::again::{again, answer, begin, inherited, part};

const TEST: &str = "hardening::the_limit_is_ours_until_the_command_runs";

#[test]
fn the_limit_is_ours_until_the_command_runs() {
    match part().as_deref() {
        Some("rolehop") => become_hardened(),
        Some("command") => {
            begin();
            assert!(get_dumpable().unwrap(), "the kernel lets the command dump again");
            let (soft, hard) = getrlimit(Resource::RLIMIT_CORE).unwrap();
            rolehop::output::write(format!("{soft} {hard}\n").as_bytes()).unwrap();
        }
        _ => {
            let (_, hard) = getrlimit(Resource::RLIMIT_CORE).unwrap();
            let output = again(TEST, "rolehop").output().unwrap();
            assert!(output.status.success(), "{output:?}");
            let told = String::from_utf8(answer(&output)).unwrap();
            let expected = format!("{} {hard}\n", hard.min(LIMIT));
            assert!(told.starts_with(&expected), "{told}");
        }
    }
}

fn become_hardened() {
    let (_, hard) = getrlimit(Resource::RLIMIT_CORE).unwrap();
    let soft = hard.min(LIMIT);
    setrlimit(Resource::RLIMIT_CORE, soft, hard).unwrap();
    assert!(get_dumpable().unwrap());
    // A second call must not take the first one's zero for what was inherited.
    for _ in 0..2 {
        forbid_core_dumps();
        assert_eq!(getrlimit(Resource::RLIMIT_CORE).unwrap(), (0, hard));
        assert!(!get_dumpable().unwrap());
    }
    let command = again(TEST, "command");
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let program = Program::of(words.map(ToOwned::to_owned).collect(), &Vec::new());
    let part = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
    panic!(
        "{}",
        run(&program, inherited().chain(part).collect()).unwrap_err()
    );
}

/// A process that aborts is not dumped, whatever its limit was.
#[test]
fn an_abort_leaves_no_core() {
    use std::os::unix::process::ExitStatusExt;
    let test = "hardening::an_abort_leaves_no_core";
    if part().is_some() {
        forbid_core_dumps();
        std::process::abort();
    }
    let folder = tempfile::tempdir().unwrap();
    let inner = again(test, "child");
    let mut outer = Command::new("sh");
    outer.args(["-c", "ulimit -c unlimited 2>/dev/null; exec \"$0\" \"$@\""]);
    outer.arg(inner.get_program()).args(inner.get_args());
    let envs = inner.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let output = outer
        .env_clear()
        .envs(envs)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.signal(), Some(nix::libc::SIGABRT));
    assert!(!output.status.core_dumped());
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

/// A limit that no system has by chance.
const LIMIT: u64 = 8_192 * 3;
