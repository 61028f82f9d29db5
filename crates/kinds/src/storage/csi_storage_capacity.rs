//! The kind `CSIStorageCapacity`: how much room a class of storage has in some part of a cluster.

use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::names::{self, Part};
use coracle_object::{Value, quantity, schema};

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::label_selector::{self, Values};
use crate::read::text;
use crate::rules::Rules;
use crate::{metadata, node_labels};

struct Capacities;

/// The kind.
pub(crate) fn kind() -> Kind {
    let identity = Identity::new("storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities");
    Kind {
        unconditional_update: false,
        columns: vec![Column::NAME, Column::CREATED],
        rules: Arc::new(Capacities),
        ..Kind::new(identity, &schema::CSI_STORAGE_CAPACITY)
    }
}

impl Rules for Capacities {
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        check(object, Values::Right)
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateCSIStorageCapacityUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = check(object, Values::after(&current["nodeTopology"]));
        errors.extend(metadata::check_change(object, current));
        if object["nodeTopology"] != current["nodeTopology"] {
            errors.push(FieldError::immutable(&Path::new("nodeTopology"), &object["nodeTopology"]));
        }
        let (class, before) = (text(object, "storageClassName"), text(current, "storageClassName"));
        if class != before {
            errors.push(FieldError::immutable(&Path::new("storageClassName"), class));
        }
        errors
    }

    // Upstream: pkg/api/storage/util.go GetWarningsForCSIStorageCapacity (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        node_labels::warnings(&object["nodeTopology"], &Path::new("nodeTopology"))
    }

    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        self.warnings_create(object)
    }
}

// Upstream: pkg/apis/storage/validation/validation.go ValidateCSIStorageCapacity (v1.37.2)
fn check(object: &Value, values: Values) -> Vec<FieldError> {
    let mut errors = metadata::check(object, Scope::Namespaced);
    errors.extend(label_selector::check(&object["nodeTopology"], values, &Path::new("nodeTopology")));
    let class = text(object, "storageClassName");
    let reasons = names::name_is_subdomain(class, Part::Whole);
    errors.extend(FieldError::invalid_each(&Path::new("storageClassName"), class, reasons));
    let capacity = text(object, "capacity");
    if quantity::parse(capacity).is_ok_and(|capacity| capacity.sign() < 0) {
        errors.push(FieldError::invalid(&Path::new("capacity"), capacity, "must be greater than or equal to 0"));
    }
    errors
}
