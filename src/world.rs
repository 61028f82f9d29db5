//! One of the servers that a process can be: what it stores, the kinds that it serves, and what is kept of both for a while.
//!
//! Worlds share nothing that a client could see. What they have in common is the [`crate::process::Process`].

use std::io;
use std::sync::Arc;
use std::time::Duration;

use coracle_kinds::{DEFINITIONS, Verb};
use coracle_store::{ChangeError, Key, Options, Revision, Snapshot, Store};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, watch};
use tokio::time::timeout;

use crate::answer::event::History;
use crate::clock::{self, Clock, Does, Moment, STANDS_STILL_AT};
use crate::faults::Faults;
use crate::openapi::Cache;
use crate::pages::Chains;
use crate::requests::Requests;
use crate::served::{Kinds, State};

/// How long a write of a definition waits for its kinds to be served.
const KINDS_WITHIN: Duration = Duration::from_secs(1);

/// One of the servers that a process can be.
pub struct World {
    /// What it is called.
    pub name: Arc<str>,
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
    /// What its clients see of time.
    pub clock: Clock,
    /// What goes wrong, as somebody asked for.
    pub faults: Faults,
    /// What was asked lately.
    pub requests: Requests,
    /// Who acts upon what it has seen holds it meanwhile, and whoever puts other objects in the place of all waits for that: what follows from
    /// the old ones would be done to the new.
    steady: RwLock<()>,
    /// Is it deleted?
    gone: watch::Sender<bool>,
}

/// What a world can begin with: objects, and the kinds that they are of.
#[derive(Clone)]
pub struct Beginning {
    /// The objects.
    pub objects: Snapshot,
    /// The kinds.
    pub kinds: State,
    /// What its clock was told.
    pub clock: Clock,
}

impl Beginning {
    /// Are the kinds known that its definitions make? Those of a file that was just read are not.
    pub fn knows_kinds(&self) -> bool {
        self.kinds.count() == self.objects.records.sum(DEFINITIONS, None).count
    }

    /// The same, with revisions above all that a world can have given out that had been this and is lost.
    pub fn ahead(mut self) -> Beginning {
        self.objects.revision = clock::revision_ahead(self.objects.revision);
        self
    }
}

impl World {
    /// One of this name that stores its objects there and begins with these kinds.
    pub fn new(name: &str, store: Store, kinds: impl Into<State>) -> Self {
        World {
            name: name.into(),
            store,
            kinds: Kinds::new(kinds),
            openapi: Cache::default(),
            history: Arc::default(),
            chains: Chains::default(),
            definitions: watch::Sender::default(),
            clock: Clock::default(),
            faults: Faults::default(),
            requests: Requests::default(),
            steady: RwLock::new(()),
            gone: watch::Sender::new(false),
        }
    }

    /// What it has: shared until somebody changes some of it, and to take it costs nothing.
    pub fn beginning(&self) -> Beginning {
        // Of definitions that were acknowledged the kinds are served already. In this order: what is known of definitions is then no newer than they are.
        let kinds = self.kinds.state();
        Beginning { objects: self.store.snapshot(), kinds, clock: self.clock.copy() }
    }

    /// Another world, in memory, that begins so. It has revisions and watches of its own, which go on from there, and neither sees what
    /// the other does. Documents about its kinds are shared for as long as the kinds are.
    ///
    /// # Errors
    /// The thread of this one's store has ended.
    pub async fn beside(&self, name: &str, options: Options, beginning: Beginning) -> io::Result<World> {
        let store = self.store.beside(options, beginning.objects.clone()).await?;
        Ok(World::begun(name, store, &beginning, self))
    }

    /// One whose store has just begun so, beside another one.
    pub fn begun(name: &str, store: Store, beginning: &Beginning, beside: &World) -> World {
        let world = World { clock: beginning.clock.copy(), ..World::new(name, store, beginning.kinds.clone()) };
        world.openapi.share(&beside.openapi, &world.kinds.current());
        // Nobody has changed a definition yet.
        if beginning.knows_kinds() {
            world.definitions.send_replace(beginning.objects.revision);
        }
        world.count_anew();
        world
    }

    /// Ends its watches, and all that waits for anything in it, and closes its store.
    pub async fn delete(&self) {
        self.end();
        if let Err(why) = self.store.close().await {
            tracing::warn!(world = &*self.name, why, "a world that is deleted did not close well");
        }
    }

    /// Ends its watches, and all that waits for anything in it.
    pub fn end(&self) {
        self.gone.send_replace(true);
    }

    /// Waits until it is deleted.
    pub async fn deleted(&self) {
        let _ = self.gone.subscribe().wait_for(|gone| *gone).await;
    }

    /// The same for who lives longer.
    pub fn gone(&self) -> watch::Receiver<bool> {
        self.gone.subscribe()
    }

    /// The moment of a client's request, which may make the object of this key if it is one that writes.
    pub fn moment(&self, verb: Verb, key: impl Fn() -> Key) -> Moment {
        self.clock.moment(match verb {
            Verb::Get | Verb::List | Verb::Watch => Does::Looks,
            Verb::Create | Verb::Update | Verb::Patch if self.makes(verb, &key) => Does::Makes,
            Verb::Create | Verb::Update | Verb::Patch | Verb::Delete | Verb::DeleteCollection => Does::Changes,
        })
    }

