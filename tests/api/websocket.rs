//! Watches over WebSocket: the handshake, each event as a message, what a client says meanwhile, and other upgrades.
//!
//! What stands in tables here is what kube-apiserver v1.37.2 answered to the same bytes.

use std::io::ErrorKind;
use std::thread;
use std::time::Duration;

use base64::Engine;
use serde_json::Value;

use crate::client::{Answer, Client, Connection, JSON, MERGE, version};
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const WATCH: &str = "/api/v1/namespaces/default/endpoints?watch=true";
const PROTOBUF: &str = "application/vnd.kubernetes.protobuf;stream=watch";
const TOKENS: &str = "admintoken,admin,admin-uid,\"system:masters\"\n";
/// A good handshake.
const HANDSHAKE: [(&str, &str); 5] = [
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ("Sec-WebSocket-Version", "13"),
    ("Origin", "https://example.com"),
];
const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;

/// A handshake with one header put another way, or left out.
fn but<'a>(name: &'a str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let rest = HANDSHAKE.iter().filter(|(n, _)| *n != name).copied();
    rest.chain(value.map(|value| (name, value))).collect()
}

/// An open WebSocket.
struct Socket(Connection);

/// Opens one, or gives the answer that refuses it.
fn open(client: &Client, path: &str, headers: &[(&str, &str)]) -> Result<(Answer, Socket), Answer> {
    let mut connection = client.connect().unwrap();
    connection.begin("GET", path, headers, None).unwrap();
    let answer = connection.answer("GET").unwrap();
    if answer.code == 101 { Ok((answer, Socket(connection))) } else { Err(answer) }
}

fn opened(client: &Client, path: &str, more: &[(&str, &str)]) -> Socket {
    let headers = [&HANDSHAKE[..], more].concat();
    open(client, path, &headers).unwrap_or_else(|refused| panic!("{} {}", refused.code, refused.text())).1
}

impl Socket {
    /// The next frame: its first byte, and what it holds; none at the end of the connection.
    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let head = match self.0.read(2) {
            Ok(head) => head,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return None,
            Err(error) => panic!("{error}"),
        };
        let number = |bytes: Vec<u8>| bytes.iter().fold(0, |n, byte| n << 8 | usize::from(*byte));
        let length = match head[1] {
            126 => number(self.0.read(2).unwrap()),
            127 => number(self.0.read(8).unwrap()),
            length => usize::from(length),
        };
        Some((head[0], self.0.read(length).unwrap()))
    }

    /// The next message, which must be of this form.
    #[track_caller]
    fn message(&mut self, form: u8) -> Vec<u8> {
        let (first, bytes) = self.frame().expect("a message");
        assert_eq!(first, form, "{}", String::from_utf8_lossy(&bytes));
        bytes
    }

    /// The next event's type, name and resourceVersion, in one word.
    #[track_caller]
    fn word(&mut self) -> String {
        let event: Value = serde_json::from_slice(&self.message(TEXT)).unwrap();
        let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
        let metadata = &event["object"]["metadata"];
        format!("{} {} {}", text(&event["type"]), text(&metadata["name"]), text(&metadata["resourceVersion"]))
    }

    /// All that comes until the connection is over, which begins with these frames.
    #[track_caller]
    fn ends(mut self, frames: &[(u8, &[u8])]) {
        for (first, bytes) in frames {
            assert_eq!(self.frame(), Some((*first, bytes.to_vec())));
        }
        // The server waits a little for the client to have read all of it.
        assert_eq!(self.frame(), None);
    }

    fn say(&mut self, bytes: &[u8]) {
        self.0.write(bytes).unwrap();
    }
}

/// A frame as a client sends it.
fn said(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [3, 5, 7, 11];
    let mut frame = vec![first];
    match payload.len() {
        short @ ..=125 => frame.push(0x80 | u8::try_from(short).unwrap()),
        long => {
            frame.push(0xff);
            frame.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&mask);
    frame.extend(payload.iter().enumerate().map(|(i, byte)| byte ^ mask[i % 4]));
    frame
}

fn create(client: &Client, name: &str) -> u64 {
    version(&client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201))
}

