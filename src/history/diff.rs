//! What differs between two states: as objects, as one unified diff of YAML, as JSON Patches. Pure.

use std::time::Duration;

use coracle_object::decode::decode_any;
use coracle_object::{Value, yaml};
use coracle_store::{Key, Record};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use similar::TextDiff;

use super::log::Change;
use super::{DIFFERENCES_BYTES_MAX, DIFFERENCES_MAX, Pair, too_many};
use crate::documents::{self, Stripped, file_of};
use crate::status::Failure;

/// An object that is not the same in two states.
#[derive(Debug, PartialEq)]
pub struct Difference {
    /// Where it stands.
    pub key: Key,
    /// As it is in the first; none where it is not there. Without its resourceVersion.
    pub before: Option<Value>,
    /// As it is in the second.
    pub after: Option<Value>,
}

/// The objects that differ.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Differences")]
pub struct Objects {
    /// In the order of their resources, namespaces and names.
    pub items: Vec<Object>,
}

/// An object that differs.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Difference")]
pub struct Object {
    /// What became of it.
    pub change: Change,
    /// Its resource: `configmaps`, `deployments.apps`.
    pub resource: String,
    /// Empty for what is in none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// As it was, without its resourceVersion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub before: Option<Value>,
    /// As it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    pub after: Option<Value>,
    /// The JSON Patch that makes the one of the other; `null` stands for what is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Map<String, serde_json::Value>>>")]
    pub patch: Option<Value>,
}

/// Objects that differ, as they are gathered.
pub struct Gathering {
    without: Stripped,
    /// Those that were found.
    pub found: Vec<Difference>,
    bytes: usize,
}

impl Gathering {
    /// None yet; this is not looked at.
    pub fn new(without: Stripped) -> Gathering {
        Gathering { without, found: Vec::new(), bytes: 0 }
    }

    /// Looks at an object in two states.
    ///
    /// # Errors
    /// A record cannot be read; 400 where too many differ.
    pub fn add(&mut self, key: Key, (before, after): Pair) -> Result<(), Failure> {
        let value = |record: &Option<Record>| record.as_ref().map_or(0, |record| record.value().len());
        let bytes = value(&before) + value(&after);
        if before.as_ref().map(Record::value) == after.as_ref().map(Record::value) {
            return Ok(());
        }
        let (before, after) = (self.read(before)?, self.read(after)?);
        if before != after {
            self.found.push(Difference { key, before, after });
            self.bytes += bytes;
        }
        match self.found.len() <= DIFFERENCES_MAX && self.bytes <= DIFFERENCES_BYTES_MAX {
            true => Ok(()),
            false => Err(too_many("differ")),
        }
    }

    fn read(&self, record: Option<Record>) -> Result<Option<Value>, Failure> {
        let Some(record) = record else { return Ok(None) };
        let wrong = |why| Failure::internal(format!("{} cannot be read: {why}", record.key));
        let (mut object, _) = decode_any(record.value()).map_err(wrong)?;
        documents::strip(&mut object, self.without);
        Ok(Some(object))
    }
}

impl Difference {
    fn change(&self) -> Change {
        match (&self.before, &self.after) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            _ => Change::Changed,
        }
    }

    fn shown(&self) -> Object {
        Object {
            change: self.change(),
            resource: self.key.resource.to_string(),
            namespace: self.key.namespace.to_string(),
            name: self.key.name.to_string(),
            before: None,
            after: None,
            patch: None,
        }
    }

    /// With both objects.
    pub fn object(self) -> Object {
        Object { before: self.before.clone(), after: self.after.clone(), ..self.shown() }
    }

    /// With the patch from the one to the other.
    pub fn patched(self) -> Object {
        let [before, after] = [&self.before, &self.after].map(|object| object.as_ref().unwrap_or(&Value::Null));
        Object { patch: Some(patch(before, after)), ..self.shown() }
    }

    /// As a part of a unified diff, which can be applied to a folder that has each object where [`file_of`] says.
    pub fn unified(&self) -> String {
        let [before, after] = [&self.before, &self.after].map(|object| object.as_ref().map(yaml::from_json));
        let file = file_of(&self.key.resource, &self.key.namespace, &self.key.name);
        let name = |side: &str, there: bool| if there { format!("{side}/{file}") } else { "/dev/null".to_owned() };
        let names = [name("a", before.is_some()), name("b", after.is_some())];
        let [before, after] = [before, after].map(Option::unwrap_or_default);
        let diff = TextDiff::configure().timeout(SHORTEST_WITHIN).diff_lines(&before, &after);
        diff.unified_diff().header(&names[0], &names[1]).to_string()
    }
}

