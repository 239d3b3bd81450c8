//! One STS call: its parameters, its duration, and what is tried once more.

use super::{Chain, Signer};
use crate::account::{host_name, user_name};
use crate::arn::account_of;
use crate::duration::SessionDuration;
use crate::error::Error;
use crate::mfa::TokenCode;
use crate::route::session_name::expand_session_name;
use crate::route::{AssumeRole, GetSessionToken, Mfa, Operation, RouteError};
use crate::session::Session;
use crate::sts::error::RefusalKind;
use crate::sts::{
    Answer, AssumeRoleInput, CallContext, CallerIdentity, CallerKind, Client, ClientSettings,
    GetSessionTokenInput, ProxySettings, RetryMode, RetrySettings, StsError,
};

/// STS's longest session of a chained role, in seconds.
const CHAINED: u32 = 3600;

impl Chain<'_> {
    /// Calls STS for hop `index`.
    pub(super) fn call(&mut self, index: usize, signer: &Signer) -> Result<Session, Error> {
        let route = self.route;
        let hop = &route.hops[index];
        let answer = match &hop.operation {
            Operation::GetSessionToken(call) => self.session_token(index, call, signer)?,
            Operation::AssumeRole(role) => self.role(index, role, signer)?,
            other => {
                return Err(Error::NotBuilt {
                    what: other.name().to_owned(),
                });
            }
        };
        self.means.ui.step(&format!(
            "hop {}: {} answered, good until {} (request id {})",
            index + 1,
            hop.operation.name(),
            answer.session.expiration,
            answer.request_id.as_deref().unwrap_or("unknown")
        ));
        let serial = hop.operation.mfa().map(|mfa| mfa.serial.as_str());
        let account_id = answer
            .session
            .account_id
            .or_else(|| serial.and_then(account_of).map(str::to_owned));
        Ok(Session {
            profile: hop.profile.clone(),
            account_id,
            ..answer.session
        })
    }

    fn session_token(
        &mut self,
        index: usize,
        call: &GetSessionToken,
        signer: &Signer,
    ) -> Result<Answer, Error> {
        let duration_seconds = seconds(call.duration);
        let context = self.context(index, signer);
        self.with_code(index, call.mfa.as_ref(), &|client, code, now| {
            let input = GetSessionTokenInput {
                parameters: call,
                duration_seconds,
                token_code: code.map(TokenCode::as_secret),
            };
            client.get_session_token(&signer.credentials, &input, &context, now)
        })
    }

    fn role(&mut self, index: usize, role: &AssumeRole, signer: &Signer) -> Result<Answer, Error> {
        match role.duration {
            SessionDuration::Max => self.longest(index, role, signer),
            SessionDuration::Seconds(asked) => match self.assume(index, role, signer, asked) {
                Err(Error::Sts(error))
                    if error.refusal() == Some(&RefusalKind::DurationExceedsChaining) && asked > CHAINED =>
                {
                    self.means
                        .ui
                        .note("STS allows this chained role one hour at most; asking for 3600 seconds");
                    self.assume(index, role, signer, CHAINED)
                }
                other => other,
            },
        }
    }

    pub(super) fn assume(
        &mut self,
        index: usize,
        role: &AssumeRole,
        signer: &Signer,
        duration: u32,
    ) -> Result<Answer, Error> {
        self.assume_by(index, role, signer, duration, role.mfa.as_ref())
    }

    /// The same call without its code, to learn what the role allows before one is spent.
    pub(super) fn assume_without_code(
        &mut self,
        index: usize,
        role: &AssumeRole,
        signer: &Signer,
        duration: u32,
    ) -> Result<Answer, Error> {
        self.assume_by(index, role, signer, duration, None)
    }

    fn assume_by(
        &mut self,
        index: usize,
        role: &AssumeRole,
        signer: &Signer,
        duration: u32,
        mfa: Option<&Mfa>,
    ) -> Result<Answer, Error> {
        let name = self.role_session_name(index, role);
        let context = self.context(index, signer);
        self.with_code(index, mfa, &|client, code, now| {
            let input = AssumeRoleInput {
                parameters: role,
                role_session_name: &name,
                duration_seconds: Some(duration),
                token_code: code.map(TokenCode::as_secret),
            };
            client.assume_role(&signer.credentials, &input, &context, now)
        })
    }

    fn role_session_name(&self, index: usize, role: &AssumeRole) -> String {
        let profile = self.route.hops[index].profile.as_deref().unwrap_or_default();
        expand_session_name(&role.role_session_name, &user_name(), &host_name(), profile)
    }

    /// The client, made once; what is wrong with its settings is known before anybody is asked.
    pub(super) fn client(&mut self, index: usize) -> Result<&Client, Error> {
        let client = match self.client.take() {
            Some(client) => client.until(self.deadline(index)),
            None => Client::new(&self.client_settings(index)?)?,
        };
        Ok(self.client.insert(client))
    }

    fn client_settings(&self, index: usize) -> Result<ClientSettings, Error> {
        let environment = self.means.environment;
        Ok(ClientSettings {
            endpoint: self.route.endpoint.clone(),
            retries: retries(
                environment.retry_mode.as_deref(),
                environment.max_attempts.as_deref(),
            )?,
            proxy: ProxySettings {
                https_proxy: environment.https_proxy.clone().map(Into::into),
                no_proxy: environment.no_proxy.clone(),
            },
            deadline: self.deadline(index),
        })
    }

    pub(super) fn who(&mut self, signer: &Signer) -> Result<CallerIdentity, Error> {
        let hops = self.route.hops.len();
        let context = self.context(hops, signer);
        let now = self.now();
        Ok(self
            .client(hops)?
            .get_caller_identity(&signer.credentials, &context, now)?)
    }

    fn context(&self, index: usize, signer: &Signer) -> CallContext {
        let before = index
            .checked_sub(1)
            .map(|index| &self.route.hops[index].operation);
        let caller_kind = match before {
            Some(Operation::GetSessionToken(_)) => CallerKind::UserSession {
                mfa_at: signer.mfa_at,
            },
            Some(_) => CallerKind::RoleSession,
            None if signer.credentials.session_token.is_none() => CallerKind::LongTerm,
            None if self.route.source.is_role_session() => CallerKind::RoleSession,
            None => CallerKind::Unknown,
        };
        CallContext {
            hop: index + 1,
            profile: self.route.hops.get(index).and_then(|hop| hop.profile.clone()),
            caller_arn: signer.arn.clone(),
            caller_role: before.and_then(Operation::role).map(|role| role.role_arn.clone()),
            caller_kind,
            policy_place: None,
        }
    }
}

