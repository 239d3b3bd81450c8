//! The AWS CLI, both versions, over `credential_process`: the prompt reaches the person while the CLI holds rolehop's
//! stdout and stderr, and the answer is the CLI's for as long as it lasts.

use std::fs;
use std::path::Path;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rolehop_test_support::keyring::SecretServiceSession;
use rolehop_test_support::peers::AwsCli;
use rolehop_test_support::sts::World;

use super::desk::{Desk, PROFILES, PROMPT, SOURCE, WHO, enter};

#[test]
fn with_aws_cli_v1_and_with_gnome_keyring_the_first_use_is_one_code() {
    first_use(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_and_with_gnome_keyring_the_first_use_is_one_code() {
    first_use(&AwsCli::v2());
}

/// The README's first use, typed; then a second call that asks nobody but for the CLI's own question.
fn first_use(cli: &AwsCli) {
    let mut desk = Desk::of(World::demo(), &format!("{SOURCE}{PROFILES}"));
    let desktop = SecretServiceSession::new(&desk.user);
    enter(&mut desk.env, &desktop);
    let desk = &desk;
    desk.env.watch_arguments(|| {
        add_key(desk);
        for call in 1..=2 {
            let mut terminal = desk.aws(cli, &WHO);
            if call == 1 {
                terminal.expect(PROMPT);
                assert_eq!(terminal.screen(), PROMPT);
                desk.type_code(&terminal);
            }
            let ended = desk.wait(&mut terminal);
            let told = terminal.screen();
            assert!(ended.status.success(), "{told}");
            assert!(
                told.starts_with("\"arn:aws:sts::333333333333:assumed-role/Deploy/"),
                "{told}"
            );
            assert_eq!(told.lines().count(), 1, "{told}");
        }
    });
    let expected = [
        "GetSessionToken",
        "AssumeRole",
        "AssumeRole",
        "GetCallerIdentity",
        "GetCallerIdentity",
    ];
    assert_eq!(desk.sts.journal().operations(), expected);
    desk.env.session_secrets_of(&desk.sts);
    let leaks = desk.env.leaks();
    assert!(leaks.is_empty(), "{leaks:?}");
}

fn add_key(desk: &Desk) {
    let mut terminal = desk.terminal(desk.env.rolehop_path(), ["keys", "add", "corp"]);
    terminal.expect("Access key ID of `corp`:");
    terminal.type_keys(format!("{}\r", World::DEMO_ACCESS_KEY_ID));
    terminal.expect("Secret access key (not shown):");
    terminal.type_keys(format!("{}\r", World::DEMO_SECRET_ACCESS_KEY));
    desk.wait(&mut terminal);
    assert_eq!(
        terminal.screen(),
        "access key …MPLE is in the store `secret-service` as `corp`"
    );
}

#[test]
fn with_aws_cli_v1_ctrl_c_at_the_prompt_cancels() {
    cancel(&AwsCli::v1());
}

#[test]
fn with_aws_cli_v2_ctrl_c_at_the_prompt_cancels() {
    cancel(&AwsCli::v2());
}

fn cancel(cli: &AwsCli) {
    let desk = Desk::new();
    let mut terminal = desk.aws(cli, &WHO);
    terminal.expect(PROMPT);
    terminal.type_keys("12\x03");
    let ended = desk.wait(&mut terminal);
    assert_eq!(ended.status.code(), Some(255));
    let told = "Error when retrieving credentials from custom-process: error: the question for an MFA code of \
                `arn:aws:iam::111111111111:mfa/alice` was not answered: cancelled\n";
    let login = "run `rolehop login prod` when the device is at hand";
    assert_eq!(terminal.screen().trim_start(), format!("{told}help: {login}"));
    // A tool that tries again by itself must not bring the prompt back at once, and a person must know why there is none.
    let mut terminal = desk.aws(cli, &WHO);
    desk.wait(&mut terminal);
    let shown = terminal.screen();
    let (again, seconds) = shown.trim_start().split_once(" or try again in ").expect(&shown);
    assert_eq!(
        again,
        format!("{told}help: nobody is asked again right after a cancel: {login},")
    );
    let left: u32 = seconds.trim_end_matches(" s").parse().expect("seconds");
    assert!((1..=10).contains(&left), "{shown}");
    assert!(desk.sts.journal().is_empty());
    desk.finish();
}

#[test]
fn with_aws_cli_v1_killed_at_the_prompt_the_terminal_is_the_shells_again() {
    killed(&AwsCli::v1(), Signal::SIGKILL);
}

#[test]
fn with_aws_cli_v2_interrupted_at_the_prompt_the_terminal_is_the_shells_again() {
    killed(&AwsCli::v2(), Signal::SIGINT);
}

/// The CLI dies under rolehop's prompt; the shell that started it reads the next line as if nothing had been.
fn killed(cli: &AwsCli, signal: Signal) {
    let desk = Desk::new();
    let line = format!(
        "{} --profile prod sts get-caller-identity 2>/dev/null",
        cli.path().display()
    );
    let script =
        format!("trap : INT; {line}; echo \"the shell is back\"; read -r line; echo \"it read $line\"");
    let mut terminal = desk.terminal("bash", ["-c", &script]);
    terminal.expect(PROMPT);
    let [aws] = children_of(terminal.pid())[..] else {
        panic!("the shell has one child");
    };
    let [rolehop] = children_of(aws)[..] else {
        panic!("the CLI has one child");
    };
    kill(Pid::from_raw(aws.cast_signed()), signal).expect("the CLI is there");
    terminal.expect("the shell is back");
    terminal.until("end of rolehop", |_| {
        !Path::new(&format!("/proc/{rolehop}")).exists()
    });
    terminal.type_keys("a line\r");
    desk.wait(&mut terminal);
    assert!(
        terminal.screen().ends_with("a line\nit read a line"),
        "{}",
        terminal.screen()
    );
    assert!(desk.sts.journal().is_empty());
    desk.finish();
}

fn children_of(pid: u32) -> Vec<u32> {
    let children =
        fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("the process is there");
    children
        .split_whitespace()
        .map(|id| id.parse().expect("a process ID"))
        .collect()
}
