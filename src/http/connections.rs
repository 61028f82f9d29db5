//! The connections that are open: who has them, which of them are idle, and which gives way when there are too many.
//!
//! A connection is nobody's until a request on it has shown a known user; what is nobody's has at most half of the bound, so that it
//! can keep no user out. Where there is no more room, the connection gives way that has been idle for longest: of nobody's, and
//! otherwise of a user who has more than half. TLS handshakes that are under way are nobody's idle connections, too.

use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use actix_http::body::{BodySize, MessageBody};
use actix_service::{Service, ServiceFactory, apply_fn_factory};
use actix_web::rt::net::TcpStream;
use bytes::Bytes;
use tokio::sync::oneshot;

tokio::task_local! {
    static CURRENT: Rc<Connection>;
}

/// The connections of a server.
pub struct Connections {
    max: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    /// Counts what happens: the longest ago is the smallest.
    moment: u64,
    by_id: HashMap<u64, Entry>,
    holders: HashMap<Holder, Held>,
}

/// A user's name; none for nobody.
type Holder = Option<Arc<str>>;

#[derive(Default)]
struct Held {
    open: usize,
    /// By the moment since when they are idle.
    idle: BTreeMap<u64, u64>,
}

struct Entry {
    holder: Holder,
    /// Requests under way.
    busy: usize,
    idle_since: u64,
    cut: oneshot::Sender<()>,
}

/// A connection, for as long as it is open.
pub struct Connection {
    connections: Arc<Connections>,
    id: u64,
}

impl Connections {
    /// At most so many at once.
    pub fn new(max: usize) -> Arc<Self> {
        Arc::new(Connections { max, open: Mutex::default() })
    }

    /// A new connection, and the word that it is to give way; none where no other does.
    fn enter(self: &Arc<Self>) -> Option<(Connection, oneshot::Receiver<()>)> {
        let mut open = self.open();
        if !open.make_room(self.max) {
            return None;
        }
        let (cut, is_cut) = oneshot::channel();
        let id = open.tick();
        open.by_id.insert(id, Entry { holder: None, busy: 0, idle_since: id, cut });
        let nobody = open.holders.entry(None).or_default();
        nobody.open += 1;
        nobody.idle.insert(id, id);
        Some((Connection { connections: self.clone(), id }, is_cut))
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn tick(&mut self) -> u64 {
        self.moment += 1;
        self.moment
    }

    /// Sees to it that there is room for one more of nobody's.
    fn make_room(&mut self, max: usize) -> bool {
        let full = self.by_id.len() >= max;
        let nobodys = self.holders.get(&None).map_or(0, |held| held.open);
        if !full && nobodys < max / 2 {
            return true;
        }
        if self.cut_longest_idle(&None) || !full {
            return true;
        }
        let most = self.holders.iter().max_by_key(|(_, held)| held.open);
        let hog = most.filter(|(_, held)| held.open > max / 2).map(|(holder, _)| holder.clone());
        hog.is_some_and(|hog| self.cut_longest_idle(&hog))
    }

    fn cut_longest_idle(&mut self, holder: &Holder) -> bool {
        let longest = self.holders.get(holder).and_then(|held| held.idle.values().next().copied());
        // It may just have ended by itself, which is as good.
        longest.and_then(|id| self.remove(id)).map(|entry| entry.cut.send(())).is_some()
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.by_id.remove(&id)?;
        self.leave(&entry);
        Some(entry)
    }

    /// Takes a connection from its holder.
    fn leave(&mut self, entry: &Entry) {
        if let Some(held) = self.holders.get_mut(&entry.holder) {
            held.open -= 1;
            held.idle.remove(&entry.idle_since);
            if held.open == 0 {
                self.holders.remove(&entry.holder);
            }
        }
    }

    /// A request has begun on a connection, unless that has been cut; so with the next ones.
    fn begin(&mut self, id: u64) {
        let Some(entry) = self.by_id.get_mut(&id) else { return };
        entry.busy += 1;
        if let Some(held) = self.holders.get_mut(&entry.holder) {
            held.idle.remove(&entry.idle_since);
        }
    }

    /// A request is over.
    fn end(&mut self, id: u64) {
        let now = self.tick();
        let Some(entry) = self.by_id.get_mut(&id) else { return };
        entry.busy -= 1;
        entry.idle_since = now;
        if entry.busy == 0
            && let Some(held) = self.holders.get_mut(&entry.holder)
        {
            held.idle.insert(now, id);
        }
    }

    /// A connection is a user's, and no longer somebody else's.
    fn give(&mut self, id: u64, user: &str) {
        if self.by_id.get(&id).is_some_and(|entry| entry.holder.as_deref() == Some(user)) {
            return;
        }
        let Some(mut entry) = self.remove(id) else { return };
        entry.holder = Some(user.into());
        let held = self.holders.entry(entry.holder.clone()).or_default();
        held.open += 1;
        if entry.busy == 0 {
            held.idle.insert(entry.idle_since, id);
        }
        self.by_id.insert(id, entry);
    }
}

impl Connection {
    /// The one that a request came on; to be called where it is handled.
    pub fn current() -> Option<Rc<Connection>> {
        CURRENT.try_with(Rc::clone).ok()
    }

