//! Definitions make kinds while the server runs: at once, under names that nobody else has, until they go.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::Home;

const ALL: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

/// A definition of a kind with these properties in its spec, served in one version or two.
fn definition(plural: &str, kind: &str, properties: &Value, versions: &[&str]) -> Value {
    let version = |(at, name): (usize, &&str)| {
        json!({
            "name": name, "served": true, "storage": at == 0,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "properties": properties}, "status": {"type": "object", "properties": {"n": {"type": "integer"}}},
            }}},
            "subresources": {"status": {}},
        })
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.example.com")},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"plural": plural, "kind": kind},
            "versions": versions.iter().enumerate().map(version).collect::<Vec<_>>(),
        },
    })
}

fn widgets(properties: &Value) -> Value {
    definition("widgets", "Widget", properties, &["v1"])
}

fn widget(name: &str, spec: &Value) -> String {
    json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec}).to_string()
}

fn condition<'a>(definition: &'a Value, name: &str) -> &'a Value {
    let mut conditions = definition["status"]["conditions"].as_array().into_iter().flatten();
    conditions.find(|condition| condition["type"] == name).unwrap_or(&Value::Null)
}

/// Asks until a definition is gone.
fn until_gone(client: &Client, name: &str) {
    for _ in 0..1000 {
        if client.get(&format!("{ALL}/{name}")).code == 404 {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{name} does not go");
}

#[test]
fn what_a_definition_makes_is_served_once_it_is_answered() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    assert_eq!(client.get(WIDGETS).text(), "404 page not found\n");
    client.post(ALL, &widgets(&json!({"a": {"type": "integer", "default": 3, "maximum": 5}})).to_string()).expect(201);
    let created = client.post(WIDGETS, &widget("w", &json!({"b": 1}))).expect(201);
    assert_eq!((&created["spec"], &created["metadata"]["generation"]), (&json!({"a": 3}), &json!(1)));
    let resources = client.get("/apis/example.com/v1").expect(200);
    assert_eq!(resources["resources"][1]["name"], "widgets/status");
    assert!(client.get("/openapi/v3").text().contains("apis/example.com/v1"));
    let stored = client.get(&format!("{ALL}/widgets.example.com")).expect(200);
    assert_eq!(condition(&stored, "Established")["reason"], "InitialNamesAccepted");
    assert_eq!(stored["status"]["acceptedNames"]["listKind"], "WidgetList");

    // Another schema holds from the next request on, also for what is stored.
    let other = json!({"spec": widgets(&json!({"c": {"type": "string", "default": "x"}}))["spec"]});
    client.patch(&format!("{ALL}/widgets.example.com"), MERGE, &other.to_string()).expect(200);
    let read = client.get(&format!("{WIDGETS}/w")).expect(200);
    assert_eq!((&read["spec"], version(&read)), (&json!({"c": "x"}), version(&created)));

    // A restart knows it, too.
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http"]);
    assert_eq!(server.client().get(&format!("{WIDGETS}/w")).expect(200), read);
}

#[test]
fn the_status_is_written_by_itself_and_counts_no_generation() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &widgets(&json!({"a": {"type": "integer", "maximum": 5}})).to_string()).expect(201);
    let one = format!("{WIDGETS}/w");
    client.post(WIDGETS, &widget("w", &json!({"a": 1}))).expect(201);
    client.patch(&one, MERGE, r#"{"spec":{"a":2},"status":{"n":1}}"#).expect(200);
    let both = client.patch(&format!("{one}/status"), MERGE, r#"{"spec":{"a":9},"status":{"n":1}}"#).expect(200);
    assert_eq!((&both["spec"], &both["status"]), (&json!({"a": 2}), &json!({"n": 1})));
    assert_eq!(both["metadata"]["generation"], 2);
    let wrong = client.patch(&format!("{one}/status"), MERGE, r#"{"status":{"n":"x"}}"#).expect(422);
    let why = r#"Widget.example.com "w" is invalid: status.n: Invalid value: "string": n in body must be of type integer: "string""#;
    assert_eq!(wrong["message"], why);

    // What was wrong before may stay so.
    let stricter = json!({"spec": widgets(&json!({"a": {"type": "integer", "maximum": 1}}))["spec"]});
    client.patch(&format!("{ALL}/widgets.example.com"), MERGE, &stricter.to_string()).expect(200);
    client.patch(&one, MERGE, r#"{"metadata":{"labels":{"l":"x"}}}"#).expect(200);
    client.patch(&one, MERGE, r#"{"spec":{"a":3}}"#).expect(422);
}

#[test]
fn names_are_given_once_and_again_when_they_are_free() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &widgets(&json!({})).to_string()).expect(201);
    client.post(ALL, &definition("gadgets", "Widget", &json!({}), &["v1"]).to_string()).expect(201);
    let gadgets = format!("{ALL}/gadgets.example.com");
    let refused = client.get(&gadgets).expect(200);
    let why = condition(&refused, "NamesAccepted");
    assert_eq!(
        (&why["reason"], &why["message"]),
        (&json!("ListKindConflict"), &json!(r#""WidgetList" is already in use"#))
    );
    assert_eq!(condition(&refused, "Established")["status"], "False");
    assert_eq!(client.get("/apis/example.com/v1/gadgets").text(), "404 page not found\n");

    client.delete(&format!("{ALL}/widgets.example.com")).expect(200);
    until_gone(&client, "widgets.example.com");
    // It is looked at again behind the deletion.
    let mut watch = client.watch(&format!("{ALL}?watch=1&fieldSelector=metadata.name%3Dgadgets.example.com"));
    let established = std::iter::from_fn(|| watch.next().unwrap())
        .find(|event| condition(&event["object"], "Established")["status"] == "True");
    assert!(established.is_some());
    client.get("/apis/example.com/v1/gadgets").expect(200);
}

#[test]
fn a_definition_goes_behind_its_objects() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &widgets(&json!({})).to_string()).expect(201);
    for n in 0..300 {
        client.post(WIDGETS, &widget(&format!("w{n}"), &json!({}))).expect(201);
    }
    let kept = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "kept", "finalizers": ["e.io/x"]}});
    client.post(WIDGETS, &kept.to_string()).expect(201);
    let mut watch = client.watch(&format!("{WIDGETS}?watch=1&fieldSelector=metadata.name%3Dkept"));
    let going = client.delete(&format!("{ALL}/widgets.example.com")).expect(200);
    assert_eq!(going["metadata"]["finalizers"], json!(["customresourcecleanup.apiextensions.k8s.io"]));
    assert_eq!(condition(&going, "Terminating")["reason"], "InstanceDeletionPending");
    let refused = client.post(WIDGETS, &widget("late", &json!({}))).expect(403);
    let why = r#"widgets.example.com "late" is forbidden: create not allowed while custom resource definition is terminating"#;
    assert_eq!(refused["message"], why);
    let told = client.get("/apis/example.com/v1").expect(200);
    assert_eq!(told["resources"][0]["verbs"], json!(["delete", "deletecollection", "get", "list", "watch"]));
    assert_eq!(watch.next().unwrap().unwrap()["type"], "ADDED");
    let marked = watch.next().unwrap().unwrap();
    assert_eq!(marked["type"], "MODIFIED");
    assert!(marked["object"]["metadata"]["deletionTimestamp"].is_string());
    let again = client.post(ALL, &widgets(&json!({})).to_string()).expect(409);
    assert!(again["message"].as_str().unwrap().starts_with("object is being deleted: "), "{again}");
    client.patch(&format!("{WIDGETS}/kept"), MERGE, r#"{"metadata":{"finalizers":null}}"#).expect(200);
    assert_eq!(watch.next().unwrap().unwrap()["type"], "DELETED");
    // The kind has gone, and its watches with it.
    while watch.next().unwrap().is_some() {}
    until_gone(&client, "widgets.example.com");
    assert_eq!(client.get(WIDGETS).text(), "404 page not found\n");
    client.post(ALL, &widgets(&json!({})).to_string()).expect(201);
    assert_eq!(client.get(WIDGETS).expect(200)["items"], json!([]));
}

