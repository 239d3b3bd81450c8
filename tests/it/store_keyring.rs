//! The desktop's keyring, a real one on a bus of its own: unlocked, locked, gone.

use std::time::{Duration, Instant};

use rolehop::store::{KeyStore, Refusal, SessionStore, StoreError, StoreErrorKind, StoreName, StoreSettings};
use rolehop::time::Timestamp;
use rolehop_test_support::keyring::{KeyringUser, SecretServiceSession, as_throwaway_user, is_inside, step};

use super::store_samples::{
    access_key, files_below, found, key, open, secret, session, settings, state_folder,
};

const SERVICE: Option<StoreName> = Some(StoreName::SecretService);

#[test]
fn keeps_sessions_and_keys_and_names_them_clearly() {
    const NAME: &str = "it::store_keyring::keeps_sessions_and_keys_and_names_them_clearly";
    if is_inside(NAME) {
        let sessions = open(SERVICE);
        let now = Timestamp::now();
        assert_eq!(found(&sessions, "a-one"), None);
        for (name, letter) in [("a-one", 'A'), ("a-two", 'B'), ("b-one", 'C'), ("a-one", 'D')] {
            sessions
                .put_session(&key(name), &session(letter, 1000, 3600), now)
                .unwrap();
        }
        assert_eq!(found(&sessions, "a-one"), Some('D'));
        assert_eq!(
            sessions.session_keys().unwrap(),
            [key("a-one"), key("a-two"), key("b-one")]
        );
        assert_eq!(sessions.remove_sessions_of("a").unwrap().len(), 2);
        assert_eq!(sessions.session_keys().unwrap(), [key("b-one")]);
        assert!(!sessions.remove_session(&key("a-one")).unwrap());
        // The first that works: unnamed, keys go to the desktop's keyring.
        let keys = KeyStore::open(settings(None)).unwrap();
        assert_eq!(
            (keys.name().unwrap(), secret(&keys, "corp")),
            (StoreName::SecretService, None)
        );
        for letter in ['K', 'L'] {
            keys.put_access_key("corp", &access_key(letter), now).unwrap();
            assert_eq!(secret(&keys, "corp"), Some(letter.to_string().repeat(40)));
        }
        keys.put_access_key("other", &access_key('M'), now).unwrap();
        assert!(keys.remove_access_key("other").unwrap());
        assert_eq!(secret(&keys, "other"), None);
        assert!(files_below(&state_folder().join("sealed")).is_empty());
        return;
    }
    let user = KeyringUser::new();
    let desktop = SecretServiceSession::new(&user);
    desktop.run_test(NAME, "");
    let found = desktop
        .command("secret-tool")
        .args(["search", "--all", "service", "rolehop access key"])
        .output();
    let found = found.unwrap();
    let shown = format!(
        "{}{}",
        String::from_utf8_lossy(&found.stdout),
        String::from_utf8_lossy(&found.stderr)
    );
    assert!(shown.contains("label = rolehop access key corp\n"), "{shown}");
    assert!(shown.contains("attribute.username = corp\n"), "{shown}");
    assert_eq!(shown.matches("label =").count(), 1, "{shown}");
}

