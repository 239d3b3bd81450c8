//! The temporary credentials that a hop returned, and how long they may be handed out.

use crate::credentials::Credentials;
use crate::time::Timestamp;

/// What one STS call returned. Its secrets are redacted in `Debug`.
#[derive(Clone, Debug)]
pub struct Session {
    /// Always with a session token.
    pub credentials: Credentials,
    /// When STS issued it.
    pub issued_at: Timestamp,
    /// When STS stops taking it.
    pub expiration: Timestamp,
    /// The STS operation that made it, as `AssumeRole`.
    pub operation: String,
    /// The profile whose hop made it, where the hop came from a profile.
    pub profile: Option<String>,
    /// The role that was assumed.
    pub role_arn: Option<String>,
    /// Who the session is: the assumed role's or the federated user's ARN, where STS tells it.
    pub arn: Option<String>,
    /// The account of `arn`, or of the role, where known.
    pub account_id: Option<String>,
}
