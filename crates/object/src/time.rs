//! Times as the API writes them: whole seconds, RFC 3339, in UTC.
//!
//! It reads and prints; what time it is, it does not know.

use std::fmt::Write as _;

use crate::Value;
use crate::schema::Type;

/// The zero time of Go, 0001-01-01T00:00:00Z, in seconds since 1970. The API takes it for "no time".
pub const ZERO: i64 = -62_135_596_800;

const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";
const MICRO_LAYOUT: &str = "2006-01-02T15:04:05.000000Z07:00";
const LOCAL_LAYOUT: &str = "2006-01-02T15:04:05";
const DATE_LAYOUT: &str = "2006-01-02";
/// Microseconds of a second.
pub const SECOND_MICROS: u32 = 1_000_000;
const DAY_SECONDS: i64 = 86_400;

/// Reads a time, giving whole seconds since 1970-01-01T00:00:00Z; parts of a second are dropped.
///
/// Quirk: the rules are those of Go's layouts rather than RFC 3339's: an hour of one digit, a comma before the fraction
/// and an offset of 24 hours or 60 minutes are read (times.jsonl: 00:00:00,5Z).
///
/// # Errors
/// The sentence that the reference gives to the client.
// Upstream: time/format.go parse (go1.26.8)
pub fn parse(text: &str) -> Result<i64, String> {
    Ok(parse_as(text, LAYOUT)?.seconds)
}

/// A time as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Of that second; at most nine digits were read.
    pub nanos: u32,
    /// How many seconds the clock that was read from is ahead of UTC.
    pub offset: i64,
}

/// Reads a time as [`parse`] does, with everything that it says.
///
/// # Errors
/// The sentence that the reference gives to the client.
pub fn parse_whole(text: &str) -> Result<Read, String> {
    parse_as(text, LAYOUT)
}

/// Reads a time that need not say how far it is from UTC.
///
/// # Errors
/// The sentence that the reference gives to the client.
// Upstream: kube-openapi/pkg/validation/strfmt/time.go ParseDateTime (v1.37.2)
pub fn parse_lenient(text: &str) -> Result<Read, String> {
    if text.is_empty() {
        return Ok(Read { seconds: 0, nanos: 0, offset: 0 });
    }
    parse_as(text, LAYOUT).or_else(|_| parse_as(text, LOCAL_LAYOUT))
}

/// Reads a day, giving the seconds from 1970-01-01T00:00:00Z to its first moment in UTC.
///
/// # Errors
/// The sentence that the reference gives to the client.
pub fn parse_date(text: &str) -> Result<i64, String> {
    Ok(parse_as(text, DATE_LAYOUT)?.seconds)
}

/// Reads a time with exactly six digits behind the dot, giving seconds since 1970-01-01T00:00:00Z and microseconds.
///
/// # Errors
/// The sentence that the reference gives to the client.
pub fn parse_micro(text: &str) -> Result<(i64, u32), String> {
    let read = parse_as(text, MICRO_LAYOUT)?;
    Ok((read.seconds, read.nanos / 1000))
}

fn parse_as(text: &str, layout: &'static str) -> Result<Read, String> {
    let mut rest = Rest { whole: text.as_bytes(), left: text.as_bytes(), layout };
    let year = rest.year()?;
    rest.literal(b'-')?;
    let month = rest.number("01", Digits::Two, 1..=12, "month")?;
    rest.literal(b'-')?;
    let day = rest.number("02", Digits::Two, 0..=99, "day")?;
    let mut read = Read { seconds: 0, nanos: 0, offset: 0 };
    if layout != DATE_LAYOUT {
        rest.literal(b'T')?;
        read = rest.clock()?;
    }
    if !rest.left.is_empty() {
        return Err(rest.out(&format!(" extra text: {}", quote(rest.left))));
    }
    if day < 1 || day > days_in(month, year) {
        return Err(rest.out(" day out of range"));
    }
    read.seconds += days_since_1970(year, month, day) * DAY_SECONDS;
    Ok(read)
}

