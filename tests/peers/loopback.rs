//! The loopback STS as programs see it that sign as AWS's own do: what they sign is accepted, and what is wrong is
//! refused by the name that they know.

use rolehop_test_support::environment::{Outcome, TestEnv};
use rolehop_test_support::peers::{AwsCli, Python};
use rolehop_test_support::sts::{Sts, World};
use rolehop_test_support::test_env;

#[test]
fn with_aws_cli_v1_the_signature_is_accepted() {
    tells_the_caller(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_the_signature_is_accepted() {
    tells_the_caller(&AwsCli::v2());
}

#[test]
fn with_aws_cli_v1_a_wrong_secret_is_refused() {
    refuses_a_wrong_secret(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_a_wrong_secret_is_refused() {
    refuses_a_wrong_secret(&AwsCli::v2());
}

/// The whole of what rolehop is to do, done by hand.
#[test]
fn with_boto3_a_code_and_two_hops_lead_to_the_role() {
    let sts = Sts::start(World::demo());
    let env = env_of_alice();
    let run = Python::boto3().script(&env, sts.url(), TWO_HOPS);
    let code = sts.fresh_code(World::DEMO_MFA_SERIAL);
    let names = [
        World::DEMO_MFA_SERIAL,
        &code,
        World::DEMO_HUB,
        World::DEMO_EXTERNAL_ID,
        World::DEMO_DEPLOY,
    ];
    run.var("NAMES", names.join(" ")).run().assert(
        0,
        "arn:aws:sts::333333333333:assumed-role/Deploy/two\n",
        "",
    );
    let expected = ["GetSessionToken", "AssumeRole", "AssumeRole", "GetCallerIdentity"];
    assert_eq!(sts.journal().operations(), expected);
    env.session_secrets_of(&sts);
}

const TWO_HOPS: &str = r#"
import os
import boto3

def sts(session):
    return boto3.client(
        "sts",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )

serial, code, hub, external_id, deploy = os.environ["NAMES"].split()
mfa = boto3.client("sts").get_session_token(SerialNumber=serial, TokenCode=code)["Credentials"]
one = sts(mfa).assume_role(RoleArn=hub, RoleSessionName="one", ExternalId=external_id)["Credentials"]
two = sts(one).assume_role(RoleArn=deploy, RoleSessionName="two")["Credentials"]
print(sts(two).get_caller_identity()["Arn"])
"#;

fn env_of_alice() -> TestEnv {
    let mut env = test_env!();
    env.var("AWS_ACCESS_KEY_ID", World::DEMO_ACCESS_KEY_ID);
    env.var(
        "AWS_SECRET_ACCESS_KEY",
        env.secret(World::DEMO_SECRET_ACCESS_KEY).to_owned(),
    );
    env
}

fn caller_identity(cli: &AwsCli, env: &TestEnv, sts: &Sts) -> Outcome {
    cli.call(env, sts.url(), &["sts", "get-caller-identity", "--query", "Arn"])
        .run()
}

fn tells_the_caller(cli: &AwsCli) {
    let sts = Sts::start(World::demo());
    let env = env_of_alice();
    caller_identity(cli, &env, &sts).assert(0, "\"arn:aws:iam::111111111111:user/alice\"\n", "");
    assert_eq!(sts.journal().operations(), ["GetCallerIdentity"]);
}

fn refuses_a_wrong_secret(cli: &AwsCli) {
    let sts = Sts::start(World::demo());
    let mut env = env_of_alice();
    let wrong = World::DEMO_SECRET_ACCESS_KEY.to_lowercase();
    env.var("AWS_SECRET_ACCESS_KEY", env.secret(&wrong).to_owned());
    let outcome = caller_identity(cli, &env, &sts);
    assert!(
        outcome.status != 0 && outcome.stderr.contains("(SignatureDoesNotMatch)"),
        "{outcome:?}"
    );
}
