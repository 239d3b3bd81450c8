//! The real shells evaluate what `export` prints, and their children get every byte of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use rolehop::credentials::Credentials;
use rolehop::handout::{Handout, Variables};
use rolehop::output::syntax::{Syntax, statements};
use rolehop::time::Timestamp;
use secrecy::{ExposeSecret, SecretString};

/// A shell, how its users evaluate a program's output, and what it cannot hold.
struct Shell {
    /// Also the name of its Debian package.
    program: &'static str,
    arguments: &'static [&'static str],
    script: &'static str,
    syntax: Syntax,
}

const BASH: Shell = Shell {
    program: "bash",
    arguments: &["--norc", "-c"],
    script: r#"eval "$(cat "$TEXT")"; env -0"#,
    syntax: Syntax::Env,
};
const DASH: Shell = Shell {
    program: "dash",
    arguments: &["-c"],
    ..BASH
};
const ZSH: Shell = Shell {
    program: "zsh",
    arguments: &["-f", "-c"],
    ..BASH
};
const FISH: Shell = Shell {
    program: "fish",
    arguments: &["--no-config", "-c"],
    script: "cat $TEXT | source; env -0",
    syntax: Syntax::Fish,
};
const TCSH: Shell = Shell {
    program: "tcsh",
    arguments: &["-f", "-c"],
    script: r#"eval "`cat $TEXT`"; env -0"#,
    syntax: Syntax::Tcsh,
};
const ELVISH: Shell = Shell {
    program: "elvish",
    arguments: &["-norc", "-c"],
    script: "eval (cat $E:TEXT | slurp); env -0",
    syntax: Syntax::Elvish,
};
const XONSH: Shell = Shell {
    program: "xonsh",
    arguments: &["--no-rc", "-c"],
    // `$(cat $TEXT)`, as people write it, sometimes captures nothing of so short a program (xonsh 0.13).
    script: "execx(open($TEXT).read())\nenv -0",
    syntax: Syntax::Xonsh,
};

/// What a shell would take for something else.
const ODD_VALUES: [&str; 16] = [
    "it's 'quoted' ''",
    "\"double\" \"",
    "$HOME ${HOME} $(id) $?",
    "`id` ``",
    "back\\slash \\\\ \\' \\! \\n \\",
    "!history !! a!b 'x!'",
    "100% %PATH% ^caret",
    "*?[a-z] {a,b} ~",
    "a;b & c | d > e < f (g) #h",
    "=+/,.:@_-",
    " leading and trailing ",
    "tab\tand\x1bescape\x7f\x01",
    "unicode é “quotes” ’ 🦀 \u{202e}",
    "-n --help",
    "",
    "${...} $[1] {} @(1) f'x' r'\\'",
];

/// Two more, for shells that can hold them.
const LINES: [&str; 2] = ["two\nlines\n", "carriage\r\nreturn"];

fn long_token() -> String {
    "IQoJb3JpZ2luX2VjE+/=".repeat(200)
}

