//! What turns out to be bulky is worked on apart, so that the few threads that everybody needs are free for everybody.
//!
//! A request begins where it was read, and most end there. Where it comes to much work, by its body or by the records that it reads
//! or writes, it says so to its [`Weight`] and goes on on a thread for such work: a step at a time, each in a turn of its own. Between
//! two steps, while it waits for the disk, for others or for its client, it has neither a thread nor a turn.
//!
//! Who drops the future or the stream ends the work: at once where it waits, otherwise after the step that is under way.

use std::any::Any;
use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use coracle_store::LARGE_BYTES;
use futures_util::{FutureExt, StreamExt, stream};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinHandle};

use crate::answer::Frames;
use crate::turns::{Turn, Turns};

/// Documents may nest 10,000 deep, and are walked by recursion: who answers requests, or a part of one, has such a stack.
pub const STACK_BYTES: usize = 64 << 20;

/// Work panicked. Nothing else is harmed: what it held is dropped, and no lock of ours is left with half of a change.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Panicked(String);

impl From<Box<dyn Any + Send>> for Panicked {
    fn from(panic: Box<dyn Any + Send>) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Panicked(text.unwrap_or("no message").to_owned())
    }
}

impl From<JoinError> for Panicked {
    fn from(error: JoinError) -> Self {
        error.try_into_panic().map_or_else(|ended| Panicked(ended.to_string()), Panicked::from)
    }
}

/// How many bytes a request works on, as far as it has come.
#[derive(Debug, Default)]
pub struct Weight(AtomicUsize);

impl Weight {
    /// Counts bytes that are about to be worked on; to be awaited before they are.
    pub async fn add(&self, bytes: usize) {
        if self.count(bytes) {
            yield_once().await;
        }
    }

    /// Counts bytes; says whether these make it bulky.
    pub fn count(&self, bytes: usize) -> bool {
        let before = self.0.fetch_add(bytes, Ordering::Relaxed);
        before < LARGE_BYTES && before.saturating_add(bytes) >= LARGE_BYTES
    }

    /// Whether it has come to much.
    pub fn is_bulky(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= LARGE_BYTES
    }

    fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// Lets whoever polls decide where to poll next.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|context| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Where bulky work is done, and for whom.
#[derive(Clone)]
pub struct Apart {
    /// The program's.
    pub runtime: Handle,
    /// What a step of bulky work takes one of.
    pub turns: Turns,
    /// Whose turns they are.
    pub user: Arc<str>,
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How far work has come.
enum Step<T> {
    Done(T),
    Goes(Work<T>),
}

impl Apart {
    /// Does work: where this is polled, and apart as soon as it is bulky. What it spawns is the program's in any case.
    ///
    /// # Errors
    /// It panicked.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
        weight: Arc<Weight>,
    ) -> impl Future<Output = Result<T, Panicked>> {
        // At once: it is kilobytes, and what awaits this would hold and move them.
        let work: Work<T> = Box::pin(work);
        async move {
            if weight.is_bulky() {
                return self.finish(work).await;
            }
            let mut here = pin!(AssertUnwindSafe(until_bulky(work, weight)).catch_unwind());
            let step = poll_fn(|context| {
                let _within = self.runtime.enter();
                here.as_mut().poll(context)
            });
            match step.await? {
                Step::Done(done) => Ok(done),
                Step::Goes(rest) => self.finish(rest).await,
            }
        }
    }

    /// The same frames. What is bulky from the beginning is so all the time; otherwise each frame is weighed for itself, and
    /// begun where the stream is polled.
    pub fn stream(self, frames: Frames, weight: Arc<Weight>) -> Frames {
        let all = weight.is_bulky();
        Box::pin(stream::unfold((frames, self, weight), move |(mut frames, apart, weight)| async move {
            let next: Work<_> = Box::pin(async move { (frames.next().await, frames) });
            let step = if all { Step::Goes(next) } else { until_bulky(next, weight.clone()).await };
            let (frame, frames) = match step {
                Step::Done(done) => done,
                // It ends where it panicked, as a connection that breaks would.
                Step::Goes(rest) => apart.finish(rest).await.ok()?,
            };
            if !all {
                weight.forget();
            }
            Some((frame?, (frames, apart, weight)))
        }))
    }

    async fn finish<T: Send + 'static>(&self, mut work: Work<T>) -> Result<T, Panicked> {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(woken.clone());
        loop {
            let (turn, waker) = (self.turns.take(&self.user).await, waker.clone());
            match Aborting(self.runtime.spawn_blocking(move || step(work, &waker, turn))).await? {
                Step::Done(done) => return Ok(done),
                Step::Goes(rest) => work = rest,
            }
            woken.0.notified().await;
        }
    }
}

