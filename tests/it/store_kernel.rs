//! The kernel keyring of a user of its own: expiry, possession, quota, replacement, containers.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rolehop::store::{Refusal, SessionStore, StoreName};
use rolehop::time::Timestamp;
use rolehop_test_support::keyring::{KeyringUser, SessionKeyring, as_throwaway_user, is_inside, own_uid};

use super::store_samples::{files_below, found, key, letter, open, session, settings, state_folder};

#[test]
fn keeps_replaces_lists_and_forgets() {
    as_throwaway_user("it::store_kernel::keeps_replaces_lists_and_forgets", || {
        let store = open(None);
        assert_eq!(store.name(), StoreName::Kernel);
        assert!(store.passed_over().is_empty() && !store.is_locked());
        let now = Timestamp::now();
        assert_eq!(found(&store, "a-one"), None);
        for (name, letter) in [("a-one", 'A'), ("a-two", 'B'), ("b-one", 'C'), ("a-one", 'D')] {
            store
                .put_session(&key(name), &session(letter, 1000, 3600), now)
                .unwrap();
        }
        assert_eq!(found(&store, "a-one"), Some('D'));
        assert_eq!(
            store.session_keys().unwrap(),
            [key("a-one"), key("a-two"), key("b-one")]
        );
        let index = store.index().unwrap().entries(now);
        assert_eq!(
            index
                .iter()
                .map(|entry| entry.session_key.as_str())
                .collect::<Vec<_>>(),
            ["a-one", "a-two", "b-one"]
        );
        assert_eq!(
            store.remove_sessions_of("a").unwrap(),
            [key("a-one"), key("a-two")]
        );
        assert_eq!(store.session_keys().unwrap(), [key("b-one")]);
        assert!(store.remove_session(&key("b-one")).unwrap());
        assert!(!store.remove_session(&key("b-one")).unwrap());
        assert_eq!(found(&store, "b-one"), None);
        assert!(store.index().unwrap().entries(now).is_empty());
        assert_eq!(
            files_below(&state_folder().join("sealed")),
            Vec::<std::path::PathBuf>::new()
        );
    });
}

#[test]
fn the_kernel_itself_forgets_an_expired_session() {
    as_throwaway_user(
        "it::store_kernel::the_kernel_itself_forgets_an_expired_session",
        || {
            let store = open(None);
            store
                .put_session(&key("a-brief"), &session('A', 100, 2), Timestamp::now())
                .unwrap();
            store
                .put_session(&key("a-over"), &session('A', 100, 0), Timestamp::now())
                .unwrap();
            assert_eq!(found(&store, "a-brief"), Some('A'));
            assert_eq!(found(&store, "a-over"), None);
            thread::sleep(Duration::from_secs(3));
            assert_eq!(found(&store, "a-brief"), None);
            assert!(store.session_keys().unwrap().is_empty());
            store
                .put_session(&key("a-brief"), &session('B', 100, 60), Timestamp::now())
                .unwrap();
            assert_eq!(found(&store, "a-brief"), Some('B'));
            assert!(store.remove_session(&key("a-brief")).unwrap());
        },
    );
}

/// A systemd service, and some ssh logins, have a session keyring that does not lead to the user's.
#[test]
fn a_fresh_session_keyring_reads_and_writes_the_same_sessions() {
    const NAME: &str = "it::store_kernel::a_fresh_session_keyring_reads_and_writes_the_same_sessions";
    if is_inside(NAME) {
        let store = open(None);
        assert_eq!(store.name(), StoreName::Kernel);
        let before = found(&store, "a-one");
        assert_eq!(store.session_keys().unwrap().len(), usize::from(before.is_some()));
        let next = before.map_or('A', |letter| char::from(letter as u8 + 1));
        store
            .put_session(&key("a-one"), &session(next, 1000, 3600), Timestamp::now())
            .unwrap();
        let expected = fs::read_to_string(state_folder().join("expected")).unwrap_or_default();
        assert_eq!(before.map(String::from).unwrap_or_default(), expected);
        fs::write(state_folder().join("expected"), next.to_string()).unwrap();
        return;
    }
    let user = KeyringUser::new();
    for keyring in [
        SessionKeyring::Linked,
        SessionKeyring::Fresh,
        SessionKeyring::Fresh,
        SessionKeyring::Linked,
    ] {
        user.run_test(NAME, keyring, &[]);
    }
}

