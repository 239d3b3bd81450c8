//! Which program asked: the one that started us, so that a prompt and a record can name it.
//!
//! SDKs start a credential process by `sh -c`; such a shell is nobody, and its own parent is meant. A person's own
//! interactive shell is nobody either: then the person asked. Names are text from outside.

use std::path::Path;

/// A program that started us, perhaps by a shell.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asker {
    /// Its file's name; of a script, the script's and not the interpreter's.
    pub name: String,
    pub pid: u32,
}

/// Shells between us and a program that are looked through.
const DEPTH: usize = 8;

const SHELLS: [&str; 8] = ["sh", "bash", "dash", "zsh", "ksh", "fish", "ash", "busybox"];

const INTERPRETERS: [&str; 5] = ["python", "node", "ruby", "perl", "php"];

impl Asker {
    /// The nearest program above us; none when a person's shell, or nobody that can be seen, started us.
    pub fn find() -> Option<Self> {
        let mut pid = parent_id()?;
        for _ in 0..DEPTH {
            let process = process(pid)?;
            match name(&process.words) {
                Named::Program(name) => return Some(Self { name, pid }),
                Named::GoUp => pid = process.parent,
                Named::Nobody => return None,
            }
        }
        None
    }
}

/// What is read of a process. Its words may hold secrets, and are dropped here.
struct Process {
    parent: u32,
    words: Vec<String>,
}

#[derive(Debug, Eq, PartialEq)]
enum Named {
    Program(String),
    GoUp,
    Nobody,
}

fn name(words: &[String]) -> Named {
    let Some(program) = words.first().map(|word| file_name(word.trim_start_matches('-'))) else {
        return Named::Nobody;
    };
    let mut operands = words[1..].iter();
    if SHELLS.contains(&program) {
        return match operands.find(|word| !word.starts_with('-') || has_command(word)) {
            Some(word) if has_command(word) => Named::GoUp,
            Some(script) => Named::Program(file_name(script).to_owned()),
            None => Named::Nobody,
        };
    }
    let is_interpreter = INTERPRETERS.iter().any(|it| {
        program
            .strip_prefix(it)
            .is_some_and(|rest| rest.chars().all(|c| "0123456789.".contains(c)))
    });
    match operands.next() {
        Some(option) if is_interpreter && option == "-m" => {
            Named::Program(operands.next().map_or(program, String::as_str).to_owned())
        }
        Some(script) if is_interpreter && !script.starts_with('-') => {
            Named::Program(file_name(script).to_owned())
        }
        _ => Named::Program(program.to_owned()),
    }
}

/// `-c`, also among other letters (`-lc`), but not within a long option.
fn has_command(word: &str) -> bool {
    word.strip_prefix('-')
        .is_some_and(|letters| !letters.starts_with('-') && letters.contains('c'))
}

fn file_name(path: &str) -> &str {
    Path::new(path)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(path)
}

#[cfg(unix)]
fn parent_id() -> Option<u32> {
    Some(std::os::unix::process::parent_id()).filter(|pid| *pid > 0)
}

#[cfg(not(unix))]
fn parent_id() -> Option<u32> {
    None
}

#[cfg(target_os = "linux")]
fn process(pid: u32) -> Option<Process> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (before, after) = stat.rsplit_once(')')?;
    let parent = after.split_whitespace().nth(1)?.parse().ok()?;
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words = if line.is_empty() {
        let name = before.split_once('(').map(|(_, name)| name.to_owned());
        name.into_iter().collect()
    } else {
        words_of(&line)
    };
    Some(Process { parent, words })
}

/// A command line as Linux tells it: each word is ended, not parted, by a zero byte.
#[cfg(target_os = "linux")]
fn words_of(line: &[u8]) -> Vec<String> {
    let line = line.strip_suffix(b"\0").unwrap_or(line);
    line.split(|byte| *byte == 0)
        .take(16)
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

/// macOS and the BSDs tell it by ps(1) alone; words that hold spaces come apart, which a name survives.
#[cfg(all(unix, not(target_os = "linux")))]
fn process(pid: u32) -> Option<Process> {
    let told = std::process::Command::new("/bin/ps")
        .args(["-ww", "-o", "ppid=", "-o", "args=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let line = String::from_utf8_lossy(&told.stdout).into_owned();
    let mut words = line.split_whitespace().map(str::to_owned);
    let parent = words.next()?.parse().ok()?;
    Some(Process {
        parent,
        words: words.collect(),
    })
}

#[cfg(not(unix))]
fn process(_pid: u32) -> Option<Process> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_program_and_not_what_runs_it() {
        let program = |name: &str| Named::Program(name.to_owned());
        for (line, named) in [
            ("/usr/local/bin/aws s3 ls", program("aws")),
            ("/usr/bin/python3.11 /usr/bin/aws s3 ls", program("aws")),
            ("python3 -m awscli s3", program("awscli")),
            ("python3 -c x", program("python3")),
            ("python-build x", program("python-build")),
            ("node /srv/deploy.js --key secret", program("deploy.js")),
            ("terraform plan -var secret=x", program("terraform")),
            ("sh -c rolehop", Named::GoUp),
            ("bash -lc rolehop", Named::GoUp),
            ("/bin/bash --norc -c rolehop", Named::GoUp),
            ("bash ./deploy.sh secret", program("deploy.sh")),
            ("bash -e ./deploy.sh", program("deploy.sh")),
            ("-zsh", Named::Nobody),
            ("bash -i", Named::Nobody),
            ("bash --login", Named::Nobody),
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            assert_eq!(name(&words), named, "{line}");
        }
        assert_eq!(name(&[]), Named::Nobody);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_shell_without_arguments_is_nobody() {
        for line in [&b"bash\0"[..], b"-bash\0", b"bash\0--norc\0"] {
            assert_eq!(name(&words_of(line)), Named::Nobody, "{line:?}");
        }
        assert_eq!(words_of(b"a\0\0b c\0"), ["a", "", "b c"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn sees_this_process() {
        let me = process(std::process::id()).unwrap();
        assert_eq!(me.parent, std::os::unix::process::parent_id());
        assert!(me.words[0].contains("rolehop"), "{:?}", me.words);
    }
}
