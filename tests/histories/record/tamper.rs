//! A relay between the server and a client, which tells one lie again and again: what a broken server would.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::client::{Answer, Client, MERGE, Watch};

/// A lie. Those about events are told of every seventh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An event is left out.
    Skip,
    /// The first event is left out.
    SkipFirst,
    /// Of what there was at the beginning, an object is left out.
    SkipInitial,
    /// An event comes twice.
    Repeat,
    /// Two events change places.
    Swap,
    /// A bookmark comes before the event that it speaks of.
    EarlyBookmark,
    /// After it was deleted, an object is added as it was.
    Resurrect,
    /// The selectors are left out.
    Unfiltered,
    /// Nobody is told that history is gone.
    HideGone,
    /// History is said to be gone that is not.
    InventGone,
    /// An event has other bytes.
    OtherBytes,
    /// Of a page that is not the first, an object is left out.
    SkipItem,
    /// A page that is not the first is as of another revision.
    OtherPage,
    /// What is asked for as of a revision is as of now.
    NotAsAsked,
    /// What is asked for as of now is as of some time ago.
    Stale,
    /// What is acknowledged was not done.
    LoseWrite,
}

/// Whom a lie is told to.
pub enum Victim {
    Watcher,
    Lister,
    Writer,
}

impl Fault {
    pub fn victim(self) -> Victim {
        match self {
            Fault::SkipItem | Fault::OtherPage | Fault::NotAsAsked | Fault::Stale => Victim::Lister,
            Fault::LoseWrite => Victim::Writer,
            _ => Victim::Watcher,
        }
    }
}

/// A relay that runs.
pub struct Relay {
    /// `host:port`
    pub address: String,
    told: Arc<AtomicUsize>,
}

impl Relay {
    /// How many lies it has told.
    pub fn told(&self) -> usize {
        self.told.load(SeqCst)
    }
}

/// What all connections of a relay share.
#[derive(Clone)]
struct Liar {
    fault: Fault,
    server: Client,
    /// The first revision of a list that was seen and is not gone.
    first: Arc<Mutex<Option<u64>>>,
    told: Arc<AtomicUsize>,
}

/// Listens on a free port.
pub fn start(fault: Fault, server: Client) -> Relay {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it listens").to_string();
    let told = Arc::new(AtomicUsize::new(0));
    let liar = Liar { fault, server, first: Arc::default(), told: Arc::clone(&told) };
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let liar = liar.clone();
            // A failure shows as an answer that ends too soon.
            thread::spawn(move || pass_on(&liar, stream));
        }
    });
    Relay { address, told }
}

