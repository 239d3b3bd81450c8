//! What mends a refusal: a command, or a line to write, made of what the call was.

use super::refusal::{Refusal, RefusalKind};
use super::unreachable::SPENT;
use crate::duration::in_words;
use crate::sts::call::{CallerKind, MfaSent};

/// STS corrects a smaller skew itself; above it a signature is out of its window.
const SKEW_THAT_MATTERS: i64 = 240;

impl Refusal {
    /// What to do next.
    pub fn help(&self) -> String {
        match &self.kind {
            RefusalKind::AccessDenied(denial) => denial.help(&self.call),
            RefusalKind::WrongCode { .. } | RefusalKind::DeviceInvalid => self.mfa_help(),
            RefusalKind::SessionCredentialsRefused => format!(
                "the source's credentials are temporary, and {} takes long-term keys only: write `mfa_session = false` in {}, or start from long-term keys",
                self.call.operation,
                self.profile()
            ),
            RefusalKind::DurationExceedsRole | RefusalKind::DurationExceedsChaining => self.duration_help(),
            RefusalKind::Expired | RefusalKind::InvalidClientTokenId | RefusalKind::SignatureDoesNotMatch => {
                self.credentials_help()
            }
            RefusalKind::MalformedPolicy | RefusalKind::PackedPolicyTooLarge => self.policy_help(),
            RefusalKind::RegionDisabled => format!(
                "STS is switched off in `{}` for that account: name another Region with `--region`, or write `sts_regional_endpoints = \"legacy\"` in {}",
                self.call.region,
                self.profile()
            ),
            RefusalKind::InvalidIdentityToken | RefusalKind::IdpRejectedClaim | RefusalKind::IdpCommunication => {
                self.identity_help()
            }
            RefusalKind::InvalidAuthorizationMessage => {
                "paste the encoded message whole, from its first character to its last".to_owned()
            }
            RefusalKind::Throttled => {
                "wait a little and try again; `AWS_MAX_ATTEMPTS` sets how often a call is tried".to_owned()
            }
            RefusalKind::Unavailable => self.with_spent_code(
                "try again in a moment, or another Region with `--region`".to_owned(),
            ),
            RefusalKind::Other => {
                "the code is explained in the STS API Reference, under the operation's errors and «Common Errors»"
                    .to_owned()
            }
        }
    }

    fn with_spent_code(&self, help: String) -> String {
        match self.code_may_be_spent {
            true => format!("{}\n{help}", SPENT),
            false => help,
        }
    }

    fn mfa_help(&self) -> String {
        let device = match &self.call.sent.mfa {
            MfaSent::Code { serial } => format!("`{serial}`"),
            _ => "the device".to_owned(),
        };
        match self.kind {
            RefusalKind::WrongCode {
                used_by_earlier_attempt: true,
            } => format!(
                "take the next code of {device}: the first attempt of this call had no answer, and may have used this one"
            ),
            RefusalKind::WrongCode { .. } => format!(
                "a code is good once and for about a minute: take the next one of {device}; where the device is a program, check its clock with `date -u`{}",
                self.skew_note()
            ),
            _ => format!(
                "{device} must be a device of the IAM user that signs {}, not of the role's account; `aws iam list-mfa-devices` lists the user's own",
                self.call.signer()
            ),
        }
    }

    fn duration_help(&self) -> String {
        let asked = match self.call.sent.duration_seconds {
            Some(seconds) => format!("{seconds} seconds were asked"),
            None => "STS's default was asked".to_owned(),
        };
        match self.kind {
            RefusalKind::DurationExceedsRole => format!(
                "{asked}, more than the role's MaxSessionDuration: write `duration_seconds = \"max\"`, or `duration_seconds = 3600`, in {}",
                self.profile()
            ),
            _ => format!(
                "{asked}, and hop {} starts from a role session, which gets an hour at most: write `duration_seconds = 3600` in {}",
                self.call.hop,
                self.profile()
            ),
        }
    }

    fn credentials_help(&self) -> String {
        let ending = &self.call.access_key_ending;
        match (&self.kind, self.call.caller_kind) {
            (RefusalKind::Expired, _) => format!(
                "the credentials whose access key ends in `{ending}` have expired: renew them where they come from; \
                 `rolehop clear` forgets the sessions that rolehop keeps"
            ),
            (RefusalKind::InvalidClientTokenId, CallerKind::LongTerm) => format!(
                "the access key that ends in `{ending}` is deleted, inactive, or of another partition than `{}`: make a \
                 new one in IAM and store it with `rolehop keys add {}`",
                self.call.endpoint,
                self.name()
            ),
            (RefusalKind::InvalidClientTokenId, _) => format!(
                "the session whose access key ends in `{ending}` is not known at `{}`: it is of another partition, its \
                 keys were deleted, or it comes from the global endpoint, whose sessions end at the Regions that are on \
                 by default; `rolehop clear` and a Regional endpoint mend that",
                self.call.endpoint
            ),
            _ => self.signature_help(),
        }
    }

    fn signature_help(&self) -> String {
        match self.clock_skew_seconds {
            Some(skew) if skew.abs() >= SKEW_THAT_MATTERS => format!(
                "this machine's clock is {} {} STS's: set it right (`timedatectl set-ntp true`)",
                in_words(skew.abs()),
                if skew > 0 { "behind" } else { "ahead of" }
            ),
            _ => format!(
                "the secret does not belong to the access key that ends in `{}`: store both again with `rolehop keys add {}`",
                self.call.access_key_ending,
                self.name()
            ),
        }
    }

    fn skew_note(&self) -> String {
        match self.clock_skew_seconds {
            Some(skew) if skew.abs() >= 30 => format!(
                " (it is {} {} STS's)",
                in_words(skew.abs()),
                if skew > 0 { "behind" } else { "ahead of" }
            ),
            _ => String::new(),
        }
    }

    fn policy_help(&self) -> String {
        let place = match &self.call.policy_place {
            Some(place) => format!("`{place}`"),
            None => "the session policy".to_owned(),
        };
        if self.kind == RefusalKind::MalformedPolicy {
            return format!("mend {place}; what STS found wrong is above");
        }
        let sent = &self.call.sent;
        format!(
            "shorten {place} ({} characters), or send fewer policy ARNs ({}) or tags ({}, and what earlier hops pass on): they share the room that STS gives as a percentage",
            sent.policy_length.unwrap_or(0),
            sent.policy_arns,
            sent.tags
        )
    }

    fn identity_help(&self) -> String {
        match self.kind {
            RefusalKind::IdpCommunication => {
                "STS could not reach the identity provider: try again in a moment".to_owned()
            }
            _ => "compare the token's issuer, audience and expiry with the role's trust policy, and get a new token"
                .to_owned(),
        }
    }

    fn profile(&self) -> String {
        match &self.call.profile {
            Some(name) => format!("`[profile.{name}]`"),
            None => "the profile".to_owned(),
        }
    }

    fn name(&self) -> &str {
        self.call.profile.as_deref().unwrap_or("NAME")
    }
}
