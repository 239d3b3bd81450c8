//! `keys add`: every way in, what is refused, and that no secret is told.

use rolehop_test_support::sts::World;

use super::Machine;

const ID: &str = World::DEMO_ACCESS_KEY_ID;
const SECRET: &str = World::DEMO_SECRET_ACCESS_KEY;
const ADDED: &str = "access key …MPLE is in the store `file` as `corp`\n";

#[test]
fn a_key_is_read_from_the_consoles_file_with_keyctl() {
    let machine = Machine::new("");
    let file = |name: &str, text: &str| machine.env.write(name, text);
    let plain = format!("Access key ID,Secret access key\n{ID},{SECRET}\n");
    for (name, text) in [
        ("console.csv", plain.clone()),
        ("bom.csv", format!("\u{feff}{plain}")),
        ("crlf.csv", plain.replace('\n', "\r\n")),
        ("both.csv", format!("\u{feff}{}", plain.replace('\n', "\r\n"))),
        ("no-line-end.csv", plain.trim_end().to_owned()),
        (
            "new-user.csv",
            format!(
                "User name,Password,Access key ID,Secret access key,Console login link\r\nalice,,{ID},{SECRET},\
                 https://111111111111.signin.aws.amazon.com/console\r\n"
            ),
        ),
        (
            "quoted.csv",
            format!("\"Access key ID\",\"Secret access key\"\n\"{ID}\",\"{SECRET}\"\n"),
        ),
        (
            "other-case.csv",
            format!(" access key id , SECRET ACCESS KEY \n {ID} , {SECRET} \n"),
        ),
    ] {
        let path = file(name, &text);
        machine.rolehop(["keys".as_ref(), "add".as_ref(), "corp".as_ref(), "--csv".as_ref(), path.as_os_str()]).run().assert(
            0,
            "",
            &format!("{ADDED}`[HOME]/{name}` still holds it in the clear: remove the file, and empty the trash\n"),
        );
    }
    let identity = machine.run(["whoami", "corp", "--json"]);
    assert_eq!(identity.json()["Arn"], "arn:aws:iam::111111111111:user/alice");
    machine.finish();
}

#[test]
fn a_file_that_is_not_the_consoles_is_refused_without_quoting_it_with_keyctl() {
    let machine = Machine::new("");
    let expected = "name the file that the AWS console's «Download .csv file» made: a line with `Access key ID,Secret access key`, \
                    then the key";
    let row = format!("{ID},{SECRET}\n");
    let header = "Access key ID,Secret access key\n";
    for (name, text, what) in [
        ("empty.csv", String::new(), ":1` has no column `Access key ID`"),
        ("no-header.csv", row.clone(), ":1` has no column `Access key ID`"),
        (
            "no-secret.csv",
            format!("Access key ID\n{ID}\n"),
            ":1` has no column `Secret access key`",
        ),
        ("no-row.csv", header.to_owned(), "` has no key below its header"),
        ("two.csv", format!("{header}{row}{row}"), ":3` is a second key"),
        (
            "short.csv",
            format!("{header}{ID}\n"),
            ":2` has fewer fields than the header",
        ),
    ] {
        let path = machine.env.write(name, text);
        machine
            .rolehop([
                "keys".as_ref(),
                "add".as_ref(),
                "corp".as_ref(),
                "--csv".as_ref(),
                path.as_os_str(),
            ])
            .run()
            .assert(2, "", &format!("error: `[HOME]/{name}{what}\nhelp: {expected}\n"));
    }
    machine
        .run(["keys", "add", "corp", "--csv", "/nowhere.csv"])
        .assert(
            1,
            "",
            "error: cannot read `/nowhere.csv`\ncaused by: No such file or directory (os error 2)\n\
         help: name the file that the AWS console's «Download .csv file» made\n",
        );
    machine.run(["keys", "list", "--json"]).assert(0, "[]\n", "");
    machine.finish();
}