/// Prints seconds since 1970-01-01T00:00:00Z as `2026-01-01T00:00:00Z`.
#[must_use]
pub fn format(seconds: i64) -> String {
    let (year, month, day) = date(seconds.div_euclid(DAY_SECONDS));
    let second = seconds.rem_euclid(DAY_SECONDS);
    let sign = if year < 0 { "-" } else { "" };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{sign}{:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", year.abs())
}

/// Prints seconds since 1970-01-01T00:00:00Z and microseconds below a million as `2026-01-01T00:00:00.000000Z`.
#[must_use]
pub fn format_micro(seconds: i64, micros: u32) -> String {
    let mut text = format(seconds);
    text.pop();
    text + &format!(".{micros:06}Z")
}

/// Reads what [`format_micro`] printed, whatever the year.
#[must_use]
pub fn parse_micro_printed(text: &str) -> Option<(i64, u32)> {
    let (seconds, micros) = text.strip_suffix('Z')?.split_once('.')?;
    let micros = micros.parse().ok().filter(|micros| *micros < SECOND_MICROS)?;
    Some((parse_printed(&[seconds, "Z"].concat())?, micros))
}

/// Reads what [`format`] printed, whatever the year: protobuf can hold years that have more than four digits or are
/// negative, which JSON shows and [`parse`] refuses.
#[must_use]
pub fn parse_printed(text: &str) -> Option<i64> {
    // The year stands before what is as long in every time.
    let (year, rest) = text.split_at_checked(text.len().checked_sub("-01-02T15:04:05Z".len())?)?;
    let in_a_leap_year = parse(&format!("2000{rest}")).ok()?;
    let (_, month, day) = date(in_a_leap_year.div_euclid(DAY_SECONDS));
    let days = days_since_1970(year.parse().ok()?, month, day);
    i64::try_from(i128::from(days) * i128::from(DAY_SECONDS) + i128::from(in_a_leap_year.rem_euclid(DAY_SECONDS))).ok()
}

/// A time's text as it is stored: as it is printed; `null` for Go's zero time.
///
/// # Errors
/// The sentence that the reference gives to the client.
pub fn settle(text: &str, ty: &Type) -> Result<Value, String> {
    Ok(match ty {
        Type::MicroTime => match parse_micro(text)? {
            (ZERO, 0) => Value::Null,
            (seconds, micros) => format_micro(seconds, micros).into(),
        },
        _ => match parse(text)? {
            ZERO => Value::Null,
            seconds => format(seconds).into(),
        },
    })
}

/// How many digits a number may have.
#[derive(Clone, Copy, PartialEq)]
enum Digits {
    Two,
    OneOrTwo,
}

/// What is still to be read. Bytes rather than text: an error may show half a character.
struct Rest<'a> {
    whole: &'a [u8],
    left: &'a [u8],
    layout: &'static str,
}

