//! From a signed request to the caller: is the key known and active, the session token its own, and the time right?

use super::caller::Caller;
use super::refusal::Refusal;
use super::request::Raw;
use super::signature::Claim;
use super::world::{Session, SessionKind, World};

impl World {
    /// Who signed `raw`, at `now`.
    pub(super) fn authenticate(&self, raw: &Raw, claim: &Claim, now: i64) -> Result<Caller, Refusal> {
        let (caller, secret) = match self.session(&claim.access_key_id) {
            Some(session) => self.by_session(session, claim, now)?,
            None => self.by_long_term_key(claim)?,
        };
        claim.check_scope(
            now,
            self.settings.signature_window_minutes,
            self.settings.region.as_deref(),
        )?;
        claim.check_signature(raw, secret)?;
        if self.settings.disabled_regions.contains(&claim.region) {
            return Err(Refusal::region_disabled(&caller.account));
        }
        Ok(caller)
    }

    /// The ARN behind three credentials, judged as a signed call of `now` would be.
    ///
    /// # Errors
    /// What the call would be refused with.
    pub fn identify(
        &self,
        access_key_id: &str,
        secret_access_key: &str,
        session_token: Option<&str>,
        now: i64,
    ) -> Result<String, Refusal> {
        let claim = Claim {
            access_key_id: access_key_id.to_owned(),
            date: String::new(),
            region: String::new(),
            service: "sts".to_owned(),
            signed_headers: Vec::new(),
            signature: String::new(),
            amz_date: String::new(),
            session_token: session_token.map(str::to_owned),
            expires_seconds: None,
        };
        let (caller, secret) = match self.session(access_key_id) {
            Some(session) => self.by_session(session, &claim, now)?,
            None => self.by_long_term_key(&claim)?,
        };
        if secret == secret_access_key {
            Ok(caller.arn)
        } else {
            Err(Refusal::signature("The secret is another one."))
        }
    }

    fn by_long_term_key(&self, claim: &Claim) -> Result<(Caller, &str), Refusal> {
        match self.user_by_key(&claim.access_key_id) {
            Some((user, key)) if key.active && claim.session_token.is_none() => {
                Ok((Caller::long_term(user), &key.secret_access_key))
            }
            _ => Err(Refusal::invalid_client_token()),
        }
    }

    fn by_session<'a>(
        &'a self,
        session: &'a Session,
        claim: &Claim,
        now: i64,
    ) -> Result<(Caller, &'a str), Refusal> {
        if claim.session_token.as_ref() != Some(&session.session_token) {
            return Err(Refusal::invalid_client_token());
        }
        if session.global && self.settings.opt_in_regions.contains(&claim.region) {
            return Err(Refusal::invalid_client_token());
        }
        if now >= session.expires_at {
            return Err(Refusal::expired_token());
        }
        let caller = match &session.kind {
            SessionKind::User { arn, mfa_at } => self
                .user_by_arn(arn)
                .map(|user| Caller::user_session(user, *mfa_at, session.issued_at)),
            SessionKind::Role(of) => self
                .role_by_arn(&of.role_arn)
                .map(|role| Caller::role_session(role, of, session.issued_at)),
        };
        caller
            .map(|caller| (caller, session.secret_access_key.as_str()))
            .ok_or_else(Refusal::invalid_client_token)
    }
}
