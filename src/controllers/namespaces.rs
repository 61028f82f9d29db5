//! Empties namespaces that are being deleted, and lets them go once nothing is left in them.
//!
//! Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go (v1.37.2), which waits five seconds first,
//! until every server of a cluster has heard of it; here there is one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use coracle_object::{Members, Value};
use coracle_store::{Key, Record};
use futures_util::{StreamExt, stream};
use serde_json::json;

use super::conditions::{Remaining, updated};
use super::{AT_ONCE, Controller, Work, may_go_away};
use crate::caller::{Asked, Caller};
use crate::change::delete::{FOREGROUND, ORPHAN};
use crate::change::meta;
use crate::clock;
use crate::kinds::{self, Kind};
use crate::status::Failure;
use crate::stored;
use crate::verbs::Verb;

/// The finalizer of a namespace that this controller takes off.
const KUBERNETES: &str = "kubernetes";

/// The controller.
#[derive(Default)]
pub struct Emptier {
    emptying: BTreeMap<Arc<str>, Contents>,
    /// Those of which something has changed.
    changed: BTreeSet<Arc<str>>,
}

/// What is known of a namespace that is being emptied.
#[derive(Default)]
struct Contents {
    /// What it held has been looked through, and deleted; from then on what happens is enough.
    begun: bool,
    /// What is left, each with its finalizers.
    left: BTreeMap<Key, Vec<String>>,
    remaining: Remaining,
    /// What could not be deleted, and why.
    failed: BTreeMap<Key, String>,
}

impl Contents {
    /// Notes what an object is now.
    fn note(&mut self, kind: &'static dyn Kind, key: &Key, object: Option<&Value>) {
        let count = self.remaining.resources.entry(kind.resource()).or_default();
        if let Some(finalizers) = self.left.remove(key) {
            *count -= 1;
            for finalizer in finalizers {
                self.remaining.finalizers.entry(finalizer).and_modify(|n| *n -= 1);
            }
        }
        let Some(object) = object else {
            self.failed.remove(key);
            return;
        };
        *count += 1;
        let finalizers = meta::texts(object, "finalizers");
        for finalizer in &finalizers {
            *self.remaining.finalizers.entry(finalizer.clone()).or_default() += 1;
        }
        self.left.insert(key.clone(), finalizers);
    }
}

impl Controller for Emptier {
    fn see(&mut self, kind: &'static dyn Kind, key: &Key, _: Option<&Record>, after: Option<&Record>) {
        if kind.namespaced() {
            let Some(contents) = self.emptying.get_mut(&key.namespace).filter(|contents| contents.begun) else {
                return;
            };
            let object = after.and_then(|record| stored::object(kind, record).ok());
            contents.note(kind, key, object.as_ref());
            self.changed.insert(key.namespace.clone());
        } else if kind.resource() == kinds::namespace().resource() {
            let object = after.and_then(|record| stored::object(kind, record).ok());
            if object.is_some_and(|object| meta::has(&object, "deletionTimestamp") && is_kept(&object)) {
                self.emptying.entry(key.name.clone()).or_default();
                self.changed.insert(key.name.clone());
            } else {
                self.emptying.remove(&key.name);
                self.changed.remove(&key.name);
            }
        }
    }

    async fn work(&mut self, caller: Caller<'_>) -> Work {
        let Some(name) = self.changed.pop_first() else { return Work::Done };
        let Some(contents) = self.emptying.get_mut(&name) else { return Work::More };
        match empty(caller, &name, contents).await {
            Ok(()) => Work::More,
            Err(failure) => {
                tracing::warn!(namespace = &*name, why = failure.message(), "a namespace is not emptied yet");
                self.changed.insert(name);
                Work::Again
            }
        }
    }
}

/// Does for a namespace what can be done now.
async fn empty(caller: Caller<'_>, name: &str, contents: &mut Contents) -> Result<(), Failure> {
    if !contents.begun || !contents.failed.is_empty() {
        delete_all(caller, name, contents).await?;
        contents.begun = true;
    }
    contents.remaining.failures = contents.failed.values().cloned().collect();
    settle(caller, name, contents).await?;
    let failed = contents.failed.values().next();
    failed.map_or(Ok(()), |why| Err(Failure::internal(why)))
}

