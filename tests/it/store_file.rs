//! The passphrase's sealed files: asked once, damaged, planted, full disk, killed half-way.

use std::cell::{Cell, RefCell};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rolehop::store::{
    KeyStore, PassphraseQuestion, Refusal, SessionStore, StoreError, StoreErrorKind, StoreName,
    StoreSettings, Unanswered, UnlockedKey,
};
use rolehop::time::Timestamp;
use rolehop_test_support::keyring::{KeyringUser, as_throwaway_user, is_inside};
use secrecy::SecretString;

use super::store_samples::{access_key, files_below, found, key, secret, session, settings, state_folder};

const FILE: Option<StoreName> = Some(StoreName::File);

/// Written once, since other processes may be reading it.
fn passphrase_file(content: &str) -> PathBuf {
    let file = PathBuf::from(format!("passphrase-{content}"));
    if !file.exists() {
        fs::write(&file, format!("{content}\n")).expect("the home can be written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("our own file");
    }
    file
}

fn with_passphrase<'a>(content: &str) -> StoreSettings<'a> {
    StoreSettings {
        passphrase_file: Some(passphrase_file(content)),
        ..settings(FILE)
    }
}

/// The kernel keyring forgets the derived key, as it does after twelve hours.
fn forget_derived_key() {
    let cleared = Command::new("keyctl").args(["clear", "@u"]).status();
    assert!(cleared.is_ok_and(|status| status.success()), "keyctl clear @u");
}

#[test]
fn keeps_sessions_and_keys_under_a_passphrase_file() {
    as_throwaway_user(
        "it::store_file::keeps_sessions_and_keys_under_a_passphrase_file",
        || {
            let sessions = SessionStore::open(with_passphrase("right")).unwrap();
            let now = Timestamp::now();
            assert_eq!(found(&sessions, "a-one"), None);
            sessions
                .put_session(&key("a-one"), &session('A', 1000, 3600), now)
                .unwrap();
            assert_eq!(found(&sessions, "a-one"), Some('A'));
            assert_eq!(sessions.session_keys().unwrap(), [key("a-one")]);
            let keys = KeyStore::open(with_passphrase("right")).unwrap();
            assert_eq!(secret(&keys, "corp"), None);
            keys.put_access_key("corp", &access_key('K'), now).unwrap();
            assert_eq!(secret(&keys, "corp"), Some("K".repeat(40)));
            for file in files_below(&state_folder()) {
                let name = file.display();
                assert_eq!(
                    fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                    0o600,
                    "{name}"
                );
                let content = fs::read(&file).unwrap();
                assert!(
                    !content
                        .windows(8)
                        .any(|window| window == b"KKKKKKKK" || window == b"AAAAAAAA"),
                    "{name}"
                );
            }
            for folder in [state_folder(), state_folder().join("sealed/file")] {
                assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
            }
            assert!(keys.remove_access_key("corp").unwrap());
            assert!(!keys.remove_access_key("corp").unwrap());
            assert_eq!(
                (secret(&keys, "corp"), keys.access_keys().unwrap()),
                (None, vec![])
            );
            assert!(sessions.remove_session(&key("a-one")).unwrap());
            assert_eq!(found(&sessions, "a-one"), None);
        },
    );
}

#[test]
fn a_wrong_passphrase_is_told_from_a_damaged_file() {
    as_throwaway_user(
        "it::store_file::a_wrong_passphrase_is_told_from_a_damaged_file",
        || {
            let keys = KeyStore::open(with_passphrase("right")).unwrap();
            keys.put_access_key("corp", &access_key('K'), Timestamp::now())
                .unwrap();
            forget_derived_key();
            let wrong = KeyStore::open(with_passphrase("wrong"))
                .unwrap()
                .access_key("corp")
                .unwrap_err();
            assert!(
                matches!(wrong, StoreError::PassphraseWrong { file: Some(_), .. }),
                "{wrong:?}"
            );
            assert_eq!(wrong.kind(), StoreErrorKind::Store);
            assert_eq!(
                wrong.help().unwrap(),
                "write the passphrase into `passphrase-wrong`"
            );
            let sealed = files_below(&state_folder().join("sealed/file"));
            let entry = sealed.iter().find(|file| file.extension().is_some()).unwrap();
            let mut content = fs::read(entry).unwrap();
            *content.last_mut().unwrap() ^= 1;
            fs::write(entry, content).unwrap();
            let damaged = KeyStore::open(with_passphrase("right"))
                .unwrap()
                .access_key("corp")
                .unwrap_err();
            assert_eq!(damaged.to_string(), "`corp` in the store `file` is damaged");
            assert_eq!(
                damaged.help().unwrap(),
                "put it in again: `rolehop keys add corp`"
            );
            let header = state_folder().join("sealed/file/header");
            fs::write(&header, "RHPH").unwrap();
            let damaged = KeyStore::open(with_passphrase("right"))
                .unwrap()
                .access_key("corp")
                .unwrap_err();
            assert!(matches!(damaged, StoreError::DamagedFile { path } if path == header));
            assert_eq!(fs::read(&header).unwrap(), b"RHPH");
        },
    );
}

/// Every prefix, and single bits: a session that cannot be read is a miss.
#[test]
fn a_damaged_session_is_a_miss() {
    as_throwaway_user("it::store_file::a_damaged_session_is_a_miss", || {
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        store
            .put_session(&key("a-one"), &session('A', 40, 3600), Timestamp::now())
            .unwrap();
        let file = state_folder().join("sealed/file/a-one.session");
        let whole = fs::read(&file).unwrap();
        for length in 0..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert_eq!(found(&store, "a-one"), None, "prefix of {length}");
        }
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            fs::write(&file, &flipped).unwrap();
            assert_eq!(found(&store, "a-one"), None, "byte {at}");
        }
        // Another entry's file under this name.
        store
            .put_session(&key("a-two"), &session('B', 40, 3600), Timestamp::now())
            .unwrap();
        fs::copy(state_folder().join("sealed/file/a-two.session"), &file).unwrap();
        assert_eq!(found(&store, "a-one"), None);
        fs::write(&file, &whole).unwrap();
        assert_eq!(found(&store, "a-one"), Some('A'));
        fs::remove_file(state_folder().join("sealed/file/header")).unwrap();
        assert_eq!(found(&store, "a-one"), None);
    });
}

