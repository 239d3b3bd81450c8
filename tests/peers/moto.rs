//! moto's server is the second opinion on what an STS answers: it refuses little, and its answers are not ours.

use rolehop_test_support::peers::{AwsCli, Moto, Python};
use rolehop_test_support::test_env;

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

#[test]
fn with_moto_and_with_aws_cli_v1_the_caller_is_told() {
    tells_the_caller(&AwsCli::v1());
}

#[test]
fn with_moto_and_with_aws_cli_v2_the_caller_is_told() {
    tells_the_caller(&AwsCli::v2());
}

#[test]
fn with_moto_and_with_boto3_the_caller_is_told() {
    let moto = Moto::start();
    let env = test_env!();
    let script = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])";
    let run = Python::boto3().script(&env, moto.url(), script);
    run.vars([
        ("AWS_ACCESS_KEY_ID", KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", env.secret(SECRET)),
    ])
    .run()
    .assert(0, "123456789012\n", "");
}

fn tells_the_caller(cli: &AwsCli) {
    let moto = Moto::start();
    let env = test_env!();
    let call = cli.call(
        &env,
        moto.url(),
        &["sts", "get-caller-identity", "--query", "Account"],
    );
    call.vars([
        ("AWS_ACCESS_KEY_ID", KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", env.secret(SECRET)),
    ])
    .run()
    .assert(0, "\"123456789012\"\n", "");
}
