//! PackedPolicySize: how much of the allotted space the session policies and tags take, in percent.
//!
//! AWS's packing is not published. Here it is the length without blanks over 2048 bytes, and a fixed share for a
//! managed policy: it grows with what is sent and ends at the same place, which is what a caller can rely on.

use super::session_policies::SessionPolicies;
use super::tags::Tags;
use crate::sts::refusal::Refusal;

const SPACE: usize = 2_048;
const MANAGED_POLICY: usize = 32;

/// The percentage; none where neither a policy nor a tag was sent.
pub(super) fn size(policies: &SessionPolicies, tags: &Tags) -> Result<Option<usize>, Refusal> {
    if policies.policies.is_empty() && tags.sent.is_empty() {
        return Ok(None);
    }
    let inline = policies
        .inline
        .iter()
        .flat_map(|text| text.chars())
        .filter(|c| !c.is_whitespace())
        .count();
    let of_policies = percent(inline + policies.arns.len() * MANAGED_POLICY);
    let of_tags = percent(
        tags.sent
            .iter()
            .map(|(key, value)| key.len() + value.len() + 2)
            .sum(),
    );
    let too_large = |message| Err(Refusal::new(400, "PackedPolicyTooLarge", message));
    match of_policies + of_tags {
        whole if whole <= 100 => Ok(Some(whole.max(1))),
        _ if of_policies > 100 => too_large(format!(
            "Packed policy consumes {of_policies}% of allotted space, please use smaller policy."
        )),
        whole => too_large(format!(
            "Packed size of session tags consumes {whole}% of allotted space."
        )),
    }
}

fn percent(bytes: usize) -> usize {
    (bytes * 100).div_ceil(SPACE)
}
