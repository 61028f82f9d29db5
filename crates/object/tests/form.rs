//! Typed form: putting a tree in form, editing one that is, and what of it is stored.

use coracle_object::decode::decode;
use coracle_object::encode::{encode, encode_stored, normalize};
use coracle_object::json;
use coracle_object::schema::{CUSTOM_RESOURCE_DEFINITION, ENDPOINTS, LEASE, NAMESPACE, Struct};
use coracle_object::{Members, Value, edit};

fn objects() -> [(Value, &'static Struct); 4] {
    let metadata = json!({"name": "a", "generateName": "g", "namespace": "n", "uid": "u", "resourceVersion": "7", "generation": 3,
        "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {"a": "b", "c": ""}, "finalizers": ["x"],
        "managedFields": [{"manager": "m", "operation": "Update", "time": "2026-01-01T00:00:00Z", "fieldsV1": {"f:x": {}}}]});
    [
        (
            json!({"kind": "Endpoints", "apiVersion": "v1", "metadata": metadata, "subsets": [
            {"addresses": [{"ip": "1.1.1.1", "targetRef": {"kind": "Pod", "name": "p"}}], "ports": [{"name": "x", "port": 0}]}, {}]}),
            &ENDPOINTS,
        ),
        (
            json!({"kind": "Lease", "apiVersion": "v1", "metadata": metadata, "spec": {"renewTime": "2026-01-01T00:00:00.000001Z"}}),
            &LEASE,
        ),
        (
            json!({"kind": "Namespace", "apiVersion": "v1", "metadata": metadata, "status": {"phase": "Active", "conditions": [{"type": "t"}]}}),
            &NAMESPACE,
        ),
        (
            json!({"kind": "CustomResourceDefinition", "apiVersion": "v1", "metadata": metadata, "spec": {"group": "g", "versions": [
            {"name": "v", "schema": {"openAPIV3Schema": {"properties": {"b": {"items": {"type": "x"}}, "a": {"enum": [1]}}}}}]}}),
            &CUSTOM_RESOURCE_DEFINITION,
        ),
    ]
}

fn text(value: &Value) -> String {
    String::from_utf8(encode(value)).unwrap()
}

/// The same with everything in it the other way round, something unknown in every struct, and nulls for what is not there.
fn disordered(value: &Value, depth: usize) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| disordered(item, depth + 1)).collect(),
        Value::Object(members) => {
            let members = members.iter().rev().map(|(name, value)| (name.clone(), disordered(value, depth + 1)));
            let mut members: Members = members.collect();
            if depth < 2 {
                members.insert("unknown".to_owned(), json!({"a": 1}));
                members.insert("annotations".to_owned(), Value::Null);
            }
            Value::Object(members)
        }
        other => other.clone(),
    }
}

#[test]
fn whatever_its_order_a_tree_comes_in_the_form_in_which_it_is_read() {
    for (object, ty) in objects() {
        let read = decode(object.to_string().as_bytes(), ty).unwrap().value;
        assert_eq!(text(&normalize(object.clone(), ty)), text(&read));
        assert_eq!(text(&normalize(disordered(&object, 0), ty)), text(&read));
        assert_eq!(text(&normalize(read.clone(), ty)), text(&read), "what is in form stays so");
    }
}

#[test]
fn what_an_edit_sets_stands_where_it_belongs() {
    let names = ["resourceVersion", "uid", "deletionTimestamp", "namespace", "selfLink", "generateName", "name"];
    for (object, ty) in objects() {
        let mut object = normalize(object, ty);
        for name in names {
            edit::set(&mut object, name, None);
        }
        for name in names {
            edit::set_text(&mut object, name, "2026-01-01T00:00:00Z");
            assert_eq!(text(&object), text(&normalize(object.clone(), ty)), "{name}");
        }
    }
}

#[test]
fn what_is_stored_has_no_resource_version() {
    for (object, ty) in objects() {
        let object = normalize(object, ty);
        let mut without = object.clone();
        edit::set(&mut without, "resourceVersion", None);
        assert!(text(&object).contains(r#""resourceVersion":"7""#));
        assert_eq!(encode_stored(&object), encode(&without));
        assert_eq!(encode_stored(&without), encode(&without));
    }
    let elsewhere = json!({"resourceVersion": "1", "spec": {"resourceVersion": "2"}, "metadata": {"labels": {"resourceVersion": "3"}}});
    assert_eq!(encode_stored(&elsewhere), encode(&elsewhere));
}
