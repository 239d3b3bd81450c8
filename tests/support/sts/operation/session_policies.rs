//! Session policies: an inline one and managed ones by ARN.

use crate::sts::policy::Policy;
use crate::sts::refusal::Refusal;
use crate::sts::request::Query;
use crate::sts::world::World;

/// The policies that limit the session, with what counts for its packed size.
#[derive(Debug, Default)]
pub(super) struct SessionPolicies {
    pub policies: Vec<Policy>,
    pub arns: Vec<String>,
    pub inline: Option<String>,
}

impl SessionPolicies {
    pub(super) fn read(query: &Query, world: &World, role_account: &str) -> Result<Self, Refusal> {
        let mut read = Self::default();
        if let Some(text) = query.get("Policy") {
            read.policies
                .push(Policy::session(text).map_err(Refusal::malformed_policy)?);
            read.inline = Some(text.to_owned());
        }
        for member in query.members("PolicyArns") {
            let arn = member.get("arn").copied().unwrap_or_default();
            check_account(arn, role_account)?;
            read.policies
                .push(world.managed_policies.get(arn).cloned().unwrap_or_default());
            read.arns.push(arn.to_owned());
        }
        Ok(read)
    }
}

/// A managed policy is the role's account's own, or AWS's.
fn check_account(arn: &str, role_account: &str) -> Result<(), Refusal> {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, resource] if resource.starts_with("policy/") => {
            if *account == "aws" || *account == role_account {
                return Ok(());
            }
            Err(Refusal::validation(format!(
                "PolicyArn {arn} is not in the account of the role"
            )))
        }
        _ => Err(Refusal::validation(format!("{arn} is invalid"))),
    }
}
