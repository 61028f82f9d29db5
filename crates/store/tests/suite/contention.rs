//! Many at once: nobody's change is lost, nobody's fault becomes another's, whoever leaves leaves it whole.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use coracle_store::{Asked, ChangeError, Decide, Facts, Key, LARGE_BYTES, Store, Write};

use crate::kit::{count, key, open, place, put, set, value_of};

/// Runs a change from inside a decision, which is not async: on a thread of its own.
fn meanwhile(store: &Store, name: &'static str, value: String) {
    let store = store.clone();
    let change = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(set(&store, name, value)).unwrap();
    };
    std::thread::spawn(change).join().unwrap();
}

/// The same with a deletion.
fn removed_meanwhile(store: &Store, name: &'static str) {
    let store = store.clone();
    let change = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert!(runtime.block_on(crate::kit::change(&store, key(name), None)));
    };
    std::thread::spawn(change).join().unwrap();
}

fn on_the_writer() -> bool {
    std::thread::current().name() == Some("store")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_increment_is_lost() {
    let place = place();
    let store = open(&place.path).await;
    let increment = |store: Store| async move {
        for _ in 0..25 {
            let key = key("counter");
            let next = move |facts: &Facts<'_>| Some(put(&key, (count(facts, 0) + 1).to_string()));
            let (_, committed) = store.change(vec![crate::kit::key("counter")], next).await.unwrap();
            assert!(committed.is_some());
        }
    };
    let running: Vec<_> = (0..40).map(|_| tokio::spawn(increment(store.clone()))).collect();
    for one in running {
        one.await.unwrap();
    }
    assert_eq!((value_of(&store, "counter"), store.revision()), (Some("1000".into()), 1001));
    store.verify().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_record_is_changed_by_one_after_the_other_and_no_decision_is_lost() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "large", vec![b'x'; LARGE_BYTES]).await.unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let one_byte_more = |store: Store, calls: Arc<AtomicUsize>| async move {
        let more = move |facts: &Facts<'_>| {
            assert!(!on_the_writer());
            calls.fetch_add(1, Ordering::SeqCst);
            let value = facts.records[0].as_ref().unwrap().value();
            Some(put(&key("large"), [value, &b"x"[..]].concat()))
        };
        store.change(vec![key("large")], more).await.unwrap().1.unwrap();
    };
    let running: Vec<_> = (0..40).map(|_| tokio::spawn(one_byte_more(store.clone(), calls.clone()))).collect();
    for one in running {
        one.await.unwrap();
    }
    assert_eq!(calls.load(Ordering::SeqCst), 40, "each is decided once");
    assert_eq!(value_of(&store, "large").map(|value| value.len()), Some(LARGE_BYTES + 40));
}

/// Many records come into being at once, each with a number that no other has: it is decided on all that there are.
async fn each_gets_a_number_of_its_own(bytes: usize) {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "first", vec![b'0'; bytes]).await.unwrap();
    let elsewhere = Key::new("other", "default", "a");
    let number = |store: Store, name: String| async move {
        let key = key(&name);
        let asked = Asked { keys: vec![key.clone()], all_of: Some(key.resource.clone()) };
        let next = move |facts: &Facts<'_>| {
            assert!(facts.all.is_sorted_by_key(|record| record.key.clone()));
            Some(put(&key, facts.all.len().to_string()))
        };
        store.change(asked, next).await.unwrap().1.unwrap();
    };
    let running: Vec<_> = (0..40).map(|n| tokio::spawn(number(store.clone(), n.to_string()))).collect();
    // What happens to another resource is none of theirs.
    crate::kit::change(&store, elsewhere, Some(b"1".to_vec())).await;
    for one in running {
        one.await.unwrap();
    }
    let mut numbers: Vec<u64> =
        (0..40).map(|n: u64| value_of(&store, &n.to_string()).unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_decided_on_a_whole_resource_holds_once_it_is_made() {
    each_gets_a_number_of_its_own(1).await;
    each_gets_a_number_of_its_own(LARGE_BYTES).await;
}

#[tokio::test]
async fn a_decision_on_a_whole_resource_is_made_again_when_one_of_it_comes_or_goes() {
    for comes in [true, false] {
        let place = place();
        let store = open(&place.path).await;
        set(&store, "goes", "").await.unwrap();
        let (other, mut seen) = (store.clone(), Vec::new());
        let asked = Asked { keys: vec![key("a")], all_of: Some("endpoints".into()) };
        let decision = move |facts: &Facts<'_>| {
            seen.push(facts.all.len());
            match seen.len() {
                1 if comes => meanwhile(&other, "comes", String::new()),
                1 => removed_meanwhile(&other, "goes"),
                _ => assert!(on_the_writer(), "it has lost"),
            }
            Some(put(&key("a"), format!("{seen:?}")))
        };
        let (_, committed) = store.change(asked, decision).await.unwrap();
        assert!(committed.is_some());
        assert_eq!(value_of(&store, "a").as_deref(), Some(if comes { "[1, 2]" } else { "[1, 0]" }));
    }
}

