//! What is wrong with a field of an object, as data, and the exact words for it.
//!
//! Rules live elsewhere (`names.rs`, `meta.rs`, the kinds); HTTP codes and the Status body around these words are
//! the server's.

// Upstream: apimachinery/pkg/util/validation/field/errors.go, path.go (v1.37.2)

use std::collections::HashSet;
use std::fmt;

use crate::Value;
use crate::text::{json, plain, quote};

/// One thing that is wrong with one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldError {
    /// What sort of wrong it is.
    pub reason: Reason,
    /// The field's path, as a [`Path`] prints it: `subsets[0].ports[1].name`.
    pub field: String,
    /// What the field held.
    pub value: BadValue,
    /// The rule that it broke; may be empty.
    pub detail: String,
}

/// What sort of wrong a field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The field must be set.
    Required,
    /// The value is malformed.
    Invalid,
    /// The value is not one of those allowed.
    NotSupported,
    /// The value is there already.
    Duplicate,
    /// The value is well formed, but may not be given now.
    Forbidden,
    /// The value is too long; the value itself is not repeated.
    TooLong,
    /// The list has too many items.
    TooMany,
    /// What the value names does not exist.
    NotFound,
    /// The value has the wrong type.
    TypeInvalid,
    /// Not the client's mistake.
    Internal,
}

impl Reason {
    /// The word for programs, as in a Status cause's `reason`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "FieldValueRequired",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::NotFound => "FieldValueNotFound",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Internal => "InternalError",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Required => "Required value",
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Duplicate => "Duplicate value",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::NotFound => "Not found",
            Self::Internal => "Internal error",
        }
    }

    fn shows_value(self) -> bool {
        !matches!(self, Self::Required | Self::Forbidden | Self::TooLong | Self::Internal)
    }
}

/// The value that a [`FieldError`] complains about, in the form in which it is printed.
#[derive(Debug, Clone, PartialEq)]
pub enum BadValue {
    /// Not printed.
    Omitted,
    /// A plain string of the reference, printed as Go's `%q`.
    Text(String),
    /// Anything else, printed as compact JSON, but for a number by itself, which is printed as Go's `%v`. Strings of a named type (a protocol, a uid, a time) belong here.
    Json(Value),
}

impl BadValue {
    /// A value of an object without Go types.
    #[must_use]
    pub fn untyped(value: &Value) -> Self {
        match value {
            Value::String(text) => text.as_str().into(),
            other => other.into(),
        }
    }
}

impl From<&str> for BadValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for BadValue {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Value> for BadValue {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<&Value> for BadValue {
    fn from(value: &Value) -> Self {
        Self::Json(value.clone())
    }
}

impl From<i64> for BadValue {
    fn from(number: i64) -> Self {
        Self::Json(number.into())
    }
}

impl FieldError {
    fn new(reason: Reason, field: &Path<'_>, value: BadValue, detail: String) -> Self {
        Self { reason, field: field.to_string(), value, detail }
    }

    /// The field must be set; `detail` may be empty.
    #[must_use]
    pub fn required(field: &Path<'_>, detail: &str) -> Self {
        Self::new(Reason::Required, field, BadValue::Omitted, detail.to_owned())
    }

    /// The value breaks the rule that `detail` states.
    #[must_use]
    pub fn invalid(field: &Path<'_>, value: impl Into<BadValue>, detail: impl Into<String>) -> Self {
        Self::new(Reason::Invalid, field, value.into(), detail.into())
    }

    /// The text breaks these rules: one error a rule.
    #[must_use]
    pub fn invalid_each(field: &Path<'_>, text: &str, details: Vec<String>) -> Vec<Self> {
        details.into_iter().map(|detail| Self::invalid(field, text, detail)).collect()
    }

    /// The value may not change.
    // Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateImmutableField (v1.37.2)
    #[must_use]
    pub fn immutable(field: &Path<'_>, value: impl Into<BadValue>) -> Self {
        Self::invalid(field, value, "field is immutable")
    }

