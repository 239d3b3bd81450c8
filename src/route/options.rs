//! What the command line asks of a route beyond its profiles, already checked.

use std::collections::BTreeMap;

use crate::duration::SessionDuration;

/// Options of the first call that needs a code, of the last hop, and of the source.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub mfa_serial: Option<String>,
    pub external_id: Option<String>,
    pub duration: Option<SessionDuration>,
    pub session_name: Option<String>,
    pub tags: BTreeMap<String, String>,
    pub transitive_tags: Vec<String>,
    pub policy: Option<String>,
    pub policy_arns: Vec<String>,
    pub source_identity: Option<String>,
    pub long_term: bool,
    pub region: Option<String>,
}

impl Options {
    /// The flags that were given of those that only some operations take.
    pub fn of_a_role(&self) -> impl Iterator<Item = &'static str> {
        [
            (self.external_id.is_some(), "--external-id"),
            (self.session_name.is_some(), "--session-name"),
            (!self.tags.is_empty(), "--tag"),
            (!self.transitive_tags.is_empty(), "--transitive-tag"),
            (self.policy.is_some(), "--policy"),
            (!self.policy_arns.is_empty(), "--policy-arn"),
            (self.source_identity.is_some(), "--source-identity"),
        ]
        .into_iter()
        .filter_map(|(given, flag)| given.then_some(flag))
    }
}
