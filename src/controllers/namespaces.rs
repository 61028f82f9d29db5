//! Empties namespaces that are being deleted, and lets them go once nothing is left in them.
//!
//! Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go (v1.37.2). The reference waits five seconds
//! first, until every server of a cluster has heard of it; here there is one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use coracle_object::json;
use coracle_object::{Members, Value, protobuf, schema};
use coracle_store::{Key, Record, Revision};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::conditions::{Remaining, updated};
use super::queue::Queue;
use super::{AT_ONCE, Change, Controller, may_go_away};
use crate::caller::{Asked, Caller};
use crate::request::media::Format;
use crate::status::Failure;
use crate::stored;
use coracle_kinds::{Kind, NAMESPACES, Text, Verb};
use coracle_object::edit;
use coracle_object::meta::{FOREGROUND, ORPHAN};

/// The finalizer of a namespace that this controller takes off.
const KUBERNETES: &str = "kubernetes";
/// So many objects of a namespace are deleted before another one has its turn.
const TURN: usize = 4 * AT_ONCE;

/// The controller.
#[derive(Default)]
pub struct Emptier {
    emptying: HashMap<Arc<str>, Contents>,
    queue: Queue<Arc<str>>,
}

/// What a namespace that is being emptied holds.
#[derive(Default)]
struct Contents {
    /// The namespace's uid.
    uid: String,
    /// Up to where it is known, by resource; empty until it was listed. What happens later is enough from then on.
    through: HashMap<Text, Revision>,
    /// What is left, each with its finalizers.
    left: BTreeMap<Key, Vec<String>>,
    remaining: Remaining,
    /// What is to be deleted.
    doomed: BTreeSet<Key>,
    /// What could not be deleted, and why.
    failed: BTreeMap<Key, String>,
}

impl Contents {
    fn of(uid: &str) -> Contents {
        Contents { uid: uid.to_owned(), ..Contents::default() }
    }

    /// Notes what an object is now.
    fn note(&mut self, kind: &Kind, key: &Key, object: Option<&Value>) {
        let count = self.remaining.resources.entry(kind.stored_as.clone()).or_default();
        if let Some(finalizers) = self.left.remove(key) {
            *count -= 1;
            for finalizer in finalizers {
                self.remaining.finalizers.entry(finalizer).and_modify(|n| *n -= 1);
            }
        }
        let Some(object) = object else {
            self.doomed.remove(key);
            self.failed.remove(key);
            return;
        };
        *count += 1;
        let finalizers = edit::texts(object, "finalizers");
        for finalizer in &finalizers {
            *self.remaining.finalizers.entry(finalizer.clone()).or_default() += 1;
        }
        // Not even what would be kept for its dependents' sake is kept here: they go, too.
        let waits = finalizers.iter().any(|finalizer| finalizer == ORPHAN || finalizer == FOREGROUND);
        if waits || !edit::has(object, "deletionTimestamp") {
            self.doomed.insert(key.clone());
        }
        self.left.insert(key.clone(), finalizers);
    }

    /// Notes all that a namespace holds.
    fn list(&mut self, caller: Caller<'_>, namespace: &str) {
        for kind in caller.world.kinds.current().stored().filter(|kind| kind.is_namespaced()) {
            let (records, revision) = caller.world.store.list(&kind.stored_as, Some(namespace));
            for record in records {
                self.note(kind, &record.key, Some(&readable(kind, &record)));
            }
            self.through.insert(kind.stored_as.clone(), revision);
        }
    }

    /// Deletes some of what is to be deleted.
    async fn delete(&mut self, caller: Caller<'_>) {
        let turn: Vec<Key> = std::iter::from_fn(|| self.doomed.pop_first()).take(TURN).collect();
        let deletions = turn.into_iter().map(|key| async move {
            let deleted = delete(caller, &key).await;
            (key, deleted)
        });
        let mut deletions = stream::iter(deletions).buffered(AT_ONCE);
        while let Some((key, deleted)) = deletions.next().await {
            self.failed.remove(&key);
            if let Some(failure) = deleted.err().filter(may_go_away) {
                self.failed.insert(key, failure.message().to_owned());
            }
        }
        self.remaining.failures = self.failed.values().cloned().collect();
    }
}

impl Controller for Emptier {
    type Item = Arc<str>;

    fn see(&mut self, change: &Change<'_>) {
        let Change { kind, key, after, .. } = *change;
        let object = || after.map(|record| readable(kind, record));
        if kind.is_namespaced() {
            let Some(contents) = self.emptying.get_mut(&key.namespace) else { return };
            if contents.through.get(&kind.stored_as).is_some_and(|through| change.revision > *through) {
                contents.note(kind, key, object().as_ref());
                self.queue.push(&key.namespace);
            }
        } else if kind.stored_as == NAMESPACES {
            let uid = after.filter(|_| object().is_some_and(|object| is_emptied(&object))).map(|record| record.uid());
            let Some(uid) = uid else {
                self.emptying.remove(&*key.name);
                return;
            };
            let name: Arc<str> = (*key.name).into();
            self.queue.push(&name);
            self.emptying.entry(name).or_insert_with(|| Contents::of(uid));
        }
    }

