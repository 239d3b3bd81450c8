//! What happened on the wire in one call: how often it was sent, whether it can have arrived, the service's clock.
//!
//! Security: keeps facts about a call, never its content.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connection::CaptureSmithyConnection;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, InterceptorContext,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;

use crate::time::Timestamp;

/// Follows one call through its attempts. Clones share what they saw.
#[derive(Clone, Debug)]
pub(super) struct Witness {
    seen: Arc<Mutex<Seen>>,
    started: (Timestamp, Instant),
    carries_code: bool,
}

#[derive(Debug, Default)]
struct Seen {
    attempts: u32,
    connection: Option<CaptureSmithyConnection>,
    status: Option<u16>,
    code_may_be_spent: bool,
    clock_skew_seconds: Option<i64>,
}

impl Seen {
    /// A connection was there, so the request may have arrived.
    fn may_have_arrived(&self) -> bool {
        self.connection
            .as_ref()
            .is_some_and(|connection| connection.get().is_some())
    }

    /// Arrived, and no answer says that it was refused.
    fn may_have_spent_a_code(&self) -> bool {
        self.may_have_arrived() && self.status.is_none_or(|status| !(400..500).contains(&status))
    }
}

impl Witness {
    pub(super) fn new(now: Timestamp, carries_code: bool) -> Self {
        Self {
            seen: Arc::default(),
            started: (now, Instant::now()),
            carries_code,
        }
    }

    /// Since the call began.
    pub(super) fn elapsed(&self) -> Duration {
        self.started.1.elapsed()
    }

    /// Whether the call carries an MFA code.
    pub(super) fn carries_code(&self) -> bool {
        self.carries_code
    }

    pub(super) fn attempts(&self) -> u32 {
        self.seen().attempts
    }

    /// Whether the last attempt had a connection.
    pub(super) fn may_have_arrived(&self) -> bool {
        self.seen().may_have_arrived()
    }

    /// Whether the code of this call may have been used up by an attempt that brought no session.
    pub(super) fn code_may_be_spent(&self) -> bool {
        let seen = self.seen();
        self.carries_code && (seen.code_may_be_spent || seen.may_have_spent_a_code())
    }

    /// Whether an attempt before the last one may have used up the code.
    pub(super) fn earlier_attempt_may_have_spent_code(&self) -> bool {
        self.carries_code && self.seen().code_may_be_spent
    }

    /// How far the service's clock is ahead of this machine's.
    pub(super) fn clock_skew_seconds(&self) -> Option<i64> {
        self.seen().clock_skew_seconds
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn local_time(&self) -> Timestamp {
        let (now, since) = self.started;
        now.plus(i64::try_from(since.elapsed().as_secs()).unwrap_or(0))
    }
}

#[dyn_dispatch_hint]
impl Intercept for Witness {
    fn name(&self) -> &'static str {
        "Witness"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut seen = self.seen();
        seen.code_may_be_spent |= seen.may_have_spent_a_code();
        seen.attempts += 1;
        seen.connection = cfg.load::<CaptureSmithyConnection>().cloned();
        seen.status = None;
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        let service_time = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        let mut seen = self.seen();
        seen.status = Some(context.response().status().as_u16());
        seen.clock_skew_seconds =
            service_time.map(|time| Timestamp::from_seconds(time.secs()).seconds_since(self.local_time()));
        Ok(())
    }
}

/// A call with an MFA code is not sent again when its answer was lost: STS may have taken the code, which is good
/// once. An answer that says «throttled», «failed» or «your clock is wrong» is retried as any other call's.
impl ClassifyRetry for Witness {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let answer_was_lost = matches!(context.output_or_error(), Some(Err(error))
            if error.is_timeout_error() || error.is_connector_error() || error.is_response_error());
        if self.carries_code && answer_was_lost && self.may_have_arrived() {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "an MFA code is good once"
    }
}
