//! What all clients of a session share: one count of moments, where the server is, and what is known of its history.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::client::Client;
use crate::history::{Moment, Object, Revision};
use crate::program::PATIENCE;
use crate::random::Random;
use crate::selection::{ENDPOINTS, Fields, Labels, NAMESPACES, Selection};
use crate::truth::Truth;

/// Where the clients' objects are. Other namespaces stay as they are.
pub const PLACES: [&str; 3] = ["h-0", "h-1", "h-2"];

const ALL: Selection = Selection::all(ENDPOINTS, None);
const ONE: Selection = Selection::all(ENDPOINTS, Some("h-0"));

/// What is listed and watched. Few, so that lists and watches of the same meet.
pub const SELECTIONS: [Selection; 14] = [
    ALL,
    ALL.labelled(Labels::Is("app", "a")),
    ALL.labelled(Labels::NotIn("app", &["a", "b"])),
    ALL.with(Fields::Namespace("h-1")),
    ALL.with(Fields::Name("e-1")),
    ONE,
    ONE.labelled(Labels::Not("app", "a")),
    ONE.labelled(Labels::In("app", &["b", "c"])).with(Fields::NotName("e-2")),
    ONE.labelled(Labels::Has("tier")),
    ONE.labelled(Labels::Lacks("tier")),
    ONE.with(Fields::Name("e-0")),
    ONE.with(Fields::Name("e-0")).labelled(Labels::Has("tier")),
    Selection::all(NAMESPACES, None),
    Selection::all(NAMESPACES, None).labelled(Labels::Is("app", "a")),
];

/// The collections that have keepers.
pub const KEPT: [Selection; 2] = [ALL, Selection::all(NAMESPACES, None)];

#[derive(Default)]
pub struct Recorder {
    moments: AtomicU64,
    ids: AtomicUsize,
    /// None while it is not there.
    server: Mutex<Option<Client>>,
    /// How often it has been started.
    pub starts: AtomicUsize,
    /// What has been shown, so that it is held once.
    shown: Mutex<HashMap<Revision, Vec<Arc<Object>>>>,
    newest: AtomicU64,
    /// Where the session began.
    pub base: AtomicU64,
    /// All up to this is surely forgotten.
    pub forgotten: AtomicU64,
    /// Up to where each keeper has seen everything.
    pub kept: [AtomicU64; KEPT.len()],
    /// Where each keeper ends; 0 while that is not known.
    pub last: [AtomicU64; KEPT.len()],
    /// Nothing new is begun.
    pub closing: AtomicBool,
    /// Somebody has panicked: everybody ends, so that the test does.
    failed: AtomicBool,
    /// Set when no change will come any more.
    pub truth: OnceLock<Truth>,
}

impl Recorder {
    pub fn now(&self) -> Moment {
        self.moments.fetch_add(1, SeqCst)
    }

    pub fn id(&self) -> usize {
        self.ids.fetch_add(1, SeqCst)
    }

    /// Where the server is; waits until it is somewhere.
    pub fn server(&self) -> Client {
        for _ in 0..PATIENCE.as_millis() / 5 {
            assert!(!self.failed(), "another client has panicked");
            let server = self.server.lock().expect("no client panics with it").clone();
            if let Some(server) = server {
                return server;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not come back");
    }

    pub fn failed(&self) -> bool {
        self.failed.load(SeqCst)
    }

    /// While it lives, a panic of this thread ends the session.
    pub fn guard(&self) -> Guard<'_> {
        Guard(self)
    }

    pub fn moved(&self, server: Option<Client>) {
        self.starts.fetch_add(usize::from(server.is_some()), SeqCst);
        *self.server.lock().expect("no client panics with it") = server;
    }

    /// The newest revision that anybody was shown.
    pub fn newest(&self) -> Revision {
        self.newest.load(SeqCst)
    }

    pub fn reached(&self, revision: Revision) {
        self.newest.fetch_max(revision, SeqCst);
    }

    /// A revision to ask for: most are there, some are forgotten.
    pub fn earlier(&self, random: &mut Random) -> Revision {
        let (base, newest, forgotten) = (self.base.load(SeqCst), self.newest(), self.forgotten.load(SeqCst));
        let between = |random: &mut Random, low: Revision, high: Revision| {
            let width = usize::try_from(high.saturating_sub(low)).expect("a session is short");
            low.min(high) + random.below(width + 1) as Revision
        };
        match random.below(10) {
            0 => newest,
            1 => forgotten.max(base),
            2 | 3 => between(random, forgotten.saturating_sub(20).max(base), forgotten.max(base)),
            4..=6 => between(random, newest.saturating_sub(30).max(base), newest),
            _ => between(random, forgotten.max(base), newest),
        }
    }

    /// An object that was shown.
    pub fn object(&self, resource: &'static str, value: &Value) -> Arc<Object> {
        let object = Object::read(resource, value).unwrap_or_else(|why| panic!("{why}"));
        self.reached(object.revision);
        let mut shown = self.shown.lock().expect("no client panics with it");
        let same = shown.entry(object.revision).or_default();
        if let Some(found) = same.iter().find(|other| ***other == object) {
            return Arc::clone(found);
        }
        same.push(Arc::new(object));
        Arc::clone(&same[same.len() - 1])
    }
}

pub struct Guard<'a>(&'a Recorder);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.failed.store(true, SeqCst);
            self.0.closing.store(true, SeqCst);
        }
    }
}