#[tokio::test]
async fn who_loses_against_what_it_only_reads_keeps_its_place_in_line() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "large", vec![b'x'; LARGE_BYTES]).await.unwrap();
    let (other, mut calls) = (store.clone(), 0);
    let decision = move |_: &Facts<'_>| {
        calls += 1;
        assert!(!on_the_writer());
        if calls <= 5 {
            meanwhile(&other, "read", calls.to_string());
        }
        Some(put(&key("large"), calls.to_string()))
    };
    store.change(vec![key("large"), key("read")], decision).await.unwrap().1.unwrap();
    assert_eq!(value_of(&store, "large"), Some("6".into()));
}

#[tokio::test]
async fn a_change_of_a_key_that_is_only_read_makes_it_decide_again() {
    let place = place();
    let store = open(&place.path).await;
    set(&store, "namespace", "1").await.unwrap();
    let other = store.clone();
    let mut calls = 0;
    let decision = move |facts: &Facts<'_>| {
        calls += 1;
        let open = count(facts, 1) == 1;
        if calls == 1 {
            meanwhile(&other, "namespace", "0".into());
        }
        open.then(|| put(&key("a"), "created too late"))
    };
    let (_, committed) = store.change(vec![key("a"), key("namespace")], decision).await.unwrap();
    assert_eq!((committed, value_of(&store, "a")), (None, None));
}

#[tokio::test]
async fn a_key_that_appears_or_goes_makes_it_decide_again() {
    let place = place();
    let store = open(&place.path).await;
    let other = store.clone();
    let mut calls = 0;
    let decision = move |facts: &Facts<'_>| {
        calls += 1;
        if calls == 1 {
            meanwhile(&other, "a", "theirs".into());
        }
        facts.records[0].is_none().then(|| put(&key("a"), "mine"))
    };
    let (_, committed) = store.change(vec![key("a")], decision).await.unwrap();
    assert_eq!((committed, value_of(&store, "a")), (None, Some("theirs".into())));
}

/// Loses each time that it is asked outside the writer.
struct Loser {
    store: Store,
    calls: u64,
    long: bool,
    in_writer: Then,
}

#[derive(Clone, Copy)]
enum Then {
    Writes,
    Refuses,
    Panics,
}

impl Decide for Loser {
    fn decide(&mut self, facts: &Facts<'_>) -> Option<Write> {
        self.calls += 1;
        if !on_the_writer() {
            meanwhile(&self.store, "hot", (count(facts, 0) + 1).to_string());
            return Some(put(&key("hot"), "lost"));
        }
        match self.in_writer {
            Then::Writes => Some(put(&key("hot"), (count(facts, 0) + 100).to_string())),
            Then::Refuses => None,
            Then::Panics => panic!("in the writer"),
        }
    }

    fn is_long(&self) -> bool {
        self.long
    }
}

#[tokio::test]
async fn the_writer_decides_for_whoever_has_lost() {
    let place = place();
    let store = open(&place.path).await;
    let loser = |in_writer| Loser { store: store.clone(), calls: 0, long: false, in_writer };
    let (decision, committed) = store.change(vec![key("hot")], loser(Then::Writes)).await.unwrap();
    assert_eq!((decision.calls, committed.unwrap().revision), (2, 3));
    assert_eq!(value_of(&store, "hot"), Some("101".into()));

    let (decision, committed) = store.change(vec![key("hot")], loser(Then::Refuses)).await.unwrap();
    assert_eq!((decision.calls, committed), (2, None));

    // For everybody waits while the writer decides.
    let long = Loser { long: true, ..loser(Then::Refuses) };
    let (decision, committed) = store.change(vec![key("hot")], long).await.unwrap();
    assert_eq!((decision.calls, committed), (4, None));

    let panicked = store.change(vec![key("hot")], loser(Then::Panics)).await.map(|_| ());
    assert_eq!(panicked, Err(ChangeError::Panicked("in the writer".into())));
    set(&store, "hot", "1").await.unwrap();
    store.verify().await.unwrap();
}

