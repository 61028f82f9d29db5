//! Who owns what of real kinds, as the reference's own library has it (data/kinds.jsonl, made by tools/schema): defaults of keys,
//! quantities, numbers or texts, and values that may be anything.

use std::collections::BTreeMap;

use coracle_merge::{ApplyError, Conflict, Force, Writer, apply, update};
use coracle_object::Value;
use coracle_object::json;
use coracle_object::schema::{Struct, root};

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// Who owns what, by name and operation.
fn managers(object: &Value) -> Value {
    let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    let named = entries.map(|entry| {
        let name = format!("{} {}", text(entry, "manager"), text(entry, "operation"));
        (name, entry["fieldsV1"].clone())
    });
    Value::Object(named.collect())
}

/// Fields by whom they belong to.
fn conflicts(found: &[Conflict]) -> Value {
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for conflict in found {
        let name = conflict.manager.split('"').nth(1).unwrap_or_default();
        by.entry(name.to_owned()).or_default().push(conflict.field());
    }
    json!(by)
}

/// The same of what is recorded.
fn recorded(conflicts: &Value) -> Value {
    let by = conflicts.as_object().into_iter().flatten();
    Value::Object(by.map(|(message, fields)| (message.split('"').nth(1).unwrap().to_owned(), fields.clone())).collect())
}

fn write(ty: &Struct, live: Option<&Value>, story: &Value, step: &Value) -> Result<Value, ApplyError> {
    let api_version = text(story, "apiVersion");
    let mut document = json!({"apiVersion": api_version, "kind": story["kind"], "metadata": {"name": "story"}});
    document.as_object_mut().unwrap().extend(step["document"].as_object().unwrap().clone());
    let who = Writer {
        manager: text(step, "by"),
        kind: text(story, "kind"),
        subresource: "",
        api_version,
        now: "2030-01-01T00:00:00Z",
        reset: &[],
        versions: None,
    };
    match text(step, "operation") {
        "update" => Ok(update(ty, live, document, &who)),
        "force" => apply(ty, live, &document, &who, Force::Yes),
        _ => apply(ty, live, &document, &who, Force::No),
    }
}

#[test]
fn real_kinds_are_owned_as_in_the_reference() {
    let mut steps = 0;
    for line in include_str!("data/kinds.jsonl").lines() {
        let story: Value = serde_json::from_str(line).unwrap();
        let ty = root(text(&story, "apiVersion"), text(&story, "kind")).expect("it is in the table");
        let mut live: Option<Value> = None;
        for step in story["steps"].as_array().unwrap() {
            steps += 1;
            match write(ty, live.as_ref(), &story, step) {
                Ok(object) => {
                    let mut own = object.clone();
                    own.as_object_mut()
                        .unwrap()
                        .retain(|name, _| !["apiVersion", "kind", "metadata"].contains(&name.as_str()));
                    assert_eq!((&own, managers(&object)), (&step["object"], step["managers"].clone()), "{step}");
                    live = Some(object);
                }
                Err(ApplyError::Conflicts(found)) => {
                    assert_eq!(conflicts(&found), recorded(&step["conflicts"]), "{step}");
                }
                Err(error) => assert_eq!(sorted(&error.to_string()), sorted(text(step, "error")), "{step}"),
            }
        }
    }
    assert!(steps > 30, "{steps}");
}

/// A text's lines in order: the reference tells what is wrong with several fields in any.
fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}
