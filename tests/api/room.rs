//! `--max-bytes`: what is refused beyond it, in which words, and what goes through all the same.

use serde_json::{Value, json};

use crate::client::{Answer, Client, JSON_PATCH, MERGE};
use crate::program::{Home, Server};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
/// A quarter of it is for objects.
const LIMIT: &str = "--max-bytes=96MiB";

/// Objects with an annotation of 250 KB, until one is refused. How many there are, and the refusal.
pub fn fill(client: &Client, collection: &str) -> (usize, Answer) {
    let mut connection = client.connect().unwrap();
    for n in 0..1000 {
        let body = object(&format!("n{n}"), 250_000).to_string();
        let answer = connection.ask("POST", collection, &[], Some(body.as_bytes())).unwrap();
        if answer.code != 201 {
            return (n, answer);
        }
    }
    panic!("nothing was refused")
}

/// An object with an annotation of so many bytes.
pub fn object(name: &str, bytes: usize) -> Value {
    json!({"metadata": {"name": name, "annotations": {"note": "x".repeat(bytes)}, "finalizers": ["example.com/a", "example.com/b"]}})
}

/// It must be the refusal of what makes the data larger.
#[track_caller]
pub fn refused(answer: &Answer) {
    let status = answer.expect(500);
    let message = status["message"].as_str().unwrap();
    assert!(message.starts_with("database space exceeded: "), "{message}");
    let form = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "code": 500});
    assert_eq!(status, form);
    assert_eq!(answer.header("retry-after"), None, "or else clients try again, ten times over");
}

fn full(home: &Home) -> (Server, usize) {
    let server = home.serve(&["--http", LIMIT]);
    let client = server.client();
    let (made, answer) = fill(&client, ALL);
    refused(&answer);
    assert!((90..=100).contains(&made), "{made} of some 250 KB within 24 MiB");
    (server, made)
}

#[test]
fn what_is_beyond_the_limit_is_refused_and_nothing_else() {
    let home = Home::new();
    let (server, made) = full(&home);
    let client = server.client();
    let one = format!("{ALL}/n0");
    let as_manager = |name: &str| format!("{one}?fieldManager={name}");
    let note = |bytes: usize| json!({"metadata": {"annotations": {"note": "x".repeat(bytes)}}}).to_string();
    let unfinished = r#"[{"op":"remove","path":"/metadata/finalizers/0"}]"#;
    // A dry run is told the same.
    for dry_run in ["?", "?dryRun=All"] {
        refused(&client.post(&format!("{ALL}{dry_run}"), &object("new", 250_000).to_string()));
        refused(&client.patch(&format!("{one}{dry_run}"), MERGE, &note(255_000)));
        refused(&client.put(&format!("{one}{dry_run}"), &object("n0", 255_000).to_string()));
    }
    refused(&client.post(
        "/api/v1/namespaces",
        &json!({"metadata": {"name": "n", "annotations": {"note": "x".repeat(250_000)}}}).to_string(),
    ));
    // As large, smaller, and with one finalizer less, all by somebody who then stands among the managers.
    for (name, kind, patch) in [
        ("a", MERGE, r#"{"metadata":{"labels":null}}"#.to_owned()),
        ("b", JSON_PATCH, unfinished.to_owned()),
        ("c", MERGE, note(249_000)),
    ] {
        client.patch(&as_manager(name), kind, &patch).expect(200);
    }
    // What is left of the quarter can be used.
    client.patch(&as_manager("d"), MERGE, &note(249_100)).expect(200);
    // Those with finalizers are marked, and go with the last of them.
    for n in 0..made {
        let path = format!("{ALL}/n{n}");
        let left = client.get(&path).expect(200)["metadata"]["finalizers"].as_array().unwrap().len();
        client.delete(&path).expect(200);
        for step in 0..left {
            let answer = client.patch(&format!("{path}?fieldManager=m{step}"), JSON_PATCH, unfinished);
            assert_eq!(answer.code, 200, "{n} {step}: {}", answer.text());
        }
        assert_eq!(client.get(&path).code, 404);
    }
    assert!(fill(&client, ALL).0 >= made, "all of it is there again");
    assert_eq!(home.run(&["verify", "--server"]).code, Some(0));
    server.stop();
}

#[test]
fn a_namespace_is_emptied_and_a_start_serves_what_is_beyond_the_limit() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"n"}}"#).expect(201);
    let mut connection = client.connect().unwrap();
    for n in 0..110 {
        let mut object = object(&format!("n{n}"), 250_000);
        object["metadata"]["finalizers"] = json!([]);
        let path = "/api/v1/namespaces/n/endpoints";
        assert_eq!(connection.ask("POST", path, &[], Some(object.to_string().as_bytes())).unwrap().code, 201);
    }
    assert_eq!(client.delete("/api/v1/namespaces/kube-node-lease").code, 200);
    assert_eq!(server.stop().code, Some(0));

    let server = home.serve(&["--http", LIMIT]);
    let client = server.client();
    assert_eq!(client.get("/readyz").code, 200);
    assert_eq!(client.get("/api/v1/namespaces/n/endpoints/n109").code, 200);
    refused(&client.post(ALL, r#"{"metadata":{"name":"new"}}"#));
    assert_eq!(client.delete("/api/v1/namespaces/n").code, 200);
    while client.get("/api/v1/namespaces/n").code != 404 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    client.post(ALL, r#"{"metadata":{"name":"new"}}"#).expect(201);
    assert_eq!(server.stop().code, Some(0));
    assert_eq!(home.run(&["verify"]).code, Some(0));
}

#[test]
fn a_limit_that_leaves_no_room_is_refused() {
    let ended = Home::new().run(&["serve", "--max-bytes=10MiB"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.contains("96MiB is the least"), "{}", ended.stderr);
}
