//! `explain`: which sessions are stored, as far as that is known without unlocking anything.

use super::{Machine, masked, user_name};

#[test]
fn what_is_stored_needs_no_call_with_keyctl() {
    let machine = Machine::demo();
    let calls = |words: &[&str]| {
        let json = machine.run(["explain", "--json"].iter().chain(words)).json();
        let hops = json["hops"].as_array().unwrap();
        let cached: Vec<String> = hops.iter().map(|hop| hop["cached"].to_string()).collect();
        (
            cached.join(" "),
            json["sts_calls"].clone(),
            json["asks_person"].clone(),
        )
    };
    let is = |cached: &str, calls: u64, asks: bool| (cached.to_owned(), calls.into(), asks.into());
    assert_eq!(calls(&["prod"]), is("false false false", 3, true));
    assert_eq!(machine.run_with_code(["login", "hub"]).status, 0);
    machine.sts.clear_journal();
    assert_eq!(calls(&["prod"]), is("true true false", 1, false));
    assert_eq!(calls(&["corp"]), is("true", 0, false));
    assert_eq!(calls(&["hub"]), is("true true", 0, false));
    assert_eq!(calls(&["hub", "--fresh"]), is("true false", 1, false));
    assert_eq!(
        calls(&["hub", "--external-id", "another"]),
        is("true false", 1, false)
    );
    assert_eq!(
        calls(&["hub", "--region", "us-east-1"]),
        is("true true", 0, false),
        "the region alone changes nothing"
    );
    let text = machine.run(["explain", "hub"]);
    assert_eq!(
        masked(&text.stdout),
        format!(
            "source    access key `corp` in the store (AKIAIOSFODNN7EXAMPLE)
hop 1     GetSessionToken
          profile          corp
          MFA device       arn:aws:iam::111111111111:mfa/alice
          duration         12 hours
          stored           yes
hop 2     AssumeRole
          profile          hub
          role             arn:aws:iam::222222222222:role/Hub
          session name     {}
          external ID      example-corp-42
          duration         1 hour
          stored           yes
region    eu-west-1
endpoint  {}
now       no STS call
",
            user_name(),
            machine.sts.url()
        )
    );
    assert_eq!((text.status, text.stderr.as_str()), (0, ""));
    assert!(machine.sts.journal().is_empty(), "explain calls nobody");
    machine.finish();
}

#[test]
fn a_store_that_would_have_to_be_unlocked_is_left_alone_with_keyctl() {
    let mut machine = Machine::demo();
    machine.env.var("ROLEHOP_STORE", "file");
    assert_eq!(machine.run_with_code(["login", "corp"]).status, 0);
    let words = ["explain", "corp", "--json"];
    assert_eq!(machine.run(words).json()["hops"][0]["cached"], true);
    // Nothing that opens the files is at hand any more: not the passphrase's file, not the key of the last hours.
    machine.env.unset("ROLEHOP_STORE_PASSPHRASE_FILE");
    let cleared = machine.env.program("keyctl", ["clear", "@u"]).run();
    assert_eq!(cleared.status, 0, "{cleared:?}");
    let json = machine.run(words).json();
    assert_eq!(json["hops"][0]["cached"], serde_json::Value::Null);
    assert_eq!(
        (&json["sts_calls"], &json["asks_person"]),
        (&1.into(), &true.into())
    );
    assert_eq!(json["source"]["access_key_id"], "AKIAIOSFODNN7EXAMPLE");
    let text = machine.run(["explain", "corp"]).stdout;
    assert!(
        text.contains("          stored           unknown until the store is unlocked\n"),
        "{text}"
    );
    machine.finish();
}
