//! The kind `CSIDriver`: what a driver of volumes can do, and what it wants to be told.

use std::collections::HashSet;
use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::{Value, schema};

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::read::{list, set_in, text};
use crate::rules::Rules;
use crate::{generation, metadata};

struct Drivers;

/// A token lasts at least ten minutes, and at most this long, in seconds.
const TOKEN_SECONDS: std::ops::RangeInclusive<i64> = 600..=1 << 32;
/// What a node has room for is asked at most this often, in seconds.
const UPDATE_SECONDS_MIN: i64 = 10;

/// The kind.
pub(crate) fn kind() -> Kind {
    let said = |name: &'static str, description, cell| Column::new(name, description, "boolean", cell);
    Kind {
        scope: Scope::Cluster,
        returns_deleted: true,
        unconditional_update: false,
        columns: vec![
            Column::NAME,
            said("AttachRequired", "Whether its volumes are attached to a node first.", |driver| {
                (driver["spec"]["attachRequired"] != false).into()
            }),
            said("PodInfoOnMount", "Whether it is told for which Pod it mounts.", |driver| {
                (driver["spec"]["podInfoOnMount"] == true).into()
            }),
            said("StorageCapacity", "Whether it tells how much room there is.", |driver| {
                (driver["spec"]["storageCapacity"] == true).into()
            }),
            Column::text("TokenRequests", "For whom it wants tokens.", |driver| audiences(&driver["spec"]).into()),
            said("RequiresRepublish", "Whether it wants to mount again and again.", |driver| {
                (driver["spec"]["requiresRepublish"] == true).into()
            }),
            Column::text("Modes", "How long its volumes live.", |driver| modes(&driver["spec"]).into()),
            Column::AGE,
        ],
        rules: Arc::new(Drivers),
        ..Kind::new(Identity::new("storage.k8s.io", "v1", "CSIDriver", "csidrivers"), &schema::CSI_DRIVER)
    }
}

impl Rules for Drivers {
    // Upstream: pkg/apis/storage/v1/defaults.go SetDefaults_CSIDriver (v1.37.2)
    fn default(&self, object: &mut Value) {
        let usual = [
            ("attachRequired", Value::Bool(true)),
            ("podInfoOnMount", Value::Bool(false)),
            ("storageCapacity", Value::Bool(false)),
            ("fsGroupPolicy", "ReadWriteOnceWithFSType".into()),
            ("requiresRepublish", Value::Bool(false)),
            ("seLinuxMount", Value::Bool(false)),
            ("preventPodSchedulingIfMissing", Value::Bool(false)),
        ];
        for (name, value) in usual {
            if object["spec"][name].is_null() {
                set_in(object, "spec", name, value);
            }
        }
        if list(&object["spec"], "volumeLifecycleModes").is_empty() {
            set_in(object, "spec", "volumeLifecycleModes", vec![Value::from("Persistent")].into());
        }
    }

    // Upstream: pkg/registry/storage/csidriver/strategy.go PrepareForUpdate (v1.37.2)
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if generation::is_other(object, current, &schema::CSI_DRIVER) {
            generation::next(object, current);
        }
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateCSIDriver (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Cluster);
        errors.extend(check(&object["spec"]));
        errors
    }

    // Upstream: pkg/apis/storage/validation/validation.go ValidateCSIDriverUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        errors.extend(check(&object["spec"]));
        // Quirk: the reference calls the first of them otherwise than it is called (asked of the reference: a change of it).
        for (name, told) in [("attachRequired", "attachedRequired"), ("volumeLifecycleModes", "volumeLifecycleModes")] {
            let (proposed, before) = (&object["spec"][name], &current["spec"][name]);
            if proposed != before {
                errors.push(FieldError::immutable(&Path::new("spec").child(told), proposed));
            }
        }
        errors
    }

    // Upstream: pkg/registry/storage/csidriver/strategy.go WarningsOnCreate (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        let spec = &object["spec"];
        let warns = !list(spec, "tokenRequests").is_empty() && spec["serviceAccountTokenInSecrets"].is_null();
        let why = "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes";
        warns.then(|| why.to_owned()).into_iter().collect()
    }

    // Upstream: pkg/registry/storage/csidriver/strategy.go WarningsOnUpdate (v1.37.2)
    fn warnings_update(&self, object: &Value, current: &Value) -> Vec<String> {
        let requests = |of| list(of, "tokenRequests");
        if requests(&object["spec"]) == requests(&current["spec"]) { Vec::new() } else { self.warnings_create(object) }
    }
}

