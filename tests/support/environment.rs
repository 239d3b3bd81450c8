//! An emptied environment in which the real binary, or a program that starts it, runs: a HOME of its own, no variable
//! but PATH, HOME and TMPDIR, no terminal.
//!
//! It knows the secrets that its test uses ([`TestEnv::secret`]). When it is dropped, it searches for them everything that
//! was printed, every command line that was watched, and every file below HOME (where the log lies too), and fails
//! the test on a leak. Files are exempt as long as they are exactly what the test wrote.

mod record;
mod run;

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use tempfile::TempDir;

pub use run::{Outcome, Run};

use record::Record;

use crate::processes;
use crate::sts::Sts;
#[cfg(unix)]
use crate::terminal::TerminalCommand;

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
        self.record().secret(value, false);
        value
    }

    /// A secret of a session, which the stdout of a [`Run::stdout_may_hold_session_secrets`] may show. Hands it back.
    pub fn session_secret<'a>(&self, value: &'a str) -> &'a str {
        self.record().secret(value, true);
        value
    }

    /// Makes secrets of everything that this STS issued up to now, also what no answer showed. For the end of a test.
    pub fn session_secrets_of(&self, sts: &Sts) {
        for session in sts.world().sessions() {
            self.session_secret(&session.secret_access_key);
            self.session_secret(&session.session_token);
        }
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
        self.record().wrote(&path, text.as_ref());
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

    /// Any program in this environment on a terminal of its own, all three streams on it as a shell has them.
    ///
    /// What it shows is searched for secrets once it is given to [`TestEnv::search_also`].
    #[cfg(unix)]
    pub fn on_terminal<W: Into<OsString>>(
        &self,
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = W>,
    ) -> TerminalCommand {
        let mut words = self.prefix.clone();
        words.push(program.into());
        words.extend(arguments.into_iter().map(Into::into));
        let command = TerminalCommand::new(&words[0])
            .args(&words[1..])
            .on_terminal()
            .current_dir(self.home());
        self.variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?, value)))
            .fold(command, |command, (name, value)| command.env(name, value))
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
            self.record().captured(place, process.arguments, false);
        }
        answer
    }

    /// Adds a text from elsewhere, such as what a terminal showed, to what is searched for secrets.
    pub fn search_also(&self, place: impl Into<String>, text: impl Into<Vec<u8>>) {
        self.record().captured(place.into(), text.into(), false);
    }

    /// Every leak there is up to now, a line each.
    pub fn leaks(&self) -> Vec<String> {
        self.record().leaks(self.home())
    }

    /// Ends the test here: fails it on a leak. Dropping does the same; this says so.
    pub fn finish(self) {
        drop(self);
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

#[cfg(all(test, unix))]
mod tests;
