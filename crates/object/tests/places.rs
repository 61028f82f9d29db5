//! What is read by places is what is read by decoding, to the byte.

use coracle_object::decode::decode;
use coracle_object::encode::{encode, normalize};
use coracle_object::json;
use coracle_object::places::Places;
use coracle_object::schema::{CONFIG_MAP, ENDPOINTS, LEASE, NAMESPACE, Struct};
use coracle_object::{Members, SmolStr, Value, edit};
use proptest::collection::btree_map;
use proptest::option::of;
use proptest::prelude::*;

fn member(name: &'static str, value: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<(String, Value)>> {
    of(value.prop_map(move |value| (name.to_owned(), value)))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just("resourceVersion".to_owned()), Just("\"},{\\".to_owned()), any::<String>(), "[a-z<>&]{0,9}"]
}

fn metadata() -> impl Strategy<Value = Value> {
    let texts = |name| member(name, text().prop_map(Value::from));
    let map = |name| member(name, btree_map(text(), text(), 0..4).prop_map(|map| json!(map)));
    let members = (
        (texts("name"), texts("generateName"), texts("namespace"), texts("selfLink"), texts("uid")),
        member("generation", any::<i64>().prop_map(Value::from)),
        member("creationTimestamp", Just(json!("2020-01-01T00:00:00Z"))),
        member("deletionGracePeriodSeconds", any::<i64>().prop_map(Value::from)),
        (map("labels"), map("annotations")),
        member("finalizers", Just(json!(["labels", "a.b/c"]))),
    );
    members.prop_map(|((a, b, c, d, e), f, g, h, (i, j), k)| {
        Value::Object([a, b, c, d, e, f, g, h, i, j, k].into_iter().flatten().collect())
    })
}

fn object() -> impl Strategy<Value = (Value, &'static Struct)> {
    let ty = prop::sample::select(vec![&CONFIG_MAP, &ENDPOINTS, &LEASE, &NAMESPACE]);
    (ty, metadata(), btree_map(text(), text(), 0..3)).prop_map(|(ty, metadata, data)| {
        let object = json!({"kind": ty.name, "apiVersion": "v1", "metadata": metadata, "data": data,
            "spec": {"holderIdentity": "a"}, "subsets": [{"ports": [{"port": 1}]}]});
        (normalize(object, ty), ty)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_and_its_version_are_the_object_with_it((object, ty) in object(), revision: u64) {
        let text = encode(&object);
        let metadata = object["metadata"].as_object().cloned().unwrap_or_default();
        let before = ["name", "generateName", "namespace", "selfLink", "uid"];
        let Some(places) = Places::of(&text) else {
            prop_assert!(!before.iter().any(|name| metadata.contains_key(name)), "{}", object);
            return Ok(());
        };
        let mut whole = decode(&text, ty).unwrap().value;
        edit::set_text(&mut whole, "resourceVersion", &revision.to_string());
        let whole = normalize(whole, ty);
        let mut written = Vec::new();
        places.write(&text, revision, &mut written);
        prop_assert_eq!(String::from_utf8(written), String::from_utf8(encode(&whole)));

        let untyped = |(name, _): &(SmolStr, Value)| name != "kind" && name != "apiVersion";
        let item: Members = whole.as_object().unwrap().clone().into_iter().filter(untyped).collect();
        let mut written = Vec::new();
        places.write_untyped(&text, revision, &mut written);
        prop_assert_eq!(String::from_utf8(written), String::from_utf8(encode(&Value::Object(item))));
        let labels = places.labels(&text);
        prop_assert_eq!(labels.as_ref(), metadata.get("labels").and_then(Value::as_object));
        let keys = metadata.get("labels").and_then(Value::as_object).into_iter().flat_map(Members::keys);
        for key in keys.map(SmolStr::as_str).chain(["other"]) {
            let (found, label) = (places.label(&text, key), labels.as_ref().and_then(|labels| labels.get(key)?.as_str()));
            prop_assert_eq!(found.as_deref(), label);
        }
        let mut each = Vec::new();
        places.each_label(&text, |key, value| each.push((key.into(), Value::from(value))));
        prop_assert_eq!(each, labels.into_iter().flatten().collect::<Vec<_>>());
    }

    #[test]
    fn any_text_has_places_or_none(text in prop_oneof![any::<Vec<u8>>(), text().prop_map(String::into_bytes)]) {
        let _ = Places::of(&text);
    }

    #[test]
    fn a_damaged_text_has_places_or_none((object, _) in object(), at: prop::sample::Index, byte: u8) {
        let mut text = encode(&object);
        let at = at.index(text.len());
        text[at] = byte;
        if let Some(places) = Places::of(&text) {
            places.write(&text, 1, &mut Vec::new());
            drop(places.labels(&text));
            places.each_label(&text, |_, _| {});
            let _ = places.label(&text, "a");
        }
        text.truncate(at);
        prop_assert!(Places::of(&text).is_none_or(|places| places.labels(&text).is_none_or(|_| true)));
    }
}
