//! What a call is signed with. Secrets are redacted in `Debug` and wiped when dropped.

use secrecy::SecretString;

/// Credentials that sign a call: an access key, and the session token where they are temporary.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Not a secret: AWS writes it into logs and errors (IAM User Guide, «Identify credentials»).
    pub access_key_id: String,
    /// Signs; never shown.
    pub secret_access_key: SecretString,
    /// Present exactly in temporary credentials.
    pub session_token: Option<SecretString>,
}

/// Long-term keys of an IAM user, as they rest in the store.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// Not a secret, see [`Credentials::access_key_id`].
    pub access_key_id: String,
    /// Signs; never shown.
    pub secret_access_key: SecretString,
}
