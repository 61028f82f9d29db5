//! Reading parts of an object in typed form.

use coracle_object::{Members, Value};

/// A list; empty where there is none.
pub(crate) fn list<'a>(of: &'a Value, name: &str) -> &'a [Value] {
    of[name].as_array().map_or(&[], Vec::as_slice)
}

/// A text; empty where there is none.
pub(crate) fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_default()
}

/// Sets a member.
pub(crate) fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// Sets a member of `spec` or `status`.
pub(crate) fn set_in(object: &mut Value, part: &str, name: &str, value: Value) {
    let Some(members) = object.as_object_mut() else { return };
    let part = members.entry(part).or_insert_with(|| Value::Object(Members::new()));
    set(part, name, value);
}
