//! The real binary, in an emptied environment, against real parts.

/// So that the files are found in `tests/it/`.
mod it {
    /// The AWS config and credentials files, judged by the SDKs' vectors, by malformed input and by chance.
    mod aws_config;
    /// Profiles out of rolehop's TOML and the AWS files: which file says what, and whom a bad line stops.
    mod profiles;
}
