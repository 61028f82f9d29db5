//! What happens by itself: namespaces that empty, owners and dependents, over crashes and in large numbers.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, MERGE};
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";

/// Creates an object and returns its uid.
fn create(client: &Client, name: &str, metadata: Value) -> String {
    let mut metadata = metadata;
    metadata["name"] = name.into();
    let object = client.post(ALL, &json!({"metadata": metadata}).to_string()).expect(201);
    object["metadata"]["uid"].as_str().unwrap().to_owned()
}

fn owned_by(name: &str, uid: &str) -> Value {
    json!({"ownerReferences": [{"apiVersion": "v1", "kind": "Endpoints", "name": name, "uid": uid, "blockOwnerDeletion": true}]})
}

/// Waits until it is so.
#[track_caller]
fn until(what: &str, so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "not {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn is_gone(client: &Client, name: &str) -> bool {
    client.get(&format!("{ALL}/{name}")).code == 404
}

fn names(client: &Client, path: &str) -> Vec<String> {
    let list = client.get(path).expect(200);
    let items = list["items"].as_array().unwrap();
    items.iter().map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_deleted_namespace_goes_with_all_it_holds_and_can_be_made_again() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
    let inside = "/api/v1/namespaces/shop/endpoints";
    for n in 0..500 {
        let finalizers = if n == 7 { r#","finalizers":["example.com/hold"]"# } else { "" };
        client.post(inside, &format!(r#"{{"metadata":{{"name":"e{n}"{finalizers}}}}}"#)).expect(201);
    }
    client.delete("/api/v1/namespaces/shop").expect(200);
    until("emptied but for one", || names(&client, inside) == ["e7"]);
    let said = || {
        let conditions = client.get("/api/v1/namespaces/shop").expect(200)["status"]["conditions"].clone();
        let messages = conditions.as_array().into_iter().flatten().map(|c| c["message"].as_str().unwrap().to_owned());
        messages.collect::<Vec<_>>()
    };
    until("said", || said().last().is_some_and(|last| last.ends_with("example.com/hold in 1 resource instances")));
    assert_eq!(said()[3], "Some resources are remaining: endpoints. has 1 resource instances");
    let refused = client.post(inside, r#"{"metadata":{"name":"late"}}"#);
    assert_eq!(refused.code, 403);
    client.patch(&format!("{inside}/e7"), MERGE, r#"{"metadata":{"finalizers":null}}"#).expect(200);
    until("gone", || client.get("/api/v1/namespaces/shop").code == 404);
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
    assert_eq!(names(&client, inside), Vec::<String>::new());
    assert_eq!(client.delete("/api/v1/namespaces/kube-system").code, 403);
}

#[test]
fn what_was_left_at_a_crash_is_done_after_the_start() {
    let home = Home::new();
    let server = home.serve(&["--http", "--controllers", "none"]);
    let client = server.client();
    let owner = create(&client, "owner", json!({}));
    create(&client, "dependent", owned_by("owner", &owner));
    let first = create(&client, "first", json!({}));
    create(&client, "kept", owned_by("first", &first));
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
    client.post("/api/v1/namespaces/shop/endpoints", r#"{"metadata":{"name":"one"}}"#).expect(201);
    client.delete("/api/v1/namespaces/shop").expect(200);
    client.delete(&format!("{ALL}/owner")).expect(200);
    client.delete(&format!("{ALL}/first?propagationPolicy=Orphan")).expect(200);
    thread::sleep(Duration::from_millis(200));
    assert_eq!(names(&client, ALL), ["dependent", "first", "kept"], "nobody is there to do it");
    assert_eq!(client.get("/api/v1/namespaces/shop").expect(200)["status"]["phase"], "Terminating");
    server.kill();
    let server = home.serve(&["--http"]);
    let client = server.client();
    until("collected", || is_gone(&client, "dependent") && is_gone(&client, "first"));
    until("emptied", || client.get("/api/v1/namespaces/shop").code == 404);
    assert_eq!(client.get(&format!("{ALL}/kept")).expect(200)["metadata"].get("ownerReferences"), None);
    drop(server);
}

#[test]
fn a_cascade_through_thousands_survives_crashes_and_holds_nobody_up() {
    const DEPENDENTS: usize = 1500;
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    let mut client = server.client();
    let owner = create(&client, "owner", json!({}));
    thread::scope(|scope| {
        for part in 0..8 {
            let (client, owner) = (&client, &owner);
            scope.spawn(move || {
                (part..DEPENDENTS)
                    .step_by(8)
                    .for_each(|n| drop(create(client, &format!("d{n}"), owned_by("owner", owner))));
            });
        }
    });
    client.delete(&format!("{ALL}/owner?propagationPolicy=Foreground")).expect(200);
    for round in 0..3 {
        create(&client, &format!("other-{round}"), json!({}));
        server.kill();
        server = home.serve(&["--http"]);
        client = server.client();
    }
    until("all gone", || is_gone(&client, "owner"));
    assert_eq!(names(&client, ALL), ["other-0", "other-1", "other-2"]);
    assert_eq!(home.run(&["verify", "--server"]).code, Some(0));
}

#[test]
fn foreground_waits_for_those_that_block_and_orphans_stay() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let owner = create(&client, "owner", json!({"finalizers": ["example.com/own"]}));
    let mut held = owned_by("owner", &owner);
    held["finalizers"] = json!(["example.com/hold"]);
    create(&client, "held", held);
    client.delete(&format!("{ALL}/owner?propagationPolicy=Foreground")).expect(200);
    until("marked", || client.get(&format!("{ALL}/held")).expect(200)["metadata"].get("deletionTimestamp").is_some());
    let finalizers = || client.get(&format!("{ALL}/owner")).json()["metadata"]["finalizers"].clone();
    assert_eq!(finalizers(), json!(["example.com/own", "foregroundDeletion"]));
    client.patch(&format!("{ALL}/held"), MERGE, r#"{"metadata":{"finalizers":null}}"#).expect(200);
    until("released", || finalizers() == json!(["example.com/own"]));
    client.patch(&format!("{ALL}/owner"), MERGE, r#"{"metadata":{"finalizers":null}}"#).expect(200);
    assert!(is_gone(&client, "owner"));

    let owner = create(&client, "owner", json!({}));
    let other = create(&client, "other", json!({}));
    let mut both = owned_by("owner", &owner);
    let second = owned_by("other", &other)["ownerReferences"][0].clone();
    both["ownerReferences"].as_array_mut().unwrap().push(second);
    create(&client, "both", both);
    create(&client, "one", owned_by("owner", &owner));
    client.delete(&format!("{ALL}/owner?propagationPolicy=Orphan")).expect(200);
    until("gone", || is_gone(&client, "owner"));
    let owners = |name: &str| client.get(&format!("{ALL}/{name}")).expect(200)["metadata"]["ownerReferences"].clone();
    assert_eq!(owners("one"), Value::Null);
    assert_eq!(owners("both").as_array().map(Vec::len), Some(1));
}

#[test]
fn who_brings_controllers_says_so() {
    let home = Home::new();
    let wrong = home.run(&["serve", "--controllers", "all"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("there are namespace and garbage-collector"), "{}", wrong.stderr);
    let server = home.serve(&["--http", "--controllers", "namespace"]);
    let client = server.client();
    create(&client, "dependent", owned_by("nobody", "00000000-0000-4000-8000-000000000001"));
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
    client.delete("/api/v1/namespaces/shop").expect(200);
    until("gone", || client.get("/api/v1/namespaces/shop").code == 404);
    assert_eq!(names(&client, ALL), ["dependent"]);
}