/// Even the same uid, from a user namespace of its own: a rootless container.
#[test]
fn nobody_but_its_possessor_reads_a_session() {
    const NAME: &str = "it::store_kernel::nobody_but_its_possessor_reads_a_session";
    if is_inside(NAME) {
        open(None)
            .put_session(&key("a-one"), &session('A', 100, 600), Timestamp::now())
            .unwrap();
        let found = Command::new("keyctl")
            .args(["search", "@u", "user", "rolehop:session:a-one"])
            .output();
        fs::write("serial", found.unwrap().stdout).unwrap();
        return;
    }
    let user = KeyringUser::new();
    user.run_test(NAME, SessionKeyring::Linked, &[]);
    let serial = fs::read_to_string(user.home().join("serial")).unwrap();
    let read = |command: &mut Command| command.args(["keyctl", "pipe", serial.trim()]).output().unwrap();
    let own = read(&mut user.command("env"));
    assert!(own.status.success() && own.stdout.starts_with(b"RH"), "{own:?}");
    let stranger = KeyringUser::new();
    let mut container = user.command_with(SessionKeyring::Fresh, "unshare");
    container.args([
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        "keyctl link @u @s; exec \"$@\"",
        "sh",
    ]);
    for denied in [
        read(&mut stranger.command("env")),
        read(&mut container),
        read(&mut user.command_with(SessionKeyring::Fresh, "env")),
    ] {
        assert!(!denied.status.success() && denied.stdout.is_empty(), "{denied:?}");
    }
}

/// The default quota is 200 keys and 20,000 bytes.
#[test]
fn what_exceeds_the_quota_rests_in_sealed_files() {
    as_throwaway_user(
        "it::store_kernel::what_exceeds_the_quota_rests_in_sealed_files",
        || {
            let store = open(None);
            let names: Vec<_> = (10..40).map(|number| format!("a-n{number}")).collect();
            for name in &names {
                store
                    .put_session(&key(name), &session('A', 2000, 3600), Timestamp::now())
                    .unwrap();
            }
            let sealed = files_below(&state_folder().join("sealed/kernel"));
            assert!((1..30).contains(&sealed.len()), "{}", sealed.len());
            for file in &sealed {
                assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
                let content = fs::read(file).unwrap();
                assert!(
                    !content.windows(16).any(|window| window == [0; 16]),
                    "a token of A in the clear"
                );
            }
            assert_eq!(store.session_keys().unwrap().len(), 30);
            for name in &names {
                assert_eq!(found(&store, name), Some('A'), "{name}");
            }
            // Replaced in place, whichever side it rests on; what moves over leaves nothing behind.
            for name in &names {
                store
                    .put_session(&key(name), &session('B', 2000, 3600), Timestamp::now())
                    .unwrap();
                assert_eq!(found(&store, name), Some('B'), "{name}");
            }
            // Without its key, as after a reboot, a sealed file is a miss and no failure.
            let unlinked = Command::new("keyctl")
                .args(["purge", "user", "rolehop:sealing-key"])
                .output()
                .unwrap();
            assert!(unlinked.status.success(), "{unlinked:?}");
            let left = names.iter().filter(|name| found(&store, name).is_some()).count();
            assert_eq!(left, 30 - sealed.len());
            assert_eq!(store.remove_sessions(|_| true).unwrap().len(), 30);
            assert!(files_below(&state_folder().join("sealed")).is_empty());
        },
    );
}

#[test]
fn a_record_larger_than_any_key_rests_in_a_sealed_file() {
    as_throwaway_user(
        "it::store_kernel::a_record_larger_than_any_key_rests_in_a_sealed_file",
        || {
            let store = open(None);
            store
                .put_session(&key("a-one"), &session('A', 100, 3600), Timestamp::now())
                .unwrap();
            store
                .put_session(&key("a-one"), &session('B', 60_000, 3600), Timestamp::now())
                .unwrap();
            assert_eq!(found(&store, "a-one"), Some('B'));
            assert_eq!(files_below(&state_folder().join("sealed")).len(), 1);
            store
                .put_session(&key("a-one"), &session('C', 100, 3600), Timestamp::now())
                .unwrap();
            assert_eq!(found(&store, "a-one"), Some('C'));
            assert_eq!(files_below(&state_folder().join("sealed")).len(), 0);
        },
    );
}

