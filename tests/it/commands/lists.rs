//! `list`, `status` and `clear`.

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::test_env;
use serde_json::Value;

use super::{Machine, masked, squeezed};

/// Profiles of all three files, one of them broken, one in two files.
fn profiles() -> TestEnv {
    let env = test_env!();
    env.config(
        "[defaults]\nregion = \"eu-west-1\"\n[profile.corp]\nmfa_serial = \"GAHT12345678\"\n[profile.prod]\nsource_profile = \"corp\"\n\
         role_arn = \"arn:aws:iam::333333333333:role/Deploy\"\n[profile.broken]\nsource_profil = \"corp\"\nregion = \"eu-north-1\"\n",
    );
    env.aws_config(
        "[profile prod]\ncredential_process = rolehop credential-process prod\nregion = us-west-2\n[profile audit]\n\
         role_arn = arn:aws:iam::444444444444:role/Audit\nsource_profile = old\nmfa_serial = GAHT12345678\n",
    );
    env.aws_credentials("[old]\naws_access_key_id = AKIAOLD0000000000001\naws_secret_access_key = aFileSecretThatNobodyMaySee12345678\n");
    env.secret("aFileSecretThatNobodyMaySee12345678");
    env
}

const BROKEN: &str = "warning: [HOME]/.config/rolehop/config.toml:9: unknown key `source_profil` in profile `broken`\n\
                      help: did you mean `source_profile`?\n";

#[test]
fn every_profile_is_listed_and_the_broken_one_told() {
    let env = profiles();
    env.run(["list"]).assert(
        0,
        "PROFILE  FROM             SOURCE  ROLE                                   REGION      SESSION
corp     rolehop          -       -                                      -           -
prod     rolehop          corp    arn:aws:iam::333333333333:role/Deploy  us-west-2   -
broken   rolehop          -       -                                      eu-north-1  -
audit    aws-config       old     arn:aws:iam::444444444444:role/Audit   -           -
old      aws-credentials  -       -                                      -           -
",
        BROKEN,
    );
    let row = |name: &str, from: &str, source: &str, role: &str, mfa: &str, region: &str| {
        let text = |text: &str| {
            if text.is_empty() {
                "null".to_owned()
            } else {
                format!("\"{text}\"")
            }
        };
        format!(
            "{{\"name\":\"{name}\",\"from\":\"{from}\",\"source_profile\":{},\"role_arn\":{},\"mfa_serial\":{},\"region\":{},\
             \"expiration\":null}}",
            text(source),
            text(role),
            text(mfa),
            text(region)
        )
    };
    let rows = [
        row("corp", "rolehop", "", "", "GAHT12345678", ""),
        row(
            "prod",
            "rolehop",
            "corp",
            "arn:aws:iam::333333333333:role/Deploy",
            "",
            "us-west-2",
        ),
        row("broken", "rolehop", "", "", "", "eu-north-1"),
        row(
            "audit",
            "aws-config",
            "old",
            "arn:aws:iam::444444444444:role/Audit",
            "GAHT12345678",
            "",
        ),
        row("old", "aws-credentials", "", "", "", ""),
    ];
    env.run(["list", "--json"])
        .assert(0, &format!("[{}]\n", rows.join(",")), BROKEN);
    env.run(["-q", "list", "--json"])
        .assert(0, &format!("[{}]\n", rows.join(",")), "");
}

#[test]
fn nothing_is_listed_where_nothing_is() {
    let env = test_env!();
    env.run(["list"]).assert(
        0,
        "",
        "there are no profiles, neither in `[HOME]/.config/rolehop/config.toml` nor in the AWS files\n",
    );
    env.run(["list", "--json"]).assert(0, "[]\n", "");
    env.run(["status"]).assert(
        0,
        "",
        "sessions rest in the store `none`\nno sessions are stored\n",
    );
    env.run(["status", "--json"]).assert(0, "[]\n", "");
    env.run(["keys", "list"]).assert(
        0,
        "",
        "no access keys are stored; `rolehop keys add NAME` puts one in\n",
    );
    env.run(["keys", "list", "--json"]).assert(0, "[]\n", "");
    env.run(["clear"])
        .assert(0, "", "there were no sessions to forget\n");
    for quiet in ["status", "clear", "list"] {
        env.run(["--quiet", quiet]).assert(0, "", "");
    }
}

