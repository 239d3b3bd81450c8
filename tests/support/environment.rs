//! An emptied environment in which the real binary, or a program that starts it, runs: a HOME of its own, no variable
//! but PATH, HOME and TMPDIR, no terminal.
//!
//! It knows the secrets that its test uses ([`TestEnv::secret`]). When it is dropped, it searches for them everything that
//! was printed, every command line that was watched, and every file below HOME (where the log lies too), and fails
//! the test on a leak. Files are exempt as long as they are exactly what the test wrote.

mod run;

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use tempfile::TempDir;

pub use run::{Outcome, Run};

use crate::leak::Searcher;
use crate::processes;

/// A [`TestEnv`] for the binary of the package under test: cargo tells its path to integration tests alone.
#[macro_export]
macro_rules! test_env {
    () => {
        $crate::environment::TestEnv::new(env!("CARGO_BIN_EXE_rolehop"))
    };
}

/// An emptied environment, thrown away and searched for leaks when it is dropped.
pub struct TestEnv {
    rolehop: PathBuf,
    home: TempDir,
    variables: BTreeMap<OsString, OsString>,
    prefix: Vec<OsString>,
    record: Mutex<Record>,
}

#[derive(Default)]
struct Record {
    secrets: Vec<Secret>,
    captured: Vec<Captured>,
    written: HashMap<PathBuf, Vec<u8>>,
}

struct Secret {
    value: Vec<u8>,
    of_a_session: bool,
}

/// Something that was printed or seen, and where.
struct Captured {
    place: String,
    text: Vec<u8>,
    may_hold_session_secrets: bool,
}

impl TestEnv {
    /// An environment for the `rolehop` at this path; integration tests write `test_env!()`.
    ///
    /// Sessions are kept nowhere until the test names a store: the keyrings of whoever runs the tests are not ours.
    pub fn new(rolehop: impl Into<PathBuf>) -> Self {
        let home = tempfile::Builder::new()
            .prefix("rolehop-test-")
            .tempdir()
            .expect("a temporary folder");
        let mut env = Self {
            rolehop: rolehop.into(),
            home,
            variables: BTreeMap::new(),
            prefix: Vec::new(),
            record: Mutex::default(),
        };
        fs::create_dir(env.path("tmp")).expect("a folder in a new folder");
        env.var("HOME", env.home().to_owned());
        env.var("TMPDIR", env.path("tmp"));
        env.var("PATH", "/usr/local/bin:/usr/bin:/bin");
        env.var("ROLEHOP_STORE", "none");
        env
    }

    /// The folder that is HOME.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// A path below HOME.
    pub fn path(&self, below_home: impl AsRef<Path>) -> PathBuf {
        self.home().join(below_home)
    }

    /// The binary under test.
    pub fn rolehop_path(&self) -> &Path {
        &self.rolehop
    }

