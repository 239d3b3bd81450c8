//! A small evaluator of IAM policies, written for this server alone: the product's own is judged by it, so the two
//! share nothing.
//!
//! Left out: `NotPrincipal`, IP address and binary conditions; a document that uses them is refused, never
//! misread.

mod condition;
mod document;
mod pattern;
mod statement;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use statement::Statement;

/// What a policy's conditions may look at: lower-case keys, each with its values.
pub(super) type Keys = BTreeMap<String, Vec<String>>;

/// A policy document that was understood in full.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Policy {
    document: Value,
    statements: Vec<Statement>,
}

/// Somebody whom a trust policy may name.
#[derive(Clone, Debug)]
pub(super) struct Principal<'a> {
    /// The caller's own ARN.
    pub arn: &'a str,
    /// The user's ARN, or that of the role behind a session.
    pub role_or_user_arn: &'a str,
    pub account: &'a str,
    pub partition: &'a str,
}

/// How a trust policy named the caller: by the account (which leaves the decision to the identity policy), by
/// itself, or as this very session.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Grant {
    Account,
    Principal,
    Session,
}

/// What a policy says about one action.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Denied,
    Silent,
    Allowed(Grant),
}

impl Verdict {
    pub(super) fn allows(self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// Several policies of one kind together: a denial wins, then the strongest permission.
    pub(super) fn join(verdicts: impl IntoIterator<Item = Self>) -> Self {
        verdicts
            .into_iter()
            .fold(Self::Silent, |joined, verdict| match (joined, verdict) {
                (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
                (Self::Allowed(one), Self::Allowed(other)) => Self::Allowed(one.max(other)),
                (Self::Allowed(grant), Self::Silent) | (Self::Silent, Self::Allowed(grant)) => {
                    Self::Allowed(grant)
                }
                (Self::Silent, Self::Silent) => Self::Silent,
            })
    }
}

impl Policy {
    /// A policy from a test.
    ///
    /// # Panics
    /// When `document` is no policy, with the reason.
    pub fn new(document: Value) -> Self {
        Self::try_from(document).unwrap_or_else(|why| panic!("this is no policy: {why}"))
    }

    /// Reads a session policy, which names no principal.
    pub(super) fn session(text: &str) -> Result<Self, String> {
        let document: Value =
            serde_json::from_str(text).map_err(|_| "This policy contains invalid Json".to_owned())?;
        let policy = Self::try_from(document).map_err(|why| format!("Syntax errors in policy. {why}"))?;
        if policy.statements.iter().any(Statement::names_principal) {
            return Err("Policy document should not specify a principal.".to_owned());
        }
        if policy
            .statements
            .iter()
            .any(|statement| !statement.names_resource())
        {
            return Err("Policy statement must contain resources.".to_owned());
        }
        Ok(policy)
    }

    /// The document as it was given.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The identity side: may the holder do `action` on `resource`?
    pub(super) fn identity(&self, action: &str, resource: &str, keys: &Keys) -> Verdict {
        Verdict::join(
            self.statements
                .iter()
                .map(|statement| statement.identity(action, resource, keys)),
        )
    }

    /// The trust side: may `principal` do `action` on the role that carries this policy?
    pub(super) fn trust(&self, action: &str, principal: &Principal<'_>, keys: &Keys) -> Verdict {
        Verdict::join(
            self.statements
                .iter()
                .map(|statement| statement.trust(action, principal, keys)),
        )
    }
}

impl TryFrom<Value> for Policy {
    type Error = String;

    fn try_from(document: Value) -> Result<Self, String> {
        let statements = document::statements(&document)?;
        Ok(Self { document, statements })
    }
}

impl From<Policy> for Value {
    fn from(policy: Policy) -> Self {
        policy.document
    }
}
