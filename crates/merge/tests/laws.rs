//! Laws of the algebra of sets, of `fieldsV1`, and of writes.

use std::collections::BTreeSet;

use coracle_merge::{
    ApplyError, Force, Path, PathElement, Set, Writer, apply, keep_times, read_fields_v1, update, write_fields_v1,
};
use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::json;
use coracle_object::schema::ENDPOINTS;
use coracle_object::text::json as text;
use proptest::prelude::*;

// ---- sets ----

fn element() -> impl Strategy<Value = PathElement> {
    let value = prop_oneof![
        Just(json!("a")),
        Just(json!("<b>\"\u{2028}")),
        Just(json!(1.0)),
        Just(json!(true)),
        Just(json!(null)),
        Just(json!(["x", {"q": 1.5}])),
    ];
    prop_oneof![
        4 => "[ab]|c\\.d|\\.|".prop_map(|name| PathElement::Field(name.into())),
        1 => value.clone().prop_map(|v| PathElement::Key([("id".into(), v)].into())),
        1 => value.prop_map(|v| PathElement::Value(v.into())),
        1 => (0..3_i64).prop_map(PathElement::Index),
    ]
}

fn paths() -> impl Strategy<Value = BTreeSet<Path>> {
    prop::collection::btree_set(prop::collection::vec(element(), 1..4), 0..12)
}

fn set(paths: &BTreeSet<Path>) -> Set {
    paths.iter().map(Vec::as_slice).collect()
}

fn members(set: &Set) -> BTreeSet<Path> {
    set.paths().into_iter().collect()
}

proptest! {
    #[test]
    fn sets_are_sets_of_paths(a in paths(), b in paths()) {
        let (x, y) = (set(&a), set(&b));
        prop_assert_eq!(members(&x), a.clone());
        prop_assert_eq!(members(&x.union(&y)), &a | &b);
        prop_assert_eq!(members(&x.intersection(&y)), &a & &b);
        prop_assert_eq!(members(&x.difference(&y)), &a - &b);
        prop_assert_eq!(x.is_empty(), a.is_empty());
        for path in &b {
            prop_assert_eq!(x.has(path), a.contains(path));
        }
        // Equal members are equal sets: nothing empty is left behind.
        prop_assert_eq!(set(&(&a - &b)), x.difference(&y));
        prop_assert_eq!(set(&(&a & &b)), x.intersection(&y));
    }

    #[test]
    fn a_recursive_difference_drops_what_is_below(a in paths(), b in paths()) {
        let want: BTreeSet<Path> =
            a.iter().filter(|path| !b.iter().any(|above| path.starts_with(above))).cloned().collect();
        prop_assert_eq!(set(&a).recursive_difference(&set(&b)), set(&want));
    }

    #[test]
    fn leaves_have_nothing_below_them(a in paths()) {
        let want: BTreeSet<Path> =
            a.iter().filter(|path| !a.iter().any(|other| other != *path && other.starts_with(path))).cloned().collect();
        prop_assert_eq!(members(&set(&a).leaves()), want);
    }

    #[test]
    fn fields_v1_round_trips(a in paths()) {
        let set = set(&a);
        let written = write_fields_v1(&set);
        prop_assert_eq!(&read_fields_v1(&written).unwrap(), &set);
        // And as text, which is how it is kept.
        let reread: Value = serde_json::from_str(&text(&written)).unwrap();
        prop_assert_eq!(text(&write_fields_v1(&read_fields_v1(&reread).unwrap())), text(&written));
    }
}

// ---- writes ----

fn who<'a>(manager: &'a str, now: &'a str) -> Writer<'a> {
    Writer { manager, subresource: "", kind: "Endpoints", api_version: "v1", now, reset: &[], versions: None }
}

/// A document of some labels, annotations, finalizers, owners and subsets, as keys say.
fn document(labels: &[(String, String)], items: &[u8], address: Option<u8>) -> Value {
    let mut metadata = json!({"name": "a"});
    if !labels.is_empty() {
        metadata["labels"] = labels.iter().map(|(k, v)| (k.clone(), Value::from(v.as_str()))).collect();
    }
    if !items.is_empty() {
        metadata["finalizers"] = items.iter().map(|i| Value::from(format!("e.io/{i}"))).collect();
        let owner = |i| json!({"apiVersion": "v1", "kind": "S", "name": format!("n{i}"), "uid": format!("u{i}")});
        metadata["ownerReferences"] = items.iter().map(owner).collect();
    }
    let mut document = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata});
    if let Some(address) = address {
        document["subsets"] = json!([{"addresses": [{"ip": format!("10.0.0.{address}")}]}]);
    }
    document
}

