//! rolehop's own TOML: its files, tables, keys and lines.
//!
//! Read once, and only as tables; a profile's values are checked when it is asked for, so that a cached call pays
//! for one profile and not for all. A problem stops the profiles that use its line and no others. What the AWS files
//! say is not known here.

mod document;
mod hint;
mod include;
pub mod keys;
mod locate;
mod oidc;
mod profile_table;
mod read;
mod settings;
mod syntax;
mod table;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub use locate::{Location, locate, platform_folder};
pub use oidc::{BUILT_IN, Oidc};
pub use profile_table::Draft;
pub use read::ReadError;
pub(crate) use read::is_world_writable;
pub use settings::{Settings, SsoCache};

use document::{Document, Section};

use crate::profile::{Origin, Owner, Place, Problem, ProblemKind, Profile, ValueError, nearest};

/// Why there is no configuration at all.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration cannot be read")]
    Read(#[source] ReadError),
}

impl ConfigError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Read(ReadError::Missing { .. }) => {
                Some("create it, or take `--config` or `ROLEHOP_CONFIG` away".to_owned())
            }
            Self::Read(error) => error.help(),
        }
    }
}

/// rolehop's own configuration, out of the main file and those that it includes.
#[derive(Debug)]
pub struct Config {
    sources: Vec<Source>,
    sections: Vec<(usize, Section)>,
    /// Where in `sections` a table is.
    places: HashMap<Owner, usize>,
    defaults: Draft,
    settings: (Settings, Vec<Problem>),
    problems: Vec<Problem>,
    home: Option<PathBuf>,
}

/// One file, and how far it is trusted.
#[derive(Debug)]
struct Source {
    file: PathBuf,
    is_trusted: bool,
    is_world_writable: bool,
}

impl Config {
    /// Reads the main file and what it includes; `home` is what `~/` in paths stands for.
    ///
    /// # Errors
    /// A main file that is named and missing, or that cannot be read. What is wrong inside is no error, but a
    /// problem of the tables that it stands in.
    pub fn load(location: &Location, home: Option<&Path>) -> Result<Self, ConfigError> {
        let (file, is_named) = match location {
            Location::Named(file) => (file, true),
            Location::Usual(file) => (file, false),
            Location::Nowhere => return Ok(Self::empty()),
        };
        match read::read(file) {
            Ok(contents) => Ok(Self::parse(file, &contents, home)),
            Err(error) if !is_named && is_absent(&error) => Ok(Self::empty()),
            Err(error) => Err(ConfigError::Read(error)),
        }
    }

    /// The configuration of a user who wrote none.
    pub fn empty() -> Self {
        let place = Place {
            file: PathBuf::new(),
            line: 1,
        };
        let profile = Profile::new("defaults", Origin::Rolehop, place);
        Self {
            sources: Vec::new(),
            sections: Vec::new(),
            places: HashMap::new(),
            defaults: Draft {
                profile,
                problems: Vec::new(),
            },
            settings: (Settings::default(), Vec::new()),
            problems: Vec::new(),
            home: None,
        }
    }

