//! Broken files through the real binary: each is told to the letter by `list`, and stops the profile that uses it.
//!
//! The cases are those of the readers' own tests; here they meet the whole program.

use rolehop_test_support::environment::TestEnv;

use super::super::aws_config::MALFORMED;
use super::{assert_harmless, assert_refused, bounded, each};

const TOML: &str = include_str!("../../../src/config/malformed.txt");

#[test]
fn each_broken_toml_is_told_by_the_program_and_stops_its_profile() {
    let cases: Vec<&str> = TOML.split("\n=== ").skip(1).collect();
    assert!(cases.len() > 200, "{} cases", cases.len());
    each(&cases, |env, case| {
        let (title, rest) = case.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("---\n").unwrap();
        let file = env.write(".config/rolehop/config.toml", bytes(text));
        let listed = bounded(env.rolehop(["list"]));
        assert_harmless(title, &listed);
        for line in expected.lines().filter(|line| line.starts_with("config.toml:")) {
            let said = line.replacen("config.toml", &file.display().to_string(), 1);
            assert!(
                listed.stderr.contains(&said),
                "{title}: no {said:?} in {}",
                listed.stderr
            );
            stops(env, title, line);
        }
    });
}

/// `config.toml:4: profile `hub` …`: whoever asks for `hub` is told this line.
fn stops(env: &TestEnv, title: &str, line: &str) {
    let Some((place, name)) = line
        .split_once(": profile `")
        .or_else(|| line.split_once(" in profile `"))
    else {
        return;
    };
    let Some((name, _)) = name.split_once('`') else {
        return;
    };
    let (place, _) = place.split_once(": ").unwrap_or((place, ""));
    let outcome = bounded(env.rolehop(["explain", "--", name]));
    assert_refused(title, &outcome, 3, &[place.split(':').next().unwrap()]);
}

/// `<E9>` stands for a byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = behind
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|_| behind[2..].starts_with('>')) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[3..];
            }
            None => {
                bytes.push(b'<');
                rest = behind;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

#[test]
fn each_broken_aws_file_is_told_by_the_program() {
    each(&MALFORMED, |env, (title, config, credentials, remarks)| {
        let config = env.write(".aws/config", config);
        let credentials = env.write(".aws/credentials", credentials);
        let whole = |remark: &str| {
            let remark = remark.replacen("config:", &format!("{}:", config.display()), 1);
            match remark.strip_prefix("credentials:") {
                Some(rest) => format!("{}:{rest}", credentials.display()),
                None => remark,
            }
        };
        for remark in *remarks {
            let (what, said) = remark.split_once(": ").unwrap();
            let said = whole(said);
            let listed = bounded(env.rolehop(["list"]));
            assert_harmless(title, &listed);
            let stopped = match what.split_once(' ') {
                None if what == "refused" => "a",
                Some((profile, "stopped")) => profile,
                _ => continue,
            };
            // What stands in another kind of section is told by the profiles that use it.
            let is_listed = listed
                .stdout
                .lines()
                .any(|row| row.starts_with(&format!("{stopped} ")));
            if what == "refused" || is_listed {
                assert!(
                    listed.stderr.contains(&said),
                    "{title}: no {said:?} in {}",
                    listed.stderr
                );
            }
            if ["a", "default"].contains(&stopped) {
                assert_refused(title, &bounded(env.rolehop(["explain", stopped])), 3, &[]);
            }
        }
    });
}

#[test]
fn a_file_of_great_lines_or_great_depth_is_read_or_refused() {
    let long = "x".repeat(2_000_000);
    let cases: [(&str, &str, String, i32); 10] = [
        ("more than ten megabytes", TOML_FILE, "#".repeat(11_000_000), 3),
        (
            "one long value",
            TOML_FILE,
            format!("[profile.x]\nregion = \"{long}\"\n"),
            3,
        ),
        ("one long key", TOML_FILE, format!("[profile.x]\n{long} = 1\n"), 3),
        ("one long name", TOML_FILE, format!("[profile.{long}]\n"), 3),
        (
            "one long comment",
            TOML_FILE,
            format!("# {}\n[profile.x]\n", "x".repeat(10_000_000)),
            0,
        ),
        (
            "deep lists",
            TOML_FILE,
            format!("[profile.x]\ntags = {}", "[".repeat(100_000)),
            3,
        ),
        (
            "deep tables",
            TOML_FILE,
            format!("[profile.x]\ntags = {}", "{a=".repeat(100_000)),
            3,
        ),
        (
            "a long path of tables",
            TOML_FILE,
            format!("[{}x]\n", "a.".repeat(100_000)),
            3,
        ),
        (
            "one long AWS value",
            AWS_FILE,
            format!("[profile x]\nregion = {long}\n"),
            3,
        ),
        ("one long AWS header", AWS_FILE, format!("[profile {long}]\n"), 3),
    ];
    each(&cases, |env, (what, file, text, exit)| {
        env.write(file, text);
        if *file == AWS_FILE {
            assert_harmless(what, &bounded(env.rolehop(["list"])));
        }
        let outcome = bounded(env.rolehop(["explain", "x"]));
        assert_eq!(outcome.status, *exit, "{what}");
        assert_harmless(what, &outcome);
        assert!(
            outcome.stderr.len() < 5_000,
            "{what}: {} bytes are said",
            outcome.stderr.len()
        );
    });
}

const TOML_FILE: &str = ".config/rolehop/config.toml";
const AWS_FILE: &str = ".aws/config";

/// Names and values go to a terminal by `list`, `explain`, `status` and errors.
#[test]
fn no_name_and_no_value_reaches_the_terminal_as_it_is() {
    let escape = "\\u001b]0;owned\\u0007\\u202e";
    let config = format!(
        "[profile.\"a{escape}\"]\nregion = \"eu-west-1\"\n\
         [profile.b]\nsource_profile = \"a{escape}\"\nrole_arn = \"arn:aws:iam::222222222222:role/{escape}\"\n\
         [profile.c]\ncredential_process = \"echo {escape}\"\n\
         [profile.d]\n\"{escape}\" = 1\n[{escape:?}]\n"
    );
    let words: [&[&str]; 6] = [
        &["list"],
        &["explain", "a\u{1b}]0;owned\u{7}\u{202e}"],
        &["explain", "b"],
        &["explain", "c"],
        &["explain", "d"],
        &["credential-process", "c"],
    ];
    each(&words, |env, words| {
        env.config(&config);
        env.aws_config(
            "[profile \u{1b}[31mred]\nregion = \u{1b}[2J\n[profile e]\nsource_profile = \u{9b}31m\n",
        );
        let outcome = bounded(env.rolehop(words.iter().copied()));
        let shown = [outcome.stdout.as_str(), outcome.stderr.as_str()].concat();
        let obeyed = shown
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(obeyed, None, "{words:?}: {shown:?}");
    });
}
