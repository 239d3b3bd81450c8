//! The SDKs' own vectors for the two files, unmodified.

use std::collections::BTreeMap;

use rolehop::aws_config::{AwsConfig, Fault, Section};
use serde::Deserialize;

use super::read;

/// How many cases the file has; a newer one changes this number.
const CASES: usize = 65;

#[derive(Deserialize)]
struct Vectors {
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    input: Input,
    output: Output,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Input {
    config_file: Option<String>,
    credentials_file: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Output {
    Config(Sections),
    ErrorContaining(String),
}

type Properties = BTreeMap<String, String>;

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Sections {
    profiles: BTreeMap<String, Properties>,
    #[serde(default)]
    sso_sessions: BTreeMap<String, Properties>,
}

#[test]
fn the_files_are_read_as_the_sdks_read_them() {
    let vectors = include_str!("../../vectors/profile-parser-tests.json");
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    let mut ran = 0;
    for Case { name, input, output } in vectors.tests {
        let files = read(
            input.config_file.unwrap_or_default(),
            input.credentials_file.unwrap_or_default(),
        );
        let faults: Vec<Fault> = files
            .documents()
            .iter()
            .flat_map(|file| file.problems())
            .map(|problem| problem.fault)
            .collect();
        match output {
            Output::Config(expected) => {
                assert_eq!(faults, [], "{name}");
                assert_eq!(sections(&files), expected, "{name}");
            }
            Output::ErrorContaining(words) => {
                assert!(
                    faults.first().is_some_and(|fault| means(fault, &words)),
                    "{name}: {faults:?}"
                );
            }
        }
        ran += 1;
    }
    assert_eq!(ran, CASES);
}

fn sections(files: &AwsConfig) -> Sections {
    let properties = |section: Option<Section>| -> Properties {
        let properties = section
            .expect("a section that is named is there")
            .properties
            .into_iter();
        properties
            .map(|(key, property)| (key, property.value().to_owned()))
            .collect()
    };
    let profile = |name: &str| (name.to_owned(), properties(files.profile(name)));
    let session = |name: &str| (name.to_owned(), properties(files.sso_session(name)));
    Sections {
        profiles: files.profile_names().into_iter().map(profile).collect(),
        sso_sessions: files.sso_session_names().into_iter().map(session).collect(),
    }
}

/// Whether our fault is the one that the SDKs word so; our own words are in the table of malformed inputs.
fn means(fault: &Fault, words: &str) -> bool {
    match words {
        "Expected a profile definition" => *fault == Fault::OutsideSection,
        "Profile definition must end with ']'" => {
            matches!(fault, Fault::HeaderUnclosed | Fault::HeaderTrailing)
        }
        "Property did not have a name" => *fault == Fault::NoKey,
        "Expected an '=' sign defining a property" => matches!(fault, Fault::NoEquals { .. }),
        "Expected a property definition" | "Expected a property definition, found continuation" => {
            *fault == Fault::NoProperty
        }
        "Expected an '=' sign defining a sub-property" => matches!(fault, Fault::SubNoEquals { .. }),
        "Sub-property did not have a name" => matches!(fault, Fault::SubNoKey { .. }),
        other => panic!("an error that the vectors did not have before: {other}"),
    }
}
