//! Serves the kinds that definitions make: gives a definition its names, puts its kinds among those that are served, and deletes
//! their objects before it goes.
//!
//! Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go, establish/establishing_controller.go,
//! finalizer/crd_finalizer.go (v1.37.2). They are several there, and part of the server, as this one is whatever others run.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_kinds::conditions::{Cleanup, Taken};
use coracle_kinds::custom::{Made, make};
use coracle_kinds::{DEFINITIONS, Kind, Registry, Verb, conditions};
use coracle_object::{Value, edit, json, text};
use coracle_store::{Key, Record, Revision};
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::queue::Queue;
use super::{AT_ONCE, Change, Controller};
use crate::caller::{Asked, Caller};
use crate::clock;
use crate::controllers::namespaces::deletion;
use crate::status::Failure;
use crate::stored;
use crate::world::World;

/// So many objects of a definition are deleted before others have their turn.
const TURN: usize = 4 * AT_ONCE;

/// The controller.
#[derive(Default)]
pub struct Definitions {
    known: BTreeMap<Arc<str>, Known>,
    queue: Queue<Arc<str>>,
    /// Are other kinds to be served than are?
    changed: bool,
    /// Up to where all has been seen.
    seen: Revision,
}

/// What is known of a definition.
struct Known {
    record: Record,
    /// Its group, with the names that it has got.
    group: String,
    names: Value,
    /// What its kinds were made of: not again of the same.
    of: Value,
    /// Are no new objects made of them?
    closed: bool,
    made: Option<Made>,
}

impl Known {
    /// What the definition says, its kinds being those from before where they are made of the same.
    fn new(record: &Record, definition: &Value, before: Option<Known>) -> Self {
        let of = json!({
            "uid": edit::text(definition, "uid"), "generation": edit::get(definition, "generation"),
            "names": definition["status"]["acceptedNames"], "served": conditions::is_served(definition),
        });
        let closed = conditions::awaits_cleanup(definition);
        let before = before.filter(|before| before.of == of);
        let made = match before {
            Some(before) if before.closed == closed => before.made,
            before if conditions::is_served(definition) => {
                let same = before.and_then(|before| before.made);
                make(definition, same.as_ref()).map_err(|why| log(definition, &why)).ok()
            }
            _ => None,
        };
        let (group, names) = (&definition["spec"]["group"], &definition["status"]["acceptedNames"]);
        let group = group.as_str().unwrap_or_default().to_owned();
        Known { record: record.clone(), group, names: json!({"status": {"acceptedNames": names}}), of, closed, made }
    }

    fn kinds(&self) -> &[Arc<Kind>] {
        self.made.as_ref().map_or(&[], |made| &made.served)
    }
}

fn log(definition: &Value, why: &str) {
    tracing::error!(definition = edit::text(definition, "name"), %why, "the kinds of a definition cannot be served");
}

impl Controller for Definitions {
    type Item = Arc<str>;

    const NAME: &'static str = "kube-apiserver";
    const SEES: Option<&'static str> = Some(DEFINITIONS);

    fn see(&mut self, change: &Change<'_>) {
        let name = &Arc::from(&*change.key.name);
        match change.after {
            Some(record) => match stored::object(change.kind, record) {
                Ok(definition) => self.note(name, record, &definition),
                Err(failure) => {
                    tracing::error!(definition = &**name, why = failure.message(), "a definition is passed")
                }
            },
            None => {
                if let Some(gone) = self.known.remove(name) {
                    self.changed |= gone.made.is_some();
                    self.free(&gone.group);
                }
            }
        }
        self.queue.push(name);
    }

    fn caught_up(&mut self, world: &World, through: Revision) {
        self.seen = through;
        if self.queue.is_empty() {
            world.definitions.send_replace(through);
        }
    }

    fn queue(&mut self) -> &mut Queue<Arc<str>> {
        &mut self.queue
    }

    async fn work(&mut self, caller: Caller<'_>) {
        let names: Vec<_> = std::iter::from_fn(|| self.queue.pop()).collect();
        for name in &names {
            self.try_on(name, caller, Self::name).await;
        }
        self.publish(caller.world);
        caller.world.definitions.send_replace(self.seen);
        for name in &names {
            self.try_on(name, caller, Self::clean).await;
        }
    }
}

