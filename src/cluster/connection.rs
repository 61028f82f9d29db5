//! Asks a cluster, over connections that are used again, as its kubeconfig and the environment say.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::future::Future;
use std::io::{self, ErrorKind, Read};
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use coracle_object::Value;
use coracle_object::decode::decode_any;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, RETRY_AFTER, USER_AGENT};
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::kubeconfig::Access;
use super::way::{self, Way};
use super::{ClusterError, credentials};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a cluster may be silent.
const PATIENCE: Duration = Duration::from_secs(120);
/// How much is read of a cluster in all.
const BYTES_MAX: u64 = 2 << 30;
/// How often one comes again where one is told to.
const ATTEMPTS: u32 = 5;
/// How long one waits for that at most.
const WAIT_MAX: Duration = Duration::from_secs(60);

/// A cluster, and who asks it.
pub struct Connection {
    runtime: Runtime,
    access: Access,
    /// Its URL without a slash at its end.
    base: String,
    session: RefCell<Session>,
    bytes_left: Cell<u64>,
}

type Sending = Pin<Box<dyn Future<Output = Result<Response<Incoming>, hyper_util::client::legacy::Error>>>>;

/// What was made of credentials, which may expire.
struct Session {
    send: Box<dyn Fn(Request<Empty<Bytes>>) -> Sending>,
    headers: HeaderMap,
}

/// What a cluster answered.
pub struct Answer {
    /// The HTTP code.
    pub code: u16,
    /// What it says; null where that is no JSON.
    pub value: Value,
}

impl Answer {
    /// Its own words for a refusal.
    pub fn message(&self) -> String {
        let message = self.value.get("message").and_then(Value::as_str);
        message.map_or_else(|| format!("it answered {}", self.code), ToOwned::to_owned)
    }
}

impl Connection {
    /// To what a kubeconfig leads to. A program that gives credentials is run.
    ///
    /// # Errors
    /// What it says cannot be used.
    pub fn new(access: Access) -> Result<Connection, ClusterError> {
        let base = access.cluster.server.clone().unwrap_or_default().trim_end_matches('/').to_owned();
        let wrong = |why: String| ClusterError::Context { context: access.context.clone(), why };
        let is_url = base
            .parse::<Uri>()
            .is_ok_and(|uri| matches!(uri.scheme_str(), Some("https" | "http")) && uri.query().is_none());
        if !is_url {
            return Err(wrong(format!("its server {base:?} is not https://HOST[:PORT] or http://HOST[:PORT]")));
        }
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| wrong(error.to_string()))?;
        let session = Session::of(&access, &base).map_err(wrong)?;
        Ok(Connection { runtime, access, base, session: session.into(), bytes_left: BYTES_MAX.into() })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.base
    }

    /// The context that led there.
    pub fn context(&self) -> &str {
        &self.access.context
    }

    /// Asks for a path, again where the cluster says so, and once more with new credentials where they are no longer good.
    ///
    /// # Errors
    /// There is no answer, or none of a size that can be. A refusal is an answer.
    pub fn get(&self, path: &str, accept: &str) -> Result<Answer, ClusterError> {
        let (mut renewed, mut attempt) = (self.access.user.exec.is_none(), 1);
        loop {
            let (answer, after) = self.once(path, accept).map_err(|why| self.unreachable(why))?;
            match (answer.code, after) {
                (401, _) if !renewed => {
                    renewed = true;
                    let session = Session::of(&self.access, &self.base);
                    self.session.replace(session.map_err(|why| self.unreachable(why))?);
                }
                (401, _) => {
                    return Err(self.unreachable(format!("{}: it does not take the credentials", answer.message())));
                }
                (429 | 500.., Some(after)) if attempt < ATTEMPTS => {
                    attempt += 1;
                    std::thread::sleep(after.min(WAIT_MAX));
                }
                _ => return Ok(answer),
            }
        }
    }

    /// Why a cluster did not do what it was asked for.
    pub fn unreachable(&self, why: String) -> ClusterError {
        ClusterError::Cluster { url: self.base.clone(), why }
    }

    /// The answer, and when to come again, if it says that.
    fn once(&self, path: &str, accept: &str) -> Result<(Answer, Option<Duration>), String> {
        let mut request = Request::get(format!("{}{path}", self.base))
            .header(ACCEPT, accept)
            .header(USER_AGENT, concat!("coracle/", env!("CARGO_PKG_VERSION")));
        if self.access.cluster.disable_compression != Some(true) {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        let mut request = request.body(Empty::new()).map_err(|why| why.to_string())?;
        let session = self.session.borrow();
        request.headers_mut().extend(session.headers.clone());
        self.runtime.block_on(async {
            let answer = in_time((session.send)(request)).await?.map_err(|error| all_of(&error))?;
            let (head, mut body) = answer.into_parts();
            let mut bytes = Vec::new();
            while let Some(frame) = in_time(body.frame()).await? {
                if let Ok(data) = frame.map_err(|error| all_of(&error))?.into_data() {
                    self.take(data.len())?;
                    bytes.extend_from_slice(&data);
                }
            }
            if head.headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip") {
                bytes = self.unpacked(&bytes)?;
            }
            let value = decode_any(&bytes).map_or(Value::Null, |(value, _)| value);
            let after = head.headers.get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
            Ok((Answer { code: head.status.as_u16(), value }, after.map(Duration::from_secs)))
        })
    }

    fn take(&self, bytes: usize) -> Result<(), String> {
        let left = self.bytes_left.get().checked_sub(bytes as u64);
        let too_much = || format!("it has more than {} GiB of objects; take them by namespaces", BYTES_MAX >> 30);
        self.bytes_left.set(left.ok_or_else(too_much)?);
        Ok(())
    }

    fn unpacked(&self, packed: &[u8]) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let most = self.bytes_left.get().saturating_add(1);
        flate2::read::GzDecoder::new(packed).take(most).read_to_end(&mut bytes).map_err(|why| why.to_string())?;
        self.take(bytes.len()).map(|()| bytes)
    }
}

