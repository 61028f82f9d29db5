//! Which writes go through where there is little room: docs/decisions/0020-bounds-on-data.md.

use coracle_object::Value;
use coracle_object::encode::encode;
use coracle_store::Share;

use coracle_object::edit;

/// An object in typed form, and how many bytes it has as it is stored.
#[derive(Clone, Copy)]
pub struct Sized<'a> {
    /// The object.
    pub object: &'a Value,
    /// Its bytes.
    pub bytes: usize,
}

/// What a write of `after` over `before` may take; none is a create.
pub fn share(before: Option<Sized<'_>>, after: Sized<'_>) -> Share {
    let Some(before) = before else { return Share::Usual };
    if after.bytes <= before.bytes {
        return Share::Usual;
    }
    if content_bytes(after) > content_bytes(before) {
        return Share::Usual;
    }
    // On its way out, an object gets no further finalizers, so there are only so many of these.
    let released = finalizers(after.object) < finalizers(before.object);
    if released && edit::has(before.object, "deletionTimestamp") { Share::Any } else { Share::Reserve }
}

/// The bytes without those that say who wrote: they grow even where something is taken away.
fn content_bytes(sized: Sized<'_>) -> usize {
    let managers = edit::get(sized.object, "managedFields").map_or(0, |managers| encode(managers).len());
    sized.bytes.saturating_sub(managers)
}

/// How many finalizers an object has; a namespace has some in its spec.
fn finalizers(object: &Value) -> usize {
    let own = object.get("spec").and_then(|spec| spec.get("finalizers")).and_then(Value::as_array).map_or(0, Vec::len);
    own + edit::texts(object, "finalizers").len()
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    /// An object with a text, finalizers and managers of so many bytes.
    fn object(text: &str, finalizers: &[&str], managers: usize, deleted: bool) -> Value {
        let mut object = json!({"metadata": {"finalizers": finalizers, "annotations": {"a": text},
            "managedFields": [{"manager": "x".repeat(managers)}]}});
        if deleted {
            edit::set_text(&mut object, "deletionTimestamp", "2026-01-01T00:00:00Z");
        }
        object
    }

    #[test]
    fn what_only_has_its_managers_grow_may_take_the_reserve() {
        let sized = |object: &Value| encode(object).len();
        let before = object("abc", &["x", "y"], 10, false);
        let deleted = object("abc", &["x", "y"], 10, true);
        for (before, after, expected) in [
            (None, object("", &[], 0, false), Share::Usual),
            (Some(&before), object("abcd", &["x", "y"], 10, false), Share::Usual),
            (Some(&before), object("abc", &["x", "y"], 99, false), Share::Reserve),
            (Some(&before), object("a", &["x", "y"], 99, false), Share::Reserve),
            (Some(&before), object("abc", &["x"], 99, false), Share::Reserve),
            (Some(&deleted), object("abc", &["x", "y"], 99, true), Share::Reserve),
            (Some(&deleted), object("abc", &["x"], 99, true), Share::Any),
            (Some(&deleted), object("abcdefghijk", &["x"], 99, true), Share::Usual),
            (Some(&before), object("a", &["x"], 10, false), Share::Usual),
        ] {
            let sized = |object| Sized { object, bytes: sized(object) };
            assert_eq!(share(before.map(sized), sized(&after)), expected, "{before:?} {after}");
        }
        let namespace = |finalizers: &[&str], managers: usize| {
            let mut namespace = object("", &[], managers, true);
            namespace["spec"] = json!({"finalizers": finalizers});
            namespace
        };
        let (before, after) = (namespace(&["kubernetes"], 10), namespace(&[], 90));
        let [before, after] = [&before, &after].map(|object| Sized { object, bytes: sized(object) });
        assert_eq!(share(Some(before), after), Share::Any);
    }
}
