//! AWS's partitions, as far as a route must know them: from an ARN, from a region.

use crate::profile::Profile;

/// The partition of an ARN.
pub fn of_arn(arn: &str) -> Option<&str> {
    let partition = arn.strip_prefix("arn:")?.split(':').next()?;
    (!partition.is_empty()).then_some(partition)
}

/// The partition that a region is of; the default one for what begins like no other.
pub fn of_region(region: &str) -> &'static str {
    PARTITIONS
        .iter()
        .find(|(_, prefix)| region.starts_with(prefix))
        .map_or(DEFAULT, |(partition, _)| partition)
}

/// The partition that a profile's own credentials are of, by the ARNs that it names of its user or provider.
pub fn of_profile(profile: &Profile) -> Option<&str> {
    [
        &profile.mfa_serial,
        &profile.login_session,
        &profile.principal_arn,
    ]
    .into_iter()
    .flatten()
    .find_map(|setting| of_arn(&setting.value))
}

/// Where nothing says another.
pub const DEFAULT: &str = "aws";

/// Those whose regions begin with something of their own (botocore `partitions.json`).
const PARTITIONS: [(&str, &str); 7] = [
    ("aws-cn", "cn-"),
    ("aws-us-gov", "us-gov-"),
    ("aws-eusc", "eusc-"),
    ("aws-iso-b", "us-isob-"),
    ("aws-iso-e", "eu-isoe-"),
    ("aws-iso-f", "us-isof-"),
    ("aws-iso", "us-iso-"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_arns_tell_their_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("us-east-1", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
            ("local", "aws"),
        ] {
            assert_eq!(of_region(region), partition, "{region}");
        }
        assert_eq!(of_arn("arn:aws-cn:iam::111111111111:mfa/alice"), Some("aws-cn"));
        assert_eq!(of_arn("GAHT12345678"), None);
        assert_eq!(of_arn("arn::iam::111111111111:mfa/alice"), None);
    }
}
