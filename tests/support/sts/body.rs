//! A body that can end too early, come drop by drop, or never end.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame};
use tokio::time::{Sleep, sleep};

/// The pieces of a body, one after another.
pub(super) struct Script {
    steps: VecDeque<Step>,
    sleeping: Option<Pin<Box<Sleep>>>,
    /// Blanks without end, at this interval, after the last step.
    drip: Option<Duration>,
}

enum Step {
    Data(Bytes),
    Wait(Duration),
    Hangup,
}

impl Script {
    pub(super) fn whole(text: impl Into<Bytes>) -> Self {
        Self::of([Step::Data(text.into())])
    }

    /// `text`, and then the connection is closed.
    pub(super) fn broken(text: impl Into<Bytes>) -> Self {
        // Without the pause the failure overtakes the data, which then never leaves this machine.
        Self::of([
            Step::Data(text.into()),
            Step::Wait(Duration::from_millis(20)),
            Step::Hangup,
        ])
    }

    /// `text` byte by byte, and blanks for ever.
    pub(super) fn dripping(text: &str, interval: Duration) -> Self {
        let bytes = text
            .bytes()
            .flat_map(|byte| [Step::Data(Bytes::from(vec![byte])), Step::Wait(interval)]);
        Self {
            drip: Some(interval),
            ..Self::of(bytes)
        }
    }

    fn of(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            sleeping: None,
            drip: None,
        }
    }

    fn next_step(&mut self) -> Option<Step> {
        if let (Some(interval), true) = (self.drip, self.steps.is_empty()) {
            self.steps.push_back(Step::Wait(interval));
            return Some(Step::Data(Bytes::from_static(b" ")));
        }
        self.steps.pop_front()
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(sleeping) = &mut self.sleeping {
                if sleeping.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.sleeping = None;
            }
            match self.next_step() {
                None => return Poll::Ready(None),
                Some(Step::Data(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Wait(interval)) => self.sleeping = Some(Box::pin(sleep(interval))),
                Some(Step::Hangup) => return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into()))),
            }
        }
    }
}
