//! Patches other than apply. An input is a byte of choices, the patch, and after a zero byte the current object's text; without
//! one, an object like those that clients have.

use coracle_object::decode::decode;
use coracle_object::encode::encode;
use coracle_object::schema::Struct;
use coracle_object::{Value, encode::normalize};
use coracle_patch::{COPY_BYTES_MAX, Error, Patched, typed, well_formed};

use super::{GROWTH_MAX, KINDS, check_typed, parts};

const CURRENT: &[u8] = br#"{"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7",
"creationTimestamp":"2030-01-01T00:00:00Z","labels":{"a":"1","x/y":"2"},"annotations":{"k":"<&>"},"finalizers":["e.io/a","e.io/b"],
"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"p1"},{"apiVersion":"v1","kind":"Pod","name":"q","uid":"q1"}],
"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","time":"2030-01-01T00:00:00Z","fieldsType":"FieldsV1",
"fieldsV1":{"f:subsets":{}}}]},"subsets":[{"addresses":[{"ip":"10.1.2.3","nodeName":"n"}],"ports":[{"name":"http","port":80,"protocol":"TCP"}]}],
"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active","conditions":[{"type":"A","status":"True"},{"type":"B","status":"False"}]}}"#;

struct Input<'a> {
    ty: &'static Struct,
    strict: bool,
    patch: &'a [u8],
    current: Value,
}

fn input(data: &[u8]) -> Option<Input<'_>> {
    let (choices, rest) = data.split_first()?;
    let mut parts = parts(rest);
    let patch = parts.next()?;
    let ty = KINDS[usize::from(choices & 1)];
    let current = parts.next().unwrap_or(CURRENT);
    Some(Input { ty, strict: choices & 2 != 0, patch, current: decode(current, ty).ok()?.value })
}

/// A JSON Patch over an object, then the result as an object.
pub fn json_patch(data: &[u8]) {
    let Some(Input { ty, strict, patch, current }) = input(data) else { return };
    let before = encode(&current);
    let apply = |strict| coracle_patch::json_patch(&before, patch, strict);
    let Some(patched) = answer(apply, patch, strict) else { return };
    let limit = GROWTH_MAX * (before.len() + patch.len()) + COPY_BYTES_MAX;
    assert!(patched.text.len() <= limit, "{} bytes", patched.text.len());
    check_patched(&patched, ty);
}

/// A merge patch over an object, then the result as an object. Merging the same once more changes nothing from the second time
/// on: the first may leave nulls where it puts an object in another's place.
pub fn merge_patch(data: &[u8]) {
    let Some(Input { ty, strict, patch, current }) = input(data) else { return };
    let before = encode(&current);
    let Some(once) = answer(|strict| coracle_patch::merge_patch(&before, patch, strict), patch, strict) else { return };
    let limit = GROWTH_MAX * (before.len() + patch.len());
    assert!(once.text.len() <= limit, "{} bytes", once.text.len());
    check_patched(&once, ty);
    // A list takes the document's place, and nothing can be merged into a list.
    if once.text.starts_with(b"{") {
        let again = |text: &[u8]| coracle_patch::merge_patch(text, patch, false).expect("it was merged before").text;
        let twice = again(&once.text);
        assert_eq!(String::from_utf8_lossy(&again(&twice)), String::from_utf8_lossy(&twice));
    }
}

/// A strategic merge patch over an object, then its typing.
pub fn strategic(data: &[u8]) {
    let Some(Input { ty, strict, patch, current }) = input(data) else { return };
    let merged = coracle_patch::strategic(&current, patch, ty, strict);
    assert_eq!(merged.is_ok(), coracle_patch::strategic(&current, patch, ty, !strict).is_ok());
    let Ok(merged) = merged else { return };
    assert!(well_formed(patch).is_ok());
    assert!(strict || merged.findings.is_empty());
    if let Error::Invalid { value, .. } = merged.invalid(String::new()) {
        assert!(!value.is_empty());
    }
    let Ok((object, _)) = typed(merged.object, ty) else { return };
    check_typed(&object, ty, patch.len() + encode(&current).len());
    assert_eq!(typed(object.clone(), ty), Ok((normalize(object, ty), Vec::new())), "typed again it is another");
}

/// The patched document. Whether findings are asked for may only change whether there are any, except for what can be a patch
/// only where nobody asks.
fn answer(apply: impl Fn(bool) -> Result<Patched, Error>, patch: &[u8], strict: bool) -> Option<Patched> {
    let [careless, careful] = [false, true].map(apply);
    if well_formed(patch).is_err() {
        assert!(matches!((&careless, &careful), (Err(Error::BadRequest(_)), Err(Error::BadRequest(_)))));
        return None;
    }
    if let (Ok(careless), Ok(careful)) = (&careless, &careful) {
        assert_eq!(careless.text, careful.text);
        assert!(careless.findings.is_empty());
    }
    assert!(careless.is_ok() || careful.is_err(), "only the strict reader takes it");
    if strict { careful } else { careless }.ok()
}

fn check_patched(patched: &Patched, ty: &'static Struct) {
    assert!(patched.findings.len() <= 100);
    if let Ok(decoded) = decode(&patched.text, ty) {
        check_typed(&decoded.value, ty, patched.text.len());
    }
}
