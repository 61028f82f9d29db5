//! Deletes what has lost its owners, and deletes or orphans the dependents of what is deleted.
//!
//! It knows the objects that have owners or are kept for their dependents, and nothing of the others. Whether an owner is
//! there is asked of the store, which knows at once, and so none has to be imagined.
//!
//! Upstream: pkg/controller/garbagecollector (v1.37.2).

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use bytes::Bytes;
use coracle_object::Value;
use coracle_store::{Key, Record};
use futures_util::{StreamExt, stream};
use serde_json::json;

use super::namespaces::deletion;
use super::ownership::{Action, Dependents, Finalizer, Node, State};
use super::{AT_ONCE, Controller, Work, may_go_away};
use crate::caller::{Asked, Caller};
use crate::change::delete::{FOREGROUND, ORPHAN};
use crate::change::meta;
use crate::kinds::{self, Kind};
use crate::status::Failure;
use crate::stored;
use crate::verbs::Verb;

/// The controller.
#[derive(Default)]
pub struct Collector {
    nodes: HashMap<Key, Node>,
    /// Who belongs to whom, by the owner's uid.
    dependents: HashMap<String, BTreeSet<Key>>,
    /// Those to look at, each once.
    queue: VecDeque<Key>,
    queued: HashSet<Key>,
}

impl Controller for Collector {
    fn see(&mut self, kind: &'static dyn Kind, key: &Key, before: Option<&Record>, after: Option<&Record>) {
        let node = after.filter(|record| may_matter(record)).and_then(|record| {
            let object = stored::object(kind, record).ok()?;
            Node::of(kind, &object, record.modified)
        });
        let old = self.nodes.remove(key);
        let began_to_wait = node.as_ref().is_some_and(Node::waits) && !old.as_ref().is_some_and(Node::waits);
        for owner in old.iter().flat_map(|node| &node.owners) {
            if let Some(dependents) = self.dependents.get_mut(&owner.uid) {
                dependents.remove(key);
                if dependents.is_empty() {
                    self.dependents.remove(&owner.uid);
                }
            }
            // It may no longer keep its owner.
            self.look_at(owner.key.as_ref());
        }
        if let Some(node) = node {
            for owner in &node.owners {
                self.dependents.entry(owner.uid.clone()).or_default().insert(key.clone());
                self.look_at(owner.key.as_ref());
            }
            self.nodes.insert(key.clone(), node);
            self.look_at(Some(key));
        }
        // Another object of the same name is another owner.
        let gone = before.filter(|before| after.is_none_or(|after| after.uid != before.uid));
        let waits = after.filter(|_| began_to_wait);
        for uid in [gone, waits].into_iter().flatten().map(|record| record.uid.clone()) {
            for dependent in self.dependents.get(&uid).into_iter().flatten().cloned().collect::<Vec<_>>() {
                self.look_at(Some(&dependent));
            }
        }
    }

    async fn work(&mut self, caller: Caller<'_>) -> Work {
        let mut actions = Vec::new();
        while actions.len() < AT_ONCE
            && let Some(key) = self.queue.pop_front()
        {
            self.queued.remove(&key);
            let Some(node) = self.nodes.get(&key) else { continue };
            let action = node.decide(&self.owners(caller, node), self.dependents_of(node));
            if action != Action::Nothing {
                let dependents = if action == Action::Orphan { self.keys_of(node) } else { Vec::new() };
                actions.push((key, node.clone(), action, dependents));
            }
        }
        let done = actions.into_iter().map(|(key, node, action, dependents)| async move {
            let done = act(caller, &key, &node, action, dependents).await;
            (key, done)
        });
        let done: Vec<_> = stream::iter(done).buffered(AT_ONCE).collect().await;
        let mut failed = false;
        for (key, done) in done {
            match done {
                Err(failure) if may_go_away(&failure) => {
                    tracing::warn!(%key, why = failure.message(), "garbage is not collected yet");
                    self.look_at(Some(&key));
                    failed = true;
                }
                // What is gone, or was changed meanwhile, is seen again.
                Ok(()) | Err(_) => {}
            }
        }
        match (failed, self.queue.is_empty()) {
            (true, _) => Work::Again,
            (false, true) => Work::Done,
            (false, false) => Work::More,
        }
    }
}

impl Collector {
    fn look_at(&mut self, key: Option<&Key>) {
        if let Some(key) = key
            && self.queued.insert(key.clone())
        {
            self.queue.push_back(key.clone());
        }
    }

    fn owners(&self, caller: Caller<'_>, node: &Node) -> Vec<State> {
        let state = |key: &Key, uid: &str| match caller.server.store.get(key).0 {
            Some(record) if record.uid == uid => match self.nodes.get(key) {
                Some(owner) if owner.waits() && owner.uid == uid => State::Waits,
                _ => State::Solid,
            },
            _ => State::Absent,
        };
        let owners = node.owners.iter();
        owners.map(|owner| owner.key.as_ref().map_or(State::Unknown, |key| state(key, &owner.uid))).collect()
    }

