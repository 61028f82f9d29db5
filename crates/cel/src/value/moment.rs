//! Moments and lengths of time, as Go reads and writes them.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike};
use coracle_object::structural::texts::go_duration as parse_duration;
use coracle_object::text::quote;
use coracle_object::time;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Of that second.
    pub nanos: u32,
    /// How many seconds the clock is ahead of UTC that it was read from. It is written by the same clock.
    pub offset: i32,
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        (self.seconds, self.nanos) == (other.seconds, other.nanos)
    }
}

impl Eq for Moment {}

/// The first and the last second that a moment can be in.
// Upstream: cel-go/common/types/timestamp.go minUnixTime, maxUnixTime (v0.29.2)
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

const SECOND_NANOS: i64 = 1_000_000_000;

impl Moment {
    /// The moment at these seconds and nanoseconds; nothing where there is none.
    #[must_use]
    pub fn at(seconds: i64, nanos: u32) -> Option<Self> {
        SECONDS.contains(&seconds).then_some(Self { seconds, nanos, offset: 0 })
    }

    /// Reads a moment as RFC 3339 has it.
    ///
    /// # Errors
    /// None where it is no moment; false where there is none such.
    pub fn parse(text: &str) -> Result<Self, Option<()>> {
        let moment = Self::of(time::parse_whole(text).map_err(|_| None)?);
        if SECONDS.contains(&moment.seconds) { Ok(moment) } else { Err(Some(())) }
    }

    /// Reads a moment as objects have it.
    ///
    /// # Errors
    /// Go's sentence.
    pub fn parse_lenient(text: &str) -> Result<Self, String> {
        time::parse_lenient(text).map(Self::of)
    }

    /// Reads a day: its first moment.
    ///
    /// # Errors
    /// Go's sentence.
    pub fn parse_date(text: &str) -> Result<Self, String> {
        time::parse_date(text).map(|seconds| Self { seconds, nanos: 0, offset: 0 })
    }

    fn of(read: time::Read) -> Self {
        Self { seconds: read.seconds, nanos: read.nanos, offset: i32::try_from(read.offset).unwrap_or(0) }
    }

    /// Whether it is Go's first moment.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.seconds == time::ZERO && self.nanos == 0
    }

    /// So many nanoseconds later.
    // Upstream: cel-go/common/types/overflow.go addTimeDurationChecked (v0.29.2)
    #[must_use]
    pub fn plus(self, nanos: i64) -> Option<Self> {
        let sum = i128::from(self.seconds) * i128::from(SECOND_NANOS) + i128::from(self.nanos) + i128::from(nanos);
        let seconds = i64::try_from(sum.div_euclid(i128::from(SECOND_NANOS))).ok()?;
        let nanos = u32::try_from(sum.rem_euclid(i128::from(SECOND_NANOS))).ok()?;
        SECONDS.contains(&seconds).then_some(Self { seconds, nanos, ..self })
    }

    /// How many nanoseconds it is later than another.
    // Upstream: cel-go/common/types/overflow.go subtractTimeChecked (v0.29.2)
    #[must_use]
    pub fn minus(self, other: Self) -> Option<i64> {
        let seconds = self.seconds.checked_sub(other.seconds)?.checked_mul(SECOND_NANOS)?;
        seconds.checked_add(i64::from(self.nanos) - i64::from(other.nanos))
    }

    /// What a clock shows that is so many seconds ahead of UTC.
    #[must_use]
    pub fn clock(self, ahead: i64) -> Option<NaiveDateTime> {
        DateTime::from_timestamp(self.seconds.checked_add(ahead)?, self.nanos).map(|moment| moment.naive_utc())
    }

    fn write(self, f: &mut fmt::Formatter<'_>, between: char) -> fmt::Result {
        let Some(clock) = self.clock(i64::from(self.offset)) else { return Ok(()) };
        let (year, month, day) = (clock.year(), clock.month(), clock.day());
        let (hour, minute, second) = (clock.hour(), clock.minute(), clock.second());
        write!(f, "{year:04}-{month:02}-{day:02}{between}{hour:02}:{minute:02}:{second:02}")?;
        if self.nanos > 0 {
            let digits = format!("{:09}", self.nanos);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }

    /// As Go's `%v` shows it.
    // Upstream: time/format.go Time.String (go1.26.8)
    #[must_use]
    pub fn shown(self) -> String {
        struct Day(Moment);
        impl fmt::Display for Day {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, ' ')
            }
        }
        let ahead = self.ahead("");
        let zone = if self.offset == 0 { "UTC" } else { &ahead };
        format!("{} {ahead} {zone}", Day(self))
    }

    fn ahead(self, between: &str) -> String {
        let minutes = self.offset.unsigned_abs() / 60;
        let sign = if self.offset < 0 { '-' } else { '+' };
        format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
    }
}

