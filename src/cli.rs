//! Every command, option and help text, once; it imports nothing of the crate and does nothing.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// Short-lived AWS credentials of any role, over as many hops as it takes
///
/// A ROUTE is one or more words: a profile, then one more role for each further word. Each word is a profile
/// name, a role ARN, or its short form 123456789012:Name. Sessions rest in the OS keyring until they expire.
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
    /// In ~/.aws/config:
    ///
    ///     [profile prod]
    ///     credential_process = rolehop credential-process prod
    #[command(verbatim_doc_comment)]
    CredentialProcess(Route),
    /// Run a command, or your shell, with the credentials in its environment
    Exec(Exec),
    /// Print the credentials as variables of a shell, or in another format
    Export(Export),
    /// Get every session of a route now, asking for what needs a person
    Login(Login),
    /// Tell whose credentials these are (GetCallerIdentity)
    Whoami(Whoami),
    /// Tell what a route would do, without any call and without unlocking anything
    Explain(Explain),
    /// List the profiles
    List(List),
    /// List the sessions that are stored and the time they have left
    Status(Status),
    /// Forget sessions; long-term keys stay
    Clear(Clear),
    /// Keep long-term access keys in the store
    #[command(subcommand, arg_required_else_help = true)]
    Keys(Keys),
    /// Print the completions of a shell
    Completions(Completions),
}

/// A route and what is asked of it.
#[derive(Args, Clone, Debug, Default)]
pub struct Route {
    /// A profile or role ARN, then one more hop for each word
    #[arg(value_name = "ROUTE")]
    pub words: Vec<String>,
    /// The profile to start from; the same as a first word
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    #[command(flatten)]
    pub first_call: FirstCall,
    #[command(flatten)]
    pub last_hop: LastHop,
    #[command(flatten)]
    pub source: Source,
}

/// Options for the first call of the route that needs a code.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of the first call that needs an MFA code")]
pub struct FirstCall {
    /// The MFA device: its ARN, or a hardware device's number
    #[arg(long, value_name = "SERIAL")]
    pub mfa_serial: Option<String>,
    /// The MFA code; other users can see arguments, ROLEHOP_MFA_TOKEN they cannot
    #[arg(long, value_name = "CODE")]
    pub mfa_token: Option<String>,
}

/// Options for the last hop; each replaces its profile's setting.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of the last hop")]
pub struct LastHop {
    /// The external ID that the role's owner demands
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// How long the session lives: 45m, 1h, 3600, or max for as long as the role allows
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// The role session name, for CloudTrail; may hold {user}, {host}, {profile}
    #[arg(long, value_name = "NAME")]
    pub session_name: Option<String>,
    /// A session tag, laid over the profile's; may be repeated
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    pub tags: Vec<String>,
    /// A tag that passes on along the chain; may be repeated
    #[arg(long = "transitive-tag", value_name = "KEY")]
    pub transitive_tags: Vec<String>,
    /// A session policy: JSON, or a file that holds it
    #[arg(long, value_name = "FILE|JSON")]
    pub policy: Option<String>,
    /// A managed policy that scopes the session down; may be repeated
    #[arg(long = "policy-arn", value_name = "ARN")]
    pub policy_arns: Vec<String>,
    /// The source identity, which stays along the chain
    #[arg(long, value_name = "NAME")]
    pub source_identity: Option<String>,
    /// Skip the last hop's stored session
    #[arg(long)]
    pub fresh: bool,
}

/// Options for where the route starts.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of the source")]
pub struct Source {
    /// Hand out the long-term keys themselves
    #[arg(long)]
    pub long_term: bool,
    /// The region: of STS, and for the command that is run
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
}

/// `exec`.
#[derive(Args, Clone, Debug)]
pub struct Exec {
    #[command(flatten)]
    pub route: Route,
    /// The command and its arguments, after `--`
    #[arg(last = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// `export`.
#[derive(Args, Clone, Debug)]
pub struct Export {
    #[command(flatten)]
    pub route: Route,
    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "env")]
    pub format: Format,
    /// Print what takes the variables away again
    #[arg(long)]
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

/// `keys`.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Put an access key into the store; asks without echo unless told where to read it
    Add(KeysAdd),
    /// List the access keys in the store, without unlocking it
    List(KeysList),
    /// Remove an access key and the sessions made from it
    Remove(KeysRemove),
}

/// `keys add`.
#[derive(Args, Clone, Debug)]
pub struct KeysAdd {
    /// The profile that starts from this key
    pub name: String,
    #[command(flatten)]
    pub from: KeySource,
}

/// Where `keys add` reads the key.
#[derive(Args, Clone, Debug, Default)]
#[group(multiple = false)]
pub struct KeySource {
    /// The file that the AWS console downloads
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub csv: Option<PathBuf>,
    /// JSON on standard input, as `aws iam create-access-key` prints it
    #[arg(long)]
    pub stdin: bool,
    /// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
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
    #[arg(long)]
    pub json: bool,
}

const ENVIRONMENT: &str = "\
Environment variables:
  ROLEHOP_CONFIG                 rolehop's configuration file
  ROLEHOP_STORE                  where sessions rest, as --store
  ROLEHOP_STORE_PASSPHRASE_FILE  a file with the passphrase of the store `file`
  ROLEHOP_MFA_TOKEN              an MFA code, as --mfa-token
  ROLEHOP_NO_INPUT               never ask a person, as --no-input
  ROLEHOP_LOG                    the file that the diagnostic log goes to
  AWS_PROFILE                    the profile where no ROUTE is given
  AWS_*                          files, region, endpoints, retries, proxies and CA, as the AWS CLI reads them

Exit codes: 0 done, 1 other, 2 usage, 3 configuration, 4 a person was needed, 5 STS refused,
6 STS could not be reached, 7 the store failed; `exec` ends with its command's code, or 125.";
