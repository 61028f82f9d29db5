//! Whatever a client sends, nothing panics: documents from seeds go the way that the server sends them, good ones and bad
//! ones, each over what the ones before it left.
//!
//! 20,000 documents, or as many as `CORACLE_DOCUMENTS` says. A hundred thousand are for an optimized build:
//! `CORACLE_DOCUMENTS=100000 cargo test --release -p coracle-merge no_panic`.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use coracle_merge::{ApplyError, Force, Writer, apply, check_managed_fields, keep_times, update};
use coracle_object::decode::{decode, decode_any};
use coracle_object::schema::{ENDPOINTS, NAMESPACE, Struct};
use coracle_object::text::json;
use coracle_object::{Members, Value, yaml};

use crate::documents::{Dice, document};

/// The stack of the server's threads that decide, in bytes.
const STACK_BYTES: usize = 64 << 20;

/// Documents that go over the same object, one after the other.
const CHAIN: u64 = 40;

fn count() -> u64 {
    let given = std::env::var("CORACLE_DOCUMENTS").ok();
    given.map_or(20_000, |count| count.parse().expect("CORACLE_DOCUMENTS is a number"))
}

#[test]
fn no_document_makes_it_panic() {
    let outcomes = thread::Builder::new().stack_size(STACK_BYTES).spawn(|| run(count())).unwrap().join().unwrap();
    let total: u64 = outcomes.values().sum();
    // That the documents go everywhere: what happens to how many of a thousand, at least; less is chance.
    for (outcome, at_least) in [
        ("applied", 150),
        ("updated", 150),
        ("stored", 10),
        ("not YAML", 20),
        ("not JSON", 2),
        ("wrong type", 10),
        ("managedFields", 5),
        ("malformed", 30),
        ("unfit", 1),
        ("conflicts", 20),
        ("stored managers", 1),
        ("not an object of the kind", 50),
    ] {
        let found = outcomes.get(outcome).copied().unwrap_or_default();
        assert!(found * 1000 >= at_least * total, "{outcome}: {found} of {total}: {outcomes:?}");
    }
}

fn run(count: u64) -> BTreeMap<&'static str, u64> {
    let mut outcomes = BTreeMap::new();
    let mut current: Option<Value> = None;
    for seed in 0..count {
        if seed % CHAIN == 0 {
            current = None;
        }
        // Chains of both kinds in turn.
        let ty = if (seed / CHAIN).is_multiple_of(2) { &ENDPOINTS } else { &NAMESPACE };
        let mut dice = Dice::new(seed);
        let text = document(&mut dice, ty);
        let step = catch_unwind(AssertUnwindSafe(|| write(&mut dice, ty, current.as_ref(), &text)));
        let Ok((outcome, object)) = step else {
            panic!("seed {seed}: {}\nover {}", String::from_utf8_lossy(&text), json(&current.unwrap_or_default()));
        };
        *outcomes.entry(outcome).or_default() += 1;
        if let Some(object) = object {
            current = Some(object);
        }
    }
    outcomes
}

/// One document as an apply or an update: what happens, and the object after it, where there is a new one.
fn write(dice: &mut Dice, ty: &Struct, current: Option<&Value>, text: &[u8]) -> (&'static str, Option<Value>) {
    let resets: [&[&str]; 2] = [&[], &["status"]];
    let who = Writer {
        manager: dice.pick(&["kubectl", "a", "b", "c", "d", "e", ""]),
        subresource: dice.pick(&["", "", "", "status"]),
        kind: ty.name,
        api_version: "v1",
        now: dice.pick(&["2030-01-01T00:00:01Z", "2030-01-01T00:00:02Z"]),
        reset: dice.pick(&resets),
        versions: None,
    };
    let force = dice.pick(&[Force::No, Force::Yes]);
    let as_an_update = dice.once_in(2);
    let json_text = match yaml::to_json(text) {
        Ok(text) => text,
        // JSON goes to the decoder as it is.
        Err(_) if as_an_update => text.to_vec(),
        Err(_) => return ("not YAML", None),
    };
    let _ = yaml::to_json_strict(text);
    let outcome = if as_an_update {
        let text = if dice.once_in(2) { text } else { &json_text };
        match decode(text, ty) {
            // What is stored may be as a client once sent it, managers and all.
            Ok(decoded) if dice.once_in(8) => return ("stored", Some(decoded.value)),
            Ok(decoded) => Ok(update(ty, current, decoded.value, &who)),
            Err(_) => return ("not an object of the kind", None),
        }
    } else {
        let document = match decode_any(&json_text) {
            Ok((document @ Value::Object(_), _)) => document,
            Ok((Value::Null, _)) => Value::Object(Members::new()),
            Ok(_) | Err(_) => return ("not JSON", None),
        };
        apply(ty, current, &document, &who, force)
    };
    match outcome {
        Ok(object) => (if as_an_update { "updated" } else { "applied" }, settled(ty, current, &object)),
        Err(error) => (refused(&error), None),
    }
}

/// The object as the server would go on with it.
fn settled(ty: &Struct, current: Option<&Value>, object: &Value) -> Option<Value> {
    let mut object = decode(json(object).as_bytes(), ty).ok()?.value;
    let managed_fields = &object["metadata"]["managedFields"];
    check_managed_fields(managed_fields).expect("what is written can be read");
    object["metadata"]["uid"] = "uid".into();
    Some(match current {
        Some(current) => keep_times(current, object),
        None => object,
    })
}

fn refused(error: &ApplyError) -> &'static str {
    assert!(!error.to_string().is_empty());
    match error {
        ApplyError::WrongType(_) => "wrong type",
        ApplyError::ManagedFields => "managedFields",
        ApplyError::Malformed { .. } => "malformed",
        ApplyError::Unowned { .. } => "unowned",
        ApplyError::Current { .. } => "current",
        ApplyError::Unfit { .. } => "unfit",
        ApplyError::Conflicts(conflicts) => {
            assert!(conflicts.iter().all(|conflict| !conflict.message().is_empty() && !conflict.field().is_empty()));
            "conflicts"
        }
        ApplyError::StoredManagers(_) => "stored managers",
        ApplyError::Unconverted(_) => "unconverted",
    }
}
