//! Whether a value is one of those that there are, as Go compares what it can convert.

use std::borrow::Cow;

use super::numbers::truncated;
use crate::Value;

/// Whether a value is among others. `null` never is.
// Upstream: kube-openapi/pkg/validation/validate/validator.go basicCommonValidator.Validate (v1.37.2)
pub(super) fn is_among(value: &Value, allowed: &[Value]) -> bool {
    !value.is_null() && allowed.iter().any(|one| *converted(value, one) == *one)
}

/// The value as the type of another, where Go has a conversion.
///
/// Quirk: an integer becomes the character of its number (asked of the reference: 65 among "A"), and a float loses what is behind
/// its point (asked of the reference: 1.5 among 1).
fn converted<'a>(value: &'a Value, to: &Value) -> Cow<'a, Value> {
    match (value, to) {
        (Value::Number(number), Value::String(_)) if !number.is_f64() => {
            let code = number.as_i64().and_then(|code| u32::try_from(code).ok());
            let character = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
            Cow::Owned(character.to_string().into())
        }
        (Value::Number(number), Value::Number(to)) if number.is_f64() != to.is_f64() => {
            let float = number.as_f64().unwrap_or_default();
            Cow::Owned(if to.is_f64() { float.into() } else { truncated(float).into() })
        }
        _ => Cow::Borrowed(value),
    }
}
