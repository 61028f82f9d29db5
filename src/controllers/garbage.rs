//! Deletes what has lost its owners, and deletes or orphans the dependents of what is deleted.
//!
//! It knows the objects that have owners or are kept for their dependents, and nothing of the others. Whether an owner is
//! there is asked of the store, which knows at once, and so none has to be imagined.
//!
//! Upstream: pkg/controller/garbagecollector/garbagecollector.go (v1.37.2)

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use coracle_object::Value;
use coracle_object::json;
use coracle_store::{Key, Record};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::namespaces::deletion;
use super::ownership::{Action, Dependents, Finalizer, Node, Owner, State};
use super::queue::Queue;
use super::{AT_ONCE, Change, Controller, may_go_away};
use crate::caller::{Asked, Caller};
use crate::status::Failure;
use crate::stored;
use coracle_kinds::{Kind, Verb};
use coracle_object::edit;
use coracle_object::meta::{FOREGROUND, ORPHAN};

/// The controller.
#[derive(Default)]
pub struct Collector {
    nodes: HashMap<Key, Node>,
    /// What belongs to whom, by the owner's uid. An owner may be named wrongly, but for its uid.
    owned: HashMap<String, Owned>,
    /// Where those are that are kept for their dependents' sake, by uid.
    kept: HashMap<String, (Key, Finalizer)>,
    queue: Queue<Key>,
}

/// What belongs to an object. Each question about it is answered without going through all of it.
#[derive(Default)]
struct Owned {
    all: BTreeSet<Key>,
    /// Those that keep it while it is deleted in the foreground.
    blocking: HashSet<Key>,
    /// Those that wait for their own dependents.
    waiting: HashSet<Key>,
}

impl Controller for Collector {
    type Item = Key;

    fn see(&mut self, change: &Change<'_>) {
        let Change { kinds, kind, key, before, after, .. } = *change;
        let node = after.filter(|record| may_matter(record)).and_then(|record| {
            let object = stored::as_stored(kind, record).ok()?;
            Node::of(kinds, kind, &object, record.modified)
        });
        let old = self.nodes.remove(key);
        if let Some(old) = &old {
            self.forget(key, old);
        }
        // Who waited for it to go, or to keep it no longer, comes before it: it may be gone when this is looked at.
        for owner in old.iter().chain(&node).flat_map(|node| &node.owners) {
            if let Some((owner, _)) = self.kept.get(&owner.uid) {
                self.queue.push(owner);
            }
        }
        // Another object of the same name is another owner.
        let gone = before.filter(|before| after.is_none_or(|after| after.uid() != before.uid()));
        let is_kept_otherwise = node.as_ref().and_then(Node::kept) != old.as_ref().and_then(Node::kept);
        let kept_otherwise = after.filter(|_| is_kept_otherwise);
        for record in [gone, kept_otherwise].into_iter().flatten() {
            for dependent in self.owned.get(record.uid()).iter().flat_map(|owned| &owned.all) {
                self.queue.push(dependent);
            }
        }
        if let Some(node) = node {
            self.remember(key, &node);
            self.nodes.insert(key.clone(), node);
            self.queue.push(key);
        }
    }

    fn queue(&mut self) -> &mut Queue<Key> {
        &mut self.queue
    }

    async fn work(&mut self, caller: Caller<'_>) {
        let (mut actions, mut released, mut later) = (Vec::new(), HashSet::new(), Vec::new());
        while actions.len() < AT_ONCE
            && let Some(key) = self.queue.pop()
        {
            let Some(node) = self.nodes.get(&key) else { continue };
            if node.owners.iter().any(|owner| released.contains(&owner.uid)) {
                later.push(key);
                continue;
            }
            let action = node.decide(&self.owners(caller, node), self.dependents_of(node));
            if action == Action::Release {
                released.insert(node.uid.clone());
            }
            if action != Action::Nothing {
                actions.push((key, node, action));
            }
        }
        let done = actions.into_iter().map(|(key, node, action)| async move {
            let done = act(caller, &key, node, action).await;
            (key, done)
        });
        let done: Vec<_> = stream::iter(done).buffered(AT_ONCE).collect().await;
        later.iter().for_each(|key| self.queue.push(key));
        for (key, done) in done {
            match done {
                Ok(()) => {}
                Err(failure) if may_go_away(&failure) => {
                    tracing::warn!(%key, why = failure.message(), "garbage is not collected yet");
                    self.queue.fail(key, Instant::now());
                }
                // What is gone, or was changed meanwhile, is seen again.
                Err(failure) => tracing::debug!(%key, why = failure.message(), "garbage is not collected"),
            }
        }
    }
}

