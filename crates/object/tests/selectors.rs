//! Selectors and options against answers of the reference's own libraries.
//!
//! `data/selectors.jsonl` and `data/options.jsonl` were drawn from 67,500 random texts and options that were put to them,
//! a few for each answer.

use coracle_object::Value;
use coracle_object::encode::encode;
use coracle_object::field::{self, FieldError};
use coracle_object::json;
use coracle_object::options::{
    DeleteOptions, PatchKind, WriteOptions, validate_delete, validate_patch, validate_write,
};
use coracle_object::places::Places;
use coracle_object::selectors::{FieldSelector, LabelSelector, SelectorError};

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("test data")).collect()
}

/// The labels, or fields, that each selector of the data was held against.
fn sets() -> [Value; 8] {
    [
        json!({}),
        json!({"a": "1"}),
        json!({"a": "x", "b": ""}),
        json!({"b": "10", "in": "in"}),
        json!({"a": "2", "x/y": "z"}),
        json!({"notin": "a"}),
        json!({"a": "-5"}),
        json!({"a": ""}),
    ]
}

#[test]
fn selectors_are_read_as_by_the_reference() {
    let rows = rows(include_str!("data/selectors.jsonl"));
    assert!(rows.len() > 100);
    for row in rows {
        let text = row["text"].as_str().expect("a text");
        let answer = if row["type"] == "label" { by_labels(text) } else { by_fields(text) };
        let answer = answer.unwrap_or_else(|error| json!({"error": error.to_string()}));
        for (name, value) in answer.as_object().expect("an answer") {
            let expected = row.get(name).cloned().unwrap_or(match name.as_str() {
                "empty" => json!(false),
                "fields" => json!([]),
                _ => Value::Null,
            });
            assert_eq!(*value, expected, "{name} of {text:?}");
        }
    }
}

fn by_labels(text: &str) -> Result<Value, SelectorError> {
    let selector = LabelSelector::parse(text)?;
    let matches = sets().map(|labels| selector.matches(labels.as_object()));
    let in_text = sets().map(|labels| {
        let text = encode(&json!({"kind": "A", "apiVersion": "v1", "metadata": {"name": "a", "labels": labels}}));
        selector.matches_text(&Places::of(&text).expect("a text of the usual form"), &text)
    });
    assert_eq!(in_text, matches, "{text}");
    Ok(json!({"match": matches, "empty": selector.is_empty(), "error": null}))
}

fn by_fields(text: &str) -> Result<Value, SelectorError> {
    let selector = FieldSelector::parse(text)?;
    let matches = sets().map(|fields| selector.matches(|name| fields[name].as_str().unwrap_or_default().into()));
    Ok(json!({
        "match": matches,
        "empty": selector.is_empty(),
        "error": null,
        "fields": selector.fields().collect::<Vec<_>>(),
        "exact": selector.required("metadata.name"),
    }))
}

#[test]
fn what_a_label_may_be_is_named() {
    let named = |text: &str| -> Vec<String> {
        let selector = LabelSelector::parse(text).expect("a selector");
        selector.named().map(|(key, values)| format!("{key}: {}", values.collect::<Vec<_>>().join(" "))).collect()
    };
    assert_eq!(named("a=b,c in (e,d),f==,g!=h,i notin (j),k,!l,m>1,n<2"), ["a: b", "c: d e", "f: "]);
    assert!(named("").is_empty());
}

#[test]
fn a_long_selector_is_read_in_one_go() {
    let text = vec!["a in (b,c)"; 20_000].join(",");
    let selector = LabelSelector::parse(&text).expect("a selector");
    assert!(selector.matches(json!({"a": "c"}).as_object()));
    assert!(FieldSelector::parse(&"metadata.name!=a,".repeat(20_000)).is_ok());
}

#[test]
fn options_are_judged_as_by_the_reference() {
    let rows = rows(include_str!("data/options.jsonl"));
    assert!(rows.len() > 40);
    for row in rows {
        let texts = row["dry"].as_array().map(Vec::as_slice).unwrap_or_default();
        let dry_run: Vec<String> = texts.iter().map(|text| text.as_str().expect("a text").to_owned()).collect();
        let write = WriteOptions {
            dry_run: &dry_run,
            field_manager: row["manager"].as_str().expect("a text"),
            field_validation: row["validation"].as_str().expect("a text"),
        };
        let delete = DeleteOptions {
            dry_run: &dry_run,
            grace_period_seconds: row["grace"].as_i64(),
            orphan_dependents: row["orphan"].as_bool(),
            propagation_policy: row["policy"].as_str(),
            has_preconditions: row["pre"] == true,
            ignore_store_read_error: row["ignore"] == true,
        };
        let force = row["force"].as_bool();
        for (name, errors) in [
            ("create", validate_write(&write)),
            ("apply", validate_patch(&write, force, PatchKind::Apply)),
            ("patch", validate_patch(&write, force, PatchKind::Other)),
            ("delete", validate_delete(&delete)),
        ] {
            assert_eq!(row[name], all(&errors), "{name} of {row}");
        }
    }
}

/// Errors as the data has them: one a line with its reason, then all in one.
fn all(errors: &[FieldError]) -> String {
    let lines: String = errors.iter().map(|error| format!("{} {error}\n", error.reason.as_str())).collect();
    lines + &field::aggregate(errors)
}