// Upstream: pkg/apis/storage/validation/validation.go validateCSIDriverSpec (v1.37.2). What has a default is never missing.
fn check(spec: &Value) -> Vec<FieldError> {
    const POLICIES: [&str; 3] = ["File", "None", "ReadWriteOnceWithFSType"];
    const MODES: [&str; 2] = ["Persistent", "Ephemeral"];
    let path = Path::new("spec");
    let mut errors = Vec::new();
    let policy = &spec["fsGroupPolicy"];
    if !POLICIES.iter().any(|known| policy == known) {
        errors.push(FieldError::not_supported(&path.child("fsGroupPolicy"), policy, &POLICIES));
    }
    errors.extend(check_tokens(list(spec, "tokenRequests"), &path.child("tokenRequests")));
    for mode in list(spec, "volumeLifecycleModes") {
        if !MODES.iter().any(|known| mode == known) {
            errors.push(FieldError::not_supported(&path.child("volumeLifecycleModes"), mode, &MODES));
        }
    }
    let seconds = spec["nodeAllocatableUpdatePeriodSeconds"].as_i64();
    if let Some(seconds) = seconds.filter(|seconds| *seconds < UPDATE_SECONDS_MIN) {
        let path = path.child("nodeAllocatableUpdatePeriodSeconds");
        errors.push(FieldError::invalid(&path, seconds, "must be greater than or equal to 10 seconds"));
    }
    let in_secrets = &spec["serviceAccountTokenInSecrets"];
    if !in_secrets.is_null() && list(spec, "tokenRequests").is_empty() {
        let why = "serviceAccountTokenInSecrets is set but no tokenRequests are specified";
        errors.push(FieldError::invalid(&path.child("serviceAccountTokenInSecrets"), in_secrets, why));
    }
    errors
}

// Upstream: pkg/apis/storage/validation/validation.go validateTokenRequests (v1.37.2)
fn check_tokens(requests: &[Value], path: &Path) -> Vec<FieldError> {
    let (mut errors, mut audiences) = (Vec::new(), HashSet::new());
    for (i, request) in requests.iter().enumerate() {
        let (path, audience) = (path.index(i), text(request, "audience"));
        if !audiences.insert(audience) {
            errors.push(FieldError::duplicate(&path.child("audience"), audience));
            continue;
        }
        let Some(seconds) = request["expirationSeconds"].as_i64() else { continue };
        let path = path.child("expirationSeconds");
        if seconds < *TOKEN_SECONDS.start() {
            errors.push(FieldError::invalid(&path, seconds, "may not specify a duration less than 10 minutes"));
        }
        if seconds > *TOKEN_SECONDS.end() {
            errors.push(FieldError::invalid(&path, seconds, "may not specify a duration larger than 2^32 seconds"));
        }
    }
    errors
}

// Upstream: pkg/printers/internalversion/printers.go printCSIDriver (v1.37.2)
fn audiences(spec: &Value) -> String {
    match spec["tokenRequests"].as_array() {
        Some(requests) => requests.iter().map(|request| text(request, "audience")).collect::<Vec<_>>().join(","),
        None => "<unset>".to_owned(),
    }
}

// Upstream: pkg/printers/internalversion/printers.go printCSIDriver (v1.37.2)
fn modes(spec: &Value) -> String {
    match &*list(spec, "volumeLifecycleModes").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",") {
        "" => "<none>".to_owned(),
        modes => modes.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn driver(spec: &Value) -> Value {
        let mut driver = json!({"metadata": {"name": "a", "resourceVersion": "1"}, "spec": spec});
        Drivers.default(&mut driver);
        driver
    }

    #[test]
    fn most_of_it_has_a_default() {
        let spec = &driver(&json!({"podInfoOnMount": true}))["spec"];
        assert_eq!((&spec["attachRequired"], &spec["podInfoOnMount"]), (&json!(true), &json!(true)));
        assert_eq!(spec["volumeLifecycleModes"], json!(["Persistent"]));
        assert_eq!(check(spec), []);
    }

    #[test]
    fn audiences_are_asked_for_once_and_tokens_last() {
        let requests = json!([
            {"audience": "a", "expirationSeconds": 600},
            {"audience": "a", "expirationSeconds": 1},
            {"audience": "", "expirationSeconds": 599},
            {"audience": "b", "expirationSeconds": 4_294_967_297_i64},
        ]);
        let told: Vec<_> =
            check(&driver(&json!({"tokenRequests": requests}))["spec"]).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                r#"spec.tokenRequests[1].audience: Duplicate value: "a""#,
                "spec.tokenRequests[2].expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes",
                "spec.tokenRequests[3].expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds",
            ]
        );
    }

    #[test]
    fn who_asks_for_tokens_is_told_how_they_come() {
        let (with, without) = (driver(&json!({"tokenRequests": [{"audience": "a"}]})), driver(&json!({})));
        assert_eq!((Drivers.warnings_create(&with).len(), Drivers.warnings_create(&without).len()), (1, 0));
        assert_eq!(
            (Drivers.warnings_update(&with, &without).len(), Drivers.warnings_update(&with, &with).len()),
            (1, 0)
        );
    }
}
