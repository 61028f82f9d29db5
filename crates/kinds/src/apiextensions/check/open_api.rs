//! What a schema may say, node by node, whether it is structural or not.

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};

use super::expressions::{Context, Rules};
use super::options::{Strictness, TYPES};
use super::{lists, rules};
use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;

/// Members that every object has.
const OF_EVERY_OBJECT: [&str; 3] = ["metadata", "kind", "apiVersion"];

/// What holds of where a schema stands.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go specStandardValidatorV3 (v1.37.2)
#[derive(Clone, Copy)]
struct Place<'a> {
    strict: Strictness,
    is_root: bool,
    /// Within what every object has.
    in_metadata: bool,
    /// Why there may be no defaults: where, and the member if it is one.
    no_defaults: Option<(&'static str, &'a str)>,
    /// The first place around it below which nothing is found again after a change.
    uncorrelated: Option<&'a Path<'a>>,
}

/// What is wrong with a schema, node by node: first what is wrong with those within it. Its rules in CEL are looked at where there is a
/// context for them, and what is wrong with them comes behind all else.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema (v1.37.2)
pub(super) fn check(
    schema: Schema,
    strict: Strictness,
    context: Option<Context<'_>>,
    rules: &mut Rules<'_>,
    path: &Path,
    errors: &mut Errors,
) {
    let mut walk = Walk { unreadable: rules::unreadable(schema), rules };
    let place = Place { strict, is_root: true, in_metadata: false, no_defaults: None, uncorrelated: None };
    walk.node(schema, place, context, path, errors);
    errors.extend(rules.take_errors());
}

struct Walk<'r, 'k> {
    unreadable: rules::Unreadable,
    rules: &'r mut Rules<'k>,
}

impl Walk<'_, '_> {
    fn node(
        &mut self,
        schema: Schema,
        place: Place<'_>,
        context: Option<Context<'_>>,
        path: &Path,
        errors: &mut Errors,
    ) {
        let begun = errors.len();
        standard(schema, &place, path, errors);
        if schema.flag("uniqueItems") {
            let detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
            errors.add(|| FieldError::forbidden(&path.child("uniqueItems"), detail));
        }
        let below = Place { is_root: false, ..place };
        self.members(schema, place, context.as_ref(), path, errors);
        if let Some(not) = schema.schema("not") {
            self.node(not, below, None, &path.child("not"), errors);
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            self.each(schema, keyword, below, path, errors);
        }
        self.named(schema, "definitions", below, path, errors);
        let has_keys = schema.word("x-kubernetes-list-type") == Some("map");
        let uncorrelated = place.uncorrelated.or((!has_keys).then_some(path));
        let of_items = Place { uncorrelated, ..below };
        if let Some(items) = schema.schema("items") {
            let context = context.as_ref().and_then(Context::items);
            self.node(items, of_items, context, &path.child("items"), errors);
        }
        self.each(schema, "items", of_items, path, errors);
        self.named(schema, "dependencies", below, path, errors);
        if schema.get("x-kubernetes-preserve-unknown-fields") == Some(&Value::Bool(false)) {
            let path = path.child("x-kubernetes-preserve-unknown-fields");
            errors.add(|| FieldError::invalid(&path, Value::Bool(false), "must be true or undefined"));
        }
        lists::check(schema, place.strict, path, errors);
        if schema.list("x-kubernetes-validations").is_empty() {
            return;
        }
        rules::check(schema, &self.unreadable, path, errors);
        // What is wrong with the schema, here or within it, would make errors of expressions that nobody could understand.
        if let Some(context) = context.filter(|_| errors.len() == begun) {
            self.rules.check(&context, place.uncorrelated, path);
        }
    }

    fn each(&mut self, schema: Schema, keyword: &str, below: Place<'_>, path: &Path, errors: &mut Errors) {
        let path = path.child(keyword);
        for (i, schema) in schema.all(keyword) {
            self.node(schema, below, None, &path.index(i), errors);
        }
    }

    fn named(&mut self, schema: Schema, keyword: &str, below: Place<'_>, path: &Path, errors: &mut Errors) {
        let path = path.child(keyword);
        for (name, schema) in schema.named(keyword).into_iter().filter(|(_, schema)| schema.0.is_object()) {
            self.node(schema, below, None, &path.key(name), errors);
        }
    }

    /// The members of an object: known ones, or any.
    fn members(
        &mut self,
        schema: Schema,
        place: Place<'_>,
        context: Option<&Context<'_>>,
        path: &Path,
        errors: &mut Errors,
    ) {
        let below = Place { is_root: false, ..place };
        if let Some(additional) = schema.get("additionalProperties") {
            let path = path.child("additionalProperties");
            if schema.has_properties() && *additional != Value::Bool(true) {
                let detail = "additionalProperties and properties are mutual exclusive";
                errors.add(|| FieldError::forbidden(&path, detail));
            }
            if additional.is_object() {
                let no_defaults = Some(("inside additionalProperties applying to object metadata", ""));
                let below = if place.in_metadata { Place { no_defaults, ..below } } else { below };
                self.node(Schema(additional), below, context.and_then(Context::values), &path, errors);
            }
        }
        let at = path.child("properties");
        let is_known = matches!(schema.word("x-kubernetes-map-type"), None | Some("granular" | "atomic"));
        let uncorrelated = place.uncorrelated.or((!is_known).then_some(path));
        for (name, property) in schema.named("properties") {
            let is_object = place.is_root || schema.flag("x-kubernetes-embedded-resource");
            let in_metadata = is_object && OF_EVERY_OBJECT.contains(&name);
            let no_defaults =
                if in_metadata && place.is_root { Some(("in top-level ", name)) } else { below.no_defaults };
            let in_metadata = below.in_metadata || in_metadata;
            let below = Place { in_metadata, no_defaults, uncorrelated, ..below };
            let context = context.and_then(|context| context.property(name));
            self.node(property, below, context, &at.key(name), errors);
        }
    }
}

/// What no schema of a definition may say.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go specStandardValidatorV3.validate (v1.37.2)
fn standard(schema: Schema, place: &Place, path: &Path, errors: &mut Errors) {
    let ty = schema.ty();
    if place.strict.types && !ty.is_empty() && !TYPES.contains(&ty) {
        errors.add(|| FieldError::not_supported(&path.child("type"), ty, &TYPES));
    }
    let mut forbid = |keyword: &str, detail: String| errors.add(|| FieldError::forbidden(&path.child(keyword), detail));
    if let Some((place, member)) = place.no_defaults.filter(|_| schema.get("default").is_some()) {
        forbid("default", format!("must not be set {place}{member}"));
    }
    for keyword in ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] {
        // Quirk: of two of the three maps, one without anything in it is as good as none (asked of the reference: `dependencies: {}`).
        let of_schemas = matches!(keyword, "patternProperties" | "definitions");
        let is_said = if of_schemas { !schema.named(keyword).is_empty() } else { schema.has(keyword) };
        if is_said {
            forbid(keyword, format!("{keyword} is not supported"));
        }
    }
    if ty == "null" {
        forbid("type", "type cannot be set to null, use nullable as an alternative".to_owned());
    }
    if !schema.list("items").is_empty() {
        forbid("items", "items must be a schema object and not an array".to_owned());
    }
    if place.in_metadata && schema.flag("x-kubernetes-embedded-resource") {
        forbid("x-kubernetes-embedded-resource", "must not be used inside of resource meta".to_owned());
    }
}
