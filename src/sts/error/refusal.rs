//! STS's errors by kind, and what mends each.
//!
//! The codes and texts are those of the STS API Reference and of what users report.

use std::fmt;

use super::ExitKind;
use super::access_denied::Denial;
use crate::sts::call::Call;
use crate::sts::witness::Witness;

/// A call that STS answered with an error.
#[derive(Debug, thiserror::Error)]
#[error("{}", headline(.kind, .call, *.attempts))]
pub struct Refusal {
    pub kind: RefusalKind,
    pub call: Call,
    pub attempts: u32,
    /// How far the service's clock is ahead of this machine's.
    pub clock_skew_seconds: Option<i64>,
    /// The code of the call must not be sent again.
    pub code_may_be_spent: bool,
    #[source]
    pub answer: ServiceAnswer,
}

/// What the service said, without what we sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ServiceAnswer {
    /// HTTP.
    pub status: u16,
    pub code: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
}

impl fmt::Display for ServiceAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => f.write_str(code)?,
            None => write!(f, "HTTP {}", self.status)?,
        }
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        match &self.request_id {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ServiceAnswer {}

/// What STS refused for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RefusalKind {
    AccessDenied(Box<Denial>),
    /// The code is wrong, or used up.
    WrongCode {
        /// An earlier attempt of the same call, whose answer brought nothing, may have used it up: not the person's
        /// mistake.
        used_by_earlier_attempt: bool,
    },
    /// The device is not the caller's.
    DeviceInvalid,
    /// GetSessionToken and GetFederationToken take long-term keys only.
    SessionCredentialsRefused,
    /// Longer than the role's MaxSessionDuration.
    DurationExceedsRole,
    /// Longer than an hour, from a role session.
    DurationExceedsChaining,
    /// The session or token that was sent has ended.
    Expired,
    InvalidClientTokenId,
    /// The signature does not match, or its time is out of the window.
    SignatureDoesNotMatch,
    MalformedPolicy,
    PackedPolicyTooLarge,
    RegionDisabled,
    InvalidIdentityToken,
    IdpRejectedClaim,
    /// Transient.
    IdpCommunication,
    InvalidAuthorizationMessage,
    Throttled,
    /// 5xx.
    Unavailable,
    Other,
}

impl RefusalKind {
    /// By status, code and message of an answer.
    pub(super) fn of(answer: &ServiceAnswer, used_by_earlier_attempt: bool) -> Self {
        let message = answer.message.as_deref().unwrap_or_default();
        match answer.code.as_deref().unwrap_or_default() {
            "AccessDenied" | "AccessDeniedException" => denied(message, used_by_earlier_attempt),
            "ValidationError" if message.contains("MaxSessionDuration") => Self::DurationExceedsRole,
            "ValidationError" if message.contains("1 hour session limit") => Self::DurationExceedsChaining,
            "ExpiredToken" | "ExpiredTokenException" => Self::Expired,
            "InvalidClientTokenId" | "UnrecognizedClientException" => Self::InvalidClientTokenId,
            "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "RequestExpired"
            | "RequestTimeTooSkewed" => Self::SignatureDoesNotMatch,
            "MalformedPolicyDocument" | "MalformedPolicyDocumentException" => Self::MalformedPolicy,
            "PackedPolicyTooLarge" | "PackedPolicyTooLargeException" => Self::PackedPolicyTooLarge,
            "RegionDisabledException" => Self::RegionDisabled,
            "InvalidIdentityToken" | "InvalidIdentityTokenException" => Self::InvalidIdentityToken,
            "IDPRejectedClaim" | "IDPRejectedClaimException" => Self::IdpRejectedClaim,
            "IDPCommunicationError" | "IDPCommunicationErrorException" => Self::IdpCommunication,
            "InvalidAuthorizationMessageException" => Self::InvalidAuthorizationMessage,
            "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "RequestLimitExceeded"
            | "SlowDown" => Self::Throttled,
            _ if answer.status == 429 => Self::Throttled,
            _ if answer.status >= 500 => Self::Unavailable,
            _ => Self::Other,
        }
    }
}

fn denied(message: &str, used_by_earlier_attempt: bool) -> RefusalKind {
    if message.contains("invalid MFA one time pass code") {
        RefusalKind::WrongCode {
            used_by_earlier_attempt,
        }
    } else if message.contains("unable to validate MFA code") {
        RefusalKind::DeviceInvalid
    } else if message.contains("with session credentials") {
        RefusalKind::SessionCredentialsRefused
    } else {
        RefusalKind::AccessDenied(Box::new(Denial::parse(message)))
    }
}

fn headline(kind: &RefusalKind, call: &Call, attempts: u32) -> String {
    let many = if attempts > 1 {
        format!(" ({attempts} attempts)")
    } else {
        String::new()
    };
    let what = call.what();
    match kind {
        RefusalKind::Throttled => format!("STS throttled {what}{many}"),
        RefusalKind::Unavailable => format!("STS failed at {what}{many}"),
        RefusalKind::IdpCommunication => format!("STS could not ask the identity provider for {what}{many}"),
        _ => format!("STS refused {what}"),
    }
}

impl Refusal {
    pub(super) fn new(mut call: Call, answer: ServiceAnswer, witness: &Witness) -> Self {
        let kind = RefusalKind::of(&answer, witness.earlier_attempt_may_have_spent_code());
        // The service knows the caller better than we do.
        if let RefusalKind::AccessDenied(denial) = &kind
            && let Some(caller) = &denial.caller
        {
            call.caller_arn = Some(caller.clone());
        }
        Self {
            // Whether STS looks at the code before or after the policies is not told.
            code_may_be_spent: witness.code_may_be_spent()
                || (witness.carries_code()
                    && matches!(kind, RefusalKind::WrongCode { .. } | RefusalKind::AccessDenied(_))),
            attempts: witness.attempts(),
            clock_skew_seconds: witness.clock_skew_seconds(),
            kind,
            call,
            answer,
        }
    }

    pub(super) fn exit_kind(&self) -> ExitKind {
        match self.kind {
            RefusalKind::Throttled | RefusalKind::Unavailable | RefusalKind::IdpCommunication => {
                ExitKind::Unreachable
            }
            _ => ExitKind::Refused,
        }
    }
}