fn documents(keys: &'static str, items: std::ops::Range<u8>) -> impl Strategy<Value = Value> {
    let labels = prop::collection::btree_map(keys, "[12]", 0..4).prop_map(|map| map.into_iter().collect::<Vec<_>>());
    let items = prop::collection::btree_set(items, 0..3).prop_map(|set| set.into_iter().collect::<Vec<_>>());
    (labels, items).prop_map(|(labels, items)| document(&labels, &items, None))
}

fn typed(object: &Value) -> Value {
    decode(text(object).as_bytes(), &ENDPOINTS).unwrap().value
}

fn applied(current: Option<&Value>, document: &Value, who: &Writer<'_>, force: Force) -> Result<Value, ApplyError> {
    apply(&ENDPOINTS, current, document, who, force).map(|object| {
        let mut object = typed(&object);
        object["metadata"]["uid"] = "uid".into();
        typed(&object)
    })
}

fn managers(object: &Value) -> &[Value] {
    object["metadata"]["managedFields"].as_array().map_or(&[], Vec::as_slice)
}

/// The paths of an object's leaves and items, its managedFields left out.
fn content(object: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, out: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter().filter(|(name, _)| *name != "managedFields") {
                    walk(value, &format!("{path}.{name}"), out);
                }
            }
            Value::Array(items) => out.extend(items.iter().map(|item| format!("{path}={item}"))),
            _ => out.extend([format!("{path}={value}")]),
        }
    }
    let mut out = BTreeSet::new();
    walk(object, "", &mut out);
    out
}

const T1: &str = "2030-01-01T00:00:01Z";
const T2: &str = "2030-01-01T00:00:02Z";
const T3: &str = "2030-01-01T00:00:03Z";

proptest! {
    #[test]
    fn applying_twice_is_applying_once(before in documents("[abc]", 0..3), document in documents("[abc]", 0..3)) {
        let first = applied(None, &before, &who("other", T1), Force::No).unwrap();
        let once = applied(Some(&first), &document, &who("me", T2), Force::Yes).unwrap();
        let twice = applied(Some(&once), &document, &who("me", T3), Force::No).unwrap();
        prop_assert_eq!(keep_times(&once, twice), once);
    }

    #[test]
    fn disjoint_owners_never_conflict(
        mine in documents("[ab]", 0..3),
        theirs in documents("[cd]", 3..6),
        again in documents("[ab]", 0..3),
    ) {
        let object = applied(None, &mine, &who("me", T1), Force::No).unwrap();
        let object = applied(Some(&object), &theirs, &who("them", T2), Force::No).unwrap();
        let object = applied(Some(&object), &again, &who("me", T3), Force::No).unwrap();
        let want: BTreeSet<String> = content(&again).union(&content(&theirs)).cloned().collect();
        let got: BTreeSet<String> = content(&object).into_iter().filter(|path| !path.contains(".uid=")).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn removing_what_i_own_leaves_what_others_own(
        mine in documents("[abc]", 0..4),
        theirs in documents("[abc]", 0..4),
        updated in documents("[de]", 4..6),
    ) {
        let object = applied(None, &mine, &who("me", T1), Force::No).unwrap();
        let object = applied(Some(&object), &theirs, &who("them", T2), Force::Yes).unwrap();
        // An update adds more.
        let mut proposed = object.clone();
        for (name, value) in updated["metadata"]["labels"].as_object().into_iter().flatten() {
            proposed["metadata"]["labels"][name] = value.clone();
        }
        let object = update(&ENDPOINTS, Some(&object), typed(&proposed), &who("updater", T2));
        let nothing = document(&[], &[], None);
        let left = applied(Some(&object), &nothing, &who("me", T3), Force::No).unwrap();
        for path in content(&theirs) {
            prop_assert!(content(&left).contains(&path), "{} is gone from {}", path, left);
        }
        for name in updated["metadata"]["labels"].as_object().into_iter().flatten().map(|(name, _)| name) {
            prop_assert!(left["metadata"]["labels"].get(name).is_some());
        }
        prop_assert!(managers(&left).iter().all(|entry| entry["manager"] != "me"));
    }

    #[test]
    fn an_update_of_nothing_moves_nothing(document in documents("[abc]", 0..3), by in "[a-c]{0,2}") {
        let object = applied(None, &document, &who("me", T1), Force::No).unwrap();
        let mut proposed = object.clone();
        proposed["metadata"].as_object_mut().unwrap().remove("managedFields");
        prop_assert_eq!(update(&ENDPOINTS, Some(&object), proposed, &who(&by, T2)), object);
    }

    #[test]
    fn ten_update_managers_are_enough(seconds in prop::collection::vec(0..4_u8, 11..25)) {
        let mut object = applied(None, &document(&[], &[], Some(1)), &who("me", T1), Force::No).unwrap();
        for (i, second) in seconds.iter().enumerate() {
            let mut proposed = object.clone();
            if i == 0 {
                proposed["metadata"]["annotations"] = json!({});
            }
            proposed["metadata"]["annotations"][&format!("k{i}")] = "v".into();
            let now = format!("2030-01-01T00:01:{:02}Z", i + usize::from(*second));
            object = update(&ENDPOINTS, Some(&object), typed(&proposed), &who(&format!("m{i}"), &now));
        }
        prop_assert_eq!(managers(&object).iter().filter(|entry| entry["operation"] == "Update").count(), 10);
        prop_assert!(managers(&object).iter().any(|entry| entry["manager"] == "ancient-changes"));
    }
}

// ---- anything ----

fn anything() -> impl Strategy<Value = Value> {
    let name = "kind|apiVersion|metadata|name|labels|annotations|finalizers|ownerReferences|managedFields|subsets|uid|f:a|\\.|[a-z]";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|f| coracle_object::Number::from_f64(f).map_or(Value::Null, Value::Number)),
        "v1|Endpoints|Update|Apply|FieldsV1|.{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nothing_that_is_applied_or_sent_panics(mut document in anything(), sent in anything()) {
        let current = applied(None, &self::document(&[], &[1], Some(1)), &who("other", T1), Force::No).unwrap();
        if let Some(members) = document.as_object_mut() {
            members.insert("apiVersion".to_owned(), "v1".into());
            members.insert("kind".to_owned(), "Endpoints".into());
        }
        for current in [None, Some(&current)] {
            if let Ok(object) = apply(&ENDPOINTS, current, &document, &who("kubectl", T2), Force::No) {
                prop_assert!(object.is_object());
            }
        }
        let mut proposed = current.clone();
        proposed["metadata"]["managedFields"] = json!([{"manager": "m", "operation": "Update", "apiVersion": "v1",
            "fieldsType": "FieldsV1", "fieldsV1": sent}]);
        prop_assert!(update(&ENDPOINTS, Some(&current), proposed.clone(), &who("me", T2)).is_object());
        proposed["metadata"]["managedFields"] = sent;
        prop_assert!(update(&ENDPOINTS, Some(&current), proposed, &who("me", T2)).is_object());
    }
}

