//! Words and options that make no route.

use std::ffi::OsString;

use super::{KEY, ROLE, assert_harmless, assert_refused, bounded, each};

const CONFIG: &str = r#"
[profile.corp]
mfa_serial = "arn:aws:iam::111111111111:mfa/alice"

[profile.hub]
source_profile = "corp"
role_arn = "arn:aws:iam::222222222222:role/Hub"
"#;

/// The arguments, apart at `|`; the exit code; what is said.
type Case = (&'static str, i32, &'static str);

const CASES: [Case; 82] = [
    // No command, or none that there is.
    ("nonsense", 2, "unrecognized subcommand 'nonsense'"),
    ("credential-proces|hub", 2, "credential-process"),
    ("--nonsense", 2, "unexpected argument '--nonsense' found"),
    ("-x", 2, "unexpected argument '-x' found"),
    ("keys|steal", 2, "unrecognized subcommand 'steal'"),
    ("list|extra", 2, "unexpected argument 'extra' found"),
    ("status|--json=maybe", 2, "unexpected value 'maybe'"),
    ("completions|tcl", 2, "invalid value 'tcl'"),
    ("list|--color|rainbow", 2, "invalid value 'rainbow'"),
    ("list|-v|-q", 2, "cannot be used with"),
    ("keys|add", 2, "required"),
    ("keys|remove", 2, "required"),
    ("keys|add|corp|--stdin|--from-env", 2, "cannot be used with"),
    // Words that make no route.
    ("credential-process", 2, "`credential-process` needs a ROUTE"),
    ("export|--no-input", 2, "a ROUTE is needed"),
    ("explain|nobody", 3, "there is no profile `nobody`"),
    ("explain|", 3, "there is no profile ``"),
    ("explain| ", 3, "there is no profile ` `"),
    ("explain|\u{1b}[31mred", 3, "there is no profile `\\x1b[31mred`"),
    ("explain|a\nb", 3, "there is no profile `a"),
    ("explain|\u{202e}drowssap", 3, "\\u{202e}"),
    (
        "explain|../../etc/passwd",
        3,
        "there is no profile `../../etc/passwd`",
    ),
    ("explain|hub|nobody", 3, "there is no profile `nobody`"),
    (
        "explain|hub|corp",
        3,
        "has no `role_arn`, so it cannot be a further hop",
    ),
    (
        "explain|222222222222:Hub",
        2,
        "cannot be the first word of a route",
    ),
    (
        "explain|arn:aws:iam::222222222222:user/alice",
        2,
        "is not a role ARN",
    ),
    ("explain|arn:aws:iam::222222222222:role/", 2, "is not a role ARN"),
    ("explain|arn:aws:s3:::bucket", 2, "is not a role ARN"),
    (
        "explain|hub|arn:aws:iam::222222222222:role/a b",
        2,
        "is not a role ARN",
    ),
    (
        "explain|hub|arn:aws:iam::222222222222:role/\u{1b}[2J",
        2,
        "\\x1b[2J",
    ),
    (
        "explain|--profile|hub|--profile|corp",
        2,
        "cannot be used multiple times",
    ),
    ("explain|--profile", 2, "a value is required"),
    ("explain|--|-hub", 3, "there is no profile `-hub`"),
    // Values that STS would refuse.
    ("explain|hub|--external-id|x", 2, "`--external-id`"),
    ("explain|hub|--external-id|has space", 2, "`--external-id`"),
    ("explain|hub|--external-id=", 2, "`--external-id`"),
    ("explain|hub|--external-id|line\nbreak", 2, "`--external-id`"),
    ("explain|hub|--session-name|a", 2, "`--session-name`"),
    ("explain|hub|--session-name|{nobody}", 2, "`--session-name`"),
    ("explain|hub|--session-name|{user", 2, "`--session-name`"),
    ("explain|hub|--source-identity|aws:root", 2, "`--source-identity`"),
    ("explain|hub|--source-identity|a b", 2, "`--source-identity`"),
    ("explain|hub|--mfa-serial|short", 2, "`--mfa-serial`"),
    (
        "explain|hub|--mfa-serial|arn:aws:iam::111111111111:mfa/a b",
        2,
        "`--mfa-serial`",
    ),
    ("explain|hub|--duration|0", 2, "`--duration`"),
    ("explain|hub|--duration|899", 2, "`--duration`"),
    ("explain|hub|--duration|-1", 2, "unexpected argument '-1' found"),
    (
        "explain|hub|--duration|1y",
        2,
        "`--duration`: `1y` is no duration",
    ),
    ("explain|hub|--duration|99999999999999999999", 2, "is no duration"),
    ("explain|hub|--duration|129601", 2, "`--duration`"),
    ("explain|hub|--duration|13h", 2, "refuse"),
    ("explain|hub|--duration|\u{661}h", 2, "is no duration"),
    ("explain|hub|--tag|team", 2, "`--tag`: `team` has no `=`"),
    (
        "explain|hub|--tag|a=1|--tag|a=2",
        2,
        "`--tag`: `a` is given twice",
    ),
    ("explain|hub|--tag|a=1|--tag|A=2", 2, "`--tag`"),
    ("explain|hub|--tag|=value", 2, "`--tag`"),
    ("explain|hub|--tag|aws:team=x", 2, "`--tag`"),
    ("explain|hub|--tag|team=a\nb", 2, "`--tag`"),
    ("explain|hub|--transitive-tag|team", 2, "team"),
    ("explain|hub|--policy-arn|x", 2, "`--policy-arn`"),
    (
        "explain|hub|--policy-arn|arn:aws:iam::aws:user/x",
        2,
        "`--policy-arn`",
    ),
    ("explain|hub|--region|", 2, "`--region`"),
    (
        "explain|hub|--region|eu west",
        2,
        "`--region`: `eu west` is no region",
    ),
    (
        "explain|hub|--region|evil.example/",
        2,
        "`--region`: `evil.example/` is no region",
    ),
    (
        "explain|corp|--external-id|example-42",
        2,
        "`--external-id` is for",
    ),
    ("explain|corp|--tag|a=b", 2, "`--tag` is for"),
    ("export|hub|--long-term", 2, "`--long-term`"),
    ("export|corp|--format|yaml", 2, "invalid value 'yaml'"),
    ("export|corp|--format|github", 2, "GitHub"),
    // Policies.
    ("explain|hub|--policy|", 2, "`--policy`: cannot read ``"),
    (
        "explain|hub|--policy|nowhere.json",
        2,
        "`--policy`: cannot read `nowhere.json`",
    ),
    ("explain|hub|--policy|.", 2, "`--policy`: cannot read `.`"),
    ("explain|hub|--policy|{", 2, "`--policy`"),
    ("explain|hub|--policy|{} {}", 2, "`--policy`"),
    // Codes, stores, times, files.
    (
        "credential-process|hub|--mfa-token|12345",
        2,
        "`--mfa-token` holds no MFA code",
    ),
    (
        "credential-process|hub|--mfa-token|12345a",
        2,
        "`--mfa-token` holds no MFA code",
    ),
    (
        "credential-process|hub|--mfa-token=",
        2,
        "`--mfa-token` holds no MFA code",
    ),
    (
        "credential-process|hub|--store|safe",
        3,
        "there is no store `safe`",
    ),
    (
        "credential-process|hub|--store|keychain",
        3,
        "the store `keychain` is not of this platform",
    ),
    (
        "keys|add|corp|--stdin|--store|kernel",
        3,
        "access keys cannot rest in the store `kernel`",
    ),
    (
        "credential-process|hub|--prompt-timeout|soon",
        2,
        "`--prompt-timeout`: `soon` is no length of time",
    ),
    ("list|--config|nowhere.toml", 3, "there is no file `nowhere.toml`"),
];

