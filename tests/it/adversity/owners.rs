//! Homes, folders and programs that belong to somebody else.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::keyring::{KeyringUser, own_uid};

use super::{assert_refused, bounded};

const NOT_OURS: &str = "there is no home directory of this user to keep files in";

fn add_key(env: &TestEnv) -> rolehop_test_support::environment::Outcome {
    let passphrase = env.write("passphrase", "correct horse battery staple 7");
    let run = env.rolehop(["keys", "add", "corp", "--stdin", "--store", "file"]);
    bounded(run.var("ROLEHOP_STORE_PASSPHRASE_FILE", passphrase).stdin(
        r#"{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#,
    ))
}

/// As `sudo` that keeps HOME: files of root's there would shut the home's owner out. Nobody but root could leave any.
#[test]
fn root_leaves_no_file_in_a_home_of_somebody_else() {
    let mut env = rolehop_test_support::test_env!();
    if own_uid() == 0 {
        chown(env.home(), Some(65_534), Some(65_534)).unwrap();
    } else {
        env.var("HOME", "/usr/share");
    }
    let says: &[&str] = if own_uid() == 0 {
        &[NOT_OURS, "`sudo -H`"]
    } else {
        &["/usr/share/"]
    };
    assert_refused("a home of another's", &add_key(&env), 7, says);
    assert!(!env.path(".local").exists());
}

/// Whoever can write to a home could put a folder there, with notes and locks of their own.
#[test]
fn a_state_folder_of_somebody_else_is_not_used() {
    let env = rolehop_test_support::test_env!();
    let folder = env.path(".local/state/rolehop");
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    if own_uid() == 0 {
        fs::create_dir(&folder).unwrap();
        chown(&folder, Some(65_534), Some(65_534)).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    } else {
        std::os::unix::fs::symlink("/usr/share", &folder).unwrap();
    }
    let before = fs::read_dir(&folder).unwrap().count();
    assert_refused("a planted folder", &add_key(&env), 7, &[NOT_OURS]);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), before);
}

/// A link in the place of a lock would have the file that it leads to made or opened.
#[test]
fn a_link_in_the_place_of_a_lock_is_not_followed() {
    let env = rolehop_test_support::test_env!();
    let target = env.path("target");
    fs::create_dir_all(env.path(".local/state/rolehop/locks")).unwrap();
    for lock in ["keys", "index", "passphrase"] {
        let link = env.path(format!(".local/state/rolehop/locks/{lock}.lock"));
        std::os::unix::fs::symlink(&target, link).unwrap();
    }
    assert_eq!(add_key(&env).status, 0);
    assert!(!target.exists());
}

/// Root can give somebody a copy with its own rights; anybody else's copy has the rights of who runs it here.
#[test]
fn a_copy_with_borrowed_rights_refuses_to_run_with_keyctl() {
    let user = KeyringUser::new();
    let copy = user.home().join("rolehop-setuid");
    fs::copy(env!("CARGO_BIN_EXE_rolehop"), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o4755)).unwrap();
    let is_borrowed = own_uid() == 0;
    for (words, refused, runs) in [
        (&["list"][..], 1, 0),
        (&["credential-process", "x"], 1, 3),
        (&["exec", "x", "--", "id"], 125, 125),
    ] {
        let output = user.command(&copy).args(words).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let expected = if is_borrowed { refused } else { runs };
        assert_eq!(output.status.code(), Some(expected), "{words:?}: {stderr}");
        assert_eq!(stderr.contains("another user's rights"), is_borrowed, "{stderr}");
        assert_eq!(output.stdout, b"");
    }
}

/// What everybody can write nobody runs anything from, whichever file it is.
#[test]
fn nothing_is_run_from_a_file_that_all_can_write() {
    let env = rolehop_test_support::test_env!();
    let toml = env.config("[profile.x]\ncredential_process = \"touch ran\"\n");
    let aws = env.aws_config("[profile y]\ncredential_process = touch ran\n");
    let open_to_all = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
    open_to_all(&toml);
    open_to_all(&aws);
    for (name, place) in [("x", "config.toml:2"), ("y", "config:2")] {
        let outcome = bounded(env.rolehop(["credential-process", name]));
        assert_refused(name, &outcome, 3, &[place]);
    }
    assert!(!env.path("ran").exists());
}

/// A program that `umask 0` started: what rolehop leaves is its owner's alone all the same.
#[test]
fn an_open_umask_opens_nothing() {
    let env = rolehop_test_support::test_env!();
    let passphrase = env.write("passphrase", "correct horse battery staple 7");
    let document = r#"{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#;
    let line = format!(
        "umask 0; ROLEHOP_LOG=log ROLEHOP_STORE_PASSPHRASE_FILE='{}' '{}' keys add corp --stdin --store file",
        passphrase.display(),
        env.rolehop_path().display()
    );
    let outcome = bounded(env.program("sh", ["-c", &line]).stdin(document));
    assert_eq!(outcome.status, 0, "{outcome:?}");
    let found = Command::new("find")
        .arg(env.path(".local/state/rolehop"))
        .arg(env.path("log"))
        .args(["-perm", "/077", "-print"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
}
