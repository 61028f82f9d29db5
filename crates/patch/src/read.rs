//! Reads patch documents into values, with what a strict reader finds on the way.
//!
//! It knows no schema: unknown fields are the business of whoever knows the fields.

use coracle_object::{Members, Value, decode::decode_any};

use crate::raw::{Kind, Raw};

/// Reads a document that must be an object or null, as a map of anything.
///
/// # Errors
/// What decoding says of a document of another kind, or of a number that no float can hold.
// Upstream: sigs.k8s.io/json/json.go UnmarshalStrict (v1.37.2). It reads into a `map[string]interface{}`.
pub(crate) fn read_map(document: &Raw) -> Result<(Members, Vec<String>), String> {
    if !matches!(document.kind(), Kind::Object | Kind::Null) {
        return Err(mismatch(document.kind(), "Go value", "map[string]interface {}"));
    }
    match decode_any(document.bytes())? {
        (Value::Object(members), findings) => Ok((members, findings)),
        _ => Ok((Members::new(), Vec::new())),
    }
}

/// The message of a value that is of another kind than its place.
pub(crate) fn mismatch(found: Kind, place: &str, go_type: &str) -> String {
    format!("json: cannot unmarshal {} into {place} of type {go_type}", found.go_name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use coracle_object::json;

    fn read(text: &str) -> Result<(Value, Vec<String>), String> {
        let document = Raw::parse(text.as_bytes().to_vec()).ok_or("no JSON")?;
        read_map(&document).map(|(members, findings)| (Value::Object(members), findings))
    }

    #[test]
    fn numbers_keep_whether_they_are_whole() {
        let (value, _) =
            read(r#"{"a":1,"b":1.0,"c":1e3,"d":9223372036854775807,"e":9223372036854775808,"f":-0,"g":-0.0}"#).unwrap();
        assert_eq!(
            value,
            json!({"a": 1, "b": 1.0, "c": 1000.0, "d": i64::MAX, "e": 9_223_372_036_854_775_808.0, "f": 0, "g": -0.0})
        );
        assert!(value["e"].is_f64());
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for (text, error) in [
            ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
            ("\"x\"", "json: cannot unmarshal string into Go value of type map[string]interface {}"),
            ("5", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
            ("1e999", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
            ("true", "json: cannot unmarshal bool into Go value of type map[string]interface {}"),
            (r#"{"a":[1e999,-1e999]}"#, "json: cannot unmarshal number 1e999 into Go value of type float64"),
        ] {
            assert_eq!(read(text), Err(error.to_owned()));
        }
        assert_eq!(read("null"), Ok((json!({}), vec![])));
    }
}
