//! The diagnostic log: what rolehop did, for the person who wonders why.
//!
//! It goes to the file of `ROLEHOP_LOG` alone. Only rolehop's own events are taken, never the SDK's, which may hold
//! a request whole; and rolehop's own never hold a secret.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Mutex;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;

use crate::ui::Ui;

/// Begins to write the log; without a file nothing is set up at all.
pub fn start(file: Option<&Path>, ui: &Ui) {
    let Some(path) = file else { return };
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe that nobody reads must not hold the call up.
        options
            .mode(0o600)
            .custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits());
    }
    let file = match options.open(path) {
        Ok(file) => file,
        Err(error) => {
            return ui.warn(
                &format!("cannot write the log `{}`: {error}", path.display()),
                None,
            );
        }
    };
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        // On stderr an SDK would read it as a part of the answer.
        .log_internal_errors(false)
        .with_writer(Mutex::new(file));
    let ours = Targets::new().with_target("rolehop", LevelFilter::DEBUG);
    // A second subscriber in one process is a test's; the first stays.
    let _ = tracing::subscriber::set_global_default(registry().with(ours).with(layer));
}
