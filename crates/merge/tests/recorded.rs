//! The ownership that the reference recorded, write by write: `data/recorded.jsonl`, a case a line. It has what the stories of
//! `ownership` have no words for: managers that a client sent, dry runs, deletions, refusals, waiting, client-side apply.
//!
//! A recording shows times as a token, so the clock here counts the seconds that a case waited for, and entries are compared
//! without their times but for whether they have one.

use std::collections::BTreeMap;

use coracle_merge::{ApplyError, Force, Writer, apply, keep_times, update};
use coracle_object::Value;
use coracle_object::json;
use coracle_object::schema::ENDPOINTS;

/// What decoding and defaulting make of an applied object: no nulls, nothing empty, protocols set, labels texts.
fn settled(mut object: Value) -> Value {
    for map in ["labels", "annotations"] {
        for value in object["metadata"][map].as_object_mut().into_iter().flat_map(|map| map.values_mut()) {
            if value.is_null() {
                *value = "".into();
            }
        }
    }
    for subset in object["subsets"].as_array_mut().into_iter().flatten() {
        for port in subset["ports"].as_array_mut().into_iter().flatten() {
            let protocol = port["protocol"].as_str().unwrap_or("TCP").to_owned();
            port["protocol"] = protocol.into();
        }
        drop_empty(subset);
        for list in ["addresses", "notReadyAddresses", "ports"] {
            subset[list].as_array_mut().into_iter().flatten().for_each(drop_empty);
        }
        drop_empty(subset);
    }
    object["metadata"]["ownerReferences"].as_array_mut().into_iter().flatten().for_each(drop_empty);
    drop_empty(&mut object["metadata"]);
    drop_empty(&mut object);
    sorted(object)
}

fn drop_empty(object: &mut Value) {
    let empty = |v: &Value| {
        v.is_null() || v == "" || v.as_array().is_some_and(Vec::is_empty) || v.as_object().is_some_and(|m| m.is_empty())
    };
    if let Some(members) = object.as_object_mut() {
        members.retain(|_, value| !empty(value));
    }
}

/// Members in the order of their names, but for fieldsV1, whose order is the reference's.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<_, _> =
                members.into_iter().map(|(k, v)| if k == "fieldsV1" { (k, v) } else { (k, sorted(v)) }).collect();
            Value::Object(sorted.into_iter().collect())
        }
        value => value,
    }
}

fn without_times(mut object: Value) -> Value {
    let entries = object["metadata"].get_mut("managedFields").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten() {
        if entry.get("time").is_some() && entry["time"] != "2020-01-01T00:00:00Z" {
            entry["time"] = "<time>".into();
        }
    }
    object
}

/// What the server sets itself when it creates or writes an object.
fn with_server_fields(mut object: Value, answer: &Value) -> Value {
    for name in ["namespace", "uid", "resourceVersion", "creationTimestamp", "generation"] {
        match answer["metadata"].get(name) {
            Some(value) => object["metadata"][name] = value.clone(),
            None => drop(object["metadata"].as_object_mut().unwrap().remove(name)),
        }
    }
    sorted(object)
}

fn text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// The last finalizer of an object that is being deleted went.
fn is_gone(object: &Value) -> bool {
    let metadata = object.get("metadata").unwrap_or(&Value::Null);
    metadata.get("deletionTimestamp").is_some() && metadata.get("finalizers").is_none()
}

/// The object that a delete left, with the times that the test tracks.
fn with_times_of(objects: &BTreeMap<String, Value>, mut deleting: Value) -> Value {
    let tracked = objects.get(deleting["metadata"]["name"].as_str().unwrap()).unwrap();
    if let Some(managed_fields) = tracked["metadata"].get("managedFields") {
        deleting["metadata"]["managedFields"] = managed_fields.clone();
    }
    deleting
}

/// A message's lines in order, since the recorder sorted those of conflicts.
fn lines(message: &str) -> Vec<String> {
    let mut lines: Vec<_> = message.replacen("conflicts: ", "conflicts:\n", 1).lines().map(ToOwned::to_owned).collect();
    lines.sort();
    lines
}

