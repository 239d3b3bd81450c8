//! Variables with values that nobody meant.

use std::ffi::OsString;

use rolehop_test_support::sts::{Fault, Sts, World};

use super::{KEY, NOWHERE, ROLE, assert_harmless, assert_refused, bounded, each};

/// The variable, its value, the exit code, what is said.
type Case = (&'static str, &'static str, i32, &'static str);

const CASES: [Case; 62] = [
    // Where calls go.
    ("AWS_ENDPOINT_URL_STS", "sts", 3, "the STS endpoint `sts` is not"),
    ("AWS_ENDPOINT_URL_STS", "http://", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "ftp://127.0.0.1", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:99999", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9?a=b", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "http://[::1", 3, "is not"),
    ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1 :9", 3, "is not"),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://127.0.0.1\\@example.com/",
        3,
        "is not",
    ),
    ("AWS_ENDPOINT_URL_STS", "http://\u{1b}[31m", 3, "\\x1b[31m"),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://alice:word@127.0.0.1:9",
        3,
        "`http://127.0.0.1:9`",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://sts.example.com",
        3,
        "in the clear",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "HTTP://STS.EXAMPLE.COM",
        3,
        "in the clear",
    ),
    ("AWS_ENDPOINT_URL_STS", "http://192.0.2.1:9", 3, "in the clear"),
    ("AWS_ENDPOINT_URL_STS", "http://0.0.0.0:9", 3, "in the clear"),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://127.0.0.1.example.com",
        3,
        "in the clear",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://localhost.example.com",
        3,
        "in the clear",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://example.com#localhost",
        3,
        "in the clear",
    ),
    ("AWS_ENDPOINT_URL_STS", "http://2130706433:9", 3, "in the clear"),
    ("AWS_ENDPOINT_URL_STS", "http://0x7f000001:9", 3, "in the clear"),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://[::ffff:192.0.2.1]:9",
        3,
        "in the clear",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://127.0.0.1:9",
        6,
        "could not be reached",
    ),
    (
        "AWS_ENDPOINT_URL_STS",
        "http://nowhere.localhost:9",
        6,
        "its name has no address",
    ),
    ("AWS_USE_FIPS_ENDPOINT", "true", 3, "do not go together"),
    ("AWS_USE_DUALSTACK_ENDPOINT", "true", 3, "do not go together"),
    (
        "AWS_USE_FIPS_ENDPOINT",
        "maybe",
        3,
        "`AWS_USE_FIPS_ENDPOINT` is `maybe`",
    ),
    (
        "AWS_USE_DUALSTACK_ENDPOINT",
        "1",
        3,
        "`AWS_USE_DUALSTACK_ENDPOINT` is `1`",
    ),
    (
        "AWS_STS_REGIONAL_ENDPOINTS",
        "local",
        3,
        "`AWS_STS_REGIONAL_ENDPOINTS` is `local`",
    ),
    // Regions.
    (
        "AWS_REGION",
        "eu west 1",
        3,
        "`eu west 1` cannot be the name of an AWS Region",
    ),
    ("AWS_REGION", "evil.example/", 3, "cannot be the name"),
    ("AWS_REGION", "../..", 3, "cannot be the name"),
    ("AWS_REGION", "eu-west-1\n", 3, "cannot be the name"),
    ("AWS_REGION", "\u{1b}]0;x\u{7}", 3, "`\\x1b]0;x\\x07`"),
    ("AWS_DEFAULT_REGION", "@", 3, "cannot be the name"),
    // Retries.
    ("AWS_MAX_ATTEMPTS", "many", 3, "`AWS_MAX_ATTEMPTS` is `many`"),
    ("AWS_MAX_ATTEMPTS", "0", 3, "`AWS_MAX_ATTEMPTS` is `0`"),
    ("AWS_MAX_ATTEMPTS", "-1", 3, "`AWS_MAX_ATTEMPTS` is `-1`"),
    (
        "AWS_MAX_ATTEMPTS",
        "99999999999",
        3,
        "`AWS_MAX_ATTEMPTS` is `99999999999`",
    ),
    ("AWS_MAX_ATTEMPTS", "1.5", 3, "`AWS_MAX_ATTEMPTS` is `1.5`"),
    ("AWS_RETRY_MODE", "eager", 3, "`AWS_RETRY_MODE` is `eager`"),
    ("AWS_RETRY_MODE", "\u{1b}[2J", 3, "`\\x1b[2J`"),
    // Credentials.
    (
        "AWS_ACCESS_KEY_ID",
        "AKIA\nEXAMPLE",
        3,
        "`AWS_ACCESS_KEY_ID` holds a character",
    ),
    (
        "AWS_ACCESS_KEY_ID",
        "AKIA EXAMPLE",
        3,
        "`AWS_ACCESS_KEY_ID` holds a character",
    ),
    (
        "AWS_ACCESS_KEY_ID",
        "\u{dc}BER",
        3,
        "`AWS_ACCESS_KEY_ID` holds a character",
    ),
    ("AWS_ACCESS_KEY_ID", "", 3, "there is no profile `default`"),
    (
        "AWS_SECRET_ACCESS_KEY",
        "",
        3,
        "the environment has no `AWS_SECRET_ACCESS_KEY`",
    ),
    (
        "AWS_SECRET_ACCESS_KEY",
        "line\nbreak",
        3,
        "`AWS_SECRET_ACCESS_KEY` holds a character",
    ),
    (
        "AWS_SESSION_TOKEN",
        "line\nbreak",
        3,
        "`AWS_SESSION_TOKEN` holds a character",
    ),
    (
        "AWS_SESSION_TOKEN",
        "\u{1}",
        3,
        "`AWS_SESSION_TOKEN` holds a character",
    ),
    (
        "AWS_SECURITY_TOKEN",
        "a b",
        3,
        "`AWS_SESSION_TOKEN` holds a character",
    ),
    (
        "ROLEHOP_MFA_TOKEN",
        "12345",
        2,
        "`ROLEHOP_MFA_TOKEN` holds no MFA code",
    ),
    (
        "ROLEHOP_MFA_TOKEN",
        "cccccbhkevjvbgvkthbjjjhfclgjlelhtrndkvicgtdt",
        2,
        "YubiKey",
    ),
    // Files and stores.
    (
        "ROLEHOP_CONFIG",
        "nowhere.toml",
        3,
        "there is no file `nowhere.toml`",
    ),
    ("ROLEHOP_CONFIG", "/dev", 3, "is a folder"),
    ("AWS_CONFIG_FILE", "/dev", 3, "`/dev` is a folder"),
    ("AWS_SHARED_CREDENTIALS_FILE", "/dev", 3, "`/dev` is a folder"),
    ("ROLEHOP_STORE", "safe", 3, "there is no store `safe`"),
    ("ROLEHOP_STORE", "Kernel", 3, "did you mean `kernel`"),
    ("ROLEHOP_STORE", "windows", 3, "not of this platform"),
    ("ROLEHOP_LOG", "nowhere/at/all.log", 6, "could not be reached"),
    ("ROLEHOP_LOG", "/dev/full", 6, "could not be reached"),
    ("ROLEHOP_LOG", "/dev", 6, "could not be reached"),
];

