//! What stdout is decides what becomes of an answer: a pipe that is read or closed, a full disk, a file.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, Stdio};

use nix::unistd::{dup, dup2_stdout};
use rolehop::credentials::Credentials;
use rolehop::handout::Handout;
use rolehop::output::export::{ExportError, Format};
use rolehop::output::github::Job;
use rolehop::output::{self, export, process};
use rolehop::time::Timestamp;
use secrecy::SecretString;

use crate::it::again::{again, answer, begin, part};

/// Runs `test` again and wants it to end well.
fn passes(test: &str) {
    let output = again(&format!("output_stdout::{test}"), "child")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let answer = answer(&output);
    assert!(answer.starts_with(b".\n"), "the harness alone has the word");
}

/// What `act` returns when stdout is `file`.
fn with_stdout<T>(file: impl AsFd, act: impl FnOnce() -> T) -> T {
    let kept = dup(std::io::stdout()).unwrap();
    dup2_stdout(file).unwrap();
    let result = act();
    dup2_stdout(kept).unwrap();
    result
}

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretString::from("secret"),
        session_token: Some(SecretString::from("token".repeat(400))),
    }
}

fn handout(credentials: &Credentials) -> Handout<'_> {
    Handout {
        credentials,
        expiration: Some(Timestamp::from_seconds(1_795_363_200)),
        account_id: None,
        words: &[],
        region: None,
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    if part().is_none() {
        return passes("a_closed_pipe_is_no_failure");
    }
    begin();
    let (reader, writer) = nix::unistd::pipe().unwrap();
    drop(reader);
    with_stdout(writer, || output::write(b"nobody reads this\n")).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_with_help() {
    if part().is_none() {
        return passes("a_full_disk_is_a_failure_with_help");
    }
    begin();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let error = with_stdout(full, || output::write(b"no room for this\n")).unwrap_err();
    assert_eq!(error.to_string(), "could not write the answer to standard output");
    assert_eq!(
        error.help().unwrap(),
        "make room on the disk that standard output goes to, then run it again"
    );
    let read_only = File::open("/dev/null").unwrap();
    let error = with_stdout(read_only, || output::write(b"nor here\n")).unwrap_err();
    assert!(
        matches!(error, output::OutputError::Write(error) if error.raw_os_error() == Some(nix::libc::EBADF))
    );
}

/// A pipe in packet mode (`O_DIRECT`) keeps writes apart: one read returns one write.
#[cfg(target_os = "linux")]
#[test]
fn the_credentials_are_written_at_once() {
    if part().is_some() {
        begin();
        process::write(&handout(&credentials())).unwrap();
        return;
    }
    let (reader, writer) = nix::unistd::pipe2(nix::fcntl::OFlag::O_DIRECT).unwrap();
    let mut child = again("output_stdout::the_credentials_are_written_at_once", "child")
        .stdout(writer)
        .spawn()
        .unwrap();
    let mut packets = Vec::new();
    let mut reader = File::from(reader);
    let mut buffer = [0; 8192];
    while let Ok(length @ 1..) = reader.read(&mut buffer) {
        packets.push(buffer[..length].to_vec());
    }
    assert!(child.wait().unwrap().success());
    let document = process::document(&handout(&credentials()));
    let found = packets.iter().filter(|packet| *packet == document.as_bytes());
    assert_eq!(found.count(), 1);
}

/// A reader that is slow, on a pipe that must not block: nothing is lost.
#[test]
fn a_full_pipe_that_must_not_block_is_waited_for() {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    if part().is_none() {
        return passes("a_full_pipe_that_must_not_block_is_waited_for");
    }
    begin();
    let (reader, writer) = nix::unistd::pipe().unwrap();
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    let bytes = vec![b'x'; 300_000];
    let reading = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let mut read = Vec::new();
        File::from(reader).read_to_end(&mut read).map(|_| read)
    });
    with_stdout(&writer, || output::write(&bytes)).unwrap();
    drop(writer);
    assert!(reading.join().unwrap().unwrap() == bytes);
}

#[test]
fn github_masks_the_values_before_it_sets_them() {
    let folder = tempfile::tempdir().unwrap();
    let env_file = folder.path().join("env");
    if part().is_none() {
        std::fs::write(&env_file, "EARLIER=step\n").unwrap();
        let mut command = again(
            "output_stdout::github_masks_the_values_before_it_sets_them",
            "child",
        );
        let output = command.current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let stdout = String::from_utf8(answer(&output)).unwrap();
        let token = "token".repeat(400);
        let masks = format!("::add-mask::ASIAEXAMPLE\n::add-mask::secret\n::add-mask::{token}\n");
        assert!(stdout.starts_with(&masks), "{stdout}");
        let text = std::fs::read_to_string(&env_file).unwrap();
        let delimiter = text
            .lines()
            .nth(1)
            .unwrap()
            .split_once("<<")
            .unwrap()
            .1
            .to_owned();
        assert_eq!(delimiter.len(), "rolehop_".len() + 32);
        let expected = format!(
            "EARLIER=step\nAWS_ACCESS_KEY_ID<<D\nASIAEXAMPLE\nD\nAWS_SECRET_ACCESS_KEY<<D\nsecret\nD\n\
             AWS_SESSION_TOKEN<<D\n{token}\nD\nAWS_CREDENTIAL_EXPIRATION<<D\n2026-11-22T16:00:00Z\nD\n\
             ROLEHOP_PROFILE<<D\n\nD\n"
        );
        assert_eq!(text.replace(&delimiter, "D"), expected);
        return;
    }
    begin();
    export_to_github("env").unwrap();
}

fn export_to_github(env_file: &str) -> Result<(), ExportError> {
    let job = Job {
        actions: Some("true".as_ref()),
        env_file: Some(env_file.as_ref()),
    };
    export::write(Format::Github, &handout(&credentials()), "x", job)
}

#[test]
fn github_refuses_to_write_the_values_into_a_file() {
    if part().is_none() {
        return passes("github_refuses_to_write_the_values_into_a_file");
    }
    begin();
    let mut file = tempfile::tempfile().unwrap();
    let error = with_stdout(&file, || export_to_github("/dev/null")).unwrap_err();
    assert!(error.is_usage());
    assert_eq!(
        error.to_string(),
        "`github` would write the credentials into a file: standard output is one"
    );
    let mut text = String::new();
    file.rewind().unwrap();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
    let (_reader, writer): (OwnedFd, OwnedFd) = nix::unistd::pipe().unwrap();
    let error = with_stdout(writer, || export_to_github("/nowhere/env")).unwrap_err();
    assert!(!error.is_usage());
    assert_eq!(
        error.to_string(),
        "could not write to the job's environment file `/nowhere/env`"
    );
}

/// What AWS CLI's reader makes of the section, asked of Python's `configparser`, which it uses.
#[test]
fn a_section_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("credentials");
    let credentials = credentials();
    let text = output::ini::section(&handout(&credentials), "prod eu").unwrap();
    File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    let script = "import configparser, sys\nreader = configparser.RawConfigParser()\n\
                  reader.read(sys.argv[1])\nprint(reader.sections(), dict(reader['prod eu']))";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let expected = format!(
        "['prod eu'] {{'aws_access_key_id': 'ASIAEXAMPLE', 'aws_secret_access_key': 'secret', \
         'aws_session_token': '{}'}}\n",
        "token".repeat(400)
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}
