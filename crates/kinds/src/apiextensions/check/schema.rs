//! A schema as a whole.

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::structural::{self, Structural, texts::TextRules};

use super::expressions::{Context, Rules};
use super::options::Strictness;
use super::readable::{self, unsupported};
use super::{open_api, root};
use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;
use crate::validations::Defaults;

/// What is wrong with the schema of a version, or with that of all of them. With a status of its own, the root may say less.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionValidation (v1.37.2)
pub(super) fn check(
    validation: &Value,
    strict: Strictness,
    status: bool,
    mut rules: Rules<'_>,
    path: &Path,
    errors: &mut Errors,
) {
    let Some(schema) = Schema::of(validation) else { return };
    let begun = errors.len();
    let at = path.child("openAPIV3Schema");
    if !schema.is_shallow() {
        let detail = format!("must not nest deeper than {} schemas", structural::DEPTH_MAX);
        errors.add(|| FieldError::invalid(&at, "", detail));
        return;
    }
    if status {
        root::check(schema, path, errors);
    }
    if schema.flag("nullable") {
        errors.add(|| {
            FieldError::forbidden(&path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root")
        });
    }
    let (unsupported, structural) =
        if strict.structural { check_structure(schema, strict, &at, errors) } else { (None, None) };
    open_api::check(schema, strict, structural.as_ref().map(Context::root), &mut rules, &at, errors);
    // What keeps it from being read is told better by the others.
    if errors.len() == begun
        && let Some(why) = unsupported
    {
        errors.add(|| FieldError::invalid(&at, "", why));
    }
    rules.check_total(&at, errors);
    if errors.len() == begun && strict.structural {
        // Nothing may be stored that cannot be served.
        if let Err(why) = Structural::read(schema.0) {
            errors.add(|| FieldError::invalid(&at, "", why));
        }
    }
}

/// What is wrong with its structure and its defaults; why it cannot be asked, or what it is where nothing is wrong.
fn check_structure(
    schema: Schema,
    strict: Strictness,
    path: &Path,
    errors: &mut Errors,
) -> (Option<String>, Option<Structural>) {
    let unsupported = unsupported(schema);
    if unsupported.is_some() {
        return (unsupported, None);
    }
    let begun = errors.len();
    super::structural::check(schema, path, errors);
    if errors.len() > begun {
        return (None, None);
    }
    // What else it cannot be read for is told by others.
    let Ok(structural) = Structural::read(schema.0) else {
        return (None, Structural::read(&readable::tolerated(schema.0)).ok());
    };
    let mut rules = Defaults::new();
    errors.extend(structural::validate_defaults(&structural, strict.pruned_defaults, path, &TextRules, &mut rules));
    (None, (errors.len() == begun).then_some(structural))
}

/// Would anything of its defaults be dropped?
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go schemaHasUnprunedDefaults (v1.37.2)
pub(super) fn has_unpruned_defaults(schema: Schema) -> bool {
    schema.any(&mut |schema| schema.get("default").is_some())
        && Structural::read(schema.0).is_ok_and(|schema| structural::has_unpruned_defaults(&schema))
}
