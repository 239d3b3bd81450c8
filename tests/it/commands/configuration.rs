//! Wrong configuration is exit 3 with file and line; what the options of every command do; help.

use rolehop_test_support::test_env;

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
    let env = test_env!();
    env.config("[profile.corp]\n");
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
    env.rolehop(["explain", "corp"])
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
    let env = test_env!();
    env.config("[profile.corp]\n");
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
    let env = test_env!();
    env.config("[profile.corp]\n");
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
