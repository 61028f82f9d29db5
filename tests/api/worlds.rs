//! Worlds: each is a server of its own that nobody else can see into, made in no time, put back, and gone when it is not needed.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::{Home, PATIENCE, Server, first_objects};

pub const WORLDS: &str = "/coracle/v1/worlds";
pub const ALL: &str = "/api/v1/namespaces/default/configmaps";
pub const CRDS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// Makes a world in memory, of nothing or as a fork.
#[track_caller]
fn make(client: &Client, name: &str, from: Option<&str>) -> Client {
    let mut wanted = json!({"name": name, "ephemeral": true});
    if let Some(from) = from {
        wanted["from"] = json!({"world": from});
    }
    let made = client.post(WORLDS, &wanted.to_string()).expect(201);
    assert_eq!(made["name"], name);
    Client::of_kubeconfig(made["kubeconfig"].as_str().unwrap())
}

pub fn put(client: &Client, name: &str, value: &str) -> Value {
    let body = json!({"metadata": {"name": name}, "data": {"v": value}}).to_string();
    let made = client.post(ALL, &body);
    if made.code == 201 { made.json() } else { client.put(&format!("{ALL}/{name}"), &body).expect(200) }
}

/// The ConfigMaps of a world, by name.
pub fn all(client: &Client) -> BTreeMap<String, String> {
    let items = client.get(ALL).expect(200)["items"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items.iter().map(|item| (text(&item["metadata"]["name"]), text(&item["data"]["v"]))).collect()
}

/// Waits for something.
fn until(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

fn serve(home: &Home) -> (Server, Client) {
    let server = home.serve(&["--http"]);
    let client = server.client();
    (server, client)
}

pub fn widgets() -> String {
    let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let version = json!({"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": schema}});
    json!({
        "metadata": {"name": "widgets.example.com"},
        "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"}, "versions": [version]},
    })
    .to_string()
}

#[test]
fn a_world_is_made_shown_reached_and_deleted() {
    let home = Home::new();
    let (_server, client) = serve(&home);
    let fresh = make(&client, "fresh", None);
    assert_eq!((fresh.address.as_str(), fresh.prefix.as_str()), (client.address.as_str(), "/worlds/fresh"));
    assert_eq!(fresh.get("/api/v1/namespaces/default").code, 200);
    put(&fresh, "a", "1");
    let shown = client.get(&format!("{WORLDS}/fresh")).expect(200);
    assert_eq!(shown["objects"], first_objects() + 1);
    assert_eq!((&shown["ephemeral"], shown.get("expires")), (&json!(true), None));
    let unnamed = client.post(WORLDS, r#"{"ephemeral":true,"ttl":"1h30m"}"#).expect(201);
    assert_eq!(unnamed["ttl"], "1h30m0s");
    let listed = client.get(WORLDS).expect(200);
    let names: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["fresh", "main", unnamed["name"].as_str().unwrap()]);
    assert_eq!(client.world("main").get("/api/v1/namespaces/default").code, 200);

    assert_eq!(client.delete(&format!("{WORLDS}/fresh")).expect(200)["name"], "fresh");
    let gone = fresh.get(ALL).expect(404);
    assert_eq!((&gone["message"], &gone["kind"]), (&json!("worlds \"fresh\" not found"), &json!("Status")));
    assert_eq!(client.delete(&format!("{WORLDS}/fresh")).code, 404);
    assert_eq!(client.delete(&format!("{WORLDS}/main")).code, 403);
    let again = make(&client, "fresh", None);
    assert_eq!(all(&again), BTreeMap::new());
}

