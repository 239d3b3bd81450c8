//! The real binary, in an emptied environment, against real parts.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, its helpers included"
)]

/// So that the files are found in `tests/it/`.
mod it {
    /// Programs of the person's own: their answer, their faults, their deadline, their environment.
    mod helper_programs;
    /// MFA codes from a person and from a program: what is refused, counted, and never sent twice.
    mod terminal_mfa;
    /// Prompts as a person sees them, and every way in which one can end.
    mod terminal_prompt;
    /// What the tests of the terminal play on one: this binary again, as a program of its own.
    mod terminal_scenes;
    /// A prompt under a shell with job control.
    mod terminal_shell;
}
