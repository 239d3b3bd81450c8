//! Addresses of endpoints and of web pages.

use super::ValueError;

/// A custom endpoint: `http` or `https`, a host, perhaps a port and a path.
pub fn endpoint_url(value: &str) -> Result<String, ValueError> {
    const EXAMPLE: &str = "https://sts.eu-west-1.amazonaws.com";
    let url = Url::parse(value, EXAMPLE)?;
    if url.path.contains(['?', '#']) {
        return Err(ValueError::Url {
            problem: "an endpoint has no query",
            example: EXAMPLE,
        });
    }
    Ok(value.to_owned())
}

/// A web page that sees secrets: `https`, or `http` to a loopback address.
pub fn secure_url(value: &str, example: &'static str) -> Result<String, ValueError> {
    let url = Url::parse(value, example)?;
    if url.is_https || url.is_loopback() {
        Ok(value.to_owned())
    } else {
        Err(ValueError::Url {
            problem: "must begin with `https://`",
            example,
        })
    }
}

struct Url<'a> {
    is_https: bool,
    host: &'a str,
    path: &'a str,
}

impl<'a> Url<'a> {
    fn parse(value: &'a str, example: &'static str) -> Result<Self, ValueError> {
        let refuse = |problem| Err(ValueError::Url { problem, example });
        if value.is_empty() {
            return Err(ValueError::Empty);
        }
        if value.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return refuse("a URL has no spaces");
        }
        let (is_https, rest) = match value.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            _ => return refuse("must begin with `https://` or `http://`"),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains(['@', '\\']) {
            return refuse("a URL here has no user name and no password");
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, Some(port)),
            _ => (authority, None),
        };
        if host.is_empty() {
            return refuse("the URL names no host");
        }
        if port.is_some_and(|port| port.parse::<u16>().is_err()) {
            return refuse("the URL's port is no number up to 65535");
        }
        Ok(Self { is_https, host, path })
    }

    fn is_loopback(&self) -> bool {
        let address = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host.eq_ignore_ascii_case("localhost")
            || address
                .parse()
                .is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_checked_before_anything_is_sent_there() {
        for good in [
            "https://sts.eu-west-1.amazonaws.com",
            "http://127.0.0.1:4566",
            "HTTPS://[::1]:8443/path",
            "https://vpce-1.sts.eu-west-1.vpce.amazonaws.com/",
        ] {
            assert_eq!(endpoint_url(good), Ok(good.to_owned()));
        }
        for (bad, error) in [
            ("", "is empty"),
            ("sts.amazonaws.com", "must begin with `https://` or `http://`"),
            (
                "ftp://sts.amazonaws.com",
                "must begin with `https://` or `http://`",
            ),
            ("https://", "the URL names no host"),
            ("https://:443", "the URL names no host"),
            ("https://a:b", "the URL's port is no number up to 65535"),
            ("https://a:65536", "the URL's port is no number up to 65535"),
            ("https://a b", "a URL has no spaces"),
            (
                "https://me:secret@a",
                "a URL here has no user name and no password",
            ),
            ("https://a/?x=1", "an endpoint has no query"),
        ] {
            assert_eq!(endpoint_url(bad).unwrap_err().to_string(), error, "{bad}");
        }
    }

    #[test]
    fn pages_that_see_secrets_are_https_or_loopback() {
        for good in [
            "https://idp.example.com/x?y=1",
            "http://localhost:1",
            "http://127.0.0.1",
            "http://[::1]:1/",
        ] {
            assert!(secure_url(good, "").is_ok(), "{good}");
        }
        for bad in [
            "http://idp.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
        ] {
            assert_eq!(
                secure_url(bad, "").unwrap_err().to_string(),
                "must begin with `https://`"
            );
        }
    }
}
