//! What is a structural schema, and what is not.

use coracle_object::json;
use coracle_object::structural::{AdditionalProperties, DEPTH_MAX, ListType, MapType, Structural, Type};
use coracle_object::{Members, Value, decode, yaml};

use super::on_big_stack;

/// The schemas that stand beside this file.
fn schemas() -> Members {
    let text = yaml::to_json_strict(include_bytes!("schemas.yaml")).unwrap();
    decode::decode_map(&text).unwrap()
}

#[test]
fn what_is_not_structural_is_refused() {
    let schemas = schemas();
    assert!(schemas.len() > 50, "{}", schemas.len());
    for (name, case) in &schemas {
        let wrong = Structural::read(&case["schema"]).err();
        assert_eq!(wrong.as_deref(), case.get("wrong").and_then(Value::as_str), "{name}");
    }
}

#[test]
fn every_keyword_is_read() {
    let schema = Structural::read(&schemas()["all of it"]["schema"]).unwrap();
    assert_eq!((schema.title.as_str(), schema.description.as_str()), ("A title", "A description"));
    assert_eq!(
        schema.external_docs.map(|docs| docs.description + " " + &docs.url).unwrap(),
        "More https://example.com/"
    );
    assert_eq!(schema.example, Some(json!({"spec": {"num": 1}})));
    let spec = &schema.properties["spec"];
    assert_eq!((spec.ty, spec.nullable, spec.map_type), (Some(Type::Object), true, Some(MapType::Atomic)));
    assert_eq!(spec.default, Some(json!({"num": 3})));
    assert_eq!(spec.rules[0]["rule"], "self.num > 1");
    let of_spec = spec.validation.as_ref().unwrap();
    assert_eq!((of_spec.min_properties, of_spec.max_properties), (Some(1), Some(9)));
    assert_eq!(of_spec.required, ["num", "num"]);
    assert_eq!(of_spec.all_of[1].validation.not.as_ref().unwrap().validation.required, ["m"]);
    let n = &of_spec.any_of[0].properties["num"].validation;
    assert_eq!((n.minimum, n.exclusive_minimum, n.exclusive_maximum), (Some(2.0), true, false));
    let k = &of_spec.one_of[0].properties["list"].items.as_ref().unwrap().properties["k"];
    assert_eq!((k.validation.allowed.as_slice(), k.ty), (&[json!("a")][..], None));
    let at = |name: &str| &*spec.properties[name];
    let n = at("num").validation.as_ref().unwrap();
    assert_eq!((n.format.as_str(), n.minimum, n.maximum, n.multiple_of), ("int32", Some(-1.0), Some(1e20), Some(0.5)));
    assert_eq!(n.allowed, [json!(1), json!(null), json!({"a": ["b"]})]);
    let s = at("s").validation.as_ref().unwrap();
    assert_eq!((s.pattern.as_str(), s.min_length, s.max_length), ("^a", Some(1), Some(2)));
    let list = at("list");
    assert_eq!((list.list_type, list.list_map_keys.as_slice()), (Some(ListType::Map), &["k".to_owned()][..]));
    let items = list.validation.as_ref().map(|list| (list.min_items, list.max_items));
    assert_eq!(items, Some((Some(0), Some(3))));
    assert_eq!(list.items.as_ref().unwrap().properties["k"].ty.unwrap().name(), "string");
    assert!(
        matches!(&at("map").additional_properties, Some(AdditionalProperties::Schema(of)) if of.ty == Some(Type::Boolean))
    );
    assert_eq!(at("open").additional_properties, Some(AdditionalProperties::Allowed(true)));
    assert_eq!(at("both").additional_properties, Some(AdditionalProperties::Allowed(false)));
    assert!(at("any").preserve_unknown_fields && at("any").ty.is_none() && at("any").validation.is_none());
    assert!(at("ios").int_or_string && at("embedded").embedded_resource);
    assert_eq!(at("set").list_type, Some(ListType::Set));
}

#[test]
fn a_schema_is_bounded_in_depth() {
    let schema = |depth: usize| {
        let (open, close) = (r#"{"type":"array","items":"#.repeat(depth - 1), "}".repeat(depth - 1));
        let text = format!(r#"{{"type":"object","properties":{{"a":{open}{{"type":"string"}}{close}}}}}"#);
        decode::decode_any(text.as_bytes()).unwrap().0
    };
    let deepest = on_big_stack(move || {
        let error = Structural::read(&schema(DEPTH_MAX)).unwrap_err();
        assert!(error.ends_with("nested deeper than 1000 schemas"));
        let not = format!("{}{{}}{}", r#"{"not":"#.repeat(DEPTH_MAX), "}".repeat(DEPTH_MAX));
        assert!(Structural::read(&decode::decode_any(not.as_bytes()).unwrap().0).is_err());
        Structural::read(&schema(DEPTH_MAX - 1)).unwrap()
    });
    // Whoever is the last to hold it may have a common stack.
    drop(deepest);
}
