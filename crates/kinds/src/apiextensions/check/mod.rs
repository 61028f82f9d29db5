//! What is wrong with a definition, in the reference's words and order; of what it looks at in any order, in the order of names.

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (v1.37.2)

mod before;
mod conversion;
mod expressions;
mod lists;
mod names;
mod open_api;
mod options;
mod parts;
mod readable;
mod root;
mod rules;
mod schema;
mod spec;
mod structural;

use std::collections::{BTreeMap, HashSet};

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::names::{Part, name_is_subdomain};

use self::options::Options;
use super::approval::{self, Approval};
use super::errors::Errors;
use super::internal::Spec;
use crate::read::{list, text};

/// What is wrong with a new definition.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinition (v1.37.2)
pub(super) fn create(object: &Value) -> Vec<FieldError> {
    let spec = &object["spec"];
    let required = [text(&spec["names"], "plural"), ".", text(spec, "group")].concat();
    let rule = |name: &str, part: Part| {
        let mut wrong = name_is_subdomain(name, part);
        if name != required {
            wrong.push(r#"must be spec.names.plural+"."+spec.group"#.to_owned());
        }
        wrong
    };
    let mut errors = Errors::default();
    errors.extend(meta::validate(object, Scope::Cluster, rule));
    spec::check(Spec::of(object), &Options::create(), &mut errors);
    rest(object, None, &mut errors);
    errors.into_vec()
}

/// What is wrong with a changed definition.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionUpdate (v1.37.2)
pub(super) fn update(object: &Value, current: &Value) -> Vec<FieldError> {
    let mut errors = Errors::default();
    errors.extend(meta::validate_update(object, current));
    let options = before::options(object, current);
    spec::check(Spec::of(object), &options, &mut errors);
    spec::check_change(&object["spec"], &current["spec"], &options, &mut errors);
    rest(object, Some(current), &mut errors);
    errors.into_vec()
}

/// What is wrong with a changed status.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateUpdateCustomResourceDefinitionStatus (v1.37.2)
pub(super) fn update_status(object: &Value, current: &Value) -> Vec<FieldError> {
    let mut errors = Errors::default();
    errors.extend(meta::validate_update(object, current));
    status(object, &mut errors);
    errors.into_vec()
}

/// What is not in the spec, or not of a new one.
fn rest(object: &Value, current: Option<&Value>, errors: &mut Errors) {
    status(object, errors);
    stored_versions(object, errors);
    approval(object, current, errors);
    let preserves = |object: &Value| object["spec"]["preserveUnknownFields"] == true;
    if preserves(object) && !current.is_some_and(preserves) {
        let spec = Path::new("spec");
        let detail =
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
        errors.add(|| FieldError::invalid(&spec.child("preserveUnknownFields"), Value::Bool(true), detail));
    }
}

fn status(object: &Value, errors: &mut Errors) {
    let path = Path::new("status");
    names::check(&object["status"]["acceptedNames"], &path.child("acceptedNames"), errors);
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionStoredVersions
// (v1.37.2)
fn stored_versions(object: &Value, errors: &mut Errors) {
    let status = Path::new("status");
    let path = status.child("storedVersions");
    let (value, stored) = (&object["status"]["storedVersions"], list(&object["status"], "storedVersions"));
    if stored.is_empty() {
        errors.add(|| FieldError::invalid(&path, value, "must have at least one stored version"));
        return;
    }
    let named: HashSet<&str> = stored.iter().filter_map(Value::as_str).collect();
    let versions = list(&object["spec"], "versions");
    for version in versions.iter().filter(|version| version["storage"] == true) {
        let name = text(version, "name");
        if !named.contains(name) {
            errors.add(|| FieldError::invalid(&path, value, format!("must have the storage version {name}")));
        }
    }
    let known: HashSet<&str> = versions.iter().map(|version| text(version, "name")).collect();
    // Of equal names, the last one's place is told.
    let stored: BTreeMap<&str, usize> =
        stored.iter().filter_map(Value::as_str).enumerate().map(|(place, name)| (name, place)).collect();
    for (name, place) in stored.into_iter().filter(|(name, _)| !known.contains(name)) {
        let detail = format!(
            "missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a \
             storage migration ensures no data remains persisted in {name} and removes {name} from status.storedVersions"
        );
        errors.add(|| FieldError::invalid(&path.index(place), name, detail));
    }
}

/// Groups of Kubernetes' own are not for everybody.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateAPIApproval (v1.37.2)
fn approval(object: &Value, current: Option<&Value>, errors: &mut Errors) {
    let approval = Approval::of(object);
    if !approval::is_needed(object) || current.is_some_and(|current| Approval::of(current) == approval) {
        return;
    }
    let metadata = Path::new("metadata");
    let annotations = metadata.child("annotations");
    let path = annotations.key(approval::ANNOTATION);
    match approval {
        Approval::Given | Approval::Bypassed => {}
        Approval::Missing => errors.add(|| FieldError::required(&path, &approval.told(object))),
        Approval::Invalid => {
            errors.add(|| FieldError::invalid(&path, approval::annotation(object), approval.told(object)));
        }
    }
}
