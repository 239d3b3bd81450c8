//! The MFA device's serial and the code it shows.

use super::{LimitError, characters, is_word_or, length};

/// SerialNumber: 9 to 256 of `[\w+=/:,.@-]`; the ARN of a virtual device, or a hardware number (`GAHT12345678`).
pub fn mfa_serial(text: &str) -> Result<(), LimitError> {
    const WHAT: &str = "an MFA serial";
    if resource(text).is_some_and(|resource| resource.starts_with("u2f/")) {
        return Err(LimitError::U2fDevice);
    }
    length(WHAT, text, 9, 256)?;
    characters(
        WHAT,
        text,
        "letters, digits and `_+=/:,.@-`",
        is_word_or("+=/:,.@-"),
    )?;
    let is_device = match resource(text) {
        Some(resource) => ["mfa/", "sms-mfa/"]
            .iter()
            .any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty())),
        None => !text.contains([':', '/']),
    };
    if is_device {
        Ok(())
    } else {
        Err(LimitError::Shape {
            what: "an MFA serial",
            shape: "arn:aws:iam::123456789012:mfa/NAME` or, of a hardware device, `GAHT12345678",
        })
    }
}

/// TokenCode: exactly six digits. The code itself is never part of the error.
pub fn token_code(text: &str) -> Result<(), LimitError> {
    if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    // Modhex of Yubico's OTP: 12 letters of identity and 32 of the one-time part.
    let is_yubikey = text.len() == 44 && text.bytes().all(|b| b"cbdefghijklnrtuv".contains(&b));
    Err(if is_yubikey {
        LimitError::YubikeyCode
    } else {
        LimitError::TokenCode
    })
}

/// What an IAM ARN names, after the account; none when the text is no such ARN.
fn resource(text: &str) -> Option<&str> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "iam", "", account, resource]
            if !partition.is_empty()
                && !account.is_empty()
                && account.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Some(resource)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: &str = "an MFA serial looks like `arn:aws:iam::123456789012:mfa/NAME` or, of a hardware device, `GAHT12345678`";

    #[test]
    fn serials_are_arns_or_hardware_numbers() {
        let longest = format!("arn:aws:iam::123456789012:mfa/{}", "a".repeat(256 - 30));
        for good in [
            "arn:aws:iam::111111111111:mfa/alice",
            "arn:aws-us-gov:iam::111111111111:mfa/team/alice@example.com",
            "arn:aws:iam::111111111111:sms-mfa/alice",
            "GAHT12345678",
            "123456789",
            &longest,
        ] {
            assert_eq!(mfa_serial(good), Ok(()), "{good}");
        }
        for (bad, error) in [
            ("", "an MFA serial has 9 to 256 characters, this has 0"),
            ("12345678", "an MFA serial has 9 to 256 characters, this has 8"),
            (
                &format!("{longest}a"),
                "an MFA serial has 9 to 256 characters, this has 257",
            ),
            (
                "GAHT 1234567",
                "an MFA serial is made of letters, digits and `_+=/:,.@-`; character 5 is ` `",
            ),
            ("arn:aws:iam::111111111111:mfa/", SHAPE),
            ("arn:aws:iam::111111111111:user/alice", SHAPE),
            ("arn:aws:iam::alice:mfa/alice", SHAPE),
            ("mfa/alice.smith", SHAPE),
            (
                "arn:aws:iam::111111111111:u2f/user/alice/key-ABCDEF",
                "a `u2f/` device (FIDO, passkey) never works with STS",
            ),
        ] {
            assert_eq!(mfa_serial(bad).unwrap_err().to_string(), error, "{bad}");
        }
        assert!(LimitError::U2fDevice.help().unwrap().contains("virtual"));
    }

    #[test]
    fn codes_are_six_digits() {
        assert_eq!(token_code("012345"), Ok(()));
        for bad in [
            "",
            "12345",
            "1234567",
            "12345a",
            " 12345",
            "１２３４５６",
            "12345\n",
        ] {
            assert_eq!(token_code(bad), Err(LimitError::TokenCode), "{bad}");
        }
        let yubikey = "cccccccgklgcvnkcvnnegrnhgrjkhlkfhdkclfncvlgj";
        assert_eq!(token_code(yubikey), Err(LimitError::YubikeyCode));
        assert_eq!(token_code(&yubikey[1..]), Err(LimitError::TokenCode));
    }
}