#[test]
fn a_person_is_asked_once() {
    as_throwaway_user("it::store_file::a_person_is_asked_once", || {
        let asked = RefCell::new(Vec::new());
        let answers = RefCell::new(vec![
            "typo", "right", "wrong", "new", "mistyped", "right", "right",
        ]);
        let ask = |question| {
            asked.borrow_mut().push(question);
            Ok(SecretString::from(answers.borrow_mut().pop().unwrap()))
        };
        let asking = || StoreSettings {
            ask: Some(&ask),
            ..settings(FILE)
        };
        let now = Timestamp::now();
        let first = SessionStore::open(asking()).unwrap();
        first
            .put_session(&key("a-one"), &session('A', 100, 3600), now)
            .unwrap();
        assert_eq!(
            asked.take(),
            [PassphraseQuestion::New, PassphraseQuestion::Repeat]
        );
        // Another process: the derived key rests in the kernel keyring.
        assert_eq!(found(&SessionStore::open(asking()).unwrap(), "a-one"), Some('A'));
        assert!(!SessionStore::open(settings(FILE)).unwrap().is_locked());
        assert_eq!(asked.take(), []);
        forget_derived_key();
        assert_eq!(found(&first, "a-one"), Some('A'));
        assert_eq!(asked.take(), []);
        assert!(SessionStore::open(asking()).unwrap().is_locked());
        // Where there is no such keyring either, stores that share the unlocked key ask once.
        let unlocked = UnlockedKey::default();
        let sharing = || StoreSettings {
            unlocked: unlocked.clone(),
            ..asking()
        };
        assert_eq!(answers.borrow_mut().drain(3..).count(), 2);
        let again = SessionStore::open(sharing()).unwrap();
        assert_eq!(found(&again, "a-one"), Some('A'));
        assert_eq!(
            asked.take(),
            [1, 2].map(|attempt| PassphraseQuestion::Unlock { attempt })
        );
        forget_derived_key();
        let keys = KeyStore::open(sharing()).unwrap();
        keys.put_access_key("corp", &access_key('K'), now).unwrap();
        assert_eq!(asked.take(), []);
    });
}

