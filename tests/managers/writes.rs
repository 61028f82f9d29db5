//! Random writes of every sort, by several managers, to a few objects.

use proptest::prelude::*;
use serde_json::{Value, json};

/// One write. Some are refused: they aim at what is not there, or conflict.
#[derive(Debug, Clone)]
pub struct Write {
    pub method: &'static str,
    pub path: String,
    pub content_type: &'static str,
    pub manager: &'static str,
    pub body: String,
}

pub const NAMESPACES: [&str; 2] = ["one", "two"];
pub const NAMES: [&str; 2] = ["a", "b"];
const MANAGERS: [&str; 3] = ["alice", "bob", "carol"];

const JSON: &str = "application/json";
const APPLY: &str = "application/apply-patch+yaml";
const MERGE: &str = "application/merge-patch+json";
const STRATEGIC: &str = "application/strategic-merge-patch+json";
const JSON_PATCH: &str = "application/json-patch+json";

pub fn writes() -> impl Strategy<Value = Vec<Write>> {
    prop::collection::vec(prop_oneof![9 => endpoints(), 1 => namespace()], 20..50)
}

fn endpoints() -> impl Strategy<Value = Write> {
    let place = (prop::sample::select(&NAMESPACES[..]), prop::sample::select(&NAMES[..]));
    let manager = prop::sample::select(&MANAGERS[..]);
    (place, manager, 0..20u8, any::<bool>(), content()).prop_map(|((namespace, name), manager, what, flag, content)| {
        let collection = format!("/api/v1/namespaces/{namespace}/endpoints");
        let mut document = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": name}});
        merge(&mut document, &content);
        let (method, content_type, body) = match what {
            0..5 => ("POST", JSON, document),
            5..9 => ("PUT", JSON, document),
            9..14 => ("PATCH", APPLY, document),
            14..16 => ("PATCH", MERGE, content),
            16..18 => ("PATCH", STRATEGIC, content),
            18 => ("PATCH", JSON_PATCH, json!([{"op": "add", "path": "/metadata/labels", "value": {"a": "json"}}])),
            _ => ("DELETE", JSON, Value::Null),
        };
        let path = match (method, content_type) {
            ("POST", _) => collection,
            (_, APPLY) => format!("{collection}/{name}?fieldManager={manager}&force={flag}"),
            ("PUT", _) if flag => format!("{collection}/{name}?dryRun=All"),
            _ => format!("{collection}/{name}"),
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Write { method, path, content_type, manager, body }
    })
}

fn namespace() -> impl Strategy<Value = Write> {
    (prop::sample::select(&NAMESPACES[..]), prop::sample::select(&MANAGERS[..]), "[xy]").prop_map(
        |(name, manager, value)| Write {
            method: "PATCH",
            path: format!("/api/v1/namespaces/{name}"),
            content_type: MERGE,
            manager,
            body: json!({"metadata": {"labels": {"team": value}}}).to_string(),
        },
    )
}

/// Something of what may stand in an object.
fn content() -> impl Strategy<Value = Value> {
    let labels = prop::collection::btree_map("[ab]", "[xy]", 0..3);
    let annotations = prop::collection::btree_map("e\\.io/[cd]", "[xy]", 0..2);
    let finalizers = prop::collection::btree_set("e\\.io/[ef]", 0..2);
    let owners = prop::collection::btree_set("u[12]", 0..2);
    let address = prop::option::of(1..4u8);
    (labels, annotations, finalizers, owners, address).prop_map(|(labels, annotations, finalizers, owners, address)| {
        let owner = |uid: &String| json!({"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": uid});
        let owners: Vec<Value> = owners.iter().map(owner).collect();
        let mut content = json!({"metadata": {}});
        let parts = [
            ("labels", !labels.is_empty(), json!(labels)),
            ("annotations", !annotations.is_empty(), json!(annotations)),
            ("finalizers", !finalizers.is_empty(), json!(finalizers)),
            ("ownerReferences", !owners.is_empty(), json!(owners)),
        ];
        for (name, _, value) in parts.into_iter().filter(|(_, given, _)| *given) {
            content["metadata"][name] = value;
        }
        if let Some(last) = address {
            content["subsets"] = json!([{"addresses": [{"ip": format!("10.0.0.{last}")}], "ports": [{"port": 80}]}]);
        }
        content
    })
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}
