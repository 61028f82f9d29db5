//! The kind `PodDisruptionBudget`: how many of some Pods may be down at once because somebody wants it so.

use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::{Value, json, schema};

use crate::columns::Column;
use crate::kind::{Identity, Kind, Part};
use crate::label_selector::{self, Values};
use crate::read::{list, set, text};
use crate::rules::Rules;
use crate::verb::Verb;
use crate::{generation, int_or_percent, status_conditions};

/// A budget as a write by one of its paths sees it.
enum Budgets {
    Whole,
    Status,
}

/// An expression with this key, and nothing else, said in a former version that no Pods are selected, or all.
// Upstream: pkg/apis/policy/helper.go PDBV1beta1Label (v1.37.2)
const FORMER: &str = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match";

/// The kind.
pub(crate) fn kind() -> Kind {
    let verbs = vec![Verb::Get, Verb::Patch, Verb::Update];
    let status = Part { name: "status".into(), verbs, kind: Arc::new(by(Budgets::Status)), tables: true };
    Kind { parts: vec![status], ..by(Budgets::Whole) }
}

/// The kind by one of its paths.
fn by(rules: Budgets) -> Kind {
    let allowed = |budget: &Value| budget["status"]["disruptionsAllowed"].as_i64().unwrap_or_default().into();
    let identity = Identity::new("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets");
    Kind {
        short_names: vec!["pdb".into()],
        unconditional_update: false,
        columns: vec![
            Column::NAME,
            Column::text("Min Available", "How many must stay up.", |budget| {
                int_or_percent::shown(&budget["spec"]["minAvailable"], "N/A").into()
            }),
            Column::text("Max Unavailable", "How many may be down.", |budget| {
                int_or_percent::shown(&budget["spec"]["maxUnavailable"], "N/A").into()
            }),
            Column::new("Allowed Disruptions", "How many more may be taken down now.", "integer", allowed),
            Column::AGE,
        ],
        // Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go GetResetFields (v1.37.2)
        reset_fields: match rules {
            Budgets::Whole => &["status"],
            Budgets::Status => &["spec"],
        },
        rules: Arc::new(rules),
        ..Kind::new(identity, &schema::POD_DISRUPTION_BUDGET)
    }
}

impl Rules for Budgets {
    // Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        set(object, "status", json!({}));
        generation::first(object);
        drop_former(object, &Value::Null);
    }

    // Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go PrepareForUpdate (v1.37.2). There is one for each strategy.
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if matches!(self, Budgets::Status) {
            return set(object, "spec", current["spec"].clone());
        }
        set(object, "status", current["status"].clone());
        if generation::is_other(object, current, &schema::POD_DISRUPTION_BUDGET) {
            generation::next(object, current);
        }
        drop_former(object, &current["spec"]["selector"]);
    }

    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        check(&object["spec"], Values::Right)
    }

    // Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go ValidateUpdate (v1.37.2). There is one for each strategy.
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        match self {
            Budgets::Whole => check(&object["spec"], Values::after(&current["spec"]["selector"])),
            Budgets::Status => check_status(&object["status"]),
        }
    }
}

/// Takes out what said something else in a former version, unless it is all that the selector says.
// Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go dropDisabledFields (v1.37.2)
fn drop_former(object: &mut Value, current: &Value) {
    let selector = &object["spec"]["selector"];
    let expressions = list(selector, "matchExpressions");
    let is_former = |expression: &Value| text(expression, "key") == FORMER;
    let selects_none = selector["matchLabels"].as_object().is_none_or(coracle_object::Members::is_empty)
        && matches!(expressions, [only] if is_former(only) && text(only, "operator") == "Exists" && list(only, "values").is_empty());
    if selector == current || selects_none || !expressions.iter().any(is_former) {
        return;
    }
    let kept: Vec<_> = expressions.iter().filter(|expression| !is_former(expression)).cloned().collect();
    object["spec"]["selector"]["matchExpressions"] = kept.into();
}

// Upstream: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec (v1.37.2)
fn check(spec: &Value, values: Values) -> Vec<FieldError> {
    const POLICIES: [&str; 2] = ["AlwaysAllow", "IfHealthyBudget"];
    let path = Path::new("spec");
    let mut errors = Vec::new();
    if !spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null() {
        errors.push(FieldError::invalid(&path, internal(spec), "minAvailable and maxUnavailable cannot be both set"));
    }
    for name in ["minAvailable", "maxUnavailable"] {
        errors.extend(int_or_percent::check(&spec[name], &path.child(name)));
    }
    errors.extend(label_selector::check(&spec["selector"], values, &path.child("selector")));
    let policy = &spec["unhealthyPodEvictionPolicy"];
    if !policy.is_null() && !POLICIES.iter().any(|known| policy == known) {
        errors.push(FieldError::not_supported(&path.child("unhealthyPodEvictionPolicy"), policy, &POLICIES));
    }
    errors
}

/// A spec as the reference's own type shows it.
fn internal(spec: &Value) -> Value {
    json!({
        "MinAvailable": spec["minAvailable"],
        "Selector": spec["selector"],
        "MaxUnavailable": spec["maxUnavailable"],
        "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"],
    })
}

// Upstream: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetStatusUpdate (v1.37.2)
fn check_status(status: &Value) -> Vec<FieldError> {
    let path = Path::new("status");
    let mut errors = status_conditions::check(list(status, "conditions"), &path.child("conditions"));
    for name in ["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"] {
        if let Some(number) = status[name].as_i64().filter(|number| *number < 0) {
            errors.push(FieldError::invalid(&path.child(name), number, "must be greater than or equal to 0"));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_selected_nothing_in_a_former_version_stays_by_itself_alone() {
        let former = json!({"key": FORMER, "operator": "Exists"});
        let other = json!({"key": "a", "operator": "Exists"});
        let after = |expressions: &[&Value], current: &Value| {
            let expressions: Vec<_> = expressions.iter().map(|expression| (*expression).clone()).collect();
            let mut budget = json!({"spec": {"selector": {"matchExpressions": expressions}}});
            drop_former(&mut budget, current);
            budget["spec"]["selector"].take()
        };
        assert_eq!(after(&[&former], &Value::Null), json!({"matchExpressions": [former]}));
        assert_eq!(after(&[&former, &other], &Value::Null), json!({"matchExpressions": [other]}));
        let current = json!({"matchExpressions": [former, other]});
        assert_eq!(after(&[&former, &other], &current), current);
    }

    #[test]
    fn one_of_two_numbers_is_given() {
        let told = |spec: Value| check(&spec, Values::Right).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(told(json!({"minAvailable": 1})), [""; 0]);
        let both = r#"spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"5%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set"#;
        assert_eq!(told(json!({"minAvailable": 1, "maxUnavailable": "5%"})), [both]);
    }
}
