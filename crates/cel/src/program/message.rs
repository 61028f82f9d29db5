//! Messages that are values of other types once they are made, as `google.protobuf.Int64Value`.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::value::{Error, Key, Map, Moment, NO_OVERLOAD, Shared, Val};

/// A message with these members: their names, their values, and which are left out where they have no value.
///
/// # Errors
/// There is no such message.
// Upstream: cel-go/common/types/provider.go Registry.NewValue, cel-go/common/types/pb/type.go unwrap (v0.29.2)
pub(super) fn make<'a>(name: &str, fields: Vec<(&str, Val<'a>, bool)>) -> Result<Val<'a>, Error> {
    let mut members: IndexMap<&str, Val<'a>> = IndexMap::new();
    for (field, value, optional) in fields {
        match value {
            value if !optional => drop(members.insert(field, value)),
            Val::Optional(Some(value)) => drop(members.insert(field, (*value).clone())),
            Val::Optional(None) => drop(members.shift_remove(field)),
            other => {
                return Error::of(format!(
                    "cannot initialize optional entry '{field}' from non-optional value {}",
                    other.shown()
                ))
                .fail();
            }
        }
    }
    let mut member = |name: &str, otherwise: Val<'a>| match members.shift_remove(name) {
        None | Some(Val::Null) => otherwise,
        Some(value) => value,
    };
    let int = |value: Val<'a>| if let Val::Int(number) = value { Ok(number) } else { Err(NO_OVERLOAD) };
    Ok(match name.trim_start_matches('.').trim_start_matches("google.protobuf.") {
        "BoolValue" => member("value", Val::Bool(false)),
        "BytesValue" => member("value", Val::Bytes(Shared::Borrowed(b""))),
        "DoubleValue" => member("value", Val::Double(0.0)),
        "FloatValue" => match member("value", Val::Double(0.0)) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it is held in 32 bits, as infinite where it is too large"
            )]
            Val::Double(number) => Val::Double(f64::from(number as f32)),
            other => other,
        },
        "Int32Value" => match member("value", Val::Int(0)) {
            Val::Int(number) if i32::try_from(number).is_err() => return overflow(name, "integer overflow"),
            other => other,
        },
        "Int64Value" => member("value", Val::Int(0)),
        "UInt32Value" => match member("value", Val::Uint(0)) {
            Val::Uint(number) if u32::try_from(number).is_err() => return overflow(name, "unsigned integer overflow"),
            other => other,
        },
        "UInt64Value" => member("value", Val::Uint(0)),
        "StringValue" => member("value", Val::String(Shared::Borrowed(""))),
        "ListValue" => member("values", Val::list(Vec::new())),
        "Struct" => member("fields", Val::Map(Map::Made(Shared::Made(Arc::new(IndexMap::<Key<'a>, Val<'a>>::new()))))),
        "Value" => match members.pop() {
            None => Val::Null,
            Some(("null_value", _)) => Val::Null,
            Some((_, value)) => value,
        },
        "Duration" | "Timestamp" => {
            let seconds = int(member("seconds", Val::Int(0)))?;
            let nanos = int(member("nanos", Val::Int(0)))?;
            if name.ends_with("Duration") {
                return Ok(Val::Duration(seconds.saturating_mul(1_000_000_000).saturating_add(nanos)));
            }
            let at = Moment { seconds, nanos: 0, offset: 0 };
            Val::Timestamp(at.plus(nanos).ok_or(NO_OVERLOAD)?)
        }
        _ => return Error::of(format!("unsupported message: {name}")).fail(),
    })
}

// Upstream: cel-go/common/types/provider.go fieldTypeConversionError (v0.29.2)
fn overflow<'a>(name: &str, why: &str) -> Result<Val<'a>, Error> {
    let name = name.trim_start_matches('.');
    Error::of(format!("field type conversion error for {name}.value value type: {why}")).fail()
}
