//! Small programs that use the terminal as rolehop's commands do, so that a test can be the person in front of it.
//!
//! A scene is this test binary started again with a variable that names it. It writes how it ended into a file: its
//! stdout and stderr are the test's to search for secrets.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rolehop::arn::RoleArn;
use rolehop::asker::Asker;
use rolehop::mfa::{MfaError, Purpose, Request, TokenCode, UsedCodes, Way};
use rolehop::time::Timestamp;
use rolehop::ui::terminal::{Echo, Question, Terminal, Unanswered};
use rolehop_test_support::terminal::TerminalCommand;
use secrecy::{ExposeSecret, SecretString};

pub const SERIAL: &str = "arn:aws:iam::111111111111:mfa/alice";

/// One scene and the folder where it leaves its outcome.
pub struct Scene {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Scene {
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out").display().to_string();
        let state = folder.path().join("state").display().to_string();
        let variables = vec![
            ("SCENE", name.to_owned()),
            ("SCENE_OUT", out),
            ("SCENE_STATE", state),
        ];
        Self { folder, variables }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    /// The scene as a terminal's own program.
    pub fn command(&self) -> TerminalCommand {
        self.dress(TerminalCommand::new(Self::program()).args(Self::ARGUMENTS))
    }

    /// A shell script that starts the scene where it says `SCENE`.
    pub fn script(&self, shell: &str, script: &str) -> TerminalCommand {
        self.dress(TerminalCommand::new(shell).args(["-c", &script.replace("SCENE", &Self::line())]))
    }

    /// Any program, with the scene's variables.
    pub fn dress(&self, command: TerminalCommand) -> TerminalCommand {
        self.variables
            .iter()
            .fold(command, |command, (name, value)| command.env(name, value))
    }

    /// The command line that plays the scene, where the variables are set.
    pub fn line() -> String {
        format!("{} {}", Self::program().display(), Self::ARGUMENTS.join(" "))
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How it ended; none while it plays.
    pub fn outcome(&self) -> Option<String> {
        fs::read_to_string(self.folder.path().join("out"))
            .ok()
            .filter(|text| !text.is_empty())
    }

    const ARGUMENTS: [&str; 3] = ["it::terminal_scenes::play", "--exact", "--nocapture"];

    fn program() -> PathBuf {
        std::env::current_exe().unwrap()
    }
}

/// Without a scene to play it checks that a scene can be told from an ordinary run.
#[test]
fn play() {
    match variable("SCENE") {
        Some(scene) => {
            let outcome = act(scene.to_str().unwrap());
            let out = PathBuf::from(variable("SCENE_OUT").unwrap());
            let unfinished = out.with_extension("unfinished");
            fs::write(&unfinished, outcome).unwrap();
            fs::rename(unfinished, out).unwrap();
        }
        None => assert!(Scene::new("none").outcome().is_none()),
    }
}

fn act(scene: &str) -> String {
    if scene.starts_with("mfa") {
        return told(mfa(scene).map_err(|error| match error {
            MfaError::Unanswered { source, .. } => name(&source),
            other => format!("{other}; {}", other.help().unwrap_or_default()),
        }));
    }
    if scene == "asker" {
        return told(Asker::find().map(|asker| asker.name).ok_or("a person".to_owned()));
    }
    let mut terminal = match Terminal::open() {
        Ok(terminal) => terminal,
        Err(error) => return error.to_string(),
    };
    if let Some(file) = variable("SCENE_WATCHED") {
        terminal = terminal.watching(fs::read_to_string(file).unwrap().trim().parse().unwrap());
    }
    let deadline = deadline();
    let items = ["corp", "hub", "prod", "prod-admin"].map(str::to_owned);
    let answer = match scene {
        "code" => terminal.ask_hidden(&question(Echo::Stars), deadline).map(exposed),
        "secret" => terminal
            .ask_hidden(&question(Echo::Nothing), deadline)
            .map(exposed),
        "line" => terminal.ask_line("Region", Some("eu-west-1"), deadline),
        "choice" => terminal
            .ask_choice("Which profile", &items, deadline)
            .map(|index| index.to_string()),
        "confirm" => terminal.confirm("Go on?", deadline).map(|yes| yes.to_string()),
        "notice" => terminal
            .wait("waiting for the next code", deadline)
            .map(|()| "waited".to_owned()),
        "twice" => terminal
            .ask_hidden(&question(Echo::Nothing), deadline)
            .and_then(|_| terminal.ask_hidden(&question(Echo::Nothing), deadline))
            .map(exposed),
        "then-sleep" => {
            let answer = terminal
                .ask_hidden(&question(Echo::Nothing), deadline)
                .map(exposed);
            fs::write(
                PathBuf::from(variable("SCENE_OUT").unwrap()).with_extension("asleep"),
                "",
            )
            .unwrap();
            std::thread::sleep(Duration::from_secs(60));
            answer
        }
        other => panic!("no scene {other}"),
    };
    told(answer.map_err(|error| name(&error)))
}

fn mfa(scene: &str) -> Result<String, MfaError> {
    let role = RoleArn::parse("arn:aws:iam::222222222222:role/Hub").unwrap();
    let asker = Asker {
        name: "aws\u{1b}[2J".to_owned(),
        pid: std::process::id(),
    };
    let attempt = variable("SCENE_ATTEMPT").map_or(1, |it| it.to_str().unwrap().parse().unwrap());
    let state = PathBuf::from(variable("SCENE_STATE").unwrap());
    let mut used = UsedCodes::open(Some(&state), SERIAL);
    if let Some(code) = variable("SCENE_USED") {
        used.record(
            &TokenCode::parse(code.to_str().unwrap()).unwrap(),
            late_in_a_step(),
        )
        .unwrap();
    }
    let request = Request {
        serial: SERIAL,
        purpose: Purpose::Role(&role),
        serves_seconds: 3600,
        asker: Some(&asker),
        attempt,
        deadline: deadline(),
        now: late_in_a_step,
        login: "rolehop login hub",
    };
    let way = match scene {
        "mfa-process" => Way::Process {
            command_line: variable("SCENE_PROCESS").unwrap().into_string().unwrap(),
            variables: Vec::new(),
        },
        _ => Way::Terminal,
    };
    way.code(&request, &used)
        .map(|code| exposed(code.as_secret().clone()))
}

/// A clock that starts three seconds before the device's next code.
fn late_in_a_step() -> Timestamp {
    static START: OnceLock<Instant> = OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed();
    Timestamp::from_seconds(1_795_363_227 + elapsed.as_secs().cast_signed())
}

fn told(answer: Result<String, String>) -> String {
    answer.map_or_else(|error| error, |answer| format!("answer: {answer}"))
}

fn name(error: &Unanswered) -> String {
    match error {
        Unanswered::Failed(error) => format!("failed: {error}"),
        other => other.to_string(),
    }
}

fn question(echo: Echo) -> Question {
    Question {
        note: None,
        text: "MFA code for alice".to_owned(),
        echo,
    }
}

fn deadline() -> Instant {
    let seconds = variable("SCENE_SECONDS").map_or(60.0, |it| it.to_str().unwrap().parse().unwrap());
    Instant::now() + Duration::from_secs_f64(seconds)
}

#[expect(clippy::disallowed_methods, reason = "the test compares what was typed")]
fn exposed(secret: SecretString) -> String {
    secret.expose_secret().to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how the test tells the scene what to play"
)]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
