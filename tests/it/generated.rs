//! What is made from the command line's definition, made again: completions, manual pages, the reference of commands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::{Generator, Shell};
use clap_mangen::Man;
use rolehop::cli::Cli;

/// Set to anything, it writes the files instead of comparing them.
const UPDATE: &str = "ROLEHOP_UPDATE";

type Files = BTreeMap<String, String>;

#[test]
fn completions_are_those_of_the_command_line() {
    let shells = [
        Shell::Bash,
        Shell::Elvish,
        Shell::Fish,
        Shell::PowerShell,
        Shell::Zsh,
    ];
    let completions = shells.map(|shell| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut Cli::command(), "rolehop", &mut script);
        (shell.file_name("rolehop"), String::from_utf8(script).unwrap())
    });
    assert_committed("completions", &completions.into());
}

#[test]
fn manual_pages_are_those_of_the_command_line() {
    let pages = every_command().into_iter().map(|(words, command)| {
        let page = manual_page(&command);
        (format!("{}.1", words.replace(' ', "-")), page)
    });
    assert_committed("docs/man", &pages.collect());
}

#[test]
fn the_reference_is_that_of_the_command_line() {
    let mut reference = BEGIN.to_owned();
    for (words, mut command) in every_command() {
        let help = command.render_long_help().to_string();
        let help: String = help
            .lines()
            .map(|line| line.trim_end().to_owned() + "\n")
            .collect();
        reference += &format!("\n## `{words}`\n\n```text\n{help}```\n");
    }
    assert_committed(
        "docs/reference",
        &Files::from([("commands.md".to_owned(), reference)]),
    );
}

/// Every command with its words as they are typed; the program itself first.
fn every_command() -> Vec<(String, Command)> {
    let mut root = Cli::command().disable_help_subcommand(true).term_width(100);
    root.build();
    let mut commands = vec![("rolehop".to_owned(), root)];
    let mut next = 0;
    while let Some((words, command)) = commands.get(next).cloned() {
        let below = command.get_subcommands().filter(|it| !it.is_hide_set());
        let below: Vec<_> = below
            .map(|it| (format!("{words} {}", it.get_name()), it.clone()))
            .collect();
        next += 1;
        commands.splice(next..next, below);
    }
    commands
}

/// A page as clap_mangen makes it, but for a synopsis that can be read at a glance and for what stands after the help.
fn manual_page(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let after = command.get_after_help().map(ToString::to_string);
    let has_commands = command.has_subcommands();
    let manual = Man::new(command.clone()).manual("rolehop");
    let mut page = Vec::new();
    manual.render_title(&mut page).unwrap();
    manual.render_name_section(&mut page).unwrap();
    page.extend(format!(".SH SYNOPSIS\n{}\n", in_roff(usage)).into_bytes());
    manual.render_description_section(&mut page).unwrap();
    if has_commands {
        manual.render_subcommands_section(&mut page).unwrap();
    }
    manual.render_options_section(&mut page).unwrap();
    let sections = after.iter().flat_map(|text| text.split("\n\n"));
    page.extend(sections.flat_map(|section| after_section(section).into_bytes()));
    if command.get_name() != "rolehop" {
        page.extend(b".SH \"SEE ALSO\"\n\\fBrolehop\\fR(1)\n");
    }
    String::from_utf8(page).unwrap()
}

/// A paragraph of what stands after the help: its first line is the heading.
fn after_section(text: &str) -> String {
    let (heading, lines) = text.split_once('\n').unwrap();
    let heading = in_roff(heading.trim_end_matches(':')).to_uppercase();
    format!(".SH \"{heading}\"\n.nf\n{}\n.fi\n", in_roff(lines))
}

/// Plain text, none of which groff takes for its own.
fn in_roff(text: &str) -> String {
    let lines = text
        .replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('`', "\\(ga")
        .replace('\'', "\\(aq");
    let lines = lines.lines().map(|line| match line.starts_with('.') {
        true => format!("\\&{line}"),
        false => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The folder holds these files and no others.
#[track_caller]
fn assert_committed(folder: &str, made: &Files) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch of this test, no setting of rolehop's"
    )]
    if std::env::var_os(UPDATE).is_some() {
        write(&path, made);
    }
    let committed = read(&path);
    let names = committed.keys().chain(made.keys());
    let differing = names.filter(|name| committed.get(*name) != made.get(*name));
    let differing: std::collections::BTreeSet<_> = differing.collect();
    assert!(
        differing.is_empty(),
        "`{folder}` is not what src/cli.rs makes: {differing:?}\nwrite it anew: {UPDATE}=1 cargo test --test it generated"
    );
}

fn read(folder: &Path) -> Files {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap());
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries
        .map(|entry| (name(&entry), fs::read_to_string(entry.path()).unwrap()))
        .collect()
}

fn write(folder: &Path, made: &Files) {
    fs::create_dir_all(folder).unwrap();
    for name in read(folder).keys().filter(|name| !made.contains_key(*name)) {
        fs::remove_file(folder.join(name)).unwrap();
    }
    for (name, text) in made {
        fs::write(folder.join(name), text).unwrap();
    }
}

const BEGIN: &str = "# Commands

What `rolehop COMMAND --help` says, made from the command line's definition (`src/cli.rs`). The same stands in the manual
pages of `docs/man`. What the commands print, and their exit codes, is in the README.
";
