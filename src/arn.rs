//! Role ARNs: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`, and the short form of a ROUTE word.

use std::fmt;

/// An IAM role's ARN, 20 to 2048 characters (STS API Reference, AssumeRole).
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct RoleArn(String);

impl RoleArn {
    /// Reads a whole ARN; the error says in words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !(20..=2048).contains(&text.chars().count()) {
            return Err(format!(
                "a role ARN has 20 to 2048 characters, this has {}",
                text.chars().count()
            ));
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        match parts[..] {
            ["arn", partition, "iam", "", account, resource]
                if !partition.is_empty()
                    && !account.is_empty()
                    && account.bytes().all(|b| b.is_ascii_digit())
                    && resource.strip_prefix("role/").is_some_and(is_role_path) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err("a role ARN looks like `arn:aws:iam::123456789012:role/Name`".to_owned()),
        }
    }

    /// Reads `123456789012:role/Name` or `123456789012:Name` as a role of `partition`; none when it is neither.
    pub fn parse_short(text: &str, partition: &str) -> Option<Self> {
        let (account, rest) = text.split_once(':')?;
        let path = rest.strip_prefix("role/").unwrap_or(rest);
        let is_account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        (is_account && is_role_path(path))
            .then(|| Self(format!("arn:{partition}:iam::{account}:role/{path}")))
    }

    /// The whole ARN.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `aws`, `aws-cn` and the like.
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// The account that owns the role.
    pub fn account_id(&self) -> &str {
        self.part(4)
    }

    /// The role's name, without its path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account in any ARN, as `arn:aws:sts::123456789012:assumed-role/Name/session`.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| is_account_id(account))
}

/// Whether a text is the number of an account: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_role_path(path: &str) -> bool {
    !path.is_empty()
        && !path.ends_with('/')
        && path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_role_arns_and_refuses_others() {
        for good in [
            "arn:aws:iam::123456789:role/RoleA",
            "arn:aws-cn:iam::123456789012:role/team/path/Name",
        ] {
            assert_eq!(RoleArn::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "",
            "arn:aws:iam::123456789012:user/alice",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:sts::123456789012:assumed-role/Name/me",
            "arn:aws:iam:eu-west-1:123456789012:role/Name",
            "arn::iam::123456789012:role/Name",
            "arn:aws:iam::12345678901x:role/Name",
            "arn:aws:iam::123456789012:role/Na me",
        ] {
            assert!(RoleArn::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_the_short_forms_in_the_partition_of_the_hop_before() {
        for short in ["123456789012:role/Hub", "123456789012:Hub"] {
            let role = RoleArn::parse_short(short, "aws-us-gov").unwrap();
            assert_eq!(role.as_str(), "arn:aws-us-gov:iam::123456789012:role/Hub");
            assert_eq!(
                (role.partition(), role.account_id(), role.name()),
                ("aws-us-gov", "123456789012", "Hub")
            );
        }
        for other in ["corp", "12345:Hub", "123456789012:", "123456789012"] {
            assert_eq!(RoleArn::parse_short(other, "aws"), None, "{other}");
        }
    }
}
