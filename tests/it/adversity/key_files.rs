//! Files and documents that should hold an access key, a passphrase or a policy, and do not.

use rolehop_test_support::environment::TestEnv;

use super::{KEY, assert_refused, bounded, each, each_in};

const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const HEADER: &str = "User name,Access key ID,Secret access key\n";

fn with_file_store(env: &mut TestEnv) {
    let passphrase = env.write("passphrase", "correct horse battery staple 7");
    env.secret("correct horse battery staple 7");
    env.var("ROLEHOP_STORE", "file");
    env.var("ROLEHOP_STORE_PASSPHRASE_FILE", passphrase);
}

/// As [`each`], with a store that can keep keys.
fn each_stored<C: Sync>(cases: &[C], attack: impl Fn(&TestEnv, &C) + Sync) {
    each_in(cases, with_file_store, attack);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn a_csv_file_without_a_key_is_told_with_its_line() {
    let row = |id: &str, secret: &str| format!("{HEADER}alice,{id},{secret}\n");
    let cases: Vec<(&str, Vec<u8>, i32, &str)> = vec![
        ("nothing", vec![], 2, "`[FILE]:1` has no column `Access key ID`"),
        (
            "a byte order mark",
            b"\xef\xbb\xbf".to_vec(),
            2,
            "`[FILE]:1` has no column",
        ),
        (
            "a page",
            b"<html><body>Sign in</body></html>\n".to_vec(),
            2,
            "`[FILE]:1` has no column",
        ),
        (
            "other columns",
            b"a,b\n1,2\n".to_vec(),
            2,
            "`[FILE]:1` has no column `Access key ID`",
        ),
        (
            "no secret",
            b"Access key ID\nAKIAIOSFODNN7EXAMPLE\n".to_vec(),
            2,
            "has no column `Secret access key`",
        ),
        (
            "the password file",
            b"User name,Password,Console sign-in URL\na,b,c\n".to_vec(),
            2,
            "has no column",
        ),
        (
            "semicolons",
            HEADER.replace(',', ";").into_bytes(),
            2,
            "has no column",
        ),
        (
            "a header alone",
            HEADER.into(),
            2,
            "`[FILE]` has no key below its header",
        ),
        (
            "a short row",
            format!("{HEADER}alice\n").into_bytes(),
            2,
            "`[FILE]:2` has fewer fields",
        ),
        (
            "a short row further down",
            format!("{HEADER}\n\nalice,{ID}\n").into_bytes(),
            2,
            "`[FILE]:4` has fewer fields",
        ),
        (
            "two keys",
            format!("{}bob,{ID},{SECRET}\n", row(ID, SECRET)).into_bytes(),
            2,
            "`[FILE]:3` is a second key",
        ),
        (
            "an open quote",
            format!("{HEADER}alice,\"{ID},{SECRET}\n").into_bytes(),
            2,
            "`[FILE]:2` has fewer fields",
        ),
        (
            "no ID",
            row("", SECRET).into_bytes(),
            2,
            "`[FILE]:2` holds no access key ID",
        ),
        (
            "a short ID",
            row("AKIA", SECRET).into_bytes(),
            2,
            "`[FILE]:2` holds no access key ID",
        ),
        (
            "an ID with an escape",
            row("AKIA\u{1b}[31mEXAMPLE000", SECRET).into_bytes(),
            2,
            "holds no access key ID",
        ),
        (
            "an ID out of range",
            row(&"A".repeat(129), SECRET).into_bytes(),
            2,
            "holds no access key ID",
        ),
        (
            "the fields swapped",
            row(SECRET, ID).into_bytes(),
            2,
            "`[FILE]:2` holds no access key ID",
        ),
        (
            "no secret's value",
            row(ID, "").into_bytes(),
            2,
            "`[FILE]:2` holds no secret access key",
        ),
        (
            "a short secret",
            row(ID, "abc").into_bytes(),
            2,
            "`[FILE]:2` holds no secret access key",
        ),
        (
            "a secret in words",
            row(ID, "this is no secret at all").into_bytes(),
            2,
            "holds no secret access key",
        ),
        (
            "a secret with a zero",
            row(ID, "wJalrXUtnFEMI\0K7MDENG").into_bytes(),
            2,
            "holds no secret access key",
        ),
        (
            "temporary ones",
            row("ASIAIOSFODNN7EXAMPLE", SECRET).into_bytes(),
            2,
            "`[FILE]:2` holds temporary credentials",
        ),
        (
            "UTF-16",
            format!("\u{feff}{}", row(ID, SECRET))
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            2,
            "`[FILE]` is not UTF-8",
        ),
        (
            "Latin-1",
            [HEADER.as_bytes(), b"al\xefce,x,y\n"].concat(),
            2,
            "`[FILE]` is not UTF-8",
        ),
        (
            "ten megabytes",
            row(&"A".repeat(10_000_000), SECRET).into_bytes(),
            1,
            "cannot read `[FILE]`",
        ),
    ];
    each_stored(&cases, |env, (what, text, exit, says)| {
        let file = env.write("key.csv", text);
        let says = says.replace("[FILE]", &file.display().to_string());
        let outcome = bounded(env.rolehop(["keys", "add", "corp", "--csv", &file.display().to_string()]));
        assert_refused(what, &outcome, *exit, &[&says]);
        assert_eq!(env.run(["keys", "list", "--json"]).stdout, "[]\n", "{what}");
    });
}

#[test]
fn a_document_without_a_key_is_told() {
    let object = |id: &str, secret: &str| format!("{{\"AccessKeyId\":{id},\"SecretAccessKey\":{secret}}}");
    let (id, secret) = (format!("\"{ID}\""), format!("\"{SECRET}\""));
    let none = "standard input is no JSON object of an access key";
    let cases: Vec<(&str, Vec<u8>, i32, &str)> = vec![
        ("nothing", vec![], 2, none),
        ("words", b"hello".to_vec(), 2, none),
        ("null", b"null".to_vec(), 2, none),
        ("a list", b"[]".to_vec(), 2, none),
        ("a number", b"7".to_vec(), 2, none),
        ("an empty object", b"{}".to_vec(), 2, "has no `AccessKeyId`"),
        (
            "half an object",
            object(&id, &secret).as_bytes()[..50].to_vec(),
            2,
            none,
        ),
        (
            "two objects",
            object(&id, &secret).repeat(2).into_bytes(),
            2,
            none,
        ),
        ("numbers", object("1", "2").into_bytes(), 2, none),
        (
            "no secret",
            format!("{{\"AccessKeyId\":{id}}}").into_bytes(),
            2,
            "has no `SecretAccessKey`",
        ),
        (
            "a key twice",
            format!("{{\"AccessKeyId\":{id},\"AccessKeyId\":{id}}}").into_bytes(),
            2,
            none,
        ),
        (
            "an object too deep",
            format!("{{\"AccessKey\":{{\"AccessKey\":{}}}}}", object(&id, &secret)).into_bytes(),
            2,
            "has no `AccessKeyId`",
        ),
        ("a deep list", "[".repeat(50_000).into_bytes(), 2, none),
        (
            "deep objects",
            "{\"AccessKey\":".repeat(4_000).into_bytes(),
            2,
            none,
        ),
        ("no UTF-8", b"{\"AccessKeyId\":\"\xff\"}".to_vec(), 2, none),
        (
            "a line break in the secret",
            object(&id, "\"wJalrXUtnFEMI/K7\\nMDENG\"").into_bytes(),
            2,
            "standard input holds no secret",
        ),
        (
            "an escape in the ID",
            object("\"AKIA\\u001b[31mEXAMPLE000\"", &secret).into_bytes(),
            2,
            "standard input holds no access key ID",
        ),
        (
            "temporary ones",
            object("\"ASIAIOSFODNN7EXAMPLE\"", &secret).into_bytes(),
            2,
            "standard input holds temporary",
        ),
        (
            "ten megabytes",
            format!("{{\"AccessKeyId\":\"{}\"}}", "A".repeat(10_000_000)).into_bytes(),
            1,
            "cannot read standard input",
        ),
    ];
    each_stored(&cases, |env, (what, text, exit, says)| {
        let outcome = bounded(
            env.rolehop(["keys", "add", "corp", "--stdin"])
                .stdin(text.clone()),
        );
        assert_refused(what, &outcome, *exit, &[says]);
    });
}

#[test]
fn a_name_that_no_profile_can_have_is_told() {
    let long = "x".repeat(129);
    let names = [
        "",
        " ",
        "two words",
        "a\nb",
        "\u{1b}[31m",
        "[x]",
        "a]",
        "\"a\"",
        "'",
        "a,b",
        "`id`",
        "\t",
        long.as_str(),
    ];
    each_stored(&names, |env, name| {
        let document = format!("{{\"AccessKeyId\":\"{ID}\",\"SecretAccessKey\":\"{SECRET}\"}}");
        let outcome = bounded(env.rolehop(["keys", "add", name, "--stdin"]).stdin(document));
        assert_refused(
            &format!("{name:?}"),
            &outcome,
            2,
            &["that name cannot be a profile's"],
        );
    });
}

#[test]
fn an_environment_without_a_key_is_told() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[], "the environment has no `AWS_ACCESS_KEY_ID`"),
        (&KEY[..1], "the environment has no `AWS_SECRET_ACCESS_KEY`"),
        (
            &[KEY[0], KEY[1], ("AWS_SESSION_TOKEN", "token")],
            "the environment holds temporary credentials",
        ),
        (
            &[("AWS_ACCESS_KEY_ID", "x"), KEY[1]],
            "the environment holds no access key ID",
        ),
    ];
    each_stored(&cases, |env, (variables, says)| {
        let run = env.rolehop(["keys", "add", "corp", "--from-env"]);
        let outcome = bounded(run.vars(variables.iter().copied()));
        assert_refused(says, &outcome, 2, &[says]);
    });
}

