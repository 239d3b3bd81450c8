//! Session policies: the inline one and the managed ones.

use serde_json::Value;

use super::{LimitError, StsOperation, characters, is_word_or, length};
use crate::arn::RoleArn;

/// Policy: a JSON object of at most 2048 characters.
///
/// AssumeRole's model has no maximum any more, though its text still names one: there it is [`policy_warning`]'s.
pub fn policy(operation: StsOperation, text: &str) -> Result<(), LimitError> {
    characters(WHAT, text, "tab, line ends and characters up to U+00FF", |c| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}')
    })?;
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => {}
        Ok(other) => {
            return Err(LimitError::PolicyJson {
                problem: format!("this is {}", json_type(&other)),
            });
        }
        Err(error) => {
            return Err(LimitError::PolicyJson {
                problem: syntax(&error),
            });
        }
    }
    let found = text.chars().count();
    if operation == StsOperation::AssumeRole || found <= MAX {
        return Ok(());
    }
    Err(LimitError::PolicyLength {
        operation: operation.name(),
        max: MAX,
        found,
    })
}

/// What to tell about a policy for AssumeRole that is longer than the reference allows, though STS may take it.
pub fn policy_warning(text: &str) -> Option<String> {
    let found = text.chars().count();
    (found > MAX).then(|| {
        format!(
            "the session policy has {found} characters; the STS reference allows {MAX}, so STS may refuse it"
        )
    })
}

/// PolicyArns: at most 10, each of AWS or of the role's own account and partition.
pub fn policy_arns(arns: &[String], role: Option<&RoleArn>) -> Result<(), LimitError> {
    if arns.len() > MAX_ARNS {
        return Err(LimitError::TooManyPolicyArns {
            max: MAX_ARNS,
            found: arns.len(),
        });
    }
    arns.iter()
        .enumerate()
        .try_for_each(|(index, arn)| policy_arn(index + 1, arn, role))
}

const WHAT: &str = "a session policy";
const ARN: &str = "a policy ARN";
const MAX: usize = 2048;
const MAX_ARNS: usize = 10;

fn policy_arn(position: usize, arn: &str, role: Option<&RoleArn>) -> Result<(), LimitError> {
    length(ARN, arn, 20, 2048)?;
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let (partition, account) = match parts[..] {
        ["arn", partition, "iam", "", account, resource]
            if !partition.is_empty()
                && (account == "aws"
                    || !account.is_empty() && account.bytes().all(|b| b.is_ascii_digit()))
                && resource
                    .strip_prefix("policy/")
                    .is_some_and(|name| !name.is_empty() && !name.ends_with('/')) =>
        {
            (partition, account)
        }
        _ => {
            return Err(LimitError::Shape {
                what: ARN,
                shape: "arn:aws:iam::aws:policy/ReadOnlyAccess",
            });
        }
    };
    characters(
        ARN,
        arn,
        "letters, digits and `_+=,.@:/-`",
        is_word_or("+=,.@:/-"),
    )?;
    let Some(role) = role else { return Ok(()) };
    if account != "aws" && account != role.account_id() {
        return Err(LimitError::PolicyArnAccount {
            position,
            found: account.to_owned(),
            account: role.account_id().to_owned(),
        });
    }
    if partition != role.partition() {
        return Err(LimitError::PolicyArnPartition {
            position,
            found: partition.to_owned(),
            partition: role.partition().to_owned(),
        });
    }
    Ok(())
}

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn syntax(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "it ends too early".to_owned();
    }
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(length: usize) -> String {
        format!("{{{}}}", " ".repeat(length - 2))
    }

    #[test]
    fn policies_are_json_objects_of_2048_characters() {
        for operation in [
            StsOperation::AssumeRoleWithSaml,
            StsOperation::AssumeRoleWithWebIdentity,
            StsOperation::GetFederationToken,
        ] {
            assert_eq!(policy(operation, &padded(2048)), Ok(()));
            assert_eq!(
                policy(operation, &padded(2049)).unwrap_err().to_string(),
                format!(
                    "a session policy for {} has at most 2048 characters, this has 2049",
                    operation.name()
                )
            );
        }
        assert_eq!(policy(StsOperation::AssumeRole, &padded(5000)), Ok(()));
        for (text, error) in [
            ("", "a session policy is a JSON object: it ends too early"),
            ("{", "a session policy is a JSON object: it ends too early"),
            ("[]", "a session policy is a JSON object: this is a list"),
            ("\"{}\"", "a session policy is a JSON object: this is a string"),
            ("null", "a session policy is a JSON object: this is null"),
            (
                "{} {}",
                "a session policy is a JSON object: trailing characters at line 1 column 4",
            ),
            (
                "{\"a\": \"\u{2019}\"}",
                "a session policy is made of tab, line ends and characters up to U+00FF; character 8 is `\u{2019}`",
            ),
        ] {
            assert_eq!(
                policy(StsOperation::AssumeRole, text).unwrap_err().to_string(),
                error,
                "{text}"
            );
        }
    }

    #[test]
    fn a_long_policy_for_assume_role_is_a_warning() {
        assert_eq!(policy_warning(&padded(2048)), None);
        assert_eq!(
            policy_warning(&padded(2049)).unwrap(),
            "the session policy has 2049 characters; the STS reference allows 2048, so STS may refuse it"
        );
    }

    #[test]
    fn policy_arns_are_of_aws_or_of_the_roles_account() {
        let role = RoleArn::parse("arn:aws:iam::333333333333:role/Deploy").unwrap();
        let list = |arn: &str, count: usize| vec![arn.to_owned(); count];
        for arn in [
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
            "arn:aws:iam::333333333333:policy/team/Own",
        ] {
            assert_eq!(policy_arns(&list(arn, 10), Some(&role)), Ok(()));
        }
        assert_eq!(
            policy_arns(&list("arn:aws-cn:iam::444444444444:policy/X", 1), None),
            Ok(())
        );
        for (arn, count, error) in [
            (
                "arn:aws:iam::aws:policy/A",
                11,
                "a session takes at most 10 policy ARNs, these are 11",
            ),
            (
                "ReadOnlyAccess",
                1,
                "a policy ARN has 20 to 2048 characters, this has 14",
            ),
            (
                "arn:aws:iam::333333333333:role/Deploy",
                1,
                "a policy ARN looks like `arn:aws:iam::aws:policy/ReadOnlyAccess`",
            ),
            (
                "arn:aws:iam::aws:policy/Read Only",
                1,
                "a policy ARN is made of letters, digits and `_+=,.@:/-`; character 29 is ` `",
            ),
            (
                "arn:aws:iam::444444444444:policy/Other",
                1,
                "policy ARN 1 is of account `444444444444`, and must be of the role's (`333333333333`) or AWS's own",
            ),
            (
                "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
                1,
                "policy ARN 1 is of partition `aws-cn`, and the role is of `aws`",
            ),
        ] {
            assert_eq!(
                policy_arns(&list(arn, count), Some(&role))
                    .unwrap_err()
                    .to_string(),
                error
            );
        }
    }
}
