//! An AccessDenied: its causes in order, and the two policies.

use super::*;

const DENIED: &str = "User: arn:aws:iam::111111111111:user/alice is not authorized to perform: sts:AssumeRole on \
                      resource: arn:aws:iam::222222222222:role/Hub";

#[test]
fn access_denied_ranks_the_causes_by_what_was_sent() {
    let error = refused(
        Call {
            caller_arn: None,
            ..assume_role()
        },
        403,
        "AccessDenied",
        DENIED,
    );
    assert_eq!(
        told(&error),
        format!(
            "STS refused AssumeRole on `{HUB}` as `{USER}`\n\
             AccessDenied: {DENIED} (request id r-1)\n\
             sent: caller `{USER}`, external ID: no, MFA: no, tags: no, source identity: no, session policy: no\n\
             STS says the same for five causes, here the likely ones first:\n\
             1. there is no such role, or its trust policy does not name the caller\n\
             2. the caller's identity policy does not allow it\n\
             3. the role asks for an external ID; none was sent (`external_id`)\n\
             4. the role asks for MFA; none was sent (`mfa_serial`)\n\
             5. a service control policy or a permissions boundary denies it\n\
             two accounts: both policies are needed\n\
             identity policy of the caller: {}\n\
             trust policy of the role: {}",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::222222222222:role/Hub"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":"sts:AssumeRole"}]}"#,
        )
    );
}

#[test]
fn access_denied_with_everything_sent() {
    let mut call = with_code();
    call.sent = Sent {
        external_id: true,
        mfa: MfaSent::Session { age_seconds: 5400 },
        tags: 2,
        source_identity: true,
        policy_length: Some(10),
        ..Sent::default()
    };
    let error = refused(call, 403, "AccessDenied", DENIED);
    assert_eq!(
        error.help().unwrap(),
        format!(
            "sent: caller `{USER}`, external ID: yes, MFA: yes, 1 hour 30 minutes ago, tags: 2, source identity: yes, \
             session policy: yes\n\
             STS says the same for five causes, here the likely ones first:\n\
             1. there is no such role, or its trust policy does not name the caller\n\
             2. the caller's identity policy does not allow it\n\
             3. the role asks for another external ID than the one that was sent\n\
             4. the role asks for MFA more recent than that (`mfa_max_age`)\n\
             5. a service control policy or a permissions boundary denies it\n\
             two accounts: both policies are needed\n\
             identity policy of the caller: {}\n\
             trust policy of the role: {}",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],"Resource":"arn:aws:iam::222222222222:role/Hub"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],"Condition":{"StringEquals":{"sts:ExternalId":"<the external ID>"},"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}"#,
        )
    );
}

#[test]
fn access_denied_of_a_role_session_in_one_account() {
    let session = "arn:aws:sts::222222222222:assumed-role/Spoke/alice";
    let message = format!("User: {session} is not authorized to perform: sts:AssumeRole on resource: {HUB}");
    let call = Call {
        caller_kind: CallerKind::RoleSession,
        ..assume_role()
    };
    let error = refused(call, 403, "AccessDenied", &message);
    assert_eq!(
        error.help().unwrap(),
        format!(
            "sent: caller `{session}`, external ID: no, MFA: no, tags: no, source identity: no, session policy: no\n\
             STS says the same for five causes, here the likely ones first:\n\
             1. there is no such role, or its trust policy does not name the caller\n\
             2. the caller's identity policy does not allow it\n\
             3. the role asks for MFA, which the session of a role never carries: only the first role of a route can \
             ask for it\n\
             4. the role asks for an external ID; none was sent (`external_id`)\n\
             5. a service control policy or a permissions boundary denies it\n\
             one account: the trust policy alone suffices when it names the caller\n\
             identity policy of the caller: {}\n\
             trust policy of the role (with the path of the caller's role, where it has one): {}",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::222222222222:role/Hub"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/Spoke"},"Action":"sts:AssumeRole"}]}"#,
        )
    );
}

#[test]
fn access_denied_says_what_sts_itself_names() {
    let first = |message: &str| {
        let help = refused(assume_role(), 403, "AccessDenied", message)
            .help()
            .unwrap();
        help.lines().next().unwrap().to_owned()
    };
    for (rest, line) in [
        (
            " because no identity-based policy allows the sts:AssumeRole action",
            "STS names the cause: no identity policy of the caller allows it",
        ),
        (
            " with an explicit deny in an identity-based policy",
            "STS names the cause: a statement of the caller's identity policy denies it",
        ),
        (
            " because no resource-based policy allows the sts:AssumeRole action",
            "STS names the cause: the role's trust policy does not allow it",
        ),
        (
            " with an explicit deny in a resource-based policy",
            "STS names the cause: a statement of the role's trust policy denies it",
        ),
        (
            " with an explicit deny in a service control policy",
            "STS names the cause: a service control policy of the caller's organization",
        ),
        (
            " with an explicit deny in a resource control policy",
            "STS names the cause: a resource control policy of the role's organization",
        ),
        (
            " because no permissions boundary allows the sts:AssumeRole action",
            "STS names the cause: the permissions boundary of the caller",
        ),
        (
            " because no session policy allows the sts:AssumeRole action",
            "STS names the cause: the session policy that an earlier hop set",
        ),
    ] {
        assert_eq!(first(&format!("{DENIED}{rest}")), line);
    }
    for action in ["sts:TagSession", "sts:SetSourceIdentity"] {
        assert_eq!(
            first(&DENIED.replace("sts:AssumeRole", action)),
            format!(
                "the role's trust policy and the caller's identity policy must both allow `{action}` too"
            )
        );
    }
}
