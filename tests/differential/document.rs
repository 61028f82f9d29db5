//! Random documents of the four kinds of patch.

use coracle_object::schema::Field;
use serde_json::{Map, Value, json};

use crate::object::{
    ANNOTATIONS, FINALIZERS, Kind, LABELS, address, annotations, any, condition, finalizers, labels, managed_fields,
    owner, owners, parts, port, spoil, status, subset, subsets,
};
use crate::random::Random;
use crate::target::Target;

/// A JSON Patch: a list of operations.
pub fn json_patch(r: &mut Random, kind: Kind) -> Value {
    (0..=r.below(3)).map(|_| operation(r, kind)).collect()
}

fn operation(r: &mut Random, kind: Kind) -> Value {
    let (path, value) = place(r, kind);
    match r.below(20) {
        0..9 => json!({"op": "add", "path": path, "value": value}),
        9..13 => json!({"op": "replace", "path": path, "value": value}),
        13..16 => json!({"op": "remove", "path": path}),
        16 => json!({"op": "test", "path": path, "value": value}),
        17 => json!({"op": "copy", "from": place(r, kind).0, "path": path}),
        18 => json!({"op": "move", "from": place(r, kind).0, "path": path}),
        _ => {
            let mut operation = json!({"op": "add", "path": path, "value": value});
            spoil(r, &mut operation);
            operation
        }
    }
}

/// A JSON pointer, and a value that fits there.
fn place(r: &mut Random, kind: Kind) -> (String, Value) {
    let key = |key: &str| key.replace('~', "~0").replace('/', "~1");
    let index = r.pick(&["0", "1", "-"]);
    match r.below(24) {
        0..4 => (format!("/metadata/labels/{}", key(r.pick(&LABELS))), json!(r.pick(&["1", "2", "3"]))),
        4 | 5 => ("/metadata/labels".to_owned(), labels(r)),
        6 | 7 => (format!("/metadata/annotations/{}", key(r.pick(&ANNOTATIONS))), json!(r.pick(&["1", "2", "{}"]))),
        8 => ("/metadata/annotations".to_owned(), annotations(r)),
        9 => ("/metadata/finalizers".to_owned(), finalizers(r)),
        10 => (format!("/metadata/finalizers/{index}"), json!(r.pick(&FINALIZERS))),
        11 => ("/metadata/ownerReferences".to_owned(), owners(r)),
        12 => (format!("/metadata/ownerReferences/{index}"), owner(r)),
        13 => ("/metadata/managedFields".to_owned(), managed_fields(r)),
        14 => {
            let member = r.pick(&["resourceVersion", "uid", "name", "namespace", "generation", "bogus"]);
            // A version that only a message would show cannot be compared.
            let own = if member == "resourceVersion" { "{{rv}}" } else { "other" };
            (format!("/metadata/{member}"), r.pick(&[json!(own), json!("1"), json!(null), json!(3)]))
        }
        15 => (
            r.pick(&["", "/", "/bogus", "/kind", "/apiVersion", "/metadata", "bogus", "/metadata/~"]).to_owned(),
            any(r),
        ),
        _ if let Kind::Other(target) = kind => target.place(r),
        _ if kind.is_namespace() => match r.below(4) {
            0 => ("/status".to_owned(), status(r)),
            1 => (format!("/status/conditions/{index}"), condition(r)),
            2 => ("/status/phase".to_owned(), json!(r.pick(&["Active", "Terminating"]))),
            _ => (format!("/spec/finalizers/{index}"), json!(r.pick(&FINALIZERS))),
        },
        16 | 17 => ("/subsets".to_owned(), subsets(r)),
        18 | 19 => (format!("/subsets/{index}"), subset(r)),
        20 => ("/subsets/0/addresses/0/ip".to_owned(), json!(r.pick(&["10.0.0.9", "nope"]))),
        21 => (format!("/subsets/0/addresses/{index}"), address(r)),
        22 => (format!("/subsets/0/ports/{index}"), port(r)),
        _ => ("/subsets/0/ports/0/port".to_owned(), json!(r.pick(&[1, 70000]))),
    }
}

/// A JSON merge patch: parts of an object, and nulls that remove.
pub fn merge_patch(r: &mut Random, kind: Kind) -> Value {
    let mut document = parts(r, kind);
    for (list, names) in [("labels", &LABELS[..]), ("annotations", &ANNOTATIONS[..])] {
        if r.chance(25) {
            remove(&mut document["metadata"], list, r.pick(names));
        }
    }
    if r.chance(8) {
        document["metadata"]
            [r.pick(&["labels", "annotations", "finalizers", "ownerReferences", "managedFields", "name"])] =
            Value::Null;
    }
    if r.chance(6) {
        let mut names = vec!["metadata", "subsets", "kind", "apiVersion", "status"];
        if let Kind::Other(target) = kind {
            names.extend(target.fields().iter().map(|field| field.name));
        }
        document[r.pick(&names)] = Value::Null;
    }
    if let Kind::Other(target) = kind {
        remove_some(r, &mut document, &target.fields());
    }
    document
}