#[test]
fn what_cannot_be_is_refused_with_a_reason() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-worlds", "3"]);
    let client = server.client();
    make(&client, "a", None);
    for (body, code, why) in [
        (r#"{"name":"a","ephemeral":true}"#, 409, "worlds \"a\" already exists"),
        (r#"{"name":"A_b","ephemeral":true}"#, 400, "the name \"A_b\""),
        (r#"{"name":"b","ephemeral":true,"size":1}"#, 400, "unknown field `size`"),
        (r#"{"name":"b","ephemeral":true,"ttl":"soon"}"#, 400, "invalid duration"),
        (r#"{"name":"b","ephemeral":true,"ttl":"0s"}"#, 400, "ttl"),
        (r#"{"name":"b","ephemeral":true,"maxBytes":0}"#, 400, "maxBytes: 0 leaves no room for anything beside what"),
        (r#"{"name":"b","maxBytes":9999,"from":{"world":"a"}}"#, 400, "maxBytes: 9999 leaves no room"),
        (r#"{"name":"b","from":{}}"#, 400, r#"either {"world": NAME} or {"snapshot": NAME} is needed"#),
        (r#"{"name":"b","ephemeral":true,"from":{"world":"none"}}"#, 404, "worlds \"none\" not found"),
        (r#"{"name":"b","ephemeral":true,"from":{"world":"a","snapshot":"b"}}"#, 400, "the body"),
        ("[", 400, "the body"),
        (r#"["b",null,true,null,null]"#, 400, "the body: it is a list, and no object"),
    ] {
        let refused = client.post(WORLDS, body).expect(code);
        assert!(refused["message"].as_str().unwrap().contains(why), "{body}: {refused}");
    }
    assert_eq!(client.get(&format!("{WORLDS}?limit=1")).code, 400);
    assert_eq!(client.put(WORLDS, "{}").code, 405);
    make(&client, "b", None);
    let full = client.post(WORLDS, r#"{"ephemeral":true}"#).expect(403);
    assert!(full["message"].as_str().unwrap().contains("--max-worlds"), "{full}");
    // What is about all worlds is asked of the first one alone.
    assert_eq!(client.world("a").get(WORLDS).code, 404);
    assert_eq!(client.world("a").delete(&format!("{WORLDS}/b")).code, 404);
    let document = client.get("/coracle/v1/openapi.json").expect(200);
    assert_eq!(document["paths"][WORLDS]["post"]["operationId"], "createWorld");
    let small = client.delete(&format!("{WORLDS}/b")).code;
    assert_eq!(small, 200);
    client.post(WORLDS, r#"{"name":"small","ephemeral":true,"maxBytes":100000}"#).expect(201);
    let told = client.post(&format!("{WORLDS}/small/reset"), r#"{"to":{}}"#).expect(400)["message"].to_string();
    assert!(told.contains("is needed"), "{told}");
    client.delete(&format!("{WORLDS}/a")).expect(200);
    let bounded = |max: u64| client.post(WORLDS, &json!({"name": "least", "maxBytes": max}).to_string());
    let told = bounded(1).expect(400)["message"].as_str().unwrap().to_owned();
    let least = told.split(' ').find_map(|word| word.parse().ok().filter(|number| *number > 1)).unwrap();
    assert_eq!((bounded(least - 1).code, bounded(least).code), (400, 201), "{told}");
    let large = json!({"metadata": {"name": "l"}, "data": {"v": "x".repeat(40_000)}}).to_string();
    assert_eq!(client.world("small").post(ALL, &large).code, 500);
    client.post(ALL, &large).expect(201);
}

/// The code of the error that an event tells of.
fn told(event: Option<Value>) -> Option<u64> {
    let event = event?;
    (event["type"] == "ERROR").then(|| event["object"]["code"].as_u64())?
}

#[test]
fn a_watch_sees_its_own_world_and_ends_with_it() {
    let home = Home::new();
    let (_server, client) = serve(&home);
    put(&client, "a", "1");
    put(&client, "b", "1");
    let fork = make(&client, "fork", Some("main"));
    let list = fork.get(ALL).expect(200);
    let mut watch = fork.watch(&format!("{ALL}?watch=1&resourceVersion={}", version(&list)));
    put(&client, "elsewhere", "1");
    let own = version(&put(&fork, "own", "1"));
    assert_eq!(watch.word(), format!("ADDED own {own}"));
    assert!(own > version(&list));

    let first_page = fork.get(&format!("{ALL}?limit=1")).expect(200);
    let token = first_page["metadata"]["continue"].as_str().unwrap().to_owned();
    let reset = client.post(&format!("{WORLDS}/fork/reset"), "").expect(200);
    assert_eq!(told(watch.next().unwrap()), Some(410));
    assert_eq!(watch.next().unwrap(), None, "and that is its end");
    assert_eq!(fork.get(&format!("{ALL}?limit=1&continue={token}")).code, 410);
    let old = fork.connect().unwrap().watch(&format!("{ALL}?watch=1&resourceVersion={own}"), &[]).unwrap();
    let old = old.map_or_else(|refused| refused.code.into(), |mut watch| told(watch.next().unwrap()).unwrap());
    assert_eq!(old, 410);
    assert_eq!(all(&fork).into_keys().collect::<Vec<_>>(), ["a", "b"]);
    let now = fork.get(ALL).expect(200);
    assert!(version(&now) > own && reset["revision"] == version(&now), "no resourceVersion means two things");

    let mut watch = fork.watch(&format!("{ALL}?watch=1&resourceVersion={}", version(&now)));
    let mut waiting = fork.watch(&format!("{ALL}?watch=1&resourceVersion={}&allowWatchBookmarks=1", version(&now)));
    let mut others = client.watch(&format!("{ALL}?watch=1"));
    client.delete(&format!("{WORLDS}/fork")).expect(200);
    for watch in [&mut watch, &mut waiting] {
        assert_eq!(told(watch.next().unwrap()), Some(410));
        assert_eq!(watch.next().unwrap(), None);
    }
    assert!(others.word().starts_with("ADDED a "), "others go on");
}

#[test]
fn each_world_has_kinds_of_its_own_and_a_fork_takes_them_along() {
    let home = Home::new();
    let (_server, client) = serve(&home);
    let (one, group, of) =
        (make(&client, "one", None), "/apis/example.com/v1", "/apis/example.com/v1/namespaces/default/widgets");
    one.post(CRDS, &widgets()).expect(201);
    one.post(of, r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}"#).expect(201);
    assert_eq!((client.get(group).code, one.get(group).code), (404, 200));
    // At once, without anybody looking at definitions again; and after somebody has.
    let two = make(&client, "two", Some("one"));
    assert_eq!((two.get(&format!("{of}/w")).code, two.get(group).code), (200, 200));
    assert!(two.get("/openapi/v3").text().contains("apis/example.com/v1"));
    let index = two.get("/openapi/v3").expect(200);
    assert!(index["paths"]["api/v1"]["serverRelativeURL"].as_str().unwrap().starts_with("/openapi/v3/"));
    let wrong = two.get("/openapi/v3/api/v1?hash=x");
    assert!(wrong.header("location").unwrap().starts_with("/worlds/two/openapi/v3/api/v1?hash="));
    let mut watch = two.watch(&format!("{of}?watch=1"));
    assert!(watch.word().starts_with("ADDED w "));
    put(&two, "a", "1");
    two.patch(&format!("{of}/w"), MERGE, r#"{"spec":{"a":1}}"#).expect(200);
    assert!(watch.word().starts_with("MODIFIED w "), "no kind has been put in the place of its");

    two.delete(&format!("{CRDS}/widgets.example.com")).expect(200);
    until("the kind goes in its world", || two.get(group).code == 404);
    assert_eq!(one.get(&format!("{of}/w")).code, 200);
    // Back to what it began with: the kind, too; and then to a world without it.
    client.post(&format!("{WORLDS}/two/reset"), "{}").expect(200);
    assert_eq!((two.get(&format!("{of}/w")).code, two.get(group).code), (200, 200));
    client.post(&format!("{WORLDS}/two/reset"), r#"{"to":{"world":"main"}}"#).expect(200);
    assert_eq!((two.get(group).code, one.get(group).code), (404, 200));
    two.post(CRDS, &widgets()).expect(201);
    assert_eq!(two.get(&format!("{of}/w")).code, 404);
}

#[test]
fn controllers_work_in_every_world_that_is_asked() {
    let home = Home::new();
    let (_server, client) = serve(&home);
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"n"}}"#).expect(201);
    client.post("/api/v1/namespaces/n/configmaps", r#"{"metadata":{"name":"c"}}"#).expect(201);
    let forks: Vec<Client> = (0..5).map(|n| make(&client, &format!("f{n}"), Some("main"))).collect();
    for fork in &forks {
        fork.delete("/api/v1/namespaces/n").expect(200);
    }
    for fork in &forks {
        until("a deleted namespace goes", || fork.get("/api/v1/namespaces/n").code == 404);
    }
    assert_eq!(client.get("/api/v1/namespaces/n/configmaps/c").code, 200);
}

#[test]
fn a_world_that_nobody_asks_goes() {
    let home = Home::new();
    let (_server, client) = serve(&home);
    let made = |name: &str| json!({"name": name, "ephemeral": true, "ttl": "3s"}).to_string();
    client.post(WORLDS, &made("left")).expect(201);
    let asked = client.post(WORLDS, &made("asked")).expect(201);
    assert!(asked["expires"].as_str().unwrap() > asked["created"].as_str().unwrap());
    let asked = client.world("asked");
    client.post(WORLDS, &made("forked")).expect(201);
    until("it goes", || {
        assert_eq!(asked.get(ALL).code, 200);
        let fork = client.post(WORLDS, r#"{"ephemeral":true,"from":{"world":"forked"}}"#).expect(201);
        client.delete(&format!("{WORLDS}/{}", fork["name"].as_str().unwrap())).expect(200);
        client.get(&format!("{WORLDS}/left")).code == 404
    });
    until("and so does the other one", || {
        thread::sleep(Duration::from_secs(1));
        client.get(&format!("{WORLDS}/asked")).code == 404
    });
}

#[test]
fn rights_are_those_of_a_world_and_the_audit_names_it() {
    const RULES: &str = "\
- users: [ci]
  worlds: [ci-*, shared]
  role: edit
- users: [ci]
  worlds: [main]
  rules:
  - verbs: [get, post]
    nonResourceURLs: [/coracle/v1/worlds*]
- users: [all]
  role: view
";
    let home = Home::new();
    let tokens = home.file("tokens.csv", "root,admin,1,\"system:masters\"\nci,ci,2\nall,all,3\n");
    let (rules, log) = (home.file("rules.yaml", RULES), home.argument("audit.jsonl"));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules, "--audit-log", &log]);
    let root = server.client();
    let [ci, all, stranger, nobody] =
        [Some("ci"), Some("all"), Some("unknown"), None].map(|token| root.with_token(token));
    make(&root, "other", None);
    let own = make(&ci, "ci-1", Some("main"));
    assert_eq!(own.token.as_deref(), Some("ci"), "with the token that it was asked with");
    own.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    for (client, code) in [
        (&own, 200),
        (&ci, 403),
        (&ci.world("main"), 403),
        (&ci.world("other"), 403),
        (&ci.world("shared"), 404),
        (&ci.world("nope"), 403),
        (&all.world("other"), 200),
        (&all.world("nope"), 404),
        (&stranger.world("nope"), 401),
        (&nobody.world("nope"), 403),
        (&root.world("nope"), 404),
    ] {
        assert_eq!(client.get(ALL).code, code, "{:?} {}", client.token, client.prefix);
    }
    assert_eq!(ci.delete(&format!("{WORLDS}/other")).code, 403);
    assert_eq!(own.get(WORLDS).code, 403);
    let may = |client: &Client| {
        let asked = json!({"spec": {"resourceAttributes": {"verb": "create", "resource": "configmaps", "namespace": "default"}}});
        client.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", &asked.to_string()).expect(201)["status"]
            ["allowed"]
            .clone()
    };
    assert_eq!((may(&own), may(&ci)), (json!(true), json!(false)));
    server.stop();
    let text = fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let created = lines.iter().find(|line| line["verb"] == "create").unwrap();
    assert_eq!((&created["world"], &created["path"]), (&json!("ci-1"), &json!(ALL)));
    assert_eq!(lines[0].get("world"), None);
}
