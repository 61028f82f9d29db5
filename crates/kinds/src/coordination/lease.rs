//! Leases: who leads, and until when.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::names;
use coracle_object::schema;

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::read::text;
use crate::rules::Rules;

struct Leases;

/// The kind.
pub(crate) fn kind() -> Kind {
    let holder = Column::text("Holder", "Who has the lease now.", |o| text(&o["spec"], "holderIdentity").into());
    Kind {
        create_on_update: true,
        unconditional_update: false,
        columns: vec![Column::NAME, holder, Column::AGE],
        rules: Arc::new(Leases),
        ..Kind::new(Identity::new("coordination.k8s.io", "v1", "Lease", "leases"), &schema::LEASE)
    }
}

impl Rules for Leases {
    // Upstream: pkg/registry/coordination/lease/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        drop_strategy(object);
    }

    // Upstream: pkg/registry/coordination/lease/strategy.go PrepareForUpdate (v1.37.2)
    fn prepare_update(&self, object: &mut Value, _current: &Value) {
        drop_strategy(object);
    }

    // Upstream: pkg/apis/coordination/validation/validation.go ValidateLease (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = meta::validate(object, Scope::Namespaced, names::name_is_subdomain);
        errors.extend(validate_spec(&object["spec"]));
        errors
    }

    // Upstream: pkg/apis/coordination/validation/validation.go ValidateLeaseUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = meta::validate_update(object, current);
        errors.extend(validate_spec(&object["spec"]));
        errors
    }
}

/// Candidates choose a leader only behind the gate `CoordinatedLeaderElection`, which is off: what says how is not kept, and so no
/// stored lease has it.
fn drop_strategy(object: &mut Value) {
    let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else { return };
    for name in ["strategy", "preferredHolder"] {
        spec.remove(name);
    }
}

// Upstream: pkg/apis/coordination/validation/validation.go ValidateLeaseSpec (v1.37.2)
fn validate_spec(spec: &Value) -> Vec<FieldError> {
    let path = Path::new("spec");
    let rules = [
        ("leaseDurationSeconds", 1, "must be greater than 0"),
        ("leaseTransitions", 0, "must be greater than or equal to 0"),
    ];
    let broken = |(name, min, detail)| {
        let number = spec[name].as_i64().filter(|number| *number < min)?;
        Some(FieldError::invalid(&path.child(name), number, detail))
    };
    rules.into_iter().filter_map(broken).collect()
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn how_candidates_choose_is_not_kept() {
        let mut lease =
            json!({"spec": {"holderIdentity": "a", "strategy": "OldestEmulationVersion", "preferredHolder": "b"}});
        let mut changed = lease.clone();
        Leases.prepare_create(&mut lease);
        assert_eq!(lease, json!({"spec": {"holderIdentity": "a"}}));
        Leases.prepare_update(&mut changed, &lease);
        assert_eq!(changed, lease);
    }

    #[test]
    fn every_number_out_of_its_range_is_told() {
        let told = |spec: Value| validate_spec(&spec).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(json!({"leaseDurationSeconds": 1, "leaseTransitions": 0})), [""; 0]);
        assert_eq!(
            told(json!({"leaseDurationSeconds": 0, "leaseTransitions": -1})),
            [
                "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
                "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
            ]
        );
    }
}
