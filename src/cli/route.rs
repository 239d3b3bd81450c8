//! ROUTE and the options of every command that takes one.

use clap::Args;

/// A route and what is asked of it.
#[derive(Args, Clone, Debug, Default)]
pub struct Route {
    /// A profile or role ARN, then one more hop for each word
    ///
    /// The first word is a profile, of rolehop's configuration or of the AWS files; the name of an access key in the store; or
    /// a role ARN, which is then assumed from the environment's credentials, else from the default profile. Each further
    /// word is one more hop: a role ARN, its short form 123456789012:Name (in the partition of the hop before it), or a
    /// profile, of which then only the role is used.
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
#[command(next_help_heading = "Options of the last hop, each over its profile's setting")]
pub struct LastHop {
    /// The external ID that the role's owner asks for
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// How long the session lives: 45m, 1h, 3600, or max for as long as the role allows
    #[arg(long, value_name = "TIME")]
    pub duration: Option<String>,
    /// The role session name, for CloudTrail; may hold {user}, {host}, {profile}
    #[arg(long, value_name = "NAME")]
    pub session_name: Option<String>,
    /// A session tag, over the profile's tag of that key; may be repeated
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    pub tags: Vec<String>,
    /// The key of a tag that goes on to the next hop; may be repeated
    #[arg(long = "transitive-tag", value_name = "KEY")]
    pub transitive_tags: Vec<String>,
    /// A session policy, which narrows what the role may do: JSON, or a file that holds it
    #[arg(long, value_name = "FILE|JSON")]
    pub policy: Option<String>,
    /// A managed policy as a session policy; may be repeated
    #[arg(long = "policy-arn", value_name = "ARN")]
    pub policy_arns: Vec<String>,
    /// The source identity: who it is, all along the chain
    #[arg(long, value_name = "NAME")]
    pub source_identity: Option<String>,
    /// Skip the last hop's stored session and get a new one
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
    #[arg(long, value_name = "REGION", help_heading = None::<&'static str>)]
    pub region: Option<String>,
}
