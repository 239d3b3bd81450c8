//! Programs that are not ours: moto's server, AWS CLI 1 and 2, boto3, AWS's SDK for JavaScript, libfaketime. `tests/run` installs them.
//!
//! Each is found by a variable that `tests/run` sets, else where `tests/run` puts it, so that `cargo test` alone works
//! once it ran. One that is missing fails its test, and says how to get it.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::environment::{Run, TestEnv};

const START_DEADLINE: Duration = Duration::from_secs(60);

/// moto's server: an STS that we did not write, and that refuses little. Ends when it is dropped.
pub struct Moto {
    server: Child,
    url: String,
}

impl Moto {
    /// Starts it on a free port of 127.0.0.1, and waits until it listens.
    pub fn start() -> Self {
        let mut server = Command::new(in_venv("moto_server"))
            .args(["-H", "127.0.0.1", "-p", "0"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("moto's server starts");
        let url = announced_url(server.stderr.take().expect("a piped stream"));
        Self { server, url }
    }

    /// Where it listens, for `AWS_ENDPOINT_URL_STS` and `--endpoint-url`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself, which the test that needed it has noticed.
        let _ended = self.server.kill().and_then(|()| self.server.wait());
    }
}

/// The AWS CLI, of one major version.
pub struct AwsCli {
    program: PathBuf,
}

impl AwsCli {
    /// Version 1, from PyPI.
    pub fn v1() -> Self {
        Self::of_version(in_venv("aws"), "aws-cli/1.")
    }

    /// Version 2, from Debian: an old one, which does not know `AWS_ENDPOINT_URL_STS`.
    pub fn v2() -> Self {
        let program = variable("ROLEHOP_TEST_AWS2").map_or_else(|| "/usr/bin/aws".into(), PathBuf::from);
        Self::of_version(existing(program, "AWS CLI 2"), "aws-cli/2.")
    }

    fn of_version(program: PathBuf, expected: &str) -> Self {
        let output = Command::new(&program)
            .arg("--version")
            .env_remove("AWS_PROFILE")
            .output()
            .expect("it starts");
        let version = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            version.starts_with(expected),
            "`{}` is not {expected}*: {version}",
            program.display()
        );
        Self { program }
    }

    /// Where the program is.
    pub fn path(&self) -> &Path {
        &self.program
    }

    /// A call in this environment; its own calls of STS go to `sts_url`. To be run.
    pub fn call<'a>(&self, env: &'a TestEnv, sts_url: &str, arguments: &[&str]) -> Run<'a> {
        let endpoint = ["--endpoint-url", sts_url, "--output", "json"];
        quiet(env.program(&self.program, endpoint.iter().chain(arguments).copied()))
    }
}

/// Python with boto3.
pub struct Python {
    program: PathBuf,
}

impl Python {
    /// The interpreter that has boto3.
    pub fn boto3() -> Self {
        Self {
            program: in_venv("python"),
        }
    }

    /// Where the program is.
    pub fn path(&self) -> &Path {
        &self.program
    }

    /// A script in this environment; boto3's calls of STS go to `sts_url`. To be run.
    pub fn script<'a>(&self, env: &'a TestEnv, sts_url: &str, script: &str) -> Run<'a> {
        quiet(env.program(&self.program, ["-c", script])).var("AWS_ENDPOINT_URL_STS", sts_url)
    }
}

/// Node with AWS's SDK for JavaScript.
pub struct JavaScript {
    modules: PathBuf,
}

impl JavaScript {
    /// The SDK that `tests/run` installed.
    pub fn sdk() -> Self {
        let folder = installed("ROLEHOP_TEST_JAVASCRIPT", "peers-javascript");
        Self {
            modules: existing(folder.join("node_modules"), "AWS's SDK for JavaScript"),
        }
    }

    /// The interpreter, to be found in PATH.
    pub fn program(&self) -> &'static str {
        "node"
    }

    /// For `NODE_PATH`: where `require` finds the SDK.
    pub fn modules(&self) -> &Path {
        &self.modules
    }
}

/// The variables under which a program sees a clock moved by `offset`, such as `+2h` or `-30m`.
///
/// Deadlines are left alone: the monotonic clock runs as always.
pub fn moved_clock(offset: &str) -> [(&'static str, OsString); 3] {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib",
        "/usr/lib64",
    ];
    let library = folders
        .iter()
        .map(|folder| Path::new(folder).join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .unwrap_or_else(|| panic!("libfaketime is missing: `tests/run` installs it"));
    [
        ("LD_PRELOAD", library.into()),
        ("FAKETIME", offset.into()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
    ]
}

/// Nothing beyond loopback is asked, no pager opened. Version 1 and boto3 know only the older name of the region.
fn quiet(run: Run<'_>) -> Run<'_> {
    let region = "eu-west-1";
    run.vars([
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_PAGER", ""),
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
    ])
}

fn in_venv(program: &str) -> PathBuf {
    let venv = installed("ROLEHOP_TEST_VENV", "peers");
    existing(venv.join("bin").join(program), program)
}

/// Where `tests/run` puts things, or says that it did.
fn installed(variable_name: &str, below_target: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    variable(variable_name).map_or_else(|| target.join(below_target), PathBuf::from)
}

fn existing(path: PathBuf, name: &str) -> PathBuf {
    assert!(
        path.exists(),
        "{name} is missing (looked for `{}`): `tests/run` installs it",
        path.display()
    );
    path
}

#[expect(
    clippy::disallowed_methods,
    reason = "what tests/run says about the machine; the product does not read it"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Waits for the line that says where the server listens, and then reads on, so that it never blocks on a full pipe.
fn announced_url(stderr: ChildStderr) -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut stderr = BufReader::new(stderr);
        let mut log = String::new();
        while stderr.read_line(&mut log).is_ok_and(|length| length > 0) {
            if let Some((_, url)) = log.rsplit_once("Running on ") {
                let _nobody_waits = sender.send(url.trim().to_owned());
                break;
            }
        }
        let _end = stderr.read_to_end(&mut Vec::new());
    });
    receiver
        .recv_timeout(START_DEADLINE)
        .expect("moto's server says where it listens")
}
