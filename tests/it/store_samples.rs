//! What the store tests store, and the settings that they open stores with.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rolehop::credentials::{AccessKey, Credentials};
use rolehop::route::key::SessionKey;
use rolehop::session::Session;
use rolehop::store::{SessionStore, StoreName, StoreSettings, default_state_folder};
use rolehop::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};

/// The key of that name.
pub fn key(name: &str) -> SessionKey {
    SessionKey::from_stored(name).unwrap()
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
        .unwrap()
        .expose_secret();
    let secret = session.credentials.secret_access_key.expose_secret();
    let letter = token.chars().next().unwrap();
    let all = |text: &str| text.chars().all(|other| other == letter);
    assert!(all(token) && all(secret), "two sessions in one");
    assert_eq!(session.credentials.access_key_id, format!("ASIAEXAMPLE{letter}"));
    letter
}

/// The letter of what rests under that name, if anything does.
pub fn found(store: &SessionStore<'_>, name: &str) -> Option<char> {
    store.session(&key(name)).unwrap().as_ref().map(letter)
}

/// An access key.
pub fn access_key(letter: char) -> AccessKey {
    AccessKey {
        access_key_id: format!("AKIAEXAMPLE{letter}"),
        secret_access_key: SecretString::from(letter.to_string().repeat(40)),
    }
}

/// The state folder of the user who runs this.
pub fn state_folder() -> PathBuf {
    default_state_folder().unwrap()
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
    SessionStore::open(settings(named)).unwrap()
}

/// Every file below a folder.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.map(|entry| entry.unwrap().path());
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
