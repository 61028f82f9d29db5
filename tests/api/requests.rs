//! What a world was asked lately: a test's evidence.

use serde_json::{Value, json};

use crate::client::{Client, MERGE};
use crate::program::Home;

const REQUESTS: &str = "/coracle/v1/requests";
const ALL: &str = "/api/v1/namespaces/default/configmaps";

fn list(client: &Client, query: &str) -> (Vec<Value>, u64) {
    let listed = client.get(&format!("{REQUESTS}?{query}")).expect(200);
    (listed["items"].as_array().unwrap().clone(), listed["last"].as_u64().unwrap())
}

#[test]
fn requests_are_told_as_they_were_and_what_looks_is_none_of_them() {
    let home = Home::new();
    let server = home.serve(&["--http", "--faults"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"web"},"data":{"secret":"s3cret"}}"#).expect(201);
    let apply = format!("{ALL}/web?fieldManager=ci&force=true&dryRun=All");
    let headers = [("Content-Type", "application/apply-patch+yaml"), ("User-Agent", "suite/1.0 (linux)")];
    let body = br#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"web"},"data":{"a":"b"}}"#;
    assert_eq!(client.ask("PATCH", &apply, &headers, Some(body)).code, 200);
    client.with_token(Some("n0body")).get(ALL).expect(401);
    client
        .post("/coracle/v1/faults", r#"{"name":"late","when":{"count":1},"then":{"error":{"code":504}}}"#)
        .expect(201);
    client.get(&format!("{ALL}/web")).expect(504);
    let _watch = client.watch(&format!("{ALL}?watch=true"));
    for path in ["/livez", "/metrics", REQUESTS, "/coracle/v1/verify"] {
        client.get(path);
    }
    let (all, last) = list(&client, "");
    let words = |request: &Value| {
        let part = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {} {} {} {}",
            part("verb"),
            part("resource"),
            part("namespace"),
            part("name"),
            request["code"],
            part("fault")
        )
    };
    let told: Vec<String> = all.iter().map(words).collect();
    assert_eq!(
        told,
        [
            "create configmaps default  201 ",
            "patch configmaps default web 200 ",
            "list configmaps default  401 ",
            "get configmaps default web 504 late",
            "watch configmaps default  200 ",
        ]
    );
    assert_eq!(last, 5);
    let [created, applied, unknown, _, watched] = &all[..] else { panic!("{all:?}") };
    assert_eq!(created["revisionAfter"].as_u64(), created["revisionBefore"].as_u64().map(|revision| revision + 1));
    assert_eq!((&applied["revisionAfter"], &applied["dryRun"]), (&applied["revisionBefore"], &json!(true)));
    assert_eq!((&applied["manager"], &applied["force"]), (&json!("ci"), &json!(true)));
    assert_eq!(applied["patchType"], "application/apply-patch+yaml");
    assert_eq!(applied["userAgent"], "suite/1.0 (linux)");
    assert_eq!((&created["user"], &unknown["user"]), (&json!("admin"), &json!("")));
    assert!(created["bytes"].as_u64().unwrap() > 100 && created["milliseconds"].as_f64().unwrap() > 0.0);
    assert_eq!(watched["bytes"], Value::Null);
    let text = client.get(REQUESTS).text();
    assert!(!text.contains("s3cret") && !text.contains("n0body") && !text.contains(client.token.as_deref().unwrap()));
}

#[test]
fn filters_ask_for_some_and_what_they_cannot_be_is_refused() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for name in ["a", "b", "c"] {
        client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201);
        client.patch(&format!("{ALL}/{name}"), MERGE, r#"{"data":{"x":"y"}}"#).expect(200);
    }
    client.get(&format!("{ALL}/none")).expect(404);
    let count = |query: &str| list(&client, query).0.len();
    assert_eq!((count("verb=create"), count("verb=patch&name=b"), count("code=404")), (3, 1, 1));
    assert_eq!((count("group=&resource=config*"), count("group=apps"), count("limit=2")), (7, 0, 2));
    let (after, last) = list(&client, "since=5");
    assert_eq!((after.len(), after[0]["number"].as_u64(), last), (2, Some(6), 7));
    let refused = client.get(&format!("{REQUESTS}?verbs=get")).expect(400);
    assert!(
        refused["message"].as_str().unwrap().starts_with("there is no parameter \"verbs\" here; there is verb, "),
        "{refused}"
    );
    let refused = client.get(&format!("{REQUESTS}?code=ok")).expect(400);
    assert_eq!(refused["message"], "code: \"ok\" is no number that it can be");
    assert_eq!(client.delete(REQUESTS).expect(200), json!({"items": [], "last": 7}));
    client.get(ALL).expect(200);
    assert_eq!(list(&client, "").0[0]["number"], 8);
}

#[test]
fn as_many_are_kept_as_the_option_says() {
    let home = Home::new();
    let server = home.serve(&["--http", "--requests", "2"]);
    let client = server.client();
    (0..5).for_each(|_| drop(client.get(ALL)));
    assert_eq!(list(&client, "").1, 5);
    assert_eq!(list(&client, "").0.len(), 2);
    server.stop();
    let server = home.serve(&["--http", "--requests", "0"]);
    server.client().get(ALL).expect(200);
    assert_eq!(list(&server.client(), "").0.len(), 0);
}
