//! What our own commands ask a running server with: one request at a time, as the kubeconfig beside its data says.
//!
//! Not a client for programs: no redirects and no proxies.

mod body;

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hyper::HeaderMap;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use crate::cluster::{self, Cluster, ClusterError};

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The bytes of an answer that are read at most.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// There is no kubeconfig.
    #[error("{}: no such file; a server writes it beside its data, which --data names", .0.display())]
    NoKubeconfig(PathBuf),
    /// The kubeconfig cannot be used.
    #[error("{}: {why}", path.display())]
    Kubeconfig {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The server cannot be reached, is another one, or broke off.
    #[error("{url}: {source}")]
    Unreachable {
        /// Where it should be.
        url: Url,
        /// Why.
        source: io::Error,
    },
}

/// Where a server is: `https://HOST[:PORT][/PATH]`, or `http`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    tls: bool,
    /// An address without its brackets, or a name.
    host: String,
    port: u16,
    /// What stands before every path, as that of a world does; empty for nothing. It ends without a slash.
    prefix: String,
}

/// What is not a [`Url`].
#[derive(Debug, thiserror::Error)]
#[error(
    "a server's URL is https://HOST[:PORT] or http://HOST[:PORT], with the path of a world behind it where one is meant"
)]
pub struct NoUrl;

impl FromStr for Url {
    type Err = NoUrl;

    fn from_str(text: &str) -> Result<Self, NoUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(NoUrl)?;
        let (tls, default_port) = match scheme {
            "https" => (true, 443),
            "http" => (false, 80),
            _ => return Err(NoUrl),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (rest, prefix) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        if prefix.contains(|c: char| "?#".contains(c) || c.is_whitespace() || c.is_control() || !c.is_ascii()) {
            return Err(NoUrl);
        }
        let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or(NoUrl)?)),
            None => rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        if host.is_empty() || host.contains(|c: char| "/?#@[]".contains(c) || c.is_whitespace() || c.is_control()) {
            return Err(NoUrl);
        }
        let port = port.map_or(Ok(default_port), str::parse).map_err(|_| NoUrl)?;
        Ok(Url { tls, host: host.to_owned(), port, prefix: prefix.to_owned() })
    }
}

impl Url {
    /// Is it for TLS?
    pub fn is_tls(&self) -> bool {
        self.tls
    }

    /// The same without the path of a world, and that world's name, where it has one.
    fn out_of_world(&self) -> (Url, Option<String>) {
        let (before, world) = self.prefix.rsplit_once('/').unwrap_or_default();
        match before.strip_suffix("/worlds") {
            Some(prefix) => (Url { prefix: prefix.to_owned(), ..self.clone() }, Some(world.to_owned())),
            None => (self.clone(), None),
        }
    }

    /// The host and the port, for a socket.
    pub fn socket(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// As a `Host` header has it.
    fn authority(&self) -> String {
        if self.host.contains(':') {
            return format!("[{}]:{}", self.host, self.port);
        }
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", if self.tls { "https" } else { "http" }, self.authority(), self.prefix)
    }
}

/// A server, and who asks it.
#[derive(Clone)]
pub struct Client {
    url: Url,
    tls: Arc<ClientConfig>,
    /// The name that the server's certificate has, if it is not that of the URL.
    name: Option<ServerName<'static>>,
    /// What shows who asks.
    headers: HeaderMap,
}

/// What a server answered.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP code.
    pub code: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// A client as a kubeconfig's current context says; `server` takes the place of the server in it.
    ///
    /// # Errors
    /// The kubeconfig is not there, or cannot be used.
    pub fn from_kubeconfig(path: &Path, server: Option<&Url>) -> Result<Client, ClientError> {
        let wrong = |why: String| ClientError::Kubeconfig { path: path.to_owned(), why };
        if matches!(path.try_exists(), Ok(false)) {
            return Err(ClientError::NoKubeconfig(path.to_owned()));
        }
        let access = cluster::read(&[path.to_owned()], None).map_err(|error| match error {
            ClusterError::Kubeconfig { why, .. } => wrong(why),
            error => wrong(error.to_string()),
        })?;
        let url = match server {
            Some(url) => url.clone(),
            None => access
                .cluster
                .server
                .as_deref()
                .and_then(|server| server.parse().ok())
                .ok_or_else(|| wrong("its server is not https://HOST[:PORT] or http://HOST[:PORT]".into()))?,
        };
        let credentials = cluster::credentials_of(&access).map_err(wrong)?;
        let tls = cluster::trust(&access.cluster, credentials.certificate, url.tls).map_err(wrong)?;
        let name = access.cluster.server_name().map_err(wrong)?;
        Ok(Client { url, tls: Arc::new(tls), name, headers: credentials.headers })
    }

