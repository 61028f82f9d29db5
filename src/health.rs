//! `coracle health`: asks the server of a data file whether it is ready; for images that hold nothing else to ask with.
//!
//! Where the server is, and whose certificate it must have, stands in the kubeconfig that it wrote beside the data.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use coracle_object::{Value, yaml};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::beside::{self, FileError};

/// How long each step may take: to connect, to send, to read.
const STEP_TIMEOUT: Duration = Duration::from_secs(2);
/// The bytes of an answer that are read at most.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;

/// Why the server is not known to be ready.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// There is no kubeconfig, so no server has started with this data.
    #[error("{}: no such file; has a server started with this data?", .0.display())]
    NeverStarted(PathBuf),
    /// The kubeconfig cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The kubeconfig is not one that a server wrote.
    #[error("{}: no server and authority in it that can be used", .0.display())]
    NotOurs(PathBuf),
    /// The server cannot be reached, or is another one.
    #[error("{address}: {source}")]
    Unreachable {
        /// Where it should be.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The server says that it is not ready, and which of its checks failed.
    #[error("not ready:\n{0}")]
    NotReady(String),
}

/// Asks the server of this data file for `/readyz`.
///
/// # Errors
/// Anything but a 200.
pub fn ask(data: &Path) -> Result<(), HealthError> {
    let path = data.with_extension("kubeconfig");
    let text = beside::read(&path)?.ok_or_else(|| HealthError::NeverStarted(path.clone()))?;
    let (address, tls) = server(&text).ok_or(HealthError::NotOurs(path))?;
    let answer = get_readyz(address, tls).map_err(|source| HealthError::Unreachable { address, source })?;
    match answer.split_once("\r\n\r\n") {
        Some((head, _)) if head.starts_with("HTTP/1.1 200 ") => Ok(()),
        Some((_, body)) => Err(HealthError::NotReady(body.trim_end().to_owned())),
        None => Err(HealthError::NotReady(answer)),
    }
}

/// Where a kubeconfig's server is, and the authority to trust, if it serves TLS.
fn server(kubeconfig: &str) -> Option<(SocketAddr, Option<ClientConfig>)> {
    let config: Value = serde_json::from_slice(&yaml::to_json(kubeconfig.as_bytes()).ok()?).ok()?;
    let cluster = config.pointer("/clusters/0/cluster")?;
    let (scheme, address) = cluster.get("server")?.as_str()?.split_once("://")?;
    let address = address.parse().ok()?;
    if scheme == "http" {
        return Some((address, None));
    }
    let encoded = cluster.get("certificate-authority-data")?.as_str()?;
    let pem = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&pem).ok()?).ok()?;
    let provider = rustls::crypto::ring::default_provider();
    let config = ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions().ok()?;
    Some((address, Some(config.with_root_certificates(roots).with_no_client_auth())))
}

fn get_readyz(address: SocketAddr, tls: Option<ClientConfig>) -> std::io::Result<String> {
    let socket = TcpStream::connect_timeout(&address, STEP_TIMEOUT)?;
    socket.set_read_timeout(Some(STEP_TIMEOUT))?;
    socket.set_write_timeout(Some(STEP_TIMEOUT))?;
    match tls {
        None => exchange(socket, address),
        Some(config) => {
            let name = ServerName::IpAddress(address.ip().into());
            let connection = ClientConnection::new(Arc::new(config), name).map_err(std::io::Error::other)?;
            exchange(StreamOwned::new(connection, socket), address)
        }
    }
}

fn exchange(mut stream: impl Read + Write, address: SocketAddr) -> std::io::Result<String> {
    let request =
        format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nuser-agent: coracle-health\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut answer = Vec::new();
    let end = stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer);
    // A connection that is cut after the answer has still answered.
    if answer.is_empty() {
        end?;
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::tls;
    use rustls::ServerConnection;
    use std::net::TcpListener;
    use std::thread;

    /// A server's folder: its data file, its authority and, once it listens, its kubeconfig.
    struct Place(tempfile::TempDir);

    impl Place {
        fn new() -> Self {
            Place(tempfile::tempdir().unwrap())
        }

        fn data(&self) -> PathBuf {
            self.0.path().join("x.db")
        }

        fn tls(&self) -> tls::Tls {
            let (certificate, key) = (self.data().with_extension("ca.crt"), self.data().with_extension("ca.key"));
            tls::set_up(&certificate, &key, &["127.0.0.1".to_owned()]).unwrap()
        }

        /// Answers one connection, and lets clients trust `authority`.
        fn serve(&self, answer: &'static str, tls: Option<tls::Tls>, authority: Option<&str>) {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let scheme = if tls.is_some() { "https" } else { "http" };
            let url = format!("{scheme}://{}", listener.local_addr().unwrap());
            let text = beside::kubeconfig(&url, authority, "t");
            beside::write(&self.data().with_extension("kubeconfig"), &text, beside::Private::Yes).unwrap();
            thread::spawn(move || {
                let (socket, _) = listener.accept().unwrap();
                match tls {
                    None => reply(socket, answer),
                    Some(tls) => {
                        let connection = ServerConnection::new(Arc::new(tls.config)).unwrap();
                        reply(StreamOwned::new(connection, socket), answer);
                    }
                }
            });
        }
    }

    /// The client may well have gone, for it must not trust everybody.
    fn reply(mut stream: impl Read + Write, answer: &str) {
        let mut request = [0; 1024];
        if stream.read(&mut request).is_ok_and(|n| request[..n].starts_with(b"GET /readyz HTTP/1.1\r\n")) {
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
        }
    }

    const READY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    #[test]
    fn a_ready_server_is_ready() {
        let place = Place::new();
        place.serve(READY, None, None);
        ask(&place.data()).unwrap();
        let tls = place.tls();
        let authority = tls.authority.clone();
        place.serve(READY, Some(tls), Some(&authority));
        ask(&place.data()).unwrap();
    }

    #[test]
    fn another_authority_s_server_is_not_asked() {
        let (place, other) = (Place::new(), Place::new());
        place.serve(READY, Some(place.tls()), Some(&other.tls().authority));
        assert!(matches!(ask(&place.data()), Err(HealthError::Unreachable { .. })));
    }

    #[test]
    fn what_fails_is_said() {
        let place = Place::new();
        assert!(matches!(ask(&place.data()), Err(HealthError::NeverStarted(_))));
        place.serve("HTTP/1.1 500 X\r\n\r\n[-]store failed\nreadyz check failed\n", None, None);
        let error = ask(&place.data()).unwrap_err().to_string();
        assert_eq!(error, "not ready:\n[-]store failed\nreadyz check failed");
        place.serve("HTTP/1.1 200", None, None);
        assert!(matches!(ask(&place.data()), Err(HealthError::NotReady(_))));
        beside::write(&place.data().with_extension("kubeconfig"), "a: b\n", beside::Private::Yes).unwrap();
        assert!(matches!(ask(&place.data()), Err(HealthError::NotOurs(_))));
    }

    #[test]
    fn nobody_there_is_unreachable() {
        let place = Place::new();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let text = beside::kubeconfig(&format!("http://{free}"), None, "t");
        beside::write(&place.data().with_extension("kubeconfig"), &text, beside::Private::Yes).unwrap();
        assert!(matches!(ask(&place.data()), Err(HealthError::Unreachable { .. })));
    }
}
