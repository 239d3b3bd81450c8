//! Names and secrets made up by the server, in the alphabets and lengths that AWS uses.

use data_encoding::{BASE32_NOPAD, BASE64, HEXLOWER};

/// An access key ID of a session: `ASIA` and sixteen characters.
pub(super) fn session_access_key_id() -> String {
    format!("ASIA{}", &BASE32_NOPAD.encode(&bytes(10))[..16])
}

/// A secret access key: forty characters.
pub(super) fn secret_access_key() -> String {
    BASE64.encode(&bytes(30))
}

/// A session token of `length` characters of base64, with the beginning that real ones have.
pub(super) fn session_token(length: usize) -> String {
    let length = length.max(32);
    let mut token = String::from("IQoJb3JpZ2luX2Vj");
    token.push_str(&BASE64.encode(&bytes(length)));
    token.truncate(length);
    token
}

/// A request ID: a UUID.
pub(super) fn request_id() -> String {
    let hex = HEXLOWER.encode(&bytes(16));
    format!(
        "{}-{}-4{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..]
    )
}

/// The unique ID behind a user or role: the same for the same name, for it must not change between two calls.
pub(super) fn unique_id(prefix: &str, arn: &str) -> String {
    use sha2::{Digest, Sha256};
    format!(
        "{prefix}{}",
        &BASE32_NOPAD.encode(&Sha256::digest(arn.as_bytes()))[..17]
    )
}

fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_lengths_of_aws() {
        assert_eq!(session_access_key_id().len(), 20);
        assert_eq!(secret_access_key().len(), 40);
        for length in [300, 700, 2_500] {
            assert_eq!(session_token(length).len(), length);
        }
        assert_eq!(request_id().len(), 36);
        assert_eq!(unique_id("AIDA", "x"), unique_id("AIDA", "x"));
    }
}
