//! Serves the kinds that definitions make: gives a definition its names, and puts its kinds among those that are served.
//!
//! Upstream: apiextensions-apiserver/pkg/controller/status/naming_controller.go, establish/establishing_controller.go (v1.37.2).
//! They are part of the server there, as this one is whatever others run.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use coracle_kinds::conditions::Taken;
use coracle_kinds::custom::{Made, make};
use coracle_kinds::{DEFINITIONS, Kind, Registry, Verb, conditions};
use coracle_object::{Value, edit, json, text};
use coracle_store::{Record, Revision};
use tokio::time::Instant;

use super::queue::Queue;
use super::{Change, Controller};
use crate::caller::{Asked, Caller};
use crate::clock;
use crate::status::Failure;
use crate::stored;
use crate::world::World;

/// The program's own kinds, which are there whatever definitions make.
static PROGRAM: LazyLock<Registry> = LazyLock::new(coracle_kinds::builtin);

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
        for name in names {
            match self.name(&name, caller).await {
                Ok(()) => {}
                // It changed, or is gone: it is seen again.
                Err(failure) if failure.is_conflict() || failure.code == 404 => {}
                Err(failure) => {
                    tracing::warn!(definition = &*name, why = failure.message(), "a definition is tried again");
                    self.queue.fail(name, Instant::now());
                }
            }
        }
        self.publish(caller.world);
        caller.world.definitions.send_replace(self.seen);
    }
}

impl Definitions {
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
        let others = self.known.values().flat_map(Known::kinds).filter(|kind| !is_of_program(kind.group()));
        let kinds: Vec<_> = PROGRAM.kinds().chain(others).cloned().collect();
        world.kinds.replace(Registry::new(kinds));
        world.history.forget();
    }

    /// Gives a definition its names. Its kinds are served before it says so.
    async fn name(&mut self, name: &Arc<str>, caller: Caller<'_>) -> Result<(), Failure> {
        let Some(known) = self.known.get(name) else { return Ok(()) };
        let (record, group) = (known.record.clone(), &known.group);
        let definition = read(&record, caller)?;
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
}

/// A definition, of a record of one.
pub fn read(record: &Record, caller: Caller<'_>) -> Result<Value, Failure> {
    let kinds = caller.world.kinds.current();
    stored::object(definitions(&kinds)?, record)
}

/// Is a group the program's own? What definitions make in it is not served, as in the reference.
pub fn is_of_program(group: &str) -> bool {
    PROGRAM.group(group).is_some()
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