    /// The names of all profiles, in the order of the files.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.sections
            .iter()
            .filter_map(|(_, section)| match &section.owner {
                Owner::Profile(name) => Some(name.as_str()),
                _ => None,
            })
    }

    /// The profile of that name with its problems, those of `[defaults]` and of its `[oidc.NAME]` included.
    pub fn profile(&self, name: &str) -> Option<Draft> {
        let (source, section) = self.section(&Owner::Profile(name.to_owned()))?;
        let mut draft = profile_table::read(name, section, source, self.home.as_deref());
        profile_table::finish(&mut draft, &self.defaults.profile);
        if section.problems.is_empty() && (name.is_empty() || name.chars().any(char::is_control)) {
            let kind = ProblemKind::Name {
                found: name.to_owned(),
            };
            let place = draft.profile.place.clone();
            draft.problems.insert(
                0,
                Problem {
                    place,
                    owner: section.owner.clone(),
                    kind,
                },
            );
        }
        self.check_web_identity(&mut draft, section);
        draft.problems.extend(self.defaults.problems.iter().cloned());
        Some(draft)
    }

    /// What `[defaults]` says, as far as it is right.
    pub fn defaults(&self) -> &Profile {
        &self.defaults.profile
    }

    /// What `[settings]` says.
    ///
    /// # Errors
    /// All that is wrong there: a store that is misspelt must not become another store.
    pub fn settings(&self) -> Result<&Settings, &[Problem]> {
        if self.settings.1.is_empty() {
            Ok(&self.settings.0)
        } else {
            Err(&self.settings.1)
        }
    }

    /// The provider of that name; none where there is none, or one with problems.
    pub fn oidc(&self, name: &str) -> Option<Oidc> {
        self.read_oidc(name).and_then(|(oidc, _)| oidc)
    }

    /// What is wrong outside of every profile: lines of no table, included files.
    pub fn file_problems(&self) -> &[Problem] {
        &self.problems
    }

    /// All that is wrong, by file and line.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        problems.extend(self.defaults.problems.iter().cloned());
        problems.extend(self.settings.1.iter().cloned());
        for (_, section) in &self.sections {
            match &section.owner {
                Owner::Profile(name) => {
                    problems.extend(self.profile(name).into_iter().flat_map(|draft| draft.problems))
                }
                Owner::Oidc(name) => {
                    problems.extend(self.read_oidc(name).into_iter().flat_map(|(_, found)| found))
                }
                _ => {}
            }
        }
        let file = |problem: &Problem| {
            self.sources
                .iter()
                .position(|source| source.file == problem.place.file)
        };
        problems.sort_by_key(|problem| (file(problem), problem.place.line));
        let mut unique: Vec<Problem> = Vec::with_capacity(problems.len());
        for problem in problems {
            if !unique.contains(&problem) {
                unique.push(problem);
            }
        }
        unique
    }

    /// The files that were read, the main one first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.file.as_path())
    }

    fn parse(file: &Path, contents: &read::Contents, home: Option<&Path>) -> Self {
        let mut config = Self {
            home: home.map(Path::to_owned),
            ..Self::empty()
        };
        let main = Source {
            file: file.to_owned(),
            is_trusted: true,
            is_world_writable: contents.world_writable,
        };
        let mut document = Document::parse(file, &contents.bytes);
        let include = document.include.take();
        config.take(main, document);
        if let Some(include) = include {
            config.include_all(&include);
        }
        config
    }

    /// Takes in a file's tables; what an earlier file said of the same name stands.
    fn take(&mut self, source: Source, document: Document) {
        self.problems.extend(document.problems);
        let index = self.sources.len();
        for section in document.sections {
            match section.owner {
                Owner::Defaults => {
                    let draft = profile_table::read("defaults", &section, &source, self.home.as_deref());
                    if index == 0 {
                        self.defaults.profile.place = draft.profile.place.clone();
                    }
                    self.defaults.problems.extend(draft.problems);
                    profile_table::fill_defaults(&mut self.defaults.profile, &draft.profile);
                }
                Owner::Settings => {
                    let (settings, problems) = settings::read(&section, &source, self.home.as_deref());
                    self.settings.0.fill_from(settings);
                    self.settings.1.extend(problems);
                }
                _ if self.places.contains_key(&section.owner) => {}
                _ => {
                    self.places.insert(section.owner.clone(), self.sections.len());
                    self.sections.push((index, section));
                }
            }
        }
        self.sources.push(source);
    }

    fn section(&self, owner: &Owner) -> Option<(&Source, &Section)> {
        let (source, section) = self.sections.get(*self.places.get(owner)?)?;
        Some((self.sources.get(*source)?, section))
    }

    fn read_oidc(&self, name: &str) -> Option<(Option<Oidc>, Vec<Problem>)> {
        let (source, section) = self.section(&Owner::Oidc(name.to_owned()))?;
        Some(oidc::read(section, source, self.home.as_deref()))
    }

    fn check_web_identity(&self, draft: &mut Draft, section: &Section) {
        let Some(setting) = &draft.profile.web_identity else {
            return;
        };
        if BUILT_IN.contains(&setting.value.as_str()) {
            return;
        }
        if let Some((_, problems)) = self.read_oidc(&setting.value) {
            draft.problems.extend(problems);
            return;
        }
        let names = self
            .sections
            .iter()
            .filter_map(|(_, section)| match &section.owner {
                Owner::Oidc(name) => Some(name.as_str()),
                _ => None,
            });
        let error = ValueError::NoTable {
            table: format!("oidc.{}", setting.value),
            nearest: nearest(&setting.value, names.chain(BUILT_IN)).map(str::to_owned),
        };
        let kind = ProblemKind::Value {
            key: "web_identity".to_owned(),
            error,
        };
        let place = setting.place.clone();
        draft.problems.push(Problem {
            place,
            owner: section.owner.clone(),
            kind,
        });
    }
}

/// Nothing there, also below a home folder that is no folder (`HOME=/dev/null` is common for services).
fn is_absent(error: &ReadError) -> bool {
    matches!(
        error,
        ReadError::Missing { .. }
            | ReadError::Io {
                kind: std::io::ErrorKind::NotADirectory,
                ..
            }
    )
}

#[cfg(test)]
mod malformed;
