//! What a whole cluster does by itself: deleted namespaces are emptied, and what has lost its owner goes.
//!
//! A controller sees what is stored as any client could, from a list and from what happens after it, and writes through the
//! verbs. What it remembers can be made anew at any time: after a restart, or when it has fallen behind the log.

mod cleaning;
mod conditions;
mod definitions;
mod garbage;
mod namespaces;
mod ownership;
mod queue;
mod threads;

use std::hash::Hash;
use std::ops::Bound;
use std::panic::AssertUnwindSafe;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use coracle_store::{Cursor, HistoryError, Key, Record, Revision, Snapshot, Store};
use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::caller::Caller;
use crate::process::Process;
use crate::status::Failure;
use crate::world::World;
use coracle_kinds::{Kind, Registry};
use queue::Queue;
pub use threads::Threads;

/// So many writes of a controller wait for the disk together.
const AT_ONCE: usize = 64;
/// While so many changes come at a time,
const MANY: usize = 4;
/// those that leave a controller nothing to do are looked at no more often than this, all that came meanwhile at once.
const LOOKS_EVERY: Duration = Duration::from_millis(10);
/// What failed for a reason that may go away is tried again after so long.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Which controllers run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Controllers {
    namespace: bool,
    garbage_collector: bool,
}

/// What does not name controllers.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is no controller: there are namespace and garbage-collector, and none for neither")]
pub struct NoController(String);

impl FromStr for Controllers {
    type Err = NoController;

    fn from_str(text: &str) -> Result<Self, NoController> {
        let mut controllers = Controllers { namespace: false, garbage_collector: false };
        if text == "none" {
            return Ok(controllers);
        }
        for name in text.split(',') {
            match name.trim() {
                "namespace" => controllers.namespace = true,
                "garbage-collector" => controllers.garbage_collector = true,
                other => return Err(NoController(other.to_owned())),
            }
        }
        Ok(controllers)
    }
}

/// Controllers at work.
pub struct Running {
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Ends them. A write that is under way is made whole or not at all; what is left is found at the next start.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for thread in self.threads {
            if let Err(error) = thread.await {
                tracing::error!(%error, "a controller ended badly");
            }
        }
    }
}

/// Starts these controllers, and those that a server cannot be without: they serve the kinds of definitions, and let them go.
pub fn start(process: &Arc<Process>, world: &Arc<World>, controllers: Controllers, runtime: &Handle) -> Running {
    let stop = watch::Sender::new(false);
    let mut threads = vec![
        begin::<definitions::Definitions>(process, world, &stop, runtime),
        begin::<cleaning::Cleaner>(process, world, &stop, runtime),
    ];
    if controllers.namespace {
        threads.push(begin::<namespaces::Emptier>(process, world, &stop, runtime));
    }
    if controllers.garbage_collector {
        threads.push(begin::<garbage::Collector>(process, world, &stop, runtime));
    }
    Running { stop, threads }
}

/// Starts the same on threads that worlds share. They live until the world is gone, or the threads end.
pub fn start_on(threads: &Threads, process: &Arc<Process>, world: &Arc<World>, controllers: Controllers) {
    let at = threads.next();
    join::<definitions::Definitions>(threads, at, process, world);
    join::<cleaning::Cleaner>(threads, at, process, world);
    if controllers.namespace {
        join::<namespaces::Emptier>(threads, at, process, world);
    }
    if controllers.garbage_collector {
        join::<garbage::Collector>(threads, at, process, world);
    }
}

fn join<C: Controller + 'static>(threads: &Threads, at: usize, process: &Arc<Process>, world: &Arc<World>) {
    let (process, world) = (process.clone(), world.clone());
    threads.live(at, move || async move {
        tokio::select! {
            () = world.deleted() => {}
            () = run::<C>(&process, &world) => {}
        }
    });
}

/// Each has a thread of its own: what it decides at once would keep requests from the runtime's few threads.
fn begin<C: Controller>(
    process: &Arc<Process>,
    world: &Arc<World>,
    stop: &watch::Sender<bool>,
    runtime: &Handle,
) -> JoinHandle<()> {
    let (process, world, mut stop, handle) = (process.clone(), world.clone(), stop.subscribe(), runtime.clone());
    runtime.spawn_blocking(move || {
        handle.block_on(async {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = run::<C>(&process, &world) => {}
            }
        });
    })
}

/// What a controller does with what it sees.
trait Controller: Default {
    /// What it looks at.
    type Item: Clone + Eq + Hash;

