//! Temporary credentials that this server issued, and what it remembers about them.

use std::collections::BTreeMap;

use super::Settings;
use crate::sts::policy::Policy;
use crate::sts::random;

/// An access key, its secret and token, and the time they are good for.
#[derive(Clone, Debug)]
pub struct Session {
    /// `ASIA…`
    pub access_key_id: String,
    /// Forty characters.
    pub secret_access_key: String,
    /// Base64, as long as the settings say.
    pub session_token: String,
    /// Seconds since the Unix epoch.
    pub issued_at: i64,
    /// Seconds since the Unix epoch.
    pub expires_at: i64,
    /// The region that the call was signed for.
    pub region: String,
    /// Issued by a global endpoint: not valid in opt-in regions.
    pub global: bool,
    /// Whose session it is.
    pub kind: SessionKind,
    pub(super) number: usize,
}

/// Whose session it is.
#[derive(Clone, Debug)]
pub enum SessionKind {
    /// GetSessionToken: the user's own rights, and when a code was given.
    User {
        /// The user's ARN.
        arn: String,
        /// When the MFA code was checked.
        mfa_at: Option<i64>,
    },
    /// A role's.
    Role(RoleSession),
}

/// What a session of a role carries.
#[derive(Clone, Debug, Default)]
pub struct RoleSession {
    /// The role's ARN.
    pub role_arn: String,
    /// RoleSessionName.
    pub name: String,
    /// Session tags, the inherited ones included.
    pub tags: BTreeMap<String, String>,
    /// Keys of the tags that pass on to the next hop.
    pub transitive_tag_keys: Vec<String>,
    /// SourceIdentity, sent or inherited.
    pub source_identity: Option<String>,
    /// Session policies; empty: none limit the session.
    pub policies: Vec<Policy>,
}

impl Session {
    pub(super) fn issue(
        kind: SessionKind,
        number: usize,
        issued_at: i64,
        expires_at: i64,
        region: &str,
        settings: &Settings,
    ) -> Self {
        Self {
            access_key_id: random::session_access_key_id(),
            secret_access_key: random::secret_access_key(),
            session_token: random::session_token(settings.session_token_length),
            issued_at,
            expires_at,
            region: region.to_owned(),
            global: settings.global_endpoint,
            kind,
            number,
        }
    }

    /// What a role's session carries; nothing for a user's.
    pub fn role(&self) -> Option<&RoleSession> {
        match &self.kind {
            SessionKind::Role(role) => Some(role),
            SessionKind::User { .. } => None,
        }
    }
}
