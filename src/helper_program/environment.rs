//! What of our environment a helper program does not get.

/// Credentials, codes and where secrets lie: ours, the AWS SDKs' and a CI job's.
///
/// Security: a helper gets no credential (it has its own), so one that is careless or hostile has nothing to leak.
/// Tokens of other services stay: a password manager's own sign-in is why an `mfa_process` works.
pub(super) const CREDENTIALS: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    // The older names that SDKs still read.
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "ROLEHOP_MFA_TOKEN",
    "ROLEHOP_STORE_PASSPHRASE_FILE",
];