/// For so long the shortest difference of an object is looked for: of many lines of which few are alike, that takes as the square of their
/// number. What is found then is longer, and as right.
const SHORTEST_WITHIN: Duration = Duration::from_millis(500);

/// The paths of all operations of a patch may have so many bytes; what would have more is replaced as a whole.
const PATHS_BYTES_MAX: usize = 16 << 20;

/// A JSON Patch that makes `after` of `before`.
pub fn patch(before: &Value, after: &Value) -> Value {
    let [before_size, after_size] = [before, after].map(Size::of);
    let longest = before_size.longest.max(after_size.longest);
    let plain = |value: &Value| serde_json::to_value(value).ok();
    if (before_size.values + after_size.values).saturating_mul(longest) <= PATHS_BYTES_MAX
        && let Some((before, after)) = plain(before).zip(plain(after))
        && let Ok(patch) = serde_json::to_value(json_patch::diff(&before, &after))
    {
        return Value::from(patch);
    }
    coracle_object::json!([{"op": "replace", "path": "", "value": after}])
}

/// How many values there are, and the length in bytes of the longest path to one.
#[derive(Clone, Copy, Default)]
struct Size {
    values: usize,
    longest: usize,
}

impl Size {
    fn of(value: &Value) -> Size {
        let with = |size: Size, step: usize, below: &Value| {
            let below = Size::of(below);
            Size { values: size.values + below.values, longest: size.longest.max(step + below.longest) }
        };
        let own = Size { values: 1, longest: 0 };
        match value {
            // A step may be escaped, each character by two, behind a slash; an index has at most ten digits here.
            Value::Object(members) => {
                members.iter().fold(own, |size, (name, below)| with(size, 1 + 2 * name.len(), below))
            }
            Value::Array(items) => items.iter().fold(own, |size, below| with(size, 11, below)),
            _ => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;
    use coracle_store::Draft;
    use proptest::prelude::*;

    use super::*;

    fn leaf() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1e9..1e9_f64).prop_map(Value::from),
            "[a~/0-2 ü\n]{0,4}".prop_map(|text| Value::from(text.as_str())),
        ]
    }

    fn value() -> impl Strategy<Value = Value> {
        leaf().prop_recursive(4, 40, 5, |inner| {
            let members = prop::collection::vec(("[a~/01-]{0,3}", inner.clone()), 0..5);
            prop_oneof![
                prop::collection::vec(inner, 0..5).prop_map(Value::Array),
                members.prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn applied(patch: &Value, to: &Value) -> Value {
        let mut document = serde_json::to_value(to).unwrap();
        let patch: json_patch::Patch = serde_json::from_value(serde_json::to_value(patch).unwrap()).unwrap();
        json_patch::patch(&mut document, &patch).unwrap();
        Value::from(document)
    }

    proptest! {
        #[test]
        fn a_patch_makes_the_one_of_the_other(before in value(), after in value()) {
            let patch = patch(&before, &after);
            prop_assert_eq!(applied(&patch, &before), after, "{}", patch);
        }

        #[test]
        fn our_own_patches_read_it_too(mut before in value(), after in value()) {
            before = json!({"of": before});
            let after = json!({"of": after});
            let patch = patch(&before, &after);
            let (before, text) = (coracle_object::encode::encode(&before), coracle_object::encode::encode(&patch));
            let patched = coracle_patch::json_patch(&before, &text, false).map_err(|why| TestCaseError::fail(format!("{why:?}")))?;
            prop_assert_eq!(decode_any(&patched.text).unwrap().0, after, "{}", patch);
        }
    }

    #[test]
    fn what_is_alike_does_not_count_and_too_much_is_refused() {
        let record = |at: usize, uid: &str, value: &Value| {
            let key = Key::new("things.x", "n", at.to_string());
            let draft = Draft { key, uid, created: 2, modified: 2, value: coracle_object::encode::encode(value) };
            Some(Record::from(draft))
        };
        let object = |uid: &str, a: u32| json!({"metadata": {"name": "a", "uid": uid, "managedFields": [uid]}, "a": a});
        let mut gathering = Gathering::new(Stripped { metadata: true, managed_fields: true });
        let mut add = |at: usize, before: Option<Record>, after: Option<Record>| {
            let added = gathering.add(Key::new("things.x", "n", at.to_string()), (before, after));
            (gathering.found.len(), added.map_err(|failure| (failure.code, failure.message().to_owned())))
        };
        let alike = object("u", 1);
        for at in 0..=DIFFERENCES_MAX {
            assert_eq!(add(at, record(at, "u", &alike), record(at, "v", &alike)), (0, Ok(())), "the same value");
            assert_eq!(
                add(at, record(at, "u", &alike), record(at, "v", &object("v", 1))),
                (0, Ok(())),
                "but for the uid"
            );
        }
        for at in 0..DIFFERENCES_MAX {
            assert_eq!(add(at, None, record(at, "u", &alike)), (at + 1, Ok(())));
        }
        let (_, refused) = add(DIFFERENCES_MAX, record(0, "u", &alike), record(0, "u", &object("u", 2)));
        let why = "more than 10000 objects, or 256 MiB of them, differ; ask for one resource or namespace";
        assert_eq!(refused, Err((400, why.to_owned())));
        let mut all = Gathering::new(Stripped { metadata: false, managed_fields: true });
        all.add(Key::new("things.x", "n", "a"), (record(0, "u", &alike), record(0, "v", &object("v", 1)))).unwrap();
        assert_eq!(all.found.len(), 1, "where uids are looked at");
    }

    #[test]
    fn what_has_endless_paths_is_replaced() {
        let long = "x".repeat(1 << 20);
        let of = |value: i64| json!({"a": 1, &long: (0..100).map(|at| at * value).collect::<Vec<_>>()});
        let (before, after) = (of(1), of(2));
        assert_eq!(patch(&before, &after), json!([{"op": "replace", "path": "", "value": after}]));
        let deep = |leaf: i64| (0..5_000).fold(Value::from(leaf), |inner, _| Value::Array(vec![inner]));
        let apart = std::thread::Builder::new().stack_size(64 << 20);
        let thread = apart.spawn(move || assert_eq!(patch(&deep(1), &deep(2))[0]["path"], "")).unwrap();
        thread.join().unwrap();
    }

    #[test]
    fn a_long_difference_is_not_looked_at_for_ever() {
        let lines = |seed: u64| {
            let line =
                |at: u64| if (at * at + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 0 { "a\n" } else { "b\n" };
            (0..300_000).map(line).collect::<String>()
        };
        let object = |seed| Some(json!({"x": lines(seed).as_str()}));
        let difference = Difference { key: Key::new("things.x", "n", "a"), before: object(1), after: object(2) };
        let began = std::time::Instant::now();
        let text = difference.unified();
        assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
        assert!(text.starts_with("--- a/n/things.x/a.yaml\n+++ b/n/things.x/a.yaml\n@@ "));
    }

    #[test]
    fn a_unified_diff_names_the_files_of_a_folder() {
        let difference = |namespace: &str, before: Option<Value>, after: Option<Value>| {
            Difference { key: Key::new("things.x", namespace, "a"), before, after }.unified()
        };
        let (one, two) = (json!({"a": 1, "b": "yes"}), json!({"a": 2, "b": "yes"}));
        let changed = "--- a/n/things.x/a.yaml\n+++ b/n/things.x/a.yaml\n@@ -1,2 +1,2 @@\n-a: 1\n+a: 2\n b: \"yes\"\n";
        assert_eq!(difference("n", Some(one.clone()), Some(two)), changed);
        let added = "--- /dev/null\n+++ b/_cluster/things.x/a.yaml\n@@ -0,0 +1,2 @@\n+a: 1\n+b: \"yes\"\n";
        assert_eq!(difference("", None, Some(one.clone())), added);
        let removed = "--- a/_cluster/things.x/a.yaml\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a: 1\n-b: \"yes\"\n";
        assert_eq!(difference("", Some(one), None), removed);
    }
}
