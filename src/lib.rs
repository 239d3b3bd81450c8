//! Short-lived AWS credentials of any role, over as many hops as it takes.

pub mod arn;
pub mod asker;
pub mod aws_config;
pub mod config;
pub mod credentials;
pub mod duration;
pub mod helper_program;
pub mod mfa;
pub mod exec;
pub mod handout;
pub mod hardening;
pub mod output;
pub mod profile;
pub mod route;
pub mod session;
pub mod sts;
pub mod store;
pub mod time;
pub mod ui;
