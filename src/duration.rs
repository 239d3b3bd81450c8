//! Lengths of time as people write them: `45m`, `1h`, `3600`, `max`.

use std::fmt;

/// How long a session is asked for. Limits of an operation are `route::limits`' to check.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SessionDuration {
    /// Whole seconds.
    Seconds(u32),
    /// As long as the role allows.
    Max,
}

impl SessionDuration {
    /// STS's default for AssumeRole.
    pub const HOUR: Self = Self::Seconds(3600);

    /// Reads seconds (`3600`), a number with a unit (`90s`, `45m`, `1h`, `1h30m`), or `max`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "max" {
            return Some(Self::Max);
        }
        parse_seconds(text).map(Self::Seconds)
    }
}

impl fmt::Display for SessionDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => write!(f, "{seconds}"),
            Self::Max => f.write_str("max"),
        }
    }
}

/// Reads a length of time into whole seconds: digits alone are seconds; `h`, `m` and `s` in falling order.
pub fn parse_seconds(text: &str) -> Option<u32> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let mut rest = text;
    let mut total: u32 = 0;
    for (unit, seconds) in [('h', 3600), ('m', 60), ('s', 1)] {
        if let Some((number, after)) = rest.split_once(unit) {
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(seconds)?)?;
            rest = after;
        }
    }
    (rest.is_empty() && !text.is_empty()).then_some(total)
}

/// A length of time for people: `12 hours`, `45 minutes`, `1 hour 30 minutes`, `20 seconds`.
pub fn in_words(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let unit = |count: i64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    match (seconds / 3600, seconds % 3600 / 60, seconds % 60) {
        (0, 0, s) => unit(s, "second"),
        (0, m, _) => unit(m, "minute"),
        (h, 0, _) => unit(h, "hour"),
        (h, m, _) => format!("{} {}", unit(h, "hour"), unit(m, "minute")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, seconds) in [
            ("3600", Some(3600)),
            ("45m", Some(2700)),
            ("1h", Some(3600)),
            ("1h30m", Some(5400)),
            ("90s", Some(90)),
            ("0", Some(0)),
            ("", None),
            ("h", None),
            ("1d", None),
            ("-1", None),
            ("30m1h", None),
            ("1.5h", None),
            ("99999999999", None),
            ("9999999h", None),
        ] {
            assert_eq!(parse_seconds(text), seconds, "{text}");
        }
        assert_eq!(SessionDuration::parse("max"), Some(SessionDuration::Max));
    }

    #[test]
    fn tells_lengths_in_words() {
        for (seconds, words) in [
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (43_200, "12 hours"),
            (5_400, "1 hour 30 minutes"),
            (-5, "0 seconds"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
