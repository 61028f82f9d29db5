//! The spec as a whole: what it is called, its versions and what they share.

use std::collections::HashMap;

use coracle_object::Value;
use coracle_object::field::{BadValue, FieldError, Path};
use coracle_object::names::subdomain;

use super::names::required_label;
use super::options::{Options, Strictness};
use super::{conversion, names, parts, readable, schema};
use crate::apiextensions::errors::Errors;
use crate::apiextensions::internal::{Spec, Version, list_of};
use crate::apiextensions::keywords::Schema;
use crate::read::text;

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionSpec (v1.37.2)
pub(super) fn check(spec: Spec, options: &Options, errors: &mut Errors) {
    let path = &Path::new("spec");
    check_group(text(spec.value, "group"), &path.child("group"), errors);
    let scope = text(spec.value, "scope");
    match scope {
        "" => errors.add(|| FieldError::required(&path.child("scope"), "")),
        "Cluster" | "Namespaced" => {}
        _ => errors.add(|| FieldError::not_supported(&path.child("scope"), scope, &["Cluster", "Namespaced"])),
    }
    let preserves = spec.value["preserveUnknownFields"] == true;
    check_schemas_are_there(spec, preserves, options, path, errors);
    let has_defaults = spec.any_schema(|schema| schema.get("default").is_some());
    if has_defaults && preserves {
        let detail = "must be false in order to use defaults in the schema";
        errors.add(|| FieldError::invalid(&path.child("preserveUnknownFields"), Value::Bool(true), detail));
    }
    let structural = options.structural || !preserves || has_defaults || spec.any_schema(has_extensions);
    let strict = Strictness { structural, ..options.strictness };
    check_versions(spec, strict, options, path, errors);
    check_names(&spec.value["names"], path, errors);
    check_shared(spec, strict, options, path, errors);
    let strategy = text(&spec.value["conversion"], "strategy");
    if preserves && !spec.value["conversion"].is_null() && strategy != "None" {
        let path = path.child("conversion");
        let detail = "must be None if spec.preserveUnknownFields is true";
        errors.add(|| FieldError::invalid(&path.child("strategy"), Value::from(strategy), detail));
    }
    conversion::check(&spec.value["conversion"], options, &path.child("conversion"), errors);
}

/// What may not change.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionSpecUpdate (v1.37.2)
pub(super) fn check_change(spec: &Value, current: &Value, options: &Options, errors: &mut Errors) {
    let path = Path::new("spec");
    let names = path.child("names");
    let mut keep = |path: Path, proposed: &Value, before: &Value, value: BadValue| {
        if proposed != before {
            errors.add(|| FieldError::immutable(&path, value));
        }
    };
    let name = |field: &str| (&spec["names"][field], &current["names"][field], text(&spec["names"], field).into());
    if options.immutable_names {
        // A type of its own in the reference, and so printed as JSON.
        keep(path.child("scope"), &spec["scope"], &current["scope"], (&spec["scope"]).into());
        let (proposed, before, value) = name("kind");
        keep(names.child("kind"), proposed, before, value);
    }
    keep(path.child("group"), &spec["group"], &current["group"], text(spec, "group").into());
    let (proposed, before, value) = name("plural");
    keep(names.child("plural"), proposed, before, value);
}

fn check_group(group: &str, path: &Path, errors: &mut Errors) {
    if group.is_empty() {
        errors.add(|| FieldError::required(path, ""));
        return;
    }
    let wrong = subdomain(group);
    if !wrong.is_empty() {
        errors.add(|| FieldError::invalid(path, group, wrong.join(",")));
    } else if !group.contains('.') {
        errors.add(|| FieldError::invalid(path, group, "should be a domain with at least one dot"));
    }
}

fn check_schemas_are_there(spec: Spec, preserves: bool, options: &Options, path: &Path, errors: &mut Errors) {
    if spec.validation.and_then(Schema::of).is_some() || (!options.schemas && preserves) {
        return;
    }
    let detail = if options.schemas { "" } else { "because otherwise all fields are pruned" };
    let path = path.child("versions");
    for (i, version) in spec.versions().enumerate() {
        if Schema::of(version.validation).is_none() && (options.schemas || version.value["served"] == true) {
            let (path, schema) = (path.index(i), "schema");
            let path = path.child(schema);
            errors.add(|| FieldError::required(&path.child("openAPIV3Schema"), detail));
        }
    }
}

/// Has it words of Kubernetes' own, which only a structural schema may have?
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go schemaHasKubernetesExtensions (v1.37.2)
fn has_extensions(schema: Schema) -> bool {
    schema.flag("x-kubernetes-embedded-resource")
        || schema.get("x-kubernetes-preserve-unknown-fields").is_some()
        || schema.flag("x-kubernetes-int-or-string")
        || !schema.list("x-kubernetes-list-map-keys").is_empty()
        || schema.get("x-kubernetes-list-type").is_some()
        || !schema.list("x-kubernetes-validations").is_empty()
}