/// The kernel charges for an expired key until it collected it, five minutes later.
#[test]
fn expired_sessions_make_room_before_the_kernel_collects_them() {
    as_throwaway_user(
        "it::store_kernel::expired_sessions_make_room_before_the_kernel_collects_them",
        || {
            let store = open(None);
            for number in 0..9 {
                let name = format!("a-brief{number}");
                store
                    .put_session(&key(&name), &session('A', 2400, 2), Timestamp::now())
                    .unwrap();
            }
            assert!(files_below(&state_folder().join("sealed")).is_empty());
            thread::sleep(Duration::from_secs(3));
            let deadline = Instant::now() + Duration::from_secs(60);
            loop {
                // Few enough to be replaced while the older ones are still charged.
                for number in 0..4 {
                    let name = format!("a-next{number}");
                    store
                        .put_session(&key(&name), &session('B', 2400, 3600), Timestamp::now())
                        .unwrap();
                    assert_eq!(found(&store, &name), Some('B'));
                }
                if files_below(&state_folder().join("sealed")).is_empty() {
                    break;
                }
                assert!(Instant::now() < deadline, "the quota was never given back");
                thread::sleep(Duration::from_millis(100));
            }
        },
    );
}

#[test]
fn a_reader_sees_the_old_session_or_the_new_one() {
    as_throwaway_user(
        "it::store_kernel::a_reader_sees_the_old_session_or_the_new_one",
        || {
            let put = |letter, size| {
                open(None)
                    .put_session(&key("a-one"), &session(letter, size, 3600), Timestamp::now())
                    .unwrap();
            };
            put('A', 100);
            let done = AtomicBool::new(false);
            thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        let mut seen = 0;
                        while !done.load(Ordering::Relaxed) || seen == 0 {
                            let session = open(None).session(&key("a-one")).unwrap();
                            letter(&session.expect("a session is always there"));
                            seen += 1;
                        }
                    });
                }
                for round in 0..300 {
                    put(if round % 2 == 0 { 'B' } else { 'A' }, 100 + round);
                }
                done.store(true, Ordering::Relaxed);
            });
        },
    );
}

#[test]
fn a_killed_writer_leaves_a_whole_session() {
    const NAME: &str = "it::store_kernel::a_killed_writer_leaves_a_whole_session";
    as_throwaway_user(NAME, || {
        if state_folder().join("writing").exists() {
            for round in 0.. {
                let letter = if round % 2 == 0 { 'A' } else { 'B' };
                open(None)
                    .put_session(&key("a-one"), &session(letter, 900, 3600), Timestamp::now())
                    .unwrap();
            }
        }
        let store = open(None);
        store
            .put_session(&key("a-one"), &session('A', 900, 3600), Timestamp::now())
            .unwrap();
        fs::write(state_folder().join("writing"), "").unwrap();
        for round in 0..20 {
            let mut writer = Command::new(std::env::current_exe().unwrap())
                .args([NAME, "--exact"])
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            thread::sleep(Duration::from_millis(30 + round * 3));
            writer.kill().unwrap();
            writer.wait().unwrap();
            assert!(found(&store, "a-one").is_some());
            assert!(store.session_keys().unwrap() == [key("a-one")]);
        }
    });
}

