//! Programs that are not ours, starting rolehop or answering it.
//!
//! `tests/run` installs them. A test that needs one is named `with_PROGRAM_…`: that is how `tests/run --without-peers`
//! leaves it out.

/// AWS CLI 1 and 2: the first use, and the ways in which a prompt under them ends.
#[path = "peers/aws_cli.rs"]
mod aws_cli;
/// boto3: threads, renewal, a role of its own on top.
#[path = "peers/boto3.rs"]
mod boto3;
/// A clock that was moved.
#[path = "peers/clock.rs"]
mod clock;
/// The machine of the person at whose terminal it all happens.
#[path = "peers/desk.rs"]
mod desk;
/// What a person reads when rolehop fails under an SDK.
#[path = "peers/failures.rs"]
mod failures;
/// `exec`, `export` and the AWS CLI's own `export-credentials`.
#[path = "peers/handed_out.rs"]
mod handed_out;
/// AWS's SDK for JavaScript: one prompt for many clients, and what it says when rolehop fails.
#[path = "peers/javascript.rs"]
mod javascript;
/// gnome-keyring behind the AWS CLI: unlocked and locked.
#[path = "peers/keyring.rs"]
mod keyring;
/// The loopback STS, called by programs that sign as AWS's own do.
#[path = "peers/loopback.rs"]
mod loopback;
/// moto's server, an STS that we did not write.
#[path = "peers/moto.rs"]
mod moto;
/// Every parameter of a call, and who signs it.
#[path = "peers/parameters.rs"]
mod parameters;
