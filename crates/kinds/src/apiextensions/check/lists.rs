//! How several may write a list or an object.

use std::collections::HashSet;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};

use super::options::Strictness;
use crate::apiextensions::errors::Errors;
use crate::apiextensions::internal::print_items;
use crate::apiextensions::keywords::Schema;

const LIST_TYPE: &str = "x-kubernetes-list-type";
const MAP_TYPE: &str = "x-kubernetes-map-type";
const KEYS: &str = "x-kubernetes-list-map-keys";

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema (v1.37.2)
pub(super) fn check(schema: Schema, strict: Strictness, path: &Path, errors: &mut Errors) {
    let (map_type, list_type) = (schema.word(MAP_TYPE), schema.word(LIST_TYPE));
    if map_type.is_some() && schema.ty() != "object" {
        must_be(schema, "object", MAP_TYPE, path, errors);
    }
    one_of(map_type, &["atomic", "granular"], &path.child(MAP_TYPE), errors);
    if list_type.is_some() && schema.ty() != "array" {
        must_be(schema, "array", LIST_TYPE, path, errors);
    } else if let Some((keyword, value)) = loose_set(schema).filter(|_| strict.atomic_sets) {
        let items = path.child("items");
        let detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        errors.add(|| FieldError::invalid(&items.child(keyword), value, detail));
    }
    one_of(list_type, &["atomic", "set", "map"], &path.child(LIST_TYPE), errors);
    if !schema.list(KEYS).is_empty() {
        let detail = "must be map if x-kubernetes-list-map-keys is non-empty";
        match list_type {
            None => errors.add(|| FieldError::required(&path.child(LIST_TYPE), detail)),
            Some("map") => {}
            Some(other) => errors.add(|| FieldError::invalid(&path.child(LIST_TYPE), other, detail)),
        }
    }
    if list_type == Some("map") {
        check_map(schema, path, errors);
    }
    if strict.map_keys {
        check_keys(schema, path, errors);
    }
}

/// It must be of this type, since the keyword is there.
fn must_be(schema: Schema, ty: &str, keyword: &str, path: &Path, errors: &mut Errors) {
    let (path, found, detail) = (path.child("type"), schema.ty(), format!("must be {ty} if {keyword} is specified"));
    match found {
        "" => errors.add(|| FieldError::required(&path, &detail)),
        _ => errors.add(|| FieldError::invalid(&path, found, detail)),
    }
}

fn one_of(value: Option<&str>, known: &[&str], path: &Path, errors: &mut Errors) {
    if let Some(value) = value.filter(|value| !known.contains(value)) {
        errors.add(|| FieldError::not_supported(path, value, known));
    }
}

/// What a set's items lack to be written as a whole: the keyword, and what is told of it.
///
/// Quirk: of an object, how it is written as a list is told (crd-invalid/list-set-of-objects).
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go hasNonAtomicSetType (v1.37.2)
pub(super) fn loose_set(schema: Schema) -> Option<(&'static str, Value)> {
    let items = schema.schema("items").filter(|_| schema.word(LIST_TYPE) == Some("set"))?;
    let told = || items.get(LIST_TYPE).cloned().unwrap_or_default();
    match items.ty() {
        "array" if items.word(LIST_TYPE).is_some_and(|list| list != "atomic") => Some((LIST_TYPE, told())),
        "object" if items.word(MAP_TYPE) != Some("atomic") => Some((MAP_TYPE, told())),
        _ => None,
    }
}

/// A list whose items are told apart by their members.
fn check_map(schema: Schema, path: &Path, errors: &mut Errors) {
    let at = path.child("items");
    if schema.list(KEYS).is_empty() {
        let detail = "must not be empty if x-kubernetes-list-type is map";
        errors.add(|| FieldError::required(&path.child(KEYS), detail));
    }
    if !schema.has("items") {
        errors.add(|| FieldError::required(&at, "must have a schema if x-kubernetes-list-type is map"));
        return;
    }
    let Some(items) = schema.schema("items") else {
        let detail = "must only have a single schema if x-kubernetes-list-type is map";
        errors.add(|| FieldError::invalid(&at, print_items(schema), detail));
        return;
    };
    if items.ty() != "object" {
        let detail = "must be object if parent array's x-kubernetes-list-type is map";
        errors.add(|| FieldError::invalid(&at.child("type"), items.ty(), detail));
        return;
    }
    let (keys, properties) = (path.child(KEYS), at.child("properties"));
    let mut seen = HashSet::new();
    let wrong = |errors: &mut Errors, detail: &str| {
        errors.add(|| FieldError::invalid(&keys, schema.0[KEYS].clone(), detail));
    };
    for key in schema.texts(KEYS) {
        match items.property(key).map(Schema::ty) {
            // Quirk: the type that is told is that of the items (crd-invalid/list-map-key-object).
            Some("array" | "object") => {
                let detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
                let property = properties.key(key);
                errors.add(|| FieldError::invalid(&property.child("type"), items.ty(), detail));
            }
            Some(_) => {}
            None => wrong(errors, "entries must all be names of item properties"),
        }
        if !seen.insert(key) {
            wrong(errors, "must not contain duplicate entries");
        }
    }
}

/// Whether keys are loose is asked of what is stored, too.
pub(super) fn has_loose_keys(schema: Schema) -> bool {
    let mut errors = Errors::default();
    check_keys(schema, &Path::new(""), &mut errors);
    errors.len() > 0
}

/// The items of sets and maps are something, and the keys of maps are always there.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateMapListKeysMapSet (v1.37.2)
fn check_keys(schema: Schema, path: &Path, errors: &mut Errors) {
    let Some(list_type) = schema.word(LIST_TYPE).filter(|list| matches!(*list, "set" | "map")) else { return };
    let Some(items) = schema.schema("items") else { return };
    let at = path.child("items");
    if items.flag("nullable") {
        let detail = format!("cannot be nullable when x-kubernetes-list-type is {list_type}");
        errors.add(|| FieldError::forbidden(&at.child("nullable"), detail));
    }
    if list_type == "set" {
        return;
    }
    let (required, properties) = (items.texts("required").collect::<HashSet<_>>(), at.child("properties"));
    for key in schema.texts(KEYS) {
        let Some(property) = items.property(key) else { continue };
        let path = properties.key(key);
        if !required.contains(key) && property.get("default").is_none() {
            let detail =
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
            errors.add(|| FieldError::required(&path.child("default"), detail));
        }
        if property.flag("nullable") {
            let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            errors.add(|| FieldError::forbidden(&path.child("nullable"), detail));
        }
    }
}
