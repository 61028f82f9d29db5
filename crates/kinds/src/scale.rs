//! How many of something an object asks for and has, at paths of its own: a `Scale` shows it, and changes what is asked for.

use coracle_object::field::{FieldError, Path};

use coracle_object::structural::go_type;
use coracle_object::text::plain;
use coracle_object::{Members, Schema, Value, edit, json, schema};

use crate::read::text;

/// Where the numbers stand.
#[derive(Clone)]
pub struct Scale {
    /// What is asked for: `.spec.replicas`.
    wanted: String,
    /// What there is.
    found: String,
    /// By which labels it is found; empty for none.
    selector: String,
}

impl Scale {
    /// Reads the `scale` of a version's subresources.
    pub(crate) fn read(scale: &Value) -> Self {
        let path = |name| text(scale, name).to_owned();
        Scale {
            wanted: path("specReplicasPath"),
            found: path("statusReplicasPath"),
            selector: path("labelSelectorPath"),
        }
    }

    /// The path of what is asked for, as it is written: `.spec.replicas`.
    #[must_use]
    pub fn wanted(&self) -> &str {
        &self.wanted
    }

    /// The names of the members that lead to what is asked for.
    #[must_use]
    pub fn wanted_names(&self) -> Vec<&str> {
        names(&self.wanted)
    }

    /// The `Scale` of an object, in typed form; where the object asks for nothing, that is 0 ([`Scale::asks`]).
    ///
    /// # Errors
    /// Something other than a number stands where one is to be, or than text for the selector.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/etcd.go scaleFromCustomResource (v1.37.2)
    pub fn show(&self, object: &Value) -> Result<Value, String> {
        let wanted = find(object, &self.wanted, "int64", Value::is_i64)?.and_then(Value::as_i64);
        let found = find(object, &self.found, "int64", Value::is_i64)?.and_then(Value::as_i64);
        let selector = match &*self.selector {
            "" => None,
            path => find(object, path, "string", Value::is_string)?,
        };
        let mut metadata = Members::new();
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata.extend(edit::get(object, name).map(|value| (name, value.clone())));
        }
        let mut scale = json!({
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": Value::Object(metadata), "spec": {},
            "status": {"replicas": narrow(found.unwrap_or_default())},
        });
        if let Some(wanted) = wanted {
            scale["spec"]["replicas"] = narrow(wanted).into();
        }
        if let Some(selector) = selector.filter(|selector| *selector != "") {
            scale["status"]["selector"] = selector.clone();
        }
        Ok(Schema::Go(&schema::SCALE).settle(scale))
    }

    /// Does an object ask for a number?
    #[must_use]
    pub fn asks(&self, object: &Value) -> bool {
        matches!(find(object, &self.wanted, "int64", Value::is_i64), Ok(Some(_)))
    }

    /// Asks in an object for so many.
    ///
    /// # Errors
    /// Something that is no object stands on the way.
    // Upstream: apimachinery/pkg/apis/meta/v1/unstructured/helpers.go SetNestedField (v1.37.2)
    pub fn ask_for(&self, object: &mut Value, replicas: i64) -> Result<(), String> {
        let path = names(&self.wanted);
        let mut at = object;
        for (depth, name) in path.iter().enumerate() {
            let why = || {
                format!("value cannot be set because .{} is not a map[string]interface{{}}", path[..depth].join("."))
            };
            let members = at.as_object_mut().ok_or_else(why)?;
            at = members.entry(*name).or_insert_with(|| Value::Object(Members::new()));
        }
        *at = replicas.into();
        Ok(())
    }

    /// What is wrong with all of it.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go ValidateScaleSpec (v1.37.2)
    pub(crate) fn check(&self, object: &Value) -> Vec<FieldError> {
        let mut errors: Vec<_> = check_number(object, &self.wanted).into_iter().collect();
        errors.extend(self.check_status(object));
        errors
    }

    /// What is wrong with what there is.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/validator.go ValidateScaleStatus (v1.37.2)
    pub(crate) fn check_status(&self, object: &Value) -> Vec<FieldError> {
        let mut errors: Vec<_> = check_number(object, &self.found).into_iter().collect();
        if !self.selector.is_empty()
            && let Err(why) = find(object, &self.selector, "string", Value::is_string)
        {
            errors.push(FieldError::invalid(&Path::new(&self.selector), "", why));
        }
        errors
    }
}

/// The names of the members on a path.
fn names(path: &str) -> Vec<&str> {
    path.strip_prefix('.').unwrap_or(path).split('.').collect()
}

/// A number as Go's conversion to 32 bits leaves it.
#[expect(clippy::cast_possible_truncation, reason = "the reference cuts it so")]
fn narrow(number: i64) -> i64 {
    i64::from(number as i32)
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
    let names = names(path);
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
