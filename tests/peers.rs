//! Programs that are not ours, starting rolehop or answering it.
//!
//! `tests/run` installs them. A test that needs one is named `with_PROGRAM_…`: that is how `tests/run --without-peers`
//! leaves it out.

/// A clock that was moved.
#[path = "peers/clock.rs"]
mod clock;
/// The loopback STS, called by programs that sign as AWS's own do.
#[path = "peers/loopback.rs"]
mod loopback;
/// moto's server, an STS that we did not write.
#[path = "peers/moto.rs"]
mod moto;