#[test]
fn each_event_is_a_message_of_the_same_bytes_as_without() {
    let home = Home::new();
    let server = home.serve(&[]);
    let client = server.client();
    let first = create(&client, "one");
    let mut socket = opened(&client, WATCH, &[]);
    assert_eq!(socket.word(), format!("ADDED one {first}"));
    let note = "x".repeat(100_000);
    let patch = |note: &str| {
        let body = format!(r#"{{"metadata":{{"annotations":{{"note":"{note}"}}}}}}"#);
        version(&client.patch(&format!("{ALL}/one"), MERGE, &body).expect(200))
    };
    let changed = [patch("é"), patch("è"), patch(&note)];
    client.delete(&format!("{ALL}/one")).expect(200);
    let mut expected: Vec<_> = changed.iter().map(|version| format!("MODIFIED one {version}")).collect();
    expected.push(format!("DELETED one {}", changed[2] + 1));
    expected.iter().for_each(|word| assert_eq!(socket.word(), *word));
    // The same again from a revision on, which also is all at once.
    let since = format!("{WATCH}&resourceVersion={first}");
    let mut plain = client.watch(&since);
    let mut socket = opened(&client, &since, &[]);
    for _ in expected {
        let line = socket.message(TEXT);
        assert_eq!(line.last(), Some(&b'\n'));
        assert_eq!(serde_json::from_slice::<Value>(&line).unwrap(), plain.next().unwrap().unwrap());
    }
    let mut socket = opened(&client, &since, &[("Accept", PROTOBUF)]);
    let message = socket.message(BINARY);
    assert!(message.starts_with(b"\x0a\x08MODIFIED\x12"), "{message:?}");
    let mut socket = opened(&client, &format!("{since}&fieldSelector=metadata.name=none&timeoutSeconds=1"), &[]);
    assert_eq!(socket.frame(), Some((CLOSE, vec![3, 0xe8])));
}

#[test]
fn a_stop_ends_it_with_a_bookmark_and_a_farewell() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let first = create(&client, "one");
    let mut socket = opened(&client, &format!("{WATCH}&allowWatchBookmarks=true&resourceVersion={first}"), &[]);
    let second = create(&client, "two");
    assert_eq!(socket.word(), format!("ADDED two {second}"));
    server.stop();
    assert_eq!(socket.word(), format!("BOOKMARK  {second}"));
    socket.ends(&[(CLOSE, &[3, 0xe8])]);
}

#[test]
fn handshakes_are_answered_as_the_reference_answers_them() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, "one");
    type Case<'a> = (Vec<(&'a str, &'a str)>, Result<Option<&'a str>, (u16, &'a str)>);
    let protocol = |name| [&HANDSHAKE[..], &[("Sec-WebSocket-Protocol", name)]].concat();
    let cases: [Case; 20] = [
        (HANDSHAKE.to_vec(), Ok(None)),
        (but("Origin", None), Err((403, ""))),
        (but("Origin", Some("")), Err((403, ""))),
        (but("Origin", Some("null")), Err((403, ""))),
        (but("Origin", Some("file://")), Ok(None)),
        ([vec![("Origin", "null")], HANDSHAKE.to_vec()].concat(), Err((403, ""))),
        (but("Sec-WebSocket-Version", None), Err((400, "missing or bad WebSocket Version"))),
        (but("Sec-WebSocket-Version", Some("8")), Err((400, "missing or bad WebSocket Version"))),
        (but("Sec-WebSocket-Key", None), Err((400, "mismatch challenge/response"))),
        (but("Sec-WebSocket-Key", Some("x")), Ok(None)),
        (but("Connection", Some("keep-alive, Upgrade")), Ok(None)),
        ([vec![("Connection", "keep-alive")], HANDSHAKE.to_vec()].concat(), Err((400, "not websocket protocol"))),
        (but("Upgrade", Some("WebSocket")), Ok(None)),
        (protocol("v4.channel.k8s.io"), Ok(Some("v4.channel.k8s.io"))),
        (protocol(""), Ok(None)),
        (protocol("a, b"), Err((400, ""))),
        ([protocol("a"), vec![("Sec-WebSocket-Protocol", "b")]].concat(), Ok(Some("a"))),
        ([&HANDSHAKE[..], &[("Accept", "application/yaml")]].concat(), Err((406, "NotAcceptable"))),
        (but("Upgrade", Some("h2c, websocket")), Err((200, ""))),
        (but("Connection", None), Err((200, ""))),
    ];
    for (headers, expected) in cases {
        match (open(&client, WATCH, &headers), expected) {
            (Ok((answer, mut socket)), Ok(protocol)) => {
                assert_eq!(answer.header("upgrade"), Some("websocket"), "{headers:?}");
                assert_eq!(answer.header("sec-websocket-protocol"), protocol, "{headers:?}");
                assert!(answer.header("content-type").is_none() && answer.header("warning").is_none(), "{answer:?}");
                assert!(socket.word().starts_with("ADDED one "), "{headers:?}");
            }
            (Err(answer), Err((code, text))) => {
                assert_eq!(answer.code, code, "{headers:?}: {}", answer.text());
                let same = if code == 406 { answer.text().contains(text) } else { answer.text() == text };
                assert!(same, "{headers:?}: {}", answer.text());
                let version = answer.header("sec-websocket-version");
                assert_eq!(version.is_some(), text.contains("Version"), "{headers:?}");
                assert_eq!(answer.header("connection"), Some("close"), "{headers:?}");
            }
            (got, expected) => panic!("{headers:?}: expected {expected:?}, got {:?}", got.map(|(answer, _)| answer)),
        }
    }
    // What is wrong with the request is said before the handshake is looked at.
    let refused = open(&client, &format!("{WATCH}&resourceVersion=x"), &but("Origin", None)).err().unwrap();
    assert_eq!(refused.code, 500, "{}", refused.text());
}

