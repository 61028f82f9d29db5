//! `format`: values in a text, each as a verb says.

use super::{Room, arguments};
use crate::value::convert::Target;
use crate::value::{Error, List, Map, Val, special};
use coracle_object::text::quote as go_quote;

/// How many digits stand behind the dot where nothing else is said.
// Upstream: cel-go/ext/strings.go defaultPrecision (v0.29.2)
const PRECISION: usize = 6;

/// How many digits can be asked for, without the last digit of that number.
// Upstream: golang.org/x/text/message/print.go tooLarge (v0.40.0)
const PRECISION_MAX: usize = 1_000_000;

/// A text, or why there is none.
type Written = Result<String, Error>;

// Upstream: cel-go/ext/formatting.go parseFormatString (v0.29.2)
pub(super) fn format<'a>(args: &[Val<'a>], room: &mut Room<'_>) -> Result<Val<'a>, Error> {
    arguments!(args, Val::String(text), Val::List(list));
    let mut out = String::new();
    let mut next = 0;
    let mut rest: &str = text;
    room.make(text.len())?;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let Some(value) = list.get(next) else { return Error::of(format!("index {next} out of range")).fail() };
        if rest.is_empty() {
            return Error::new("unexpected end of string").fail();
        }
        let (verb, precision, after) = clause(rest)?;
        let written = write(verb, precision, &value, room).map_err(|error| match error {
            Error::Said(said) => Error::of(format!("error during formatting: {said}")),
            error => error,
        })?;
        room.make(written.len())?;
        out.push_str(&written);
        (rest, next) = (after, next + 1);
    }
    out.push_str(rest);
    Ok(Val::text(out))
}

/// A verb, how many digits it wants behind the dot, and what is behind it.
// Upstream: cel-go/ext/formatting.go parseFormattingClause, parsePrecision (v0.29.2)
fn clause(text: &str) -> Result<(char, Option<usize>, &str), Error> {
    let failed = |said: String| Error::of(format!("could not parse formatting clause: {said}"));
    let (precision, rest) = match text.strip_prefix('.') {
        None => (None, text),
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_digit());
            let Some(end) = end else {
                return Err(failed(
                    "error while parsing precision: could not find end of precision specifier".to_owned(),
                ));
            };
            let digits = &rest[..end];
            let number = digits.parse::<u64>().ok().filter(|number| i64::try_from(*number).is_ok());
            let Some(number) = number else {
                let why = if digits.is_empty() { "invalid syntax" } else { "value out of range" };
                return Err(failed(format!(
                    "error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing {}: {why}",
                    go_quote(digits)
                )));
            };
            (Some(usize::try_from(number).unwrap_or(usize::MAX)), &rest[end..])
        }
    };
    let verb = rest.bytes().next().map_or(' ', char::from);
    if !"sdfebxXo".contains(verb) {
        return Err(failed(format!("unrecognized formatting clause \"{verb}\"")));
    }
    Ok((verb, precision, &rest[1..]))
}

fn write(verb: char, precision: Option<usize>, value: &Val<'_>, room: &mut Room<'_>) -> Written {
    let given = value.type_name();
    match verb {
        's' => text(value, room),
        'd' => decimal(value),
        'f' | 'e' => {
            let name = if verb == 'f' { "fixed-point" } else { "scientific" };
            let number = match value {
                Val::Double(number) => *number,
                Val::String(text) if matches!(&**text, "NaN" | "Infinity" | "-Infinity") => {
                    text.replace("Infinity", "inf").parse().unwrap_or(f64::NAN)
                }
                _ => return Error::of(format!("{name} clause can only be used on doubles, was given {given}")).fail(),
            };
            let precision = precision.unwrap_or(PRECISION);
            // As much as any of its parts can have.
            room.make(precision.min(1 << 16).saturating_add(1 << 10))?;
            Ok(number_text(number, precision, verb))
        }
        'b' => match value {
            Val::Int(number) => Ok(signed(*number, &format!("{:b}", number.unsigned_abs()))),
            Val::Uint(number) => Ok(format!("{number:b}")),
            Val::Bool(value) => Ok(u8::from(*value).to_string()),
            _ => Error::of(format!("only integers and bools can be formatted as binary, was given {given}")).fail(),
        },
        'x' | 'X' => {
            let lower = match value {
                Val::String(text) => hexadecimal(text.as_bytes(), room)?,
                Val::Bytes(bytes) => hexadecimal(bytes, room)?,
                Val::Int(number) => signed(*number, &format!("{:x}", number.unsigned_abs())),
                Val::Uint(number) => format!("{number:x}"),
                _ => {
                    let said = "only integers, byte buffers, and strings can be formatted as hex, was given";
                    return Error::of(format!("{said} {given}")).fail();
                }
            };
            Ok(if verb == 'X' { lower.to_ascii_uppercase() } else { lower })
        }
        _ => match value {
            Val::Int(number) => Ok(signed(*number, &format!("{:o}", number.unsigned_abs()))),
            Val::Uint(number) => Ok(format!("{number:o}")),
            _ => Error::of(format!("octal clause can only be used on integers, was given {given}")).fail(),
        },
    }
}

fn signed(number: i64, digits: &str) -> String {
    if number < 0 { format!("-{digits}") } else { digits.to_owned() }
}