#[test]
fn locked_is_told_from_missing_and_from_gone() {
    const NAME: &str = "it::store_keyring::locked_is_told_from_missing_and_from_gone";
    if is_inside(NAME) {
        let begun = Instant::now();
        match step().as_str() {
            "fill" => {
                let keys = KeyStore::open(settings(SERVICE)).unwrap();
                keys.put_access_key("corp", &access_key('K'), Timestamp::now())
                    .unwrap();
                assert!(!open(SERVICE).is_locked());
            }
            "locked" => {
                assert!(open(SERVICE).is_locked());
                let keys = KeyStore::open(settings(SERVICE)).unwrap();
                let locked = keys.access_key("corp").unwrap_err();
                assert_eq!(locked.to_string(), "the store `secret-service` is locked");
                assert_eq!(locked.kind(), StoreErrorKind::Store);
                let locked = open(SERVICE).session(&key("a-one")).unwrap_err();
                assert!(matches!(locked, StoreError::Locked { .. }), "{locked:?}");
                // What there is, is known without unlocking.
                assert_eq!(keys.access_keys().unwrap()[0].name, "corp");
            }
            "nobody to unlock" => {
                // No prompter is on this bus: whatever the service makes of that, it is not «no such key».
                let asking = StoreSettings {
                    may_unlock: true,
                    ..settings(SERVICE)
                };
                let failed = KeyStore::open(asking).unwrap().access_key("corp").unwrap_err();
                assert!(
                    matches!(
                        failed,
                        StoreError::Locked { .. } | StoreError::UnlockCancelled { .. }
                    ),
                    "{failed:?}"
                );
            }
            "no answer" => {
                let impatient = StoreSettings {
                    deadline: begun + Duration::from_secs(1),
                    ..settings(SERVICE)
                };
                let Err(error) = SessionStore::open(impatient) else {
                    panic!("it answered")
                };
                assert!(
                    matches!(
                        error,
                        StoreError::Refused {
                            reason: Refusal::NoAnswer(_),
                            ..
                        }
                    ),
                    "{error:?}"
                );
                assert!(begun.elapsed() >= Duration::from_secs(1));
            }
            "unlocked" => {
                let keys = KeyStore::open(settings(SERVICE)).unwrap();
                assert_eq!(secret(&keys, "corp"), Some("K".repeat(40)));
                assert_eq!(secret(&keys, "other"), None);
            }
            "gone" => {
                let keys = KeyStore::open(settings(SERVICE)).unwrap();
                let gone = keys.access_key("corp").unwrap_err();
                assert!(
                    matches!(
                        gone,
                        StoreError::Refused {
                            reason: Refusal::NoService(_) | Refusal::NoDefaultKeyring,
                            ..
                        }
                    ),
                    "{gone:?}"
                );
            }
            other => panic!("{other}"),
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        return;
    }
    let user = KeyringUser::new();
    let mut desktop = SecretServiceSession::new(&user);
    desktop.run_test(NAME, "fill");
    desktop.lock();
    desktop.run_test(NAME, "locked");
    desktop.run_test(NAME, "nobody to unlock");
    desktop.unlock();
    desktop.run_test(NAME, "unlocked");
    desktop.suspend();
    desktop.run_test(NAME, "no answer");
    desktop.resume();
    desktop.run_test(NAME, "unlocked");
    desktop.kill_service();
    desktop.run_test(NAME, "gone");
}

#[test]
fn no_bus_is_found_out_at_once() {
    as_throwaway_user("it::store_keyring::no_bus_is_found_out_at_once", || {
        let begun = Instant::now();
        let Err(error) = SessionStore::open(settings(SERVICE)) else {
            panic!("opened without a bus")
        };
        assert!(
            matches!(
                error,
                StoreError::Refused {
                    reason: Refusal::NoService(_),
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    });
}

/// Larger than a quarter of a megabyte: no real session is, but Windows takes 2,560 bytes.
#[test]
fn a_record_too_large_rests_in_a_sealed_file() {
    const NAME: &str = "it::store_keyring::a_record_too_large_rests_in_a_sealed_file";
    if is_inside(NAME) {
        let sessions = open(SERVICE);
        sessions
            .put_session(&key("a-one"), &session('A', 600_000, 3600), Timestamp::now())
            .unwrap();
        assert_eq!(found(&open(SERVICE), "a-one"), Some('A'));
        assert_eq!(
            files_below(&state_folder().join("sealed/secret-service")).len(),
            1
        );
        assert_eq!(sessions.session_keys().unwrap(), [key("a-one")]);
        sessions
            .put_session(&key("a-one"), &session('B', 100, 3600), Timestamp::now())
            .unwrap();
        assert_eq!(found(&sessions, "a-one"), Some('B'));
        assert!(files_below(&state_folder().join("sealed")).is_empty());
        return;
    }
    let user = KeyringUser::new();
    SecretServiceSession::new(&user).run_test(NAME, "");
}
