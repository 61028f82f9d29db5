//! A duration as Go writes it: `1.5h`, `2m30s`, `300ms`.
//!
//! Upstream: time/format.go ParseDuration (go1.26.8)

use std::borrow::Cow;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// In nanoseconds, one more than the longest duration; a negative one may be as long.
const LIMIT: u64 = 1 << 63;

/// A duration in a document: its text, and what that says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    text: String,
    /// How long.
    pub time: Duration,
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let time = parse(&text)?;
        if text.starts_with('-') {
            return Err(format!("{} is negative", quote(&text)));
        }
        Ok(Span { text, time })
    }
}

impl From<Span> for String {
    fn from(span: Span) -> String {
        span.text
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": "A duration as Go writes it, such as 1m30s."})
    }
}

/// Reads a duration; a negative one counts as none at all.
///
/// # Errors
/// Go's words.
pub fn parse(text: &str) -> Result<Duration, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(Duration::ZERO);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanoseconds: u64 = 0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = behind.strip_prefix('.').map_or(("", behind), digits);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        if whole > LIMIT {
            return Err(invalid());
        }
        let unit_end = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, next) = behind.split_at(unit_end);
        let scale: u64 = match unit {
            "" => return Err(format!("time: missing unit in duration {}", quote(text))),
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return Err(format!("time: unknown unit {} in duration {}", quote(unit), quote(text))),
        };
        let part = whole.checked_mul(scale).and_then(|whole| whole.checked_add(part_of(fraction, scale)));
        let sum = part.and_then(|part| nanoseconds.checked_add(part));
        nanoseconds = sum.filter(|sum| *sum <= LIMIT).ok_or_else(invalid)?;
        rest = next;
    }
    match (negative, nanoseconds) {
        (true, _) => Ok(Duration::ZERO),
        (false, LIMIT) => Err(invalid()),
        (false, nanoseconds) => Ok(Duration::from_nanos(nanoseconds)),
    }
}

/// The digits that a text begins with, and what follows them.
/// A duration's text; what is below a millisecond is left out.
pub fn text(duration: Duration) -> String {
    let (seconds, milliseconds) = (duration.as_secs(), duration.subsec_millis());
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let fraction = match milliseconds {
        0 => String::new(),
        _ => format!(".{milliseconds:03}").trim_end_matches('0').to_owned(),
    };
    match (hours, minutes, seconds) {
        (0, 0, 0) if milliseconds > 0 => format!("{milliseconds}ms"),
        (0, 0, _) => format!("{seconds}{fraction}s"),
        (0, _, _) => format!("{minutes}m{}{fraction}s", seconds % 60),
        _ => format!("{hours}h{minutes}m{}{fraction}s", seconds % 60),
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// What the digits behind a point are of a unit, in nanoseconds, rounded down.
fn part_of(digits: &str, scale: u64) -> u64 {
    // An hour has 13 digits in nanoseconds, so that those behind these count for nothing.
    const DIGITS_MAX: usize = 18;
    let digits = &digits[..digits.len().min(DIGITS_MAX)];
    let (value, whole) = digits
        .bytes()
        .fold((0, 1), |(value, whole): (u128, u128), digit| (value * 10 + u128::from(digit - b'0'), whole * 10));
    u64::try_from(value * u128::from(scale) / whole).unwrap_or_default()
}

/// A text in quotes, with its bytes for what is not ASCII.
// Upstream: time/format.go quote (go1.26.8)
fn quote(text: &str) -> String {
    let bytes = |c: char| c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!(r"\x{byte:02x}")).collect();
    let shown = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if !c.is_ascii() || c < ' ' => bytes(c),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(shown).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_in_a_document_keeps_its_text() {
        let read = |text: &str| serde_json::from_str::<Span>(text);
        let span = read(r#""1m30s""#).unwrap();
        assert_eq!((span.time, serde_json::to_string(&span).unwrap()), (Duration::from_secs(90), r#""1m30s""#.into()));
        assert!(read(r#""90""#).unwrap_err().to_string().starts_with(r#"time: missing unit in duration "90""#));
        assert!(read("90").is_err());
    }

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, milliseconds) in [
            ("0", 0),
            ("5s", 5000),
            ("1m30s", 90_000),
            ("1.5h", 5_400_000),
            ("+.5s", 500),
            ("-1s", 0),
            ("300ms", 300),
            ("1.s.5s", 1500),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        assert_eq!(parse("9223372036854775807ns"), Ok(Duration::from_nanos(i64::MAX.unsigned_abs())));
        for (text, why) in [
            ("x", r#"time: invalid duration "x""#),
            ("", r#"time: invalid duration """#),
            ("5", r#"time: missing unit in duration "5""#),
            ("5d", r#"time: unknown unit "d" in duration "5d""#),
            ("1.2.3s", r#"time: missing unit in duration "1.2.3s""#),
            ("9223372036854775808ns", r#"time: invalid duration "9223372036854775808ns""#),
            ("1s2", r#"time: missing unit in duration "1s2""#),
            (".s", r#"time: invalid duration ".s""#),
            ("9999999999h", r#"time: invalid duration "9999999999h""#),
            ("１\t\"\u{7f}", "time: invalid duration \"\\xef\\xbc\\x91\\x09\\\"\u{7f}\""),
            ("1ß", r#"time: unknown unit "\xc3\x9f" in duration "1\xc3\x9f""#),
        ] {
            assert_eq!(parse(text), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn durations_are_written_as_go_writes_them() {
        for text in ["0s", "5ms", "1s", "1.5s", "1m30s", "1h0m0s", "100h0m0.25s"] {
            assert_eq!(super::text(parse(text).unwrap()), text);
        }
    }
}