    /// Who its writes are recorded for: the reference's name for most.
    const NAME: &'static str = "kube-controller-manager";
    /// What the objects are stored under that it sees; none for those of all kinds.
    const SEES: Option<&'static str> = None;

    /// An object is there, is another than it was, or is gone.
    fn see(&mut self, change: &Change<'_>);

    /// It begins to look at a world.
    fn begin(&mut self, _world: &World) {}

    /// It has seen all that had happened up to this revision.
    fn caught_up(&mut self, _world: &World, _through: Revision) {}

    /// What it has to look at.
    fn queue(&mut self) -> &mut Queue<Self::Item>;

    /// Does some of what is to be done. It has seen all that had happened before.
    fn work(&mut self, caller: Caller<'_>) -> impl Future<Output = ()>;
}

/// What became of an object.
struct Change<'a> {
    /// The kinds that are served.
    kinds: &'a Registry,
    kind: &'a Arc<Kind>,
    key: &'a Key,
    /// None where it was created, or was just listed.
    before: Option<&'a Record>,
    /// None where it is gone.
    after: Option<&'a Record>,
    revision: Revision,
}

/// Lets a controller work until the store is closed. Whatever goes wrong, it begins anew with what is stored.
async fn run<C: Controller>(process: &Process, world: &World) {
    loop {
        match AssertUnwindSafe(live::<C>(process, world)).catch_unwind().await {
            Ok(Err(HistoryError::Closed)) => return,
            // It fell behind.
            Ok(Ok(()) | Err(HistoryError::Gone { .. })) => continue,
            Ok(Err(error @ HistoryError::Unreadable(_))) => tracing::error!(%error, "a controller begins anew"),
            // The panic itself is told of where it happened.
            Err(_) => tracing::error!("a controller panicked and begins anew"),
        }
        tokio::time::sleep(AGAIN_AFTER).await;
    }
}

/// Ends well where other kinds are served than when it began.
async fn live<C: Controller>(process: &Process, world: &World) -> Result<(), HistoryError> {
    let caller = Caller { process, world, name: C::NAME };
    let mut controller = C::default();
    controller.begin(world);
    let mut feed = Feed::begin(&world.store, &world.kinds.current(), &mut controller);
    loop {
        let steady = world.steady().await;
        let current = world.kinds.current();
        if C::SEES.is_none() && !feed.kinds.stores_the_same(&current) {
            // Kinds have come or gone: what is stored is looked at anew.
            return Ok(());
        }
        feed.kinds = current;
        let through = world.store.revision();
        feed.catch_up(through, &mut controller).await?;
        controller.caught_up(world, through);
        let now = Instant::now();
        let retry = controller.queue().retry(now);
        if controller.queue().is_empty() {
            drop(steady);
            tokio::select! {
                seen = feed.next(&mut controller) => {
                    // Of most of what others write nothing follows: it need not be looked at change by change.
                    if seen? >= MANY && controller.queue().is_empty() {
                        tokio::time::sleep(LOOKS_EVERY).await;
                    }
                }
                () = tokio::time::sleep_until(retry.unwrap_or(now)), if retry.is_some() => {}
            }
        } else {
            // In a piece of memory of its own, which it needs for a while: there may be a thousand that wait.
            Box::pin(controller.work(caller)).await;
        }
    }
}

/// What happens, in order.
struct Feed {
    kinds: Arc<Registry>,
    cursor: Cursor,
}

impl Feed {
    /// Shows a controller all there is, and goes on from there.
    fn begin<C: Controller>(store: &Store, kinds: &Arc<Registry>, controller: &mut C) -> Feed {
        let Snapshot { revision, records } = store.snapshot();
        for kind in kinds.stored().filter(|kind| C::SEES.is_none_or(|seen| seen == kind.stored_as)) {
            for after in records.from(&kind.stored_as, None, Bound::Unbounded) {
                let (key, revision) = (&after.key, after.modified);
                controller.see(&Change { kinds, kind, key, before: None, after: Some(after), revision });
            }
        }
        let cursor = C::SEES.map_or_else(|| store.watch_all(revision), |seen| store.watch(seen, None, revision));
        Feed { cursor, kinds: kinds.clone() }
    }

    /// Waits for something to happen, and shows it; says how many changes that were.
    async fn next(&mut self, controller: &mut impl Controller) -> Result<usize, HistoryError> {
        let events = self.cursor.next().await?.events;
        let count = events.len();
        for event in events {
            // What is stored of a kind that is not served is nobody's.
            let Some(kind) = self.kinds.stored_as(&event.key.resource) else { continue };
            let (before, after) = (event.previous.as_ref(), event.record.as_ref());
            let (kinds, key, revision) = (&self.kinds, &event.key, event.revision);
            controller.see(&Change { kinds, kind, key, before, after, revision });
        }
        Ok(count)
    }

