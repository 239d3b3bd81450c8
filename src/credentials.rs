//! What a call is signed with. Secrets are redacted in `Debug` and wiped when dropped.

use secrecy::{ExposeSecret, SecretString};

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

impl Credentials {
    /// The first field, by its name in STS's answers, that holds what no credential has.
    ///
    /// Security: these are written into headers, shells and files; a line break would start a line of its own.
    #[expect(clippy::disallowed_methods, reason = "looked at for its characters alone")]
    pub fn garbled(&self) -> Option<&'static str> {
        let token = self
            .session_token
            .as_ref()
            .map_or("", |token| token.expose_secret());
        let fields = [
            ("AccessKeyId", self.access_key_id.as_str()),
            ("SecretAccessKey", self.secret_access_key.expose_secret()),
            ("SessionToken", token),
        ];
        fields
            .into_iter()
            .find(|(_, text)| !text.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(|(name, _)| name)
    }
}

/// Long-term keys of an IAM user, as they rest in the store.
#[derive(Clone, Debug)]
pub struct AccessKey {
    /// Not a secret, see [`Credentials::access_key_id`].
    pub access_key_id: String,
    /// Signs; never shown.
    pub secret_access_key: SecretString,
}