    /// The value is none of `supported`, which are listed in the order given.
    #[must_use]
    pub fn not_supported(field: &Path<'_>, value: impl Into<BadValue>, supported: &[&str]) -> Self {
        let quoted: Vec<String> = supported.iter().map(|s| quote(s)).collect();
        let detail = if quoted.is_empty() { String::new() } else { format!("supported values: {}", quoted.join(", ")) };
        Self::new(Reason::NotSupported, field, value.into(), detail)
    }

    /// The value is there already.
    #[must_use]
    pub fn duplicate(field: &Path<'_>, value: impl Into<BadValue>) -> Self {
        Self::new(Reason::Duplicate, field, value.into(), String::new())
    }

    /// What the value names does not exist.
    #[must_use]
    pub fn not_found(field: &Path<'_>, value: impl Into<BadValue>) -> Self {
        Self::new(Reason::NotFound, field, value.into(), String::new())
    }

    /// The field may not be given now.
    #[must_use]
    pub fn forbidden(field: &Path<'_>, detail: impl Into<String>) -> Self {
        Self::new(Reason::Forbidden, field, BadValue::Omitted, detail.into())
    }

    /// The value is longer than `bytes_max`.
    #[must_use]
    pub fn too_long(field: &Path<'_>, bytes_max: usize) -> Self {
        let unit = if bytes_max == 1 { "byte" } else { "bytes" };
        Self::new(Reason::TooLong, field, BadValue::Omitted, format!("may not be more than {bytes_max} {unit}"))
    }

    /// The list has `items` items, of at most `items_max`.
    #[must_use]
    pub fn too_many(field: &Path<'_>, items: usize, items_max: usize) -> Self {
        let unit = if items_max == 1 { "item" } else { "items" };
        Self::new(Reason::TooMany, field, Value::from(items).into(), format!("must have at most {items_max} {unit}"))
    }

    /// The value has the wrong type.
    #[must_use]
    pub fn type_invalid(field: &Path<'_>, value: impl Into<BadValue>, detail: impl Into<String>) -> Self {
        Self::new(Reason::TypeInvalid, field, value.into(), detail.into())
    }

    /// Something failed that is not the client's mistake.
    #[must_use]
    pub fn internal(field: &Path<'_>, detail: impl Into<String>) -> Self {
        Self::new(Reason::Internal, field, BadValue::Omitted, detail.into())
    }

