//! Conditions in the status of an object, in the form that all newer kinds share.

use std::collections::HashSet;

use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::{Value, names};

use crate::read::text;

/// A reason has at most this many bytes.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go maxReasonLen (v1.37.2)
const REASON_BYTES_MAX: usize = 1024;
/// A message has at most this many bytes.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go maxMessageLen (v1.37.2)
const MESSAGE_BYTES_MAX: usize = 32 * 1024;

/// What is wrong with them.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateConditions (v1.37.2)
pub(crate) fn check(conditions: &[Value], path: &Path) -> Vec<FieldError> {
    let (mut errors, mut seen) = (Vec::new(), HashSet::new());
    for (i, condition) in conditions.iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        let path = path.index(i);
        if !seen.insert(text(condition, "type")) {
            errors.push(FieldError::duplicate(&path, text(condition, "type")));
        }
        errors.extend(check_one(condition, &path));
    }
    errors
}

// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go ValidateCondition (v1.37.2)
fn check_one(condition: &Value, path: &Path) -> Vec<FieldError> {
    const STATUSES: [&str; 3] = ["False", "True", "Unknown"];
    let mut errors = Vec::new();
    let (at, name) = (path.child("type"), text(condition, "type"));
    if name.is_empty() {
        errors.push(FieldError::required(&at, "is required"));
    } else {
        errors.extend(FieldError::invalid_each(&at, name, names::qualified_name(name)));
    }
    let (at, status) = (path.child("status"), text(condition, "status"));
    if status.is_empty() {
        errors.push(FieldError::required(&at, ""));
    } else if !STATUSES.contains(&status) {
        errors.push(FieldError::not_supported(&at, Value::from(status), &STATUSES));
    }
    if let Some(number) = condition["observedGeneration"].as_i64().filter(|number| *number < 0) {
        let why = "must be greater than or equal to zero";
        errors.push(FieldError::invalid(&path.child("observedGeneration"), number, why));
    }
    if condition["lastTransitionTime"].is_null() {
        errors.push(FieldError::required(&path.child("lastTransitionTime"), ""));
    }
    let (at, reason) = (path.child("reason"), text(condition, "reason"));
    if reason.is_empty() {
        errors.push(FieldError::required(&at, ""));
    } else {
        errors.extend(FieldError::invalid_each(&at, reason, names::condition_reason(reason)));
        if reason.len() > REASON_BYTES_MAX {
            errors.push(FieldError::too_long(&at, REASON_BYTES_MAX));
        }
    }
    if text(condition, "message").len() > MESSAGE_BYTES_MAX {
        errors.push(FieldError::too_long(&path.child("message"), MESSAGE_BYTES_MAX));
    }
    errors
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn a_condition_says_what_it_is_since_when_and_why() {
        let right = json!({"type": "a/B", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "So_Be:it_", "message": ""});
        let told = |conditions: &[Value]| {
            check(conditions, &Path::new("c")).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(std::slice::from_ref(&right)), [""; 0]);
        assert_eq!(told(&[right.clone(), right]), [r#"c[1]: Duplicate value: "a/B""#]);
        assert_eq!(
            told(&[json!({"status": "x", "observedGeneration": -1})]),
            [
                "c[0].type: Required value: is required",
                r#"c[0].status: Unsupported value: "x": supported values: "False", "True", "Unknown""#,
                "c[0].observedGeneration: Invalid value: -1: must be greater than or equal to zero",
                "c[0].lastTransitionTime: Required value",
                "c[0].reason: Required value",
            ]
        );
    }
}
