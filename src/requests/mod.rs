//! What a world was asked lately: a test's evidence. No bodies, no tokens.
//!
//! The last requests are kept, within bounds of number and of bytes. Not among them are probes of health, metrics, and what is asked
//! below `/coracle`, so that who looks changes nothing of what is seen.

mod filter;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};
use tokio::sync::watch;

pub use filter::Filter;

/// The bytes that a world's requests may have, about.
const BYTES_MAX: usize = 1 << 20;
/// So many bytes of a text that a client sent are kept.
const TEXT_BYTES_MAX: usize = 1024;

/// A request, once it has been answered. A watch has been answered when it begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Request {
    /// The requests of a world are counted from 1.
    pub number: u64,
    /// When it came, by the machine's clock; RFC 3339 with microseconds.
    #[serde(serialize_with = "with_microseconds")]
    #[schemars(with = "String")]
    pub time: DateTime<Utc>,
    /// The world's revision when it came.
    pub revision_before: u64,
    /// The world's revision when it was answered. What others wrote meanwhile is in it, too.
    pub revision_after: u64,
    /// Who asked; empty where the token was not known.
    pub user: String,
    /// Whom they acted as.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub impersonated_user: String,
    /// `User-Agent`.
    pub user_agent: String,
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; of a path that is no resource, the method in
    /// lower case.
    pub verb: String,
    /// The path, without its parameters.
    pub path: String,
    /// The API group of the resource; empty for the core group, and for what is no resource.
    pub group: String,
    /// Its version.
    pub version: String,
    /// The plural name.
    pub resource: String,
    /// A part of an object, such as status.
    pub subresource: String,
    /// The namespace; empty for none, or for all.
    pub namespace: String,
    /// The name as the path has it; empty for a collection.
    pub name: String,
    /// The HTTP code.
    pub code: u16,
    /// Was it only tried?
    pub dry_run: bool,
    /// Who a write is recorded for: `fieldManager`, or the client's name.
    pub manager: String,
    /// Does an apply take over fields?
    pub force: bool,
    /// What a patch is: its media type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub patch_type: String,
    /// The bytes of the answer's body; none of a watch and a long list, which are not over yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<usize>,
    /// Milliseconds from the head of the request to the head of the answer.
    pub milliseconds: f64,
    /// The fault that it met.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fault: String,
}

fn with_microseconds<S: Serializer>(time: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
}

impl Request {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        let texts = self.texts().into_iter().map(String::len);
        size_of::<Request>() + texts.sum::<usize>()
    }

    fn texts(&self) -> [&String; 13] {
        let Request { user, impersonated_user, user_agent, verb, path, group, version, .. } = self;
        let Request { resource, subresource, namespace, name, manager, patch_type, .. } = self;
        [
            user,
            impersonated_user,
            user_agent,
            verb,
            path,
            group,
            version,
            resource,
            subresource,
            namespace,
            name,
            manager,
            patch_type,
        ]
    }

    /// The same without what is too long to be kept.
    fn cut(mut self) -> Self {
        let Request { user, impersonated_user, user_agent, verb, path, group, version, .. } = &mut self;
        for text in [user, impersonated_user, user_agent, verb, path, group, version] {
            cut(text);
        }
        let Request { resource, subresource, namespace, name, manager, patch_type, .. } = &mut self;
        for text in [resource, subresource, namespace, name, manager, patch_type] {
            cut(text);
        }
        self
    }
}

fn cut(text: &mut String) {
    if text.len() > TEXT_BYTES_MAX {
        text.truncate(text.floor_char_boundary(TEXT_BYTES_MAX));
    }
}

/// The last requests of a world.
#[derive(Default)]
pub struct Requests {
    kept: Mutex<Kept>,
    /// The number of the last one.
    last: watch::Sender<u64>,
}

#[derive(Default)]
struct Kept {
    requests: VecDeque<Request>,
    bytes: usize,
    last: u64,
}

impl Requests {
    /// Keeps a request behind the others, with a number of its own; of all, at most the last `count`.
    pub fn note(&self, request: Request, count: usize) {
        if count == 0 {
            return;
        }
        let mut kept = self.kept();
        kept.last += 1;
        let request = Request { number: kept.last, ..request.cut() };
        kept.bytes += request.bytes();
        kept.requests.push_back(request);
        while kept.requests.len() > count || kept.bytes > BYTES_MAX {
            let Some(oldest) = kept.requests.pop_front() else { break };
            kept.bytes -= oldest.bytes();
        }
        let last = kept.last;
        drop(kept);
        self.last.send_replace(last);
    }

    /// The requests that a filter takes, in order, of many the last ones; and the number of the last of all, from which one can go on.
    pub fn list(&self, filter: &Filter) -> (Vec<Request>, u64) {
        let kept = self.kept();
        let after = kept.requests.partition_point(|request| request.number <= filter.since);
        let taken = kept.requests.range(after..).rev().filter(|request| filter.takes(request)).take(filter.limit);
        let mut taken: Vec<_> = taken.cloned().collect();
        taken.reverse();
        (taken, kept.last)
    }

    /// Forgets all; numbers go on.
    pub fn forget(&self) {
        let mut kept = self.kept();
        (kept.requests, kept.bytes) = (VecDeque::new(), 0);
    }

    /// What says that there is a further one.
    pub fn follow(&self) -> watch::Receiver<u64> {
        self.last.subscribe()
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::query::Query;

    fn numbers(requests: &Requests, query: &str) -> Vec<u64> {
        let (found, _) = requests.list(&Filter::read(&Query::parse(query)).unwrap());
        found.iter().map(|request| request.number).collect()
    }

    #[test]
    fn the_last_are_kept_within_their_bounds_and_numbers_go_on() {
        let requests = Requests::default();
        let note = |path: &str| requests.note(Request { path: path.to_owned(), ..Request::default() }, 3);
        (0..5).for_each(|_| note("/a"));
        assert_eq!(numbers(&requests, ""), [3, 4, 5]);
        assert_eq!(numbers(&requests, "since=4"), [5]);
        assert_eq!(numbers(&requests, "limit=2"), [4, 5]);
        requests.forget();
        note("/b");
        assert_eq!((numbers(&requests, ""), *requests.follow().borrow()), (vec![6], 6));
        requests.note(Request::default(), 0);
        assert_eq!(numbers(&requests, ""), [6]);
        assert_eq!(requests.list(&Filter::default()).1, 6);
    }

    #[test]
    fn what_clients_send_is_kept_within_bytes() {
        let requests = Requests::default();
        let long = "ß".repeat(10_000);
        for _ in 0..2000 {
            let texts = || long.clone();
            let request = Request { path: texts(), user_agent: texts(), name: texts(), ..Request::default() };
            requests.note(request, 2000);
        }
        let kept = requests.kept();
        assert!(kept.bytes <= BYTES_MAX && kept.requests.len() > 200, "{} {}", kept.bytes, kept.requests.len());
        assert_eq!(kept.bytes, kept.requests.iter().map(|request| request.bytes()).sum::<usize>());
        assert_eq!(kept.requests[0].path.len(), TEXT_BYTES_MAX);
    }

    #[test]
    fn a_request_is_read_as_it_is_shown() {
        let text = r#"{"number":0,"time":"2026-01-02T03:04:05.000006Z","revisionBefore":1}"#;
        let read: Request = serde_json::from_str(text).unwrap();
        let shown = serde_json::to_value(&read).unwrap();
        assert_eq!(shown["time"], "2026-01-02T03:04:05.000006Z");
        assert_eq!(serde_json::from_value::<Request>(shown).unwrap(), read);
    }
}
