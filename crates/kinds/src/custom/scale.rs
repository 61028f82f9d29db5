//! How many of something a custom resource asks for and has, at paths that its definition names.

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::structural::go_type;
use coracle_object::text::plain;

use crate::read::text;

/// Where the numbers stand.
pub(super) struct Scale {
    /// What is asked for: `.spec.replicas`.
    wanted: String,
    /// What there is.
    found: String,
    /// By which labels it is found; empty for none.
    selector: String,
}

impl Scale {
    /// Reads the `scale` of a version's subresources.
    pub(super) fn read(scale: &Value) -> Self {
        let path = |name| text(scale, name).to_owned();
        Scale {
            wanted: path("specReplicasPath"),
            found: path("statusReplicasPath"),
            selector: path("labelSelectorPath"),
        }
    }

    /// What is wrong with all of it.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go ValidateScaleSpec (v1.37.2)
    pub(super) fn check(&self, object: &Value) -> Vec<FieldError> {
        let mut errors: Vec<_> = check_number(object, &self.wanted).into_iter().collect();
        errors.extend(self.check_status(object));
        errors
    }

    /// What is wrong with what there is.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go ValidateScaleStatus (v1.37.2)
    pub(super) fn check_status(&self, object: &Value) -> Vec<FieldError> {
        let mut errors: Vec<_> = check_number(object, &self.found).into_iter().collect();
        if !self.selector.is_empty()
            && let Err(why) = find(object, &self.selector, "string", Value::is_string)
        {
            errors.push(FieldError::invalid(&Path::new(&self.selector), "", why));
        }
        errors
    }
}

fn check_number(object: &Value, path: &str) -> Option<FieldError> {
    let wrong = |number: i64, why: &str| Some(FieldError::invalid(&Path::new(path), number, why));
    let number = match find(object, path, "int64", Value::is_i64) {
        Err(why) => return wrong(0, &why),
        Ok(found) => found.and_then(Value::as_i64).unwrap_or_default(),
    };
    match number {
        ..0 => wrong(number, "should be a non-negative integer"),
        _ if number > i64::from(i32::MAX) => wrong(number, &format!("should be less than or equal to {}", i32::MAX)),
        _ => None,
    }
}

/// What stands at a path; none where nothing does.
///
/// # Errors
/// Something else does, or on the way there.
// Upstream: apimachinery/pkg/apis/meta/v1/unstructured/helpers.go NestedFieldNoCopy, NestedInt64, NestedString (v1.37.2)
fn find<'v>(
    object: &'v Value,
    path: &str,
    expected: &str,
    is: impl Fn(&Value) -> bool,
) -> Result<Option<&'v Value>, String> {
    let names: Vec<&str> = path.strip_prefix('.').unwrap_or(path).split('.').collect();
    let wrong = |depth: usize, value: &Value, expected: &str| {
        let path = format!(".{}", names[..depth].join("."));
        format!("{path} accessor error: {} is of the type {}, expected {expected}", plain(value), go_type(value))
    };
    let mut value = object;
    for (depth, name) in names.iter().enumerate() {
        match value {
            Value::Object(members) => match members.get(name) {
                None => return Ok(None),
                Some(member) => value = member,
            },
            // What is null has nothing in it.
            Value::Null => return Ok(None),
            other => return Err(wrong(depth + 1, other, "map[string]interface{}")),
        }
    }
    if is(value) { Ok(Some(value)) } else { Err(wrong(names.len(), value, expected)) }
}
