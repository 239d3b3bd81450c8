//! `keys` and what belongs to it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::Json;

/// `keys`.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Put an access key into the store; asks without echo unless told where to read it
    ///
    /// The key is an IAM user's own, as «Create access key» in the AWS console makes it. It rests in the OS keyring, or in
    /// a file sealed under a passphrase, and leaves the store only to sign calls to STS. A profile of its name starts from
    /// it, and without any profile the name is a ROUTE by itself. A key that was stored under the name before is replaced.
    #[command(after_help = ADD)]
    Add(KeysAdd),
    /// List the access keys in the store, without unlocking it
    List(KeysList),
    /// Remove an access key and the sessions made from it
    ///
    /// At AWS the key stays as it is: deactivate or delete it in IAM.
    Remove(KeysRemove),
}

/// `keys add`.
#[derive(Args, Clone, Debug)]
pub struct KeysAdd {
    /// The name to start a ROUTE from: a profile's, or any other
    pub name: String,
    #[command(flatten)]
    pub from: KeySource,
}

/// Where `keys add` reads the key.
#[derive(Args, Clone, Debug, Default)]
#[group(multiple = false)]
pub struct KeySource {
    /// Read the file that the AWS console downloads
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub csv: Option<PathBuf>,
    /// Read JSON on standard input, as `aws iam create-access-key` prints it
    #[arg(long)]
    pub stdin: bool,
    /// Take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    #[arg(long)]
    pub from_env: bool,
}

/// `keys list`.
#[derive(Args, Clone, Debug)]
pub struct KeysList {
    #[command(flatten)]
    pub output: Json,
}

/// `keys remove`.
#[derive(Args, Clone, Debug)]
pub struct KeysRemove {
    /// The name it was added under
    pub name: String,
}

const ADD: &str = "\
Examples:
  rolehop keys add corp
  rolehop keys add corp --csv ~/Downloads/alice_accessKeys.csv
  aws iam create-access-key --user-name alice | rolehop keys add corp --stdin
  rolehop exec corp 222222222222:Deploy -- aws s3 ls  # then, nothing else written down";
