//! How much at once, and how long: bounds on the requests under way and on the time that each may take.
//!
//! Reads and writes are bounded apart, so that neither can shut the other out. Nobody is exempt but health probes.
//! Upstream: apiserver/pkg/server/filters/maxinflight.go, pkg/endpoints/filters/request_deadline.go (v1.37.2).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::answer::Response;
use crate::request::query::Query;
use crate::request::{Head, duration};
use crate::status::Failure;

/// How long a request may take; `?timeout=` only shortens it.
// Upstream: apiserver/pkg/server/config.go RequestTimeout (v1.37.2)
const DEADLINE: Duration = Duration::from_secs(60);

/// The bounds on requests under way.
pub struct Limits {
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    watches: Arc<Semaphore>,
    max: UnderWay,
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// Reads.
    pub reads: usize,
    /// Writes.
    pub writes: usize,
    /// Open watches.
    pub watches: usize,
}

/// A request's place among those under way; dropped, it is free again.
pub type Place = OwnedSemaphorePermit;

impl Limits {
    /// At most this many of each at once.
    pub fn new(max: UnderWay) -> Self {
        let [reads, writes, watches] = [max.reads, max.writes, max.watches].map(|max| max.min(Semaphore::MAX_PERMITS));
        let (places, max) = (|max| Arc::new(Semaphore::new(max)), UnderWay { reads, writes, watches });
        Limits { reads: places(max.reads), writes: places(max.writes), watches: places(max.watches), max }
    }

    /// How many there are.
    pub fn under_way(&self) -> UnderWay {
        UnderWay {
            reads: self.max.reads - self.reads.available_permits(),
            writes: self.max.writes - self.writes.available_permits(),
            watches: self.max.watches - self.watches.available_permits(),
        }
    }

    /// A place for a watch, which is held for as long as it is open; none where there is none. As a read, a watch counts only
    /// until it has begun.
    pub fn watch(&self) -> Option<Place> {
        self.watches.clone().try_acquire_owned().ok()
    }

    /// A place for a request of this verb.
    ///
    /// # Errors
    /// There is none: 429, to be asked again in a second.
    pub fn enter(&self, verb: &str) -> Result<Place, Response> {
        let reads = matches!(verb, "get" | "list" | "watch" | "head" | "options");
        let places = if reads { &self.reads } else { &self.writes };
        places.clone().try_acquire_owned().map_err(|_| {
            let mut response = Response::text(429, "Too many requests, please try again later.\n");
            response.headers.push(("retry-after", "1".into()));
            response
        })
    }
}

/// How long this request may take.
///
/// # Errors
/// `?timeout=` is no duration.
pub fn deadline(query: &Query) -> Result<Duration, Failure> {
    let asked = match query.first("timeout").filter(|t| !t.is_empty()) {
        None => return Ok(DEADLINE),
        Some(text) => duration::parse(text),
    };
    let asked =
        asked.map_err(|why| Failure::bad_request(format!("invalid timeout specified in the request URL - {why}")))?;
    Ok(if asked.is_zero() { DEADLINE } else { asked.min(DEADLINE) })
}

/// The answer to a request that took too long. What it began is finished or not begun, never half done.
pub fn too_late(head: &Head) -> Response {
    let mut response = Response::failure(head, &Failure::deadline(), &[]);
    // Quirk: this status alone goes out as text, and without saying that it is one.
    response.content_type = "text/plain; charset=utf-8";
    let mut status = Failure::deadline().status();
    if let Some(members) = status.as_object_mut() {
        members.shift_remove("kind");
        members.shift_remove("apiVersion");
    }
    let mut body = coracle_object::encode::encode(&status);
    body.push(b'\n');
    response.body = body.into();
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_once_it_is_left() {
        let limits = Limits::new(UnderWay { reads: 1, writes: 2, watches: 1 });
        let first = limits.enter("get").map_err(|r| r.code).unwrap();
        assert_eq!(limits.enter("list").unwrap_err().code, 429);
        let writes = (limits.enter("patch"), limits.enter("delete"));
        assert!(writes.0.is_ok() && writes.1.is_ok());
        assert_eq!(limits.enter("create").unwrap_err().headers.last().unwrap().1, "1");
        drop(first);
        assert!(limits.enter("get").is_ok());
        let watch = limits.watch();
        assert!(watch.is_some() && limits.watch().is_none());
        assert_eq!(limits.under_way(), UnderWay { reads: 0, writes: 2, watches: 1 });
        drop(watch);
        assert!(limits.watch().is_some());
    }

    #[test]
    fn a_timeout_only_shortens() {
        let of = |text: &str| deadline(&Query::parse(text)).map_err(|f| f.message().to_owned());
        assert_eq!(of(""), Ok(DEADLINE));
        assert_eq!(of("timeout=5s"), Ok(Duration::from_secs(5)));
        assert_eq!(of("timeout=5h"), Ok(DEADLINE));
        assert_eq!(of("timeout=0"), Ok(DEADLINE));
        let why = r#"invalid timeout specified in the request URL - time: invalid duration "x""#;
        assert_eq!(of("timeout=x"), Err(why.to_owned()));
    }
}
