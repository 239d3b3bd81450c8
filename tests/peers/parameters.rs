//! What a profile says arrives at STS as it says, each call signed by the session of the one before.

use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::{Entry, Role, User, World};
use serde_json::json;

use super::desk::{Desk, WHO};

#[test]
fn with_aws_cli_v1_each_parameter_arrives_as_configured() {
    parameters(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_each_parameter_arrives_as_configured() {
    parameters(&AwsCli::v2());
}

const DETAILED: &str = r#"
[defaults]
mfa_session = "6h"

[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
external_id = "example-corp-42"
role_session_name = "alice-{profile}"
duration_seconds = "30m"
tags = { team = "payments", cost = "6: + tax" }
transitive_tags = ["team"]
source_identity = "alice"

[profile.prod]
source_profile = "hub"
role_arn = "arn:aws:iam::333333333333:role/Deploy"
role_session_name = "deploy"
duration_seconds = 900
policy = { inline = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' }
policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
"#;

/// Tags and a source identity are allowed to everybody here: what is judged is what is sent.
fn generous_world() -> World {
    let any = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    let allowed =
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": any, "Resource": "*"}});
    let trust = |principal: &str| {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": any, "Principal": {"AWS": principal},
        }})
    };
    let alice = User::new("111111111111", "alice")
        .key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY)
        .mfa("alice", World::DEMO_MFA_SEED)
        .policy(allowed.clone());
    let hub = Role::new("222222222222", "Hub")
        .trust(trust("arn:aws:iam::111111111111:root"))
        .policy(allowed);
    let deploy = Role::new("333333333333", "Deploy").trust(trust(World::DEMO_HUB));
    World::new().user(alice).role(hub).role(deploy)
}

fn parameters(cli: &AwsCli) {
    let desk = Desk::with_keys(generous_world(), DETAILED);
    let mut terminal = desk.aws(cli, &WHO);
    terminal.expect("(serves 6 hours, asked by aws):");
    desk.type_code(&terminal);
    desk.wait(&mut terminal);
    assert_eq!(
        terminal.screen(),
        "\"arn:aws:sts::333333333333:assumed-role/Deploy/deploy\""
    );
    let journal = desk.sts.journal();
    let [session, hub, deploy, caller] = journal.entries() else {
        panic!("{:?}", journal.operations());
    };
    assert_eq!(
        sent(session),
        "GetSessionToken DurationSeconds=21600 SerialNumber=arn:aws:iam::111111111111:mfa/alice TokenCode=CODE"
    );
    assert_eq!(
        sent(hub),
        "AssumeRole DurationSeconds=1800 ExternalId=example-corp-42 \
         RoleArn=arn:aws:iam::222222222222:role/Hub RoleSessionName=alice-hub SourceIdentity=alice \
         Tags.member.1.Key=cost Tags.member.1.Value=6: + tax Tags.member.2.Key=team Tags.member.2.Value=payments \
         TransitiveTagKeys.member.1=team"
    );
    assert_eq!(
        sent(deploy),
        "AssumeRole DurationSeconds=900 \
         Policy={\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}} \
         PolicyArns.member.1.arn=arn:aws:iam::aws:policy/ReadOnlyAccess \
         RoleArn=arn:aws:iam::333333333333:role/Deploy RoleSessionName=deploy"
    );
    let issued = |entry: &Entry| entry.issued_access_key_id.clone();
    let signers = [session, hub, deploy, caller].map(|entry| entry.access_key_id.clone());
    let expected = [
        Some(World::DEMO_ACCESS_KEY_ID.to_owned()),
        issued(session),
        issued(hub),
        issued(deploy),
    ];
    assert_eq!(signers, expected);
    desk.finish();
}

/// What was asked, by name; an MFA code is another each time.
fn sent(entry: &Entry) -> String {
    let mut parameters: Vec<String> = entry
        .parameters
        .iter()
        .filter(|(name, _)| name != "Version")
        .map(|(name, value)| {
            let value = if name == "TokenCode" { "CODE" } else { value };
            format!("{name}={value}")
        })
        .collect();
    parameters.sort();
    format!("{} {}", entry.operation, parameters.join(" "))
}
