//! `whoami`, `login`, `exec` and `export`: what each prints beside the credentials.

use rolehop_test_support::sts::World;
use rolehop_test_support::test_env;

use super::{Machine, masked, user_name};

#[test]
fn whoami_tells_as_the_aws_cli_does_with_keyctl() {
    let machine = Machine::demo();
    let user = "arn:aws:iam::111111111111:user/alice";
    let json = machine.run(["whoami", "corp", "--json"]);
    let id = json.json()["UserId"].as_str().unwrap().to_owned();
    json.assert(
        0,
        &format!("{{\"UserId\":\"{id}\",\"Account\":\"111111111111\",\"Arn\":\"{user}\"}}\n"),
        "",
    );
    assert_eq!(
        machine.sts.journal().operations(),
        ["GetCallerIdentity"],
        "a user's own keys need no session"
    );
    machine.run(["whoami", "corp"]).assert(
        0,
        &format!(
            "ACCOUNT       USER ID{}ARN\n111111111111  {id}  {user}\n",
            " ".repeat(id.len() - 5)
        ),
        "",
    );
    let hub = machine.run_with_code(["whoami", "hub", "--json"]).json();
    assert_eq!(
        hub["Arn"],
        format!("arn:aws:sts::222222222222:assumed-role/Hub/{}", user_name())
    );
    machine.finish();
}

#[test]
fn whoami_without_words_takes_the_environment_then_the_profile() {
    let machine = Machine::new("");
    let (id, secret) = (World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    machine.env.aws_credentials(&format!(
        "[default]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n[other]\naws_access_key_id = AKIAUNKNOWN000000001\n\
         aws_secret_access_key = {secret}\n"
    ));
    let whoami = || machine.rolehop(["whoami", "--json"]);
    assert_eq!(
        whoami().run().json()["Arn"],
        "arn:aws:iam::111111111111:user/alice"
    );
    assert_eq!(whoami().var("AWS_PROFILE", "other").run().status, 5);
    let keys = [
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_PROFILE", "other"),
    ];
    assert_eq!(
        whoami().vars(keys).run().json()["Arn"],
        "arn:aws:iam::111111111111:user/alice"
    );
    whoami().var("AWS_ACCESS_KEY_ID", id).run().assert(
        3,
        "",
        "error: the environment has no `AWS_SECRET_ACCESS_KEY`\n\
         help: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` both, or name a profile\n",
    );
    machine.finish();
}

#[test]
fn login_tells_each_session_with_keyctl() {
    let machine = Machine::demo();
    let login = machine.run_with_code(["login", "prod"]);
    assert_eq!((login.status, login.stdout.as_str()), (0, ""));
    let told = "MFA session: 12 hours left\narn:aws:iam::222222222222:role/Hub: 1 hour left\n\
                arn:aws:iam::333333333333:role/Deploy: 1 hour left\n";
    assert_eq!(masked(&login.stderr), told);
    machine.sts.clear_journal();
    let again = machine.run(["login", "prod"]);
    assert_eq!((again.status, masked(&again.stderr).as_str()), (0, told));
    assert!(machine.sts.journal().is_empty(), "what is still good stays");
    let help = "help: run `rolehop login corp` in a terminal first\n";
    let nobody = machine.run(["login", "corp", "--fresh"]);
    assert_eq!(nobody.status, 4);
    assert!(nobody.stderr.ends_with(help), "{nobody:?}");
    machine.finish();
}

#[test]
fn login_of_a_source_that_rolehop_keeps_nothing_of() {
    let mut env = test_env!();
    env.config(
        "[profile.env]\ncredential_source = \"Environment\"\n[profile.sso]\nsso_session = \"corp\"\n\
         sso_account_id = \"222222222222\"\nsso_role_name = \"Dev\"\n",
    );
    env.aws_config("[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://corp.example.com\n");
    let missing = "error: the environment has no `AWS_ACCESS_KEY_ID`\n\
                   help: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` both, or name a profile\n";
    env.run(["login", "env"]).assert(3, "", missing);
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "ASIAENV"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_SESSION_TOKEN", "y"),
    ] {
        env.var(name, value);
    }
    let there = "the credentials of `env` are there; rolehop keeps none of them\n";
    env.run(["login", "env"]).assert(0, "", there);
    env.run(["-q", "login", "env"]).assert(0, "", "");
    let sso = env.run(["login", "sso"]);
    assert_eq!((sso.status, sso.stdout.as_str()), (1, ""));
    let told = "error: credentials from IAM Identity Center are not built yet (profile `sso`)\n";
    assert!(sso.stderr.starts_with(told), "{sso:?}");
}

