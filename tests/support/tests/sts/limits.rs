//! The parameters' limits, each refused in the words of the service's model.

use rolehop_test_support::sts::{Sts, World};

use super::client::{Client, refused};

fn violation(value: &str, at: &str, must: &str) -> String {
    format!(
        "1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: Member must {must}"
    )
}

/// Parameter, value, its place, what it must.
fn cases() -> Vec<(&'static str, String, &'static str, &'static str)> {
    let long = |length: usize| "a".repeat(length);
    let name = "satisfy regular expression pattern: [\\w+=,.@-]*";
    vec![
        (
            "RoleArn",
            long(19),
            "roleArn",
            "have length greater than or equal to 20",
        ),
        (
            "RoleArn",
            long(2_049),
            "roleArn",
            "have length less than or equal to 2048",
        ),
        (
            "RoleSessionName",
            long(1),
            "roleSessionName",
            "have length greater than or equal to 2",
        ),
        (
            "RoleSessionName",
            long(65),
            "roleSessionName",
            "have length less than or equal to 64",
        ),
        ("RoleSessionName", "a/b".to_owned(), "roleSessionName", name),
        ("RoleSessionName", "größe".to_owned(), "roleSessionName", name),
        (
            "ExternalId",
            long(1),
            "externalId",
            "have length greater than or equal to 2",
        ),
        (
            "ExternalId",
            long(1_225),
            "externalId",
            "have length less than or equal to 1224",
        ),
        (
            "ExternalId",
            "a b".to_owned(),
            "externalId",
            "satisfy regular expression pattern: [\\w+=,.@:\\/-]*",
        ),
        (
            "SerialNumber",
            long(8),
            "serialNumber",
            "have length greater than or equal to 9",
        ),
        (
            "SerialNumber",
            long(257),
            "serialNumber",
            "have length less than or equal to 256",
        ),
        (
            "SerialNumber",
            "abcdefgh!".to_owned(),
            "serialNumber",
            "satisfy regular expression pattern: [\\w+=/:,.@-]*",
        ),
        (
            "TokenCode",
            "12345".to_owned(),
            "tokenCode",
            "have length greater than or equal to 6",
        ),
        (
            "TokenCode",
            "1234567".to_owned(),
            "tokenCode",
            "have length less than or equal to 6",
        ),
        (
            "TokenCode",
            "12345x".to_owned(),
            "tokenCode",
            "satisfy regular expression pattern: [\\d]*",
        ),
        (
            "SourceIdentity",
            long(1),
            "sourceIdentity",
            "have length greater than or equal to 2",
        ),
        (
            "SourceIdentity",
            long(65),
            "sourceIdentity",
            "have length less than or equal to 64",
        ),
        ("SourceIdentity", "a b".to_owned(), "sourceIdentity", name),
        (
            "DurationSeconds",
            "899".to_owned(),
            "durationSeconds",
            "have value greater than or equal to 900",
        ),
        (
            "DurationSeconds",
            "43201".to_owned(),
            "durationSeconds",
            "have value less than or equal to 43200",
        ),
        (
            "Tags.member.1.Key",
            String::new(),
            "tags.1.member.key",
            "have length greater than or equal to 1",
        ),
        (
            "Tags.member.1.Key",
            long(129),
            "tags.1.member.key",
            "have length less than or equal to 128",
        ),
        (
            "Tags.member.1.Value",
            long(257),
            "tags.1.member.value",
            "have length less than or equal to 256",
        ),
        (
            "Tags.member.1.Value",
            "a;b".to_owned(),
            "tags.1.member.value",
            "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
        ),
        (
            "PolicyArns.member.1.arn",
            long(19),
            "policyArns.1.member.arn",
            "have length greater than or equal to 20",
        ),
    ]
}

#[test]
fn of_assume_role() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    for (name, value, at, must) in cases() {
        let mut parameters = vec![("RoleArn", World::DEMO_HUB), ("RoleSessionName", "test")];
        if name.starts_with("Tags") {
            parameters.extend([("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v")]);
        }
        parameters.retain(|(it, _)| *it != name);
        parameters.push((name, &value));
        refused(
            &alice.call("AssumeRole", &parameters),
            400,
            "ValidationError",
            &violation(&value, at, must),
        );
    }
}

#[test]
fn of_assume_role_at_once() {
    let sts = Sts::start(World::demo());
    let message = "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not \
                   be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null";
    refused(
        &Client::alice(&sts).call("AssumeRole", &[]),
        400,
        "ValidationError",
        message,
    );
}

#[test]
fn of_lists() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    for (list, most, fields) in [("Tags", 50, &["Key", "Value"][..]), ("PolicyArns", 10, &["arn"])] {
        let names: Vec<_> = (1..=most + 1)
            .flat_map(|number| {
                fields
                    .iter()
                    .map(move |field| format!("{list}.member.{number}.{field}"))
            })
            .collect();
        let value = "arn:aws:iam::aws:policy/A";
        let parameters: Vec<_> = names.iter().map(|name| (name.as_str(), value)).collect();
        let at = if list == "Tags" { "tags" } else { "policyArns" };
        let message = format!(
            "1 validation error detected: Value at '{at}' failed to satisfy constraint: Member must have length less \
             than or equal to {most}"
        );
        refused(
            &alice.assume(World::DEMO_HUB, &parameters),
            400,
            "ValidationError",
            &message,
        );
    }
}

#[test]
fn of_get_session_token() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    for (name, value, at, must) in [
        (
            "DurationSeconds",
            "899",
            "durationSeconds",
            "have value greater than or equal to 900",
        ),
        (
            "DurationSeconds",
            "129601",
            "durationSeconds",
            "have value less than or equal to 129600",
        ),
        (
            "SerialNumber",
            "short",
            "serialNumber",
            "have length greater than or equal to 9",
        ),
        (
            "TokenCode",
            "12 456",
            "tokenCode",
            "satisfy regular expression pattern: [\\d]*",
        ),
    ] {
        let response = alice.call("GetSessionToken", &[(name, value)]);
        refused(&response, 400, "ValidationError", &violation(value, at, must));
    }
    assert_eq!(
        alice
            .call("GetSessionToken", &[("DurationSeconds", "129600")])
            .status,
        200
    );
    let message = "The value of DurationSeconds is not a number";
    refused(
        &alice.call("GetSessionToken", &[("DurationSeconds", "1h")]),
        400,
        "MalformedInput",
        message,
    );
}

#[test]
fn of_role_arns() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    for arn in [
        "arn:aws:iam::222222222222:user/Hub",
        "role/Hub-without-an-account",
        "arn:aws:iam::222222222222:role/",
    ] {
        refused(
            &alice.assume(arn, &[]),
            400,
            "ValidationError",
            &format!("{arn} is invalid"),
        );
    }
}
