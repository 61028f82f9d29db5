//! One of the servers that a process can be: what it stores, the kinds that it serves, and what is kept of both for a while.
//!
//! Worlds share nothing that a client could see. What they have in common is the [`crate::process::Process`].

use std::io;
use std::sync::Arc;
use std::time::Duration;

use coracle_kinds::Registry;
use coracle_store::{ChangeError, Compaction, Revision, Snapshot, Store};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::answer::event::History;
use crate::openapi::Cache;
use crate::pages::Chains;
use crate::rows;
use crate::served::Kinds;

/// How long a write of a definition waits for its kinds to be served.
const KINDS_WITHIN: Duration = Duration::from_secs(1);

/// One of the servers that a process can be.
pub struct World {
    /// What is stored.
    pub store: Store,
    /// The kinds that are served.
    pub kinds: Kinds,
    /// What OpenAPI says of them.
    pub openapi: Cache,
    /// What watches have shown lately.
    pub history: Arc<History>,
    /// What is being gone through page by page.
    pub chains: Chains,
    /// Up to which revision the kinds that are served are those of the definitions.
    pub definitions: watch::Sender<Revision>,
}

impl World {
    /// One that stores its objects there and begins with these kinds.
    pub fn new(store: Store, kinds: impl Into<Arc<Registry>>) -> Self {
        World {
            store,
            kinds: Kinds::new(kinds),
            openapi: Cache::default(),
            history: Arc::default(),
            chains: Chains::default(),
            definitions: watch::Sender::default(),
        }
    }

    /// Waits until the kinds that are served are those of the definitions as of a revision, for a while.
    pub async fn follow_definitions(&self, revision: Revision) {
        let mut through = self.definitions.subscribe();
        // It comes to its end, or is late: either way what is served then is what there is.
        let _ = timeout(KINDS_WITHIN, through.wait_for(|through| *through >= revision)).await;
    }

    /// Another world, in memory, that begins with what this one has: objects and kinds are shared until one of the two changes
    /// them. It has revisions and watches of its own, which go on from here, and neither sees what the other does.
    ///
    /// # Errors
    /// There is no thread for it.
    pub async fn fork(&self) -> io::Result<World> {
        let store = self.store.fork(rows::store_options(Compaction::default())).await?;
        Ok(World::new(store, self.kinds.current()))
    }

    /// Puts the objects of a snapshot in the place of all that there are. Kinds stay as they are; revisions move on, watches begin
    /// anew, and no resourceVersion means two things. Returns the new revision.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn reset(&self, to: Snapshot) -> Result<Revision, ChangeError> {
        self.store.reset(to).await
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use bytes::Bytes;
    use coracle_kinds::Verb;
    use coracle_object::Value;
    use coracle_object::json;
    use coracle_store::{HistoryError, Key, Records};

    use super::*;
    use crate::answer::Body;
    use crate::auth::tokens::Tokens;
    use crate::auth::watched::Watched;
    use crate::caller::{Asked, Caller};
    use crate::first;
    use crate::limits::{BySort, Limits};
    use crate::metrics::Metrics;
    use crate::process::Process;
    use crate::stored;

    pub(crate) fn process() -> Process {
        Process {
            authorities: Watched::default(),
            tokens: Watched::fixed(Tokens::administrator("t")),
            rules: Watched::default(),
            audiences: Vec::new(),
            last_modes: Default::default(),
            limits: Limits::new(BySort { reads: 2, writes: 2, watches: 2 }),
            metrics: Metrics::new("none".as_ref(), 0),
            self_links: false,
            draining: watch::Sender::new(false),
            unread: Arc::default(),
        }
    }

    pub(crate) async fn world(process: &Process) -> World {
        let nothing = Snapshot { revision: 1, records: Records::default() };
        let store = Store::in_memory(rows::store_options(Compaction::default()), nothing).await.unwrap();
        let world = World::new(store, coracle_kinds::builtin());
        first::create(process, &world).await.unwrap();
        world
    }

