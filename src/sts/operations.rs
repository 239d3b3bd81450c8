//! The operations: our parameters in, one call, a checked answer out.

use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};
use aws_types::request_id::RequestId;
use secrecy::{ExposeSecret, SecretString};

use super::answer::{Answer, CallerIdentity, Clock, identity, session};
use super::call::{Call, CallContext, Sent, mfa_sent};
use super::client::Client;
use super::error::{Gap, StsError};
use super::witness::Witness;
use crate::credentials::Credentials;
use crate::route::{AssumeRole, GetSessionToken};
use crate::time::Timestamp;

/// A GetSessionToken call.
#[derive(Clone, Copy, Debug)]
pub struct GetSessionTokenInput<'a> {
    pub parameters: &'a GetSessionToken,
    /// None: STS's default.
    pub duration_seconds: Option<u32>,
    /// Six digits of the device of `parameters`; the serial is sent with a code only.
    pub token_code: Option<&'a SecretString>,
}

/// An AssumeRole call.
#[derive(Clone, Copy, Debug)]
pub struct AssumeRoleInput<'a> {
    pub parameters: &'a AssumeRole,
    /// Made from the template of `parameters`.
    pub role_session_name: &'a str,
    /// None: STS's default.
    pub duration_seconds: Option<u32>,
    /// Six digits of the device of `parameters`; the serial is sent with a code only.
    pub token_code: Option<&'a SecretString>,
}

impl Client {
    /// Calls GetSessionToken.
    ///
    /// # Errors
    /// See [`StsError`]. A code that STS may have used is not sent a second time.
    pub fn get_session_token(
        &self,
        signer: &Credentials,
        input: &GetSessionTokenInput<'_>,
        context: &CallContext,
        now: Timestamp,
    ) -> Result<Answer, StsError> {
        let serial = input.parameters.mfa.as_ref().map(|mfa| mfa.serial.as_str());
        let code = Code::of(serial, input.token_code);
        let mut call = self.call("GetSessionToken", signer, context);
        call.sent = Sent {
            duration_seconds: input.duration_seconds,
            mfa: mfa_sent(context.caller_kind, code.serial, now),
            ..Sent::default()
        };
        let witness = Witness::new(now, code.serial.is_some());
        let secrets = secrets(signer, code.digits, None);
        let answer = self.run(signer, &witness, &call, &secrets, |sdk, overrides, seen| {
            sdk.get_session_token()
                .set_duration_seconds(input.duration_seconds.map(u32::cast_signed))
                .set_serial_number(code.serial.map(str::to_owned))
                .set_token_code(code.digits.map(str::to_owned))
                .customize()
                .config_override(overrides)
                .interceptor(seen)
                .send()
        })?;
        let request_id = answer.request_id().map(str::to_owned);
        let clock = clock(&witness, now);
        let session = session(call.operation, answer.credentials, None, None, clock)
            .map_err(|gap| StsError::gap(call, request_id.clone(), gap, &witness))?;
        Ok(Answer {
            session,
            request_id,
            packed_policy_size: None,
            clock_skew_seconds: clock.skew_seconds,
        })
    }

    /// Calls AssumeRole.
    ///
    /// # Errors
    /// See [`StsError`]. A code that STS may have used is not sent a second time.
    pub fn assume_role(
        &self,
        signer: &Credentials,
        input: &AssumeRoleInput<'_>,
        context: &CallContext,
        now: Timestamp,
    ) -> Result<Answer, StsError> {
        let role = input.parameters;
        let serial = role.mfa.as_ref().map(|mfa| mfa.serial.as_str());
        let code = Code::of(serial, input.token_code);
        let mut call = self.call("AssumeRole", signer, context);
        call.role_arn = Some(role.role_arn.clone());
        call.sent = sent(input, &code, context, now);
        let witness = Witness::new(now, code.serial.is_some());
        let secrets = secrets(signer, code.digits, role.external_id.as_deref());
        let answer = self.run(signer, &witness, &call, &secrets, |sdk, overrides, seen| {
            sdk.assume_role()
                .role_arn(role.role_arn.as_str())
                .role_session_name(input.role_session_name)
                .set_duration_seconds(input.duration_seconds.map(u32::cast_signed))
                .set_external_id(role.external_id.clone())
                .set_serial_number(code.serial.map(str::to_owned))
                .set_token_code(code.digits.map(str::to_owned))
                .set_tags(tags(role))
                .set_transitive_tag_keys(some_of(&role.transitive_tags))
                .set_policy(role.policy.clone())
                .set_policy_arns(policy_arns(role))
                .set_source_identity(role.source_identity.clone())
                .customize()
                .config_override(overrides)
                .interceptor(seen)
                .send()
        })?;
        let request_id = answer.request_id().map(str::to_owned);
        let clock = clock(&witness, now);
        let packed_policy_size = packed_policy_size(&answer);
        let assumed = answer.assumed_role_user.as_ref().map(|user| user.arn.as_str());
        let session = assumed
            .filter(|arn| !arn.is_empty())
            .ok_or(Gap::Missing("AssumedRoleUser"))
            .and_then(|arn| {
                session(
                    call.operation,
                    answer.credentials,
                    Some(&role.role_arn),
                    Some(arn),
                    clock,
                )
            });
        Ok(Answer {
            session: session.map_err(|gap| StsError::gap(call, request_id.clone(), gap, &witness))?,
            request_id,
            packed_policy_size,
            clock_skew_seconds: clock.skew_seconds,
        })
    }

