//! What a `credential_process` or an `mfa_process` may answer instead of what it should.

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::sts::{Sts, World};

use super::{KEY, NOWHERE, assert_refused, bounded, each};

const SECRET: &str = KEY[1].1;

/// A script that prints these bytes, below the folder of `env`.
fn printing(env: &TestEnv, answer: &[u8]) -> String {
    let file = env.write("answer", answer);
    let script = env.write("program.sh", format!("cat '{}'\n", file.display()));
    format!("sh {}", script.display())
}

fn document(field: &str, value: &str) -> Vec<u8> {
    let mut fields = vec![
        ("Version", "1".to_owned()),
        ("AccessKeyId", format!("{:?}", KEY[0].1)),
        ("SecretAccessKey", format!("{SECRET:?}")),
    ];
    fields.retain(|(name, _)| *name != field);
    if !value.is_empty() {
        fields.push((field, value.to_owned()));
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", fields.join(",")).into_bytes()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of cases")]
fn a_credential_process_that_answers_something_else_is_told() {
    let whole = document("Comment", "\"none\"");
    let garbled = "a field holds a character that no credential has";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", vec![], "it is not JSON"),
        ("words", b"no credentials today".to_vec(), "it is not JSON"),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf".as_slice(), &whole].concat(),
            "it is not JSON",
        ),
        ("UTF-16", b"{\0}\0".to_vec(), "it is not JSON"),
        ("half a document", whole[..40].to_vec(), "it is not JSON"),
        ("two documents", whole.repeat(2), "it is not JSON"),
        (
            "a document and words",
            [&whole, b"done".as_slice()].concat(),
            "it is not JSON",
        ),
        (
            "a list",
            [b"[".as_slice(), &whole, b"]"].concat(),
            "it is not a JSON object",
        ),
        ("text", b"\"x\"".to_vec(), "it is not a JSON object"),
        ("null", b"null".to_vec(), "it is not a JSON object"),
        ("a deep list", "[".repeat(20_000).into_bytes(), "it is not JSON"),
        ("no version", document("Version", ""), "`Version` is missing"),
        ("version 2", document("Version", "2"), "`Version` is not 1"),
        (
            "version 1 as text",
            document("Version", "\"1\""),
            "`Version` is not 1",
        ),
        ("version 1.5", document("Version", "1.5"), "`Version` is not 1"),
        ("no ID", document("AccessKeyId", ""), "`AccessKeyId` is missing"),
        (
            "an empty ID",
            document("AccessKeyId", "\"\""),
            "`AccessKeyId` is missing",
        ),
        (
            "an ID that is null",
            document("AccessKeyId", "null"),
            "`AccessKeyId` is missing",
        ),
        (
            "an ID with a line break",
            document("AccessKeyId", "\"AKIA\\nX\""),
            garbled,
        ),
        (
            "an ID with an escape",
            document("AccessKeyId", "\"\\u001b[31mAKIA\""),
            garbled,
        ),
        (
            "no secret",
            document("SecretAccessKey", ""),
            "`SecretAccessKey` is missing",
        ),
        (
            "a secret that is a list",
            document("SecretAccessKey", "[]"),
            "`SecretAccessKey` is missing",
        ),
        (
            "a secret with a line break",
            document("SecretAccessKey", "\"x\\nexport Y=1\""),
            garbled,
        ),
        (
            "a token that is a number",
            document("SessionToken", "7"),
            "a field is not text",
        ),
        (
            "a token with a quote and a line break",
            document("SessionToken", "\"'\\n\""),
            garbled,
        ),
        (
            "a time in words",
            document("Expiration", "\"tomorrow\""),
            "`Expiration` is not a time",
        ),
        (
            "a time that is a number",
            document("Expiration", "1795363200"),
            "a field is not text",
        ),
        (
            "a day that there is not",
            document("Expiration", "\"2026-02-31T00:00:00Z\""),
            "`Expiration` is not a time",
        ),
        (
            "the year 99999",
            document("Expiration", "\"99999-01-01T00:00:00Z\""),
            "`Expiration` is not a time",
        ),
        (
            "a time that is over",
            document("Expiration", "\"2001-01-01T00:00:00Z\""),
            "expired at 2001-01-01T00:00:00Z",
        ),
        (
            "an account that is a number",
            document("AccountId", "111111111111"),
            "a field is not text",
        ),
        ("a megabyte", vec![b' '; 1_000_000], "wrote more than 64000 bytes"),
    ];
    each(&cases, |env, (what, answer, says)| {
        let line = printing(env, answer);
        env.config(&format!("[profile.x]\ncredential_process = {line:?}\n"));
        let outcome = bounded(env.rolehop(["credential-process", "x"]));
        assert_refused(what, &outcome, 6, &["profile `x`", says]);
    });
}

