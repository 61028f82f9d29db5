//! Whether a schema is structural: what a value may be says nothing about what it looks like.

use coracle_object::field::{FieldError, Path};
use coracle_object::structural::texts::check_pattern;
use coracle_object::{Value, json};

use super::readable;
use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

/// Is it none, and was stored all the same?
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go schemaIsNonStructural (v1.37.2)
pub(super) fn is_broken(schema: Schema) -> bool {
    let mut errors = Errors::default();
    if readable::unsupported(schema).is_none() {
        check(schema, &Path::new(""), &mut errors);
        return errors.len() > 0;
    }
    true
}

/// What keeps it from being structural, in the order of the errors' texts.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go ValidateStructuralWithOptions (v1.37.2)
pub(super) fn check(schema: Schema, path: &Path, errors: &mut Errors) {
    let begun = errors.len();
    invariants(schema, Level::Root, path, errors);
    complete(schema, Some(schema), path, path, errors);
    errors.sort_from(begun);
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateStructuralInvariants (v1.37.2)
fn invariants(schema: Schema, level: Level, path: &Path, errors: &mut Errors) {
    let items = schema.schema("items");
    if schema.ty() == "array" && items.is_none() {
        errors.add(|| FieldError::required(&path.child("items"), "must be specified"));
    }
    if let Some(items) = items {
        invariants(items, Level::Item, &path.child("items"), errors);
    }
    let properties = path.child("properties");
    for (name, property) in schema.named("properties") {
        invariants(property, Level::Field, &properties.key(name), errors);
    }
    if let Some(additional) = schema.get("additionalProperties") {
        let path = path.child("additionalProperties");
        if level == Level::Root {
            errors.add(|| FieldError::forbidden(&path, "must not be used at the root"));
        }
        if additional.is_object() {
            invariants(Schema(additional), Level::Field, &path, errors);
        }
    }
    extensions(schema, path, errors);
    values(schema, Exceptions::of(schema), path, errors);
    types(schema, level, path, errors);
    every_object(schema, level, path, errors);
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateExtensions (v1.37.2)
fn extensions(schema: Schema, path: &Path, errors: &mut Errors) {
    let others = ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"];
    for other in others.into_iter().filter(|other| schema.flag("x-kubernetes-int-or-string") && schema.flag(other)) {
        let detail = "must be false if x-kubernetes-int-or-string is true";
        errors.add(|| FieldError::invalid(&path.child(other), Value::Bool(true), detail));
    }
}

fn types(schema: Schema, level: Level, path: &Path, errors: &mut Errors) {
    let (ty, at) = (schema.ty(), path.child("type"));
    let is_embedded = schema.flag("x-kubernetes-embedded-resource");
    let may_be_any = schema.flag("x-kubernetes-int-or-string") || schema.flag("x-kubernetes-preserve-unknown-fields");
    if is_embedded && ty != "object" {
        let detail = "must be object if x-kubernetes-embedded-resource is true";
        match ty {
            "" => errors.add(|| FieldError::required(&at, detail)),
            _ => errors.add(|| FieldError::invalid(&at, ty, detail)),
        }
    } else if ty.is_empty() && !may_be_any {
        let detail = match level {
            Level::Root => "must not be empty at the root",
            Level::Item => "must not be empty for specified array items",
            Level::Field => "must not be empty for specified object fields",
        };
        errors.add(|| FieldError::required(&at, detail));
    }
    if is_embedded && schema.get("additionalProperties").is_some() {
        let detail = "must not be used if x-kubernetes-embedded-resource is set";
        errors.add(|| FieldError::forbidden(&path.child("additionalProperties"), detail));
    }
    if level == Level::Root && !ty.is_empty() && ty != "object" {
        errors.add(|| FieldError::invalid(&at, ty, "must be object at the root"));
    }
}

/// The members that every object has are as they are everywhere.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateStructuralMetadataInvariants (v1.37.2)
fn every_object(schema: Schema, level: Level, path: &Path, errors: &mut Errors) {
    let is_embedded = schema.flag("x-kubernetes-embedded-resource");
    let at = path.child("properties");
    if level == Level::Root || is_embedded {
        for (name, ty) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
            if let Some(found) = schema.property(name).map(Schema::ty).filter(|found| *found != ty) {
                let path = at.key(name);
                errors.add(|| FieldError::invalid(&path.child("type"), found, format!("must be {ty}")));
            }
        }
    }
    if level == Level::Root && schema.property("metadata").is_some_and(says_more) {
        let detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
        errors.add(|| FieldError::forbidden(&at.key("metadata"), detail));
    }
    let preserves = schema.flag("x-kubernetes-preserve-unknown-fields");
    if is_embedded && !preserves && !schema.has_properties() {
        let detail =
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
        errors.add(|| FieldError::required(&at, detail));
    }
}

/// Does metadata say more than what names are?
fn says_more(metadata: Schema) -> bool {
    let names = ["name", "generateName"];
    let keywords = metadata.0.as_object().into_iter().flatten();
    let mut more = keywords.filter(|(keyword, _)| match keyword.as_str() {
        "type" | "default" => false,
        "$ref" => !metadata.text(keyword).is_empty(),
        "items" => metadata.get(keyword).is_some(),
        "enum" | "allOf" | "anyOf" | "oneOf" => !metadata.list(keyword).is_empty(),
        "patternProperties" | "dependencies" | "definitions" => !metadata.named(keyword).is_empty(),
        "properties" => !metadata.named("properties").keys().all(|name| names.contains(name)),
        _ => true,
    });
    more.next().is_some()
}

/// The two forms in which an integer or text may be written out, though types stand below a logical operator there.
#[derive(Clone, Copy, Default)]
struct Exceptions {
    /// In `anyOf`.
    any_of: bool,
    /// In `anyOf` of the first of `allOf`.
    all_of: bool,
}

impl Exceptions {
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go isIntOrStringAnyOfPattern, isIntOrStringAllOfPattern (v1.37.2)
    fn of(schema: Schema) -> Self {
        let written_out = |of: Option<&Value>| of == Some(&json!([{"type": "integer"}, {"type": "string"}]));
        let first = schema.list("allOf").first();
        Exceptions {
            any_of: written_out(schema.get("anyOf")),
            all_of: written_out(first.and_then(|first| first.get("anyOf"))),
        }
    }
}

/// What a value may be.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateValueValidation (v1.37.2)
fn values(schema: Schema, exceptions: Exceptions, path: &Path, errors: &mut Errors) {
    for keyword in ["anyOf", "allOf", "oneOf"] {
        if keyword == "anyOf" && exceptions.any_of {
            continue;
        }
        let path = path.child(keyword);
        for (i, below) in schema.all(keyword) {
            let any_of = keyword == "allOf" && i == 0 && exceptions.all_of;
            nested(below, Exceptions { any_of, all_of: false }, &path.index(i), errors);
        }
    }
    if let Some(not) = schema.schema("not") {
        nested(not, Exceptions::default(), &path.child("not"), errors);
    }
    let pattern = schema.text("pattern");
    if let Err(why) = check_pattern(pattern) {
        let detail = format!("must be a valid regular expression, but isn't: {why}");
        errors.add(|| FieldError::invalid(&path.child("pattern"), pattern, detail));
    }
}

/// Keywords that must not stand below a logical operator, unless their value is none, and the word for it.
const STRUCTURE: [(&str, &str); 11] = [
    ("type", "empty"),
    ("default", "undefined"),
    ("title", "empty"),
    ("description", "empty"),
    ("nullable", "false"),
    ("x-kubernetes-preserve-unknown-fields", "false"),
    ("x-kubernetes-embedded-resource", "false"),
    ("x-kubernetes-int-or-string", "false"),
    ("x-kubernetes-list-map-keys", "empty"),
    ("x-kubernetes-list-type", "undefined"),
    ("x-kubernetes-map-type", "undefined"),
];

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateNestedValueValidation (v1.37.2)
fn nested(schema: Schema, exceptions: Exceptions, path: &Path, errors: &mut Errors) {
    values(schema, exceptions, path, errors);
    if let Some(items) = schema.schema("items") {
        nested(items, Exceptions::default(), &path.child("items"), errors);
    }
    let properties = path.child("properties");
    for (name, property) in schema.named("properties") {
        nested(property, Exceptions::default(), &properties.key(name), errors);
    }
    let rules = [("x-kubernetes-validations", "empty")];
    // An empty list is none, but for a default that is one.
    let is_none = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let is_said = |keyword| schema.get(keyword).is_some_and(|value| keyword == "default" || !is_none(value));
    for (keyword, none) in STRUCTURE.into_iter().chain(rules).filter(|(keyword, _)| is_said(keyword)) {
        let detail = format!("must be {none} to be structural");
        errors.add(|| FieldError::forbidden(&path.child(keyword), detail));
    }
    if schema.get("additionalProperties").is_some_and(|additional| *additional != Value::Bool(false)) {
        let detail = "must be undefined to be structural";
        errors.add(|| FieldError::forbidden(&path.child("additionalProperties"), detail));
    }
    if schema.property("metadata").is_some() {
        let detail = "must not be specified in a nested context";
        errors.add(|| FieldError::forbidden(&properties.key("metadata"), detail));
    }
}

/// What is said of a value below a logical operator is said of one whose structure is known.
///
/// Quirk: it is asked of the root alone (asked of the reference: anyOf below a property).
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/complete.go validateValueValidationCompleteness (v1.37.2)
fn complete(of: Schema, known: Option<Schema>, known_at: &Path, at: &Path, errors: &mut Errors) {
    if let Some(not) = of.schema("not") {
        nested_complete(not, known, known_at, &at.child("not"), errors);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let at = at.child(keyword);
        for (i, below) in of.all(keyword) {
            nested_complete(below, known, known_at, &at.index(i), errors);
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/complete.go validateNestedValueValidationCompleteness (v1.37.2)
fn nested_complete(of: Schema, known: Option<Schema>, known_at: &Path, at: &Path, errors: &mut Errors) {
    let missing = |known_at: &Path, at: &Path, errors: &mut Errors| {
        errors.add(|| FieldError::required(known_at, &format!("because it is defined in {at}")));
    };
    let Some(known) = known else { return missing(known_at, at, errors) };
    complete(of, Some(known), known_at, at, errors);
    if let Some(items) = of.schema("items") {
        let (known_at, at) = (known_at.child("items"), at.child("items"));
        nested_complete(items, known.schema("items"), &known_at, &at, errors);
    }
    let (known_at, at) = (known_at.child("properties"), at.child("properties"));
    for (name, property) in of.named("properties") {
        nested_complete(property, known.property(name), &known_at.key(name), &at.key(name), errors);
    }
}
