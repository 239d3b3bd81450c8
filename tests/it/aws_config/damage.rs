//! Files cut off, files with bytes changed by chance, files of great size: never a panic, never a long time,
//! and never a secret in what is said.

use std::time::{Duration, Instant};

use rolehop::aws_config::FoundIn;

use super::{read, remarks};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const SAMPLE: &str = "\u{feff}# comment\r\n\
    [default]\r\n\
    region = eu-west-1 ; home\r\n\
    [profile \"two words\"]\n\
    source_profile = corp # mine\n\
    s3 =\n  max_concurrent_requests = 20\n\n\t# indented\n  addressing_style = path\n\
    [profile corp]\n\
    aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
    aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n\
    [profile Ünïcode]\nname = 😂\n\
    [sso-session my-sso]\nsso_region = us-east-1\n\
    [services local]\nsts =\n  endpoint_url = http://127.0.0.1:4566\n\
    [profile corp]\nmulti = one\n -two\n -three\n";

/// Asks everything there is to ask, and returns all that may be shown to somebody.
fn ask_everything(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for files in [read(bytes, b""), read(b"", bytes), read(bytes, bytes)] {
        shown += &format!("{files:?}{:?}", remarks(&files));
        for name in ["default", "corp", "two words", "local", "my-sso", ""] {
            let sections = [files.profile(name), files.sso_session(name), files.services(name)];
            for section in sections.into_iter().flatten() {
                shown += &format!("{section:?}{:?}", section.properties.values());
            }
        }
        for problem in files.documents().iter().flat_map(|file| file.problems()) {
            shown += &format!("{problem}{:?}{problem:?}", problem.help());
        }
    }
    shown
}

/// Whether any 12 bytes in a row of the secret are shown, in whatever case.
fn leaks(shown: &str) -> bool {
    let shown = shown.to_ascii_lowercase();
    let secret = SECRET.to_ascii_lowercase();
    (0..=secret.len() - 12).any(|start| shown.contains(&secret[start..start + 12]))
}

#[test]
fn every_beginning_of_a_file_can_be_read() {
    for end in 0..=SAMPLE.len() {
        let shown = ask_everything(&SAMPLE.as_bytes()[..end]);
        assert!(!leaks(&shown), "cut off at {end}: {shown}");
    }
}

#[test]
fn bytes_changed_by_chance_are_no_panic_and_show_no_secret() {
    let mut chance = Chance(0x5EED);
    let tokens: [&[u8]; 14] = [
        b"\n", b"\r", b"\r\n", b"[", b"]", b"=", b" ", b"\t", b"#", b";", b"\0", b"\xff", b"\"", b"\xc3",
    ];
    for round in 0..600 {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        for _ in 0..=chance.below(6) {
            let at = chance.below(bytes.len());
            match chance.below(4) {
                0 => bytes[at] = u8::try_from(chance.below(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => drop(bytes.splice(at..at, tokens[chance.below(tokens.len())].iter().copied())),
                _ => bytes.truncate(at.max(64)),
            }
        }
        let shown = ask_everything(&bytes);
        assert!(!leaks(&shown), "round {round}: {shown}");
    }
}

#[test]
fn a_secret_that_lost_its_key_is_not_shown() {
    for lines in [
        format!("[default]\n{SECRET}\n"),
        format!("{SECRET}\n[default]\n"),
        format!("[default]\n  {SECRET}\n"),
        format!("[default]\n{SECRET}==\n{SECRET}==\n"),
        format!("[default]\n{SECRET} = x\n{SECRET} = y\n"),
        format!("[default]\naws_secret_access_key =\n  {SECRET}\n"),
        format!("[default]\n{SECRET} =\n  junk\n"),
        format!("[default]\naws_secret_access_key: {SECRET}\n"),
        format!("[default]\naws_secret_access_key {SECRET}\n"),
        format!("[default]\nx y {SECRET} = z\n"),
        format!("[default]\naws_secret_access_key = {SECRET}\0\n"),
        format!("[default] aws_secret_access_key = {SECRET}\n"),
    ] {
        let shown = ask_everything(lines.as_bytes());
        assert!(!leaks(&shown), "{lines}: {shown}");
    }
    assert!(
        leaks(&format!("so {}…", &SECRET[5..20])),
        "the search itself finds a piece"
    );
}

#[test]
fn the_secret_itself_is_read() {
    let files = read(SAMPLE, format!("[corp]\naws_secret_access_key={SECRET}"));
    let corp = files.profile("corp").unwrap();
    assert_eq!(corp.found_in, FoundIn::Both);
    assert_eq!(corp.get("AWS_Secret_Access_Key").unwrap().value(), SECRET);
    assert_eq!(corp.get("multi").unwrap().value(), "one\n-two\n-three");
    assert_eq!(
        files
            .profile("two words")
            .unwrap()
            .get("source_profile")
            .unwrap()
            .value(),
        "corp"
    );
    let services = files.services("local").unwrap();
    let endpoint = services.get("sts").unwrap().sub_property("endpoint_url").unwrap();
    assert_eq!(
        (endpoint.value(), endpoint.place.line),
        ("http://127.0.0.1:4566", 20)
    );
    assert_eq!(files.sso_session("my-sso").unwrap().place.line, 16);
}

/// Twice the size may take twice the time; anything quadratic would take minutes here, not seconds.
#[test]
fn size_costs_no_more_than_its_share() {
    let numbered = |line: &str, count: usize| -> String {
        (0..count)
            .map(|number| line.replace("{n}", &number.to_string()))
            .collect()
    };
    let started = Instant::now();
    for text in [
        numbered(
            "[profile p{n}]\nregion = eu-west-1\nsource_profile = p{n}\n",
            25_000,
        ),
        numbered("[profile p]\nregion = eu-west-1\n", 25_000),
        format!("[profile p]\n{}", numbered("key{n} = value\n", 50_000)),
        format!("[profile p]\nkey = value\n{}", numbered(" more {n}\n", 50_000)),
        format!("[profile p]\ns3 =\n{}", numbered(" key{n} = value\n", 50_000)),
        format!("[profile p]\n{}", numbered("not a property {n}\n", 50_000)),
        numbered("no section {n}\n", 50_000),
        numbered("[profile p{n}\n", 25_000),
        "[".repeat(1_000_000),
        format!("[profile p]\nkey = {}", "x".repeat(4_000_000)),
        format!("[profile p]\n{}", " ".repeat(4_000_000)),
        format!("[profile p]\nkey = {}\nx = y", "\r".repeat(1_000_000)),
        "\n".repeat(1_000_000),
        "\0".repeat(1_000_000),
    ] {
        let files = read(&text, "");
        let _ = (
            files.profiles().len(),
            files.profile("p24999"),
            files.documents()[0].problems().len(),
        );
    }
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "took {:?}",
        started.elapsed()
    );
}

/// The same numbers on every run: xorshift, which is chance enough for this.
struct Chance(usize);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