    /// Does such a write make the object of this key? Where that depends on what is there, it is worth a look only where somebody counts.
    pub fn makes(&self, verb: Verb, key: impl FnOnce() -> Key) -> bool {
        verb == Verb::Create || (self.clock.numbers() && self.store.get(&key()).0.is_none())
    }

    /// Its clock stands still and counts, so that the same requests make the same objects.
    pub fn stand_still(&self) {
        self.clock.tell(|told| told.frozen = Some(STANDS_STILL_AT));
        self.number();
    }

    /// From now on, uids and generated names are numbered, from the last number on that an object's uid has.
    pub fn number(&self) {
        let last = self.last_number();
        self.clock.tell(|told| told.number = Some(last));
    }

    /// The last number that an object's uid has; 0 for none.
    pub fn last_number(&self) -> u64 {
        let records = self.store.snapshot().records;
        records.iter().filter_map(|record| clock::number_in(record.uid())).max().unwrap_or(0)
    }

    /// Where it counts, it goes on from what there is: the same requests then make the same objects again.
    pub fn count_anew(&self) {
        if self.clock.numbers() {
            self.number();
        }
    }

    /// Waits until the kinds that are served are those of the definitions as of a revision, for a while.
    pub async fn follow_definitions(&self, revision: Revision) {
        let mut through = self.definitions.subscribe();
        // It comes to its end, or is late: either way what is served then is what there is.
        let _ = timeout(KINDS_WITHIN, through.wait_for(|through| *through >= revision)).await;
    }

    /// Puts these objects and kinds in the place of all that there are. Revisions move on, watches and lists begin anew, and no
    /// resourceVersion means two things. Returns the new revision.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn reset(&self, to: Beginning) -> Result<Revision, ChangeError> {
        let knows_kinds = to.knows_kinds();
        let still = self.still().await;
        let before = self.begin_renewal(to.kinds);
        let reset = self.store.reset(to.objects).await;
        self.end_renewal();
        drop(still);
        match &reset {
            Ok(revision) if !knows_kinds => self.follow_definitions(*revision).await,
            Ok(_) => {}
            Err(_) => self.kinds.put(before),
        }
        reset
    }

    /// Nobody puts other objects in the place of all until this is dropped.
    pub async fn steady(&self) -> RwLockReadGuard<'_, ()> {
        self.steady.read().await
    }

    /// Nobody acts upon what there was until this is dropped. To be had before the store is paused: those who act may write.
    pub async fn still(&self) -> RwLockWriteGuard<'_, ()> {
        self.steady.write().await
    }

    /// Other objects are about to take the place of all: their kinds do. Returns those that there were.
    pub fn begin_renewal(&self, kinds: State) -> State {
        let before = self.kinds.state();
        // Before: whoever looks at definitions begins anew with the reset, and goes on from what is known then.
        self.kinds.put(kinds);
        before
    }

    /// They have, or it was given up.
    pub fn end_renewal(&self) {
        self.history.forget();
        self.chains.forget();
        self.count_anew();
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use bytes::Bytes;
    use coracle_kinds::{Registry, Verb};
    use coracle_object::Value;
    use coracle_object::json;
    use coracle_store::{Compaction, HistoryError, Key, Records};

    use super::*;
    use crate::answer::Body;
    use crate::auth::tokens::Tokens;
    use crate::auth::watched::Watched;
    use crate::caller::{Asked, Caller};
    use crate::first;
    use crate::limits::{BySort, Limits};
    use crate::metrics::Metrics;
    use crate::process::{Fixture, Process};
    use crate::rows::store_options;
    use crate::served::program;
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
            fixture: Fixture { faults: true, deterministic: false, requests: 10 },
            ui: crate::ui::Ui::none(),
            self_links: false,
            draining: watch::Sender::new(false),
            unread: Arc::default(),
        }
    }

    pub(crate) fn options() -> Options {
        store_options(Compaction::default())
    }

    async fn fork(world: &World) -> World {
        world.beside("fork", options(), world.beginning()).await.unwrap()
    }

    pub(crate) async fn world(process: &Process) -> World {
        let nothing = Snapshot { revision: 1, records: Records::default() };
        let store = Store::in_memory(options(), nothing).await.unwrap();
        let world = World::new("main", store, program().clone());
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
        let second = fork(&first).await;
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
        world.definitions.send_replace(u64::MAX);
        let before = world.beginning();
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
        let second = fork(&first).await;
        second.kinds.replace(Registry::default());
        assert_eq!(ask(&process, &second, Verb::Get, Value::Null).await, Err("not served".to_owned()));
        let missing = ask(&process, &first, Verb::Get, Value::Null).await;
        assert_eq!(missing, Err(r#"configmaps "c" not found"#.to_owned()));
        for world in [&first, &second] {
            world.store.close().await.unwrap();
        }
    }
}