#[test]
fn an_object_is_shown_in_each_version() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut two =
        definition("widgets", "Widget", &json!({"a": {"type": "integer"}, "b": {"type": "string"}}), &["v1", "v2"]);
    two["spec"]["versions"][1]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"] =
        json!({"a": {"type": "integer"}, "c": {"type": "integer", "default": 7}});
    two["spec"]["versions"][0]["deprecated"] = json!(true);
    client.post(ALL, &two.to_string()).expect(201);
    let created = client.post(WIDGETS, &widget("w", &json!({"a": 1, "b": "x"})));
    assert_eq!(
        created.header("warning"),
        Some(r#"299 - "example.com/v1 Widget is deprecated; use example.com/v2 Widget""#)
    );
    let one = "/apis/example.com/v2/namespaces/default/widgets/w";
    let second = client.get(one).expect(200);
    // What the second version means is not filled in where the first was stored.
    assert_eq!((&second["apiVersion"], &second["spec"]), (&json!("example.com/v2"), &json!({"a": 1})));
    // What is written in the second version is stored in the first, which does not know all of it.
    let changed = client.patch(one, MERGE, r#"{"spec":{"a":2,"c":3}}"#).expect(200);
    assert_eq!(changed["spec"], json!({"a": 2}));
    assert_eq!(client.get(&format!("{WIDGETS}/w")).expect(200)["spec"], json!({"a": 2}));
    let group = client.get("/apis/example.com").expect(200);
    assert_eq!(group["preferredVersion"]["version"], "v2");
}

#[test]
fn many_definitions_and_many_changes_of_one_hold_nobody_up() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for n in 0..60 {
        let kind = definition(&format!("kinds{n}s"), &format!("Kind{n}"), &json!({"a": {"type": "integer"}}), &["v1"]);
        client.post(ALL, &kind.to_string()).expect(201);
        client.get(&format!("/apis/example.com/v1/kinds{n}s")).expect(200);
    }
    client.post(ALL, &widgets(&json!({})).to_string()).expect(201);
    thread::scope(|scope| {
        let changes = scope.spawn(|| {
            for n in 0..50 {
                let spec = json!({"spec": widgets(&json!({"a": {"type": "integer", "default": n}}))["spec"]});
                client.patch(&format!("{ALL}/widgets.example.com"), MERGE, &spec.to_string()).expect(200);
            }
        });
        for n in 0..50 {
            let created = client.post(WIDGETS, &widget(&format!("w{n}"), &json!({"a": 1}))).expect(201);
            // By the schema of before, or by one of those that came.
            let spec = &created["spec"];
            assert!(*spec == json!({}) || *spec == json!({"a": 1}), "{spec}");
        }
        changes.join().unwrap();
    });
    let last = client.post(WIDGETS, &widget("last", &json!({}))).expect(201);
    assert_eq!(last["spec"], json!({"a": 49}));
}

