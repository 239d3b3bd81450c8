//! Wrong usage is exit 2, wrong configuration exit 3 with file and line; what the options of every command do.

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

#[test]
fn wrong_configuration_is_exit_3_with_file_and_line() {
    let env = test_env!();
    env.config(
        "[profile.key]\nrole_arm = \"x\"\n[profile.arn]\nsource_profile = \"x\"\nrole_arn = \"arn:foo\"\n[profile.source]\n\
         source_profile = \"nowhere\"\nrole_arn = \"arn:aws:iam::222222222222:role/Hub\"\n[profile.loop]\nsource_profile = \"pool\"\n\
         role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n[profile.pool]\nsource_profile = \"loop\"\n\
         role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n[profile.chained]\nsource_profile = \"arn\"\n\
         role_arn = \"arn:aws:iam::222222222222:role/Hub\"\n[profile.good]\n",
    );
    env.aws_config("[profile half]\naws_access_key_id = AKIAHALF\n[profile none]\nregion = eu-west-1\n");
    let toml = "[HOME]/.config/rolehop/config.toml";
    let arn = format!(
        "error: cannot use profile `arn`\ncaused by: {toml}:5: `role_arn` in profile `arn`: a role ARN has 20 to 2048 characters, \
         this has 7\n"
    );
    for (profile, told) in [
        (
            "key",
            format!(
                "error: cannot use profile `key`\ncaused by: {toml}:2: unknown key `role_arm` in profile `key`\n\
                 help: did you mean `role_arn`?\n"
            ),
        ),
        ("arn", arn.clone()),
        ("chained", arn),
        (
            "source",
            format!(
                "error: there is no profile `nowhere`, which {toml}:7 names\nhelp: `rolehop list` shows the profiles; \
                 `rolehop keys add nowhere` stores an access key under that name\n"
            ),
        ),
        (
            "loop",
            "error: profile `loop` leads back to itself: loop → pool → loop\n\
             help: let the last of them start from keys, a process or the environment\n"
                .to_owned(),
        ),
        (
            "half",
            "error: profile `half` ([HOME]/.aws/config:2) is missing `aws_secret_access_key`\n\
             help: add the line `aws_secret_access_key = …`, or move the keys out of the file with `rolehop keys add`\n"
                .to_owned(),
        ),
        (
            "none",
            "error: profile `none` ([HOME]/.aws/config:3) did not contain credential information\n\
             help: store keys under its name with `rolehop keys add none`, or give it a `role_arn` and a `source_profile`\n"
                .to_owned(),
        ),
        ("goood", "error: there is no profile `goood`\nhelp: did you mean `good`?\n".to_owned()),
    ] {
        for command in ["explain", "whoami", "export", "login", "clear"] {
            env.run([command, profile]).assert(3, "", &told);
        }
        env.run(["exec", profile, "--", "true"]).assert(
            125,
            "",
            &format!("{told}the command was not run: configuration (exit code 125)\n"),
        );
        // An SDK may show the first line alone.
        let outcome = env.run(["credential-process", profile]);
        let first = told.replace("\ncaused by: ", ": ");
        assert_eq!(outcome.status, 3);
        outcome.assert(3, "", &first);
    }
    env.run(["explain", "good", "--config", "/nowhere.toml"]).assert(
        3,
        "",
        "error: the configuration cannot be read\ncaused by: there is no file `/nowhere.toml`\n\
         help: create it, or take `--config` or `ROLEHOP_CONFIG` away\n",
    );
    for command in ["explain good", "status", "clear", "login good"] {
        let words: Vec<&str> = command.split(' ').collect();
        env.rolehop(words.iter().copied()).var("ROLEHOP_STORE", "vault").run().assert(
            3,
            "",
            "error: there is no store `vault`\nhelp: the stores here: `kernel`, `secret-service`, `file`, `none`\n",
        );
    }
}

#[test]
fn settings_of_the_environment_that_are_none() {
    let env = env();
    for (variable, wanted) in [
        ("AWS_STS_REGIONAL_ENDPOINTS", "`regional` or `legacy`"),
        ("AWS_USE_FIPS_ENDPOINT", "`true` or `false`"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "`true` or `false`"),
    ] {
        env.rolehop(["explain", "corp"])
            .var(variable, "maybe")
            .run()
            .assert(
                3,
                "",
                &format!("error: `{variable}` is `maybe`\nhelp: set `{variable}` to {wanted}, or unset it\n"),
            );
    }
    env.rolehop(["explain", "hub"])
        .var("AWS_ENDPOINT_URL_STS", "http://sts.example.com")
        .run()
        .assert(
            3,
            "",
            "error: the STS endpoint `http://sts.example.com` would carry secrets in the clear\n\
             help: write the endpoint with `https://`; plain http is taken for loopback addresses only\n",
        );
}

#[test]
fn how_much_is_told_and_in_which_colours() {
    let env = env();
    env.config("[profile.broken]\nrole_arm = 1\n");
    let plain = "warning: [HOME]/.config/rolehop/config.toml:2: unknown key `role_arm` in profile `broken`\n\
                 help: did you mean `role_arn`?\n";
    let coloured = plain
        .replace("warning:", "\u{1b}[1;33mwarning:\u{1b}[0m")
        .replace("help:", "\u{1b}[1;36mhelp:\u{1b}[0m");
    let list = "PROFILE  FROM     SOURCE  ROLE  REGION  SESSION\nbroken   rolehop  -       -     -       -\n";
    for (words, stderr) in [
        ("list", plain),
        ("list --color never", plain),
        ("list --color always", &coloured),
        ("--color always list", &coloured),
        ("list -q", ""),
        ("list --quiet --color always", ""),
        ("list -v", plain),
    ] {
        env.run(words.split(' ')).assert(0, list, stderr);
    }
    env.rolehop(["list", "--color", "always"])
        .var("NO_COLOR", "1")
        .run()
        .assert(0, list, &coloured);
    env.rolehop(["list"])
        .var("NO_COLOR", "1")
        .run()
        .assert(0, list, plain);
    let error = "error: cannot use profile `broken`\n\
                 caused by: [HOME]/.config/rolehop/config.toml:2: unknown key `role_arm` in profile `broken`\n\
                 help: did you mean `role_arn`?\n";
    env.run(["-q", "explain", "broken"]).assert(3, "", error);
    env.run(["--color", "always", "explain", "broken"]).assert(
        3,
        "",
        &error
            .replace("error:", "\u{1b}[1;31merror:\u{1b}[0m")
            .replace("caused by:", "\u{1b}[1mcaused by:\u{1b}[0m")
            .replace("help:", "\u{1b}[1;36mhelp:\u{1b}[0m"),
    );
}

#[test]
fn help_and_version_are_answers() {
    let env = env();
    let version = env.run(["--version"]);
    version.assert(0, &format!("rolehop {}\n", env!("CARGO_PKG_VERSION")), "");
    for words in [
        "--help",
        "-h",
        "help",
        "exec --help",
        "help keys add",
        "keys add -h",
    ] {
        let outcome = env.run(words.split(' '));
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{words}");
        assert!(outcome.stdout.contains("Usage: rolehop"), "{words}");
    }
    // What means nothing to a command is taken, and not listed.
    for (command, hidden) in [
        ("explain", "--mfa-token"),
        ("login", "--long-term"),
        ("whoami", "--long-term"),
    ] {
        let help = env.run([command, "--help"]).stdout;
        assert!(
            !help.contains(hidden) && help.contains("--mfa-serial"),
            "{command}"
        );
    }
}
