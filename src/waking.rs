//! Waking what lives on a thread of its own, from other threads: once for all that is to be woken there.
//!
//! A runtime of one thread takes each task that another thread wakes by a lock, and by a write to the thread's eventfd, whether it
//! sleeps or not. A COMMIT wakes those whose changes it made durable and all watches that it concerns, up to thousands. Here they are
//! put on a list of their thread, and the thread is woken for the first of them; what delivers the list then wakes the others as
//! neighbours do, without lock or system call.
//!
//! Watches are gathered besides. Where a round of them has found several events for each, and has taken a while, the next round comes
//! a little later and finds what has happened meanwhile: what a watch costs is mostly a system call each time, and little for each
//! event. Where events come alone, one after the other, as by a client that waits for each, no round comes later; and none by more than
//! 5 ms.

use std::cell::{Cell, OnceCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use tokio::task::spawn_local;
use tokio::time::sleep;

/// So many watches of a round are woken at a time: who else is woken meanwhile waits for these, and not for thousands.
const AT_A_TIME: usize = 32;
/// Behind a round that found so many events for each watch, a thread rests from watches.
const SEVERAL: usize = 2;
/// It then has so many times what the round took for other things.
const REST: u32 = 8;
/// But no more than this.
const REST_MAX: Duration = Duration::from_millis(5);
/// Less cannot be slept.
const REST_MIN: Duration = Duration::from_millis(1);

thread_local! {
    static HERE: OnceCell<Lists> = const { OnceCell::new() };
}

/// What is to be woken on a thread.
#[derive(Default)]
struct Lists {
    at_once: Arc<List>,
    gathered: Arc<List>,
    /// How many events have been found since the last round began.
    found: Cell<usize>,
}

/// What is to be woken, until it is.
#[derive(Default)]
struct List(Mutex<Listed>);

#[derive(Default)]
struct Listed {
    wakers: Vec<Waker>,
    /// Who delivers them, where it waits for the first.
    deliverer: Option<Waker>,
    /// Nobody delivers any more.
    closed: bool,
}

impl List {
    fn put(&self, waker: Waker) {
        let deliverer = {
            let mut listed = self.lock();
            if listed.closed {
                return;
            }
            listed.wakers.push(waker);
            listed.deliverer.take()
        };
        if let Some(deliverer) = deliverer {
            deliverer.wake();
        }
    }

    /// All that there is, once there is some.
    fn poll_take(&self, context: &Context<'_>) -> Poll<Vec<Waker>> {
        let mut listed = self.lock();
        if listed.wakers.is_empty() {
            listed.deliverer = Some(context.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(std::mem::take(&mut listed.wakers))
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn lock(&self) -> MutexGuard<'_, Listed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Delivers a list for as long as its thread's runtime lives.
struct Deliverer(Arc<List>);

impl Deliverer {
    /// All that there is, once there is some.
    async fn take(&self) -> Vec<Waker> {
        poll_fn(|context| self.0.poll_take(context)).await
    }
}

impl Drop for Deliverer {
    fn drop(&mut self) {
        let wakers = {
            let mut listed = self.0.lock();
            listed.closed = true;
            std::mem::take(&mut listed.wakers)
        };
        // What is dropped with them may be much, and wake others.
        drop(wakers);
    }
}

/// From now on this thread is one whose tasks other threads wake together. To be called on its local runtime.
pub fn begin() {
    let lists = Lists::default();
    let (at_once, gathered) = (Deliverer(lists.at_once.clone()), Deliverer(lists.gathered.clone()));
    if HERE.with(|here| here.set(lists)).is_err() {
        return;
    }
    spawn_local(async move {
        loop {
            at_once.take().await.into_iter().for_each(Waker::wake);
        }
    });
    spawn_local(async move {
        loop {
            let mut watches = gathered.take().await.into_iter();
            // What was found before was found by those who had more to find, and were not waiting.
            events_found();
            let (count, began) = (watches.len(), Instant::now());
            while watches.len() > 0 {
                watches.by_ref().take(AT_A_TIME).for_each(Waker::wake);
                behind_the_others().await;
            }
            let rest = rest_after(count, events_found(), began.elapsed());
            if rest >= REST_MIN {
                sleep(rest).await;
            }
        }
    });
}

/// How many events were found since this was asked last.
fn events_found() -> usize {
    HERE.with(|here| here.get().map_or(0, |lists| lists.found.take()))
}

/// A watch of this thread has found so many events.
pub fn found(events: usize) {
    HERE.with(|here| _ = here.get().map(|lists| lists.found.set(lists.found.get().saturating_add(events))));
}

/// How long a thread rests from watches behind a round of so many, which found so many events and took so long.
fn rest_after(count: usize, found: usize, took: Duration) -> Duration {
    if found < count.saturating_mul(SEVERAL) { Duration::ZERO } else { took.saturating_mul(REST).min(REST_MAX) }
}

/// Waits until all that was woken before on this thread has had its turn.
async fn behind_the_others() {
    let mut stood = false;
    poll_fn(|context| {
        if std::mem::replace(&mut stood, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A future that other threads wake together with others of this one; as soon as possible.
pub async fn together<F: Future + Unpin>(future: F) -> F::Output {
    listed(future, |lists| &lists.at_once).await
}

/// A future that other threads wake together with the watches of this one.
pub async fn gathered<F: Future + Unpin>(future: F) -> F::Output {
    listed(future, |lists| &lists.gathered).await
}

/// What is large is to be given in a box: this holds and moves it.
async fn listed<F: Future + Unpin>(mut future: F, of: fn(&Lists) -> &Arc<List>) -> F::Output {
    let mut listing: Option<(Arc<Listing>, Waker)> = None;
    poll_fn(|context| {
        let same = listing.take().filter(|(listing, _)| listing.waker.will_wake(context.waker()));
        listing = same.or_else(|| {
            // Elsewhere, where what is bulky is worked on, it is woken as ever.
            let list = HERE.with(|here| here.get().map(|lists| of(lists).clone()))?;
            let listing = Arc::new(Listing { list, waker: context.waker().clone() });
            Some((listing.clone(), listing.into()))
        });
        match &listing {
            Some((_, waker)) => Pin::new(&mut future).poll(&mut Context::from_waker(waker)),
            None => Pin::new(&mut future).poll(context),
        }
    })
    .await
}

/// Puts a waker on its thread's list.
struct Listing {
    list: Arc<List>,
    waker: Waker,
}

impl Wake for Listing {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // A thread wakes its own by itself; but what is gathered is so in any case.
        let is_own = |here: &OnceCell<Lists>| here.get().is_some_and(|lists| Arc::ptr_eq(&lists.at_once, &self.list));
        if HERE.try_with(is_own).unwrap_or(false) {
            self.waker.wake_by_ref();
        } else {
            self.list.put(self.waker.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use tokio::runtime::{Builder, LocalOptions, LocalRuntime};
    use tokio::sync::{Notify, watch};
    use tokio::task::JoinSet;

    use super::*;

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Wake for Counting {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn counting() -> (Arc<Counting>, Waker) {
        let counting = Arc::<Counting>::default();
        (counting.clone(), counting.into())
    }

    fn runtime() -> LocalRuntime {
        Builder::new_current_thread().enable_all().build_local(LocalOptions::default()).unwrap()
    }

    #[test]
    fn who_delivers_is_woken_once_for_all_and_again_only_when_it_has_seen_that_there_is_nothing() {
        let list = List::default();
        let (delivers, deliverer) = counting();
        let (listed, waker) = counting();
        let context = Context::from_waker(&deliverer);
        let woken = || delivers.0.load(Ordering::SeqCst);
        list.put(waker.clone());
        let Poll::Ready(first) = list.poll_take(&context) else { panic!("there is one") };
        assert!(list.poll_take(&context).is_pending());
        (0..3).for_each(|_| list.put(waker.clone()));
        assert_eq!(woken(), 1);
        let Poll::Ready(rest) = list.poll_take(&context) else { panic!("there are three") };
        list.put(waker);
        assert_eq!((woken(), first.len(), rest.len()), (1, 1, 3), "it will look once more by itself");
        first.into_iter().chain(rest).for_each(Waker::wake);
        assert_eq!(listed.0.load(Ordering::SeqCst), 4);
    }

    #[test]
    fn nothing_is_kept_that_nobody_delivers() {
        let list = Arc::<List>::default();
        let (counting, waker) = counting();
        list.put(waker.clone());
        drop(Deliverer(list.clone()));
        list.put(waker);
        assert_eq!((Arc::strong_count(&counting), counting.0.load(Ordering::SeqCst)), (1, 0));
    }

    #[test]
    fn every_change_by_another_thread_is_seen_in_the_end() {
        const LAST: u64 = 2_000;
        type Wait = fn(watch::Receiver<u64>) -> Pin<Box<dyn Future<Output = watch::Receiver<u64>>>>;
        async fn next(mut seen: watch::Receiver<u64>) -> watch::Receiver<u64> {
            seen.changed().await.unwrap();
            seen
        }
        let waits: [Wait; 2] =
            [|seen| Box::pin(together(Box::pin(next(seen)))), |seen| Box::pin(gathered(Box::pin(next(seen))))];
        let (changes, first) = watch::channel(0);
        let (ready, is_ready) = std::sync::mpsc::channel();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (first, ready) = (first.clone(), ready.clone());
                thread::spawn(move || {
                    runtime().block_on(async {
                        begin();
                        let mut open = JoinSet::new();
                        for n in 0..40 {
                            let mut seen = first.clone();
                            open.spawn_local(async move {
                                while *seen.borrow_and_update() < LAST {
                                    seen = waits[n % 2](seen).await;
                                }
                            });
                        }
                        ready.send(()).unwrap();
                        open.join_all().await;
                    });
                })
            })
            .collect();
        (0..2).for_each(|_| is_ready.recv().unwrap());
        for n in 1..=LAST {
            changes.send_replace(n);
            (0..n % 61 * 8).for_each(|_| std::hint::spin_loop());
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }

    #[test]
    fn many_watches_let_others_in_between() {
        const WATCHES: usize = 1_000;
        let (all, other) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (waiting, seen) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let before = runtime().block_on(async {
            begin();
            let mut watches = JoinSet::new();
            for _ in 0..WATCHES {
                let (all, waiting, seen) = (all.clone(), waiting.clone(), seen.clone());
                watches.spawn_local(gathered(Box::pin(async move {
                    let woken = all.notified();
                    waiting.fetch_add(1, Ordering::SeqCst);
                    woken.await;
                    seen.fetch_add(1, Ordering::SeqCst);
                })));
            }
            let (of_other, is_waiting, before) = (other.clone(), waiting.clone(), seen.clone());
            let other_one = spawn_local(together(Box::pin(async move {
                let woken = of_other.notified();
                is_waiting.fetch_add(1, Ordering::SeqCst);
                woken.await;
                before.load(Ordering::SeqCst)
            })));
            while waiting.load(Ordering::SeqCst) <= WATCHES {
                tokio::task::yield_now().await;
            }
            // All of them are woken while this thread is at something else.
            thread::spawn(move || [all, other].map(|notify| notify.notify_waiters())).join().unwrap();
            let before = other_one.await.unwrap();
            watches.join_all().await;
            before
        });
        assert_eq!(seen.load(Ordering::SeqCst), WATCHES);
        assert!(before < WATCHES / 2, "the other one waited for {before} watches");
    }

    #[test]
    fn who_lives_on_no_such_thread_is_woken_as_ever() {
        let notify = Arc::new(Notify::new());
        let heard = notify.clone();
        let waiting = thread::spawn(move || {
            Builder::new_current_thread().build().unwrap().block_on(together(Box::pin(heard.notified())));
        });
        notify.notify_one();
        waiting.join().unwrap();
    }

    #[test]
    fn only_long_rounds_of_several_events_delay_the_next_and_that_little() {
        let rest = |found, micros| rest_after(10, found, Duration::from_micros(micros)).as_micros();
        assert_eq!([10, 19].map(|found| rest(found, 60_000)), [0; 2], "events that come alone");
        assert_eq!([10, 300, 1_000_000].map(|micros| rest(20, micros)), [80, 2_400, 5_000]);
    }
}
