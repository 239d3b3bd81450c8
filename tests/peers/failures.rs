//! What a person reads when rolehop fails under an SDK: the SDK's words, then rolehop's.

use rolehop_test_support::environment::{Outcome, Run};
use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::World;

use super::desk::Desk;

#[test]
fn with_aws_cli_v1_what_fails_is_told_to_the_person() {
    failures(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_what_fails_is_told_to_the_person() {
    failures(&AwsCli::v2());
}

/// The CLI shows all that rolehop wrote to stderr, and the first line of that makes sense alone.
fn failures(cli: &AwsCli) {
    let desk = Desk::new();
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let closed = [
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ];
    let no_person = who_of(&desk, cli, "prod").run();
    assert_told(
        &no_person,
        "an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, and there is nobody to ask: \
         there is no terminal: No such device or address (os error 6)",
        "run `rolehop login prod` in a terminal first",
    );
    let refused = who_of(&desk, cli, "stranger")
        .var("ROLEHOP_MFA_TOKEN", code)
        .run();
    let journal = desk.sts.journal();
    let request = journal
        .last()
        .and_then(|entry| entry.request_id.clone())
        .expect("STS answered");
    assert_told(
        &refused,
        &format!(
            "STS refused AssumeRole on `arn:aws:iam::444444444444:role/Stranger` as \
             `arn:aws:iam::111111111111:user/alice`: AccessDenied: User: arn:aws:iam::111111111111:user/alice is not \
             authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444444444444:role/Stranger \
             (request id {request})"
        ),
        "sent: caller `arn:aws:iam::111111111111:user/alice`, external ID: no, MFA: yes, 0 seconds ago, tags: no, \
         source identity: no, session policy: no",
    );
    let unreachable = who_of(&desk, cli, "prod")
        .vars(closed)
        .var("ROLEHOP_MFA_TOKEN", "123456")
        .run();
    assert_told(
        &unreachable,
        "STS at `127.0.0.1:9` could not be reached for GetSessionToken with the access key that ends in `MPLE`: \
         no connection: Connection refused (os error 111)",
        "check the network; set `HTTPS_PROXY` where a proxy is needed, and look at `endpoint_url` and \
         `AWS_ENDPOINT_URL_STS`",
    );
    desk.finish();
}

/// GetCallerIdentity of a profile, with no terminal to ask on.
fn who_of<'a>(desk: &'a Desk, cli: &AwsCli, profile: &str) -> Run<'a> {
    let words = [
        "--endpoint-url",
        desk.sts.url(),
        "--profile",
        profile,
        "sts",
        "get-caller-identity",
    ];
    desk.detached(cli.path(), words)
}

/// What the CLI says, and of rolehop's help the first line.
#[track_caller]
fn assert_told(outcome: &Outcome, error: &str, help: &str) {
    let (told, more) = outcome.stderr.trim().split_once('\n').expect("more than a line");
    assert_eq!(
        told,
        format!("Error when retrieving credentials from custom-process: error: {error}")
    );
    assert_eq!(more.lines().next(), Some(format!("help: {help}").as_str()));
    assert_eq!((outcome.status, outcome.stdout.as_str()), (255, ""));
}
