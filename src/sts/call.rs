//! What is known about one call, so that its error can say what was sent without sending it to the terminal.

use std::fmt;

use crate::arn::RoleArn;
use crate::credentials::Credentials;
use crate::time::Timestamp;

/// What the chain knows about a call beyond its parameters.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// Which hop of the route, counted from 1.
    pub hop: usize,
    /// The profile that asked for the hop.
    pub profile: Option<String>,
    /// Who signs, where an earlier answer told it.
    pub caller_arn: Option<String>,
    /// The role behind the caller's session, where a hop of ours assumed it.
    pub caller_role: Option<RoleArn>,
    pub caller_kind: CallerKind,
    /// Where the session policy is written, as `read-only.json` or `config.toml:12`.
    pub policy_place: Option<String>,
}

/// What kind of credentials sign a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CallerKind {
    /// A user's access key.
    LongTerm,
    /// A GetSessionToken session; with the moment of its MFA code, where it has one.
    UserSession { mfa_at: Option<Timestamp> },
    /// A session of a role, which carries no MFA.
    RoleSession,
    /// Temporary credentials from elsewhere.
    Unknown,
}

/// One call, for its error: names, counts and yes or no, never a secret or an external ID.
#[derive(Clone, Debug)]
pub struct Call {
    pub operation: &'static str,
    pub role_arn: Option<RoleArn>,
    pub hop: usize,
    pub profile: Option<String>,
    pub caller_arn: Option<String>,
    pub caller_role: Option<RoleArn>,
    pub caller_kind: CallerKind,
    /// The last four characters of the access key ID that signed.
    pub access_key_ending: String,
    pub sent: Sent,
    pub region: String,
    /// Host and port.
    pub endpoint: String,
    pub policy_place: Option<String>,
}

/// The parameters of a call, as far as an error may tell them.
#[derive(Clone, Debug, Default)]
pub struct Sent {
    pub duration_seconds: Option<u32>,
    pub external_id: bool,
    pub mfa: MfaSent,
    pub tags: usize,
    pub source_identity: bool,
    /// Characters of the session policy.
    pub policy_length: Option<usize>,
    pub policy_arns: usize,
}

/// How MFA came with a call.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum MfaSent {
    #[default]
    No,
    /// A code in the call itself, of this device.
    Code { serial: String },
    /// The session that signed was made with a code, this many seconds ago.
    Session { age_seconds: i64 },
}

impl Call {
    pub(super) fn new(operation: &'static str, signer: &Credentials, context: &CallContext) -> Self {
        let key = signer.access_key_id.chars().count();
        Self {
            operation,
            role_arn: None,
            hop: context.hop,
            profile: context.profile.clone(),
            caller_arn: context.caller_arn.clone(),
            caller_role: context.caller_role.clone(),
            caller_kind: context.caller_kind,
            access_key_ending: signer.access_key_id.chars().skip(key.saturating_sub(4)).collect(),
            sent: Sent::default(),
            region: String::new(),
            endpoint: String::new(),
            policy_place: context.policy_place.clone(),
        }
    }

    /// `AssumeRole on … as …`, the second half of every first line.
    pub(super) fn what(&self) -> impl fmt::Display {
        let role = self
            .role_arn
            .as_ref()
            .map(|role| format!(" on `{role}`"))
            .unwrap_or_default();
        let by = if self.caller_arn.is_some() { "as" } else { "with" };
        format!("{}{role} {by} {}", self.operation, self.signer())
    }

    /// `ARN`, or the access key where nobody told the ARN.
    pub(super) fn signer(&self) -> String {
        match &self.caller_arn {
            Some(arn) => format!("`{arn}`"),
            None => format!("the access key that ends in `{}`", self.access_key_ending),
        }
    }
}

/// How MFA came with a call signed by `kind`, which carries `serial`'s code where it carries one.
pub(super) fn mfa_sent(kind: CallerKind, serial: Option<&str>, now: Timestamp) -> MfaSent {
    match (serial, kind) {
        (Some(serial), _) => MfaSent::Code {
            serial: serial.to_owned(),
        },
        (None, CallerKind::UserSession { mfa_at: Some(at) }) => MfaSent::Session {
            age_seconds: now.seconds_since(at),
        },
        (None, _) => MfaSent::No,
    }
}
