//! What is handed out, and the environment variables that carry it: the one list for `export` and `exec`.
//!
//! Which credentials they are is `chain`'s to say; how a shell spells a variable is `output::export`'s.

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Credentials;
use crate::session::Session;
use crate::time::Timestamp;

/// Credentials on their way out, with what is told beside them.
#[derive(Clone, Copy, Debug)]
pub struct Handout<'a> {
    pub credentials: &'a Credentials,
    /// None for long-term keys.
    pub expiration: Option<Timestamp>,
    /// The account that the credentials belong to, where known.
    pub account_id: Option<&'a str>,
    /// The words of the route.
    pub words: &'a [String],
    /// The region that was said by an option or by a profile of the route; none leaves the environment's alone.
    pub region: Option<&'a str>,
}

impl<'a> Handout<'a> {
    /// Hands a session out as the answer to `words`.
    pub fn of_session(session: &'a Session, words: &'a [String], region: Option<&'a str>) -> Self {
        Self {
            credentials: &session.credentials,
            expiration: Some(session.expiration),
            account_id: session.account_id.as_deref(),
            words,
            region,
        }
    }
}

/// The variables to set and those to take away. All values are wiped when dropped.
#[derive(Debug)]
pub struct Variables {
    set: Vec<(&'static str, SecretString)>,
    unset: Vec<&'static str>,
}

impl Variables {
    /// The variables that hand `handout` to an AWS SDK.
    ///
    /// Long-term keys take a token and an expiration away: left over from an earlier session, they would make
    /// the keys invalid.
    #[expect(
        clippy::disallowed_methods,
        reason = "copied from one wiped value into another"
    )]
    pub fn of(handout: &Handout<'_>) -> Self {
        let credentials = handout.credentials;
        let token = credentials.session_token.as_ref();
        let mut variables = Self {
            set: Vec::with_capacity(7),
            unset: Vec::new(),
        };
        variables.set(ACCESS_KEY_ID, &credentials.access_key_id);
        variables.set(SECRET_ACCESS_KEY, credentials.secret_access_key.expose_secret());
        variables.set_or_unset(SESSION_TOKEN, token.map(ExposeSecret::expose_secret));
        let expiration = handout.expiration.map(|time| time.to_string());
        variables.set_or_unset(EXPIRATION, expiration.as_deref());
        variables.set(ROUTE, &handout.words.join(" "));
        for name in handout.region.map_or(&[][..], |_| &REGIONS) {
            variables.set_or_unset(name, handout.region);
        }
        variables.unset.extend(SHADOWING);
        variables
    }

    /// What takes away again all that [`Variables::of`] sets; the region only where one `region_was_said`.
    pub fn taken_away(region_was_said: bool) -> Self {
        let mut unset = vec![ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, EXPIRATION, ROUTE];
        if region_was_said {
            unset.extend(REGIONS);
        }
        Self {
            set: Vec::new(),
            unset,
        }
    }

    /// Names and values to set, in the order that people read them.
    pub fn to_set(&self) -> &[(&'static str, SecretString)] {
        &self.set
    }

    /// Names to unset.
    pub fn to_unset(&self) -> &[&'static str] {
        &self.unset
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.set.push((name, SecretString::from(value)));
    }

    fn set_or_unset(&mut self, name: &'static str, value: Option<&str>) {
        match value {
            Some(value) => self.set(name, value),
            None => self.unset.push(name),
        }
    }
}

pub(crate) const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
pub(crate) const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";
pub(crate) const SESSION_TOKEN: &str = "AWS_SESSION_TOKEN";
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";
const ROUTE: &str = "ROLEHOP_PROFILE";
/// The AWS CLI reads the second, most SDKs the first.
const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
/// What an SDK, or some version of one, would take before the variables that are set.
const SHADOWING: [&str; 3] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"];

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A session's credentials with values that need quoting nowhere.
    pub(crate) fn temporary() -> Credentials {
        Credentials {
            access_key_id: "ASIAEXAMPLE".to_owned(),
            secret_access_key: SecretString::from("secret/+="),
            session_token: Some(SecretString::from("token/+=")),
        }
    }

    /// Long-term keys.
    pub(crate) fn long_term() -> Credentials {
        Credentials {
            access_key_id: "AKIAEXAMPLE".to_owned(),
            session_token: None,
            ..temporary()
        }
    }

    /// 2026-11-22T16:00:00Z.
    pub(crate) const FOUR_O_CLOCK: Timestamp = Timestamp::from_seconds(1_795_363_200);

    #[expect(clippy::disallowed_methods, reason = "the values are the test's own")]
    fn told(variables: &Variables) -> (Vec<String>, Vec<&'static str>) {
        let set = variables.to_set().iter();
        let set = set.map(|(name, value)| format!("{name}={}", value.expose_secret()));
        (set.collect(), variables.to_unset().to_vec())
    }

    #[test]
    fn a_session_sets_its_keys_and_takes_away_what_would_go_before_them() {
        let words = ["corp".to_owned(), "222222222222:Hub".to_owned()];
        let variables = Variables::of(&Handout {
            credentials: &temporary(),
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &words,
            region: None,
        });
        let set = [
            "AWS_ACCESS_KEY_ID=ASIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY=secret/+=",
            "AWS_SESSION_TOKEN=token/+=",
            "AWS_CREDENTIAL_EXPIRATION=2026-11-22T16:00:00Z",
            "ROLEHOP_PROFILE=corp 222222222222:Hub",
        ];
        let unset = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"];
        assert_eq!(
            told(&variables),
            (set.map(str::to_owned).to_vec(), unset.to_vec())
        );
    }

    #[test]
    fn a_region_that_was_said_is_set_under_both_names() {
        let variables = Variables::of(&Handout {
            credentials: &temporary(),
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &["prod".to_owned()],
            region: Some("eu-west-1"),
        });
        let (set, _) = told(&variables);
        assert_eq!(set[5..], ["AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1"]);
    }

    #[test]
    fn long_term_keys_take_an_older_token_and_its_expiration_away() {
        let variables = Variables::of(&Handout {
            credentials: &long_term(),
            expiration: None,
            account_id: None,
            words: &["corp".to_owned()],
            region: None,
        });
        let set = [
            "AWS_ACCESS_KEY_ID=AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY=secret/+=",
            "ROLEHOP_PROFILE=corp",
        ];
        let unset = [
            "AWS_SESSION_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_SECURITY_TOKEN",
        ];
        assert_eq!(
            told(&variables),
            (set.map(str::to_owned).to_vec(), unset.to_vec())
        );
    }

    #[test]
    fn what_was_set_is_taken_away_and_nothing_else() {
        let keys = [
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_CREDENTIAL_EXPIRATION",
            "ROLEHOP_PROFILE",
        ];
        assert_eq!(told(&Variables::taken_away(false)), (vec![], keys.to_vec()));
        let all = [&keys[..], &["AWS_REGION", "AWS_DEFAULT_REGION"]].concat();
        assert_eq!(told(&Variables::taken_away(true)), (vec![], all));
    }

    #[test]
    fn a_debug_print_shows_no_secret() {
        let variables = Variables::of(&Handout {
            credentials: &temporary(),
            expiration: Some(FOUR_O_CLOCK),
            account_id: None,
            words: &["prod".to_owned()],
            region: None,
        });
        let printed = format!("{variables:?}");
        assert!(
            !printed.contains("secret/") && !printed.contains("token/"),
            "{printed}"
        );
    }
}
