//! Values of one type from values of another.

use coracle_object::structural::texts::go_duration;

use super::arithmetic::{INT_OVERFLOW, UINT_OVERFLOW};
use super::{Error, Moment, Opaque, Shared, Text, Val, float};

/// What a value can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// `bool`
    Bool,
    /// `bytes`
    Bytes,
    /// `double`
    Double,
    /// `duration`
    Duration,
    /// `int`
    Int,
    /// `string`
    String,
    /// `timestamp`
    Timestamp,
    /// `type`
    Type,
    /// `uint`
    Uint,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Target::Bool => "bool",
            Target::Bytes => "bytes",
            Target::Double => "double",
            Target::Duration => "google.protobuf.Duration",
            Target::Int => "int",
            Target::String => "string",
            Target::Timestamp => "google.protobuf.Timestamp",
            Target::Type => "type",
            Target::Uint => "uint",
        }
    }
}

const TIMESTAMP_OVERFLOW: Error = Error::new("timestamp overflow");

impl<'a> Val<'a> {
    /// The value as one of another type.
    ///
    /// # Errors
    /// There is none.
    // Upstream: cel-go/common/types/ref/reference.go Val.ConvertToType (v0.29.2)
    pub fn convert(&self, target: Target) -> Result<Val<'a>, Error> {
        let converted = match (self, target) {
            (Val::Error(error), _) => return Err(error.clone()),
            (value, Target::Type) => Some(Val::ty(value.type_name())),
            (value, target) if value.type_name() == target.name() => Some(value.clone()),
            (Val::Int(number), target) => from_int(*number, target)?,
            (Val::Uint(number), target) => from_uint(*number, target)?,
            (Val::Double(number), target) => from_double(*number, target)?,
            (Val::String(text), target) => from_string(text, target)?,
            (Val::Bytes(bytes), Target::String) => match std::str::from_utf8(bytes) {
                Ok(text) => Some(Val::text(text)),
                Err(_) => return Error::new("invalid UTF-8 in bytes, cannot convert to string").fail(),
            },
            (Val::Bool(value), Target::String) => Some(Val::text(value.to_string())),
            (Val::Null, Target::String) => Some(Val::text("null")),
            (Val::Duration(nanos), Target::String) => Some(Val::text(duration_text(*nanos))),
            (Val::Duration(nanos), Target::Int) => Some(Val::Int(*nanos)),
            (Val::Timestamp(moment), Target::String) => Some(Val::text(moment.to_string())),
            (Val::Timestamp(moment), Target::Int) => Some(Val::Int(moment.seconds)),
            (Val::Type(name), Target::String) => Some(Val::String(name.clone())),
            (Val::Opaque(opaque), Target::String) if matches!(**opaque, Opaque::Ip(_) | Opaque::Cidr(..)) => {
                Some(Val::text(opaque.shown()))
            }
            _ => None,
        };
        converted.ok_or_else(|| {
            Error::of(format!("type conversion error from '{}' to '{}'", self.type_name(), target.name()))
        })
    }
}

/// A length of time in seconds: `1.5s`.
#[expect(clippy::cast_precision_loss, reason = "as Go does")]
fn duration_text(nanos: i64) -> String {
    let seconds = (nanos / 1_000_000_000) as f64 + (nanos % 1_000_000_000) as f64 / 1e9;
    format!("{seconds}s")
}

#[expect(clippy::cast_precision_loss, reason = "as Go does")]
fn from_int<'a>(number: i64, target: Target) -> Result<Option<Val<'a>>, Error> {
    Ok(Some(match target {
        Target::Uint => Val::Uint(u64::try_from(number).map_err(|_| UINT_OVERFLOW)?),
        Target::Double => Val::Double(number as f64),
        Target::String => Val::text(number.to_string()),
        Target::Timestamp => Val::Timestamp(Moment::at(number, 0).ok_or(TIMESTAMP_OVERFLOW)?),
        _ => return Ok(None),
    }))
}

#[expect(clippy::cast_precision_loss, reason = "as Go does")]
fn from_uint<'a>(number: u64, target: Target) -> Result<Option<Val<'a>>, Error> {
    Ok(Some(match target {
        Target::Int => Val::Int(i64::try_from(number).map_err(|_| INT_OVERFLOW)?),
        Target::Double => Val::Double(number as f64),
        Target::String => Val::text(number.to_string()),
        _ => return Ok(None),
    }))
}

// Upstream: cel-go/common/types/overflow.go doubleToInt64Checked, doubleToUint64Checked (v0.29.2)
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in range")]
fn from_double<'a>(number: f64, target: Target) -> Result<Option<Val<'a>>, Error> {
    Ok(Some(match target {
        Target::Int => {
            let fits = number > -9_223_372_036_854_775_808.0 && number < 9_223_372_036_854_775_808.0;
            if !fits {
                return Err(INT_OVERFLOW);
            }
            Val::Int(number as i64)
        }
        Target::Uint => {
            if !(0.0..18_446_744_073_709_551_616.0).contains(&number) {
                return Err(UINT_OVERFLOW);
            }
            Val::Uint(number as u64)
        }
        Target::String => Val::text(float::go_float(number)),
        _ => return Ok(None),
    }))
}

