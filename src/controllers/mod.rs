//! What a whole cluster does by itself: deleted namespaces are emptied, and what has lost its owner goes.
//!
//! A controller sees what is stored as any client could, from a list and from what happens after it, and writes through the
//! verbs. What it remembers can be made anew at any time: after a restart, or when it has fallen behind the log.

mod conditions;
mod garbage;
mod namespaces;
mod ownership;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use coracle_store::{Cursor, Event, HistoryError, Key, Record, Store};
use futures_util::FutureExt;
use futures_util::future::select_all;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::caller::Caller;
use crate::kinds::{self, Kind};
use crate::server::Server;
use crate::status::Failure;

/// Who a controller's writes are recorded for: the reference's name for both.
const MANAGER: &str = "kube-controller-manager";
/// So many writes of a controller wait for the disk together.
const AT_ONCE: usize = 64;
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
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Ends them between two of their writes.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a controller ended badly");
            }
        }
    }
}

/// Starts these controllers.
pub fn start(server: &Arc<Server>, controllers: Controllers, runtime: &Handle) -> Running {
    let stop = watch::Sender::new(false);
    let mut tasks = Vec::new();
    if controllers.namespace {
        tasks.push(runtime.spawn(run(server.clone(), namespaces::Emptier::default(), stop.subscribe())));
    }
    if controllers.garbage_collector {
        tasks.push(runtime.spawn(run(server.clone(), garbage::Collector::default(), stop.subscribe())));
    }
    Running { stop, tasks }
}

/// What a controller does with what it sees.
trait Controller: Default + Send {
    /// An object is there, is another than it was, or is gone.
    fn see(&mut self, kind: &'static dyn Kind, key: &Key, before: Option<&Record>, after: Option<&Record>);

    /// Does what is to be done, some of it at a time; says whether there is more.
    fn work(&mut self, caller: Caller<'_>) -> impl Future<Output = Work> + Send;
}

/// What is left for a controller to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Nothing, until something happens.
    Done,
    /// More, at once.
    More,
    /// What failed, after a while.
    Again,
}

async fn run<C: Controller>(server: Arc<Server>, mut controller: C, mut stop: watch::Receiver<bool>) {
    let caller = Caller { server: &server, name: MANAGER };
    let mut feed = Feed::begin(&server.store, &mut controller);
    loop {
        let work = controller.work(caller).await;
        let rest = match work {
            Work::Done => Duration::MAX,
            Work::More => Duration::ZERO,
            Work::Again => AGAIN_AFTER,
        };
        let happened = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return,
            happened = feed.next() => happened,
            () = tokio::time::sleep(rest) => continue,
        };
        match happened {
            Ok((kind, events)) => {
                for event in events {
                    controller.see(kind, &event.key, event.previous.as_deref(), event.record.as_deref());
                }
            }
            // It fell behind: what it knows is made anew.
            Err(HistoryError::Gone { .. }) => {
                controller = C::default();
                feed = Feed::begin(&server.store, &mut controller);
            }
            Err(HistoryError::Closed | HistoryError::Unreadable(_)) => return,
        }
    }
}

/// What happens to all kinds; in order for each.
struct Feed(Vec<(&'static dyn Kind, Cursor)>);

impl Feed {
    /// Shows a controller all there is, and goes on from there.
    fn begin(store: &Store, controller: &mut impl Controller) -> Feed {
        let cursors = kinds::kinds().iter().map(|kind| {
            let (records, revision) = store.list(kind.resource(), None);
            for record in records {
                controller.see(*kind, &record.key, None, Some(&record));
            }
            (*kind, store.watch(kind.resource(), None, revision))
        });
        Feed(cursors.collect())
    }

    async fn next(&mut self) -> Result<(&'static dyn Kind, Vec<Arc<Event>>), HistoryError> {
        let cursors =
            self.0.iter_mut().map(|(kind, cursor)| async { Ok((*kind, cursor.next().await?.events)) }.boxed());
        select_all(cursors).await.0
    }
}

/// Whether a write that failed is to be tried again by itself. What was changed meanwhile, or is gone, is seen again anyway.
fn may_go_away(failure: &Failure) -> bool {
    failure.code >= 500
}

#[cfg(test)]
mod tests {
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
}