#[test]
fn a_person_who_does_not_answer_leaves_everything_as_it_was() {
    as_throwaway_user(
        "it::store_file::a_person_who_does_not_answer_leaves_everything_as_it_was",
        || {
            let now = Timestamp::now();
            let nobody = SessionStore::open(settings(FILE)).unwrap();
            let unanswered = nobody
                .put_session(&key("a-one"), &session('A', 100, 3600), now)
                .unwrap_err();
            assert!(matches!(
                unanswered,
                StoreError::PassphraseUnanswered(Unanswered::NobodyToAsk)
            ));
            assert_eq!(unanswered.kind(), StoreErrorKind::Person);
            let typed = Cell::new("one");
            let differs = |_| Ok(SecretString::from(typed.replace("two")));
            let differing = SessionStore::open(StoreSettings {
                ask: Some(&differs),
                ..settings(FILE)
            })
            .unwrap();
            let refused = differing
                .put_session(&key("a-one"), &session('A', 100, 3600), now)
                .unwrap_err();
            assert_eq!(refused.to_string(), "the new passphrase was not repeated alike");
            let empty = |_| Ok(SecretString::from(""));
            let empty = SessionStore::open(StoreSettings {
                ask: Some(&empty),
                ..settings(FILE)
            })
            .unwrap();
            let refused = empty
                .put_session(&key("a-one"), &session('A', 100, 3600), now)
                .unwrap_err();
            assert_eq!(refused.to_string(), "the new passphrase was empty");
            assert!(!state_folder().join("sealed").exists());
            let keys = KeyStore::open(with_passphrase("right")).unwrap();
            keys.put_access_key("corp", &access_key('K'), now).unwrap();
            forget_derived_key();
            // A failed read is no «nothing there».
            let unread = KeyStore::open(settings(FILE))
                .unwrap()
                .access_key("corp")
                .unwrap_err();
            assert_eq!(unread.kind(), StoreErrorKind::Person);
            // What there is, is known all the same.
            let known = KeyStore::open(settings(None)).unwrap().access_keys().unwrap();
            assert_eq!(
                (known[0].name.as_str(), known[0].access_key_id.as_str()),
                ("corp", "AKIAEXAMPLEK")
            );
        },
    );
}

/// Where there is no other store: only who chose a passphrase, or gave a file with it, gets sealed files.
#[test]
fn is_taken_unasked_only_when_it_was_chosen() {
    const NAME: &str = "it::store_file::is_taken_unasked_only_when_it_was_chosen";
    if is_inside(NAME) {
        let ask = |_| Err(Unanswered::Cancelled);
        let taken = |settings: StoreSettings<'_>| {
            let store = SessionStore::open(StoreSettings {
                named: None,
                ..settings
            })
            .unwrap();
            let refusal = store
                .passed_over()
                .iter()
                .find(|(name, _)| *name == StoreName::File);
            (store.name(), refusal.map(|(_, refusal)| refusal.clone()))
        };
        let asking = || StoreSettings {
            ask: Some(&ask),
            ..settings(None)
        };
        assert_eq!(taken(settings(None)), (StoreName::None, Some(Refusal::NotSetUp)));
        assert_eq!(taken(asking()), (StoreName::None, Some(Refusal::NotSetUp)));
        assert_eq!(taken(with_passphrase("right")), (StoreName::File, None));
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        store
            .put_session(&key("a-one"), &session('A', 100, 3600), Timestamp::now())
            .unwrap();
        assert_eq!(
            taken(settings(None)),
            (StoreName::None, Some(Refusal::NobodyToAsk))
        );
        assert_eq!(taken(asking()), (StoreName::File, None));
        let cancelled = SessionStore::open(asking())
            .unwrap()
            .session(&key("a-one"))
            .unwrap_err();
        assert!(matches!(
            cancelled,
            StoreError::PassphraseUnanswered(Unanswered::Cancelled)
        ));
        let nowhere = StoreSettings {
            state_folder: None,
            ..settings(None)
        };
        assert_eq!(
            taken(nowhere.clone()),
            (StoreName::None, Some(Refusal::NoStateFolder))
        );
        assert!(
            KeyStore::open(nowhere)
                .unwrap()
                .access_key("corp")
                .unwrap()
                .is_none()
        );
        return;
    }
    let user = KeyringUser::new();
    let mut command = user.command("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", "inject=keyctl:error=EPERM"]);
    command
        .arg(std::env::current_exe().unwrap())
        .args([NAME, "--exact"]);
    let output = command.env("ROLEHOP_TEST_INSIDE", NAME).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{output:?}"
    );
}

