//! The kind `LimitRange`: how much one thing in a namespace may ask for, and what it asks for where it does not say.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::quantity::{self, Quantity};
use coracle_object::{Members, Value, names, schema};

use super::resources;
use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::{list, text};
use crate::rules::Rules;

struct Ranges;

const TYPES: [&str; 3] = ["Pod", "Container", "PersistentVolumeClaim"];

/// The kind.
pub(crate) fn kind() -> Kind {
    Kind {
        short_names: vec!["limits".into()],
        create_on_update: true,
        // Upstream: pkg/registry/core/limitrange/strategy.go PrepareForCreate (v1.37.2)
        names_itself: true,
        columns: vec![Column::NAME, Column::CREATED],
        rules: Arc::new(Ranges),
        ..Kind::new(Identity::new("", "v1", "LimitRange", "limitranges"), &schema::LIMIT_RANGE)
    }
}

impl Rules for Ranges {
    // Upstream: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem (v1.37.2)
    fn default(&self, object: &mut Value) {
        let limits = object["spec"].get_mut("limits").and_then(Value::as_array_mut).into_iter().flatten();
        for limit in limits.filter(|limit| text(limit, "type") == "Container") {
            fill(limit, "default", "max");
            fill(limit, "defaultRequest", "default");
            fill(limit, "defaultRequest", "min");
        }
    }

    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Namespaced);
        let spec = Path::new("spec");
        let path = spec.child("limits");
        let limits = list(&object["spec"], "limits");
        for (i, limit) in limits.iter().enumerate() {
            let path = path.index(i);
            let ty = text(limit, "type");
            errors.extend(check_type(ty, &path.child("type")));
            if limits[..i].iter().any(|before| text(before, "type") == ty) {
                errors.push(FieldError::duplicate(&path.child("type"), ty));
            }
            errors.extend(check(limit, ty, &path));
        }
        errors
    }

    // Upstream: pkg/registry/core/limitrange/strategy.go ValidateUpdate (v1.37.2)
    fn check_update(&self, object: &Value, _current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        self.check_create(object)
    }
}

/// Gives what one list names and another does not to that other.
fn fill(limit: &mut Value, name: &str, from: &str) {
    let given: Vec<_> =
        limit[from].as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect();
    let Some(limit) = limit.as_object_mut() else { return };
    let own = limit.entry(name).or_insert(Value::Null);
    if own.is_null() {
        *own = Value::Object(Members::new());
    }
    let Some(own) = own.as_object_mut() else { return };
    for (key, value) in given {
        own.entry(key.as_str()).or_insert(value);
    }
}

// Upstream: pkg/apis/core/validation/validation.go validateLimitRangeTypeName (v1.37.2)
fn check_type(ty: &str, path: &Path) -> Vec<FieldError> {
    let errors = FieldError::invalid_each(path, ty, names::qualified_name(ty));
    if errors.is_empty() && !ty.contains('/') && !TYPES.contains(&ty) {
        return vec![FieldError::invalid(path, ty, "must be a standard limit type or fully qualified")];
    }
    errors
}

/// What is wrong with what is said of a type.
// Upstream: pkg/apis/core/validation/validation.go ValidateLimitRange (v1.37.2)
fn check(limit: &Value, ty: &str, path: &Path) -> Vec<FieldError> {
    let check_name = match ty {
        "Pod" | "Container" => resources::check_name_in_container,
        _ => resources::check_name,
    };
    let mut errors = Vec::new();
    let mut keys = BTreeSet::new();
    for name in ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] {
        if name == "maxLimitRequestRatio"
            && ty == "PersistentVolumeClaim"
            && ["min", "max"].iter().all(|name| limit[*name]["storage"].is_null())
        {
            let detail = "either minimum or maximum storage value is required, but neither was provided";
            errors.push(FieldError::required(&path.child("limits"), detail));
        }
        let given = limit[name].as_object().filter(|given| !given.is_empty());
        let Some(given) = given else { continue };
        let path = path.child(name);
        if ty == "Pod" && name.starts_with("default") {
            errors.push(FieldError::forbidden(&path, "may not be specified when `type` is 'Pod'"));
            continue;
        }
        for key in sorted(given) {
            errors.extend(check_name(key, &path.key(key)));
            keys.insert(key);
        }
    }
    errors.extend(keys.into_iter().flat_map(|key| check_amounts(limit, ty, key, path)));
    errors
}

/// The reference goes through its maps in any order.
fn sorted(given: &Members) -> Vec<&str> {
    let mut keys: Vec<_> = given.keys().map(coracle_object::SmolStr::as_str).collect();
    keys.sort_unstable();
    keys
}

/// How much of something is said, and as it is written.
struct Amount<'a>(Quantity, &'a str);

