//! Every command, option and help text, once; it imports nothing of the crate and does nothing.

mod keys;
mod route;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

pub use keys::{KeySource, Keys, KeysAdd, KeysList, KeysRemove};
pub use route::{FirstCall, LastHop, Route, Source};

/// Short-lived AWS credentials of any role, over as many hops as it takes
///
/// A ROUTE is one or more words: a profile or an access key to start from, then one more role for each further word. A word
/// is a name, a role ARN, or its short form 123456789012:Name. Sessions rest in a keyring until they expire, and every
/// process of yours shares them.
#[derive(Debug, Parser)]
#[command(name = "rolehop", version, propagate_version = false, max_term_width = 100, after_help = ENVIRONMENT)]
#[command(
    arg_required_else_help = true,
    subcommand_required = true,
    infer_subcommands = false
)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// rolehop's configuration file
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// Where sessions rest: kernel, secret-service, keychain, windows, file or none
    #[arg(long, global = true, value_name = "NAME")]
    pub store: Option<String>,
    /// Never ask a person; fail with exit code 4 instead
    #[arg(long, global = true)]
    pub no_input: bool,
    /// How long to wait for a person in all, as 55s or 2m
    #[arg(long, global = true, value_name = "TIME")]
    pub prompt_timeout: Option<String>,
    /// Tell each STS call on stderr; given twice, each look into the store too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Tell nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What rolehop does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the credentials as one JSON document, for `credential_process`
    ///
    /// A program that uses an AWS SDK starts it by itself. Write the line into a profile of ~/.aws/config that has no other
    /// way to get credentials; its role's settings belong into rolehop's own configuration.
    #[command(after_help = CREDENTIAL_PROCESS)]
    CredentialProcess(Route),
    /// Run a command, or your shell, with the credentials in its environment
    ///
    /// Without ROUTE it takes AWS_PROFILE, else asks which profile. It ends as the command does: with its code, or 128 and
    /// the signal's number; 126 or 127 where it cannot be run; 125 where rolehop did not get that far.
    #[command(after_help = EXEC)]
    Exec(Exec),
    /// Print the credentials as variables of a shell, or in another format
    ///
    /// Without ROUTE it takes AWS_PROFILE, else asks which profile.
    #[command(after_help = EXPORT)]
    Export(Export),
    /// Get every session of a route now, asking for what needs a person
    ///
    /// For what runs later where nobody can be asked. Sessions that are still good stay. Without ROUTE it takes AWS_PROFILE,
    /// else asks which profile.
    #[command(after_help = LOGIN, mut_arg("long_term", |arg| arg.hide(true)))]
    Login(Login),
    /// Tell whose credentials these are (GetCallerIdentity)
    ///
    /// Without ROUTE it takes the credentials of the environment, else AWS_PROFILE, else the profile `default`.
    #[command(mut_arg("long_term", |arg| arg.hide(true)))]
    Whoami(Whoami),
    /// Tell what a route would do, without any call and without unlocking anything
    ///
    /// Where it starts, each hop with all its parameters, which sessions are stored, which STS would be called, and whether
    /// you would be asked for a code. Without ROUTE it takes AWS_PROFILE, else asks which profile.
    #[command(after_help = EXPLAIN, mut_arg("mfa_token", |arg| arg.hide(true)))]
    Explain(Explain),
    /// List the profiles
    ///
    /// Those of rolehop's configuration, then those that only the AWS files have. One with a mistake in it is listed too, and
    /// the mistake is told on stderr.
    List(List),
    /// List the sessions that are stored and the time they have left
    Status(Status),
    /// Forget sessions; long-term keys stay
    ///
    /// Without a name all of them. What was handed out already works until it expires: AWS has no way to take it back.
    Clear(Clear),
    /// Keep long-term access keys in the store
    #[command(subcommand, arg_required_else_help = true)]
    Keys(Keys),
    /// Print the completions of a shell
    #[command(after_help = COMPLETIONS)]
    Completions(Completions),
}

