//! Isolated real stores: a throwaway user with a kernel keyring of its own, and a private desktop keyring.
//!
//! The kernel's user keyring is shared by all processes of one uid, and root has next to no quota: a test of
//! it must be another user. Run by root these are uids that nobody has; run by anybody else, one user
//! namespace each, which has a user keyring of its own. Needs `keyctl`; the desktop keyring `dbus-daemon`,
//! `dbus-send` and `gnome-keyring-daemon`.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A user that nobody else is, with a home of its own; its keys are forgotten when this is dropped.
pub struct KeyringUser {
    home: TempDir,
    identity: Identity,
}

enum Identity {
    /// We are root and can become anybody.
    Uid(u32),
    /// A process that keeps a user namespace open, for others to enter.
    Namespace(Child),
}

/// Which keyring a login would have left the process with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionKeyring {
    /// One that leads to the user's keyring, as PAM makes it.
    Linked,
    /// One that does not: a systemd service, some ssh logins.
    Fresh,
}

impl KeyringUser {
    /// A new user.
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a temporary home");
        let identity = if own_uid() == 0 {
            let uid = unused_uid();
            std::os::unix::fs::chown(home.path(), Some(uid), Some(uid)).expect("root gives files away");
            Identity::Uid(uid)
        } else {
            Identity::Namespace(hold_namespace())
        };
        Self { home, identity }
    }

    /// A new user who reads what the one who runs the tests reads (a Python in that one's home, say): in a user
    /// namespace of its own also where that is root.
    pub fn in_namespace() -> Self {
        Self {
            home: tempfile::tempdir().expect("a temporary home"),
            identity: Identity::Namespace(hold_namespace()),
        }
    }

    /// The words that start a program as this user, with the session keyring of an ordinary login. The environment is
    /// passed on.
    pub fn prefix(&self) -> Vec<OsString> {
        let words = match &self.identity {
            Identity::Uid(uid) => {
                let id = uid.to_string();
                ["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"]
                    .map(OsString::from)
                    .to_vec()
            }
            Identity::Namespace(holder) => {
                let target = holder.id().to_string();
                ["nsenter", "--user", "--preserve-credentials", "--target", &target]
                    .map(OsString::from)
                    .to_vec()
            }
        };
        words
            .into_iter()
            .chain(["sh", "-c", JOIN, LINK].map(OsString::from))
            .collect()
    }

    /// Its home directory, 0700.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// `program` as this user, in an emptied environment, with the session keyring of an ordinary login.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.command_with(SessionKeyring::Linked, program)
    }

    /// `program` as this user, with that session keyring.
    pub fn command_with(&self, keyring: SessionKeyring, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.enter("sh");
        command.env_clear().env("PATH", PATH).env("HOME", self.home());
        command.current_dir(self.home()).args(["-c", JOIN]);
        command.arg(if keyring == SessionKeyring::Linked {
            LINK
        } else {
            ":"
        });
        command.arg(self.reachable(program));
        command
    }

    /// `program` as this user, where the account database knows it: dbus-daemon insists on that.
    fn command_with_account(&self, program: &str) -> Command {
        let Identity::Uid(uid) = self.identity else {
            return self.command(program);
        };
        let database = self.home().join("passwd");
        let mut accounts = fs::read_to_string("/etc/passwd").expect("an account database");
        accounts.push_str(&format!(
            "rolehop-test:x:{uid}:{uid}::{}:/bin/sh\n",
            self.home().display()
        ));
        fs::write(&database, accounts).expect("its home can be written");
        let mut command = Command::new("unshare");
        command
            .env_clear()
            .env("PATH", PATH)
            .env("HOME", self.home())
            .current_dir("/");
        command
            .args(["--mount", "sh", "-c", WITH_ACCOUNT])
            .arg(database)
            .arg(uid.to_string())
            .arg(program);
        command
    }

    /// Runs one test of the calling test binary again, as this user. Panics with its output unless it passed.
    pub fn run_test(&self, name: &str, keyring: SessionKeyring, variables: &[(&str, &OsStr)]) {
        let this = std::env::current_exe().expect("the test binary");
        let mut command = self.command_with(keyring, this);
        command
            .args([name, "--exact", "--nocapture", "--test-threads=1"])
            .env(INSIDE, name);
        command.envs(variables.iter().copied());
        let output = command.output().expect("the test binary runs again");
        let (stdout, stderr) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(
            output.status.success() && stdout.contains("1 passed"),
            "{name} as another user: {}\n{stdout}\n{stderr}",
            output.status
        );
    }

    fn enter(&self, program: &str) -> Command {
        match &self.identity {
            Identity::Uid(uid) => {
                let mut command = Command::new(program);
                command.uid(*uid).gid(*uid);
                command
            }
            Identity::Namespace(holder) => {
                let mut command = Command::new("nsenter");
                let target = holder.id().to_string();
                command.args(["--user", "--preserve-credentials", "--target", &target, program]);
                command
            }
        }
    }

    /// Writes a file of its own below its home, for nobody else to read.
    pub fn write(&self, below_home: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home().join(below_home);
        let mut folders: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != self.home())
            .collect();
        while let Some(folder) = folders.pop() {
            if !folder.exists() {
                fs::create_dir(folder).expect("a folder in its home");
                self.own(folder, 0o700);
            }
        }
        fs::write(&path, text).expect("a file in its home");
        self.own(&path, 0o600);
        path
    }

    fn own(&self, path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own file");
        if let Identity::Uid(uid) = self.identity {
            std::os::unix::fs::chown(path, Some(uid), Some(uid)).expect("root gives files away");
        }
    }

    /// Where this user can start a program: one where others may not look is copied home.
    pub fn reachable(&self, program: impl AsRef<OsStr>) -> PathBuf {
        let path = PathBuf::from(program.as_ref());
        if !path.is_absolute() || is_open_to_all(&path) {
            return path;
        }
        let copy = self.home().join(path.file_name().expect("a program has a name"));
        if !copy.exists() {
            fs::copy(&path, &copy).expect("the program can be copied");
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).expect("our own copy");
        }
        copy
    }
}

