//! The name under which a session is stored: everything that shaped it, and nothing else.
//!
//! Contract, promise 5: source, role, session name (its template), external ID, MFA device, policy, tags,
//! source identity, duration, partition, custom endpoint, global or regional token. The region alone
//! changes nothing. A hop's key holds the keys of the hops before it, since they shaped it too.

use std::collections::BTreeMap;
use std::fmt;

use data_encoding::{BASE32_NOPAD, Encoding};
use sha2::{Digest, Sha256};

use crate::route::{AssumeRole, Endpoint, Hop, Mfa, Operation, Route, Source, partition};

/// Names one stored session: `SOURCE-DIGEST` in lower-case base32, safe as a file and key name.
///
/// Two routes have the same key exactly when STS would give them the same session.
/// `SOURCE` is the same for every session that was made from one source.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SessionKey(String);

impl SessionKey {
    /// The keys of a route's hops, in their order.
    pub fn of_route(route: &Route) -> Vec<Self> {
        let source = source_fields(&route.source);
        let tag = match &route.source {
            Source::Keyring { profile, .. } => Self::source_of_stored_keys(profile),
            _ => tag_of(&source),
        };
        let mut digest = source.chain(&endpoint_fields(&route.endpoint)).digest();
        let partition = partition(route);
        route
            .hops
            .iter()
            .map(|hop| {
                digest = Fields::new("hop")
                    .bytes(&digest)
                    .text(partition)
                    .chain(&hop_fields(hop))
                    .digest();
                Self(format!("{tag}-{}", encode(&digest[..20])))
            })
            .collect()
    }

    /// What the keys of every session begin with that was made from keys stored as `profile`, now or before.
    pub fn source_of_stored_keys(profile: &str) -> String {
        tag_of(&stored_as(profile))
    }

    /// Takes a name back from a store's listing.
    pub fn from_stored(name: &str) -> Option<Self> {
        let (source, digest) = name.split_once('-')?;
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        (plain(source) && plain(digest)).then(|| Self(name.to_owned()))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that all sessions of one source share.
    pub fn source(&self) -> &str {
        self.0
            .split_once('-')
            .map_or(self.0.as_str(), |(source, _)| source)
    }
}

impl fmt::Display for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Length before each field, so that no two lists of fields are the same bytes.
#[derive(Clone)]
struct Fields(Sha256);

impl Fields {
    fn new(kind: &str) -> Self {
        Self(Sha256::new()).text(kind)
    }

    fn bytes(mut self, field: &[u8]) -> Self {
        self.0.update((field.len() as u64).to_le_bytes());
        self.0.update(field);
        self
    }

    fn text(self, field: &str) -> Self {
        self.bytes(field.as_bytes())
    }

    fn optional(self, field: Option<&str>) -> Self {
        match field {
            None => self.bytes(&[0]),
            Some(text) => self.bytes(&[1]).text(text),
        }
    }

    /// A list whose order STS passes by.
    fn set(self, items: &[String]) -> Self {
        let mut items: Vec<&str> = items.iter().map(String::as_str).collect();
        items.sort_unstable();
        let fields = self.bytes(&(items.len() as u64).to_le_bytes());
        items.into_iter().fold(fields, Self::text)
    }

    fn tags(self, tags: &BTreeMap<String, String>) -> Self {
        let fields = self.bytes(&(tags.len() as u64).to_le_bytes());
        tags.iter()
            .fold(fields, |fields, (key, value)| fields.text(key).text(value))
    }

    fn chain(self, other: &Self) -> Self {
        self.bytes(&other.clone().digest())
    }

    fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

fn source_fields(source: &Source) -> Fields {
    let fields = Fields::new(source.kind());
    match source {
        Source::Environment { access_key_id, .. } => fields.optional(access_key_id.as_deref()),
        Source::SharedCredentials { access_key_id, .. } => fields.text(access_key_id),
        Source::CredentialProcess { profile, command } => fields.text(profile).text(command),
        Source::Sso { sso, .. } => fields
            .optional(sso.session.as_deref())
            .optional(sso.start_url.as_deref())
            .optional(sso.account_id.as_deref())
            .optional(sso.role_name.as_deref()),
        Source::LoginSession { login_session, .. } => fields.text(login_session),
        Source::WebIdentity { profile, token_from } => fields.text(profile).text(token_from),
        Source::Keyring { profile, generation } => stored_as(profile).optional(generation.as_deref()),
        Source::Saml { profile } => fields.text(profile),
        // One machine, one container: whichever profile asks, the credentials are the same.
        Source::Ec2InstanceMetadata { .. } | Source::EcsContainer { .. } => fields,
    }
}

fn stored_as(profile: &str) -> Fields {
    Fields::new("keyring").text(profile)
}

fn endpoint_fields(endpoint: &Endpoint) -> Fields {
    // Of an endpoint of one's own no region tells which tokens it gives: what the setting says is all that is known.
    let is_global = match endpoint.url {
        Some(_) => endpoint.legacy_global,
        None => endpoint.is_global(),
    };
    Fields::new("endpoint")
        .optional(endpoint.url.as_deref())
        .bytes(&[u8::from(is_global)])
}

fn hop_fields(hop: &Hop) -> Fields {
    let fields = Fields::new(hop.operation.name());
    match &hop.operation {
        Operation::GetSessionToken(call) => fields
            .optional(serial(call.mfa.as_ref()))
            .text(&call.duration.to_string()),
        Operation::AssumeRole(role)
        | Operation::AssumeRoleWithWebIdentity(role)
        | Operation::AssumeRoleWithSaml(role) => role_fields(fields, role, hop.profile.as_deref()),
        Operation::GetFederationToken(call) => fields
            .text(&call.name)
            .text(&call.duration.to_string())
            .tags(&call.tags)
            .optional(call.policy.as_deref())
            .set(&call.policy_arns),
    }
}

fn role_fields(fields: Fields, role: &AssumeRole, profile: Option<&str>) -> Fields {
    // `{profile}` makes two profiles' sessions two sessions; without it they are one.
    let named = profile.filter(|_| role.role_session_name.contains("{profile}"));
    fields
        .text(role.role_arn.as_str())
        .text(&role.role_session_name)
        .optional(named)
        .optional(role.external_id.as_deref())
        .optional(serial(role.mfa.as_ref()))
        .text(&role.duration.to_string())
        .tags(&role.tags)
        .set(&role.transitive_tags)
        .optional(role.policy.as_deref())
        .set(&role.policy_arns)
        .optional(role.source_identity.as_deref())
}

fn serial(mfa: Option<&Mfa>) -> Option<&str> {
    mfa.map(|mfa| mfa.serial.as_str())
}

/// The partition that STS answers in: a role's or device's own, else the region's.
fn partition(route: &Route) -> &str {
    let of_hops = route
        .hops
        .iter()
        .find_map(|hop| match (hop.operation.role(), hop.operation.mfa()) {
            (Some(role), _) => Some(role.role_arn.partition()),
            (None, Some(mfa)) => partition::of_arn(&mfa.serial),
            (None, None) => None,
        });
    let of_region = || route.endpoint.region.as_deref().map(partition::of_region);
    of_hops.or_else(of_region).unwrap_or(partition::DEFAULT)
}

fn tag_of(source: &Fields) -> String {
    encode(&source.clone().digest()[..10])
}

fn encode(bytes: &[u8]) -> String {
    let base32: &Encoding = &BASE32_NOPAD;
    let mut text = base32.encode(bytes);
    text.make_ascii_lowercase();
    text
}
