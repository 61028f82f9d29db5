//! A value beside serde_json's, of which it differs only inside: the same members in the same order, found by the same names.

use coracle_object::{Members, SmolStr, Value};
use proptest::prelude::*;
use serde_json::Map;

/// What is done to a map.
#[derive(Debug, Clone)]
enum Step {
    Insert(u8),
    InsertAt(u8, u8),
    Entry(u8),
    Remove(u8),
    SwapRemove(u8),
    Retain(u8),
    Sort,
    Copy,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => any::<u8>().prop_map(Step::Insert),
        4 => any::<(u8, u8)>().prop_map(|(at, name)| Step::InsertAt(at, name)),
        4 => any::<u8>().prop_map(Step::Entry),
        3 => any::<u8>().prop_map(Step::Remove),
        2 => any::<u8>().prop_map(Step::SwapRemove),
        1 => any::<u8>().prop_map(Step::Retain),
        1 => Just(Step::Sort),
        1 => Just(Step::Copy),
    ]
}

/// A name of which some stand in place, and some do not.
fn name(of: u8) -> String {
    format!("{of}{}", "-".repeat(usize::from(of % 40)))
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        "[a-z~/]{0,30}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec(("[a-z~/]{0,3}", inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

/// All pointers into a value, and some that lead nowhere.
fn pointers(value: &serde_json::Value, at: &str, out: &mut Vec<String>) {
    out.extend(["", "/", "/01", "/+1", "/x~1"].map(|end| format!("{at}{end}")));
    match value {
        serde_json::Value::Array(items) => {
            (0..).zip(items).for_each(|(i, item): (usize, _)| pointers(item, &format!("{at}/{i}"), out));
        }
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), out);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn members_are_those_of_an_ordered_map(steps in prop::collection::vec(step(), 0..300)) {
        let (mut ours, mut theirs) = (Members::new(), Map::new());
        for (i, step) in steps.into_iter().enumerate() {
            let (our, their) = (Value::from(i), serde_json::Value::from(i));
            match step {
                Step::Insert(of) => {
                    prop_assert_eq!(ours.insert(name(of), our), theirs.insert(name(of), their).map(Value::from));
                }
                Step::InsertAt(at, of) => {
                    let at = usize::from(at) % (theirs.len() + 1);
                    ours.insert_at(at, name(of), our);
                    match theirs.get_mut(&name(of)) {
                        Some(there) => *there = their,
                        None => drop(theirs.shift_insert(at, name(of), their)),
                    }
                }
                Step::Entry(of) => {
                    let there = ours.entry(name(of)).or_insert(our).clone();
                    prop_assert_eq!(there, Value::from(theirs.entry(name(of)).or_insert(their).clone()));
                }
                Step::Remove(of) => {
                    prop_assert_eq!(ours.remove(&name(of)), theirs.shift_remove(&name(of)).map(Value::from));
                }
                Step::SwapRemove(of) => {
                    prop_assert_eq!(ours.swap_remove(&name(of)), theirs.swap_remove(&name(of)).map(Value::from));
                }
                Step::Retain(by) => {
                    ours.retain(|name, _| name.len() % 7 != usize::from(by % 7));
                    theirs.retain(|name, _| name.len() % 7 != usize::from(by % 7));
                }
                Step::Sort => {
                    ours.sort_keys();
                    theirs.sort_keys();
                }
                Step::Copy => ours = ours.into_iter().collect(),
            }
            prop_assert_eq!(ours.len(), theirs.len());
        }
        for of in 0..=u8::MAX {
            prop_assert_eq!(ours.get(&name(of)).cloned(), theirs.get(&name(of)).cloned().map(Value::from));
            prop_assert_eq!(ours.contains_key(&name(of)), theirs.contains_key(&name(of)));
        }
        let there: Vec<String> = ours.keys().map(SmolStr::to_string).collect();
        let back: Vec<String> = ours.keys().rev().map(SmolStr::to_string).collect();
        prop_assert!(there.iter().eq(theirs.keys()));
        prop_assert!(back.iter().eq(theirs.keys().rev()));
        prop_assert!(ours.iter_mut().map(|(_, value)| value.clone()).eq(theirs.values().cloned().map(Value::from)));
        // What is the same in another order is equal; what has one member less, or another value, is not.
        let mut other: Members = ours.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        other.sort_keys();
        prop_assert_eq!(&ours, &other);
        if let Some((last, value)) = ours.iter().next_back().map(|(name, value)| (name.clone(), value.clone())) {
            other.insert(last.clone(), Value::Null);
            prop_assert_ne!(&ours, &other);
            other.remove(&last);
            prop_assert_ne!(&ours, &other);
            other.insert("another", value);
            prop_assert_ne!(&ours, &other);
        }
    }

    #[test]
    fn a_value_is_that_of_serde_json(json in json(), other in json()) {
        let (text, value) = (json.to_string(), Value::from(json.clone()));
        prop_assert_eq!(value.to_string(), text.clone());
        prop_assert_eq!(format!("{value:#?}"), serde_json::to_string_pretty(&json).unwrap());
        prop_assert_eq!(&serde_json::from_str::<Value>(&text).unwrap(), &Value::from(serde_json::from_str::<serde_json::Value>(&text).unwrap()));
        prop_assert_eq!(value == Value::from(other.clone()), json == other);
        let mut all = Vec::new();
        pointers(&json, "", &mut all);
        let mut changed = value.clone();
        for pointer in all {
            let theirs = json.pointer(&pointer).cloned().map(Value::from);
            prop_assert_eq!(value.pointer(&pointer), theirs.as_ref(), "{}", pointer);
            prop_assert_eq!(changed.pointer_mut(&pointer).map(|there| there.clone()), theirs, "{}", pointer);
        }
    }
}
