//! Every secret, looked for in everything that rolehop writes, starts or leaves behind: stderr, log, files, terminals,
//! arguments and environments of programs, core dumps, its memory as others may read it.

use std::cell::RefCell;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::Command;

use nix::sys::signal::Signal;
use rolehop_test_support::leak::Searcher;
use rolehop_test_support::processes::watch_arguments;
use rolehop_test_support::sts::{Fault, FaultKind, World};

use super::store_samples::files_below;
use super::storm_stage::{ASKED, Answer, CONFIG, PASSPHRASE, Stage};

/// What stands in the environment of every command: another user's keys, and a session's.
const SESSION_TOKEN: &str = "FwoGZXIvYXdzEBYaDExampleTokenOfSomeLength";

/// A stage that is watched: everything is logged as far as it can be, and every helper program tells what it got.
struct Watched {
    stage: Stage,
    log: PathBuf,
    codes: RefCell<Vec<String>>,
    told: RefCell<Vec<(String, String)>>,
}

impl Watched {
    fn new() -> Self {
        let stage = Stage::demo();
        let log = stage.user.home().join("rolehop.log");
        stage.var("ROLEHOP_LOG", &log);
        Self {
            stage,
            log,
            codes: RefCell::default(),
            told: RefCell::default(),
        }
    }

    /// A code that was not used, remembered as a secret.
    fn code(&self) -> String {
        let code = self.stage.code();
        self.codes.borrow_mut().push(code.clone());
        code
    }

    /// Runs it as loud as it can be; only stdout of answers may hold secrets.
    fn run(&self, words: &[&str]) -> Answer {
        let answer = self.stage.run(&[&["-vv"], words].concat());
        self.told(&words.join(" "), &answer);
        answer
    }

    fn run_with(&self, name: &str, value: &str, words: &[&str]) -> Answer {
        let answer = self.stage.run_with(name, value, &[&["-vv"], words].concat());
        self.told(&words.join(" "), &answer);
        answer
    }

    fn told(&self, line: &str, answer: &Answer) {
        self.told
            .borrow_mut()
            .push((format!("the stderr of {line}"), answer.stderr.clone()));
        let is_answer = ["credential-process", "export", "exec"]
            .iter()
            .any(|it| line.starts_with(it));
        if !is_answer {
            let place = format!("the stdout of {line}");
            self.stage.searched_later(&place, answer.stdout.clone());
        }
    }

    /// Codes and external IDs, which the stage does not know as secrets: in nothing but what shows configuration.
    fn assert_silent(&self) {
        let mut searcher = Searcher::default();
        for code in self.codes.borrow().iter() {
            searcher.add(code.as_bytes());
        }
        searcher.add(World::DEMO_EXTERNAL_ID.as_bytes());
        let log = fs::read_to_string(&self.log).unwrap();
        assert!(
            log.lines().count() > 3,
            "too little was logged to search in:\n{log}"
        );
        let mut texts = self.told.take();
        texts.push(("the log".to_owned(), log));
        for path in files_below(&self.stage.state_folder()) {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            texts.push((path.display().to_string(), text));
        }
        for (place, text) in texts {
            assert_eq!(searcher.search(text.as_bytes()), [], "in {place}: {text}");
        }
    }
}

#[test]
fn no_command_that_succeeds_tells_a_secret_with_keyctl() {
    let watched = Watched::new();
    let stage = &watched.stage;
    let code = watched.code();
    let first = watched.run_with("ROLEHOP_MFA_TOKEN", &code, &["credential-process", "prod"]);
    assert_eq!(first.status, 0, "{first:?}");
    for format in [
        "env",
        "env-no-export",
        "fish",
        "powershell",
        "windows-cmd",
        "nushell",
        "elvish",
        "xonsh",
        "tcsh",
        "process",
        "ini",
    ] {
        assert_eq!(
            watched.run(&["export", "prod", "--format", format]).status,
            0,
            "{format}"
        );
    }
    for words in [
        &["login", "prod"][..],
        &["whoami", "prod"],
        &["whoami", "prod", "--json"],
        &["list"],
        &["list", "--json"],
        &["status"],
        &["status", "--json"],
        &["keys", "list"],
        &["keys", "list", "--json"],
        &["completions", "bash"],
        &["credential-process", "prod", "--fresh"],
        &["clear", "prod"],
        &["keys", "remove", "corp"],
        &["clear"],
    ] {
        assert_eq!(watched.run(words).status, 0, "{words:?}");
    }
    let explained = stage.run(&["explain", "hub", "-vv"]);
    assert!(
        explained.stdout.contains(World::DEMO_EXTERNAL_ID),
        "what shows configuration shows it"
    );
    stage.searched_later("explain", explained.stdout);
    watched.assert_silent();
}

