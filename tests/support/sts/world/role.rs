//! A role: who may assume it, and what its sessions may do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::user::{allow, aws, slash};
use crate::sts::policy::Policy;
use crate::sts::random::unique_id;

/// A role of an account.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// `aws`, `aws-cn`, …
    #[serde(default = "aws")]
    pub partition: String,
    /// Twelve digits.
    pub account: String,
    /// The name.
    pub name: String,
    /// The path, `/` or `/team/`; it is in the role's ARN and not in those of its sessions.
    #[serde(default = "slash")]
    pub path: String,
    /// Who may assume it.
    #[serde(default)]
    pub trust: Policy,
    /// What its sessions may do.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// Seconds that a session lives at most: 3600–43200.
    #[serde(default = "one_hour")]
    pub max_session_duration: i64,
    /// The role's own tags (`aws:PrincipalTag` of its sessions).
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

impl Role {
    /// A role that trusts nobody, may do nothing, and gives sessions of an hour.
    pub fn new(account: &str, name: &str) -> Self {
        Self {
            partition: aws(),
            account: account.to_owned(),
            name: name.to_owned(),
            path: slash(),
            trust: Policy::default(),
            policies: Vec::new(),
            max_session_duration: one_hour(),
            tags: BTreeMap::new(),
        }
    }

    /// Puts the role into another partition.
    #[must_use]
    pub fn partition(mut self, partition: &str) -> Self {
        partition.clone_into(&mut self.partition);
        self
    }

    /// Puts the role under a path.
    #[must_use]
    pub fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// Replaces the trust policy.
    ///
    /// # Panics
    /// When `document` is no policy.
    #[must_use]
    pub fn trust(mut self, document: Value) -> Self {
        self.trust = Policy::new(document);
        self
    }

    /// A trust policy that lets `principal` (an ARN, an account, `*`) assume the role.
    #[must_use]
    pub fn trusts(self, principal: &str) -> Self {
        self.trusts_if(principal, json!({}))
    }

    /// The same under a condition: `json!({"StringEquals": {"sts:ExternalId": "x"}})`.
    #[must_use]
    pub fn trusts_if(self, principal: &str, condition: Value) -> Self {
        self.trust(json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", "Condition": condition,
        }}))
    }

    /// Adds an identity policy.
    ///
    /// # Panics
    /// When `document` is no policy.
    #[must_use]
    pub fn policy(mut self, document: Value) -> Self {
        self.policies.push(Policy::new(document));
        self
    }

    /// Adds an identity policy that allows `sts:AssumeRole` on `resource`.
    #[must_use]
    pub fn may_assume(self, resource: &str) -> Self {
        self.policy(allow("sts:AssumeRole", resource))
    }

    /// Sets the longest session, in seconds.
    #[must_use]
    pub fn max_session_duration(mut self, seconds: i64) -> Self {
        self.max_session_duration = seconds;
        self
    }

    /// Adds a tag of the role.
    #[must_use]
    pub fn tag(mut self, key: &str, value: &str) -> Self {
        self.tags.insert(key.to_owned(), value.to_owned());
        self
    }

    /// `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
    pub fn arn(&self) -> String {
        let Self {
            partition,
            account,
            path,
            name,
            ..
        } = self;
        format!("arn:{partition}:iam::{account}:role{path}{name}")
    }

    /// `arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION`: what GetCallerIdentity says of a session.
    pub fn session_arn(&self, session_name: &str) -> String {
        format!(
            "arn:{}:sts::{}:assumed-role/{}/{session_name}",
            self.partition, self.account, self.name
        )
    }

    /// The unique ID: `AROA…`
    pub fn id(&self) -> String {
        unique_id("AROA", &self.arn())
    }
}

fn one_hour() -> i64 {
    3_600
}
