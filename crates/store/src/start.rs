//! How a store begins: a thread for its writer, which opens what keeps it and then lives there.

use std::io;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::backend::{Backend, Opened};
use crate::command::{Health, QUEUE_MAX};
use crate::memory;
use crate::options::Options;
use crate::published::{Published, State};
use crate::reader::Reader;
use crate::room::Room;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::window::Window;
use crate::writer::Writer;

/// The writer makes decisions, too, and a decision may recurse as deep as a document.
const STACK_BYTES: usize = 64 << 20;

impl Store {
    /// Opens a backend on a thread of its own, and starts the writer there.
    ///
    /// # Errors
    /// Why it does not open, or why there is no such thread.
    pub async fn start<B: Backend, E: From<io::Error> + Send + 'static>(
        options: Options,
        open: impl AsyncFnOnce() -> Result<Opened<B>, E> + Send + 'static,
    ) -> Result<Store, E> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let (opened, store) = oneshot::channel();
        std::thread::Builder::new()
            .name("store".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || runtime.block_on(live(options, open, opened)))?;
        store.await.unwrap_or_else(|_| Err(io::Error::other("the opening thread ended without a word").into()))
    }

    /// A store that is kept nowhere but in memory, and begins with these records.
    ///
    /// # Errors
    /// There is no thread for it.
    pub async fn in_memory(options: Options, beginning: Snapshot) -> io::Result<Store> {
        Store::start(options, async move || Ok(memory::open(options, beginning))).await
    }

    /// A store in memory with these records, shared until one of the two changes them. Its revisions go on from this one's last;
    /// what happened before is gone there, and it has watches of its own. Neither sees what the other does.
    ///
    /// # Errors
    /// There is no thread for it.
    pub async fn fork(&self, options: Options) -> io::Result<Store> {
        Store::in_memory(options, self.snapshot()).await
    }
}

/// The life of the writer's thread.
async fn live<B: Backend, E>(
    options: Options,
    open: impl AsyncFnOnce() -> Result<Opened<B>, E>,
    opened: oneshot::Sender<Result<Store, E>>,
) {
    let Opened { backend, records, revision, recent, size } = match open().await {
        Ok(open) => open,
        Err(error) => return drop(opened.send(Err(error))),
    };
    let window = Window::of(recent, options.recent_bytes_max);
    let (compacted, room) = (backend.compacted(), Room::within(options.bytes_max));
    let state = State { records, revision, compacted, window, room };
    let published = Arc::new(Published::new(state).marked(options.marks));
    let (moved, last) = watch::channel(revision);
    let (commands, queue) = mpsc::channel(QUEUE_MAX);
    let (health, seen) = watch::channel(Health::Settling);
    let writer = Writer::new(backend, options, Arc::clone(&published), health, moved);
    let reader = Reader::new(published, commands, seen, last);
    // A store that nobody waits for any more is dropped here, and its writer closes at once.
    drop(opened.send(Ok(Store::new(reader, size))));
    writer.run(queue).await;
}
