//! A small HTTP/1.1 client, over TCP or TLS, that can also be told to send what no good client sends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use base64::Engine;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::Value;
use socket2::{Domain, Socket, Type};

use crate::program::PATIENCE;

pub const JSON: &str = "application/json";
pub const MERGE: &str = "application/merge-patch+json";
pub const STRATEGIC: &str = "application/strategic-merge-patch+json";
pub const JSON_PATCH: &str = "application/json-patch+json";

/// What a narrow connection's kernel buffer is asked to be.
const NARROW_BYTES: usize = 16 * 1024;

/// Where a server is, and who asks it.
#[derive(Clone)]
pub struct Client {
    /// `host:port`
    pub address: String,
    /// What stands before every path: that of a world; empty for the first one.
    pub prefix: String,
    pub token: Option<String>,
    pub tls: Option<Arc<ClientConfig>>,
}

/// A connection that is kept for several requests.
pub struct Connection {
    client: Client,
    reader: BufReader<Box<dyn Stream>>,
}

pub trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

#[derive(Debug)]
pub struct Answer {
    pub code: u16,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Client {
    /// The client that a kubeconfig describes.
    pub fn of_kubeconfig(text: &str) -> Client {
        let value = |name: &str| {
            let line = text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
            line.map(|value| value.trim_matches('"').to_owned())
        };
        let server = value("server").unwrap();
        let authority = value("certificate-authority-data");
        let pem = authority.map(|text| base64::engine::general_purpose::STANDARD.decode(text).unwrap());
        let address = match &pem {
            Some(_) => server.strip_prefix("https://").unwrap(),
            None => server.strip_prefix("http://").unwrap(),
        };
        let (address, prefix) = address.find('/').map_or((address, ""), |slash| address.split_at(slash));
        let (address, prefix) = (address.to_owned(), prefix.to_owned());
        Client { address, prefix, token: value("token"), tls: pem.map(|pem| trusting(&pem)) }
    }

    /// The same for a world.
    pub fn world(&self, name: &str) -> Client {
        Client { prefix: format!("/worlds/{name}"), ..self.clone() }
    }

    /// The same with another token, or none.
    pub fn with_token(&self, token: Option<&str>) -> Client {
        Client { token: token.map(ToOwned::to_owned), ..self.clone() }
    }

    pub fn connect(&self) -> io::Result<Connection> {
        self.over(TcpStream::connect(&self.address)?)
    }

    /// A connection on which the kernel holds little for a client that does not read.
    pub fn connect_narrow(&self) -> io::Result<Connection> {
        let address: SocketAddr = self.address.parse().map_err(io::Error::other)?;
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_recv_buffer_size(NARROW_BYTES)?;
        socket.connect(&address.into())?;
        self.over(socket.into())
    }

    fn over(&self, stream: TcpStream) -> io::Result<Connection> {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match &self.tls {
            None => Box::new(stream),
            Some(config) => {
                let name = ServerName::try_from("localhost").unwrap();
                let session = ClientConnection::new(config.clone(), name).map_err(io::Error::other)?;
                Box::new(StreamOwned::new(session, stream))
            }
        };
        Ok(Connection { client: self.clone(), reader: BufReader::new(stream) })
    }

    /// Asks on a connection of its own. A body is JSON unless the headers say otherwise.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        self.connect().and_then(|mut c| c.ask(method, path, headers, body)).unwrap()
    }

    /// Sends these bytes, whatever they are, and reads one answer.
    pub fn send(&self, bytes: &[u8]) -> io::Result<Answer> {
        let mut connection = self.connect()?;
        connection.write(bytes)?;
        connection.whole("GET")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], None)
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[], Some(body.as_bytes()))
    }

    pub fn put(&self, path: &str, body: &str) -> Answer {
        self.ask("PUT", path, &[], Some(body.as_bytes()))
    }

    pub fn patch(&self, path: &str, kind: &str, body: &str) -> Answer {
        self.ask("PATCH", path, &[("Content-Type", kind)], Some(body.as_bytes()))
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path, &[], None)
    }

    /// Opens a watch, which must begin.
    #[track_caller]
    pub fn watch(&self, path: &str) -> Watch {
        self.watch_as(path, JSON)
    }

    /// The same in another form.
    #[track_caller]
    pub fn watch_as(&self, path: &str, accept: &str) -> Watch {
        let opened = self.connect().and_then(|connection| connection.watch(path, &[("Accept", accept)])).unwrap();
        opened.unwrap_or_else(|refused| panic!("{} {}", refused.code, refused.text()))
    }
}

/// An open watch.
pub struct Watch {
    connection: Connection,
    unread: Vec<u8>,
}

