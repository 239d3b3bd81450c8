//! `exec` becomes its command: arguments, environment, streams, signals and exit codes are the command's own.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rolehop::credentials::Credentials;
use rolehop::exec::{ExecError, Program, environment, run};
use rolehop::handout::{Handout, Variables};
use rolehop::time::Timestamp;
use secrecy::SecretString;

use crate::it::again::{again, answer, begin, inherited, part};

/// Becomes `words`; returns only what went wrong.
fn become_command(words: Vec<OsString>) -> ExecError {
    let credentials = Credentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretString::from("secret"),
        session_token: Some(SecretString::from("token")),
    };
    let variables = Variables::of(&Handout {
        credentials: &credentials,
        expiration: Some(Timestamp::from_seconds(1_795_363_200)),
        account_id: None,
        words: &["prod".to_owned()],
        region: None,
    });
    let environment = environment(inherited(), &variables);
    begin();
    run(&Program::of(words, &environment), environment).unwrap_err()
}

fn become_shell(script: &str, arguments: Vec<OsString>) -> ExecError {
    let words = ["sh", "-c", script, "sh"].map(OsString::from);
    become_command(words.into_iter().chain(arguments).collect())
}

fn program(test: &str, part: &str) -> Command {
    again(&format!("exec_command::{test}"), part)
}

fn put(file: &Path, text: &str, mode: u32) {
    std::fs::write(file, text).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn text(output: &Output) -> String {
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "",
        "nothing on standard error"
    );
    String::from_utf8(answer(output)).unwrap()
}

#[test]
fn arguments_pass_byte_by_byte() {
    let arguments = || {
        [
            &b""[..],
            b"two words",
            b"line\nbreak",
            b"$HOME '\"\\",
            b"\xff\xfe not text",
            b"--help",
        ]
        .map(|argument| OsString::from_vec(argument.to_vec()))
    };
    if part().is_some() {
        let failure = become_shell(r#"printf '%s\0' "$@""#, arguments().to_vec());
        panic!("{failure}");
    }
    let output = program("arguments_pass_byte_by_byte", "child").output().unwrap();
    let expected = arguments().map(|argument| [argument.into_vec(), vec![0]].concat());
    assert_eq!(answer(&output), expected.concat());
}

#[test]
fn the_environment_is_what_was_inherited_with_the_credentials() {
    if part().is_some() {
        panic!("{}", become_command(vec!["env".into(), "-0".into()]));
    }
    let output = program(
        "the_environment_is_what_was_inherited_with_the_credentials",
        "child",
    )
    .env("AWS_PROFILE", "other")
    .env("AWS_SECURITY_TOKEN", "stale")
    .env("ROLEHOP_MFA_TOKEN", "123456")
    .env("ROLEHOP_STORE_PASSPHRASE_FILE", "/run/passphrase")
    .env("ODD", OsString::from_vec(b"\xff\n=".to_vec()))
    .output()
    .unwrap();
    let answer = answer(&output);
    let mut variables: Vec<&[u8]> = answer.split(|&b| b == 0).collect();
    variables.sort_unstable();
    let expected: [&[u8]; 8] = [
        b"",
        b"AWS_ACCESS_KEY_ID=ASIAEXAMPLE",
        b"AWS_CREDENTIAL_EXPIRATION=2026-11-22T16:00:00Z",
        b"AWS_SECRET_ACCESS_KEY=secret",
        b"AWS_SESSION_TOKEN=token",
        b"ODD=\xff\n=",
        b"PATH=/usr/local/bin:/usr/bin:/bin",
        b"ROLEHOP_PROFILE=prod",
    ];
    assert_eq!(variables, expected);
}

#[test]
fn the_exit_code_and_the_signal_are_the_commands() {
    if let Some(script) = part() {
        panic!("{}", become_shell(&script, Vec::new()));
    }
    for (script, code, signal) in [
        ("exit 0", Some(0), None),
        ("exit 7", Some(7), None),
        ("exit 125", Some(125), None),
        ("kill -TERM $$", None, Some(15)),
        ("kill -INT $$", None, Some(2)),
    ] {
        let output = program("the_exit_code_and_the_signal_are_the_commands", script)
            .output()
            .unwrap();
        assert_eq!(
            (output.status.code(), output.status.signal()),
            (code, signal),
            "{script}"
        );
        assert_eq!(text(&output), "");
    }
}

#[test]
fn the_process_stays_the_same_one_in_the_same_folder() {
    if part().is_some() {
        panic!("{}", become_shell("echo $$; pwd -P", Vec::new()));
    }
    let folder = tempfile::tempdir().unwrap();
    let child = program("the_process_stays_the_same_one_in_the_same_folder", "child")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    let output = child.wait_with_output().unwrap();
    let here = folder.path().canonicalize().unwrap();
    assert_eq!(text(&output), format!("{id}\n{}\n", here.display()));
}

#[test]
fn standard_input_is_the_commands() {
    if part().is_some() {
        panic!("{}", become_command(vec!["cat".into()]));
    }
    let mut child = program("standard_input_is_the_commands", "child")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"typed\n").unwrap();
    assert_eq!(text(&child.wait_with_output().unwrap()), "typed\n");
}

