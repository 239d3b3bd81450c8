//! The server's notion of time: the system clock and an offset, so that a test can put this STS in another hour
//! than its caller, and the notations of time that the protocol uses.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A clock that can be moved while the server runs.
#[derive(Debug, Default)]
pub struct Clock {
    offset: AtomicI64,
    date_header_offset: AtomicI64,
}

impl Clock {
    /// Seconds since the Unix epoch, as this server sees it.
    pub fn now(&self) -> i64 {
        whole_seconds(self.precise())
    }

    /// The same with fractions, for the journal.
    pub fn precise(&self) -> f64 {
        since_epoch().as_secs_f64() + self.offset() as f64
    }

    /// What the `Date` header says: this server's time, moved once more if a test asked for it.
    pub fn date_header(&self) -> String {
        http_date(self.now() + self.date_header_offset())
    }

    /// Seconds by which this server is ahead of the system clock.
    pub fn offset(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    /// Seconds by which the `Date` header is ahead of this server's time.
    pub fn date_header_offset(&self) -> i64 {
        self.date_header_offset.load(Ordering::Relaxed)
    }

    pub(super) fn set_offset(&self, seconds: i64) {
        self.offset.store(seconds, Ordering::Relaxed);
    }

    pub(super) fn set_date_header_offset(&self, seconds: i64) {
        self.date_header_offset.store(seconds, Ordering::Relaxed);
    }
}

/// Seconds since the Unix epoch by the system clock.
pub fn system_now() -> i64 {
    whole_seconds(since_epoch().as_secs_f64())
}

/// `2026-11-22T16:00:00Z`.
pub fn iso8601(seconds: i64) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = Civil::of(seconds);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `20261122T160000Z`, as `X-Amz-Date` has it.
pub fn amz_date(seconds: i64) -> String {
    iso8601(seconds).replace(['-', ':'], "")
}

/// `Sun, 22 Nov 2026 16:00:00 GMT`, as the `Date` header has it.
pub fn http_date(seconds: i64) -> String {
    let Civil {
        year,
        month,
        day,
        hour,
        minute,
        second,
        weekday,
    } = Civil::of(seconds);
    let (weekday, month) = (DAYS[weekday], MONTHS[month as usize - 1]);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Reads `20261122T160000Z`.
pub fn parse_amz_date(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let time = rest.strip_suffix('Z')?;
    if date.len() != 8 || time.len() != 6 || !date.bytes().chain(time.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = |text: &str, at: usize, length: usize| text[at..at + length].parse::<i64>().ok();
    let days = days_from_civil(digits(date, 0, 4)?, digits(date, 4, 2)?, digits(date, 6, 2)?);
    Some(days * 86_400 + digits(time, 0, 2)? * 3_600 + digits(time, 2, 2)? * 60 + digits(time, 4, 2)?)
}

/// Reads `2026-11-22T16:00:00Z`.
pub fn parse_iso8601(text: &str) -> Option<i64> {
    parse_amz_date(&text.replace(['-', ':'], ""))
}

struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    weekday: usize,
}

impl Civil {
    /// Days to a date of the Gregorian calendar, with years that begin in March so that the leap day comes last.
    fn of(seconds: i64) -> Self {
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
            hour: of_day / 3_600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
            weekday: days.rem_euclid(7) as usize,
        }
    }
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn whole_seconds(seconds: f64) -> i64 {
    seconds.floor() as i64
}

#[expect(
    clippy::disallowed_methods,
    reason = "the loopback STS is another machine with a clock of its own"
)]
fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_every_notation() {
        for (seconds, iso, http) in [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (
                951_782_400,
                "2000-02-29T00:00:00Z",
                "Tue, 29 Feb 2000 00:00:00 GMT",
            ),
            (
                1_795_363_200,
                "2026-11-22T16:00:00Z",
                "Sun, 22 Nov 2026 16:00:00 GMT",
            ),
            (
                4_107_542_399,
                "2100-02-28T23:59:59Z",
                "Sun, 28 Feb 2100 23:59:59 GMT",
            ),
        ] {
            assert_eq!(iso8601(seconds), iso);
            assert_eq!(http_date(seconds), http);
            assert_eq!(parse_amz_date(&amz_date(seconds)), Some(seconds));
            assert_eq!(parse_iso8601(iso), Some(seconds));
        }
    }

    #[test]
    fn refuses_other_notations() {
        for text in [
            "",
            "20261122",
            "20261122T160000",
            "2026112T2160000Z",
            "20261122T16000aZ",
        ] {
            assert_eq!(parse_amz_date(text), None, "{text}");
        }
    }
}
