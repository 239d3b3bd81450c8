//! Where the storms play: a user with a kernel keyring of its own, keys in a sealed file, the loopback STS, a terminal.
//!
//! When a stage is taken down, everything that was printed beside answers, and every file of the user's, is searched
//! for the secrets that were in play.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::Pid;
use rolehop_test_support::keyring::KeyringUser;
use rolehop_test_support::leak::Searcher;
use rolehop_test_support::peers::moved_clock;
use rolehop_test_support::sts::{Sts, World};
use rolehop_test_support::terminal::{Terminal, TerminalCommand, without_terminal};
use serde_json::Value;

/// `corp` has the keys and the device, `hub` an external ID, `prod` is a hop further.
pub const CONFIG: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"

[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-corp-42"

[profile.prod]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deploy"
"#;

/// How the question for `corp`'s code begins.
pub const ASKED: &str = "MFA code for arn:aws:iam::111111111111:mfa/alice to";

/// What opens the sealed files.
pub const PASSPHRASE: &str = "correct horse battery staple 7";
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const NAP: Duration = Duration::from_millis(5);

/// A user, its files, and an STS.
pub struct Stage {
    pub user: KeyringUser,
    pub sts: Sts,
    program: PathBuf,
    variables: RefCell<BTreeMap<String, OsString>>,
    storms: Cell<usize>,
    printed: RefCell<Vec<(String, Vec<u8>)>>,
}

/// What a process answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Minus the signal's number where one ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
    /// From the start, of the storm where it is one of many.
    pub took: Duration,
}

impl Stage {
    /// The demo's world, its profiles, and the keys of `corp` in the store.
    pub fn demo() -> Self {
        let stage = Self::new(World::demo(), CONFIG);
        stage.add_demo_key();
        stage
    }

    /// Another world and other profiles; no keys yet.
    pub fn new(world: World, config: &str) -> Self {
        let user = KeyringUser::new();
        let sts = Sts::start(world);
        user.write(".config/rolehop/config.toml", config);
        let passphrase_file = user.write("passphrase", PASSPHRASE);
        let program = user.reachable(env!("CARGO_BIN_EXE_rolehop"));
        let stage = Self {
            user,
            program,
            variables: RefCell::default(),
            storms: Cell::new(0),
            printed: RefCell::default(),
            sts,
        };
        stage.var("AWS_ENDPOINT_URL_STS", stage.sts.url());
        stage.var("AWS_REGION", "eu-west-1");
        stage.var("ROLEHOP_STORE_PASSPHRASE_FILE", passphrase_file);
        stage
    }

    /// Sets a variable for every process started from here on.
    pub fn var(&self, name: &str, value: impl Into<OsString>) {
        self.variables.borrow_mut().insert(name.to_owned(), value.into());
    }

    /// Takes a variable away again.
    pub fn unset(&self, name: &str) {
        self.variables.borrow_mut().remove(name);
    }

    /// Replaces the profiles.
    pub fn config(&self, text: &str) {
        self.user.write(".config/rolehop/config.toml", text);
    }

    /// Moves the clock of all programs started from here on, and the one of STS, by so many seconds from now.
    pub fn later(&self, seconds: i64) {
        for (name, value) in moved_clock(&format!("+{seconds}s")) {
            self.var(name, value);
        }
        self.sts.set_clock_offset(seconds);
    }

