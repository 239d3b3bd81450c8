//! Codes of an MFA device: RFC 6238 with HMAC-SHA1, steps of 30 seconds and six digits, as AWS's virtual devices are.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Seconds for which one code stands.
pub const STEP_SECONDS: i64 = 30;

/// The code that the device with this base32 `seed` shows at `time` (seconds since the Unix epoch).
///
/// # Panics
/// When `seed` is not base32.
pub fn totp(seed: &str, time: i64) -> String {
    code_of_step(seed, time.div_euclid(STEP_SECONDS))
}

/// Whether `seed` is base32, as AWS shows it under the QR code: blanks, lower case and padding do not matter.
pub fn is_seed(seed: &str) -> bool {
    decode(seed).is_some_and(|key| !key.is_empty())
}

pub(super) fn code_of_step(seed: &str, step: i64) -> String {
    let key = decode(seed).expect("an MFA seed is base32");
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).expect("HMAC takes a key of any length");
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0f);
    let word = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", word % 1_000_000)
}

fn decode(seed: &str) -> Option<Vec<u8>> {
    let plain: String = seed.chars().filter(|c| !c.is_whitespace() && *c != '=').collect();
    BASE32_NOPAD.decode(plain.to_ascii_uppercase().as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA1), the last six of its eight digits.
    #[test]
    fn agrees_with_the_rfc() {
        let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp(seed, time), code);
        }
    }

    #[test]
    fn reads_a_seed_as_people_paste_it() {
        assert_eq!(totp("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", 59), "287082");
        assert!(is_seed("JBSWY3DPEHPK3PXP") && !is_seed("not base32!") && !is_seed(""));
    }
}
