//! One keep-alive connection to a server, over TLS.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::trusting::Trusting;

/// Whatever goes wrong here ends the program with its text.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Where a server is, and how it knows us.
#[derive(Clone)]
pub struct Server {
    host: String,
    token: String,
    tls: TlsConnector,
}

/// What is asked.
pub struct Ask {
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Of the body; empty without one.
    pub media_type: &'static str,
    pub body: Vec<u8>,
}

impl Ask {
    /// A question without a body.
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, media_type: "", body: Vec::new() }
    }
}

impl Server {
    /// A server by its `https` address. Without `authority`, the PEM file of who signs for it, any certificate will do.
    ///
    /// # Errors
    /// If the address or the file is not one.
    pub fn new(url: &str, token: &str, authority: Option<&str>) -> Result<Self, Error> {
        let host = url.strip_prefix("https://").ok_or("the address must begin with https://")?.trim_end_matches('/');
        let config = ClientConfig::builder();
        let config = match authority {
            Some(file) => {
                let mut roots = RootCertStore::empty();
                for certificate in CertificateDer::pem_file_iter(file)? {
                    roots.add(certificate?)?;
                }
                config.with_root_certificates(roots)
            }
            None => config.dangerous().with_custom_certificate_verifier(Arc::new(Trusting::new())),
        };
        let tls = TlsConnector::from(Arc::new(config.with_no_client_auth()));
        Ok(Self { host: host.to_owned(), token: token.to_owned(), tls })
    }

    /// A new connection.
    ///
    /// # Errors
    /// If the server does not take it.
    pub async fn connect(&self) -> Result<Connection, Error> {
        let stream = TcpStream::connect(&self.host).await?;
        stream.set_nodelay(true)?;
        let name = self.host.rsplit_once(':').map_or(&*self.host, |(name, _)| name);
        let stream = self.tls.connect(ServerName::try_from(name.to_owned())?, stream).await?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(Connection { sender, host: self.host.clone(), authorization: format!("Bearer {}", self.token) })
    }
}

/// A connection that is used again and again, for one request at a time.
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    authorization: String,
}

impl Connection {
    /// Sends a request and waits for the head of its answer.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn send(&mut self, ask: Ask) -> Result<Response<Incoming>, Error> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(ask.path)
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.authorization);
        if !ask.media_type.is_empty() {
            request = request.header(CONTENT_TYPE, ask.media_type);
        }
        self.sender.ready().await?;
        Ok(self.sender.send_request(request.body(Full::new(ask.body.into()))?).await?)
    }

    /// Sends a request and reads its answer to the end, keeping nothing of it but its length in bytes.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn drained(&mut self, ask: Ask) -> Result<(StatusCode, usize), Error> {
        let answer = self.send(ask).await?;
        let status = answer.status();
        let (mut body, mut len) = (answer.into_body(), 0);
        while let Some(frame) = body.frame().await {
            len += frame?.data_ref().map_or(0, Bytes::len);
        }
        Ok((status, len))
    }

    /// Sends a request and reads its answer.
    ///
    /// # Errors
    /// If the connection is lost.
    pub async fn answered(&mut self, ask: Ask) -> Result<(StatusCode, Bytes), Error> {
        let answer = self.send(ask).await?;
        Ok((answer.status(), answer.into_body().collect().await?.to_bytes()))
    }
}
