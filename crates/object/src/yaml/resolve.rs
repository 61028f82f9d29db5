//! What a scalar's text means: null, a boolean, a number or text.

// Upstream: go.yaml.in/yaml/v2/resolve.go (v2.4.4)

use super::timestamp::is_timestamp;
use crate::text::lossy;

/// What `!!` stands for in a tag.
pub(super) const TAG_PREFIX: &str = "tag:yaml.org,2002:";

/// A value without parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    /// More than an `i64` holds.
    Uint(u64),
    Float(f64),
    Text(String),
    /// A date or time, which stays the text that it is.
    Timestamp(String),
}

impl Scalar {
    /// The last part of the tag that YAML gives to such values.
    fn tag(&self) -> &'static str {
        match self {
            Scalar::Null => "null",
            Scalar::Bool(_) => "bool",
            Scalar::Int(_) | Scalar::Uint(_) => "int",
            Scalar::Float(_) => "float",
            Scalar::Text(_) => "str",
            Scalar::Timestamp(_) => "timestamp",
        }
    }
}

/// The value of a scalar with this full tag (or none).
///
/// # Errors
/// The text is not what the tag says.
pub(super) fn resolve(tag: &str, text: &str) -> Result<Scalar, String> {
    let short = tag.strip_prefix(TAG_PREFIX).unwrap_or("");
    let plain = match short {
        "str" => return Ok(Scalar::Text(text.to_owned())),
        "binary" => return binary(text).map(Scalar::Text),
        "bool" | "int" | "float" | "null" | "timestamp" => resolve_plain(text, short == "timestamp"),
        _ if tag.is_empty() => return Ok(resolve_plain(text, true)),
        _ => return Ok(Scalar::Text(text.to_owned())),
    };
    match plain {
        #[expect(clippy::cast_precision_loss, reason = "the reference converts it in the same way")]
        Scalar::Int(i) if short == "float" => Ok(Scalar::Float(i as f64)),
        value if value.tag() == short => Ok(value),
        value => Err(format!("yaml: cannot decode !!{} `{text}` as a !!{short}", value.tag())),
    }
}

/// The value that an untagged plain scalar has.
pub(super) fn resolve_plain(text: &str, may_be_timestamp: bool) -> Scalar {
    let first = text.bytes().next().unwrap_or(b'~');
    let number = match first {
        b'+'
        | b'-'
        | b'.'
        | b'0'..=b'9'
        | b'y'
        | b'Y'
        | b'n'
        | b'N'
        | b't'
        | b'T'
        | b'f'
        | b'F'
        | b'o'
        | b'O'
        | b'~' => match word(text) {
            Some(value) => Some(value),
            None if first == b'.' => float(text).map(Scalar::Float),
            None if !matches!(first, b'+' | b'-' | b'0'..=b'9') => None,
            None if may_be_timestamp && is_timestamp(text) => Some(Scalar::Timestamp(text.to_owned())),
            None => number(&text.replace('_', "")),
        },
        // Quirk: `<` starts no word, so that `<<` is text except as a key (yaml-in.jsonl: k: <<).
        _ => None,
    };
    number.unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

/// The words that stand for something else; YAML 1.1 has more than YAML 1.2.
fn word(text: &str) -> Option<Scalar> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Bool(false),
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

/// A number of which the underscores have been taken out.
fn number(text: &str) -> Option<Scalar> {
    if let Some(value) = signed(text, 0) {
        return Some(Scalar::Int(value));
    }
    if let Some(value) = unsigned(text, 0) {
        return Some(Scalar::Uint(value));
    }
    if let Some(value) = float(text) {
        return Some(Scalar::Float(value));
    }
    // Quirk: a sign may stand after the prefix of a binary number (yaml-more.jsonl: c: 0b-1).
    let digits = text.strip_prefix("0b")?;
    signed(digits, 2).map(Scalar::Int)
}

/// As Go's `ParseInt`; base 0 takes it from the prefix.
fn signed(text: &str, base: u32) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let value = unsigned(digits, base)?;
    if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

/// As Go's `ParseUint`; base 0 takes it from the prefix.
fn unsigned(text: &str, base: u32) -> Option<u64> {
    let (base, digits) = match (base, text.as_bytes()) {
        (0, [b'0', b'x' | b'X', _, ..]) => (16, &text[2..]),
        (0, [b'0', b'b' | b'B', _, ..]) => (2, &text[2..]),
        (0, [b'0', b'o' | b'O', _, ..]) => (8, &text[2..]),
        (0, [b'0', _, ..]) => (8, &text[1..]),
        (0, _) => (10, text),
        _ => (base, text),
    };
    // Rust would take a plus sign here.
    if digits.starts_with('+') { None } else { u64::from_str_radix(digits, base).ok() }
}

/// As Go's `ParseFloat` for what cannot be a hexadecimal number; out of range is no number.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let well_formed = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
        && underscores_separate_digits(unsigned);
    if !well_formed {
        return None;
    }
    text.replace('_', "").parse().ok().filter(|value: &f64| value.is_finite())
}

fn underscores_separate_digits(text: &str) -> bool {
    let digit =
        |i: Option<usize>| i.and_then(|i| text.as_bytes().get(i)).is_some_and(|b| b.is_ascii_digit() || *b == b'_');
    let bytes = text.bytes().enumerate().filter(|(_, b)| *b == b'_');
    bytes
        .map(|(i, _)| i)
        .all(|i| digit(i.checked_sub(1)) && digit(Some(i + 1)) && text.as_bytes().get(i + 1) != Some(&b'_'))
}

/// The bytes of a `!!binary` as text; a byte that is not UTF-8 becomes U+FFFD, as Go's JSON writes it.
fn binary(text: &str) -> Result<String, String> {
    let invalid = || "yaml: !!binary value contains invalid base64 data".to_owned();
    let symbols: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    if !symbols.len().is_multiple_of(4) {
        return Err(invalid());
    }
    let mut bytes = Vec::with_capacity(symbols.len() / 4 * 3);
    for (i, group) in symbols.chunks(4).enumerate() {
        let last = (i + 1) * 4 == symbols.len();
        let padding = group.iter().rev().take_while(|b| **b == b'=').count();
        if padding > 2 || (padding > 0 && !last) {
            return Err(invalid());
        }
        let mut bits = 0_u32;
        for symbol in &group[..4 - padding] {
            bits = bits << 6 | sextet(*symbol).ok_or_else(invalid)?;
        }
        bits <<= 6 * padding;
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Ok(lossy(&bytes))
}

fn sextet(symbol: u8) -> Option<u32> {
    let value = match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
