//! What went wrong with a call: what was tried, what came back, what to do next.
//!
//! Security: nothing of the SDK's own errors is printed, for they may hold a request or an answer whole.

mod access_denied;
mod help;
mod nonsense;
mod policies;
mod refusal;
mod unreachable;

use std::error::Error;
use std::path::Path;

use aws_sdk_sts::error::{ErrorMetadata, ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_types::request_id::RequestId;

pub use self::access_denied::{Denial, Denier};
pub use self::nonsense::{Gap, Nonsense};
pub use self::refusal::{Refusal, RefusalKind, ServiceAnswer};
pub use self::unreachable::{Cause, TlsFault, Unreachable};
use super::call::Call;
pub use super::settings::SettingsError;
use super::witness::Witness;
use crate::scrub;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum StsError {
    /// Nothing was sent, nor can be.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The SDK could not make a request of the parameters.
    #[error("failed to make a request of {}", .0.what())]
    Unsent(Box<Call>),
    /// STS answered with an error; throttling and its own failures included.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// No answer came.
    #[error(transparent)]
    Unreachable(Box<Unreachable>),
    /// What came is no answer of STS.
    #[error(transparent)]
    Nonsense(Box<Nonsense>),
}

/// Which exit code an error leads to (contract, «Exit codes»).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ExitKind {
    /// 3
    Configuration,
    /// 5
    Refused,
    /// 6: not reached, failed, throttled or nonsense.
    Unreachable,
    /// 1
    Other,
}

impl StsError {
    /// Which exit code this leads to.
    pub fn exit_kind(&self) -> ExitKind {
        match self {
            Self::Settings(SettingsError::Runtime { .. }) | Self::Unsent(_) => ExitKind::Other,
            Self::Settings(_) => ExitKind::Configuration,
            Self::Refused(refusal) => refusal.exit_kind(),
            Self::Unreachable(_) | Self::Nonsense(_) => ExitKind::Unreachable,
        }
    }

    /// What to do next. May have several lines; the first makes sense alone.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Settings(error) => error.help(),
            Self::Unsent(_) => {
                Some("check that the access key was stored whole, without spaces around it".into())
            }
            Self::Refused(refusal) => Some(refusal.help()),
            Self::Unreachable(error) => Some(error.help()),
            Self::Nonsense(error) => Some(error.help()),
        }
    }

    /// What STS refused for, where it did.
    pub fn refusal(&self) -> Option<&RefusalKind> {
        match self {
            Self::Refused(refusal) => Some(&refusal.kind),
            _ => None,
        }
    }

    /// Whether the MFA code of the call may be used up though no session came: it must not be sent again.
    pub fn code_may_be_spent(&self) -> bool {
        match self {
            Self::Settings(_) | Self::Unsent(_) => false,
            Self::Refused(refusal) => refusal.code_may_be_spent,
            Self::Unreachable(error) => error.code_may_be_spent,
            Self::Nonsense(error) => error.code_may_be_spent,
        }
    }

    /// An answer that was read, and cannot be used.
    pub(super) fn gap(call: Call, request_id: Option<String>, gap: Gap, witness: &Witness) -> Self {
        Self::Nonsense(Box::new(Nonsense::new(call, request_id, gap, witness)))
    }
}

/// Everything that turns the SDK's error into ours.
pub(super) struct Failed<'a> {
    pub(super) call: &'a Call,
    pub(super) witness: &'a Witness,
    pub(super) proxy: Option<&'a str>,
    pub(super) ca_bundle: Option<&'a Path>,
    /// Taken out of whatever the service says.
    pub(super) secrets: &'a [&'a str],
}

impl Failed<'_> {
    /// The deadline was over before anything was sent.
    pub(super) fn out_of_time(&self) -> StsError {
        self.unreachable(Cause::OutOfTime)
    }

    pub(super) fn by<E>(&self, error: &SdkError<E, HttpResponse>) -> StsError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::ServiceError(answer) => {
                self.answered(answer.err().meta(), answer.raw(), error.request_id())
            }
            SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
                Some(cause) => {
                    self.unreachable(unreachable::cause(cause, self.witness, self.proxy.is_some()))
                }
                None => StsError::Unsent(Box::new(self.call.clone())),
            },
            SdkError::TimeoutError(_) => self.unreachable(unreachable::timeout(self.witness)),
            SdkError::ResponseError(_) => self.unreachable(Cause::Broken),
            _ => StsError::Unsent(Box::new(self.call.clone())),
        }
    }

    fn unreachable(&self, cause: Cause) -> StsError {
        StsError::Unreachable(Box::new(Unreachable {
            call: self.call.clone(),
            attempts: self.witness.attempts(),
            connected: self.witness.may_have_arrived(),
            code_may_be_spent: self.witness.code_may_be_spent(),
            proxy: self.proxy.map(str::to_owned),
            ca_bundle: self.ca_bundle.map(Path::to_owned),
            cause,
        }))
    }

    fn answered(&self, meta: &ErrorMetadata, raw: &HttpResponse, request_id: Option<&str>) -> StsError {
        let status = raw.status().as_u16();
        let request_id = request_id.map(|id| scrub::bounded(&scrub::clean(id, self.secrets), 100));
        let code = meta
            .code()
            .map(|code| scrub::bounded(&scrub::clean(code, self.secrets), 100));
        if status < 400 || (code.is_none() && status < 500) {
            let came = nonsense::came(raw, self.secrets);
            return StsError::gap(self.call.clone(), request_id, came, self.witness);
        }
        // The canonical request follows, in many lines that help nobody.
        let first = |message: &str| message.split("\n\n").next().unwrap_or_default().to_owned();
        let message = meta.message().map(first);
        let message = message.map(|message| scrub::clean(&message, self.secrets));
        let answer = ServiceAnswer {
            status,
            code,
            message,
            request_id,
        };
        StsError::Refused(Box::new(Refusal::new(self.call.clone(), answer, self.witness)))
    }
}

#[cfg(test)]
mod tests;