impl Definitions {
    /// Does something to a definition, and again later if that fails.
    async fn try_on(
        &mut self,
        name: &Arc<str>,
        caller: Caller<'_>,
        what: impl AsyncFn(&mut Self, &Arc<str>, Caller<'_>) -> Result<(), Failure>,
    ) {
        match what(self, name, caller).await {
            Ok(()) => {}
            // It changed, or is gone: it is seen again.
            Err(failure) if failure.is_conflict() || failure.code == 404 => {}
            Err(failure) => {
                tracing::warn!(definition = &**name, why = failure.message(), "a definition is tried again");
                self.queue.fail(name.clone(), Instant::now());
            }
        }
    }

    /// Takes note of what a definition says now.
    fn note(&mut self, name: &Arc<str>, record: &Record, definition: &Value) {
        let before = self.known.remove(name);
        let names = before.as_ref().map(|known| known.names.clone());
        let had = before.as_ref().map(|known| (known.of.clone(), known.closed));
        let known = Known::new(record, definition, before);
        self.changed |= had.is_none_or(|(of, closed)| of != known.of || closed != known.closed);
        let frees = names.is_some_and(|names| Taken::frees(&names, &known.names));
        let group = frees.then(|| known.group.clone());
        self.known.insert(name.clone(), known);
        if let Some(group) = group {
            self.free(&group);
        }
    }

    /// Looks at all of a group again: one of them may have been waiting for a name.
    fn free(&mut self, group: &str) {
        for (name, known) in &self.known {
            if known.group == group {
                self.queue.push(name);
            }
        }
    }

    /// Puts the kinds of all definitions among those that are served. Those of the program are not replaced.
    fn publish(&mut self, world: &World) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let builtin = coracle_kinds::builtin();
        let others = self.known.values().flat_map(Known::kinds);
        let others =
            others.filter(|kind| builtin.group(kind.group()).and_then(|group| group.version(kind.version())).is_none());
        let kinds: Vec<_> = builtin.kinds().chain(others).cloned().collect();
        world.kinds.replace(Registry::new(kinds));
        world.history.forget();
    }

    /// Gives a definition its names. Its kinds are served before it says so.
    async fn name(&mut self, name: &Arc<str>, caller: Caller<'_>) -> Result<(), Failure> {
        let Some((definition, record)) = self.read(name, caller)? else { return Ok(()) };
        let group = &self.known[name].group;
        let taken = || {
            let mut taken = Taken::default();
            for other in self.known.values().filter(|other| other.group == *group) {
                taken.add(&other.names);
            }
            taken
        };
        let Some(settled) = conditions::settle(&definition, taken, &clock::moment().now) else { return Ok(()) };
        self.note(name, &record, &settled);
        self.publish(caller.world);
        write(caller, name, &settled).await
    }

    /// Deletes what is left of a definition on its way out, and lets it go where nothing is.
    async fn clean(&mut self, name: &Arc<str>, caller: Caller<'_>) -> Result<(), Failure> {
        let Some((definition, _)) = self.read(name, caller)? else { return Ok(()) };
        if !conditions::awaits_cleanup(&definition) {
            return Ok(());
        }
        let now = clock::moment().now;
        let say =
            async |how_far: &Cleanup<'_>| write(caller, name, &conditions::cleaned(&definition, how_far, &now)).await;
        if !conditions::holds(&definition, conditions::ESTABLISHED) {
            return say(&Cleanup::NeverEstablished).await;
        }
        let made = make(&definition, self.known.get(name).and_then(|known| known.made.as_ref()));
        let made = made.map_err(Failure::internal)?;
        let (records, _) = caller.world.store.list(&made.stored.stored_as, None);
        if records.is_empty() {
            return say(&Cleanup::Completed).await;
        }
        if !conditions::is_cleaning(&definition) {
            // It is seen again then.
            return say(&Cleanup::InProgress).await;
        }
        let doomed: Vec<Record> =
            records.into_iter().filter(|record| !is_deleting(&made.stored, record)).take(TURN).collect();
        let waits = doomed.is_empty();
        let deletions = doomed.iter().map(|record| delete(caller, &made.stored, &record.key));
        let deleted: Vec<_> = stream::iter(deletions).buffer_unordered(AT_ONCE).collect().await;
        if let Some(failure) = deleted.into_iter().find_map(Result::err) {
            let why = failure.message();
            say(&Cleanup::Failed(why)).await?;
            return Err(failure);
        }
        if waits {
            // Others have to take their finalizers off.
            self.queue.fail(name.clone(), Instant::now());
        } else {
            self.queue.push(name);
        }
        Ok(())
    }

    /// A definition as it is stored now.
    fn read(&self, name: &Arc<str>, caller: Caller<'_>) -> Result<Option<(Value, Record)>, Failure> {
        let Some(known) = self.known.get(name) else { return Ok(None) };
        let kinds = caller.world.kinds.current();
        let kind = definitions(&kinds)?;
        stored::object(kind, &known.record).map(|definition| Some((definition, known.record.clone())))
    }
}

fn definitions(kinds: &Registry) -> Result<&Arc<Kind>, Failure> {
    kinds.stored_as(DEFINITIONS).ok_or_else(|| Failure::internal("definitions are not served"))
}

/// Is an object on its way out already?
fn is_deleting(kind: &Kind, record: &Record) -> bool {
    stored::as_stored(kind, record).is_ok_and(|object| edit::has(&object, "deletionTimestamp"))
}

async fn delete(caller: Caller<'_>, kind: &Arc<Kind>, key: &Key) -> Result<(), Failure> {
    match caller.ask(deletion(kind, key, &json!({"propagationPolicy": "Background"}))).await {
        Err(failure) if failure.code != 404 => Err(failure),
        _ => Ok(()),
    }
}

/// Writes what a definition says of itself.
async fn write(caller: Caller<'_>, name: &str, definition: &Value) -> Result<(), Failure> {
    let kinds = caller.world.kinds.current();
    let status = definitions(&kinds)?.part("status").ok_or_else(|| Failure::internal("definitions have no status"))?;
    let asked = Asked {
        verb: Verb::Update,
        kind: &status.kind,
        namespace: "",
        name,
        subresource: &status.name,
        content_type: None,
        body: text::json(definition).into(),
    };
    caller.ask(asked).await.map(drop)
}