    /// Does something to the ConfigMap `c` of a world, and says what is answered.
    async fn ask(process: &Process, world: &World, verb: Verb, body: Value) -> Result<Value, String> {
        let kinds = world.kinds.current();
        let kind = kinds.find("", "v1", "configmaps").ok_or("not served")?;
        let asked = Asked {
            verb,
            kind,
            namespace: "default",
            name: if verb == Verb::Create { "" } else { "c" },
            subresource: "",
            content_type: (verb == Verb::Patch).then_some("application/merge-patch+json"),
            body: if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) },
        };
        let answer = Caller { process, world, name: "test" }.ask(asked).await;
        match answer.map_err(|failure| failure.message().to_owned())?.body {
            Body::Object(object) | Body::Status(object) => Ok(object),
            Body::Stored(record) => Ok(stored::object(kind, &record).unwrap()),
            Body::Written(object) => Ok(object.into_object(kind)),
            Body::List { .. } | Body::Watch(_) => Err("no object".to_owned()),
        }
    }

    fn data(object: Result<Value, String>) -> Result<Value, String> {
        object.map(|object| object["data"]["k"].clone())
    }

    #[tokio::test]
    async fn a_fork_begins_with_what_there_is_and_neither_sees_the_others_writes() {
        let process = process();
        let first = world(&process).await;
        ask(&process, &first, Verb::Create, json!({"metadata": {"name": "c"}, "data": {"k": "before"}})).await.unwrap();
        let second = first.fork().await.unwrap();
        assert_eq!(second.store.revision(), first.store.revision());
        let mut watch = first.store.watch("configmaps", None, first.store.revision());
        for (world, value) in [(&second, "second"), (&first, "first"), (&second, "second again")] {
            ask(&process, world, Verb::Patch, json!({"data": {"k": value}})).await.unwrap();
        }
        assert_eq!(data(ask(&process, &first, Verb::Get, Value::Null).await), Ok("first".into()));
        assert_eq!(data(ask(&process, &second, Verb::Get, Value::Null).await), Ok("second again".into()));
        assert_eq!(second.store.revision(), first.store.revision() + 1, "each counts its own changes");
        assert_eq!(watch.next().await.unwrap().events.len(), 1, "a watch sees its own world alone");
        ask(&process, &first, Verb::Delete, Value::Null).await.unwrap();
        assert!(ask(&process, &second, Verb::Get, Value::Null).await.is_ok());
        for world in [&first, &second] {
            world.store.close().await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_world_is_reset_to_what_it_was_and_no_resource_version_means_two_things() {
        let process = process();
        let world = world(&process).await;
        ask(&process, &world, Verb::Create, json!({"metadata": {"name": "c"}, "data": {"k": "before"}})).await.unwrap();
        let before = world.store.snapshot();
        let changed = ask(&process, &world, Verb::Patch, json!({"data": {"k": "after"}})).await.unwrap();
        let mut watch = world.store.watch("configmaps", None, world.store.revision());
        let revision = world.reset(before).await.unwrap();
        let now = ask(&process, &world, Verb::Get, Value::Null).await.unwrap();
        assert_eq!(now["data"]["k"], "before");
        let version = |object: &Value| object["metadata"]["resourceVersion"].as_str().unwrap().parse::<u64>().unwrap();
        assert!(version(&now) > version(&changed) && version(&now) <= revision);
        assert!(matches!(watch.next().await, Err(HistoryError::Gone { .. })));
        assert!(world.store.get(&Key::new("namespaces", "", "default")).0.is_some());
        world.store.close().await.unwrap();
    }

    #[tokio::test]
    async fn each_world_has_kinds_of_its_own() {
        let process = process();
        let first = world(&process).await;
        let second = first.fork().await.unwrap();
        second.kinds.replace(Registry::default());
        assert_eq!(ask(&process, &second, Verb::Get, Value::Null).await, Err("not served".to_owned()));
        let missing = ask(&process, &first, Verb::Get, Value::Null).await;
        assert_eq!(missing, Err(r#"configmaps "c" not found"#.to_owned()));
        for world in [&first, &second] {
            world.store.close().await.unwrap();
        }
    }
}
