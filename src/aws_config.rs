//! The AWS shared config and credentials files, read by the SDKs' rules: sections, properties and lines.
//!
//! Loading only finds the sections; the properties of one are read when it is asked for, since most calls want
//! one or two profiles out of hundreds. What a property means is not known here.
//!
//! The reader is as strict as the SDKs' `profile-parser-tests.json`, with one kindness: a bad line inside a
//! section is a problem of that section, and the others work. A bad line outside of any is everybody's.
//! Where the vectors are silent and the SDKs differ, the files are read as botocore reads them.

mod document;
mod file;
mod heading;
pub mod keys;
mod locations;
mod problem;
mod section;
mod syntax;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

pub use document::{Document, FileKind, Line};
pub use locations::{Locations, default_profile};
pub use problem::{Fault, Problem};
pub use section::{FoundIn, Property, Section, SubProperty};

use heading::{Group, Heading};

/// Both files, as one set of profiles, `[sso-session]` and `[services]` sections.
#[derive(Debug)]
pub struct AwsConfig {
    config: Loaded,
    credentials: Loaded,
}

/// A file and where its sections are.
#[derive(Debug)]
struct Loaded {
    document: Document,
    headings: Vec<Heading>,
    /// The first line for which the whole file is refused.
    refused: Option<Problem>,
}

/// Why an AWS file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum AwsConfigError {
    /// The system refused.
    #[error("cannot read `{}`", file.display())]
    Read { file: PathBuf, source: io::Error },
    /// A folder in place of the file.
    #[error("`{}` is a folder", file.display())]
    Folder { file: PathBuf },
    /// A pipe, a socket or a disk.
    #[error("`{}` is no regular file", file.display())]
    NotAFile { file: PathBuf },
    /// More than anybody wrote by hand.
    #[error("`{}` is larger than 64 MiB", file.display())]
    TooLarge { file: PathBuf },
}

impl AwsConfigError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Read { file, source } if source.kind() == io::ErrorKind::PermissionDenied => {
                format!(
                    "make `{}` readable for you: it should be yours, with mode 0600",
                    file.display()
                )
            }
            Self::Read { .. } => return None,
            Self::Folder { file } | Self::NotAFile { file } | Self::TooLarge { file } => format!(
                "move `{}` away, or name another file by `AWS_CONFIG_FILE` or `AWS_SHARED_CREDENTIALS_FILE`",
                file.display()
            ),
        })
    }
}

impl AwsConfig {
    /// Reads both files; one that is not there counts as empty.
    ///
    /// # Errors
    /// A file that is there and cannot be read. A file that can be read and not understood is no error, see
    /// [`Self::problems`].
    pub fn load(locations: &Locations) -> Result<Self, AwsConfigError> {
        let read = |kind, location: Option<&Path>| {
            let bytes = location.map(file::read).transpose()?.unwrap_or_default();
            Ok(Document::new(kind, location.unwrap_or(Path::new("")), bytes))
        };
        Ok(Self::new(
            read(FileKind::Config, locations.config.as_deref())?,
            read(FileKind::Credentials, locations.credentials.as_deref())?,
        ))
    }

    /// Takes the two files as they were read.
    pub fn new(config: Document, credentials: Document) -> Self {
        let (mut config, credentials) = (Loaded::new(config), Loaded::new(credentials));
        config.shadow_bare_default();
        Self { config, credentials }
    }

    /// The profile of that name, its problems included; none when neither file has it.
    ///
    /// A file that is refused as a whole is a problem of every profile, for it may say anything of each.
    pub fn profile(&self, name: &str) -> Option<Section> {
        self.section(name, Heading::is_profile)
    }

    /// The `[sso-session NAME]` of that name.
    pub fn sso_session(&self, name: &str) -> Option<Section> {
        self.section(name, |heading| heading.group == Group::SsoSession)
    }

    /// The `[services NAME]` of that name.
    pub fn services(&self, name: &str) -> Option<Section> {
        self.section(name, |heading| heading.group == Group::Services)
    }

