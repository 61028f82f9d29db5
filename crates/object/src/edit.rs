//! Small reads and edits of an object's metadata. An edited object is put back in order by the schema before it is stored.

pub use crate::meta::text;
use crate::schema::OBJECT_META;
use crate::{Members, Value};

/// A member of the metadata.
#[must_use]
pub fn get<'a>(object: &'a Value, name: &str) -> Option<&'a Value> {
    object.get("metadata")?.get(name)
}

/// A list of texts in the metadata.
#[must_use]
pub fn texts(object: &Value, name: &str) -> Vec<String> {
    let list = get(object, name).and_then(Value::as_array);
    list.map(|l| l.iter().filter_map(|v| v.as_str().map(ToOwned::to_owned)).collect()).unwrap_or_default()
}

/// Is there something in it?
#[must_use]
pub fn has(object: &Value, name: &str) -> bool {
    get(object, name).is_some()
}

/// Sets or, with none, removes a member of the metadata.
pub fn set(object: &mut Value, name: &str, value: Option<Value>) {
    let Some(members) = object.as_object_mut() else { return };
    let metadata = members.entry("metadata").or_insert_with(|| Value::Object(Members::new()));
    let Some(metadata) = metadata.as_object_mut() else { return };
    match value {
        Some(value) => put(metadata, name, value),
        None => {
            metadata.remove(name);
        }
    }
}

/// Sets a member; a new one where it belongs, so that nothing is to be put in order afterwards.
fn put(metadata: &mut Members, name: &str, value: Value) {
    if let Some(there) = metadata.get_mut(name) {
        *there = value;
        return;
    }
    let place = |name: &str| OBJECT_META.fields.iter().position(|field| field.name == name);
    let own = place(name);
    let behind = metadata.keys().position(|other| place(other) > own);
    metadata.insert_at(behind.unwrap_or(metadata.len()), name, value);
}

/// Sets a text, or removes it when it is empty.
pub fn set_text(object: &mut Value, name: &str, text: &str) {
    set(object, name, (!text.is_empty()).then(|| text.into()));
}

/// Sets a list of texts, or removes it when it is empty.
pub fn set_texts(object: &mut Value, name: &str, texts: Vec<String>) {
    set(object, name, (!texts.is_empty()).then(|| texts.into()));
}

/// Takes over a member of another object's metadata, or its absence.
pub fn copy(object: &mut Value, name: &str, from: &Value) {
    set(object, name, get(from, name).cloned());
}
