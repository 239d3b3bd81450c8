//! The real binary, in an emptied environment, against real parts.

/// So that the files are found in `tests/it/`.
mod it {
    /// The passphrase's sealed files: asked once, damaged, planted, full disk, killed half-way.
    #[cfg(target_os = "linux")]
    mod store_file;
    /// The kernel keyring of a user of its own: expiry, possession, quota, replacement, containers.
    #[cfg(target_os = "linux")]
    mod store_kernel;
    /// The desktop's keyring, a real one on a bus of its own: unlocked, locked, gone.
    #[cfg(target_os = "linux")]
    mod store_keyring;
    /// What the store tests store.
    #[cfg(target_os = "linux")]
    mod store_samples;
}
