//! The real binary, in an emptied environment, against real parts.

/// So that the files are found in `tests/it/`.
mod it {
    /// The AWS config and credentials files, judged by the SDKs' vectors, by malformed input and by chance.
    mod aws_config;
    /// Profiles out of rolehop's TOML and the AWS files: which file says what, and whom a bad line stops.
    mod profiles;
}
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(unix)]
#[path = "it/again.rs"]
mod again;
#[cfg(unix)]
#[path = "it/exec_command.rs"]
mod exec_command;
#[cfg(unix)]
#[path = "it/export_shells.rs"]
mod export_shells;
#[cfg(target_os = "linux")]
#[path = "it/hardening.rs"]
mod hardening;
#[cfg(unix)]
#[path = "it/output_stdout.rs"]
mod output_stdout;
    /// The STS client against a service that answers, fails, hangs and talks nonsense.
    mod sts_client;
}
