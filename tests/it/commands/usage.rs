//! Wrong usage is exit 2, and says what to write.

use rolehop_test_support::environment::TestEnv;
use rolehop_test_support::test_env;

const NO_ROUTE: &str = "error: a ROUTE is needed, and nobody can be asked which: there is no terminal\n\
                        help: name a profile or a role ARN, or set `AWS_PROFILE`; `rolehop list` shows the profiles\n";

fn env() -> TestEnv {
    let env = test_env!();
    env.config(
        "[profile.corp]\n[profile.hub]\nsource_profile = \"corp\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n\
         [profile.process]\ncredential_process = \"printf x\"\n",
    );
    env
}

#[track_caller]
fn assert_usage(env: &TestEnv, words: &str, stderr: &str) {
    let words: Vec<&str> = words.split(' ').collect();
    let outcome = env
        .program(
            "setsid",
            ["--wait"]
                .into_iter()
                .map(std::ffi::OsString::from)
                .chain([env.rolehop_path().into()])
                .chain(words.iter().map(std::ffi::OsString::from)),
        )
        .run();
    assert_eq!(
        (outcome.status, outcome.stdout.as_str()),
        (2, ""),
        "{words:?}: {outcome:?}"
    );
    assert_eq!(outcome.stderr, stderr, "{words:?}");
}

#[test]
fn a_route_is_needed() {
    let env = env();
    for command in ["exec", "exec -- true", "export", "explain", "login"] {
        assert_usage(&env, command, NO_ROUTE);
    }
    for command in ["--no-input exec", "--no-input explain --json"] {
        assert_usage(
            &env,
            command,
            &NO_ROUTE.replace(", and nobody can be asked which: there is no terminal", ""),
        );
    }
    assert_usage(
        &env,
        "credential-process",
        "error: `credential-process` needs a ROUTE\n\
         help: name a profile: `credential_process = rolehop credential-process prod`\n",
    );
    let empty = test_env!();
    assert_usage(
        &empty,
        "explain",
        &NO_ROUTE.replace(", and nobody can be asked which: there is no terminal", ""),
    );
}

#[test]
fn options_of_a_route_that_cannot_be() {
    let env = env();
    let duration = "help: write `45m`, `1h`, `3600` or `max`\n";
    for (words, told) in [
        ("--duration 1d", format!("`--duration`: `1d` is no duration\n{duration}")),
        (
            "--duration 60",
            "`--duration`: GetSessionToken takes 900 to 129600 seconds (15 minutes to 36 hours), this is 60\n\
             help: write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`\n"
                .to_owned(),
        ),
        (
            "--duration 20h",
            "STS would refuse the last hop of route `hub`\ncaused by: AssumeRole takes 900 to 43200 seconds (15 minutes to 12 \
             hours), this is 72000\nhelp: write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`\n"
                .to_owned(),
        ),
        ("--tag team", "`--tag`: `team` has no `=`\nhelp: write `--tag team=payments`\n".to_owned()),
        ("--tag a=1 --tag a=2", "`--tag`: `a` is given twice\n".to_owned()),
        (
            "--tag a=1 --tag A=2",
            "`--tag`: tag keys `A` and `a` differ only in case, which STS does not tell apart\n".to_owned(),
        ),
        (
            "--transitive-tag team",
            "STS would refuse the last hop of route `hub`\ncaused by: transitive tag `team` is not among the tags\n\
             help: add the key to `tags`, or take it out of `transitive_tags`\n"
                .to_owned(),
        ),
        (
            "--external-id x",
            "`--external-id`: an external ID has 2 to 1224 characters, this has 1\n".to_owned(),
        ),
        (
            "--session-name {me}",
            "`--session-name`: there is no placeholder `{me}`\nhelp: the placeholders are `{user}`, `{host}` and `{profile}`\n"
                .to_owned(),
        ),
        (
            "--source-identity aws:x",
            "`--source-identity`: `aws:` at the start of a source identity is reserved\n".to_owned(),
        ),
        (
            "--mfa-serial short",
            "`--mfa-serial`: an MFA serial has 9 to 256 characters, this has 5\n".to_owned(),
        ),
        ("--region EU", "`--region`: `EU` is no region\nhelp: write a region's name, as `eu-west-1`\n".to_owned()),
        (
            "--policy nowhere.json",
            "`--policy`: cannot read `nowhere.json`: No such file or directory (os error 2)\n\
             help: name a file with a JSON policy, or give the JSON itself, which begins with `{`\n"
                .to_owned(),
        ),
        (
            "--policy {",
            "`--policy`: a session policy is a JSON object: it ends too early\n".to_owned(),
        ),
        (
            "--policy-arn x",
            "`--policy-arn`: a policy ARN has 20 to 2048 characters, this has 1\n".to_owned(),
        ),
        (
            "--long-term",
            "`--long-term` hands out long-term keys, and route `hub` ends in a role\n\
             help: name the profile whose keys are in the store, alone\n"
                .to_owned(),
        ),
    ] {
        for command in ["explain hub", "credential-process hub", "exec hub", "export hub", "login hub", "whoami hub"] {
            // An SDK may show the first line alone.
            let told = match command {
                "credential-process hub" => told.replace("\ncaused by: ", ": "),
                _ => told.clone(),
            };
            assert_usage(&env, &format!("{command} {words}"), &format!("error: {told}"));
        }
    }
}