/// Replays one write; the object afterwards as the test tracks it, or why it differs.
fn write(step: &Value, current: Option<&Value>, case: usize) -> Result<Value, String> {
    let now = format!("2030-01-01T{:02}:{:02}:{:02}Z", case / 60, case % 60, step["at"]);
    let who = Writer {
        manager: step["manager"].as_str().unwrap(),
        subresource: "",
        kind: "Endpoints",
        api_version: "v1",
        now: &now,
        reset: &[],
        versions: None,
    };
    let got = if step["op"] == "apply" {
        let force = if step["force"] == true { Force::Yes } else { Force::No };
        apply(&ENDPOINTS, current, &step["applied"], &who, force).map(settled)
    } else {
        let mut proposed = step["to"].clone();
        proposed["metadata"].as_object_mut().unwrap().remove("managedFields");
        match step.get("sent") {
            Some(sent) => proposed["metadata"]["managedFields"] = sent.clone(),
            None if step["op"] == "update" => {
                proposed["metadata"]["managedFields"] = current.unwrap()["metadata"]["managedFields"].clone();
            }
            None => {}
        }
        Ok(sorted(update(&ENDPOINTS, current, proposed, &who)))
    };
    match (got, step.get("refused")) {
        (Ok(got), None) => {
            let got = with_server_fields(got, &step["to"]);
            let want = without_times(sorted(step["to"].clone()));
            let got = match current {
                Some(current) => {
                    let mut unmoved = got.clone();
                    unmoved["metadata"]["resourceVersion"] = current["metadata"]["resourceVersion"].clone();
                    let kept = keep_times(current, unmoved);
                    if kept == *current { with_server_fields(kept, &step["to"]) } else { got }
                }
                None => got,
            };
            let shown = without_times(got.clone());
            // The texts, since they show the order of fieldsV1.
            if text(&shown) == text(&want) { Ok(sorted(got)) } else { Err(format!("got {shown}\nwant {want}")) }
        }
        (Err(error), Some(refused)) => {
            let causes: Vec<_> = match &error {
                ApplyError::Conflicts(conflicts) => conflicts
                    .iter()
                    .map(|c| json!({"reason": "FieldManagerConflict", "message": c.message(), "field": c.field()}))
                    .collect(),
                _ => Vec::new(),
            };
            let by_field = |causes: &[Value]| {
                let mut texts: Vec<_> = causes.iter().map(Value::to_string).collect();
                texts.sort();
                texts
            };
            let want = refused["causes"].as_array().cloned().unwrap_or_default();
            if lines(&error.to_string()) == lines(refused["message"].as_str().unwrap())
                && by_field(&causes) == by_field(&want)
            {
                Ok(current.cloned().unwrap_or_default())
            } else {
                Err(format!("got {error}\nwant {refused}"))
            }
        }
        (got, refused) => Err(format!("got {got:?}\nwant {refused:?} {}", step["to"])),
    }
}

#[test]
fn writes_leave_the_ownership_that_the_reference_recorded() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (number, line) in include_str!("data/recorded.jsonl").lines().enumerate() {
        let case: Value = serde_json::from_str(line).unwrap();
        let mut objects: BTreeMap<String, Value> = BTreeMap::new();
        for (i, step) in case["steps"].as_array().unwrap().iter().enumerate() {
            let name = step["name"].as_str().unwrap().to_owned();
            if step["op"] == "delete" {
                match &step["to"] {
                    Value::Null => drop(objects.remove(&name)),
                    deleting => drop(objects.insert(name, sorted(with_times_of(&objects, deleting.clone())))),
                }
                continue;
            }
            count += 1;
            match write(step, objects.get(&name), number) {
                Ok(object) if is_gone(&object) => drop(objects.remove(&name)),
                Ok(object) if object.is_object() && step["dry"] != true => drop(objects.insert(name, object)),
                Ok(_) => {}
                Err(difference) => {
                    failures.push(format!("{} step {i} {}\n{difference}", case["case"], step["op"]));
                    break;
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count} differ:\n{}", failures.len(), failures.join("\n\n"));
    assert!(count > 900, "only {count} writes were replayed");
}
