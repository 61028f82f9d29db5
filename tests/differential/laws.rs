//! What must hold of our server alone, after every step of a sequence.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use coracle_merge::read_fields_v1;
use coracle_object::text;
use coracle_store::{ManagerRow, Options};

use crate::case::{self, Run};
use crate::client::Client;
use crate::tokens::Times;

/// Was an item's key empty, and so is not there once the item is stored? Nothing can be applied to such an object.
fn loses_a_key(again: &Value) -> bool {
    let text = again["text"].as_str().unwrap_or_default();
    text.contains("failed to create typed live object") && text.contains("has an element that omits all key fields")
}

/// Is it a NetworkPolicy with an empty list or map, which none is stored of? Its generation goes on each time that it is applied.
fn counts_what_is_empty(step: &Value) -> bool {
    fn any(value: &Value) -> bool {
        match value {
            Value::Array(items) => items.is_empty() || items.iter().any(any),
            Value::Object(members) => members.iter().any(|(name, value)| {
                any(value) || name == "matchLabels" && value.as_object().is_some_and(serde_json::Map::is_empty)
            }),
            Value::String(text) => text.contains("[]") || text.contains("matchLabels: {}"),
            _ => false,
        }
    }
    step["path"].as_str().is_some_and(|path| path.contains("/networkpolicies/")) && any(&step["body"])
}

/// Runs a sequence; gives the laws that were broken, and the number of requests.
///
/// # Errors
/// Its namespace could not be made.
pub fn check(client: &Client, steps: &[Value], namespace: &str) -> Result<(Vec<String>, usize), String> {
    case::make_namespace(client, namespace)?;
    let mut run = Run::new(client, namespace, Times::Distinct);
    let (mut broken, mut requests) = (Vec::new(), 0);
    for (number, step) in steps.iter().enumerate().filter(|(_, step)| step["method"].is_string()) {
        let before = run.step(&read(step));
        let answer = run.step(step);
        let after = run.step(&read(step));
        let mut found = faults(step, &before, &answer, &after);
        requests += 3;
        if is_apply(step) && status(&answer) / 100 == 2 && !is_dry(step) && status(&after) == 200 && !conditional(step)
        {
            let again = run.step(step);
            requests += 1;
            if loses_a_key(&again) || counts_what_is_empty(step) {
                // So in the reference, too: keyless/applied-twice, networkpolicies.networking.k8s.io/special-empty-again.
            } else if status(&again) != 200 || content(&again) != content(&after) {
                found.push(format!("the same apply again: {}", again["text"]));
            } else if version(&again) != version(&after) {
                // In a later second the reference, too, may move an entry's time, but only once.
                let settled = run.step(step);
                requests += 1;
                if status(&settled) != 200 || version(&settled) != version(&again) {
                    found.push(format!("the same apply once more: {}", settled["text"]));
                }
            }
        }
        let name = |law: String| format!("step {}, {} {}: {law}", number + 1, step["method"], step["path"]);
        broken.extend(found.into_iter().map(name));
    }
    case::delete_namespace(client, namespace);
    Ok((broken, requests))
}

fn faults(step: &Value, before: &Value, answer: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let code = status(answer);
    if code == 0 || (code >= 500 && !known_failure(answer)) {
        found.push(format!("answered {answer}"));
    }
    if (code >= 400 || is_dry(step) || step["method"] == "GET") && before["text"] != after["text"] {
        found.push(format!("answered {code} and changed\n      {}      into\n      {}", before["text"], after["text"]));
    }
    if version(before) == version(after) && before["text"] != after["text"] && status(before) == status(after) {
        found.push("another object with the same resourceVersion".to_owned());
    }
    if status(after) == 200 {
        for entry in after["json"]["metadata"]["managedFields"].as_array().into_iter().flatten() {
            let fields = read_fields_v1(&entry["fieldsV1"].clone().into());
            if fields.is_err() || entry["fieldsV1"] == json!({}) || entry["operation"].is_null() {
                found.push(format!("an entry of managedFields without a meaning: {entry}"));
            }
        }
    }
    found
}

/// Where the reference itself answers 500: what it cannot read of a patched object, it takes for its own mistake.
fn known_failure(answer: &Value) -> bool {
    answer["json"]["code"] == 500 && answer["json"]["reason"].is_null() || answer["json"]["reason"] == "InternalError"
}

/// The same object, asked for. `DELETE` of a collection and `POST` name no object; their body does.
fn read(step: &Value) -> Value {
    let path = step["path"].as_str().unwrap_or_default().split('?').next().unwrap_or_default();
    let path = path.trim_end_matches("/status").trim_end_matches("/finalize");
    let first = if path.contains("/namespaces/") { "a" } else { "{{ns}}-a" };
    let path = if step["method"] == "POST" { format!("{path}/{first}") } else { path.to_owned() };
    json!({"method": "GET", "path": path})
}

fn status(answer: &Value) -> u64 {
    answer["status"].as_u64().unwrap_or_default()
}

fn version(answer: &Value) -> &Value {
    &answer["json"]["metadata"]["resourceVersion"]
}

/// An object without what says who wrote it when.
fn content(answer: &Value) -> Value {
    let mut object = answer["json"].clone();
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.retain(|name, _| name != "managedFields" && name != "resourceVersion");
    }
    object
}

fn is_apply(step: &Value) -> bool {
    step["headers"]["Content-Type"] == "application/apply-patch+yaml"
}

fn is_dry(step: &Value) -> bool {
    step["path"].as_str().is_some_and(|path| path.contains("dryRun=All")) || step["body"]["dryRun"] == json!(["All"])
}

/// It names what the first request changes, so that it is another request the second time.
fn conditional(step: &Value) -> bool {
    let body = step["body"].to_string();
    ["resourceVersion", "uid}}", "deletion"].iter().any(|name| body.contains(name))
}

/// Opens the data that a server left and checks it from end to end, its managers' rows included.
///
/// # Errors
/// What is wrong with it.
pub fn check_data(path: &Path) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let options = Options::new(now, managers);
        let store = coracle_store_sqlite::open(path, options).await.map_err(|error| error.to_string())?;
        store.verify().await.map_err(|lines| lines.join("\n"))?;
        store.close().await
    })
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or_default()
}

fn managers(value: &[u8]) -> Vec<ManagerRow> {
    let object: Value = serde_json::from_slice(value).unwrap_or_default();
    let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    entries
        .map(|entry| {
            let said = |name: &str| entry[name].as_str().map(ToOwned::to_owned);
            ManagerRow {
                manager: said("manager").unwrap_or_default(),
                operation: said("operation").unwrap_or_default(),
                subresource: said("subresource").unwrap_or_default(),
                api_version: said("apiVersion").unwrap_or_default(),
                time: said("time"),
                fields: entry.get("fieldsV1").map(|fields| text::json(&fields.clone().into())).unwrap_or_default(),
            }
        })
        .collect()
}
