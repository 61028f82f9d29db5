//! The only room that knows actix-web: a request in, a response out, TLS, and the end of both.
//!
//! HTTP/1.1 only: actix's HTTP/2 does not notice a client that leaves (docs/decisions/0004-http.md). Requests are answered on the
//! thread that has their connection, and what is bulky of them apart (docs/decisions/0017-fairness.md).

mod connections;
mod incoming;
mod leave;
pub mod pages;
mod plain;
mod sending;
mod tell;
pub mod tls;
mod websocket;
mod workers;

use std::net::TcpListener;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use actix_http::body::BoxBody;
use actix_http::{HttpService, HttpServiceBuilder, Request, TlsAcceptorConfig};
use actix_service::{Service, ServiceFactory, apply, map_config};
use actix_web::dev::{AppConfig, RequestHead, ServiceResponse};
use actix_web::http::{ConnectionType, KeepAlive, StatusCode, header};
use actix_web::web::{self, Payload};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpResponseBuilder};
use bytes::Bytes;
use coracle_store::LARGE_BYTES;
use futures_util::StreamExt;
use percent_encoding::percent_decode_str;
use socket2::{SockRef, TcpKeepalive};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::admit::{Admitted, Entry};
use crate::answer::{self, Frames, Pieces, Reply, Response};
use crate::apart::{Apart, Panicked};
use crate::audit::Audit;
use crate::clock;
use crate::metrics::Series;
use crate::request::Head;
use crate::request::certificate::Shown;
use crate::request::query::{Query, well_escaped};
use crate::server::Server;
use crate::turns::Turns;
use connections::{Connection, Connections, Until};
use incoming::Incoming;
use plain::Told;
use sending::Sending;
use tell::{Answered, Asked};
use workers::Workers;

/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection is kept without a request.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);
/// How long an answer may wait for a client that does not read it; then the connection is cut.
const READER_TIMEOUT: Duration = Duration::from_secs(30);
/// So much of an answer waits in the kernel for its turn; what its buffers take otherwise, megabytes for each connection that is not
/// read, is bounded by nothing of ours.
const UNSENT_BYTES_MAX: u32 = 128 * 1024;
/// How long a connection may be silent before its other end is asked whether it is still there, and how often then: a watch may
/// have nothing to say for an hour, and who vanished does not close it. It is cut once [`READER_TIMEOUT`] passed without a word.
const PROBE_AFTER: Duration = Duration::from_secs(30);
const PROBE_EVERY: Duration = Duration::from_secs(10);
/// How long a TLS handshake may take: a client that opens hundreds of connections at once is slow at each.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection that is over may take to say so.
const FAREWELL_TIMEOUT: Duration = Duration::from_secs(1);
/// Connections that are open at once, TLS handshakes among them; which gives way to a further one says `connections`.
const CONNECTIONS_MAX: usize = 8192;
/// Fewer are too few for any client: a browser opens six, and what has shown no user yet has half.
const CONNECTIONS_MIN: usize = 16;
/// Of the files that the process may open, so many are for other things than connections: some twenty are open by the time the
/// server is ready.
const OTHER_FILES: usize = 48;
/// Each worker has some of its own, for its events and timers.
const WORKER_FILES: usize = 8;
/// So many may wait, if the system allows that; who comes then tries again after a second.
const WAITING_MAX: i32 = 1024;
/// Steps of bulky work at once, for each processor: so a user who may have half of them keeps no processor idle.
const TURNS: usize = 2;
/// How long requests under way may take once the server is asked to stop.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);

/// The server behind its sockets.
#[derive(Clone)]
struct Shared {
    server: Arc<Server>,
    runtime: Handle,
    turns: Turns,
    audit: Option<Arc<Audit>>,
    under_way: Arc<AtomicUsize>,
}

/// A server that accepts requests, on one listener or several.
pub struct Running {
    doors: Vec<Workers>,
    connections: Arc<Connections>,
    /// Connections end once they have nothing under way.
    ending: watch::Sender<bool>,
    shared: Shared,
}

