//! The metadata of an object without a Go type, which has one all the same; and that of objects within it.

use super::{Structural, prune};
use crate::decode::decode_paths;
use crate::field::{BadValue, FieldError, Path};
use crate::schema::OBJECT_META;
use crate::{Members, SmolStr, Value, text};

/// Where an object comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A client: what does not fit is an error.
    Request,
    /// The store, into which it was put when another schema held: what does not fit goes.
    Stored,
}

/// Metadata in form: as its Go type writes it, its members sorted by name; and the paths of unknown fields.
///
/// Of what is stored, members that do not fit their type are dropped.
///
/// # Errors
/// As of reading its Go type.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/coerce.go GetObjectMetaWithOptions, SetObjectMeta (v1.37.2)
pub(super) fn in_form(metadata: &Value, source: Source) -> Result<(Value, Vec<String>), String> {
    let read = |value: &Value| decode_paths(text::json(value).as_bytes(), &OBJECT_META);
    let (mut settled, unknown) = match (read(metadata), source, metadata) {
        (Ok(read), ..) => read,
        (Err(error), Source::Request, _) => return Err(error),
        (Err(_), Source::Stored, Value::Object(members)) => {
            let fits = |name: &SmolStr, value: &Value| {
                read(&Value::Object(Members::from_iter([(name.clone(), value.clone())]))).is_ok()
            };
            let fitting = members.iter().filter(|(name, value)| fits(name, value));
            read(&Value::Object(fitting.map(|(name, value)| (name.clone(), value.clone())).collect()))?
        }
        (Err(_), Source::Stored, other) => {
            return Err(format!("invalid metadata: expected object, got {}", go_type(other)));
        }
    };
    if let Some(members) = settled.as_object_mut() {
        // Typed form keeps an empty list as one that takes all managers away. In Go, none is written, so that here it says nothing.
        members.retain(|name, value| name != "managedFields" || value.as_array().is_none_or(|list| !list.is_empty()));
    }
    settled.sort_all_objects();
    Ok((settled, unknown))
}

/// What Go calls the type of a decoded value.
#[must_use]
pub fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<nil>",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// Brings the metadata of objects within an object in form, and tells the paths of unknown fields.
///
/// # Errors
/// Of a request, that one is not of its Go type, in the reference's words. Of what is stored, it is dropped.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/algorithm.go CoerceWithOptions (v1.37.2)
pub(super) fn embedded(object: &mut Value, schema: &Structural, source: Source) -> Result<Vec<String>, String> {
    let mut unknown = Vec::new();
    coerce(object, schema, None, source, &mut unknown).map_err(|error| error.to_string())?;
    unknown.sort_unstable();
    Ok(unknown)
}

/// The same of what stands at a path, with unknown fields in any order.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/algorithm.go coerce (v1.37.2)
pub(super) fn coerce(
    value: &mut Value,
    schema: &Structural,
    at: Option<&Path<'_>>,
    source: Source,
    unknown: &mut Vec<String>,
) -> Result<(), Box<FieldError>> {
    match value {
        Value::Object(members) => {
            if schema.embedded_resource {
                resource(members, at, source, unknown)?;
            }
            for (name, value) in members.iter_mut() {
                // Nothing that it says of an embedded object's metadata has an effect on it.
                if schema.embedded_resource && prune::OF_EVERY_OBJECT.contains(&name.as_str()) {
                    continue;
                }
                let named = schema.properties.contains_key(name.as_str());
                let path = if named { Path::below(at, name) } else { Path::entry(at, name) };
                if let Some(schema) = schema.member(name).schema() {
                    coerce(value, schema, Some(&path), source, unknown)?;
                }
            }
        }
        Value::Array(items) => {
            let (Some(schema), Some(at)) = (&schema.items, at) else { return Ok(()) };
            for (index, item) in items.iter_mut().enumerate() {
                coerce(item, schema, Some(&at.index(index)), source, unknown)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Brings an object within an object in form.
fn resource(
    members: &mut Members,
    at: Option<&Path<'_>>,
    source: Source,
    unknown: &mut Vec<String>,
) -> Result<(), Box<FieldError>> {
    for name in ["apiVersion", "kind"] {
        match (members.get(name), source) {
            (None | Some(Value::String(_)), _) => {}
            (Some(_), Source::Stored) => _ = members.remove(name),
            (Some(other), Source::Request) => {
                let path = Path::below(at, name);
                return Err(Box::new(FieldError::invalid(&path, BadValue::untyped(other), "must be a string")));
            }
        }
    }
    let Some(metadata) = members.get_mut("metadata") else { return Ok(()) };
    let path = Path::below(at, "metadata");
    match in_form(metadata, source) {
        Ok((settled, fields)) => {
            *metadata = settled;
            unknown.extend(fields.iter().map(|field| format!("{path}.{field}")));
            Ok(())
        }
        Err(_) if source == Source::Stored => Ok(()),
        Err(error) => Err(Box::new(FieldError::invalid(&path, BadValue::untyped(metadata), error))),
    }
}
