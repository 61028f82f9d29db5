//! A label selector that stands in an object: `matchLabels` and `matchExpressions`.

use coracle_object::Value;
use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::names;

use crate::read::{list, text};

/// Which values of labels may be selected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// Those that a label can have.
    Right,
    /// Any: who does not touch what was wrong before is not told.
    Any,
}

impl Values {
    /// What is asked of a selector that takes the place of this one.
    pub(crate) fn after(current: &Value) -> Values {
        if check(current, Values::Right, &Path::new("")).is_empty() { Values::Right } else { Values::Any }
    }
}

/// What is wrong with a selector; nothing where there is none. The reference takes `matchLabels` as they come.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabelSelector (v1.37.2)
pub(crate) fn check(selector: &Value, values: Values, path: &Path) -> Vec<FieldError> {
    let mut errors = check_labels(&selector["matchLabels"], &path.child("matchLabels"));
    let path = path.child("matchExpressions");
    for (i, expression) in list(selector, "matchExpressions").iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        errors.extend(check_expression(expression, values, &path.index(i)));
    }
    errors
}

/// What is wrong with labels that stand in an object.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabels (v1.37.2)
fn check_labels(labels: &Value, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (key, value) in sorted(labels) {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        errors.extend(FieldError::invalid_each(path, key, names::qualified_name(key)));
        errors.extend(FieldError::invalid_each(path, value, names::label_value(value)));
    }
    errors
}

// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateLabelSelectorRequirement (v1.37.2)
fn check_expression(expression: &Value, values: Values, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let (at, given) = (path.child("values"), list(expression, "values"));
    match text(expression, "operator") {
        "In" | "NotIn" if given.is_empty() => {
            errors.push(FieldError::required(&at, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        "Exists" | "DoesNotExist" if !given.is_empty() => {
            let why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            errors.push(FieldError::forbidden(&at, why));
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
        other => {
            let other = Value::from(other);
            errors.push(FieldError::invalid(&path.child("operator"), other, "not a valid selector operator"));
        }
    }
    let key = text(expression, "key");
    errors.extend(FieldError::invalid_each(&path.child("key"), key, names::qualified_name(key)));
    if values == Values::Right {
        for (i, value) in given.iter().enumerate() {
            let value = value.as_str().unwrap_or_default();
            errors.extend(FieldError::invalid_each(&at.index(i), value, names::label_value(value)));
            if errors.len() >= ERRORS_MAX {
                break;
            }
        }
    }
    errors
}

/// A selector as a table shows it: `a=b,c in (d,e),!f`.
// Upstream: apimachinery/pkg/apis/meta/v1/helpers.go FormatLabelSelector, pkg/labels/selector.go Requirement.String (v1.37.2)
pub(crate) fn format(selector: &Value) -> String {
    let mut terms: Vec<(&str, String)> =
        sorted(&selector["matchLabels"]).into_iter().map(|(key, value)| (key, format!("{key}={value}"))).collect();
    for expression in list(selector, "matchExpressions") {
        let key = text(expression, "key");
        let mut values: Vec<_> = list(expression, "values").iter().filter_map(Value::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        terms.push((
            key,
            match text(expression, "operator") {
                "In" => format!("{key} in ({values})"),
                "NotIn" => format!("{key} notin ({values})"),
                "DoesNotExist" => format!("!{key}"),
                _ => key.to_owned(),
            },
        ));
    }
    terms.sort_by_key(|(key, _)| *key);
    match &*terms.into_iter().map(|(_, term)| term).collect::<Vec<_>>().join(",") {
        "" => "<none>".to_owned(),
        all => all.to_owned(),
    }
}

fn sorted(labels: &Value) -> Vec<(&str, &str)> {
    let labels = labels.as_object().into_iter().flatten();
    let mut labels: Vec<_> = labels.map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect();
    labels.sort_unstable();
    labels
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn told(selector: &Value, values: Values) -> Vec<String> {
        check(selector, values, &Path::new("s")).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_operator_says_whether_there_are_values() {
        let selector = |operator: &str, values: Value| json!({"matchExpressions": [{"key": "a", "operator": operator, "values": values}]});
        for operator in ["In", "NotIn"] {
            assert_eq!(told(&selector(operator, json!(["b"])), Values::Right), [""; 0]);
            let missing =
                "s.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'";
            assert_eq!(told(&selector(operator, json!([])), Values::Right), [missing]);
        }
        for operator in ["Exists", "DoesNotExist"] {
            assert_eq!(told(&selector(operator, Value::Null), Values::Right), [""; 0]);
            let too_many = "s.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            assert_eq!(told(&selector(operator, json!(["b"])), Values::Right), [too_many]);
        }
        let unknown = r#"s.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator"#;
        assert_eq!(told(&selector("Gt", json!(["b"])), Values::Right), [unknown]);
    }

    #[test]
    fn wrong_values_may_stay() {
        let wrong = json!({"matchExpressions": [{"key": "a", "operator": "In", "values": ["b c"]}]});
        assert_eq!(told(&wrong, Values::after(&Value::Null)).len(), 1);
        assert_eq!(told(&wrong, Values::after(&wrong)), [""; 0]);
    }

    #[test]
    fn a_table_shows_it_by_keys() {
        assert_eq!(format(&json!({})), "<none>");
        let expression =
            |key: &str, operator: &str, values: Value| json!({"key": key, "operator": operator, "values": values});
        let selector = json!({
            "matchLabels": {"d": "e", "b": ""},
            "matchExpressions": [
                expression("e", "Exists", Value::Null),
                expression("a", "In", json!(["z", "y"])),
                expression("c", "NotIn", json!(["x"])),
                expression("f", "DoesNotExist", Value::Null),
            ],
        });
        assert_eq!(format(&selector), "a in (y,z),b=,c notin (x),d=e,e,!f");
    }
}
