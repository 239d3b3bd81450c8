//! Signature Version 4, checked by hand: an independent judge of what the SDKs sign.
//!
//! Written from AWS's description of the algorithm, on `hmac` and `sha2` alone.

mod canonical;
mod claim;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub(super) use claim::Claim;

use super::clock::{amz_date, parse_amz_date};
use super::refusal::Refusal;
use super::request::Raw;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

impl Claim {
    /// Whether the request was signed for this service, in a time not too far from `now`.
    pub(super) fn check_scope(
        &self,
        now: i64,
        window_minutes: i64,
        region: Option<&str>,
    ) -> Result<(), Refusal> {
        if self.service != "sts" {
            return Err(Refusal::signature(
                "Credential should be scoped to correct service: 'sts'. ",
            ));
        }
        if region.is_some_and(|region| region != self.region) {
            let message = format!(
                "Credential should be scoped to a valid region, not '{}'. ",
                self.region
            );
            return Err(Refusal::signature(message));
        }
        if !self.amz_date.starts_with(&self.date) {
            return Err(Refusal::signature(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != \
                 '{}', from '{}'.",
                self.date,
                self.amz_date.get(..8).unwrap_or_default(),
                self.amz_date
            )));
        }
        self.check_time(now, window_minutes)
    }

    /// Whether the signature is the one that `secret` makes of this request.
    pub(super) fn check_signature(&self, raw: &Raw, secret: &str) -> Result<(), Refusal> {
        let canonical = canonical::request(raw, &self.signed_headers);
        let scope = format!("{}/{}/{}/aws4_request", self.date, self.region, self.service);
        let to_sign = format!(
            "{ALGORITHM}\n{}\n{scope}\n{}",
            self.amz_date,
            sha256_hex(canonical.as_bytes())
        );
        let key = self.signing_key(secret);
        if HEXLOWER.encode(&hmac_sha256(&key, to_sign.as_bytes())) == self.signature {
            return Ok(());
        }
        Err(Refusal::signature(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
        ))
    }

    fn signing_key(&self, secret: &str) -> Vec<u8> {
        let date = hmac_sha256(format!("AWS4{secret}").as_bytes(), self.date.as_bytes());
        let region = hmac_sha256(&date, self.region.as_bytes());
        let service = hmac_sha256(&region, self.service.as_bytes());
        hmac_sha256(&service, b"aws4_request")
    }

    fn check_time(&self, now: i64, window_minutes: i64) -> Result<(), Refusal> {
        let signed = parse_amz_date(&self.amz_date).ok_or_else(|| {
            Refusal::new(
                400,
                "IncompleteSignature",
                "Date must be in ISO-8601 'basic format'.",
            )
        })?;
        let window = self.expires_seconds.unwrap_or(window_minutes * 60);
        let (oldest, newest) = (now - window, now + window_minutes * 60);
        let (date, present) = (&self.amz_date, amz_date(now));
        if signed < oldest {
            return Err(Refusal::signature(format!(
                "Signature expired: {date} is now earlier than {} ({present} - {} min.)",
                amz_date(oldest),
                window / 60
            )));
        }
        if signed > newest {
            return Err(Refusal::signature(format!(
                "Signature not yet current: {date} is still later than {} ({present} + {window_minutes} min.)",
                amz_date(newest)
            )));
        }
        Ok(())
    }
}

fn hmac_sha256(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

fn sha256_hex(data: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of AWS's documentation «Create a signed request», whose signature is published.
    #[test]
    fn agrees_with_the_published_example() {
        let raw = Raw {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: "Action=ListUsers&Version=2010-05-08".to_owned(),
            headers: [
                ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("host", "iam.amazonaws.com"),
                ("x-amz-date", "20150830T123600Z"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
            ..Raw::default()
        };
        let claim = Claim {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            date: "20150830".to_owned(),
            region: "us-east-1".to_owned(),
            service: "iam".to_owned(),
            signed_headers: ["content-type", "host", "x-amz-date"].map(str::to_owned).to_vec(),
            signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7".to_owned(),
            amz_date: "20150830T123600Z".to_owned(),
            session_token: None,
            expires_seconds: None,
        };
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        assert_eq!(claim.check_signature(&raw, secret), Ok(()));
        assert!(claim.check_signature(&raw, "another").is_err());
    }
}