/// `exec`.
#[derive(Args, Clone, Debug)]
pub struct Exec {
    #[command(flatten)]
    pub route: Route,
    /// The command and its arguments, after `--`
    #[arg(last = true, help_heading = None::<&'static str>, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// `export`.
#[derive(Args, Clone, Debug)]
pub struct Export {
    #[command(flatten)]
    pub route: Route,
    /// How to print them
    #[arg(long, help_heading = None::<&'static str>, value_name = "FORMAT", default_value = "env")]
    pub format: Format,
    /// Print what takes the variables away again; needs no ROUTE
    #[arg(long, help_heading = None::<&'static str>)]
    pub unset: bool,
}

/// What `export` prints.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// POSIX shells: `export K='V'`
    Env,
    /// K=V without quotes, for `docker --env-file`
    EnvNoExport,
    /// fish
    Fish,
    /// PowerShell
    Powershell,
    /// cmd.exe
    WindowsCmd,
    /// Nushell: a record for `load-env`
    Nushell,
    /// Elvish
    Elvish,
    /// Xonsh
    Xonsh,
    /// csh and tcsh
    Tcsh,
    /// The JSON of `credential_process`
    Process,
    /// A section of a credentials file
    Ini,
    /// A GitHub job: masks, then $GITHUB_ENV
    Github,
}

/// `login`.
#[derive(Args, Clone, Debug)]
pub struct Login {
    #[command(flatten)]
    pub route: Route,
}

/// `whoami`.
#[derive(Args, Clone, Debug)]
pub struct Whoami {
    #[command(flatten)]
    pub route: Route,
    #[command(flatten)]
    pub output: Json,
}

/// `explain`.
#[derive(Args, Clone, Debug)]
pub struct Explain {
    #[command(flatten)]
    pub route: Route,
    #[command(flatten)]
    pub output: Json,
}

/// `list`.
#[derive(Args, Clone, Debug)]
pub struct List {
    #[command(flatten)]
    pub output: Json,
}

/// `status`.
#[derive(Args, Clone, Debug)]
pub struct Status {
    #[command(flatten)]
    pub output: Json,
}

/// `clear`.
#[derive(Args, Clone, Debug)]
pub struct Clear {
    /// The profiles whose sessions to forget; all without a name
    #[arg(value_name = "PROFILE")]
    pub profiles: Vec<String>,
}

/// `completions`.
#[derive(Args, Clone, Debug)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `--json`.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Json {
    /// Print JSON
    #[arg(long, help_heading = None::<&'static str>)]
    pub json: bool,
}

const CREDENTIAL_PROCESS: &str = "\
Example, in ~/.aws/config:
  [profile prod]
  credential_process = rolehop credential-process prod";

const EXEC: &str = "\
Examples:
  rolehop exec prod -- aws s3 ls
  rolehop exec corp 222222222222:Hub 333333333333:Deep -- terraform plan
  rolehop exec prod --duration 15m --tag reason=incident-7
  rolehop exec corp arn:aws:iam::222222222222:role/Audit --external-id example-42 -- ./report";

const EXPORT: &str = "\
Examples:
  eval \"$(rolehop export prod)\"
  eval \"$(rolehop export --unset)\"
  rolehop export prod --format fish | source
  docker run --env-file <(rolehop export prod --format env-no-export) IMAGE";

const LOGIN: &str = "\
Examples:
  rolehop login prod
  rolehop login prod --duration max --fresh";

const EXPLAIN: &str = "\
Examples:
  rolehop explain prod
  rolehop explain corp 222222222222:Hub --duration 2h --json";

const COMPLETIONS: &str = "\
Examples:
  rolehop completions bash >~/.local/share/bash-completion/completions/rolehop
  rolehop completions fish >~/.config/fish/completions/rolehop.fish
  rolehop completions zsh >\"${fpath[1]}/_rolehop\"";

const ENVIRONMENT: &str = "\
First use:
  rolehop keys add corp                            store an access key, without showing it
  rolehop exec corp 222222222222:Deploy -- aws s3 ls
                                                   run a command in a role, nothing written down
  rolehop explain corp 222222222222:Deploy         see beforehand what would happen

Environment variables:
  ROLEHOP_CONFIG                 rolehop's configuration file
  ROLEHOP_STORE                  where sessions rest, as --store
  ROLEHOP_STORE_PASSPHRASE_FILE  a file with the passphrase of the store `file`
  ROLEHOP_MFA_TOKEN              an MFA code, as --mfa-token
  ROLEHOP_NO_INPUT               never ask a person, as --no-input
  ROLEHOP_LOG                    the file that the diagnostic log goes to
  AWS_PROFILE                    the profile where no ROUTE is given
  AWS_*                          as the AWS CLI reads them: files, region,
                                 endpoints, retries, proxies, CA bundle

Exit codes:
  0 done; 1 other; 2 wrong usage; 3 wrong configuration; 4 a person was needed;
  5 STS refused; 6 STS could not be reached; 7 the store failed.
  `exec` ends with its command's code, or 125.";