/// Each way in which a call, a store or a person can fail, with the log on.
#[test]
fn no_failure_tells_a_secret_with_keyctl() {
    let watched = Watched::new();
    let stage = &watched.stage;
    stage.var("AWS_MAX_ATTEMPTS", "1");
    let fails = |answer: Answer| assert_ne!(answer.status, 0, "{answer:?}");
    let echo = format!(
        "sent {} with {}",
        World::DEMO_SECRET_ACCESS_KEY,
        World::DEMO_EXTERNAL_ID
    );
    // Code and external ID in one call, so that STS has both to repeat.
    let in_one_call = CONFIG.replace("external_id =", "mfa_session = false\nexternal_id =");
    stage.config(&in_one_call);
    // A code of its own: nobody uses it up, for no fault lets the call through.
    let code = stage.sts.code(World::DEMO_MFA_SERIAL);
    watched.codes.borrow_mut().push(code.clone());
    for fault in [
        Fault::error(403, "AccessDenied", &format!("{echo} code {code}")),
        Fault::error(403, &code, &echo),
        Fault::error(403, "SignatureDoesNotMatch", &echo),
        Fault::error(400, "ValidationError", &echo),
        Fault::status(500),
        Fault::new(FaultKind::Drop),
        Fault::new(FaultKind::Json),
        Fault::new(FaultKind::Html { status: 200 }),
    ] {
        stage.sts.clear_faults();
        stage.sts.fault(fault);
        fails(watched.run_with("ROLEHOP_MFA_TOKEN", &code, &["credential-process", "hub"]));
        stage
            .user
            .command("sh")
            .args(["-c", "rm -f .local/state/rolehop/mfa-*"])
            .status()
            .unwrap();
    }
    stage.sts.clear_faults();
    for (name, value) in [
        ("ROLEHOP_MFA_TOKEN", "12345"),
        ("ROLEHOP_STORE", "safe"),
        ("AWS_ENDPOINT_URL_STS", "http://sts.example.com"),
        ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9"),
        ("HOME", "/nonexistent"),
        ("ROLEHOP_CONFIG", "nowhere"),
    ] {
        fails(watched.run_with(name, value, &["export", "hub", "--no-input"]));
    }
    // Keys that are none, and the secret in the place of the ID.
    for document in [
        format!(r#"{{"AccessKeyId":"{}"}}"#, World::DEMO_SECRET_ACCESS_KEY),
        format!(
            r#"{{"AccessKeyId":"{0}","SecretAccessKey":"{0}"}}"#,
            World::DEMO_SECRET_ACCESS_KEY
        ),
        format!(
            r#"{{"AccessKeyId":7,"SecretAccessKey":"{}"#,
            World::DEMO_SECRET_ACCESS_KEY
        ),
    ] {
        let mut command = stage.command(&["--store", "file", "keys", "add", "corp", "--stdin", "-vv"]);
        fails(stage.ended(&mut command, Some(&document)));
    }
    let csv = format!(
        "Access key ID,Secret access key\n{}\n",
        World::DEMO_SECRET_ACCESS_KEY
    );
    let csv = stage.user.write("credentials", csv).display().to_string();
    fails(watched.run(&["keys", "add", "corp", "--store", "file", "--csv", &csv]));
    stage.config(&format!(
        "{CONFIG}\n[profile.x]\nsecret = \"{}\"\n",
        World::DEMO_SECRET_ACCESS_KEY
    ));
    fails(watched.run(&["explain", "x"]));
    stage.config(CONFIG);
    watched.assert_silent();
}

/// What a person types stays between them and STS, also where it is wrong.
#[test]
fn no_question_shows_what_was_typed_with_keyctl() {
    let watched = Watched::new();
    let stage = &watched.stage;
    let (wrong, right) = ("000017", watched.code());
    watched.codes.borrow_mut().push(wrong.to_owned());
    let mut terminal = stage.terminal(&["export", "hub", "-vv"]);
    terminal.expect(ASKED);
    terminal.type_keys(format!("{wrong}\r"));
    terminal.expect("wrong code");
    // A passphrase typed at the wrong question, and then the code.
    terminal.type_keys(format!("{PASSPHRASE}\r"));
    terminal.expect("six digits");
    terminal.type_keys(format!("{right}\r"));
    let ended = terminal.wait();
    assert!(ended.status.success(), "{ended:?}");
    let shown = String::from_utf8_lossy(&terminal.everything_shown()).into_owned();
    assert!(!shown.contains(World::DEMO_EXTERNAL_ID));
    stage.searched_later("the terminal", shown.clone());
    watched.told.borrow_mut().push(("the terminal".into(), shown));
    watched.told.borrow_mut().push(("stderr".into(), ended.stderr));
    for _ in 0..6 {
        watched.run(&["whoami", "hub"]);
    }
    watched.assert_silent();
}

/// An `mfa_process` and a `credential_process` write down all that they got.
#[test]
fn no_program_gets_a_secret_in_its_environment_or_arguments_with_keyctl() {
    let watched = Watched::new();
    let stage = &watched.stage;
    let spy = "env > spied.$$; tr '\\0' '\\n' < /proc/$$/cmdline >> spied.$$; ls -l /proc/$$/fd >> spied.$$; sleep 0.05\n";
    let code = watched.code();
    let mfa = stage
        .user
        .write("mfa.sh", format!("{spy}printf %s \"$(cat code.out)\"\n"));
    stage.user.write("code.out", &code);
    let keys = stage.user.write("keys.sh", format!("{spy}cat credentials\n"));
    stage.user.write(
        "credentials",
        format!(
            r#"{{"Version":1,"AccessKeyId":"{}","SecretAccessKey":"{}"}}"#,
            World::DEMO_ACCESS_KEY_ID,
            World::DEMO_SECRET_ACCESS_KEY
        ),
    );
    stage.config(&format!(
        "[profile.base]\ncredential_process = \"sh {}\"\n[profile.hub]\nsource_profile = \"base\"\n\
         role_arn = \"{}\"\nexternal_id = \"{}\"\nmfa_serial = \"{}\"\nmfa_process = \"sh {}\"\n",
        keys.display(),
        World::DEMO_HUB,
        World::DEMO_EXTERNAL_ID,
        World::DEMO_MFA_SERIAL,
        mfa.display(),
    ));
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", World::DEMO_ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", World::DEMO_SECRET_ACCESS_KEY),
        ("AWS_SESSION_TOKEN", SESSION_TOKEN),
        ("AWS_SECURITY_TOKEN", SESSION_TOKEN),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", SESSION_TOKEN),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", SESSION_TOKEN),
    ] {
        stage.var(name, value);
    }
    let (answers, processes) = watch_arguments(|| {
        [
            watched.run(&["credential-process", "hub"]),
            watched.run(&["exec", "hub", "--", "sleep", "0.05"]),
        ]
    });
    assert_eq!(answers.map(|answer| answer.status), [0, 0]);
    assert!(processes.len() > 3, "too few processes were seen: {processes:?}");
    for process in processes {
        stage.searched_later(
            &format!("the arguments of {}", process.id),
            process.arguments.clone(),
        );
        let arguments = String::from_utf8_lossy(&process.arguments).into_owned();
        watched
            .told
            .borrow_mut()
            .push((format!("the arguments of {}", process.id), arguments));
    }
    let mut searcher = Searcher::default();
    for secret in [
        World::DEMO_SECRET_ACCESS_KEY,
        SESSION_TOKEN,
        &code,
        World::DEMO_EXTERNAL_ID,
    ] {
        searcher.add(secret.as_bytes());
    }
    let spied: Vec<_> = files_below(stage.user.home())
        .into_iter()
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("spied."))
        .collect();
    assert_eq!(spied.len(), 2, "both programs ran, once each");
    for path in spied {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains("HOME="), "{text}");
        assert_eq!(searcher.search(text.as_bytes()), [], "{text}");
    }
    watched.assert_silent();
}

