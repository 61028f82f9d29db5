//! A write that would change nothing but the times in managedFields changes nothing.

use coracle_object::{Members, Value};

use crate::typed::equal;
use crate::update::managed_fields;

/// The proposed object; the current one where they differ in the times of managedFields alone, so that such a write
/// makes no revision and no event.
///
/// Both are in typed form. To be called on every update and patch of an existing object, after admission.
// Upstream: apiserver/pkg/endpoints/handlers/fieldmanager/equality.go IgnoreManagedFieldsTimestampsTransformer (v1.37.2)
#[must_use]
pub fn keep_times(current: &Value, proposed: Value) -> Value {
    let entries = |object| managed_fields(object).as_array().map(Vec::as_slice).unwrap_or_default();
    let (before, after) = (entries(current), entries(&proposed));
    let same_entries = before.len() == after.len()
        && before.iter().zip(after).all(|(a, b)| same_but(a, b, "time", equal, |_, _| true));
    if !after.is_empty() && same_entries && same_but_managers(current, &proposed, equal) {
        return current.clone();
    }
    proposed
}

/// Whether two objects are the same but for their managedFields.
pub(crate) fn same_but_managers(a: &Value, b: &Value, same: fn(&Value, &Value) -> bool) -> bool {
    a.get("metadata").is_some() == b.get("metadata").is_some()
        && same_but(a, b, "metadata", same, |a, b| same_but(a, b, "managedFields", same, |_, _| true))
}

/// Whether two maps are the same, with one member compared in its own way where both have it.
fn same_but(
    a: &Value,
    b: &Value,
    name: &str,
    same: fn(&Value, &Value) -> bool,
    instead: impl Fn(&Value, &Value) -> bool,
) -> bool {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return same(a, b) };
    let others = |members: &Members| members.len() - usize::from(members.contains_key(name));
    others(a) == others(b)
        && a.iter()
            .filter(|(key, _)| *key != name)
            .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        && a.get(name).zip(b.get(name)).is_none_or(|(a, b)| instead(a, b))
}
