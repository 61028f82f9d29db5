//! Whether a schema is structural: what a value may be says nothing about what it looks like.

use std::collections::BTreeMap;

use super::{AdditionalProperties, Nested, Structural, Type, Validation};

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Root,
    Below,
}

/// Checks a whole schema.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go ValidateStructural (v1.37.2)
pub(super) fn root(schema: &Structural) -> Result<(), String> {
    invariants(schema, Level::Root)?;
    match &schema.validation {
        // Quirk: only what stands at the root is asked to be complete (asked of the reference: anyOf below a property).
        Some(validation) => complete(validation, schema),
        None => Ok(()),
    }
}

/// Turns what does not hold into an error.
fn demand(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn at(place: &str, checked: Result<(), String>) -> Result<(), String> {
    checked.map_err(|error| format!("{place}.{error}"))
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateStructuralInvariants, validateExtensions (v1.37.2)
fn invariants(schema: &Structural, level: Level) -> Result<(), String> {
    let ty = schema.ty;
    demand(ty != Some(Type::Array) || schema.items.is_some(), "items: must be specified")?;
    if let Some(items) = &schema.items {
        at("items", invariants(items, Level::Below))?;
    }
    for (name, property) in &schema.properties {
        at(&format!("properties[{name}]"), invariants(property, Level::Below))?;
    }
    if let Some(additional) = &schema.additional_properties {
        demand(level != Level::Root, "additionalProperties: must not be used at the root")?;
        demand(!schema.embedded_resource, "additionalProperties: must not be used with an embedded resource")?;
        if let AdditionalProperties::Schema(below) = additional {
            at("additionalProperties", invariants(below, Level::Below))?;
        }
    }
    demand(
        !(schema.int_or_string && (schema.preserve_unknown_fields || schema.embedded_resource)),
        "x-kubernetes-int-or-string: must not be true with other structure",
    )?;
    if let Some(validation) = &schema.validation {
        written_out_or_untyped(validation)?;
    }
    demand(ty == Some(Type::Object) || !schema.embedded_resource, "type: must be object for an embedded resource")?;
    demand(ty.is_some() || schema.int_or_string || schema.preserve_unknown_fields, "type: must not be empty")?;
    demand(level != Level::Root || matches!(ty, None | Some(Type::Object)), "type: must be object at the root")?;
    resource(schema, level)
}

/// The members that every object of Kubernetes has are as they are everywhere.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateStructuralMetadataInvariants (v1.37.2)
fn resource(schema: &Structural, level: Level) -> Result<(), String> {
    if level != Level::Root && !schema.embedded_resource {
        return Ok(());
    }
    let is = |name: &str, ty| schema.properties.get(name).is_none_or(|property| property.ty == Some(ty));
    demand(is("kind", Type::String), "properties[kind].type: must be string")?;
    demand(is("apiVersion", Type::String), "properties[apiVersion].type: must be string")?;
    demand(is("metadata", Type::Object), "properties[metadata].type: must be object")?;
    if let Some(metadata) = schema.properties.get("metadata").filter(|_| level == Level::Root) {
        let names = metadata.properties.keys().all(|name| name == "name" || name == "generateName");
        let properties = if names { BTreeMap::new() } else { metadata.properties.clone() };
        let rest = Structural { ty: None, default: None, properties, ..Structural::clone(metadata) };
        demand(
            rest == Structural::default(),
            "properties[metadata]: must not specify anything other than name and generateName",
        )?;
    }
    demand(
        schema.preserve_unknown_fields || !schema.embedded_resource || !schema.properties.is_empty(),
        "properties: must not be empty for an embedded resource that drops unknown fields",
    )
}

/// Below logical operators there are no types, but where an integer or text is written out in one of two forms.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go isIntOrStringAnyOfPattern, isIntOrStringAllOfPattern (v1.37.2)
fn written_out_or_untyped(validation: &Validation) -> Result<(), String> {
    if !is_written_out(&validation.any_of) {
        each("anyOf", &validation.any_of, nested)?;
    }
    each("allOf", &validation.all_of, |below| match validation.all_of.first() {
        Some(first) if std::ptr::eq(first, below) && is_written_out(&below.validation.any_of) => {
            let rest =
                Nested { validation: Validation { any_of: Vec::new(), ..below.validation.clone() }, ..below.clone() };
            nested(&rest)
        }
        _ => nested(below),
    })?;
    each("oneOf", &validation.one_of, nested)?;
    validation.not.as_ref().map_or(Ok(()), |not| at("not", nested(not)))
}

/// Whether these are an integer and text, and nothing else.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go intOrStringAnyOf (v1.37.2)
fn is_written_out(any_of: &[Nested]) -> bool {
    let of = |ty| Nested { ty: Some(ty), ..Nested::default() };
    any_of == [of(Type::Integer), of(Type::String)]
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/validation.go validateNestedValueValidation (v1.37.2)
fn nested(below: &Nested) -> Result<(), String> {
    let validation = &below.validation;
    each("anyOf", &validation.any_of, nested)?;
    each("allOf", &validation.all_of, nested)?;
    each("oneOf", &validation.one_of, nested)?;
    validation.not.as_ref().map_or(Ok(()), |not| at("not", nested(not)))?;
    below.items.as_ref().map_or(Ok(()), |items| at("items", nested(items)))?;
    for (name, property) in &below.properties {
        at(&format!("properties[{name}]"), nested(property))?;
    }
    demand(below.ty.is_none(), "type: must not be set below allOf, anyOf, oneOf or not")?;
    demand(
        !below.properties.contains_key("metadata"),
        "properties[metadata]: must not be specified in a nested context",
    )
}

fn each(keyword: &str, all: &[Nested], check: impl Fn(&Nested) -> Result<(), String>) -> Result<(), String> {
    all.iter().enumerate().try_for_each(|(index, below)| at(&format!("{keyword}[{index}]"), check(below)))
}

/// What may be said of a value is said of one whose structure is known.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/complete.go validateValueValidationCompleteness (v1.37.2)
fn complete(validation: &Validation, schema: &Structural) -> Result<(), String> {
    let lists = [("allOf", &validation.all_of), ("anyOf", &validation.any_of), ("oneOf", &validation.one_of)];
    lists.into_iter().try_for_each(|(keyword, all)| each(keyword, all, |below| nested_complete(below, schema)))?;
    validation.not.as_ref().map_or(Ok(()), |not| at("not", nested_complete(not, schema)))
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/complete.go validateNestedValueValidationCompleteness (v1.37.2)
fn nested_complete(below: &Nested, schema: &Structural) -> Result<(), String> {
    complete(&below.validation, schema)?;
    if let Some(items) = &below.items {
        let known = schema.items.as_ref().ok_or("items: not in the structure")?;
        at("items", nested_complete(items, known))?;
    }
    for (name, property) in &below.properties {
        let place = format!("properties[{name}]");
        let known = schema.properties.get(name).ok_or_else(|| format!("{place}: not in the structure"))?;
        at(&place, nested_complete(property, known))?;
    }
    Ok(())
}