impl Session {
    fn of(access: &Access, base: &str) -> Result<Session, String> {
        let credentials = credentials::of(access)?;
        let tls = way::tls(&access.cluster, credentials.certificate, base.starts_with("https:"))?;
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let send = match Way::to(base, access.cluster.proxy_url.as_deref())? {
            Way::Straight => sending(tls.wrap_connector(tcp)),
            Way::Tunnel(tunnel) => sending(tls.wrap_connector(tunnel(tcp))),
            Way::Socks(socks) => sending(tls.wrap_connector(socks(tcp))),
        };
        Ok(Session { send, headers: credentials.headers })
    }
}

fn sending<C>(connector: C) -> Box<dyn Fn(Request<Empty<Bytes>>) -> Sending>
where
    C: hyper_util::client::legacy::connect::Connect + Clone + Send + Sync + 'static,
{
    let client = Client::builder(TokioExecutor::new()).build(connector);
    Box::new(move |request| Box::pin(client.request(request)))
}

async fn in_time<T>(what: impl Future<Output = T>) -> Result<T, String> {
    timeout(PATIENCE, what).await.map_err(|_| format!("it says nothing for {} seconds", PATIENCE.as_secs()))
}

/// Is an error of this kind that the other side has ended the connection?
pub fn is_end(kind: ErrorKind) -> bool {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(kind, BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

/// An error with what is behind it, of which the first says least; in one word for users where the connection has ended.
fn all_of(error: &(dyn Error + 'static)) -> String {
    let has_ended = |error: &(dyn Error + 'static)| {
        error.downcast_ref::<io::Error>().is_some_and(|error| is_end(error.kind()))
            || error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message)
    };
    let mut words = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        if has_ended(error) {
            return "it ended the connection before its answer was whole".to_owned();
        }
        let text = error.to_string();
        if words.last() != Some(&text) {
            words.push(text);
        }
        next = error.source();
    }
    words.join(": ")
}
