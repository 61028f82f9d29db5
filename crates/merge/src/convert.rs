//! A document's numbers and times as its kind's Go types take them.
//!
//! It does not check ranges: what does not fit wraps around, and validation then sees the wrapped number.

use std::borrow::Cow;

use coracle_object::Number;
use coracle_object::decode::decode_value;
use coracle_object::schema::{Field, Struct, Type};
use coracle_object::{SchemaRef, Value, base64, time};

use crate::validate::type_name;

/// The document with whole numbers where its kind has them, and why it cannot be had, if so. The document has the shape of
/// its kind.
///
/// The reason matters only once the document has been merged, hence the pair. A custom resource has no other numbers than
/// those that were read.
// Upstream: apimachinery/pkg/runtime/converter.go fromUnstructured (v1.37.2)
pub(crate) fn convert<'v>(schema: SchemaRef, document: &'v Value) -> (Cow<'v, Value>, Option<String>) {
    if is_converted(schema, document) {
        return (Cow::Borrowed(document), None);
    }
    let mut converted = document.clone();
    let reason = match schema {
        SchemaRef::Go(ty) => structure(ty, &mut converted).err(),
        SchemaRef::Custom(_) => {
            numbers_as_read(&mut converted);
            None
        }
    };
    (Cow::Owned(converted), reason)
}

/// Whether a document is already as it would be converted.
fn is_converted(schema: SchemaRef, document: &Value) -> bool {
    match schema {
        SchemaRef::Go(ty) => structure_is_converted(ty, document),
        SchemaRef::Custom(_) => are_as_read(document),
    }
}

fn structure_is_converted(ty: &Struct, value: &Value) -> bool {
    let mut members = value.as_object().into_iter().flatten();
    members.all(|(name, value)| ty.field(name).is_none_or(|field| value_is_converted(&field.ty, value)))
}

fn value_is_converted(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (_, Value::Null) | (Type::String | Type::Bool, _) => true,
        (Type::Struct(ty), _) => structure_is_converted(ty, value),
        (Type::List(list), Value::Array(items)) => items.iter().all(|item| value_is_converted(&list.of, item)),
        (Type::Map(map), Value::Object(members)) => members.values().all(|value| value_is_converted(&map.of, value)),
        // What has no parts is tried.
        _ => {
            let mut converted = value.clone();
            convert_value(ty, &mut converted).is_ok() && converted == *value
        }
    }
}

/// Whether numbers are as the reference's reader would have them.
fn are_as_read(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_i64() || {
                let mut read = value.clone();
                numbers_as_read(&mut read);
                read == *value
            }
        }
        Value::Array(items) => items.iter().all(are_as_read),
        Value::Object(members) => members.values().all(are_as_read),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

fn structure(ty: &Struct, value: &mut Value) -> Result<(), String> {
    let Some(members) = value.as_object_mut() else { return Ok(()) };
    let mut outcome = Ok(());
    for Field { name, ty, .. } in ty.fields {
        if let Some(value) = members.get_mut(name) {
            // The first reason counts, but the other numbers are still to be converted.
            outcome = outcome.and(convert_value(ty, value));
        }
    }
    outcome
}

fn convert_value(ty: &Type, value: &mut Value) -> Result<(), String> {
    match (ty, &mut *value) {
        (_, Value::Null) => Ok(()),
        (Type::Struct(ty), _) => structure(ty, value),
        (Type::Quantity | Type::IntOrString | Type::Either(_), value) => decode_value(value, ty).map(drop),
        (Type::List(list), Value::Array(items)) => {
            let mut outcome = Ok(());
            for item in items {
                outcome = outcome.and(convert_value(&list.of, item));
            }
            outcome
        }
        (Type::Map(map), Value::Object(members)) => {
            let mut outcome = Ok(());
            for value in members.values_mut() {
                outcome = outcome.and(convert_value(&map.of, value));
            }
            outcome
        }
        (Type::Int32 | Type::Int64, Value::Number(number)) => {
            let float = number.as_f64().unwrap_or_default();
            if float.fract() != 0.0 {
                let wanted = if matches!(ty, Type::Int32) { "int32" } else { "int64" };
                return Err(format!("cannot convert float64 to {wanted}"));
            }
            // Quirk: what 64 bits do not hold becomes the lowest number, and 32 bits keep the lower half
            // (quirks/apply-large-numbers).
            let whole = integer(number).unwrap_or(i64::MIN);
            *number = if matches!(ty, Type::Int32) { lower_half(whole) } else { whole }.into();
            Ok(())
        }
        (Type::Time | Type::MicroTime, Value::String(text)) => time::settle(text, ty).map(drop),
        (Type::Bytes, Value::String(text)) => {
            base64::decode(text).map(drop).map_err(|wrong| format!("error decoding from json: {wrong}"))
        }
        (Type::Time | Type::MicroTime, Value::Bool(_) | Value::Number(_)) => {
            let json_type = if value.is_boolean() { type_name(value) } else { "number" };
            Err(format!("json: cannot unmarshal {json_type} into Go value of type string"))
        }
        _ => Ok(()),
    }
}

