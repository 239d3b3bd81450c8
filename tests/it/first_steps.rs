//! What a newcomer meets before anything is set up: every message says what to do next.

use rolehop_test_support::test_env;

const NO_PROFILES: &str =
    "there are no profiles, neither in `[HOME]/.config/rolehop/config.toml` nor in the AWS files\n";
const NO_PROD: &str = "\
error: there is no profile `prod`
help: `rolehop list` shows the profiles; `rolehop keys add prod` stores an access key under that name
";
const NO_ROUTE: &str = "error: a ROUTE is needed\nhelp: name a profile or a role ARN, or set `AWS_PROFILE`; `rolehop list` shows the profiles\n";
const NO_KEYS: &str = "no access keys are stored; `rolehop keys add NAME` puts one in\n";

#[test]
fn each_command_says_what_is_missing() {
    let env = test_env!();
    for (line, status, stdout, stderr) in [
        ("list", 0, "", NO_PROFILES),
        ("list --json", 0, "[]\n", ""),
        ("keys list", 0, "", NO_KEYS),
        ("keys list --json", 0, "[]\n", ""),
        ("status --json", 0, "[]\n", ""),
        ("explain prod", 3, "", NO_PROD),
        ("login prod", 3, "", NO_PROD),
        ("credential-process prod", 3, "", NO_PROD),
        (
            "exec prod -- true",
            125,
            "",
            &format!("{NO_PROD}the command was not run: configuration (exit code 125)\n"),
        ),
        ("login", 2, "", NO_ROUTE),
        ("explain", 2, "", NO_ROUTE),
        (
            "credential-process",
            2,
            "",
            "error: `credential-process` needs a ROUTE\nhelp: name a profile: `credential_process = rolehop credential-process prod`\n",
        ),
        (
            "keys add corp --store file --no-input",
            4,
            "",
            "error: the access key cannot be asked for here\nhelp: run it in a terminal, or `rolehop keys add corp --csv FILE`\n",
        ),
    ] {
        env.run(line.split(' ')).assert(status, stdout, stderr);
    }
}