#[test]
fn a_token_may_come_as_a_subprotocol() {
    let home = Home::new();
    let server = home.serve(&["--http", "--token-file", &home.file("tokens.csv", TOKENS)]);
    create(&server.client(), "one");
    let nobody = server.client().with_token(None);
    let token = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
    let prefix = "base64url.bearer.authorization.k8s.io.";
    let good = format!("{prefix}{}", token("admintoken"));
    let wrong = format!("{prefix}{}", token("wrong"));
    let bearer = |token| ("Authorization", token);
    type Case<'a> = (String, Option<(&'a str, &'a str)>, u16);
    let cases: &[Case] = &[
        (format!("{good}, x"), None, 101),
        (format!("x, {good}"), None, 101),
        (format!("{good}, x"), Some(bearer("Bearer wrong")), 101),
        // Who is known already needs no token: it stays among the subprotocols, of which there must be one.
        (format!("{good}, x"), Some(bearer("Bearer admintoken")), 400),
        (format!("{good}, x, y"), None, 400),
        (good.clone(), None, 401),
        (format!("{good}, {good}, x"), None, 401),
        (format!("{good}==, x"), None, 401),
        (format!("{wrong}, x"), None, 401),
        (format!("{prefix}, x"), None, 403),
        ("x".into(), None, 403),
    ];
    for (protocols, more, code) in cases {
        let mut headers = HANDSHAKE.to_vec();
        headers.push(("Sec-WebSocket-Protocol", protocols));
        headers.extend(more);
        let answer = open(&nobody, WATCH, &headers).map_or_else(|refused| refused, |(answer, _)| answer);
        assert_eq!(answer.code, *code, "{protocols}: {}", answer.text());
        let chosen = Some("x").filter(|_| *code == 101);
        assert_eq!(answer.header("sec-websocket-protocol"), chosen, "{protocols}");
    }
    // It counts for whatever is asked with such a head, and for nothing else.
    let protocols = ("Sec-WebSocket-Protocol", format!("{good}, x"));
    let protocols = (protocols.0, protocols.1.as_str());
    let headers = [&HANDSHAKE[..], &[protocols]].concat();
    nobody.ask("GET", &format!("{ALL}/one"), &headers, None).expect(200);
    nobody.ask("GET", &format!("{ALL}/one"), &[protocols], None).expect(403);
}

#[test]
fn what_a_client_says_is_skipped_but_for_pings_and_its_end() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, "one");
    let begin = || {
        let mut socket = opened(&client, WATCH, &[]);
        assert!(socket.word().starts_with("ADDED one "));
        socket
    };
    let mut socket = begin();
    let talk = [
        (said(TEXT, b"hello"), None),
        (said(PING, b"hi"), Some(&b"hi"[..])),
        (said(BINARY, &[b'x'; 200_000]), None),
        (said(PING, b""), Some(b"")),
        (said(0x01, b"a part"), None),
        (said(PING, &[b'y'; 200]), Some(&[b'y'; 125])),
        (said(0x80, b"the rest"), None),
        (said(PONG, b"hi"), None),
        (said(0xc3, b"of no known kind"), None),
    ];
    socket.say(&talk.iter().flat_map(|(bytes, _)| bytes.clone()).collect::<Vec<_>>());
    for answered in talk.iter().filter_map(|(_, answered)| *answered) {
        assert_eq!(socket.message(PONG), answered);
    }
    let second = create(&client, "two");
    assert_eq!(socket.word(), format!("ADDED two {second}"));
    client.delete(&format!("{ALL}/two")).expect(200);
    assert!(socket.word().starts_with("DELETED two "));
    socket.say(&said(CLOSE, b"\x03\xe8bye"));
    socket.ends(&[(CLOSE, &[3, 0xe8])]);

    let mut socket = begin();
    socket.say(b"\x81\x02hi");
    socket.ends(&[(CLOSE, &[3, 0xea]), (CLOSE, &[3, 0xe8])]);
    let mut socket = begin();
    socket.say(&[&[0x82, 0xff][..], &(33_u64 << 20).to_be_bytes(), b"mask and some"].concat());
    socket.ends(&[(CLOSE, &[3, 0xe8])]);
}

