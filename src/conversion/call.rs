//! Calls a webhook: its address, whom it is trusted by, how long it may take, and the words for what went wrong, which are Go's.

use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use bytes::Bytes;
use coracle_kinds::{Place, Webhook};
use coracle_object::decode::decode_any;
use coracle_object::text::{lossy, quote};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::trust::Trust;

/// How long a call may take, from its name to the last byte of its answer.
// Upstream: apiserver/pkg/util/webhook/authentication.go defaultAuthenticationInfoResolver (v1.37.2)
const LASTS: Duration = Duration::from_secs(30);
/// An answer has no more bytes: several times what an object may have.
const ANSWER_BYTES_MAX: usize = 16 << 20;
/// So much of an answer that is a refusal is repeated.
// Upstream: client-go/rest/request.go maxUnstructuredResponseTextBytes (v1.37.2)
const WORDS_BYTES_MAX: usize = 2048;

/// Who calls a webhook for one request, over connections that are used again meanwhile.
pub struct Caller<'w> {
    /// Whom it calls.
    pub webhook: &'w Webhook,
    idle: Mutex<Vec<Connection>>,
}

type Connection = SendRequest<Full<Bytes>>;

/// Where a webhook is, in parts.
struct Address {
    host: String,
    port: u16,
    /// Host and port as the URL has them.
    authority: String,
    /// Path and query.
    path: String,
}

impl<'w> Caller<'w> {
    /// Of a webhook.
    pub fn new(webhook: &'w Webhook) -> Self {
        Caller { webhook, idle: Mutex::default() }
    }

    /// Sends a body, and has what is answered.
    ///
    /// # Errors
    /// There is no answer, or it is a refusal.
    pub async fn post(&self, body: Vec<u8>) -> Result<Bytes, String> {
        let address = self.address()?;
        let url = quote(&format!("https://{}{}", address.authority, address.path));
        let failed = |why: String| format!("Post {url}: {why}");
        if let Place::Service { name, .. } = &self.webhook.place {
            // Services are not served here, and so there is none.
            return Err(failed(format!("service {} not found", quote(name))));
        }
        let answer = in_time(self.exchange(&address, body.into())).await.map_err(failed)?;
        let (head, body) = answer.into_parts();
        let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !head.status.is_success() {
            return Err(refusal(head.status, content_type, &body));
        }
        if body.is_empty() {
            let (code, content_type) = (head.status.as_u16(), content_type.unwrap_or("application/json"));
            return Err(format!("0-length response with status code: {code} and content type: {content_type}"));
        }
        Ok(body)
    }

    fn address(&self) -> Result<Address, String> {
        let query = format!("timeout={}s", LASTS.as_secs());
        match &self.webhook.place {
            Place::Service { namespace, name, port, path } => Ok(Address {
                host: format!("{name}.{namespace}.svc"),
                port: u16::try_from(*port).unwrap_or(443),
                authority: format!("{name}.{namespace}.svc:{port}"),
                path: format!("{}?{query}", if path.is_empty() { "/" } else { path }),
            }),
            Place::Url(url) => {
                let unreadable = || format!("Unparsable URL: {url}");
                let uri: Uri = url.parse().map_err(|_| unreadable())?;
                let authority = uri.authority().ok_or_else(unreadable)?;
                Ok(Address {
                    host: authority.host().trim_matches(['[', ']']).to_owned(),
                    port: authority.port_u16().unwrap_or(443),
                    authority: authority.to_string(),
                    path: format!("{}?{query}", uri.path()),
                })
            }
        }
    }

