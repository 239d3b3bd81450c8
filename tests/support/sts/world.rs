//! The accounts that this STS knows: users with keys and MFA devices, roles with their policies, and every session
//! that it issued. Built by a test or read from JSON, and changed while the server runs.

mod demo;
mod devices;
mod role;
mod session;
mod settings;
mod user;

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

pub use role::Role;
pub use session::{RoleSession, Session, SessionKind};
pub use settings::Settings;
pub use user::{AccessKey, MfaDevice, User};

use super::policy::Policy;
use devices::Codes;

/// Everything that decides about a call.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// What holds for the whole server.
    #[serde(default)]
    pub settings: Settings,
    /// IAM users of all accounts.
    #[serde(default)]
    pub users: Vec<User>,
    /// Roles of all accounts.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Managed policies by ARN, for `PolicyArns`; an ARN that is not here allows nothing.
    #[serde(default)]
    pub managed_policies: BTreeMap<String, Policy>,
    #[serde(skip)]
    sessions: HashMap<String, Session>,
    #[serde(skip)]
    codes: Codes,
}

impl World {
    /// No account at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// What is wrong with it, with line and column.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Adds a user.
    #[must_use]
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// Adds a managed policy that `PolicyArns` may name.
    ///
    /// # Panics
    /// When `document` is no policy.
    #[must_use]
    pub fn managed_policy(mut self, arn: &str, document: serde_json::Value) -> Self {
        self.managed_policies
            .insert(arn.to_owned(), Policy::new(document));
        self
    }

    /// Changes what holds for the whole server.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The user of that ARN, to change it.
    pub fn user_mut(&mut self, arn: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.arn() == arn)
    }

    /// The role of that ARN, to change it.
    pub fn role_mut(&mut self, arn: &str) -> Option<&mut Role> {
        self.roles.iter_mut().find(|role| role.arn() == arn)
    }

    /// The session that this access key ID belongs to.
    pub fn session(&self, access_key_id: &str) -> Option<&Session> {
        self.sessions.get(access_key_id)
    }

    /// Every session issued so far, the oldest first.
    pub fn sessions(&self) -> Vec<&Session> {
        let mut sessions: Vec<_> = self.sessions.values().collect();
        sessions.sort_by_key(|session| session.number);
        sessions
    }

    /// Ends every session issued so far: from now on they are `ExpiredToken`.
    pub fn expire_sessions(&mut self) {
        for session in self.sessions.values_mut() {
            session.expires_at = session.issued_at;
        }
    }

    pub(super) fn user_by_arn(&self, arn: &str) -> Option<&User> {
        self.users.iter().find(|user| user.arn() == arn)
    }

    pub(super) fn user_by_key(&self, access_key_id: &str) -> Option<(&User, &AccessKey)> {
        self.users.iter().find_map(|user| {
            Some((
                user,
                user.keys.iter().find(|key| key.access_key_id == access_key_id)?,
            ))
        })
    }

    pub(super) fn role_by_arn(&self, arn: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.arn() == arn)
    }

    /// Makes up and keeps a session.
    pub(super) fn issue(&mut self, kind: SessionKind, seconds: i64, region: &str, now: i64) -> Session {
        let lifetime = self
            .settings
            .session_lifetime
            .map_or(seconds, |most| seconds.min(most));
        let session = Session::issue(
            kind,
            self.sessions.len(),
            now,
            now + lifetime,
            region,
            &self.settings,
        );
        self.sessions
            .insert(session.access_key_id.clone(), session.clone());
        session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_after_a_way_through_json() {
        let json = serde_json::to_string(&World::demo()).unwrap();
        assert_eq!(
            serde_json::to_string(&World::from_json(&json).unwrap()).unwrap(),
            json
        );
    }

    #[test]
    fn says_what_is_wrong_with_its_json() {
        for (json, why) in [
            (r#"{"role":[]}"#, "unknown field `role`"),
            (
                r#"{"roles":[{"account":"1","name":"R","trust":{"Statement":{}}}]}"#,
                "the Effect is neither",
            ),
            (
                r#"{"users":[{"account":"1","name":"U","mfa":[{"serial":"s","seed":"1!"}]}]}"#,
                "the seed of an MFA device is not base32 at line 1",
            ),
        ] {
            let error = World::from_json(json).unwrap_err();
            assert!(error.starts_with(why), "{error}");
        }
    }
}
