//! Pipes, folders, devices, endless files and circles of links where a file should be: wherever a person names one,
//! wherever rolehop keeps one.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use rolehop_test_support::environment::TestEnv;

use super::{KEY, NOWHERE, ROLE, assert_harmless, assert_refused, bounded, each};

/// What stands where a file should.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoFile {
    Pipe,
    Folder,
    Circle,
    Dangling,
    Endless,
    Socket,
}

impl NoFile {
    pub const ALL: [Self; 6] = [
        Self::Pipe,
        Self::Folder,
        Self::Circle,
        Self::Dangling,
        Self::Endless,
        Self::Socket,
    ];

    /// Puts it there, in the place of what was.
    pub fn put(self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _ = fs::remove_file(path);
        let _ = fs::remove_dir_all(path);
        match self {
            Self::Pipe => mkfifo(path, Mode::S_IRWXU).unwrap(),
            Self::Folder => fs::create_dir(path).unwrap(),
            Self::Circle => symlink(path, path).unwrap(),
            Self::Dangling => symlink("/nowhere/at/all", path).unwrap(),
            Self::Endless => symlink("/dev/zero", path).unwrap(),
            Self::Socket => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        }
    }
}

/// A file that a person names, and the command that reads it.
type Named = (&'static str, &'static str, &'static [&'static str]);

const NAMED: [Named; 8] = [
    (
        "rolehop's configuration",
        ".config/rolehop/config.toml",
        &["explain", ROLE],
    ),
    ("the AWS config file", ".aws/config", &["explain", ROLE]),
    ("the AWS credentials file", ".aws/credentials", &["explain", ROLE]),
    (
        "the named configuration",
        "x",
        &["explain", ROLE, "--config", "x"],
    ),
    ("an included file", "included.toml", &["list"]),
    ("a policy", "x", &["explain", ROLE, "--policy", "x"]),
    (
        "a CSV file",
        "x",
        &["keys", "add", "corp", "--csv", "x", "--store", "file"],
    ),
    ("the log", "x", &["explain", ROLE]),
];

/// A named pipe may be one that somebody will write to, so a policy, a CSV file and a passphrase are waited for; here
/// somebody comes, and says nothing.
#[test]
fn what_a_person_names_is_read_or_refused() {
    let cases: Vec<(Named, NoFile)> = NAMED
        .iter()
        .flat_map(|named| NoFile::ALL.map(|kind| (*named, kind)))
        .collect();
    each(&cases, |env, ((what, file, words), kind)| {
        let path = env.path(file);
        if *what == "an included file" {
            env.config("include = [\"../../included.toml\"]\n");
        }
        kind.put(&path);
        let writer = (*kind == NoFile::Pipe).then(|| silent_writer(path.clone()));
        let mut run = env.rolehop(words.iter().copied()).vars(KEY);
        if *what == "the log" {
            run = run.var("ROLEHOP_LOG", &path);
        }
        let outcome = bounded(run);
        assert_harmless(&format!("{what}, {kind:?}"), &outcome);
        // A reader where nobody read ends the writer that still waits for one.
        if let Some(writer) = writer {
            let reader = fs::OpenOptions::new().read(true).write(true).open(&path);
            writer.join().unwrap();
            drop(reader);
        }
        if kind_is_told(what) {
            assert_ne!(outcome.status, 0, "{what}, {kind:?}: {outcome:?}");
        }
    });
}

/// A missing AWS file or configuration is none; a log that cannot be written stops nothing.
fn kind_is_told(what: &str) -> bool {
    ["the named configuration", "a policy", "a CSV file"].contains(&what)
}

fn silent_writer(path: PathBuf) -> thread::JoinHandle<()> {
    thread::spawn(move || drop(fs::OpenOptions::new().write(true).open(path)))
}

#[test]
fn a_policy_and_a_key_may_come_through_a_pipe() {
    let env = rolehop_test_support::test_env!();
    let id = KEY[0].1;
    let secret = env.secret(KEY[1].1);
    let passphrase = env.secret("correct horse battery staple 7");
    for name in ["policy", "passphrase", "csv"] {
        mkfifo(&env.path(name), Mode::S_IRWXU).unwrap();
    }
    let feed = |name: &str, text: String| {
        let path = env.path(name);
        thread::spawn(move || fs::write(path, text).unwrap())
    };
    let policy = feed("policy", r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned());
    let outcome = bounded(
        env.rolehop(["explain", "--json", ROLE, "--policy", "policy"])
            .vars(KEY),
    );
    policy.join().unwrap();
    assert_eq!(
        outcome.json()["hops"][0]["policy"],
        r#"{"Version":"2012-10-17","Statement":[]}"#
    );
    let csv = feed("csv", format!("Access key ID,Secret access key\n{id},{secret}\n"));
    let feeder = feed("passphrase", format!("{passphrase}\n"));
    let run = env.rolehop(["keys", "add", "corp", "--csv", "csv", "--store", "file"]);
    let outcome = bounded(run.var("ROLEHOP_STORE_PASSPHRASE_FILE", env.path("passphrase")));
    csv.join().unwrap();
    feeder.join().unwrap();
    assert_eq!(outcome.status, 0, "{outcome:?}");
    env.run(["keys", "remove", "corp", "--store", "file"]).assert(
        0,
        "",
        "removed the access key `corp` and its sessions\n\
         AWS still takes it: deactivate or delete it in IAM if nobody else uses it\n",
    );
}

#[test]
fn what_stands_where_certificates_should_is_told() {
    let texts: [(&str, &[u8]); 5] = [
        ("nothing", b""),
        ("words", b"trust me"),
        (
            "an empty certificate",
            b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        ),
        (
            "a garbled certificate",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ),
        ("half a certificate", b"-----BEGIN CERTIFICATE-----\nMIIB"),
    ];
    let told = |env: &TestEnv, what: &str| {
        let run = env.rolehop(["credential-process", ROLE]).vars(KEY);
        let run = run
            .var(NOWHERE.0, "https://127.0.0.1:9")
            .var("AWS_CA_BUNDLE", env.path("ca.pem"));
        assert_refused(what, &bounded(run), 3, &["the CA bundle `", "ca.pem`"]);
    };
    each(&texts, |env, (what, text)| {
        env.write("ca.pem", text);
        told(env, what);
    });
    each(&NoFile::ALL, |env, kind| {
        kind.put(&env.path("ca.pem"));
        told(env, &format!("{kind:?}"));
    });
}

/// The same command whose standard streams are closed, full, or somebody else's.
#[test]
fn closed_and_full_streams_are_borne() {
    let redirections = [
        ">&-",
        "2>&-",
        "<&-",
        ">&- 2>&- <&-",
        ">/dev/full",
        "2>/dev/full",
        "</dev/zero",
        "0<>/dev/zero",
    ];
    each(&redirections, |env, redirection| {
        for words in [
            "list",
            "explain nobody",
            "credential-process nobody",
            "--help",
            "status",
            "keys list",
        ] {
            let line = format!("'{}' {words} {redirection}", env.rolehop_path().display());
            let outcome = bounded(env.program("sh", ["-c", &line]));
            assert_harmless(&line, &outcome);
            assert!(outcome.status <= 3, "{line}: {outcome:?}");
        }
    });
}
