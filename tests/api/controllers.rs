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

/// Metadata with one owner, which it keeps while that is deleted in the foreground.
fn owned_by(name: &str, uid: &str) -> Value {
    json!({"ownerReferences": [reference(name, uid)]})
}

fn reference(name: &str, uid: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Endpoints", "name": name, "uid": uid, "blockOwnerDeletion": true})
}

fn change(client: &Client, name: &str, metadata: Value) {
    client.patch(&format!("{ALL}/{name}"), MERGE, &json!({"metadata": metadata}).to_string()).expect(200);
}

fn metadata(client: &Client, name: &str) -> Value {
    client.get(&format!("{ALL}/{name}")).expect(200)["metadata"].take()
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
    const DEPENDENTS: usize = 10_000;
    const CLIENTS: usize = 32;
    let left = |client: &Client| {
        let one = client.get(&format!("{ALL}?limit=1")).expect(200);
        one["metadata"]["remainingItemCount"].as_u64().unwrap_or(0)
    };
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    let mut client = server.client();
    let owner = create(&client, "owner", json!({}));
    thread::scope(|scope| {
        for part in 0..CLIENTS {
            let (client, owner) = (&client, &owner);
            scope.spawn(move || {
                let mut connection = client.connect().unwrap();
                for n in (part..DEPENDENTS).step_by(CLIENTS) {
                    let mut metadata = owned_by("owner", owner);
                    metadata["name"] = format!("d{n}").into();
                    let body = json!({"metadata": metadata}).to_string();
                    let answer = connection.ask("POST", ALL, &[], Some(body.as_bytes())).unwrap();
                    assert_eq!(answer.code, 201, "{}", answer.text());
                }
            });
        }
    });
    client.delete(&format!("{ALL}/owner?propagationPolicy=Foreground")).expect(200);
    for round in 0..3 {
        create(&client, &format!("other-{round}"), json!({}));
        // In the middle: some are gone, and others are left.
        let before = left(&client);
        until("further", || left(&client) < before.saturating_sub(100).max(1));
        match round {
            0 => assert_eq!(server.stop().code, Some(0)),
            _ => server.kill(),
        }
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
fn who_does_not_block_does_not_keep_its_owner() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let owner = create(&client, "owner", json!({}));
    let mut held = owned_by("owner", &owner);
    held["finalizers"] = json!(["example.com/hold"]);
    create(&client, "blocks", held.clone());
    held["ownerReferences"][0]["blockOwnerDeletion"] = false.into();
    create(&client, "does-not", held.clone());
    client.delete(&format!("{ALL}/owner?propagationPolicy=Foreground")).expect(200);
    for name in ["blocks", "does-not"] {
        until("marked", || metadata(&client, name).get("deletionTimestamp").is_some());
    }
    assert_eq!(metadata(&client, "owner")["finalizers"], json!(["foregroundDeletion"]));
    // It goes on waiting for something else, but no longer keeps its owner.
    change(&client, "blocks", held);
    until("released", || is_gone(&client, "owner"));
    assert_eq!(names(&client, ALL), ["blocks", "does-not"]);
}

#[test]
fn an_owner_that_waits_is_found_by_its_uid() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let wrong_name = |reference: &mut Value| reference["name"] = "other".into();
    let wrong_kind = |reference: &mut Value| reference["apiVersion"] = "example.com/v1".into();
    for (name, spoil) in [("name", &wrong_name as &dyn Fn(&mut Value)), ("kind", &wrong_kind)] {
        let owner = create(&client, "owner", json!({}));
        let mut dependent = owned_by("owner", &owner);
        spoil(&mut dependent["ownerReferences"][0]);
        dependent["finalizers"] = json!(["example.com/hold"]);
        create(&client, name, dependent);
        client.delete(&format!("{ALL}/owner?propagationPolicy=Foreground")).expect(200);
        client.delete(&format!("{ALL}/{name}")).expect(200);
        assert_eq!(metadata(&client, "owner")["finalizers"], json!(["foregroundDeletion"]), "{name}");
        change(&client, name, json!({"finalizers": null}));
        until("gone", || is_gone(&client, "owner"));
    }
}

