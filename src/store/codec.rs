//! The compact binary form of what rests in a store.
//!
//! A record is `RH`, the format version, the record's kind, eight bytes of SHA-256 over the rest, and the
//! fields, each behind its length. Text that is canonical base64 (a session token, a secret access key) is
//! kept decoded: a quarter shorter, so that a dozen and more sessions fit into the kernel keyring's 20,000
//! bytes. Reading is total: whatever the bytes, the answer is a value or `None`, never a panic.

use std::fmt;

use data_encoding::BASE64;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::credentials::{AccessKey, Credentials};
use crate::session::Session;
use crate::time::Timestamp;

/// What a record is. The code is part of the format.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Kind {
    Session = 1,
    AccessKey = 2,
    /// Not stored on its own: what a sealed folder's header proves its passphrase with.
    Verifier = 3,
}

/// As descriptions, labels and file names write it.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Session => "session",
            Self::AccessKey => "access-key",
            Self::Verifier => "verifier",
        })
    }
}

/// Bytes that hold a secret, wiped when dropped.
pub(super) type SecretBytes = Zeroizing<Vec<u8>>;

/// The record of a session.
pub(super) fn encode_session(session: &Session) -> SecretBytes {
    let credentials = &session.credentials;
    let mut writer = Writer::new(Kind::Session);
    writer.number(session.issued_at.seconds());
    writer.number(session.expiration.seconds());
    writer.text(Some(&credentials.access_key_id));
    writer.packed(Some(&credentials.secret_access_key));
    writer.packed(credentials.session_token.as_ref());
    writer.text(Some(&session.operation));
    for field in [
        &session.profile,
        &session.role_arn,
        &session.arn,
        &session.account_id,
    ] {
        writer.text(field.as_deref());
    }
    writer.finish()
}

/// Reads a session back; `None` for anything that is not a whole record of this version.
pub(super) fn decode_session(record: &[u8]) -> Option<Session> {
    let mut reader = Reader::open(record, Kind::Session)?;
    let session = Session {
        issued_at: Timestamp::from_seconds(reader.number()?),
        expiration: Timestamp::from_seconds(reader.number()?),
        credentials: Credentials {
            access_key_id: reader.text()??,
            secret_access_key: reader.packed()??,
            session_token: reader.packed()?,
        },
        operation: reader.text()??,
        profile: reader.text()?,
        role_arn: reader.text()?,
        arn: reader.text()?,
        account_id: reader.text()?,
    };
    reader.is_at_end().then_some(session)
}

/// The record of an access key.
pub(super) fn encode_access_key(key: &AccessKey) -> SecretBytes {
    let mut writer = Writer::new(Kind::AccessKey);
    writer.text(Some(&key.access_key_id));
    writer.packed(Some(&key.secret_access_key));
    writer.finish()
}

/// Reads an access key back; `None` for anything that is not a whole record of this version.
pub(super) fn decode_access_key(record: &[u8]) -> Option<AccessKey> {
    let mut reader = Reader::open(record, Kind::AccessKey)?;
    let key = AccessKey {
        access_key_id: reader.text()??,
        secret_access_key: reader.packed()??,
    };
    reader.is_at_end().then_some(key)
}

/// Field lengths are three bytes; nothing that STS returns comes near.
const LENGTH_BYTES: usize = 3;

struct Writer {
    record: SecretBytes,
}

impl Writer {
    fn new(kind: Kind) -> Self {
        // Security: grown by doubling, the vector would leave unwiped copies behind; see `make_room`.
        let mut record = Zeroizing::new(Vec::with_capacity(4096));
        record.extend_from_slice(MAGIC);
        record.extend_from_slice(&[VERSION, kind as u8]);
        record.extend_from_slice(&[0; CHECKSUM]);
        Self { record }
    }

