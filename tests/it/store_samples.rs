//! What the store tests store, and the settings that they open stores with.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rolehop::credentials::{AccessKey, Credentials};
use rolehop::route::key::SessionKey;
use rolehop::session::Session;
use rolehop::store::{KeyStore, SessionStore, StoreName, StoreSettings, default_state_folder};
use rolehop::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};

/// The key of that name.
pub fn key(name: &str) -> SessionKey {
    SessionKey::from_stored(name).expect("a name of a session")
}

/// A session whose token is `size` characters of base64 made of `letter`, which lasts `seconds` from now.
pub fn session(letter: char, size: usize, seconds: i64) -> Session {
    let now = Timestamp::now();
    Session {
        credentials: Credentials {
            access_key_id: format!("ASIAEXAMPLE{letter}"),
            secret_access_key: SecretString::from(letter.to_string().repeat(40)),
            session_token: Some(SecretString::from(letter.to_string().repeat(size))),
        },
        issued_at: now,
        expiration: now.plus(seconds),
        operation: "AssumeRole".to_owned(),
        profile: Some("prod".to_owned()),
        role_arn: Some("arn:aws:iam::333333333333:role/Deploy".to_owned()),
        arn: None,
        account_id: Some("333333333333".to_owned()),
    }
}

/// The letter that a session was made of; panics if it is not all of one.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests compare the secrets that they made up"
)]
pub fn letter(session: &Session) -> char {
    let token = session
        .credentials
        .session_token
        .as_ref()
        .expect("a session has a token")
        .expose_secret();
    let secret = session.credentials.secret_access_key.expose_secret();
    let letter = token.chars().next().expect("one that is not empty");
    let all = |text: &str| text.chars().all(|other| other == letter);
    assert!(all(token) && all(secret), "two sessions in one");
    assert_eq!(session.credentials.access_key_id, format!("ASIAEXAMPLE{letter}"));
    letter
}

/// The letter of what rests under that name, if anything does.
pub fn found(store: &SessionStore<'_>, name: &str) -> Option<char> {
    store
        .session(&key(name))
        .expect("the store can be read")
        .as_ref()
        .map(letter)
}

/// An access key.
pub fn access_key(letter: char) -> AccessKey {
    AccessKey {
        access_key_id: format!("AKIAEXAMPLE{letter}"),
        secret_access_key: SecretString::from(letter.to_string().repeat(40)),
    }
}

/// The secret of the key of that name, if there is one.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests compare the secrets that they made up"
)]
pub fn secret(store: &KeyStore<'_>, name: &str) -> Option<String> {
    let key = store.access_key(name).expect("the store can be read");
    key.map(|key| key.secret_access_key.expose_secret().to_owned())
}

/// The state folder of the user who runs this.
pub fn state_folder() -> PathBuf {
    default_state_folder().expect("there is a home")
}

/// Settings with nobody to ask and a deadline that no test should meet.
pub fn settings<'a>(named: Option<StoreName>) -> StoreSettings<'a> {
    let patience = Instant::now() + Duration::from_secs(30);
    StoreSettings {
        named,
        ..StoreSettings::new(Some(state_folder()), patience)
    }
}

/// The first store that works, or the named one.
pub fn open<'a>(named: Option<StoreName>) -> SessionStore<'a> {
    SessionStore::open(settings(named)).expect("a store that works")
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.map(|entry| entry.expect("the folder can be read").path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}
