//! Ends a program that must not go on, with the programs that it started.
//!
//! It lives in our own process group, so that it can use the terminal; the group is therefore not what is ended, but
//! the tree below it, as the system tells it at that moment. What left the tree (a daemon) goes on, as it should.

use std::process::Child;

/// Asks the tree to end, waits a moment (a program that hides what is typed must put the terminal back), and ends it.
#[cfg(unix)]
pub(super) fn end(child: &mut Child) {
    use nix::sys::signal::Signal;
    use std::thread;
    use std::time::Duration;

    const GRACE: Duration = Duration::from_millis(300);
    const NAP: Duration = Duration::from_millis(10);

    let below = descendants(child.id());
    signal_all(child, &below, Signal::SIGTERM);
    // A program that its terminal stopped would not hear it.
    signal_all(child, &below, Signal::SIGCONT);
    for _ in 0..GRACE.as_millis() / NAP.as_millis() {
        if !matches!(child.try_wait(), Ok(None)) && below.iter().all(|pid| !is_alive(*pid)) {
            return;
        }
        thread::sleep(NAP);
    }
    signal_all(child, &below, Signal::SIGKILL);
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(windows)]
pub(super) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
fn signal_all(child: &mut Child, below: &[i32], signal: nix::sys::signal::Signal) {
    use nix::sys::signal::kill;
    use nix::unistd::Pid;

    // Only while it is not reaped is its id surely its own.
    let own = matches!(child.try_wait(), Ok(None))
        .then(|| i32::try_from(child.id()).ok())
        .flatten();
    for pid in below.iter().copied().chain(own) {
        let _ = kill(Pid::from_raw(pid), signal);
    }
}

/// Whether a process is there and has not ended already (an unreaped one is nobody's burden).
#[cfg(target_os = "linux")]
fn is_alive(pid: i32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != 'Z')
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_alive(_pid: i32) -> bool {
    false
}

/// Every process below `root`, the nearest first.
#[cfg(target_os = "linux")]
fn descendants(root: u32) -> Vec<i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes: Vec<(i32, i32)> = entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid)?.1)))
        .collect();
    let mut found: Vec<i32> = i32::try_from(root).into_iter().collect();
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        found.extend(
            processes
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(pid, _)| pid),
        );
        next += 1;
    }
    found.split_off(1)
}

/// Elsewhere only the program itself is ended.
#[cfg(all(unix, not(target_os = "linux")))]
fn descendants(_root: u32) -> Vec<i32> {
    Vec::new()
}

/// The state and the parent of a process (proc(5)); the name before them may hold anything, so they are looked for
/// behind its last parenthesis.
#[cfg(target_os = "linux")]
fn stat(pid: i32) -> Option<(char, i32)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}