/// What is wrong with how much is said of one thing, beside each other.
fn check_amounts(limit: &Value, ty: &str, key: &str, path: &Path) -> Vec<FieldError> {
    let amount = |name: &str| {
        let text = limit[name][key].as_str().filter(|_| ty != "Pod" || !name.starts_with("default"))?;
        Some(Amount(quantity::parse(text).ok()?, text))
    };
    let [min, max] = ["min", "max"].map(amount);
    let [default, request, ratio] = ["default", "defaultRequest", "maxLimitRequestRatio"].map(amount);
    let mut errors = Vec::new();
    let mut refuse = |name: &str, value: &str, why: String| {
        errors.push(FieldError::invalid(&path.child(name).key(key), value, why));
    };
    // The field, the one that may not be more than the other, what each is called, and which of them is shown.
    let pairs = [
        ("min", (&min, "min value"), (&max, "max value"), false),
        ("defaultRequest", (&min, "min value"), (&request, "default request value"), true),
        ("defaultRequest", (&request, "default request value"), (&max, "max value"), false),
        ("defaultRequest", (&request, "default request value"), (&default, "default limit value"), false),
        ("default", (&min, "min value"), (&default, "default value"), false),
        ("default", (&default, "default value"), (&max, "max value"), true),
    ];
    for (name, (less, called), (more, called_more), second) in pairs {
        if let (Some(Amount(less, a)), Some(Amount(more, b))) = (less, more)
            && less > more
        {
            refuse(name, if second { b } else { a }, format!("{called} {a} is greater than {called_more} {b}"));
        }
    }
    if let Some(Amount(ratio, text)) = &ratio {
        if *ratio < Quantity::of_integer(1) {
            refuse("maxLimitRequestRatio", text, format!("ratio {text} is less than 1"));
        }
        if let (Some(Amount(min, _)), Some(Amount(max, _))) = (&min, &max) {
            let (ratio, limit) = ratios(ratio, min, max);
            if ratio > limit {
                let limit = if limit.is_infinite() { "-Inf".to_owned() } else { format!("{limit:.6}") };
                refuse("maxLimitRequestRatio", text, format!("ratio {text} is greater than max/min = {limit}"));
            }
        }
    }
    if let (Some(Amount(default, a)), Some(Amount(request, b))) = (&default, &request)
        && !resources::may_be_overcommitted(key)
        && default.cmp(request) != Ordering::Equal
    {
        refuse("defaultRequest", b, format!("default value {a} must equal to defaultRequest value {b} in {key}"));
    }
    errors
}

/// A ratio, and how large it may be between these two: in thousandths, where all three are few enough of these.
#[expect(clippy::cast_precision_loss, reason = "as the reference does")]
fn ratios(ratio: &Quantity, min: &Quantity, max: &Quantity) -> (f64, f64) {
    // Upstream: apimachinery/pkg/api/resource/math.go MaxMilliValue (v1.37.2)
    const THOUSANDTHS_MAX: i64 = i64::MAX / 1_000;
    if [ratio, min, max].iter().all(|amount| amount.scaled(0) < THOUSANDTHS_MAX) {
        let [ratio, min, max] = [ratio, min, max].map(|amount| amount.scaled(-3) as f64);
        return (ratio / 1_000.0, max / min);
    }
    let [ratio, min, max] = [ratio, min, max].map(|amount| amount.scaled(0) as f64);
    (ratio, max / min)
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn told(limit: &Value) -> Vec<String> {
        let mut range = json!({"metadata": {"name": "a", "namespace": "n"}, "spec": {"limits": [limit]}});
        Ranges.default(&mut range);
        Ranges.check_create(&range).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_a_container_asks_for_follows_from_what_it_may() {
        let mut range = json!({"spec": {"limits": [
            {"type": "Container", "max": {"cpu": "2", "memory": "1Gi"}, "min": {"cpu": "1", "storage": "1"}, "default": {"cpu": "1500m"}},
            {"type": "Pod", "max": {"cpu": "2"}},
        ]}});
        Ranges.default(&mut range);
        let limits = &range["spec"]["limits"];
        assert_eq!(limits[0]["default"], json!({"cpu": "1500m", "memory": "1Gi"}));
        assert_eq!(limits[0]["defaultRequest"], json!({"cpu": "1500m", "memory": "1Gi", "storage": "1"}));
        assert_eq!(limits[1], json!({"type": "Pod", "max": {"cpu": "2"}}));
    }

    #[test]
    fn amounts_stand_in_order() {
        let limit = json!({"type": "Container", "min": {"cpu": "3"}, "defaultRequest": {"cpu": "2500m"}, "default": {"cpu": "2"}, "max": {"cpu": "1"}});
        assert_eq!(
            told(&limit),
            [
                r#"spec.limits[0].min[cpu]: Invalid value: "3": min value 3 is greater than max value 1"#,
                r#"spec.limits[0].defaultRequest[cpu]: Invalid value: "2500m": min value 3 is greater than default request value 2500m"#,
                r#"spec.limits[0].defaultRequest[cpu]: Invalid value: "2500m": default request value 2500m is greater than max value 1"#,
                r#"spec.limits[0].defaultRequest[cpu]: Invalid value: "2500m": default request value 2500m is greater than default limit value 2"#,
                r#"spec.limits[0].default[cpu]: Invalid value: "3": min value 3 is greater than default value 2"#,
                r#"spec.limits[0].default[cpu]: Invalid value: "1": default value 2 is greater than max value 1"#,
            ]
        );
    }

    #[test]
    fn a_ratio_is_one_at_least_and_no_more_than_between_the_bounds() {
        let limit = |ratio: &str| json!({"type": "Pod", "min": {"cpu": "300m"}, "max": {"cpu": "1"}, "maxLimitRequestRatio": {"cpu": ratio}});
        assert_eq!(told(&limit("3")), [""; 0]);
        let path = "spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value";
        assert_eq!(told(&limit("4")), [format!(r#"{path}: "4": ratio 4 is greater than max/min = 3.333333"#)]);
        assert_eq!(told(&limit("500m")), [format!(r#"{path}: "500m": ratio 500m is less than 1"#)]);
    }

    #[test]
    fn a_type_has_what_it_needs_and_no_more() {
        let none = "spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided";
        assert_eq!(told(&json!({"type": "PersistentVolumeClaim"})), [none]);
        let default = "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'";
        assert_eq!(told(&json!({"type": "Pod", "default": {"bogus": "1"}})), [default]);
        let other = r#"spec.limits[0].type: Invalid value: "Other": must be a standard limit type or fully qualified"#;
        assert_eq!(told(&json!({"type": "Other"})), [other]);
    }
}
