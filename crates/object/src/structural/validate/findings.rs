//! What is wrong with a value, as it is found: one list for the whole walk, so that nothing is handed up from level to level, and
//! nothing is made that finds no room.

use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use crate::Value;
use crate::field::{BadValue, ERRORS_MAX, FieldError, Reason};
use crate::text;

/// How long all errors together may be, in bytes. The reference has no such bound.
const ERROR_BYTES_MAX: usize = 16 << 20;
/// How long all may be that are kept until it is known which of them are told, in bytes: those of several alternatives within each
/// other, and what it takes to keep them.
const HELD_BYTES_MAX: usize = 4 * ERROR_BYTES_MAX;
/// What it takes to keep an error beside its texts.
const HELD_BYTES: usize = 256;

/// An error, and what its sentence in the reference says that ours does not.
pub(super) struct Told<'v> {
    error: FieldError,
    of: &'static str,
    /// A value that is none of those that there are, and those. The error gets both when it is known to be told: each may be as
    /// large as an object.
    none_of: Option<(&'v Value, &'v [Value])>,
}

impl Told<'_> {
    /// How long it is, but for what it gets later.
    fn len(&self) -> usize {
        let value = match &self.error.value {
            BadValue::Omitted => 0,
            BadValue::Text(text) => text.len(),
            BadValue::Json(value) => text::json(value).len(),
        };
        self.error.field.len() + self.error.detail.len() + value
    }

    /// The whole error.
    fn whole(mut self) -> Self {
        if let Some((value, allowed)) = self.none_of.take() {
            let name = |value: &Value| value.as_str().map_or_else(|| text::json(value), ToOwned::to_owned);
            let quoted: Vec<_> = allowed.iter().map(|value| text::quote(&name(value))).collect();
            self.error.value = BadValue::untyped(value);
            self.error.detail = format!("supported values: {}", quoted.join(", "));
        }
        self
    }
}

impl From<FieldError> for Told<'_> {
    fn from(error: FieldError) -> Self {
        Self { error, of: "", none_of: None }
    }
}

/// What is wrong so far.
#[derive(Default)]
pub(super) struct Findings<'v> {
    told: Vec<(usize, Told<'v>)>,
    bytes: usize,
    found: usize,
    held: Held,
}

/// How many bytes errors have that are told or put aside.
#[derive(Clone, Default)]
struct Held(Rc<Cell<usize>>);

impl Held {
    fn has_room(&self) -> bool {
        self.0.get() < HELD_BYTES_MAX
    }

    fn add(&self, len: usize) {
        self.0.set(self.0.get() + len + HELD_BYTES);
    }

    fn free(&self, told: &[(usize, Told<'_>)]) {
        let bytes: usize = told.iter().map(|(len, _)| len + HELD_BYTES).sum();
        self.0.set(self.0.get() - bytes);
    }
}

/// A place in the findings, to which they can be taken back.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    told: usize,
    bytes: usize,
    found: usize,
}

/// Errors that were taken out.
pub(super) struct Aside<'v> {
    told: Vec<(usize, Told<'v>)>,
    held: Held,
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        self.held.free(&self.told);
    }
}

impl<'v> Findings<'v> {
    pub(super) fn mark(&self) -> Mark {
        Mark { told: self.told.len(), bytes: self.bytes, found: self.found }
    }

    /// Whether nothing was found since, told or not.
    pub(super) fn none_since(&self, mark: Mark) -> bool {
        self.found == mark.found
    }

    /// Takes out what was found since.
    pub(super) fn take_since(&mut self, mark: Mark) -> Aside<'v> {
        self.bytes = mark.bytes;
        self.found = mark.found;
        Aside { told: self.told.split_off(mark.told), held: self.held.clone() }
    }

    /// Puts back what was taken out, behind what there is now.
    pub(super) fn put(&mut self, mut aside: Aside<'v>) {
        let all = std::mem::take(&mut aside.told);
        self.held.free(&all);
        for (len, told) in all {
            self.found += 1;
            if self.has_room() {
                self.push(len, told);
            }
        }
    }

    /// Adds an error, which is only made if there is room.
    pub(super) fn add<T: Into<Told<'v>>>(&mut self, error: impl FnOnce() -> T) {
        self.found += 1;
        if self.has_room() {
            let told = error().into();
            self.push(told.len(), told);
        }
    }

    /// More of something (`items`, `properties`) than there may be.
    pub(super) fn add_too_many(&mut self, path: &str, of: &'static str, len: i64, max: i64) {
        let unit = if max == 1 { "item" } else { "items" };
        let error = || at(path, Reason::TooMany, len, format!("must have at most {max} {unit}"));
        self.add(|| Told { of, ..error().into() });
    }

    fn has_room(&self) -> bool {
        let has_room = self.told.len() < ERRORS_MAX && self.bytes < ERROR_BYTES_MAX;
        self.held.has_room() && (has_room || self.told.is_empty())
    }

    fn push(&mut self, len: usize, told: Told<'v>) {
        self.bytes += len;
        self.held.add(len);
        self.told.push((len, told));
    }

    /// The errors, each once.
    // Upstream: kube-openapi/pkg/validation/validate/result.go Result.AddErrors (v1.37.2). A repeat is told by its sentence there,
    // which has no value in it.
    pub(super) fn into_errors(self) -> Vec<FieldError> {
        let (mut errors, mut seen, mut bytes) = (Vec::new(), HashSet::new(), 0);
        if self.told.is_empty() && self.found > 0 {
            return vec![anywhere("more is wrong than can be told".to_owned())];
        }
        for (len, told) in self.told {
            if bytes >= ERROR_BYTES_MAX {
                break;
            }
            let is_late = told.none_of.is_some();
            let told = told.whole();
            bytes += if is_late { told.len() } else { len };
            let Told { error, of, .. } = told;
            if seen.insert((error.field.clone(), error.reason.as_str(), error.detail.clone(), of)) {
                errors.push(error);
            }
        }
        errors
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
pub(super) fn not_allowed<'v>(path: &str, value: &'v Value, allowed: &'v [Value]) -> Told<'v> {
    let error = at(path, Reason::NotSupported, BadValue::Omitted, String::new());
    Told { none_of: Some((value, allowed)), ..error.into() }
}
