//! The SDKs' published chains of profiles (`tests/vectors/assume-role-tests.json`), each as AWS config files that the real
//! binary explains: it resolves as published, or is an error of the published kind.
//!
//! botocore was compared by hand (1.44.5). It differs from the vectors, and then so do they from what the AWS CLI does, in
//!
//! - «partial credentials error (missing access key)»: botocore says that the source profile has no credentials;
//! - «invalid SSO token configuration: …» (both) and «SSO token profile selected»: a sign-in without account and role is no
//!   source of credentials for botocore, which goes on to the instance's role; rolehop names the mistake, and takes the
//!   good one, as the vectors have it, after every other way in.

use std::collections::BTreeMap;

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::test_env;
use serde::Deserialize;
use serde_json::{Value, json};

const CASES: usize = 28;

/// Cases whose `role_arn` is `arn:foo`. rolehop refuses that before it looks any further, and names the line; the
/// published kind of error comes with an ARN that can be one.
const NO_ARN: [&str; 4] = [
    "partial credentials error (missing secret)",
    "partial credentials error (missing access key)",
    "missing credentials error (empty source profile)",
    "missing source profile",
];

#[derive(Deserialize)]
struct Case {
    docs: String,
    input: Input,
    output: Output,
}

#[derive(Deserialize)]
struct Input {
    profiles: BTreeMap<String, Settings>,
    #[serde(default)]
    sso_sessions: BTreeMap<String, Settings>,
    selected_profile: String,
}

type Settings = BTreeMap<String, String>;

#[derive(Deserialize)]
enum Output {
    ProfileChain(Vec<Value>),
    Error(String),
}

/// Where the profiles' keys stand.
#[derive(Clone, Copy, Debug)]
enum Keys {
    InConfig,
    InCredentials,
}

#[test]
fn every_published_chain_resolves_as_published() {
    let vectors = include_str!("../vectors/assume-role-tests.json");
    let cases: Vec<Case> = serde_json::from_str(vectors).unwrap();
    let (mut ran, mut without_arn) = (0, Vec::new());
    for case in &cases {
        for keys in [Keys::InConfig, Keys::InCredentials] {
            let env = written(&case.input, keys, &|value| value.to_owned());
            match &case.output {
                Output::ProfileChain(chain) => assert_chain(&env, case, chain),
                Output::Error(_) if NO_ARN.contains(&case.docs.as_str()) => {
                    assert_error(
                        &env,
                        case,
                        "`role_arn` in profile `A`: a role ARN has 20 to 2048 characters, this has 7",
                    );
                    let env = written(&case.input, keys, &|value| {
                        value.replace("arn:foo", "arn:aws:iam::123456789:role/RoleA")
                    });
                    assert_error(&env, case, kind_of(case));
                }
                Output::Error(_) => assert_error(&env, case, kind_of(case)),
            }
        }
        if NO_ARN.contains(&case.docs.as_str()) {
            without_arn.push(case.docs.as_str());
        }
        ran += 1;
    }
    assert_eq!((ran, cases.len()), (CASES, CASES));
    assert_eq!(without_arn, NO_ARN);
}

/// What rolehop says where the vector has this text.
fn kind_of(case: &Case) -> &'static str {
    let Output::Error(text) = &case.output else {
        panic!("{} is no error", case.docs);
    };
    match text.as_str() {
        "profile must contain `source_profile`" => "has a `role_arn` but no `source_profile`",
        "profile contained both source_profile and credential_source" => "has both `source_profile`",
        "profile missing aws_secret_access_key" => "is missing `aws_secret_access_key`",
        "profile missing aws_access_key_id" => "is missing `aws_access_key_id`",
        "profile `B` did not contain credential information" => "did not contain credential information",
        "profile `A` did not contain credential information" => "did not contain credential information",
        "could not find source profile B referenced from A" => {
            "there is no profile `B`, which [HOME]/.aws/config:3 names"
        }
        "No profiles were defined" => "there is no profile `A`",
        "profile formed an infinite loop" => "leads back to itself: A → B → A",
        "`role_arn` was missing" => "has a web identity but no `role_arn`",
        "if `sso_role_name` is set, then `sso_account_id` must also be set" => {
            "needs `sso_account_id` beside it"
        }
        "if `sso_account_id` is set, then `sso_role_name` must also be set" => {
            "needs `sso_role_name` beside it"
        }
        "`sso_region` can only be specified in the [sso-session] config when a session name is given" => {
            "`[sso-session A]` has no `sso_region`"
        }
        "sso-session named `oops` (referenced by profile `A`) was not found" => {
            "there is no `[sso-session oops]`"
        }
        unknown => panic!("a kind of error that is not known here: {unknown}"),
    }
}