impl fmt::Display for Moment {
    // Upstream: time/format.go RFC3339Nano (go1.26.8)
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 'T')?;
        if self.offset == 0 { f.write_str("Z") } else { f.write_str(&self.ahead(":")) }
    }
}

/// Reads a length of time as objects have it, in nanoseconds.
///
/// # Errors
/// The reference's sentence.
// Upstream: kube-openapi/pkg/validation/strfmt/duration.go ParseDuration (v1.37.2)
pub fn parse_lenient_duration(text: &str) -> Result<i64, String> {
    if let Some(nanos) = parse_duration(text) {
        return Ok(nanos);
    }
    let mut sum = 0_i64;
    let mut found = false;
    let mut rest = text;
    // Digits, space, letters; anywhere.
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let digits = &rest[begin..];
        let (digits, after) = digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        let letters = after.trim_start_matches(is_space);
        let is_letter = |c: char| c.is_ascii_alphabetic() || c == 'µ';
        let (unit, after) = letters.split_at(letters.find(|c| !is_letter(c)).unwrap_or(letters.len()));
        if unit.is_empty() {
            rest = if letters.is_empty() { "" } else { letters };
            continue;
        }
        rest = after;
        let factor: i64 =
            digits.parse().map_err(|_| format!("strconv.Atoi: parsing {}: value out of range", quote(digits)))?;
        for nanos in lenient_units(&unit.to_lowercase()) {
            found = true;
            sum = sum.wrapping_add(factor.wrapping_mul(nanos));
        }
    }
    if found { Ok(sum) } else { Err(format!("unable to parse {text} as duration")) }
}

/// What a unit means, each time that it is found to mean something.
fn lenient_units(unit: &str) -> impl Iterator<Item = i64> + '_ {
    const UNITS: [(&[&str], i64); 8] = [
        (&["ns", "nano"], 1),
        (&["us", "µs", "micro"], 1_000),
        (&["ms", "milli"], 1_000_000),
        (&["s", "sec"], SECOND_NANOS),
        (&["m", "min"], 60 * SECOND_NANOS),
        (&["h", "hr", "hour"], 3600 * SECOND_NANOS),
        (&["d", "day"], 24 * 3600 * SECOND_NANOS),
        (&["w", "wk", "week"], 7 * 24 * 3600 * SECOND_NANOS),
    ];
    UNITS.iter().flat_map(move |(names, nanos)| {
        names.iter().enumerate().filter_map(move |(i, name)| {
            let is_last = i + 1 == names.len();
            ((is_last && unit.starts_with(name)) || unit == *name).then_some(*nanos)
        })
    })
}

/// A length of time as Go's `%v` shows it: `1h30m0s`.
// Upstream: time/time.go Duration.String (go1.26.8)
#[must_use]
pub fn shown_duration(nanos: i64) -> String {
    let size = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let fraction = |number: u64, digits: usize| {
        let text = format!("{number:0digits$}");
        let text = text.trim_end_matches('0');
        if text.is_empty() { String::new() } else { format!(".{text}") }
    };
    match size {
        0 => "0s".to_owned(),
        1..1_000 => format!("{sign}{size}ns"),
        1_000..1_000_000 => format!("{sign}{}{}µs", size / 1_000, fraction(size % 1_000, 3)),
        1_000_000..1_000_000_000 => format!("{sign}{}{}ms", size / 1_000_000, fraction(size % 1_000_000, 6)),
        _ => {
            let seconds = size / 1_000_000_000;
            let rest = fraction(size % 1_000_000_000, 9);
            let (hours, minutes, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            match (hours, minutes) {
                (0, 0) => format!("{sign}{second}{rest}s"),
                (0, _) => format!("{sign}{minutes}m{second}{rest}s"),
                _ => format!("{sign}{hours}h{minutes}m{second}{rest}s"),
            }
        }
    }
}