/// The search is worth something: a program that writes its own code and keys into the log is found out.
#[test]
fn a_planted_leak_is_found() {
    let mut env = rolehop_test_support::test_env!();
    let log = env.log();
    let (code, secret) = ("492039", World::DEMO_SECRET_ACCESS_KEY);
    env.secret(code);
    env.secret(secret);
    let answer = env.write(
        "answer",
        format!(r#"{{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"{secret}"}}"#),
    );
    let planting = |what: &str| {
        format!(
            "sh -c 'echo {what} | base64 >> {}; cat {}'",
            log.display(),
            answer.display()
        )
    };
    env.config(&format!(
        "[profile.x]\ncredential_process = {:?}\n[profile.y]\ncredential_process = {:?}\n",
        planting("nothing at all"),
        planting(&format!("`cat {}`", answer.display())),
    ));
    env.rolehop(["keys", "list", "-vv"]).run().assert(
        0,
        "",
        "no access keys are stored; `rolehop keys add NAME` puts one in\n",
    );
    let run = |profile: &str| {
        env.rolehop(["-vv", "exec", profile, "--", "true"])
            .run()
            .assert(0, "", "")
    };
    run("x");
    assert_eq!(env.leaks(), [] as [&str; 0]);
    run("y");
    let leaks = env.leaks();
    assert!(
        leaks.len() == 1 && leaks[0].contains("rolehop.log") && leaks[0].contains("base64"),
        "{leaks:?}"
    );
    fs::remove_file(&log).unwrap();
    env.aws_credentials(&format!(
        "[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {secret}\n"
    ));
    env.config(&format!(
        "[profile.z]\nsource_profile = \"base\"\nrole_arn = \"{}\"\nmfa_serial = \"{}\"\n\
         mfa_process = \"sh -c 'echo {code} | tee -a {}'\"\n",
        World::DEMO_HUB,
        World::DEMO_MFA_SERIAL,
        log.display()
    ));
    let run = env.rolehop(["credential-process", "z"]);
    let outcome = run.var("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9").run();
    assert_eq!(outcome.status, 6, "{outcome:?}");
    let leaks = env.leaks();
    assert!(leaks.iter().any(|leak| leak.contains("rolehop.log")), "{leaks:?}");
    let caught = catch_unwind(AssertUnwindSafe(|| drop(env)));
    assert!(
        caught.is_err(),
        "the environment was content with a code in the log"
    );
}

/// A question that waits holds a secret or will: nobody of the same user reads its memory, and it leaves no core.
#[test]
fn a_waiting_question_is_not_readable_and_leaves_no_core_with_keyctl() {
    let stage = Stage::demo();
    let program = stage.program();
    let line = format!("ulimit -c unlimited; exec '{program}' credential-process hub");
    let mut terminal = stage.on_terminal("sh", &["-c", &line]);
    terminal.expect(ASKED);
    terminal.type_keys("4920");
    let pid = stage.holders("terminal-")[0];
    for file in ["mem", "environ", "maps", "fd/0"] {
        let mut read = stage.user.command("head");
        read.args(["-c", "1"]).arg(format!("/proc/{pid}/{file}"));
        let output = read.output().unwrap();
        assert!(!output.status.success(), "/proc/PID/{file} was read");
        assert_eq!(output.stdout, b"");
    }
    terminal.signal(Signal::SIGABRT);
    let ended = terminal.wait();
    assert!(!ended.status.core_dumped(), "{ended:?}");
    let cores = Command::new("find")
        .arg(stage.user.home())
        .args(["-name", "*core*", "-type", "f"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&cores.stdout), "");
}
