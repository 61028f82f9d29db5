//! A few threads that the controllers of many worlds share. One at a time does something on each.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::LocalBoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};
use tokio::task::{LocalSet, spawn_local};

/// So many.
const THREADS: usize = 2;

type Life = Box<dyn FnOnce() -> LocalBoxFuture<'static, ()> + Send>;

/// The threads. They end with this, and what lives on them as well.
pub struct Threads {
    each: Vec<mpsc::UnboundedSender<Life>>,
    next: AtomicUsize,
    /// Each of them has a receiver until it has ended.
    end: watch::Sender<bool>,
}

impl Threads {
    /// Starts them.
    pub fn start(runtime: &Handle) -> Threads {
        let end = watch::Sender::new(false);
        let thread = |_| {
            let (sender, lives) = mpsc::unbounded_channel();
            let (handle, mut ends) = (runtime.clone(), end.subscribe());
            runtime.spawn_blocking(move || {
                let all = LocalSet::new();
                handle.block_on(all.run_until(async {
                    tokio::select! {
                        _ = ends.wait_for(|ends| *ends) => {}
                        () = serve(lives) => {}
                    }
                }));
                drop((all, ends));
            });
            sender
        };
        Threads { each: (0..THREADS).map(thread).collect(), next: AtomicUsize::new(0), end }
    }

    /// Ends them, and waits for that: what lives on them would find no timers where their runtime goes first.
    pub async fn stop(&self) {
        self.end.send_replace(true);
        self.end.closed().await;
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
