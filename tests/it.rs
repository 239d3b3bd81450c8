//! The real binary, in an emptied environment, against real parts.

/// So that the files are found in `tests/it/`.
mod it {
    /// The STS client against a service that answers, fails, hangs and talks nonsense.
    mod sts_client;
}