#[test]
fn a_variable_with_a_value_that_nobody_meant_is_named() {
    each(&CASES, |env, (variable, value, exit, says)| {
        let run = env.rolehop(["credential-process", ROLE]).vars(KEY);
        let outcome = bounded(run.var(*variable, *value));
        assert_refused(&format!("{variable}={value:?}"), &outcome, *exit, &[says]);
    });
}

/// Taken for unset each of them would lead to another profile, store, endpoint or key.
#[cfg(unix)]
#[test]
fn a_variable_that_is_no_utf_8_is_named() {
    use std::os::unix::ffi::OsStringExt;

    let variables = [
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_STS",
        "AWS_MAX_ATTEMPTS",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ROLEHOP_STORE",
        "ROLEHOP_MFA_TOKEN",
        "ROLEHOP_NO_INPUT",
        "_ROLEHOP_PROFILE_CHAIN",
    ];
    each(&variables, |env, variable| {
        let value = OsString::from_vec(b"http://127.0.0.1:9/\xff".to_vec());
        let run = env.rolehop(["credential-process", ROLE]).vars(KEY);
        let outcome = bounded(run.var(*variable, value));
        assert_refused(variable, &outcome, 3, &[&format!("`{variable}` is not UTF-8")]);
    });
}

#[test]
fn a_proxy_that_is_none_is_told_without_its_password() {
    let proxies = [
        "",
        "socks5://alice:hunter22secret@x",
        "http://",
        "http://alice:hunter22secret@:x/",
        "%%%",
    ];
    each(&proxies, |env, proxy| {
        env.secret("hunter22secret");
        let run = env.rolehop(["credential-process", ROLE]).vars(KEY);
        let run = run
            .var("HTTPS_PROXY", *proxy)
            .var(NOWHERE.0, "https://sts.example.invalid");
        let outcome = bounded(run);
        let exit = if proxy.is_empty() { 6 } else { 3 };
        assert_refused(proxy, &outcome, exit, &[]);
    });
}