fn retries(mode: Option<&str>, attempts: Option<&str>) -> Result<RetrySettings, Error> {
    let mut settings = RetrySettings::default();
    let wrong = |variable, value: &str, wanted| RouteError::Variable {
        variable,
        value: value.to_owned(),
        wanted,
    };
    if let Some(text) = mode {
        settings.mode = RetryMode::parse(text)
            .ok_or_else(|| wrong("AWS_RETRY_MODE", text, "`standard`, `adaptive` or `legacy`"))?;
    }
    if let Some(text) = attempts {
        let number = text.parse().ok().filter(|number| *number > 0);
        let number: u32 = number.ok_or_else(|| wrong("AWS_MAX_ATTEMPTS", text, "a number from 1"))?;
        settings.max_attempts = number.min(MOST_ATTEMPTS);
    }
    Ok(settings)
}

/// More than the deadline leaves time for, and far from where the SDK counts for ever.
const MOST_ATTEMPTS: u32 = 100;

const fn seconds(duration: SessionDuration) -> Option<u32> {
    match duration {
        SessionDuration::Seconds(seconds) => Some(seconds),
        SessionDuration::Max => None,
    }
}

/// One attempt at a call, with or without a code.
pub(super) type Attempt<'a> =
    dyn Fn(&Client, Option<&TokenCode>, crate::time::Timestamp) -> Result<Answer, StsError> + 'a;
