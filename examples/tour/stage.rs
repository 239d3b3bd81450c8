//! What the tour is played on: an STS, a temporary folder, and one name in this machine's keyring.

use std::fs;
use std::io::{self, Write};

use data_encoding::BASE64;
use rolehop_test_support::sts::{STEP_SECONDS, Sts, World};
use serde_json::{Value, json};
use tempfile::{NamedTempFile, TempDir};

use crate::program::{Answer, Program};
use crate::{Stop, interruption, kernel_keyring};

/// The call that the tour is about.
pub const ROUTE: [&str; 2] = ["credential-process", "prod"];

/// Everything that is set up, and taken down by [`Stage::sweep`].
pub struct Stage {
    pub sts: Sts,
    program: Program,
    folder: TempDir,
    /// Of the key and its profile; nobody else's, since the keyring is the person's own.
    key_name: String,
}

impl Stage {
    /// Starts the STS and writes the files; nothing is in the keyring yet.
    pub fn set(mut program: Program) -> Result<Self, Stop> {
        let folder = tempfile::Builder::new()
            .prefix("rolehop-tour-")
            .tempdir()
            .map_err(failed)?;
        let unique = folder.path().to_string_lossy();
        let key_name = format!("tour-{}", unique.rsplit('-').next().unwrap_or_default());
        let sts = Sts::start(World::demo());
        program.set("AWS_ENDPOINT_URL_STS", sts.url());
        program.set("ROLEHOP_CONFIG", folder.path().join("config.toml"));
        program.set("AWS_CONFIG_FILE", folder.path().join("aws-config"));
        program.set(
            "AWS_SHARED_CREDENTIALS_FILE",
            folder.path().join("aws-credentials"),
        );
        program.set("ROLEHOP_STORE_PASSPHRASE_FILE", folder.path().join("passphrase"));
        // Where the index, the locks and sealed files rest.
        program.set("XDG_STATE_HOME", folder.path());
        let stage = Self {
            sts,
            program,
            folder,
            key_name,
        };
        fs::write(stage.folder.path().join("config.toml"), stage.config()).map_err(failed)?;
        stage.write_passphrase().map_err(failed)?;
        Ok(stage)
    }

    /// rolehop's configuration.
    pub fn config(&self) -> String {
        format!(
            r#"[profile.{key_name}]
mfa_serial = "{serial}"
[profile.hub]
source_profile = "{key_name}"
role_arn = "{hub}"
external_id = "{external_id}"
[profile.prod]
source_profile = "hub"
role_arn = "{deploy}"
"#,
            key_name = self.key_name,
            serial = World::DEMO_MFA_SERIAL,
            hub = World::DEMO_HUB,
            external_id = World::DEMO_EXTERNAL_ID,
            deploy = World::DEMO_DEPLOY,
        )
    }

    /// What [`Self::add_key`] runs.
    pub fn add_key_words<'a>(&'a self, options: &[&'a str]) -> Vec<&'a str> {
        [&["keys", "add", &self.key_name, "--stdin"], options].concat()
    }

    /// Stores the key.
    pub fn add_key(&self, options: &[&str]) -> Result<Answer, Stop> {
        let key = json!({
            "AccessKeyId": World::DEMO_ACCESS_KEY_ID,
            "SecretAccessKey": World::DEMO_SECRET_ACCESS_KEY,
        });
        self.program
            .run(&self.add_key_words(options), &key.to_string(), &[])
    }

    /// Asks for credentials as a tool would.
    pub fn ask(&self, variables: &[(&str, String)]) -> Result<Answer, Stop> {
        self.program.run(&ROUTE, "", variables)
    }

    /// A code that stays good for longer than rolehop waits for it: that of the step to come, which STS takes already.
    pub fn lasting_code(&self) -> String {
        let next = self.sts.now() + STEP_SECONDS;
        self.sts.world().code(World::DEMO_MFA_SERIAL, next)
    }

    /// The store that keeps the sessions.
    pub fn session_store(&self) -> Result<String, Stop> {
        let status = self.program.run(&["status", "--json"], "", &[])?.done()?;
        let sessions: Value = serde_json::from_str(&status.stdout).unwrap_or_default();
        Ok(sessions[0]["store"].as_str().unwrap_or("none").to_owned())
    }

    /// Takes the key and all sessions out of the keyrings; what lies in the temporary folder goes with it.
    pub fn sweep(&self) -> Result<(), Stop> {
        let removed = self
            .program
            .run_to_end(&["keys", "remove", &self.key_name, "--no-input"]);
        kernel_keyring::sweep(&self.folder.path().join("rolehop"));
        match removed?.done() {
            // Interrupted before there was one.
            Err(_) if interruption::caught().is_some() => Ok(()),
            removed => removed.map(drop),
        }
    }

    /// For the store `file`, where this machine has no keyring.
    fn write_passphrase(&self) -> io::Result<()> {
        let mut random = [0; 18];
        getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
        // Its owner's alone from the start.
        let mut file = NamedTempFile::new_in(self.folder.path())?;
        writeln!(file, "{}", BASE64.encode(&random))?;
        file.persist(self.folder.path().join("passphrase"))?;
        Ok(())
    }
}

impl Drop for Stage {
    /// Also when the tour, or its STS, has a fault of its own.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.sweep();
        }
    }
}

fn failed(error: io::Error) -> Stop {
    Stop::Failed(format!("the temporary folder: {error}"))
}