/// More attempts than the time allows are no reason to wait longer; the SDK never comes back from the largest number.
#[test]
fn the_largest_number_of_attempts_ends() {
    let sts = Sts::start(World::demo());
    sts.fault(Fault::status(500).times(1));
    let env = rolehop_test_support::test_env!();
    let run = env.rolehop(["whoami"]).vars(KEY).var(NOWHERE.0, sts.url());
    let outcome = bounded(run.var("AWS_MAX_ATTEMPTS", u32::MAX.to_string()));
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert_harmless("the largest number of attempts", &outcome);
}

/// No home, or none that can be one: what needs no files works, and nothing is written into the working folder.
///
/// Without `HOME` the account's own home is meant, which no test may touch.
#[cfg(unix)]
#[test]
fn without_a_home_nothing_is_written_anywhere() {
    let homes = [
        "relative",
        "./relative",
        "/nonexistent/home",
        "/dev/null",
        "/dev/null/x",
    ];
    each(&homes, |env, home| {
        std::fs::create_dir_all(env.path("work/relative")).unwrap();
        for words in [
            &["list"][..],
            &["status"],
            &["keys", "list"],
            &["explain", ROLE],
            &["credential-process", ROLE],
            &[
                "credential-process",
                ROLE,
                "--mfa-serial",
                "arn:aws:iam::111111111111:mfa/alice",
                "--mfa-token",
                "123456",
            ],
            &["clear"],
        ] {
            let run = env.rolehop(words.iter().copied()).vars(KEY).var("HOME", *home);
            let outcome = bounded(run.current_dir(env.path("work")));
            assert_harmless(&format!("{home} {words:?}"), &outcome);
        }
        let count = |folder: &str| std::fs::read_dir(env.path(folder)).unwrap().count();
        assert_eq!((count("work/relative"), count("work")), (0, 1), "{home}");
        assert!(!std::path::Path::new("/nonexistent/home").exists());
    });
}

#[cfg(unix)]
#[test]
fn a_configuration_below_a_relative_home_is_not_looked_for() {
    let env = rolehop_test_support::test_env!();
    env.write(
        "work/relative/.config/rolehop/config.toml",
        "[profile.x]\ncredential_process = \"touch ran\"\n",
    );
    let run = env.rolehop(["credential-process", "x"]).var("HOME", "relative");
    let outcome = bounded(run.current_dir(env.path("work")));
    assert_refused("a relative home", &outcome, 3, &["there is no profile `x`"]);
    assert!(!env.path("work/ran").exists());
}
