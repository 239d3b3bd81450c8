//! Each row of STS's errors, with all three parts of what a person reads.

mod denied;

use super::*;
use crate::arn::RoleArn;
use crate::sts::call::{CallerKind, MfaSent, Sent};
use crate::time::Timestamp;

const USER: &str = "arn:aws:iam::111111111111:user/alice";
const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
const DEVICE: &str = "arn:aws:iam::111111111111:mfa/alice";

fn assume_role() -> Call {
    Call {
        operation: "AssumeRole",
        role_arn: RoleArn::parse(HUB).ok(),
        hop: 2,
        profile: Some("hub".to_owned()),
        caller_arn: Some(USER.to_owned()),
        caller_role: None,
        caller_kind: CallerKind::LongTerm,
        access_key_ending: "WXYZ".to_owned(),
        sent: Sent {
            duration_seconds: Some(7200),
            ..Sent::default()
        },
        region: "eu-west-1".to_owned(),
        endpoint: "sts.eu-west-1.amazonaws.com".to_owned(),
        policy_place: None,
    }
}

fn with_code() -> Call {
    let mut call = assume_role();
    call.sent.mfa = MfaSent::Code {
        serial: DEVICE.to_owned(),
    };
    call
}

fn answer(status: u16, code: &str, message: &str) -> ServiceAnswer {
    ServiceAnswer {
        status,
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        message: Some(message.to_owned()).filter(|message| !message.is_empty()),
        request_id: Some("r-1".to_owned()),
    }
}

fn refused(call: Call, status: u16, code: &str, message: &str) -> StsError {
    let witness = Witness::new(Timestamp::from_seconds(0), call.sent.mfa != MfaSent::No);
    StsError::Refused(Box::new(Refusal::new(
        call,
        answer(status, code, message),
        &witness,
    )))
}

/// `error:`, `caused by:` and `help:`, as the printer has them.
fn told(error: &StsError) -> String {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    format!("{error}\n{cause}\n{}", error.help().unwrap_or_default())
}

