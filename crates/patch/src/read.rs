//! Reads patch documents into values, with what a strict reader finds on the way.
//!
//! It knows no schema: unknown fields are the business of whoever knows the fields.

use std::collections::HashSet;

use coracle_object::{Members, Value, text::quote};

use crate::raw::{Kind, Raw};

/// How many findings are kept.
///
/// Upstream: sigs.k8s.io/json kubernetes_patch.go saveStrictError
const FINDINGS_MAX: usize = 100;

/// Reads a document that must be an object or null, as a map of anything.
///
/// # Errors
/// What decoding says of a document of another kind, or of a number that no float can hold.
///
/// Upstream: sigs.k8s.io/json UnmarshalStrict, into a map[string]interface{}
pub(crate) fn read_map(document: &Raw, strict: bool) -> Result<(Members, Vec<String>), String> {
    if !matches!(document.kind(), Kind::Object | Kind::Null) {
        return Err(mismatch(document.kind(), "Go value", "map[string]interface {}"));
    }
    let mut reader = Reader::new(strict);
    let members = match reader.value(document, "Go value") {
        Value::Object(members) => members,
        _ => Members::new(),
    };
    reader.finish(members)
}

/// The message of a value that is of another kind than its place.
pub(crate) fn mismatch(found: Kind, place: &str, go_type: &str) -> String {
    format!("json: cannot unmarshal {} into {place} of type {go_type}", found.go_name())
}

/// Collects what reading one document finds.
pub(crate) struct Reader {
    strict: bool,
    path: String,
    findings: Vec<String>,
    seen: HashSet<String>,
    error: Option<String>,
}

impl Reader {
    /// A reader that collects findings when `strict`.
    pub fn new(strict: bool) -> Self {
        Self { strict, path: String::new(), findings: Vec::new(), seen: HashSet::new(), error: None }
    }

    /// What was read with its findings, or the first error.
    pub fn finish<T>(self, read: T) -> Result<(T, Vec<String>), String> {
        self.error.map_or(Ok((read, self.findings)), Err)
    }

    /// Notes an error; the first one counts.
    pub fn fail(&mut self, message: String) {
        self.error.get_or_insert(message);
    }

    /// Notes an unknown or a duplicate field.
    pub fn find(&mut self, what: &str, key: &str) {
        if !self.strict || self.findings.len() >= FINDINGS_MAX {
            return;
        }
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let finding = format!("{what} {}", quote(&path));
        if self.seen.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }

    /// Reads within a member.
    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        let out = read(self);
        self.path.truncate(length);
        out
    }

    /// Reads within an element.
    pub fn within_element<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        let out = read(self);
        self.path.truncate(length);
        out
    }

    /// Reads a value of any kind; `place` is what an error calls where it stands.
    pub fn value(&mut self, raw: &Raw, place: &str) -> Value {
        match raw.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(raw.bytes() == b"true"),
            Kind::Number => self.number(raw.bytes(), place),
            Kind::String => Value::String(raw.string().unwrap_or_default()),
            Kind::List => {
                let elements = raw.elements().enumerate();
                Value::Array(elements.map(|(i, e)| self.within_element(i, |r| r.value(&e, place))).collect())
            }
            Kind::Object => {
                let mut members = Members::new();
                for (key, member) in raw.members() {
                    if members.contains_key(&key) {
                        self.find("duplicate field", &key);
                    }
                    let value = self.within(&key, |r| r.value(&member, place));
                    members.insert(key, value);
                }
                Value::Object(members)
            }
        }
    }

    /// A whole number that fits 64 bits and is spelt without a point stays whole; any other is a float.
    fn number(&mut self, bytes: &[u8], place: &str) -> Value {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(whole) = text.parse::<i64>() {
            return Value::from(whole);
        }
        match text.parse::<f64>() {
            Ok(float) if float.is_finite() => Value::from(float),
            _ => {
                self.fail(format!("json: cannot unmarshal number {text} into {place} of type float64"));
                Value::Null
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<(Value, Vec<String>), String> {
        let document = Raw::parse(text.as_bytes().to_vec()).ok_or("no JSON")?;
        read_map(&document, true).map(|(members, findings)| (Value::Object(members), findings))
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
    fn findings_are_paths_each_once() {
        let (_, findings) = read(r#"{"a":{"b":1,"b":2,"b":3},"c":[{"d\"":1,"d\"":1}],"a":1}"#).unwrap();
        assert_eq!(findings, [r#"duplicate field "a.b""#, r#"duplicate field "c[0].d\"""#, r#"duplicate field "a""#]);
        let many: String = (0..150).map(|i| format!(r#","k{i}":1,"k{i}":1"#)).collect();
        assert_eq!(read(&format!("{{{}}}", &many[1..])).unwrap().1.len(), 100);
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
