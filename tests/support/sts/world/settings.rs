//! What holds for the whole server and can be changed while it runs.

use serde::{Deserialize, Serialize};

/// Properties of the server that belong to no account.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The only region that a signature may be scoped to; none: any.
    pub region: Option<String>,
    /// Regions in which STS is off: `RegionDisabledException`.
    pub disabled_regions: Vec<String>,
    /// This server plays the global endpoint: its sessions are refused in the opt-in regions.
    pub global_endpoint: bool,
    /// Regions that take no session of the global endpoint.
    pub opt_in_regions: Vec<String>,
    /// Minutes by which a signature may differ from the server's time: AWS says 5, and 15 has been seen.
    pub signature_window_minutes: i64,
    /// Characters of a session token: AWS promises no maximum; 300 to over 2000 have been seen.
    pub session_token_length: usize,
    /// Seconds that a session lives at most, whatever was asked for; `Expiration` says so.
    pub session_lifetime: Option<i64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: None,
            disabled_regions: Vec::new(),
            global_endpoint: false,
            opt_in_regions: ["af-south-1", "ap-east-1", "eu-south-1", "me-south-1"]
                .map(str::to_owned)
                .to_vec(),
            signature_window_minutes: 5,
            session_token_length: 700,
            session_lifetime: None,
        }
    }
}