/// Does work until it is done, or waits and is bulky.
async fn until_bulky<T>(work: Work<T>, weight: Arc<Weight>) -> Step<T> {
    let mut rest = Some(work);
    poll_fn(move |context| {
        let Some(mut work) = rest.take() else { return Poll::Pending };
        match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Step::Done(done)),
            Poll::Pending if weight.is_bulky() => Poll::Ready(Step::Goes(work)),
            Poll::Pending => {
                rest = Some(work);
                Poll::Pending
            }
        }
    })
    .await
}

fn step<T>(mut work: Work<T>, waker: &Waker, _turn: Turn) -> Step<T> {
    match work.as_mut().poll(&mut Context::from_waker(waker)) {
        Poll::Ready(done) => Step::Done(done),
        Poll::Pending => Step::Goes(work),
    }
}

/// Remembers that work can go on.
#[derive(Default)]
struct Woken(Notify);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.notify_one();
    }
}

/// A task that ends with whoever waits for it.
struct Aborting<T>(JoinHandle<T>);

impl<T> Future for Aborting<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for Aborting<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::thread;

    use bytes::Bytes;
    use futures_util::FutureExt;

    use super::*;

    /// One thread for everybody, and turns for bulky work.
    fn apart() -> (tokio::runtime::Runtime, Apart) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let apart = Apart { runtime: runtime.handle().clone(), turns: Turns::new(2), user: "a".into() };
        (runtime, apart)
    }

    #[test]
    fn what_turns_out_to_be_bulky_goes_on_elsewhere_and_is_done_once() {
        let (runtime, apart) = apart();
        let (weight, steps) = (Arc::new(Weight::default()), Arc::new(Mutex::new(Vec::new())));
        let (of_work, noted) = (weight.clone(), steps.clone());
        let here = move || noted.lock().unwrap().push(thread::current().id());
        let work = async move {
            here();
            of_work.add(LARGE_BYTES - 1).await;
            here();
            of_work.add(1).await;
            here();
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            of_work.add(LARGE_BYTES).await;
            here();
            "done"
        };
        assert_eq!(runtime.block_on(apart.run(work, weight)).unwrap(), "done");
        let steps = steps.lock().unwrap();
        assert_eq!((steps.len(), steps[0]), (4, steps[1]), "small work stays where it is");
        assert!(steps[2] != steps[0] && steps[3] != steps[0]);
    }

    #[test]
    fn bulky_work_that_waits_has_no_turn() {
        let (runtime, apart) = apart();
        let bulky = || {
            let weight = Weight::default();
            assert!(weight.count(LARGE_BYTES));
            Arc::new(weight)
        };
        // A user may have one turn at once, and yet both wait for the other.
        let meeting = Arc::new(tokio::sync::Barrier::new(2));
        let meet = || {
            let meeting = meeting.clone();
            apart.run(async move { meeting.wait().await.is_leader() }, bulky())
        };
        let (a, b) = runtime.block_on(async { tokio::join!(meet(), meet()) });
        assert_ne!(a.unwrap(), b.unwrap());
    }

    #[test]
    fn who_leaves_ends_the_work() {
        let (runtime, apart) = apart();
        for bytes in [0, LARGE_BYTES] {
            let (weight, held) = (Arc::new(Weight::default()), Arc::new(()));
            weight.count(bytes);
            let of_work = held.clone();
            let mut work = Box::pin(apart.run(
                async move {
                    let _held = of_work;
                    std::future::pending::<()>().await;
                },
                weight,
            ));
            runtime.block_on(async {
                assert!(work.as_mut().now_or_never().is_none());
                drop(work);
                while Arc::strong_count(&held) > 1 {
                    tokio::task::yield_now().await;
                }
            });
        }
        let turn = runtime.block_on(apart.turns.take(&apart.user));
        drop(turn);
    }

    #[test]
    fn a_stream_is_the_same_apart() {
        let (runtime, apart) = apart();
        for bytes in [0, LARGE_BYTES] {
            let weight = Arc::new(Weight::default());
            weight.count(bytes);
            let of_frames = weight.clone();
            let frames: Frames = Box::pin(stream::unfold(0_u8, move |n| {
                let weight = of_frames.clone();
                async move {
                    weight.add(if n % 2 == 1 { LARGE_BYTES } else { 1 }).await;
                    (n < 9).then(|| (Bytes::from(vec![n]), n + 1))
                }
            }));
            let seen: Vec<Bytes> = runtime.block_on(apart.clone().stream(frames, weight).collect());
            assert_eq!(seen.concat(), (0..9).collect::<Vec<u8>>());
        }
    }
}