impl Shell {
    /// The environment of a program that the shell starts after evaluating `text`.
    fn environment_after(&self, text: &str, before: &[(&str, &str)]) -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("text");
        std::fs::write(&file, text).unwrap();
        self.run(self.script, folder.path(), &file, before)
    }

    fn run(
        &self,
        script: &str,
        home: &Path,
        file: &Path,
        before: &[(&str, &str)],
    ) -> BTreeMap<String, String> {
        let output = Command::new(self.program)
            .args(self.arguments)
            .arg(script)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", home)
            .env("TEXT", file)
            .envs(before.iter().copied())
            .current_dir(home)
            .output()
            .unwrap_or_else(|error| panic!("{}: install it: {error}", self.program));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {stderr}", self.program);
        assert_eq!(stderr, "", "{}", self.program);
        let text = String::from_utf8(output.stdout).unwrap();
        let variables = text.split_terminator('\0');
        variables
            .map(|variable| variable.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Four values at a time, as a person's words, a region and two secrets.
    fn takes(&self, values: &[&str]) {
        for four in values.chunks(4) {
            let value = |index: usize| *four.get(index).unwrap_or(&"plain");
            let credentials = Credentials {
                access_key_id: "ASIAEXAMPLE".to_owned(),
                secret_access_key: SecretString::from(value(0)),
                session_token: Some(SecretString::from(value(1))),
            };
            let variables = Variables::of(&Handout {
                credentials: &credentials,
                expiration: Some(Timestamp::from_seconds(1_795_363_200)),
                account_id: None,
                words: &[value(2).to_owned()],
                region: Some(value(3)),
            });
            self.takes_variables(&variables);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "the values are the test's own")]
    fn takes_variables(&self, variables: &Variables) {
        let text = statements(self.syntax, variables).unwrap();
        let stale = [
            ("AWS_PROFILE", "stale"),
            ("AWS_DEFAULT_PROFILE", "stale"),
            ("AWS_SECURITY_TOKEN", "stale"),
            ("AWS_SESSION_TOKEN", "stale"),
        ];
        let after = self.environment_after(&text, &stale);
        for (name, value) in variables.to_set() {
            let found = after.get(*name).map(String::as_str);
            assert_eq!(found, Some(value.expose_secret()), "{} {name}", self.program);
        }
        for name in variables.to_unset() {
            assert_eq!(after.get(*name), None, "{} {name}", self.program);
        }
    }

    /// `--unset` takes everything away, and may be said twice.
    fn forgets(&self) {
        let text = statements(self.syntax, &Variables::taken_away(true)).unwrap();
        let before = [
            ("AWS_ACCESS_KEY_ID", "x"),
            ("AWS_SECRET_ACCESS_KEY", "x"),
            ("AWS_SESSION_TOKEN", "x"),
            ("AWS_CREDENTIAL_EXPIRATION", "x"),
            ("ROLEHOP_PROFILE", "x"),
            ("AWS_REGION", "x"),
            ("AWS_DEFAULT_REGION", "x"),
            ("AWS_CA_BUNDLE", "kept"),
        ];
        let after = self.environment_after(&text.repeat(2), &before);
        for (name, value) in before {
            let kept = Some(value).filter(|value| *value == "kept");
            assert_eq!(
                after.get(name).map(String::as_str),
                kept,
                "{} {name}",
                self.program
            );
        }
    }
}

#[test]
fn bash() {
    BASH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    BASH.forgets();
}

#[test]
fn dash() {
    DASH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    DASH.forgets();
}

#[test]
fn zsh() {
    ZSH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    ZSH.forgets();
}

#[test]
fn fish() {
    FISH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    FISH.forgets();
}

#[test]
fn tcsh() {
    TCSH.takes(&[&ODD_VALUES[..], &[&long_token()]].concat());
    TCSH.forgets();
}

#[test]
fn elvish() {
    ELVISH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    ELVISH.forgets();
}

#[test]
fn xonsh() {
    XONSH.takes(&[&ODD_VALUES[..], &LINES, &[&long_token()]].concat());
    XONSH.forgets();
}

/// `eval $(rolehop export …)`, as people type it: real values need no quotes around it.
#[test]
fn output_without_quotes_around_it_is_evaluated_all_the_same() {
    let credentials = Credentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCY="),
        session_token: Some(SecretString::from(long_token())),
    };
    let variables = Variables::of(&Handout {
        credentials: &credentials,
        expiration: Some(Timestamp::from_seconds(1_795_363_200)),
        account_id: None,
        words: &["corp".to_owned(), "222222222222:role/Hub".to_owned()],
        region: Some("eu-west-1"),
    });
    for (shell, script) in [
        (BASH, "eval $(cat $TEXT); env -0"),
        (DASH, "eval $(cat $TEXT); env -0"),
        (ZSH, "eval $(cat $TEXT); env -0"),
        (FISH, "eval (cat $TEXT); env -0"),
        (TCSH, "eval `cat $TEXT`; env -0"),
    ] {
        Shell { script, ..shell }.takes_variables(&variables);
    }
}