impl Rest<'_> {
    /// The time of the day, in UTC.
    fn clock(&mut self) -> Result<Read, String> {
        let hour = self.number("15", Digits::OneOrTwo, 0..=23, "hour")?;
        self.literal(b':')?;
        let minute = self.number("04", Digits::Two, 0..=59, "minute")?;
        self.literal(b':')?;
        let second = self.number("05", Digits::Two, 0..=59, "second")?;
        let nanos = if self.layout == MICRO_LAYOUT { self.six_digits()? * 1000 } else { self.fraction() };
        let offset = if self.layout == LOCAL_LAYOUT { 0 } else { self.zone()? };
        Ok(Read { seconds: hour * 3600 + minute * 60 + second - offset, nanos, offset })
    }

    fn year(&mut self) -> Result<i64, String> {
        match self.left {
            [a, b, c, d, left @ ..] if [a, b, c, d].iter().all(|x| x.is_ascii_digit()) => {
                self.left = left;
                Ok([a, b, c, d].iter().fold(0, |sum, x| sum * 10 + i64::from(*x - b'0')))
            }
            _ => Err(self.unlike("2006")),
        }
    }

    fn literal(&mut self, byte: u8) -> Result<(), String> {
        match self.left {
            [first, left @ ..] if *first == byte => {
                self.left = left;
                Ok(())
            }
            _ => Err(self.unlike(&char::from(byte).to_string())),
        }
    }

    fn number(
        &mut self,
        element: &str,
        digits: Digits,
        range: std::ops::RangeInclusive<i64>,
        name: &str,
    ) -> Result<i64, String> {
        let number = match self.left {
            [a, b, left @ ..] if a.is_ascii_digit() && b.is_ascii_digit() => {
                self.left = left;
                two_digits(*a, *b)
            }
            [a, left @ ..] if a.is_ascii_digit() && digits == Digits::OneOrTwo => {
                self.left = left;
                i64::from(*a - b'0')
            }
            _ => return Err(self.unlike(element)),
        };
        if range.contains(&number) { Ok(number) } else { Err(self.out(&format!(" {name} out of range"))) }
    }

    /// Parts of a second, if any, in nanoseconds; what is smaller counts for nothing.
    fn fraction(&mut self) -> u32 {
        let digits = match self.left {
            [b'.' | b',', rest @ ..] => rest.iter().take_while(|b| b.is_ascii_digit()).count(),
            _ => 0,
        };
        if digits == 0 {
            return 0;
        }
        let (fraction, left) = self.left.split_at(1 + digits);
        self.left = left;
        (1..=9).fold(0, |sum, at| sum * 10 + fraction.get(at).map_or(0, |digit| u32::from(digit - b'0')))
    }

    /// A dot and six digits.
    ///
    /// Quirk: a sign may stand for the first of them (quirks/times).
    fn six_digits(&mut self) -> Result<u32, String> {
        let (fraction, left) = self.left.split_first_chunk::<7>().ok_or_else(|| self.unlike(".000000"))?;
        let [b'.' | b',', digits @ ..] = fraction else { return Err(self.unlike(".000000")) };
        let (negative, digits) = match digits {
            [sign @ (b'+' | b'-'), digits @ ..] => (*sign == b'-', digits.as_slice()),
            _ => (false, digits.as_slice()),
        };
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(self.unlike(".000000"));
        }
        let micros = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
        self.left = left;
        if negative && micros > 0 { Err(self.out(" fractional second out of range")) } else { Ok(micros) }
    }

    /// The offset from UTC in seconds.
    fn zone(&mut self) -> Result<i64, String> {
        if let [b'Z', left @ ..] = self.left {
            self.left = left;
            return Ok(0);
        }
        let [sign, h1, h2, b':', m1, m2, left @ ..] = self.left else { return Err(self.unlike("Z07:00")) };
        let hours_read = h1.is_ascii_digit() && h2.is_ascii_digit();
        let minutes_read = hours_read && m1.is_ascii_digit() && m2.is_ascii_digit();
        let hours = if hours_read { two_digits(*h1, *h2) } else { 0 };
        let minutes = if minutes_read { two_digits(*m1, *m2) } else { 0 };
        // Quirk: what is out of range is said before what is not a number or a sign (quirks/times).
        if minutes > 60 {
            return Err(self.out(" time zone offset minute out of range"));
        }
        if hours > 24 {
            return Err(self.out(" time zone offset hour out of range"));
        }
        let seconds = hours * 3600 + minutes * 60;
        let offset = match sign {
            b'+' => seconds,
            b'-' => -seconds,
            _ => return Err(self.unlike("Z07:00")),
        };
        if !minutes_read {
            return Err(self.unlike("Z07:00"));
        }
        self.left = left;
        Ok(offset)
    }

    fn unlike(&self, element: &str) -> String {
        let (whole, left) = (quote(self.whole), quote(self.left));
        format!(
            "parsing time {whole} as {}: cannot parse {left} as {}",
            quote(self.layout.as_bytes()),
            quote(element.as_bytes())
        )
    }

    fn out(&self, message: &str) -> String {
        format!("parsing time {}:{message}", quote(self.whole))
    }
}

fn two_digits(a: u8, b: u8) -> i64 {
    i64::from(a - b'0') * 10 + i64::from(b - b'0')
}

/// In double quotes, with every byte that is not printable ASCII as `\xNN`.
// Upstream: time/format.go quote (go1.26.8)
fn quote(bytes: &[u8]) -> String {
    let mut out = String::from('"');
    for &b in bytes {
        match b {
            b'"' | b'\\' => out.extend(['\\', char::from(b)]),
            b' '..0x80 => out.push(char::from(b)),
            _ => {
                // Writing into a `String` cannot fail.
                let _ = write!(out, "\\x{b:02x}");
            }
        }
    }
    out.push('"');
    out
}

fn days_in(month: i64, year: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of 400 years of the Gregorian calendar.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01. Years are counted from March, so that a leap day comes last.
const EPOCH_DAYS: i64 = 719_468;

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * ERA_DAYS + year * 365 + year / 4 - year / 100 + day - EPOCH_DAYS
}

fn date(days_since_1970: i64) -> (i64, i64, i64) {
    let days = days_since_1970 + EPOCH_DAYS;
    let (era, day) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let march_month = (5 * day + 2) / 153;
    let month = (march_month + 2) % 12 + 1;
    let year = era * 400 + year + i64::from(month <= 2);
    (year, month, day - (153 * march_month + 2) / 5 + 1)
}
