//! What nobody should send: each gets the reference's answer and changes nothing, and the server goes on.
//!
//! Not repeated here: which field of a document is at fault, and how (tests/wire).

use serde_json::{Value, json};

use crate::client::{Answer, Client, JSON, JSON_PATCH, MERGE, STRATEGIC, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";
/// The bytes that a body may have.
const BODY_BYTES_MAX: usize = 3 * 1024 * 1024;
const DEPRECATED: &str = r#"299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice""#;

/// A server with one object, and what is stored there.
struct World {
    client: Client,
    before: [Value; 2],
    /// Dropped last.
    server: crate::program::Server,
    _home: Home,
}

impl World {
    fn new() -> World {
        let home = Home::new();
        let server = home.serve(&["--http"]);
        let client = server.client();
        let one = r#"{"metadata":{"name":"one","labels":{"x":"1"}},"subsets":[{"addresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]}]}"#;
        client.post(ALL, one).expect(201);
        let before = stored(&client);
        World { client, before, server, _home: home }
    }

    /// Nothing has changed, no revision was used, and writes go on.
    #[track_caller]
    fn unharmed(&self, after: &str) {
        assert_eq!(stored(&self.client), self.before, "{after}");
    }

    #[track_caller]
    fn refuses(&self, what: &str, answer: &Answer, code: u16, message: &str) {
        assert_eq!(answer.code, code, "{what}: {}", answer.text());
        let status = answer.json();
        let found = status["message"].as_str().unwrap_or_default();
        assert!(
            found == message || message.strip_suffix('…').is_some_and(|start| found.starts_with(start)),
            "{what}: {found}"
        );
        assert_eq!((&status["kind"], &status["status"]), (&json!("Status"), &json!("Failure")), "{what}");
        assert_eq!(status["code"], code, "{what}");
        self.unharmed(what);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let next = self.client.post(ALL, r#"{"metadata":{"name":"next"}}"#).expect(201);
            assert_eq!(version(&next), version(&self.before[0]) + 1);
        }
    }
}

/// All objects, with the list's resourceVersion.
fn stored(client: &Client) -> [Value; 2] {
    ["/api/v1/endpoints", "/api/v1/namespaces"].map(|path| client.get(path).expect(200))
}

#[test]
fn broken_documents() {
    let world = World::new();
    let unrecognized = "the object provided is unrecognized (must be of type Endpoints): couldn't get version/kind; json parse error: …";
    let cases: &[(&str, &str, &str, &str, u16, &str)] = &[
        ("POST", ALL, JSON, r#"{"metadata":{"name":"b"}"#, 400, unrecognized),
        ("PUT", ONE, JSON, r#"{"metadata":"#, 400, unrecognized),
        ("POST", ALL, JSON, "", 400, unrecognized),
        ("PUT", ONE, JSON, "", 400, unrecognized),
        ("POST", ALL, JSON, "[]", 400, unrecognized),
        ("POST", ALL, JSON, r#""x""#, 400, unrecognized),
        ("PATCH", ONE, MERGE, r#"{"metadata":"#, 400, "invalid JSON patch"),
        ("PATCH", ONE, MERGE, "", 400, "invalid JSON patch"),
        ("PATCH", ONE, JSON_PATCH, r#"[{"op":"#, 400, "invalid JSON patch"),
        ("PATCH", ONE, STRATEGIC, r#"{"metadata":"#, 400, "invalid JSON patch"),
        (
            "POST",
            ALL,
            "application/xml",
            "<a/>",
            415,
            "the body of the request was in an unknown format - accepted media types include: …",
        ),
        ("PATCH", ONE, JSON, "{}", 415, "415: Unsupported Media Type"),
    ];
    for (method, path, kind, body, code, message) in cases {
        let answer = world.client.ask(method, path, &[("Content-Type", kind)], Some(body.as_bytes()));
        world.refuses(&format!("{method} {kind} {body}"), &answer, *code, message);
    }
}

#[test]
fn wrong_types() {
    let world = World::new();
    let cases: &[(&str, &str, &str, &str, u16, &str)] = &[
        (
            "POST",
            ALL,
            JSON,
            r#"{"metadata":{"name":"b","labels":{"x":1}}}"#,
            400,
            "Endpoints in version \"v1\" cannot be handled as a Endpoints: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
        ),
        (
            "POST",
            ALL,
            JSON,
            r#"{"metadata":{"name":"b"},"subsets":{}}"#,
            400,
            "Endpoints in version \"v1\" cannot be handled as a Endpoints: json: cannot unmarshal object into Go struct field Endpoints.subsets of type []v1.EndpointSubset",
        ),
        (
            "PUT",
            ONE,
            JSON,
            r#"{"metadata":{"name":"one"},"subsets":[{"ports":[{"port":"80"}]}]}"#,
            400,
            "Endpoints in version \"v1\" cannot be handled as a Endpoints: json: cannot unmarshal string into Go struct field EndpointPort.subsets.ports.port of type int32",
        ),
        (
            "POST",
            ALL,
            JSON,
            r#"{"kind":"Nope","apiVersion":"v1","metadata":{"name":"b"}}"#,
            400,
            "Nope in version \"v1\" cannot be handled as a Endpoints: no kind \"Nope\" is registered for version \"v1\" in scheme \"pkg/runtime/scheme.go:111\"",
        ),
        (
            "POST",
            ALL,
            JSON,
            r#"{"kind":"Endpoints","apiVersion":"apps/v1","metadata":{"name":"b"}}"#,
            400,
            "Endpoints in version \"v1\" cannot be handled as a Endpoints: no kind \"Endpoints\" is registered for version \"apps/v1\" in scheme \"pkg/runtime/scheme.go:111\"",
        ),
        (
            "PATCH",
            ONE,
            JSON_PATCH,
            "{}",
            400,
            "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
        ),
        (
            "PATCH",
            ONE,
            MERGE,
            "[]",
            400,
            "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        (
            "PATCH",
            ONE,
            STRATEGIC,
            "[]",
            400,
            "json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        ("PATCH", ONE, MERGE, r#"{"metadata":{"labels":{"x":1}}}"#, 422, " \"\" is invalid: patch: Invalid value: …"),
    ];
    for (method, path, kind, body, code, message) in cases {
        let answer = world.client.ask(method, path, &[("Content-Type", kind)], Some(body.as_bytes()));
        world.refuses(&format!("{method} {body}"), &answer, *code, message);
        assert_eq!(answer.header("warning"), Some(DEPRECATED), "{body}");
    }
}

/// A document of exactly so many bytes.
fn sized(bytes: usize, start: &str, end: &str) -> Vec<u8> {
    [start.as_bytes(), &vec![b' '; bytes - start.len() - end.len()], end.as_bytes()].concat()
}

#[test]
fn bodies_of_three_mebibytes_and_of_a_byte_more() {
    let world = World::new();
    let none = format!("{ALL}/none");
    // What each is answered when it is not too large; all of them are refused for another reason, so that nothing changes.
    let cases = [
        ("POST", ALL, JSON, r#"{"metadata":"#, r#"{"name":"B"}}"#, 422),
        ("PUT", ONE, JSON, r#"{"metadata":"#, r#"{"name":"two"}}"#, 400),
        ("PATCH", ONE, MERGE, r#"{"metadata":"#, r#"{"labels":{"x":"1"}}}"#, 200),
        ("DELETE", &none, JSON, r#"{"kind":"DeleteOptions","#, r#""apiVersion":"v1"}"#, 404),
    ];
    for (method, path, kind, start, end, code) in cases {
        let ask = |bytes| world.client.ask(method, path, &[("Content-Type", kind)], Some(&sized(bytes, start, end)));
        assert_eq!(ask(BODY_BYTES_MAX).code, code, "{method}");
        world.unharmed(method);
        let answer = ask(BODY_BYTES_MAX + 1);
        world.refuses(method, &answer, 413, "Request entity too large: limit is 3145728");
        assert_eq!(answer.json()["reason"], "RequestEntityTooLarge");
    }
    // Told beforehand, and never sent.
    let mut connection = world.client.connect().unwrap();
    connection.begin("PUT", ONE, &[], Some(1 << 40)).unwrap();
    drop(connection);
    world.unharmed("a terabyte");
}

#[test]
fn too_many_patch_operations() {
    let world = World::new();
    let operations = |count: usize| {
        let operation = r#"{"op":"replace","path":"/metadata/labels/x","value":"1"}"#;
        format!("[{}]", vec![operation; count].join(","))
    };
    world.client.patch(ONE, JSON_PATCH, &operations(10_000)).expect(200);
    world.unharmed("10,000 operations that change nothing");
    let answer = world.client.patch(ONE, JSON_PATCH, &operations(10_001));
    let message = "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001";
    world.refuses("10,001 operations", &answer, 413, message);
}

#[test]
fn documents_that_nest_too_deep() {
    let world = World::new();
    for depth in [9_000, 20_000, 1_000_000] {
        let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let body = format!(r#"{{"metadata":{{"name":"B"}},"x":{nested}}}"#);
        let created = world.client.post(ALL, &body);
        let patched = world.client.patch(ONE, MERGE, &format!(r#"{{"x":{nested}}}"#));
        if depth < 10_000 {
            // An unknown field is only warned of.
            assert_eq!((created.code, patched.code), (422, 200), "{}", patched.text());
        } else {
            assert!(created.text().contains("exceeded max depth"), "{}", created.text());
            world.refuses("merge patch", &patched, 400, "invalid JSON patch");
        }
        for kind in [JSON_PATCH, STRATEGIC] {
            let operation = format!(r#"[{{"op":"add","path":"/x","value":{nested}}}]"#);
            let body = if kind == JSON_PATCH { operation } else { format!(r#"{{"x":{nested}}}"#) };
            let answer = world.client.patch(ONE, kind, &body);
            assert!([200, 400, 422].contains(&answer.code), "{kind} {depth}: {}", answer.code);
        }
        world.unharmed(&format!("depth {depth}"));
    }
    // What YAML may just hold, and JSON not.
    let nested = format!("x: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let applied = world.client.patch(&format!("{ONE}?fieldManager=m"), "application/apply-patch+yaml", &nested);
    let why =
        "error decoding patch: error unmarshaling JSON: while decoding JSON: invalid character '[' exceeded max depth";
    assert_eq!((applied.code, &applied.json()["message"]), (400, &why.into()));
}

#[test]
fn unknown_paths_and_methods() {
    let world = World::new();
    let missing = "the server could not find the requested resource";
    for path in [
        "/api/v1/namespaces/default/nopes",
        "/api/v1/nopes",
        "/api/v1/namespaces/default/endpoints/one/nope",
        "/api/v1/namespaces/default/endpoints/one/b/c",
        "/api/v1/namespaces/default/endpoints/a%2Fb",
        "/api/v1//endpoints",
        "/api/v1/../v1",
        "/api/v2",
        "/api/v2/endpoints",
        "/api/v1beta1",
    ] {
        let answer = world.client.get(path);
        world.refuses(path, &answer, 404, missing);
        assert_eq!(answer.json()["details"], json!({}), "{path}");
    }
    for path in ["/nope", "//api/v1", "/apis/nope", "/apis/nope.io/v1/things", "/healthz/nope", "/healthz/", "/openapi"]
    {
        let answer = world.client.get(path);
        assert_eq!((answer.code, answer.text().as_str()), (404, "404 page not found\n"), "{path}");
    }
    for (method, path) in [
        ("BREW", ONE),
        ("OPTIONS", ONE),
        ("POST", ONE),
        ("PUT", ALL),
        ("POST", "/api/v1/endpoints"),
        ("POST", "/version"),
    ] {
        let answer = world.client.ask(method, path, &[], Some(b"{}"));
        let message = "the server does not allow this method on the requested resource";
        world.refuses(&format!("{method} {path}"), &answer, 405, message);
    }
    // A collection may be watched, too, and so names two types more.
    for (path, more) in
        [(ONE, ""), (ALL, ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch")]
    {
        let answer = world.client.ask("GET", path, &[("Accept", "text/xml")], None);
        let message = format!(
            "406: Not Acceptable\n\nAvailable representations: \
             application/json, application/yaml, application/vnd.kubernetes.protobuf{more}"
        );
        world.refuses(path, &answer, 406, &message);
    }
}

#[test]
fn escapes_and_control_characters() {
    let world = World::new();
    for path in ["/%", "/api/v1/namespaces/default/endpoints/%zz", "/api/v1/namespaces/default/endpoints/a%2"] {
        let answer = world.client.get(path);
        assert_eq!((answer.code, answer.text().as_str()), (400, "400 Bad Request"), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("connection"), Some("close"));
        assert_eq!(answer.header("x-content-type-options"), None);
    }
    assert_eq!(world.client.get(&format!("{ONE}?x=%zz")).code, 200, "a bad parameter is none");
    assert_eq!(world.client.get("/api/v1/namespaces/default/endpoints/one%00").expect(404)["details"]["name"], "one\0");
    let answer = world.client.get(&format!("{ALL}/%2E%2E"));
    world.refuses("..", &answer, 400, "Name parameter invalid: \"..\": may not be '..'");
    let answer = world.client.put(&format!("{ALL}/a%00"), r#"{"metadata":{"name":"a\u0000"}}"#);
    world.refuses(
        "PUT NUL",
        &answer,
        422,
        "Endpoints \"a\\x00\" is invalid: metadata.name: Invalid value: \"a\\x00\": …",
    );
    let answer = world.client.post(ALL, r#"{"metadata":{"name":"a\u0000b"}}"#);
    world.refuses("POST NUL", &answer, 422, "Endpoints \"a\\x00b\" is invalid: metadata.name: Invalid value: …");
}

#[test]
fn requests_that_are_no_http() {
    let world = World::new();
    let token = world.client.token.clone().unwrap();
    let head = format!("PUT {ONE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {JSON}\r\n");
    let cases: &[(&str, Vec<u8>, u16)] = &[
        ("no length", format!("{head}Content-Length: x\r\n\r\n{{}}").into(), 400),
        ("a negative length", format!("{head}Content-Length: -1\r\n\r\n{{}}").into(), 400),
        ("two lengths", format!("{head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}").into(), 400),
        ("no chunks", format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n").into(), 400),
        ("a chunk too long", format!("{head}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}}}\r\n").into(), 400),
        ("a huge chunk", format!("{head}Transfer-Encoding: chunked\r\n\r\n{}\r\n", "f".repeat(20)).into(), 400),
        ("a header of 1.2 MB", format!("{head}X-A: {}\r\n\r\n", "a".repeat(1_200_000)).into(), 431),
        ("a space in a header's name", format!("{head}A B: c\r\n\r\n").into(), 400),
        ("NUL in a header", format!("{head}A: c\0d\r\n\r\n").into(), 400),
        ("NUL in the path", "GET /api\0 HTTP/1.1\r\nHost: x\r\n\r\n".into(), 400),
        ("no host", "GET / HTTP/1.1\r\n\r\n".into(), 400),
        ("HTTP/0.9", "GET /healthz\r\n\r\n".into(), 400),
        ("garbage", b"\x00\x01\x02\xff hello\r\n\r\n".to_vec(), 400),
        ("TLS", b"\x16\x03\x01\x00\x05hello\r\n\r\n".to_vec(), 400),
    ];
    for (what, bytes, code) in cases {
        match world.client.send(bytes) {
            Ok(answer) => assert_eq!(answer.code, *code, "{what}: {}", answer.text()),
            // A head that is too large may be cut off before it is read to its end.
            Err(error) => assert_eq!(*code, 431, "{what}: {error}"),
        }
        world.unharmed(what);
    }
}

#[test]
fn malformed_chunks_are_the_clients_fault() {
    let world = World::new();
    let token = world.client.token.clone().unwrap();
    let head = format!("PUT {ONE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: {JSON}\r\n");
    let answer =
        world.client.send(format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n").as_bytes()).unwrap();
    assert_eq!(answer.expect(400)["message"], "malformed chunked encoding");
    assert_eq!(answer.header("connection"), Some("close"));
}

#[test]
fn what_is_no_request_does_not_fill_the_log() {
    let world = World::new();
    for _ in 0..200 {
        assert_eq!(world.client.send(b"this is no request\r\n\r\n").unwrap().code, 400);
    }
    let log = world.server.log();
    let lines = log.lines().filter(|line| line.contains("parse error")).count();
    assert!((1..=40).contains(&lines), "{lines} lines, of twenty a minute: {log}");
}

#[test]
fn a_refusal_leaves_the_connection_usable_or_says_that_it_does_not() {
    let world = World::new();
    let mut connection = world.client.with_token(Some("wrong")).connect().unwrap();
    for body in [&b"{}"[..], &sized(200_000, "\"", "\"")] {
        for _ in 0..5 {
            let refused = connection.ask("POST", ALL, &[], Some(body)).unwrap();
            assert_eq!((refused.code, refused.header("connection")), (401, None));
        }
    }
    let refused = connection.ask("POST", ALL, &[], Some(&sized(BODY_BYTES_MAX, "\"", "\""))).unwrap();
    assert_eq!((refused.code, refused.header("connection")), (401, Some("close")));
    let mut connection = world.client.connect().unwrap();
    for _ in 0..5 {
        assert_eq!(connection.ask("GET", ONE, &[], Some(b"{}")).unwrap().code, 200, "a body that nobody wants");
    }
    connection.begin("PUT", "/api/v1/nothing", &[], Some(2)).unwrap();
    let refused = connection.answer("PUT").unwrap();
    assert_eq!((refused.code, refused.header("connection")), (404, Some("close")), "a body that does not come");
    world.unharmed("refusals");
}

#[test]
fn bodies_that_end_early_or_come_slowly() {
    let world = World::new();
    let body = r#"{"metadata":{"labels":{"x":"2"}}}"#;
    let headers = [("Content-Type", MERGE), ("Expect", "100-continue")];
    for sent in [0, 1, body.len() - 1] {
        let mut connection = world.client.connect().unwrap();
        connection.begin("PATCH", ONE, &headers, Some(body.len())).unwrap();
        assert_eq!(connection.answer("PATCH").unwrap().code, 100);
        connection.write(&body.as_bytes()[..sent]).unwrap();
        drop(connection);
        world.unharmed("a client that left");
    }
    // Shorter than its bytes: what is over is no request. The connection may be cut off before the first answer.
    let mut connection = world.client.connect().unwrap();
    connection.begin("PATCH", ONE, &[("Content-Type", MERGE)], Some(2)).unwrap();
    connection.write(b"{}{}{}\r\n\r\n").unwrap();
    let codes: Vec<u16> = std::iter::from_fn(|| connection.answer("PATCH").ok()).map(|answer| answer.code).collect();
    assert!([200, 400].starts_with(&codes), "{codes:?}");
    world.unharmed("a length that is too small");
    // A byte at a time, while others are served.
    let mut connection = world.client.connect().unwrap();
    let same = r#"{"metadata":{"labels":{"x":"1"}}}"#;
    connection.begin("PATCH", ONE, &headers, Some(same.len())).unwrap();
    assert_eq!(connection.answer("PATCH").unwrap().code, 100);
    for byte in same.as_bytes() {
        connection.write(&[*byte]).unwrap();
        assert_eq!(world.client.get(ONE).code, 200);
    }
    assert_eq!(connection.answer("PATCH").unwrap().code, 200);
    world.unharmed("a slow patch that changes nothing");
}
