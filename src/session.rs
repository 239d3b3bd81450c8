//! The temporary credentials that a hop returned, and how long they may be handed out.

use crate::credentials::Credentials;
use crate::time::Timestamp;

/// What one STS call returned. Its secrets are redacted in `Debug`.
#[derive(Clone, Debug)]
pub struct Session {
    /// Always with a session token.
    pub credentials: Credentials,
    /// When STS issued it.
    pub issued_at: Timestamp,
    /// When STS stops taking it.
    pub expiration: Timestamp,
    /// The STS operation that made it, as `AssumeRole`.
    pub operation: String,
    /// The profile whose hop made it, where the hop came from a profile.
    pub profile: Option<String>,
    /// The role that was assumed.
    pub role_arn: Option<String>,
    /// Who the session is: the assumed role's or the federated user's ARN, where STS tells it.
    pub arn: Option<String>,
    /// The account of `arn`, or of the role, where known.
    pub account_id: Option<String>,
}

/// How a stored session stands (contract, promise 2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Freshness {
    /// Handed out as it is.
    Good,
    /// Still good, and to be renewed if nobody must be asked for it.
    Due,
    /// Too near its end to be handed out when a person must be asked anyway; silent ones serve until the end.
    Ending,
    /// STS no longer takes it.
    Expired,
}

impl Session {
    /// How the session stands at `now`.
    ///
    /// Due is when less than 20 minutes are left, or a third of its lifetime if that is less, so that from
    /// an hour upwards no SDK sees one inside its own refresh window (botocore's is 15 minutes).
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        let left = self.expiration.seconds_since(now);
        let lifetime = self.expiration.seconds_since(self.issued_at);
        match left {
            ..=0 => Freshness::Expired,
            _ if left <= ENDING.min(lifetime / 10) => Freshness::Ending,
            _ if left < DUE.min(lifetime / 3) => Freshness::Due,
            _ => Freshness::Good,
        }
    }

    /// Whether the next hop can be signed with it: a person is asked again a minute before its end.
    pub fn can_sign(&self, now: Timestamp) -> bool {
        matches!(self.freshness(now), Freshness::Good | Freshness::Due)
    }
}

/// Seconds before its end from which a session that needs a person is no longer handed out; a tenth of its lifetime
/// if that is less, which no real session's is.
const ENDING: i64 = 60;
/// Seconds before its end from which a session is renewed, unless a third of its lifetime is less.
const DUE: i64 = 20 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn lasting(seconds: i64) -> Session {
        Session {
            credentials: Credentials {
                access_key_id: "ASIAEXAMPLE".into(),
                secret_access_key: String::new().into(),
                session_token: Some(String::new().into()),
            },
            issued_at: Timestamp::from_seconds(0),
            expiration: Timestamp::from_seconds(seconds),
            operation: "AssumeRole".into(),
            profile: None,
            role_arn: None,
            arn: None,
            account_id: None,
        }
    }

    #[test]
    fn is_due_at_twenty_minutes_or_a_third() {
        for (lifetime, left, expected) in [
            (43_200, 43_200, Freshness::Good),
            (43_200, 1_200, Freshness::Good),
            (43_200, 1_199, Freshness::Due),
            (3_600, 1_200, Freshness::Good),
            (3_600, 1_199, Freshness::Due),
            (900, 300, Freshness::Good),
            (900, 299, Freshness::Due),
            (900, 61, Freshness::Due),
            (900, 60, Freshness::Ending),
            (900, 1, Freshness::Ending),
            (30, 3, Freshness::Ending),
            (30, 4, Freshness::Due),
            (30, 10, Freshness::Good),
            (900, 0, Freshness::Expired),
            (900, -1, Freshness::Expired),
        ] {
            let now = Timestamp::from_seconds(lifetime - left);
            assert_eq!(
                lasting(lifetime).freshness(now),
                expected,
                "{left} of {lifetime} seconds left"
            );
        }
    }
}
