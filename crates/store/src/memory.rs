//! A backend that keeps everything in memory, for as long as the store is open: history within the same bounds, nothing on disk.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::backend::{Backend, Failed, Moment, Opened, Recent, Transaction};
use crate::compaction::{Aged, Extent, Filled, OLDEST_MAX, before};
use crate::history::{BATCH_BYTES_MAX, BATCH_EVENTS_MAX, Event, Page};
use crate::options::Options;
use crate::record::{Key, ManagerRow, Record, Revision};
use crate::records::Records;
use crate::snapshot::Snapshot;

pub(crate) struct Memory {
    options: Options,
    /// Every event after `compacted`, with its time.
    log: VecDeque<(Arc<Event>, i64)>,
    compacted: Revision,
    /// What all events count.
    logged: u64,
    /// Bytes of all records' values.
    live: u64,
    /// Events before it are to go, whatever the bounds say.
    keep_from: Revision,
    /// Somebody waits for that.
    asked: bool,
    /// Of events and records, for whoever measures them.
    size: Arc<AtomicU64>,
}

/// One that begins with these records and no history.
pub(crate) fn open(options: Options, Snapshot { revision, records }: Snapshot) -> Opened<Memory> {
    let live = records.bytes();
    let size = Arc::new(AtomicU64::new(live));
    let measured = Arc::clone(&size);
    let log = VecDeque::new();
    let backend = Memory { options, log, compacted: revision, logged: 0, live, keep_from: 0, asked: false, size };
    let size: crate::backend::Size = Arc::new(move || Ok(measured.load(Ordering::Relaxed)));
    Opened { backend, records, revision, recent: Recent { from: revision, events: Vec::new() }, size }
}

impl Memory {
    fn extent(&self) -> Extent {
        Extent {
            events: self.log.len() as u64,
            bytes: self.logged,
            oldest_ms: self.log.front().map(|(_, time_ms)| *time_ms),
        }
    }

    /// How many bytes of events there may be.
    fn bytes_max(&self) -> u64 {
        let filled = Filled { used: self.live + self.logged, live: self.live };
        self.options.compaction.bytes_max(self.logged, filled, self.options.bytes_max)
    }

    /// Lets go of the oldest events that are to go, some at a time; how many that were.
    fn remove(&mut self, now_ms: i64) -> usize {
        let oldest: Vec<Aged> = self.log.iter().take(OLDEST_MAX).map(aged).collect();
        let bounded = self.options.compaction.removable(&self.extent(), self.bytes_max(), &oldest, now_ms).len();
        let gone = bounded.max(before(&oldest, self.keep_from).len());
        for (event, _) in self.log.drain(..gone) {
            self.logged -= event.bytes() as u64;
            self.compacted = event.revision;
        }
        self.measure();
        gone
    }

    /// Keeps what a transaction says.
    fn note(&mut self, transaction: &Transaction<'_>) {
        let now_ms = (self.options.clock)();
        let growth = transaction.growth();
        self.live = (self.live + growth.after).saturating_sub(growth.before);
        if transaction.begins_anew() {
            self.log.clear();
            (self.logged, self.compacted) = (0, transaction.revision);
        }
        self.log.extend(transaction.events.iter().map(|event| (Arc::clone(event), now_ms)));
        self.logged += growth.logged;
        self.measure();
    }

    fn measure(&self) {
        self.size.store(self.live + self.logged, Ordering::Relaxed);
    }

    fn from(&self, after: Revision) -> impl Iterator<Item = &Arc<Event>> {
        let start = self.log.partition_point(|(event, _)| event.revision <= after);
        self.log.range(start..).map(|(event, _)| event)
    }
}

fn aged((event, time_ms): &(Arc<Event>, i64)) -> Aged {
    Aged { revision: event.revision, time_ms: *time_ms, bytes: event.bytes() as u64 }
}

impl Backend for Memory {
    async fn settle(&mut self, _records: &Records) -> Result<Option<Recent>, Failed> {
        Ok(None)
    }

    async fn commit(&mut self, transaction: &Transaction<'_>) -> Result<(), Failed> {
        self.note(transaction);
        Ok(())
    }

    fn committed(&mut self, transaction: &Transaction<'_>) {
        self.note(transaction);
    }

    async fn page(&mut self, after: Revision) -> Result<Page, String> {
        let mut bytes = 0;
        let fits = self.from(after).take(BATCH_EVENTS_MAX).take_while(|event| {
            let first = bytes == 0;
            bytes += event.bytes();
            first || bytes <= BATCH_BYTES_MAX
        });
        let events = fits.map(Arc::clone).collect();
        Page::new(after, events).ok_or_else(|| format!("there is no event after revision {after}"))
    }

    async fn replaced(&mut self, revisions: &[Revision]) -> Result<HashMap<Revision, Record>, String> {
        let found = revisions.iter().filter_map(|revision| {
            let event = self.from(revision - 1).next().filter(|event| event.revision == *revision)?;
            Some((*revision, event.previous.clone()?))
        });
        Ok(found.collect())
    }

    async fn times(&mut self, revisions: &[Revision]) -> Result<HashMap<Revision, i64>, String> {
        let place = |revision| self.log.binary_search_by_key(revision, |(event, _)| event.revision).ok();
        Ok(revisions.iter().filter_map(|revision| Some((*revision, self.log.get(place(revision)?)?.1))).collect())
    }

    async fn managers(&mut self, record: &Record) -> Result<Vec<ManagerRow>, String> {
        Ok((self.options.managers)(record.value()))
    }

    async fn verify(&mut self, records: &Records, revision: Revision) -> Vec<String> {
        let mut findings = Vec::new();
        if records.bytes() != self.live {
            findings.push(format!("the records have {} bytes, and {} were written", records.bytes(), self.live));
        }
        let last = self.log.back().map_or(self.compacted, |(event, _)| event.revision);
        if last != revision {
            findings.push(format!("the last change is {revision}, the log's {last}"));
        }
        let newest: HashMap<&Key, &Arc<Event>> = self.log.iter().map(|(event, _)| (&event.key, event)).collect();
        let differ = newest.into_iter().filter(|(key, event)| records.get(key) != event.record.as_ref());
        findings
            .extend(differ.map(|(key, _)| format!("the newest event of a key does not stand in its record: {key}")));
        findings.truncate(5);
        findings
    }

    fn compacted(&self) -> Revision {
        self.compacted
    }

    fn compact(&mut self, keep_from: Option<Revision>) {
        self.keep_from = self.keep_from.max(keep_from.unwrap_or(0));
        self.asked = true;
    }

    async fn keep_up(&mut self, _: Moment) -> Result<bool, Failed> {
        let now_ms = (self.options.clock)();
        let due = self.options.compaction.is_due(&self.extent(), self.bytes_max(), now_ms);
        if !due && !self.asked {
            return Ok(false);
        }
        if self.remove(now_ms) == OLDEST_MAX {
            return Ok(false);
        }
        Ok(std::mem::take(&mut self.asked))
    }

    fn rest(&self) -> Option<Duration> {
        if self.asked {
            return Some(Duration::ZERO);
        }
        let bounds = &self.options.compaction;
        (self.log.len() as u64 > bounds.keep_events_min).then(|| bounds.look_every())
    }

    fn full(&self) -> Option<&str> {
        None
    }

    async fn limit_size(&mut self, _: Option<u64>) -> Result<(), String> {
        Err("there is no file".to_owned())
    }

    fn lost(&self) -> impl Future<Output = String> + 'static {
        std::future::pending()
    }

    async fn close(self) -> Result<(), String> {
        Ok(())
    }

    fn leave(self) {}
}