/// One request and its answer, on a connection of their own.
fn pass_on(liar: &Liar, mut client: TcpStream) -> io::Result<()> {
    let fault = liar.fault;
    client.set_nodelay(true)?;
    let mut reader = BufReader::new(client.try_clone()?);
    let (mut line, mut headers, mut length) = (String::new(), Vec::new(), 0);
    reader.read_line(&mut line)?;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? <= 2 {
            break;
        }
        let (name, value) = header.trim_end().split_once(": ").ok_or(io::ErrorKind::InvalidData)?;
        match name {
            "Content-Length" => length = value.parse().map_err(io::Error::other)?,
            "Accept" | "Content-Type" => headers.push((name.to_owned(), value.to_owned())),
            _ => {}
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let merge = headers.iter().any(|(_, value)| value == MERGE);
    if fault == Fault::LoseWrite && method != "GET" && method != "DELETE" && !merge {
        // A dry run of these may tell itself apart: it has no resourceVersion.
        return client.write_all(b"HTTP/1.1 403 -\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }
    let path = liar.asked(method, path);
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();

    let connection = liar.server.connect()?;
    if path.contains("watch=true") {
        return match connection.watch(&path, &headers)? {
            Ok(watch) => events(liar, &path, watch, &mut client),
            Err(refused) => send(&mut client, &refused, &refused.body),
        };
    }
    let mut connection = connection;
    let answer = connection.ask(method, &path, &headers, Some(&body[..]).filter(|body| !body.is_empty()))?;
    let mut body = answer.body.clone();
    if method == "GET" && answer.code == 200 {
        let mut list = answer.json();
        let revision = list["metadata"]["resourceVersion"].as_str().and_then(|text| text.parse::<u64>().ok());
        if let (Some(revision), Ok(mut first)) = (revision, liar.first.lock()) {
            first.get_or_insert(revision);
        }
        if path.contains("continue=") {
            liar.page(&mut list);
        }
        body = list.to_string().into_bytes();
    } else if let (410, Ok(mut first)) = (answer.code, liar.first.lock()) {
        // It is gone, and no lie can be told by it any more: the next that is seen is the first from here on.
        *first = None;
    }
    send(&mut client, &answer, &body)
}

impl Liar {
    fn tells(&self) {
        self.told.fetch_add(1, SeqCst);
    }

    /// What the server is asked instead.
    fn asked(&self, method: &str, path: &str) -> String {
        let (of, query) = path.split_once('?').unwrap_or((path, ""));
        let without = |names: &[&str]| {
            let parameters = query.split('&').filter(|part| !names.iter().any(|name| part.starts_with(name)));
            format!("{of}?{}", parameters.collect::<Vec<_>>().join("&"))
        };
        let first = self.first.lock().ok().and_then(|first| *first);
        match (self.fault, first) {
            (Fault::Unfiltered, _) if query.contains("Selector") => {
                self.tells();
                without(&["labelSelector", "fieldSelector"])
            }
            (Fault::NotAsAsked, _) if query.contains("=Exact") => {
                self.tells();
                without(&["resourceVersion"])
            }
            (Fault::Stale, Some(first)) if !query.contains("resourceVersion") && !query.contains("continue") => {
                self.tells();
                format!("{path}&resourceVersion={first}&resourceVersionMatch=Exact")
            }
            (Fault::LoseWrite, _) if method != "GET" => {
                self.tells();
                format!("{path}{}dryRun=All", if path.contains('?') { '&' } else { '?' })
            }
            _ => path.to_owned(),
        }
    }

    /// Tells a lie of a page that is not the first.
    fn page(&self, list: &mut Value) {
        match self.fault {
            Fault::SkipItem => {
                if let Some(items) = list["items"].as_array_mut().filter(|items| !items.is_empty()) {
                    self.tells();
                    items.remove(0);
                }
            }
            Fault::OtherPage => {
                let metadata = &mut list["metadata"];
                let revision: u64 = metadata["resourceVersion"].as_str().and_then(|r| r.parse().ok()).unwrap_or(0);
                self.tells();
                metadata["resourceVersion"] = (revision + 1).to_string().into();
            }
            _ => {}
        }
    }
}

fn send(client: &mut TcpStream, answer: &Answer, body: &[u8]) -> io::Result<()> {
    let head = format!("HTTP/1.1 {} -\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", answer.code, body.len());
    client.write_all(head.as_bytes())?;
    client.write_all(body)
}

/// A watch's events, as they are told.
fn events(liar: &Liar, path: &str, mut watch: Watch, client: &mut TcpStream) -> io::Result<()> {
    client.write_all(b"HTTP/1.1 200 -\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    let everything = !path.contains("sendInitialEvents=false")
        && (path.contains("sendInitialEvents")
            || !path.contains("resourceVersion=")
            || path.contains("resourceVersion=0"));
    let mut lies = Lies {
        fault: liar.fault,
        bookmarks: path.contains("allowWatchBookmarks"),
        initial: everything,
        count: 0,
        held: None,
    };
    loop {
        let event = watch.next()?;
        let ended = event.is_none();
        let told = match event {
            Some(event) => {
                let told = lies.tell(event.clone());
                if told != [event] && liar.fault != Fault::Swap || told.len() > 1 {
                    liar.tells();
                }
                told
            }
            None => lies.end(),
        };
        for event in told {
            let line = format!("{event}\n");
            client.write_all(format!("{:x}\r\n{line}\r\n", line.len()).as_bytes())?;
        }
        if ended {
            return client.write_all(b"0\r\n\r\n");
        }
    }
}

struct Lies {
    fault: Fault,
    /// Are they asked for?
    bookmarks: bool,
    /// Do the events of what there was come?
    initial: bool,
    count: usize,
    held: Option<Value>,
}

impl Lies {
    /// What is told instead of an event.
    fn tell(&mut self, event: Value) -> Vec<Value> {
        if self.fault == Fault::HideGone && event["type"] == "ERROR" {
            return vec![];
        }
        if matches!(event["type"].as_str(), Some("BOOKMARK" | "ERROR")) {
            self.initial = false;
            return vec![event];
        }
        self.count += 1;
        let seventh = self.count.is_multiple_of(7);
        match self.fault {
            // Without bookmarks nobody knows where the initial events end.
            Fault::SkipInitial if self.initial && self.bookmarks && self.count == 2 => vec![],
            _ if self.initial => vec![event],
            Fault::Skip if seventh => vec![],
            Fault::SkipFirst if self.count == 1 => vec![],
            Fault::Repeat if seventh => vec![event.clone(), event],
            Fault::Swap => match self.held.take() {
                Some(held) => vec![event, held],
                None if seventh => {
                    self.held = Some(event);
                    vec![]
                }
                None => vec![event],
            },
            Fault::EarlyBookmark if seventh && self.bookmarks => {
                let metadata = json!({"resourceVersion": object(&event)["metadata"]["resourceVersion"]});
                let bookmark = json!({"type": "BOOKMARK", "object": {"metadata": metadata}});
                vec![bookmark, event]
            }
            Fault::Resurrect => self.resurrect(event),
            Fault::InventGone if seventh => {
                vec![json!({"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired"}})]
            }
            Fault::OtherBytes if seventh => {
                let mut event = event;
                let at = if event["object"]["kind"] == "Table" { "/object/rows/0/object" } else { "/object" };
                if let Some(object) = event.pointer_mut(at) {
                    object["metadata"]["generation"] = 7.into();
                }
                vec![event]
            }
            _ => vec![event],
        }
    }

    /// What is still to be told at the end.
    fn end(&mut self) -> Vec<Value> {
        Vec::from_iter(self.held.take().filter(|_| self.fault == Fault::Swap))
    }

    /// What was deleted comes again, as of the next revision.
    fn resurrect(&mut self, event: Value) -> Vec<Value> {
        let mut told = vec![event.clone()];
        if let Some(mut risen) = self.held.take() {
            let version = object(&event)["metadata"]["resourceVersion"].clone();
            let at = if risen["object"]["kind"] == "Table" { "/object/rows/0/object" } else { "/object" };
            if let Some(object) = risen.pointer_mut(at) {
                object["metadata"]["resourceVersion"] = version;
            }
            risen["type"] = "ADDED".into();
            told.push(risen);
        } else if event["type"] == "DELETED" {
            self.held = Some(event);
        }
        told
    }
}

/// An event's object.
fn object(event: &Value) -> &Value {
    let object = &event["object"];
    if object["kind"] == "Table" { &object["rows"][0]["object"] } else { object }
}
