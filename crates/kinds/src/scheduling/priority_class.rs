//! The kind `PriorityClass`: how much a Pod matters.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::json;
use coracle_object::meta::{self, Scope};
use coracle_object::schema;

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::read::{set, text};
use crate::rules::Rules;
use crate::{generation, metadata};

struct PriorityClasses;

/// What users may give at most.
// Upstream: pkg/apis/scheduling/types.go HighestUserDefinablePriority (v1.37.2)
const USER_VALUE_MAX: i64 = 1_000_000_000;
/// Names that begin so are kept for [`SYSTEM`].
const SYSTEM_PREFIX: &str = "system-";
/// The classes that Kubernetes' own parts need: name, value, description.
// Upstream: pkg/apis/scheduling/v1/helpers.go systemPriorityClasses (v1.37.2)
const SYSTEM: [(&str, i64, &str); 2] = [
    (
        "system-node-critical",
        2 * USER_VALUE_MAX + 1000,
        "Used for system critical pods that must not be moved from their current node.",
    ),
    (
        "system-cluster-critical",
        2 * USER_VALUE_MAX,
        "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
    ),
];
const POLICIES: [&str; 2] = ["PreemptLowerPriority", "Never"];

/// The kind.
pub(crate) fn kind() -> Kind {
    let policy = |object: &Value| text(object, "preemptionPolicy").into();
    let first =
        |(name, value, description)| json!({"metadata": {"name": name}, "value": value, "description": description});
    Kind {
        short_names: vec!["pc".into()],
        scope: Scope::Cluster,
        columns: vec![
            Column::NAME,
            Column::new("Value", "The priority of Pods of this class.", "integer", |object| value(object).into()),
            Column::new("Global-Default", "Whether Pods that name no class are of this one.", "boolean", |object| {
                is_default(object).into()
            }),
            Column::AGE,
            Column::text("PreemptionPolicy", "Whether its Pods push out others.", policy),
        ],
        first: SYSTEM.map(first).into(),
        rules: Arc::new(PriorityClasses),
        ..Kind::new(
            Identity::new("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses"),
            &schema::PRIORITY_CLASS,
        )
    }
}

impl Rules for PriorityClasses {
    // Upstream: pkg/apis/scheduling/v1/defaults.go SetDefaults_PriorityClass (v1.37.2)
    fn default(&self, object: &mut Value) {
        if object["preemptionPolicy"].is_null() {
            set(object, "preemptionPolicy", POLICIES[0].into());
        }
    }

    // Upstream: pkg/registry/scheduling/priorityclass/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        generation::first(object);
    }

    // Upstream: pkg/apis/scheduling/validation/validation.go ValidatePriorityClass (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Cluster);
        errors.extend(check_value(object));
        errors.extend(check_policy(object));
        errors
    }

    // Upstream: pkg/apis/scheduling/validation/validation.go ValidatePriorityClassUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        if value(object) != value(current) {
            errors.push(FieldError::forbidden(&Path::new("value"), "may not be changed in an update."));
        }
        let policy = text(object, "preemptionPolicy");
        if policy != text(current, "preemptionPolicy") {
            errors.push(FieldError::immutable(&Path::new("preemptionPolicy"), policy));
        }
        errors
    }

    fn minds(&self) -> Option<&'static str> {
        Some("priorityclasses.scheduling.k8s.io")
    }

    // Upstream: plugin/pkg/admission/priority/admission.go validatePriorityClass, getDefaultPriorityClass (v1.37.2)
    fn check_among(
        &self,
        object: &Value,
        current: Option<&Value>,
        all: &mut dyn Iterator<Item = Value>,
    ) -> Option<String> {
        if !is_default(object) {
            return None;
        }
        // Where several are, the least of them counts.
        let default = all.filter(is_default).min_by_key(value)?;
        let name = meta::text(&default, "name");
        let stays = current.is_some() && name == meta::text(object, "name");
        (!stays).then(|| format!("PriorityClass {name} is already marked as default. Only one default can exist"))
    }

    // Upstream: pkg/registry/scheduling/priorityclass/storage/storage.go REST.Delete (v1.37.2)
    fn kept(&self, name: &str) -> Option<&'static str> {
        let is_system = SYSTEM.iter().any(|(system, ..)| *system == name);
        is_system.then_some("this is a system priority class and cannot be deleted")
    }
}

fn value(object: &Value) -> i64 {
    object["value"].as_i64().unwrap_or_default()
}

fn is_default(object: &Value) -> bool {
    object["globalDefault"] == true
}

/// The system's names are for its own classes, and the system's values, too.
// Upstream: pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass (v1.37.2)
fn check_value(object: &Value) -> Option<FieldError> {
    let name = meta::text(object, "name");
    if !name.starts_with(SYSTEM_PREFIX) {
        let too_much = format!("maximum allowed value of a user defined priority is {USER_VALUE_MAX}");
        return (value(object) > USER_VALUE_MAX).then(|| FieldError::forbidden(&Path::new("value"), too_much));
    }
    let why = match SYSTEM.iter().find(|(system, ..)| *system == name) {
        None => format!("{name} is not a known system priority class"),
        Some((_, must, _)) if *must != value(object) => format!("value of {name} PriorityClass must be {must}"),
        Some(_) if is_default(object) => format!("globalDefault of {name} PriorityClass must be false"),
        Some(_) => return None,
    };
    let why =
        format!("priority class names with '{SYSTEM_PREFIX}' prefix are reserved for system use only. error: {why}");
    Some(FieldError::forbidden(&Path::new("metadata").child("name"), why))
}

// Upstream: pkg/apis/core/validation/validation.go ValidatePreemptionPolicy (v1.37.2)
fn check_policy(object: &Value) -> Option<FieldError> {
    let (path, policy) = (Path::new("preemptionPolicy"), text(object, "preemptionPolicy"));
    match policy {
        "" => Some(FieldError::required(&path, "")),
        _ if POLICIES.contains(&policy) => None,
        _ => Some(FieldError::not_supported(&path, policy, &POLICIES)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_default_counts_and_may_stay_one() {
        let class = |name: &str, value: i64, is_default: bool| json!({"metadata": {"name": name}, "value": value, "globalDefault": is_default});
        let all = [class("a", 7, true), class("b", 5, true), class("c", 1, false)];
        let refused = |object: &Value, current: Option<&Value>, all: &[Value]| {
            PriorityClasses.check_among(object, current, &mut all.iter().cloned()).is_some()
        };
        assert!(refused(&class("d", 1, true), None, &all));
        assert!(!refused(&class("d", 1, false), None, &all));
        assert!(refused(&class("b", 5, true), None, &all), "there is one, whatever it is called");
        assert!(!refused(&class("b", 5, true), Some(&all[1]), &all), "it is the default, and stays it");
        assert!(refused(&class("a", 7, true), Some(&all[0]), &all), "another one is");
        assert!(!refused(&class("c", 1, true), Some(&all[2]), &all[2..]));
    }
}
