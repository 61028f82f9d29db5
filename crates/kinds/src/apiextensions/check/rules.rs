//! The form of rules in CEL, whatever they say.

use std::collections::HashSet;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};

use super::readable;
use crate::apiextensions::errors::Errors;
use crate::apiextensions::keywords::Schema;
use crate::field_path::{self, Notation};
use crate::read::text;

/// Why a rule may say that a value is wrong.
const REASONS: [&str; 4] = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/// The schemas that cannot be read as structural ones, by where they are in memory: what they hold is not known.
pub(super) type Unreadable = HashSet<*const Value>;

/// Those of a schema and all within it. One walk tells all, since each is unreadable if one within it is.
pub(super) fn unreadable(schema: Schema) -> Unreadable {
    fn walk(schema: Schema, found: &mut Unreadable) -> bool {
        let mut is = readable::said(schema).is_some();
        for below in schema.within() {
            is |= walk(below, found);
        }
        if is {
            found.insert(std::ptr::from_ref(schema.0));
        }
        is
    }
    let mut found = Unreadable::new();
    walk(schema, &mut found);
    found
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema (v1.37.2)
pub(super) fn check(schema: Schema, unreadable: &Unreadable, path: &Path, errors: &mut Errors) {
    let path = path.child("x-kubernetes-validations");
    for (i, rule) in schema.list("x-kubernetes-validations").iter().enumerate() {
        let path = path.index(i);
        check_texts(rule, &path, errors);
        if let Some(reason) = rule["reason"].as_str().filter(|reason| !REASONS.contains(reason)) {
            errors.add(|| FieldError::not_supported(&path.child("reason"), Value::from(reason), &REASONS));
        }
        check_field(text(rule, "fieldPath"), schema, unreadable, &path.child("fieldPath"), errors);
    }
}

fn check_texts(rule: &Value, path: &Path, errors: &mut Errors) {
    let [expression, message, worked_out] = ["rule", "message", "messageExpression"].map(|name| text(rule, name));
    let at = path.child("message");
    if expression.trim().is_empty() {
        errors.add(|| FieldError::required(&path.child("rule"), "rule is not specified"));
    } else if !message.is_empty() && message.trim().is_empty() {
        errors.add(|| FieldError::invalid(&at, message, "must be non-empty if specified"));
    } else if has_line_breaks(message.trim()) {
        errors.add(|| FieldError::invalid(&at, message, "must not contain line breaks"));
    } else if has_line_breaks(expression.trim()) && message.is_empty() {
        errors.add(|| FieldError::required(&at, "message must be specified if rule contains line breaks"));
    }
    if !worked_out.is_empty() && worked_out.trim().is_empty() {
        let detail = "messageExpression must be non-empty if specified";
        errors.add(|| FieldError::required(&path.child("messageExpression"), detail));
    }
}

/// The field that an error is told of.
fn check_field(field: &str, schema: Schema, unreadable: &Unreadable, path: &Path, errors: &mut Errors) {
    if field.is_empty() {
        return;
    }
    if field.trim().is_empty() {
        errors.add(|| FieldError::invalid(path, field, "must be non-empty if specified"));
    }
    if has_line_breaks(field) {
        errors.add(|| FieldError::invalid(path, field, "must not contain line breaks"));
    }
    let is_readable = !unreadable.contains(&std::ptr::from_ref(schema.0));
    if is_readable && field_path::find(field, Some(schema), Notation::Brackets).is_err() {
        errors.add(|| FieldError::invalid(path, field, "must be a valid path"));
    }
}

fn has_line_breaks(text: &str) -> bool {
    text.contains(['\n', '\r'])
}
