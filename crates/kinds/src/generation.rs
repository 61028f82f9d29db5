//! The number of an object's content: one at first, and one more whenever what is asked for changes.

use coracle_object::schema::Struct;
use coracle_object::{Value, edit, json, stored};

/// Gives a new object its number.
pub(crate) fn first(object: &mut Value) {
    edit::set(object, "generation", Some(1.into()));
}

/// Gives a changed object the number after the current one's.
pub(crate) fn next(object: &mut Value, current: &Value) {
    let before = edit::get(current, "generation").and_then(Value::as_i64).unwrap_or_default();
    edit::set(object, "generation", Some(before.saturating_add(1).into()));
}

/// Does what is asked for differ from the current one? What is not stored because it is empty makes no difference.
// Upstream: apimachinery/pkg/api/equality/semantic.go Semantic (v1.37.2)
pub(crate) fn is_other(object: &Value, current: &Value, ty: &Struct) -> bool {
    let spec = |of: &Value| {
        let mut spec = json!({"spec": of["spec"]});
        stored::leave_out_empty(&mut spec, ty);
        stored::forget_empty(&mut spec, ty);
        spec
    };
    object["spec"] != current["spec"] && spec(object) != spec(current)
}
