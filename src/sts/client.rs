//! The SDK's client and the runtime it needs, made once in a process and only for a call.
//!
//! Nothing of AWS's is looked up: no profile file, no environment, no metadata service, no default credentials. The
//! SDK gets each setting from us, by the types of `aws-config`, whose loader would look them all up again.

use std::error::Error;
use std::future::Future;
use std::time::Instant;

use aws_config::retry::{RetryConfig, RetryMode as SdkRetryMode};
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials as SdkCredentials;
use aws_sdk_sts::config::{Builder, Config, SharedCredentialsProvider};
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::http::http_client_fn;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use secrecy::ExposeSecret;
use tokio::runtime::Runtime;

use super::body_limit::BodyLimit;
use super::call::Call;
use super::connector::{Connection, connection};
use super::endpoint::ResolvedEndpoint;
use super::error::{Failed, StsError};
use super::settings::{ClientSettings, RetryMode, RetrySettings, SettingsError};
use super::witness::Witness;
use crate::credentials::Credentials;

/// Calls STS, one blocking call at a time, over one connection.
#[derive(Debug)]
pub struct Client {
    sdk: aws_sdk_sts::Client,
    /// Present until the client is dropped.
    runtime: Option<Runtime>,
    endpoint: ResolvedEndpoint,
    ca_bundle: Option<std::path::PathBuf>,
    proxy: Option<String>,
    deadline: Instant,
}

impl Client {
    /// Makes a client; no call is made and no name is looked up.
    ///
    /// # Errors
    /// [`StsError::Settings`]: all that can be known to be wrong before anybody is asked for a code.
    pub fn new(settings: &ClientSettings) -> Result<Self, StsError> {
        let endpoint = ResolvedEndpoint::resolve(&settings.endpoint)?;
        let ca_bundle = settings.endpoint.ca_bundle.clone();
        let connection = connection(&endpoint, ca_bundle.as_deref(), &settings.proxy)?;
        Ok(Self {
            proxy: connection.proxy.clone(),
            sdk: aws_sdk_sts::Client::from_conf(sdk_config(settings, &endpoint, connection)),
            runtime: Some(runtime()?),
            endpoint,
            ca_bundle,
            deadline: settings.deadline,
        })
    }

    /// The same client with another deadline.
    #[must_use]
    pub fn until(mut self, deadline: Instant) -> Self {
        self.deadline = deadline;
        self
    }

    /// Where the calls go.
    pub fn endpoint(&self) -> &ResolvedEndpoint {
        &self.endpoint
    }

    /// Runs one call until it has an answer or the deadline is over.
    pub(super) fn run<O, E, F>(
        &self,
        signer: &Credentials,
        witness: &Witness,
        call: &Call,
        secrets: &[&str],
        request: impl FnOnce(&aws_sdk_sts::Client, Builder, Witness) -> F,
    ) -> Result<O, StsError>
    where
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let failed = Failed {
            call,
            witness,
            proxy: self.proxy.as_deref(),
            ca_bundle: self.ca_bundle.as_deref(),
            secrets,
        };
        let remaining = self.deadline.saturating_duration_since(Instant::now());
        let (Some(runtime), false) = (&self.runtime, remaining.is_zero()) else {
            return Err(failed.out_of_time());
        };
        // Half of the time for the first attempt leaves the other half for a second, where one may be made.
        let attempt = if witness.carries_code() {
            remaining
        } else {
            remaining / 2
        };
        let timeouts = TimeoutConfig::builder()
            .operation_timeout(remaining)
            .operation_attempt_timeout(attempt)
            .build();
        let overrides = Config::builder()
            .credentials_provider(SharedCredentialsProvider::new(sdk_credentials(signer)))
            .timeout_config(timeouts)
            .retry_classifier(witness.clone());
        let answered = runtime.block_on(request(&self.sdk, overrides, witness.clone()));
        answered.map_err(|error| failed.by(&error))
    }
}

impl Drop for Client {
    /// A name lookup that hangs must not hold the process past its deadline.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one runtime; a cached call never comes here"
)]
fn runtime() -> Result<Runtime, SettingsError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| SettingsError::Runtime { source })
}

fn sdk_config(settings: &ClientSettings, endpoint: &ResolvedEndpoint, connection: Connection) -> Config {
    let connector = connection.connector;
    let shared = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(endpoint.region().to_owned()))
        .retry_config(retries(settings.retries))
        // Ours ends a call that stalls; a second rule would only blur which one did.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    let mut config = Builder::from(&shared)
        .endpoint_resolver(endpoint.clone())
        .interceptor(BodyLimit);
    config.set_app_name(AppName::new(concat!("rolehop-", env!("CARGO_PKG_VERSION"))).ok());
    config.build()
}

fn retries(settings: RetrySettings) -> RetryConfig {
    let mode = match settings.mode {
        RetryMode::Standard => SdkRetryMode::Standard,
        RetryMode::Adaptive => SdkRetryMode::Adaptive,
    };
    RetryConfig::standard()
        .with_retry_mode(mode)
        .with_max_attempts(settings.max_attempts.max(1))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the SDK signs the call with these, and wipes its own copy"
)]
fn sdk_credentials(signer: &Credentials) -> SdkCredentials {
    let token = signer.session_token.as_ref();
    SdkCredentials::new(
        signer.access_key_id.clone(),
        signer.secret_access_key.expose_secret(),
        token.map(|token| token.expose_secret().to_owned()),
        None,
        "rolehop",
    )
}