/// A server that accepts no request yet.
pub fn closed(server: Arc<Server>, runtime: Handle, audit: Option<Arc<Audit>>) -> Running {
    let turns = Turns::new(TURNS * processors());
    let shared = Shared { server, runtime, turns, audit, under_way: Arc::default() };
    let connections = Connections::new(connections_max());
    // The library's own bound is for each thread, and what comes after it waits. Ours comes first.
    actix_tls::accept::max_concurrent_tls_connect(2 * CONNECTIONS_MAX);
    Running { doors: Vec::new(), connections, ending: watch::Sender::new(false), shared }
}

impl Running {
    /// Accepts requests on a listener, too, in TLS where there is a configuration for it.
    ///
    /// # Errors
    /// The listener cannot be used, or there are no threads for what it accepts.
    pub async fn open(&mut self, listener: TcpListener, tls: Option<rustls::ServerConfig>) -> std::io::Result<()> {
        // What is accepted inherits all of it from the listener.
        let socket = SockRef::from(&listener);
        socket.listen(WAITING_MAX)?;
        socket.set_tcp_user_timeout(Some(READER_TIMEOUT))?;
        socket.set_tcp_notsent_lowat(UNSENT_BYTES_MAX)?;
        // A piece of an answer does not wait until the one before it was acknowledged.
        socket.set_tcp_nodelay(true)?;
        socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(PROBE_AFTER).with_interval(PROBE_EVERY))?;
        let (for_workers, connections, ends) = (self.shared.clone(), self.connections.clone(), self.ending.subscribe());
        let runtime = self.shared.runtime.clone();
        let workers = match tls {
            Some(config) => {
                let serve = move || {
                    let handshake = TlsAcceptorConfig::default().handshake_timeout(HANDSHAKE_TIMEOUT);
                    let http = http(ends.clone()).on_connect_ext(tls::clients::remember);
                    let http = http.expect(for_workers.clone().leave()).finish(for_workers.clone().app());
                    let https = http.rustls_0_23_with_config(config.clone(), handshake);
                    let told = Told { first_byte_within: HANDSHAKE_TIMEOUT };
                    connections::counted(apply(told, https), connections.clone())
                };
                Workers::start(processors(), &runtime, listener, serve).await?
            }
            None => {
                let serve = move || {
                    let http = http(ends.clone()).expect(for_workers.clone().leave());
                    connections::counted(http.finish(for_workers.clone().app()).tcp(), connections.clone())
                };
                Workers::start(processors(), &runtime, listener, serve).await?
            }
        };
        self.doors.push(workers);
        Ok(())
    }

    /// Accepts no further connection, finishes the requests under way and closes the sockets.
    pub async fn stop(mut self) {
        for door in &mut self.doors {
            door.close().await;
        }
        self.shared.server.process.draining.send_replace(true);
        let empty = async {
            while self.shared.under_way.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(DRAIN_TIMEOUT, empty).await.is_err() {
            tracing::warn!("requests are still under way; stopping all the same");
        }
        self.ending.send_replace(true);
        for door in self.doors {
            door.end().await;
        }
    }
}

/// What goes out behind an answer's head.
enum Outgoing {
    /// The answer's own body. Like a list, it is under way meanwhile.
    Whole(Option<UnderWay>),
    /// A list.
    List(Pieces, UnderWay),
    Watch(Frames),
}

/// May this be YAML with aliases, by which little text stands for much?
fn may_alias(body: &[u8]) -> bool {
    let has = |mark| memchr::memchr(mark, body).is_some();
    has(b'*') && has(b'&')
}

/// Counts a request for as long as it lives.
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        UnderWay(count.clone())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// How many connections may be open, as far as the system lets us.
fn connections_max() -> usize {
    let files =
        rlimit::Resource::NOFILE.get_soft().map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    CONNECTIONS_MAX.min(files.saturating_sub(other_files())).max(CONNECTIONS_MIN)
}

fn other_files() -> usize {
    OTHER_FILES + WORKER_FILES * processors()
}

/// How many files the process must be able to open at least.
pub fn files_min() -> usize {
    other_files() + CONNECTIONS_MIN
}

fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What speaks HTTP/1.1 on a worker's connections.
fn http<T, S>(ends: watch::Receiver<bool>) -> HttpServiceBuilder<T, S>
where
    S: ServiceFactory<Request, Config = ()>,
    S::Response: Into<actix_http::Response<BoxBody>> + 'static,
    S::Error: Into<actix_http::Response<BoxBody>> + 'static,
    S::InitError: std::fmt::Debug,
    <S::Service as Service<Request>>::Future: 'static,
{
    HttpService::<T, S, BoxBody>::build()
        .graceful_shutdown_signal(move || {
            let mut ends = ends.clone();
            async move { _ = ends.wait_for(|ends| *ends).await }
        })
        .keep_alive(KeepAlive::Timeout(IDLE_TIMEOUT))
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(FAREWELL_TIMEOUT)
        .h1_allow_half_closed(false)
}

impl Shared {
    /// What handles the requests of a worker.
    fn app(
        self,
    ) -> impl ServiceFactory<Request, Config = (), Response = ServiceResponse, Error = Error, InitError = ()> {
        let shared = Rc::new(self);
        let app = App::new().default_service(web::to(move |request: HttpRequest, payload: Payload| {
            let shared = shared.clone();
            async move { shared.serve(request, payload).await }
        }));
        map_config(app, |()| AppConfig::default())
    }

    async fn serve(&self, request: HttpRequest, payload: Payload) -> HttpResponse {
        let busy = Connection::current().map(|connection| connection.begin());
        let answer = self.answer(request, payload).await;
        answer.map_body(|_, body| Until::new(body, busy)).map_into_boxed_body()
    }