    /// Sets a variable for every program started from here on.
    pub fn var(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> &mut Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Takes a variable away again.
    pub fn unset(&mut self, name: impl AsRef<OsStr>) -> &mut Self {
        self.variables.remove(name.as_ref());
        self
    }

    /// The variables that every program is started with.
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// Starts every program by these words from here on, such as `["dbus-run-session", "--"]`.
    pub fn prefix<W: Into<OsString>>(&mut self, words: impl IntoIterator<Item = W>) -> &mut Self {
        self.prefix = words.into_iter().map(Into::into).collect();
        self
    }

    /// Has the diagnostic log written to a file, which is searched as every other file is.
    pub fn log(&mut self) -> PathBuf {
        let path = self.path("rolehop.log");
        self.var("ROLEHOP_LOG", &path);
        path
    }

    /// A secret that must never be seen: a long-term key, a passphrase, a seed. Hands it back.
    pub fn secret<'a>(&self, value: &'a str) -> &'a str {
        self.register(value, false);
        value
    }

    /// A secret of a session, which the stdout of a [`Run::stdout_may_hold_session_secrets`] may show. Hands it back.
    pub fn session_secret<'a>(&self, value: &'a str) -> &'a str {
        self.register(value, true);
        value
    }

    /// Writes rolehop's own TOML.
    pub fn config(&self, text: &str) -> PathBuf {
        self.write(".config/rolehop/config.toml", text)
    }

    /// Writes the AWS config file.
    pub fn aws_config(&self, text: &str) -> PathBuf {
        self.write(".aws/config", text)
    }

    /// Writes the AWS credentials file.
    pub fn aws_credentials(&self, text: &str) -> PathBuf {
        self.write(".aws/credentials", text)
    }

    /// Writes a file below HOME, for its owner alone. It may hold secrets as long as nobody changes it.
    pub fn write(&self, below_home: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below_home);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder below HOME");
        fs::write(&path, &text).expect("a file below HOME");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("our own file");
        }
        self.record().written.insert(path.clone(), text.as_ref().to_vec());
        path
    }

    /// The real binary with these arguments, to be adjusted and run.
    pub fn rolehop<W: Into<OsString>>(&self, arguments: impl IntoIterator<Item = W>) -> Run<'_> {
        self.program(&self.rolehop, arguments)
    }

    /// Any other program in this environment, to be adjusted and run.
    pub fn program<W: Into<OsString>>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = W>,
    ) -> Run<'_> {
        let mut words = self.prefix.clone();
        words.push(program.into());
        words.extend(arguments.into_iter().map(Into::into));
        Run::new(self, words)
    }

    /// Runs the real binary with these arguments.
    pub fn run<W: Into<OsString>>(&self, arguments: impl IntoIterator<Item = W>) -> Outcome {
        self.rolehop(arguments).run()
    }

    /// Runs `work`; what stands in the arguments of any process begun meanwhile is searched for secrets.
    pub fn watch_arguments<T>(&self, work: impl FnOnce() -> T) -> T {
        let (answer, seen) = processes::watch_arguments(work);
        for process in seen {
            let place = format!("the arguments of process {}", process.id);
            self.capture(place, process.arguments, false);
        }
        answer
    }

    /// Adds a text from elsewhere, such as what a terminal showed, to what is searched for secrets.
    pub fn search_also(&self, place: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.capture(place.into(), text.into(), false);
    }

    /// Every leak there is up to now, a line each.
    pub fn leaks(&self) -> Vec<String> {
        let record = self.record();
        let every = searcher(record.secrets.iter());
        let long_term = searcher(record.secrets.iter().filter(|secret| !secret.of_a_session));
        let mut leaks = Vec::new();
        let mut search = |searcher: &Searcher, place: &str, text: &[u8]| {
            for leak in searcher.search(text) {
                leaks.push(format!(
                    "{} {} in {place}, byte {}",
                    leak.secret, leak.encoding, leak.offset
                ));
            }
        };
        for captured in &record.captured {
            let searcher = if captured.may_hold_session_secrets {
                &long_term
            } else {
                &every
            };
            search(searcher, &captured.place, &captured.text);
        }
        for path in files_below(self.home()) {
            let name = path
                .strip_prefix(self.home())
                .unwrap_or(&path)
                .display()
                .to_string();
            search(&every, &format!("the name of the file {name}"), name.as_bytes());
            let text = fs::read(&path).unwrap_or_default();
            if record.written.get(&path) != Some(&text) {
                search(&every, &format!("the file {name}"), &text);
            }
        }
        leaks
    }

    /// Ends the test here: fails it on a leak. Dropping does the same; this says so.
    pub fn finish(self) {
        drop(self);
    }

    fn register(&self, value: &str, of_a_session: bool) {
        let secret = Secret {
            value: value.as_bytes().to_vec(),
            of_a_session,
        };
        self.record().secrets.push(secret);
    }

    fn capture(&self, place: String, text: Vec<u8>, may_hold_session_secrets: bool) {
        self.record().captured.push(Captured {
            place,
            text,
            may_hold_session_secrets,
        });
    }

    // A thread of a storm that failed its own assertion must not hide what the others saw.
    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for TestEnv {
    fn drop(&mut self) {
        // A test that failed says why itself; a second panic would end the whole test binary.
        if !thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "secrets leaked:\n  {}", leaks.join("\n  "));
        }
    }
}

fn searcher<'a>(secrets: impl Iterator<Item = &'a Secret>) -> Searcher {
    let mut searcher = Searcher::default();
    for secret in secrets {
        searcher.add(&secret.value);
    }
    searcher
}

