//! Rules in CEL against apiextensions' own tables: whole definitions and objects, and what the reference finds wrong with them.
//!
//! A row of `rows.jsonl` is a definition, or the schema of one and whether it has a status; what it was `before`, if it was; what it is
//! `refused` for; and, where it has objects, one of them (its member `x`, and what that `was`), with the errors and warnings. The rows are
//! those of apiextensions-apiserver v0.37.2 (pkg/apiserver/schema/cel, pkg/apis/apiextensions/validation); what is wrong is what that
//! module's strategies answer, sorted. docs/evidence/cel.md counts them.

use coracle_kinds::{Kind, builtin, custom};
use coracle_object::field::FieldError;
use coracle_object::{Value, json};

/// How many differences are shown.
const SHOWN: usize = 20;

#[test]
fn rows() {
    let mut differences = Vec::new();
    let mut all = 0;
    for line in include_str!("rows.jsonl").lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        all += 1;
        let name = format!("{} {}", row["test"], row.get("name").or(row.get("schema")).unwrap_or(&Value::Null));
        for (what, ours, theirs) in differs(&row) {
            differences.push(format!("{name}: {what}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    let first: Vec<_> = differences.iter().take(SHOWN).map(String::as_str).collect();
    assert!(differences.is_empty(), "{} differences in {all} rows:\n{}", differences.len(), first.join("\n"));
}

/// Where a row says something else than we do: what it is about, what we say, what it says.
fn differs(row: &Value) -> Vec<(&'static str, Value, Value)> {
    let given = |name: &str| row.get(name).cloned().unwrap_or_else(|| json!([]));
    let definition = row.get("definition").cloned().unwrap_or_else(|| definition(row));
    let mut found = vec![("refused", refused(&definition, row.get("before")), given("refused"))];
    if let Some(x) = row.get("x") {
        let (errors, warnings) = judge(&definition, x, row.get("was"));
        found.push(("errors", errors, given("errors")));
        found.push(("warnings", warnings, given("warnings")));
    }
    found.retain(|(_, ours, theirs)| ours != theirs);
    found
}

/// The definition whose schema a row has.
fn definition(row: &Value) -> Value {
    let mut version =
        json!({"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": row["schema"].clone()}});
    if row["status"] == true {
        version["subresources"] = json!({"status": {}});
    }
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
            "scope": "Namespaced",
            "versions": [version],
        },
    })
}

/// What a definition is refused for.
fn refused(definition: &Value, before: Option<&Value>) -> Value {
    let kinds = builtin();
    let kind = kinds.named("apiextensions.k8s.io/v1", "CustomResourceDefinition").expect("a kind that is served");
    let mut object = definition.clone();
    kind.rules.default(&mut object);
    let Some(before) = before else {
        kind.rules.prepare_create(&mut object);
        return sorted(kind.validate_create(&object).iter().map(FieldError::to_string));
    };
    let mut before = before.clone();
    kind.rules.default(&mut before);
    kind.rules.prepare_update(&mut object, &before);
    sorted(kind.validate_update(&object, &before, &mut Vec::new()).iter().map(FieldError::to_string))
}

/// What is wrong with an object, and what would be if it had not been so before.
fn judge(definition: &Value, x: &Value, was: Option<&Value>) -> (Value, Value) {
    let mut definition = definition.clone();
    definition["status"] = json!({"acceptedNames": definition["spec"]["names"].clone()});
    let made = match custom::make(&definition, None) {
        Ok(made) => made,
        Err(why) => return (why.into(), json!([])),
    };
    let kind: &Kind = &made.stored;
    let whole = |x: &Value| {
        json!({
            "apiVersion": "example.com/v1",
            "kind": "Widget",
            "metadata": {"name": "a", "namespace": "ns", "resourceVersion": "1"},
            "x": x.clone(),
        })
    };
    let mut warnings = Vec::new();
    let errors = match was {
        None => kind.validate_create(&whole(x)),
        Some(was) => kind.validate_update(&whole(x), &whole(was), &mut warnings),
    };
    (sorted(errors.iter().map(FieldError::to_string)), sorted(warnings))
}

/// Texts in order. Objects at a schema's root have a type whose name nobody can count on.
fn sorted(texts: impl IntoIterator<Item = String>) -> Value {
    let mut texts: Vec<String> = texts.into_iter().map(|text| without_number(&text)).collect();
    texts.sort();
    texts.into_iter().map(Value::from).collect()
}

fn without_number(text: &str) -> String {
    let mut parts = text.split("selfType");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "selfType" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}
