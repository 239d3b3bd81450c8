//! Stores that are locked, gone, or hold something else: said with exit code 7, or a miss, and no code is spent on it.

use std::time::Duration;

use rolehop_test_support::keyring::SecretServiceSession;
use rolehop_test_support::sts::World;

use super::super::storm_stage::{Answer, CONFIG, Stage};
use super::stage_with_plain;

/// A call with a code in hand, which is sent only if no store is in the way.
fn with_code(stage: &Stage, words: &[&str]) -> Answer {
    let code = stage.sts.code(World::DEMO_MFA_SERIAL);
    stage.run_with("ROLEHOP_MFA_TOKEN", &code, words)
}

#[track_caller]
fn assert_told(stage: &Stage, answer: &Answer, exit: i32, says: &str) {
    assert_eq!(answer.status, exit, "{answer:?}");
    assert!(
        answer.stderr.starts_with("error: ") && answer.stderr.contains(says),
        "{answer:?}"
    );
    assert!(answer.stderr.contains("help: "), "{answer:?}");
    assert_eq!(answer.stdout, "");
    assert_eq!(
        stage.sts.journal().operations(),
        [] as [&str; 0],
        "STS was called"
    );
    let sent: Vec<_> = std::fs::read_dir(stage.state_folder())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("mfa-"))
        .collect();
    assert!(sent.is_empty(), "the code was counted as sent: {sent:?}");
}

fn keyctl(stage: &Stage, script: &str) {
    let done = stage.user.command("sh").args(["-c", script]).status().unwrap();
    assert!(done.success(), "{script}");
}

/// For the serial number of each of our keys in `@u`.
const EACH_KEY: &str = "for key in $(keyctl rlist @u); do case $(keyctl rdescribe $key) in *rolehop:*) ";

#[test]
fn a_wrong_passphrase_costs_no_code_with_keyctl() {
    let stage = Stage::demo();
    stage.var("ROLEHOP_STORE", "file");
    keyctl(&stage, "keyctl clear @u");
    let wrong = stage.user.write("wrong", "not the passphrase 12345");
    stage.var("ROLEHOP_STORE_PASSPHRASE_FILE", wrong);
    for words in [
        &["credential-process", "hub"][..],
        &["login", "hub"],
        &["export", "prod"],
    ] {
        let answer = with_code(&stage, words);
        assert_told(
            &stage,
            &answer,
            7,
            "the passphrase does not open the sealed files",
        );
    }
    stage.var(
        "ROLEHOP_STORE_PASSPHRASE_FILE",
        stage.user.home().join("passphrase"),
    );
    assert_eq!(
        with_code(&stage, &["credential-process", "hub"]).credentials()["AccountId"],
        "222222222222"
    );
}

#[test]
fn a_passphrase_that_nobody_can_give_costs_no_code_with_keyctl() {
    let stage = Stage::demo();
    keyctl(&stage, "keyctl clear @u");
    stage.unset("ROLEHOP_STORE_PASSPHRASE_FILE");
    let answer = with_code(&stage, &["credential-process", "hub", "--no-input"]);
    assert_told(
        &stage,
        &answer,
        4,
        "the passphrase of the sealed files was not given",
    );
}

/// A session that is gone is made anew where that needs nobody, and asked for where it needs a code.
#[test]
fn keys_that_the_kernel_took_back_are_a_miss_with_keyctl() {
    let stage = stage_with_plain();
    assert_eq!(with_code(&stage, &["credential-process", "hub"]).status, 0);
    for taking_back in [
        "keyctl revoke $key;; esac; done",
        "keyctl timeout $key 1;; esac; done; sleep 1.1",
        "printf noise | keyctl pupdate $key;; esac; done",
        "printf RH | keyctl pupdate $key;; esac; done",
        "keyctl unlink $key @u;; esac; done",
    ] {
        let old = stage.credentials(&["plain"]);
        assert_eq!(stage.credentials(&["plain"]), old);
        keyctl(&stage, &format!("{EACH_KEY}{taking_back}"));
        let calls = stage.sts.journal().len();
        assert_ne!(stage.credentials(&["plain"]), old, "{taking_back}");
        assert_eq!(stage.sts.journal().len(), calls + 1, "{taking_back}");
        let answer = stage.run(&["credential-process", "hub", "--no-input"]);
        assert_eq!(answer.status, 4, "{taking_back}: {answer:?}");
        assert_eq!(stage.sts.journal().len(), calls + 1, "{taking_back}");
    }
}

#[test]
fn keys_that_the_kernel_denies_are_told_and_cost_no_code_with_keyctl() {
    let stage = Stage::demo();
    assert_eq!(with_code(&stage, &["credential-process", "hub"]).status, 0);
    keyctl(
        &stage,
        &format!("{EACH_KEY} keyctl setperm $key 0x01000000;; esac; done"),
    );
    let calls = stage.sts.journal().len();
    let answer = with_code(&stage, &["credential-process", "hub"]);
    assert_eq!(answer.status, 7, "{answer:?}");
    assert!(answer.stderr.contains("denied access"), "{answer:?}");
    assert_eq!(stage.sts.journal().len(), calls);
}

/// Locked, silent and gone: each is said, and none is taken for a keyring without the key.
#[test]
fn a_desktop_keyring_that_fails_costs_no_code_with_gnome_keyring() {
    let stage = Stage::new(World::demo(), CONFIG);
    let mut desktop = SecretServiceSession::new(&stage.user);
    for (name, value) in desktop.variables() {
        stage.var(name, value);
    }
    stage.var("ROLEHOP_STORE", "secret-service");
    let document = format!(
        r#"{{"AccessKeyId":"{}","SecretAccessKey":"{}"}}"#,
        World::DEMO_ACCESS_KEY_ID,
        World::DEMO_SECRET_ACCESS_KEY
    );
    let added = stage.ended(
        &mut stage.command(&["keys", "add", "corp", "--stdin"]),
        Some(&document),
    );
    assert_eq!(added.status, 0, "{added:?}");

    desktop.lock();
    let words = ["credential-process", "hub", "--no-input"];
    assert_told(
        &stage,
        &with_code(&stage, &words),
        7,
        "the store `secret-service` is locked",
    );
    let listed = stage.run(&["keys", "list", "--json"]);
    assert!(listed.stdout.contains("\"name\":\"corp\""), "{listed:?}");
    let explained = stage.run(&["explain", "hub", "--json", "--no-input"]);
    assert!(explained.stdout.contains("\"cached\":null"), "{explained:?}");

    desktop.unlock();
    desktop.suspend();
    let words = ["credential-process", "hub", "--prompt-timeout", "2s"];
    let answer = with_code(&stage, &words);
    desktop.resume();
    assert_told(&stage, &answer, 7, "did not answer within");
    assert!(answer.took < Duration::from_secs(6), "{answer:?}");

    desktop.kill_service();
    let words = ["credential-process", "hub"];
    assert_told(
        &stage,
        &with_code(&stage, &words),
        7,
        "the store `secret-service` cannot be used here",
    );

    desktop.unlock();
    assert_eq!(
        with_code(&stage, &words).credentials()["AccountId"],
        "222222222222"
    );
}