/// A call, what STS says of it (status, code, message), and the help.
type Row = (Call, u16, &'static str, &'static str, &'static str);

fn assert_told(rows: impl IntoIterator<Item = Row>) {
    let alice = format!("STS refused AssumeRole on `{HUB}` as `{USER}`");
    for (call, status, code, message, help) in rows {
        let error = refused(call, status, code, message);
        assert_eq!(
            told(&error),
            format!("{alice}\n{code}: {message} (request id r-1)\n{help}")
        );
        assert_eq!(error.exit_kind(), ExitKind::Refused, "{code}");
    }
}

#[test]
fn tells_codes_and_durations_whole() {
    assert_told([
        (
            with_code(),
            403,
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
            "a code is good once and for about a minute: take the next one of `arn:aws:iam::111111111111:mfa/alice`; \
             where the device is a program, check its clock with `date -u`",
        ),
        (
            with_code(),
            403,
            "AccessDenied",
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
            "`arn:aws:iam::111111111111:mfa/alice` must be a device of the IAM user that signs \
             `arn:aws:iam::111111111111:user/alice`, not of the role's account; `aws iam list-mfa-devices` lists the \
             user's own",
        ),
        (
            assume_role(),
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            "7200 seconds were asked, more than the role's MaxSessionDuration: write `duration_seconds = \"max\"`, or \
             `duration_seconds = 3600`, in `[profile.hub]`",
        ),
        (
            assume_role(),
            400,
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
            "7200 seconds were asked, and hop 2 starts from a role session, which gets an hour at most: write \
             `duration_seconds = 3600` in `[profile.hub]`",
        ),
    ]);
}

#[test]
fn tells_credentials_that_are_not_taken_whole() {
    assert_told([
        (
            assume_role(),
            403,
            "ExpiredToken",
            "The security token included in the request is expired",
            "the credentials whose access key ends in `WXYZ` have expired: renew them where they come from; \
             `rolehop clear` forgets the sessions that rolehop keeps",
        ),
        (
            assume_role(),
            400,
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
            "the credentials whose access key ends in `WXYZ` have expired: renew them where they come from; \
             `rolehop clear` forgets the sessions that rolehop keeps",
        ),
        (
            assume_role(),
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "the access key that ends in `WXYZ` is deleted, inactive, or of another partition than \
             `sts.eu-west-1.amazonaws.com`: make a new one in IAM and store it with `rolehop keys add hub`",
        ),
        (
            Call {
                caller_kind: CallerKind::RoleSession,
                ..assume_role()
            },
            403,
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "the session whose access key ends in `WXYZ` is not known at `sts.eu-west-1.amazonaws.com`: it is of \
             another partition, its keys were deleted, or it comes from the global endpoint, whose sessions end at the \
             Regions that are on by default; `rolehop clear` and a Regional endpoint mend that",
        ),
        (
            assume_role(),
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            "the secret does not belong to the access key that ends in `WXYZ`: store both again with \
             `rolehop keys add hub`",
        ),
    ]);
}

#[test]
fn tells_policies_regions_and_tokens_whole() {
    assert_told([
        (
            Call {
                policy_place: Some("read-only.json".to_owned()),
                ..assume_role()
            },
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy.",
            "mend `read-only.json`; what STS found wrong is above",
        ),
        (
            Call {
                sent: Sent {
                    policy_length: Some(2000),
                    policy_arns: 3,
                    tags: 4,
                    ..Sent::default()
                },
                ..assume_role()
            },
            400,
            "PackedPolicyTooLarge",
            "Packed policy consumes 112% of allotted space, please use smaller policy.",
            "shorten the session policy (2000 characters), or send fewer policy ARNs (3) or tags (4, and what earlier \
             hops pass on): they share the room that STS gives as a percentage",
        ),
        (
            assume_role(),
            403,
            "RegionDisabledException",
            "STS is not activated in this region for account:111111111111.",
            "STS is switched off in `eu-west-1` for that account: name another Region with `--region`, or write \
             `sts_regional_endpoints = \"legacy\"` in `[profile.hub]`",
        ),
        (
            assume_role(),
            400,
            "InvalidIdentityToken",
            "Incorrect token audience",
            "compare the token's issuer, audience and expiry with the role's trust policy, and get a new token",
        ),
        (
            assume_role(),
            403,
            "IDPRejectedClaim",
            "The identity provider rejected the claim",
            "compare the token's issuer, audience and expiry with the role's trust policy, and get a new token",
        ),
        (
            assume_role(),
            400,
            "InvalidAuthorizationMessageException",
            "Message is not valid",
            "paste the encoded message whole, from its first character to its last",
        ),
        (
            assume_role(),
            400,
            "ValidationError",
            "1 validation error detected",
            "the code is explained in the STS API Reference, under the operation's errors and «Common Errors»",
        ),
    ]);
}

#[test]
fn a_service_that_fails_is_not_a_refusal() {
    for (status, code, message, first, cause, help) in [
        (
            400,
            "Throttling",
            "Rate exceeded",
            "STS throttled",
            "Throttling: Rate exceeded (request id r-1)",
            "wait a little and try again; `AWS_MAX_ATTEMPTS` sets how often a call is tried",
        ),
        (
            429,
            "",
            "",
            "STS throttled",
            "HTTP 429 (request id r-1)",
            "wait a little and try again; `AWS_MAX_ATTEMPTS` sets how often a call is tried",
        ),
        (
            503,
            "ServiceUnavailable",
            "",
            "STS failed at",
            "ServiceUnavailable (request id r-1)",
            "try again in a moment, or another Region with `--region`",
        ),
        (
            400,
            "IDPCommunicationError",
            "timed out",
            "STS could not ask the identity provider for",
            "IDPCommunicationError: timed out (request id r-1)",
            "STS could not reach the identity provider: try again in a moment",
        ),
    ] {
        let error = refused(assume_role(), status, code, message);
        assert_eq!(
            told(&error),
            format!("{first} AssumeRole on `{HUB}` as `{USER}`\n{cause}\n{help}")
        );
        assert_eq!(error.exit_kind(), ExitKind::Unreachable);
    }
}

#[test]
fn session_credentials_are_refused_by_name() {
    let call = Call {
        operation: "GetSessionToken",
        role_arn: None,
        caller_arn: None,
        ..assume_role()
    };
    let error = refused(
        call,
        403,
        "AccessDenied",
        "Cannot call GetSessionToken with session credentials",
    );
    assert_eq!(
        told(&error),
        "STS refused GetSessionToken with the access key that ends in `WXYZ`\n\
         AccessDenied: Cannot call GetSessionToken with session credentials (request id r-1)\n\
         the source's credentials are temporary, and GetSessionToken takes long-term keys only: write \
         `mfa_session = false` in `[profile.hub]`, or start from long-term keys"
    );
    assert_eq!(error.refusal(), Some(&RefusalKind::SessionCredentialsRefused));
}

#[test]
fn a_skewed_clock_is_told_by_how_much() {
    for (skew, help) in [
        (
            1020,
            "this machine's clock is 17 minutes behind STS's: set it right (`timedatectl set-ntp true`)",
        ),
        (
            -5400,
            "this machine's clock is 1 hour 30 minutes ahead of STS's: set it right (`timedatectl set-ntp true`)",
        ),
        (
            10,
            "the secret does not belong to the access key that ends in `WXYZ`: store both again with \
             `rolehop keys add hub`",
        ),
    ] {
        let witness = Witness::new(Timestamp::from_seconds(0), false);
        let mut refusal = Refusal::new(
            assume_role(),
            answer(403, "SignatureDoesNotMatch", "Signature expired: …"),
            &witness,
        );
        refusal.clock_skew_seconds = Some(skew);
        assert_eq!(refusal.help(), help);
    }
}

#[test]
fn a_code_that_an_earlier_attempt_used_is_no_mistake_of_the_person() {
    let message = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    let kind = |used| RefusalKind::of(&answer(403, "AccessDenied", message), used);
    assert_eq!(
        kind(true),
        RefusalKind::WrongCode {
            used_by_earlier_attempt: true
        }
    );
    let witness = Witness::new(Timestamp::from_seconds(0), true);
    let mut refusal = Refusal::new(with_code(), answer(403, "AccessDenied", message), &witness);
    refusal.kind = kind(true);
    assert_eq!(
        refusal.help(),
        "take the next code of `arn:aws:iam::111111111111:mfa/alice`: the first attempt of this call had no answer, \
         and may have used this one"
    );
}

#[test]
fn each_way_of_not_being_reached_has_its_help() {
    let unreachable = |cause, connected, code_may_be_spent| {
        StsError::Unreachable(Box::new(Unreachable {
            call: assume_role(),
            attempts: 3,
            connected,
            code_may_be_spent,
            proxy: None,
            ca_bundle: None,
            cause,
        }))
    };
    let error = unreachable(Cause::NoAnswer { seconds: 20 }, true, true);
    assert_eq!(
        told(&error),
        format!(
            "STS at `sts.eu-west-1.amazonaws.com` gave no answer to AssumeRole on `{HUB}` as `{USER}` (3 attempts)\n\
             no answer within 20 seconds\n\
             the MFA code may have been used: take the next one\n\
             try again in a moment, or another Region with `--region`"
        )
    );
    let causes = [
        Cause::UnknownHost {
            reason: "unknown".to_owned(),
        },
        Cause::NotConnected {
            reason: "refused".to_owned(),
        },
        Cause::ConnectTimeout(std::time::Duration::from_millis(3100)),
        Cause::Tls(TlsFault::UnknownIssuer),
        Cause::Tls(TlsFault::Expired),
        Cause::Tls(TlsFault::WrongName),
        Cause::Tls(TlsFault::Other("garbage".to_owned())),
        Cause::Proxy {
            reason: "407".to_owned(),
        },
        Cause::Broken,
        Cause::OutOfTime,
    ];
    let mut helps = std::collections::BTreeSet::new();
    for cause in causes {
        let error = unreachable(cause, false, false);
        assert_eq!(
            error.to_string(),
            format!(
                "STS at `sts.eu-west-1.amazonaws.com` could not be reached for AssumeRole on `{HUB}` as `{USER}` (3 attempts)"
            )
        );
        assert_eq!(error.exit_kind(), ExitKind::Unreachable);
        helps.insert(error.help().unwrap());
    }
    // A refused and a timed-out connection are mended in the same places.
    assert_eq!(helps.len(), 9);
}
