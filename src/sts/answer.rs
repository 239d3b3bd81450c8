//! What STS answered, checked before anybody relies on it.

use aws_sdk_sts::types;
use secrecy::SecretString;
use zeroize::Zeroize;

use super::error::Gap;
use crate::arn::{RoleArn, account_of};
use crate::credentials::Credentials;
use crate::session::Session;
use crate::time::Timestamp;

/// A session, and what came with it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its profile is the chain's to fill in.
    pub session: Session,
    pub request_id: Option<String>,
    /// Percent of the room for session policies and tags.
    pub packed_policy_size: Option<i32>,
    /// How far the service's clock is ahead of this machine's; unknown without a Date in the answer.
    pub clock_skew_seconds: Option<i64>,
}

/// Whose credentials signed a call (GetCallerIdentity).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallerIdentity {
    pub user_id: String,
    pub account: String,
    pub arn: String,
}

/// What every answer is measured against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub(super) now: Timestamp,
    pub(super) skew_seconds: Option<i64>,
}

impl Clock {
    /// The service's time at the call, or this machine's where the service did not tell.
    fn service_time(self) -> Timestamp {
        self.now.plus(self.skew_seconds.unwrap_or(0))
    }
}

/// Makes a session of an answer's credentials.
pub(super) fn session(
    operation: &'static str,
    credentials: Option<types::Credentials>,
    role_arn: Option<&RoleArn>,
    assumed_role_arn: Option<&str>,
    clock: Clock,
) -> Result<Session, Gap> {
    let credentials = credentials.ok_or(Gap::Missing("Credentials"))?;
    let expiration = Timestamp::from_seconds(credentials.expiration.secs());
    let credentials = checked(credentials)?;
    let arn = assumed_role_arn
        .map(|arn| plain("Arn", arn.to_owned()))
        .transpose()?;
    if expiration.seconds_since(clock.service_time()) <= 0 {
        return Err(Gap::Expired { expiration });
    }
    let account_id = assumed_role_arn
        .and_then(account_of)
        .or(role_arn.map(RoleArn::account_id));
    Ok(Session {
        credentials,
        issued_at: clock.now,
        expiration,
        operation: operation.to_owned(),
        profile: None,
        role_arn: role_arn.map(ToString::to_string),
        account_id: account_id.map(str::to_owned),
        arn,
    })
}

/// Makes an identity of an answer's fields.
pub(super) fn identity(
    user_id: Option<String>,
    account: Option<String>,
    arn: Option<String>,
) -> Result<CallerIdentity, Gap> {
    Ok(CallerIdentity {
        user_id: plain("UserId", user_id.ok_or(Gap::Missing("UserId"))?)?,
        account: plain("Account", account.ok_or(Gap::Missing("Account"))?)?,
        arn: plain("Arn", arn.ok_or(Gap::Missing("Arn"))?)?,
    })
}

fn plain(name: &'static str, text: String) -> Result<String, Gap> {
    match text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text),
        false => Err(Gap::Garbled(name)),
    }
}

fn checked(from: types::Credentials) -> Result<Credentials, Gap> {
    // The SDK leaves a field that did not come empty, and its time at the epoch.
    let missing = [
        ("AccessKeyId", from.access_key_id.is_empty()),
        ("SecretAccessKey", from.secret_access_key.is_empty()),
        ("SessionToken", from.session_token.is_empty()),
        ("Expiration", from.expiration.secs() == 0),
    ];
    let missing = missing.iter().find(|(_, missing)| *missing);
    let credentials = Credentials {
        access_key_id: from.access_key_id,
        secret_access_key: secret(from.secret_access_key),
        session_token: Some(secret(from.session_token)),
    };
    match (missing, credentials.garbled()) {
        (Some((name, _)), _) => Err(Gap::Missing(name)),
        (None, Some(name)) => Err(Gap::Garbled(name)),
        (None, None) => Ok(credentials),
    }
}

/// Security: copies once and wipes, because shrinking a `String` in place may leave its old bytes behind.
fn secret(mut text: String) -> SecretString {
    let secret = SecretString::from(text.as_str());
    text.zeroize();
    secret
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_types::DateTime;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_363_200);

    fn credentials(key: &str, secret: &str, token: &str, seconds: i64) -> types::Credentials {
        types::Credentials::builder()
            .access_key_id(key)
            .secret_access_key(secret)
            .session_token(token)
            .expiration(DateTime::from_secs(seconds))
            .build()
            .unwrap()
    }

    fn made(credentials: types::Credentials, skew_seconds: Option<i64>) -> Result<Session, String> {
        let role = RoleArn::parse("arn:aws:iam::222222222222:role/Hub").unwrap();
        let clock = Clock {
            now: NOW,
            skew_seconds,
        };
        let arn = "arn:aws:sts::222222222222:assumed-role/Hub/alice";
        session("AssumeRole", Some(credentials), Some(&role), Some(arn), clock).map_err(|gap| gap.to_string())
    }

    #[test]
    fn a_whole_answer_is_a_session() {
        let session = made(credentials("ASIAEXAMPLE", "s", "t", NOW.seconds() + 3600), None).unwrap();
        assert_eq!(
            (session.issued_at, session.expiration, session.operation.as_str()),
            (NOW, NOW.plus(3600), "AssumeRole")
        );
        assert_eq!(
            (session.arn.as_deref(), session.account_id.as_deref()),
            (
                Some("arn:aws:sts::222222222222:assumed-role/Hub/alice"),
                Some("222222222222")
            )
        );
    }

    #[test]
    fn refuses_an_answer_with_a_gap() {
        let later = NOW.seconds() + 3600;
        for (credentials, gap) in [
            (credentials("", "s", "t", later), "`AccessKeyId` is missing"),
            (credentials("A", "", "t", later), "`SecretAccessKey` is missing"),
            (credentials("A", "s", "", later), "`SessionToken` is missing"),
            (credentials("A", "s", "t", 0), "`Expiration` is missing"),
            (
                credentials("A", "s\n", "t", later),
                "`SecretAccessKey` is garbled",
            ),
            (
                credentials("A", "s", "t\u{e9}", later),
                "`SessionToken` is garbled",
            ),
            (
                credentials("A", "s", "t", NOW.seconds()),
                "it had expired already, at 2026-11-22T16:00:00Z",
            ),
        ] {
            assert_eq!(made(credentials, None).unwrap_err(), gap);
        }
    }

    #[test]
    fn expiration_is_measured_by_the_clock_of_the_service() {
        let soon = NOW.seconds() - 60;
        assert!(made(credentials("A", "s", "t", soon), None).is_err());
        assert!(made(credentials("A", "s", "t", soon), Some(-7200)).is_ok());
        assert!(made(credentials("A", "s", "t", NOW.seconds() + 60), Some(7200)).is_err());
    }

    #[test]
    fn an_identity_needs_all_its_fields() {
        let text = || Some("text".to_owned());
        assert!(identity(text(), text(), text()).is_ok());
        let gap = identity(text(), None, text()).unwrap_err();
        assert_eq!(gap.to_string(), "`Account` is missing");
    }
}
