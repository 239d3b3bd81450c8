//! moto's server is the second opinion on what an STS answers: it refuses little, and its answers are not ours.

use std::ffi::OsString;

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::keyring::KeyringUser;
use rolehop_test_support::peers::{AwsCli, Moto, Python};
use rolehop_test_support::test_env;

use super::desk::PROFILES;

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// The whole main job, by an STS that judges next to nothing: it never heard of these keys, this MFA device and these
/// roles, and asks for no external ID.
#[test]
fn with_moto_and_with_aws_cli_v1_and_with_boto3_the_main_job_is_done() {
    let moto = Moto::start();
    let user = KeyringUser::in_namespace();
    let env = env_of_corp(&moto, &user);
    let login = env.run(["login", "prod", "--mfa-token", "123456"]);
    let got: Vec<_> = login
        .stderr
        .lines()
        .filter_map(|line| line.rsplit_once(": "))
        .collect();
    let names: Vec<_> = got.iter().map(|(name, _)| *name).collect();
    let expected = [
        "MFA session",
        "arn:aws:iam::222222222222:role/Hub",
        "arn:aws:iam::333333333333:role/Deploy",
    ];
    assert_eq!((login.status, names), (0, expected.to_vec()), "{login:?}");
    let process = env.rolehop(["credential-process", "prod"]);
    let answer = process.stdout_may_hold_session_secrets().run().json();
    assert_eq!(
        (&answer["Version"], &answer["AccountId"]),
        (&1.into(), &"333333333333".into())
    );
    let whoami = env.run(["whoami", "hub", "--json"]).json();
    assert_eq!(whoami["Account"], "222222222222");
    let cli = AwsCli::v1();
    let who = ["sts", "get-caller-identity", "--query", "Account"];
    let by_process = cli.call(&env, moto.url(), &who).var("AWS_PROFILE", "prod").run();
    by_process.assert(0, "\"333333333333\"\n", "");
    let script = "import boto3; print(boto3.Session(profile_name='prod').client('sts').get_caller_identity()['Account'])";
    let boto3 = Python::boto3().script(&env, moto.url(), script).run();
    boto3.assert(0, "333333333333\n", "");
    let words = ["exec", "hub", "--"].map(OsString::from).into_iter();
    let words = words.chain([cli.path().into()]).chain(who.map(OsString::from));
    env.rolehop(words).run().assert(0, "\"222222222222\"\n", "");
    let script = format!(
        "eval \"$(rolehop export prod)\"; {} {}",
        cli.path().display(),
        who.join(" ")
    );
    let exported = env.program("bash", ["-c", &script]).run();
    exported.assert(0, "\"333333333333\"\n", "");
}

/// Keys and MFA device in the AWS files, sessions in a kernel keyring that is nobody else's.
fn env_of_corp(moto: &Moto, user: &KeyringUser) -> TestEnv {
    let mut env = test_env!();
    env.prefix(user.prefix());
    env.unset("ROLEHOP_STORE");
    let folder = env
        .rolehop_path()
        .parent()
        .expect("a file lies in a folder")
        .to_owned();
    env.var(
        "PATH",
        format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()),
    );
    env.var("AWS_ENDPOINT_URL_STS", moto.url());
    env.var("AWS_EC2_METADATA_DISABLED", "true");
    env.var("AWS_DEFAULT_REGION", "eu-west-1");
    env.config(PROFILES);
    env.aws_config(
        "[profile corp]\nmfa_serial = arn:aws:iam::111111111111:mfa/alice\n\
         [profile prod]\ncredential_process = rolehop credential-process prod\n",
    );
    env.aws_credentials(&format!(
        "[corp]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {}\n",
        env.secret(SECRET)
    ));
    env
}

/// That moto answers the one peer that is installed apart.
#[test]
fn with_moto_and_with_aws_cli_v2_the_caller_is_told() {
    let moto = Moto::start();
    let env = test_env!();
    let call = AwsCli::v2().call(
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