    /// The words without the field: `Invalid value: "x": must be …`.
    #[must_use]
    pub fn body(&self) -> String {
        let mut text = self.reason.words().to_owned();
        if self.reason.shows_value() {
            match &self.value {
                BadValue::Omitted => {}
                BadValue::Text(t) => {
                    text.push_str(": ");
                    text.push_str(&quote(t));
                }
                BadValue::Json(Value::Number(n)) => {
                    text.push_str(": ");
                    text.push_str(&plain(&Value::Number(n.clone())));
                }
                BadValue::Json(v) => {
                    text.push_str(": ");
                    text.push_str(&json(v));
                }
            }
        }
        if !self.detail.is_empty() {
            text.push_str(": ");
            text.push_str(&self.detail);
        }
        text
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.body())
    }
}

/// How many errors a rule that looks at many parts reports. The reference reports them all, which for a body of 3 MiB may be a
/// million (docs/decisions/0011-bounded-answers.md).
pub const ERRORS_MAX: usize = 10_000;

/// The errors without those whose whole text came before.
#[must_use]
pub fn without_repeats(errors: Vec<FieldError>) -> Vec<FieldError> {
    let mut seen = HashSet::new();
    errors.into_iter().filter(|e| seen.insert(e.to_string())).collect()
}

/// The errors in one line: one as it is, several as `[a, b]`, a repeated text once. Empty when there are none.
#[must_use]
pub fn aggregate(errors: &[FieldError]) -> String {
    let mut seen = HashSet::new();
    let texts: Vec<String> = errors.iter().map(ToString::to_string).filter(|t| seen.insert(t.clone())).collect();
    match texts.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// Where a field is. It borrows its parent, so that a path costs nothing until an error prints it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Path<'a> {
    /// A field of the object itself.
    #[must_use]
    pub fn new(name: &'a str) -> Self {
        Self { parent: None, step: Step::Name(name) }
    }

    /// A field of this field.
    #[must_use]
    pub fn child(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    /// A field of this field, or of the object itself where there is none.
    #[must_use]
    pub fn below(parent: Option<&'a Path<'a>>, name: &'a str) -> Self {
        Self { parent, step: Step::Name(name) }
    }

    /// An entry of this map, or of the object itself where there is none.
    #[must_use]
    pub fn entry(parent: Option<&'a Path<'a>>, key: &'a str) -> Self {
        Self { parent, step: Step::Key(key) }
    }

    /// An element of this list, counted from 0.
    #[must_use]
    pub fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// An entry of this map.
    #[must_use]
    pub fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            // Quirk: a field without a name is shown as an entry without a key; it stands for the whole object (asked of the
            // reference: a ConfigMap of more than 1 MiB).
            Step::Name("") => f.write_str("[]"),
            Step::Name(name) if self.parent.is_none() => f.write_str(name),
            Step::Name(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) => write!(f, "[{key}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json as value;

    #[test]
    fn words_are_the_references() {
        let path = Path::new("subsets");
        let item = path.index(0);
        let name = item.child("name");
        let labels = Path::new("labels");
        let key = labels.key("a/b");
        let rows: Vec<(FieldError, &str)> = vec![
            (FieldError::required(&item, ""), "subsets[0]: Required value"),
            (FieldError::required(&Path::new(""), ""), "[]: Required value"),
            (FieldError::required(&name, "x"), "subsets[0].name: Required value: x"),
            (FieldError::invalid(&name, "a\"\u{1}", "no"), r#"subsets[0].name: Invalid value: "a\"\x01": no"#),
            (
                FieldError::invalid(&name, value!({"a": "<"}), "no"),
                r#"subsets[0].name: Invalid value: {"a":"\u003c"}: no"#,
            ),
            (FieldError::invalid(&name, 70000_i64, "no"), "subsets[0].name: Invalid value: 70000: no"),
            (FieldError::invalid(&name, value!(null), "no"), "subsets[0].name: Invalid value: null: no"),
            (FieldError::invalid(&name, value!(1e7), "no"), "subsets[0].name: Invalid value: 1e+07: no"),
            (FieldError::invalid(&name, value!([1e7]), "no"), "subsets[0].name: Invalid value: [10000000]: no"),
            (
                FieldError::not_supported(&name, "x", &["", "b"]),
                r#"subsets[0].name: Unsupported value: "x": supported values: "", "b""#,
            ),
            (FieldError::not_supported(&name, "x", &[]), r#"subsets[0].name: Unsupported value: "x""#),
            (FieldError::duplicate(&name, "x"), r#"subsets[0].name: Duplicate value: "x""#),
            (FieldError::not_found(&key, "x"), r#"labels[a/b]: Not found: "x""#),
            (FieldError::forbidden(&name, "no"), "subsets[0].name: Forbidden: no"),
            (FieldError::too_long(&name, 1), "subsets[0].name: Too long: may not be more than 1 byte"),
            (FieldError::too_long(&name, 128), "subsets[0].name: Too long: may not be more than 128 bytes"),
            (FieldError::too_many(&name, 3, 2), "subsets[0].name: Too many: 3: must have at most 2 items"),
            (FieldError::type_invalid(&name, "x", "no"), r#"subsets[0].name: Invalid value: "x": no"#),
            (FieldError::internal(&name, "no"), "subsets[0].name: Internal error: no"),
        ];
        for (error, text) in rows {
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn repeats_are_told_once() {
        let path = Path::new("a");
        let one = FieldError::required(&path, "");
        let two = FieldError::forbidden(&path, "b");
        assert_eq!(aggregate(&[]), "");
        assert_eq!(aggregate(&[one.clone(), one.clone()]), "a: Required value");
        assert_eq!(aggregate(&[one.clone(), two.clone(), one.clone()]), "[a: Required value, a: Forbidden: b]");
        assert_eq!(without_repeats(vec![one.clone(), two.clone(), one.clone()]), vec![one, two]);
    }
}
