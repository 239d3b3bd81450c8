//! The real binary, in an emptied environment, against real parts.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, its helpers included"
)]

/// So that the files are found in `tests/it/`.
mod it {
    /// Malformed input of every kind, failing services and stores, kills: an error in words, no panic, no hang.
    mod adversity;
    /// This test program, run again as another process.
    #[cfg(unix)]
    mod again;
    /// The AWS config and credentials files, judged by the SDKs' vectors, by malformed input and by chance.
    mod aws_config;
    /// Every command's whole output: what it prints where, in text and as JSON, and how it ends.
    #[cfg(target_os = "linux")]
    mod commands;
    /// The completions, at work in real shells.
    #[cfg(unix)]
    mod completions;
    /// `exec`: the command's own arguments, signals and exit code.
    #[cfg(unix)]
    mod exec_command;
    /// `export`, read back by real shells.
    #[cfg(unix)]
    mod export_shells;
    /// What a newcomer meets before anything is set up.
    #[cfg(unix)]
    mod first_steps;
    /// What is made from the command line's definition and committed, made again.
    mod generated;
    /// No secret in a core dump, and a command with the limits that it would have had.
    #[cfg(target_os = "linux")]
    mod hardening;
    /// Programs of the person's own: their answer, their faults, their deadline, their environment.
    mod helper_programs;
    /// Every secret, looked for in all that is written, started and left behind.
    #[cfg(target_os = "linux")]
    mod leaks;
    /// Standard output: closed pipes, full disks.
    #[cfg(unix)]
    mod output_stdout;
    /// Profiles out of rolehop's TOML and the AWS files: which file says what, and whom a bad line stops.
    mod profiles;
    /// What is cached, for whom, and what makes a session another one (promises 1 and 5).
    #[cfg(target_os = "linux")]
    mod promises_cache;
    /// One code a day: where it goes, who gives it, how long sessions last (promises 4 and 6).
    #[cfg(target_os = "linux")]
    mod promises_mfa;
    /// The question as the real binary asks it, and every way in which it can end (promise 9).
    #[cfg(target_os = "linux")]
    mod promises_prompt;
    /// A state folder that is missing, read-only or full.
    #[cfg(target_os = "linux")]
    mod promises_state;
    /// Which room of the source may use which, as docs/architecture.md has it.
    mod rooms;
    /// The SDKs' published chains of profiles, explained by the real binary.
    mod route_vectors;
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
    /// Many processes at once: one call a hop, one question, one answer for all.
    #[cfg(target_os = "linux")]
    mod storm;
    /// Many processes on one terminal, and what each answered.
    #[cfg(target_os = "linux")]
    mod storm_many;
    /// Sessions that are due, with the clock moved: renewed by one, held up nobody.
    #[cfg(target_os = "linux")]
    mod storm_renewal;
    /// Where the storms play: a user of its own, keys, STS, a terminal.
    #[cfg(target_os = "linux")]
    mod storm_stage;
    /// The client of STS, against scripted answers, TLS, a proxy and the loopback STS.
    mod sts_client;
    /// MFA codes from a person and from a program: what is refused, counted, and never sent twice.
    mod terminal_mfa;
    /// Prompts as a person sees them, and every way in which one can end.
    mod terminal_prompt;
    /// What the tests of the terminal play on one: this binary again, as a program of its own.
    mod terminal_scenes;
    /// A prompt under a shell with job control.
    mod terminal_shell;
    /// The tour of the README, with a terminal and without, and that it leaves nothing behind.
    #[cfg(target_os = "linux")]
    mod tour;
}
