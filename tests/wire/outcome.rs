//! The recorded form of an answer, and how two of them differ.

use serde_json::{Map, Value, json};

use crate::client::{Answer, Headers};
use crate::json::{Order, dumps, is_true, parse_unique};
use crate::tokens::Tokens;

/// The recorded form of an answer: status, headers, the part of the JSON that `pick` names, and the text.
pub fn outcome(tokens: &mut Tokens, answer: &Answer, pick: Option<&Value>) -> Value {
    let text = tokens.text(&String::from_utf8_lossy(&answer.body));
    let mut got = json!({"status": answer.status, "headers": headers(&answer.headers, |value| tokens.text(value))});
    let content_type = answer.headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| value);
    if content_type.contains("json") && !text.trim().is_empty() {
        match parse_unique(&text) {
            Some(value) => got["json"] = picked(value, pick),
            None => got["unparsable"] = Value::Bool(true),
        }
    }
    if pick.is_none() {
        got["text"] = Value::String(text);
    }
    if answer.status == 409 {
        unorder_conflicts(&mut got);
    }
    got
}

/// Headers by name, the values of each sorted.
pub fn headers(headers: &Headers, mut token: impl FnMut(&str) -> String) -> Value {
    let mut sorted = headers.clone();
    sorted.sort();
    let mut members = Map::new();
    for (name, value) in sorted {
        let values = members.entry(name).or_insert_with(|| json!([]));
        if let Some(values) = values.as_array_mut() {
            values.push(Value::String(token(&value)));
        }
    }
    Value::Object(members)
}

/// The part of a value that a step compares: `{"path": "/a/b", "where": {"name": [...]}, "drop": [...]}`.
fn picked(mut value: Value, pick: Option<&Value>) -> Value {
    let Some(pick) = pick else { return value };
    for part in pick["path"].as_str().unwrap_or_default().split('/').filter(|part| !part.is_empty()) {
        let inner = match &mut value {
            Value::Array(values) => part.parse::<usize>().ok().and_then(|i| values.get_mut(i)),
            Value::Object(members) => members.get_mut(part),
            _ => None,
        };
        value = inner.map_or(Value::Null, Value::take);
    }
    if let (Value::Array(values), Some(wanted)) = (&mut value, pick["where"].as_object()) {
        values.retain(|value| {
            wanted.iter().all(|(key, allowed)| allowed.as_array().is_some_and(|allowed| allowed.contains(&value[key])))
        });
    }
    for name in pick["drop"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        match &mut value {
            Value::Object(members) => drop(members.shift_remove(name)),
            Value::Array(values) => values.iter_mut().filter_map(Value::as_object_mut).for_each(|members| {
                members.shift_remove(name);
            }),
            _ => {}
        }
    }
    value
}

/// The reference lists the managers of an apply conflict in no fixed order, and neither do we ask for one.
fn unorder_conflicts(got: &mut Value) {
    let Some(causes) = got.pointer_mut("/json/details/causes").and_then(Value::as_array_mut) else { return };
    let several = causes.iter().any(|cause| cause["message"] != causes[0]["message"]);
    if !several || causes.iter().any(|cause| cause["reason"] != "FieldManagerConflict") {
        return;
    }
    sort_by_text(causes);
    if let Some(message) = got["json"]["message"].as_str() {
        let (head, rest) = message.split_once(": ").unwrap_or((message, ""));
        let mut lines: Vec<&str> = rest.split('\n').collect();
        lines.sort_unstable();
        got["json"]["message"] = Value::String(format!("{head}: {}", lines.join("\n")));
    }
    drop_text(got);
}

pub fn sort_by_text(values: &mut [Value]) {
    values.sort_by_cached_key(|value| dumps(value, Order::Sorted));
}

fn drop_text(got: &mut Value) {
    if let Some(members) = got.as_object_mut() {
        members.shift_remove("text");
    }
}

/// A list's own resourceVersion depends on writes elsewhere.
pub fn strip_list_version(got: &mut Value) {
    if let Some(metadata) = got.pointer_mut("/json/metadata").and_then(Value::as_object_mut) {
        for (name, token) in [("resourceVersion", "<list-rv>"), ("continue", "<continue>")] {
            if let Some(value) = metadata.get_mut(name) {
                *value = Value::from(token);
            }
        }
    }
    drop_text(got);
}

