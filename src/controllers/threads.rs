//! A few threads that the controllers of many worlds share. One at a time does something on each.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::LocalBoxFuture;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::{LocalSet, spawn_local};

/// So many.
const THREADS: usize = 2;

type Life = Box<dyn FnOnce() -> LocalBoxFuture<'static, ()> + Send>;

/// The threads. They end with this, and what lives on them as well.
pub struct Threads {
    each: Vec<mpsc::UnboundedSender<Life>>,
    next: AtomicUsize,
}

impl Threads {
    /// Starts them.
    pub fn start(runtime: &Handle) -> Threads {
        let thread = |_| {
            let (sender, lives) = mpsc::unbounded_channel();
            let handle = runtime.clone();
            runtime.spawn_blocking(move || handle.block_on(LocalSet::new().run_until(serve(lives))));
            sender
        };
        Threads { each: (0..THREADS).map(thread).collect(), next: AtomicUsize::new(0) }
    }

    /// The thread whose turn it is, for what is to live together.
    pub fn next(&self) -> usize {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Lets something live on that thread until it ends by itself. What panics ends alone.
    pub fn live<F: Future<Output = ()> + 'static>(&self, at: usize, life: impl FnOnce() -> F + Send + 'static) {
        if let Some(thread) = self.each.get(at % THREADS) {
            // A thread that has ended lets nothing live any more.
            let _ = thread.send(Box::new(move || Box::pin(life())));
        }
    }
}

async fn serve(mut lives: mpsc::UnboundedReceiver<Life>) {
    while let Some(life) = lives.recv().await {
        spawn_local(life());
    }
}
