//! What is promised of watches, lists and writes. A promise is a function that gives what broke it in a history.

mod facts;
mod lists;
mod told;
mod watches;
mod writes;

pub use facts::Facts;

use crate::history::{History, Key, Revision};

/// What was found against a promise; nothing is what is wanted.
pub type Promise = fn(&Facts) -> Vec<String>;

pub const PROMISES: &[(&str, Promise)] = &[
    ("Ordered", watches::ordered),
    ("Unique", watches::unique),
    ("Reliable", watches::reliable),
    ("Resumable", watches::resumable),
    ("Bookmarkable", watches::bookmarkable),
    ("Filtered", watches::filtered),
    ("InitialEventsComplete", watches::initial_events_complete),
    ("NeverResurrected", watches::never_resurrected),
    ("PagesConsistent", lists::pages_consistent),
    ("AsAsked", lists::as_asked),
    ("Rebuild", lists::rebuild),
    ("Gone", told::gone),
    ("SameVersionSameBytes", told::same_version_same_bytes),
    ("RevisionNeverLower", told::revision_never_lower),
    ("NothingLost", writes::nothing_lost),
];

/// Everything found against any promise, each with the promise's name.
pub fn broken(history: &History) -> Vec<(&'static str, String)> {
    let facts = Facts::of(history);
    let found = |(name, promise): &(&'static str, Promise)| {
        let found = promise(&facts);
        let name = *name;
        found.into_iter().map(move |what| (name, what)).collect::<Vec<_>>()
    };
    PROMISES.iter().flat_map(found).collect()
}

fn shown(objects: &[(&Key, Revision)]) -> String {
    let objects: Vec<_> = objects.iter().map(|(key, revision)| format!("{key}@{revision}")).collect();
    format!("[{}]", objects.join(" "))
}
