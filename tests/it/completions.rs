//! The completions, at work in real shells.

use std::path::Path;
use std::process::Command;

use rolehop_test_support::terminal::TerminalCommand;
use rolehop_test_support::test_env;

/// What is typed, and all that completes it.
const CASES: [(&str, &[&str]); 6] = [
    ("cred", &["credential-process"]),
    ("ex", &["exec", "explain", "export"]),
    ("keys re", &["remove"]),
    ("keys add --cs", &["--csv"]),
    ("export --format en", &["env", "env-no-export"]),
    ("explain --js", &["--json"]),
];

#[test]
fn the_program_prints_what_is_committed() {
    let env = test_env!();
    for (shell, file) in [
        ("bash", "rolehop.bash"),
        ("elvish", "rolehop.elv"),
        ("fish", "rolehop.fish"),
        ("powershell", "_rolehop.ps1"),
        ("zsh", "_rolehop"),
    ] {
        let committed = std::fs::read_to_string(Path::new(FOLDER).join(file)).unwrap();
        env.run(["completions", shell]).assert(0, &committed, "");
    }
}

#[test]
fn bash_completes() {
    const SCRIPT: &str = r#"source "$0/rolehop.bash"
COMP_WORDS=(rolehop "$@") COMP_CWORD=$#
function=$(complete -p rolehop | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function" rolehop "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
printf '%s\n' "${COMPREPLY[@]}""#;
    for (typed, expected) in CASES {
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-c", SCRIPT, FOLDER]).args(typed.split(' '));
        assert_eq!(sorted(&mut bash), expected, "{typed}");
    }
}

#[test]
fn with_fish_fish_completes() {
    const SCRIPT: &str =
        r#"source "$argv[1]/rolehop.fish"; complete --do-complete "rolehop $argv[2]" | cut -f 1"#;
    for (typed, expected) in CASES {
        let mut fish = Command::new("fish");
        fish.args(["--no-config", "-c", SCRIPT, FOLDER, typed]);
        assert_eq!(sorted(&mut fish), expected, "{typed}");
    }
}

/// Its completions work in the line editor alone, so they are typed.
#[test]
fn with_zsh_zsh_completes() {
    let zsh = TerminalCommand::new("zsh")
        .args(["-f", "-i"])
        .env("PS1", "> ")
        .env("FOLDER", FOLDER);
    let zsh = zsh.on_terminal().size(40, 200).start().unwrap();
    zsh.type_keys("fpath=($FOLDER $fpath); autoload -U compinit; compinit -D; setopt nobeep\r");
    zsh.expect("nobeep\n>");
    for (typed, expected) in CASES.into_iter().filter(|(_, expected)| expected.len() == 1) {
        zsh.type_keys(format!("rolehop {typed}\t"));
        let (before, _) = typed.rsplit_once(' ').unwrap_or_default();
        zsh.expect(&format!("> rolehop {before} {}", expected[0]).replace("  ", " "));
        zsh.type_keys("\x15");
    }
}

/// The lines that it prints; it may not complain.
fn sorted(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let mut lines: Vec<_> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines.sort();
    lines
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