/// A PID namespace in its host's user namespace: there the user's keyring is everybody's of that uid.
#[test]
fn a_container_that_shares_its_host_takes_the_keyring_only_when_named() {
    const NAME: &str = "it::store_kernel::a_container_that_shares_its_host_takes_the_keyring_only_when_named";
    if is_inside(NAME) {
        let store = open(None);
        let host_is_shared = fs::read_link("/proc/self/ns/user").unwrap().as_os_str() == "user:[4026531837]";
        if host_is_shared {
            assert_eq!(store.name(), StoreName::None);
            assert_eq!(
                store.passed_over()[0],
                (StoreName::Kernel, Refusal::SharedContainer)
            );
        } else {
            assert_eq!(store.name(), StoreName::Kernel);
        }
        let named = open(Some(StoreName::Kernel));
        named
            .put_session(&key("a-one"), &session('A', 100, 60), Timestamp::now())
            .unwrap();
        assert_eq!(found(&named, "a-one"), Some('A'));
        return;
    }
    let user = KeyringUser::new();
    let mut command = if own_uid() == 0 {
        let mut command = Command::new("unshare");
        let entered = user.command(std::env::current_exe().unwrap());
        command.args(["--pid", "--fork", "--mount-proc", "setpriv", "--clear-groups"]);
        let uid = fs::metadata(user.home()).unwrap();
        let uid = std::os::unix::fs::MetadataExt::uid(&uid).to_string();
        command
            .args(["--reuid", &uid, "--regid", &uid])
            .arg(entered.get_program())
            .args(entered.get_args());
        command.env_clear().envs(
            entered
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command
    } else {
        let mut command = user.command("unshare");
        command.args(["--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]);
        command.arg(std::env::current_exe().unwrap());
        command
    };
    let output = command
        .args([NAME, "--exact"])
        .env("ROLEHOP_TEST_INSIDE", NAME)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{output:?}"
    );
}

/// As Docker's default seccomp profile (EPERM) and a kernel without keyrings (ENOSYS) answer.
#[test]
fn forbidden_system_calls_are_no_kernel_keyring() {
    const NAME: &str = "it::store_kernel::forbidden_system_calls_are_no_kernel_keyring";
    if is_inside(NAME) {
        let store = open(None);
        assert_eq!(store.name(), StoreName::None);
        let (name, refusal) = &store.passed_over()[0];
        assert_eq!(
            (*name, refusal.to_string().as_str()),
            (StoreName::Kernel, "there is no kernel keyring here")
        );
        let Err(named) = SessionStore::open(settings(Some(StoreName::Kernel))) else {
            panic!("opened")
        };
        assert_eq!(named.to_string(), "the store `kernel` cannot be used here");
        assert_eq!(named.help().unwrap(), "use `--store file`");
        return;
    }
    let user = KeyringUser::new();
    for errno in ["EPERM", "ENOSYS"] {
        let mut command = user.command("strace");
        command.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("inject=keyctl:error={errno}"),
        ]);
        command
            .arg(std::env::current_exe().unwrap())
            .args([NAME, "--exact"]);
        let output = command.env("ROLEHOP_TEST_INSIDE", NAME).output().unwrap();
        assert!(output.status.success(), "{errno}: {output:?}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("1 passed"),
            "{errno}: {output:?}"
        );
    }
}

/// What every call of an SDK costs: nothing but these may be added lightly.
#[test]
fn a_cached_session_costs_four_system_calls() {
    const NAME: &str = "it::store_kernel::a_cached_session_costs_four_system_calls";
    const READS: usize = 100;
    if is_inside(NAME) {
        let settings = settings(None);
        open(None)
            .put_session(&key("a-one"), &session('A', 1000, 60), Timestamp::now())
            .unwrap();
        fs::read_link("/proc/self/exe").unwrap();
        for _ in 0..READS {
            let store = SessionStore::open(settings.clone()).unwrap();
            assert!(store.session(&key("a-one")).unwrap().is_some());
        }
        fs::read_link("/proc/self/exe").unwrap();
        return;
    }
    let user = KeyringUser::new();
    let trace = user.home().join("trace");
    let mut command = user.command("strace");
    command
        .args(["-f", "-qq", "-o"])
        .arg(&trace)
        .arg(std::env::current_exe().unwrap());
    let output = command
        .args([NAME, "--exact"])
        .env("ROLEHOP_TEST_INSIDE", NAME)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let trace = fs::read_to_string(&trace).unwrap();
    let between = trace.split("readlink(\"/proc/self/exe\"").nth(1).unwrap();
    let calls: Vec<_> = between
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(' '))
        .collect();
    let names: Vec<_> = calls
        .iter()
        .filter_map(|(_, call)| call.trim().split('(').next())
        .collect();
    let counted = |name: &str| names.iter().filter(|call| **call == name).count();
    assert_eq!((counted("readlink"), counted("keyctl")), (READS, 3 * READS));
    // The allocator asks for memory now and then, whatever is done.
    assert!(names.len() < READS * 4 + 20, "{names:?}");
}
