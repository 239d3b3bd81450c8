//! Session tags: what a call sends, what it inherits, and what passes on.

use std::collections::BTreeMap;

use crate::sts::caller::Caller;
use crate::sts::refusal::Refusal;
use crate::sts::request::Query;

/// The tags of a session to be.
#[derive(Debug, Default)]
pub(in crate::sts) struct Tags {
    /// Sent by this call.
    pub sent: BTreeMap<String, String>,
    /// Keys of `sent` that this call makes transitive.
    pub sent_transitive: Vec<String>,
    /// Transitive tags of the calling session.
    pub inherited: BTreeMap<String, String>,
}

impl Tags {
    pub(super) fn read(query: &Query, caller: &Caller) -> Result<Self, Refusal> {
        let mut tags = Self {
            inherited: inherited(caller),
            ..Self::default()
        };
        for tag in query.members("Tags") {
            let (key, value) = (tag["Key"], tag["Value"]);
            if starts_with_aws(key) {
                return Err(Refusal::parameter(
                    "aws: prefixed tag key names are not allowed for external use.",
                ));
            }
            if has(tags.sent.keys(), key) {
                return Err(Refusal::parameter(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                ));
            }
            if has(tags.inherited.keys(), key) {
                return Err(Refusal::parameter(
                    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag \
                     key from the calling session.",
                ));
            }
            tags.sent.insert(key.to_owned(), value.to_owned());
        }
        tags.sent_transitive = transitive_keys(query, &tags.sent)?;
        Ok(tags)
    }

    /// Whether the call needs `sts:TagSession`.
    pub(super) fn any(&self) -> bool {
        !self.sent.is_empty() || !self.inherited.is_empty()
    }

    /// The new session's tags.
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        self.inherited
            .iter()
            .chain(&self.sent)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// The keys that pass on from the new session.
    pub(super) fn all_transitive(&self) -> Vec<String> {
        self.inherited
            .keys()
            .chain(&self.sent_transitive)
            .cloned()
            .collect()
    }
}

/// The prefix that AWS keeps for itself, in tag keys and source identities.
pub(super) fn starts_with_aws(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

fn inherited(caller: &Caller) -> BTreeMap<String, String> {
    let Some(session) = caller.role() else {
        return BTreeMap::new();
    };
    let passes_on = |key: &String| session.transitive_tag_keys.contains(key);
    session
        .tags
        .iter()
        .filter(|(key, _)| passes_on(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn transitive_keys(query: &Query, sent: &BTreeMap<String, String>) -> Result<Vec<String>, Refusal> {
    let mut keys = Vec::new();
    for member in query.members("TransitiveTagKeys") {
        let asked = member.get("").copied().unwrap_or_default();
        let key = sent
            .keys()
            .find(|key| key.eq_ignore_ascii_case(asked))
            .ok_or_else(|| {
                Refusal::parameter("The specified transitive tag key must be included in the requested tags.")
            })?;
        keys.push(key.clone());
    }
    Ok(keys)
}

fn has<'a>(mut keys: impl Iterator<Item = &'a String>, key: &str) -> bool {
    keys.any(|it| it.to_lowercase() == key.to_lowercase())
}
