//! Who may do what: roles and rules from a file, read again when it changes.

use std::fs;
use std::thread;
use std::time::Duration;

use crate::client::{Client, MERGE};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";
const TOKENS: &str = "root,admin,1,\"system:masters\"\nview,vera,2\nedit,ed,3\nadmin,ada,4\nput,pat,5\n";
const RULES: &str = "\
- users: [vera]
  role: view
- users: [ed]
  namespaces: [default]
  role: edit
- users: [ada]
  role: admin
- users: [pat]
  rules:
  - verbs: [get, update, patch]
    resources: [endpoints]
    resourceNames: [one, new]
";

/// Asks until the answer has this code; rules are read again within a second or two.
fn until(code: u16, ask: impl Fn() -> u16) {
    for _ in 0..200 {
        if ask() == code {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no {code} within ten seconds");
}

#[test]
fn roles_and_rules_say_who_may_do_what() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let root = server.client();
    root.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let by = |token: &str| root.with_token(Some(token));
    let patch = |client: &Client, path: &str| client.patch(path, MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).code;
    let post = |client: &Client, path: &str, name: &str| {
        client.post(path, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).code
    };
    assert_eq!((by("view").get(ALL).code, by("view").get("/api/v1/namespaces").code), (200, 200));
    assert_eq!((patch(&by("view"), ONE), post(&by("view"), ALL, "x")), (403, 403));
    assert_eq!((patch(&by("edit"), ONE), post(&by("edit"), ALL, "two")), (200, 201));
    assert_eq!(by("edit").get("/api/v1/namespaces/kube-system/endpoints").code, 403);
    assert_eq!(post(&by("edit"), "/api/v1/namespaces", "shop"), 403);
    assert_eq!(post(&by("admin"), "/api/v1/namespaces", "shop"), 201);
    assert_eq!((patch(&by("put"), ONE), by("put").get(&format!("{ALL}/two")).code), (200, 403));
    let denied = patch(&by("put"), &format!("{ALL}/two"));
    assert_eq!(denied, 403);
}

#[test]
fn who_may_update_but_not_create_creates_nothing() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let pat = server.client().with_token(Some("put"));
    let new = format!("{ALL}/new");
    let put = pat.put(&new, r#"{"metadata":{"name":"new"}}"#).expect(403);
    let message = r#"endpoints "new" is forbidden: User "pat" cannot create resource "endpoints" in API group "" in the namespace "default""#;
    assert_eq!(put["message"], message);
    let document = r#"{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"new"}}"#;
    let apply = pat.patch(&format!("{new}?fieldManager=m"), "application/apply-patch+yaml", document).expect(403);
    assert_eq!(apply["message"], message);
    server.client().get(&new).expect(404);
}

#[test]
fn a_changed_file_is_read_again_and_a_mistake_changes_nothing() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let vera = server.client().with_token(Some("view"));
    let post = || vera.post(ALL, r#"{"metadata":{"generateName":"x-"}}"#).code;
    assert_eq!(post(), 403);
    fs::write(&rules, RULES.replace("role: view", "role: edit")).unwrap();
    until(201, post);
    fs::write(&rules, RULES.replace("role: view", "role: boss")).unwrap();
    until(1, || u16::from(server.log().contains("line 1: unknown variant `boss`")));
    assert_eq!(post(), 201, "the rules stay as they were");
    fs::write(&rules, "").unwrap();
    until(403, post);
}

#[test]
fn a_file_with_a_mistake_stops_the_start() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let rules = home.file("rules.yaml", "- users: [vera]\n  role: view\n- users: [ed]\n  rule: edit\n");
    let ended = home.run(&["serve", "--http", "--token-file", &tokens, "--rules", &rules]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("line 3: unknown field `rule`"), "{}", ended.stderr);
}
