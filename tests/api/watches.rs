//! Watches over time: their end, their resumption, their bounds, and clients that do not read.

use std::thread;
use std::time::Duration;

use crate::client::{Client, MERGE, Watch, version};
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const WATCH: &str = "/api/v1/namespaces/default/endpoints?watch=true";

fn create(client: &Client, name: &str) -> u64 {
    version(&client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201))
}

#[test]
fn a_stop_ends_a_watch_with_a_bookmark_that_goes_on_after_the_start() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let first = create(&client, "one");
    let mut plain = client.watch(&format!("{WATCH}&resourceVersion={first}"));
    let mut marked = client.watch(&format!("{WATCH}&allowWatchBookmarks=true&resourceVersion={first}"));
    let second = create(&client, "two");
    // Elsewhere: the bookmark says that it was seen, too.
    let elsewhere = version(&client.post("/api/v1/namespaces", r#"{"metadata":{"name":"elsewhere"}}"#).expect(201));
    for watch in [&mut plain, &mut marked] {
        assert_eq!(watch.word(), format!("ADDED two {second}"));
    }
    server.stop();
    assert_eq!(plain.next().unwrap(), None);
    let bookmark = marked.next().unwrap().unwrap();
    assert_eq!(
        bookmark,
        serde_json::json!({"type": "BOOKMARK", "object": {
            "kind": "Endpoints", "apiVersion": "v1", "metadata": {"resourceVersion": elsewhere.to_string()},
        }})
    );
    assert_eq!(marked.next().unwrap(), None);

    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut resumed = client.watch(&format!("{WATCH}&resourceVersion={elsewhere}"));
    let third = create(&client, "three");
    assert_eq!(resumed.word(), format!("ADDED three {third}"));
}

#[test]
fn a_watch_resumes_after_a_crash_where_it_was() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut watch = client.watch(WATCH);
    let first = create(&client, "one");
    assert_eq!(watch.word(), format!("ADDED one {first}"));
    let second =
        version(&client.patch(&format!("{ALL}/one"), MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).expect(200));
    client.delete(&format!("{ALL}/one")).expect(200);
    server.kill();
    let server = home.serve(&["--http"]);
    let mut resumed = server.client().watch(&format!("{WATCH}&resourceVersion={first}"));
    assert_eq!(resumed.word(), format!("MODIFIED one {second}"));
    assert_eq!(resumed.word(), format!("DELETED one {}", second + 1));
}

#[test]
fn open_watches_are_bounded_and_count_as_reads_only_until_they_have_begun() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-watches", "2", "--max-requests-inflight", "1"]);
    let client = server.client();
    let first = client.watch(WATCH);
    let _second = client.watch(WATCH);
    let refused = client.get(WATCH);
    assert_eq!((refused.code, refused.header("retry-after")), (429, Some("1")), "{}", refused.text());
    assert_eq!(refused.json()["reason"], "TooManyRequests");
    client.get(ALL).expect(200);
    drop(first);
    // The server notices that an idle watch's client has left.
    let mut left = PATIENCE.as_millis() / 20;
    while client.get(&format!("{WATCH}&timeoutSeconds=-1")).code == 429 {
        assert!(left > 0, "the watch is still counted");
        left -= 1;
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn who_does_not_read_delays_nobody_and_still_gets_everything_in_order() {
    let home = Home::new();
    let server = home.serve(&["--http", "--history-bytes", "1GiB"]);
    let client = server.client();
    let first = create(&client, "one");
    let watch = || client.watch(&format!("{WATCH}&resourceVersion={first}"));
    let (mut blocked, mut reading): (Watch, Watch) = (watch(), watch());
    let note = "x".repeat(100_000);
    let patch = |n: usize| {
        let body = format!(r#"{{"metadata":{{"annotations":{{"n":"{n}","note":"{note}"}}}}}}"#);
        version(&client.patch(&format!("{ALL}/one"), MERGE, &body).expect(200))
    };
    // More than sockets and the newest part of the log hold.
    let written: Vec<u64> = (0..160).map(patch).collect();
    for watch in [&mut reading, &mut blocked] {
        for version in &written {
            assert_eq!(watch.word(), format!("MODIFIED one {version}"));
        }
    }
}

#[test]
fn a_watch_that_comes_late_sees_what_happened_meanwhile() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let before = version(&client.get(ALL).expect(200));
    let created: Vec<u64> = (0..50).map(|n| create(&client, &format!("e{n}"))).collect();
    let deleted = client.delete(&format!("{ALL}?fieldSelector=metadata.name!=e7")).expect(200);
    assert_eq!(deleted["items"].as_array().map(Vec::len), Some(49));
    let mut watch = client.watch(&format!("{WATCH}&resourceVersion={before}"));
    for (n, version) in created.iter().enumerate() {
        assert_eq!(watch.word(), format!("ADDED e{n} {version}"));
    }
    let gone: Vec<String> = (0..49).map(|_| watch.word()).collect();
    assert!(gone.iter().all(|word| word.starts_with("DELETED e") && !word.starts_with("DELETED e7 ")), "{gone:?}");
    let mut all = client
        .watch(&format!("{WATCH}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"));
    assert_eq!(all.word(), format!("ADDED e7 {}", created[7]));
    let end = all.next().unwrap().unwrap();
    assert_eq!(end["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
    assert_eq!(version(&end["object"]), created[49] + 49);
}