/// The reference lists the causes of some failures in no fixed order, also in the message.
pub fn sort_causes(got: &mut Value) {
    if let Some(status) = got.get_mut("json").and_then(Value::as_object_mut) {
        status.shift_remove("message");
    }
    if let Some(causes) = got.pointer_mut("/json/details/causes").and_then(Value::as_array_mut) {
        sort_by_text(causes);
    }
    drop_text(got);
}

/// How a step's answer compares to the recorded one.
pub struct Comparison {
    /// Where the meaning differs, one line each.
    pub differences: Vec<String>,
    pub same_text: bool,
}

/// Compares two recorded forms. Text counts for the meaning only where there is no JSON.
pub fn compare(expected: &Value, got: &Value) -> Comparison {
    let text_is_meaning = expected.get("json").is_none() && expected.get("text").is_some();
    let meaning = |value: &Value| {
        let mut value = value.clone();
        if !text_is_meaning {
            drop_text(&mut value);
        } else if value.get("text").is_none() {
            value["text"] = Value::Null;
        }
        value
    };
    let mut differences = Vec::new();
    differ(&mut differences, "", Some(&meaning(expected)), Some(&meaning(got)));
    Comparison { differences, same_text: expected.get("text").is_none_or(|text| got.get("text") == Some(text)) }
}

fn differ(found: &mut Vec<String>, path: &str, expected: Option<&Value>, got: Option<&Value>) {
    match (expected, got) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            for key in a.keys().chain(b.keys().filter(|key| !a.contains_key(*key))) {
                differ(found, &format!("{path}/{key}"), a.get(key), b.get(key));
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for i in 0..a.len().max(b.len()) {
                differ(found, &format!("{path}/{i}"), a.get(i), b.get(i));
            }
        }
        _ if expected == got => {}
        _ => {
            let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
            found.push(format!("{path}: expected {}, got {}", show(expected), show(got)));
        }
    }
}

/// Whether a step's `pick` asks for anything.
pub fn pick_of(step: &Value) -> Option<&Value> {
    step.get("pick").filter(|pick| is_true(pick))
}

/// What the comparison is trusted with.
pub fn check() {
    let same = |a: Value, b: Value| compare(&a, &b).differences.is_empty();
    assert!(same(json!({"json": {"a": 1, "b": 2}, "text": "x"}), json!({"json": {"b": 2, "a": 1}, "text": "y"})));
    assert!(!same(json!({"json": 80}), json!({"json": 80.0})));
    assert!(!same(json!({"json": 1}), json!({"json": true})));
    assert!(!same(json!({"json": {"a": null}}), json!({"json": {}})));
    assert!(!same(json!({"text": "x"}), json!({"text": "y"})), "text without JSON is the meaning");
    assert!(!same(json!({"text": "x"}), json!({})));
    assert!(same(json!({"status": 200}), json!({"status": 200, "text": "y"})), "unrecorded text is not compared");
    assert!(!compare(&json!({"json": 1, "text": "1"}), &json!({"json": 1, "text": "1\n"})).same_text);
    let lines = compare(&json!({"a": [1, {"b": 2}]}), &json!({"a": [1, {"b": 3}, 4]})).differences;
    assert_eq!(lines, ["/a/1/b: expected 2, got 3", "/a/2: expected nothing, got 4"]);

    let pick = json!({"path": "/r/0", "where": {"n": ["x"]}, "drop": ["d"]});
    let value = json!({"r": [[{"n": "x", "d": 1}, {"n": "y"}, null]]});
    assert_eq!(picked(value, Some(&pick)), json!([{"n": "x"}]));
    let cause = |message: &str| json!({"reason": "FieldManagerConflict", "message": message});
    let mut got =
        json!({"json": {"message": "2 conflicts: b\na", "details": {"causes": [cause("b"), cause("a")]}}, "text": ""});
    unorder_conflicts(&mut got);
    assert_eq!(got, json!({"json": {"message": "2 conflicts: a\nb", "details": {"causes": [cause("a"), cause("b")]}}}));
    let many =
        vec![("b".to_owned(), "2".to_owned()), ("a".to_owned(), "3".to_owned()), ("b".to_owned(), "1".to_owned())];
    assert_eq!(dumps(&headers(&many, str::to_owned), Order::Own), r#"{"a": ["3"], "b": ["1", "2"]}"#);
}
