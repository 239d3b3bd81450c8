//! Kills at random moments: afterwards the state is the old one or the new one, and the next call works.
//!
//! The moments are drawn from a seed, so that a failure names the one to try again.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rolehop_test_support::sts::{Role, User, World};

use super::super::storm_stage::{PASSPHRASE, Stage};

const KEYS: [(&str, &str); 2] = [
    ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"),
];

/// One user with two keys, and two hops that need nobody.
fn stage() -> Stage {
    let alice = KEYS
        .iter()
        .fold(User::new("111111111111", "alice"), |alice, (id, secret)| {
            alice.key(id, secret)
        })
        .may_assume("*");
    let hub = Role::new("222222222222", "Hub")
        .trusts("arn:aws:iam::111111111111:root")
        .may_assume("*");
    let deploy = Role::new("333333333333", "Deploy").trusts("arn:aws:iam::222222222222:role/Hub");
    let config = "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\n\
        role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
        [profile.prod]\nsource_profile = \"hub\"\nrole_arn = \"arn:aws:iam::333333333333:role/Deploy\"\n";
    let stage = Stage::new(World::new().user(alice).role(hub).role(deploy), config);
    stage.add_key("corp", KEYS[0].0, KEYS[0].1);
    stage
}

/// A small generator of its own (xorshift64), so that every run kills at the same moments.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// What is killed.
#[derive(Clone, Copy, Debug)]
enum Act {
    Cold,
    Cached,
    Clear,
    AddKey(usize),
}

impl Act {
    fn command(self, stage: &Stage) -> Command {
        let mut command = match self {
            Self::Cold => stage.command(&["credential-process", "prod", "--fresh"]),
            Self::Cached => stage.command(&["credential-process", "prod"]),
            Self::Clear => stage.command(&["clear"]),
            Self::AddKey(_) => stage.command(&["--store", "file", "keys", "add", "corp", "--from-env"]),
        };
        if let Self::AddKey(which) = self {
            command
                .env("AWS_ACCESS_KEY_ID", KEYS[which].0)
                .env("AWS_SECRET_ACCESS_KEY", KEYS[which].1);
        }
        command
    }
}

fn run_and_kill(stage: &Stage, act: Act, after: Duration) {
    let mut command = act.command(stage);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Which of the two keys `keys list` names.
fn recorded(stage: &Stage) -> String {
    let listed = stage.run(&["keys", "list", "--json"]);
    assert_eq!((listed.status, listed.stderr.as_str()), (0, ""), "{listed:?}");
    let keys: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(keys.as_array().unwrap().len(), 1, "{keys}");
    keys[0]["access_key_id"].as_str().unwrap().to_owned()
}

fn kill_at_random_moments(store: &str, seed: u64, kills: usize) {
    let stage = stage();
    stage.var("ROLEHOP_STORE", store);
    let begun = Instant::now();
    stage.credentials(&["prod"]);
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut chance = Chance(seed);
    for number in 0..kills {
        let act = match chance.below(6) {
            0 | 1 => Act::Cold,
            2 => Act::Cached,
            3 => Act::Clear,
            other => Act::AddKey(usize::from(other == 5)),
        };
        let after = Duration::from_micros(whole / 10 + chance.below(whole));
        run_and_kill(&stage, act, after);
        let what = format!("{store}, kill {number}: {act:?} after {after:?}");
        let begun = Instant::now();
        let next = stage.run(&["credential-process", "prod"]);
        assert_eq!(next.credentials()["AccountId"], "333333333333", "{what}");
        assert!(
            begun.elapsed() < Duration::from_secs(8),
            "{what}: the next call took {:?}",
            begun.elapsed()
        );
        assert!(KEYS.iter().any(|(id, _)| *id == recorded(&stage)), "{what}");
        assert_eq!(stage.holders("").len(), 0, "{what}: a lock is still held");
        // A new session is signed by one of the two keys, with its own secret: the old state or the new one, whole.
        if number % 5 == 4 {
            assert_eq!(
                stage.run(&["credential-process", "hub", "--fresh"]).status,
                0,
                "{what}"
            );
        }
    }
    assert!(
        stage.sts.journal().entries().iter().all(|call| call.accepted),
        "a key without its secret signed"
    );
    stage.user.write("secrets", "");
    let drafts: Vec<_> = fs::read_dir(stage.state_folder())
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    assert!(drafts.len() < 40, "{drafts:?}");
    // The stage searches every file for secrets when it is taken down; this one it does not know.
    let mut searcher = rolehop_test_support::leak::Searcher::default();
    searcher.add(KEYS[1].1.as_bytes());
    searcher.add(PASSPHRASE.as_bytes());
    for path in super::super::store_samples::files_below(&stage.state_folder()) {
        assert_eq!(
            searcher.search(&fs::read(&path).unwrap()),
            [],
            "{}",
            path.display()
        );
    }
}

#[test]
fn twenty_five_kills_leave_sealed_files_whole_with_keyctl() {
    kill_at_random_moments("file", 0x9e37_79b9_7f4a_7c15, 25);
}

#[test]
fn twenty_five_kills_leave_the_kernels_keyring_whole_with_keyctl() {
    kill_at_random_moments("kernel", 0x2545_f491_4f6c_dd1d, 25);
}

/// A killed question cannot put the terminal back; the next one on it does.
#[test]
fn the_question_after_a_killed_one_puts_the_terminal_back_with_keyctl() {
    let stage = Stage::demo();
    let storm = stage.storm(3, &["credential-process", "hub"]);
    for number in 1..=2 {
        storm.expect_question(number);
        storm.terminal.type_keys("49");
        storm.kill_asker();
    }
    storm.expect_question(3);
    storm.type_code();
    storm
        .terminal
        .until("terminal that is put back", |terminal| terminal.is_put_back());
    let answers = storm.end();
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 0).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(stage.holders("").len(), 0);
}
