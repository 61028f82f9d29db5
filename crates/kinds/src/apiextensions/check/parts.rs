//! What stands beside a version's schema: columns, subresources, selectable fields, the warning of what is deprecated.

use std::collections::HashSet;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::text::is_printable;

use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;
use crate::field_path::{self, Notation};
use crate::read::text;

/// How many fields may be selectable.
pub(super) const SELECTABLE_MAX: usize = 8;
/// How long the warning of what is deprecated may be, in bytes.
const WARNING_BYTES_MAX: usize = 256;

const COLUMN_TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS: [&str; 8] = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateDeprecationWarning (v1.37.2)
pub(super) fn check_deprecation(version: &Value, path: &Path, errors: &mut Errors) {
    let Some(warning) = version["deprecationWarning"].as_str() else { return };
    let path = path.child("deprecationWarning");
    let mut wrong = |detail: String| errors.add(|| FieldError::invalid(&path, Value::from(warning), detail));
    if version["deprecated"] != true {
        wrong("can only be set for deprecated versions".to_owned());
        return;
    }
    if warning.len() > WARNING_BYTES_MAX {
        wrong(format!("must be <= {WARNING_BYTES_MAX} characters long"));
    }
    if warning.is_empty() {
        wrong("must not be an empty string".to_owned());
    }
    if let Some((at, _)) = warning.char_indices().find(|(_, c)| !is_printable(*c)) {
        wrong(format!("must only contain printable UTF-8 characters; non-printable character found at index {at}"));
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceColumnDefinition (v1.37.2)
pub(super) fn check_columns(columns: &[Value], path: &Path, errors: &mut Errors) {
    let path = path.child("additionalPrinterColumns");
    for (i, column) in columns.iter().enumerate() {
        let path = path.index(i);
        if text(column, "name").is_empty() {
            errors.add(|| FieldError::required(&path.child("name"), ""));
        }
        let must = |words: &[&str]| format!("must be one of {}", words.join(","));
        match text(column, "type") {
            "" => errors.add(|| FieldError::required(&path.child("type"), &must(&COLUMN_TYPES))),
            ty if COLUMN_TYPES.contains(&ty) => {}
            ty => errors.add(|| FieldError::invalid(&path.child("type"), ty, must(&COLUMN_TYPES))),
        }
        let format = text(column, "format");
        if !format.is_empty() && !COLUMN_FORMATS.contains(&format) {
            errors.add(|| FieldError::invalid(&path.child("format"), format, must(&COLUMN_FORMATS)));
        }
        match text(column, "jsonPath") {
            "" => errors.add(|| FieldError::required(&path.child("JSONPath"), "")),
            at => _ = check_simple_path(at, &path.child("JSONPath"), errors),
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionSubresources (v1.37.2)
pub(super) fn check_subresources(subresources: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("subresources");
    let scale = &subresources["scale"];
    if scale.is_null() {
        return;
    }
    let replicas = [("specReplicasPath", "spec"), ("statusReplicasPath", "status")];
    for (field, part) in replicas {
        let name = format!("scale.{field}");
        let (path, at) = (path.child(&name), text(scale, field));
        if at.is_empty() {
            errors.add(|| FieldError::required(&path, ""));
        } else if check_simple_path(at, &path, errors) && !at.starts_with(&format!(".{part}.")) {
            errors.add(|| FieldError::invalid(&path, at, format!("should be a json path under .{part}")));
        }
    }
    let (path, at) = (path.child("scale.labelSelectorPath"), text(scale, "labelSelectorPath"));
    if !at.is_empty()
        && check_simple_path(at, &path, errors)
        && ![".spec.", ".status."].iter().any(|part| at.starts_with(part))
    {
        let detail = "should be a json path under either .spec or .status";
        errors.add(|| FieldError::invalid(&path, Value::from(at), detail));
    }
}

/// Is it a path that is simple, as far as the reference asks?
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateSimpleJSONPath (v1.37.2)
fn check_simple_path(at: &str, path: &Path, errors: &mut Errors) -> bool {
    let is_simple = at.starts_with('.');
    if !is_simple {
        errors.add(|| FieldError::invalid(path, at, "must be a simple json path starting with ."));
    }
    is_simple
}

/// What is wrong with these of a schema, of which there may be more than usual if `unbounded`. Without a schema a path leads
/// nowhere; the reference panics there.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceSelectableFields (v1.37.2)
pub(super) fn check_selectable(
    fields: &[Value],
    schema: Option<Schema<'_>>,
    unbounded: bool,
    path: &Path,
    errors: &mut Errors,
) {
    let path = path.child("selectableFields");
    let mut seen = HashSet::new();
    for (i, field) in fields.iter().enumerate() {
        let item = path.index(i);
        let (path, at) = (item.child("jsonPath"), text(field, "jsonPath"));
        if at.is_empty() {
            errors.add(|| FieldError::required(&path, ""));
            continue;
        }
        let (steps, found) = match field_path::find(at, schema, Notation::Names) {
            Ok(found) => found,
            Err(why) => {
                errors.add(|| FieldError::invalid(&path, at, format!("is an invalid path: {why}")));
                continue;
            }
        };
        let steps: Vec<String> = steps.into_iter().map(|step| step.name).collect();
        if steps.first().is_some_and(|first| first == "metadata") {
            errors.add(|| FieldError::invalid(&path, at, "must not point to fields in metadata"));
        }
        if !found.is_some_and(|found| matches!(found.ty(), "string" | "boolean" | "integer")) {
            let detail = "must point to a field of type string, boolean or integer. Enum string fields and strings with \
                          formats are allowed.";
            errors.add(|| FieldError::invalid(&path, at, detail));
        }
        if !seen.insert(steps) {
            errors.add(|| FieldError::duplicate(&path, at));
        }
    }
    if seen.len() > SELECTABLE_MAX && !unbounded {
        errors.add(|| FieldError::too_many(&path, seen.len(), SELECTABLE_MAX));
    }
}