#[test]
fn a_key_is_read_from_standard_input_with_keyctl() {
    let machine = Machine::new("");
    let add = |text: String| {
        machine
            .rolehop(["keys", "add", "corp", "--stdin"])
            .stdin(text)
            .run()
    };
    let bare = format!(r#"{{"AccessKeyId":"{ID}","SecretAccessKey":"{SECRET}"}}"#);
    add(bare.clone()).assert(0, "", ADDED);
    add(format!(
        "{{\n  \"AccessKey\": {{\n    \"UserName\": \"alice\",\n    \"AccessKeyId\": \"{ID}\",\n    \"Status\": \"Active\",\n    \
         \"SecretAccessKey\": \"{SECRET}\",\n    \"CreateDate\": \"2026-11-22T16:00:00+00:00\"\n  }}\n}}\n"
    ))
    .assert(0, "", ADDED);
    let help = "help: pipe in what `aws iam create-access-key` prints\n";
    for (text, what) in [
        (String::new(), "standard input is no JSON object of an access key"),
        (
            format!("{bare}{bare}"),
            "standard input is no JSON object of an access key",
        ),
        (
            format!("[{bare}]"),
            "standard input is no JSON object of an access key",
        ),
        (
            bare.replace('}', ""),
            "standard input is no JSON object of an access key",
        ),
        (
            bare.replace("SecretAccessKey", "Secret"),
            "the JSON on standard input has no `SecretAccessKey`",
        ),
        (
            bare.replace("AccessKeyId", "KeyId"),
            "the JSON on standard input has no `AccessKeyId`",
        ),
    ] {
        add(text).assert(2, "", &format!("error: {what}\n{help}"));
    }
    add(bare.replace("AKIA", "ASIA")).assert(
        2,
        "",
        "error: standard input holds temporary credentials, which expire soon\nhelp: store an IAM user's own access key \
         (`AKIA…`); temporary ones work from the environment as they are\n",
    );
    add(bare.replace(ID, "AKIA SPACE")).assert(
        2,
        "",
        "error: standard input holds no access key ID\nhelp: it has 16 to 128 letters and digits, and begins with `AKIA`\n",
    );
    add(bare.replace(SECRET, "short")).assert(
        2,
        "",
        "error: standard input holds no secret access key\nhelp: copy it again: 40 letters, digits, `/` and `+`, without spaces\n",
    );
    machine.finish();
}

#[test]
fn a_key_is_read_from_the_environment_with_keyctl() {
    let machine = Machine::new("");
    let add = || machine.rolehop(["keys", "add", "corp", "--from-env"]);
    add()
        .var("AWS_ACCESS_KEY_ID", ID)
        .var("AWS_SECRET_ACCESS_KEY", SECRET)
        .run()
        .assert(0, "", ADDED);
    for (variables, missing) in [
        (&[][..], "AWS_ACCESS_KEY_ID"),
        (&[("AWS_ACCESS_KEY_ID", ID)], "AWS_SECRET_ACCESS_KEY"),
        (&[("AWS_SECRET_ACCESS_KEY", SECRET)], "AWS_ACCESS_KEY_ID"),
    ] {
        add().vars(variables.iter().copied()).run().assert(
            2,
            "",
            &format!("error: the environment has no `{missing}`\nhelp: set it, or leave `--from-env` out\n"),
        );
    }
    let temporary = add()
        .var("AWS_ACCESS_KEY_ID", ID)
        .var("AWS_SECRET_ACCESS_KEY", SECRET)
        .var("AWS_SESSION_TOKEN", "token");
    temporary.run().assert(
        2,
        "",
        "error: the environment holds temporary credentials, which expire soon\nhelp: store an IAM user's own access key (`AKIA…`); \
         temporary ones work from the environment as they are\n",
    );
    machine.finish();
}

#[test]
fn a_person_types_a_key_without_echo_with_keyctl() {
    let machine = Machine::new("");
    let mut terminal = machine.on_terminal(&["keys", "add", "corp"]).start().unwrap();
    terminal.expect("Access key ID of `corp`:");
    terminal.type_keys(format!("{ID}\r"));
    terminal.expect("Secret access key (not shown):");
    // As pasted, with what a copy brings along.
    terminal.type_keys(format!(" {SECRET} \r"));
    assert_eq!(machine.ended(&mut terminal), 0);
    assert_eq!(terminal.screen(), ADDED.trim_end(), "the questions are gone");
    assert_eq!(machine.run(["whoami", "corp", "--json"]).status, 0);

    let mut terminal = machine.on_terminal(&["keys", "add", "other"]).start().unwrap();
    terminal.expect("Access key ID of `other`:");
    terminal.type_keys("alice\r");
    assert_eq!(machine.ended(&mut terminal), 2);
    assert_eq!(
        terminal.screen(),
        "error: the answer holds no access key ID\nhelp: it has 16 to 128 letters and digits, and begins with `AKIA`",
        "nobody types a secret behind a wrong ID"
    );

    let mut terminal = machine.on_terminal(&["keys", "add", "other"]).start().unwrap();
    terminal.expect("Access key ID of `other`:");
    terminal.type_keys("\u{3}");
    assert_eq!(machine.ended(&mut terminal), 130);
    assert_eq!(
        terminal.screen(),
        "error: the question was not answered\ncaused by: cancelled"
    );
    machine.finish();
}

#[test]
fn nobody_to_ask_is_told_with_keyctl() {
    let machine = Machine::new("");
    let help = "help: run it in a terminal, or `rolehop keys add corp --csv FILE`\n";
    machine.run(["keys", "add", "corp"]).assert(
        4,
        "",
        &format!(
            "error: the access key cannot be asked for here\ncaused by: there is no terminal\n\
             caused by: No such device or address (os error 6)\n{help}"
        ),
    );
    machine.run(["--no-input", "keys", "add", "corp"]).assert(
        4,
        "",
        &format!("error: the access key cannot be asked for here\n{help}"),
    );
    machine.finish();
}
