//! The selectors of what a question about rights is about: what is wrong with them, and which the reference would leave out.
//!
//! Upstream: kubernetes/pkg/apis/authorization/validation/validation.go, apimachinery/pkg/apis/meta/v1/validation/validation.go,
//! kubernetes/pkg/registry/authorization/util/helpers.go (v1.37.2).

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::names::{label_value, qualified_name};
use coracle_object::selectors::{FieldSelector, LabelSelector};

use super::text;

const FIELD: &str = "fieldSelector";
const LABEL: &str = "labelSelector";

/// Adds what is wrong with the selectors.
pub fn check(resource: &Value, errors: &mut Vec<FieldError>) {
    let spec = Path::new("spec");
    let root = spec.child("resourceAttributes");
    for name in [FIELD, LABEL] {
        let (Some(selector), path) = (resource.get(name), root.child(name)) else { continue };
        let (raw, requirements) = (text(&selector["rawSelector"]), requirements(selector));
        if !raw.is_empty() && !requirements.is_empty() {
            let why = "may not specified at the same time as requirements";
            errors.push(FieldError::invalid(&path.child("rawSelector"), raw, why));
        }
        if raw.is_empty() && requirements.is_empty() {
            let why = format!("when {path} is specified, requirements or rawSelector is required");
            errors.push(FieldError::required(&path.child("requirements"), &why));
        }
        let path = path.child("requirements");
        for (i, requirement) in requirements.iter().enumerate() {
            let path = path.index(i);
            match name {
                FIELD => check_field(requirement, &path, errors),
                _ => check_label(requirement, &path, errors),
            }
        }
    }
}

fn check_field(requirement: &Value, path: &Path, errors: &mut Vec<FieldError>) {
    if text(&requirement["key"]).is_empty() {
        errors.push(FieldError::required(&path.child("key"), "must be specified"));
    }
    check_values(requirement, path, errors);
}

fn check_label(requirement: &Value, path: &Path, errors: &mut Vec<FieldError>) {
    check_values(requirement, path, errors);
    let (key, of_key, of_values) = (text(&requirement["key"]), path.child("key"), path.child("values"));
    errors.extend(qualified_name(key).into_iter().map(|why| FieldError::invalid(&of_key, key, why)));
    for (i, value) in values(requirement).iter().enumerate() {
        errors.extend(label_value(value).into_iter().map(|why| FieldError::invalid(&of_values.index(i), *value, why)));
    }
}

/// An operator that is not known passes: a newer client may know more.
fn check_values(requirement: &Value, path: &Path, errors: &mut Vec<FieldError>) {
    let (some, path) = (!values(requirement).is_empty(), path.child("values"));
    match text(&requirement["operator"]) {
        "In" | "NotIn" if !some => {
            errors.push(FieldError::required(&path, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        "Exists" | "DoesNotExist" if some => {
            let why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.push(FieldError::forbidden(&path, why));
        }
        _ => {}
    }
}

/// Which selectors the reference would leave out, or a part of; empty for none.
pub fn ignored(resource: &Value) -> String {
    let mut texts = Vec::new();
    for name in [FIELD, LABEL] {
        let Some(selector) = resource.get(name) else { continue };
        let (raw, requirements) = (text(&selector["rawSelector"]), requirements(selector));
        let understood = match name {
            FIELD => requirements.iter().filter(|r| is_known_of_fields(r)).count(),
            _ => requirements.iter().filter(|r| is_known_of_labels(r)).count(),
        };
        let parsed = raw.is_empty()
            || if name == FIELD { FieldSelector::parse(raw).is_ok() } else { LabelSelector::parse(raw).is_ok() };
        let how = match (parsed && understood == requirements.len(), understood) {
            (true, _) => continue,
            (false, 0) => "ignored",
            (false, _) => "partially ignored",
        };
        texts.push(format!("spec.resourceAttributes.{name} {how} due to parse error"));
    }
    texts.join("; ")
}

fn is_known_of_labels(requirement: &Value) -> bool {
    matches!(text(&requirement["operator"]), "In" | "NotIn" | "Exists" | "DoesNotExist")
}

fn is_known_of_fields(requirement: &Value) -> bool {
    matches!(text(&requirement["operator"]), "In" | "NotIn") && values(requirement).len() == 1
}

fn requirements(selector: &Value) -> &[Value] {
    selector["requirements"].as_array().map_or(&[], Vec::as_slice)
}

fn values(requirement: &Value) -> Vec<&str> {
    requirement["values"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