#[test]
fn words_and_options_that_make_no_route_are_told() {
    each(&CASES, |env, (line, exit, says)| {
        env.config(CONFIG);
        let outcome = bounded(env.rolehop(line.split('|')));
        assert_refused(&format!("{line:?}"), &outcome, *exit, &[says]);
    });
}

/// A longer list than any person types, and longer words.
#[test]
fn no_length_and_no_number_of_words_is_too_much() {
    let long = "x".repeat(100_000);
    let (tags, words): (Vec<String>, Vec<String>) = (0..2_000)
        .map(|number| (format!("--tag=k{number}=v"), format!("222222222222:Role{number}")))
        .unzip();
    let cases: [(&str, Vec<String>, i32); 5] = [
        ("a long word", vec![long.clone()], 3),
        (
            "a long external ID",
            vec!["hub".into(), format!("--external-id={long}")],
            2,
        ),
        (
            "a long policy",
            vec!["hub".into(), format!("--policy={{\"a\": \"{long}\"}}")],
            0,
        ),
        ("many tags", [vec!["hub".to_owned()], tags].concat(), 2),
        ("many hops", [vec!["hub".to_owned()], words].concat(), 0),
    ];
    each(&cases, |env, (what, words, exit)| {
        env.config(CONFIG);
        let outcome = bounded(env.rolehop([vec!["explain".to_owned()], words.clone()].concat()));
        assert_eq!(outcome.status, *exit, "{what}: {}", outcome.stderr);
        assert_harmless(what, &outcome);
        assert!(
            outcome.stderr.len() < 300_000,
            "{what}: the error is as long as the word"
        );
    });
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_utf_8_are_told() {
    use std::os::unix::ffi::OsStringExt;

    let bytes = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    let cases: [Vec<OsString>; 7] = [
        vec!["credential-process".into(), bytes(b"prod\xff")],
        vec!["credential-process".into(), "--profile".into(), bytes(b"\xfe")],
        vec!["explain".into(), bytes(b"--external-id=\xc3")],
        vec![
            "credential-process".into(),
            "hub".into(),
            bytes(b"--mfa-token=12345\xff"),
        ],
        vec!["keys".into(), "add".into(), bytes(b"\xf0\x9f"), "--stdin".into()],
        vec!["clear".into(), bytes(b"\xff")],
        vec![
            "explain".into(),
            "hub".into(),
            "--policy".into(),
            bytes(b"\xff.json"),
        ],
    ];
    each(&cases, |env, words| {
        env.config(CONFIG);
        let outcome = bounded(env.rolehop(words.clone()));
        assert_refused(&format!("{words:?}"), &outcome, 2, &["UTF-8"]);
    });
}

/// A code is good for half a minute and a second secret; a mistake beside it must not show it.
#[test]
fn a_mistake_beside_a_code_does_not_show_it() {
    let lines = [
        "credential-process|hub|--mfa-token|492039|--nonsense",
        "credential-process|hub|--mfa-token|492039|--mfa-token|492039",
        "credential-process|nobody|--mfa-token|492039",
        "credential-process|hub|--mfa-tokn=492039",
        "credential-process|hub|--mfa-token=492039|--store|safe",
        "export|hub|--mfa-token|492039",
    ];
    each(&lines, |env, line| {
        env.config(CONFIG);
        env.secret("492039");
        let outcome = bounded(env.rolehop(line.split('|')).vars(KEY).var("AWS_PROFILE", ROLE));
        assert_ne!(outcome.status, 0, "{line}");
        assert_harmless(line, &outcome);
    });
}
