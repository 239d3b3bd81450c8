//! How long a session of each operation may be asked for.

use super::{LimitError, StsOperation};
use crate::duration::SessionDuration;

/// DurationSeconds: 900 to 43200 for a role, 900 to 129600 for a user's own session.
///
/// `max` is within every limit. What the role's own MaxSessionDuration or role chaining allow is not known here.
pub fn duration(operation: StsOperation, asked: SessionDuration) -> Result<(), LimitError> {
    let max = match operation {
        StsOperation::AssumeRole
        | StsOperation::AssumeRoleWithSaml
        | StsOperation::AssumeRoleWithWebIdentity => 43_200,
        StsOperation::GetFederationToken | StsOperation::GetSessionToken => 129_600,
    };
    match asked {
        SessionDuration::Seconds(found) if !(MIN..=max).contains(&found) => Err(LimitError::Duration {
            name: operation.name(),
            min: MIN,
            max,
            found,
        }),
        _ => Ok(()),
    }
}

const MIN: u32 = 900;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_end_where_sts_ends_them() {
        for (operation, max, words) in [
            (StsOperation::AssumeRole, 43_200, "12 hours"),
            (StsOperation::AssumeRoleWithSaml, 43_200, "12 hours"),
            (StsOperation::AssumeRoleWithWebIdentity, 43_200, "12 hours"),
            (StsOperation::GetFederationToken, 129_600, "36 hours"),
            (StsOperation::GetSessionToken, 129_600, "36 hours"),
        ] {
            for good in [900, max] {
                assert_eq!(duration(operation, SessionDuration::Seconds(good)), Ok(()));
            }
            assert_eq!(duration(operation, SessionDuration::Max), Ok(()));
            for bad in [0, 899, max + 1, u32::MAX] {
                assert_eq!(
                    duration(operation, SessionDuration::Seconds(bad))
                        .unwrap_err()
                        .to_string(),
                    format!(
                        "{} takes 900 to {max} seconds (15 minutes to {words}), this is {bad}",
                        operation.name()
                    )
                );
            }
        }
    }
}
