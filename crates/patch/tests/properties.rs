//! Laws, over documents and patches made up at random.

use coracle_object::{
    decode::decode,
    schema::{ENDPOINTS, NAMESPACE},
};
use coracle_patch::{json_patch, merge_patch, strategic, typed, well_formed};
use proptest::prelude::*;
use serde_json::{Value, json};

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]", "[a-z~/<\"é]{0,3}", Just("$patch".to_owned())]
}

/// Any JSON; numbers are whole, since the libraries compared spell floats differently.
fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..100_i64).prop_map(Value::from),
        "[a-c<&\\\\\u{2028}\n]{0,3}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..4).prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    prop::collection::vec((key(), document()), 0..5).prop_map(|m| Value::Object(m.into_iter().collect()))
}

/// A document without a null anywhere.
fn without_null(value: Value) -> Value {
    match value {
        Value::Null => json!(0),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        Value::Object(members) => Value::Object(members.into_iter().map(|(k, v)| (k, without_null(v))).collect()),
        other => other,
    }
}

/// A merge patch with nulls only where they delete: in lists the reference has rules of its own for them.
fn merge_document() -> impl Strategy<Value = Value> {
    object().prop_map(|patch| {
        let Value::Object(members) = patch else { return patch };
        Value::Object(members.into_iter().map(|(k, v)| (k, if v.is_null() { v } else { without_null(v) })).collect())
    })
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// Texts that come near to being patches.
fn patch_text() -> impl Strategy<Value = Vec<u8>> {
    let word = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"op\":",
        "\"add\"",
        "\"path\":",
        "\"/a/-1\"",
        "\"value\":",
        "null",
        "1e9",
        "\"metadata\":",
        "\"labels\":",
        "\"finalizers\":",
        "\"$patch\":",
        "\"delete\"",
        "\"$setElementOrder/finalizers\":",
        "\"\\u00\"",
        "\"a\"",
        " ",
    ]);
    prop_oneof![
        prop::collection::vec(word, 0..30).prop_map(|w| w.concat().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..60)
    ]
}

proptest! {
    /// What another library finds to differ, ours makes the same.
    #[test]
    fn a_diff_applied_makes_the_other_document(from in object(), to in object()) {
        let patch = serde_json::to_vec(&json_patch::diff(&from, &to)).unwrap();
        let patched = json_patch(&text(&from), &patch, true).unwrap();
        prop_assert_eq!(patched.findings.len(), 0);
        prop_assert_eq!(serde_json::from_slice::<Value>(&patched.text).unwrap(), to);
    }

    /// Where the reference follows RFC 7386, so does another library.
    #[test]
    fn merging_agrees_with_another_library(current in object(), patch in merge_document()) {
        let mut expected = current.clone();
        json_patch::merge(&mut expected, &patch);
        let patched = merge_patch(&text(&current), &text(&patch), true).unwrap();
        prop_assert_eq!(serde_json::from_slice::<Value>(&patched.text).unwrap(), expected);
    }

    /// A merge patch applied twice is a merge patch applied once.
    #[test]
    fn merging_again_changes_nothing(current in object(), patch in merge_document()) {
        let once = merge_patch(&text(&current), &text(&patch), false).unwrap();
        let twice = merge_patch(&once.text, &text(&patch), false).unwrap();
        let values = [&once.text, &twice.text].map(|t| serde_json::from_slice::<Value>(t).unwrap());
        prop_assert_eq!(&values[0], &values[1]);
    }

    /// Whatever comes, an answer comes back, and a document is JSON.
    #[test]
    fn nothing_panics(patch in patch_text(), current in object()) {
        for strict in [false, true] {
            let answers = [json_patch(&text(&current), &patch, strict), merge_patch(&text(&current), &patch, strict)];
            for answer in answers.into_iter().flatten() {
                prop_assert!(well_formed(&patch).is_ok());
                prop_assert!(well_formed(&answer.text).is_ok());
            }
            for ty in [&ENDPOINTS, &NAMESPACE] {
                let current = decode(br#"{"metadata":{"labels":{"a":"b"},"finalizers":["a","b"]}}"#, ty).unwrap().value;
                if let Ok(merged) = strategic(&current, &patch, ty, strict) {
                    let _ = typed(merged.object, ty);
                }
            }
        }
        let _ = json_patch(&patch, b"[]", false);
        let _ = merge_patch(&patch, b"{}", false);
    }

    /// A strategic patch of anything under any known name is answered, and what is typed can be typed again.
    #[test]
    fn typing_is_stable(member in prop::sample::select(vec!["metadata", "subsets", "spec", "status", "kind"]), value in document()) {
        for ty in [&ENDPOINTS, &NAMESPACE] {
            let current = decode(br#"{"kind":"K","metadata":{"name":"a","labels":{"a":"b"}}}"#, ty).unwrap().value;
            let patch = text(&json!({member: value}));
            let Ok(merged) = strategic(&current, &patch, ty, true) else { continue };
            if let Ok((object, _)) = typed(merged.object, ty) {
                prop_assert_eq!(typed(object.clone(), ty), Ok((object, vec![])));
            }
        }
    }
}