    fn queue(&mut self) -> &mut Queue<Arc<str>> {
        &mut self.queue
    }

    async fn work(&mut self, caller: Caller<'_>) {
        let Some(name) = self.queue.pop() else { return };
        let Some(contents) = self.emptying.get_mut(&name) else { return };
        match empty(caller, &name, contents).await {
            Ok(Progress::Settled) => {}
            Ok(Progress::More) => self.queue.push(&name),
            Err(failure) => {
                tracing::warn!(namespace = &*name, why = failure.message(), "a namespace is not emptied yet");
                self.queue.fail(name, Instant::now());
            }
        }
    }
}

/// An object; `null` for one that cannot be read, which is there all the same.
fn readable(kind: &Kind, record: &Record) -> Value {
    stored::as_stored(kind, record).unwrap_or(Value::Null)
}

/// How far a namespace has come.
enum Progress {
    /// Nothing is to be done until something happens.
    Settled,
    /// Something was deleted, and must be seen to be gone.
    More,
}

/// Does for a namespace what can be done now.
async fn empty(caller: Caller<'_>, name: &str, contents: &mut Contents) -> Result<Progress, Failure> {
    if contents.through.is_empty() {
        contents.list(caller, name);
    }
    contents.doomed.extend(contents.failed.keys().cloned());
    let deletes = !contents.doomed.is_empty();
    contents.delete(caller).await;
    if deletes && contents.failed.is_empty() {
        return Ok(Progress::More);
    }
    settle(caller, name, contents).await?;
    match contents.failed.values().next() {
        None => Ok(Progress::Settled),
        Some(why) => Err(Failure::internal(why)),
    }
}

async fn delete(caller: Caller<'_>, key: &Key) -> Result<(), Failure> {
    let kinds = caller.world.kinds.current();
    let kind = kinds.stored_as(&key.resource).ok_or_else(|| Failure::internal("a kind is not served any more"))?;
    caller.ask(deletion(kind, key, &json!({"propagationPolicy": "Background"}))).await.map(drop)
}

/// Says in the namespace what keeps it or, where nothing does, lets it go.
async fn settle(caller: Caller<'_>, name: &str, contents: &Contents) -> Result<(), Failure> {
    let kinds = caller.world.kinds.current();
    loop {
        let key = Key::new(NAMESPACES, "", name);
        let record = caller.world.store.get(&key).0.filter(|record| record.uid() == contents.uid);
        let Some(record) = record else { return Ok(()) };
        let mut namespace = stored::object(kinds.namespace(), &record)?;
        if !is_emptied(&namespace) {
            return Ok(());
        }
        let now = caller.world.clock.text();
        let conditions = namespace["status"]["conditions"].as_array().cloned().unwrap_or_default();
        let written = if let Some(conditions) = updated(&conditions, &contents.remaining, &now) {
            namespace["status"]["conditions"] = conditions.into();
            write(caller, name, "status", &namespace).await
        } else if contents.left.is_empty()
            && let Some(others) = without_own(&namespace)
        {
            namespace["spec"] = Value::Object(Members::from_iter([("finalizers".to_owned(), others.into())]));
            write(caller, name, "finalize", &namespace).await
        } else {
            return Ok(());
        };
        // What somebody else changed meanwhile is looked at again.
        written.or_else(|failure| if failure.is_conflict() { Ok(()) } else { Err(failure) })?;
    }
}

/// What a namespace's finalizers are without this controller's; none where they are so already.
// Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go finalizeNamespace (v1.37.2)
fn without_own(namespace: &Value) -> Option<Vec<Value>> {
    let before = namespace["spec"]["finalizers"].as_array()?;
    let others = before.iter().filter_map(Value::as_str).filter(|finalizer| *finalizer != KUBERNETES);
    // As there: sorted, and each once.
    let others: Vec<Value> = others.collect::<BTreeSet<_>>().into_iter().map(Value::from).collect();
    (others != *before).then_some(others)
}

async fn write(caller: Caller<'_>, name: &str, part: &str, namespace: &Value) -> Result<(), Failure> {
    let kinds = caller.world.kinds.current();
    let part = kinds.namespace().part(part).ok_or_else(|| Failure::internal("a namespace has no such part"))?;
    let asked = Asked {
        verb: Verb::Update,
        kind: &part.kind,
        namespace: "",
        name,
        subresource: &part.name,
        // A time in it may be of a year that JSON cannot say.
        content_type: Some(Format::Protobuf.media_type()),
        body: protobuf::encode(namespace, &schema::NAMESPACE).into(),
    };
    caller.ask(asked).await.map(drop)
}

