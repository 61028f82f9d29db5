//! What holds for any schema and any object: nothing that was done is done again, and nothing panics.

use std::sync::LazyLock;

use coracle_object::decode::decode_any;
use coracle_object::json;
use coracle_object::structural::{
    AdditionalProperties, Source, Structural, Texts, decode, default, settle, validate, validate_lists,
};
use coracle_object::{Members, Value, text};
use proptest::prelude::*;

use super::on_big_stack;

/// The schemas of the recorded random objects.
static SCHEMAS: LazyLock<Vec<Structural>> = LazyLock::new(|| {
    let mut schemas = Vec::new();
    let mut before = Value::Null;
    for row in include_str!("random.jsonl").lines() {
        let (row, _) = decode_any(row.as_bytes()).unwrap();
        if row["schema"] != before {
            before = row["schema"].clone();
            schemas.push(Structural::read(&before).unwrap());
        }
    }
    schemas
});

/// Any value, of the members that the schemas know.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // Go writes the negative zero as -0, and reads that as 0.
        any::<f64>().prop_map(|float| Value::from(float + 0.0)),
        "[abé<]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            members(inner).prop_map(Value::Object),
        ]
    })
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Members> {
    let name = prop_oneof![
        Just("a"),
        Just("b"),
        Just("c"),
        Just("d"),
        Just("kind"),
        Just("apiVersion"),
        Just("metadata"),
        Just("x.y"),
        Just(""),
        Just("spec"),
        Just("list"),
        Just("labels"),
        Just("name"),
        Just("generation"),
        Just("creationTimestamp"),
    ];
    prop::collection::vec((name.prop_map(ToOwned::to_owned), value), 0..6)
        .prop_map(|members| members.into_iter().collect())
}

/// An object of its own, sorted as one that was read.
fn object() -> impl Strategy<Value = Value> {
    (members(value()), members(value())).prop_map(|(mut members, metadata)| {
        members.insert("apiVersion", "g/v1".into());
        members.insert("kind", "K".into());
        members.insert("metadata", Value::Object(metadata));
        let mut object = Value::Object(members);
        object.sort_all_objects();
        object
    })
}

/// The schema without defaults, which may hold what it does not know itself.
fn without_defaults(schema: &mut Structural) {
    schema.default = None;
    let additional = match &mut schema.additional_properties {
        Some(AdditionalProperties::Schema(below)) => Some(below),
        _ => None,
    };
    let below = schema.properties.values_mut().chain(schema.items.as_mut()).chain(additional);
    below.for_each(|below| without_defaults(below));
}

proptest! {
    #[test]
    fn what_is_settled_stays(object in object(), which in any::<prop::sample::Index>()) {
        let mut schema = which.get(&SCHEMAS).clone();
        without_defaults(&mut schema);
        for source in [Source::Request, Source::Stored] {
            let mut once = object.clone();
            if settle(&mut once, Some(&schema), source).is_err() {
                continue;
            }
            let mut twice = once.clone();
            prop_assert_eq!(settle(&mut twice, Some(&schema), source), Ok(Vec::new()));
            prop_assert_eq!(&twice, &once);
            let text = text::json(&once);
            let (mut read, findings) = decode(text.as_bytes(), text.as_bytes()).unwrap();
            settle(&mut read, Some(&schema), source).unwrap();
            prop_assert_eq!(text::json(&read), text);
            prop_assert!(findings.is_empty());
        }
    }

    #[test]
    fn what_is_filled_in_stays(object in object(), which in any::<prop::sample::Index>()) {
        let schema = which.get(&SCHEMAS).clone();
        let mut once = object;
        default(&mut once, &schema).unwrap();
        let mut twice = once.clone();
        default(&mut twice, &schema).unwrap();
        prop_assert_eq!(&twice, &once);
        let mut sorted = once.clone();
        sorted.sort_all_objects();
        prop_assert_eq!(text::json(&sorted), text::json(&once));
    }

    #[test]
    fn what_is_stored_always_comes_back(object in object(), which in any::<prop::sample::Index>()) {
        let schema = which.get(&SCHEMAS).clone();
        let mut read = object;
        prop_assert!(settle(&mut read, Some(&schema), Source::Stored).is_ok());
        let mut sorted = read.clone();
        sorted.sort_all_objects();
        prop_assert_eq!(text::json(&sorted), text::json(&read));
    }
}

