//! One program run to its end in a [`TestEnv`]: its input, its deadline, all that it printed.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::TestEnv;

/// What hangs is killed then; generous, for a machine that does other work too.
const DEADLINE: Duration = Duration::from_secs(90);

/// A program about to run.
#[must_use = "it runs with `run`"]
pub struct Run<'a> {
    env: &'a TestEnv,
    command: Command,
    shown: String,
    stdin: Option<Vec<u8>>,
    may_hold_session_secrets: bool,
    deadline: Duration,
}

/// What a program answered.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its exit code; minus the signal's number where one ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    /// From its start to its end.
    pub took: Duration,
    home: String,
}

impl<'a> Run<'a> {
    pub(super) fn new(env: &'a TestEnv, words: Vec<OsString>) -> Self {
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .env_clear()
            .envs(env.variables())
            .current_dir(env.home());
        // Not in the terminal's foreground: whoever runs the tests must not be asked for codes.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Self {
            env,
            command,
            shown: shown(&words),
            stdin: None,
            may_hold_session_secrets: false,
            deadline: DEADLINE,
        }
    }

    /// Sets a variable for this run.
    pub fn var(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.command.env(name.into(), value.into());
        self
    }

    /// Sets several variables for this run.
    pub fn vars<N: Into<OsString>, V: Into<OsString>>(self, pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        pairs
            .into_iter()
            .fold(self, |run, (name, value)| run.var(name, value))
    }

    /// Takes a variable away for this run.
    pub fn unset(mut self, name: impl Into<OsString>) -> Self {
        self.command.env_remove(name.into());
        self
    }

    /// Runs in this folder instead of HOME.
    pub fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Feeds this to stdin, which is empty otherwise.
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(text.into());
        self
    }

    /// The answer is credentials: stdout may hold the session's secrets, and what it holds is a secret everywhere else.
    pub fn stdout_may_hold_session_secrets(mut self) -> Self {
        self.may_hold_session_secrets = true;
        self
    }

    /// Kills the program, and fails the test, after this time.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Runs the program to its end.
    ///
    /// # Panics
    ///
    /// When it cannot be started, or does not end before its deadline.
    pub fn run(mut self) -> Outcome {
        let started = Instant::now();
        let stdin = if self.stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        self.command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self
            .command
            .spawn()
            .unwrap_or_else(|error| panic!("`{}`: {error}", self.shown));
        feed(&mut child, self.stdin.take());
        let stdout = read_all(child.stdout.take());
        let stderr = read_all(child.stderr.take());
        let status = self.wait(&mut child, started);
        let took = started.elapsed();
        let outcome = self.outcome(status, took, stdout, stderr);
        if self.may_hold_session_secrets {
            self.register_session(&outcome.stdout);
        }
        outcome
    }

    fn wait(&self, child: &mut Child, started: Instant) -> ExitStatus {
        loop {
            if let Some(status) = child.try_wait().expect("our own child") {
                return status;
            }
            if started.elapsed() > self.deadline {
                child.kill().expect("our own child");
                child.wait().expect("our own child");
                panic!("`{}` did not end within {:?}", self.shown, self.deadline);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn outcome(
        &self,
        status: ExitStatus,
        took: Duration,
        stdout: JoinHandle<Vec<u8>>,
        stderr: JoinHandle<Vec<u8>>,
    ) -> Outcome {
        let text = |stream: &str, reader: JoinHandle<Vec<u8>>, may_hold: bool| {
            let bytes = reader.join().expect("the reader ends");
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let place = format!("the {stream} of `{}`", self.shown);
            self.env.record().captured(place, bytes, may_hold);
            text
        };
        Outcome {
            status: exit_code(status),
            stdout: text("stdout", stdout, self.may_hold_session_secrets),
            stderr: text("stderr", stderr, false),
            took,
            home: self.env.home().display().to_string(),
        }
    }

    fn register_session(&self, stdout: &str) {
        let answer: Value = serde_json::from_str(stdout).unwrap_or_default();
        for name in ["SecretAccessKey", "SessionToken"] {
            if let Some(secret) = answer.get(name).and_then(Value::as_str) {
                self.env.session_secret(secret);
            }
        }
    }
}

impl Outcome {
    /// Asserts all of it; `[HOME]` in the expected texts is this environment's HOME.
    #[track_caller]
    pub fn assert(&self, status: i32, stdout: &str, stderr: &str) {
        let real = |text: &str| text.replace("[HOME]", &self.home);
        assert_eq!(
            (self.status, self.stdout.as_str(), self.stderr.as_str()),
            (status, real(stdout).as_str(), real(stderr).as_str()),
        );
    }

    /// The answer on stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command as a person would type it, for messages; the program without its folder.
fn shown(words: &[OsString]) -> String {
    let program = Path::new(&words[0])
        .file_name()
        .unwrap_or(&words[0])
        .to_string_lossy()
        .into_owned();
    let arguments = words[1..].iter().map(|word| match word.to_string_lossy() {
        word if word.contains([' ', '$', '"']) || word.is_empty() => format!("'{word}'"),
        word => word.into_owned(),
    });
    [program]
        .into_iter()
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

fn feed(child: &mut Child, input: Option<Vec<u8>>) {
    if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
        // A program may end without reading it all; that is for the test to judge.
        thread::spawn(move || pipe.write_all(&input));
    }
}

fn read_all(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    let mut pipe = pipe.expect("a piped stream");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe of our own");
        bytes
    })
}

#[cfg(unix)]
fn exit_code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status
        .code()
        .unwrap_or_else(|| -status.signal().unwrap_or_default())
}

#[cfg(not(unix))]
fn exit_code(status: ExitStatus) -> i32 {
    status.code().unwrap_or(-1)
}
