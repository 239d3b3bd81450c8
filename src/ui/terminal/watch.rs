//! The processes whose end ends a prompt, as descriptors that poll can wait on.
//!
//! Linux has them (pidfd_open(2), 5.3); elsewhere, and for a process that is not ours to watch, the change of the
//! parent's id at the next tick is what tells.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::unistd::Pid;

/// Readable descriptors mean a process that ended.
#[derive(Default)]
pub(super) struct Watch(Vec<OwnedFd>);

impl Watch {
    /// Adds one; init, or a parent outside this PID namespace, is not watched.
    pub(super) fn process(&mut self, pid: Pid) {
        if pid.as_raw() > 1 {
            self.0.extend(open(pid));
        }
    }

    pub(super) fn fds(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.0.iter().map(AsFd::as_fd)
    }
}

#[cfg(target_os = "linux")]
fn open(pid: Pid) -> Option<OwnedFd> {
    use rustix::process::{Pid, PidfdFlags, pidfd_open};
    pidfd_open(Pid::from_raw(pid.as_raw())?, PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
fn open(_pid: Pid) -> Option<OwnedFd> {
    None
}