#[tokio::test]
async fn the_writer_decides_for_whoever_comes_while_another_changes_the_same() {
    /// One in some thousands has a counter in common with the hot one, and is then taken for it.
    const COLD: usize = 8;
    let place = place();
    let store = open(&place.path).await;
    let other = store.clone();
    let decision = move |facts: &Facts<'_>| {
        if !on_the_writer() {
            let other = other.clone();
            let change = move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let change = |name: String| {
                    let decided = {
                        let name = name.clone();
                        move |facts: &Facts<'_>| {
                            Some(put(&key(&name), format!("{}{}", count(facts, 0) + 1, u8::from(on_the_writer()))))
                        }
                    };
                    assert!(runtime.block_on(other.change(vec![key(&name)], decided)).unwrap().1.is_some());
                };
                change("hot".to_owned());
                (0..COLD).for_each(|n| change(format!("cold-{n}")));
            };
            std::thread::spawn(change).join().unwrap();
        }
        Some(put(&key("hot"), (count(facts, 0) + 100).to_string()))
    };
    store.change(vec![key("hot")], decision).await.unwrap().1.unwrap();
    assert_eq!(value_of(&store, "hot"), Some("111".into()));
    let by_themselves = (0..COLD).filter(|n| value_of(&store, &format!("cold-{n}")) == Some("10".into())).count();
    assert!(by_themselves > COLD / 2, "{by_themselves} of {COLD}");
}

#[tokio::test]
async fn a_panic_harms_only_its_own_change() {
    let place = place();
    let store = open(&place.path).await;
    let (result, other) = tokio::join!(
        store.change(vec![key("a")], |_: &Facts<'_>| -> Option<Write> { panic!("{} words", 2) }),
        set(&store, "a", "1"),
    );
    assert_eq!(result.map(|_| ()), Err(ChangeError::Panicked("2 words".into())));
    assert!(other.is_ok() && store.healthy().is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_refusal_never_changes_anothers_answer() {
    let place = place();
    let store = open(&place.path).await;
    let run = |store: Store, id: u64| async move {
        let (own, hot) = (format!("own-{id}"), key("hot"));
        for round in 0..20 {
            let keys = vec![key(&own), hot.clone()];
            let write = put(&key(&own), round.to_string());
            let result = match (id + round) % 4 {
                0 => store.change(keys, move |_: &Facts<'_>| Some(write.clone())).await.map(|(_, done)| done.is_some()),
                1 => {
                    let hot = hot.clone();
                    let next = move |facts: &Facts<'_>| Some(put(&hot, (count(facts, 1) + 1).to_string()));
                    store.change(keys, next).await.map(|(_, done)| done.is_some())
                }
                2 => {
                    let gone = Write::Delete { key: Key::new("endpoints", "default", "never there") };
                    let result = store.change(vec![gone.key().clone()], move |_: &Facts<'_>| Some(gone.clone())).await;
                    assert!(matches!(result.map(|_| ()), Err(ChangeError::Impossible(_))));
                    continue;
                }
                _ => {
                    let result = store.change(keys, |_: &Facts<'_>| -> Option<Write> { panic!("on purpose") }).await;
                    assert!(matches!(result.map(|_| ()), Err(ChangeError::Panicked(_))));
                    continue;
                }
            };
            assert_eq!(result, Ok(true));
        }
    };
    let running: Vec<_> = (0..32).map(|id| tokio::spawn(run(store.clone(), id))).collect();
    for one in running {
        one.await.unwrap();
    }
    assert_eq!((value_of(&store, "hot"), store.revision()), (Some("160".into()), 1 + 320));
    store.verify().await.unwrap();
}

#[tokio::test]
async fn whoever_leaves_leaves_the_change_whole_or_absent() {
    let place = place();
    let store = open(&place.path).await;
    // Until then a change waits for that, and is not submitted.
    store.settled().await.unwrap();
    for round in 0..200 {
        let name = format!("n{round}");
        let mut change = Box::pin(set(&store, &name, "whole,with,managers"));
        for _ in 0..round % 4 {
            let polled = Pin::new(&mut change).poll(&mut Context::from_waker(Waker::noop()));
            if polled.is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(change);
    }
    // All that was submitted stands in the queue before this one.
    set(&store, "last", "1").await.unwrap();
    let (records, revision) = store.list("endpoints", None);
    assert_eq!(revision, 1 + records.len() as u64);
    assert!(records.len() > 100, "polled changes were submitted: {}", records.len());
    assert!(records.len() <= 151, "changes that were never polled were not: {}", records.len());
    for record in records.iter().filter(|record| &*record.key.name != "last") {
        assert_eq!(record.value(), b"whole,with,managers");
    }
    store.verify().await.unwrap();
}
