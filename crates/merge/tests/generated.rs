//! Random sequences of writes with what the reference's own field manager made of them: `data/generated.jsonl`, a
//! sequence a line.
//!
//! They go where the recorded cases do not: both kinds, the `status` subresource, granular list items, duplicate items,
//! managedFields that a client wrote itself, more than ten managers, client-side apply's annotation, malformed documents.

use coracle_merge::{ApplyError, Force, Writer, apply, update};
use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::schema::{ENDPOINTS, NAMESPACE, Struct};
use coracle_object::text::json;

fn typed(object: &Value, ty: &Struct) -> Value {
    decode(json(object).as_bytes(), ty).unwrap_or_else(|error| panic!("{error}: {object}")).value
}

/// What the reference defaults after an apply.
fn defaulted(mut object: Value) -> Value {
    for subset in object.get_mut("subsets").and_then(Value::as_array_mut).into_iter().flatten() {
        for port in subset.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
            if port.get("protocol").is_none() {
                port["protocol"] = "TCP".into();
            }
        }
    }
    if object["kind"] == "Namespace" && object["metadata"].get("labels").is_none() {
        object["metadata"]["labels"] = coracle_object::json!({});
    }
    if object["kind"] == "Namespace" {
        let name = object["metadata"]["name"].clone();
        let labels = object["metadata"]["labels"].as_object_mut().unwrap();
        labels.entry("kubernetes.io/metadata.name").or_insert(name);
        if object["status"].get("phase").is_none() {
            object["status"]["phase"] = "Active".into();
        }
    }
    object
}

fn sorted_lines(message: &str) -> Vec<String> {
    let mut lines: Vec<_> = message.lines().map(ToOwned::to_owned).collect();
    lines.sort();
    lines
}

/// Replays one write over what the reference had before it; an error says how it differs.
fn replay(step: &Value, current: Option<&Value>, ty: &Struct) -> Result<(), String> {
    let text = |name: &str| step.get(name).and_then(Value::as_str).unwrap_or_default();
    let reset: Vec<&str> =
        step.get("reset").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let who = Writer {
        manager: text("manager"),
        subresource: text("subresource"),
        kind: ty.name,
        api_version: "v1",
        now: text("now"),
        reset: &reset,
        versions: None,
    };
    let got = if text("op") == "apply" {
        let force = if step.get("force").is_some() { Force::Yes } else { Force::No };
        apply(ty, current, &step["applied"], &who, force).map(|object| defaulted(typed(&object, ty)))
    } else {
        let mut proposed = typed(&step["proposed"], ty);
        if let Some(sent) = step.get("sent") {
            proposed["metadata"]["managedFields"] = sent.clone();
        }
        Ok(update(ty, current, proposed, &who))
    };
    match (got, step.get("refused")) {
        (Ok(got), None) => {
            let (got, want) = (json(&typed(&got, ty)), json(&typed(&step["to"], ty)));
            if got == want { Ok(()) } else { Err(format!("got  {got}\nwant {want}")) }
        }
        (Err(error), Some(refused)) => {
            let mut causes: Vec<Value> = match &error {
                ApplyError::Conflicts(all) => {
                    all.iter().map(|c| format!("{}|{}", c.message(), c.field()).into()).collect()
                }
                _ => Vec::new(),
            };
            causes.sort_by_key(Value::to_string);
            let mut want = refused.get("causes").and_then(Value::as_array).cloned().unwrap_or_default();
            want.sort_by_key(Value::to_string);
            let (message, wanted) = (error.to_string(), refused["message"].as_str().unwrap());
            if sorted_lines(&message) == sorted_lines(wanted) && causes == want {
                Ok(())
            } else {
                Err(format!("got  {message:?}\nwant {wanted:?}"))
            }
        }
        (got, refused) => Err(format!("got  {got:?}\nwant {refused:?} {:?}", step.get("to"))),
    }
}

#[test]
fn random_writes_leave_what_the_reference_leaves() {
    let mut failures = Vec::new();
    let (mut writes, mut refused) = (0, 0);
    for (number, line) in include_str!("data/generated.jsonl").lines().enumerate() {
        let sequence: Value = serde_json::from_str(line).unwrap();
        let ty = if sequence["kind"] == "Namespace" { &NAMESPACE } else { &ENDPOINTS };
        let mut current = None;
        for (i, step) in sequence["steps"].as_array().unwrap().iter().enumerate() {
            writes += 1;
            refused += usize::from(step.get("refused").is_some());
            if let Err(difference) = replay(step, current.as_ref(), ty) {
                failures.push(format!(
                    "sequence {number} step {i} {}\n{difference}\nof   {step}\nover {}",
                    step["op"],
                    json(&current.clone().unwrap_or_default())
                ));
            }
            if let Some(object) = step.get("to") {
                let mut object = object.clone();
                object["metadata"]["uid"] = "uid".into();
                current = Some(typed(&object, ty));
            }
        }
    }
    let shown = failures.iter().take(10).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(failures.is_empty(), "{} of {writes} differ:\n{shown}", failures.len());
    assert!(writes > 500 && refused > 50, "{writes} writes, {refused} refused");
}
