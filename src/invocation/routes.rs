//! From a command's arguments to its route: the words, the files, the record of stored keys, or a person's choice.

use std::cell::OnceCell;

use crate::chain::SILENT;
use crate::cli;
use crate::error::Error;
use crate::invocation::Invocation;
use crate::invocation::options;
use crate::route::resolve::{Surroundings, resolve};
use crate::route::{Options, Route};
use crate::store::{RecordedKey, StoreError};
use crate::sts::{self, StsError};
use crate::ui::terminal::Terminal;

impl Invocation {
    /// The route of a command; without words `AWS_PROFILE`, else a person picks.
    pub fn route(&self, arguments: &cli::Route) -> Result<Route, Error> {
        let mut words = options::words(arguments);
        if words.is_empty() {
            words = vec![match &self.environment.aws_profile {
                Some(profile) => profile.clone(),
                None => self.pick()?,
            }];
        }
        self.resolve(&words, &options::options(arguments, self.started + SILENT)?)
    }

    /// The route of `credential-process`, which always needs one.
    pub fn required_route(&self, arguments: &cli::Route) -> Result<Route, Error> {
        let words = options::words(arguments);
        if words.is_empty() {
            return Err(Error::Usage {
                what: "`credential-process` needs a ROUTE".into(),
                help: Some("name a profile: `credential_process = rolehop credential-process prod`".into()),
            });
        }
        self.resolve(&words, &options::options(arguments, self.started + SILENT)?)
    }

    /// The route of `whoami`: without words the credentials of the environment, else the default profile.
    pub fn credentials_route(&self, arguments: &cli::Route) -> Result<Route, Error> {
        self.resolve(
            &options::words(arguments),
            &options::options(arguments, self.started + SILENT)?,
        )
    }

    /// The route of plain words.
    pub fn route_of_words(&self, words: &[String]) -> Result<Route, Error> {
        self.resolve(words, &Options::default())
    }

    fn resolve(&self, words: &[String], options: &Options) -> Result<Route, Error> {
        let profiles = self.profiles()?;
        let credentials_file = self.aws_files().credentials.unwrap_or_default();
        let recorded = RecordedKeys::default();
        let around = Surroundings {
            profiles: &|name| profiles.profile(name),
            unknown: &|name| profiles.unknown(name),
            defaults: profiles.defaults(),
            stored_keys: &|name| recorded.generation(name, self),
            credentials_file: &credentials_file,
            environment: &self.environment,
        };
        let route = resolve(words, options, &around);
        recorded.read_well()?;
        let route = route?;
        if !route.hops.is_empty() {
            // Before any store is opened: it may ask for a passphrase.
            sts::endpoint::check(&route.endpoint).map_err(StsError::from)?;
        }
        Ok(route)
    }

    /// A person's choice among the profiles and the stored keys that need none.
    fn pick(&self) -> Result<String, Error> {
        let names = self.names()?;
        if names.is_empty() || !self.may_ask() {
            return Err(no_route(String::new()));
        }
        let nobody = |why| no_route(format!(", and nobody can be asked which: {why}"));
        let mut terminal = Terminal::open().map_err(nobody)?;
        let picked = terminal.ask_choice("Which profile", &names, self.person_deadline()?);
        Ok(names[picked.map_err(Error::Unanswered)?].clone())
    }

    fn names(&self) -> Result<Vec<String>, Error> {
        let profiles = self.profiles()?.names().into_iter();
        let mut names: Vec<String> = profiles.map(|listed| listed.name).collect();
        for key in self.known_keys()? {
            if !names.contains(&key.name) {
                names.push(key.name);
            }
        }
        Ok(names)
    }
}

fn no_route(why: String) -> Error {
    let help = "name a profile or a role ARN, or set `AWS_PROFILE`; `rolehop list` shows the profiles";
    Error::Usage {
        what: format!("a ROUTE is needed{why}"),
        help: Some(help.into()),
    }
}

/// The record of access keys, read when the first name is looked up; a failure is told, and not taken for «no key».
#[derive(Default)]
struct RecordedKeys(OnceCell<Result<Vec<RecordedKey>, StoreError>>);

impl RecordedKeys {
    fn generation(&self, name: &str, invocation: &Invocation) -> Option<String> {
        let keys = self.0.get_or_init(|| invocation.known_keys()).as_ref().ok()?;
        keys.iter()
            .find(|key| key.name == name)
            .map(RecordedKey::generation)
    }

    fn read_well(self) -> Result<(), StoreError> {
        self.0.into_inner().transpose().map(|_| ())
    }
}