    /// The names of all profiles, each once, in the order of the files.
    pub fn profile_names(&self) -> Vec<&str> {
        self.grouped(Heading::is_profile)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    /// The names of all `[sso-session NAME]`, each once, in the order of the file.
    pub fn sso_session_names(&self) -> Vec<&str> {
        self.grouped(|heading| heading.group == Group::SsoSession)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    /// All profiles, in the order of the files; quicker than asking for one after the other.
    pub fn profiles(&self) -> Vec<Section> {
        let grouped = self.grouped(Heading::is_profile).into_iter();
        grouped.filter_map(|(_, found)| self.merged(found)).collect()
    }

    /// Every `[sso-session NAME]` and `[services NAME]`, used by a profile or not.
    pub fn shared_sections(&self) -> Vec<Section> {
        [Group::SsoSession, Group::Services]
            .into_iter()
            .flat_map(|group| self.grouped(move |heading| heading.group == group))
            .filter_map(|(_, found)| self.merged(found))
            .collect()
    }

    /// The line for which a file is refused as a whole: at most one of each file, for the SDKs stop there too.
    pub fn problems(&self) -> Vec<Problem> {
        self.files().filter_map(|file| file.refused.clone()).collect()
    }

    /// Sections that every SDK passes over, mostly for a mistake: `[foo]` for `[profile foo]`, say.
    pub fn passed_over(&self) -> Vec<Problem> {
        self.headings().filter_map(told).collect()
    }

    /// The section that was meant to be the profile of that name, though no SDK takes it for one: for those who
    /// look for a profile in vain.
    pub fn passed_over_as(&self, name: &str) -> Option<Problem> {
        let is_meant = |(file, heading): &(&Loaded, &Heading)| heading.name_in(&file.document) == name;
        self.headings().filter(is_meant).find_map(told)
    }

    /// The two files themselves.
    pub fn documents(&self) -> [&Document; 2] {
        [&self.config.document, &self.credentials.document]
    }

    fn files(&self) -> impl Iterator<Item = &Loaded> {
        [&self.config, &self.credentials].into_iter()
    }

    fn headings(&self) -> impl Iterator<Item = (&Loaded, &Heading)> {
        self.files()
            .flat_map(|file| file.headings.iter().map(move |heading| (file, heading)))
    }

    fn section(&self, name: &str, is_meant: impl Fn(&Heading) -> bool) -> Option<Section> {
        let is_found = |(file, heading): &(&Loaded, &Heading)| {
            heading.name.len() == name.len() && is_meant(heading) && heading.name_in(&file.document) == name
        };
        self.merged(self.headings().filter(is_found))
    }

    fn grouped(&self, is_meant: impl Fn(&Heading) -> bool) -> Vec<(&str, Vec<(&Loaded, &Heading)>)> {
        let mut grouped: Vec<(&str, Vec<_>)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (file, heading) in self.headings().filter(|(_, heading)| is_meant(heading)) {
            let name = heading.name_in(&file.document);
            let place = *places.entry(name).or_insert(grouped.len());
            if place == grouped.len() {
                grouped.push((name, Vec::new()));
            }
            grouped[place].1.push((file, heading));
        }
        grouped
    }

    /// One section out of all that have its name, read in the order of the files.
    fn merged<'a>(&'a self, found: impl IntoIterator<Item = (&'a Loaded, &'a Heading)>) -> Option<Section> {
        let mut section: Option<Section> = None;
        let mut last_kind = None;
        for (Loaded { document, .. }, heading) in found {
            let section = section.get_or_insert_with(|| Section::new(document, heading));
            if last_kind.replace(document.kind) == Some(document.kind) {
                let fault = Fault::DuplicateSection {
                    name: section.name.clone(),
                };
                section.warnings.push(document.problem(heading.line, fault));
            }
            section.read(document, heading);
        }
        let mut section = section?;
        section.problems.splice(..0, self.problems());
        Some(section)
    }
}

/// Why a section is passed over, where it is a mistake.
fn told((file, heading): (&Loaded, &Heading)) -> Option<Problem> {
    match &heading.group {
        Group::PassedOver(fault) => Some(file.document.problem(heading.line, fault.clone()?)),
        _ => None,
    }
}

impl Loaded {
    fn new(document: Document) -> Self {
        let (headings, mut outside) = document.scan();
        let refused = (!outside.is_empty()).then(|| outside.swap_remove(0));
        Self {
            document,
            headings,
            refused,
        }
    }