#[test]
fn an_object_is_scaled_as_one_of_any_kind() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut scaled = widgets(&json!({"n": {"type": "integer", "maximum": 9}, "text": {"type": "string"}}));
    scaled["spec"]["versions"][0]["subresources"]["scale"] =
        json!({"specReplicasPath": ".spec.n", "statusReplicasPath": ".status.n"});
    client.post(ALL, &scaled.to_string()).expect(201);
    let resources = client.get("/apis/example.com/v1").expect(200);
    let scale = &resources["resources"][2];
    assert_eq!((&scale["name"], &scale["kind"]), (&json!("widgets/scale"), &json!("Scale")));
    assert_eq!((&scale["group"], &scale["version"]), (&json!("autoscaling"), &json!("v1")));
    client.post(WIDGETS, &widget("w", &json!({"text": "x"}))).expect(201);
    let one = format!("{WIDGETS}/w/scale");
    let unset = client.get(&one).expect(500);
    assert_eq!(unset["message"], r#"Internal error occurred: the spec replicas field ".spec.n" does not exist"#);
    let labels = json!({"metadata": {"labels": {"a": "b"}}}).to_string();
    let empty = client.patch(&one, MERGE, &labels).expect(400);
    assert_eq!(empty["message"], r#"the spec replicas field ".spec.n" cannot be empty"#);

    client.patch(&format!("{WIDGETS}/w"), MERGE, &json!({"spec": {"n": 1}}).to_string()).expect(200);
    let asked = |replicas: i64| json!({"spec": {"replicas": replicas}}).to_string();
    let three = client.patch(&one, MERGE, &asked(3)).expect(200);
    assert_eq!((&three["kind"], &three["spec"]["replicas"]), (&json!("Scale"), &json!(3)));
    assert!(three["metadata"].get("managedFields").is_none());
    let object = client.get(&format!("{WIDGETS}/w")).expect(200);
    assert_eq!((&object["spec"], version(&object)), (&json!({"n": 3, "text": "x"}), version(&three)));
    let owners = object["metadata"]["managedFields"].as_array().unwrap();
    let of_scale = owners.iter().find(|owner| owner["subresource"] == "scale").unwrap();
    assert_eq!(of_scale["fieldsV1"], json!({"f:spec": {"f:n": {}}}));
    // The schema's rules hold, and what is refused changes nothing.
    let refused = client.patch(&one, MERGE, &asked(10)).expect(422);
    assert_eq!(refused["details"]["causes"][0]["field"], "spec.n");
    assert_eq!(version(&client.get(&one).expect(200)), version(&three));

    // Who applies another number to the object has a conflict with it, and takes it by force.
    let own = |n: i64| {
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, "spec": {"n": n}})
            .to_string()
    };
    let apply = |path: &str, body: &str| client.patch(path, "application/apply-patch+yaml", body);
    let conflict = apply(&format!("{WIDGETS}/w?fieldManager=a"), &own(4)).expect(409);
    assert_eq!(conflict["details"]["causes"][0]["field"], ".spec.n");
    apply(&format!("{WIDGETS}/w?fieldManager=a&force=true"), &own(4)).expect(200);
    // An apply to the Scale of a custom resource can own the number that is there, and no other.
    let own = |n: i64| {
        let scale = json!({"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "w"}, "spec": {"replicas": n}});
        scale.to_string()
    };
    apply(&format!("{one}?fieldManager=b"), &own(4)).expect(200);
    let conflict = apply(&format!("{one}?fieldManager=b"), &own(5)).expect(409);
    assert_eq!(conflict["details"]["causes"][0]["field"], ".spec.replicas");
    let refused = apply(&format!("{one}?fieldManager=b&force=true"), &own(5)).expect(500);
    assert!(refused["message"].as_str().unwrap().starts_with("failed to convert new object (/w; autoscaling/v1"));
    assert_eq!(client.get(&format!("{WIDGETS}/w")).expect(200)["spec"]["n"], 4);
    // None are as good as some.
    client.patch(&one, MERGE, &asked(0)).expect(200);
    assert_eq!(client.get(&one).expect(200)["spec"], json!({}));
    client.patch(&one, MERGE, &labels).expect(200);
}

/// Whoever may ask for a part of a namespace may not read objects of a kind that is called as the part.
#[test]
fn a_kind_that_is_called_as_a_part_of_a_namespace_is_not_reached_there() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &definition("status", "Widget", &json!({}), &["v1"]).to_string()).expect(201);
    let everywhere = client.get("/apis/example.com/v1/status").expect(200);
    assert_eq!(everywhere["kind"], "WidgetList");
    for path in ["/apis/example.com/v1/namespaces/default/status", "/apis/example.com/v1/namespaces/default/status/a"] {
        assert_eq!(client.get(path).text(), "404 page not found\n", "{path}");
    }
}

