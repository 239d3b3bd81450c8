//! What a request says about its signature, in the `Authorization` header or (presigned) in the query string.

use std::collections::BTreeMap;

use super::ALGORITHM;
use crate::sts::refusal::Refusal;
use crate::sts::request::Raw;

/// Seconds for which STS takes a presigned request, whatever it says itself.
const PRESIGNED_SECONDS: i64 = 900;

/// Who claims to have signed, when, for what.
#[derive(Clone, Debug)]
pub(in crate::sts) struct Claim {
    pub access_key_id: String,
    pub date: String,
    pub region: String,
    pub service: String,
    /// Lower-case names.
    pub signed_headers: Vec<String>,
    pub signature: String,
    pub amz_date: String,
    pub session_token: Option<String>,
    /// Of a presigned request.
    pub expires_seconds: Option<i64>,
}

impl Claim {
    pub(in crate::sts) fn read(raw: &Raw) -> Result<Self, Refusal> {
        let claim = match raw.header("authorization") {
            Some(authorization) => from_header(raw, &authorization)?,
            None => from_query(raw)?,
        };
        claim.check_headers(raw)?;
        Ok(claim)
    }

    /// The headers that must be signed, where they are sent.
    fn check_headers(&self, raw: &Raw) -> Result<(), Refusal> {
        if !self.signed_headers.iter().any(|name| name == "host") {
            return Err(Refusal::signature(
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
            ));
        }
        let unsigned =
            |name: &str| raw.header(name).is_some() && !self.signed_headers.iter().any(|it| it == name);
        match ["x-amz-date", "x-amz-security-token"]
            .into_iter()
            .find(|name| unsigned(name))
        {
            Some(name) => Err(Refusal::signature(format!(
                "'{name}' must be a 'SignedHeader' in the AWS Authorization."
            ))),
            None => Ok(()),
        }
    }
}

fn from_header(raw: &Raw, authorization: &str) -> Result<Claim, Refusal> {
    let Some(parts) = authorization.strip_prefix(ALGORITHM) else {
        return Err(incomplete(format!(
            "Unsupported AWS 'algorithm': '{}'.",
            first_word(authorization)
        )));
    };
    let parts: BTreeMap<&str, &str> = parts
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .collect();
    for name in ["Credential", "SignedHeaders", "Signature"] {
        if !parts.contains_key(name) {
            return Err(incomplete(format!(
                "Authorization header requires '{name}' parameter."
            )));
        }
    }
    let amz_date = raw.header("x-amz-date").ok_or_else(|| {
        incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    })?;
    claim(
        parts["Credential"],
        parts["SignedHeaders"],
        parts["Signature"],
        amz_date,
        raw.header("x-amz-security-token"),
    )
}

fn from_query(raw: &Raw) -> Result<Claim, Refusal> {
    let query: BTreeMap<String, String> = raw.query_parameters().into_iter().collect();
    let value = |name: &str| query.get(name).map(String::as_str);
    let (Some(ALGORITHM), Some(credential), Some(signed_headers), Some(signature), Some(amz_date)) = (
        value("X-Amz-Algorithm"),
        value("X-Amz-Credential"),
        value("X-Amz-SignedHeaders"),
        value("X-Amz-Signature"),
        value("X-Amz-Date"),
    ) else {
        let message = "Request is missing Authentication Token";
        return Err(Refusal::new(403, "MissingAuthenticationToken", message));
    };
    let token = value("X-Amz-Security-Token").map(str::to_owned);
    let mut claim = claim(credential, signed_headers, signature, amz_date.to_owned(), token)?;
    let asked = value("X-Amz-Expires")
        .and_then(|text| text.parse().ok())
        .unwrap_or(PRESIGNED_SECONDS);
    claim.expires_seconds = Some(asked.min(PRESIGNED_SECONDS));
    Ok(claim)
}

fn claim(
    credential: &str,
    signed_headers: &str,
    signature: &str,
    amz_date: String,
    session_token: Option<String>,
) -> Result<Claim, Refusal> {
    let scope: Vec<_> = credential.split('/').collect();
    let [access_key_id, date, region, service, "aws4_request"] = scope.as_slice() else {
        return Err(incomplete(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
        )));
    };
    Ok(Claim {
        access_key_id: (*access_key_id).to_owned(),
        date: (*date).to_owned(),
        region: (*region).to_owned(),
        service: (*service).to_owned(),
        signed_headers: signed_headers.split(';').map(str::to_owned).collect(),
        signature: signature.to_owned(),
        amz_date,
        session_token,
        expires_seconds: None,
    })
}

fn incomplete(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "IncompleteSignature", message)
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}
