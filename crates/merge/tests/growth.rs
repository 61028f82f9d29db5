//! Nothing grows with the square of an object's size.
//!
//! No time is asserted. With a step that does, these tests take minutes instead of seconds, which nobody overlooks.

use std::thread;

use coracle_merge::{ApplyError, Force, Writer, apply};
use coracle_object::json;
use coracle_object::structural::Structural;
use coracle_object::{Members, Value};

use crate::inputs::{Many, Write, bare};

const COUNT: usize = 20_000;

fn all_writes(many: Many) {
    for mut write in many.writes(COUNT) {
        let conflicts = match write.run() {
            Ok(_) => 0,
            Err(ApplyError::Conflicts(conflicts)) => conflicts.len(),
            Err(error) => panic!("{error}"),
        };
        let expected = match (many, write.name) {
            (Many::Addresses, "conflicting apply") => 1,
            (Many::Labels | Many::Owners | Many::Items | Many::Unknown, "conflicting apply") => COUNT,
            // The first one's manager owns each too.
            (Many::Appliers | Many::Updaters, "conflicting apply") => 2 * COUNT,
            _ => 0,
        };
        assert_eq!(conflicts, expected, "{many:?}: {}", write.name);
    }
}

#[test]
fn many_addresses() {
    all_writes(Many::Addresses);
}

#[test]
fn many_labels() {
    all_writes(Many::Labels);
}

#[test]
fn many_finalizers() {
    all_writes(Many::Finalizers);
}

#[test]
fn many_owners() {
    all_writes(Many::Owners);
}

#[test]
fn many_appliers() {
    all_writes(Many::Appliers);
}

#[test]
fn many_updaters() {
    all_writes(Many::Updaters);
}

#[test]
fn many_items_of_a_custom_resource() {
    all_writes(Many::Items);
}

#[test]
fn many_values_of_a_custom_resource() {
    all_writes(Many::Values);
}

#[test]
fn many_unknown_members_of_a_custom_resource() {
    all_writes(Many::Unknown);
}

/// What is within each other in a custom resource that keeps unknown fields is walked on one way down. Paths to as many fields as
/// there are objects are longer together than anybody can read, and are told up to a bound.
#[test]
fn unknown_objects_within_each_other() {
    const DEPTH: usize = 9_000;
    let check = || {
        let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
        let schema = Structural::read(&schema).unwrap();
        let write = |manager, current: Option<&Value>, document: &Value, force| {
            let now = "2030-01-01T00:00:01Z";
            let who = Writer {
                manager,
                subresource: "",
                kind: "Endpoints",
                api_version: "v1",
                now,
                reset: &[],
                versions: None,
            };
            apply(&schema, current, document, &who, force)
        };
        let [mine, theirs] = [0, 1].map(|variant| {
            // Not by json!, which copies what is within.
            let wrap = |inner, _| {
                Value::Object([("a".to_owned(), inner), ("b".to_owned(), variant.into())].into_iter().collect())
            };
            let mut document = bare();
            document["unknown"] = (0..DEPTH).fold(Value::Object(Members::new()), wrap);
            document
        });
        let current = write("a", None, &mine, Force::No).unwrap();
        let Err(ApplyError::Conflicts(conflicts)) = write("b", Some(&current), &theirs, Force::No) else {
            panic!("no conflicts");
        };
        let steps: usize = conflicts.iter().map(|conflict| conflict.path.len()).sum();
        assert!(conflicts.len() < DEPTH && (1 << 20..=(1 << 20) + DEPTH).contains(&steps), "{steps}");
        let forced = write("b", Some(&current), &theirs, Force::Yes).unwrap();
        assert!(write("b", Some(&forced), &bare(), Force::No).unwrap().get("unknown").is_some());
    };
    thread::Builder::new().stack_size(64 << 20).spawn(check).unwrap().join().unwrap();
}

/// What is wrong is shown, however deep it is; its text is not copied once a level.
#[test]
fn a_deep_mistake() {
    const DEPTH: usize = 9_000;
    const BYTES: usize = 2_000_000;
    let check = || {
        for wrap in
            [|value| Value::Array(vec![value]), |value| Value::Object([("a".to_owned(), value)].into_iter().collect())]
        {
            let deep = (0..DEPTH).fold(Value::from("x".repeat(BYTES)), |value, _| wrap(value));
            let mut document = bare();
            document["metadata"]["generateName"] = deep;
            let error = Write::apply("", "a", None, &document, Force::No).run().unwrap_err();
            assert!(error.to_string().len() > BYTES);
        }
    };
    thread::Builder::new().stack_size(64 << 20).spawn(check).unwrap().join().unwrap();
}
