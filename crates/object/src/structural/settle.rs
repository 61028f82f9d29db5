//! What happens to an object between being read and being decided about: what the schema does not know goes, what it means is
//! filled in, and the metadata takes its Go type's form.

use super::metadata::{Source, embedded, go_type, in_form};
use super::{Structural, default, prune};
use crate::{Value, text};

/// Brings an object in the form in which it is decided about, and tells the paths of unknown fields: those of its metadata, those
/// that went, and those of objects within it, each sorted.
///
/// The schema is that of the version in which the object is written, an empty one if there is none such. Without any, the object
/// is of another kind, and only its metadata is brought in form.
///
/// # Errors
/// Of a request, that it or an object within it is not of the Go type that metadata has, in the reference's words, or that its
/// defaults are too large together. Of what is stored, that its metadata is none at all.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go unstructuredDefaulter.Default (v1.37.2)
pub fn settle(object: &mut Value, schema: Option<&Structural>, source: Source) -> Result<Vec<String>, String> {
    let unknown = coerce(object, schema, source)?;
    if let Some(schema) = schema {
        // What is stored is read in any case, if need be without all that a later schema fills in.
        default(object, schema).or_else(|error| match source {
            Source::Request => Err(error.to_string()),
            Source::Stored => Ok(()),
        })?;
    }
    Ok(unknown)
}

/// The same but for what is filled in: as an object becomes one of another version.
///
/// # Errors
/// As [`settle`]'s, but for defaults.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go unstructuredSchemaCoercer.apply (v1.37.2)
pub fn coerce(object: &mut Value, schema: Option<&Structural>, source: Source) -> Result<Vec<String>, String> {
    for name in ["kind", "apiVersion"] {
        if let Some(other) = object.get(name).filter(|value| !value.is_string()) {
            let (found, ty) = (text::plain(other), go_type(other));
            return Err(format!(".{name} accessor error: {found} is of the type {ty}, expected string"));
        }
    }
    let metadata = object.get("metadata").map(|metadata| in_form(metadata, source)).transpose()?;
    let (mut metadata, mut unknown) =
        metadata.map_or((None, Vec::new()), |(metadata, fields)| (Some(metadata), fields));
    for field in &mut unknown {
        field.insert_str(0, "metadata.");
    }
    if let Some(schema) = schema {
        let identity = ["apiVersion", "kind"].map(|name| (name, object.get(name).cloned()));
        unknown.extend(prune::unknown_fields(object, schema));
        prune::nulls(object, schema);
        unknown.extend(embedded(object, schema, source)?);
        for (name, value) in identity {
            put(object, name, value);
        }
        if let Some(metadata) = metadata.as_mut().filter(|_| source == Source::Stored) {
            repair_generation(metadata);
        }
    }
    put(object, "metadata", metadata);
    Ok(unknown)
}

/// Puts back a member that was there before.
fn put(object: &mut Value, name: &str, value: Option<Value>) {
    let (Some(members), Some(value)) = (object.as_object_mut(), value) else { return };
    if members.insert(name, value).is_none() {
        members.sort_keys();
    }
}

/// Objects of old had no generation.
fn repair_generation(metadata: &mut Value) {
    if metadata.get("generation").and_then(Value::as_i64).unwrap_or_default() == 0 {
        put(metadata, "generation", Some(1.into()));
    }
}