/// Rust's runtime ignores `SIGPIPE`; a command that inherited that would complain instead of ending.
#[test]
fn a_closed_pipe_ends_a_command() {
    if part().is_some() {
        panic!("{}", become_shell("yes | head -1", Vec::new()));
    }
    let output = program("a_closed_pipe_ends_a_command", "child").output().unwrap();
    assert_eq!(text(&output), "y\n");
}

/// `nohup rolehop exec …` must stay what it says.
#[cfg(target_os = "linux")]
#[test]
fn ignored_signals_stay_ignored_and_none_is_blocked() {
    if part().is_some() {
        let words = ["grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"].map(OsString::from);
        panic!("{}", become_command(words.to_vec()));
    }
    let inner = program("ignored_signals_stay_ignored_and_none_is_blocked", "child");
    let mut outer = Command::new("sh");
    outer.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]);
    outer.arg(inner.get_program()).args(inner.get_args());
    let variables = inner.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let output = outer.env_clear().envs(variables).output().unwrap();
    let (hangup, pipe) = (1 << 0, 1 << 12);
    let ignored = (ignored_here() | hangup) & !pipe;
    assert_eq!(
        text(&output),
        format!("SigBlk:\t{:016x}\nSigIgn:\t{ignored:016x}\n", 0)
    );
}

/// Who starts the tests may ignore signals too.
#[cfg(target_os = "linux")]
fn ignored_here() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let mask = lines.find_map(|line| line.strip_prefix("SigIgn:\t")).unwrap();
    u64::from_str_radix(mask, 16).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn no_descriptor_of_ours_reaches_the_command() {
    let list = "ls /proc/$$/fd";
    let folder = tempfile::tempdir().unwrap();
    if part().is_some() {
        let _ours = std::fs::File::create(folder.path().join("ours")).unwrap();
        panic!("{}", become_shell(list, Vec::new()));
    }
    let output = program("no_descriptor_of_ours_reaches_the_command", "child")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    // Who starts the tests may leave descriptors open too.
    let mut bare = Command::new("sh");
    let bare = bare.args(["-c", list]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(text(&output), String::from_utf8(bare.stdout).unwrap());
}

/// A command that the kernel cannot run is one for `sh`, as `env` has it.
#[test]
fn a_script_without_an_interpreter_line_runs() {
    if part().is_some() {
        let words = vec!["./script".into(), "an argument".into()];
        panic!("{}", become_command(words));
    }
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("script"), "echo \"$1\"\n", 0o755);
    let output = program("a_script_without_an_interpreter_line_runs", "child")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(text(&output), "an argument\n");
}

#[test]
fn without_a_command_the_shell_of_the_environment_runs() {
    if part().is_some() {
        panic!("{}", become_command(Vec::new()));
    }
    let folder = tempfile::tempdir().unwrap();
    let shell = folder.path().join("shell");
    put(&shell, "#!/bin/sh\necho \"my shell: $#\"\n", 0o755);
    let output = program("without_a_command_the_shell_of_the_environment_runs", "child")
        .env("SHELL", &shell)
        .output()
        .unwrap();
    assert_eq!(text(&output), "my shell: 0\n");
}

#[test]
fn what_cannot_be_run_is_told_with_the_code_of_shells() {
    let test = "what_cannot_be_run_is_told_with_the_code_of_shells";
    if let Some(words) = part() {
        let words = words.replace("HUGE", &"x".repeat(200_000));
        let failure = become_command(words.split('|').map(OsString::from).collect());
        let help = failure.help().unwrap_or_default();
        rolehop::output::write(format!("{}\n{failure}\n{help}\n", failure.exit_code()).as_bytes()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("notes"), "text\n", 0o644);
    put(&folder.path().join("lost"), "#!/no/such/shell\n", 0o755);
    for (words, told) in [
        (
            "no-such-command-at-all",
            "127\ncould not find the command `no-such-command-at-all`\n\
             no folder of `PATH` has it: check the spelling, or give its path\n",
        ),
        (
            "./notes",
            "126\ncould not run `./notes`\n`chmod +x ./notes`, or name the program that reads it\n",
        ),
        (
            "./lost",
            "126\ncould not run `./lost`: the interpreter in its first line does not exist\n\
             see what `head -1 ./lost` names, and install it\n",
        ),
        (
            "ls -l|x",
            "127\ncould not find the command `ls -l`\n\
             the command and its arguments are words of their own, without quotes around them all: \
             `rolehop exec … -- ls -l`\n",
        ),
        ("true|HUGE", "126\ncould not run `true`\n\n"),
    ] {
        let output = program(test, words).current_dir(folder.path()).output().unwrap();
        let answer = String::from_utf8(answer(&output)).unwrap();
        assert!(answer.starts_with(told), "{answer}");
    }
}

/// A folder of `PATH` that may not be read is no command that may not be run.
#[test]
fn a_closed_folder_in_the_path_hides_nothing() {
    if part().is_some() {
        let failure = become_command(vec!["no-such-command-at-all".into()]);
        rolehop::output::write(format!("{}\n", failure.exit_code()).as_bytes()).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o0)).unwrap();
    let mut command = program("a_closed_folder_in_the_path_hides_nothing", "child");
    command.env("PATH", format!("{}:/usr/bin", closed.display()));
    if nix::unistd::geteuid().is_root() {
        command.uid(65_534);
    }
    let output = command.output().unwrap();
    let answer = String::from_utf8(answer(&output)).unwrap();
    assert!(answer.starts_with("127\n"), "{answer}");
}
