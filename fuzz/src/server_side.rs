//! Server-side apply: a chain of writes over one object, as managers apply and update in turn.
//!
//! An input is writes between zero bytes. A write is a byte of choices (who, how) and its document in YAML. The first write's
//! highest bit says the kind.

use coracle_merge::{ApplyError, Force, Writer, check_managed_fields, keep_times, update};
use coracle_object::decode::{decode, decode_any};
use coracle_object::encode::normalize;
use coracle_object::schema::Struct;
use coracle_object::{Members, Value, yaml};
use coracle_patch::typed;

use super::{KINDS, check_typed, parts};

const MANAGERS: [&str; 8] = ["kubectl", "a", "b", "c", "d", "e", "f", ""];
/// Writes of one input; each may touch all fields of all managers.
const WRITES_MAX: usize = 12;
const RESET: [&[&str]; 2] = [&[], &["status"]];

/// Applies and updates over one object.
pub fn apply(data: &[u8]) {
    let ty = KINDS[usize::from(data.first().copied().unwrap_or_default() >> 7)];
    let mut current: Option<Value> = None;
    for (i, write) in parts(data).take(WRITES_MAX).enumerate() {
        let Some((choices, document)) = write.split_first() else { continue };
        let now = format!("2030-01-01T00:00:{:02}Z", i);
        let who = Writer {
            manager: MANAGERS[usize::from(choices & 7)],
            subresource: if choices & 64 == 0 { "" } else { "status" },
            kind: ty.name,
            api_version: "v1",
            now: &now,
            reset: RESET[usize::from(choices & 64 != 0)],
            versions: None,
        };
        let Ok(json) = yaml::to_json(document) else { continue };
        let object = match choices & 24 {
            // An update with what the client sent.
            16 => replace(ty, current.as_ref(), &json, &who),
            // What is stored may be as a client once sent it, managers and all.
            24 if current.is_none() => decode(&json, ty).ok().map(|decoded| decoded.value),
            way => server_side(ty, current.as_ref(), &json, &who, if way == 8 { Force::Yes } else { Force::No }),
        };
        if let Some(object) = object {
            current = Some(object);
        }
    }
}

fn server_side(
    ty: &'static Struct,
    current: Option<&Value>,
    json: &[u8],
    who: &Writer<'_>,
    force: Force,
) -> Option<Value> {
    let document = match decode_any(json).ok()?.0 {
        Value::Null => Value::Object(Members::new()),
        document @ Value::Object(_) => document,
        _ => return None,
    };
    let merge = |current: Option<&Value>, force| coracle_merge::apply(ty, current, &document, who, force);
    let [asked, forced] = [force, Force::Yes].map(|force| merge(current, force));
    match &asked {
        Ok(object) => assert_eq!(forced.as_ref(), Ok(object), "force changes what meets no conflict"),
        Err(ApplyError::Conflicts(conflicts)) => {
            assert!(!conflicts.is_empty() && force == Force::No);
            assert!(conflicts.iter().all(|conflict| !conflict.message().is_empty() && !conflict.field().is_empty()));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    assert!(!matches!(forced, Err(ApplyError::Conflicts(_))), "forced, and yet a conflict");
    let object = settle(ty, current, asked.ok()?, json.len())?;
    // Once more changes nothing.
    if let Ok(again) = merge(Some(&object), Force::No) {
        let again = settle(ty, Some(&object), again, json.len()).expect("it was typed before");
        assert_eq!(again, object, "applied again it is another");
    }
    Some(object)
}

fn replace(ty: &'static Struct, current: Option<&Value>, json: &[u8], who: &Writer<'_>) -> Option<Value> {
    let sent = decode(json, ty).ok()?.value;
    let object = settle(ty, current, update(ty, current, sent, who), json.len())?;
    assert_eq!(update(ty, Some(&object), object.clone(), who), object, "an update of nothing changes something");
    Some(object)
}

/// The object as the server goes on with it; none where its type does not fit.
fn settle(ty: &'static Struct, current: Option<&Value>, object: Value, _bytes: usize) -> Option<Value> {
    let managed_fields = object["metadata"]["managedFields"].clone();
    let object = normalize(typed(object, ty).ok()?.0, ty);
    let bytes = coracle_object::text::json(&object).len();
    check_typed(&object, ty, bytes);
    // A stored object's own managers may be unreadable; what we write is not.
    if current.is_none_or(|current| check_managed_fields(&current["metadata"]["managedFields"]).is_ok()) {
        check_managed_fields(&managed_fields).expect("what is written can be read");
    }
    Some(match current {
        Some(current) => keep_times(current, object),
        None => object,
    })
}
