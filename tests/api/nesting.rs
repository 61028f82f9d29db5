//! Documents that nest as deep as they may, and are small otherwise: through every verb and every form each has its answer, and the
//! server lives. Whoever answers them must have the stack for it, whichever thread it is.

use coracle_store::LARGE_BYTES;

use crate::client::{Answer, Client, JSON, JSON_PATCH, MERGE, STRATEGIC};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/configmaps";
const ONE: &str = "/api/v1/namespaces/default/configmaps/one";
const DEEP: &str = "/api/v1/namespaces/default/configmaps/deep";
const REVIEW: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const YAML: &str = "application/yaml";
const APPLY: &str = "application/apply-patch+yaml";
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";
/// JSON may nest 10,000 deep; a few levels are above these.
const DEPTH: usize = 9_990;
/// Of a set of paths, more would be bulky.
const PATH_DEPTH: usize = 9_000;

fn lists() -> String {
    format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH))
}

fn objects() -> String {
    format!("{}1{}", r#"{"a":"#.repeat(DEPTH), "}".repeat(DEPTH))
}

/// The fields of a manager: a set of paths that is as deep.
fn fields() -> String {
    format!(r#"{{"f:data":{}{{}}{}}}"#, r#"{"f:":"#.repeat(PATH_DEPTH), "}".repeat(PATH_DEPTH))
}

fn ask(client: &Client, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    assert!(body.len() < LARGE_BYTES, "{} bytes are bulky anyway", body.len());
    let body = (!body.is_empty()).then_some(body.as_bytes());
    let answer = client.ask(method, path, &[("Content-Type", kind), ("Accept", JSON)], body);
    assert!(!answer.text().starts_with("This request caused apiserver to panic"), "{method} {path} {kind}");
    answer
}

/// What holds such a value, for each verb and form that takes a document.
fn asked(nested: &str) -> Vec<(&'static str, String, &'static str, String)> {
    let named =
        |name: &str| format!(r#"{{"apiVersion":"v1","kind":"ConfigMap","metadata":{{"name":"{name}"}},"x":{nested}}}"#);
    let owner = format!("{ONE}?fieldManager=m&force=true");
    let strict = format!("{ONE}?fieldValidation=Strict");
    vec![
        ("POST", ALL.into(), JSON, named("new")),
        ("POST", ALL.into(), YAML, named("new")),
        ("POST", ALL.into(), JSON, format!(r#"{{"metadata":{{"name":"new"}},"data":{{"k":{nested}}}}}"#)),
        ("PUT", ONE.into(), JSON, named("one")),
        ("PUT", ONE.into(), YAML, named("one")),
        ("PUT", strict.clone(), JSON, format!(r#"{{"metadata":{{"name":"one"}},"x":{nested}}}"#)),
        ("PATCH", ONE.into(), MERGE, format!(r#"{{"x":{nested}}}"#)),
        ("PATCH", strict, MERGE, format!(r#"{{"x":{nested}}}"#)),
        ("PATCH", ONE.into(), MERGE, format!(r#"{{"metadata":{{"annotations":{nested}}}}}"#)),
        ("PATCH", ONE.into(), STRATEGIC, format!(r#"{{"x":{nested},"data":{{"k":"v"}}}}"#)),
        ("PATCH", ONE.into(), JSON_PATCH, format!(r#"[{{"op":"add","path":"/x","value":{nested}}}]"#)),
        ("PATCH", ONE.into(), JSON_PATCH, format!(r#"[{{"op":"test","path":"/data","value":{nested}}}]"#)),
        ("PATCH", owner.clone(), APPLY, named("one")),
        ("PATCH", owner, APPLY, format!(r#"{{"apiVersion":"v1","kind":"ConfigMap","x":{nested}}}"#)),
        ("DELETE", ONE.into(), JSON, format!(r#"{{"propagationPolicy":"x","x":{nested}}}"#)),
        ("DELETE", ONE.into(), JSON, format!(r#"{{"preconditions":{nested}}}"#)),
        ("DELETE", ALL.into(), JSON, format!(r#"{{"dryRun":["All"],"x":{nested}}}"#)),
        ("POST", REVIEW.into(), JSON, format!(r#"{{"spec":{{"nonResourceAttributes":{nested}}}}}"#)),
        ("POST", REVIEW.into(), YAML, format!(r#"{{"spec":{{"x":{nested}}}}}"#)),
    ]
}

/// Groups within groups of a field that nobody knows.
fn message(depth: usize) -> String {
    let group = |byte: u8| char::from(byte).to_string();
    format!("k8s\0{}{}", group(0x0b).repeat(depth), group(0x0c).repeat(depth))
}

#[test]
fn every_verb_answers_what_nests_deep() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"one"},"data":{"k":"v"}}"#).expect(201);
    for nested in [lists(), objects()] {
        for (method, path, kind, body) in asked(&nested).into_iter().filter(|(.., body)| body.len() < LARGE_BYTES) {
            ask(&client, method, &path, kind, &body);
        }
    }
    ask(&client, "POST", ALL, PROTOBUF, &message(30_000));
    client.post(ALL, r#"{"metadata":{"name":"next"}}"#).expect(201);
}

#[test]
fn every_verb_answers_of_what_is_stored_deep() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let fields = fields();
    let body = format!(
        r#"{{"metadata":{{"name":"deep","managedFields":[{{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{fields}}}]}}}}"#
    );
    assert_eq!(ask(&client, "POST", ALL, JSON, &body).code, 201);
    let stored = ask(&client, "GET", DEEP, JSON, "");
    assert!(stored.text().contains(&r#"{"f:":"#.repeat(PATH_DEPTH)), "it is stored as deep as it came");
    for accept in [JSON, YAML, TABLE, PROTOBUF] {
        for path in [DEEP, ALL, &format!("{ALL}?labelSelector=a!=b")] {
            assert_eq!(client.ask("GET", path, &[("Accept", accept)], None).code, 200, "{path} {accept}");
        }
    }
    let initial = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    let watched = client.get(&format!("{ALL}?{initial}&timeoutSeconds=1"));
    assert!(watched.code == 200 && watched.text().contains("deep"));
    let labels = |n: u8| format!(r#"{{"metadata":{{"labels":{{"n":"{n}"}}}}}}"#);
    ask(&client, "PATCH", DEEP, MERGE, &labels(1));
    ask(&client, "PATCH", DEEP, STRATEGIC, &labels(2));
    ask(&client, "PATCH", DEEP, JSON_PATCH, r#"[{"op":"test","path":"/metadata/name","value":"deep"}]"#);
    let applied = r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"data":{"k":"v"}}"#;
    ask(&client, "PATCH", &format!("{DEEP}?fieldManager=a&force=true"), APPLY, applied);
    ask(&client, "PUT", DEEP, JSON, r#"{"metadata":{"name":"deep"},"data":{"k":"w"}}"#);
    ask(&client, "DELETE", DEEP, JSON, "");
    assert_eq!(client.get("/readyz").code, 200);
}
