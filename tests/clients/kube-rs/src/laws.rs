//! What must hold of the events that a watcher tells, and what was told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use k8s_openapi::api::core::v1::Endpoints;
use kube::ResourceExt as _;
use kube::runtime::watcher::{Error, Event};

/// The most faults that are told one by one.
const MAX_FAULTS: usize = 20;

/// What one watcher has told, and what of it must not be.
#[derive(Default)]
pub struct Told {
    /// What is there, each with its resourceVersion.
    known: BTreeMap<String, u64>,
    /// Everything until here has been told.
    at: u64,
    /// What a list has told so far; nothing outside of lists.
    coming: Option<BTreeMap<String, u64>>,
    lists: usize,
    applied: usize,
    deleted: usize,
    broken: usize,
    expired: usize,
    faults: Vec<String>,
}

impl Told {
    /// Takes what the watcher says next.
    pub fn take(&mut self, event: &Result<Event<Endpoints>, Error>) {
        match event {
            Ok(Event::Init) => self.coming = Some(BTreeMap::new()),
            Ok(Event::InitApply(object)) => self.comes(object),
            Ok(Event::InitDone) => self.arrived(),
            Ok(Event::Apply(object)) => {
                self.applied += 1;
                let now = self.advance("applied", object);
                self.known.insert(key(object), now);
            }
            Ok(Event::Delete(object)) => {
                self.deleted += 1;
                self.advance("deleted", object);
                if self.known.remove(&key(object)).is_none() {
                    self.fault(format!("{} is deleted and was not there", key(object)));
                }
            }
            Err(error) => self.failed(error),
        }
    }

    fn comes(&mut self, object: &Endpoints) {
        let (key, now) = (key(object), revision(object));
        if self.known.get(&key).is_some_and(|before| now < *before) {
            self.fault(format!("listed {key}@{now}, which was there at {:?}", self.known.get(&key)));
        }
        if let Some(before) = self.coming.get_or_insert_default().insert(key.clone(), now) {
            self.fault(format!("listed {key} twice, @{before} and @{now}"));
        }
    }

    fn arrived(&mut self) {
        self.lists += 1;
        let coming = self.coming.take().unwrap_or_default();
        if self.lists > 1 {
            // What is at a revision that has been told was told, too.
            let untold = coming.iter().filter(|(key, now)| **now <= self.at && self.known.get(*key) != Some(*now));
            for (key, now) in untold.map(|(key, now)| (key.clone(), *now)).collect::<Vec<_>>() {
                self.fault(format!("listed {key}@{now}, which was not told until {}", self.at));
            }
        }
        self.at = coming.values().copied().fold(self.at, u64::max);
        self.known = coming;
    }

    /// Events come in the order of their revisions.
    fn advance(&mut self, what: &str, object: &Endpoints) -> u64 {
        let now = revision(object);
        if now <= self.at {
            self.fault(format!("{what} {}@{now} after {}", key(object), self.at));
        }
        self.at = now;
        now
    }

    /// Connections may break, and history may have been compacted; nothing else may be refused.
    fn failed(&mut self, error: &Error) {
        let code = match error {
            Error::WatchError(status) => status.code,
            Error::InitialListFailed(kube::Error::Api(status))
            | Error::WatchStartFailed(kube::Error::Api(status))
            | Error::WatchFailed(kube::Error::Api(status)) => status.code,
            Error::NoResourceVersion => 0,
            _ => {
                self.broken += 1;
                return;
            }
        };
        match code {
            410 => self.expired += 1,
            _ => self.fault(format!("refused: {error}")),
        }
    }

    fn fault(&mut self, text: String) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(text);
        }
    }

    /// A line of what was told, and one for each fault.
    pub fn report(&self, name: &str) -> String {
        let mut text = format!(
            "{name:<34} {:>6} objects {:>7} applied {:>7} deleted {:>5} lists {:>5} broken {:>4} expired",
            self.known.len(),
            self.applied,
            self.deleted,
            self.lists,
            self.broken,
            self.expired
        );
        for fault in &self.faults {
            let _ = write!(text, "\nFAULT {name}: {fault}");
        }
        text
    }

    /// Was everything as it must be?
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Namespace and name.
pub fn key(object: &Endpoints) -> String {
    format!("{}/{}", object.namespace().unwrap_or_default(), object.name_any())
}

fn revision(object: &Endpoints) -> u64 {
    object.resource_version().and_then(|text| text.parse().ok()).unwrap_or(0)
}
