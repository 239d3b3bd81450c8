//! Why words make no route, and what would make them one.

use crate::profile::{Place, ProfileError};
use crate::route::limits::LimitError;

/// A route that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// The profile has lines that are wrong.
    #[error("cannot use profile `{name}`")]
    Profile {
        name: String,
        #[source]
        source: ProfileError,
    },
    /// No file and no stored key has that name.
    #[error("there is no profile `{name}`{}", named_by(referenced_by.as_ref()))]
    NoProfile {
        name: String,
        referenced_by: Option<Place>,
        help: Option<String>,
    },
    /// A profile of the AWS files that says nothing of credentials.
    #[error("profile `{profile}` ({place}) did not contain credential information")]
    NoCredentials { profile: String, place: Place },
    /// `role_arn` alone.
    #[error("profile `{profile}` ({place}) has a `role_arn` but no `source_profile`")]
    NoSource { profile: String, place: Place },
    /// Two ways in.
    #[error(
        "profile `{profile}` has both `source_profile` ({source_profile}) and `credential_source` ({credential_source})"
    )]
    TwoSources {
        profile: String,
        source_profile: Place,
        credential_source: Place,
    },
    /// Half a key pair.
    #[error("profile `{profile}` ({place}) is missing `{missing}`")]
    PartialKeys {
        profile: String,
        place: Place,
        missing: &'static str,
    },
    /// Profiles that name one another in a circle.
    #[error("{}", loop_in_words(chain))]
    Loop { chain: Vec<String> },
    /// A token but no role to take with it.
    #[error("profile `{profile}` ({place}) has a web identity but no `role_arn`")]
    NoRoleForWebIdentity { profile: String, place: Place },
    /// A further word that has no role.
    #[error("profile `{profile}` ({place}) has no `role_arn`, so it cannot be a further hop")]
    NoRole { profile: String, place: Place },
    /// A short form where there is no partition to take.
    #[error("`{word}` cannot be the first word of a route")]
    ShortFirst { word: String },
    /// A word that is nearly an ARN.
    #[error("`{word}` is not a role ARN: {what}")]
    BadArn { word: String, what: String },
    /// An option for a role, on a route without one.
    #[error("`{option}` is for a role, and route `{route}` has none")]
    OptionNeedsRole { option: &'static str, route: String },
    /// An option for another operation than the last hop's.
    #[error("`{option}` is not for {operation}, the last hop of route `{route}`")]
    OptionNotTaken {
        option: &'static str,
        operation: &'static str,
        route: String,
    },
    /// An option that would change nothing.
    #[error("`{option}` is for {wants}, and route `{route}` has none")]
    OptionUnused {
        option: &'static str,
        wants: &'static str,
        route: String,
    },
    /// The configuration's value meets a limit only together with the options.
    #[error("STS would refuse the last hop of route `{route}`")]
    Limit {
        route: String,
        #[source]
        source: LimitError,
    },
    /// `--long-term` on a route that has hops, or no long-term keys.
    #[error("`--long-term` hands out long-term keys, and route `{route}` {why}")]
    LongTerm { route: String, why: &'static str },
    /// The AWS files start rolehop for a profile that rolehop does not have.
    #[error("profile `{profile}` ({place}) runs rolehop itself, which has no profile `{target}` of its own")]
    OwnProcess {
        profile: String,
        place: Place,
        target: String,
    },
    /// A setting of the environment that is no setting.
    #[error("`{variable}` is `{value}`")]
    Variable {
        variable: &'static str,
        value: String,
        wanted: &'static str,
    },
    /// A federation without a policy may do nothing.
    #[error("profile `{profile}` ({place}) has a `federation_name` but no `policy`")]
    FederationWithoutPolicy { profile: String, place: Place },
}

impl RouteError {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Profile { source, .. } => return source.help(),
            Self::NoProfile { help: Some(help), .. } => help.clone(),
            Self::NoProfile { name, .. } => format!(
                "write a `[profile.{name}]` table into rolehop's configuration file, or store an access key: `rolehop keys add {name}`"
            ),
            Self::NoCredentials { profile, .. } => format!(
                "store keys under its name with `rolehop keys add {profile}`, or give it a `role_arn` and a `source_profile`"
            ),
            Self::NoSource { .. } => {
                "add the line `source_profile = …`: the profile whose credentials call AssumeRole".into()
            }
            Self::TwoSources { .. } => "keep one of the two lines".into(),
            Self::PartialKeys { missing, .. } => {
                format!(
                    "add the line `{missing} = …`, or move the keys out of the file with `rolehop keys add`"
                )
            }
            Self::Loop { .. } => "let the last of them start from keys, a process or the environment".into(),
            Self::NoRoleForWebIdentity { .. } => "add the line `role_arn = …`".into(),
            Self::NoRole { profile, .. } => {
                format!("add a `role_arn` to `{profile}`, or put it first: `{profile} ROLE_ARN`")
            }
            Self::ShortFirst { word } => {
                format!(
                    "write a profile before it (`corp {word}`), or the whole ARN (`arn:aws:iam::ACCOUNT:role/Name`)"
                )
            }
            Self::BadArn { .. } => "write it as `arn:aws:iam::123456789012:role/Name`".into(),
            Self::OptionNeedsRole { .. } => {
                "add a role to the route: a profile with a `role_arn`, or a role ARN as a further word".into()
            }
            Self::OptionNotTaken { option, .. } | Self::OptionUnused { option, .. } => {
                format!("leave `{option}` out; `rolehop explain` shows the calls of a route")
            }
            Self::Limit { source, .. } => return source.help(),
            Self::LongTerm { .. } => "name the profile whose keys are in the store, alone".into(),
            Self::OwnProcess { target, .. } => {
                format!(
                    "write a `[profile.{target}]` table into rolehop's configuration file, or store an access key: `rolehop keys add {target}`"
                )
            }
            Self::Variable { variable, wanted, .. } => format!("set `{variable}` to {wanted}, or unset it"),
            Self::FederationWithoutPolicy { .. } => {
                "add a `policy`: without one the federated user may do nothing".into()
            }
        })
    }

    /// Whether the words on the command line are wrong, not the configuration.
    pub const fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::ShortFirst { .. }
                | Self::BadArn { .. }
                | Self::OptionNeedsRole { .. }
                | Self::OptionNotTaken { .. }
                | Self::OptionUnused { .. }
                | Self::LongTerm { .. }
                | Self::Limit { .. }
        )
    }
}

fn loop_in_words(chain: &[String]) -> String {
    let (first, last) = (chain.first(), chain.last());
    let name = |word: Option<&String>| word.map(|name| format!("`{name}`")).unwrap_or_default();
    let back_to = match first == last {
        true => "itself".to_owned(),
        false => name(last),
    };
    format!(
        "profile {} leads back to {back_to}: {}",
        name(first),
        chain.join(" → ")
    )
}

fn named_by(place: Option<&Place>) -> String {
    place
        .map(|place| format!(", which {place} names"))
        .unwrap_or_default()
}
