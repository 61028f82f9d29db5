//! Serves the kinds that definitions make: gives a definition its names, and puts its kinds among those that are served.
//!
//! Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go, establish/establishing_controller.go (v1.37.2).
//! They are part of the server there, as this one is whatever others run.

use std::collections::BTreeSet;
use std::sync::Arc;

use coracle_kinds::conditions::Taken;
use coracle_kinds::custom::make;
use coracle_kinds::{DEFINITIONS, Kind, Registry, Verb, conditions};
use coracle_object::{Value, edit, json, text};
use coracle_store::{Record, Revision};
use tokio::time::Instant;

use super::queue::Queue;
use super::{Change, Controller};
use crate::caller::{Asked, Caller};
use crate::served::{self, Definition, program};
use crate::status::Failure;
use crate::stored;
use crate::world::World;

/// The controller.
#[derive(Default)]
pub struct Definitions {
    known: served::Definitions,
    /// What was known of definitions that are not seen yet, until all are: the world, or the one that it was forked from, knew it.
    before: served::Definitions,
    /// Which have their names, and nothing to be done.
    settled: BTreeSet<Arc<str>>,
    queue: Queue<Arc<str>>,
    /// Are other kinds to be served than are?
    changed: bool,
    /// Up to where all has been seen.
    seen: Revision,
}

/// What a definition says, its kinds being those from before where they are made of the same.
fn known(record: &Record, definition: &Value, before: Option<&Definition>) -> Definition {
    let of = json!({
        "uid": edit::text(definition, "uid"), "generation": edit::get(definition, "generation"),
        "names": definition["status"]["acceptedNames"], "served": conditions::is_served(definition),
    });
    let closed = conditions::awaits_cleanup(definition);
    let same = before.filter(|before| before.of == of);
    let made = match same {
        Some(before) if before.closed == closed => before.made.clone(),
        before if conditions::is_served(definition) => {
            let same = before.and_then(|before| before.made.as_deref());
            make(definition, same).map_err(|why| log(definition, &why)).ok().map(Arc::new)
        }
        _ => None,
    };
    let (group, names) = (&definition["spec"]["group"], &definition["status"]["acceptedNames"]);
    let group = group.as_str().unwrap_or_default().to_owned();
    Definition { record: record.clone(), group, names: json!({"status": {"acceptedNames": names}}), of, closed, made }
}

/// Is it the same record? One revision may mean two things in two worlds.
fn is_same(one: &Record, other: &Record) -> bool {
    one.modified == other.modified && one.value() == other.value()
}

fn log(definition: &Value, why: &str) {
    tracing::error!(definition = edit::text(definition, "name"), %why, "the kinds of a definition cannot be served");
}

impl Controller for Definitions {
    type Item = Arc<str>;

    const NAME: &'static str = "kube-apiserver";
    const SEES: Option<&'static str> = Some(DEFINITIONS);

    fn begin(&mut self, world: &World) {
        self.before = (*world.kinds.definitions()).clone();
    }

    fn see(&mut self, change: &Change<'_>) {
        let name = &Arc::from(&*change.key.name);
        if let Some((record, before)) = change.after.zip(self.before.get(name))
            && is_same(&before.record, record)
        {
            // It was looked at before this began.
            self.known.extend(self.before.remove_entry(name));
            self.settled.insert(name.clone());
            return;
        }
        match change.after {
            Some(record) => match stored::object(change.kind, record) {
                Ok(definition) => self.note(name, record, &definition),
                Err(failure) => {
                    tracing::error!(definition = &**name, why = failure.message(), "a definition is passed")
                }
            },
            None => {
                if let Some(gone) = self.known.remove(name) {
                    self.forget(&gone);
                }
            }
        }
        self.queue.push(name);
    }

