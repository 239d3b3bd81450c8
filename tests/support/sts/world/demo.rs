//! The world that stands ready: a user with MFA, a hub behind an external ID and MFA, a role two hops away.

use serde_json::json;

use super::{Role, User, World};

impl World {
    /// The access key ID of the demo's user `alice`.
    pub const DEMO_ACCESS_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
    /// Its secret.
    pub const DEMO_SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    /// The MFA device of `alice`.
    pub const DEMO_MFA_SERIAL: &str = "arn:aws:iam::111111111111:mfa/alice";
    /// Its seed.
    pub const DEMO_MFA_SEED: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    /// The external ID that the hub asks for.
    pub const DEMO_EXTERNAL_ID: &str = "example-corp-42";
    /// The first hop: another account, external ID and MFA demanded.
    pub const DEMO_HUB: &str = "arn:aws:iam::222222222222:role/Hub";
    /// The second hop: trusts the hub.
    pub const DEMO_DEPLOY: &str = "arn:aws:iam::333333333333:role/Deploy";

    /// A user with MFA who may assume `Hub` in a second account, from where `Deploy` in a third one is in reach.
    pub fn demo() -> Self {
        let alice = User::new("111111111111", "alice")
            .key(Self::DEMO_ACCESS_KEY_ID, Self::DEMO_SECRET_ACCESS_KEY)
            .mfa("alice", Self::DEMO_MFA_SEED)
            .may_assume("arn:aws:iam::222222222222:role/*");
        let hub = Role::new("222222222222", "Hub")
            .trusts_if(
                "arn:aws:iam::111111111111:root",
                json!({
                    "StringEquals": {"sts:ExternalId": Self::DEMO_EXTERNAL_ID},
                    "Bool": {"aws:MultiFactorAuthPresent": "true"},
                }),
            )
            .may_assume("*")
            .max_session_duration(43_200);
        let deploy = Role::new("333333333333", "Deploy").trusts(Self::DEMO_HUB);
        Self::new().user(alice).role(hub).role(deploy)
    }
}
