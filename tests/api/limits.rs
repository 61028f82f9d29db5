//! Bounds: on requests under way, on their time, on idle connections. What is over is told so, and leaves nothing behind.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::client::{Client, Connection, MERGE, version};
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";
const LABEL: &[u8] = br#"{"metadata":{"labels":{"a":"b"}}}"#;

/// A patch whose body is not there yet: it is under way until [`finish`] sends it.
fn begin(client: &Client) -> Connection {
    let mut connection = client.connect().unwrap();
    connection.begin("PATCH", ONE, &[("Content-Type", MERGE), ("Expect", "100-continue")], Some(LABEL.len())).unwrap();
    // The server asks for the body only once the request has its place.
    assert_eq!(connection.answer("PATCH").unwrap().code, 100);
    connection
}

fn finish(mut connection: Connection) -> u16 {
    connection.write(LABEL).unwrap();
    connection.answer("PATCH").unwrap().code
}

#[test]
fn writes_over_the_bound_are_told_to_come_again_and_reads_go_on() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-mutating-requests-inflight", "3"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let under_way: Vec<Connection> = (0..3).map(|_| begin(&client)).collect();
    let refused = client.patch(ONE, MERGE, r#"{"metadata":{"labels":{"x":"y"}}}"#);
    assert_eq!((refused.code, refused.header("retry-after")), (429, Some("1")), "{}", refused.text());
    assert_eq!(refused.text(), "Too many requests, please try again later.\n");
    assert_eq!(client.with_token(Some("wrong")).patch(ONE, MERGE, "{}").code, 401, "who asks is looked at first");
    client.get(ONE).expect(200);
    assert_eq!(client.get("/readyz").code, 200);
    assert_eq!(under_way.into_iter().map(finish).collect::<Vec<_>>(), [200, 200, 200]);
    client.patch(ONE, MERGE, r#"{"metadata":{"labels":{"x":"y"}}}"#).expect(200);
}

#[test]
fn ten_times_the_bound_yields_answers_and_refusals_and_then_full_service() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-requests-inflight", "8", "--max-mutating-requests-inflight", "4"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let before = resident_kib(server.pid());
    let (answered, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for worker in 0..120 {
            let (client, answered, refused) = (&client, &answered, &refused);
            scope.spawn(move || {
                for round in 0..10 {
                    let body = format!(r#"{{"metadata":{{"labels":{{"w{worker}":"{round}"}}}}}}"#);
                    let answer = if worker % 3 == 0 { client.get(ALL) } else { client.patch(ONE, MERGE, &body) };
                    match answer.code {
                        200 => answered.fetch_add(1, Ordering::Relaxed),
                        429 => refused.fetch_add(1, Ordering::Relaxed),
                        other => panic!("{other}: {}", answer.text()),
                    };
                }
            });
        }
    });
    let (answered, refused) = (answered.into_inner(), refused.into_inner());
    assert_eq!(answered + refused, 1200);
    assert!(answered > 0 && refused > 0, "{answered} answered, {refused} refused");
    for _ in 0..20 {
        client.patch(ONE, MERGE, r#"{"metadata":{"labels":{"x":"y"}}}"#).expect(200);
        client.get(ALL).expect(200);
    }
    let grown = resident_kib(server.pid()).saturating_sub(before);
    assert!(grown < 256 * 1024, "{grown} KiB more than before");
}

#[test]
fn a_timeout_ends_a_request_that_does_not_come_to_its_end() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let before = client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let mut connection = client.connect().unwrap();
    let path = format!("{ONE}?timeout=50ms");
    connection.begin("PATCH", &path, &[("Content-Type", MERGE)], Some(LABEL.len())).unwrap();
    let late = connection.answer("PATCH").unwrap();
    assert_eq!((late.code, late.header("content-type")), (504, Some("text/plain; charset=utf-8")));
    assert_eq!(late.json()["message"], "Timeout: request did not complete within the allotted timeout");
    assert_eq!(client.get(ONE).expect(200), before, "nothing was changed");
    // It is over before the answer is begun.
    assert_eq!(client.get(&format!("{ONE}?timeout=1ns")).code, 504);
    assert_eq!(client.patch(&format!("{ONE}?timeout=1ns"), MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).code, 504);
    assert_eq!(client.get(ONE).expect(200), before, "nothing was changed");
    let wrong = client.get(&format!("{ONE}?timeout=soon")).expect(400);
    assert_eq!(wrong["message"], r#"invalid timeout specified in the request URL - time: invalid duration "soon""#);
}

#[test]
fn idle_connections_shut_nobody_out() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let idle: Vec<_> = (0..400).map_while(|_| client.connect().ok()).collect();
    assert_eq!(idle.len(), 400);
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    client.get(ONE).expect(200);
}