    fn caught_up(&mut self, world: &World, through: Revision) {
        self.seen = through;
        for (name, gone) in std::mem::take(&mut self.before) {
            self.forget(&gone);
            self.queue.push(&name);
        }
        if self.queue.is_empty() {
            world.definitions.send_replace(through);
        }
    }

    fn queue(&mut self) -> &mut Queue<Arc<str>> {
        &mut self.queue
    }

    async fn work(&mut self, caller: Caller<'_>) {
        let names: Vec<_> = std::iter::from_fn(|| self.queue.pop()).collect();
        for name in names {
            match self.name(&name, caller).await {
                Ok(true) => _ = self.settled.insert(name),
                Ok(false) => {}
                // It changed, or is gone: it is seen again.
                Err(failure) if failure.is_conflict() || failure.code == 404 => {}
                Err(failure) => {
                    tracing::warn!(definition = &*name, why = failure.message(), "a definition is tried again");
                    self.queue.fail(name, Instant::now());
                }
            }
        }
        self.publish(caller.world);
        let settled = self.known.iter().filter(|(name, _)| self.settled.contains(*name));
        caller.world.kinds.keep(settled.map(|(name, known)| (name.clone(), known.clone())).collect());
        caller.world.definitions.send_replace(self.seen);
    }
}

impl Definitions {
    /// Takes note of what a definition says now.
    fn note(&mut self, name: &Arc<str>, record: &Record, definition: &Value) {
        let before = self.known.remove(name).or_else(|| self.before.remove(name));
        let before = before.as_deref();
        let known = known(record, definition, before);
        self.changed |= before.is_none_or(|had| had.of != known.of || had.closed != known.closed);
        let frees = before.is_some_and(|before| Taken::frees(&before.names, &known.names));
        let group = frees.then(|| known.group.clone());
        self.settled.remove(name);
        self.known.insert(name.clone(), Arc::new(known));
        if let Some(group) = group {
            self.free(&group);
        }
    }

    /// Takes note of one that is gone.
    fn forget(&mut self, gone: &Definition) {
        self.changed |= gone.made.is_some();
        self.free(&gone.group);
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
        let made = self.known.values().filter_map(|known| known.made.as_ref());
        let others = made.flat_map(|made| &made.served).filter(|kind| !is_of_program(kind.group()));
        let kinds: Vec<_> = program().kinds().chain(others).cloned().collect();
        world.kinds.replace(Registry::new(kinds));
        world.history.forget();
    }

    /// Gives a definition its names, and says whether it had them. Its kinds are served before it says so.
    async fn name(&mut self, name: &Arc<str>, caller: Caller<'_>) -> Result<bool, Failure> {
        let Some(known) = self.known.get(name) else { return Ok(false) };
        let (record, group) = (known.record.clone(), &known.group);
        let definition = read(&record, caller)?;
        let taken = || {
            let mut taken = Taken::default();
            for other in self.known.values().filter(|other| other.group == *group) {
                taken.add(&other.names);
            }
            taken
        };
        let now = caller.world.clock.text();
        let Some(settled) = conditions::settle(&definition, taken, &now) else { return Ok(true) };
        self.note(name, &record, &settled);
        self.publish(caller.world);
        write(caller, name, &settled).await.map(|()| false)
    }
}

/// A definition, of a record of one.
pub fn read(record: &Record, caller: Caller<'_>) -> Result<Value, Failure> {
    let kinds = caller.world.kinds.current();
    stored::object(definitions(&kinds)?, record)
}

/// Is a group the program's own? What definitions make in it is not served, as in the reference.
pub fn is_of_program(group: &str) -> bool {
    program().group(group).is_some()
}

fn definitions(kinds: &Registry) -> Result<&Arc<Kind>, Failure> {
    kinds.stored_as(DEFINITIONS).ok_or_else(|| Failure::internal("definitions are not served"))
}

/// Writes what a definition says of itself.
pub async fn write(caller: Caller<'_>, name: &str, definition: &Value) -> Result<(), Failure> {
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