/// Every regular file below `folder`; links are not followed, what vanishes meanwhile is passed over.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .collect::<io::Result<Vec<_>>>()
        .unwrap_or_default();
    let mut files = Vec::new();
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn shell_env() -> TestEnv {
        let env = TestEnv::new("/bin/sh");
        env.secret(KEY);
        env
    }

    /// What the environment finds, and must have found: forgotten, so that dropping does not fail this test.
    fn leaks_of(env: TestEnv) -> Vec<String> {
        let leaks = env.leaks();
        env.record().secrets.clear();
        leaks
    }

    #[test]
    fn nothing_is_inherited() {
        let mut env = TestEnv::new("/usr/bin/env");
        env.var("AWS_REGION", "eu-west-1");
        let mut expected: Vec<String> = ["HOME=[HOME]", "TMPDIR=[HOME]/tmp", "AWS_REGION=eu-west-1"]
            .map(|line| line.replace("[HOME]", &env.home().to_string_lossy()))
            .to_vec();
        expected.extend([
            "PATH=/usr/local/bin:/usr/bin:/bin".into(),
            "ROLEHOP_STORE=none".into(),
        ]);
        expected.sort();
        let outcome = env.run([] as [&str; 0]);
        let mut lines: Vec<&str> = outcome.stdout.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_run_is_captured_whole() {
        let env = shell_env();
        let run = env
            .rolehop(["-c", "cat; echo \"$HOME\" >&2; echo $GREETING; exit 7"])
            .stdin("in\n");
        run.var("GREETING", "hello")
            .run()
            .assert(7, "in\nhello\n", "[HOME]\n");
    }

    #[test]
    fn an_honest_test_ends_well() {
        let env = shell_env();
        env.aws_credentials(&format!("[corp]\naws_secret_access_key = {KEY}\n"));
        env.run(["-c", "wc -c < .aws/credentials"]).assert(0, "72\n", "");
        env.finish();
    }

    #[test]
    fn a_leak_is_found_wherever_it_is() {
        let cases = [
            ("echo $S", "in clear in the stdout of `sh -c 'echo $S'`, byte 0"),
            (
                "echo $S >&2",
                "in clear in the stderr of `sh -c 'echo $S >&2'`, byte 0",
            ),
            ("echo x$S > log", "in clear in the file log, byte 1"),
            (
                "mkdir d; touch d/${S%%/*}-${S##*/}",
                "in clear in the name of the file d/",
            ),
            ("printf $S | base64 > b", "in base64 in the file b, byte 0"),
            (
                "cp .aws/credentials copy; echo >> copy",
                "in clear in the file copy, byte 0",
            ),
            (
                "echo >> .aws/credentials",
                "in clear in the file .aws/credentials, byte 0",
            ),
        ];
        for (script, expected) in cases {
            let env = shell_env();
            env.aws_credentials(KEY);
            env.program("sh", ["-c", script]).var("S", KEY).run();
            let leaks = leaks_of(env);
            assert_eq!(leaks.len(), 1, "{script}: {leaks:?}");
            assert!(leaks[0].contains(expected), "{script}: {leaks:?}");
        }
    }

    #[test]
    fn a_watched_argument_is_searched() {
        let env = shell_env();
        env.watch_arguments(|| env.run(["-c", "sh -c 'sleep 0.2; true' \"$0\"", KEY]));
        let leaks = leaks_of(env);
        assert!(
            leaks
                .iter()
                .any(|leak| leak.contains("in the arguments of process")),
            "{leaks:?}"
        );
    }

    #[test]
    fn the_answer_may_hold_session_secrets_and_no_others() {
        let env = shell_env();
        env.session_secret("a-session-secret-of-an-hour");
        let script = "echo $S a-session-secret-of-an-hour";
        env.rolehop(["-c", script])
            .var("S", "")
            .stdout_may_hold_session_secrets()
            .run();
        assert_eq!(env.leaks(), [] as [String; 0]);
        env.rolehop(["-c", script])
            .var("S", KEY)
            .stdout_may_hold_session_secrets()
            .run();
        assert_eq!(leaks_of(env).len(), 1);
    }

    #[test]
    fn what_the_answer_held_is_searched_for_elsewhere() {
        let env = shell_env();
        let script = r#"echo '{"SecretAccessKey":"made-up-secret-key","SessionToken":"made-up-session-token"}' | tee kept"#;
        env.rolehop(["-c", script])
            .stdout_may_hold_session_secrets()
            .run();
        let leaks = leaks_of(env);
        assert_eq!(leaks.len(), 2, "{leaks:?}");
        assert!(
            leaks.iter().all(|leak| leak.contains("in the file kept")),
            "{leaks:?}"
        );
    }

    #[test]
    #[should_panic(expected = "secrets leaked")]
    fn dropping_fails_on_a_leak() {
        let env = shell_env();
        env.program("sh", ["-c", "echo $S"]).var("S", KEY).run();
    }

    #[test]
    #[should_panic(expected = "did not end within")]
    fn what_hangs_is_killed() {
        let env = shell_env();
        env.rolehop(["-c", "exec sleep 600"])
            .deadline(std::time::Duration::from_millis(200))
            .run();
    }
}
