//! A thread on which writers live: each owns what keeps its store, and there may be a thousand of them.

use std::future::Future;
use std::io;
use std::pin::Pin;

use tokio::sync::mpsc;
use tokio::task::LocalSet;

/// The writer makes decisions, too, and a decision may recurse as deep as a document.
const STACK_BYTES: usize = 64 << 20;

type Life = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// A thread on which writers live. Clones are handles of the same one; it ends with the last of them and of its writers.
///
/// One writer at a time does something there, and all go on while one waits for a disk. What one decides, within the bounds of a turn,
/// the others wait for.
#[derive(Clone, Debug)]
pub struct Host(mpsc::UnboundedSender<Life>);

impl Host {
    /// Starts it.
    ///
    /// # Errors
    /// There is no such thread.
    pub fn start() -> io::Result<Host> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let (host, lives) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new().name("store".to_owned()).stack_size(STACK_BYTES);
        thread.spawn(move || runtime.block_on(serve(lives)))?;
        Ok(Host(host))
    }

    /// Lets something live there until it ends by itself. What panics ends alone.
    pub(crate) fn live<F: Future<Output = ()> + 'static>(&self, life: impl FnOnce() -> F + Send + 'static) {
        // The thread is there for as long as this handle is.
        let _ = self.0.send(Box::new(move || Box::pin(life())));
    }
}

/// Lets live there who comes, and ends when all have ended and nobody can come any more.
async fn serve(mut lives: mpsc::UnboundedReceiver<Life>) {
    let all = LocalSet::new();
    let begin = async {
        while let Some(life) = lives.recv().await {
            tokio::task::spawn_local(life());
        }
    };
    all.run_until(begin).await;
    all.await;
}
