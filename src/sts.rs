//! AWS STS, one blocking call at a time: the SDK's client and its runtime behind a plain function call.
//!
//! Settings come in as data: nothing here reads the environment, a file of AWS's, or instance metadata.
//! What a session is kept for, who types a code and which profile asked are other rooms' business.

mod answer;
mod body_limit;
mod call;
pub mod client;
mod connector;
pub mod endpoint;
pub mod error;
mod operations;
pub mod settings;
mod witness;

pub use answer::{Answer, CallerIdentity};
pub use call::{Call, CallContext, CallerKind, MfaSent, Sent};
pub use client::Client;
pub use error::{ExitKind, StsError};
pub use operations::{AssumeRoleInput, GetSessionTokenInput};
pub use settings::{ClientSettings, ProxySettings, RetryMode, RetrySettings};
