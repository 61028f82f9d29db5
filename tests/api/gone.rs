//! What clients are told once the history that they ask for is gone, word for word as the reference says it.

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
/// Several times what a watch and its narrow connection hold.
const WRITES: u64 = 30;

fn create(client: &Client, name: &str) -> u64 {
    version(&client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201))
}

/// Removes all history, and returns the revision up to which it is gone.
fn compact(home: &Home, client: &Client) -> u64 {
    let ended = home.run(&["compact", "--server"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    version(&client.get(ALL).expect(200))
}

fn expired(message: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
        "reason": "Expired", "code": 410,
    })
}

#[test]
fn lists_of_a_revision_that_is_gone_say_so_and_pages_can_go_on() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for n in 0..6 {
        create(&client, &format!("e{n}"));
    }
    let first = client.get(&format!("{ALL}?limit=2")).expect(200);
    let token = first["metadata"]["continue"].as_str().unwrap();
    client.delete(&format!("{ALL}/e3")).expect(200);
    let now = compact(&home, &client);

    let old = version(&first);
    let gone = expired("The resourceVersion for the provided list is too old.");
    for query in [format!("resourceVersion={old}&resourceVersionMatch=Exact"), format!("resourceVersion={old}&limit=1")]
    {
        assert_eq!(client.get(&format!("{ALL}?{query}")).expect(410), gone, "{query}");
    }
    let newest = client.get(&format!("{ALL}?resourceVersion={now}&resourceVersionMatch=Exact")).expect(200);
    assert_eq!(newest["items"].as_array().map(Vec::len), Some(5), "the last revision is never gone");
    client.get(&format!("{ALL}?resourceVersion={old}")).expect(200);

    let refused = client.get(&format!("{ALL}?limit=2&continue={token}")).expect(410);
    assert_eq!((&refused["reason"], &refused["status"]), (&json!("Expired"), &json!("Failure")));
    let message = refused["message"].as_str().unwrap();
    assert!(
        message.starts_with("The provided continue parameter is too old to display a consistent list"),
        "{message}"
    );
    let token = refused["metadata"]["continue"].as_str().unwrap();
    assert_eq!(token, "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6LTEsInN0YXJ0IjoiZTFcdTAwMDAifQ");
    let rest = client.get(&format!("{ALL}?limit=2&continue={token}")).expect(200);
    let names: Vec<_> =
        rest["items"].as_array().unwrap().iter().map(|item| item["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!((names, version(&rest)), (vec!["e2", "e4"], now));
    assert_eq!(rest["metadata"]["remainingItemCount"], 1);
}

#[test]
fn a_watch_from_a_revision_that_is_gone_ends_with_an_error_and_one_that_is_passed_too() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let first = create(&client, "one");
    // Nobody reads it, so it stays where its client's buffers are full. They are small, so that little has to be written until then:
    // it is cut off if it takes nothing for 30 s.
    let path = format!("{ALL}?watch=true&resourceVersion={first}");
    let mut blocked = client.connect_narrow().unwrap().watch(&path, &[]).unwrap().unwrap();
    let note = "x".repeat(200_000);
    for n in 0..WRITES {
        let body = format!(r#"{{"metadata":{{"annotations":{{"n":"{n}","note":"{note}"}}}}}}"#);
        client.patch(&format!("{ALL}/one"), MERGE, &body).expect(200);
    }
    let now = compact(&home, &client);
    for accept in ["application/json", "application/json;as=Table;v=v1;g=meta.k8s.io"] {
        let path = format!("{ALL}?watch=true&resourceVersion={first}");
        let mut late = client.watch_as(&path, accept);
        let error = json!({"type": "ERROR", "object": expired(&format!("too old resource version: {first} ({now})"))});
        assert_eq!(late.next().unwrap(), Some(error));
        assert_eq!(late.next().unwrap(), None);
    }
    let mut seen = 0;
    let last = loop {
        let event = blocked.next().unwrap().unwrap();
        if event["type"] == "ERROR" {
            break event;
        }
        assert_eq!(version(&event["object"]), first + 1 + seen, "no gap before the end");
        seen += 1;
    };
    assert!(seen < WRITES, "it had everything already");
    assert_eq!(last["object"], expired(&format!("too old resource version: {} ({now})", first + seen)));
    assert_eq!(blocked.next().unwrap(), None);
    let mut current = client.watch(&format!("{ALL}?watch=true&resourceVersion={now}"));
    let created = create(&client, "two");
    assert_eq!(current.word(), format!("ADDED two {created}"));
}

#[test]
fn who_waits_is_not_told_that_what_happened_to_others_is_gone() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let begun = version(&client.post("/api/v1/namespaces", r#"{"metadata":{"name":"quiet"}}"#).expect(201));
    let quiet = "/api/v1/namespaces/quiet/endpoints";
    let from = format!("watch=true&resourceVersion={begun}");
    let mut waiting = [
        client.watch(&format!("{quiet}?{from}")),
        client.watch(&format!("{quiet}?{from}&fieldSelector=metadata.name%3Done")),
        client.watch(&format!("/api/v1/namespaces?{from}&fieldSelector=metadata.name%3Dquiet")),
        client.watch(&format!("/api/v1/endpoints?{from}&fieldSelector=metadata.name%3Done")),
        client.watch(&format!("/api/v1/namespaces?{from}&allowWatchBookmarks=true&timeoutSeconds=12")),
    ];
    for n in 0..20 {
        create(&client, &format!("e{n}"));
        client.delete(&format!("{ALL}/e{n}")).expect(200);
    }
    let compacted = compact(&home, &client);
    let [.., marked] = &mut waiting;
    let bookmark = marked.next().unwrap().unwrap();
    assert_eq!((&bookmark["type"], version(&bookmark["object"])), (&json!("BOOKMARK"), compacted));

    let created = version(&client.post(quiet, r#"{"metadata":{"name":"one"}}"#).expect(201));
    let labelled =
        version(&client.patch("/api/v1/namespaces/quiet", MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).expect(200));
    let told = waiting.iter_mut().take(4).map(|watch| watch.word());
    let endpoints = || format!("ADDED one {created}");
    assert_eq!(told.collect::<Vec<_>>(), [endpoints(), endpoints(), format!("MODIFIED quiet {labelled}"), endpoints()]);
}