/// Deletes what is not on its way out yet, and notes what then is left.
async fn delete_all(caller: Caller<'_>, namespace: &str, contents: &mut Contents) -> Result<(), Failure> {
    let store = &caller.server.store;
    *contents = Contents::default();
    for kind in kinds::kinds().iter().copied().filter(|kind| kind.namespaced()) {
        let (records, _) = store.list(kind.resource(), Some(namespace));
        let deletions = records.into_iter().map(|record| async move {
            let object = stored::object(kind, &record)?;
            // In the background: what would be kept for its dependents' sake is not kept here.
            let waits = meta::texts(&object, "finalizers").iter().any(|f| f == ORPHAN || f == FOREGROUND);
            if meta::has(&object, "deletionTimestamp") && !waits {
                return Ok((record.key.clone(), None));
            }
            let options = json!({"propagationPolicy": "Background", "preconditions": {"uid": record.uid}});
            let deleted = caller.ask(deletion(kind, &record.key, &options)).await;
            Ok::<_, Failure>((record.key.clone(), deleted.err().filter(may_go_away)))
        });
        let mut deletions = stream::iter(deletions).buffer_unordered(AT_ONCE);
        while let Some(deleted) = deletions.next().await {
            if let (key, Some(failure)) = deleted? {
                contents.failed.insert(key, failure.message().to_owned());
            }
        }
        for record in store.list(kind.resource(), Some(namespace)).0 {
            contents.note(kind, &record.key, Some(&stored::object(kind, &record)?));
        }
    }
    Ok(())
}

/// Says in the namespace what keeps it or, where nothing does, lets it go.
async fn settle(caller: Caller<'_>, name: &str, contents: &Contents) -> Result<(), Failure> {
    loop {
        let key = Key::new(kinds::namespace().resource(), "", name);
        let Some(record) = caller.server.store.get(&key).0 else { return Ok(()) };
        let mut namespace = stored::object(kinds::namespace(), &record)?;
        if !is_kept(&namespace) {
            return Ok(());
        }
        let now = clock::moment().now;
        let conditions = namespace["status"]["conditions"].as_array().cloned().unwrap_or_default();
        let written = match updated(&conditions, &contents.remaining, &now) {
            Some(conditions) => {
                namespace["status"]["conditions"] = conditions.into();
                write(caller, name, "status", &namespace).await
            }
            None if contents.left.is_empty() => {
                let finalizers = namespace["spec"]["finalizers"].as_array().cloned().unwrap_or_default();
                let others: Vec<Value> = finalizers.into_iter().filter(|finalizer| finalizer != KUBERNETES).collect();
                namespace["spec"] = Value::Object(Members::from_iter([("finalizers".to_owned(), others.into())]));
                return again(write(caller, name, "finalize", &namespace).await).map(drop);
            }
            None => return Ok(()),
        };
        again(written)?;
    }
}

/// What somebody else changed meanwhile is looked at again.
fn again(written: Result<(), Failure>) -> Result<(), Failure> {
    written.or_else(|failure| if may_go_away(&failure) { Err(failure) } else { Ok(()) })
}

async fn write(caller: Caller<'_>, name: &str, part: &str, namespace: &Value) -> Result<(), Failure> {
    let part = kinds::namespace().subresources().iter().find(|subresource| subresource.name == part);
    let part = part.ok_or_else(|| Failure::internal("a namespace has no such part"))?;
    let asked = Asked {
        verb: Verb::Update,
        kind: part.kind,
        namespace: "",
        name,
        subresource: part.name,
        content_type: None,
        body: Bytes::from(namespace.to_string()),
    };
    caller.ask(asked).await.map(drop)
}

/// The deletion of an object.
pub fn deletion<'a>(kind: &'static dyn Kind, key: &'a Key, options: &Value) -> Asked<'a> {
    Asked {
        verb: Verb::Delete,
        kind,
        namespace: &key.namespace,
        name: &key.name,
        subresource: "",
        content_type: None,
        body: Bytes::from(options.to_string()),
    }
}

/// Is a namespace kept for this controller?
fn is_kept(namespace: &Value) -> bool {
    namespace["spec"]["finalizers"].as_array().is_some_and(|finalizers| finalizers.iter().any(|f| f == KUBERNETES))
}
