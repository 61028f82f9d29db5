//! The kinds against answers of the reference.
//!
//! `testdata/created.json` holds the bodies of recorded creates with what the reference found wrong with them;
//! `testdata/random.jsonl` holds random objects and changes, in typed form, with what its own strategies answered.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{self, FieldError};
use coracle_object::json;

use coracle_kinds::{Kind, builtin};

fn kind(name: &str) -> Arc<Kind> {
    builtin().named("v1", name).expect("a kind that is served").clone()
}

/// Errors as the rows of the data have them: reason, field, words.
fn as_rows(errors: &[FieldError]) -> Value {
    errors.iter().map(|error| json!([error.reason.as_str(), error.field, error.body()])).collect()
}

#[test]
fn recorded_creates_are_judged_as_recorded() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("../testdata/created.json")).expect("test data");
    assert!(rows.len() > 70);
    for row in rows {
        let mut object = row["object"].clone();
        let kind = kind(object["kind"].as_str().expect("a kind"));
        if kind.is_namespaced() {
            object["metadata"]["namespace"] = "ns".into();
        }
        kind.rules.default(&mut object);
        kind.rules.prepare_create(&mut object);
        let errors = kind.validate_create(&object);
        assert_eq!(as_rows(&errors), row["errors"], "{}", row["case"]);
        assert_eq!(row["message"], field::aggregate(&errors), "{}", row["case"]);
        if errors.is_empty() {
            assert_eq!(Value::from(kind.rules.warnings_create(&object)), row["warnings"], "{}", row["case"]);
        }
    }
}

#[test]
fn random_objects_are_judged_as_by_the_reference() {
    let lines: Vec<&str> = include_str!("../testdata/random.jsonl").lines().collect();
    assert!(lines.len() > 150);
    for line in lines {
        let row: Value = serde_json::from_str(line).expect("test data");
        let mut kind = kind(row["kind"].as_str().expect("a kind"));
        if let Some(part) = row["part"].as_str().and_then(|name| kind.part(name)) {
            kind = part.kind.clone();
        }
        let object = &row["object"];
        let (errors, warnings) = match row.get("current") {
            None => (kind.validate_create(object), kind.rules.warnings_create(object)),
            Some(current) => {
                (kind.validate_update(object, current, &mut Vec::new()), kind.rules.warnings_update(object, current))
            }
        };
        assert_eq!(as_rows(&errors), row["errors"], "{line}");
        assert_eq!(row["message"], field::aggregate(&errors), "{line}");
        if errors.is_empty() {
            assert_eq!(Value::from(warnings), row.get("warnings").cloned().unwrap_or(json!([])), "{line}");
        }
        assert_eq!(Value::from(&kind.cells(object, 0)[..2]), row["cells"], "{line}");
    }
}

#[test]
fn what_is_not_touched_is_not_judged() {
    let endpoints = kind("Endpoints");
    let current = json!({
        "metadata": {"name": "a", "namespace": "ns", "resourceVersion": "1"},
        "subsets": [{"addresses": [{"ip": "127.0.0.1"}]}],
    });
    assert!(!endpoints.validate_create(&current).is_empty());
    assert_eq!(endpoints.validate_update(&current, &current, &mut Vec::new()), []);
    let mut touched = current.clone();
    touched["subsets"][0]["addresses"][0]["hostname"] = "h".into();
    assert_eq!(endpoints.validate_update(&touched, &current, &mut Vec::new()).len(), 1);
}

#[test]
fn ports_speak_tcp_unless_told_otherwise() {
    let mut object = json!({"subsets": [
        {"ports": [{"port": 1}, {"port": 2, "protocol": ""}, {"port": 3, "protocol": "UDP"}]},
        {"addresses": []},
    ]});
    kind("Endpoints").rules.default(&mut object);
    let protocols: Vec<&Value> = (0..3).map(|i| &object["subsets"][0]["ports"][i]["protocol"]).collect();
    assert_eq!(protocols, ["TCP", "TCP", "UDP"]);
}

#[test]
fn a_namespace_carries_its_name_as_a_label() {
    let namespaces = kind("Namespace");
    let label = |object: &Value| object["metadata"]["labels"]["kubernetes.io/metadata.name"].clone();
    let mut named = json!({"metadata": {"name": "a", "labels": {"kubernetes.io/metadata.name": "z", "b": "c"}}});
    namespaces.rules.default(&mut named);
    assert_eq!(label(&named), "a");
    assert_eq!(named["metadata"]["labels"]["b"], "c");
    assert_eq!(named["status"]["phase"], "Active");

    let mut generated = json!({"metadata": {"generateName": "g-"}});
    namespaces.rules.default(&mut generated);
    assert_eq!(label(&generated), Value::Null);
    generated["metadata"]["name"] = "g-x".into();
    namespaces.rules.canonicalize(&mut generated);
    assert_eq!(label(&generated), "g-x");
}

#[test]
fn a_new_namespace_is_active_and_held() {
    let namespaces = kind("Namespace");
    for (given, finalizers) in [
        (json!({}), json!(["kubernetes"])),
        (json!({"spec": {"finalizers": ["e.io/a"]}}), json!(["e.io/a", "kubernetes"])),
        (
            json!({"spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Terminating", "conditions": [{}]}}),
            json!(["kubernetes"]),
        ),
    ] {
        let mut object = given;
        namespaces.rules.prepare_create(&mut object);
        assert_eq!(object["spec"]["finalizers"], finalizers);
        assert_eq!(object["status"], json!({"phase": "Active"}));
        assert!(!namespaces.rules.may_go(&object));
    }
}

#[test]
fn each_path_of_a_namespace_changes_its_part() {
    let part = |finalizer: &str, phase: &str| json!({"spec": {"finalizers": [finalizer]}, "status": {"phase": phase}});
    let (current, proposed) = (part("old", "Old"), part("new", "New"));
    let namespaces = kind("Namespace");
    let by = |name: &str| namespaces.part(name).expect("a part").kind.clone();
    for (kind, left) in [
        (namespaces.clone(), part("old", "Old")),
        (by("status"), part("old", "New")),
        (by("finalize"), part("new", "Old")),
    ] {
        let mut object = proposed.clone();
        kind.rules.prepare_update(&mut object, &current);
        assert_eq!(object, left);
    }
}

#[test]
fn field_selectors_know_a_few_fields() {
    let object = json!({"metadata": {"name": "a", "namespace": "ns"}, "status": {"phase": "Active"}});
    for (name, field, value) in [
        ("Endpoints", "metadata.name", Some("a")),
        ("Endpoints", "metadata.namespace", Some("ns")),
        ("Endpoints", "status.phase", None),
        ("Namespace", "metadata.name", Some("a")),
        ("Namespace", "status.phase", Some("Active")),
        ("Namespace", "metadata.namespace", None),
        ("Namespace", "name", None),
    ] {
        assert_eq!(kind(name).rules.selectable(&object, field).as_deref(), value, "{name} {field}");
    }
    let words = r#""a\"" is not a known field selector: only "metadata.name", "metadata.namespace""#;
    assert_eq!(kind("Endpoints").rules.not_selectable("a\""), words);
    assert_eq!(kind("Namespace").rules.not_selectable("a"), "field label not supported: a");
}
