//! One line about a step that takes longer than a second, erased when it ends.
//!
//! For a terminal only, and never in `credential-process`: whoever starts a step says whether to show it. A prompt
//! on the same terminal must come after the guard is dropped.

use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::sanitize;

/// A step that is under way; dropping it erases the line. Hidden, it costs nothing: no thread is started.
#[derive(Debug)]
#[must_use = "the line is erased when this is dropped"]
pub struct Progress {
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Shows `what` (as `waiting for STS in eu-west-1…`) on stderr after a second, where `shown`: stderr is a
    /// terminal, and nobody said `-q`.
    pub fn start(what: &str, shown: bool) -> Self {
        if !shown {
            return Self { waiting: None };
        }
        Self::on(io::stderr(), what, PATIENCE)
    }

    /// The same for any terminal and any patience.
    fn on(mut terminal: impl Write + Send + 'static, what: &str, patience: Duration) -> Self {
        // A line that wraps could not be erased.
        let line: String = sanitize::line(what).chars().take(WIDTH).collect();
        let (sender, ended) = channel();
        let thread = thread::Builder::new().name("progress".to_owned()).spawn(move || {
            if ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                show(&mut terminal, &line);
                // The end comes as the sender's drop.
                let _ = ended.recv();
                show(&mut terminal, ERASE);
            }
        });
        // Without a thread there is no line, and the step goes on.
        let waiting = thread.ok().map(|thread| (sender, thread));
        Self { waiting }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.waiting.take() {
            drop(sender);
            // What is written next must find the line erased.
            let _ = thread.join();
        }
    }
}

/// Nobody can be told that it failed.
fn show(terminal: &mut impl Write, text: &str) {
    let _ = terminal.write_all(text.as_bytes());
    let _ = terminal.flush();
}

/// Shorter waits are not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);
/// One column less than the narrowest common terminal.
const WIDTH: usize = 79;
/// To the first column, and erase to the end of the line (ECMA-48).
const ERASE: &str = "\r\x1b[K";

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_slow_step_is_named_once_and_its_line_erased() {
        let screen = Screen::default();
        let progress = Progress::on(screen.clone(), "waiting for\x1b STS…", Duration::from_millis(1));
        while screen.text().is_empty() {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(screen.text(), "waiting for\\x1b STS…");
        drop(progress);
        assert_eq!(screen.text(), "waiting for\\x1b STS…\r\x1b[K");
    }

    #[test]
    fn a_quick_step_says_nothing_and_does_not_wait() {
        let screen = Screen::default();
        let started = std::time::Instant::now();
        drop(Progress::on(screen.clone(), "waiting…", Duration::from_secs(60)));
        assert_eq!(screen.text(), "");
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_hidden_step_starts_no_thread() {
        assert!(Progress::start("waiting…", false).waiting.is_none());
    }

    #[test]
    fn a_line_never_wraps() {
        let screen = Screen::default();
        let progress = Progress::on(screen.clone(), &"…".repeat(200), Duration::ZERO);
        while screen.text().is_empty() {
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(screen.text().chars().count(), WIDTH);
        drop(progress);
    }
}