    /// A client without a token, for a server of plain HTTP.
    pub fn of_nobody(url: Url) -> Client {
        let tls = cluster::trust(&Cluster::default(), None, false).expect("to trust nobody is always possible");
        Client { url, tls: Arc::new(tls), name: None, headers: HeaderMap::new() }
    }

    /// The same for the server as a whole, and the world that it asked, where its URL names one.
    pub fn out_of_world(self) -> (Client, Option<String>) {
        let (url, world) = self.url.out_of_world();
        (Client { url, ..self }, world)
    }

    /// Where it asks.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Asks for a path and reads the whole answer; `patience` is how long the server may be silent.
    ///
    /// # Errors
    /// Anything but a whole answer, whatever its code.
    pub fn get(&self, path: &str, patience: Duration) -> Result<Answer, ClientError> {
        self.send("GET", path, None, patience)
    }

    /// Asks by any method, with a body in JSON where there is one.
    ///
    /// # Errors
    /// Anything but a whole answer, whatever its code.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        patience: Duration,
    ) -> Result<Answer, ClientError> {
        self.unless_unreachable(self.exchange(method, path, body, patience, whole))
    }

    /// Asks for a path, and has the code and the body read by `take` as they come; for what may be larger than memory.
    ///
    /// # Errors
    /// There is no head. What `take` makes of a body that breaks off is its own.
    pub fn stream<T>(
        &self,
        path: &str,
        patience: Duration,
        take: impl FnOnce(u16, &mut dyn BufRead) -> T,
    ) -> Result<T, ClientError> {
        self.unless_unreachable(self.exchange("GET", path, None, patience, |stream| {
            let (code, mut body) = body::read(BufReader::new(stream))?;
            Ok(take(code, &mut body))
        }))
    }

    fn unless_unreachable<T>(&self, exchanged: io::Result<T>) -> Result<T, ClientError> {
        exchanged.map_err(|source| ClientError::Unreachable { url: self.url.clone(), source })
    }

    fn exchange<T>(
        &self,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        patience: Duration,
        take: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let socket = connect(&self.url)?;
        socket.set_read_timeout(Some(patience))?;
        socket.set_write_timeout(Some(patience))?;
        if !self.url.tls {
            return self.ask(Told(socket), method, path, body, take);
        }
        let name = match &self.name {
            Some(name) => name.clone(),
            None => ServerName::try_from(self.url.host.clone()).map_err(io::Error::other)?,
        };
        let connection = ClientConnection::new(self.tls.clone(), name).map_err(io::Error::other)?;
        self.ask(Told(StreamOwned::new(connection, socket)), method, path, body, take)
    }

    fn ask<T>(
        &self,
        mut stream: impl Read + Write,
        method: &str,
        path: &str,
        body: Option<&[u8]>,
        take: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        // HTTP/1.0, so that the answer does not come in chunks and ends with its connection.
        let (host, prefix) = (self.url.authority(), &self.url.prefix);
        let length = body.map_or(0, <[u8]>::len);
        let mut head = format!(
            "{method} {prefix}{path} HTTP/1.0\r\nHost: {host}\r\nUser-Agent: coracle\r\nContent-Length: {length}\r\n"
        );
        if body.is_some() {
            head.push_str("Content-Type: application/json\r\n");
        }
        let mut head = head.into_bytes();
        for (name, value) in &self.headers {
            head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        let mut send = || {
            stream.write_all(&head)?;
            stream.write_all(body.unwrap_or_default())?;
            stream.flush()
        };
        match send() {
            Ok(()) => take(&mut stream),
            // A server that refuses a body need not read all of it.
            Err(why) => take(&mut stream).map_err(|_| why),
        }
    }
}

