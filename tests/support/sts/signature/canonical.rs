//! The canonical request: one spelling of a request, which signer and judge reach by themselves.

use std::fmt::Write as _;

use super::sha256_hex;
use crate::sts::request::Raw;

/// Method, path, query, signed headers, their names, and the hash of the body.
pub(super) fn request(raw: &Raw, signed_headers: &[String]) -> String {
    let mut canonical = format!("{}\n{}\n{}\n", raw.method, path(&raw.path), query(raw));
    for name in signed_headers {
        let value = raw.header(name).unwrap_or_default();
        let _ = writeln!(canonical, "{name}:{}", squeeze(&value));
    }
    let _ = write!(
        canonical,
        "\n{}\n{}",
        signed_headers.join(";"),
        sha256_hex(&raw.body)
    );
    canonical
}

/// Every service but S3 encodes the path once more than it was sent.
fn path(path: &str) -> String {
    if path.is_empty() {
        "/".to_owned()
    } else {
        path.split('/').map(encode).collect::<Vec<_>>().join("/")
    }
}

fn query(raw: &Raw) -> String {
    let mut pairs: Vec<_> = raw
        .query_parameters()
        .into_iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (encode(&name), encode(&value)))
        .collect();
    pairs.sort();
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

/// RFC 3986: everything but the unreserved characters as `%XX`.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

fn squeeze(value: &str) -> String {
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_a_request_in_one_way() {
        let raw = Raw {
            method: "GET".to_owned(),
            path: "/a b".to_owned(),
            query: "b=2&a=x+y&a=%2F&X-Amz-Signature=0".to_owned(),
            headers: vec![
                ("host".to_owned(), " h ".to_owned()),
                ("x".to_owned(), "a   b".to_owned()),
            ],
            ..Raw::default()
        };
        assert_eq!(
            request(&raw, &["host".to_owned(), "x".to_owned()]),
            "GET\n/a%20b\na=%2F&a=x%20y&b=2\nhost:h\nx:a b\n\nhost;x\n\
             e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
