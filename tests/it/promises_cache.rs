//! What is cached, for whom, and what makes a session another one (contract, promises 1 and 5).

use rolehop_test_support::sts::{Role, Sts, User, World};
use serde_json::{Value, json};

use super::storm_stage::{Answer, CONFIG, Stage};

const OTHER_ID: &str = "AKIAI44QH8DHBEXAMPLE";
const OTHER_SECRET: &str = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY";

#[track_caller]
fn succeeded(answer: Answer) -> Answer {
    assert_eq!(answer.status, 0, "{answer:?}");
    answer
}

#[test]
fn one_session_serves_every_command_and_every_process_with_keyctl() {
    let stage = Stage::demo();
    let session = stage.answered(&["credential-process", "prod"]).credentials();
    let id = session["AccessKeyId"].as_str().unwrap();
    stage.sts.clear_journal();
    let exported = succeeded(stage.run(&["export", "prod"]));
    assert!(exported.stdout.contains(id), "{id}");
    let run = succeeded(stage.run(&["exec", "prod", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"]));
    assert_eq!(run.stdout, format!("{id}\n"));
    succeeded(stage.run(&["login", "prod"]));
    for answer in stage.storm(20, &["credential-process", "prod"]).end() {
        assert_eq!(answer.credentials(), session);
    }
    assert!(stage.sts.journal().is_empty());
    let who = succeeded(stage.run(&["whoami", "--json", "prod"]));
    assert!(who.stdout.contains("assumed-role/Deploy/"), "{}", who.stdout);
    assert_eq!(stage.sts.journal().operations(), ["GetCallerIdentity"]);
    // The hops on the way are kept too.
    stage.sts.clear_journal();
    stage.credentials(&["hub"]);
    stage.credentials(&["corp"]);
    assert!(stage.sts.journal().is_empty());
    assert_eq!(status(&stage).as_array().unwrap().len(), 3);
}

fn status(stage: &Stage) -> Value {
    serde_json::from_str(&succeeded(stage.run(&["status", "--json"])).stdout).unwrap()
}

#[test]
fn other_keys_under_the_name_drop_its_sessions_and_no_others_with_keyctl() {
    let user =
        |name: &str, id: &str, secret: &str| User::new("111111111111", name).key(id, secret).may_assume("*");
    let plain = Role::new("222222222222", "Plain").trusts("arn:aws:iam::111111111111:root");
    let world = World::new()
        .user(user(
            "alice",
            World::DEMO_ACCESS_KEY_ID,
            World::DEMO_SECRET_ACCESS_KEY,
        ))
        .user(user("bob", OTHER_ID, OTHER_SECRET))
        .role(plain);
    let profiles = "[profile.plain]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.corp]\n\
                    [profile.other]\nsource_profile = \"keys\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n[profile.keys]\n";
    let stage = Stage::new(world, profiles);
    stage.add_demo_key();
    stage.add_key("keys", World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY);
    let (of_alice, other) = (stage.credentials(&["plain"]), stage.credentials(&["other"]));

    stage.add_key("corp", OTHER_ID, OTHER_SECRET);
    assert_eq!(status(&stage).as_array().unwrap().len(), 1);
    assert_eq!(stage.credentials(&["other"]), other);
    let of_bob = stage.credentials(&["plain"]);
    assert_ne!(of_bob, of_alice);
    let calls = stage.sts.journal();
    assert_eq!(calls.len(), 3);
    assert_eq!(calls.last().unwrap().access_key_id.as_deref(), Some(OTHER_ID));

    succeeded(stage.run(&["keys", "remove", "corp"]));
    assert_eq!(status(&stage).as_array().unwrap().len(), 1);
    assert_eq!(stage.run(&["credential-process", "plain"]).status, 3);
    assert_eq!(stage.credentials(&["other"]), other);
    // The same key, stored again, is another one: what was dropped stays dropped.
    stage.add_key("corp", OTHER_ID, OTHER_SECRET);
    assert_ne!(stage.credentials(&["plain"]), of_bob);
}

const ROLE: &str = "source_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Plain\"\n";

/// A change of a profile's lines or of the command line.
enum Change {
    Profile(&'static str),
    Source(&'static str),
    Role(&'static str),
    Options(&'static [&'static str]),
}

/// A world in which every variant of the route is allowed.
fn allowing_world() -> World {
    let actions = json!(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]);
    let user = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .mfa("alice", World::DEMO_MFA_SEED)
        .mfa("yubi", "KRUGKIDROVUWG2ZAMJZG653OEBTG66BA")
        .policy(json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}}));
    let role = |name: &str| {
        Role::new("222222222222", name)
            .trust(json!({"Version": "2012-10-17", "Statement": {
                "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": actions,
            }}))
            .max_session_duration(43_200)
    };
    World::new().user(user).role(role("Plain")).role(role("Other"))
}

#[test]
fn whatever_shapes_a_session_makes_it_another_one_with_keyctl() {
    let stage = Stage::new(allowing_world(), "");
    stage.add_demo_key();
    let second = Sts::start(allowing_world());
    let url = second.url().to_owned();
    let endpoint: &'static str = Box::leak(format!("endpoint_url = \"{url}\"\n").into_boxed_str());
    let changes = [
        Change::Profile("external_id = \"one\"\n"),
        Change::Profile("external_id = \"two\"\n"),
        Change::Profile("duration_seconds = 1800\n"),
        Change::Profile("duration_seconds = \"2h\"\n"),
        Change::Profile("role_session_name = \"someone\"\n"),
        Change::Profile("role_session_name = \"{user}-{profile}\"\n"),
        Change::Profile("tags = { team = \"payments\" }\n"),
        Change::Profile("tags = { team = \"orders\" }\n"),
        Change::Profile("tags = { team = \"orders\" }\ntransitive_tags = [\"team\"]\n"),
        Change::Profile("policy = { inline = '{\"Version\":\"2012-10-17\",\"Statement\":[]}' }\n"),
        Change::Profile("policy_arns = [\"arn:aws:iam::aws:policy/ReadOnlyAccess\"]\n"),
        Change::Profile("source_identity = \"alice\"\n"),
        Change::Profile("sts_regional_endpoints = \"legacy\"\n"),
        Change::Profile(endpoint),
        Change::Role("arn:aws:iam::222222222222:role/Other"),
        Change::Options(&["--external-id", "three"]),
        Change::Options(&["--duration", "45m"]),
        Change::Options(&["--session-name", "somebody"]),
        Change::Options(&["--tag", "team=billing"]),
        Change::Options(&["--policy-arn", "arn:aws:iam::aws:policy/SecurityAudit"]),
        Change::Options(&["--source-identity", "bob"]),
        // Each device has a session of its own, and so has a change of how long it lasts.
        Change::Source("mfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\n"),
        Change::Source("mfa_serial = \"arn:aws:iam::111111111111:mfa/yubi\"\n"),
        Change::Source("mfa_serial = \"arn:aws:iam::111111111111:mfa/alice\"\nmfa_session = \"8h\"\n"),
        Change::Source("mfa_serial = \"arn:aws:iam::111111111111:mfa/yubi\"\nmfa_session = false\n"),
    ];
    stage.unset("AWS_ENDPOINT_URL_STS");
    let run = |change: Option<&Change>| {
        let (mut own, mut source, mut role) = (String::new(), "", ROLE.to_owned());
        match change {
            Some(Change::Profile(lines)) => own = (*lines).to_owned(),
            Some(Change::Source(lines)) => source = lines,
            Some(Change::Role(arn)) => role = role.replace("arn:aws:iam::222222222222:role/Plain", arn),
            Some(Change::Options(_)) | None => {}
        }
        if !own.contains("endpoint_url") {
            own += &format!("endpoint_url = \"{}\"\n", stage.sts.url());
        }
        stage.config(&format!("[profile.plain]\n{role}{own}[profile.corp]\n{source}"));
        let mut words = vec!["credential-process", "plain"];
        if let Some(Change::Options(options)) = change {
            words.extend(*options);
        }
        let serial = source.split('"').nth(1);
        let code = serial.map(|serial| stage.sts.fresh_code(serial));
        if let Some(code) = &code {
            words.extend(["--mfa-token", code]);
        }
        stage.run(&words).access_key_id()
    };
    let calls = || stage.sts.journal().count("AssumeRole") + second.journal().count("AssumeRole");
    let mut seen = vec![run(None)];
    for (index, change) in changes.iter().enumerate() {
        let id = run(Some(change));
        assert!(!seen.contains(&id), "change {index}");
        seen.push(id);
        assert_eq!(calls(), seen.len(), "change {index}");
        // Back to what it was, and its session is there.
        assert_eq!(run(None), seen[0], "change {index}");
        assert_eq!(calls(), seen.len(), "change {index}");
    }
}

#[test]
fn the_region_alone_changes_nothing_with_keyctl() {
    let stage = Stage::demo();
    let session = stage.answered(&["credential-process", "prod"]).credentials();
    stage.sts.clear_journal();
    for region in ["eu-central-1", "us-east-1", "ap-southeast-4"] {
        assert_eq!(
            stage
                .run(&["credential-process", "--region", region, "prod"])
                .credentials(),
            session
        );
        assert_eq!(
            stage
                .run_with("AWS_REGION", region, &["credential-process", "prod"])
                .credentials(),
            session
        );
    }
    stage.config(&CONFIG.replace("[profile.prod]", "[profile.prod]\nregion = \"eu-north-1\""));
    assert_eq!(stage.credentials(&["prod"]), session);
    // Of an endpoint of one's own the region tells nothing, so that none at all changes nothing either.
    stage.unset("AWS_REGION");
    stage.config(CONFIG);
    assert_eq!(stage.credentials(&["prod"]), session);
    assert!(stage.sts.journal().is_empty());
}