#[test]
fn a_credential_process_that_cannot_be_run_is_told() {
    let cases: [(&str, &str, i32, &str); 13] = [
        ("nothing", "", 3, "config.toml:2"),
        ("spaces", "  ", 3, "config.toml:2"),
        ("an open quote", "echo 'x", 3, "config.toml:2"),
        ("a backslash", "echo \\", 3, "config.toml:2"),
        ("an escape", "echo \u{1b}", 3, "config.toml:2"),
        (
            "nowhere",
            "/no/such/program",
            6,
            "could not start `/no/such/program`",
        ),
        (
            "not on PATH",
            "no-such-program x",
            6,
            "could not start `no-such-program`",
        ),
        ("a folder", "/tmp", 6, "could not start `/tmp`"),
        (
            "a file that is no program",
            "/etc/passwd",
            6,
            "could not start `/etc/passwd`",
        ),
        ("one that fails", "false", 6, "`false` failed with exit status: 1"),
        ("one that is killed", "sh -c 'kill -9 $$'", 6, "signal: 9"),
        ("one that says nothing", "true", 6, "it is not JSON"),
        (
            "one that shouts and fails",
            "sh -c 'printf \"\\033[31mno\\007\" >&2; exit 7'",
            6,
            "exit status: 7: \\x1b[31mno\\x07",
        ),
    ];
    each(&cases, |env, (what, line, exit, says)| {
        let line = line
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\u{1b}', "\\u001b");
        env.config(&format!("[profile.x]\ncredential_process = \"{line}\"\n"));
        let outcome = bounded(env.rolehop(["credential-process", "x"]));
        assert_refused(what, &outcome, *exit, &[says]);
    });
}

/// As much as a program may write without end: on stdout, on stderr, on both, and after its own end.
#[cfg(unix)]
#[test]
fn a_program_without_an_end_is_ended() {
    let lines = [
        "yes",
        "sh -c 'yes & yes >&2'",
        "sh -c 'yes >&2 & exit 1'",
        "sh -c 'sleep 60 & exit 1'",
    ];
    each(&lines, |env, line| {
        env.config(&format!("[profile.x]\ncredential_process = {line:?}\n"));
        let outcome = bounded(env.rolehop(["credential-process", "x"]));
        assert_refused(line, &outcome, 6, &["profile `x`"]);
    });
}

/// What it says on stderr when it fails may be what it was about to answer.
#[cfg(unix)]
#[test]
fn the_error_does_not_repeat_what_a_failed_program_was_about_to_answer() {
    let env = rolehop_test_support::test_env!();
    env.secret("492039");
    env.secret(SECRET);
    env.write("answer", document("Comment", "\"none\""));
    let failing = "sh -c 'cat answer; echo it was `cat answer` >&2; exit 1'";
    env.config(&format!(
        "{}[profile.x]\ncredential_process = {failing:?}\n",
        config(failing)
    ));
    keys_of_base(&env);
    let outcome = bounded(env.rolehop(["credential-process", "x"]));
    assert_refused("a credential process", &outcome, 6, &["exit status: 1: it was …"]);
    env.write("answer", "492039\n");
    let outcome = bounded(env.rolehop(["credential-process", "hub"]));
    assert_refused("an MFA process", &outcome, 4, &["exit status: 1: it was …"]);
}

