//! How two things compare, if they do.

// Upstream: client-go/third_party/forked/golang/template/funcs.go (v1.37.2)

use std::cmp::Ordering;

use super::item::Item;
use crate::Value;

/// What has an order or is the same.
enum Basic<'a> {
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(&'a str),
}

fn basic<'a>(item: &Item<'a>) -> Result<Basic<'a>, &'static str> {
    Ok(match *item {
        Item::Value(Value::Bool(word)) => Basic::Bool(*word),
        Item::Bool(word) => Basic::Bool(word),
        Item::Value(Value::Number(number)) => match number.as_i64() {
            Some(whole) if !number.is_f64() => Basic::Int(whole),
            _ => Basic::Float(number.as_f64().unwrap_or_default()),
        },
        Item::Value(Value::String(text)) => Basic::Text(text),
        Item::Value(Value::Null | Value::Array(_) | Value::Object(_)) => return Err("invalid type for comparison"),
        Item::Text(text) => Basic::Text(text),
        Item::Int(number) => Basic::Int(number),
        Item::Float(number) => Basic::Float(number),
        Item::Byte(byte) => Basic::Uint(byte.into()),
    })
}

/// Whether a comparison holds.
///
/// # Errors
/// Why the two do not compare by this operator.
pub(super) fn holds(left: &Item<'_>, operator: &str, right: &Item<'_>) -> Result<bool, String> {
    let order = |of: fn(Ordering) -> bool, ordered: bool| -> Result<bool, &'static str> {
        let (left, right) = (basic(left)?, basic(right)?);
        Ok(of(match (left, right) {
            (Basic::Bool(_), Basic::Bool(_)) if ordered => return Err("invalid type for comparison"),
            (Basic::Bool(left), Basic::Bool(right)) => left.cmp(&right),
            (Basic::Int(left), Basic::Int(right)) => left.cmp(&right),
            (Basic::Uint(left), Basic::Uint(right)) => left.cmp(&right),
            (Basic::Int(left), Basic::Uint(right)) => i128::from(left).cmp(&right.into()),
            (Basic::Uint(left), Basic::Int(right)) => i128::from(left).cmp(&right.into()),
            (Basic::Float(left), Basic::Float(right)) => left.partial_cmp(&right).ok_or("not a number")?,
            (Basic::Text(left), Basic::Text(right)) => left.cmp(right),
            _ => return Err("incompatible types for comparison"),
        }))
    };
    match operator {
        "<" => order(Ordering::is_lt, true),
        ">" => order(Ordering::is_gt, true),
        "==" => order(Ordering::is_eq, false),
        "!=" => order(Ordering::is_ne, false),
        "<=" => order(Ordering::is_le, true),
        ">=" => order(Ordering::is_ge, true),
        _ => return Err(format!("unrecognized filter operator {operator}")),
    }
    .map_err(ToOwned::to_owned)
}
