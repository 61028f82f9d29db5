//! Deletes the objects of a definition on its way out, and lets it go where there are none.
//!
//! By itself, since a definition's webhook may not answer for long: new definitions do not wait for that.
//!
//! Upstream: apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go (v1.37.2)

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_kinds::conditions::{self, Cleanup};
use coracle_kinds::custom::make;
use coracle_kinds::{DEFINITIONS, Kind};
use coracle_object::{Value, edit, json};
use coracle_store::{Key, Record};
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::definitions::{is_of_program, read, write};
use super::namespaces::deletion;
use super::queue::Queue;
use super::{AT_ONCE, Change, Controller};
use crate::caller::Caller;
use crate::status::Failure;
use crate::stored;

/// So many objects of a definition are deleted before others have their turn.
const TURN: usize = 4 * AT_ONCE;

/// The controller.
#[derive(Default)]
pub struct Cleaner {
    /// The definitions on their way out.
    going: BTreeMap<Arc<str>, Record>,
    queue: Queue<Arc<str>>,
}

/// How far a definition has come.
enum Progress {
    /// Nothing is to be done until it is seen again.
    Settled,
    /// There are more objects.
    More,
    /// Others have to take their finalizers off.
    Waits,
}

impl Controller for Cleaner {
    type Item = Arc<str>;

    const NAME: &'static str = "kube-apiserver";
    const SEES: Option<&'static str> = Some(DEFINITIONS);

    fn see(&mut self, change: &Change<'_>) {
        let name: Arc<str> = (*change.key.name).into();
        let goes =
            |record: &Record| stored::object(change.kind, record).is_ok_and(|it| conditions::awaits_cleanup(&it));
        match change.after.filter(|record| goes(record)) {
            Some(record) => {
                self.queue.push(&name);
                self.going.insert(name, record.clone());
            }
            None => drop(self.going.remove(&name)),
        }
    }

    fn queue(&mut self) -> &mut Queue<Arc<str>> {
        &mut self.queue
    }

    async fn work(&mut self, caller: Caller<'_>) {
        let names: Vec<_> = std::iter::from_fn(|| self.queue.pop()).collect();
        let going = names.iter().filter_map(|name| Some((name, self.going.get(name)?)));
        let cleaned = going.map(async |(name, record)| (name, clean(name, record, caller).await));
        for (name, cleaned) in join_all(cleaned).await {
            match cleaned {
                Ok(Progress::Settled) => {}
                Ok(Progress::More) => self.queue.push(name),
                Ok(Progress::Waits) => self.queue.fail(name.clone(), Instant::now()),
                // It changed, or is gone: it is seen again.
                Err(failure) if failure.is_conflict() || failure.code == 404 => {}
                Err(failure) => {
                    tracing::warn!(definition = &**name, why = failure.message(), "a definition is not cleaned up yet");
                    self.queue.fail(name.clone(), Instant::now());
                }
            }
        }
    }
}

/// Does for a definition what can be done now.
async fn clean(name: &str, record: &Record, caller: Caller<'_>) -> Result<Progress, Failure> {
    // From here on no new objects are made of it.
    let _ = caller.world.definitions.subscribe().wait_for(|through| *through >= record.modified).await;
    let definition = read(record, caller)?;
    let now = caller.world.clock.text();
    let say = async |how_far: &Cleanup<'_>| {
        let said = conditions::cleaned(&definition, how_far, &now);
        if said == definition { Ok(()) } else { write(caller, name, &said).await }
    };
    if !conditions::holds(&definition, conditions::ESTABLISHED) {
        return say(&Cleanup::NeverEstablished).await.map(|()| Progress::Settled);
    }
    // Its kinds were made when it was noticed to be on its way out, which is a moment ago for most.
    let known = caller.world.kinds.definitions();
    let known = known.get(name).filter(|known| known.record.modified == record.modified);
    let made = match known.and_then(|known| known.made.clone()) {
        Some(made) => made,
        None => Arc::new(make(&definition, None).map_err(Failure::internal)?),
    };
    let records = match is_of_program(made.stored.group()) {
        // Whatever is stored so is of the program's own kinds.
        true => Vec::new(),
        false => caller.world.store.list(&made.stored.stored_as, None).0,
    };
    if records.is_empty() {
        return say(&Cleanup::Completed).await.map(|()| Progress::Settled);
    }
    if !conditions::is_cleaning(&definition) {
        // It is seen again then.
        return say(&Cleanup::InProgress).await.map(|()| Progress::Settled);
    }
    let doomed = records.into_iter().filter(|record| !is_deleting(&made.stored, record));
    let doomed: Vec<Record> = doomed.take(TURN).collect();
    let deletions = doomed.iter().map(|record| delete(caller, &made.stored, &record.key));
    let deleted: Vec<_> = stream::iter(deletions).buffered(AT_ONCE).collect().await;
    if let Some(failure) = deleted.into_iter().find_map(Result::err) {
        say(&Cleanup::Failed(failure.message())).await?;
        return Err(failure);
    }
    Ok(if doomed.is_empty() { Progress::Waits } else { Progress::More })
}

/// Is an object on its way out already?
fn is_deleting(kind: &Kind, record: &Record) -> bool {
    stored::as_stored(kind, record).is_ok_and(|object| edit::has(&object, "deletionTimestamp"))
}

async fn delete(caller: Caller<'_>, kind: &Arc<Kind>, key: &Key) -> Result<(), Failure> {
    let options: Value = json!({"propagationPolicy": "Background"});
    match caller.ask(deletion(kind, key, &options)).await {
        Err(failure) if failure.code != 404 => Err(failure),
        _ => Ok(()),
    }
}