    async fn exchange(&self, address: &Address, body: Bytes) -> Result<Response<Bytes>, String> {
        let request = || {
            Request::builder()
                .method(Method::POST)
                .uri(&address.path)
                .header(HOST, &address.authority)
                .header(ACCEPT, "application/json, */*")
                .header(CONTENT_TYPE, "application/json")
                .header(USER_AGENT, "kube-apiserver")
                .body(Full::new(body.clone()))
                .map_err(|error| error.to_string())
        };
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let again = match idle {
            Some(mut connection) => connection.ready().await.is_ok().then_some(connection),
            None => None,
        };
        let mut connection = match again {
            Some(connection) => connection,
            None => self.connect(address).await?,
        };
        let answer = connection.send_request(request()?).await.map_err(|error| broken(&error))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                return format!("the answer has more than {ANSWER_BYTES_MAX} bytes");
            }
            format!("unexpected error when reading response body. Please retry. Original error: {error}")
        })?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(Response::from_parts(head, body.to_bytes()))
    }

    async fn connect(&self, address: &Address) -> Result<Connection, String> {
        let dial = |error: io::Error| unreached(address, &error);
        let stream = TcpStream::connect((&*address.host, address.port)).await.map_err(dial)?;
        stream.set_nodelay(true).map_err(dial)?;
        let name = ServerName::try_from(address.host.clone()).map_err(|error| error.to_string())?;
        let tls = TlsConnector::from(Arc::new(self.trusting()?));
        let stream = tls.connect(name, stream).await.map_err(|error| distrusted(&error))?;
        let mut http = Builder::new();
        http.title_case_headers(true);
        let (sender, connection) = http.handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }

    /// Trusts whom the definition names.
    fn trusting(&self) -> Result<ClientConfig, String> {
        let pem = base64::engine::general_purpose::STANDARD.decode(&self.webhook.ca_bundle);
        let pem = pem.map_err(|error| error.to_string())?;
        let provider = rustls::crypto::ring::default_provider();
        let config = ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
        Ok(config
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Trust::new(&pem)))
            .with_no_client_auth())
    }
}

async fn in_time<T>(what: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    timeout(LASTS, what).await.unwrap_or_else(|_| Err(late.to_owned()))
}

/// As Go says that nobody listens.
fn unreached(address: &Address, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => {
            let host = &address.host;
            let at = if host.contains(':') { format!("[{host}]") } else { host.clone() };
            format!("dial tcp {at}:{}: connect: connection refused", address.port)
        }
        _ => format!("dial tcp: {error}"),
    }
}

fn distrusted(error: &io::Error) -> String {
    let known = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    match known {
        Some(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature)) => {
            "tls: failed to verify certificate: x509: certificate signed by unknown authority".to_owned()
        }
        Some(rustls::Error::InvalidCertificate(why)) => format!("tls: failed to verify certificate: x509: {why}"),
        _ if error.kind() == io::ErrorKind::UnexpectedEof => "EOF".to_owned(),
        _ => error.to_string(),
    }
}

fn broken(error: &hyper::Error) -> String {
    if error.is_incomplete_message() || error.is_closed() { "EOF".to_owned() } else { error.to_string() }
}

/// What a code that is no success is called.
// Upstream: apimachinery/pkg/api/errors/errors.go NewGenericServerResponse (v1.37.2)
fn refusal(code: StatusCode, content_type: Option<&str>, body: &[u8]) -> String {
    if let Ok((status, _)) = decode_any(body)
        && (&status["kind"], &status["apiVersion"]) == (&"Status".into(), &"v1".into())
        && let Some(message) = status["message"].as_str()
    {
        return message.to_owned();
    }
    let words = if content_type.is_none_or(|content_type| content_type.starts_with("text/")) {
        lossy(body.get(..WORDS_BYTES_MAX).unwrap_or(body)).trim().to_owned()
    } else {
        "unknown".to_owned()
    };
    let known = match code.as_u16() {
        400 => "the server rejected our request for an unknown reason",
        401 => "the server has asked for the client to provide credentials",
        403 | 415 => return words,
        404 => "the server could not find the requested resource",
        405 => "the server does not allow this method on the requested resource",
        406 if words.is_empty() || words == "unknown" => {
            "the server was unable to respond with a content type that the client supports"
        }
        406 => return words,
        409 => "the server reported a conflict",
        422 => "the server rejected our request due to an error in our request",
        429 => "the server has received too many requests and has asked us to try again later",
        503 => "the server is currently unable to handle the request",
        504 => {
            "the server was unable to return a response in the time allotted, but may still be processing the request"
        }
        500.. => {
            return format!("an error on the server ({}) has prevented the request from succeeding", quote(&words));
        }
        code => return format!("the server responded with the status code {code} but did not return more information"),
    };
    known.to_owned()
}