#[test]
fn other_upgrades_are_not_granted_and_answered_in_a_form_that_can_be_read() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    create(&client, "one");
    let one = format!("{ALL}/one");
    for protocol in ["h2c", "SPDY/3.1", "websocket", "TLS/1.0, HTTP/1.1"] {
        let headers = but("Upgrade", Some(protocol));
        let answer = client.ask("GET", &one, &headers, None);
        assert_eq!((answer.header("connection"), answer.header("upgrade")), (Some("close"), None), "{protocol}");
        answer.expect(200);
        // With a body, which the server waits for no longer than it is.
        let body = br#"{"metadata":{"labels":{"a":"b"}}}"#;
        client.ask("PATCH", &one, &[&headers[..], &[("Content-Type", MERGE)]].concat(), Some(body)).expect(200);
        client.ask("DELETE", &format!("{ALL}/none"), &headers, None).expect(404);
        if protocol != "websocket" {
            let mut connection = client.connect().unwrap();
            connection.begin("GET", WATCH, &headers, None).unwrap();
            let answer = connection.answer("GET").unwrap();
            assert_eq!((answer.code, answer.header("transfer-encoding")), (200, Some("chunked")), "{protocol}");
            let mut watch = client.watch_as(WATCH, JSON);
            assert!(watch.word().starts_with("ADDED one "), "{protocol}");
        }
    }
    // Without the word that asks for it, a watch goes on to the end of its connection.
    let mut connection = client.connect().unwrap();
    connection.begin("GET", &format!("{WATCH}&timeoutSeconds=1"), &but("Connection", None), None).unwrap();
    let answer = connection.answer("GET").unwrap();
    assert_eq!(
        (answer.code, answer.header("transfer-encoding"), answer.header("connection")),
        (200, None, Some("close"))
    );
    assert_eq!(connection.read(1).unwrap(), b"{");
}

#[test]
fn it_counts_among_the_watches_until_its_client_has_left() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-watches", "1"]);
    let client = server.client();
    let mut socket = opened(&client, WATCH, &[]);
    let refused = open(&client, WATCH, &HANDSHAKE).err().expect("a refusal");
    assert_eq!((refused.code, refused.header("retry-after")), (429, Some("1")), "{}", refused.text());
    let metrics = || client.get("/metrics").text();
    assert!(metrics().contains(r#"apiserver_longrunning_requests{component="apiserver",group="","#));
    socket.say(&said(CLOSE, b""));
    socket.ends(&[(CLOSE, &[3, 0xe8])]);
    let ended = r#"code="101",component="apiserver",dry_run="",group="",resource="endpoints",scope="namespace""#;
    until(|| metrics().contains(ended));
    // Who vanishes without a word.
    drop(opened(&client, WATCH, &[]));
    until(|| open(&client, WATCH, &HANDSHAKE).is_ok());
}

#[test]
fn who_does_not_read_delays_nobody_and_still_gets_everything_in_order() {
    let home = Home::new();
    let server = home.serve(&["--http", "--history-bytes", "1GiB"]);
    let client = server.client();
    let first = create(&client, "one");
    let mut socket = opened(&client, &format!("{WATCH}&resourceVersion={first}"), &[]);
    let note = "x".repeat(200_000);
    let patch = |n: usize| {
        let body = format!(r#"{{"metadata":{{"annotations":{{"n":"{n}","note":"{note}"}}}}}}"#);
        version(&client.patch(&format!("{ALL}/one"), MERGE, &body).expect(200))
    };
    // More than sockets hold; pings come between.
    let written: Vec<u64> = (0..80).map(patch).collect();
    (0..100).for_each(|_| socket.say(&said(PING, b"p")));
    let mut pongs = 0;
    for version in &written {
        let event = loop {
            match socket.frame().expect("an event") {
                (PONG, _) => pongs += 1,
                (first, bytes) => break (first, bytes),
            }
        };
        assert_eq!(event.0, TEXT);
        let event: Value = serde_json::from_slice(&event.1).unwrap();
        assert_eq!(event["object"]["metadata"]["resourceVersion"], version.to_string());
    }
    while pongs < 100 {
        socket.message(PONG);
        pongs += 1;
    }
}

#[track_caller]
fn until(mut holds: impl FnMut() -> bool) {
    let mut left = PATIENCE.as_millis() / 20;
    while !holds() {
        assert!(left > 0, "it never comes to be");
        left -= 1;
        thread::sleep(Duration::from_millis(20));
    }
}