#[test]
fn two_who_begin_at_once_agree_on_one_passphrase() {
    const NAME: &str = "it::store_file::two_who_begin_at_once_agree_on_one_passphrase";
    as_throwaway_user(NAME, || {
        let begin = state_folder().join("begin");
        if begin.exists() {
            let name = format!("a-n{}", std::process::id());
            let store = SessionStore::open(with_passphrase("right")).unwrap();
            store
                .put_session(&key(&name), &session('A', 100, 3600), Timestamp::now())
                .unwrap();
            return;
        }
        passphrase_file("right");
        fs::create_dir_all(state_folder()).unwrap();
        fs::write(&begin, "").unwrap();
        let start = || {
            let mut command = Command::new(std::env::current_exe().unwrap());
            command
                .args([NAME, "--exact"])
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        };
        let mut children: Vec<_> = (0..6).map(|_| start()).collect();
        for child in &mut children {
            assert!(child.wait().unwrap().success());
        }
        forget_derived_key();
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        let keys = store.session_keys().unwrap();
        assert_eq!(keys.len(), 6);
        for key in keys {
            assert!(store.session(&key).unwrap().is_some(), "{key}");
        }
    });
}

#[test]
fn a_read_only_folder_loses_nothing() {
    as_throwaway_user("it::store_file::a_read_only_folder_loses_nothing", || {
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        store
            .put_session(&key("a-one"), &session('A', 100, 3600), Timestamp::now())
            .unwrap();
        let folder = state_folder().join("sealed/file");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
        let error = store
            .put_session(&key("a-one"), &session('B', 100, 3600), Timestamp::now())
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot write `{}/a-one.session`", folder.display())
        );
        assert_eq!(found(&store, "a-one"), Some('A'));
        assert!(store.remove_session(&key("a-one")).is_err());
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).unwrap();
        assert!(store.session(&key("a-one")).is_err());
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(found(&store, "a-one"), Some('A'));
    });
}

