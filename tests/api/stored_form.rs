//! What the store has of custom resources and definitions, where that is not what is read or sent: defaults, long numbers, what is empty.

use serde_json::{Value, json};

use crate::client::{MERGE, version};
use crate::program::Home;

const ALL: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

/// A definition of Widgets with these properties in their spec, and a status that is written by itself.
fn widgets(properties: &Value) -> Value {
    let spec = json!({"type": "object", "properties": properties});
    let root = json!({"type": "object", "properties": {"spec": spec, "status": {"type": "object"}}});
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
            "versions": [{
                "name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": root}, "subresources": {"status": {}},
            }],
        },
    })
}

fn widget(name: &str, spec: &Value) -> String {
    json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec}).to_string()
}

#[test]
fn what_a_schema_fills_in_is_stored_by_the_first_write_that_changes_nothing() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let one = format!("{WIDGETS}/w");
    let touch = || version(&client.patch(&one, MERGE, "{}").expect(200));
    let mut first = widgets(&json!({}));
    first["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["status"]["default"] = json!({});
    client.post(ALL, &first.to_string()).expect(201);
    // A status is dropped at first, and read as its default.
    let created = client.post(WIDGETS, &widget("w", &json!({}))).expect(201);
    assert_eq!(created["status"], json!({}));
    let written = touch();
    assert!(written > version(&created));
    assert_eq!(touch(), written);

    let other = json!({"spec": widgets(&json!({"c": {"type": "string", "default": "x"}}))["spec"]});
    client.patch(&format!("{ALL}/widgets.example.com"), MERGE, &other.to_string()).expect(200);
    assert_eq!(version(&client.get(&one).expect(200)), written);
    let filled_in = touch();
    assert!(filled_in > written);
    assert_eq!(touch(), filled_in);
}

#[test]
fn long_numbers_of_sets_become_floats_once_they_are_read() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let set = json!({"set": {"type": "array", "items": {"type": "number"}, "x-kubernetes-list-type": "set"}});
    client.post(ALL, &widgets(&set).to_string()).expect(201);
    let owned = |object: &Value| object["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]["f:set"].clone();
    let created = client.post(WIDGETS, &widget("w", &json!({"set": [1e-7, 9_007_199_254_740_993_i64]}))).expect(201);
    assert_eq!(owned(&created), json!({".": {}, "v:1e-07": {}, "v:9007199254740993": {}}));
    let touched = client.patch(&format!("{WIDGETS}/w"), MERGE, "{}").expect(200);
    assert_eq!(owned(&touched), json!({".": {}, "v:1e-07": {}, "v:9007199254740992": {}}));
    assert_eq!(touched["spec"], created["spec"]);
}

#[test]
fn what_is_empty_in_a_schema_counts_until_it_is_stored() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let with = |keyword: &str, value: Value| {
        let mut definition = widgets(&json!({}));
        definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"][keyword] = value;
        definition
    };
    // Beside a status, the root may not even have an empty one; `dependencies` nowhere.
    let refused = client.post(ALL, &with("allOf", json!([])).to_string()).expect(422);
    assert!(refused["message"].as_str().is_some_and(|why| why.contains(r#""AllOf":[],"OneOf":null"#)), "{refused}");
    let refused = client.post(ALL, &with("dependencies", json!({})).to_string()).expect(422);
    let why = "spec.validation.openAPIV3Schema.dependencies: Forbidden: dependencies is not supported";
    assert!(refused["message"].as_str().is_some_and(|message| message.contains(why)), "{refused}");

    let created = client.post(&format!("{ALL}?fieldManager=a"), &with("required", json!([])).to_string()).expect(201);
    assert_eq!(created["spec"]["versions"][0]["schema"]["openAPIV3Schema"].get("required"), None);
    // Sent again, it makes no new generation; but who sends it has the versions.
    let again = json!({"spec": {"versions": with("required", json!([]))["spec"]["versions"]}}).to_string();
    let one = format!("{ALL}/widgets.example.com");
    let sent = client.patch(&format!("{one}?fieldManager=b"), MERGE, &again).expect(200);
    assert_eq!(sent["metadata"]["generation"], 1);
    let owners = sent["metadata"]["managedFields"].as_array().into_iter().flatten();
    let mut owners = owners.filter(|entry| entry["fieldsV1"]["f:spec"].get("f:versions").is_some());
    assert_eq!(owners.next().map(|entry| &entry["manager"]), Some(&json!("b")));

    let emptied = client.patch(&format!("{one}/status"), MERGE, r#"{"status":{"conditions":[]}}"#).expect(200);
    assert_eq!(emptied["status"]["conditions"], json!([]));
    assert_eq!(client.get(&one).expect(200)["status"]["conditions"], json!([]));
}

#[test]
fn a_write_without_the_status_changes_nothing_whatever_comes_behind_it() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut definition = widgets(&json!({}));
    definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["type"] = json!({"type": "string"});
    client.post(ALL, &definition.to_string()).expect(201);
    let widget = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "type": "a"});
    client.post(WIDGETS, &widget.to_string()).expect(201);
    let one = format!("{WIDGETS}/w");
    let written = client.patch(&format!("{one}/status"), MERGE, r#"{"status": {}}"#).expect(200);
    assert_eq!(client.patch(&one, MERGE, r#"{"status": null}"#).expect(200), written);
    assert_eq!(written["metadata"]["generation"], 1);
}
