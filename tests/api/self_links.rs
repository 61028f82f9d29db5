//! `--self-links`: metadata.selfLink as Kubernetes answered it before 1.20. Without the flag there is none.

use serde_json::{Value, json};

use crate::client::{JSON_PATCH, MERGE};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";

fn link(value: &Value) -> Option<&str> {
    value["metadata"]["selfLink"].as_str()
}

#[test]
fn every_answer_bears_its_link() {
    let home = Home::new();
    let server = home.serve(&["--http", "--self-links"]);
    let client = server.client();
    let one = format!("{ALL}/one");
    let one = one.as_str();
    let own = r#"{"metadata":{"name":"one","selfLink":"/mine"}}"#;
    assert_eq!(link(&client.post(ALL, own).expect(201)), Some(one), "create");
    assert_eq!(link(&client.get(one).expect(200)), Some(one), "get");
    assert_eq!(link(&client.get(&format!("{one}?pretty=true")).expect(200)), Some(one), "get with parameters");
    assert_eq!(link(&client.patch(one, MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).expect(200)), Some(one), "patch");
    let patch = r#"[{"op":"add","path":"/metadata/labels","value":{"a":"c"}}]"#;
    assert_eq!(link(&client.patch(one, JSON_PATCH, patch).expect(200)), Some(one), "JSON Patch");
    assert_eq!(link(&client.put(one, own).expect(200)), Some(one), "update");
    let generated = client.post(ALL, r#"{"metadata":{"generateName":"g-"}}"#).expect(201);
    let name = generated["metadata"]["name"].as_str().unwrap();
    assert_eq!(link(&generated), Some(format!("{ALL}/{name}").as_str()), "a generated name");
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"team"}}"#).expect(201);
    client.post("/api/v1/namespaces/team/endpoints", r#"{"metadata":{"name":"two"}}"#).expect(201);

    for path in [ALL, "/api/v1/endpoints", "/api/v1/namespaces/team/endpoints"] {
        let list = client.get(path).expect(200);
        assert_eq!(link(&list), Some(path));
        assert!(!list["items"].as_array().unwrap().is_empty());
        for item in list["items"].as_array().unwrap() {
            let (namespace, name) = (&item["metadata"]["namespace"], &item["metadata"]["name"]);
            let expected =
                format!("/api/v1/namespaces/{}/endpoints/{}", namespace.as_str().unwrap(), name.as_str().unwrap());
            assert_eq!(link(item), Some(expected.as_str()), "{path}");
        }
    }
    let spaces = client.get("/api/v1/namespaces").expect(200);
    assert_eq!(link(&spaces), Some("/api/v1/namespaces"));
    for item in spaces["items"].as_array().unwrap() {
        let expected = format!("/api/v1/namespaces/{}", item["metadata"]["name"].as_str().unwrap());
        assert_eq!(link(item), Some(expected.as_str()));
    }

    let table = client.ask("GET", ALL, &[("Accept", TABLE)], None).expect(200);
    assert_eq!(link(&table), Some(ALL));
    for row in table["rows"].as_array().unwrap() {
        let expected = format!("{ALL}/{}", row["object"]["metadata"]["name"].as_str().unwrap());
        assert_eq!(link(&row["object"]), Some(expected.as_str()));
    }
    let table = client.ask("GET", one, &[("Accept", TABLE)], None).expect(200);
    assert_eq!((link(&table), link(&table["rows"][0]["object"])), (Some(one), Some(one)));

    // A client that writes back what it has read changes nothing.
    let read = client.get(one).expect(200);
    assert_eq!(client.put(one, &read.to_string()).expect(200), read);
}

#[test]
fn links_are_off_unless_asked_for_and_never_stored() {
    let home = Home::new();
    let server = home.serve(&["--http", "--self-links"]);
    let one = format!("{ALL}/one");
    let mut created = server.client().post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    assert!(link(&created).is_some());
    created["metadata"].as_object_mut().unwrap().shift_remove("resourceVersion");
    server.stop();

    let server = home.serve(&["--http"]);
    let client = server.client();
    let answers = [
        client.get(&one).expect(200),
        client.get(ALL).expect(200),
        client.get("/api/v1/namespaces").expect(200),
        client.post(ALL, r#"{"metadata":{"name":"two","selfLink":"/mine"}}"#).expect(201),
        client.patch(&one, MERGE, r#"{"metadata":{"selfLink":"/mine","labels":{"a":"b"}}}"#).expect(200),
        client.patch(&one, JSON_PATCH, r#"[{"op":"add","path":"/metadata/selfLink","value":"/mine"}]"#).expect(200),
        client.put(&one, &created.to_string()).expect(200),
        client.ask("GET", ALL, &[("Accept", TABLE)], None).expect(200),
    ];
    for answer in &answers {
        assert!(!answer.to_string().contains("elfLink"), "{answer}");
    }
    assert_eq!(
        client.get(ALL).expect(200)["metadata"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["resourceVersion"]
    );
    assert_eq!(json!(null), client.get(&one).expect(200)["metadata"]["selfLink"]);
}