    async fn answer(&self, request: HttpRequest, payload: Payload) -> HttpResponse {
        let Some(head) = head(request.head(), request.conn_data()) else { return self.malformed() };
        // A long list is under way until it has gone out.
        let (under_way, going_out) = (UnderWay::new(&self.under_way), UnderWay::new(&self.under_way));
        let mut body = Incoming::new(&request, payload);
        let (began, audit_id) = (Instant::now(), clock::uid());
        self.server.wake(&head).await;
        let entry = self.server.admit(head);
        let known = entry.user.as_ref().filter(|user| user.is_known());
        if let (Some(connection), Some(user)) = (Connection::current(), known) {
            connection.shown(&user.name);
        }
        let (reply, admitted) = match entry.admitted {
            Ok(admitted) => {
                let admitted = Arc::new(self.server.strike(admitted, &entry.target));
                (self.respond(admitted.clone(), &mut body, began, &audit_id, under_way).await, Some(admitted))
            }
            Err(response) => (Reply::Whole(response), None),
        };
        let (mut response, pieces, mut frames) = match reply {
            Reply::Whole(response) => (response, None, None),
            Reply::List(head, pieces) => (head, Some(pieces), None),
            Reply::Stream(head, frames) => (head, None, Some(frames)),
        };
        let subprotocols = entry.subprotocols.filter(|_| admitted.as_ref().is_some_and(|admitted| admitted.watches()));
        let handshake = match (&frames, subprotocols.map(|chosen| websocket::handshake(request.headers(), &chosen))) {
            (Some(_), Some(Ok(accepted))) => {
                response.code = 101;
                Some(accepted)
            }
            (Some(_), Some(Err(refused))) => {
                (response, frames) = (refused, None);
                None
            }
            (None, _) | (_, None) => None,
        };
        response.headers.extend(answer::warning_headers(&entry.warnings));
        let bytes = if frames.is_none() && pieces.is_none() { Some(response.body.len()) } else { None };
        let answered = Answered { code: response.code, bytes, audit_id: &audit_id, began };
        let Entry { user, acting, world, target, manager, found, .. } = entry;
        let asked = Asked { user, acting, world, target, manager, found };
        self.tell(asked, request.head(), admitted.as_deref(), &answered);
        let frames = self.count(entry.series, admitted.is_none(), response.code, began, frames);
        let frames = match (handshake, frames) {
            (Some(handshake), Some(frames)) => {
                return handshake.open(response.content_type, frames, body.into_payload());
            }
            (_, frames) => frames,
        };
        let outgoing = match (frames, pieces) {
            (Some(frames), _) => Outgoing::Watch(frames),
            (None, Some(pieces)) => Outgoing::List(pieces, going_out),
            (None, None) => Outgoing::Whole(Some(going_out)),
        };
        let mut answer = self.write(response, outgoing, admitted, &audit_id);
        if body.goes_on() {
            answer.head_mut().no_chunking(true);
        }
        // After an upgrade that was not granted, the library lets no further request in.
        if request.head().upgrade() || !body.finish().await {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        answer
    }

    /// The answer to a malformed path. Upstream, the HTTP library gives it, without what the server adds to its own answers.
    fn malformed(&self) -> HttpResponse {
        self.server.process.metrics.refused(400);
        HttpResponse::BadRequest().force_close().content_type("text/plain; charset=utf-8").body("400 Bad Request")
    }

    /// Counts a request: a watch once it is over, and what was refused before it led anywhere by its code alone.
    fn count(
        &self,
        series: Option<Series>,
        refused: bool,
        code: u16,
        began: Instant,
        frames: Option<Frames>,
    ) -> Option<Frames> {
        let metrics = &self.server.process.metrics;
        let Some(series) = series else {
            if refused {
                metrics.refused(code);
            }
            return frames;
        };
        match frames {
            None => {
                metrics.answered(&series, code, began.elapsed());
                None
            }
            Some(frames) => {
                let open = metrics.watch(series, code, began);
                Some(Box::pin(frames.inspect(move |_| _ = &open)))
            }
        }
    }

    async fn respond(
        &self,
        admitted: Arc<Admitted>,
        incoming: &mut Incoming,
        began: Instant,
        audit_id: &str,
        under_way: UnderWay,
    ) -> Reply {
        let deadline = tokio::time::Instant::from_std(began + admitted.deadline);
        let apart = Apart { runtime: self.runtime.clone(), turns: self.turns.clone(), user: admitted.taker.clone() };
        // Who leaves, or is too late, drops this: what was not submitted to the store by then never is, and what was is written.
        let answered = tokio::time::timeout_at(deadline, async {
            let body = if admitted.reads_body() { incoming.read(&admitted).await? } else { Bytes::new() };
            self.server.prepare(&admitted).await;
            if tokio::time::Instant::now() >= deadline {
                return Err(admitted.too_late());
            }
            // What aliases of YAML stand for is as much work as if it were written out.
            let is_bulky = admitted.is_bulky() || may_alias(&body);
            admitted.weight.count(if is_bulky { LARGE_BYTES } else { body.len() });
            let (server, request) = (self.server.clone(), admitted.clone());
            let answered = apart.run(
                async move {
                    let _under_way = under_way;
                    server.answer(&request, body).await
                },
                admitted.weight.clone(),
            );
            Ok(unless_panicked(answered.await, audit_id))
        });
        let answered = tokio::select! {
            biased;
            answered = answered => answered.unwrap_or_else(|_| Err(admitted.too_late())),
            () = admitted.world.deleted() => Err(admitted.world_gone()),
        };
        let reply = answered.unwrap_or_else(Reply::Whole);
        match reply {
            Reply::Stream(head, frames) => Reply::Stream(head, apart.stream(frames, admitted.weight.clone())),
            whole => whole,
        }
    }

    fn write(
        &self,
        response: Response,
        outgoing: Outgoing,
        admitted: Option<Arc<Admitted>>,
        audit_id: &str,
    ) -> HttpResponse {
        let code = StatusCode::from_u16(response.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut builder: HttpResponseBuilder = HttpResponse::build(code);
        if code == StatusCode::PAYLOAD_TOO_LARGE {
            // Some clients show the line, and the library has the newer words.
            builder.reason("Request Entity Too Large");
        }
        if !response.content_type.is_empty() {
            builder.insert_header((header::CONTENT_TYPE, response.content_type));
        }
        if response.headers.iter().all(|(name, _)| *name != "cache-control") {
            builder.insert_header((header::CACHE_CONTROL, "no-cache, private"));
        }
        builder.insert_header(("audit-id", audit_id));
        for (name, value) in response.headers {
            builder.append_header((name, value));
        }
        if self.server.process.is_draining() {
            builder.force_close();
        }
        let fault = admitted.as_ref().and_then(|admitted| admitted.fault.clone());
        let halved = fault.as_ref().is_some_and(|fault| fault.then().truncate);
        match outgoing {
            Outgoing::Watch(frames) if halved => builder.streaming(sending::half(frames.map(Ok))),
            Outgoing::Watch(frames) => builder.streaming(sending::frames(frames, fault)),
            Outgoing::List(pieces, _) if halved => builder.streaming(sending::half(pieces)),
            Outgoing::List(pieces, under_way) => builder.streaming(sending::list(pieces, (admitted, under_way))),
            Outgoing::Whole(under_way) => builder.body(Sending::new(response.body, halved, (admitted, under_way))),
        }
    }
}

/// An answer, or what is said where working it out panicked. The panic harms nothing else: it was caught where it came up.
// Upstream: apiserver/pkg/server/filters/wrap.go WithPanicRecovery (v1.37.2)
fn unless_panicked(answered: Result<Reply, Panicked>, audit_id: &str) -> Reply {
    answered.unwrap_or_else(|error| {
        tracing::error!(audit_id, %error, "a request panicked");
        Reply::Whole(Response::text(500, "This request caused apiserver to panic. Look in the logs for details.\n"))
    })
}

/// A request's head; none where its path is malformed.
fn head(request: &RequestHead, certificate: Option<&Arc<Shown>>) -> Option<Head> {
    let text = |name: header::HeaderName| {
        let value = request.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let path = request.uri.path();
    if !well_escaped(path) {
        return None;
    }
    Some(Head {
        method: request.method.as_str().to_owned(),
        uri: request.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        path: percent_decode_str(path).decode_utf8_lossy().into_owned(),
        query: Query::parse(request.uri.query().unwrap_or_default()),
        accept: text(header::ACCEPT),
        accept_encoding: text(header::ACCEPT_ENCODING),
        content_type: text(header::CONTENT_TYPE),
        user_agent: text(header::USER_AGENT),
        authorization: text(header::AUTHORIZATION),
        auth_token: text(header::HeaderName::from_static("x-auth-token")),
        certificate: certificate.cloned(),
        subprotocols: websocket::wished(&request.headers),
        impersonate: impersonate(&request.headers),
        if_none_match: text(header::IF_NONE_MATCH),
        if_modified_since: text(header::IF_MODIFIED_SINCE),
        host: text(header::HOST),
        origin: text(header::ORIGIN),
        peer: request.peer_addr.map(|address| address.ip()),
        prefix: String::new(),
        list_options: OnceLock::default(),
    })
}

/// The headers by which a client says whom it wants to be.
fn impersonate(headers: &header::HeaderMap) -> Vec<(String, String)> {
    let header = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        let name = name.as_str().strip_prefix("impersonate-")?;
        Some((name.to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
    };
    headers.iter().filter_map(header).collect()
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Builder;

    use super::*;
    use crate::apart::Weight;

    #[test]
    fn a_panic_answers_its_own_request_and_no_other() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let apart = Apart { runtime: runtime.handle().clone(), turns: Turns::new(2), user: "a".into() };
        for bytes in [0, LARGE_BYTES] {
            let weight = || {
                let weight = Weight::default();
                weight.count(bytes);
                Arc::new(weight)
            };
            let broken = apart.run(async { panic!("as if by a mistake of ours") }, weight());
            let whole = apart.run(async { Reply::Whole(Response::text(200, "ok")) }, weight());
            // On the same thread, and one after the other.
            let here = Builder::new_current_thread().build().unwrap();
            let (broken, whole) = here.block_on(async { (broken.await, whole.await) });
            let (broken, whole) = (unless_panicked(broken, "a"), unless_panicked(whole, "b"));
            let (Reply::Whole(broken), Reply::Whole(whole)) = (broken, whole) else { panic!("no stream was begun") };
            assert_eq!((broken.code, whole.code), (500, 200));
            assert!(broken.body.starts_with(b"This request caused apiserver to panic."));
        }
    }
}
