//! How a store begins: its writer opens what keeps it, and then lives on its host's thread.

use std::io;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::backend::{Backend, Opened};
use crate::command::{Health, QUEUE_MAX};
use crate::host::Host;
use crate::memory;
use crate::options::Options;
use crate::published::{Published, State};
use crate::reader::Reader;
use crate::room::Room;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::window::Window;
use crate::writer::Writer;

impl Store {
    /// Opens a backend on a thread of its own, and starts the writer there.
    ///
    /// # Errors
    /// Why it does not open, or why there is no such thread.
    pub async fn start<B: Backend, E: From<io::Error> + Send + 'static>(
        options: Options,
        open: impl AsyncFnOnce() -> Result<Opened<B>, E> + Send + 'static,
    ) -> Result<Store, E> {
        Store::start_on(&Host::start()?, options, open).await
    }

    /// The same on a thread that it shares with other stores.
    ///
    /// # Errors
    /// Why it does not open.
    pub async fn start_on<B: Backend, E: From<io::Error> + Send + 'static>(
        host: &Host,
        options: Options,
        open: impl AsyncFnOnce() -> Result<Opened<B>, E> + Send + 'static,
    ) -> Result<Store, E> {
        let (opened, store) = oneshot::channel();
        let own = host.clone();
        host.live(move || live(own, options, open, opened));
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
    /// what happened before is gone there, and it has watches of its own. Neither sees what the other does. Its writer has the same
    /// thread as this one's.
    ///
    /// # Errors
    /// That thread has ended.
    pub async fn fork(&self, options: Options) -> io::Result<Store> {
        self.beside(options, self.snapshot()).await
    }

    /// The same with other records.
    ///
    /// # Errors
    /// As of [`Store::fork`].
    pub async fn beside(&self, options: Options, beginning: Snapshot) -> io::Result<Store> {
        Store::start_on(&self.host, options, async move || Ok(memory::open(options, beginning))).await
    }
}

/// The life of a writer.
async fn live<B: Backend, E>(
    host: Host,
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
    drop(opened.send(Ok(Store::new(reader, size, host))));
    writer.run(queue).await;
}
