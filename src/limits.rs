//! How much at once, and how long: bounds on the requests under way and on the time that each may take.
//!
//! Reads and writes are bounded apart, so that neither can shut the other out. A bound is what one user may have; all together may
//! have twice as much, so that nobody has more than half, and the first who comes to a bound finds it closed, not everybody.
//! Who asks without a token is one user with all others who do.
//! Upstream: apiserver/pkg/server/filters/maxinflight.go, pkg/endpoints/filters/request_deadline.go (v1.37.2).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::answer::Response;
use crate::request::{Head, duration};
use crate::status::Failure;

/// How long a request may take; `?timeout=` only shortens it.
// Upstream: apiserver/pkg/server/config.go RequestTimeout (v1.37.2)
const DEADLINE: Duration = Duration::from_secs(60);

/// The bounds on requests under way.
pub struct Limits {
    reads: Arc<Places>,
    writes: Arc<Places>,
    watches: Arc<Places>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BySort {
    /// Reads.
    pub reads: usize,
    /// Writes.
    pub writes: usize,
    /// Open watches.
    pub watches: usize,
}

/// How many times what one user may have all together may have.
const TOGETHER: usize = 2;

/// The places of one sort.
struct Places {
    /// What one user may have.
    share: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_user: HashMap<Arc<str>, usize>,
}

/// A request's place among those under way; dropped, it is free again.
pub struct Place {
    places: Arc<Places>,
    user: Arc<str>,
}

impl Places {
    fn new(share: usize) -> Arc<Self> {
        Arc::new(Places { share, taken: Mutex::default() })
    }

    /// A place, if there is one.
    fn take(self: &Arc<Self>, user: &Arc<str>) -> Option<Place> {
        let mut taken = self.taken();
        let own = taken.by_user.get(user).copied().unwrap_or(0);
        let free = own < self.share && taken.all < self.share.saturating_mul(TOGETHER);
        free.then(|| self.count(&mut taken, user))
    }

    fn count(self: &Arc<Self>, taken: &mut Taken, user: &Arc<str>) -> Place {
        taken.all += 1;
        *taken.by_user.entry(user.clone()).or_default() += 1;
        Place { places: self.clone(), user: user.clone() }
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all -= 1;
        match taken.by_user.get_mut(&self.user) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.by_user.remove(&self.user)),
        }
    }
}

impl Limits {
    /// At most this many of each at once for each user.
    pub fn new(share: BySort) -> Self {
        let [reads, writes, watches] = [share.reads, share.writes, share.watches].map(Places::new);
        Limits { reads, writes, watches }
    }

    /// How many there are.
    pub fn under_way(&self) -> BySort {
        let [reads, writes, watches] = [&self.reads, &self.writes, &self.watches].map(|places| places.taken().all);
        BySort { reads, writes, watches }
    }

    /// A place for a user's watch, which is held for as long as it is open; none where there is none. As a read, a watch counts
    /// only until it has begun.
    pub fn watch(&self, user: &Arc<str>) -> Option<Place> {
        self.watches.take(user)
    }

    /// A place among the reads, even where there is none: for who watches over a busy server.
    pub fn pass(&self, user: &Arc<str>) -> Place {
        self.reads.count(&mut self.reads.taken(), user)
    }

    /// A place for a user's request of this verb.
    ///
    /// # Errors
    /// There is none: 429, to be asked again in a second.
    pub fn enter(&self, verb: &str, user: &Arc<str>) -> Result<Place, Response> {
        let reads = matches!(verb, "get" | "list" | "watch" | "head" | "options");
        let places = if reads { &self.reads } else { &self.writes };
        places.take(user).ok_or_else(|| crowded(1))
    }
}

/// The answer of who has no room, to be asked again in so many seconds. It is no `Status`.
// Upstream: apiserver/pkg/server/filters/maxinflight.go tooManyRequests (v1.37.2)
pub fn crowded(seconds: u32) -> Response {
    let mut response = Response::text(429, "Too many requests, please try again later.\n");
    response.headers.push(("retry-after", seconds.to_string()));
    response
}

/// How long a request may take that asks for so long.
///
/// # Errors
/// It is no duration.
pub fn deadline(asked: Option<&str>) -> Result<Duration, Failure> {
    let asked = match asked.filter(|t| !t.is_empty()) {
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
    // Quirk: this status alone goes out as text, and without saying that it is one (asked of the reference: a GET with a
    // timeout of 1ns).
    response.content_type = "text/plain; charset=utf-8";
    let mut status = Failure::deadline().status();
    if let Some(members) = status.as_object_mut() {
        members.remove("kind");
        members.remove("apiVersion");
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
        let limits = Limits::new(BySort { reads: 1, writes: 2, watches: 1 });
        let user = Arc::from("a");
        let enter = |verb| limits.enter(verb, &user).map_err(|response| (response.code, response.headers));
        let first = enter("get").unwrap();
        assert_eq!(enter("list").err().unwrap().0, 429);
        let writes = (enter("patch"), enter("delete"));
        assert!(writes.0.is_ok() && writes.1.is_ok());
        assert_eq!(enter("create").err().unwrap().1.last().unwrap().1, "1");
        drop(first);
        assert!(enter("get").is_ok());
        let watch = limits.watch(&user);
        assert!(watch.is_some() && limits.watch(&user).is_none());
        assert_eq!(limits.under_way(), BySort { reads: 0, writes: 2, watches: 1 });
        drop(watch);
        assert!(limits.watch(&user).is_some());
    }

    #[test]
    fn nobody_has_more_than_half_of_the_places() {
        let places = Places::new(2);
        let [a, b, c] = ["a", "b", "c"].map(Arc::<str>::from);
        let of_a = [places.take(&a), places.take(&a)];
        assert!(of_a.iter().all(Option::is_some) && places.take(&a).is_none());
        let of_b = places.take(&b);
        let of_c = places.take(&c);
        assert!(of_b.is_some() && of_c.is_some() && places.take(&b).is_none(), "all together have no more");
        drop(of_a);
        assert!(places.take(&b).is_some() && places.take(&a).is_some());
        let passing: Vec<Place> = (0..9).map(|_| places.count(&mut places.taken(), &c)).collect();
        assert!(places.take(&a).is_none());
        drop(passing);
        drop((of_b, of_c));
        assert!(places.taken().by_user.is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_timeout_only_shortens() {
        let of = |text: &str| deadline(Some(text)).map_err(|f| f.message().to_owned());
        assert_eq!(deadline(None).ok(), Some(DEADLINE));
        assert_eq!(of(""), Ok(DEADLINE));
        assert_eq!(of("5s"), Ok(Duration::from_secs(5)));
        assert_eq!(of("5h"), Ok(DEADLINE));
        assert_eq!(of("0"), Ok(DEADLINE));
        let why = r#"invalid timeout specified in the request URL - time: invalid duration "x""#;
        assert_eq!(of("x"), Err(why.to_owned()));
    }
}