    fn shadow_bare_default(&mut self) {
        let is_default = |heading: &Heading| {
            heading.group == Group::Profile && heading.name_in(&self.document) == "default"
        };
        if !self.headings.iter().any(is_default) {
            return;
        }
        for heading in self
            .headings
            .iter_mut()
            .filter(|heading| heading.group == Group::BareDefault)
        {
            heading.group = Group::PassedOver(Some(Fault::ShadowedDefault));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(config: &str, credentials: &str) -> AwsConfig {
        AwsConfig::new(
            Document::new(FileKind::Config, "config", config.into()),
            Document::new(FileKind::Credentials, "credentials", credentials.into()),
        )
    }

    fn texts(problems: &[Problem]) -> Vec<String> {
        problems.iter().map(Problem::to_string).collect()
    }

    #[test]
    fn loads_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        std::fs::write(&config, "[profile a]\nregion = eu-west-1\n").unwrap();
        let missing = folder.path().join("credentials");
        let locations = Locations {
            config: Some(config.clone()),
            credentials: Some(missing.clone()),
        };
        let region = AwsConfig::load(&locations)
            .unwrap()
            .profile("a")
            .unwrap()
            .properties
            .remove("region")
            .unwrap();
        assert_eq!((region.value(), region.from), ("eu-west-1", FileKind::Config));
        assert_eq!(region.place.to_string(), format!("{}:2", config.display()));
        assert_eq!(
            AwsConfig::load(&Locations::default()).unwrap().profile_names(),
            [""; 0]
        );

        std::fs::create_dir(&missing).unwrap();
        let error = AwsConfig::load(&locations).unwrap_err();
        assert_eq!(error.to_string(), format!("`{}` is a folder", missing.display()));
        let help = "away, or name another file by `AWS_CONFIG_FILE` or `AWS_SHARED_CREDENTIALS_FILE`";
        assert_eq!(error.help(), Some(format!("move `{}` {help}", missing.display())));
    }

    #[test]
    fn merges_a_profile_out_of_all_its_places() {
        let files = read(
            "[profile a]\nx = config\ny = config\n[profile b]\n[profile a]\ny = again\n",
            "[c]\n[a]\nz = credentials\nx = credentials\n",
        );
        assert_eq!(files.profile_names(), ["a", "b", "c"]);
        let found_in = files
            .profiles()
            .iter()
            .map(|section| section.found_in)
            .collect::<Vec<_>>();
        assert_eq!(found_in, [FoundIn::Both, FoundIn::Config, FoundIn::Credentials]);
        let a = files.profile("a").unwrap();
        let told = a
            .properties
            .iter()
            .map(|(key, property)| format!("{key}={} {}", property.value(), property.place));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "x=credentials credentials:4",
                "y=again config:6",
                "z=credentials credentials:3"
            ]
        );
        assert!(files.profile("d").is_none());
    }

    #[test]
    fn a_refused_file_stops_every_profile_and_a_bad_section_only_itself() {
        let files = read("[profile a]\njunk\n[profile b]\n", "[b]\n");
        assert_eq!(
            texts(&files.profile("a").unwrap().problems),
            ["config:2: this line has no `=`"]
        );
        assert_eq!(texts(&files.profile("b").unwrap().problems), [""; 0]);

        let files = read("[profile a]\njunk\n", "junk\n[b]\n");
        let refused = "credentials:1: this line stands before the first `[section]`";
        assert_eq!(texts(&files.problems()), [refused]);
        assert_eq!(texts(&files.profile("b").unwrap().problems), [refused]);
        assert_eq!(
            texts(&files.profile("a").unwrap().problems),
            [refused, "config:2: this line has no `=`"]
        );
    }

    #[test]
    fn finds_what_was_meant_to_be_a_profile() {
        let files = read("[prod]\n[profile two words]\n[plugins]\n", "[profile dev]\n");
        let passed_over = |name: &str| files.passed_over_as(name).map(|problem| problem.to_string());
        for (name, expected) in [
            (
                "prod",
                Some("config:1: `[prod]` is no profile in the config file"),
            ),
            (
                "two words",
                Some("config:2: no SDK takes the name of this section"),
            ),
            (
                "dev",
                Some("credentials:1: `[profile dev]` is no profile in the credentials file"),
            ),
            ("plugins", None),
            ("other", None),
        ] {
            assert_eq!(passed_over(name).as_deref(), expected, "{name}");
        }
    }
}