    /// Puts the demo user's keys into the store as `corp`.
    pub fn add_demo_key(&self) {
        self.add_key("corp", World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    }

    /// Puts keys into the store.
    #[track_caller]
    pub fn add_key(&self, name: &str, id: &str, secret: &str) {
        let document = format!(r#"{{"AccessKeyId":"{id}","SecretAccessKey":"{secret}"}}"#);
        let mut command = self.command(&["--store", "file", "keys", "add", name, "--stdin"]);
        let answer = self.ended(&mut command, Some(&document));
        assert_eq!(answer.status, 0, "{answer:?}");
    }

    /// rolehop with these words, without a terminal.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.user.command(&self.program);
        command.args(words).envs(&*self.variables.borrow());
        without_terminal(&mut command);
        command
    }

    /// Runs rolehop without a terminal, to its end.
    pub fn run(&self, words: &[&str]) -> Answer {
        self.ended(&mut self.command(words), None)
    }

    /// Runs rolehop without a terminal, with one more variable.
    pub fn run_with(&self, name: &str, value: &str, words: &[&str]) -> Answer {
        self.ended(self.command(words).env(name, value), None)
    }

    /// Runs `credential-process` without a terminal; its answer, which must be one.
    #[track_caller]
    pub fn credentials(&self, route: &[&str]) -> Value {
        self.run(&[&["credential-process"], route].concat()).credentials()
    }

    /// Runs a command to its end.
    pub fn ended(&self, command: &mut Command, stdin: Option<&str>) -> Answer {
        let begun = Instant::now();
        let input = if stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        if let Some((mut pipe, text)) = child.stdin.take().zip(stdin) {
            std::io::Write::write_all(&mut pipe, text.as_bytes()).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let answer = Answer::of(&output, begun.elapsed());
        self.printed
            .borrow_mut()
            .push((format!("the stderr of {command:?}"), output.stderr));
        answer
    }

    /// rolehop on a terminal, its stdout and stderr pipes: as AWS CLI starts it.
    pub fn terminal(&self, words: &[&str]) -> Terminal {
        self.on_terminal(&self.program, words)
    }

    /// Any program on a terminal, its stdout and stderr pipes.
    pub fn on_terminal(&self, program: impl AsRef<Path>, words: &[&str]) -> Terminal {
        self.terminal_command(program, words).start().unwrap()
    }

    /// The same, to be adjusted first.
    pub fn terminal_command(&self, program: impl AsRef<Path>, words: &[&str]) -> TerminalCommand {
        let mut command = self.user.command(program.as_ref());
        command
            .args(words)
            .env("TERM", "xterm")
            .envs(&*self.variables.borrow());
        TerminalCommand::of(command)
    }

    /// Runs rolehop on a terminal where it asks for one code, which is given.
    #[track_caller]
    pub fn answered(&self, words: &[&str]) -> Answer {
        self.asked(words, &(self.code() + "\r"))
    }

    /// Runs rolehop on a terminal where it asks for a code, and presses these keys.
    #[track_caller]
    pub fn asked(&self, words: &[&str], keys: &str) -> Answer {
        let begun = Instant::now();
        let mut terminal = self.terminal(words);
        terminal.expect(ASKED);
        terminal.type_keys(keys);
        let ended = terminal.wait();
        assert!(terminal.is_put_back());
        self.searched_later("the terminal", terminal.everything_shown());
        self.searched_later("stderr", ended.stderr.clone());
        Answer {
            status: status(ended.status),
            stdout: ended.stdout,
            stderr: ended.stderr,
            took: begun.elapsed(),
        }
    }

    /// A code of `alice`'s that was not used yet.
    pub fn code(&self) -> String {
        self.sts.fresh_code(World::DEMO_MFA_SERIAL)
    }

    /// rolehop's own path, as this user can start it.
    pub fn program(&self) -> String {
        self.program.display().to_string()
    }

    /// The folder of locks, index and sealed files.
    pub fn state_folder(&self) -> PathBuf {
        self.user.home().join(".local/state/rolehop")
    }

    /// The folder of a new storm, below the home.
    pub fn next_storm(&self) -> String {
        self.storms.set(self.storms.get() + 1);
        format!("storm-{}", self.storms.get())
    }

    /// Processes that wait for one of rolehop's locks now.
    pub fn waiting(&self) -> Vec<Pid> {
        self.locks("", true)
    }

    /// The processes that hold the locks whose names begin so.
    pub fn holders(&self, name: &str) -> Vec<Pid> {
        self.locks(name, false)
    }

    /// `/proc/locks` names a file by its number.
    fn locks(&self, name: &str, waiting: bool) -> Vec<Pid> {
        let Ok(entries) = fs::read_dir(self.state_folder().join("locks")) else {
            return Vec::new();
        };
        let files: Vec<String> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "lock"))
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(name))
            .filter_map(|path| Some(fs::metadata(path).ok()?.ino().to_string()))
            .collect();
        let lines = fs::read_to_string("/proc/locks").unwrap();
        let of_line = |line: &str| {
            let is_waiting = line.contains("->");
            let mut words = line
                .split_whitespace()
                .skip_while(|word| *word != "WRITE")
                .skip(1);
            let pid = words.next()?.parse().ok()?;
            let inode = words.next()?.rsplit(':').next()?;
            let ours = is_waiting == waiting && files.iter().any(|file| file == inode);
            ours.then_some(Pid::from_raw(pid))
        };
        lines.lines().filter_map(of_line).collect()
    }

    /// Has a text searched for secrets in the end.
    pub fn searched_later(&self, place: &str, text: impl Into<Vec<u8>>) {
        self.printed.borrow_mut().push((place.to_owned(), text.into()));
    }

    /// Waits until `holds`.
    #[track_caller]
    pub fn until(&self, what: &str, mut holds: impl FnMut() -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds() {
            assert!(Instant::now() < deadline, "no {what}");
            thread::sleep(NAP);
        }
    }

    fn leaks(&self) -> Vec<String> {
        let mut searcher = Searcher::default();
        for secret in [World::DEMO_SECRET_ACCESS_KEY, World::DEMO_MFA_SEED, PASSPHRASE] {
            searcher.add(secret.as_bytes());
        }
        for session in self.sts.world().sessions() {
            searcher.add(session.secret_access_key.as_bytes());
            searcher.add(session.session_token.as_bytes());
        }
        let mut texts = self.printed.take();
        for path in files_below(self.user.home()) {
            let is_ours = path.extension().is_some_and(|extension| extension == "out")
                || path.file_name().is_some_and(|name| {
                    ["passphrase", "credentials", "rolehop"]
                        .iter()
                        .any(|it| name == *it)
                });
            if !is_ours {
                texts.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
            }
        }
        let leaks = texts.iter().flat_map(|(place, text)| {
            let leaks = searcher.search(text).into_iter();
            leaks.map(move |leak| format!("{} {} in {place}", leak.secret, leak.encoding))
        });
        leaks.collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // A test that failed says why itself.
        if !thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "secrets leaked:\n  {}", leaks.join("\n  "));
        }
    }
}

impl Answer {
    fn of(output: &Output, took: Duration) -> Self {
        Self {
            status: status(output.status),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            took,
        }
    }

    /// The credentials, of an answer that is nothing else.
    #[track_caller]
    pub fn credentials(&self) -> Value {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:?}");
        serde_json::from_str(&self.stdout).unwrap()
    }

    /// The access key ID of an answer that is credentials and nothing else.
    #[track_caller]
    pub fn access_key_id(&self) -> String {
        self.credentials()["AccessKeyId"].as_str().unwrap().to_owned()
    }

    /// Status, stdout and stderr.
    #[track_caller]
    pub fn assert(&self, status: i32, stdout: &str, stderr: &str) {
        assert_eq!(
            (self.status, self.stdout.as_str(), self.stderr.as_str()),
            (status, stdout, stderr)
        );
    }
}

fn status(status: std::process::ExitStatus) -> i32 {
    status
        .code()
        .unwrap_or_else(|| -status.signal().unwrap_or_default())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}
