//! The real binary, in an emptied environment, against real parts.

/// So that the files are found in `tests/it/`.
mod it {
    /// The AWS config and credentials files, judged by the SDKs' vectors, by malformed input and by chance.
    mod aws_config;
}
