//! What came of validating a value: errors, and how much of it was right.

use std::collections::HashSet;

use crate::Value;
use crate::field::{BadValue, ERRORS_MAX, FieldError, Reason};
use crate::text;

/// How long all errors together may be, in bytes. The reference has no such bound.
const ERROR_BYTES_MAX: usize = 16 << 20;

/// An error, and what its sentence in the reference says that ours does not.
struct Told {
    error: FieldError,
    of: &'static str,
}

/// What came of validating a value.
// Upstream: kube-openapi/pkg/validation/validate/result.go Result (v1.37.2)
#[derive(Default)]
pub(super) struct Outcome {
    errors: Vec<Told>,
    bytes: usize,
    /// How many checks there were that went well; which alternative a value was meant for is told by it.
    pub(super) matches: usize,
}

impl Outcome {
    /// One that went well.
    pub(super) fn one() -> Self {
        Self { matches: 1, ..Self::default() }
    }

    /// One that went wrong.
    pub(super) fn error(error: FieldError) -> Self {
        let mut outcome = Self::default();
        outcome.add(error);
        outcome
    }

    pub(super) fn is_valid(&self) -> bool {
        self.errors.is_empty()
    }

    /// Takes over another's.
    pub(super) fn merge(&mut self, other: Self) {
        self.matches += other.matches;
        for Told { error, of } in other.errors {
            self.add_of(error, of);
        }
    }

    pub(super) fn add(&mut self, error: FieldError) {
        self.add_of(error, "");
    }

    fn add_of(&mut self, error: FieldError, of: &'static str) {
        if self.errors.len() >= ERRORS_MAX || (self.bytes >= ERROR_BYTES_MAX && !self.errors.is_empty()) {
            return;
        }
        self.bytes += error.field.len() + error.detail.len() + value_len(&error.value);
        self.errors.push(Told { error, of });
    }

    /// More of something (`items`, `properties`) than there may be.
    pub(super) fn add_too_many(&mut self, path: &str, of: &'static str, len: i64, max: i64) {
        let unit = if max == 1 { "item" } else { "items" };
        self.add_of(at(path, Reason::TooMany, len, format!("must have at most {max} {unit}")), of);
    }

    /// The errors, each once.
    // Upstream: kube-openapi/pkg/validation/validate/result.go Result.AddErrors (v1.37.2). A repeat is told by its sentence there,
    // which has no value in it.
    pub(super) fn into_errors(self) -> Vec<FieldError> {
        let mut seen = HashSet::new();
        let first = |Told { error, of }: &Told| {
            seen.insert((error.field.clone(), error.reason.as_str(), error.detail.clone(), *of))
        };
        self.errors.into_iter().filter(first).map(|told| told.error).collect()
    }
}

fn value_len(value: &BadValue) -> usize {
    match value {
        BadValue::Omitted => 0,
        BadValue::Text(text) => text.len(),
        BadValue::Json(value) => text::json(value).len(),
    }
}

/// An error of the value at a path, with a sentence of the reference's validator.
// Upstream: apiextensions-apiserver/pkg/apiserver/validation/validation.go kubeOpenAPIResultToFieldErrors (v1.37.2)
pub(super) fn at(path: &str, reason: Reason, value: impl Into<BadValue>, detail: String) -> FieldError {
    let field = match path {
        "" | "." => "<nil>",
        path => path.strip_prefix('.').unwrap_or(path),
    };
    FieldError { reason, field: field.to_owned(), value: value.into(), detail }
}

/// An error of the object as a whole, whose sentence says where.
pub(super) fn anywhere(detail: String) -> FieldError {
    at("", Reason::Invalid, "", detail)
}

/// A value of another type than it must be; `found` is what it is.
// Upstream: kube-openapi/pkg/validation/errors/schema.go InvalidType (v1.37.2)
pub(super) fn invalid_type(path: &str, wanted: &str, found: &str) -> FieldError {
    at(path, Reason::TypeInvalid, found, format!("{path} in body must be of type {wanted}: {}", text::quote(found)))
}

/// A value that is none of those that there are.
pub(super) fn not_allowed(path: &str, value: &Value, allowed: &[Value]) -> FieldError {
    let name = |value: &Value| value.as_str().map_or_else(|| text::json(value), ToOwned::to_owned);
    let quoted: Vec<_> = allowed.iter().map(|value| text::quote(&name(value))).collect();
    at(path, Reason::NotSupported, BadValue::untyped(value), format!("supported values: {}", quoted.join(", ")))
}
