//! `keys`: what is listed and removed, and what becomes of the sessions.

use rolehop_test_support::environment::Run;
use rolehop_test_support::sts::{User, World};

use super::{Machine, masked};

const ADDED: &str = "access key …MPLE is in the store `file` as `corp`\n";

#[test]
fn keys_are_listed_and_removed_with_keyctl() {
    let machine = Machine::new(super::ROUTES);
    machine.add_key("corp").run().assert(0, "", ADDED);
    machine.add_key("hub").run().assert(
        0,
        "",
        "access key …MPLE is in the store `file` as `hub`\n\
         warning: profile `hub` gets its credentials another way, so it does not use this key\n\
         help: `rolehop explain hub` shows which way\n",
    );
    let list = machine.run(["keys", "list"]);
    assert_eq!((list.status, list.stderr.as_str()), (0, ""));
    assert_eq!(
        masked(&list.stdout),
        "NAME  ACCESS KEY ID         ADDED                 STORE
corp  AKIAIOSFODNN7EXAMPLE  [TIME]  file
hub   AKIAIOSFODNN7EXAMPLE  [TIME]  file
"
    );
    let json = machine.run(["keys", "list", "--json"]);
    let row = |name: &str| {
        format!(
            "{{\"name\":\"{name}\",\"access_key_id\":\"AKIAIOSFODNN7EXAMPLE\",\"added\":\"[TIME]\",\"store\":\"file\"}}"
        )
    };
    assert_eq!(
        masked(&json.stdout),
        format!("[{},{}]\n", row("corp"), row("hub"))
    );

    assert_eq!(machine.run_with_code(["login", "corp"]).status, 0);
    let removed = "removed the access key `corp` and its sessions\n\
                   AWS still takes it: deactivate or delete it in IAM if nobody else uses it\n";
    machine.run(["keys", "remove", "corp"]).assert(0, "", removed);
    machine.run(["status", "--json"]).assert(0, "[]\n", "");
    machine.run(["keys", "remove", "corp"]).assert(
        3,
        "",
        "error: there is no access key `corp` in the store\nhelp: `rolehop keys list` shows what is there\n",
    );
    machine.run(["exec", "corp", "--", "true"]).assert(
        125,
        "",
        "error: there is no access key `corp` in the store\nhelp: put one in: `rolehop keys add corp`\n\
         the command was not run: configuration (exit code 125)\n",
    );
    machine.finish();
}

#[test]
fn a_key_that_is_replaced_takes_its_sessions_along_with_keyctl() {
    let machine = Machine::demo();
    assert_eq!(machine.run_with_code(["login", "hub"]).status, 0);
    assert_eq!(
        machine.run(["status", "--json"]).json().as_array().unwrap().len(),
        2
    );
    machine.add_key("corp").run().assert(0, "", ADDED);
    machine.run(["status", "--json"]).assert(0, "[]\n", "");
    assert_eq!(machine.run(["explain", "hub", "--json"]).json()["sts_calls"], 2);
    machine.finish();
}

#[test]
fn names_that_no_route_could_say_are_refused_with_keyctl() {
    let machine = Machine::new("");
    for name in [
        "",
        "a b",
        "a\nb",
        "[a]",
        "arn:aws:iam::222222222222:role/Hub",
        "222222222222:Hub",
        "a`b",
        &"n".repeat(129),
    ] {
        machine.add_key(name).run().assert(
            2,
            "",
            "error: that name cannot be a profile's\n\
             help: use letters, digits and `-_.@/+`, as in a profile of the AWS config file\n",
        );
    }
    for store in ["kernel", "none"] {
        let outcome = machine
            .rolehop(["--store", store, "keys", "add", "corp", "--stdin"])
            .stdin("{}")
            .run();
        assert_eq!(outcome.status, 3, "{outcome:?}");
        assert!(
            outcome.stderr.starts_with(&format!(
                "error: access keys cannot rest in the store `{store}`\nhelp: "
            )),
            "{outcome:?}"
        );
    }
    machine.finish();
}

#[test]
fn two_homes_with_keys_of_one_name_share_no_session_with_keyctl() {
    const BOB: (&str, &str) = ("AKIABOBBOBBOBBOBBOB1", "bobsSecretThatIsAsLongAsAnyOther12345678");
    let machine = Machine::new("");
    machine.env.secret(BOB.1);
    {
        let mut world = machine.sts.world();
        let bob = User::new("222222222222", "bob").key(BOB.0, BOB.1);
        *world = std::mem::replace(&mut *world, World::new()).user(bob);
    }
    // The same user and kernel keyring, another home.
    let home = machine.env.path("other");
    std::fs::create_dir(&home).unwrap();
    let elsewhere = |words: &[&str]| machine.rolehop(words.iter().copied()).var("HOME", &home);
    machine.add_key("corp").run().assert(0, "", ADDED);
    let document = format!(r#"{{"AccessKeyId":"{}","SecretAccessKey":"{}"}}"#, BOB.0, BOB.1);
    let added = elsewhere(&["keys", "add", "corp", "--stdin"])
        .stdin(document)
        .run();
    assert_eq!(added.status, 0, "{added:?}");

    let session = |run: Run<'_>| {
        let answer = run.stdout_may_hold_session_secrets().run();
        answer.json()["AccessKeyId"].as_str().unwrap().to_owned()
    };
    let process = ["credential-process", "corp"];
    let both = || (session(machine.rolehop(process)), session(elsewhere(&process)));
    let (alice, bob) = both();
    assert_ne!(alice, bob);
    assert_eq!(both(), (alice, bob), "and each is kept");
    assert_eq!(
        machine.sts.journal().operations(),
        ["GetSessionToken", "GetSessionToken"]
    );
    machine.finish();
}
