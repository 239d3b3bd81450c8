//! One run of rolehop: its options, its variables, its clock. What it opens, it opens once and only when needed.

mod options;
mod routes;

use std::cell::{Cell, OnceCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use crate::aws_config::{AwsConfig, Locations};
use crate::chain::{Asking, Means, OpenKeys, SILENT};
use crate::cli::Global;
use crate::config::{self, Config, Location, Settings};
use crate::duration::parse_seconds;
use crate::env::Environment;
use crate::error::Error;
use crate::profile::Profiles;
use crate::store::{
    AskPassphrase, Index, IndexEntry, KeyStore, Locks, Outcome, PassphraseQuestion, RecordedKey,
    SessionStore, StoreError, StoreName, StoreSettings, Unanswered, UnlockedKey, default_state_folder,
};
use crate::time::Timestamp;
use crate::ui::Ui;
use crate::ui::terminal::{self, Echo, Question, Terminal};

/// What every command works with.
pub struct Invocation {
    pub environment: Environment,
    pub global: Global,
    pub ui: Ui,
    /// When the process began; deadlines count from here.
    pub started: Instant,
    pub state_folder: Option<PathBuf>,
    profiles: OnceCell<Profiles>,
    unlocked: UnlockedKey,
    ask: OnceCell<Box<AskPassphrase<'static>>>,
    /// Whether a person was asked for anything yet.
    asked: Rc<Cell<bool>>,
}

/// Before Go's 60 seconds, the shortest time limit of an SDK that waits for a person at all.
const PROMPT_TIMEOUT: Duration = Duration::from_secs(55);

impl Invocation {
    /// A run that began at `started`; nothing is read or opened yet.
    pub fn new(environment: Environment, global: Global, ui: Ui, started: Instant) -> Self {
        Self {
            environment,
            global,
            ui,
            started,
            state_folder: default_state_folder(),
            profiles: OnceCell::new(),
            unlocked: UnlockedKey::default(),
            ask: OnceCell::new(),
            asked: Rc::default(),
        }
    }

    /// The profiles of every file.
    pub fn profiles(&self) -> Result<&Profiles, Error> {
        if let Some(profiles) = self.profiles.get() {
            return Ok(profiles);
        }
        let own = Config::load(&self.config_location(), self.environment.home.as_deref())?;
        let aws = AwsConfig::load(&self.aws_files())?;
        Ok(self.profiles.get_or_init(|| Profiles::new(own, aws)))
    }

    /// Where rolehop's own configuration is looked for, there or not.
    pub fn config_file(&self) -> Option<PathBuf> {
        match self.config_location() {
            Location::Named(file) | Location::Usual(file) => Some(file),
            Location::Nowhere => None,
        }
    }

    fn config_location(&self) -> Location {
        config::locate(
            self.global.config.as_deref(),
            self.environment.rolehop_config.as_deref(),
            self.environment.xdg_config_home.as_deref(),
            config::platform_folder().as_deref(),
        )
    }

    /// The store of sessions.
    pub fn sessions(&self) -> Result<SessionStore<'_>, Error> {
        let settings = self.store_settings(self.named_store()?);
        if let Some((path, mode)) = settings.exposed_passphrase_file() {
            let path = path.display();
            self.ui.warn(
                &format!("others can read the passphrase file `{path}` (mode {mode:o})"),
                Some(&format!("`chmod 600 {path}`")),
            );
        }
        Ok(SessionStore::open(settings)?)
    }

    /// The sessions in one store, whichever is named.
    pub fn sessions_in(&self, store: StoreName) -> Result<SessionStore<'_>, StoreError> {
        SessionStore::open(self.store_settings(Some(store)))
    }

    /// The store of long-term keys, to read them; a store that is named for sessions and cannot keep keys is passed by.
    pub fn keys(&self, deadline: Instant, may_unlock: bool) -> Result<KeyStore<'_>, StoreError> {
        let named = self.named_store().ok().flatten();
        let named = named.filter(|name| !matches!(name, StoreName::Kernel | StoreName::None));
        let settings = self.store_settings(named);
        KeyStore::open(StoreSettings {
            deadline,
            may_unlock: may_unlock && settings.may_unlock,
            ask: settings.ask.filter(|_| may_unlock),
            ..settings
        })
    }

    /// The store of long-term keys, to change them: the one that is named, or an error.
    pub fn keys_named(&self) -> Result<KeyStore<'_>, Error> {
        Ok(KeyStore::open(self.store_settings(self.named_store()?))?)
    }

    /// The access keys that are stored, known without unlocking anything.
    pub fn known_keys(&self) -> Result<Vec<RecordedKey>, StoreError> {
        KeyStore::open(self.store_settings(None))?.access_keys()
    }

    /// The sessions that are stored, as far as the index knows, without unlocking anything.
    pub fn stored_sessions(&self) -> Vec<IndexEntry> {
        let Some(folder) = &self.state_folder else {
            return Vec::new();
        };
        let mut entries = Index::new(folder).entries(Timestamp::now());
        // The kernel forgets at reboot, and the index does not.
        if entries.iter().any(|entry| entry.store == StoreName::Kernel)
            && let Ok(kernel) = SessionStore::open(self.store_settings(Some(StoreName::Kernel)))
        {
            entries.retain(|entry| {
                entry.store != StoreName::Kernel || !matches!(kernel.session(&entry.session_key), Ok(None))
            });
        }
        entries
    }

    /// The locks between the processes of this user.
    pub fn locks(&self) -> Locks {
        Locks::new(self.state_folder.as_deref())
    }

    /// What a chain works with.
    pub fn means<'a>(
        &'a self,
        sessions: &'a SessionStore<'a>,
        keys: &'a OpenKeys<'a>,
        locks: &'a Locks,
    ) -> Means<'a> {
        Means {
            sessions,
            keys,
            locks,
            state_folder: self.state_folder.as_deref(),
            environment: &self.environment,
            ui: &self.ui,
            now: Timestamp::now,
        }
    }

    /// Who may be asked, and until when.
    pub fn asking(&self, given: Option<&str>, for_program: bool, fresh: bool) -> Result<Asking, Error> {
        Ok(Asking {
            given: options::token(given, self.environment.rolehop_mfa_token.as_ref())?,
            asked: Rc::clone(&self.asked),
            allowed: self.may_ask(),
            for_program,
            fresh,
            started: self.started,
            prompt_timeout: self.prompt_timeout()?,
        })
    }

    /// The person's terminal; `instead` is the command that needs none.
    pub fn terminal(&self, what: &str, instead: &str) -> Result<Terminal, Error> {
        if !self.may_ask() {
            return Err(Error::Unasked {
                what: what.to_owned(),
                instead: instead.to_owned(),
                source: None,
            });
        }
        Terminal::open().map_err(|source| Error::Unasked {
            what: what.to_owned(),
            instead: instead.to_owned(),
            source: Some(source),
        })
    }

    /// When a person must have answered.
    pub fn person_deadline(&self) -> Result<Instant, Error> {
        Ok(self.started + self.prompt_timeout()?)
    }

    fn may_ask(&self) -> bool {
        let variable = self.environment.rolehop_no_input.as_deref();
        !self.global.no_input && !variable.is_some_and(|value| !matches!(value, "0" | "false"))
    }

    fn prompt_timeout(&self) -> Result<Duration, Error> {
        if let Some(text) = &self.global.prompt_timeout {
            return match parse_seconds(text) {
                Some(seconds) if seconds > 0 => Ok(Duration::from_secs(u64::from(seconds))),
                _ => Err(Error::Usage {
                    what: format!("`--prompt-timeout`: `{text}` is no length of time"),
                    help: Some("write `55s` or `2m`".into()),
                }),
            };
        }
        let setting = self
            .settings()?
            .prompt_timeout
            .as_ref()
            .map(|setting| u64::from(setting.value));
        Ok(setting.map_or(PROMPT_TIMEOUT, Duration::from_secs))
    }

    fn settings(&self) -> Result<&Settings, Error> {
        Ok(self.profiles()?.settings()?)
    }

    fn named_store(&self) -> Result<Option<StoreName>, Error> {
        let written = self
            .global
            .store
            .as_deref()
            .or(self.environment.rolehop_store.as_deref());
        let name = match written {
            Some(name) => Some(name),
            None => self
                .settings()?
                .store
                .as_ref()
                .map(|setting| setting.value.as_str()),
        };
        Ok(name.map(str::parse).transpose()?)
    }

    fn store_settings(&self, named: Option<StoreName>) -> StoreSettings<'_> {
        let asks = self.may_ask();
        let limit = if asks {
            self.prompt_timeout().unwrap_or(PROMPT_TIMEOUT)
        } else {
            SILENT
        };
        let deadline = self.started + limit;
        let ask = self.ask.get_or_init(|| {
            let locks = self.locks();
            let asked = Rc::clone(&self.asked);
            Box::new(move |question| {
                asked.set(true);
                ask_passphrase(question, &locks, deadline)
            })
        });
        StoreSettings {
            named,
            passphrase_file: self.environment.rolehop_store_passphrase_file.clone(),
            ask: asks.then_some(&**ask),
            may_unlock: asks,
            unlocked: self.unlocked.clone(),
            ..StoreSettings::new(self.state_folder.clone(), deadline)
        }
    }

    fn aws_files(&self) -> Locations {
        Locations::new(&|name| self.environment.raw(name), dirs::home_dir().as_deref())
    }
}

