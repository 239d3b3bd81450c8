//! Session tags and which of them go on to the next hop.

use std::collections::BTreeMap;

use super::text::is_reserved;
use super::{LimitError, characters, length};

/// Tags: at most 50; keys of 1 to 128 characters that differ by more than case, values of 0 to 256.
pub fn tags<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), LimitError> {
    let mut seen = BTreeMap::new();
    let mut found = 0;
    for (key, value) in tags {
        found += 1;
        tag(key, value)?;
        if let Some(first) = seen.insert(key.to_lowercase(), key) {
            return Err(LimitError::SameTag {
                first: first.to_owned(),
                second: key.to_owned(),
            });
        }
    }
    if found > MAX {
        return Err(LimitError::TooManyTags { max: MAX, found });
    }
    Ok(())
}

/// TransitiveTagKeys: at most 50, each one of the tags' keys, in whatever case.
pub fn transitive_tags<'a>(
    transitive: &[String],
    tags: impl IntoIterator<Item = &'a str>,
) -> Result<(), LimitError> {
    if transitive.len() > MAX {
        return Err(LimitError::TooManyTags {
            max: MAX,
            found: transitive.len(),
        });
    }
    let keys: Vec<String> = tags.into_iter().map(str::to_lowercase).collect();
    match transitive.iter().find(|key| !keys.contains(&key.to_lowercase())) {
        Some(key) => Err(LimitError::TransitiveTag { key: key.clone() }),
        None => Ok(()),
    }
}

const MAX: usize = 50;

fn tag(key: &str, value: &str) -> Result<(), LimitError> {
    length("a tag key", key, 1, 128)?;
    characters("a tag key", key, ALLOWED, is_allowed)?;
    if is_reserved(key) {
        return Err(LimitError::Reserved { what: "a tag key" });
    }
    length("a tag value", value, 0, 256)?;
    characters("a tag value", value, ALLOWED, is_allowed)
}

const ALLOWED: &str = "letters, spaces, digits and `_.:/=+-@`";

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`; a few combining marks more than `\p{L}` are left for STS to refuse.
fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_end_where_sts_ends_them() {
        let (key, value) = ("k".repeat(128), "v".repeat(256));
        for good in [
            ("team", "payments"),
            ("k", ""),
            (&key, &value),
            ("Größe 1", "a_.:/=+-@b"),
        ] {
            assert_eq!(tags([good]), Ok(()));
        }
        for (key, value, error) in [
            ("", "v", "a tag key has 1 to 128 characters, this has 0"),
            (
                &format!("{key}k"),
                "v",
                "a tag key has 1 to 128 characters, this has 129",
            ),
            (
                "k",
                &format!("{value}v"),
                "a tag value has 0 to 256 characters, this has 257",
            ),
            (
                "a,b",
                "v",
                "a tag key is made of letters, spaces, digits and `_.:/=+-@`; character 2 is `,`",
            ),
            (
                "k",
                "a\tb",
                "a tag value is made of letters, spaces, digits and `_.:/=+-@`; character 2 is U+0009",
            ),
            ("aws:k", "v", "`aws:` at the start of a tag key is reserved"),
            ("AWS:k", "v", "`aws:` at the start of a tag key is reserved"),
        ] {
            assert_eq!(tags([(key, value)]).unwrap_err().to_string(), error);
        }
        assert_eq!(
            tags([("Team", "a"), ("team", "b")]).unwrap_err().to_string(),
            "tag keys `Team` and `team` differ only in case, which STS does not tell apart"
        );
    }

    #[test]
    fn fifty_tags_are_the_most() {
        let keys: Vec<String> = (0..51).map(|n| format!("k{n}")).collect();
        let pairs = |count: usize| keys.iter().take(count).map(|key| (key.as_str(), ""));
        assert_eq!(tags(pairs(50)), Ok(()));
        assert_eq!(
            tags(pairs(51)).unwrap_err().to_string(),
            "a session takes at most 50 tags, these are 51"
        );
        let all = || keys.iter().map(String::as_str);
        assert_eq!(transitive_tags(&keys[..50], all()), Ok(()));
        assert_eq!(
            transitive_tags(&keys, all()),
            Err(LimitError::TooManyTags { max: 50, found: 51 })
        );
    }

    #[test]
    fn transitive_keys_are_among_the_tags() {
        let transitive = ["Team".to_owned(), "reason".to_owned()];
        assert_eq!(transitive_tags(&transitive, ["team", "reason"]), Ok(()));
        assert_eq!(
            transitive_tags(&transitive, ["team"]).unwrap_err().to_string(),
            "transitive tag `reason` is not among the tags"
        );
        assert_eq!(transitive_tags(&[], []), Ok(()));
    }
}