/// A connection whose end is told in words for users, rather than in those of TLS or of the system.
struct Told<S>(S);

/// What went wrong with a connection, in words for users where it has ended.
fn told(error: io::Error) -> io::Error {
    let kind = error.kind();
    if cluster::is_end(kind) { io::Error::new(kind, BROKEN_OFF) } else { error }
}

/// That a connection has ended.
const BROKEN_OFF: &str = "the server ended the connection before its answer was whole";

impl<S: Read> Read for Told<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(told)
    }
}

impl<S: Write> Write for Told<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(told)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(told)
    }
}

/// A whole answer, read to the end of its connection.
fn whole(stream: &mut dyn Read) -> io::Result<Answer> {
    let mut answer = Vec::new();
    let end = stream.take(ANSWER_BYTES_MAX).read_to_end(&mut answer);
    match (read(&answer), end) {
        (Some(answer), Ok(_)) => Ok(answer),
        // Only its length tells that an answer before a broken connection is whole.
        (Some(answer), Err(error)) if error.kind() == ErrorKind::UnexpectedEof => Ok(answer),
        (_, Err(error)) if error.kind() == ErrorKind::WouldBlock => Err(ErrorKind::TimedOut.into()),
        (_, Err(error)) => Err(error),
        (None, Ok(_)) if answer.is_empty() || answer.starts_with(b"HTTP/1.") => {
            Err(io::Error::new(ErrorKind::UnexpectedEof, BROKEN_OFF))
        }
        (None, Ok(_)) => Err(io::Error::new(ErrorKind::InvalidData, "it did not answer in HTTP")),
    }
}

/// A whole answer with its length in its head; none for anything else.
fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let body = &bytes[end + 4..];
    let mut lines = head.split("\r\n");
    let code = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let (_, length) =
        lines.filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    (length.trim().parse() == Ok(body.len())).then(|| Answer { code, body: body.to_vec() })
}