/// Asks for the passphrase of the sealed files, on the terminal, which takes one prompt at a time.
fn ask_passphrase(
    question: PassphraseQuestion,
    locks: &Locks,
    deadline: Instant,
) -> Result<SecretString, Unanswered> {
    let mut terminal = Terminal::open().map_err(|_| Unanswered::NobodyToAsk)?;
    let turn = locks.acquire(&Terminal::lock_name(), deadline);
    if matches!(turn, Outcome::Busy) {
        return Err(Unanswered::TimedOut);
    }
    let (note, text) = match question {
        PassphraseQuestion::Unlock { attempt: 1 } => (None, "Passphrase of rolehop's sealed files"),
        PassphraseQuestion::Unlock { .. } => (
            Some("that passphrase does not open them"),
            "Passphrase of rolehop's sealed files",
        ),
        PassphraseQuestion::New => (
            Some("no keyring is at hand, so the key is sealed in a file"),
            "New passphrase for rolehop's sealed files",
        ),
        PassphraseQuestion::Repeat => (None, "The same again"),
    };
    let question = Question {
        note: note.map(str::to_owned),
        text: text.to_owned(),
        echo: Echo::Nothing,
    };
    terminal
        .ask_hidden(&question, deadline)
        .map_err(|unanswered| match unanswered {
            terminal::Unanswered::TimedOut => Unanswered::TimedOut,
            terminal::Unanswered::Failed(source) => Unanswered::Terminal(source),
            terminal::Unanswered::Cancelled => Unanswered::Cancelled,
            terminal::Unanswered::Signal(number) => Unanswered::Signal(number),
            terminal::Unanswered::AskerGone | terminal::Unanswered::Background => Unanswered::NobodyToAsk,
        })
}
