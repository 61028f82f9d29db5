//! A deletion: the object goes, or is marked until the last of its finalizers is taken off.

use coracle_kinds::{Deletion, Intent, Kind, Refusal};
use coracle_object::Value;
use coracle_object::edit;
use coracle_object::meta::{FOREGROUND, ORPHAN};

use super::{Current, Decision, Facts, Gone, Scope};
use crate::request::options::DeleteOptions;
use crate::status::{self, Failure};

/// Decides a deletion.
///
/// # Errors
/// What the reference answers, in its order.
// Upstream: registry/store.go Delete, registry/rest/delete.go BeforeDelete (v1.37.2)
pub fn decide(scope: &Scope, options: &DeleteOptions, facts: &Facts) -> Result<Decision, Failure> {
    let current = facts.current.as_ref().ok_or_else(|| Failure::not_found(scope.kind.group_resource(), &scope.name))?;
    let resource = scope.kind.group_resource();
    match scope.kind.rules.deletion(&intent(scope, options, current), &current.object) {
        Deletion::Usual => generic(scope, options, current),
        Deletion::Begin(object) => Ok(settle(scope, object, current)),
        Deletion::Wait => Ok(Decision::Unchanged(current.object.clone())),
        Deletion::Refuse(Refusal::Conflict(why)) => Err(Failure::conflict(resource, &scope.name, &why)),
        Deletion::Refuse(Refusal::Forbidden(why)) => Err(Failure::forbidden(resource, &scope.name, &why)),
    }
}

/// A deletion as the kind's own rules see it.
fn intent<'a>(scope: &'a Scope, options: &'a DeleteOptions, current: &Current) -> Intent<'a> {
    Intent {
        name: &scope.name,
        revision: current.revision,
        now: &scope.moment.now,
        uid: options.uid.as_deref(),
        resource_version: options.resource_version.as_deref(),
        orphan_dependents: options.orphan_dependents,
        propagation_policy: options.propagation_policy.as_deref(),
    }
}

/// The deletion of a kind without ways of its own.
fn generic(scope: &Scope, options: &DeleteOptions, current: &Current) -> Result<Decision, Failure> {
    check_preconditions(scope, options, current)?;
    let before = edit::texts(&current.object, "finalizers");
    let after = finalizers(options, &before);
    if after.is_empty() {
        return Ok(Decision::Remove(gone(&scope.kind, &scope.name, &current.object)));
    }
    let mut object = current.object.clone();
    if !same_set(&before, &after) {
        edit::set_texts(&mut object, "finalizers", after);
    }
    mark(scope, &mut object);
    Ok(settle(scope, object, current))
}

/// What is shown of an object that goes.
// Upstream: registry/store.go finalizeDelete (v1.37.2)
fn gone(kind: &Kind, name: &str, object: &Value) -> Gone {
    if kind.returns_deleted {
        return Gone::Last(object.clone());
    }
    Gone::Status(status::deleted(kind.group_resource(), name, edit::text(object, "uid")))
}

/// Stores a marked object if marking it changed anything.
fn settle(scope: &Scope, object: Value, current: &Current) -> Decision {
    let object = scope.kind.schema().settle(object);
    if object == current.object { Decision::Unchanged(object) } else { Decision::Replace(object) }
}

// Upstream: registry/store.go markAsDeleting (v1.37.2)
fn mark(scope: &Scope, object: &mut Value) {
    if !edit::has(object, "deletionTimestamp") {
        if let Some(generation) = edit::get(object, "generation").and_then(Value::as_i64).filter(|g| *g > 0) {
            edit::set(object, "generation", Some((generation + 1).into()));
        }
        edit::set_text(object, "deletionTimestamp", &scope.moment.now);
    }
    edit::set(object, "deletionGracePeriodSeconds", Some(0.into()));
}

fn check_preconditions(scope: &Scope, options: &DeleteOptions, current: &Current) -> Result<(), Failure> {
    // Quirk: this conflict names the kind, every other one the resource (delete/precondition-rv).
    let conflict = |why: String| Err(Failure::conflict(scope.kind.group_kind(), &scope.name, &why));
    let (uid, version) = (edit::text(&current.object, "uid"), current.revision.to_string());
    if let Some(given) = options.uid.as_deref().filter(|given| *given != uid) {
        return conflict(format!(
            "the UID in the precondition ({given}) does not match the UID in record ({uid}). \
             The object might have been deleted and then recreated"
        ));
    }
    if let Some(given) = options.resource_version.as_deref().filter(|given| *given != version) {
        return conflict(format!(
            "the ResourceVersion in the precondition ({given}) does not match the ResourceVersion in record ({version}). \
             The object might have been modified"
        ));
    }
    Ok(())
}

/// The finalizers that keep an object: its own, and what the options say of its dependents.
// Upstream: registry/store.go deletionFinalizersForGarbageCollection (v1.37.2)
fn finalizers(options: &DeleteOptions, before: &[String]) -> Vec<String> {
    let (orphan, foreground) = match (options.orphan_dependents, options.propagation_policy.as_deref()) {
        (Some(orphan), _) => (orphan, false),
        (None, Some(policy)) => (policy == "Orphan", policy == "Foreground"),
        (None, None) => match before.iter().find(|f| *f == ORPHAN || *f == FOREGROUND) {
            Some(first) => (first == ORPHAN, first == FOREGROUND),
            None => (false, false),
        },
    };
    let mut after: Vec<String> = before.iter().filter(|f| *f != ORPHAN && *f != FOREGROUND).cloned().collect();
    if orphan {
        after.push(ORPHAN.into());
    }
    if foreground {
        after.push(FOREGROUND.into());
    }
    after
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.iter().all(|x| b.contains(x)) && b.iter().all(|x| a.contains(x))
}

#[cfg(test)]
mod tests {
    use coracle_kinds::builtin;
    use coracle_object::json;

    use super::*;

    #[test]
    fn the_kind_says_what_is_shown_of_what_goes() {
        let object = json!({"metadata": {"name": "a", "namespace": "n", "uid": "u"}});
        let builtin = builtin();
        let of = builtin.find("", "v1", "endpoints").unwrap();
        let shown = |returns_deleted| {
            let kind = Kind { returns_deleted, ..Kind::new(of.identity.clone(), of.schema.clone()) };
            gone(&kind, "a", &object)
        };
        assert!(matches!(shown(true), Gone::Last(last) if last == object));
        let details = json!({"name": "a", "kind": "endpoints", "uid": "u"});
        assert!(matches!(shown(false), Gone::Status(status) if status["details"] == details));
    }

    #[test]
    fn options_decide_which_finalizers_stay() {
        let policy = |p: &str| DeleteOptions { propagation_policy: Some(p.into()), ..DeleteOptions::default() };
        let orphan = |o| DeleteOptions { orphan_dependents: Some(o), ..DeleteOptions::default() };
        for (options, before, after) in [
            (DeleteOptions::default(), "", ""),
            (DeleteOptions::default(), "a b", "a b"),
            (DeleteOptions::default(), "orphan a", "a orphan"),
            (policy("Orphan"), "a", "a orphan"),
            (policy("Foreground"), "a orphan", "a foregroundDeletion"),
            (policy("Background"), "orphan foregroundDeletion", ""),
            (orphan(true), "", "orphan"),
            (orphan(false), "foregroundDeletion a", "a"),
        ] {
            let before: Vec<String> = before.split_whitespace().map(Into::into).collect();
            assert_eq!(finalizers(&options, &before).join(" "), after, "{options:?} {before:?}");
        }
    }
}
