//! Who owns how many of something an object asks for, as its Scale has it: managedFields of the one as those of the other.
//!
//! Upstream: apimachinery/pkg/util/managedfields/scalehandler.go (v1.37.2)

use std::borrow::Cow;
use std::collections::BTreeMap;

use coracle_object::Value;

use crate::managers::{Managers, ManagersError, Owner};
use crate::path::{Path, PathElement};
use crate::set::Set;

/// The version of a Scale.
const SCALE: &str = "autoscaling/v1";

/// Where the number stands.
pub struct Replicas<'a> {
    /// The version of the object.
    pub api_version: &'a str,
    /// The path in each version of its kind; none in one without a Scale.
    pub paths: BTreeMap<String, Option<Path>>,
}

impl Replicas<'_> {
    /// The managedFields of the Scale of an object with these: of those who own the number. `None` where nobody does.
    ///
    /// # Errors
    /// They cannot be read.
    // Upstream: apimachinery/pkg/util/managedfields/scalehandler.go ToSubresource (v1.37.2)
    pub fn of_scale(&self, managed_fields: &Value) -> Result<Option<Value>, ManagersError> {
        let mut managers = Managers::default();
        for (id, owner) in Managers::read(managed_fields)?.0 {
            if self.owned_path(&owner).is_some() {
                let fields = only(&in_scale());
                let owner = Owner { fields, api_version: SCALE.to_owned(), read: None, ..owner };
                managers.0.insert(id, owner);
            }
        }
        Ok(managers.write(Cow::Owned(Value::Null)))
    }

    /// The managedFields of an object whose Scale was written and has these now. `None` where nobody owns anything.
    ///
    /// # Errors
    /// Some of them cannot be read.
    // Upstream: apimachinery/pkg/util/managedfields/scalehandler.go ToParent (v1.37.2)
    pub fn of_object(&self, managed_fields: &Value, of_scale: &Value) -> Result<Option<Value>, ManagersError> {
        let mut of_scale = Managers::read(of_scale)?.0;
        let mut managers = Managers::default();
        let before = Managers::read(managed_fields)?.0;
        let times: BTreeMap<_, _> = before.iter().map(|(id, owner)| (id.clone(), owner.time.clone())).collect();
        for (id, mut owner) in before {
            if !self.paths.contains_key(&owner.api_version) {
                continue;
            }
            if let Some(path) = self.owned_path(&owner)
                && of_scale.remove(&id).is_none()
            {
                owner.fields = owner.fields.difference(&only(path));
                owner.read = None;
                if owner.fields.is_empty() {
                    continue;
                }
            }
            managers.0.insert(id, owner);
        }
        for (id, owner) in of_scale {
            let path = self.paths.get(self.api_version).and_then(Option::as_ref);
            if let Some(path) = path.filter(|_| owner.fields.has(&in_scale())) {
                // Quirk: who updates is another manager in another version, so that the Scale's have no time
                // (cr-subresource/scale-put).
                let time = times.get(&id).cloned().flatten();
                let api_version = self.api_version.to_owned();
                managers.0.insert(id, Owner { fields: only(path), api_version, time, read: None, ..owner });
            }
        }
        Ok(managers.write(Cow::Borrowed(managed_fields)))
    }

    /// The path to the number, if this manager owns it.
    fn owned_path(&self, owner: &Owner) -> Option<&Path> {
        let path = self.paths.get(&owner.api_version)?.as_ref()?;
        owner.fields.has(path).then_some(path)
    }
}

/// Where the number stands in a Scale.
fn in_scale() -> Path {
    ["spec", "replicas"].map(|name| PathElement::Field(name.into())).into()
}

fn only(path: &Path) -> Set {
    let mut set = Set::new();
    set.insert(path);
    set
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn replicas() -> Replicas<'static> {
        let path = |name: &str| Some(["spec", name].map(|name| PathElement::Field(name.into())).into());
        let paths = [("e/v1", path("n")), ("e/v2", path("m")), ("e/v3", None)];
        Replicas { api_version: "e/v1", paths: paths.map(|(version, path)| (version.to_owned(), path)).into() }
    }

    fn owner(manager: &str, operation: &str, version: &str, time: &str, fields: Value) -> Value {
        let mut owner = json!({"manager": manager, "operation": operation, "apiVersion": version});
        if !time.is_empty() {
            owner["time"] = time.into();
        }
        owner["fieldsType"] = "FieldsV1".into();
        owner["fieldsV1"] = fields;
        owner
    }

    const THEN: &str = "2026-01-01T00:00:00Z";

    fn of_scale(manager: &str, operation: &str, time: &str) -> Value {
        owner(manager, operation, "autoscaling/v1", time, json!({"f:spec": {"f:replicas": {}}}))
    }

    #[test]
    fn a_scale_is_owned_by_those_who_own_the_number() {
        let object = json!([
            owner("a", "Apply", "e/v1", THEN, json!({"f:spec": {"f:n": {}, "f:x": {}}})),
            owner("b", "Update", "e/v2", THEN, json!({"f:spec": {"f:m": {}}})),
            owner("c", "Update", "e/v2", THEN, json!({"f:spec": {"f:n": {}}})),
            owner("d", "Update", "e/v3", THEN, json!({"f:spec": {"f:n": {}}})),
            owner("e", "Update", "e/v9", THEN, json!({"f:spec": {"f:n": {}}})),
        ]);
        let expected = json!([of_scale("a", "Apply", THEN), of_scale("b", "Update", THEN)]);
        assert_eq!(replicas().of_scale(&object), Ok(Some(expected)));
        assert_eq!(replicas().of_scale(&Value::Null), Ok(None));
    }

    #[test]
    fn who_writes_a_scale_takes_the_number() {
        let rest = json!({"f:spec": {"f:x": {}}});
        let object = json!([
            owner("a", "Apply", "e/v1", THEN, json!({"f:spec": {"f:n": {}}})),
            owner("gone", "Update", "e/v9", THEN, rest.clone()),
            owner("u", "Update", "e/v1", THEN, json!({"f:spec": {"f:n": {}, "f:x": {}}})),
            owner("v3", "Update", "e/v3", THEN, json!({"f:spec": {"f:n": {}}})),
        ]);
        // Who applied it keeps it with its time; who updates is new, and so has none.
        let written = json!([of_scale("a", "Apply", THEN), of_scale("s", "Update", THEN)]);
        let expected = json!([
            owner("a", "Apply", "e/v1", THEN, json!({"f:spec": {"f:n": {}}})),
            owner("s", "Update", "e/v1", "", json!({"f:spec": {"f:n": {}}})),
            owner("u", "Update", "e/v1", THEN, rest),
            owner("v3", "Update", "e/v3", THEN, json!({"f:spec": {"f:n": {}}})),
        ]);
        assert_eq!(replicas().of_object(&object, &written), Ok(Some(expected)));
        // Nobody has it any more, and who had nothing else owns nothing.
        let only = json!([owner("a", "Apply", "e/v1", THEN, json!({"f:spec": {"f:n": {}}}))]);
        assert_eq!(replicas().of_object(&only, &json!([])), Ok(None));
    }
}
