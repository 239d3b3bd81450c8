//! The tour of the README: all that it says, with a terminal and without, and that it leaves nothing behind.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use nix::sys::signal::Signal;
use rolehop_test_support::keyring::{KeyringUser, SecretServiceSession};
use rolehop_test_support::terminal::{Terminal, TerminalCommand};
use serde_json::Value;

#[test]
fn with_unshare_the_command_of_the_readme_is_all_it_takes() {
    // The namespace has a kernel keyring of its own; the files, cargo's too, are ours.
    let mut tour = Command::new("unshare");
    tour.args([
        "--user",
        "--map-current-user",
        env!("CARGO"),
        "run",
        "--quiet",
        "--example",
        "tour",
    ]);
    let answer = as_cargo(&mut tour)
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .output()
        .unwrap();
    assert_all(&answer, &without_terminal("file"));
}

#[test]
fn with_keyctl_nothing_is_left_even_of_two_at_once() {
    let user = KeyringUser::new();
    let start = || {
        tour_of(&user)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let tours = [start(), start()];
    for tour in tours {
        assert_all(&tour.wait_with_output().unwrap(), &without_terminal("file"));
    }
    assert_nothing_is_left(&user);
}

#[test]
fn with_gnome_keyring_the_key_rests_in_the_desktops_keyring() {
    let user = KeyringUser::new();
    let desktop = SecretServiceSession::new(&user);
    let answer = tour_of(&user).envs(desktop.variables()).output().unwrap();
    assert_all(&answer, &without_terminal("secret-service"));
    let mut search = desktop.command("secret-tool");
    let found = search
        .args(["search", "--all", "service", "rolehop access key"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
}

#[test]
fn with_gnome_keyring_locked_the_key_rests_in_a_sealed_file() {
    let user = KeyringUser::new();
    let desktop = SecretServiceSession::new(&user);
    desktop.lock();
    let answer = tour_of(&user).envs(desktop.variables()).output().unwrap();
    let told = format!("--stdin\n{LOCKED}");
    assert_all(&answer, &without_terminal("file").replacen("--stdin\n", &told, 1));
}

#[test]
fn with_keyctl_a_person_types_the_code() {
    let user = KeyringUser::new();
    let mut tour = at_prompt(&user);
    let shown = tour.screen();
    let code = shown.split("shows ").nth(1).unwrap();
    tour.type_keys(format!("{}\r", &code[..6]));
    assert!(tour.wait().status.success());
    assert_eq!(masked(&(tour.screen() + "\n")), with_terminal(THE_REST));
    assert!(tour.is_put_back());
    assert_nothing_is_left(&user);
}

#[test]
fn with_keyctl_nothing_is_left_of_a_tour_that_ends_early() {
    for (how, exit_code, told) in [
        (None, 1, CANCELLED),
        (Some(Signal::SIGTERM), 128 + 15, ""),
        (Some(Signal::SIGINT), 128 + 2, ""),
    ] {
        let user = KeyringUser::new();
        let mut tour = at_prompt(&user);
        match how {
            None => tour.type_keys("\x03"),
            Some(signal) => tour.signal(signal),
        }
        assert_eq!(tour.wait().status.code(), Some(exit_code), "{how:?}");
        assert_eq!(masked(&(tour.screen() + "\n")), with_terminal(told), "{how:?}");
        assert!(tour.is_put_back(), "{how:?}");
        assert_nothing_is_left(&user);
    }
}

/// The tour at its question.
fn at_prompt(user: &KeyringUser) -> Terminal {
    let tour = TerminalCommand::of(tour_of(user))
        .on_terminal()
        .size(60, 200)
        .start()
        .unwrap();
    tour.expect("asked by tour");
    tour
}

/// The tour as this user, with the `rolehop` under test.
fn tour_of(user: &KeyringUser) -> Command {
    let mut command = user.command(&*TOUR);
    command
        .arg(user.reachable(env!("CARGO_BIN_EXE_rolehop")))
        .env("TMPDIR", user.home());
    command
}

/// Built as `cargo run --example tour` builds it, for the case that these tests alone were.
static TOUR: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "build",
        "--example",
        "tour",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let built = as_cargo(&mut cargo).output().unwrap();
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let messages = String::from_utf8(built.stdout).unwrap();
    let mut messages = messages
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let tour =
        messages.find(|message| message["target"]["name"] == "tour" && message["executable"].is_string());
    tour.unwrap()["executable"].as_str().unwrap().into()
});

/// In this package, and without the variables by which cargo tells this test of it.
fn as_cargo(command: &mut Command) -> &mut Command {
    #[expect(clippy::disallowed_methods, reason = "their names alone, to take them away")]
    let names = std::env::vars_os().map(|(name, _)| name);
    let of_package = |name: &OsStr| {
        name.to_str()
            .is_some_and(|it| it.starts_with("CARGO_PKG_") || it.starts_with("CARGO_MANIFEST_"))
    };
    for name in names.filter(|name| of_package(name)) {
        command.env_remove(name);
    }
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
}

#[track_caller]
fn assert_all(answer: &Output, expected: &str) {
    assert_eq!(String::from_utf8_lossy(&answer.stderr), "");
    assert_eq!(masked(&String::from_utf8_lossy(&answer.stdout)), expected);
    assert_eq!(answer.status.code(), Some(0));
}

#[track_caller]
fn assert_nothing_is_left(user: &KeyringUser) {
    let keys = user.command("keyctl").args(["show", "@u"]).output().unwrap();
    let keys = String::from_utf8(keys.stdout).unwrap();
    assert!(
        keys.starts_with("Keyring\n") && !keys.contains("rolehop"),
        "{keys}"
    );
    let programs =
        [Path::new(env!("CARGO_BIN_EXE_rolehop")), &TOUR].map(|it| it.file_name().unwrap().to_owned());
    let files = fs::read_dir(user.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert_eq!(
        files.filter(|name| !programs.contains(name)).collect::<Vec<_>>(),
        <[&str; 0]>::default()
    );
}

/// The tour's words, with what differs each time taken out.
fn masked(shown: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let word = |c: char| c.is_ascii_alphanumeric();
    let time = |c: char| c.is_ascii_digit() || "-:TZ".contains(c);
    let mut text = mask(shown, "127.0.0.1:", digit);
    text = mask(&text, "tour-", word);
    text = mask(&text, "shows ", digit);
    text = mask(&text, r#""AccessKeyId":""#, word);
    text = mask(&text, r#""SessionToken":"("#, digit);
    text = mask(&text, r#""Expiration":""#, time);
    text = mask(&text, "That took ", digit);
    mask(&text, "The same answer, after ", digit)
}

/// Puts `_` in place of the run of such characters after each `mark`.
fn mask(text: &str, mark: &str, is_part: impl Fn(char) -> bool) -> String {
    let mut parts = text.split(mark);
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked += mark;
        masked.push('_');
        masked += part.trim_start_matches(&is_part);
    }
    masked
}

fn without_terminal(store: &str) -> String {
    let begin = BEGIN.replace("STORE", store);
    format!(
        "{begin}   It needs an MFA code. There is no terminal to ask on, so the tour gives it in ROLEHOP_MFA_TOKEN.\n{THE_REST}"
    )
}

fn with_terminal(rest: &str) -> String {
    let begin = BEGIN.replace("STORE", "file");
    format!("{begin}   rolehop asks for an MFA code. The device of this tour shows _: type that.\n{rest}")
}

const BEGIN: &str = r#"rolehop's tour: one MFA code, two hops, then the cache. No AWS account is used.

1. A loopback STS on http://127.0.0.1:_ stands in for AWS, and refuses as AWS would.

2. A long-term access key goes into the store, under a name of its own:
   $ rolehop keys add tour-_ --stdin
   access key …MPLE is in the store `STORE` as `tour-_`

3. A profile for it in config.toml, and two roles in two other accounts:
   [profile.tour-_]
   mfa_serial = "arn:aws:iam::111111111111:mfa/alice"
   [profile.hub]
   source_profile = "tour-_"
   role_arn = "arn:aws:iam::222222222222:role/Hub"
   external_id = "example-corp-42"
   [profile.prod]
   source_profile = "hub"
   role_arn = "arn:aws:iam::333333333333:role/Deploy"

4. An AWS tool asks for credentials, as `credential_process` lets it:
   $ rolehop credential-process prod
"#;

const THE_REST: &str = r#"   {"Version":1,"AccessKeyId":"_","SecretAccessKey":"(40 characters)","SessionToken":"(_ characters)","Expiration":"_","AccountId":"333333333333"}
   That took _ ms, and these calls of STS:
   GetSessionToken with a code of arn:aws:iam::111111111111:mfa/alice
   AssumeRole of arn:aws:iam::222222222222:role/Hub with the external ID example-corp-42
   AssumeRole of arn:aws:iam::333333333333:role/Deploy

5. It asks again:
   $ rolehop credential-process prod
   The same answer, after _ ms and 0 calls of STS: it was kept in the store `kernel`.

6. The key, the sessions and the temporary files are removed again.
"#;

const LOCKED: &str = "   error: unlocking the store `secret-service` was cancelled
   help: unlock the `secret-service` keyring in your desktop session, or use another with `--store`
   $ rolehop keys add tour-_ --stdin --store file
";

const CANCELLED: &str = "
The tour ends here: rolehop ended with exit status: 4
error: the question for an MFA code of `arn:aws:iam::111111111111:mfa/alice` was not answered: cancelled
help: run `rolehop login prod` when the device is at hand
";
