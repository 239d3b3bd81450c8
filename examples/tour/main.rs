//! The main job from end to end, with nothing set up and no AWS account: `cargo run --example tour`.
//!
//! A loopback STS stands in for AWS. Everything else is real: the program, this machine's keyring, the prompt. What is
//! made has names of its own and is gone at the end, however that comes.
//!
//! `cargo run --example tour -- FILE` takes a `rolehop` that is built already.

mod interruption;
mod kernel_keyring;
mod program;
mod stage;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use rolehop::ui::terminal::Terminal;
use rolehop_test_support::sts::{Entry, World};
use serde_json::Value;

use program::{Answer, Program};
use stage::{ROUTE, Stage};

const IN_A_FILE: &[&str] = &["--store", "file"];

/// Why the tour ends before its end.
pub enum Stop {
    /// By this signal.
    Interrupted(i32),
    /// In the words for a person.
    Failed(String),
}

/// Says a line; nobody may be there to read it, and then the rest, and the cleaning up, goes on.
macro_rules! say {
    ($($argument:tt)*) => { $crate::write_line(&format!($($argument)*)) };
}

fn main() -> ExitCode {
    match interruption::watch().and_then(|()| tour()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Interrupted(signal)) => ExitCode::from(128 + u8::try_from(signal).unwrap_or_default()),
        Err(Stop::Failed(why)) => {
            say!("\nThe tour ends here: {why}");
            ExitCode::FAILURE
        }
    }
}

fn tour() -> Result<(), Stop> {
    say!("rolehop's tour: one MFA code, two hops, then the cache. No AWS account is used.");
    let program = Program::find(std::env::args_os().nth(1).map(Into::into))?;
    let stage = Stage::set(program)?;
    let played = play(&stage);
    // Also after Ctrl-C and after a failure.
    let swept = stage.sweep();
    drop(stage);
    played?;
    swept?;
    say!("\n6. The key, the sessions and the temporary files are removed again.");
    Ok(())
}

fn play(stage: &Stage) -> Result<(), Stop> {
    say!(
        "\n1. A loopback STS on {} stands in for AWS, and refuses as AWS would.",
        stage.sts.url()
    );

    say!("\n2. A long-term access key goes into the store, under a name of its own:");
    add_key(stage)?;

    say!("\n3. A profile for it in config.toml, and two roles in two other accounts:");
    show(&stage.config());

    say!("\n4. An AWS tool asks for credentials, as `credential_process` lets it:");
    show_command(&ROUTE);
    let first = ask_with_code(stage)?;
    show(&redacted(&first.stdout));
    say!(
        "   That took {}, and these calls of STS:",
        milliseconds(first.took)
    );
    show(&calls(stage));

    say!("\n5. It asks again:");
    show_command(&ROUTE);
    stage.sts.clear_journal();
    let second = stage.ask(&[])?.done()?;
    if second.stdout != first.stdout {
        return Err(Stop::Failed("the second answer is another one".into()));
    }
    let calls = stage.sts.journal().len();
    say!(
        "   The same answer, after {} and {calls} calls of STS: it was kept in the store `{}`.",
        milliseconds(second.took),
        stage.session_store()?,
    );
    Ok(())
}

/// Into the desktop's keyring; where that is there and does not open, into a sealed file as where there is none.
fn add_key(stage: &Stage) -> Result<(), Stop> {
    show_command(&stage.add_key_words(&[]));
    let mut added = stage.add_key(&[])?;
    if !added.succeeded() {
        show(&added.stderr);
        show_command(&stage.add_key_words(IN_A_FILE));
        added = stage.add_key(IN_A_FILE)?.done()?;
    }
    show(&added.stderr);
    Ok(())
}

/// The first call: a person at the terminal types the code, else the tour gives it.
fn ask_with_code(stage: &Stage) -> Result<Answer, Stop> {
    if has_person() {
        say!(
            "   rolehop asks for an MFA code. The device of this tour shows {}: type that.",
            stage.lasting_code()
        );
        let answer = stage.ask(&[])?;
        if !answer.timed_out() {
            return answer.done();
        }
        say!("   Nobody typed it, so the tour gives a code in ROLEHOP_MFA_TOKEN.");
    } else {
        say!(
            "   It needs an MFA code. There is no terminal to ask on, so the tour gives it in ROLEHOP_MFA_TOKEN."
        );
    }
    let code = stage.sts.fresh_code(World::DEMO_MFA_SERIAL);
    stage.ask(&[("ROLEHOP_MFA_TOKEN", code)])?.done()
}

/// Whether somebody reads this and rolehop has a terminal to ask on.
fn has_person() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && Terminal::open().is_ok()
}

/// The calls that STS answered, a line each.
fn calls(stage: &Stage) -> String {
    let line = |entry: &Entry| {
        let parameters = [
            ("SerialNumber", "with a code of"),
            ("RoleArn", "of"),
            ("ExternalId", "with the external ID"),
        ];
        let said = parameters
            .iter()
            .filter_map(|(name, words)| Some(format!(" {words} {}", entry.parameter(name)?)));
        format!("{}{}\n", entry.operation, said.collect::<String>())
    };
    stage.sts.journal().entries().iter().map(line).collect()
}

/// The answer without its secrets, though these are good for the loopback STS alone: a screen is no place for them.
fn redacted(answer: &str) -> String {
    let document: Value = serde_json::from_str(answer).unwrap_or_default();
    let mut shown = answer.to_owned();
    for name in ["SecretAccessKey", "SessionToken"] {
        if let Some(secret) = document[name].as_str() {
            shown = shown.replace(secret, &format!("({} characters)", secret.len()));
        }
    }
    shown
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn show_command<W: AsRef<str>>(words: &[W]) {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    say!("   $ rolehop {}", words.join(" "));
}

fn show(text: &str) {
    for line in text.lines() {
        say!("   {line}");
    }
}

fn write_line(text: &str) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}