#[test]
fn deep_and_wide_documents_are_read() {
    let wide = |n: usize| (0..n).map(|i| Value::from(format!("e.io/{}", i * 7919 % n))).collect::<Value>();
    let body = move || {
        let who = who("me", T1);
        let deep = (0..10_000).fold(Value::from(1), |inner, _| {
            Value::Object([("f:a".to_owned(), inner), ("b".to_owned(), json!([null]))].into_iter().collect())
        });
        let mut document = json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "a"}});
        document["subsets"] = deep.clone();
        assert!(matches!(apply(&ENDPOINTS, None, &document, &who, Force::No), Err(ApplyError::Malformed { .. })));
        document["subsets"] = Value::Null;
        document["metadata"]["labels"] = json!({"a": null});
        document["metadata"]["labels"]["a"] = deep.clone();
        assert!(matches!(apply(&ENDPOINTS, None, &document, &who, Force::No), Err(ApplyError::Malformed { .. })));
        document["metadata"]["labels"] = Value::Null;
        document["metadata"]["finalizers"] = wide(50_000);
        let object = typed(&apply(&ENDPOINTS, None, &document, &who, Force::No).unwrap());
        assert_eq!(object["metadata"]["finalizers"].as_array().unwrap().len(), 50_000);
        document["metadata"]["finalizers"] = wide(49_999);
        let again = typed(&apply(&ENDPOINTS, Some(&object), &document, &who, Force::No).unwrap());
        assert_eq!(again["metadata"]["finalizers"].as_array().unwrap().len(), 49_999);
        let mut proposed = again.clone();
        proposed["metadata"]["managedFields"] =
            json!([{"manager": "m", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1"}]);
        proposed["metadata"]["managedFields"][0]["fieldsV1"] = deep;
        // `b` is no path element, so that the current managers stay.
        assert_eq!(update(&ENDPOINTS, Some(&again), proposed.clone(), &who), again);
        let fields =
            (0..10_000).fold(json!({}), |inner, _| Value::Object([("f:a".to_owned(), inner)].into_iter().collect()));
        proposed["metadata"]["managedFields"][0]["fieldsV1"] = fields.clone();
        let owned = update(&ENDPOINTS, Some(&again), proposed, &who);
        assert_eq!(owned["metadata"]["managedFields"][0]["fieldsV1"], fields);
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(body).unwrap().join().unwrap();
}