#[test]
fn exec_ends_as_its_command_or_tells_the_kind_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "prod"]).status, 0);
    let variables = "echo $ROLEHOP_PROFILE $AWS_REGION $AWS_DEFAULT_REGION $AWS_PROFILE $AWS_VAULT end";
    let said = machine
        .rolehop(["exec", "prod", "--", "sh", "-c", variables])
        .var("AWS_PROFILE", "hub")
        .run();
    said.assert(0, "prod eu-north-1 eu-north-1 end\n", "");
    machine
        .run(["exec", "prod", "--", "sh", "-c", "exit 7"])
        .assert(7, "", "");
    machine.run(["exec", "prod", "--", "nowhere-to-be-found"]).assert(
        127,
        "",
        "error: could not find the command `nowhere-to-be-found`\n\
         help: no folder of `PATH` has it: check the spelling, or give its path\n",
    );
    machine.env.write("plain", "not a program");
    let plain = machine.run(["exec", "prod", "--", "./plain"]);
    assert_eq!((plain.status, plain.stdout.as_str()), (126, ""), "{plain:?}");
    let nobody = machine.run(["exec", "corp", "--fresh", "--", "true"]);
    assert_eq!((nobody.status, nobody.stdout.as_str()), (125, ""));
    assert!(
        nobody
            .stderr
            .ends_with("the command was not run: a person was needed (exit code 125)\n"),
        "{nobody:?}"
    );
    let refused = machine.run(["exec", "hub", "333333333333:Nobody", "--", "true"]);
    assert_eq!(refused.status, 125);
    assert!(
        refused
            .stderr
            .ends_with("the command was not run: STS refused (exit code 125)\n"),
        "{refused:?}"
    );
    let usage = machine.run(["exec", "prod", "--tag", "x", "--", "true"]);
    assert_eq!(usage.status, 2, "{usage:?}");
    machine.finish();
}

#[test]
fn export_prints_variables_and_what_takes_them_away_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "prod"]).status, 0);
    let export = |words: &[&str]| {
        let words = ["export", "prod"].iter().chain(words).copied();
        machine.rolehop(words).stdout_may_hold_session_secrets().run()
    };
    let names = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter_map(|line| line.trim_start_matches("export ").split('=').next());
        lines.map(str::to_owned).collect()
    };
    let process = machine
        .rolehop(["credential-process", "prod"])
        .stdout_may_hold_session_secrets()
        .run();
    assert_eq!(export(&["--format", "process"]).stdout, process.stdout);
    let plain = export(&["--format", "env-no-export"]);
    assert_eq!((plain.status, plain.stderr.as_str()), (0, ""));
    assert_eq!(
        names(&plain.stdout),
        [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "ROLEHOP_PROFILE",
            "AWS_REGION",
            "AWS_DEFAULT_REGION"
        ]
    );
    let ini = export(&["--format", "ini"]);
    assert!(
        ini.stdout.starts_with("[prod]\n"),
        "the section is named after the last profile"
    );
    let by_word = machine
        .rolehop(["export", "prod", "333333333333:Deploy", "--format", "ini"])
        .run();
    assert_eq!(by_word.status, 5, "a role that does not trust itself");

    let unset =
        "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION ROLEHOP_PROFILE";
    let lines = |words: &[&str]| {
        let outcome = machine.run(["export", "--unset"].iter().chain(words).copied());
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{outcome:?}");
        outcome
            .stdout
            .replace("unset ", "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(';', "")
    };
    for name in unset.split(' ') {
        assert!(lines(&[]).contains(name), "{name}: {}", lines(&[]));
    }
    assert!(!lines(&[]).contains("AWS_REGION"));
    assert!(!lines(&["hub"]).contains("AWS_REGION"));
    for words in [
        &["prod"][..],
        &["hub", "--region", "eu-west-1"],
        &["--region", "eu-west-1"],
    ] {
        assert!(lines(words).contains("AWS_REGION"), "{words:?}");
    }
    machine.finish();
}

#[test]
fn a_github_job_is_looked_for_before_anybody_is_asked_with_keyctl() {
    let machine = Machine::demo();
    let told = "error: `github` works only in a job of GitHub Actions\n";
    let outcome = machine.run(["export", "corp", "--format", "github"]);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.starts_with(told), "{outcome:?}");
    for format in ["process", "ini", "github"] {
        let outcome = machine.run(["export", "--unset", "--format", format]);
        assert_eq!(outcome.status, 2, "{outcome:?}");
    }
    assert!(machine.sts.journal().is_empty());
    machine.finish();
}
