//! Short-lived AWS credentials of any role, over as many hops as it takes.

pub mod arn;
pub mod aws_config;
pub mod config;
pub mod credentials;
pub mod duration;
pub mod profile;
pub mod route;
pub mod session;
pub mod time;
