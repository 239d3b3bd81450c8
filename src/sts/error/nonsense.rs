//! An answer that STS would not give: a page of a proxy, half a document, a session that has ended.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::scrub;
use crate::sts::call::Call;
use crate::sts::witness::Witness;
use crate::time::Timestamp;

/// A call, and what came instead of its answer.
#[derive(Debug, thiserror::Error)]
#[error("`{endpoint}` gave no answer of STS to {what}", endpoint = .call.endpoint, what = .call.what())]
pub struct Nonsense {
    pub call: Call,
    /// The answer may have been lost on its way, and the code with it.
    pub code_may_be_spent: bool,
    #[source]
    pub received: Received,
}

/// What came.
#[derive(Debug, thiserror::Error)]
#[error("{gap}{}", .request_id.as_ref().map(|id| format!(" (request id {id})")).unwrap_or_default())]
pub struct Received {
    pub gap: Gap,
    pub request_id: Option<String>,
}

/// What is wrong with it. Never the body, which may hold a session.
#[derive(Debug, thiserror::Error)]
pub enum Gap {
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`{0}` is garbled")]
    Garbled(&'static str),
    #[error("it had expired already, at {expiration}")]
    Expired { expiration: Timestamp },
    #[error("HTTP {status}, an HTML page titled `{title}`")]
    Page { status: u16, title: String },
    #[error("HTTP {status}, {length} bytes of `{content_type}` that are not an answer of STS")]
    Other {
        status: u16,
        content_type: String,
        length: usize,
    },
}

impl Nonsense {
    pub(super) fn new(call: Call, request_id: Option<String>, gap: Gap, witness: &Witness) -> Self {
        Self {
            call,
            code_may_be_spent: witness.carries_code(),
            received: Received { gap, request_id },
        }
    }

    /// What to do next.
    pub fn help(&self) -> String {
        let endpoint = &self.call.endpoint;
        let next = match &self.received.gap {
            Gap::Expired { .. } => {
                "compare this machine's clock with the true time (`date -u`): the service sent no time of its own, or a session that had ended".to_owned()
            }
            Gap::Missing(_) | Gap::Garbled(_) => {
                format!("check that `{endpoint}` is STS: look at `endpoint_url` and `AWS_ENDPOINT_URL_STS`")
            }
            Gap::Page { .. } | Gap::Other { .. } => format!(
                "something else than STS answers at `{endpoint}`: a proxy, a sign-in page of the network, or a wrong \
                 `endpoint_url` or `AWS_ENDPOINT_URL_STS`"
            ),
        };
        match self.code_may_be_spent {
            true => format!("{next}\n{}", super::unreachable::SPENT),
            false => next,
        }
    }
}

/// Tells what came by its kind and size.
pub(super) fn came(raw: &HttpResponse, secrets: &[&str]) -> Gap {
    let status = raw.status().as_u16();
    let body = raw.body().bytes().unwrap_or_default();
    if let Some(title) = title(body) {
        let title = scrub::bounded(&scrub::clean(&title, secrets), 80);
        return Gap::Page { status, title };
    }
    let content_type = raw.headers().get("content-type").unwrap_or("unknown type");
    Gap::Other {
        status,
        content_type: scrub::bounded(&scrub::clean(content_type, secrets), 80),
        length: body.len(),
    }
}

fn title(body: &[u8]) -> Option<String> {
    let start = &body[..body.len().min(4096)];
    let text = String::from_utf8_lossy(start);
    let lower = text.to_ascii_lowercase();
    let from = lower.find("<title>")? + "<title>".len();
    let to = from + lower[from..].find("</title>")?;
    Some(text[from..to].split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_title_of_a_page() {
        for (body, found) in [
            ("<html><head><TITLE>\n Sign  in\n</TITLE>", Some("Sign in")),
            ("<html><title></title>", Some("")),
            ("<html><title>no end", None),
            ("<?xml version='1.0'?><Other/>", None),
            ("", None),
        ] {
            assert_eq!(title(body.as_bytes()).as_deref(), found, "{body}");
        }
    }
}
