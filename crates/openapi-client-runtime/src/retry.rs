//! When a request is sent again, and after how long.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, Response};

/// How often and how patiently a request is sent again that can do no harm twice.
///
/// Requests by `GET`, `HEAD`, `OPTIONS`, `PUT` and `DELETE` (RFC 9110, section 9.2.2) are sent again after
/// 408, 429, 502, 503, 504 and a broken connection, others only where no connection was made, so that
/// nothing has been sent. A request that ran out of time is not sent again, and neither is one whose body
/// is a stream. By default there are two more attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// Attempts after the first one; 2 by default.
    pub attempts: u32,
    /// The longest pause before the second attempt, doubled for each further one; half a second by
    /// default. Pauses are drawn evenly from nothing up to the longest one, unless the server says with
    /// `retry-after` how long to wait.
    pub pause: Duration,
    /// No pause is longer, but for one that the server asks for; 10 seconds by default.
    pub max_pause: Duration,
    /// No attempt begins later than this after the first one; 30 seconds by default. A server that wants a
    /// longer pause gets no further attempt.
    pub total: Duration,
}

impl Retries {
    /// No second attempt.
    pub const OFF: Self =
        Self { attempts: 0, pause: Duration::ZERO, max_pause: Duration::ZERO, total: Duration::ZERO };

    /// The pause before another attempt, or that there is none. `made` counts attempts so far, `elapsed` is
    /// the time since the first one began.
    pub(crate) fn pause_after(
        &self,
        outcome: Result<&Response, &reqwest::Error>,
        method: &Method,
        made: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if made > self.attempts || !may_try_again(outcome, method) {
            return None;
        }
        let asked = outcome.ok().and_then(|response| retry_after(response.headers(), SystemTime::now()));
        let pause = asked.unwrap_or_else(|| self.longest_pause(made).mul_f64(fraction()));
        (elapsed.saturating_add(pause) <= self.total).then_some(pause)
    }

    fn longest_pause(&self, made: u32) -> Duration {
        let doubled =
            2_u32.checked_pow(made.saturating_sub(1)).and_then(|factor| self.pause.checked_mul(factor));
        doubled.unwrap_or(self.max_pause).min(self.max_pause)
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts: 2,
            pause: Duration::from_millis(500),
            max_pause: Duration::from_secs(10),
            total: Duration::from_secs(30),
        }
    }
}

fn may_try_again(outcome: Result<&Response, &reqwest::Error>, method: &Method) -> bool {
    let idempotent =
        [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method);
    match outcome {
        Ok(response) => idempotent && matches!(response.status().as_u16(), 408 | 429 | 502 | 503 | 504),
        // Nothing has been sent.
        Err(error) if error.is_connect() => true,
        Err(error) => idempotent && error.is_request() && !error.is_timeout(),
    }
}

/// A number from 0 up to 1, other in each call. The hasher of the standard library is seeded at random.
fn fraction() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from((random >> 32) as u32) / f64::from(u32::MAX)
}

/// What `retry-after` says: seconds, or a date (RFC 9110, section 10.2.3). A date is counted from the time of
/// the server, if it tells it.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |value: &HeaderValue| value.to_str().ok().map(|text| text.trim().to_owned());
    let value = text(headers.get(RETRY_AFTER)?)?;
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = seconds_of(&value)?;
    let of_server = headers.get(DATE).and_then(text).and_then(|date| seconds_of(&date));
    let now = match of_server {
        Some(seconds) => seconds,
        None => now.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs(),
    };
    Some(Duration::from_secs(until.saturating_sub(now)))
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
fn seconds_of(date: &str) -> Option<u64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_, rest) = date.split_once(", ")?;
    let [day, month, year, time, "GMT"] = rest.split(' ').collect::<Vec<_>>()[..] else { return None };
    let number = |text: &str, limit: u64| text.parse::<u64>().ok().filter(|number| *number <= limit);
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let (day, year) = (number(day, 31)?, number(year, 9999).filter(|year| *year >= 1970)?);
    let [hours, minutes, seconds] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    let seconds = number(hours, 23)? * 3600 + number(minutes, 59)? * 60 + number(seconds, 60)?;
    // Days since 1 March of the year 0, so that a leap day is the last of its year.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day.checked_sub(1)?;
    Some((days.checked_sub(719_468)?) * 86_400 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        assert_eq!(seconds_of("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(seconds_of("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds_of("Thu, 29 Feb 2024 23:59:60 GMT"), Some(1_709_251_200));
        assert_eq!(seconds_of("Sat, 01 Mar 2025 00:00:00 GMT"), Some(1_740_787_200));
        for bad in
            ["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "a, 0 Jan 1970 0:0:0 GMT"]
        {
            assert_eq!(seconds_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_server_says_how_long_to_wait() {
        let headers = |pairs: &[(reqwest::header::HeaderName, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
            pairs.collect::<HeaderMap>()
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_700);
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let after = |pairs: &[_]| retry_after(&headers(pairs), now).map(|pause| pause.as_secs());
        assert_eq!(after(&[(RETRY_AFTER, "120")]), Some(120));
        assert_eq!(after(&[(RETRY_AFTER, date)]), Some(77));
        assert_eq!(after(&[(RETRY_AFTER, date), (DATE, "Sun, 06 Nov 1994 08:49:30 GMT")]), Some(7));
        assert_eq!(after(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(after(&[]), None);
    }

    #[test]
    fn pauses_grow_up_to_the_longest_one() {
        let retries = Retries {
            pause: Duration::from_secs(1),
            max_pause: Duration::from_secs(5),
            ..Retries::default()
        };
        let pauses = [1, 2, 3, 4, 40].map(|made| retries.longest_pause(made).as_secs());
        assert_eq!(pauses, [1, 2, 4, 5, 5]);
    }

    #[test]
    fn fractions_differ_and_stay_below_one() {
        let fractions: Vec<f64> = (0..20).map(|_| fraction()).collect();
        assert!(fractions.iter().all(|fraction| (0.0..=1.0).contains(fraction)));
        assert!(fractions.iter().any(|fraction| fraction.to_bits() != fractions[0].to_bits()));
    }
}