/// As processors turn 64 bits into 32.
#[expect(clippy::cast_possible_truncation, reason = "wrapping around is what the reference does")]
fn lower_half(whole: i64) -> i64 {
    i64::from(whole as i32)
}

/// The number as the reference's reader has it, where that is an integer: one of 64 bits, or a float that JSON writes as
/// such.
// Upstream: sigs.k8s.io/yaml/yaml.go YAMLToJSON (v1.6.0); apimachinery/pkg/util/json/json.go Unmarshal (v1.37.2)
fn integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64()?.to_string().parse().ok())
}

/// Makes every number an integer or a float as the reference's reader would.
pub(crate) fn numbers_as_read(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let float = || number.as_f64().and_then(Number::from_f64);
            if let Some(read) = integer(number).map(Number::from).or_else(float) {
                *number = read;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(numbers_as_read),
        Value::Object(members) => members.values_mut().for_each(numbers_as_read),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coracle_object::json;
    use coracle_object::schema::{ENDPOINTS, POD, SERVICE};

    #[test]
    fn ports_wrap_around() {
        for (port, want) in [
            (json!(80), Ok(80)),
            (json!(1e2), Ok(100)),
            (json!(-0.0), Ok(0)),
            (json!(99_999_999_999_i64), Ok(1_215_752_191)),
            (json!(-3_000_000_000_i64), Ok(1_294_967_296)),
            (json!(9_007_199_254_741_073_i64), Ok(81)),
            (json!(9_007_199_254_741_073.0), Ok(80)),
            (json!(i64::MAX), Ok(-1)),
            (json!(u64::MAX), Ok(0)),
            (json!(1e300), Ok(0)),
            (json!(80.5), Err("cannot convert float64 to int32")),
        ] {
            let document = json!({"subsets": [{"ports": [{"port": port}]}]});
            let (converted, reason) = convert((&ENDPOINTS).into(), &document);
            match want {
                Ok(want) => assert_eq!((&converted["subsets"][0]["ports"][0]["port"], reason), (&json!(want), None)),
                Err(want) => assert_eq!(reason.as_deref(), Some(want)),
            }
        }
    }

    #[test]
    fn numbers_are_integers_where_they_can_be() {
        let mut numbers = json!([1, 1.0, -0.0, 1.5, 99_999_999_999_i64, 1e18, 1e19, i64::MAX, u64::MAX, {"a": 1e2}]);
        numbers_as_read(&mut numbers);
        let read = json!([1, 1, 0, 1.5, 99_999_999_999_i64, 1_000_000_000_000_000_000_i64, 1e19, i64::MAX,
            18_446_744_073_709_551_615.0, {"a": 100}]);
        assert_eq!(numbers, read);
    }

    #[test]
    fn what_reads_itself_is_read() {
        let quantity = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        for (limit, want) in [
            (json!("500m"), None),
            (json!(5), None),
            (json!(null), None),
            (json!("x"), Some(quantity)),
            (json!(true), Some(quantity)),
        ] {
            let document = json!({"spec": {"containers": [{"resources": {"limits": {"cpu": limit}}}]}});
            assert_eq!(convert((&POD).into(), &document).1.as_deref(), want, "{limit}");
        }
        for (port, want) in [
            (json!("x"), None),
            (json!(5), None),
            (json!(null), None),
            (json!(true), Some("json: cannot unmarshal bool into Go value of type int32")),
            (json!([1]), Some("json: cannot unmarshal array into Go value of type int32")),
            (json!({"a": 1}), Some("json: cannot unmarshal object into Go value of type int32")),
        ] {
            let document = json!({"spec": {"ports": [{"targetPort": port}]}});
            assert_eq!(convert((&SERVICE).into(), &document).1.as_deref(), want, "{port}");
        }
    }

    #[test]
    fn times_are_read() {
        for (time, want) in [
            (json!(null), None),
            (json!("2020-01-01T00:00:00Z"), None),
            (
                json!("bad"),
                Some("parsing time \"bad\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"bad\" as \"2006\""),
            ),
            (json!(5), Some("json: cannot unmarshal number into Go value of type string")),
            (json!(true), Some("json: cannot unmarshal bool into Go value of type string")),
        ] {
            let document = json!({"metadata": {"creationTimestamp": time}});
            assert_eq!(convert((&ENDPOINTS).into(), &document).1.as_deref(), want);
        }
    }
}
