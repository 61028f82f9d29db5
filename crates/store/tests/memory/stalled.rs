//! What the writer does while a commit waits: a backend whose commits last until they are told how they end.

use std::collections::HashMap;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use coracle_store::backend::{Backend, Failed, Moment, Opened, Recent, Transaction};
use coracle_store::history::Page;
use coracle_store::{ChangeError, Committed, Facts, ManagerRow, Record, Records, Revision, Store};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::kit::*;

struct Stalling {
    /// The revisions before and after each transaction that is to be made.
    begun: UnboundedSender<(Revision, Revision)>,
    ends: UnboundedReceiver<Result<(), Failed>>,
}

impl Backend for Stalling {
    async fn settle(&mut self, _: &Records) -> Result<Option<Recent>, Failed> {
        Ok(None)
    }

    async fn commit(&mut self, transaction: &Transaction<'_>) -> Result<(), Failed> {
        self.begun.send((transaction.base, transaction.revision)).unwrap();
        self.ends.recv().await.unwrap()
    }

    fn committed(&mut self, _: &Transaction<'_>) {}

    async fn page(&mut self, _: Revision) -> Result<Page, String> {
        Err("there is no log".to_owned())
    }

    async fn replaced(&mut self, _: &[Revision]) -> Result<HashMap<Revision, Record>, String> {
        Err("there is no log".to_owned())
    }

    async fn times(&mut self, _: &[Revision]) -> Result<HashMap<Revision, i64>, String> {
        Err("there is no log".to_owned())
    }

    async fn managers(&mut self, _: &Record) -> Result<Vec<ManagerRow>, String> {
        Ok(Vec::new())
    }

    async fn verify(&mut self, _: &Records, _: Revision) -> Vec<String> {
        Vec::new()
    }

    fn compacted(&self) -> Revision {
        1
    }

    fn compact(&mut self, _: Option<Revision>) {}

    async fn keep_up(&mut self, _: Moment) -> Result<bool, Failed> {
        Ok(false)
    }

    fn rest(&self) -> Option<Duration> {
        None
    }

    fn full(&self) -> Option<&str> {
        None
    }

    async fn limit_size(&mut self, _: Option<u64>) -> Result<(), String> {
        Ok(())
    }

    fn lost(&self) -> impl Future<Output = String> + 'static {
        pending()
    }

    async fn close(self) -> Result<(), String> {
        Ok(())
    }

    fn leave(self) {}
}

type Changed = JoinHandle<Result<Option<Committed>, ChangeError>>;

struct Stalled {
    store: Store,
    begun: UnboundedReceiver<(Revision, Revision)>,
    ends: UnboundedSender<Result<(), Failed>>,
    /// What each decision of [`Stalled::append`] found.
    found: UnboundedReceiver<(String, Revision)>,
    finds: UnboundedSender<(String, Revision)>,
}

async fn stalled() -> Stalled {
    let ((begun_send, begun), (ends, ends_here)) = (unbounded_channel(), unbounded_channel());
    let open = async move || {
        let backend = Stalling { begun: begun_send, ends: ends_here };
        let recent = Recent { from: 1, events: Vec::new() };
        Ok::<_, io::Error>(Opened {
            backend,
            records: Records::default(),
            revision: 1,
            recent,
            size: Arc::new(|| Ok(0)),
        })
    };
    let store = Store::start(options(), open).await.unwrap();
    let (finds, found) = unbounded_channel();
    Stalled { store, begun, ends, found, finds }
}

impl Stalled {
    /// Appends to the value of one record.
    fn append(&self, text: &'static str) -> Changed {
        let (store, finds) = (self.store.clone(), self.finds.clone());
        tokio::spawn(async move {
            let decide = move |facts: &Facts<'_>| {
                let value = facts.records[0].as_ref().map_or_else(Vec::new, |record| record.value().to_vec());
                finds.send((String::from_utf8(value.clone()).unwrap(), facts.revision)).unwrap();
                Some(put(&key("a"), [&value, text.as_bytes()].concat()))
            };
            store.change(vec![key("a")], decide).await.map(|(_, committed)| committed)
        })
    }

    /// One change whose commit has begun, and a further one of the same record that was decided since.
    async fn two(&mut self) -> (Changed, Changed) {
        let first = self.append("1");
        assert_eq!(self.found.recv().await, Some((String::new(), 1)));
        assert_eq!(self.begun.recv().await, Some((1, 2)));
        let second = self.append("2");
        assert_eq!(self.found.recv().await, Some(("1".to_owned(), 2)), "it is decided upon what is not durable yet");
        assert_eq!(value_of(&self.store, "a"), None, "nobody sees it");
        (first, second)
    }
}

#[tokio::test]
async fn what_the_writer_decides_while_a_commit_waits_is_committed_next() {
    let mut stalled = stalled().await;
    let (first, second) = stalled.two().await;
    stalled.ends.send(Ok(())).unwrap();
    assert_eq!(first.await.unwrap(), Ok(Some(Committed { revision: 2 })));
    assert_eq!(stalled.begun.recv().await, Some((2, 3)));
    assert!(!second.is_finished());
    assert_eq!(value_of(&stalled.store, "a").as_deref(), Some("1"));
    stalled.ends.send(Ok(())).unwrap();
    assert_eq!(second.await.unwrap(), Ok(Some(Committed { revision: 3 })));
    assert_eq!(value_of(&stalled.store, "a").as_deref(), Some("12"));
}

#[tokio::test]
async fn where_that_commit_fails_it_is_decided_again() {
    let mut stalled = stalled().await;
    let (first, second) = stalled.two().await;
    stalled.ends.send(Err(Failed::Refused("no".to_owned()))).unwrap();
    assert_eq!(first.await.unwrap(), Err(ChangeError::Failed("no".to_owned())));
    assert_eq!(stalled.found.recv().await, Some((String::new(), 1)));
    assert_eq!(stalled.begun.recv().await, Some((1, 2)));
    stalled.ends.send(Ok(())).unwrap();
    assert_eq!(second.await.unwrap(), Ok(Some(Committed { revision: 2 })));
    assert_eq!(value_of(&stalled.store, "a").as_deref(), Some("2"));
}

#[tokio::test]
async fn where_nobody_knows_how_that_commit_ended_nothing_of_the_next_was_done() {
    let mut stalled = stalled().await;
    let (first, second) = stalled.two().await;
    // What is asked for behind it is not done either.
    let managers = {
        let store = stalled.store.clone();
        tokio::spawn(async move { store.managers(key("a")).await })
    };
    stalled.ends.send(Err(Failed::Broken("torn".to_owned()))).unwrap();
    assert_eq!(first.await.unwrap(), Err(ChangeError::Indeterminate("torn".to_owned())));
    assert_eq!(second.await.unwrap(), Err(ChangeError::Stopped("torn".to_owned())));
    assert!(managers.await.unwrap().is_err());
    assert_eq!(stalled.store.failed().await, "torn");
    assert_eq!(value_of(&stalled.store, "a"), None);
}

#[tokio::test]
async fn what_is_no_change_is_done_behind_what_was_decided_before_it() {
    let mut stalled = stalled().await;
    let (first, second) = stalled.two().await;
    let verified = {
        let store = stalled.store.clone();
        tokio::spawn(async move { store.verify().await })
    };
    stalled.ends.send(Ok(())).unwrap();
    assert_eq!(stalled.begun.recv().await, Some((2, 3)));
    stalled.ends.send(Ok(())).unwrap();
    assert_eq!(verified.await.unwrap().map(|verified| verified.revision), Ok(3));
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
}
