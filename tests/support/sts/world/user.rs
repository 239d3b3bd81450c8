//! An IAM user, or an account's root user.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::sts::policy::Policy;
use crate::sts::random::unique_id;
use crate::sts::totp;

/// Somebody with long-term access keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// `aws`, `aws-cn`, …
    #[serde(default = "aws")]
    pub partition: String,
    /// Twelve digits.
    pub account: String,
    /// The name; `root` with [`User::root`] is the account's owner.
    pub name: String,
    /// The path, `/` or `/team/`.
    #[serde(default = "slash")]
    pub path: String,
    /// The account's root user.
    #[serde(default)]
    pub root: bool,
    /// Long-term access keys.
    #[serde(default)]
    pub keys: Vec<AccessKey>,
    /// MFA devices.
    #[serde(default)]
    pub mfa: Vec<MfaDevice>,
    /// Identity policies.
    #[serde(default)]
    pub policies: Vec<Policy>,
    /// The user's own tags (`aws:PrincipalTag`).
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// A long-term access key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AccessKey {
    /// `AKIA…`
    pub access_key_id: String,
    /// Forty characters.
    pub secret_access_key: String,
    /// An inactive key reads like an unknown one.
    #[serde(default = "yes")]
    pub active: bool,
}

/// An MFA device that shows TOTP codes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MfaDevice {
    /// An ARN, or a hardware number.
    pub serial: String,
    /// Base32.
    #[serde(deserialize_with = "base32")]
    pub seed: String,
}

impl User {
    /// A user who may do nothing and has no key.
    pub fn new(account: &str, name: &str) -> Self {
        Self {
            partition: aws(),
            account: account.to_owned(),
            name: name.to_owned(),
            path: slash(),
            root: false,
            keys: Vec::new(),
            mfa: Vec::new(),
            policies: Vec::new(),
            tags: BTreeMap::new(),
        }
    }

    /// The account's root user.
    pub fn root(account: &str) -> Self {
        Self {
            root: true,
            ..Self::new(account, "root")
        }
    }

    /// Puts the user into another partition.
    #[must_use]
    pub fn partition(mut self, partition: &str) -> Self {
        partition.clone_into(&mut self.partition);
        self
    }

    /// Adds an active long-term access key.
    #[must_use]
    pub fn key(mut self, access_key_id: &str, secret_access_key: &str) -> Self {
        self.keys.push(AccessKey {
            access_key_id: access_key_id.to_owned(),
            secret_access_key: secret_access_key.to_owned(),
            active: true,
        });
        self
    }

    /// Adds the virtual MFA device `arn:PARTITION:iam::ACCOUNT:mfa/NAME`.
    ///
    /// # Panics
    /// When `seed` is not base32.
    #[must_use]
    pub fn mfa(self, name: &str, seed: &str) -> Self {
        let serial = format!("arn:{}:iam::{}:mfa/{name}", self.partition, self.account);
        self.mfa_device(&serial, seed)
    }

    /// Adds an MFA device by its serial number.
    ///
    /// # Panics
    /// When `seed` is not base32.
    #[must_use]
    pub fn mfa_device(mut self, serial: &str, seed: &str) -> Self {
        assert!(totp::is_seed(seed), "the seed of `{serial}` is not base32");
        self.mfa.push(MfaDevice {
            serial: serial.to_owned(),
            seed: seed.to_owned(),
        });
        self
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

    /// Adds a tag of the user.
    #[must_use]
    pub fn tag(mut self, key: &str, value: &str) -> Self {
        self.tags.insert(key.to_owned(), value.to_owned());
        self
    }

    /// `arn:PARTITION:iam::ACCOUNT:user/PATH/NAME`, or `…:root`.
    pub fn arn(&self) -> String {
        let Self {
            partition,
            account,
            path,
            name,
            ..
        } = self;
        if self.root {
            format!("arn:{partition}:iam::{account}:root")
        } else {
            format!("arn:{partition}:iam::{account}:user{path}{name}")
        }
    }

    /// The unique ID: `AIDA…`; of a root user the account.
    pub fn id(&self) -> String {
        if self.root {
            self.account.clone()
        } else {
            unique_id("AIDA", &self.arn())
        }
    }
}

/// A policy with one statement that allows `action` on `resource`.
pub(super) fn allow(action: &str, resource: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": resource}})
}

pub(super) fn aws() -> String {
    "aws".to_owned()
}

pub(super) fn slash() -> String {
    "/".to_owned()
}

fn yes() -> bool {
    true
}

fn base32<'a, D: Deserializer<'a>>(deserializer: D) -> Result<String, D::Error> {
    let seed = String::deserialize(deserializer)?;
    if totp::is_seed(&seed) {
        Ok(seed)
    } else {
        Err(D::Error::custom("the seed of an MFA device is not base32"))
    }
}
