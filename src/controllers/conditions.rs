//! What a namespace on its way out says of itself. Pure.
//!
//! Upstream: pkg/controller/namespace/deletion/status_condition_utils.go, namespaced_resources_deleter.go (v1.37.2).

use std::collections::BTreeMap;

use coracle_kinds::Text;
use coracle_object::Value;
use coracle_object::json;

/// What keeps a namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remaining {
    /// How many objects are left, by resource.
    pub resources: BTreeMap<Text, usize>,
    /// How many of them a finalizer keeps, by finalizer.
    pub finalizers: BTreeMap<String, usize>,
    /// Why some could not be deleted.
    pub failures: Vec<String>,
}

/// The conditions with what they should say now; none where they say it already.
pub fn updated(conditions: &[Value], remaining: &Remaining, now: &str) -> Option<Vec<Value>> {
    let mut updated = conditions.to_vec();
    for (kind, status, reason, message) in wanted(remaining) {
        let fresh = json!({
            "type": kind, "status": status, "lastTransitionTime": now, "reason": reason, "message": message,
        });
        match updated.iter_mut().find(|condition| condition["type"] == kind) {
            None => updated.push(fresh),
            Some(old) => {
                // The time is that of the last change of the status alone.
                let since = if old["status"] == status { old["lastTransitionTime"].clone() } else { now.into() };
                *old = fresh;
                old["lastTransitionTime"] = since;
            }
        }
    }
    (updated != conditions).then_some(updated)
}

type Condition = (&'static str, &'static str, &'static str, String);

fn wanted(remaining: &Remaining) -> [Condition; 5] {
    let fine = |kind, reason, message: &str| (kind, "False", reason, message.to_owned());
    let mut failures = remaining.failures.clone();
    failures.sort();
    let deleted = match failures.len() {
        0 => fine(
            "NamespaceDeletionContentFailure",
            "ContentDeleted",
            "All content successfully deleted, may be waiting on finalization",
        ),
        n => {
            let message = format!("Failed to delete all resource types, {n} remaining: {}", failures.join(", "));
            ("NamespaceDeletionContentFailure", "True", "ContentDeletionFailed", message)
        }
    };
    let resources = remaining.resources.iter().filter(|(_, n)| **n > 0);
    // Quirk: the core group's name is empty, and the dot before it stands all the same
    // (controllers/namespace-waits-for-finalizer).
    let dotted = |name: &str| if name.contains('.') { name.to_owned() } else { format!("{name}.") };
    let resources: Vec<String> =
        resources.map(|(name, n)| format!("{} has {n} resource instances", dotted(name))).collect();
    let content = match resources.len() {
        0 => fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
        _ => {
            let message = format!("Some resources are remaining: {}", resources.join(", "));
            ("NamespaceContentRemaining", "True", "SomeResourcesRemain", message)
        }
    };
    let finalizers = remaining.finalizers.iter().filter(|(_, n)| **n > 0);
    let finalizers: Vec<String> = finalizers.map(|(name, n)| format!("{name} in {n} resource instances")).collect();
    let kept = match finalizers.len() {
        0 => {
            fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
        }
        _ => {
            let message = format!("Some content in the namespace has finalizers remaining: {}", finalizers.join(", "));
            ("NamespaceFinalizersRemaining", "True", "SomeFinalizersRemain", message)
        }
    };
    [
        fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
        fine(
            "NamespaceDeletionGroupVersionParsingFailure",
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed",
        ),
        deleted,
        content,
        kept,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_change_when_they_say_something_else_and_their_time_with_the_status() {
        let said = |conditions: &[Value]| {
            let say = |c: &Value| {
                let text = |name: &str| c[name].as_str().unwrap().to_owned();
                format!("{} {} {} {}", text("status"), text("lastTransitionTime"), text("reason"), text("message"))
            };
            conditions.iter().map(say).collect::<Vec<_>>()
        };
        let mut remaining = Remaining {
            resources: [("endpoints".into(), 2)].into(),
            finalizers: [("e.io/x".to_owned(), 2), ("e.io/a".to_owned(), 1)].into(),
            failures: vec![],
        };
        let first = updated(&[], &remaining, "t1").unwrap();
        assert_eq!(
            said(&first),
            [
                "False t1 ResourcesDiscovered All resources successfully discovered",
                "False t1 ParsedGroupVersions All legacy kube types successfully parsed",
                "False t1 ContentDeleted All content successfully deleted, may be waiting on finalization",
                "True t1 SomeResourcesRemain Some resources are remaining: endpoints. has 2 resource instances",
                "True t1 SomeFinalizersRemain Some content in the namespace has finalizers remaining: e.io/a in 1 \
                 resource instances, e.io/x in 2 resource instances",
            ]
        );
        assert_eq!(updated(&first, &remaining, "t2"), None);
        remaining.resources.insert("endpoints".into(), 1);
        let second = updated(&first, &remaining, "t3").unwrap();
        assert_eq!(
            said(&second)[3],
            "True t1 SomeResourcesRemain Some resources are remaining: endpoints. has 1 resource instances"
        );
        let others = vec![json!({"type": "Mine", "status": "True"})];
        let last = updated(&second, &Remaining::default(), "t4").unwrap();
        assert_eq!(said(&last)[3], "False t4 ContentRemoved All content successfully removed");
        assert_eq!(said(&last)[4], "False t4 ContentHasNoFinalizers All content-preserving finalizers finished");
        assert_eq!(updated(&others, &remaining, "t").unwrap()[0], others[0]);
    }

    #[test]
    fn what_could_not_be_deleted_is_said() {
        let failures = vec!["b".to_owned(), "a".to_owned()];
        let conditions = updated(&[], &Remaining { failures, ..Remaining::default() }, "t").unwrap();
        assert_eq!(conditions[2]["message"], "Failed to delete all resource types, 2 remaining: a, b");
        assert_eq!(
            (&conditions[2]["status"], &conditions[2]["reason"]),
            (&"True".into(), &"ContentDeletionFailed".into())
        );
    }
}