impl Watch {
    /// The next event; none at the watch's own end, which is another thing than a connection's.
    pub fn next(&mut self) -> io::Result<Option<Value>> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let event: Vec<u8> = self.unread.drain(..=end).collect();
                return serde_json::from_slice(&event).map(Some).map_err(io::Error::other);
            }
            let Some(chunk) = self.connection.chunk()? else { return Ok(None) };
            self.unread.extend(chunk);
        }
    }

    /// The next event's type, name and resourceVersion, in one word; there must be one.
    #[track_caller]
    pub fn word(&mut self) -> String {
        let event = self.next().unwrap().expect("an event");
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let metadata = &event["object"]["metadata"];
        format!("{} {} {}", text(&event["type"]), text(&metadata["name"]), text(&metadata["resourceVersion"]))
    }
}

impl Connection {
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> io::Result<Answer> {
        let sent =
            self.begin(method, path, headers, body.map(<[u8]>::len)).and_then(|()| self.write(body.unwrap_or(b"")));
        // A server may refuse a body without reading it all; its answer counts more than the failure to send.
        match (self.whole(method), sent) {
            (Ok(answer), _) => Ok(answer),
            (Err(_), Err(error)) | (Err(error), Ok(())) => Err(error),
        }
    }

    /// Opens a watch, or gives the answer that refuses it.
    pub fn watch(mut self, path: &str, headers: &[(&str, &str)]) -> io::Result<Result<Watch, Answer>> {
        self.begin("GET", path, headers, None)?;
        let answer = self.answer("GET")?;
        Ok(if answer.code == 200 { Ok(Watch { connection: self, unread: Vec::new() }) } else { Err(answer) })
    }

    /// Sends the head of a request.
    pub fn begin(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        length: Option<usize>,
    ) -> io::Result<()> {
        let Client { address, prefix, .. } = &self.client;
        let mut head = format!("{method} {prefix}{path} HTTP/1.1\r\nHost: {address}\r\n");
        if let Some(token) = &self.client.token {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(length) = length {
            if !headers.iter().any(|(name, _)| *name == "Content-Type") {
                head.push_str(&format!("Content-Type: {JSON}\r\n"));
            }
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        self.write((head + "\r\n").as_bytes())
    }

    /// Reads so many bytes of what comes behind a head.
    pub fn read(&mut self, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.reader.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads all that comes until the end of the connection.
    pub fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader.read_to_end(&mut bytes).map(|_| bytes)
    }

    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.reader.get_mut().write_all(bytes)?;
        self.reader.get_mut().flush()
    }

    /// Reads an answer to its end, which a watch that goes on does not have.
    pub fn whole(&mut self, method: &str) -> io::Result<Answer> {
        let mut answer = self.answer(method)?;
        self.chunks(&mut answer)?;
        Ok(answer)
    }

    /// Reads the chunks of an answer of which only the head has been read.
    pub fn chunks(&mut self, answer: &mut Answer) -> io::Result<()> {
        if answer.header("transfer-encoding") == Some("chunked") {
            while let Some(chunk) = self.chunk()? {
                answer.body.extend(chunk);
            }
        }
        Ok(())
    }

    /// The next chunk; none behind the last.
    pub fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let size = usize::from_str_radix(&line(&mut self.reader)?, 16).map_err(io::Error::other)?;
        let mut chunk = vec![0; size + 2];
        self.reader.read_exact(&mut chunk)?;
        chunk.truncate(size);
        Ok((size > 0).then_some(chunk))
    }

    /// Reads the answer to a request of this method, or `100 Continue`; of one in chunks, its head.
    pub fn answer(&mut self, method: &str) -> io::Result<Answer> {
        let first = line(&mut self.reader)?;
        let code = first.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
        let code = code.ok_or_else(|| io::Error::other(format!("no status line: {first:?}")))?;
        let mut answer = Answer { code, headers: Vec::new(), body: Vec::new() };
        while let Some((name, value)) = line(&mut self.reader)?.split_once(':') {
            answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if method == "HEAD" || code < 200 {
            return Ok(answer);
        }
        if answer.header("transfer-encoding") == Some("chunked") {
            return Ok(answer);
        }
        let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        answer.body = vec![0; length];
        self.reader.read_exact(&mut answer.body)?;
        Ok(answer)
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body of an answer that must have this code.
    #[track_caller]
    pub fn expect(&self, code: u16) -> Value {
        assert_eq!(self.code, code, "{}", self.text());
        self.json()
    }
}

/// An object's or a list's resourceVersion.
#[track_caller]
pub fn version(object: &Value) -> u64 {
    object["metadata"]["resourceVersion"].as_str().and_then(|text| text.parse().ok()).expect("a resourceVersion")
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

/// TLS that trusts this authority and no other.
pub fn trusting(pem: &[u8]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}
