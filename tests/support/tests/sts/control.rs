//! The control paths, and the program that stands on them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use rolehop_test_support::sts::{Role, Sts, User, World};
use serde_json::{Value, json};

use super::client::Client;

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn watches_and_drives() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    let serial = World::DEMO_MFA_SERIAL;
    let code = alice.control("GET", &format!("/_totp?serial={serial}"), "").body;
    let mfa = [("SerialNumber", serial), ("TokenCode", code.trim())];
    let session = alice.with(&alice.call("GetSessionToken", &mfa));
    let next = alice.control("GET", &format!("/_totp?serial={serial}"), "").body;
    assert_ne!(code, next);

    let counts = alice.control("GET", "/_counts", "").body;
    assert_eq!(json_of(&counts), json!({"GetSessionToken": 1}));
    let journal = alice.control("GET", "/_journal", "").body;
    assert_eq!(
        json_of(&journal)["issued_access_key_id"],
        json!(session.access_key_id)
    );
    alice.control("DELETE", "/_journal", "");
    assert_eq!(alice.control("GET", "/_journal", "").body, "");

    assert_eq!(
        alice
            .control("POST", "/_faults", r#"[{"kind":"html","status":502,"times":1}]"#)
            .status,
        200
    );
    assert_eq!(alice.call("GetCallerIdentity", &[]).status, 502);
    alice.control("POST", "/_faults", r#"{"kind":"empty_body"}"#);
    alice.control("DELETE", "/_faults", "");
    assert_eq!(alice.call("GetCallerIdentity", &[]).status, 200);

    alice.control("POST", "/_settings", r#"{"session_token_length": 300}"#);
    assert_eq!(
        alice
            .call("GetSessionToken", &[])
            .text("SessionToken")
            .unwrap()
            .len(),
        300
    );
    alice.control("POST", "/_expire", "");
    assert_eq!(
        session.call("GetCallerIdentity", &[]).text("Code").as_deref(),
        Some("ExpiredToken")
    );
    let clock = json_of(
        &alice
            .control("POST", "/_clock", "{\"offset_seconds\": 3600}")
            .body,
    );
    assert_eq!(clock, json!({}));
    assert_eq!(
        json_of(&alice.control("GET", "/_clock", "").body)["offset_seconds"],
        json!(3_600)
    );
    assert_eq!(
        alice.call("GetCallerIdentity", &[]).text("Code").as_deref(),
        Some("SignatureDoesNotMatch")
    );
}

#[test]
fn replaces_the_world() {
    let sts = Sts::start(World::new());
    let alice = Client::alice(&sts);
    assert_eq!(alice.call("GetCallerIdentity", &[]).status, 403);
    let demo = serde_json::to_string(&World::demo()).unwrap();
    assert_eq!(alice.control("PUT", "/_world", &demo).status, 200);
    assert_eq!(alice.identity(), "arn:aws:iam::111111111111:user/alice");
    assert_eq!(json_of(&alice.control("GET", "/_world", "").body), json_of(&demo));
}

#[test]
fn says_what_is_wrong() {
    let sts = Sts::start(World::demo());
    let alice = Client::alice(&sts);
    for (method, path, body, status, why) in [
        ("GET", "/_nothing", "", 404, "there is no GET /_nothing here"),
        ("POST", "/_journal", "", 404, "there is no POST /_journal here"),
        ("GET", "/_totp", "", 400, "serial is missing"),
        ("GET", "/_totp?serial=x", "", 400, "no MFA device x in this world"),
        ("POST", "/_clock", r#"{"offset":1}"#, 400, "offset is not known"),
        (
            "POST",
            "/_clock",
            r#"{"offset_seconds":"1"}"#,
            400,
            "offset_seconds is not a whole number",
        ),
    ] {
        let response = alice.control(method, path, body);
        assert_eq!(
            (response.status, json_of(&response.body)),
            (status, json!({"error": why}))
        );
    }
    for (path, body) in [
        ("/_faults", r#"{"kind":"unheard_of"}"#),
        ("/_settings", r#"{"unheard_of":1}"#),
    ] {
        assert_eq!(alice.control("POST", path, body).status, 400, "{path}");
    }
    assert!(sts.journal().is_empty());
}

#[test]
fn the_program_serves_a_world_until_its_input_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    let world = World::new()
        .user(
            User::new("111111111111", "alice").key(World::DEMO_ACCESS_KEY_ID, World::DEMO_SECRET_ACCESS_KEY),
        )
        .role(Role::new("111111111111", "Local").trusts("arn:aws:iam::111111111111:user/alice"));
    std::fs::write(&file, serde_json::to_string(&world).unwrap()).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_loopback-sts"))
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let url = lines.next().unwrap().unwrap();
    assert_eq!(
        json_of(&lines.next().unwrap().unwrap()),
        json!({"ca_bundle": null, "world": world})
    );
    let template = Sts::start(World::new());
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let alice = Client {
        address,
        ..Client::alice(&template)
    };
    assert_eq!(
        alice.assume("arn:aws:iam::111111111111:role/Local", &[]).status,
        200
    );
    let mut stdin = program.stdin.take().unwrap();
    stdin.write_all(b"anything").unwrap();
    drop(stdin);
    assert!(program.wait().unwrap().success());
}

#[test]
fn the_program_says_what_it_does_not_understand() {
    let output = Command::new(env!("CARGO_BIN_EXE_loopback-sts"))
        .arg("--unheard-of")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "error: `--unheard-of` is not known\nusage: loopback-sts [--tls] [--port N] [--keep-running] [WORLD.json]\n"
    );
}