    /// Calls GetCallerIdentity, which needs no permission.
    ///
    /// # Errors
    /// See [`StsError`].
    pub fn get_caller_identity(
        &self,
        signer: &Credentials,
        context: &CallContext,
        now: Timestamp,
    ) -> Result<CallerIdentity, StsError> {
        let mut call = self.call("GetCallerIdentity", signer, context);
        call.sent.mfa = mfa_sent(context.caller_kind, None, now);
        let witness = Witness::new(now, false);
        let secrets = secrets(signer, None, None);
        let answer = self.run(signer, &witness, &call, &secrets, |sdk, overrides, seen| {
            sdk.get_caller_identity()
                .customize()
                .config_override(overrides)
                .interceptor(seen)
                .send()
        })?;
        let request_id = answer.request_id().map(str::to_owned);
        identity(answer.user_id, answer.account, answer.arn)
            .map_err(|gap| StsError::gap(call, request_id, gap, &witness))
    }

    fn call(&self, operation: &'static str, signer: &Credentials, context: &CallContext) -> Call {
        Call {
            region: self.endpoint().region().to_owned(),
            endpoint: self.endpoint().authority().to_owned(),
            ..Call::new(operation, signer, context)
        }
    }
}

/// A serial and its digits: STS wants both or none.
struct Code<'a> {
    serial: Option<&'a str>,
    digits: Option<&'a str>,
}

impl<'a> Code<'a> {
    #[expect(clippy::disallowed_methods, reason = "the code is sent to STS")]
    fn of(serial: Option<&'a str>, code: Option<&'a SecretString>) -> Self {
        let both = serial.zip(code);
        Self {
            serial: both.map(|(serial, _)| serial),
            digits: both.map(|(_, code)| code.expose_secret()),
        }
    }
}

/// What must not come back in an error, should the service repeat it.
#[expect(
    clippy::disallowed_methods,
    reason = "compared with what came back, to take it out"
)]
fn secrets<'a>(signer: &'a Credentials, code: Option<&'a str>, external_id: Option<&'a str>) -> Vec<&'a str> {
    let token = signer.session_token.as_ref().map(ExposeSecret::expose_secret);
    let secrets = [
        Some(signer.secret_access_key.expose_secret()),
        token,
        code,
        external_id,
    ];
    secrets.into_iter().flatten().collect()
}

fn sent(input: &AssumeRoleInput<'_>, code: &Code<'_>, context: &CallContext, now: Timestamp) -> Sent {
    let role = input.parameters;
    Sent {
        duration_seconds: input.duration_seconds,
        external_id: role.external_id.is_some(),
        mfa: mfa_sent(context.caller_kind, code.serial, now),
        tags: role.tags.len(),
        source_identity: role.source_identity.is_some(),
        policy_length: role.policy.as_ref().map(|policy| policy.chars().count()),
        policy_arns: role.policy_arns.len(),
    }
}

fn clock(witness: &Witness, now: Timestamp) -> Clock {
    Clock {
        now,
        skew_seconds: witness.clock_skew_seconds(),
    }
}

#[expect(
    deprecated,
    reason = "the older of two fields; not every STS sends the newer one"
)]
fn packed_policy_size(answer: &AssumeRoleOutput) -> Option<i32> {
    answer.session_token_utilization.or(answer.packed_policy_size)
}

fn some_of(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}

fn tags(role: &AssumeRole) -> Option<Vec<Tag>> {
    let made = role
        .tags
        .iter()
        .filter_map(|(key, value)| Tag::builder().key(key).value(value).build().ok());
    (!role.tags.is_empty()).then(|| made.collect())
}

fn policy_arns(role: &AssumeRole) -> Option<Vec<PolicyDescriptorType>> {
    let made = role
        .policy_arns
        .iter()
        .map(|arn| PolicyDescriptorType::builder().arn(arn).build());
    (!role.policy_arns.is_empty()).then(|| made.collect())
}
