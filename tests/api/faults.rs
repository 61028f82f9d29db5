//! Faults on demand: what each does to a client, which requests it hits, and who may ask for it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, JSON, MERGE, version};
use crate::program::{Home, Server};

const FAULTS: &str = "/coracle/v1/faults";
const ALL: &str = "/api/v1/namespaces/default/configmaps";
const WATCH: &str = "/api/v1/namespaces/default/configmaps?watch=true";

fn serve(home: &Home) -> Server {
    home.serve(&["--http", "--faults"])
}

#[track_caller]
fn add(client: &Client, rule: &str) -> Value {
    client.post(FAULTS, rule).expect(201)
}

fn create(client: &Client, name: &str) -> u64 {
    version(&client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201))
}

#[test]
fn without_the_option_nothing_goes_wrong_and_the_refusal_names_it() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let refused = client.post(FAULTS, r#"{"then":{"error":{"code":500}}}"#).expect(403);
    assert_eq!(refused["message"], "faults is forbidden: this server was started without --faults");
    assert_eq!(client.get(FAULTS).expect(200), json!({"items": []}));
    client.get(ALL).expect(200);
}

#[test]
fn rules_are_kept_shown_and_removed_and_wrong_ones_refused() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    let rule = r#"{"name":"busy","match":{"verbs":["get"]},"when":{"count":1},"then":{"error":{"code":503}}}"#;
    let mut shown: Value = serde_json::from_str(rule).unwrap();
    (shown["matched"], shown["fired"]) = (json!(0), json!(0));
    assert_eq!(add(&client, rule), shown);
    assert_eq!(client.post(FAULTS, rule).expect(409)["message"], r#"faults "busy" already exists"#);
    assert_eq!(add(&client, r#"{"then":{"compact":true}}"#)["name"], "fault-1");
    let names =
        |listed: &Value| listed["items"].as_array().unwrap().iter().map(|f| f["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&client.get(FAULTS).expect(200)), ["busy", "fault-1"]);
    client.get(&format!("{ALL}/none")).expect(503);
    assert_eq!(client.get("/coracle/v1/faults/busy").expect(200)["fired"], 1);
    assert_eq!(client.delete("/coracle/v1/faults/busy").expect(200)["matched"], 1);
    assert_eq!(client.delete("/coracle/v1/faults/busy").expect(404)["reason"], "NotFound");
    assert_eq!(names(&client.delete(FAULTS).expect(200)), ["fault-1"]);
    assert_eq!(names(&client.get(FAULTS).expect(200)), Vec::<Value>::new());
    for (rule, why) in [
        ("{", "the body: EOF while parsing"),
        ("{}", "the body: missing field `then`"),
        (r#"{"then":{"explode":true}}"#, "the body: unknown field `explode`"),
        (r#"{"then":{"delay":"soon"}}"#, "the body: time: invalid duration \"soon\""),
        (r#"{"then":{"error":{"code":404}}}"#, "then.error.code: 404 is none of"),
        (
            r#"{"match":{"resources":["ConfigMap"]},"then":{"truncate":true}}"#,
            "match.resources: no request has \"ConfigMap\"; ",
        ),
    ] {
        let refused = client.post(FAULTS, rule).expect(400);
        assert!(refused["message"].as_str().unwrap().starts_with(why), "{refused}");
    }
}

#[test]
fn errors_are_what_the_reference_says() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    create(&client, "web");
    let web = format!("{ALL}/web");
    let of = |error: &str, ask: &dyn Fn() -> crate::client::Answer| {
        add(&client, &format!(r#"{{"when":{{"count":1}},"then":{{"error":{error}}}}}"#));
        let answer = ask();
        client.delete(FAULTS).expect(200);
        let again = answer.header("retry-after").map(str::to_owned);
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (answer.code, text("reason"), text("message"), body["details"].clone(), again)
    };
    let get = || client.get(&web);
    let patch = || client.patch(&web, MERGE, r#"{"data":{"a":"b"}}"#);
    let post = || client.post(ALL, r#"{"metadata":{"name":"new"}}"#);
    let told = |code: u16, reason: &str, message: &str, details: Value, again: Option<&str>| {
        (code, reason.to_owned(), message.to_owned(), details, again.map(str::to_owned))
    };
    let modified = "Operation cannot be fulfilled on configmaps \"web\": the object has been modified; please apply your changes to the latest version and try again";
    let named = |name: &str| json!({"name": name, "kind": "configmaps"});
    assert_eq!(of(r#"{"code":409}"#, &patch), told(409, "Conflict", modified, named("web"), None));
    let exists = r#"configmaps "new" already exists"#;
    assert_eq!(of(r#"{"code":409}"#, &post), told(409, "AlreadyExists", exists, named("new"), None));
    let list = || client.get(ALL);
    let old = "The resourceVersion for the provided list is too old.";
    assert_eq!(of(r#"{"code":410}"#, &list), told(410, "Expired", old, Value::Null, None));
    let watch = || client.get(WATCH);
    let old = "The resourceVersion for the provided watch is too old.";
    assert_eq!(of(r#"{"code":410}"#, &watch), told(410, "Expired", old, Value::Null, None));
    // What an overloaded server says is no Status.
    let busy = of(r#"{"code":429,"retryAfterSeconds":7}"#, &get);
    assert_eq!(busy, told(429, "", "", Value::Null, Some("7")));
    let busy = of(r#"{"code":429,"message":"storage is (re)initializing"}"#, &get);
    let again = json!({"retryAfterSeconds": 1});
    assert_eq!(busy, told(429, "TooManyRequests", "storage is (re)initializing", again.clone(), Some("1")));
    let wrong = of(r#"{"code":500}"#, &get);
    let why = json!({"causes": [{"message": "fault fault-7"}]});
    assert_eq!(wrong, told(500, "InternalError", "Internal error occurred: fault fault-7", why, None));
    let unable = "the server is currently unable to handle the request";
    assert_eq!(of(r#"{"code":503}"#, &get), told(503, "ServiceUnavailable", unable, again, Some("1")));
    let late = "Timeout: request did not complete within the allotted timeout";
    let said = of(r#"{"code":504,"retryAfterSeconds":3}"#, &get);
    assert_eq!(said, told(504, "Timeout", late, json!({"retryAfterSeconds": 3}), Some("3")));
    // None of them was carried out.
    assert_eq!(client.get(&web).expect(200)["data"], Value::Null);
    client.get(&format!("{ALL}/new")).expect(404);
}

#[test]
fn a_write_whose_answer_is_lost_is_written() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    add(&client, r#"{"match":{"verbs":["create"]},"then":{"after":true,"error":{"code":504}}}"#);
    let body = r#"{"metadata":{"name":"web"}}"#;
    client.post(ALL, body).expect(504);
    client.get(&format!("{ALL}/web")).expect(200);
    client.delete(FAULTS).expect(200);
    assert_eq!(client.post(ALL, body).expect(409)["reason"], "AlreadyExists");
}

#[test]
fn a_request_waits_and_one_that_waits_for_too_long_is_over() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    add(&client, r#"{"match":{"verbs":["list"]},"then":{"delay":"300ms"}}"#);
    let began = Instant::now();
    client.get(ALL).expect(200);
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert_eq!(client.get(&format!("{ALL}?timeout=50ms")).expect(504)["reason"], "Timeout");
}

#[test]
fn an_answer_is_cut_halfway_however_it_is_sent() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    let note = "x".repeat(20_000);
    for n in 0..20 {
        let body = json!({"metadata": {"name": format!("c{n}")}, "data": {"note": note}});
        client.post(ALL, &body.to_string()).expect(201);
    }
    let whole = client.get(&format!("{ALL}/c1")).body;
    add(&client, r#"{"then":{"truncate":true}}"#);
    let mut connection = client.connect().unwrap();
    connection.begin("GET", &format!("{ALL}/c1"), &[], None).unwrap();
    let head = connection.answer("HEAD").unwrap();
    assert_eq!((head.code, head.header("content-length")), (200, Some(whole.len().to_string().as_str())));
    assert_eq!(connection.rest().unwrap(), whole[..whole.len() / 2]);
    // A long list comes in chunks, of which the last is missing.
    for path in [ALL, WATCH] {
        let mut connection = client.connect().unwrap();
        connection.begin("GET", path, &[], None).unwrap();
        let head = connection.answer("HEAD").unwrap();
        assert_eq!((head.code, head.header("transfer-encoding")), (200, Some("chunked")));
        let rest = connection.rest().unwrap();
        assert!(!rest.is_empty() && !rest.ends_with(b"0\r\n\r\n"), "{path}: {} bytes", rest.len());
    }
    assert_eq!(client.get(FAULTS).expect(200)["items"][0]["fired"], 3, "what is asked here is never hit");
}

#[test]
fn watches_are_dropped_stalled_and_told_that_history_is_gone() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    let first = create(&client, "first");
    let watch = || client.watch(&format!("{WATCH}&resourceVersion={first}&timeoutSeconds=3&allowWatchBookmarks=true"));
    let of = |how: &str| {
        add(&client, &format!(r#"{{"when":{{"count":1}},"then":{{"watch":{{"how":"{how}","afterEvents":2}}}}}}"#));
        watch()
    };
    let (mut dropped, mut stalled, mut gone, mut whole) = (of("drop"), of("stall"), of("gone"), watch());
    let written: Vec<u64> = ["a", "b", "c"].into_iter().map(|name| create(&client, name)).collect();
    for watch in [&mut dropped, &mut stalled, &mut gone, &mut whole] {
        for (name, version) in ["a", "b"].iter().zip(&written) {
            assert_eq!(watch.word(), format!("ADDED {name} {version}"));
        }
    }
    assert_eq!(whole.word(), format!("ADDED c {}", written[2]));
    let error = gone.next().unwrap().unwrap();
    assert_eq!((&error["type"], &error["object"]["code"]), (&json!("ERROR"), &json!(410)));
    assert_eq!(error["object"]["reason"], "Expired");
    assert_eq!(gone.next().unwrap(), None);
    assert!(dropped.next().is_err(), "a connection that breaks is no end of a watch");
    // Neither the change nor a bookmark comes, and it ends when it was to end.
    assert_eq!(stalled.next().unwrap(), None);
}

#[test]
fn a_compaction_comes_before_the_request() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    let first = create(&client, "first");
    create(&client, "second");
    add(&client, r#"{"match":{"verbs":["watch"]},"when":{"nth":2},"then":{"compact":true}}"#);
    let path = format!("{WATCH}&resourceVersion={first}");
    assert!(client.watch(&path).word().starts_with("ADDED second"));
    assert_eq!(client.watch(&path).next().unwrap().unwrap()["object"]["code"], 410);
}

#[test]
fn the_same_requests_meet_the_same_faults_and_each_counts_once() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    let run = || {
        add(&client, r#"{"name":"dice","when":{"probability":0.3,"seed":11},"then":{"error":{"code":503}}}"#);
        let codes: Vec<u16> = (0..30).map(|_| client.get(ALL).code).collect();
        let counted = client.delete("/coracle/v1/faults/dice").expect(200);
        let hit = codes.iter().filter(|code| **code == 503).count();
        assert_eq!((&counted["matched"], &counted["fired"]), (&json!(30), &json!(hit)));
        codes
    };
    let first = run();
    assert_eq!(first, run());
    assert!(first.contains(&503) && first.contains(&200), "{first:?}");
    // Who asks first whether a body is wanted is looked at twice, and counted once.
    add(&client, r#"{"name":"expects","then":{"delay":"1ms"}}"#);
    let headers = [("Expect", "100-continue"), ("Content-Type", JSON)];
    client.ask("POST", ALL, &headers, Some(br#"{"metadata":{"name":"expects"}}"#));
    assert_eq!(client.get("/coracle/v1/faults/expects").expect(200)["matched"], 1);
}

#[test]
fn discovery_is_hit_by_its_path_and_what_looks_after_the_server_never() {
    let home = Home::new();
    let server = serve(&home);
    let client = server.client();
    add(&client, r#"{"match":{"paths":["*"]},"then":{"error":{"code":503}}}"#);
    for path in ["/apis", "/openapi/v3", "/version", ALL] {
        client.get(path).expect(503);
    }
    for path in ["/livez", "/readyz", "/metrics", "/coracle/v1/verify"] {
        assert_eq!(client.get(path).code, 200, "{path}");
    }
}