#[test]
fn words_and_options_that_do_not_meet() {
    let env = env();
    let leave =
        |option: &str| format!("help: leave `{option}` out; `rolehop explain` shows the calls of a route\n");
    for (words, told) in [
        (
            "process --mfa-serial GAHT12345678",
            format!(
                "`--mfa-serial` is for a call that takes an MFA code, and route `process` has none\n{}",
                leave("--mfa-serial")
            ),
        ),
        (
            "process --duration 1h",
            format!("`--duration` is for an STS call, and route `process` has none\n{}", leave("--duration")),
        ),
        (
            "corp --tag a=b",
            "`--tag` is for a role, and route `corp` has none\n\
             help: add a role to the route: a profile with a `role_arn`, or a role ARN as a further word\n"
                .to_owned(),
        ),
        (
            "222222222222:Hub",
            "`222222222222:Hub` cannot be the first word of a route\nhelp: write a profile before it (`corp 222222222222:Hub`), \
             or the whole ARN (`arn:aws:iam::ACCOUNT:role/Name`)\n"
                .to_owned(),
        ),
        (
            "corp arn:aws:iam::222222222222:user/alice",
            "`arn:aws:iam::222222222222:user/alice` is not a role ARN: a role ARN looks like \
             `arn:aws:iam::123456789012:role/Name`\nhelp: write it as `arn:aws:iam::123456789012:role/Name`\n"
                .to_owned(),
        ),
    ] {
        assert_usage(&env, &format!("explain {words}"), &format!("error: {told}"));
    }
    assert_usage(
        &env,
        "login corp --prompt-timeout soon",
        "error: `--prompt-timeout`: `soon` is no length of time\nhelp: write `55s` or `2m`\n",
    );
    assert_usage(
        &env,
        "login corp --mfa-token 12345",
        "error: `--mfa-token` holds no MFA code\ncaused by: a code has six digits, this has 5\n\
         help: give `--mfa-token` the six digits that the device shows\n",
    );
}

#[test]
fn what_clap_refuses_is_exit_2_too() {
    let env = env();
    for words in [
        "nonsense",
        "exec --nonsense corp",
        "explain corp --color sometimes",
        "export corp --format nonsense",
        "keys",
        "keys add",
        "keys add corp --csv a --stdin",
        "keys nonsense",
        "completions nonsense",
        "-q -v list",
        "list corp",
        "status --json=yes",
        "explain corp --store",
    ] {
        let outcome = env.run(words.split(' '));
        assert_eq!(
            (outcome.status, outcome.stdout.as_str()),
            (2, ""),
            "{words}: {outcome:?}"
        );
        assert!(!outcome.stderr.is_empty(), "{words}");
    }
}