fn connect(url: &Url) -> io::Result<TcpStream> {
    let mut last = io::Error::new(ErrorKind::NotFound, "the host has no address");
    for address in (url.host.as_str(), url.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    use crate::beside::{self, Private};
    use crate::http::tls;

    #[test]
    fn urls_are_read() {
        for (text, expected) in [
            ("https://127.0.0.1:7443", Some("https://127.0.0.1:7443")),
            ("https://a.example/", Some("https://a.example:443")),
            ("http://[::1]:80", Some("http://[::1]:80")),
            ("http://[::1]", Some("http://[::1]:80")),
            ("127.0.0.1:7443", None),
            ("ftp://a", None),
            ("https://", None),
            ("https://a:b", None),
            ("https://a/worlds/b/", Some("https://a:443/worlds/b")),
            ("https://a/b?c", None),
            ("https://a/b c", None),
            ("https://user@a", None),
            ("https://[::1]7443", None),
            ("default/web", None),
        ] {
            let read = text.parse::<Url>().ok().map(|url| url.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_url_leads_to_a_world_or_to_the_server() {
        for (text, server, world) in [
            ("https://a/worlds/b", "https://a:443", Some("b")),
            ("http://a:1/proxy/worlds/b/", "http://a:1/proxy", Some("b")),
            ("https://a/worlds/b/c", "https://a:443/worlds/b/c", None),
            ("https://a/worlds", "https://a:443/worlds", None),
            ("https://a/b", "https://a:443/b", None),
            ("https://a", "https://a:443", None),
        ] {
            let (url, found) = text.parse::<Url>().unwrap().out_of_world();
            assert_eq!((url.to_string().as_str(), found.as_deref()), (server, world), "{text}");
        }
    }

    #[test]
    fn answers_are_whole_or_none() {
        let whole = |text: &str| read(text.as_bytes()).map(|answer| (answer.code, answer.body));
        assert_eq!(whole("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"), Some((200, b"ok".to_vec())));
        assert_eq!(whole("HTTP/1.1 404 Not Found\r\na: b\r\ncontent-length:0\r\n\r\n"), Some((404, Vec::new())));
        for broken in ["", "HTTP/1.0 200 OK\r\n", "HTTP/1.0 200 OK\r\n\r\nok", "SSH-2.0-x\r\n\r\n"] {
            assert_eq!(whole(broken), None, "{broken}");
        }
        assert_eq!(whole("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok"), None);
    }

    /// Answers one connection, whoever it is.
    fn serve(answer: &'static str, config: Option<rustls::ServerConfig>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let tls = config.is_some();
        thread::spawn(move || {
            let (socket, _) = listener.accept().unwrap();
            let _ = match config {
                None => reply(socket, answer),
                Some(config) => {
                    let connection = rustls::ServerConnection::new(Arc::new(config)).unwrap();
                    reply(StreamOwned::new(connection, socket), answer)
                }
            };
        });
        format!("{}://{address}", if tls { "https" } else { "http" })
    }

    fn reply(mut stream: impl Read + Write, answer: &str) -> io::Result<()> {
        let mut request = [0; 1024];
        let length = stream.read(&mut request)?;
        let head = String::from_utf8_lossy(&request[..length]);
        assert!(head.starts_with("GET /x HTTP/1.0\r\n") && head.contains("\r\nauthorization: Bearer t\r\n"), "{head}");
        stream.write_all(answer.as_bytes())?;
        stream.flush()
    }

    fn ask(folder: &Path, server: &str, authority: Option<&str>) -> Result<Answer, ClientError> {
        let path = folder.join("x.kubeconfig");
        beside::write(&path, &beside::kubeconfig(server, authority, "t"), Private::Yes).unwrap();
        Client::from_kubeconfig(&path, None)?.get("/x", Duration::from_secs(30))
    }

    const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    #[test]
    fn a_server_is_asked_with_and_without_tls() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let make = |name: &str| {
            tls::set_up(
                &place(&format!("{name}.crt")),
                &place(&format!("{name}.key")),
                &["127.0.0.1".into()],
                tls::Asks::Nothing,
            )
        };
        let answer = Answer { code: 200, body: b"ok".to_vec() };
        assert_eq!(ask(folder.path(), &serve(ANSWER, None), None).unwrap(), answer);
        let (ours, theirs) = (make("ours").unwrap(), make("theirs").unwrap());
        let authority = ours.authority;
        assert_eq!(ask(folder.path(), &serve(ANSWER, Some(ours.config)), Some(&authority)).unwrap(), answer);
        let url = serve(ANSWER, Some(theirs.config));
        assert!(matches!(ask(folder.path(), &url, Some(&authority)), Err(ClientError::Unreachable { .. })));
    }

    #[test]
    fn an_answer_that_breaks_off_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let made = tls::set_up(
            &folder.path().join("a.crt"),
            &folder.path().join("a.key"),
            &["127.0.0.1".into()],
            tls::Asks::Nothing,
        );
        let (config, authority) = made.map(|made| (made.config, made.authority)).unwrap();
        for (answer, config, why) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok", None, BROKEN_OFF),
            ("", None, BROKEN_OFF),
            ("SSH-2.0-x\r\n", None, "it did not answer in HTTP"),
            ("HTTP/1.1 200 OK\r\n", Some(config), BROKEN_OFF),
        ] {
            let url = serve(answer, config);
            let said = ask(folder.path(), &url, Some(&authority)).unwrap_err().to_string();
            assert_eq!(said, format!("{url}: {why}"), "{answer}");
        }
    }

    #[test]
    fn a_kubeconfig_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.kubeconfig");
        let refused = |text: &str| {
            beside::write(&path, text, Private::Yes).unwrap();
            Client::from_kubeconfig(&path, None).map(|_| ()).unwrap_err().to_string()
        };
        assert!(refused("a: b").contains("current-context"));
        assert!(refused("{").contains("yaml"));
        assert!(refused(&beside::kubeconfig("nowhere", None, "t")).contains("its server"));
        assert!(
            refused(&beside::kubeconfig("https://a", Some("-----BEGIN CERTIFICATE-----"), "t")).contains("authority")
        );
        let missing = folder.path().join("none");
        assert!(matches!(Client::from_kubeconfig(&missing, None), Err(ClientError::NoKubeconfig(_))));
    }
}
