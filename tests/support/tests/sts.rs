//! The loopback STS, asked over the wire by a client that signs with the SDK's own signer.

#[path = "sts/client.rs"]
mod client;

#[path = "sts/answers.rs"]
mod answers;
#[path = "sts/assume_role.rs"]
mod assume_role;
#[path = "sts/control.rs"]
mod control;
#[path = "sts/duration.rs"]
mod duration;
#[path = "sts/faults.rs"]
mod faults;
#[path = "sts/limits.rs"]
mod limits;
#[path = "sts/mfa.rs"]
mod mfa;
#[path = "sts/server.rs"]
mod server;
#[path = "sts/session_policies.rs"]
mod session_policies;
#[path = "sts/session_token.rs"]
mod session_token;
#[path = "sts/signature.rs"]
mod signature;
#[path = "sts/tags.rs"]
mod tags;