#[test]
fn an_mfa_process_that_answers_something_else_is_told() {
    let cases: [(&str, &[u8], &str); 14] = [
        ("nothing", b"", "this has none"),
        ("a line end", b"\n", "this has none"),
        ("five digits", b"12345\n", "this has 5"),
        ("seven digits", b"1234567\n", "this has 7"),
        ("letters", b"abcdef\n", "six digits and nothing else"),
        ("digits with a letter", b"12345O\n", "six digits and nothing else"),
        (
            "a name and digits",
            b"corp: 123456\n",
            "six digits and nothing else",
        ),
        ("two codes", b"123456\n654321\n", "this has 12"),
        (
            "other digits",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\n".as_bytes(),
            "six digits and nothing else",
        ),
        (
            "a YubiKey's touch",
            b"cccccbhkevjvbgvkthbjjjhfclgjlelhtrndkvicgtdt\n",
            "YubiKey",
        ),
        (
            "an escape",
            b"\x1b[1m123456\x1b[0m",
            "six digits and nothing else",
        ),
        ("a zero byte", b"123456\0", "six digits and nothing else"),
        ("no UTF-8", b"\xff\xfe", "six digits and nothing else"),
        ("a book", &[b'7'; 10_000], "wrote more than 4096 bytes"),
    ];
    let sts = Sts::start(World::demo());
    each(&cases, |env, (what, answer, says)| {
        let line = printing(env, answer);
        env.config(&config(&line));
        keys_of_base(env);
        let outcome = bounded(
            env.rolehop(["credential-process", "hub"])
                .var(NOWHERE.0, sts.url()),
        );
        assert_refused(what, &outcome, 4, &["`mfa_process`", says]);
    });
    assert_eq!(
        sts.journal().operations(),
        [] as [&str; 0],
        "a call was made without a code"
    );
}

/// `hub` starts from the keys of `base` in the credentials file.
fn config(line: &str) -> String {
    format!(
        "[profile.hub]\nsource_profile = \"base\"\nrole_arn = \"{hub}\"\nexternal_id = \"{external_id}\"\n\
         mfa_serial = \"{serial}\"\nmfa_process = {line:?}\n",
        serial = World::DEMO_MFA_SERIAL,
        hub = World::DEMO_HUB,
        external_id = World::DEMO_EXTERNAL_ID,
    )
}

fn keys_of_base(env: &TestEnv) {
    let (id, secret) = (KEY[0].1, KEY[1].1);
    env.aws_credentials(&format!(
        "[base]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n"
    ));
}

/// An `mfa_process` that starts rolehop for the same profile, however it is wrapped.
#[cfg(unix)]
#[test]
fn programs_that_lead_back_to_rolehop_end() {
    let sts = Sts::start(World::demo());
    let env = rolehop_test_support::test_env!();
    let rolehop = env.rolehop_path().display().to_string();
    keys_of_base(&env);
    env.secret(SECRET);
    let begun = std::time::Instant::now();
    for (line, exit) in [
        (format!("{rolehop} credential-process hub"), 4),
        (format!("sh -c '{rolehop} export hub'"), 4),
    ] {
        env.config(&config(&line));
        let run = env
            .rolehop(["credential-process", "hub"])
            .var(NOWHERE.0, sts.url());
        let outcome = bounded(run);
        assert_refused(&line, &outcome, exit, &["`mfa_process`"]);
    }
    env.config(&format!(
        "[profile.a]\ncredential_process = \"sh -c '{rolehop} credential-process b'\"\n\
         [profile.b]\ncredential_process = \"sh -c '{rolehop} credential-process a'\"\n"
    ));
    let outcome = bounded(env.rolehop(["credential-process", "a"]));
    assert_refused("two profiles", &outcome, 6, &["leads back to"]);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    assert_eq!(sts.journal().operations(), [] as [&str; 0]);
}