    fn dependents_of(&self, node: &Node) -> Dependents {
        let mut found = Dependents::default();
        for dependent in self.dependents.get(&node.uid).into_iter().flatten().filter_map(|key| self.nodes.get(key)) {
            found.any = true;
            found.block |= dependent.owners.iter().any(|owner| owner.uid == node.uid && owner.blocks);
            found.wait |= dependent.waits();
            if found.block && found.wait {
                break;
            }
        }
        found
    }

    fn keys_of(&self, node: &Node) -> Vec<(Key, Node)> {
        let keys = self.dependents.get(&node.uid).into_iter().flatten();
        keys.filter_map(|key| Some((key.clone(), self.nodes.get(key)?.clone()))).collect()
    }
}

async fn act(
    caller: Caller<'_>,
    key: &Key,
    node: &Node,
    action: Action,
    dependents: Vec<(Key, Node)>,
) -> Result<(), Failure> {
    let kind = kind(node)?;
    match action {
        Action::Nothing => Ok(()),
        Action::Delete(policy) => delete(caller, kind, key, node, policy).await,
        Action::Disown(owners) => disown(caller, kind, key, node, &owners).await,
        Action::UnblockAndDelete => {
            let owners: Vec<Value> =
                node.owners.iter().map(|owner| json!({"uid": owner.uid, "blockOwnerDeletion": false})).collect();
            patch(caller, kind, key, STRATEGIC, json!({"uid": node.uid, "ownerReferences": owners})).await?;
            delete(caller, kind, key, &Node { revision: 0, ..node.clone() }, "Foreground").await
        }
        Action::Orphan => {
            let disowned = dependents.into_iter().map(|(key, dependent)| {
                let owner = node.uid.clone();
                async move {
                    let done = disown(caller, self::kind(&dependent)?, &key, &dependent, &[owner]).await;
                    // One that is gone belongs to nobody.
                    done.or_else(|failure| if failure.is_not_found() { Ok(()) } else { Err(failure) })
                }
            });
            let disowned: Vec<_> = stream::iter(disowned).buffered(AT_ONCE).collect().await;
            disowned.into_iter().collect::<Result<(), _>>()?;
            release(caller, kind, key, node).await
        }
        Action::Release => release(caller, kind, key, node).await,
    }
}

fn kind(node: &Node) -> Result<&'static dyn Kind, Failure> {
    kinds::kind(node.kind).ok_or_else(|| Failure::internal("a kind is not served any more"))
}

async fn delete(
    caller: Caller<'_>,
    kind: &'static dyn Kind,
    key: &Key,
    node: &Node,
    policy: &str,
) -> Result<(), Failure> {
    let mut preconditions = json!({"uid": node.uid});
    if node.revision > 0 {
        // Who has got another owner meanwhile stays.
        preconditions["resourceVersion"] = node.revision.to_string().into();
    }
    let options = json!({"propagationPolicy": policy, "preconditions": preconditions});
    caller.ask(deletion(kind, key, &options)).await.map(drop)
}

/// Takes owners off an object.
async fn disown(
    caller: Caller<'_>,
    kind: &'static dyn Kind,
    key: &Key,
    node: &Node,
    owners: &[String],
) -> Result<(), Failure> {
    let gone: Vec<Value> = owners.iter().map(|uid| json!({"$patch": "delete", "uid": uid})).collect();
    patch(caller, kind, key, STRATEGIC, json!({"uid": node.uid, "ownerReferences": gone})).await
}

/// Takes off an object what keeps it for its dependents' sake.
async fn release(caller: Caller<'_>, kind: &'static dyn Kind, key: &Key, node: &Node) -> Result<(), Failure> {
    let Some(record) = caller.server.store.get(key).0.filter(|record| record.uid == node.uid) else { return Ok(()) };
    let object = stored::object(kind, &record)?;
    let taken = if node.finalizer == Some(Finalizer::Orphan) { ORPHAN } else { FOREGROUND };
    let mut left = meta::texts(&object, "finalizers");
    left.retain(|finalizer| finalizer != taken);
    patch(caller, kind, key, MERGE, json!({"resourceVersion": record.modified.to_string(), "finalizers": left})).await
}

const STRATEGIC: &str = "application/strategic-merge-patch+json";
const MERGE: &str = "application/merge-patch+json";

async fn patch(
    caller: Caller<'_>,
    kind: &'static dyn Kind,
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
    let has = |member: &[u8]| memchr::memmem::find(&record.value, member).is_some();
    has(b"\"ownerReferences\"") || has(b"\"deletionTimestamp\"")
}
