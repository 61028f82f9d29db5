//! The number of an object's content: one at first, and one more whenever what is asked for changes.

use coracle_object::{Value, edit};

/// Gives a new object its number.
pub(crate) fn first(object: &mut Value) {
    edit::set(object, "generation", Some(1.into()));
}

/// Gives a changed object the number after the current one's.
pub(crate) fn next(object: &mut Value, current: &Value) {
    let before = edit::get(current, "generation").and_then(Value::as_i64).unwrap_or_default();
    edit::set(object, "generation", Some(before.saturating_add(1).into()));
}
