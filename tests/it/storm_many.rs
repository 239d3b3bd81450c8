//! Many processes at once on one terminal, and what each of them answered.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use rolehop_test_support::terminal::Terminal;

use super::storm_stage::{Answer, NAP, PATIENCE, Stage};

impl Stage {
    /// The same command in `count` processes at once, on one terminal.
    pub fn storm(&self, count: usize, words: &[&str]) -> Storm<'_> {
        let command = [&[self.program().as_str()], words].concat().join(" ");
        self.storm_of(&vec![command; count])
    }

    /// These command lines at once, on one terminal.
    pub fn storm_of(&self, commands: &[String]) -> Storm<'_> {
        let name = self.next_storm();
        let script = self.user.write(format!("{name}/storm.sh"), script(commands));
        let folder = self.user.home().join(name);
        let terminal = self.on_terminal(
            "sh",
            &[&script.display().to_string(), &folder.display().to_string()],
        );
        Storm {
            stage: self,
            terminal,
            folder,
            count: commands.len(),
        }
    }
}

/// Many processes at once, in the foreground of one terminal.
pub struct Storm<'a> {
    stage: &'a Stage,
    pub terminal: Terminal,
    folder: PathBuf,
    count: usize,
}

impl Storm<'_> {
    /// Waits until all but the one at work wait for it.
    #[track_caller]
    pub fn all_wait(&self) {
        let stage = self.stage;
        stage.until("storm that waits", || stage.waiting().len() + 1 == self.count);
    }

    /// Kills the process that asks.
    pub fn kill_asker(&self) {
        for pid in self.stage.holders("terminal-") {
            kill(pid, Signal::SIGKILL).unwrap();
        }
    }

    /// How often a code was asked for.
    pub fn questions(&self) -> usize {
        questions(&self.terminal)
    }

    /// Waits until a code was asked for so many times.
    #[track_caller]
    pub fn expect_question(&self, number: usize) {
        self.terminal.until(&format!("question {number}"), |terminal| {
            questions(terminal) == number
        });
    }

    /// Types a code that was not used yet.
    pub fn type_code(&self) {
        self.terminal.type_keys(self.stage.code() + "\r");
    }

    /// Waits for all ends; the answers in the order in which they came.
    #[track_caller]
    pub fn end(mut self) -> Vec<Answer> {
        let deadline = Instant::now() + PATIENCE;
        let codes = || {
            (1..=self.count)
                .filter(|number| self.file(*number, "code").exists())
                .count()
        };
        while codes() < self.count {
            assert!(Instant::now() < deadline, "{} of {} ended", codes(), self.count);
            thread::sleep(NAP);
        }
        let begun = modified(&self.folder.join("begun"));
        let mut answers: Vec<Answer> = (1..=self.count)
            .map(|number| self.answer(number, begun))
            .collect();
        answers.sort_by_key(|answer| answer.took);
        let ended = self.terminal.wait();
        assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
        let shown = self.terminal.everything_shown();
        self.stage.searched_later("the terminal", shown);
        answers
    }

    fn answer(&self, number: usize, begun: Duration) -> Answer {
        let code = self.file(number, "code");
        Answer {
            status: read(&code).trim().parse().unwrap(),
            stdout: read(&self.file(number, "out")),
            stderr: read(&self.file(number, "err")),
            took: modified(&code).saturating_sub(begun),
        }
    }

    fn file(&self, number: usize, extension: &str) -> PathBuf {
        self.folder.join(format!("{number}.{extension}"))
    }
}

/// How often a code was asked for on this terminal; a key that is typed draws itself alone.
pub fn questions(terminal: &Terminal) -> usize {
    let shown = terminal.everything_shown();
    String::from_utf8_lossy(&shown).matches("MFA code for").count()
}

fn script(commands: &[String]) -> String {
    let lines = commands.iter().enumerate().map(|(index, command)| {
        let file = format!("\"$1/{}", index + 1);
        format!(
            "{{ {command} >{file}.out\" 2>{file}.err\"; echo $? >{file}.new\"; mv {file}.new\" {file}.code\"; }} &\n"
        )
    });
    format!(": >\"$1/begun\"\n{}wait\n", lines.collect::<String>())
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn modified(path: &Path) -> Duration {
    let metadata = fs::metadata(path).unwrap();
    Duration::new(
        metadata.mtime().cast_unsigned(),
        u32::try_from(metadata.mtime_nsec()).unwrap(),
    )
}