fn has_status(subresources: &Value) -> bool {
    !subresources["status"].is_null()
}

fn check_versions(spec: Spec, strict: Strictness, options: &Options, path: &Path, errors: &mut Errors) {
    let at = path.child("versions");
    // Of equal names, the first one's subresources count.
    let (mut status_of, mut unique, mut stored) = (HashMap::new(), true, 0);
    let own = spec.versions().any(|version| !version.subresources.is_null());
    for (i, version) in spec.versions().enumerate() {
        let path = at.index(i);
        let name = text(version.value, "name");
        stored += usize::from(version.value["storage"] == true);
        unique &= !status_of.contains_key(name);
        let status = *status_of.entry(name).or_insert_with(|| has_status(version.subresources));
        let status = match spec.subresources {
            Some(shared) if !own => has_status(shared),
            _ => status,
        };
        required_label(name, &path.child("name"), errors);
        check_version(&version, strict, status, options, &path, errors);
    }
    let mut wrong = |detail: &str| errors.add(|| FieldError::invalid(&at, spec.print_versions(), detail));
    if !unique {
        wrong("must contain unique version names");
    }
    if stored != 1 {
        wrong("must have exactly one version marked as storage version");
    }
    if let Some(first) = spec.versions().next() {
        let name = text(first.value, "name");
        // A version without a name is none for all.
        if !name.is_empty() {
            required_label(name, &path.child("version"), errors);
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionVersion (v1.37.2)
fn check_version(
    version: &Version,
    strict: Strictness,
    status: bool,
    options: &Options,
    path: &Path,
    errors: &mut Errors,
) {
    parts::check_deprecation(version.value, path, errors);
    let rules = options.rules(text(version.value, "name"));
    schema::check(version.validation, strict, status, rules, &path.child("schema"), errors);
    parts::check_subresources(version.subresources, path, errors);
    parts::check_columns(version.columns, path, errors);
    if version.selectable.is_empty() {
        return;
    }
    match Schema::of(version.validation) {
        // Quirk: what is said is the opposite of what is meant (asked of the reference: two versions of one schema that differ in
        // their selectable fields).
        None => {
            let detail = "may only be set when `version.schema.openAPIV3Schema` is not included";
            errors.add(|| FieldError::invalid(&path.child("selectableFields"), "", detail));
        }
        Some(schema) => {
            let unbounded = options.many_selectable.contains(text(version.value, "name"));
            check_selectable(version.selectable, Some(schema), unbounded, path, errors);
        }
    }
}

/// Checks these fields of a schema.
fn check_selectable(fields: &[Value], schema: Option<Schema>, unbounded: bool, path: &Path, errors: &mut Errors) {
    let unsupported = schema.and_then(readable::unsupported);
    let schema = schema.filter(|_| unsupported.is_none());
    if let Some(why) = unsupported {
        errors.add(|| FieldError::invalid(&path.child("schema.openAPIV3Schema"), "", why));
    }
    parts::check_selectable(fields, schema, unbounded, path, errors);
}

/// Some names must be there in a spec.
fn check_names(names: &Value, path: &Path, errors: &mut Errors) {
    let path = path.child("names");
    for field in ["plural", "singular", "kind", "listKind"] {
        if text(names, field).is_empty() {
            errors.add(|| FieldError::required(&path.child(field), ""));
        }
    }
    names::check(names, &path, errors);
}

/// What stands for all versions.
fn check_shared(spec: Spec, strict: Strictness, options: &Options, path: &Path, errors: &mut Errors) {
    let null = &Value::Null;
    let (validation, subresources) = (spec.validation.unwrap_or(null), spec.subresources.unwrap_or(null));
    let status = has_status(subresources) || spec.versions().any(|version| has_status(version.subresources));
    let rules = options.rules(spec.versions().next().map_or("", |first| text(first.value, "name")));
    schema::check(validation, strict, status, rules, &path.child("validation"), errors);
    parts::check_subresources(subresources, path, errors);
    parts::check_columns(spec.columns.map_or(&[], list_of), path, errors);
    let selectable = spec.selectable.map_or(&[][..], list_of);
    if selectable.is_empty() {
        return;
    }
    if validation.is_null() {
        let detail = "may only be set when validations.schema is included";
        errors.add(|| FieldError::invalid(&path.child("selectableFields"), "", detail));
    } else {
        check_selectable(selectable, Schema::of(validation), options.many_selectable.contains(""), path, errors);
    }
}