impl Default for KeyringUser {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for KeyringUser {
    fn drop(&mut self) {
        let cleared = self.enter("keyctl").args(["clear", "@u"]).status();
        if let Identity::Namespace(holder) = &mut self.identity {
            // The namespace ends with its last process, and its keyring with it.
            drop(holder.kill().and_then(|()| holder.wait()));
        }
        assert!(
            cleared.is_ok_and(|status| status.success()) || thread::panicking(),
            "keyctl clear @u"
        );
    }
}

/// Runs `body` as a throwaway user: the calling test, whose full name is `test`, is run again in a process of
/// its own.
pub fn as_throwaway_user(test: &str, body: impl FnOnce()) {
    if is_inside(test) {
        assert_ne!(own_uid(), 0, "root has no quota and reads everything");
        body();
    } else {
        KeyringUser::new().run_test(test, SessionKeyring::Linked, &[]);
    }
}

/// Whether this is the process that [`KeyringUser::run_test`] started for that test.
#[expect(
    clippy::disallowed_methods,
    reason = "set by this file for its own child; no setting of rolehop's"
)]
pub fn is_inside(test: &str) -> bool {
    std::env::var_os(INSIDE).is_some_and(|name| name == test)
}

/// A session bus of one user, with a Secret Service whose keyring is unlocked.
pub struct SecretServiceSession<'a> {
    user: &'a KeyringUser,
    bus: Child,
    service: Child,
    runtime: PathBuf,
}

impl<'a> SecretServiceSession<'a> {
    /// Starts both.
    pub fn new(user: &'a KeyringUser) -> Self {
        let runtime = user.home().join("run");
        let made = user.command("mkdir").args(["-m", "700"]).arg(&runtime).status();
        assert!(
            made.is_ok_and(|status| status.success()),
            "mkdir {}",
            runtime.display()
        );
        let bus = start_bus(user, &runtime);
        let service = start_service(user, &runtime);
        let session = Self {
            user,
            bus,
            service,
            runtime,
        };
        session.await_service();
        session
    }

    /// The variables that lead a program here.
    pub fn variables(&self) -> [(&'static str, String); 2] {
        variables(&self.runtime)
    }

    /// `program` as this user, in this desktop session.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.user.command(program);
        command.envs(self.variables());
        command
    }

