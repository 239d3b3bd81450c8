//! What rolehop leaves in the Linux kernel keyring beside sessions: a passphrase's derived key, which would rest there
//! for hours, and the key of sealed files, which waits for the day when the keyring is full.

use std::path::Path;

/// Removes them, where they are the tour's alone: the first if it belongs to the sealed files in `state_folder`, the
/// second if there is nothing else of rolehop's, here or in a file of this user.
#[cfg(target_os = "linux")]
pub fn sweep(state_folder: &Path) {
    let header = std::fs::read(state_folder.join("sealed/file/header")).unwrap_or_default();
    for (description, id) in entries()
        .iter()
        .filter_map(|it| Some((it, it.strip_prefix("rolehop:passphrase:")?)))
    {
        let id = data_encoding::HEXLOWER.decode(id.as_bytes()).unwrap_or_default();
        if !id.is_empty() && header.windows(id.len()).any(|bytes| bytes == id) {
            remove(description);
        }
    }
    let sealed = rolehop::store::default_state_folder().map(|folder| folder.join("sealed/kernel"));
    if entries() == [SEALING_KEY] && !sealed.is_some_and(|folder| folder.exists()) {
        remove(SEALING_KEY);
    }
}

/// Other systems have no such keyring.
#[cfg(not(target_os = "linux"))]
pub fn sweep(_state_folder: &Path) {}

/// The descriptions of rolehop's live keys, by proc_keys(5).
#[cfg(target_os = "linux")]
fn entries() -> Vec<String> {
    // What is not possessed is not listed.
    let _ = user_keyring();
    let table = std::fs::read_to_string("/proc/keys").unwrap_or_default();
    let lines = table.lines().filter(|line| !line.contains(" expd "));
    let descriptions = lines.filter_map(|line| line.split_ascii_whitespace().nth(8)?.strip_suffix(':'));
    descriptions
        .filter(|it| it.starts_with("rolehop:"))
        .map(str::to_owned)
        .collect()
}

#[cfg(target_os = "linux")]
fn remove(description: &str) {
    let _ = user_keyring().and_then(|ring| ring.unlink_key(ring.search(description)?));
}

/// `@u`, possessed by this process.
#[cfg(target_os = "linux")]
fn user_keyring() -> Result<linux_keyutils::KeyRing, linux_keyutils::KeyError> {
    use linux_keyutils::{KeyRing, KeyRingIdentifier};
    let ring = KeyRing::from_special_id(KeyRingIdentifier::User, false)?;
    KeyRing::from_special_id(KeyRingIdentifier::Process, true)?.link_keyring(ring)?;
    Ok(ring)
}

#[cfg(target_os = "linux")]
const SEALING_KEY: &str = "rolehop:sealing-key";
