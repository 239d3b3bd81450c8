//! STS's limits, checked before any call, so that a person reads the rule and not a `ValidationError`.
//!
//! Pure: a value in, the rule that it breaks out. The numbers are those of the service's own model (botocore's
//! `sts/2011-06-15/service-2.json`) and of the STS API Reference. Whether a value fits the account, the role or the
//! caller is STS's to say.

mod duration;
mod mfa;
mod policy;
mod tags;
mod text;

pub use duration::duration;
pub use mfa::{mfa_serial, token_code};
pub use policy::{policy, policy_arns, policy_warning};
pub use tags::{tags, transitive_tags};
pub use text::{external_id, federation_name, principal_arn, role_arn, role_session_name, source_identity};

use crate::duration::in_words;

/// The operations that make a session; limits differ between them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StsOperation {
    AssumeRole,
    AssumeRoleWithSaml,
    AssumeRoleWithWebIdentity,
    GetFederationToken,
    GetSessionToken,
}

impl StsOperation {
    /// The name as the STS API Reference has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AssumeRole => "AssumeRole",
            Self::AssumeRoleWithSaml => "AssumeRoleWithSAML",
            Self::AssumeRoleWithWebIdentity => "AssumeRoleWithWebIdentity",
            Self::GetFederationToken => "GetFederationToken",
            Self::GetSessionToken => "GetSessionToken",
        }
    }
}

/// Why STS would refuse a value. Each message carries the limit, and none the whole value.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LimitError {
    #[error("{what} has {min} to {max} characters, this has {found}")]
    Length {
        what: &'static str,
        min: usize,
        max: usize,
        found: usize,
    },
    #[error("{what} is made of {allowed}; character {position} is {}", shown(*.found))]
    Character {
        what: &'static str,
        allowed: &'static str,
        found: char,
        position: usize,
    },
    #[error("{what} looks like `{shape}`")]
    Shape { what: &'static str, shape: &'static str },
    #[error("{name} takes {min} to {max} seconds ({} to {}), this is {found}", in_words(i64::from(*.min)), in_words(i64::from(*.max)))]
    Duration {
        name: &'static str,
        min: u32,
        max: u32,
        found: u32,
    },
    #[error("a `u2f/` device (FIDO, passkey) never works with STS")]
    U2fDevice,
    #[error(
        "an MFA code is exactly six digits; this looks like the 44 letters of a YubiKey, which STS does not take"
    )]
    YubikeyCode,
    #[error("an MFA code is exactly six digits")]
    TokenCode,
    #[error("a session policy is a JSON object: {problem}")]
    PolicyJson { problem: String },
    #[error("a session policy for {operation} has at most {max} characters, this has {found}")]
    PolicyLength {
        operation: &'static str,
        max: usize,
        found: usize,
    },
    #[error("a session takes at most {max} policy ARNs, these are {found}")]
    TooManyPolicyArns { max: usize, found: usize },
    #[error(
        "policy ARN {position} is of account `{found}`, and must be of the role's (`{account}`) or AWS's own"
    )]
    PolicyArnAccount {
        position: usize,
        found: String,
        account: String,
    },
    #[error("policy ARN {position} is of partition `{found}`, and the role is of `{partition}`")]
    PolicyArnPartition {
        position: usize,
        found: String,
        partition: String,
    },
    #[error("a session takes at most {max} tags, these are {found}")]
    TooManyTags { max: usize, found: usize },
    #[error("tag keys `{first}` and `{second}` differ only in case, which STS does not tell apart")]
    SameTag { first: String, second: String },
    #[error("`aws:` at the start of {what} is reserved")]
    Reserved { what: &'static str },
    #[error("transitive tag `{key}` is not among the tags")]
    TransitiveTag { key: String },
}

impl LimitError {
    /// What to write instead, where there is one answer.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::U2fDevice => {
                "register a virtual (TOTP) or hardware-code device for the user; its ARN has `mfa/` where this has `u2f/`"
            }
            Self::YubikeyCode => {
                "add a virtual (TOTP) device; `ykman oath accounts code` prints its codes for `mfa_process`"
            }
            Self::Duration { .. } => "write seconds (`3600`), or a length such as `\"45m\"` or `\"1h\"`",
            Self::TransitiveTag { .. } => "add the key to `tags`, or take it out of `transitive_tags`",
            Self::PolicyLength { .. } => "shorten it, or use `policy_arns` for managed policies",
            Self::PolicyArnAccount { .. } => {
                "name a policy of the role's account, or one of AWS's own, `arn:aws:iam::aws:policy/…`"
            }
            _ => return None,
        };
        Some(text.to_owned())
    }
}

fn shown(found: char) -> String {
    if found.is_control() {
        format!("U+{:04X}", u32::from(found))
    } else {
        format!("`{found}`")
    }
}

fn length(what: &'static str, text: &str, min: usize, max: usize) -> Result<(), LimitError> {
    let found = text.chars().count();
    if (min..=max).contains(&found) {
        Ok(())
    } else {
        Err(LimitError::Length {
            what,
            min,
            max,
            found,
        })
    }
}

fn characters(
    what: &'static str,
    text: &str,
    allowed: &'static str,
    is_allowed: impl Fn(char) -> bool,
) -> Result<(), LimitError> {
    match text.chars().enumerate().find(|(_, c)| !is_allowed(*c)) {
        None => Ok(()),
        Some((index, found)) => Err(LimitError::Character {
            what,
            allowed,
            found,
            position: index + 1,
        }),
    }
}

/// `[\w` and `extra` `]` of the service's model, where `\w` is ASCII.
fn is_word_or(extra: &'static str) -> impl Fn(char) -> bool {
    move |c| c.is_ascii_alphanumeric() || c == '_' || extra.contains(c)
}
