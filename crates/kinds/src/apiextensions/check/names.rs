//! The names of a kind.

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::names::lettered_label;
use coracle_object::text::lower;

use crate::apiextensions::errors::Errors;
use crate::read::{list, text};

/// What is wrong with the names, none of which has to be there.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionNames (v1.37.2)
pub(super) fn check(names: &Value, path: &Path, errors: &mut Errors) {
    for field in ["plural", "singular"] {
        label(text(names, field), &path.child(field), errors);
    }
    for field in ["kind", "listKind"] {
        let name = text(names, field);
        let wrong = if name.is_empty() { vec![] } else { lettered_label(&lower(name)) };
        if !wrong.is_empty() {
            let detail = format!("may have mixed case, but should otherwise match: {}", wrong.join(","));
            errors.add(|| FieldError::invalid(&path.child(field), name, detail));
        }
    }
    each(names, "shortNames", path, errors);
    let (kind, of_list) = (text(names, "kind"), text(names, "listKind"));
    if !kind.is_empty() && kind == of_list {
        let detail = "kind and listKind may not be the same";
        errors.add(|| FieldError::invalid(&path.child("listKind"), of_list, detail));
    }
    each(names, "categories", path, errors);
}

fn each(names: &Value, field: &str, path: &Path, errors: &mut Errors) {
    let path = path.child(field);
    for (i, name) in list(names, field).iter().filter_map(Value::as_str).enumerate() {
        required_label(name, &path.index(i), errors);
    }
}

/// A label of a DNS name that begins with a letter, if it is there at all.
fn label(name: &str, path: &Path, errors: &mut Errors) {
    if !name.is_empty() {
        required_label(name, path, errors);
    }
}

/// A label of a DNS name that begins with a letter.
pub(super) fn required_label(name: &str, path: &Path, errors: &mut Errors) {
    let wrong = lettered_label(name);
    if !wrong.is_empty() {
        errors.add(|| FieldError::invalid(path, name, wrong.join(",")));
    }
}