/// The deletion of an object.
pub fn deletion<'a>(kind: &'a Arc<Kind>, key: &'a Key, options: &Value) -> Asked<'a> {
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

/// Is a namespace on its way out, and kept until it is empty? Others than this controller may keep it, too, and have seen to
/// its finalizer.
// Upstream: pkg/controller/namespace/deletion/namespaced_resources_deleter.go Delete, finalized (v1.37.2)
fn is_emptied(namespace: &Value) -> bool {
    let kept = namespace["spec"]["finalizers"].as_array().is_some_and(|finalizers| !finalizers.is_empty());
    kept && edit::has(namespace, "deletionTimestamp")
}

#[cfg(test)]
mod tests {
    use coracle_store::{Decide, Facts, Share, Write};

    use super::*;
    use crate::world::tests::{process, world};

    #[test]
    fn what_is_left_is_counted_and_what_is_to_go_is_known() {
        let kinds = coracle_kinds::builtin();
        let kind = kinds.find("", "v1", "endpoints").unwrap();
        let [a, b] = ["a", "b"].map(|name| Key::new("endpoints", "n", name));
        let object = |deleting: bool, finalizers: &[&str]| {
            let time = if deleting { json!("2026-01-01T00:00:00Z") } else { Value::Null };
            let mut object = json!({"metadata": {"deletionTimestamp": time, "finalizers": finalizers}});
            if !deleting {
                edit::set(&mut object, "deletionTimestamp", None);
            }
            object
        };
        let mut contents = Contents::default();
        let said = |contents: &Contents| {
            let counts = contents.remaining.finalizers.iter().filter(|(_, n)| **n > 0);
            let counts: Vec<_> = counts.map(|(name, n)| format!("{name} {n}")).collect();
            let doomed: Vec<_> = contents.doomed.iter().map(|key| key.name.to_string()).collect();
            (contents.remaining.resources["endpoints"], counts.join(", "), doomed.join(" "))
        };
        for (key, now, left, finalizers, doomed) in [
            (&a, Some(object(false, &["x", "y"])), 1, "x 1, y 1", "a"),
            (&b, Some(object(true, &["x"])), 2, "x 2, y 1", "a"),
            (&b, Some(object(true, &["x", FOREGROUND])), 2, "foregroundDeletion 1, x 2, y 1", "a b"),
            (&a, None, 1, "foregroundDeletion 1, x 1", "b"),
            (&a, None, 1, "foregroundDeletion 1, x 1", "b"),
            (&b, Some(object(true, &[])), 1, "", "b"),
            (&b, None, 0, "", ""),
        ] {
            contents.note(kind, key, now.as_ref());
            assert_eq!(said(&contents), (left, finalizers.to_owned(), doomed.to_owned()), "{key} {now:?}");
        }
    }

    #[test]
    fn its_own_finalizer_goes_and_the_others_are_put_in_order() {
        let without = |finalizers: &[&str]| without_own(&json!({"spec": {"finalizers": finalizers}}));
        let left = |finalizers: &[&str]| Some(finalizers.iter().map(|f| Value::from(*f)).collect::<Vec<_>>());
        assert_eq!(without(&["kubernetes"]), left(&[]));
        assert_eq!(without(&["z.io/z", "kubernetes", "e.io/mine"]), left(&["e.io/mine", "z.io/z"]));
        assert_eq!(without(&["z.io/z", "e.io/mine"]), left(&["e.io/mine", "z.io/z"]));
        assert_eq!(without(&["e.io/mine", "z.io/z"]), None);
        assert_eq!(without_own(&json!({})), None);
    }

    struct Put(Option<Write>);

    impl Decide for Put {
        fn decide(&mut self, _: &Facts<'_>) -> Option<Write> {
            self.0.take()
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_keeps_its_namespace() {
        let process = process();
        let world = world(&process).await;
        let caller = Caller { process: &process, world: &world, name: "test" };
        let kinds = world.kinds.current();
        let create = |kind, namespace, body: Value| {
            let (content_type, body) = (None, Bytes::from(body.to_string()));
            Asked { verb: Verb::Create, kind, namespace, name: "", subresource: "", content_type, body }
        };
        let named = |name: &str| json!({"metadata": {"name": name}});
        caller.ask(create(kinds.namespace(), "", named("n"))).await.unwrap();
        let config_maps = kinds.find("", "v1", "configmaps").unwrap();
        caller.ask(create(config_maps, "n", named("readable"))).await.unwrap();
        let broken = Key::new("leases.coordination.k8s.io", "n", "broken");
        let write =
            Write::Put { key: broken.clone(), uid: "u".to_owned(), value: b"{}}".to_vec(), share: Share::Usual };
        world.store.change(vec![broken.clone()], Put(Some(write))).await.unwrap().1.unwrap();

        let namespace = Key::new(NAMESPACES, "", "n");
        caller.ask(deletion(kinds.namespace(), &namespace, &json!({}))).await.unwrap();
        let there = |key: &Key| world.store.get(key).0.is_some();
        let mut contents = Contents::of(world.store.get(&namespace).0.unwrap().uid());
        for _ in 0..4 {
            let emptied = empty(caller, "n", &mut contents).await;
            assert!(emptied.is_err_and(|failure| failure.message().contains("cannot be read")));
        }
        assert!(there(&namespace) && there(&broken));
        assert!(!there(&Key::new("configmaps", "n", "readable")), "the others go");
    }
}
