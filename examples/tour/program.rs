//! The real `rolehop`: where it is, and how it is run.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{Stop, interruption};

/// How often a signal is looked for.
const NAP: Duration = Duration::from_millis(5);

/// The program, and the variables that it is run with.
pub struct Program {
    file: PathBuf,
    variables: Vec<(&'static str, PathBuf)>,
}

/// How it ended.
pub struct Answer {
    status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    /// From its start to the end of what it wrote.
    pub took: Duration,
}

impl Program {
    /// The file that was named, else the one that cargo builds, else the one beside this example.
    pub fn find(named: Option<PathBuf>) -> Result<Self, Stop> {
        let file = match (named, variable("CARGO")) {
            (Some(file), _) => file,
            (None, Some(cargo)) => build(Path::new(&cargo))?,
            (None, None) => beside_this(),
        };
        if !file.is_file() {
            return Err(Stop::Failed(format!(
                "`{}` is not there; run `cargo run --example tour`",
                file.display()
            )));
        }
        Ok(Self {
            file,
            variables: Vec::new(),
        })
    }

    /// Sets a variable for every run.
    pub fn set(&mut self, name: &'static str, value: impl Into<PathBuf>) {
        self.variables.push((name, value.into()));
    }

    /// Runs it; ends it early when a signal came for the tour.
    pub fn run(
        &self,
        words: &[impl AsRef<OsStr>],
        stdin: &str,
        variables: &[(&str, String)],
    ) -> Result<Answer, Stop> {
        let mut command = self.command();
        command
            .args(words)
            .envs(variables.iter().map(|(name, value)| (name, value)));
        let answer = self.attend(command, stdin, interruption::caught)?;
        // On a terminal a signal comes to both, and the program may be the first to end.
        match interruption::caught() {
            Some(signal) => Err(Stop::Interrupted(signal)),
            None => Ok(answer),
        }
    }

    /// Runs it to its end, whatever comes.
    pub fn run_to_end(&self, words: &[impl AsRef<OsStr>]) -> Result<Answer, Stop> {
        let mut command = self.command();
        command.args(words);
        // Out of reach of a second Ctrl-C.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        self.attend(command, "", || None)
    }

    /// Nothing of the person's own AWS settings, and all else that leads to the keyring.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        for name in names().filter(|name| name.contains("AWS_") || name.contains("ROLEHOP_")) {
            command.env_remove(name);
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn attend(
        &self,
        mut command: Command,
        stdin: &str,
        signal: impl Fn() -> Option<i32>,
    ) -> Result<Answer, Stop> {
        let failed = |error| Stop::Failed(format!("`{}` cannot be run: {error}", self.file.display()));
        let started = Instant::now();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        if let Some(mut pipe) = child.stdin.take() {
            // A program that ended says why itself.
            let _ = pipe.write_all(stdin.as_bytes());
        }
        let stdout = read(child.stdout.take());
        let stderr = read(child.stderr.take());
        let mut told = false;
        let status = loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                break status;
            }
            if let Some(signal) = signal().filter(|_| !told) {
                end(&mut child, signal);
                told = true;
            }
            thread::sleep(NAP);
        };
        let (stdout, ended) = stdout.join().unwrap_or_else(|_| (String::new(), Instant::now()));
        let (stderr, _) = stderr.join().unwrap_or_else(|_| (String::new(), Instant::now()));
        Ok(Answer {
            status,
            stdout,
            stderr,
            took: ended - started,
        })
    }
}

impl Answer {
    /// Whether it did what it was asked to.
    pub fn succeeded(&self) -> bool {
        self.status.success()
    }

    /// The answer, of a program that did what it was asked to.
    pub fn done(self) -> Result<Self, Stop> {
        if self.succeeded() {
            return Ok(self);
        }
        Err(Stop::Failed(format!(
            "rolehop ended with {}\n{}",
            self.status,
            self.stderr.trim_end()
        )))
    }

    /// Whether it waited for a person until its deadline.
    pub fn timed_out(&self) -> bool {
        self.status.code() == Some(4) && self.took > Duration::from_secs(50)
    }
}

/// With this example, so that cargo takes the same crates for both.
fn build(cargo: &Path) -> Result<PathBuf, Stop> {
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--bin", "rolehop", "--example", "tour"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    command.args([
        "--manifest-path",
        concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
    ]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    // What cargo told this example of its package; ring's build script takes it for a reason to build anew.
    for name in names().filter(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
        command.env_remove(name);
    }
    let failed = |why: String| Stop::Failed(format!("`cargo build --bin rolehop` failed: {why}"));
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(output.status.to_string()));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut artifacts = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let file = artifacts.find_map(|artifact| {
        let is_program = artifact["target"]["kind"][0] == "bin" && artifact["target"]["name"] == "rolehop";
        artifact["executable"]
            .as_str()
            .filter(|_| is_program)
            .map(PathBuf::from)
    });
    file.ok_or_else(|| failed("it names no program".into()))
}

/// `target/debug/rolehop`, for `target/debug/examples/tour`.
fn beside_this() -> PathBuf {
    let this = std::env::current_exe().unwrap_or_default();
    let folder = this.ancestors().nth(2).unwrap_or(Path::new(""));
    folder.join(format!("rolehop{}", std::env::consts::EXE_SUFFIX))
}

/// The names of all variables.
#[expect(
    clippy::disallowed_methods,
    reason = "what other programs must not see, values unread"
)]
fn names() -> impl Iterator<Item = String> {
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())
}

#[expect(clippy::disallowed_methods, reason = "cargo's variable, not one of rolehop's")]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<(String, Instant)> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        (String::from_utf8_lossy(&bytes).into_owned(), Instant::now())
    })
}

/// As gently as the tour itself was asked to end: a prompt puts its terminal back.
#[cfg(unix)]
fn end(child: &mut Child, signal: i32) {
    use nix::sys::signal::{Signal, kill};
    let signal = Signal::try_from(signal).unwrap_or(Signal::SIGTERM);
    let _ = kill(nix::unistd::Pid::from_raw(child.id().cast_signed()), signal);
}

#[cfg(not(unix))]
fn end(child: &mut Child, _signal: i32) {
    let _ = child.kill();
}
