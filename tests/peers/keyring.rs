//! gnome-keyring as the store of keys and sessions, under the AWS CLI: unlocked, and locked while its person is away.

use rolehop_test_support::keyring::SecretServiceSession;
use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::World;

use super::desk::{Desk, PROFILES, PROMPT, SOURCE, WHO, enter};

#[test]
fn with_aws_cli_v1_and_with_gnome_keyring_a_lock_costs_no_code() {
    lock_and_unlock(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_and_with_gnome_keyring_a_lock_costs_no_code() {
    lock_and_unlock(&AwsCli::v2());
}

fn lock_and_unlock(cli: &AwsCli) {
    let mut desk = Desk::of(World::demo(), &format!("{SOURCE}{PROFILES}"));
    let mut desktop = SecretServiceSession::new(&desk.user);
    enter(&mut desk.env, &desktop);
    desk.env.var("ROLEHOP_STORE", "secret-service");
    add_key(&desk);

    desktop.lock();
    assert_told(&desk, cli, "cannot read the access key `corp` from the store: ");
    desktop.unlock();
    let mut terminal = desk.aws(cli, &WHO);
    terminal.expect(PROMPT);
    desk.type_code(&terminal);
    assert!(desk.wait(&mut terminal).status.success());

    // Now the session is behind the lock too: not to be seen is not to be missing.
    desktop.lock();
    assert_told(&desk, cli, "");
    desktop.unlock();
    let mut terminal = desk.aws(cli, &WHO);
    assert!(desk.wait(&mut terminal).status.success());
    let expected = [
        "GetSessionToken",
        "AssumeRole",
        "AssumeRole",
        "GetCallerIdentity",
        "GetCallerIdentity",
    ];
    assert_eq!(desk.sts.journal().operations(), expected);
    desk.env.session_secrets_of(&desk.sts);
}

/// Nobody is asked for a code, and STS is not called: with a person there who does not unlock it, and with nobody.
#[track_caller]
fn assert_told(desk: &Desk, cli: &AwsCli, doing: &str) {
    let calls = desk.sts.journal().len();
    let mut terminal = desk.aws(cli, &WHO);
    desk.wait(&mut terminal);
    assert_eq!(
        terminal.screen().trim_start(),
        format!(
            "Error when retrieving credentials from custom-process: error: {doing}unlocking the store `secret-service` \
             was cancelled\nhelp: {HELP}"
        )
    );
    desk.env.run(["credential-process", "prod", "--no-input"]).assert(
        7,
        "",
        &format!("error: the store `secret-service` is locked\nhelp: {HELP}\n"),
    );
    assert_eq!(desk.sts.journal().len(), calls);
}

const HELP: &str =
    "unlock the `secret-service` keyring in your desktop session, or use another with `--store`";

fn add_key(desk: &Desk) {
    let (id, secret) = (World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    let key = format!(r#"{{"AccessKeyId":"{id}","SecretAccessKey":"{secret}"}}"#);
    let added = desk
        .env
        .rolehop(["keys", "add", "corp", "--stdin"])
        .stdin(key)
        .run();
    added.assert(
        0,
        "",
        "access key …MPLE is in the store `secret-service` as `corp`\n",
    );
}