    /// Shows what has happened up to this revision.
    async fn catch_up(&mut self, through: Revision, controller: &mut impl Controller) -> Result<(), HistoryError> {
        while self.cursor.position() < through {
            self.next(controller).await?;
        }
        Ok(())
    }
}

/// Whether a write that failed is to be tried again by itself. What was changed meanwhile, or is gone, is seen again anyway.
fn may_go_away(failure: &Failure) -> bool {
    failure.code >= 500
}

#[cfg(test)]
mod tests {
    use coracle_store::{Decide, Facts, Options, Share, Write};

    use super::*;

    #[test]
    fn controllers_are_read() {
        let of = |text: &str| text.parse::<Controllers>().map(|c| (c.namespace, c.garbage_collector));
        assert_eq!(of("namespace,garbage-collector"), Ok((true, true)));
        assert_eq!(of("garbage-collector"), Ok((false, true)));
        assert_eq!(of("namespace, namespace"), Ok((true, false)));
        assert_eq!(of("none"), Ok((false, false)));
        for wrong in ["", "none,namespace", "Namespace", "namespace,"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    /// What a controller saw, by key; `-` where the object is gone.
    #[derive(Default)]
    struct Witness(Vec<String>, Queue<Key>);

    impl Controller for Witness {
        type Item = Key;

        fn see(&mut self, change: &Change<'_>) {
            let how = if change.after.is_some() { "" } else { "-" };
            self.0.push(format!("{how}{}", change.key));
        }

        fn queue(&mut self) -> &mut Queue<Key> {
            &mut self.1
        }

        async fn work(&mut self, _: Caller<'_>) {}
    }

    /// Puts an object, or removes it.
    async fn change(store: &Store, resource: &str, name: &str, put: bool) {
        struct Wanted(Option<Write>);
        impl Decide for Wanted {
            fn decide(&mut self, _: &Facts<'_>) -> Option<Write> {
                self.0.take()
            }
        }
        let key = Key::new(resource, "", name);
        let (uid, value) = (name.to_owned(), b"{}".to_vec());
        let write = match put {
            true => Write::Put { key: key.clone(), uid, value, share: Share::Usual },
            false => Write::Delete { key: key.clone() },
        };
        store.change(vec![key], Wanted(Some(write))).await.unwrap().1.unwrap();
    }

    #[tokio::test]
    async fn a_feed_misses_nothing_and_says_when_it_would_have() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            coracle_store_sqlite::open(folder.path().join("c.db"), Options::new(|| 0, |_| Vec::new())).await.unwrap();
        change(&store, "namespaces", "n", true).await;
        change(&store, "endpoints", "old", true).await;
        let (kinds, mut witness) = (Arc::new(coracle_kinds::builtin()), Witness::default());
        let mut feed = Feed::begin(&store, &kinds, &mut witness);
        assert_eq!(std::mem::take(&mut witness.0), ["endpoints//old", "namespaces//n"]);
        for n in 0..300 {
            change(&store, "namespaces", &format!("n{n}"), true).await;
        }
        change(&store, "endpoints", "old", false).await;
        feed.catch_up(store.revision(), &mut witness).await.unwrap();
        assert_eq!(witness.0.len(), 301, "more than a batch, and of both kinds");
        assert_eq!(witness.0.last().unwrap(), "-endpoints//old");
        feed.catch_up(store.revision(), &mut witness).await.unwrap();
        assert_eq!(witness.0.len(), 301, "nothing twice");
        // What happens to any kind wakes it; what is stored of none that is served is passed.
        change(&store, "namespaces", "last", true).await;
        feed.next(&mut witness).await.unwrap();
        assert_eq!(witness.0.last().unwrap(), "namespaces//last");
        change(&store, "unknown", "thing", true).await;
        feed.catch_up(store.revision(), &mut witness).await.unwrap();
        assert_eq!(witness.0.len(), 302);

        change(&store, "endpoints", "new", true).await;
        store.compact(Some(store.revision() + 1)).await.unwrap();
        let behind = feed.catch_up(store.revision(), &mut witness).await;
        assert!(matches!(behind, Err(HistoryError::Gone { .. })), "{behind:?}");
        let mut again = Witness::default();
        Feed::begin(&store, &kinds, &mut again);
        assert_eq!((again.0.len(), again.0[0].as_str()), (303, "endpoints//new"));
        store.close().await.unwrap();
    }
}
