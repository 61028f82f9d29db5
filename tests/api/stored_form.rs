//! What the store has of custom resources and definitions, where that is not what is read or sent: defaults, long numbers.

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