#[test]
fn a_shared_section_that_nobody_uses_is_told_too() {
    let env = test_env!();
    env.aws_config(
        "[profile a]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Dev\n[sso-session corp]\n\
         sso_region eu-west-1\nsso_start_url = https://x\n[services corp]\nsts =\n  endpoint_url\n",
    );
    let outcome = env.run(["list"]);
    assert_eq!(outcome.status, 0);
    let told: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.starts_with("warning: "))
        .collect();
    let lines: Vec<&str> = told
        .iter()
        .filter_map(|line| line.split(".aws/config:").nth(1))
        .collect();
    assert_eq!(
        lines,
        [
            "2: `sso_session` in profile `a`: `[sso-session corp]` has no `sso_region`",
            "6: this line has no `=`",
            "10: this line below `sts =` has no `=`"
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_stops_its_profiles_alone() {
    let env = test_env!();
    env.config("[profile.corp]\nmfa_serial = \n[profile.good]\n");
    env.run(["list"]).assert(
        0,
        "PROFILE  FROM     SOURCE  ROLE  REGION  SESSION
corp     rolehop  -       -     -       -
good     rolehop  -       -     -       -
",
        "warning: [HOME]/.config/rolehop/config.toml:2: profile `corp` is not valid TOML: string values must be quoted\n\
         help: give the key a value, or take the line out\n",
    );
}

#[test]
fn sessions_are_told_and_forgotten_with_keyctl() {
    let machine = Machine::demo();
    machine.env.aws_config("[profile corp]\nregion = eu-west-1\n");
    assert_eq!(machine.run_with_code(["login", "prod"]).status, 0);
    let status = machine.run(["status"]);
    assert_eq!(status.stderr, "sessions rest in the store `kernel`\n");
    let mut rows: Vec<String> = squeezed(&status.stdout).lines().map(str::to_owned).collect();
    assert_eq!(rows.remove(0), "PROFILE OPERATION ROLE LEFT STORE");
    rows.sort();
    assert_eq!(
        rows,
        [
            "corp GetSessionToken - 12 hours kernel",
            "hub AssumeRole arn:aws:iam::222222222222:role/Hub 1 hour kernel",
            "prod AssumeRole arn:aws:iam::333333333333:role/Deploy 1 hour kernel",
        ]
    );
    let json = machine.run(["status", "--json"]);
    assert_eq!((json.status, json.stderr.as_str()), (0, ""));
    assert_rows(&machine, &json.json());

    let list = machine.run(["list", "--json"]).json();
    let expirations: Vec<bool> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["expiration"].is_string())
        .collect();
    assert_eq!(expirations, [true, true, true]);

    machine.run(["clear", "hub"]).assert(
        0,
        "",
        "forgot 1 session; what was handed out works until it expires\n",
    );
    assert_eq!(profiles_of(&machine), ["corp", "prod"]);
    machine
        .run(["clear", "hub"])
        .assert(0, "", "there were no sessions to forget\n");
    machine.run(["clear", "nowhere"]).assert(
        3,
        "",
        "error: there is no profile `nowhere`\nhelp: `rolehop list` shows the profiles; `rolehop keys add nowhere` stores an \
         access key under that name\n",
    );
    assert_eq!(profiles_of(&machine), ["corp", "prod"], "all or nothing");
    // Taken out of the configuration, its session is still there to be forgotten.
    machine.env.config("[profile.corp]\n");
    machine.run(["clear", "prod", "corp"]).assert(
        0,
        "",
        "forgot 2 sessions; what was handed out works until it expires\n",
    );
    assert_eq!(profiles_of(&machine), [""; 0]);
    let keys = machine.run(["keys", "list"]);
    assert!(
        keys.stdout.contains("\ncorp  AKIAIOSFODNN7EXAMPLE  "),
        "long-term keys stay: {keys:?}"
    );
    machine.finish();
}

fn profiles_of(machine: &Machine) -> Vec<String> {
    let rows = machine.run(["status", "--json"]).json();
    let rows = rows.as_array().unwrap().iter();
    let mut names: Vec<String> = rows
        .map(|row| row["profile"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn assert_rows(machine: &Machine, rows: &Value) {
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let hub = rows.iter().find(|row| row["profile"] == "hub").unwrap();
    let text = |key: &str| hub[key].as_str().unwrap().to_owned();
    assert_eq!(
        masked(&hub.to_string()),
        format!(
            "{{\"access_key_id\":\"[KEY]\",\"account\":\"222222222222\",\"arn\":\"{}\",\"expiration\":\"[TIME]\",\
             \"operation\":\"AssumeRole\",\"profile\":\"hub\",\"remaining_seconds\":{},\
             \"role_arn\":\"arn:aws:iam::222222222222:role/Hub\",\"store\":\"kernel\"}}",
            text("arn"),
            hub["remaining_seconds"]
        )
    );
    assert_eq!(
        text("arn"),
        format!(
            "arn:aws:sts::222222222222:assumed-role/Hub/{}",
            super::user_name()
        )
    );
    assert!((3500..=3600).contains(&hub["remaining_seconds"].as_i64().unwrap()));
    let corp = rows.iter().find(|row| row["profile"] == "corp").unwrap();
    assert_eq!(
        (&corp["role_arn"], &corp["account"]),
        (&Value::Null, &"111111111111".into())
    );
    assert!(machine.sts.world().session(&text("access_key_id")).is_some());
}

#[test]
fn what_the_kernel_forgot_is_not_told_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "corp"]).status, 0);
    assert_eq!(profiles_of(&machine), ["corp"]);
    // As a reboot does.
    assert_eq!(machine.env.program("keyctl", ["clear", "@u"]).run().status, 0);
    assert_eq!(profiles_of(&machine), [""; 0]);
    assert_eq!(
        machine.run(["list", "--json"]).json()[0]["expiration"],
        Value::Null
    );
    machine.finish();
}

#[test]
fn all_sessions_are_forgotten_and_other_stores_named_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "hub"]).status, 0);
    assert_eq!(
        machine.run_with_code(["--store", "file", "login", "corp"]).status,
        0
    );
    machine.run(["clear"]).assert(
        0,
        "",
        "forgot 2 sessions; what was handed out works until it expires\n\
         the store `file` holds some too: `rolehop --store file clear`\n",
    );
    machine.run(["--store", "file", "clear"]).assert(
        0,
        "",
        "forgot 1 session; what was handed out works until it expires\n",
    );
    machine
        .run(["clear"])
        .assert(0, "", "there were no sessions to forget\n");
    machine.finish();
}
