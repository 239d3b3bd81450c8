//! Credentials that rolehop hands out by itself, in the AWS CLI's hands; and the CLI as a hand between.

use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::World;
use serde_json::Value;

use super::desk::{Desk, PROFILES};

#[test]
fn with_aws_cli_v1_exec_and_export_carry_the_credentials() {
    exec_and_export(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_exec_and_export_carry_the_credentials() {
    exec_and_export(&AwsCli::v2());
}

fn exec_and_export(cli: &AwsCli) {
    let desk = Desk::new();
    let aws = format!(
        "{} --endpoint-url {} --output text",
        cli.path().display(),
        desk.sts.url()
    );
    let who = format!("{aws} sts get-caller-identity --query Account");
    let words = [
        "exec",
        "hub",
        "--mfa-token",
        &desk.sts.fresh_code(World::DEMO_MFA_SERIAL),
        "--",
    ];
    let run = desk.env.rolehop(words.into_iter().chain(who.split(' ')));
    // What the person's shell had before must not go before what is handed out.
    run.var("AWS_PROFILE", "stranger")
        .run()
        .assert(0, "222222222222\n", "");
    let script = format!(
        "set -e; eval \"$(rolehop export prod)\"; {who}; eval \"$(rolehop export prod --unset)\"; \
         env | grep -c -e AWS_ACCESS -e AWS_SE -e ROLEHOP_PROFILE || true"
    );
    let run = desk.env.program("bash", ["-c", &script]);
    run.var("AWS_PROFILE", "stranger")
        .run()
        .assert(0, "333333333333\n0\n", "");
    assert_eq!(desk.sts.journal().count("GetSessionToken"), 1);
    desk.finish();
}

#[test]
fn with_aws_cli_v2_export_credentials_prints_what_rolehop_printed() {
    let desk = Desk::new();
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let own = desk
        .env
        .rolehop(["credential-process", "prod", "--mfa-token", &code]);
    let own = own.stdout_may_hold_session_secrets().run().json();
    let exported = desk.env.program(AwsCli::v2().path(), export_credentials("prod"));
    let exported = exported.stdout_may_hold_session_secrets().run().json();
    for name in ["Version", "AccessKeyId", "SecretAccessKey", "SessionToken"] {
        assert_eq!(exported[name], own[name], "{name}");
    }
    let until = |answer: &Value| {
        answer["Expiration"]
            .as_str()
            .expect("a time")
            .replace("+00:00", "Z")
    };
    assert_eq!(until(&exported), until(&own));
    assert_eq!(own["AccountId"], "333333333333");
    desk.finish();
}

/// The CLI behind rolehop that is behind the CLI: a way that ends, and two that would go round for ever.
#[test]
fn with_aws_cli_v2_a_round_is_seen_wherever_it_begins() {
    let desk = Desk::with_keys(World::demo(), &format!("{PROFILES}{ROUNDS}"));
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    assert_eq!(desk.env.run(["login", "prod", "--mfa-token", &code]).status, 0);
    let behind = desk.env.run(["whoami", "behind", "--json"]).json();
    assert_eq!(behind["Account"], "333333333333");
    let begun_by_cli = desk
        .env
        .program(AwsCli::v2().path(), export_credentials("round"))
        .run();
    begun_by_cli.assert(
        253,
        "",
        "\nUnable to retrieve credentials: Error when retrieving credentials from custom-process: error: \
         the `credential_process` of profile `round` leads back to `round`\n\
         help: let `round` start from another program, or from keys: `rolehop keys add round`\n\n",
    );
    desk.env.run(["export", "round"]).assert(
        6,
        "",
        "error: the `credential_process` of profile `round` gave no credentials\n\
         caused by: `/usr/bin/aws configure export-credentials --profile round` failed with exit status: 253\n\
         caused by: Credential process resolution detected an infinite loop, profile cycle: round -> round\n\
         help: see what it says when you run it yourself: /usr/bin/aws configure export-credentials --profile round\n",
    );
    desk.finish();
}

const ROUNDS: &str = r#"
[profile.behind]
credential_process = "/usr/bin/aws configure export-credentials --profile prod"

[profile.round]
credential_process = "/usr/bin/aws configure export-credentials --profile round"
"#;

fn export_credentials(profile: &str) -> [&str; 4] {
    ["configure", "export-credentials", "--profile", profile]
}
