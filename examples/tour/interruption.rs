//! Ctrl-C and its kin: noted here and acted on where the tour waits, so that it can clean up first.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts;

use crate::Stop;

static CAUGHT: OnceLock<Arc<AtomicUsize>> = OnceLock::new();

#[cfg(unix)]
const SIGNALS: &[i32] = &[consts::SIGINT, consts::SIGTERM, consts::SIGHUP, consts::SIGQUIT];
#[cfg(not(unix))]
const SIGNALS: &[i32] = &[consts::SIGINT, consts::SIGTERM];

/// From here on a signal that would end the tour is only noted.
pub fn watch() -> Result<(), Stop> {
    let caught = CAUGHT.get_or_init(Arc::default);
    for &signal in SIGNALS {
        let number = usize::try_from(signal).unwrap_or_default();
        signal_hook::flag::register_usize(signal, Arc::clone(caught), number)
            .map_err(|error| Stop::Failed(format!("signals cannot be caught: {error}")))?;
    }
    Ok(())
}

/// The signal that came, if one did.
pub fn caught() -> Option<i32> {
    let number = CAUGHT.get()?.load(Ordering::SeqCst);
    i32::try_from(number).ok().filter(|signal| *signal != 0)
}
