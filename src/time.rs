//! Points in time as STS counts them: whole seconds since 1970-01-01T00:00:00Z.
//!
//! Time is an argument everywhere else; this file is the one reader of the system clock.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// Whole seconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

impl Timestamp {
    /// What the system clock says.
    #[expect(clippy::disallowed_methods, reason = "the one reader of the system clock")]
    pub fn now() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        Self(since_epoch.map_or(0, |elapsed| elapsed.as_secs().cast_signed()))
    }

    /// The point `seconds` after the Unix epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Reads RFC 3339 as STS and credential processes write it; fractions of a second are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::from_str(text, Format::DateTimeWithOffset)
            .ok()
            .map(|time| Self(time.secs()))
    }

    /// Seconds since the Unix epoch.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Seconds from `earlier` to this point; negative when this point comes first.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This point moved by `seconds`, which may be negative.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// How long until this point, seen from `now`; zero when it has passed.
    pub fn remaining(self, now: Self) -> Duration {
        Duration::from_secs(u64::try_from(self.seconds_since(now)).unwrap_or(0))
    }
}

/// RFC 3339 in UTC with whole seconds and `Z`, as every SDK reads `Expiration`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_secs(self.0).fmt(Format::DateTime) {
            Ok(text) => f.write_str(&text),
            Err(_) => write!(f, "@{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_rfc_3339() {
        for (text, seconds) in [
            ("2026-11-22T16:00:00Z", 1_795_363_200),
            ("2026-11-22T17:00:00+01:00", 1_795_363_200),
            ("2026-11-22T16:00:00.999Z", 1_795_363_200),
        ] {
            let time = Timestamp::parse(text).unwrap();
            assert_eq!(time.seconds(), seconds, "{text}");
            assert_eq!(time.to_string(), "2026-11-22T16:00:00Z");
        }
        assert_eq!(Timestamp::parse("tomorrow"), None);
    }
}
