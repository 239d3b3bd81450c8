//! A test that needs a process of its own runs itself again in one: the same function plays both parts.

use std::io::Write;
use std::process::{Command, Output};

/// This test binary, to run `test` alone and as `part`, in an emptied environment.
pub fn again(test: &str, part: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let test = format!("it::{test}");
    command.args(["--exact", &test, "--nocapture", "--test-threads=1", "-q"]);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
    command.env(PART, part);
    command
}

/// The part that this process plays; none in the test itself.
#[expect(clippy::disallowed_methods, reason = "the test's own variable")]
pub fn part() -> Option<String> {
    std::env::var(PART).ok()
}

/// What the process inherited, without what is the test's own.
#[expect(clippy::disallowed_methods, reason = "stands for src/env.rs")]
pub fn inherited() -> impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)> {
    std::env::vars_os().filter(|(name, _)| name != PART)
}

/// Ends what the test harness says on stdout: what comes after is the answer.
pub fn begin() {
    std::io::stdout().write_all(BEGIN.as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

/// What came after [`begin`].
pub fn answer(output: &Output) -> Vec<u8> {
    let stdout = &output.stdout;
    let found = stdout
        .windows(BEGIN.len())
        .position(|window| window == BEGIN.as_bytes());
    let start = found.unwrap_or_else(|| panic!("the test did not run again: {output:?}")) + BEGIN.len();
    stdout[start..].to_vec()
}

const PART: &str = "ROLEHOP_TEST_PART";
const BEGIN: &str = "\n--- the answer begins here ---\n";
