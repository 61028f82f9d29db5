//! Many watches of one collection: what they are shown, and how long after it was written.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::{Duration, Instant};

use http_body_util::BodyExt;
use memchr::memmem;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::client::{Ask, Error, Server};
use crate::workload::MARK;

/// After so long without an event, none is to come.
const SILENCE: Duration = Duration::from_secs(5);

/// When each write was sent, by its number.
#[derive(Default)]
pub struct Sent(RefCell<HashMap<u64, Instant>>);

impl Sent {
    pub fn note(&self, n: u64) {
        self.0.borrow_mut().insert(n, Instant::now());
    }
}

/// Open watches.
pub struct Watches {
    sent: Rc<Sent>,
    delivered: Rc<Cell<u64>>,
    /// From sending a write to its event, in microseconds.
    took: Rc<RefCell<Vec<u64>>>,
    /// Dropped, they end.
    _tasks: JoinSet<Result<(), Error>>,
}

impl Watches {
    /// Opens watches from now on.
    ///
    /// # Errors
    /// If the server refuses one.
    pub async fn open(server: &Server, count: usize, collection: &str) -> Result<Self, Error> {
        let and = if collection.contains('?') { '&' } else { '?' };
        let list = Ask::get(format!("{collection}{and}limit=1"));
        let (_, list) = server.connect().await?.answered(list).await?;
        let list: Value = serde_json::from_slice(&list)?;
        let revision =
            list["metadata"]["resourceVersion"].as_str().ok_or("a list without a resourceVersion")?.to_owned();
        let (sent, delivered, took) = (Rc::default(), Rc::default(), Rc::default());
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            let mut connection = server.connect().await?;
            let asked = Ask::get(format!("{collection}{and}watch=true&resourceVersion={revision}"));
            let answer = connection.send(asked).await?;
            if !answer.status().is_success() {
                return Err(format!("a watch: {}", answer.status()).into());
            }
            let watch = Watch {
                sent: Rc::clone(&sent),
                delivered: Rc::clone(&delivered),
                took: Rc::clone(&took),
                rest: Vec::new(),
            };
            tasks.spawn_local(async move {
                let (_kept, mut body, mut watch) = (connection, answer.into_body(), watch);
                while let Some(frame) = body.frame().await {
                    watch.take(frame?.data_ref().map_or(&[], |data| &data[..]));
                }
                Err("a watch has ended".into())
            });
        }
        Ok(Self { sent, delivered, took, _tasks: tasks })
    }

    pub fn sent(&self) -> Rc<Sent> {
        Rc::clone(&self.sent)
    }

    /// How many events have come, over all watches.
    pub fn delivered(&self) -> u64 {
        self.delivered.get()
    }

    /// Waits until so many events have come in all, or none came for a while.
    pub async fn settled(&self, wanted: u64) {
        let mut last = None;
        while self.delivered() < wanted && last != Some(self.delivered()) {
            last = Some(self.delivered());
            tokio::time::sleep(SILENCE).await;
        }
    }

    /// Ends them; how long each event took.
    pub fn close(self) -> Vec<u64> {
        self.took.take()
    }
}

/// One of them.
struct Watch {
    sent: Rc<Sent>,
    delivered: Rc<Cell<u64>>,
    took: Rc<RefCell<Vec<u64>>>,
    /// The beginning of an event whose end has not come.
    rest: Vec<u8>,
}

impl Watch {
    fn take(&mut self, mut data: &[u8]) {
        while let Some(end) = memchr::memchr(b'\n', data) {
            if self.rest.is_empty() {
                self.event(&data[..end]);
            } else {
                self.rest.extend_from_slice(&data[..end]);
                let event = std::mem::take(&mut self.rest);
                self.event(&event);
            }
            data = &data[end + 1..];
        }
        self.rest.extend_from_slice(data);
    }

    fn event(&self, event: &[u8]) {
        self.delivered.set(self.delivered.get() + 1);
        // The mark ends with the number of its write: "bench/mark":"RUN-17".
        let Some(at) = memmem::find(event, MARK.as_bytes()) else { return };
        let text = event[at..].split(|byte| *byte == b'"').nth(2).unwrap_or_default();
        let number = text.rsplit(|byte| *byte == b'-').next().unwrap_or_default();
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        let sent = number.and_then(|number: u64| self.sent.0.borrow().get(&number).copied());
        if let Some(sent) = sent {
            self.took.borrow_mut().push(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
    }
}
