//! The metadata of kinds whose names are DNS subdomains.

use coracle_object::Value;
use coracle_object::field::FieldError;
use coracle_object::meta::{self, Scope};
use coracle_object::{edit, names};

/// What is wrong with it, whatever was there before.
// Upstream: pkg/apis/core/validation/validation.go ValidateObjectMeta (v1.37.2)
pub(crate) fn check(object: &Value, scope: Scope) -> Vec<FieldError> {
    let mut errors = meta::validate(object, scope, names::name_is_subdomain);
    errors.extend(meta::validate_core_finalizers(object));
    errors
}

/// What is wrong with its change.
// Upstream: pkg/apis/core/validation/validation.go ValidateObjectMetaUpdate (v1.37.2)
pub(crate) fn check_change(object: &Value, current: &Value) -> Vec<FieldError> {
    let mut errors = meta::validate_update(object, current);
    errors.extend(meta::validate_core_finalizers(object));
    errors
}

/// Takes back what a write of the status changed in it.
// Upstream: apimachinery/pkg/apis/meta/v1/helpers.go ResetObjectMetaForStatus (v1.37.2)
pub(crate) fn keep(object: &mut Value, current: &Value) {
    let kept =
        ["deletionTimestamp", "generation", "selfLink", "labels", "annotations", "finalizers", "ownerReferences"];
    for name in kept {
        edit::copy(object, name, current);
    }
}