    fn number(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    fn text(&mut self, text: Option<&str>) {
        match text {
            None => self.bytes(&[ABSENT]),
            Some(text) => self.field(PLAIN, text.as_bytes()),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a record holds the secret; its buffer is wiped"
    )]
    fn packed(&mut self, secret: Option<&SecretString>) {
        let Some(secret) = secret else {
            return self.bytes(&[ABSENT]);
        };
        let text = secret.expose_secret().as_bytes();
        // Decoding is strict (padding, trailing bits), so what it takes is written back letter by letter.
        match BASE64.decode(text).map(Zeroizing::new) {
            Ok(decoded) => self.field(PACKED, &decoded),
            Err(_) => self.field(PLAIN, text),
        }
    }

    fn field(&mut self, form: u8, content: &[u8]) {
        let length = u32::try_from(content.len()).unwrap_or(u32::MAX).min(0x00FF_FFFF);
        self.bytes(&[form]);
        self.bytes(&length.to_le_bytes()[..LENGTH_BYTES]);
        self.bytes(&content[..length as usize]);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.make_room(bytes.len());
        self.record.extend_from_slice(bytes);
    }

    /// Security: moves to a larger buffer by hand, so that the smaller one is wiped.
    fn make_room(&mut self, more: usize) {
        let needed = self.record.len() + more;
        if needed > self.record.capacity() {
            let mut larger = Zeroizing::new(Vec::with_capacity(needed * 2));
            larger.extend_from_slice(&self.record);
            self.record = larger;
        }
    }

    fn finish(mut self) -> SecretBytes {
        let sum = checksum(&self.record);
        self.record[HEADER - CHECKSUM..HEADER].copy_from_slice(&sum);
        self.record
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn open(record: &'a [u8], kind: Kind) -> Option<Self> {
        let header = record.get(..HEADER)?;
        let known = header.starts_with(MAGIC) && header[2] == VERSION && header[3] == kind as u8;
        let whole = header[HEADER - CHECKSUM..] == checksum(record);
        (known && whole).then(|| Self {
            rest: &record[HEADER..],
        })
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    /// A field's form and content; the outer `None` is a broken record, the inner one an absent field.
    fn field(&mut self) -> Option<Option<(u8, &'a [u8])>> {
        let form = self.take(1)?[0];
        if form == ABSENT {
            return Some(None);
        }
        let length = self.take(LENGTH_BYTES)?;
        let length = u32::from_le_bytes([length[0], length[1], length[2], 0]);
        Some(Some((form, self.take(length as usize)?)))
    }

    fn text(&mut self) -> Option<Option<String>> {
        match self.field()? {
            None => Some(None),
            Some((PLAIN, content)) => Some(Some(str::from_utf8(content).ok()?.to_owned())),
            Some(_) => None,
        }
    }

    fn packed(&mut self) -> Option<Option<SecretString>> {
        match self.field()? {
            None => Some(None),
            Some((PLAIN, content)) => Some(Some(SecretString::from(str::from_utf8(content).ok()?))),
            Some((PACKED, content)) => {
                // Security: of exactly the right size, so that boxing it leaves no copy behind.
                let mut text = String::with_capacity(BASE64.encode_len(content.len()));
                BASE64.encode_append(content, &mut text);
                Some(Some(SecretString::from(text)))
            }
            Some(_) => None,
        }
    }

    fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

/// Over everything but itself, so that a flipped version or kind is found too.
fn checksum(record: &[u8]) -> [u8; CHECKSUM] {
    let mut hash = Sha256::new();
    hash.update(&record[..HEADER - CHECKSUM]);
    hash.update(&record[HEADER..]);
    let mut sum = [0; CHECKSUM];
    sum.copy_from_slice(&hash.finalize()[..CHECKSUM]);
    sum
}

const MAGIC: &[u8] = b"RH";
const VERSION: u8 = 1;
const CHECKSUM: usize = 8;
const HEADER: usize = MAGIC.len() + 2 + CHECKSUM;
const ABSENT: u8 = 0;
const PLAIN: u8 = 1;
const PACKED: u8 = 2;

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the tests compare the secrets that they made up"
)]
mod tests {
    use super::*;

    fn session(token: &str) -> Session {
        Session {
            credentials: Credentials {
                access_key_id: "ASIAEXAMPLE000000001".to_owned(),
                secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                session_token: Some(SecretString::from(token)),
            },
            issued_at: Timestamp::from_seconds(1_795_363_200),
            expiration: Timestamp::from_seconds(1_795_366_800),
            operation: "AssumeRole".to_owned(),
            profile: Some("prod".to_owned()),
            role_arn: Some("arn:aws:iam::333333333333:role/Deploy".to_owned()),
            arn: Some("arn:aws:sts::333333333333:assumed-role/Deploy/alice".to_owned()),
            account_id: None,
        }
    }

    fn token_of(session: &Session) -> &str {
        session
            .credentials
            .session_token
            .as_ref()
            .unwrap()
            .expose_secret()
    }

    #[test]
    fn a_session_comes_back_as_it_went() {
        for token in [
            "",
            "a",
            "not base64!",
            "QUJD",
            "QUJDRA==",
            "QUJDRB==",
            "QUJDRA",
            &"Ab9/".repeat(400),
        ] {
            let back = decode_session(&encode_session(&session(token))).unwrap();
            assert_eq!(token_of(&back), token);
            assert_eq!(
                back.credentials.secret_access_key.expose_secret(),
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
            );
            let shown = |session: &Session| format!("{session:?}");
            assert_eq!(shown(&back), shown(&session(token)));
        }
    }

    #[test]
    fn an_access_key_comes_back_as_it_went() {
        for secret in [
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "söme other form",
            &"k".repeat(5000),
        ] {
            let key = AccessKey {
                access_key_id: "AKIAEXAMPLE".to_owned(),
                secret_access_key: SecretString::from(secret),
            };
            let back = decode_access_key(&encode_access_key(&key)).unwrap();
            assert_eq!(back.access_key_id, "AKIAEXAMPLE");
            assert_eq!(back.secret_access_key.expose_secret(), secret);
        }
    }

    /// The default quota is 20,000 bytes; the kernel adds a description of some 60.
    #[test]
    fn sixteen_sessions_with_tokens_of_1_kib_fit_into_the_kernels_quota() {
        let record = encode_session(&session(&"Ab9/".repeat(256)));
        assert!((record.len() + 70) * 16 < 20_000, "{}", record.len());
    }

    #[test]
    fn one_kind_is_never_read_as_the_other() {
        assert!(decode_access_key(&encode_session(&session("QUJD"))).is_none());
    }

    #[test]
    fn no_prefix_and_no_flipped_bit_is_a_session() {
        let record = encode_session(&session(&"Ab9/".repeat(20)));
        for length in 0..record.len() {
            assert!(decode_session(&record[..length]).is_none(), "prefix of {length}");
        }
        for bit in 0..record.len() * 8 {
            let mut flipped = record.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(decode_session(&flipped).is_none(), "bit {bit}");
        }
        let mut longer = record.to_vec();
        longer.push(0);
        assert!(decode_session(&longer).is_none());
    }

    /// The checksum mended after each change, so that the fields' own reading is what is tried.
    #[test]
    fn no_forged_field_makes_the_reader_fail() {
        let record = encode_session(&session("QUJD"));
        for at in (0..record.len()).filter(|at| !(HEADER - CHECKSUM..HEADER).contains(at)) {
            for value in [0, 1, 2, 3, 0x7F, 0x80, 0xFE, 0xFF] {
                let mut forged = record.to_vec();
                if std::mem::replace(&mut forged[at], value) == value {
                    continue;
                }
                let sum = checksum(&forged);
                forged[HEADER - CHECKSUM..HEADER].copy_from_slice(&sum);
                if let Some(read) = decode_session(&forged) {
                    assert!(at >= HEADER, "a forged header at {at} was taken: {read:?}");
                }
            }
        }
    }

    #[test]
    fn random_bytes_are_no_record() {
        for length in 0..200 {
            let mut bytes = vec![0; length];
            getrandom::fill(&mut bytes).unwrap();
            assert!(decode_session(&bytes).is_none());
            assert!(decode_access_key(&bytes).is_none());
        }
    }
}