fn written(input: &Input, keys: Keys, changed: &dyn Fn(&str) -> String) -> TestEnv {
    let env = test_env!();
    let (mut config, mut credentials) = (String::new(), String::new());
    for (name, settings) in &input.profiles {
        let (own, others): (Settings, Settings) = settings
            .iter()
            .map(|(key, value)| (key.clone(), changed(value)))
            .partition(|(key, _)| key.starts_with("aws_"));
        match keys {
            Keys::InConfig => config += &section(&format!("profile {name}"), own.iter().chain(&others)),
            Keys::InCredentials => {
                config += &section(&format!("profile {name}"), others.iter());
                credentials += &section(name, own.iter());
            }
        }
    }
    for (name, settings) in &input.sso_sessions {
        config += &section(&format!("sso-session {name}"), settings.iter());
    }
    env.aws_config(&config);
    env.aws_credentials(&credentials);
    env
}

/// A profile of which the credentials file has nothing is not in it.
fn section<'a>(heading: &str, settings: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let lines: String = settings
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    match lines.is_empty() && !heading.contains(' ') {
        true => String::new(),
        false => format!("[{heading}]\n{lines}"),
    }
}

#[track_caller]
fn assert_error(env: &TestEnv, case: &Case, told: &str) {
    let outcome = env.run(["explain", "--json", &case.input.selected_profile]);
    let told = told.replace("[HOME]", &env.home().display().to_string());
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (3, ""),
        "{}",
        case.docs
    );
    assert!(
        outcome.stderr.contains(&told),
        "{}: {}",
        case.docs,
        outcome.stderr
    );
}

#[track_caller]
fn assert_chain(env: &TestEnv, case: &Case, chain: &[Value]) {
    let outcome = env.run(["explain", "--json", &case.input.selected_profile]);
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (0, ""),
        "{}",
        case.docs
    );
    let explained = outcome.json();
    assert_eq!(
        explained["profile"],
        case.input.selected_profile.as_str(),
        "{}",
        case.docs
    );
    let source = &explained["source"];
    let hops = explained["hops"].as_array().unwrap();
    let (first, rest) = chain.split_first().unwrap();
    let mut hops = hops.iter();
    match first.as_object().unwrap().iter().next().unwrap() {
        (kind, key) if kind == "AccessKey" => {
            assert_eq!(source["kind"], "shared-credentials");
            assert_eq!(source["access_key_id"], key["access_key_id"]);
            if rest.is_empty() {
                assert_eq!(hops.next().unwrap()["operation"], "GetSessionToken");
            }
        }
        (kind, name) if kind == "NamedSource" => {
            assert_eq!(
                (name, &source["kind"]),
                (&json!("Ec2InstanceMetadata"), &json!("ec2-instance-metadata"))
            );
        }
        (kind, role) if kind == "WebIdentityToken" => {
            assert_eq!(source["kind"], "web-identity");
            assert_eq!(source["token"], role["web_identity_token_file"]);
            assert_hop(hops.next(), "AssumeRoleWithWebIdentity", role);
        }
        (kind, sso) if kind == "Sso" => {
            assert_eq!(source["kind"], "sso");
            for (key, value) in sso.as_object().unwrap() {
                assert_eq!(source[key], *value, "{}", case.docs);
            }
        }
        (kind, _) => panic!("a kind of source that is not known here: {kind}"),
    }
    for call in rest {
        assert_hop(hops.next(), "AssumeRole", &call["AssumeRole"]);
    }
    assert_eq!(hops.next(), None, "{}", case.docs);
}

#[track_caller]
fn assert_hop(hop: Option<&Value>, operation: &str, role: &Value) {
    let hop = hop.expect("one more hop");
    assert_eq!(hop["operation"], operation);
    for key in ["role_arn", "external_id", "role_session_name"] {
        let is_default = key == "role_session_name" && role[key].is_null();
        assert!(is_default || hop[key] == role[key], "{key}: {hop} {role}");
    }
}