impl Collector {
    fn remember(&mut self, key: &Key, node: &Node) {
        for owner in &node.owners {
            let owned = self.owned.entry(owner.uid.clone()).or_default();
            owned.all.insert(key.clone());
            if owner.blocks {
                owned.blocking.insert(key.clone());
            }
            if node.waits() {
                owned.waiting.insert(key.clone());
            }
        }
        if let Some(finalizer) = node.kept() {
            self.kept.insert(node.uid.clone(), (key.clone(), finalizer));
        }
    }

    fn forget(&mut self, key: &Key, node: &Node) {
        for owner in &node.owners {
            let Some(owned) = self.owned.get_mut(&owner.uid) else { continue };
            owned.all.remove(key);
            owned.blocking.remove(key);
            owned.waiting.remove(key);
            if owned.all.is_empty() {
                self.owned.remove(&owner.uid);
            }
        }
        self.kept.remove(&node.uid);
    }

    /// How each of an object's owners is. Whether it is there, the store knows at once.
    fn owners(&self, caller: Caller<'_>, node: &Node) -> Vec<State> {
        let state = |owner: &Owner| {
            let kept = self.kept.get(&owner.uid).map(|(_, finalizer)| *finalizer);
            if kept == Some(Finalizer::Orphan) {
                return State::Orphans;
            }
            let Some(key) = &owner.key else { return State::Unknown };
            match caller.world.store.get(key).0 {
                Some(record) if record.uid() == owner.uid => kept.map_or(State::Solid, |_| State::Waits),
                _ => State::Absent,
            }
        };
        node.owners.iter().map(state).collect()
    }

    fn dependents_of(&self, node: &Node) -> Dependents {
        let dependents = |owned: &Owned| Dependents {
            any: true,
            block: !owned.blocking.is_empty(),
            wait: !owned.waiting.is_empty(),
        };
        self.owned.get(&node.uid).map(dependents).unwrap_or_default()
    }
}

async fn act(caller: Caller<'_>, key: &Key, node: &Node, action: Action) -> Result<(), Failure> {
    let kind = &node.kind;
    let change =
        |owners: Vec<Value>| patch(caller, kind, key, STRATEGIC, json!({"uid": node.uid, "ownerReferences": owners}));
    match action {
        Action::Nothing => Ok(()),
        Action::Delete(policy) => delete(caller, kind, key, node, policy).await,
        // A custom resource has no type that could tell its owners apart.
        Action::Disown(owners) if kind.is_custom() => {
            let left = |owner: &Value| !owners.iter().any(|uid| owner["uid"] == **uid);
            rewrite_owners(caller, kind, key, node, |all| all.retain(left)).await
        }
        Action::Unblock(owners) if kind.is_custom() => {
            let unblock = |owner: &mut Value| owner["blockOwnerDeletion"] = false.into();
            let of = |owner: &&mut Value| owners.iter().any(|uid| owner["uid"] == **uid);
            rewrite_owners(caller, kind, key, node, |all| all.iter_mut().filter(of).for_each(unblock)).await
        }
        Action::Disown(owners) => {
            change(owners.iter().map(|uid| json!({"$patch": "delete", "uid": uid})).collect()).await
        }
        Action::Unblock(owners) => {
            change(owners.iter().map(|uid| json!({"uid": uid, "blockOwnerDeletion": false})).collect()).await
        }
        Action::Release => release(caller, kind, key, node).await,
    }
}

