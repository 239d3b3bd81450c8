//! No secret in a core dump (promise 7): what a process gives up about itself at its start.
//!
//! A few quick system calls, as they stand in the way of every cached call. Programs that `exec` becomes get the
//! limit back that rolehop was started with; helpers keep ours, for what they hold is as secret.
//! On Windows, where a crash report is the system's to make, there is nothing to give up.

#[cfg(unix)]
use std::sync::OnceLock;

#[cfg(unix)]
use nix::sys::resource::{Resource, getrlimit, rlim_t, setrlimit};

/// Forbids core dumps of this process, and on Linux other processes of the user to read its memory.
///
/// A system that refuses is left as it is: a session is worth more than a dump that will hardly be made.
#[cfg(unix)]
pub fn forbid_core_dumps() {
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_CORE)
        && soft > 0
        && setrlimit(Resource::RLIMIT_CORE, 0, hard).is_ok()
    {
        // The first call knows what was inherited.
        let _ = INHERITED.set((soft, hard));
    }
    // Security: a limit of 0 does not stop a dump that the kernel pipes into a program (core(5)); this does, and
    // the kernel itself takes it back at the next execve(2).
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_dumpable(false);
}

/// Whether this process has more rights than whoever started it, as a set-user-ID program has.
///
/// Security: the environment and the configuration are then another's than the rights, and they name programs to run.
#[cfg(unix)]
pub fn has_borrowed_rights() -> bool {
    use nix::unistd::{getegid, geteuid, getgid, getuid};
    getuid() != geteuid() || getgid() != getegid()
}

/// No program has more rights than its user here.
#[cfg(not(unix))]
pub fn has_borrowed_rights() -> bool {
    false
}

/// Puts the limit back that [`forbid_core_dumps`] found, for the program that this process becomes.
#[cfg(unix)]
pub fn restore_core_limit() {
    if let Some(&(soft, hard)) = INHERITED.get() {
        // A limit that may not be put back is no reason not to run the command.
        let _ = setrlimit(Resource::RLIMIT_CORE, soft, hard);
    }
}

/// Nothing to do here.
#[cfg(not(unix))]
pub fn forbid_core_dumps() {}

/// Nothing to do here.
#[cfg(not(unix))]
pub fn restore_core_limit() {}

/// The limits at the start: soft and hard.
#[cfg(unix)]
static INHERITED: OnceLock<(rlim_t, rlim_t)> = OnceLock::new();
