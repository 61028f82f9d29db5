//! JSON as the recordings need it: no member twice on the way in, Python's spelling on the way out.

use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A JSON value in which no member stands twice; none if the text is not that.
pub fn parse_unique(text: &str) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Unique.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Unique)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if members.insert(key, entries.next_value_seed(Unique)?).is_some() {
                return Err(A::Error::custom("a member stands twice"));
            }
        }
        Ok(Value::Object(members))
    }
}

/// Whether members are written in their own order or sorted.
#[derive(Clone, Copy, PartialEq)]
pub enum Order {
    Own,
    Sorted,
}

/// The value as Python's `json.dumps` writes it, which is how the recorder sent bodies and sorted lists.
pub fn dumps(value: &Value, order: Order) -> String {
    let mut out = String::new();
    write(&mut out, value, order);
    out
}

fn write(out: &mut String, value: &Value, order: Order) {
    match value {
        Value::String(text) => write_string(out, text),
        Value::Number(number) if number.is_f64() => out.push_str(&float(number.as_f64().unwrap_or_default())),
        Value::Array(values) => {
            out.push('[');
            for (i, value) in values.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write(out, value, order);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            if order == Order::Sorted {
                members.sort_by_key(|(key, _)| *key);
            }
            out.push('{');
            for (i, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                write_string(out, key);
                out.push_str(": ");
                write(out, value, order);
            }
            out.push('}');
        }
        _ => out.push_str(&value.to_string()),
    }
}

fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\x08' => out.push_str("\\b"),
            '\x0c' => out.push_str("\\f"),
            ' '..='\x7f' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}

/// A number as Python's `repr` writes it.
fn float(f: f64) -> String {
    let size = f.abs();
    if size == 0.0 || (1e-4..1e16).contains(&size) {
        return format!("{f:?}");
    }
    let shortest = format!("{f:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// The value at a JSON pointer, leniently: nothing within nothing is null.
///
/// # Errors
/// A step into something that has no parts.
pub fn lookup(value: &Value, pointer: &str) -> Result<Value, ()> {
    let mut value = value;
    for part in pointer.split('/').skip(1) {
        value = match value {
            Value::Array(values) => values.get(part.parse::<usize>().map_err(|_| ())?).ok_or(())?,
            Value::Object(members) => members.get(part).unwrap_or(&Value::Null),
            other if !is_true(other) => &Value::Null,
            _ => return Err(()),
        };
    }
    Ok(value.clone())
}

/// What Python takes for true.
pub fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(b) => *b,
        Value::Number(n) => n.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// What these functions are trusted with.
pub fn check() {
    let value = parse_unique(r#"{"b": [1, 1.0, 1e2, 1e21, 1e-5, -0.5], "a": "é\u0001\"😀", "c": null}"#).unwrap();
    let own = r#"{"b": [1, 1.0, 100.0, 1e+21, 1e-05, -0.5], "a": "\u00e9\u0001\"\ud83d\ude00", "c": null}"#;
    assert_eq!(dumps(&value, Order::Own), own);
    assert!(dumps(&value, Order::Sorted).starts_with(r#"{"a": "#));
    assert_ne!(parse_unique("80"), parse_unique("80.0"));
    assert_eq!(parse_unique(r#"{"a": {"b": 1, "b": 1}}"#), None);
    assert_eq!(parse_unique("{} {}"), None);
    assert_eq!(lookup(&value, "/b/3"), Ok(Value::from(1e21)));
    assert_eq!(lookup(&value, "/c/d/e"), Ok(Value::Null));
    assert_eq!(lookup(&value, "/b/9"), Err(()));
    assert_eq!(lookup(&value, "/a/x"), Err(()));
}
