//! Names and identifiers: role session name, source identity, external ID, federation name, ARNs.

use super::{LimitError, characters, is_word_or, length};
use crate::arn::RoleArn;

/// RoleArn: 20 to 2048 characters, of a role.
pub fn role_arn(text: &str) -> Result<RoleArn, LimitError> {
    length("a role ARN", text, 20, 2048)?;
    RoleArn::parse(text).map_err(|_| LimitError::Shape {
        what: "a role ARN",
        shape: "arn:aws:iam::123456789012:role/Name",
    })
}

/// PrincipalArn of AssumeRoleWithSAML: 20 to 2048 characters, of a SAML provider.
pub fn principal_arn(text: &str) -> Result<(), LimitError> {
    const WHAT: &str = "a principal ARN";
    length(WHAT, text, 20, 2048)?;
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "iam", "", account, resource]
            if !partition.is_empty()
                && !account.is_empty()
                && account.bytes().all(|b| b.is_ascii_digit())
                && resource
                    .strip_prefix("saml-provider/")
                    .is_some_and(|name| !name.is_empty()) =>
        {
            characters(WHAT, text, "letters, digits and `_:/.-`", is_word_or(":/.-"))
        }
        _ => Err(LimitError::Shape {
            what: WHAT,
            shape: "arn:aws:iam::123456789012:saml-provider/Name",
        }),
    }
}

/// RoleSessionName: 2 to 64 of `[\w+=,.@-]`.
pub fn role_session_name(text: &str) -> Result<(), LimitError> {
    name("a role session name", text, 64)
}

/// SourceIdentity: 2 to 64 of `[\w+=,.@-]`; `aws:` is reserved.
pub fn source_identity(text: &str) -> Result<(), LimitError> {
    const WHAT: &str = "a source identity";
    if is_reserved(text) {
        return Err(LimitError::Reserved { what: WHAT });
    }
    name(WHAT, text, 64)
}

/// Name of GetFederationToken: 2 to 32 of `[\w+=,.@-]`.
pub fn federation_name(text: &str) -> Result<(), LimitError> {
    name("a federation name", text, 32)
}

/// ExternalId: 2 to 1224 of `[\w+=,.@:\/-]`.
pub fn external_id(text: &str) -> Result<(), LimitError> {
    const WHAT: &str = "an external ID";
    length(WHAT, text, 2, 1224)?;
    characters(
        WHAT,
        text,
        "letters, digits and `_+=,.@:/-`",
        is_word_or("+=,.@:/-"),
    )
}

/// `aws:` at the start, in any case.
pub(super) fn is_reserved(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

fn name(what: &'static str, text: &str, max: usize) -> Result<(), LimitError> {
    length(what, text, 2, max)?;
    characters(what, text, "letters, digits and `_+=,.@-`", is_word_or("+=,.@-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&str) -> Result<(), LimitError>;

    #[test]
    fn names_end_where_sts_ends_them() {
        let table: [(Check, &str, usize, usize, &str); 4] = [
            (role_session_name, "a role session name", 2, 64, "+=,.@-_aZ09"),
            (source_identity, "a source identity", 2, 64, "+=,.@-_aZ09"),
            (federation_name, "a federation name", 2, 32, "+=,.@-_aZ09"),
            (external_id, "an external ID", 2, 1224, "+=,.@:/-_aZ09"),
        ];
        for (check, what, min, max, good) in table {
            for text in [good.to_owned(), "a".repeat(min), "a".repeat(max)] {
                assert_eq!(check(&text), Ok(()), "{what} {text}");
            }
            for found in [0, min - 1, max + 1] {
                let error = check(&"a".repeat(found)).unwrap_err();
                assert_eq!(
                    error.to_string(),
                    format!("{what} has {min} to {max} characters, this has {found}")
                );
            }
            for (text, shown) in [("a b", "` `"), ("aé", "`é`"), ("ab\n", "U+000A"), ("a{b", "`{`")] {
                let error = check(text).unwrap_err().to_string();
                assert!(
                    error.starts_with(&format!("{what} is made of letters, digits and `")),
                    "{error}"
                );
                assert!(error.ends_with(&format!(" is {shown}")), "{error}");
            }
        }
        assert_eq!(
            role_session_name("a:b").unwrap_err().to_string(),
            "a role session name is made of letters, digits and `_+=,.@-`; character 2 is `:`"
        );
    }

    #[test]
    fn a_source_identity_may_not_begin_with_aws() {
        for text in ["aws:me", "AWS:me"] {
            assert_eq!(
                source_identity(text).unwrap_err().to_string(),
                "`aws:` at the start of a source identity is reserved"
            );
        }
        assert_eq!(source_identity("awsme"), Ok(()));
    }

    #[test]
    fn arns_have_their_length_and_shape() {
        let longest = format!("arn:aws:iam::123456789012:role/{}", "a".repeat(2048 - 31));
        assert_eq!(role_arn(&longest).unwrap().as_str().len(), 2048);
        for (text, error) in [
            (
                format!("{longest}a"),
                "a role ARN has 20 to 2048 characters, this has 2049",
            ),
            (
                "arn:foo".to_owned(),
                "a role ARN has 20 to 2048 characters, this has 7",
            ),
            (
                "arn:aws:iam::123456789012:user/alice".to_owned(),
                "a role ARN looks like `arn:aws:iam::123456789012:role/Name`",
            ),
        ] {
            assert_eq!(role_arn(&text).unwrap_err().to_string(), error);
        }
        assert_eq!(
            principal_arn("arn:aws-cn:iam::123456789012:saml-provider/corp.idp"),
            Ok(())
        );
        for (text, error) in [
            (
                "arn:aws:iam::1:role",
                "a principal ARN has 20 to 2048 characters, this has 19",
            ),
            (
                "arn:aws:iam::123456789012:role/Name",
                "a principal ARN looks like `arn:aws:iam::123456789012:saml-provider/Name`",
            ),
            (
                "arn:aws:iam::123456789012:saml-provider/a b",
                "a principal ARN is made of letters, digits and `_:/.-`; character 42 is ` `",
            ),
        ] {
            assert_eq!(principal_arn(text).unwrap_err().to_string(), error);
        }
    }
}
