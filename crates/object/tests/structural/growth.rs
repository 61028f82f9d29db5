//! Nothing grows with the square of an object's size, nor with its size times that of its schema's alternatives.
//!
//! No time is asserted. With a step that does, these tests take minutes instead of seconds, which nobody overlooks.

use coracle_object::field::BadValue;
use coracle_object::json;
use coracle_object::structural::{DEFAULT_BYTES_MAX, Source, Structural, default, settle, validate, validate_lists};
use coracle_object::{Members, Value, text};

use super::laws::{AnyText, NoText};
use super::on_big_stack;

const MANY: usize = 500_000;
const DEEP: usize = 900;

fn object(name: &str, value: Value) -> Value {
    Value::Object(Members::from_iter([(name.to_owned(), value)]))
}

/// Schemas of objects within each other, around one.
fn within_objects(inner: Value, depth: usize) -> Structural {
    let schema = (0..depth).fold(inner, |inner, _| json!({"type": "object", "properties": object("a", inner)}));
    Structural::read(&schema).unwrap()
}

#[test]
fn a_large_value_that_is_wrong_far_down() {
    on_big_stack(|| {
        let schema = json!({"type": "array", "items": {"type": "integer"}, "enum": [[]]});
        let schema = within_objects(schema, DEEP);
        let large: Value = (0..MANY).collect();
        let document = (0..DEEP).fold(large.clone(), |inner, _| object("a", inner));
        let wrong = validate(&document, &schema, &AnyText);
        assert_eq!(wrong.len(), 1);
        assert_eq!(wrong[0].value, BadValue::Json(large));
        assert_eq!(wrong[0].field.len(), 2 * DEEP - 1);
        assert_eq!(wrong[0].detail, r#"supported values: "[]""#);
    });
}

#[test]
fn many_errors_far_down() {
    on_big_stack(|| {
        let schema = within_objects(json!({"type": "array", "items": {"type": "string"}}), DEEP);
        let document = (0..DEEP).fold((0..MANY).collect::<Value>(), |inner, _| object("a", inner));
        // Each has a path of almost two thousand bytes, two times.
        assert!((2_000..10_000).contains(&validate(&document, &schema, &AnyText).len()));
    });
}

#[test]
fn a_large_value_that_is_wrong_by_each_alternative() {
    const ALTERNATIVES: usize = 20_000;
    for operator in ["anyOf", "oneOf"] {
        let alternatives: Value = (0..ALTERNATIVES).map(|i| json!({"enum": [[i]]})).collect();
        let mut schema = json!({"type": "array", "items": {"type": "integer"}});
        schema[operator] = alternatives;
        let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
        let document = object("a", (0..MANY).collect());
        let wrong = validate(&document, &schema, &AnyText);
        assert_eq!(wrong.len(), 2);
        assert_eq!(wrong[1].detail, r#"supported values: "[0]""#);
    }
}

/// What is looked at is bounded, however many alternatives a schema gives to however many values.
#[test]
fn many_values_with_many_alternatives() {
    let alternatives: Value = (0..1_000).map(|i| json!({"pattern": i.to_string()})).collect();
    for operator in ["anyOf", "oneOf", "allOf"] {
        let mut schema = json!({"type": "array", "items": {"type": "string"}});
        schema["items"][operator] = alternatives.clone();
        let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
        let check = |texts: usize| validate(&object("a", vec!["y".repeat(64 << 10); texts].into()), &schema, &NoText);
        assert!(check(5).len() > 1);
        let wrong = check(1_000);
        assert_eq!(wrong.len(), 1, "{operator}");
        assert_eq!(wrong[0].to_string(), r#"<nil>: Invalid value: "": it takes more than 30000000 steps to check"#);
    }
}

#[test]
fn many_texts_of_which_each_is_none_of_many() {
    const LONG: usize = 100;
    let allowed: Value = (0..4_000).map(|i| format!("{i:0LONG$}")).collect();
    let schema = json!({"type": "array", "items": {"type": "string", "enum": allowed}});
    let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
    let document = object("a", (0..5_000).map(|i| i.to_string()).collect());
    let wrong = validate(&document, &schema, &AnyText);
    // Each error has the whole list, of more than 400 KB; 16 MiB are told.
    assert!((30..=41).contains(&wrong.len()), "{}", wrong.len());
}

/// What is wrong by an alternative that is not told takes no room from one that is.
#[test]
fn each_alternative_has_all_the_room() {
    const LEN: usize = 20_000;
    let full = json!({"items": {"minimum": LEN}});
    let better = json!({"items": {"allOf": [{}]}, "minItems": LEN + 1});
    let schema = json!({"type": "array", "items": {"type": "integer"}, "anyOf": [full, better]});
    let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
    let wrong = validate(&object("a", (0..LEN).collect()), &schema, &AnyText);
    let details: Vec<_> = wrong.iter().map(|error| error.detail.as_str()).collect();
    assert_eq!(
        details,
        [r#""a" must validate at least one schema (anyOf)"#, "a in body should have at least 20001 items"]
    );
}

#[test]
fn sets_within_sets() {
    on_big_stack(|| {
        let set = |inner, _| json!({"type": "array", "x-kubernetes-list-type": "set", "items": inner});
        let schema = (0..DEEP).fold(json!({"type": "integer"}), set);
        let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
        let same = |count| Value::from((0..MANY).map(|i| i % count).collect::<Vec<_>>());
        let document = |inner| object("a", (1..DEEP).fold(inner, |inner, _| Value::Array(vec![inner])));
        assert_eq!(validate_lists(&document(same(MANY)), &schema), []);
        let twice = validate_lists(&document(same(MANY - 1)), &schema);
        assert_eq!(twice.len(), 1);
        assert_eq!(twice[0].value, BadValue::Json(0.into()));
        // An item can nest as deep as a document.
        let deep = (0..9_900).fold(json!(1), |inner, _| Value::Array(vec![object("a", inner)]));
        let schema = json!({"type": "array", "x-kubernetes-list-type": "set",
                            "items": {"x-kubernetes-preserve-unknown-fields": true}});
        let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
        assert_eq!(validate_lists(&object("a", vec![deep.clone(), deep].into()), &schema).len(), 1);
    });
}

/// What is put aside until all alternatives are known is bounded for all levels together.
#[test]
fn alternatives_within_alternatives() {
    on_big_stack(|| {
        const LEVELS: usize = 400;
        let bad = || json!({"items": {"pattern": "x"}});
        let nested = (0..LEVELS).fold(bad(), |inner, _| json!({"anyOf": [bad(), inner]}));
        let mut schema = json!({"type": "array", "items": {"type": "string"}});
        schema["anyOf"] = nested["anyOf"].clone();
        let schema = Structural::read(&json!({"type": "object", "properties": object("a", schema)})).unwrap();
        let document = object("a", vec!["y".repeat(300); 9_000].into());
        let wrong = validate(&document, &schema, &NoText);
        assert!(!wrong.is_empty() && wrong.len() <= 10_000, "{}", wrong.len());
        #[cfg(target_os = "linux")]
        {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
            let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
            assert!(kib < 1_500_000, "{kib} KiB");
        }
    });
}

#[test]
fn names_count_as_what_is_filled_in() {
    let name = "n".repeat(1_000);
    let item = json!({"type": "object", "properties": object(&name, json!({"type": "integer", "default": 0}))});
    let schema = json!({"type": "object", "properties": {"a": {"type": "array", "items": item}}});
    let schema = Structural::read(&schema).unwrap();
    let mut document = json!({"a": vec![json!({}); 10_000]});
    assert!(default(&mut document, &schema).is_err());
    assert!((DEFAULT_BYTES_MAX - 2_000..DEFAULT_BYTES_MAX + 50_000).contains(&text::json(&document).len()));
}

#[test]
fn defaults_are_filled_in_within_bounds() {
    let large = "x".repeat(10_000);
    let item = json!({"type": "object", "properties": {"b": {"type": "string", "default": large}}});
    let schema = json!({"type": "object", "properties": {"a": {"type": "array", "items": item}}});
    let schema = Structural::read(&schema).unwrap();
    let document = |count: usize| json!({"kind": "K", "a": vec![json!({}); count]});
    let fits = DEFAULT_BYTES_MAX / 10_007;

    let mut object = document(fits);
    assert_eq!(settle(&mut object, Some(&schema), Source::Request), Ok(Vec::new()));
    assert!(object["a"].as_array().unwrap().iter().all(|item| item["b"] == large.as_str()));

    let error = settle(&mut document(20_000), Some(&schema), Source::Request).unwrap_err();
    assert_eq!(error, "the defaults of its schema would make it more than 3145728 bytes larger");
    let mut object = document(20_000);
    assert!(default(&mut object, &schema).is_err());
    assert!((DEFAULT_BYTES_MAX..DEFAULT_BYTES_MAX + 300_000).contains(&text::json(&object).len()));

    // What is stored is read all the same.
    let mut object = document(20_000);
    assert_eq!(settle(&mut object, Some(&schema), Source::Stored), Ok(Vec::new()));
    assert_eq!((&object["a"][fits - 1]["b"], object["a"][fits].get("b")), (&json!(large), None));
}

/// Schemas of some 3 MB, as much as a definition may have, in every shape that grows.
#[test]
fn large_schemas_are_read() {
    on_big_stack(|| {
        let many = |count: usize, of: &dyn Fn(usize) -> Value| (0..count).map(of).collect::<Value>();
        let by_name = |count: usize, of: &Value| {
            Value::Object((0..count).map(|at| (format!("{at:06}"), of.clone())).collect::<Members>())
        };
        let (text, nothing) = (json!({"type": "string"}), json!({}));
        let known = json!({"type": "object", "properties": by_name(60_000, &text)});
        let mut said_of_each = known.clone();
        said_of_each["allOf"] = json!([{"properties": by_name(60_000, &json!({"minLength": 1}))}]);
        let mut said_of_one = known.clone();
        said_of_one["anyOf"] = many(60_000, &|at| json!({"required": [format!("{at:06}")]}));
        let deep = (0..DEEP).fold(nothing, |inner, _| {
            let mut schema = object("not", inner);
            schema["anyOf"] = many(100, &|_| json!({}));
            schema
        });
        let mut deep_in = json!({"type": "object"});
        deep_in["not"] = deep;
        for schema in [
            known,
            said_of_each,
            said_of_one,
            deep_in,
            json!({"type": "object", "allOf": many(200_000, &|_| json!({}))}),
            json!({"type": "object", "required": many(300_000, &|at| at.to_string().into())}),
            json!({"type": "object", "enum": many(300_000, &|at| json!({"a": at}))}),
            json!({"type": "object", "properties": {"a": {"type": "array", "items": text, "default": many(300_000, &|_| "".into())}}}),
            json!({"type": "object", "properties": {"metadata": {"type": "object", "properties": {"name": {
                "type": "string", "enum": many(300_000, &|at| at.to_string().into())}}}}}),
        ] {
            let read = Structural::read(&schema).unwrap();
            assert_eq!(read, read.clone());
        }
        // What is wrong stands at the end, far down.
        let wrong = (0..DEEP).fold(json!({"type": "string", "default": 1}), |inner, _| object("not", inner));
        assert!(Structural::read(&json!({"type": "object", "not": wrong})).is_err());
    });
}
