//! What `credential-process`, `exec`, `export`, `login` and `whoami` share: from a route to credentials.

use crate::chain::{Asking, Chain};
use crate::cli;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::handout::Handout;
use crate::invocation::Invocation;
use crate::route::Route;
use crate::session::Session;
use crate::source::SourceCredentials;
use crate::store::{SessionStore, StoreName};
use crate::time::Timestamp;

/// Who gets the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum For {
    /// An SDK that started `credential-process`.
    Program,
    /// A person, or a script that runs a command of its own.
    Person,
}

/// Credentials, and what is known of them.
#[derive(Clone, Debug)]
pub struct Got {
    pub credentials: Credentials,
    pub expiration: Option<Timestamp>,
    pub account_id: Option<String>,
}

impl Got {
    /// As the answer to the route's words.
    pub fn handout<'a>(&'a self, route: &'a Route) -> Handout<'a> {
        Handout {
            credentials: &self.credentials,
            expiration: self.expiration,
            account_id: self.account_id.as_deref(),
            words: &route.words,
            region: route.said_region.as_deref(),
        }
    }
}

impl From<Session> for Got {
    fn from(session: Session) -> Self {
        Self {
            credentials: session.credentials,
            expiration: Some(session.expiration),
            account_id: session.account_id,
        }
    }
}

impl From<SourceCredentials> for Got {
    fn from(source: SourceCredentials) -> Self {
        Self {
            credentials: source.credentials,
            expiration: source.expiration,
            account_id: source.account_id,
        }
    }
}

/// Credentials of the route: the stored session while it is good, else new ones.
pub fn obtain(
    invocation: &Invocation,
    route: &Route,
    arguments: &cli::Route,
    whom: For,
) -> Result<Got, Error> {
    let given = arguments.first_call.mfa_token.as_deref();
    let asking = invocation.asking(given, whom == For::Program, arguments.last_hop.fresh)?;
    with_chain(invocation, route, asking, |chain| match route.hops.is_empty() {
        true => Ok(chain.source()?.into()),
        false => Ok(chain.session()?.into()),
    })
}

/// Runs `work` with a chain over the route.
pub fn with_chain<T>(
    invocation: &Invocation,
    route: &Route,
    asking: Asking,
    work: impl FnOnce(&mut Chain<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let sessions = invocation.sessions()?;
    if sessions.name() == StoreName::None && !sessions.passed_over().is_empty() {
        warn_of_no_store(invocation, &sessions);
    }
    let locks = invocation.locks();
    let keys = |deadline, may_unlock| invocation.keys(deadline, may_unlock);
    let means = invocation.means(&sessions, &keys, &locks);
    work(&mut Chain::new(route, means, asking))
}

fn warn_of_no_store(invocation: &Invocation, sessions: &SessionStore<'_>) {
    invocation.ui.warn(
        &format!(
            "no store here keeps a session, so each call is made anew ({})",
            sessions.why_passed_over()
        ),
        Some("`--store file` keeps them under a passphrase"),
    );
}