    /// A request has begun; it is under way until what is returned is dropped.
    pub fn begin(self: &Rc<Self>) -> Busy {
        self.connections.open().begin(self.id);
        Busy(self.clone())
    }

    /// A request has shown a known user.
    pub fn shown(&self, user: &str) {
        self.connections.open().give(self.id, user);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.connections.open().remove(self.id);
    }
}

/// A request under way.
pub struct Busy(Rc<Connection>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.connections.open().end(self.0.id);
    }
}

/// Serves connections as long as there is room for them.
pub fn counted<F>(
    http: F,
    connections: Arc<Connections>,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = F::Error, InitError = F::InitError>
where
    F: ServiceFactory<TcpStream, Config = (), Response = ()>,
{
    apply_fn_factory(http, move |socket: TcpStream, http: &F::Service| {
        let entered = connections.enter();
        let served = entered.map(|(connection, cut)| (CURRENT.scope(Rc::new(connection), http.call(socket)), cut));
        async move {
            // Dropped, it is closed.
            let Some((served, cut)) = served else { return Ok(()) };
            tokio::select! {
                biased;
                _ = cut => Ok(()),
                served = served => served,
            }
        }
    })
}

/// A body, and the request that is under way until it has gone out.
pub struct Until<B> {
    body: B,
    _busy: Option<Busy>,
}

impl<B> Until<B> {
    /// A body, and its request.
    pub fn new(body: B, busy: Option<Busy>) -> Self {
        Until { body, _busy: busy }
    }
}

impl<B: MessageBody + Unpin> MessageBody for Until<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(connections: &Arc<Connections>) -> Option<(Rc<Connection>, oneshot::Receiver<()>)> {
        connections.enter().map(|(connection, cut)| (Rc::new(connection), cut))
    }

    #[test]
    fn of_nobodys_the_longest_idle_gives_way() {
        let connections = Connections::new(4);
        let (known, mut known_cut) = enter(&connections).unwrap();
        known.shown("a");
        let (_first, mut first_cut) = enter(&connections).unwrap();
        let (second, mut second_cut) = enter(&connections).unwrap();
        // It asked for something meanwhile: the other is idle for longer; and both have what nobody may have.
        drop(second.begin());
        let (third, mut third_cut) = enter(&connections).unwrap();
        assert!(first_cut.try_recv().is_ok());
        // What is at work does not give way.
        let (_at_work, _too) = (second.begin(), third.begin());
        let _fourth = enter(&connections).unwrap();
        assert!(enter(&connections).is_some(), "the fourth gives way");
        assert!([second_cut.try_recv(), third_cut.try_recv(), known_cut.try_recv()].iter().all(Result::is_err));
    }

    #[test]
    fn a_user_with_more_than_half_gives_way_and_no_other() {
        let connections = Connections::new(4);
        let mut open: Vec<_> = (0..4)
            .map(|n| {
                let (connection, cut) = enter(&connections).unwrap();
                connection.shown(if n == 0 { "a" } else { "b" });
                (connection, cut)
            })
            .collect();
        let (mut newcomer, _cut) = enter(&connections).unwrap();
        let gave_way: Vec<bool> = open.iter_mut().map(|(_, cut)| cut.try_recv().is_ok()).collect();
        assert_eq!(gave_way, [false, true, false, false]);
        newcomer.shown("a");
        assert!(enter(&connections).is_none(), "two have half each");
        newcomer = open.pop().unwrap().0;
        drop(newcomer);
        assert!(enter(&connections).is_some());
        drop(open);
        assert!(connections.open().holders.is_empty() && connections.open().by_id.is_empty());
    }
}
