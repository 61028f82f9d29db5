//! Whether objects within an object are ones: what they are, and their metadata.

use super::Structural;
use crate::field::{BadValue, ERRORS_MAX, FieldError, Path};
use crate::meta::{self, Scope};
use crate::text::lower;
use crate::{Members, Value, edit, names};

/// What is wrong with objects within an object, in the reference's words; at most some 10,000 errors.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go Validate (v1.37.2)
#[must_use]
pub fn validate_embedded(object: &Value, schema: &Structural) -> Vec<FieldError> {
    let mut errors = Vec::new();
    below(object, schema, None, &mut errors);
    errors
}

/// The same of what stands at a path.
pub(super) fn below(value: &Value, schema: &Structural, at: Option<&Path<'_>>, errors: &mut Vec<FieldError>) {
    if errors.len() >= ERRORS_MAX {
        return;
    }
    match (value, at) {
        (Value::Object(members), _) => {
            if schema.embedded_resource {
                resource(value, members, at, errors);
            }
            for (name, value) in members {
                let named = schema.properties.contains_key(name.as_str());
                let path = if named { Path::below(at, name) } else { Path::entry(at, name) };
                if let Some(schema) = schema.member(name).schema() {
                    below(value, schema, Some(&path), errors);
                }
            }
        }
        (Value::Array(items), Some(at)) => {
            let Some(schema) = &schema.items else { return };
            for (index, item) in items.iter().enumerate() {
                below(item, schema, Some(&at.index(index)), errors);
            }
        }
        _ => {}
    }
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go validateEmbeddedResource (v1.37.2)
fn resource(object: &Value, members: &Members, at: Option<&Path<'_>>, errors: &mut Vec<FieldError>) {
    for name in ["apiVersion", "kind"] {
        if !members.contains_key(name) {
            errors.push(FieldError::required(&Path::below(at, name), ""));
        }
    }
    for name in ["apiVersion", "kind"] {
        let path = Path::below(at, name);
        let wrong = match members.get(name) {
            None => continue,
            Some(Value::String(text)) if text.is_empty() => Some("must not be empty".to_owned()),
            // Upstream: apimachinery/pkg/runtime/schema/group_version.go ParseGroupVersion (v1.37.2)
            Some(Value::String(text)) if name == "apiVersion" => {
                (text.matches('/').count() > 1).then(|| format!("unexpected GroupVersion string: {text}"))
            }
            Some(Value::String(text)) => {
                let wrong = names::lettered_label(&lower(text));
                let detail = "may have mixed case, but should otherwise match: ";
                (!wrong.is_empty()).then(|| detail.to_owned() + &wrong.join(","))
            }
            Some(_) => Some("must be a string".to_owned()),
        };
        errors.extend(wrong.map(|wrong| FieldError::invalid(&path, BadValue::untyped(&members[name]), wrong)));
    }
    if members.contains_key("metadata") {
        metadata(object, &Path::below(at, "metadata"), errors);
    }
}

/// A name is not asked for.
fn metadata(object: &Value, path: &Path<'_>, errors: &mut Vec<FieldError>) {
    let settled = match super::metadata::in_form(&object["metadata"], super::Source::Request) {
        Ok((settled, _)) => settled,
        Err(error) => {
            errors.push(FieldError::invalid(path, BadValue::untyped(&object["metadata"]), error));
            return;
        }
    };
    let mut bare = Value::Object(Members::from_iter([("metadata".to_owned(), settled)]));
    if meta::text(&bare, "name").is_empty() {
        edit::set(&mut bare, "name", Some("fakename".into()));
    }
    let scope = if meta::text(&bare, "namespace").is_empty() { Scope::Cluster } else { Scope::Namespaced };
    errors.extend(meta::validate_at(&bare, scope, names::name_is_path_segment, path));
}
