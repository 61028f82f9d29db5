//! What is wrong with a definition: one list for all that look, bounded in number and in bytes.

use coracle_object::field::{BadValue, ERRORS_MAX, FieldError};
use coracle_object::text;

/// How long all errors together may be, in bytes. The reference has no such bound, and a path may be as long as a definition.
const BYTES_MAX: usize = 16 << 20;

/// Errors in the order in which they are found.
#[derive(Default)]
pub(super) struct Errors {
    all: Vec<FieldError>,
    bytes: usize,
}

impl Errors {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Makes and adds one, if there is room.
    pub(super) fn add(&mut self, make: impl FnOnce() -> FieldError) {
        if self.all.len() < ERRORS_MAX && self.bytes < BYTES_MAX {
            let error = make();
            let value = match &error.value {
                BadValue::Omitted => 0,
                BadValue::Text(text) => text.len(),
                BadValue::Json(value) => text::json(value).len(),
            };
            self.bytes += error.field.len() + error.detail.len() + value;
            self.all.push(error);
        }
    }

    /// Adds these.
    pub(super) fn extend(&mut self, errors: impl IntoIterator<Item = FieldError>) {
        for error in errors {
            self.add(|| error);
        }
    }

    /// Puts those from the `from`th on in the order of their texts.
    pub(super) fn sort_from(&mut self, from: usize) {
        self.all[from..].sort_by_cached_key(ToString::to_string);
    }

    /// All of them.
    pub(super) fn into_vec(self) -> Vec<FieldError> {
        self.all
    }
}