#[test]
fn each_request_leaves_a_line_in_the_audit_and_no_secret() {
    let home = Home::new();
    let log = home.argument("audit.jsonl");
    let server = home.serve(&["--http", "--audit-log", &log]);
    let client = server.client();
    client
        .post(&format!("{ALL}?fieldManager=m"), r#"{"metadata":{"name":"one","labels":{"secret":"body"}}}"#)
        .expect(201);
    let got = client.get(&format!("{ONE}?token=parameter"));
    client.with_token(Some("not-a-token")).get(ONE);
    client.get("/nope");
    client.get("/coracle/v1/at?resource=ep&namespace=default&name=one&token=parameter").expect(400);
    let past = format!("resource=ep&namespace=default&name=one&revision={}", version(&got.json()));
    client.get(&format!("/coracle/v1/at?{past}")).expect(200);
    let token = client.token.clone().unwrap();
    server.stop();
    let text = fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|l| (l["verb"].as_str().unwrap(), l["code"].as_u64().unwrap())).collect();
    assert_eq!(told, [("create", 201), ("get", 200), ("get", 401), ("get", 404), ("get", 400), ("get", 200)]);
    assert_eq!((lines[0]["user"].as_str(), lines[0]["manager"].as_str()), (Some("admin"), Some("m")));
    assert_eq!(lines[1]["object"], serde_json::json!({"resource": "endpoints", "namespace": "default", "name": "one"}));
    let queries: Vec<_> = lines.iter().filter_map(|line| line["query"].as_str()).collect();
    assert_eq!((lines[5]["query"].as_str(), queries), (Some(&*past), vec![&*past]));
    assert_eq!(lines[1]["auditId"].as_str(), got.header("audit-id"));
    assert_eq!(lines.iter().map(|l| l["auditId"].to_string()).collect::<BTreeSet<_>>().len(), 6);
    for secret in [token.as_str(), "not-a-token", "body", "parameter"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn resident_kib(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn who_does_not_read_an_answer_is_still_under_way() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-requests-inflight", "1"]);
    let client = server.client();
    let note = "x".repeat(200_000);
    for n in 0..80 {
        let body = format!(r#"{{"metadata":{{"name":"e{n}","annotations":{{"note":"{note}"}}}}}}"#);
        client.post(ALL, &body).expect(201);
    }
    // More than what sockets hold; the head is there, and so the answer has begun.
    let mut connection = client.connect().unwrap();
    connection.begin("GET", ALL, &[], None).unwrap();
    assert_eq!(connection.answer("HEAD").unwrap().code, 200);
    let refused = client.get(ONE);
    assert_eq!((refused.code, refused.header("retry-after")), (429, Some("1")), "{}", refused.text());
    drop(connection);
    let mut left = PATIENCE.as_millis() / 20;
    while client.get(ONE).code == 429 {
        assert!(left > 0, "who has left is still counted");
        left -= 1;
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(client.get(ALL).expect(200)["items"].as_array().map(Vec::len), Some(80));
    client.get(ALL).expect(200);
}

#[test]
#[cfg(target_os = "linux")]
fn silent_connections_are_asked_whether_anybody_is_there() {
    /// What the kernel waits for at an idle socket that it will probe: `tr` of `/proc/net/tcp`.
    const KEEPALIVE: &str = "02";
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let (_watch, address) = (client.watch(&format!("{ALL}?watch=true")), client.address.clone());
    let port: u16 = address.rsplit(':').next().unwrap().parse().unwrap();
    let table = fs::read_to_string("/proc/net/tcp").unwrap();
    let sockets: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    let open = |fields: &&Vec<&str>| fields[1].ends_with(&format!(":{port:04X}")) && fields[3] == "01";
    let timers: Vec<&str> = sockets.iter().filter(open).map(|fields| &fields[5][..2]).collect();
    assert!(timers.contains(&KEEPALIVE), "{timers:?}\n{table}");
}
