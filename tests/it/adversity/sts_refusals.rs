//! Every refusal that STS is known for, through the whole program: what it said, and what mends it.

use std::time::Duration;

use rolehop_test_support::sts::{Fault, Sts, World};

use super::{KEY, NOWHERE, ROLE, assert_refused, bounded, each};

/// HTTP status, code and message of STS; the exit code; what the help says.
type Case = (u16, &'static str, &'static str, i32, &'static str);

const DENIED: &str = "AccessDenied";

const CASES: [Case; 26] = [
    (
        403,
        DENIED,
        "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole on resource: \
         arn:aws:iam::222222222222:role/Deploy",
        5,
        "the role asks for an external ID; none was sent",
    ),
    (
        403,
        DENIED,
        "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:TagSession on resource: \
         arn:aws:iam::222222222222:role/Deploy",
        5,
        "`sts:TagSession`",
    ),
    (
        403,
        DENIED,
        "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:SetSourceIdentity on resource: \
         arn:aws:iam::222222222222:role/Deploy",
        5,
        "`sts:SetSourceIdentity`",
    ),
    (
        403,
        DENIED,
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        5,
        "a code is good once",
    ),
    (
        403,
        DENIED,
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid \
         and associated with this user.",
        5,
        "must be a device of the IAM user that signs",
    ),
    (
        403,
        DENIED,
        "Cannot call GetSessionToken with session credentials",
        5,
        "`mfa_session = false`",
    ),
    (403, DENIED, "", 5, "1."),
    (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        5,
        "`duration_seconds = \"max\"`",
    ),
    (
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        5,
        "an hour at most",
    ),
    (
        400,
        "ValidationError",
        "1 validation error detected",
        5,
        "STS API Reference",
    ),
    (
        403,
        "ExpiredToken",
        "The security token included in the request is expired",
        5,
        "have expired",
    ),
    (
        400,
        "ExpiredTokenException",
        "Token must be redeemed within 5 minutes",
        5,
        "have expired",
    ),
    (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
        5,
        "the access key that ends in `MPLE` is deleted, inactive, or of another partition",
    ),
    (
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
        5,
        "the secret does not belong to the access key",
    ),
    (
        403,
        "SignatureDoesNotMatch",
        "Signature expired: 20261122T160000Z is now earlier than 20261122T161500Z (20261122T163000Z - 15 min.)",
        5,
        "the secret does not belong to the access key",
    ),
    (
        400,
        "MalformedPolicyDocument",
        "Syntax errors in policy.",
        5,
        "mend the session policy",
    ),
    (
        400,
        "PackedPolicyTooLarge",
        "Packed size of the policy is 105%, which is over the limit",
        5,
        "send fewer policy ARNs",
    ),
    (
        403,
        "RegionDisabledException",
        "STS is not activated in this region for account:222222222222.",
        5,
        "STS is switched off in `eu-west-1`",
    ),
    (
        400,
        "InvalidIdentityToken",
        "No OpenIDConnect provider found",
        5,
        "issuer, audience and expiry",
    ),
    (
        403,
        "IDPRejectedClaim",
        "The identity provider rejected the claim",
        5,
        "issuer, audience and expiry",
    ),
    (
        400,
        "IDPCommunicationError",
        "Couldn't retrieve verification key",
        6,
        "could not reach the identity provider",
    ),
    (
        400,
        "InvalidAuthorizationMessageException",
        "The message is invalid",
        5,
        "paste the encoded message whole",
    ),
    (
        400,
        "Throttling",
        "Rate exceeded",
        6,
        "wait a little and try again",
    ),
    (
        500,
        "InternalFailure",
        "The request processing has failed",
        6,
        "try again in a moment",
    ),
    (
        503,
        "ServiceUnavailable",
        "The request has failed",
        6,
        "try again in a moment",
    ),
    (400, "NeverHeardOf", "what is this", 5, "STS API Reference"),
];

#[test]
fn each_refusal_is_told_in_three_parts_with_what_mends_it() {
    each(&CASES, |env, (status, code, message, exit, help)| {
        let sts = Sts::start(World::demo());
        sts.fault(Fault::error(*status, code, message));
        let run = env
            .rolehop(["export", ROLE])
            .vars(KEY)
            .var("AWS_REGION", "eu-west-1");
        let outcome = bounded(run.var(NOWHERE.0, sts.url()));
        assert_refused(code, &outcome, *exit, &[help]);
        let parts: Vec<&str> = ["error: ", "caused by: ", "help: "]
            .into_iter()
            .filter(|part| outcome.stderr.lines().any(|line| line.starts_with(part)))
            .collect();
        assert_eq!(
            parts,
            ["error: ", "caused by: ", "help: "],
            "{code}: {}",
            outcome.stderr
        );
        let caused = outcome
            .stderr
            .lines()
            .find(|line| line.starts_with("caused by: "))
            .unwrap();
        assert!(caused.starts_with(&format!("caused by: {code}")), "{caused}");
        assert!(
            caused.contains(message.trim()) && caused.contains("request id"),
            "{caused}"
        );
    });
}

#[test]
fn a_clock_that_is_wrong_is_told_by_how_much() {
    let sts = Sts::start(World::demo());
    sts.set_clock_offset(1_800);
    let env = rolehop_test_support::test_env!();
    let run = env.rolehop(["whoami"]).vars(KEY).var("AWS_MAX_ATTEMPTS", "1");
    let outcome = bounded(run.var(NOWHERE.0, sts.url()));
    assert_refused(
        "a wrong clock",
        &outcome,
        5,
        &["this machine's clock is 30 minutes behind STS's"],
    );
    assert!(outcome.took < Duration::from_secs(5));
}
