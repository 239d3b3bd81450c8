//! A refusal in AWS's own words: HTTP status, code and message.
//!
//! The texts are those that AWS's users report; a test that compares them compares what a person would read.

use super::caller::Caller;

/// What an `ErrorResponse` says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `AccessDenied`, `ExpiredToken`, …
    pub code: String,
    /// The sentence for people.
    pub message: String,
}

impl Refusal {
    /// Any refusal; the constructors below are those that STS is known for.
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    pub(super) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    pub(super) fn parameter(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidParameterValue", message)
    }

    pub(super) fn denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    /// The one text that stands for a missing permission on either side, and for a role that does not exist.
    pub(super) fn unauthorized(caller: &Caller, action: &str, resource: &str) -> Self {
        Self::denied(format!(
            "User: {} is not authorized to perform: {action} on resource: {resource}",
            caller.arn
        ))
    }

    pub(super) fn wrong_mfa_code() -> Self {
        Self::denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
    }

    pub(super) fn unknown_mfa_device() -> Self {
        Self::denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
             valid and associated with this user.",
        )
    }

    pub(super) fn invalid_client_token() -> Self {
        Self::new(
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
        )
    }

    pub(super) fn expired_token() -> Self {
        Self::new(
            403,
            "ExpiredToken",
            "The security token included in the request is expired",
        )
    }

    pub(super) fn signature(message: impl Into<String>) -> Self {
        Self::new(403, "SignatureDoesNotMatch", message)
    }

    pub(super) fn malformed_policy(message: impl Into<String>) -> Self {
        Self::new(400, "MalformedPolicyDocument", message)
    }

    pub(super) fn region_disabled(account: &str) -> Self {
        Self::new(
            403,
            "RegionDisabledException",
            format!(
                "STS is not activated in this region for account:{account}. Your account administrator can \
                 activate STS in this region using the IAM Console."
            ),
        )
    }
}
