//! The kind `VolumeAttributesClass`: what a volume can be like, and be changed to.

use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::{Members, Value, edit, schema};

use super::classes;
use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::text;
use crate::rules::Rules;

struct Classes;

/// It keeps a class for as long as volumes are of it.
// Upstream: pkg/volume/util/finalizer.go VACProtectionFinalizer (v1.37.2)
const PROTECTION: &str = "kubernetes.io/vac-protection";

/// The kind.
pub(crate) fn kind() -> Kind {
    let identity = Identity::new("storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses");
    let driver = |class: &Value| text(class, "driverName").into();
    Kind {
        short_names: vec!["vac".into()],
        scope: Scope::Cluster,
        returns_deleted: true,
        columns: vec![Column::NAME, Column::text("DriverName", "Whose volumes can be so.", driver), Column::AGE],
        rules: Arc::new(Classes),
        ..Kind::new(identity, &schema::VOLUME_ATTRIBUTES_CLASS)
    }
}

impl Rules for Classes {
    // Upstream: plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go admitVAC (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        let mut finalizers = edit::texts(object, "finalizers");
        if !finalizers.iter().any(|finalizer| finalizer == PROTECTION) {
            finalizers.push(PROTECTION.to_owned());
            edit::set_texts(object, "finalizers", finalizers);
        }
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateVolumeAttributesClass (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Cluster);
        let (path, driver) = (Path::new("driverName"), text(object, "driverName"));
        if driver.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        errors.extend(classes::check_provisioner(driver, &path));
        let (path, parameters) = (Path::new("parameters"), &object["parameters"]);
        errors.extend(classes::check_parameters(parameters, &path));
        if parameters.as_object().is_none_or(Members::is_empty) {
            errors.push(FieldError::required(&path, "must contain at least one key/value pair"));
        }
        errors
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateVolumeAttributesClassUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        for name in ["driverName", "parameters"] {
            if object[name] != current[name] {
                errors.push(FieldError::forbidden(&Path::new(name), format!("updates to {name} are forbidden.")));
            }
        }
        errors.extend(self.check_create(object));
        errors
    }
}
