//! Broken files: what is said of each, to the letter, and that every other profile goes on.
//!
//! `malformed.txt` holds the cases: a title, the file, and after `---` each problem with its help and the profiles
//! that still work. `<E9>` stands for a byte.

use std::path::Path;

use super::Config;
use super::read::Contents;

const CASES: &str = include_str!("malformed.txt");

#[test]
fn each_broken_file_is_told_to_the_letter() {
    let mut ran = 0;
    for case in CASES.split("\n=== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("---\n").unwrap();
        assert_eq!(told(&bytes(text)).trim_end(), expected.trim_end(), "{title}");
        ran += 1;
    }
    assert!(ran >= 120, "{ran} cases");
}

/// A small generator of its own, so that a failure can be run again.
#[test]
fn nothing_that_is_cut_or_changed_makes_it_panic() {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let seeds: Vec<Vec<u8>> = CASES
        .split("\n=== ")
        .skip(1)
        .map(|case| bytes(case.split_once('\n').unwrap().1.split_once("---\n").unwrap().0))
        .collect();
    for seed in &seeds {
        for end in (0..seed.len()).step_by(5) {
            told(&seed[..end]);
        }
        for _ in 0..20 {
            let mut changed = seed.clone();
            for _ in 0..=random(3) {
                let at = random(changed.len() + 1);
                match random(4) {
                    0 if at < changed.len() => changed[at] = u8::try_from(random(256)).unwrap(),
                    1 if at < changed.len() => drop(changed.remove(at)),
                    2 => changed.insert(at, b"[]{}\"'=.,#\n\r\0\\\xff"[random(15)]),
                    _ => {
                        let other = &seeds[random(seeds.len())];
                        let from = random(other.len() + 1);
                        changed.splice(at..at, other[from..].iter().copied());
                    }
                }
            }
            told(&changed);
        }
    }
}

fn told(bytes: &[u8]) -> String {
    let contents = Contents {
        bytes: bytes.to_vec(),
        world_writable: false,
    };
    let config = Config::parse(
        Path::new("config.toml"),
        &contents,
        Some(Path::new("/home/alice")),
    );
    let mut told = String::new();
    for problem in config.problems() {
        told += &format!("{problem}\n");
        for line in problem
            .help()
            .into_iter()
            .flat_map(|help| help.lines().map(str::to_owned).collect::<Vec<_>>())
        {
            told += &format!("  help: {line}\n");
        }
    }
    let is_good = |name: &&str| {
        config
            .profile(name)
            .is_some_and(|draft| draft.problems.is_empty())
    };
    let works: Vec<&str> = config.profile_names().filter(is_good).collect();
    if !works.is_empty() {
        told += &format!("works: {}\n", works.join(", "));
    }
    if config.settings().is_err() {
        told += "settings do not work\n";
    }
    told
}

/// The text with `<E9>` as that byte.
fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bytes.extend_from_slice(before.as_bytes());
        match after.split_once('>') {
            Some((hex, after)) if hex.len() == 2 && u8::from_str_radix(hex, 16).is_ok() => {
                bytes.push(u8::from_str_radix(hex, 16).unwrap());
                rest = after;
            }
            _ => {
                bytes.push(b'<');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