fn from_string<'a>(text: &Text<'a>, target: Target) -> Result<Option<Val<'a>>, Error> {
    Ok(match target {
        Target::Int => go_int(text).map(Val::Int),
        // Go takes no sign here.
        Target::Uint => text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten().map(Val::Uint),
        Target::Double => go_parse_float(text).map(Val::Double),
        Target::Bool => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(Val::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(Val::Bool(false)),
            _ => None,
        },
        Target::Bytes => Some(Val::Bytes(match text {
            Shared::Borrowed(text) => Shared::Borrowed(text.as_bytes()),
            Shared::Made(text) => Shared::Made(text.as_bytes().into()),
        })),
        Target::Duration => go_duration(text).map(Val::Duration),
        Target::Timestamp => match Moment::parse(text) {
            Ok(moment) => Some(Val::Timestamp(moment)),
            Err(None) => None,
            Err(Some(())) => return Err(TIMESTAMP_OVERFLOW),
        },
        _ => None,
    })
}

/// A whole number as Go reads it.
// Upstream: strconv/atoi.go ParseInt (go1.26.8)
fn go_int(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// A float as Go reads it: in decimal or hexadecimal digits, perhaps with underscores between them.
// Upstream: strconv/atof.go ParseFloat (go1.26.8)
fn go_parse_float(text: &str) -> Option<f64> {
    if text.contains('_') {
        return if has_good_underscores(text) { go_parse_float(&text.replace('_', "")) } else { None };
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = unsigned.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        let number = hexadecimal(digits)?;
        return Some(if text.starts_with('-') { -number } else { number });
    }
    match lower.as_str() {
        "nan" => return (unsigned.len() == text.len()).then_some(f64::NAN),
        "inf" | "infinity" => {
            return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        _ => {}
    }
    // What is too large is no number in Go.
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether underscores stand between digits only, or behind `0x`.
// Upstream: strconv/atoi.go underscoreOK (go1.26.8)
fn has_good_underscores(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text).to_ascii_lowercase();
    let is_hexadecimal = unsigned.starts_with("0x");
    let has_base = is_hexadecimal || unsigned.starts_with("0b") || unsigned.starts_with("0o");
    let mut before = if has_base { '0' } else { '^' };
    for c in unsigned.chars().skip(if has_base { 2 } else { 0 }) {
        before = match c {
            c if c.is_ascii_digit() || (is_hexadecimal && c.is_ascii_hexdigit()) => '0',
            '_' if before == '0' => '_',
            '_' => return false,
            _ if before == '_' => return false,
            _ => '!',
        };
    }
    before != '_'
}

/// A float in hexadecimal digits and a power of two.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, power) = text.split_once('p')?;
    let power: i32 = power.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut bits, mut scale, mut lost) = (0_u128, power, false);
    for (i, digit) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = digit.to_digit(16)?;
        let is_fraction = i >= whole.len();
        if bits >> 120 == 0 {
            bits = bits << 4 | u128::from(digit);
            scale = scale.saturating_sub(if is_fraction { 4 } else { 0 });
        } else {
            lost |= digit != 0;
            scale = scale.saturating_add(if is_fraction { 0 } else { 4 });
        }
    }
    if lost {
        bits |= 1;
    }
    scaled(bits, scale)
}

/// A number times a power of two, rounded once to the nearest float; nothing where it is too large.
#[expect(clippy::cast_precision_loss, reason = "it fits 53 bits")]
fn scaled(bits: u128, power: i32) -> Option<f64> {
    if bits == 0 {
        return Some(0.0);
    }
    let top = 127 - i32::try_from(bits.leading_zeros()).unwrap_or(0);
    let exponent = top.saturating_add(power);
    if exponent > 1023 {
        return None;
    }
    // How many bits a float of this size has.
    let kept = if exponent < -1022 { 53 + (exponent + 1022) } else { 53 };
    if kept < 0 {
        return Some(0.0);
    }
    let drop = top + 1 - kept;
    let (rounded, power) = if drop <= 0 {
        (bits, power)
    } else {
        let half = 1_u128 << (drop - 1);
        let below = bits & ((half << 1) - 1);
        let whole = if drop >= 128 { 0 } else { bits >> drop };
        let up = below > half || (below == half && whole & 1 == 1);
        (whole + u128::from(up), power + drop)
    };
    // Two steps, so that neither power of two leaves the range.
    let first = power / 2;
    let number = rounded as f64 * 2_f64.powi(first) * 2_f64.powi(power - first);
    number.is_finite().then_some(number)
}