    /// Runs one test of the calling test binary again, in this desktop session.
    pub fn run_test(&self, name: &str, step: &str) {
        let variables = self.variables();
        let mut variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, OsStr::new(value)))
            .collect();
        variables.push((STEP, OsStr::new(step)));
        self.user.run_test(name, SessionKeyring::Linked, &variables);
    }

    /// Locks its keyring, as the desktop does when its person leaves.
    pub fn lock(&self) {
        self.call("Lock", &[&format!("array:objpath:{COLLECTION}")]);
    }

    /// Unlocks it again, as the person would with the password.
    pub fn unlock(&mut self) {
        self.kill_service();
        self.service = start_service(self.user, &self.runtime);
        self.await_service();
    }

    /// Makes it take calls and answer none, as one that waits for its person.
    pub fn suspend(&self) {
        self.signal("STOP");
    }

    /// Makes it answer again.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let mut kill = self.user.command("sh");
        let sent = kill
            .args(["-c", "kill -s $0 $1", name, &self.service.id().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "kill -s {name}");
    }

    /// Ends the Secret Service; the bus stays.
    pub fn kill_service(&mut self) {
        drop(self.service.kill());
        drop(self.service.wait());
    }

    fn call(&self, method: &str, arguments: &[&str]) {
        let mut command = self.command("dbus-send");
        command.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"]);
        command
            .arg("/org/freedesktop/secrets")
            .arg(format!("org.freedesktop.Secret.Service.{method}"));
        let output = command.args(arguments).output().expect("dbus-send runs");
        assert!(
            output.status.success(),
            "{method}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// First the name, since asking a service that is not there yet makes the bus start another one.
    fn await_service(&self) {
        self.await_answer(
            &["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"],
            &[
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ],
            "boolean true",
        );
        self.await_answer(
            &["--dest=org.freedesktop.secrets", COLLECTION],
            &[
                "org.freedesktop.DBus.Properties.Get",
                "string:org.freedesktop.Secret.Collection",
                "string:Locked",
            ],
            "boolean false",
        );
    }

    fn await_answer(&self, to: &[&str], call: &[&str], expected: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut ask = self.command("dbus-send");
        ask.args(["--session", "--print-reply"]).args(to).args(call);
        while !ask
            .output()
            .is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains(expected))
        {
            assert!(Instant::now() < deadline, "the Secret Service did not start");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for SecretServiceSession<'_> {
    fn drop(&mut self) {
        self.kill_service();
        drop(self.bus.kill());
        drop(self.bus.wait());
    }
}

/// Which part of a test its process is to do; empty in the first one.
#[expect(
    clippy::disallowed_methods,
    reason = "set by this file for its own child; no setting of rolehop's"
)]
pub fn step() -> String {
    std::env::var(STEP).unwrap_or_default()
}

fn variables(runtime: &Path) -> [(&'static str, String); 2] {
    let runtime = runtime.display();
    [
        ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={runtime}/bus")),
        ("XDG_RUNTIME_DIR", runtime.to_string()),
    ]
}

fn start_bus(user: &KeyringUser, runtime: &Path) -> Child {
    let configuration = user.home().join("bus.conf");
    let listening = BUS.replace("{runtime}", &runtime.display().to_string());
    fs::write(&configuration, listening).expect("its home can be written");
    let mut command = user.command_with_account("dbus-daemon");
    command
        .args(["--nofork", "--print-address=1", "--config-file"])
        .arg(configuration);
    let mut bus = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("dbus-daemon runs");
    let mut address = String::new();
    BufReader::new(bus.stdout.take().expect("piped"))
        .read_line(&mut address)
        .expect("its address");
    assert!(address.starts_with("unix:"), "dbus-daemon said {address:?}");
    bus
}

/// The password comes on stdin; the first one makes the keyring `login`, and the default of it.
fn start_service(user: &KeyringUser, runtime: &Path) -> Child {
    let mut command = user.command("gnome-keyring-daemon");
    command
        .args(["--foreground", "--unlock", "--components=secrets"])
        .envs(variables(runtime));
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut service = command.spawn().expect("gnome-keyring-daemon runs");
    let mut password = service.stdin.take().expect("piped");
    password
        .write_all(b"a password of the test's own")
        .expect("it reads its password");
    service
}

fn hold_namespace() -> Child {
    let mut command = Command::new("unshare");
    command.args([
        "--user",
        "--map-current-user",
        "sh",
        "-c",
        "echo ready; exec sleep 86400",
    ]);
    let mut holder = command.stdout(Stdio::piped()).spawn().expect("unshare runs");
    let mut ready = String::new();
    BufReader::new(holder.stdout.take().expect("piped"))
        .read_line(&mut ready)
        .expect("a line");
    assert_eq!(ready, "ready\n", "a user namespace can be made");
    holder
}

/// Far from those of people and services, and another in each process.
fn unused_uid() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed) % 256;
    0x4000_0000 + (std::process::id() % 0x0030_0000) * 256 + count
}

/// Who this process is.
pub fn own_uid() -> u32 {
    fs::metadata("/proc/self").expect("/proc is there").uid()
}

fn is_open_to_all(path: &Path) -> bool {
    let mode = |path: &Path| fs::metadata(path).map_or(0, |metadata| metadata.mode());
    mode(path) & 0o005 == 0o005 && path.ancestors().skip(1).all(|folder| mode(folder) & 0o001 != 0)
}

/// Joins a new session keyring without its announcement, and becomes the program: process ID and stderr are its
/// own.
const JOIN: &str = r#"exec 3>&2 2>/dev/null
exec keyctl session - sh -c "$0"'; exec "$@" 2>&3 3>&-' sh "$@""#;
/// A mount namespace in which another account database lies over the system's.
const WITH_ACCOUNT: &str = r#"mount --bind "$0" /etc/passwd && uid=$1 && shift &&
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@""#;
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const LINK: &str = "keyctl link @u @s";
/// A session bus that starts no service by itself: what a test ended stays ended.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={runtime}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const INSIDE: &str = "ROLEHOP_TEST_INSIDE";
const STEP: &str = "ROLEHOP_TEST_STEP";
const PATIENCE: Duration = Duration::from_secs(20);
