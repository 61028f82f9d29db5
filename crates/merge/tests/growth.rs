//! Nothing grows with the square of an object's size.
//!
//! No time is asserted. With a step that does, these tests take minutes instead of seconds, which nobody overlooks.

mod inputs;

use std::thread;

use coracle_merge::{ApplyError, Force};
use coracle_object::Value;
use inputs::{Many, Write, bare};

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
            (Many::Labels | Many::Owners, "conflicting apply") => COUNT,
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
