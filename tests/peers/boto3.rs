//! boto3 over `credential_process`: one prompt for all its threads, a session renewed before it ends, a role of its own
//! on top.

use std::fs;

use rolehop_test_support::peers::{AwsCli, Python, moved_clock};
use rolehop_test_support::sts::World;

use super::desk::{Desk, WHO};

/// Eight sessions in eight threads start rolehop eight times; the person is asked once.
#[test]
fn with_boto3_a_prompt_serves_every_thread() {
    let desk = Desk::new();
    let script = desk.env.write("deploy.py", THREADS);
    let mut terminal = desk.terminal(Python::boto3().path(), [script]);
    terminal.expect("(serves 12 hours, asked by deploy.py):");
    desk.type_code(&terminal);
    let ended = desk.wait(&mut terminal);
    assert!(ended.status.success());
    assert_eq!(terminal.screen(), "8 threads, 1 access key, account 333333333333");
    let journal = desk.sts.journal();
    let counts = [
        ("GetSessionToken", 1),
        ("AssumeRole", 2),
        ("GetCallerIdentity", 8),
    ];
    assert_eq!(
        journal.counts(),
        counts.map(|(name, count)| (name.to_owned(), count)).into()
    );
    desk.finish();
}

const THREADS: &str = r#"
import boto3
from concurrent.futures import ThreadPoolExecutor

def call(_):
    session = boto3.Session(profile_name="prod")
    account = session.client("sts").get_caller_identity()["Account"]
    return session.get_credentials().access_key, account

with ThreadPoolExecutor(8) as pool:
    answers = list(pool.map(call, range(8)))
keys, accounts = ({answer[part] for answer in answers} for part in (0, 1))
print(f"{len(answers)} threads, {len(keys)} access key, account {' '.join(accounts)}")
"#;

/// One program over two hours: it never sees a session inside its own refresh window, so it starts rolehop once an hour.
#[test]
fn with_boto3_and_with_faketime_a_session_is_renewed_before_it_ends() {
    let desk = Desk::new();
    let counted = desk.env.write(
        "counted",
        "echo started >>starts\nexec rolehop credential-process prod\n",
    );
    desk.env.aws_config(&format!(
        "[profile corp]\nmfa_serial = {}\n[profile prod]\ncredential_process = sh {}\n",
        World::DEMO_MFA_SERIAL,
        counted.display()
    ));
    let clock = desk.env.write("clock", "+0m");
    let [preload, _, monotonic] = moved_clock("+0m");
    let run = desk.env.program(Python::boto3().path(), ["-c", TWO_HOURS]);
    let run = run.vars([preload, monotonic]).vars([
        ("FAKETIME_TIMESTAMP_FILE", clock.as_os_str()),
        ("FAKETIME_NO_CACHE", "1".as_ref()),
        (
            "ROLEHOP_MFA_TOKEN",
            desk.sts.fresh_code(World::DEMO_MFA_SERIAL).as_ref(),
        ),
    ]);
    // Minutes, how often rolehop had been started by then, and which session signed.
    let expected = "0 1 1\n30 1 1\n44 1 1\n46 2 2\n80 2 2\n92 3 3\n118 3 3\n";
    run.run().assert(0, expected, "");
    let journal = desk.sts.journal();
    let roles: Vec<_> = journal
        .of("AssumeRole")
        .iter()
        .map(|entry| entry.parameter("RoleArn"))
        .collect();
    let [hub, deploy] = [World::DEMO_HUB, World::DEMO_DEPLOY].map(Some);
    // The hub's session still signs at minute 46, and is over at minute 92.
    assert_eq!(roles, [hub, deploy, deploy, hub, deploy]);
    assert_eq!(journal.count("GetSessionToken"), 1);
    desk.finish();
}

const TWO_HOURS: &str = r#"
import json
import os
import urllib.request
import boto3

session = boto3.Session(profile_name="prod")
sts = session.client("sts")
keys = []

def at(minutes):
    with open(os.environ["FAKETIME_TIMESTAMP_FILE"], "w") as clock:
        clock.write(f"+{minutes}m")
    offset = json.dumps({"offset_seconds": 60 * minutes}).encode()
    urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL_STS"] + "/_clock", offset)
    sts.get_caller_identity()
    key = session.get_credentials().access_key
    if key not in keys:
        keys.append(key)
    starts = len(open("starts").readlines())
    print(minutes, starts, len(keys))

for minutes in (0, 30, 44, 46, 80, 92, 118):
    at(minutes)
"#;

/// Sessions of two minutes lie inside boto3's refresh window from the start: it starts rolehop at every call, which
/// answers from its store.
#[test]
fn with_boto3_short_sessions_cost_no_call_more() {
    let desk = Desk::new();
    desk.sts.world().settings.session_lifetime = Some(120);
    let script = "import boto3; sts = boto3.Session(profile_name='prod').client('sts')\n\
                  print({sts.get_caller_identity()['Account'] for _ in range(5)})";
    let run = desk.env.program(Python::boto3().path(), ["-c", script]);
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    run.var("ROLEHOP_MFA_TOKEN", code)
        .run()
        .assert(0, "{'333333333333'}\n", "");
    let counts = [
        ("GetSessionToken", 1),
        ("AssumeRole", 2),
        ("GetCallerIdentity", 5),
    ];
    assert_eq!(
        desk.sts.journal().counts(),
        counts.map(|(name, count)| (name.to_owned(), count)).into()
    );
    desk.finish();
}

/// An AWS profile with a role of its own over one of rolehop's; and rolehop over that profile.
#[test]
fn with_boto3_and_with_aws_cli_v1_a_role_of_the_sdks_own_starts_from_rolehop() {
    let desk = Desk::new();
    desk.env.aws_config(&format!(
        "[profile corp]\nmfa_serial = {}\n\
         [profile hub]\ncredential_process = rolehop credential-process hub\n\
         [profile prod]\nsource_profile = hub\nrole_arn = {}\nrole_session_name = sdk\n",
        World::DEMO_MFA_SERIAL,
        World::DEMO_DEPLOY
    ));
    let code = desk.sts.fresh_code(World::DEMO_MFA_SERIAL);
    let words = WHO.iter().chain(&["--output", "text"]);
    let cli = desk.env.program(AwsCli::v1().path(), words);
    let assumed = "arn:aws:sts::333333333333:assumed-role/Deploy/sdk\n";
    cli.var("ROLEHOP_MFA_TOKEN", code).run().assert(0, assumed, "");
    let script =
        "import boto3; print(boto3.Session(profile_name='prod').client('sts').get_caller_identity()['Arn'])";
    let boto3 = desk.env.program(Python::boto3().path(), ["-c", script]);
    boto3.run().assert(0, assumed, "");
    let journal = desk.sts.journal();
    let expected = [
        "GetSessionToken",
        "AssumeRole",
        "AssumeRole",
        "GetCallerIdentity",
        "AssumeRole",
        "GetCallerIdentity",
    ];
    assert_eq!(journal.operations(), expected);
    // What the AWS CLI keeps in clear is its own session alone.
    desk.env.session_secrets_of(&desk.sts);
    let leaks = desk.env.leaks();
    assert!(
        !leaks.is_empty() && leaks.iter().all(|leak| leak.contains(".aws/cli/cache")),
        "{leaks:?}"
    );
    let cache = desk.env.path(".aws/cli/cache");
    fs::remove_dir_all(cache).expect("the CLI's cache");
    desk.finish();
}
