//! What is changed of a hop, or is to be known of it, before it is called: told in its notes.

use crate::duration::SessionDuration;
use crate::route::limits::policy_warning;
use crate::route::{Hop, Operation, Source};

/// Role chaining's hour (contract, promise 6): a longer duration is cut wherever the caller is a role session.
pub fn cut_chained(hops: &mut [Hop], source: &Source) {
    let is_chained = |index| index > 0 || source.is_role_session();
    for (_, hop) in hops
        .iter_mut()
        .enumerate()
        .filter(|(index, _)| is_chained(*index))
    {
        let Operation::AssumeRole(role) = &mut hop.operation else {
            continue;
        };
        let asked = match role.duration {
            SessionDuration::Seconds(seconds) if seconds <= 3600 => continue,
            asked => asked,
        };
        role.duration = SessionDuration::HOUR;
        hop.notes.push(format!(
            "duration_seconds {asked} is cut to 3600: STS allows a role that is assumed from a role's session one hour at most"
        ));
    }
}

/// A serial on a later hop is never sent (contract, promise 4).
pub fn drop_later_serials(hops: &mut [Hop]) {
    for hop in hops.iter_mut().skip(1) {
        if let Operation::AssumeRole(role) = &mut hop.operation
            && role.mfa.take().is_some()
        {
            hop.notes.push(
                "mfa_serial is not sent: the session before it came from AssumeRole, and carries no MFA"
                    .into(),
            );
        }
    }
}

/// What STS may refuse although its model takes it.
pub fn warn_of_policies(hops: &mut [Hop]) {
    for hop in hops {
        if let Operation::AssumeRole(role) = &hop.operation {
            let warning = role.policy.as_deref().and_then(policy_warning);
            hop.notes.extend(warning);
        }
    }
}