/// The store's key of an earlier test may rest in the kernel keyring: a folder that has no header has none.
#[test]
fn a_passphrase_file_without_a_passphrase_is_told() {
    let cases: [(&str, &[u8], &str); 6] = [
        ("nothing", b"", "the new passphrase was empty"),
        ("a line end", b"\r\n", "the new passphrase was empty"),
        ("no UTF-8", b"\xff\xfe", "cannot read `[FILE]`"),
        ("a binary", b"\x7fELF\0\0\x80\xff", "cannot read `[FILE]`"),
        ("a whole book", &[b'x'; 5_000], "cannot read `[FILE]`"),
        ("exactly too much", &[b'x'; 4_096], "cannot read `[FILE]`"),
    ];
    each(&cases, |env, (what, text, says)| {
        let file = env.write("passphrase", text);
        let document = format!("{{\"AccessKeyId\":\"{ID}\",\"SecretAccessKey\":\"{SECRET}\"}}");
        let run = env
            .rolehop(["keys", "add", "corp", "--stdin", "--store", "file"])
            .stdin(document);
        let outcome = bounded(run.var("ROLEHOP_STORE_PASSPHRASE_FILE", &file));
        let says = says.replace("[FILE]", &file.display().to_string());
        assert_refused(what, &outcome, 7, &[&says]);
    });
}

#[test]
fn a_policy_file_without_a_policy_is_told() {
    let statement = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("words", b"allow everything".to_vec()),
        ("a list", b"[]".to_vec()),
        ("half a policy", statement.as_bytes()[..20].to_vec()),
        ("two policies", statement.repeat(2).into_bytes()),
        ("no UTF-8", b"{\"Version\":\"\xff\"}".to_vec()),
        (
            "UTF-16",
            statement.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("a deep list", "[".repeat(100_000).into_bytes()),
        ("two megabytes", vec![b' '; 2_000_000]),
    ];
    each(&cases, |env, (what, text)| {
        env.write("policy.json", text);
        env.config(
            "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\n\
             role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
             [profile.file]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
             policy = { file = \"../../policy.json\" }\n",
        );
        let outcome = bounded(env.rolehop(["explain", "hub", "--policy", "policy.json"]));
        assert_refused(what, &outcome, 2, &["`--policy`"]);
        let outcome = bounded(env.rolehop(["explain", "file"]));
        assert_refused(what, &outcome, 3, &["config.toml:8"]);
    });
}
