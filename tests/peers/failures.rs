//! What a person reads when rolehop fails under an SDK: the SDK's words, then rolehop's.

use rolehop_test_support::environment::{Outcome, Run};
use rolehop_test_support::peers::{AwsCli, Python};
use rolehop_test_support::sts::World;

use super::desk::Desk;

/// Exit 4.
pub const NOBODY: &str = "error: an MFA code of `arn:aws:iam::111111111111:mfa/alice` is needed, \
                          and there is nobody to ask: there is no terminal: No such device or address (os error 6)";
/// Exit 6.
pub const UNREACHABLE: &str = "error: STS at `127.0.0.1:9` could not be reached for GetSessionToken with the access key \
                               that ends in `MPLE`: no connection: Connection refused (os error 111)";

/// Exit 5; the last request is the refused one.
pub fn refused(desk: &Desk) -> String {
    let journal = desk.sts.journal();
    let last = journal.last().expect("STS was called");
    let request = last.request_id.as_deref().expect("STS answered");
    format!(
        "error: STS refused AssumeRole on `arn:aws:iam::444444444444:role/Stranger` as \
         `arn:aws:iam::111111111111:user/alice`: AccessDenied: User: arn:aws:iam::111111111111:user/alice is not \
         authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444444444444:role/Stranger \
         (request id {request})"
    )
}

#[test]
fn with_aws_cli_v1_what_fails_is_told_to_the_person() {
    under_aws_cli(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_what_fails_is_told_to_the_person() {
    under_aws_cli(&AwsCli::v2());
}

/// The CLI shows all that rolehop wrote to stderr.
fn under_aws_cli(cli: &AwsCli) {
    let desk = Desk::new();
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let call = |profile: &str| -> Run<'_> {
        let who = [
            "--endpoint-url",
            desk.sts.url(),
            "--profile",
            profile,
            "sts",
            "get-caller-identity",
        ];
        desk.detached(cli.path(), who)
    };
    let nobody = call("prod").run();
    assert_told(&nobody, NOBODY, "run `rolehop login prod` in a terminal first");
    let denied = call("stranger").var("ROLEHOP_MFA_TOKEN", code).run();
    assert_told(
        &denied,
        &refused(&desk),
        "sent: caller `arn:aws:iam::111111111111:user/alice`, external ID: no, MFA: yes, ",
    );
    let unreachable = call("prod").vars([
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9"),
        ("AWS_MAX_ATTEMPTS", "1"),
        ("ROLEHOP_MFA_TOKEN", "123456"),
    ]);
    assert_told(
        &unreachable.run(),
        UNREACHABLE,
        "check the network; set `HTTPS_PROXY` where a proxy is needed, and look at `endpoint_url` and \
         `AWS_ENDPOINT_URL_STS`",
    );
    desk.finish();
}

/// What the CLI says, and how rolehop's help begins.
#[track_caller]
fn assert_told(outcome: &Outcome, error: &str, help: &str) {
    let (told, more) = outcome.stderr.trim().split_once('\n').expect("more than a line");
    assert_eq!(
        told,
        format!("Error when retrieving credentials from custom-process: {error}")
    );
    assert!(more.starts_with(&format!("help: {help}")), "{more}");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (255, ""));
}

#[test]
fn with_boto3_what_fails_is_told_to_the_program() {
    let desk = Desk::new();
    let run = desk.detached(Python::boto3().path(), ["-c", EACH_IN_PYTHON]);
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let outcome = run.var("CODE", code).run();
    let told: String = [NOBODY, &refused(&desk), UNREACHABLE]
        .map(|error| format!("Error when retrieving credentials from custom-process: {error}\n"))
        .concat();
    outcome.assert(0, &told, "");
    desk.finish();
}

/// Prints the first line of what boto3 raises.
const EACH_IN_PYTHON: &str = r#"
import os
import boto3
from botocore.exceptions import CredentialRetrievalError

def call(profile, **variables):
    os.environ.update(variables)
    try:
        boto3.Session(profile_name=profile).client("sts").get_caller_identity()
    except CredentialRetrievalError as error:
        print(str(error).splitlines()[0])

call("prod")
call("stranger", ROLEHOP_MFA_TOKEN=os.environ["CODE"])
call("prod", AWS_ENDPOINT_URL_STS="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1", ROLEHOP_MFA_TOKEN="123456")
"#;