/// A file system of 64 KiB, in a mount namespace of the throwaway user's own.
#[test]
fn a_full_disk_loses_nothing() {
    const NAME: &str = "it::store_file::a_full_disk_loses_nothing";
    as_throwaway_user_on_a_small_disk(NAME, || {
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        let now = Timestamp::now();
        let mut kept = 0;
        let error = loop {
            assert!(kept < 100, "the disk is never full");
            match store.put_session(&key(&format!("a-n{kept}")), &session('A', 4000, 3600), now) {
                Ok(()) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(kept > 0);
        let StoreError::File { source, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(source.kind(), std::io::ErrorKind::StorageFull);
        store
            .put_session(&key("a-n0"), &session('B', 8000, 3600), now)
            .unwrap_err();
        for number in 0..kept {
            assert_eq!(found(&store, &format!("a-n{number}")), Some('A'));
        }
        let drafts = files_below(&state_folder()).into_iter();
        assert_eq!(
            drafts
                .filter(|file| file.to_string_lossy().ends_with(".draft"))
                .count(),
            0
        );
    });
}

fn as_throwaway_user_on_a_small_disk(test: &str, body: impl FnOnce()) {
    if is_inside(test) && state_folder().join("mounted").exists() {
        return body();
    }
    as_throwaway_user(test, || {
        fs::create_dir_all(state_folder()).expect("the home can be written");
        let output = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c"])
            .arg("mount -t tmpfs -o size=64k tmpfs \"$0\" && touch \"$0/mounted\" && exec \"$@\"")
            .arg(state_folder())
            .arg(std::env::current_exe().expect("the test binary"))
            .args([test, "--exact", "--nocapture"])
            .output()
            .expect("unshare runs");
        assert!(output.status.success(), "{output:?}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("1 passed"),
            "{output:?}"
        );
    });
}

/// `SIGXFSZ` kills at the first byte beyond the limit: in the middle of the draft.
#[test]
fn a_kill_in_the_middle_of_a_write_loses_nothing() {
    const NAME: &str = "it::store_file::a_kill_in_the_middle_of_a_write_loses_nothing";
    as_throwaway_user(NAME, || {
        let store = SessionStore::open(with_passphrase("right")).unwrap();
        let writing = state_folder().join("writing");
        if writing.exists() {
            let result = store.put_session(&key("a-one"), &session('B', 4000, 3600), Timestamp::now());
            panic!("went on writing: {result:?}");
        }
        store
            .put_session(&key("a-one"), &session('A', 100, 3600), Timestamp::now())
            .unwrap();
        fs::write(&writing, "").unwrap();
        let output = Command::new("prlimit")
            .args(["--fsize=1000", "--core=0"])
            .arg(std::env::current_exe().unwrap())
            .args([NAME, "--exact"])
            .output()
            .unwrap();
        assert_eq!(
            std::os::unix::process::ExitStatusExt::signal(&output.status),
            Some(25),
            "{output:?}"
        );
        assert_eq!(found(&store, "a-one"), Some('A'));
        // The half-written draft is no entry, and goes when it is old.
        assert_eq!(store.session_keys().unwrap(), [key("a-one")]);
        let later = Timestamp::now().plus(3601);
        let session = session('C', 100, 7200);
        store.put_session(&key("a-two"), &session, later).unwrap();
        let drafts = files_below(&state_folder()).into_iter();
        assert_eq!(
            drafts
                .filter(|file| file.to_string_lossy().ends_with(".draft"))
                .count(),
            0
        );
    });
}

#[test]
fn others_may_not_read_the_passphrase_file() {
    as_throwaway_user("it::store_file::others_may_not_read_the_passphrase_file", || {
        let settings = with_passphrase("right");
        assert_eq!(settings.exposed_passphrase_file(), None);
        let file = settings.passphrase_file.clone().unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(settings.exposed_passphrase_file(), Some((file.as_path(), 0o640)));
    });
}

#[test]
fn a_key_that_moves_to_another_store_leaves_no_copy() {
    as_throwaway_user(
        "it::store_file::a_key_that_moves_to_another_store_leaves_no_copy",
        || {
            let forbidden = KeyStore::open(settings(Some(StoreName::Kernel))).err().unwrap();
            assert_eq!(forbidden.kind(), StoreErrorKind::Configuration);
            assert_eq!(
                forbidden.to_string(),
                "access keys cannot rest in the store `kernel`"
            );
            let help = "it forgets them at reboot; use `--store secret-service` or `--store file`";
            assert_eq!(forbidden.help().unwrap(), help);
            // Recorded in the desktop's keyring, which is not there: an error, never «no such key».
            let unnamed = StoreSettings {
                named: None,
                ..with_passphrase("right")
            };
            let keys = KeyStore::open(unnamed.clone()).unwrap();
            assert_eq!(keys.name().unwrap(), StoreName::File);
            assert!(matches!(
                keys.passed_over(),
                Some((StoreName::SecretService, Refusal::NoService(_)))
            ));
            keys.put_access_key("corp", &access_key('K'), Timestamp::now())
                .unwrap();
            let record = state_folder().join("keys.json");
            let json = fs::read_to_string(&record).unwrap();
            fs::write(&record, json.replace("\"file\"", "\"secret-service\"")).unwrap();
            let begun = Instant::now();
            let missing = KeyStore::open(unnamed.clone())
                .unwrap()
                .access_key("corp")
                .unwrap_err();
            assert_eq!(
                missing.to_string(),
                "the store `secret-service` cannot be used here"
            );
            assert!(begun.elapsed() < Duration::from_secs(2));
            let moved = KeyStore::open(unnamed).unwrap();
            let left = moved
                .put_access_key("corp", &access_key('L'), Timestamp::now())
                .unwrap_err();
            assert_eq!(
                left.to_string(),
                "the access key `corp` is in the store `file`, and an older one is still in `secret-service`"
            );
            assert_eq!(
                left.help().unwrap(),
                "`rolehop keys remove corp --store secret-service`"
            );
            assert_eq!(secret(&moved, "corp"), Some("L".repeat(40)));
        },
    );
}
