//! Owners and dependents: what is known of an object, and what follows from it. Pure.
//!
//! Upstream: pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem, processDeletingDependentsItem,
//! orphanDependents (v1.37.2).

use coracle_object::Value;
use coracle_store::Key;

use std::sync::Arc;

use coracle_kinds::{Kind, Registry, Role};
use coracle_object::edit;
use coracle_object::meta::{FOREGROUND, ORPHAN};

/// What matters of an object that has owners, or is kept for its dependents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its kind.
    pub kind: Arc<Kind>,
    /// Its uid.
    pub uid: String,
    /// Its revision.
    pub revision: u64,
    /// Whom it belongs to.
    pub owners: Vec<Owner>,
    /// Is it on its way out?
    pub deleting: bool,
    /// The finalizers that say what becomes of its dependents.
    pub finalizer: Option<Finalizer>,
}

/// An owner as its dependent names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The uid.
    pub uid: String,
    /// Where it would be; none for a kind that is not served, or that cannot own this dependent.
    pub key: Option<Key>,
    /// Does the dependent keep an owner that is deleted in the foreground?
    pub blocks: bool,
}

/// What becomes of the dependents of an object that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finalizer {
    /// They are left, without it.
    Orphan,
    /// They go first.
    Foreground,
}

/// How an owner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Solid,
    /// It is not there, or another of its name is.
    Absent,
    /// It waits for its dependents to go.
    Waits,
    /// It waits for its dependents to be left without it.
    Orphans,
    /// Nobody here can know.
    Unknown,
}

/// What is to be done with an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    Nothing,
    /// It goes, with a policy for its own dependents.
    Delete(&'static str),
    /// It no longer belongs to these owners, by their uids.
    Disown(Vec<String>),
    /// It no longer keeps these owners, by their uids, so that a circle can end.
    Unblock(Vec<String>),
    /// It is no longer kept for its dependents' sake.
    Release,
}

impl Node {
    /// What matters of an object; none where nothing does.
    pub fn of(kinds: &Registry, kind: &Arc<Kind>, object: &Value, revision: u64) -> Option<Node> {
        let finalizers = edit::texts(object, "finalizers");
        let has = |name: &str| finalizers.iter().any(|finalizer| finalizer == name);
        let deleting = edit::has(object, "deletionTimestamp");
        let finalizer = match (has(ORPHAN), has(FOREGROUND)) {
            (true, _) => Some(Finalizer::Orphan),
            (false, true) => Some(Finalizer::Foreground),
            (false, false) => None,
        };
        let owners = edit::get(object, "ownerReferences").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let owners: Vec<Owner> = owners.iter().map(|owner| Owner::of(kinds, kind, object, owner)).collect();
        let uid = edit::text(object, "uid").to_owned();
        let matters = !owners.is_empty() || (deleting && finalizer.is_some());
        matters.then(|| Node { kind: kind.clone(), uid, revision, owners, deleting, finalizer })
    }

    /// What it is kept for once it is deleted.
    pub fn kept(&self) -> Option<Finalizer> {
        self.finalizer.filter(|_| self.deleting)
    }

    /// Is it kept until its dependents are gone?
    pub fn waits(&self) -> bool {
        self.kept() == Some(Finalizer::Foreground)
    }

    /// What is to be done, given how each of its owners is, in their order, whether something that belongs to it keeps it,
    /// whether anything belongs to it at all, and whether one of those waits for its own dependents.
    pub fn decide(&self, owners: &[State], dependents: Dependents) -> Action {
        let orphaned = self.those(owners, |state| state == State::Orphans);
        if !orphaned.is_empty() {
            return Action::Disown(orphaned);
        }
        match (self.deleting, self.finalizer) {
            (true, Some(Finalizer::Orphan)) if dependents.any => return Action::Nothing,
            (true, Some(Finalizer::Foreground)) if dependents.block => return Action::Nothing,
            (true, Some(_)) => return Action::Release,
            (true, None) => return Action::Nothing,
            (false, _) => {}
        }
        if owners.is_empty() || owners.contains(&State::Unknown) {
            return Action::Nothing;
        }
        let waits = owners.contains(&State::Waits);
        if owners.contains(&State::Solid) {
            let gone = self.those(owners, |state| state != State::Solid);
            return if gone.is_empty() { Action::Nothing } else { Action::Disown(gone) };
        }
        let blocks: Vec<_> = self.owners.iter().filter(|owner| owner.blocks).map(|owner| owner.uid.clone()).collect();
        match self.finalizer {
            _ if waits && dependents.wait && !blocks.is_empty() => Action::Unblock(blocks),
            _ if waits && dependents.any => Action::Delete("Foreground"),
            Some(Finalizer::Orphan) => Action::Delete("Orphan"),
            Some(Finalizer::Foreground) => Action::Delete("Foreground"),
            None => Action::Delete("Background"),
        }
    }

    /// The uids of the owners that are so.
    fn those(&self, owners: &[State], so: impl Fn(State) -> bool) -> Vec<String> {
        let those = self.owners.iter().zip(owners).filter(|(_, state)| so(**state));
        those.map(|(owner, _)| owner.uid.clone()).collect()
    }
}

