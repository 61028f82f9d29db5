//! Days, moments and lengths of time.

use crate::structural::texts::pattern::is_found;
use crate::time;

/// A day: `2006-01-02`.
// Upstream: kube-openapi/pkg/validation/strfmt/date.go IsDate (v1.37.2)
pub(super) fn is_date(text: &str) -> bool {
    text.len() == "2006-01-02".len() && time::parse(&format!("{text}T00:00:00Z")).is_ok()
}

/// A day and a time of it.
///
/// Quirk: a `t` ends the time, and what is behind it is not looked at; any character may stand before parts of a second
/// (formats.jsonl: 2014-12-15T19:30:20Ztrash).
// Upstream: kube-openapi/pkg/validation/strfmt/time.go IsDateTime (v1.37.2)
pub(super) fn is_date_time(text: &str) -> bool {
    const TIME: &str = "^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$";
    let text = text.to_ascii_lowercase();
    let mut parts = text.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else { return false };
    is_date(date) && is_found(TIME, time) && time[..2] <= *"23" && time[3..5] <= *"59" && time[6..8] <= *"59"
}

/// A length of time as Go reads it, or some number with a unit behind it anywhere.
// Upstream: kube-openapi/pkg/validation/strfmt/duration.go ParseDuration (v1.37.2)
pub(super) fn is_duration(text: &str) -> bool {
    go_duration(text).is_some() || has_durations(text)
}

/// Longest time that there is, in nanoseconds: of a negative one.
const DURATION_MAX: u64 = 1 << 63;

/// How long this is, in nanoseconds: `1h30m`. Nothing where Go would not read it.
// Upstream: time/format.go ParseDuration (go1.26.8)
#[must_use]
pub fn go_duration(text: &str) -> Option<i64> {
    let is_negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    let mut sum = 0_u64;
    loop {
        let (whole, after) = digits(rest);
        let (fraction, after) = after.strip_prefix('.').map_or(("", after), digits);
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let unit = after.split(|c: char| c == '.' || c.is_ascii_digit()).next()?;
        let nanos = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok().filter(|n| *n <= DURATION_MAX)? };
        let whole = whole.checked_mul(nanos).filter(|n| *n <= DURATION_MAX)?;
        sum = sum.checked_add(whole)?.checked_add(part(fraction, nanos)).filter(|n| *n <= DURATION_MAX)?;
        rest = &after[unit.len()..];
        if rest.is_empty() {
            return if is_negative { 0_i64.checked_sub_unsigned(sum) } else { i64::try_from(sum).ok() };
        }
    }
}

/// What the digits behind a dot are of a unit; those that a number cannot hold count for nothing.
// Upstream: time/format.go leadingFraction (go1.26.8)
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as Go does")]
fn part(digits: &str, unit_nanos: u64) -> u64 {
    let (mut number, mut scale) = (0_u64, 1.0_f64);
    for digit in digits.bytes().map(|digit| u64::from(digit - b'0')) {
        match Some(number).filter(|n| *n <= (DURATION_MAX - 1) / 10).map(|n| n * 10 + digit) {
            Some(larger) if larger <= DURATION_MAX => number = larger,
            _ => break,
        }
        scale *= 10.0;
    }
    (number as f64 * (unit_nanos as f64 / scale)) as u64
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

/// Whether a number has a unit behind it, perhaps with spaces between. A number that is too large spoils all.
fn has_durations(text: &str) -> bool {
    let mut found = false;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (number, after) = digits(&rest[at..]);
        let after = after.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
        let end = after.find(|c: char| !c.is_ascii_alphabetic() && c != 'µ').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        rest = after;
        if unit.is_empty() {
            continue;
        }
        if number.parse::<i64>().is_err() {
            return false;
        }
        found |= is_unit(&unit.to_ascii_lowercase());
    }
    found
}

fn is_unit(unit: &str) -> bool {
    const SHORT: [&str; 11] = ["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"];
    const BEGINNINGS: [&str; 8] = ["nano", "micro", "milli", "sec", "min", "hour", "day", "week"];
    SHORT.contains(&unit) || BEGINNINGS.iter().any(|beginning| unit.starts_with(beginning))
}