#[test]
fn of_several_owners_those_that_are_gone_are_taken_off() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let [first, second, third] = ["first", "second", "third"].map(|name| create(&client, name, json!({})));
    let never = "00000000-0000-4000-8000-000000000001";
    let references = [("first", first.as_str()), ("second", &second), ("third", &third), ("never", never)];
    let references = references.map(|(name, uid)| reference(name, uid));
    create(&client, "dependent", json!({"ownerReferences": references}));
    let owners = || {
        let metadata = metadata(&client, "dependent");
        let owners = metadata["ownerReferences"].as_array().unwrap().iter().map(|owner| owner["name"].to_string());
        owners.collect::<String>().replace("\"\"", " ").replace('"', "")
    };
    until("without the one that never was", || owners() == "first second third");
    let foreign = json!({"apiVersion": "example.com/v1", "kind": "Thing", "name": "thing", "uid": "thing"});
    create(&client, "foreign", json!({"ownerReferences": [foreign, reference("first", &first)]}));
    client.delete(&format!("{ALL}/first")).expect(200);
    until("without the one that went", || owners() == "second third");
    client.delete(&format!("{ALL}/second?propagationPolicy=Foreground")).expect(200);
    until("without the one that waited", || owners() == "third");
    until("gone", || is_gone(&client, "second"));
    // Those who were taken off are no longer theirs who had set them, and nobody else's.
    let managed = metadata(&client, "dependent")["managedFields"].clone();
    let fields = json!({".": {}, format!("k:{{\"uid\":\"{third}\"}}"): {}});
    assert_eq!(managed.as_array().map(Vec::len), Some(1));
    assert_eq!(managed[0]["fieldsV1"]["f:metadata"]["f:ownerReferences"], fields);
    client.delete(&format!("{ALL}/third")).expect(200);
    until("gone", || is_gone(&client, "dependent"));
    assert_eq!(names(&client, ALL), ["foreign"], "who belongs to what is not served stays");
}

#[test]
fn owners_in_a_circle_go() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let first = create(&client, "first", json!({}));
    let second = create(&client, "second", owned_by("first", &first));
    let mut third = owned_by("second", &second);
    third["finalizers"] = json!(["example.com/hold"]);
    let third = create(&client, "third", third);
    change(&client, "first", owned_by("third", &third));
    client.delete(&format!("{ALL}/first?propagationPolicy=Foreground")).expect(200);
    until("gone but for what is held", || names(&client, ALL) == ["third"]);
    change(&client, "third", json!({"finalizers": null}));
    until("gone", || names(&client, ALL).is_empty());
}

#[test]
fn an_owner_made_again_is_another_one_and_changes_do_not_keep_a_dependent() {
    let home = Home::new();
    let server = home.serve(&["--http", "--controllers", "none"]);
    let client = server.client();
    let owner = create(&client, "owner", json!({}));
    for n in 0..20 {
        create(&client, &format!("d{n}"), owned_by("owner", &owner));
    }
    client.delete(&format!("{ALL}/owner")).expect(200);
    create(&client, "owner", json!({}));
    drop(server);
    let server = home.serve(&["--http"]);
    let client = server.client();
    thread::scope(|scope| {
        for n in 0..20 {
            let (client, path) = (&client, format!("{ALL}/d{n}"));
            scope.spawn(move || {
                let mut connection = client.connect().unwrap();
                let began = Instant::now();
                for count in 0.. {
                    let body = json!({"metadata": {"labels": {"count": count.to_string()}}}).to_string();
                    let answer = connection.ask("PATCH", &path, &[("Content-Type", MERGE)], Some(body.as_bytes()));
                    match answer.unwrap().code {
                        200 => assert!(began.elapsed() < PATIENCE, "{path} stays"),
                        code => return assert_eq!(code, 404),
                    }
                }
            });
        }
    });
    assert_eq!(names(&client, ALL), ["owner"]);
}

#[test]
fn namespaces_own_and_are_owned() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let namespace = |name: &str, owners: Value| {
        let body = json!({"metadata": {"name": name, "ownerReferences": owners}}).to_string();
        client.post("/api/v1/namespaces", &body).expect(201)["metadata"]["uid"].as_str().unwrap().to_owned()
    };
    let exists = |name: &str| client.get(&format!("/api/v1/namespaces/{name}")).code == 200;
    let of_kind =
        |kind: &str, name: &str, uid: &str| json!([{"apiVersion": "v1", "kind": kind, "name": name, "uid": uid}]);
    let endpoints = create(&client, "endpoints", json!({}));
    let parent = namespace("parent", json!([]));
    namespace("child", of_kind("Namespace", "parent", &parent));
    // What is in a namespace cannot own what is in none, and who says so all the same is left alone.
    namespace("confused", of_kind("Endpoints", "endpoints", &endpoints));
    create(&client, "inside", json!({"ownerReferences": of_kind("Namespace", "parent", &parent)}));
    // An owner is looked for in its dependent's own namespace.
    let across =
        json!({"metadata": {"name": "across", "ownerReferences": of_kind("Endpoints", "endpoints", &endpoints)}});
    client.post("/api/v1/namespaces/confused/endpoints", &across.to_string()).expect(201);
    until("gone", || client.get("/api/v1/namespaces/confused/endpoints/across").code == 404);
    client.delete("/api/v1/namespaces/parent").expect(200);
    until("gone", || !exists("parent") && !exists("child") && is_gone(&client, "inside"));
    client.delete(&format!("{ALL}/endpoints")).expect(200);
    let last = create(&client, "last", json!({"ownerReferences": of_kind("Endpoints", "endpoints", &endpoints)}));
    until("gone", || is_gone(&client, "last"));
    assert!(exists("confused"), "it outlived {endpoints} and {last}");
}

