//! `ServiceAccount`s: who programs in Pods are.
//!
//! Tokens for them (the part `token`) are not made here.

use std::sync::Arc;

use coracle_object::field::FieldError;
use coracle_object::json;
use coracle_object::meta::{self, Scope};
use coracle_object::{Value, schema};

use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::{list, text};
use crate::rules::Rules;

struct ServiceAccounts;

/// It restricts which Secrets Pods may mount.
// Upstream: plugin/pkg/admission/serviceaccount/admission.go EnforceMountableSecretsAnnotation (v1.37.2)
const ENFORCE_MOUNTABLE: &str = "kubernetes.io/enforce-mountable-secrets";

/// The kind.
pub(crate) fn kind() -> Kind {
    Kind {
        short_names: vec!["sa".into()],
        returns_deleted: true,
        rules: Arc::new(ServiceAccounts),
        ..Kind::new(Identity::new("", "v1", "ServiceAccount", "serviceaccounts"), &schema::SERVICE_ACCOUNT)
    }
}

impl Rules for ServiceAccounts {
    fn prepare_create(&self, object: &mut Value) {
        name_secrets(object);
    }

    fn prepare_update(&self, object: &mut Value, _current: &Value) {
        name_secrets(object);
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateServiceAccount (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        metadata::check(object, Scope::Namespaced)
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateServiceAccountUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        errors.extend(metadata::check(object, Scope::Namespaced));
        errors
    }

    fn warnings_create(&self, object: &Value) -> Vec<String> {
        warnings(object)
    }

    // Upstream: pkg/registry/core/serviceaccount/strategy.go warnIfHasEnforceMountableSecretsAnnotation (v1.37.2)
    fn warnings_update(&self, object: &Value, current: &Value) -> Vec<String> {
        if enforces_mountable(current) { Vec::new() } else { warnings(object) }
    }
}

/// Of a Secret nothing is kept but its name.
// Upstream: pkg/registry/core/serviceaccount/strategy.go cleanSecretReferences (v1.37.2)
fn name_secrets(object: &mut Value) {
    if list(object, "secrets").is_empty() {
        return;
    }
    let names = list(object, "secrets").iter().map(|secret| match text(secret, "name") {
        "" => json!({}),
        name => json!({"name": name}),
    });
    object["secrets"] = names.collect();
}

fn enforces_mountable(object: &Value) -> bool {
    meta::map(object, "annotations").is_some_and(|annotations| annotations.contains_key(ENFORCE_MOUNTABLE))
}

fn warnings(object: &Value) -> Vec<String> {
    let words = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets";
    let warning = || format!("metadata.annotations[{ENFORCE_MOUNTABLE}]: {words}");
    enforces_mountable(object).then(warning).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_touch_the_old_annotation_is_not_told_of_it() {
        let old = json!({"metadata": {"annotations": {(ENFORCE_MOUNTABLE): "false"}}});
        let new = json!({"metadata": {}});
        assert_eq!(ServiceAccounts.warnings_create(&old).len(), 1);
        assert_eq!(ServiceAccounts.warnings_update(&old, &new).len(), 1);
        assert_eq!(ServiceAccounts.warnings_update(&old, &old).len(), 0);
        assert_eq!(ServiceAccounts.warnings_update(&new, &old).len(), 0);
    }
}