/// What belongs to an object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dependents {
    /// There is something.
    pub any: bool,
    /// Something keeps it while it is deleted in the foreground.
    pub block: bool,
    /// Something itself waits for its own dependents.
    pub wait: bool,
}

impl Owner {
    fn of(kinds: &Registry, kind: &Kind, object: &Value, owner: &Value) -> Owner {
        let text = |name: &str| owner[name].as_str().unwrap_or_default();
        let served = kinds.named(text("apiVersion"), text("kind")).filter(|kind| kind.role == Role::Stored);
        // What belongs to no namespace cannot belong to what is in one.
        let served = served.filter(|owner| kind.is_namespaced() || !owner.is_namespaced());
        let key = served.map(|served| {
            let namespace = if served.is_namespaced() { edit::text(object, "namespace") } else { "" };
            Key::new(&*served.stored_as, namespace, text("name"))
        });
        let blocks = owner["blockOwnerDeletion"].as_bool().unwrap_or(false);
        Owner { uid: text("uid").to_owned(), key, blocks }
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn node(deleting: bool, finalizer: Option<Finalizer>, owners: &[&str]) -> Node {
        let owner = |uid: &&str| Owner { uid: (*uid).to_owned(), key: None, blocks: *uid == "b" };
        let owners = owners.iter().map(owner).collect();
        let kind = coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().clone();
        Node { kind, uid: "me".into(), revision: 7, owners, deleting, finalizer }
    }

    #[test]
    fn what_is_done_follows_from_owners_and_dependents() {
        use Finalizer::{Foreground, Orphan};
        use State::{Absent, Orphans, Solid, Unknown, Waits};
        let none = Dependents::default();
        let (any, block) = (Dependents { any: true, ..none }, Dependents { any: true, block: true, ..none });
        let circle = Dependents { any: true, block: true, wait: true };
        let disown = |uids: &[&str]| Action::Disown(uids.iter().map(|uid| (*uid).to_owned()).collect());
        for (deleting, finalizer, owners, dependents, action) in [
            (false, None, &[][..], any, Action::Nothing),
            (false, None, &[Solid], any, Action::Nothing),
            (false, None, &[Absent], any, Action::Delete("Background")),
            (false, Some(Orphan), &[Absent], any, Action::Delete("Orphan")),
            (false, Some(Foreground), &[Absent], none, Action::Delete("Foreground")),
            (false, None, &[Absent, Unknown], none, Action::Nothing),
            (false, None, &[Absent, Solid, Waits], none, disown(&["a", "c"])),
            (false, None, &[Waits], none, Action::Delete("Background")),
            (false, None, &[Waits, Absent], any, Action::Delete("Foreground")),
            (false, None, &[Waits, Waits], circle, Action::Unblock(vec!["b".to_owned()])),
            (false, None, &[Waits], circle, Action::Delete("Foreground")),
            (false, None, &[Orphans, Absent, Unknown], any, disown(&["a"])),
            (false, None, &[Solid, Orphans, Waits], any, disown(&["b"])),
            (true, None, &[Orphans], any, disown(&["a"])),
            (true, Some(Foreground), &[Orphans], none, disown(&["a"])),
            (true, None, &[Absent], any, Action::Nothing),
            (true, Some(Orphan), &[Absent], any, Action::Nothing),
            (true, Some(Orphan), &[Absent], none, Action::Release),
            (true, Some(Foreground), &[Solid], block, Action::Nothing),
            (true, Some(Foreground), &[Absent], any, Action::Release),
            (true, Some(Foreground), &[], none, Action::Release),
        ] {
            let node = node(deleting, finalizer, &["a", "b", "c"][..owners.len()]);
            assert_eq!(node.decide(owners, dependents), action, "{node:?} {owners:?} {dependents:?}");
        }
    }

    #[test]
    fn owners_are_looked_for_where_they_can_be() {
        let kinds = coracle_kinds::builtin();
        let owned = |kind: &str, namespace: &str, owner: Value| {
            let object = json!({"metadata": {"namespace": namespace, "uid": "u", "ownerReferences": [owner]}});
            let node = Node::of(&kinds, kinds.find("", "v1", kind).unwrap(), &object, 7).unwrap();
            node.owners[0].key.as_ref().map(ToString::to_string)
        };
        let owner = |version: &str, kind: &str| json!({"apiVersion": version, "kind": kind, "name": "o", "uid": "x"});
        assert_eq!(owned("endpoints", "n", owner("v1", "Endpoints")).as_deref(), Some("endpoints/n/o"));
        assert_eq!(owned("endpoints", "n", owner("v1", "Namespace")).as_deref(), Some("namespaces//o"));
        assert_eq!(owned("namespaces", "", owner("v1", "Namespace")).as_deref(), Some("namespaces//o"));
        assert_eq!(owned("namespaces", "", owner("v1", "Endpoints")), None);
        assert_eq!(owned("endpoints", "n", owner("v1", "Pod")), None);
        assert_eq!(owned("endpoints", "n", owner("apps/v1", "Endpoints")), None);
        let plain = json!({"metadata": {"uid": "u", "finalizers": ["orphan"]}});
        assert_eq!(Node::of(&kinds, kinds.find("", "v1", "endpoints").unwrap(), &plain, 7), None);
    }
}