#[test]
fn others_keep_a_namespace_by_finalizers_of_their_own() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let path = "/api/v1/namespaces/shop";
    let finalize = |finalizers: &[&str]| {
        let body = json!({"metadata": {"name": "shop"}, "spec": {"finalizers": finalizers}}).to_string();
        client.put(&format!("{path}/finalize"), &body).expect(200);
    };
    for finalizers in [&["z.io/z", "kubernetes", "e.io/mine"][..], &["z.io/z", "e.io/mine"]] {
        client.post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
        client.post(&format!("{path}/endpoints"), r#"{"metadata":{"name":"one"}}"#).expect(201);
        finalize(finalizers);
        client.delete(path).expect(200);
        let left = || client.get(path).expect(200)["spec"]["finalizers"].clone();
        // In the order in which the reference leaves them.
        until("emptied", || left() == json!(["e.io/mine", "z.io/z"]));
        assert_eq!(client.get(&format!("{path}/endpoints/one")).code, 404, "{finalizers:?}");
        let namespace = client.get(path).expect(200);
        let reasons = namespace["status"]["conditions"].as_array().unwrap().iter().map(|c| c["reason"].to_string());
        let reasons = reasons.collect::<String>().replace("\"\"", " ").replace('"', "");
        let fine = "ResourcesDiscovered ParsedGroupVersions ContentDeleted ContentRemoved ContentHasNoFinalizers";
        assert_eq!(reasons, fine, "{finalizers:?}");
        let managers = namespace["metadata"]["managedFields"].as_array().unwrap().iter();
        let managers = managers.filter(|entry| entry["manager"] == "kube-controller-manager");
        let mut parts: Vec<_> = managers.map(|entry| entry["subresource"].as_str().unwrap().to_owned()).collect();
        parts.sort();
        assert_eq!(parts, ["finalize", "status"], "{finalizers:?}");
        finalize(&[]);
        assert_eq!(client.get(path).code, 404);
    }
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

#[test]
fn preconditions_come_before_the_protection_of_a_namespace() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let path = "/api/v1/namespaces/default";
    let uid = client.get(path).expect(200)["metadata"]["uid"].take();
    for (uid, code) in [("another".into(), 409), (uid, 403)] {
        let options = json!({"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": uid}}).to_string();
        client.ask("DELETE", path, &[("Content-Type", "application/json")], Some(options.as_bytes())).expect(code);
    }
    client.get(path).expect(200);
}

/// It takes up to a minute, as the reference does.
#[test]
fn a_namespace_that_always_exists_comes_back_whatever_controllers_run() {
    const PATH: &str = "/api/v1/namespaces/kube-node-lease";
    let home = Home::new();
    let server = home.serve(&["--http", "--controllers", "none"]);
    let client = server.client();
    for name in ["default", "kube-system", "kube-public"] {
        assert_eq!(client.delete(&format!("/api/v1/namespaces/{name}")).code, 403, "{name}");
    }
    let mut first = client.delete(PATH).expect(200);
    first["spec"]["finalizers"] = json!([]);
    client.put(&format!("{PATH}/finalize"), &first.to_string()).expect(200);
    let gone = client.get(PATH);
    assert_eq!(gone.code, 404, "{}", gone.text());
    let began = Instant::now();
    while client.get(PATH).code == 404 {
        assert!(began.elapsed() < 5 * PATIENCE, "it does not come back");
        thread::sleep(Duration::from_millis(500));
    }
    let second = client.get(PATH).expect(200);
    assert_ne!(first["metadata"]["uid"], second["metadata"]["uid"]);
    assert_eq!(second["status"]["phase"], "Active");
    assert_eq!(second["metadata"]["managedFields"][0]["manager"], "kube-apiserver");
}