fn hexadecimal(bytes: &[u8], room: &mut Room<'_>) -> Written {
    room.make(bytes.len().saturating_mul(4))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A number as it is written in English, with a comma for each thousand, or with an exponent.
// Upstream: golang.org/x/text/message/message.go Printer.Sprintf (v0.40.0)
fn number_text(number: f64, precision: usize, verb: char) -> String {
    if precision / 10 > PRECISION_MAX {
        return "%!(NOVERB)".to_owned();
    }
    // Quirk: the number of digits is counted in 16 bits, and how many there are at least in 8; for exponents it is how wide the text is
    // (asked of the reference: 257 digits of 1.5 are one, and its exponent with 300 digits is 300 characters wide).
    let [least, high, ..] = precision.to_le_bytes();
    let most = u16::from_le_bytes([least, high]);
    let text = match special(number) {
        Some("NaN") => "NaN".to_owned(),
        Some("+Inf") => "∞".to_owned(),
        Some(_) => "-∞".to_owned(),
        None if verb == 'e' => with_exponent(number),
        None => return with_commas(number, usize::from(least), usize::try_from(most.cast_signed()).ok()),
    };
    let wanted = if verb == 'e' { usize::from(most) } else { 0 };
    let missing = wanted.saturating_sub(text.chars().count());
    " ".repeat(missing) + &text
}

fn with_exponent(number: f64) -> String {
    let text = format!("{number:.PRECISION$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = if number == 0.0 { mantissa.trim_start_matches('-') } else { mantissa };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = format!("{}{:02}", if exponent < 0 { "-" } else { "" }, exponent.abs());
    format!("{mantissa}×10{}", digits.chars().map(superscript).collect::<String>())
}

/// At least so many digits behind the dot; at most so many, or as many as it needs.
fn with_commas(number: f64, least: usize, most: Option<usize>) -> String {
    let size = number.abs();
    let text = most.map_or_else(|| format!("{size}"), |most| format!("{size:.most$}"));
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() > least && fraction.ends_with('0') {
        fraction.pop();
    }
    let missing = least.saturating_sub(fraction.len());
    fraction.extend(std::iter::repeat_n('0', missing));
    let mut out = String::with_capacity(text.len() * 4 / 3 + 2);
    if number < 0.0 {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    out
}

fn superscript(c: char) -> char {
    match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        c => c.to_digit(10).and_then(|digit| char::from_u32(0x2070 + digit)).unwrap_or(c),
    }
}

// Upstream: cel-go/ext/formatting.go formatDecimal (v0.29.2)
fn decimal(value: &Val<'_>) -> Written {
    match value {
        Val::Int(number) => Ok(number.to_string()),
        Val::Uint(number) => Ok(number.to_string()),
        other => {
            Error::of(format!("decimal clause can only be used on integers, was given {}", other.type_name())).fail()
        }
    }
}

// Upstream: cel-go/ext/formatting.go FormatString (v0.29.2)
fn text(value: &Val<'_>, room: &mut Room<'_>) -> Written {
    match value {
        Val::List(list) => list_text(list, room),
        Val::Map(map) => map_text(map, room),
        Val::Null => Ok("null".to_owned()),
        Val::Opaque(_) | Val::Optional(_) | Val::Unknown(_) | Val::Error(_) => Error::of(format!(
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {}",
            value.type_name()
        ))
        .fail(),
        value => {
            room.make_text(value)?;
            match value.convert(Target::String) {
                Ok(Val::String(text)) => Ok((*text).to_owned()),
                Ok(_) => Ok(String::new()),
                Err(error) => Error::of(format!("could not convert argument {} to string", go_error(&error))).fail(),
            }
        }
    }
}

/// An error as Go's `%q` shows it.
fn go_error(error: &Error) -> String {
    go_quote(&error.to_string())
}

/// What stands in a list or map.
// Upstream: cel-go/ext/formatting.go clauseForType, quoteForCEL (v0.29.2)
fn inner(value: &Val<'_>, room: &mut Room<'_>) -> Written {
    Ok(match value {
        Val::Int(_) | Val::Uint(_) => decimal(value)?,
        Val::String(text) => {
            room.make(text.len())?;
            go_quote(text)
        }
        Val::Bytes(_) => format!("b{}", go_quote(&text(value, room)?)),
        Val::Timestamp(_) => format!("timestamp({})", go_quote(&text(value, room)?)),
        Val::Duration(_) => format!("duration({})", go_quote(&text(value, room)?)),
        Val::Double(number) => match special(*number) {
            Some(special) => go_quote(special),
            None => format!("{number:.PRECISION$}"),
        },
        Val::Bool(_) | Val::Null | Val::Type(_) | Val::List(_) | Val::Map(_) => text(value, room)?,
        other => return Error::of(format!("no formatting function for {}", other.type_name())).fail(),
    })
}

fn list_text(list: &List<'_>, room: &mut Room<'_>) -> Written {
    let mut out = String::from("[");
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        let item = inner(&item, room)?;
        room.make(item.len() + 2)?;
        out.push_str(&item);
    }
    out.push(']');
    Ok(out)
}

fn map_text(map: &Map<'_>, room: &mut Room<'_>) -> Written {
    room.make_elements(map.len().saturating_mul(2))?;
    let mut entries = Vec::with_capacity(map.len());
    for key in map.keys() {
        let name = match &key {
            Val::String(_) | Val::Bool(_) | Val::Int(_) | Val::Uint(_) => inner(&key, room)?,
            Val::Null if matches!(map, Map::Data(..)) => {
                // Quirk: an entry that the schema does not know has no key at all (asked of the reference: an object with such an entry is
                // written).
                let said = "runtime error: invalid memory address or nil pointer dereference";
                return Err(Error::Internal(said.into()));
            }
            other => {
                let said = format!("no formatting function for map key of type {}", other.type_name());
                return Error::of(said).fail();
            }
        };
        entries.push((name, inner(&map.value(&key), room)?));
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut out = String::from("{");
    for (i, (name, value)) in entries.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        room.make(name.len() + value.len() + 3)?;
        out.push_str(name);
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
    Ok(out)
}
