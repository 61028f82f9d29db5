//! Waiting until something is so: an object, requests, or quiet.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::Home;

const WAIT: &str = "/coracle/v1/wait";
const ALL: &str = "/api/v1/namespaces/default/configmaps";
const WEB: &str = "resource=configmaps&namespace=default&name=web";

/// Asks on a thread of its own, and says how long it took.
fn waits(client: &Client, query: &str) -> thread::JoinHandle<(u16, Value, Duration)> {
    let (client, path) = (client.clone(), format!("{WAIT}?{query}"));
    thread::spawn(move || {
        let began = Instant::now();
        let answer = client.get(&path);
        (answer.code, answer.json(), began.elapsed())
    })
}

#[test]
fn an_object_is_waited_for_until_it_is_as_wanted() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let web = format!("{ALL}/web");
    let created = waits(&client, &format!("{WEB}&for=create"));
    let phase = waits(&client, &format!("{WEB}&for=jsonpath%3D%7B.data.phase%7D%3DRunning"));
    thread::sleep(Duration::from_millis(200));
    let made = client.post(ALL, r#"{"metadata":{"name":"web"},"data":{"phase":"Pending"}}"#).expect(201);
    let (code, waited, _) = created.join().unwrap();
    assert_eq!((code, &waited["object"]["metadata"]["name"]), (200, &json!("web")));
    assert_eq!(waited["revision"].as_u64(), Some(version(&made)));
    // Be it for a moment: what it was is seen, too.
    client.patch(&web, MERGE, r#"{"data":{"phase":"Running"}}"#).expect(200);
    client.patch(&web, MERGE, r#"{"data":{"phase":"Done"}}"#).expect(200);
    let (code, waited, _) = phase.join().unwrap();
    assert_eq!((code, &waited["object"]["data"]["phase"]), (200, &json!("Running")));
    let deleted = waits(&client, &format!("{WEB}&for=delete"));
    thread::sleep(Duration::from_millis(100));
    client.delete(&web).expect(200);
    let (code, waited, took) = deleted.join().unwrap();
    assert_eq!((code, &waited["object"]), (200, &Value::Null));
    assert!(took < Duration::from_secs(20), "{took:?}");
    // What is so already is not waited for.
    assert_eq!(client.get(&format!("{WAIT}?{WEB}&for=delete&timeout=0s")).code, 200);
}

#[test]
fn a_condition_of_a_definition_is_waited_for() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let established = waits(&client, "resource=crd&name=shops.example.com&for=condition%3DEstablished");
    let crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "shops.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"plural": "shops", "kind": "Shop"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}],
        },
    });
    client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &crd.to_string()).expect(201);
    let (code, waited, _) = established.join().unwrap();
    assert_eq!(code, 200, "{waited}");
}

#[test]
fn who_waits_for_too_long_is_told_what_there_is_instead() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let late = |query: &str| client.get(&format!("{WAIT}?{query}&timeout=100ms")).expect(504);
    let told = late(&format!("{WEB}&for=create"));
    assert_eq!(told["message"], "Timeout: it is not so after 100ms; configmaps \"web\" is not there");
    assert_eq!(told["reason"], "Timeout");
    assert_eq!(
        late("requests=3&verb=create")["message"],
        "Timeout: it is not so after 100ms; 0 of 3 requests have come"
    );
    let refused =
        |query: &str| client.get(&format!("{WAIT}?{query}")).expect(400)["message"].as_str().unwrap().to_owned();
    assert_eq!(refused(""), "one of the parameters for, requests and quiet says what is waited for");
    assert_eq!(refused(&format!("{WEB}&for=create&quiet=1s")), refused(""));
    assert_eq!(refused("resource=shops&name=a&for=create"), "the parameter resource: there is no kind \"shops\"");
    assert_eq!(refused("resource=cm&name=a&for=create"), "the parameters namespace and name say which of configmaps");
    assert!(
        refused(&format!("{WEB}&for=ready")).starts_with("the parameter for: \"ready\" is none that can be waited for")
    );
    assert_eq!(refused("requests=2000"), "the parameter requests: this server keeps the last 1000; serve --requests");
    assert!(refused("quiet=1").starts_with("the parameter quiet: time: missing unit"));
    for (query, why) in [
        ("quiet=-1s", "the parameter quiet: \"-1s\" is negative"),
        ("quiet=1s&timeout=-1s", "the parameter timeout: \"-1s\" is negative"),
        ("quiet=1s&timeout=10m1s", "the parameter timeout: 10m at most"),
        ("quiet=1s&quiet=2s", "the parameter quiet is there more than once"),
        ("requests=1&resource=cm", "resource: no request has \"cm\"; its path has the plural name, configmaps"),
        ("requests=1&verb=create,get", "no request has the verb \"create,get\"; there are get, list, watch, "),
    ] {
        assert!(refused(query).starts_with(why), "{query}: {}", refused(query));
    }
    assert_eq!(refused("requests=0"), "the parameter requests: none are there already");
    for query in [format!("{WEB}&for=create&code=201"), "quiet=1s&resource=configmaps".to_owned()] {
        assert!(refused(&query).ends_with("is about requests, which are not waited for"), "{query}");
    }
}

#[test]
fn requests_and_quiet_are_waited_for() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let three = waits(&client, "requests=3&verb=create&resource=configmaps&code=201");
    for name in ["a", "a", "b", "c"] {
        thread::sleep(Duration::from_millis(50));
        client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#));
    }
    let (code, waited, _) = three.join().unwrap();
    assert_eq!((code, waited["requests"].as_array().map(Vec::len)), (200, Some(3)));
    let quiet = waits(&client, "quiet=400ms");
    for n in 0..5 {
        thread::sleep(Duration::from_millis(100));
        client.patch(&format!("{ALL}/a"), MERGE, &format!(r#"{{"data":{{"n":"{n}"}}}}"#)).expect(200);
    }
    let last = version(&client.get(&format!("{ALL}/a")).expect(200));
    let (code, waited, took) = quiet.join().unwrap();
    assert_eq!((code, waited["revision"].as_u64()), (200, Some(last)));
    assert!(took >= Duration::from_millis(800), "{took:?}");
}

#[test]
fn a_server_that_stops_keeps_nobody_waiting() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let waiting = waits(&server.client(), &format!("{WEB}&for=create&timeout=5m"));
    thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    assert_eq!(server.stop().code, Some(0));
    assert_eq!(waiting.join().unwrap().0, 503);
    assert!(began.elapsed() < Duration::from_secs(20));
}
