//! A small HTTP/1.1 client that sends exactly the bytes that the recorder sent.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The headers that are part of an answer's meaning.
const KEPT_HEADERS: [&str; 8] =
    ["content-type", "warning", "location", "retry-after", "allow", "cache-control", "vary", "content-encoding"];

const TIMEOUT: Duration = Duration::from_secs(60);

/// Header names as they were written, in order.
pub type Headers = Vec<(String, String)>;

/// Where the server is, and who asks it.
#[derive(Clone)]
pub struct Client {
    /// `host:port`.
    pub address: String,
    /// What stands before every path: that of a world, or nothing.
    pub prefix: String,
    pub token: &'static str,
}

pub struct Answer {
    pub status: u16,
    /// Those of [`KEPT_HEADERS`], in lower case.
    pub headers: Headers,
    pub body: Vec<u8>,
}

/// The start of an answer whose body is still to come.
pub struct Opened {
    pub status: u16,
    pub headers: Headers,
    pub body: Box<dyn BufRead + Send>,
    /// To hang up with.
    pub stream: TcpStream,
}

impl Client {
    /// A client of `http://host:port`, or of a world there.
    pub fn new(url: &str) -> Option<Client> {
        let address = url.strip_prefix("http://")?.trim_end_matches('/');
        let (address, prefix) = address.find('/').map_or((address, ""), |slash| address.split_at(slash));
        let (address, prefix) = (address.to_owned(), prefix.to_owned());
        address.contains(':').then_some(Client { address, prefix, token: "admintoken" })
    }

    /// Sends a request and reads the whole answer.
    pub fn request(&self, method: &str, path: &str, headers: &Headers, body: Option<&[u8]>) -> io::Result<Answer> {
        let Client { address, prefix, .. } = self;
        let mut head = format!("{method} {prefix}{path} HTTP/1.1\r\nHost: {address}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if body.is_some() || matches!(method, "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("Content-Length: {}\r\n", body.map_or(0, <[u8]>::len)));
        }
        head.push_str("\r\n");
        let mut stream = self.connect()?;
        let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.unwrap_or_default()));
        let mut reader = BufReader::new(stream);
        // A server may refuse a body without reading it all; its answer counts more than the failure to send.
        let (status, headers, framing) = match (read_head(&mut reader), sent) {
            (Ok(head), _) => head,
            (Err(_), Err(error)) | (Err(error), Ok(())) => return Err(error),
        };
        let mut answer = Answer { status, headers, body: Vec::new() };
        if method == "HEAD" || matches!(status, 204 | 304) {
            return Ok(answer);
        }
        Body { reader, framing }.read_to_end(&mut answer.body)?;
        Ok(answer)
    }

    /// Opens a watch, whose body comes in its own time.
    pub fn open(&self, path: &str, headers: &Headers) -> io::Result<Opened> {
        let Client { address, prefix, .. } = self;
        let mut head = format!("GET {prefix}{path} HTTP/1.1\r\nHost: {address}\r\nAccept-Encoding: identity\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut stream = self.connect()?;
        stream.write_all(head.as_bytes())?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let (status, headers, framing) = read_head(&mut reader)?;
        Ok(Opened { status, headers, body: Box::new(BufReader::new(Body { reader, framing })), stream })
    }

    fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_write_timeout(Some(TIMEOUT))?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// How the end of a body is known, and how much of it is left.
enum Framing {
    Length(u64),
    /// Bytes left of this chunk.
    Chunked(u64),
    UntilClose,
    End,
}

fn bad(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
}

fn read_head(reader: &mut impl BufRead) -> io::Result<(u16, Headers, Framing)> {
    loop {
        let line = read_line(reader)?;
        let status = line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
        let status: u16 = status.ok_or_else(|| bad("no status line"))?;
        let (mut kept, mut framing) = (Headers::new(), Framing::UntilClose);
        loop {
            let line = read_line(reader)?;
            let Some((name, value)) = line.split_once(':') else { break };
            let (name, value) = (name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).to_owned());
            match name.as_str() {
                "transfer-encoding" => framing = Framing::Chunked(0),
                "content-length" => {
                    framing = Framing::Length(value.parse().map_err(|_| bad("content-length is no number"))?);
                }
                _ if KEPT_HEADERS.contains(&name.as_str()) => kept.push((name, value)),
                _ => {}
            }
        }
        if status >= 200 {
            return Ok((status, kept, framing));
        }
    }
}

/// A body without its framing.
struct Body<R> {
    reader: R,
    framing: Framing,
}

impl<R: BufRead> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Framing::Chunked(0) = self.framing {
            let line = read_line(&mut self.reader)?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(|_| bad("chunk size is no number"))?;
            self.framing = if size == 0 { Framing::End } else { Framing::Chunked(size) };
        }
        let left = match self.framing {
            Framing::End | Framing::Length(0) => return Ok(0),
            Framing::UntilClose => return self.reader.read(buffer),
            Framing::Length(left) | Framing::Chunked(left) => left,
        };
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let count = self.reader.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let left = left - u64::try_from(count).unwrap_or(left);
        self.framing = match self.framing {
            Framing::Chunked(_) => {
                if left == 0 {
                    read_line(&mut self.reader)?;
                }
                Framing::Chunked(left)
            }
            _ => Framing::Length(left),
        };
        Ok(count)
    }
}

/// What the reading of answers is trusted with.
pub fn check() {
    let read = |text: &str| {
        let mut reader = BufReader::with_capacity(3, text.as_bytes());
        let (status, headers, framing) = read_head(&mut reader).unwrap();
        let mut body = String::new();
        Body { reader, framing }.read_to_string(&mut body).map(|_| (status, headers, body))
    };
    let (status, headers, body) = read(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nVary:  a \r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n\
         4\r\nabcd\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
    )
    .unwrap();
    assert_eq!((status, body.as_str()), (201, "abcd0123456789"));
    assert_eq!(headers, [("vary".to_owned(), "a".to_owned())]);
    assert_eq!(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc").unwrap().2, "ab");
    assert_eq!(read("HTTP/1.0 200 OK\r\n\r\nabc").unwrap().2, "abc");
    assert!(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc").is_err());
    assert!(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc").is_err());
}