/// As deep as a document can be.
fn deep(open: &str, inner: &str, close: &str) -> String {
    let times = 9_990;
    format!(r#"{{"apiVersion":"g/v1","kind":"K","v":{}{inner}{}}}"#, open.repeat(times), close.repeat(times))
}

#[test]
fn depth_is_no_danger() {
    on_big_stack(|| {
        let schemas = [
            json!({"type": "object"}),
            json!({"type": "object", "properties": {"v": {"x-kubernetes-preserve-unknown-fields": true}}}),
            json!({"type": "object", "properties": {"v": {"type": "object", "additionalProperties": true}}}),
            json!({"type": "object", "properties": {"v": {"type": "array", "items": {"type": "object"}}}}),
        ];
        let schemas = schemas.map(|schema| Structural::read(&schema).unwrap());
        for document in [deep("[", "", "]"), deep(r#"{"a":"#, "1", "}"), deep(r#"[{"a":"#, "1", "}]")] {
            let Ok((object, _)) = decode(document.as_bytes(), document.as_bytes()) else { continue };
            for schema in &schemas {
                for source in [Source::Request, Source::Stored] {
                    settle(&mut object.clone(), Some(schema), source).unwrap();
                }
            }
        }
        let metadata = deep("[", "", "]").replace("\"v\"", "\"metadata\"");
        let (mut object, _) = decode(metadata.as_bytes(), metadata.as_bytes()).unwrap();
        assert!(settle(&mut object, Some(&schemas[0]), Source::Request).is_err());
    });
}

#[test]
fn unknown_fields_are_told_within_bounds() {
    let schema = Structural::read(&json!({"type": "object", "properties": {"v": {"type": "object"}}})).unwrap();
    let many: Members = (0..100_000).map(|i| (format!("{i:06}"), Value::Null)).collect();
    let mut object = json!({"kind": "K", "v": many});
    let unknown = settle(&mut object, Some(&schema), Source::Request).unwrap();
    assert_eq!((unknown.len(), unknown[1].as_str()), (10_000, "v.000001"));
    let long = "x".repeat(1 << 20);
    let mut object = json!({"kind": "K", "v": {(long): 1, "y": 2}});
    assert_eq!(settle(&mut object, Some(&schema), Source::Request).unwrap().len(), 1);
    assert_eq!(object, json!({"kind": "K", "v": {}}));
}

#[test]
fn long_lists_and_wide_maps_take_no_longer_than_they_are() {
    const MANY: usize = 200_000;
    let schema = json!({"type": "object", "properties": {
        "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "integer"}},
        "keyed": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
                  "items": {"type": "object", "properties": {"k": {"type": "integer"}, "d": {"type": "string", "default": "x"}}}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
    }});
    let schema = Structural::read(&schema).unwrap();
    let mut object = json!({
        "apiVersion": "g/v1", "kind": "K",
        "keyed": (0..MANY).map(|i| json!({"k": i})).collect::<Value>(),
        "map": (0..MANY).map(|i| (format!("{i:06}"), json!(i))).collect::<Members>(),
        "set": (0..MANY).map(|i| i % (MANY / 2)).collect::<Value>(),
    });
    assert_eq!(settle(&mut object, Some(&schema), Source::Request), Ok(Vec::new()));
    assert_eq!(object["keyed"][MANY - 1]["d"], "x");
    assert_eq!(validate(&object, &schema, &AnyText).len(), 10_000);
    assert_eq!(validate_lists(&object, &schema).len(), 10_000);
}

/// Takes any text for right.
pub struct AnyText;

impl Texts for AnyText {
    fn matches(&self, _: &str, _: &str) -> bool {
        true
    }

    fn has_format(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// Takes every text for wrong.
pub struct NoText;

impl Texts for NoText {
    fn matches(&self, _: &str, _: &str) -> bool {
        false
    }

    fn has_format(&self, _: &str, _: &str) -> bool {
        false
    }
}

#[test]
fn what_is_wrong_is_told_within_bounds() {
    let schema = json!({"type": "object", "properties": {
        "map": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    }});
    let schema = Structural::read(&schema).unwrap();
    let object = json!({"kind": "K", "map": {("x".repeat(1 << 20)): (0..1000).collect::<Value>()}});
    let wrong = validate(&object, &schema, &AnyText);
    assert!((5..100).contains(&wrong.len()));
    assert!(wrong.iter().map(|error| error.to_string().len()).sum::<usize>() < 20 << 20);
}
