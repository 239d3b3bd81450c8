//! A state folder that cannot be used: what needs nobody works, a person who types a command is asked, and a program's
//! person is not, since nothing would keep a hundred processes from asking (architecture, «Where secrets rest»).

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rolehop_test_support::sts::{Role, World};

use super::storm_stage::{ASKED, CONFIG, Stage};

const REFUSED: &str =
    "error: processes cannot wait for one another here, so each of them would ask for a code: ";
const HELP: &str = "help: mend the folder; until then, run `rolehop login prod` in a terminal first\n";

/// How the folder cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    /// There is none, and none can be made.
    Missing,
    /// Nothing in it can be made.
    ReadOnly,
    /// Files can be made, and nothing written.
    Full,
}

/// Keys of the AWS files, since where there is no folder there are no stored ones.
fn stage(fault: Fault) -> Stage {
    let config = CONFIG.to_owned()
        + "[profile.plain]\nsource_profile = \"keys\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n";
    let config = config.replace(
        "[profile.corp]\nmfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n",
        "",
    );
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let stage = Stage::new(World::demo().role(plain), &config);
    let (id, secret) = (World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    let keys = format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n");
    let serial = World::DEMO_MFA_SERIAL;
    stage
        .user
        .write(".aws/credentials", format!("[corp]\n{keys}[keys]\n{keys}"));
    stage
        .user
        .write(".aws/config", format!("[profile corp]\nmfa_serial = {serial}\n"));
    stage.var("ROLEHOP_STORE", "kernel");
    match fault {
        Fault::Missing => {
            let keep = stage.user.write(".local/.keep", "");
            fs::set_permissions(keep.parent().unwrap(), fs::Permissions::from_mode(0o500)).unwrap();
        }
        Fault::ReadOnly => {
            stage.user.write(".local/state/rolehop/locks/.keep", "");
            for folder in ["locks", ""] {
                let folder = stage.state_folder().join(folder);
                fs::set_permissions(folder, fs::Permissions::from_mode(0o500)).unwrap();
            }
        }
        Fault::Full => {
            stage.user.write(".local/state/rolehop/locks/.keep", "");
        }
    }
    stage
}

/// The words of a shell that starts rolehop where the fault is; a full disk is a limit on what any file may hold.
fn script(stage: &Stage, fault: Fault, words: &str) -> String {
    let full = if fault == Fault::Full {
        "trap '' XFSZ; ulimit -f 0; "
    } else {
        ""
    };
    format!("{full}exec {} {words}", stage.program())
}

#[test]
fn a_programs_person_is_not_asked_and_the_rest_goes_on_with_keyctl() {
    for fault in [Fault::Missing, Fault::ReadOnly, Fault::Full] {
        let stage = stage(fault);
        let run = |words: &str| stage.on_terminal("sh", &["-c", &script(&stage, fault, words)]);

        let mut terminal = run("credential-process prod");
        let ended = terminal.wait();
        assert_eq!(
            (ended.status.code(), ended.stdout.as_str()),
            (Some(7), ""),
            "{fault:?}: {}",
            ended.stderr
        );
        assert!(
            ended.stderr.starts_with(REFUSED) && ended.stderr.ends_with(HELP),
            "{fault:?}: {}",
            ended.stderr
        );
        assert_eq!(terminal.everything_shown(), b"", "{fault:?}");
        assert!(stage.sts.journal().is_empty(), "{fault:?}");

        let mut terminal = run("credential-process plain");
        let ended = terminal.wait();
        assert_eq!(
            (ended.status.code(), ended.stderr.as_str()),
            (Some(0), ""),
            "{fault:?}"
        );

        let mut terminal = run("login prod");
        terminal.expect(ASKED);
        terminal.type_keys(stage.code() + "\r");
        let ended = terminal.wait();
        assert_eq!(ended.status.code(), Some(0), "{fault:?}: {}", ended.stderr);
        let is_unlocked = ended.stderr.contains("going on without a lock");
        assert_eq!(is_unlocked, fault != Fault::Full, "{fault:?}: {}", ended.stderr);

        // The kernel keeps what was got, so now the program has its answer.
        for route in ["prod", "hub", "corp"] {
            let mut terminal = run(&format!("credential-process {route}"));
            let ended = terminal.wait();
            assert_eq!(
                (ended.status.code(), ended.stderr.as_str()),
                (Some(0), ""),
                "{fault:?} {route}"
            );
        }
        assert_eq!(stage.sts.journal().counts()["GetSessionToken"], 1, "{fault:?}");
        assert_eq!(stage.sts.journal().counts()["AssumeRole"], 3, "{fault:?}");
    }
}

/// Whom the first process got a code from would be asked ninety-nine times more.
#[test]
fn a_session_that_cannot_be_stored_is_asked_for_once_with_keyctl() {
    let stage = Stage::demo();
    // The keyring's quota is used up, and the sealed files that take what does not fit cannot be written.
    let fill = "i=0; while keyctl add user filler:$i \"$(head -c 1000 /dev/zero | tr '\\0' x)\" @u >/dev/null 2>&1; \
                do i=$((i + 1)); done; i=0; while keyctl add user small:$i \"$(head -c 60 /dev/zero | tr '\\0' x)\" @u \
                >/dev/null 2>&1; do i=$((i + 1)); done";
    assert!(
        stage
            .user
            .command("sh")
            .args(["-c", fill])
            .status()
            .unwrap()
            .success()
    );
    let folder = stage.state_folder().join("sealed");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    let storm = stage.storm(20, &["credential-process", "prod"]);
    storm.expect_question(1);
    storm.all_wait();
    storm.type_code();
    let answers = storm.end();
    let (got, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 0);
    assert_eq!(got.len(), 1);
    got[0].credentials();
    for answer in others {
        assert_eq!((answer.status, answer.stdout.as_str()), (7, ""));
        let told = "error: the session that another process got could not be stored: ";
        assert!(answer.stderr.starts_with(told), "{}", answer.stderr);
    }
    assert_eq!(
        stage.sts.journal().operations(),
        ["GetSessionToken", "AssumeRole", "AssumeRole"]
    );
}