/// Removes entries of maps, and fields, now and then.
fn remove_some(r: &mut Random, document: &mut Value, fields: &[&'static Field]) {
    for field in fields {
        match document.get_mut(field.name) {
            Some(Value::Object(members)) if r.chance(20) => {
                let key = members.keys().next().cloned().unwrap_or_else(|| "a".to_owned());
                members.insert(key, Value::Null);
            }
            Some(_) | None if r.chance(4) => document[field.name] = Value::Null,
            _ => {}
        }
    }
}

fn remove(metadata: &mut Value, list: &str, key: &str) {
    if !metadata[list].is_object() {
        metadata[list] = json!({});
    }
    metadata[list][key] = Value::Null;
}

/// A strategic merge patch: a merge patch, with its directives.
pub fn strategic(r: &mut Random, kind: Kind) -> Value {
    let mut document = merge_patch(r, kind);
    // One at most: the reference comes to them in the order of a Go map, and fails at the first that does not fit.
    let in_list = match kind {
        Kind::Other(target) if r.chance(25) => merge_list(r, &mut document, target),
        _ => false,
    };
    let metadata = document.get_mut("metadata").and_then(Value::as_object_mut);
    if let Some(metadata) = metadata.filter(|_| !in_list && r.chance(50)) {
        directive(r, metadata);
    }
    if kind.is_namespace() && r.chance(20) {
        document["status"] = json!({"conditions": [condition(r)]});
        if r.chance(40) {
            document["status"]["conditions"][0]["$patch"] = json!(r.pick(&["delete", "replace", "merge"]));
        }
        if r.chance(30) {
            document["status"]["$setElementOrder/conditions"] = json!([{"type": "T2"}, {"type": "T1"}]);
        }
    }
    if r.chance(3) {
        document["$patch"] = json!(r.pick(&["replace", "delete", "merge", "bogus"]));
    }
    document
}

/// A directive about a list whose items are told apart, if the kind has such a list.
fn merge_list(r: &mut Random, document: &mut Value, target: &Target) -> bool {
    let Some((field, key)) = target.merged_list(r) else { return false };
    let items = target.of_field(r, field);
    let one = items[0][key].clone();
    match r.below(5) {
        0 => document[field.name] = json!([{"$patch": r.pick(&["delete", "replace", "merge", "odd"]), key: one}]),
        1 => {
            let mut items = items.as_array().cloned().unwrap_or_default();
            items.push(json!({"$patch": "replace"}));
            document[field.name] = Value::Array(items);
        }
        2 => document[field.name] = json!([{"$retainKeys": [key], key: one}]),
        _ => {
            let order: Vec<Value> =
                items.as_array().into_iter().flatten().map(|item| json!({key: item[key]})).collect();
            document[field.name] = items;
            document[format!("$setElementOrder/{}", field.name)] = Value::Array(order);
        }
    }
    true
}

fn directive(r: &mut Random, metadata: &mut Map<String, Value>) {
    let uid = || "0e0e0e00-1111-4222-8333-444444444444";
    let (key, value) = match r.below(9) {
        0 | 1 => {
            // Nor does it say whether what is both added and deleted stays.
            metadata.shift_remove("finalizers");
            ("$deleteFromPrimitiveList/finalizers", json!([r.pick(&FINALIZERS)]))
        }
        2 => {
            let order = metadata.get("finalizers").filter(|_| r.chance(80)).cloned();
            let order = order.unwrap_or_else(|| json!([r.pick(&FINALIZERS), r.pick(&FINALIZERS)]));
            ("$setElementOrder/finalizers", order)
        }
        3 => ("ownerReferences", json!([{"$patch": r.pick(&["delete", "replace", "merge", "odd"]), "uid": uid()}])),
        4 => ("ownerReferences", json!([{"$patch": "replace"}, owner(r)])),
        5 => {
            metadata.insert("ownerReferences".to_owned(), json!([owner(r)]));
            let given = metadata["ownerReferences"][0]["uid"].clone();
            ("$setElementOrder/ownerReferences", json!([{"uid": uid()}, {"uid": given}]))
        }
        6 => ("labels", json!({"$patch": r.pick(&["replace", "delete", "merge", "odd"]), "a": "9"})),
        7 => ("labels", json!({"$retainKeys": ["a", "b"], "a": "1"})),
        _ => ("$retainKeys", json!(["name", "labels"])),
    };
    metadata.insert(key.to_owned(), value);
}
