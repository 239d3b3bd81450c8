//! Profiles out of rolehop's TOML and the AWS files: which file says what, and whom a bad line stops.

mod aws;
mod load;
mod merge;
mod vectors;

use std::path::Path;

use rolehop::aws_config::{AwsConfig, Document, FileKind};
use rolehop::config::{Config, Location};
use rolehop::profile::{Profiles, Setting};

/// A folder with configuration files in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (name, text) in files {
            std::fs::write(folder.path(name), text).expect("a file in it");
        }
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn config(&self) -> Config {
        Config::load(
            &Location::Named(self.path("config.toml")),
            Some(Path::new("/home/alice")),
        )
        .expect("a file that can be read")
    }

    /// With the folder's own path left out.
    fn plain(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }
}

/// rolehop's TOML, the AWS config file and the AWS credentials file by their texts.
fn profiles(toml: &str, config: &str, credentials: &str) -> (Folder, Profiles) {
    let folder = Folder::new(&[("config.toml", toml)]);
    let files = aws_files(config, credentials);
    let profiles = Profiles::new(folder.config(), files);
    (folder, profiles)
}

fn aws_files(config: &str, credentials: &str) -> AwsConfig {
    AwsConfig::new(
        Document::new(FileKind::Config, "config", config.as_bytes().to_vec()),
        Document::new(
            FileKind::Credentials,
            "credentials",
            credentials.as_bytes().to_vec(),
        ),
    )
}

/// What is said of a profile: `good`, `none`, or its error and help.
fn told(folder: &Folder, profiles: &Profiles, name: &str) -> String {
    let text = match profiles.profile(name) {
        Ok(Some(_)) => "good".to_owned(),
        Ok(None) => "none".to_owned(),
        Err(error) => match error.help() {
            Some(help) => format!("{error}\n> {}", help.replace('\n', "\n> ")),
            None => error.to_string(),
        },
    };
    folder.plain(&text)
}

fn value<T: Clone>(setting: &Option<Setting<T>>) -> Option<T> {
    setting.as_ref().map(|setting| setting.value.clone())
}