#[test]
fn a_definition_in_a_group_of_the_program_touches_none_of_its_kinds() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
    let lease =
        json!({"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "kept"}}).to_string();
    client.post(leases, &lease).expect(201);
    for (plural, kind, group, version) in [
        ("leases", "Lease", "coordination.k8s.io", "v1"),
        ("leases", "Lease", "coordination.k8s.io", "v9"),
        ("customresourcedefinitions", "CustomResourceDefinition", "apiextensions.k8s.io", "v2"),
    ] {
        let mut taken = definition(plural, kind, &json!({}), &[version]);
        taken["metadata"] = json!({
            "name": format!("{plural}.{group}"), "annotations": {"api-approved.kubernetes.io": "https://example.com/1"},
        });
        taken["spec"]["group"] = group.into();
        client.post(ALL, &taken.to_string()).expect(201);
        if version != "v1" {
            client.get(&format!("/apis/{group}/{version}/namespaces/default/{plural}")).expect(404);
        }
        client.delete(&format!("{ALL}/{plural}.{group}")).expect(200);
        until_gone(&client, &format!("{plural}.{group}"));
        client.get(&format!("{leases}/kept")).expect(200);
    }
    client.post(ALL, &widgets(&json!({})).to_string()).expect(201);
    client.post(WIDGETS, &widget("w", &json!({}))).expect(201);
}

#[test]
fn what_cannot_be_deleted_is_told_once_and_holds_up_no_other_definition() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let one = format!("{ALL}/widgets.example.com");
    let mut two = definition("widgets", "Widget", &json!({}), &["v1", "v2"]);
    client.post(ALL, &two.to_string()).expect(201);
    client.post(WIDGETS, &widget("w", &json!({}))).expect(201);
    // What is stored as v1 is asked for as v2, of a webhook that is not there.
    two["spec"]["versions"][0]["storage"] = false.into();
    two["spec"]["versions"][1]["storage"] = true.into();
    two["spec"]["conversion"] = json!({"strategy": "Webhook", "webhook": {
        "conversionReviewVersions": ["v1"], "clientConfig": {"url": "https://127.0.0.1:1/"},
    }});
    client.patch(&one, MERGE, &json!({"spec": two["spec"]}).to_string()).expect(200);
    let mut watch = client.watch(&format!("{ALL}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
    client.delete(&one).expect(200);
    let mut next = || watch.next().unwrap().unwrap()["object"].take();
    while condition(&next(), "Terminating")["reason"] != "InstanceDeletionFailed" {}
    client.post(ALL, &definition("gadgets", "Gadget", &json!({}), &["v1"]).to_string()).expect(201);
    client
        .post(
            "/apis/example.com/v1/namespaces/default/gadgets",
            &json!({
                "apiVersion": "example.com/v1", "kind": "Gadget", "metadata": {"name": "g"},
            })
            .to_string(),
        )
        .expect(201);
    let mut again = 0;
    loop {
        let seen = next();
        if seen["metadata"]["name"] == "widgets.example.com" {
            again += 1;
        } else if condition(&seen, "Established")["status"] == "True" {
            break;
        }
    }
    assert!(again <= 1, "told {again} times more");
}
