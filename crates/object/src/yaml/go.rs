//! How Go writes values: as JSON, in its own syntax (which some error messages show), and numbers in both.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::resolve::Scalar;
use super::value::Value;

/// The value as JSON, keys sorted, without spaces.
///
/// # Errors
/// A key or number that JSON cannot have.
// Upstream: sigs.k8s.io/yaml/yaml.go convertToJSONableObject (v1.6.0)
pub(super) fn json(value: &Value) -> Result<String, String> {
    let mut text = String::new();
    write_json(&mut text, value)?;
    Ok(text)
}

fn write_json(out: &mut String, value: &Value) -> Result<(), String> {
    match value {
        Value::Scalar(scalar) => write_json_scalar(out, scalar)?,
        Value::List(values) => {
            out.push('[');
            for (i, value) in values.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { "," });
                write_json(out, value)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            let mut members = BTreeMap::new();
            for (key, value) in &map.entries {
                members.insert(json_key(key, value)?, value);
            }
            out.push('{');
            for (i, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if i == 0 { "" } else { "," });
                write_json_string(out, &key);
                out.push(':');
                write_json(out, value)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

fn json_key(key: &Scalar, value: &Value) -> Result<String, String> {
    let go_type = match key {
        Scalar::Text(s) | Scalar::Timestamp(s) => return Ok(s.clone()),
        Scalar::Int(i) => return Ok(i.to_string()),
        Scalar::Bool(b) => return Ok(b.to_string()),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Quirk: the reference writes such keys in single precision"
        )]
        Scalar::Float(f) => return Ok(special_float(*f).unwrap_or_else(|| float_g(&format!("{:e}", *f as f32)))),
        Scalar::Uint(_) => "uint64",
        Scalar::Null => "%!s(<nil>)",
    };
    let key = syntax(&Value::Scalar(key.clone()));
    Err(format!("unsupported map key of type: {go_type}, key: {key}, value: {}", syntax(value)))
}

fn write_json_scalar(out: &mut String, scalar: &Scalar) -> Result<(), String> {
    match scalar {
        Scalar::Null => out.push_str("null"),
        Scalar::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Scalar::Int(i) => out.push_str(&i.to_string()),
        Scalar::Uint(u) => out.push_str(&u.to_string()),
        Scalar::Text(s) | Scalar::Timestamp(s) => write_json_string(out, s),
        Scalar::Float(f) if f.is_finite() => out.push_str(&json_float(*f)),
        Scalar::Float(f) => {
            let name = if f.is_nan() {
                "NaN"
            } else if *f > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            return Err(format!("json: unsupported value: {name}"));
        }
    }
    Ok(())
}

fn write_json_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            '\0'..='\x1f' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_code(out, 'u', 4, c),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// `\u0001` and its like.
fn push_code(out: &mut String, letter: char, digits: usize, c: char) {
    out.extend(['\\', letter]);
    let code = format!("{:0digits$x}", u32::from(c));
    out.push_str(&code);
}

/// A finite number as Go's JSON writes it.
// Upstream: encoding/json/encode.go floatEncoder (go1.26.8)
pub(super) fn json_float(f: f64) -> String {
    let size = f.abs();
    if size == 0.0 || (1e-6..1e21).contains(&size) {
        return f.to_string();
    }
    let shortest = format!("{f:e}");
    match shortest.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => shortest,
    }
}

/// A number as Go's `%g` writes it, and goyaml.
pub(super) fn yaml_float(f: f64) -> String {
    special_float(f).unwrap_or_else(|| float_g(&format!("{f:e}")))
}

fn special_float(f: f64) -> Option<String> {
    let name = if f.is_nan() {
        ".nan"
    } else if f.is_finite() {
        return None;
    } else if f > 0.0 {
        ".inf"
    } else {
        "-.inf"
    };
    Some(name.to_owned())
}

/// From the shortest digits that Rust found to the form that Go gives them.
fn float_g(shortest: &str) -> String {
    let (sign, digits) = match shortest.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", shortest),
    };
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let digits = mantissa.replace('.', "");
    if !(-4..6).contains(&exponent) {
        let mark = if exponent < 0 { '-' } else { '+' };
        return format!("{sign}{mantissa}e{mark}{:02}", exponent.abs());
    }
    let Ok(whole) = usize::try_from(exponent + 1) else { return format!("{sign}0.{}{digits}", zeros(-exponent - 1)) };
    if whole == 0 {
        return format!("{sign}0.{digits}");
    }
    match digits.split_at_checked(whole) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{digits:0<whole$}"),
    }
}

fn zeros(count: i32) -> String {
    "0".repeat(usize::try_from(count).unwrap_or_default())
}

/// The value in Go's syntax, as `%#v` prints it.
pub(super) fn syntax(value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Scalar(Scalar::Null) => text.push_str("<nil>"),
        _ => write_syntax(&mut text, value),
    }
    text
}

fn write_syntax(out: &mut String, value: &Value) {
    match value {
        Value::Scalar(Scalar::Null) => out.push_str("interface {}(nil)"),
        Value::Scalar(Scalar::Bool(b)) => out.push_str(if *b { "true" } else { "false" }),
        Value::Scalar(Scalar::Int(i)) => out.push_str(&i.to_string()),
        Value::Scalar(Scalar::Uint(u)) => {
            let _ = write!(out, "{u:#x}");
        }
        Value::Scalar(Scalar::Float(f)) if f.is_nan() => out.push_str("NaN"),
        Value::Scalar(Scalar::Float(f)) if f.is_infinite() => out.push_str(if *f > 0.0 { "+Inf" } else { "-Inf" }),
        Value::Scalar(Scalar::Float(f)) => out.push_str(&yaml_float(*f)),
        Value::Scalar(Scalar::Text(s) | Scalar::Timestamp(s)) => write_quoted(out, s),
        Value::List(values) => {
            out.push_str("[]interface {}{");
            for (i, value) in values.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_syntax(out, value);
            }
            out.push('}');
        }
        Value::Map(map) => {
            // Go sorts keys of one type by value, and of several types by an address in memory.
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_by(|(a, _), (b, _)| compare(a, b));
            out.push_str("map[interface {}]interface {}{");
            for (i, (key, value)) in entries.into_iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_syntax(out, &Value::Scalar(key.clone()));
                out.push(':');
                write_syntax(out, value);
            }
            out.push('}');
        }
    }
}

fn compare(a: &Scalar, b: &Scalar) -> Ordering {
    match (a, b) {
        (Scalar::Text(a) | Scalar::Timestamp(a), Scalar::Text(b) | Scalar::Timestamp(b)) => a.cmp(b),
        (Scalar::Int(a), Scalar::Int(b)) => a.cmp(b),
        (Scalar::Uint(a), Scalar::Uint(b)) => a.cmp(b),
        (Scalar::Float(a), Scalar::Float(b)) => a.total_cmp(b),
        (Scalar::Bool(a), Scalar::Bool(b)) => a.cmp(b),
        _ => kind(a).cmp(&kind(b)),
    }
}

fn kind(scalar: &Scalar) -> u8 {
    match scalar {
        Scalar::Null => 0,
        Scalar::Bool(_) => 1,
        Scalar::Int(_) => 2,
        Scalar::Uint(_) => 3,
        Scalar::Float(_) => 4,
        Scalar::Text(_) | Scalar::Timestamp(_) => 5,
    }
}

fn write_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\x1f' | '\x7f' => push_code(out, 'x', 2, c),
            '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{feff}' => {
                push_code(out, 'u', 4, c);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