/// Deletes an object unless it was changed meanwhile, and even so if it has the same owners as before.
// Upstream: pkg/controller/garbagecollector/operations.go deleteObject (v1.37.2)
async fn delete(caller: Caller<'_>, kind: &Arc<Kind>, key: &Key, node: &Node, policy: &str) -> Result<(), Failure> {
    let ask = async |preconditions: Value| {
        let options = json!({"propagationPolicy": policy, "preconditions": preconditions});
        caller.ask(deletion(kind, key, &options)).await.map(drop)
    };
    let deleted = ask(json!({"uid": node.uid, "resourceVersion": node.revision.to_string()})).await;
    if !deleted.as_ref().is_err_and(Failure::is_conflict) {
        return deleted;
    }
    let Some(record) = caller.world.store.get(key).0 else { return deleted };
    let now = Node::of(&caller.world.kinds.current(), kind, &stored::as_stored(kind, &record)?, record.modified);
    match now.filter(|now| now.uid == node.uid && now.owners == node.owners) {
        // Somebody who changes it again and again does not keep it alive.
        Some(_) => ask(json!({"uid": node.uid})).await,
        None => deleted,
    }
}

/// Replaces the owners of an object that was not changed meanwhile.
// Upstream: pkg/controller/garbagecollector/patch.go deleteOwnerRefJSONMergePatch, unblockOwnerReferencesJSONMergePatch (v1.37.2)
async fn rewrite_owners(
    caller: Caller<'_>,
    kind: &Arc<Kind>,
    key: &Key,
    node: &Node,
    rewrite: impl FnOnce(&mut Vec<Value>),
) -> Result<(), Failure> {
    let Some(record) = caller.world.store.get(key).0.filter(|record| record.uid() == node.uid) else { return Ok(()) };
    let object = stored::as_stored(kind, &record)?;
    let mut owners = edit::get(&object, "ownerReferences").and_then(Value::as_array).cloned().unwrap_or_default();
    rewrite(&mut owners);
    let version = record.modified.to_string();
    patch(caller, kind, key, MERGE, json!({"resourceVersion": version, "ownerReferences": owners})).await
}

/// Takes off an object what keeps it for its dependents' sake.
async fn release(caller: Caller<'_>, kind: &Arc<Kind>, key: &Key, node: &Node) -> Result<(), Failure> {
    let Some(record) = caller.world.store.get(key).0.filter(|record| record.uid() == node.uid) else { return Ok(()) };
    let object = stored::as_stored(kind, &record)?;
    let taken = if node.finalizer == Some(Finalizer::Orphan) { ORPHAN } else { FOREGROUND };
    let mut left = edit::texts(&object, "finalizers");
    left.retain(|finalizer| finalizer != taken);
    patch(caller, kind, key, MERGE, json!({"resourceVersion": record.modified.to_string(), "finalizers": left})).await
}

const STRATEGIC: &str = "application/strategic-merge-patch+json";
const MERGE: &str = "application/merge-patch+json";

async fn patch(
    caller: Caller<'_>,
    kind: &Arc<Kind>,
    key: &Key,
    content_type: &str,
    metadata: Value,
) -> Result<(), Failure> {
    let asked = Asked {
        verb: Verb::Patch,
        kind,
        namespace: &key.namespace,
        name: &key.name,
        subresource: "",
        content_type: Some(content_type),
        body: Bytes::from(json!({ "metadata": metadata }).to_string()),
    };
    caller.ask(asked).await.map(drop)
}

/// A look at the bytes spares most objects from being read: who has neither owners nor a time of deletion does not matter.
fn may_matter(record: &Record) -> bool {
    let has = |member: &[u8]| memchr::memmem::find(record.value(), member).is_some();
    has(b"\"ownerReferences\"") || has(b"\"deletionTimestamp\"")
}
