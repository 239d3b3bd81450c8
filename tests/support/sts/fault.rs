//! Faults that a test puts between the caller and STS: slowness, errors, and answers that are none.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// What happens to the calls that it meets.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Fault {
    /// Only calls of this operation; none: every call.
    #[serde(default)]
    pub operation: Option<String>,
    /// How many calls it meets; none: all until the faults are cleared.
    #[serde(default)]
    pub times: Option<usize>,
    /// How long the call hangs: before STS sees it, or after where it is carried out.
    #[serde(default)]
    pub delay_milliseconds: u64,
    /// STS does what the call asks (a code is spent, a session issued), though the answer may be lost.
    #[serde(default)]
    pub carried_out: bool,
    /// What is answered.
    #[serde(flatten, default)]
    pub kind: FaultKind,
}

/// What is answered.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The right answer: a fault that only delays.
    #[default]
    Normal,
    /// An `ErrorResponse` with any status, code and message.
    Error {
        /// The HTTP status.
        status: u16,
        /// `<Code>`
        code: String,
        /// `<Message>`
        message: String,
    },
    /// The connection is closed without a byte.
    Drop,
    /// Headers and an announced body; then the connection is closed.
    DropAfterHeaders,
    /// The first half of the body; then the connection is closed.
    HalfBody,
    /// The body, but a longer one was announced; then the connection is closed.
    WrongContentLength,
    /// One byte of the right answer at a time, and blanks without end after it.
    Drip {
        /// Between two bytes.
        milliseconds: u64,
    },
    /// A page for people, as a proxy or captive portal sends it.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// 200 and no body.
    EmptyBody,
    /// 200 and JSON that means nothing.
    Json,
}

impl Fault {
    /// Meets every call, until the faults are cleared.
    pub fn new(kind: FaultKind) -> Self {
        let carried_out = kind.needs_answer();
        Self {
            operation: None,
            times: None,
            delay_milliseconds: 0,
            carried_out,
            kind,
        }
    }

    /// The right answer, late.
    pub fn delay(delay: Duration) -> Self {
        Self::new(FaultKind::Normal).delayed(delay)
    }

    /// 500 `InternalFailure`, 503 `ServiceUnavailable`, or a bare status.
    pub fn status(status: u16) -> Self {
        let (code, message) = match status {
            500 => (
                "InternalFailure",
                "The request processing has failed because of an unknown error.",
            ),
            503 => (
                "ServiceUnavailable",
                "The request has failed due to a temporary failure of the server.",
            ),
            _ => ("UnknownError", "Something is wrong."),
        };
        Self::error(status, code, message)
    }

    /// 400 `Throttling`.
    pub fn throttling() -> Self {
        Self::error(400, "Throttling", "Rate exceeded")
    }

    /// Any error that STS could answer.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::new(FaultKind::Error {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
        })
    }

    /// Meets only calls of `operation`.
    #[must_use]
    pub fn on(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Meets only the next `calls`.
    #[must_use]
    pub fn times(mut self, calls: usize) -> Self {
        self.times = Some(calls);
        self
    }

    /// Lets the call hang first.
    #[must_use]
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay_milliseconds = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// STS does what the call asks before the fault meets it: a code is spent.
    #[must_use]
    pub fn after_it_was_carried_out(mut self) -> Self {
        self.carried_out = true;
        self
    }

    /// Whether STS sees the call at all.
    pub(super) fn reaches_sts(&self) -> bool {
        self.carried_out || self.kind.needs_answer()
    }

    pub(super) fn name(&self) -> String {
        let name = serde_json::to_value(&self.kind).ok();
        name.and_then(|kind| Some(kind.get("kind")?.as_str()?.to_owned()))
            .unwrap_or_default()
    }

    fn meets(&self, operation: &str) -> bool {
        self.times != Some(0) && self.operation.as_ref().is_none_or(|it| it == operation)
    }
}

impl FaultKind {
    /// Whether the right answer, or a part of it, is sent.
    fn needs_answer(&self) -> bool {
        match self {
            Self::Normal
            | Self::DropAfterHeaders
            | Self::HalfBody
            | Self::WrongContentLength
            | Self::Drip { .. } => true,
            Self::Error { .. } | Self::Drop | Self::Html { .. } | Self::EmptyBody | Self::Json => false,
        }
    }

    pub(super) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Error {
                status,
                code,
                message,
            } => Some(Refusal::new(*status, code, message)),
            _ => None,
        }
    }
}

/// The faults that wait for calls, in the order in which they were put in.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Mutex<Vec<Fault>>,
}

impl Faults {
    pub(super) fn add(&self, fault: Fault) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    pub(super) fn clear(&self) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// The first fault that meets a call of `operation`, used once more.
    pub(super) fn take(&self, operation: &str) -> Option<Fault> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = waiting.iter_mut().find(|fault| fault.meets(operation))?;
        fault.times = fault.times.map(|left| left - 1);
        Some(fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_the_calls_it_is_for_and_no_more() {
        let faults = Faults::default();
        faults.add(Fault::throttling().on("AssumeRole").times(2));
        faults.add(Fault::status(503).times(1));
        let mut names = Vec::new();
        for operation in ["AssumeRole", "GetCallerIdentity", "AssumeRole", "AssumeRole"] {
            names.push(
                faults
                    .take(operation)
                    .and_then(|fault| fault.kind.refusal())
                    .map(|refusal| refusal.code),
            );
        }
        assert_eq!(
            names,
            [
                Some("Throttling".to_owned()),
                Some("ServiceUnavailable".to_owned()),
                Some("Throttling".to_owned()),
                None
            ]
        );
    }

    #[test]
    fn is_read_from_json() {
        let fault: Fault = serde_json::from_str(r#"{"kind":"drip","milliseconds":5,"times":1}"#).unwrap();
        assert_eq!(
            (fault.kind.clone(), fault.times),
            (FaultKind::Drip { milliseconds: 5 }, Some(1))
        );
        assert!(fault.reaches_sts());
        let fault: Fault = serde_json::from_str(r#"{"delay_milliseconds":5,"kind":"normal"}"#).unwrap();
        assert_eq!(fault.name(), "normal");
    }
}
