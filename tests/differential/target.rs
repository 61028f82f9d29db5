//! What is written to: any kind of the registry, with random values made from its type and a few hints.

use std::sync::{Arc, LazyLock};

use coracle_kinds::builtin;
use coracle_object::schema::{Field, List, Struct, Topology, Type};
use serde_json::{Map, Value, json};

use crate::hints::{Hint, hints};
use crate::object::any;
use crate::random::Random;

/// How often of a hundred a field is given that no hint speaks of.
const USUAL: usize = 55;

/// A kind, and what is known of its values.
pub struct Target {
    pub kind: Arc<coracle_kinds::Kind>,
    hints: &'static [Hint],
}

/// Every kind but the two that `object` knows by heart, and definitions, in the order of discovery.
///
/// A definition's name follows from what is in it, its type holds itself, and controllers of the reference write to it at once: what
/// random ones come to is compared by `tools/definition`.
pub fn others() -> &'static [Target] {
    static OTHERS: LazyLock<Vec<Target>> = LazyLock::new(|| {
        let registry = builtin();
        let apart = ["endpoints", "namespaces", "customresourcedefinitions.apiextensions.k8s.io"];
        let known = |kind: &coracle_kinds::Kind| apart.contains(&&*kind.stored_as);
        let kinds = registry.stored().filter(|kind| !known(kind)).cloned();
        kinds.map(|kind| Target { hints: hints(&kind.stored_as), kind }).collect()
    });
    &OTHERS
}

/// The one that is stored under this name.
pub fn other(stored_as: &str) -> Option<&'static Target> {
    others().iter().find(|target| target.kind.stored_as == stored_as)
}

impl Target {
    /// The path of the collection that a case writes to.
    pub fn path(&self) -> String {
        let (group, version, plural) = (self.kind.group(), self.kind.version(), self.kind.plural());
        let root = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
        let inside = if self.kind.is_namespaced() { "namespaces/{{ns}}/" } else { "" };
        format!("{root}/{inside}{plural}")
    }

    /// Its fields beside those that all kinds have.
    pub fn fields(&self) -> Vec<&'static Field> {
        let common = ["apiVersion", "kind", "metadata"];
        self.kind
            .schema()
            .go()
            .expect("a type in Go")
            .fields
            .iter()
            .filter(|field| !common.contains(&field.name))
            .collect()
    }

    /// Some of its fields, with values.
    pub fn members(&self, r: &mut Random) -> Map<String, Value> {
        let mut members = Map::new();
        for field in self.fields() {
            if r.chance(self.hint(field.name).map_or(USUAL, |hint| hint.percent)) {
                members.insert(field.name.to_owned(), self.value(r, &field.ty, field.name));
            }
        }
        members
    }

    /// A value for a field of the object itself.
    pub fn of_field(&self, r: &mut Random, field: &'static Field) -> Value {
        self.value(r, &field.ty, field.name)
    }

    /// A place in the object, as a JSON pointer, and a value that fits there.
    pub fn place(&self, r: &mut Random) -> (String, Value) {
        let field = r.pick(&self.fields());
        let mut value = self.of_field(r, field);
        let mut path = format!("/{}", field.name);
        while r.chance(60) {
            let (step, inner) = match &value {
                Value::Object(members) if !members.is_empty() => {
                    let key = r.pick(&members.keys().cloned().collect::<Vec<_>>());
                    (key.replace('~', "~0").replace('/', "~1"), members[&key].clone())
                }
                Value::Array(items) if !items.is_empty() => {
                    (r.pick(&["0", "0", "1", "-"]).to_owned(), items[0].clone())
                }
                _ => break,
            };
            path = format!("{path}/{step}");
            value = inner;
        }
        (path, value)
    }

    /// A field whose items a strategic merge patch tells apart, with the member that does so.
    pub fn merged_list(&self, r: &mut Random) -> Option<(&'static Field, &'static str)> {
        let fields = self.fields();
        let merged: Vec<_> = fields.into_iter().filter(|field| !field.patch.merge_key.is_empty()).collect();
        (!merged.is_empty()).then(|| r.pick(&merged)).map(|field| (field, field.patch.merge_key))
    }

    fn hint(&self, at: &str) -> Option<&'static Hint> {
        self.hints.iter().find(|hint| hint.at == at)
    }

    /// A value at a path of fields; neither lists nor maps are steps of it.
    fn value(&self, r: &mut Random, ty: &'static Type, at: &str) -> Value {
        let found = match ty {
            Type::Struct(of) => self.structure(r, of, at),
            Type::List(list) => self.list(r, list, at),
            Type::Map(map) => self.map(r, &map.of, at),
            _ => match self.hint(at) {
                Some(hint) => hint.value(r),
                None => scalar(r, ty),
            },
        };
        r.weighted(&[(60, found), (1, Value::Null)])
    }

    fn structure(&self, r: &mut Random, of: &'static Struct, at: &str) -> Value {
        let mut members = Map::new();
        for field in of.fields {
            let inner = format!("{at}.{}", field.name);
            if r.chance(self.hint(&inner).map_or(USUAL, |hint| hint.percent)) {
                members.insert(field.name.to_owned(), self.value(r, &field.ty, &inner));
            }
        }
        Value::Object(members)
    }

    fn list(&self, r: &mut Random, list: &'static List, at: &str) -> Value {
        let items = (0..r.below(4)).map(|_| self.value(r, &list.of, at));
        let items: Vec<Value> = items.filter(|item| !item.is_null()).collect();
        let Topology::Keyed(keys) = list.topology else { return Value::Array(items) };
        // Two that are told apart by nothing are a mistake, and so not often there.
        let mut kept: Vec<Value> = Vec::new();
        for item in items {
            let twin = |other: &Value| keys.iter().all(|key| other[*key] == item[*key]);
            if !kept.iter().any(twin) || r.chance(4) {
                kept.push(item);
            }
        }
        Value::Array(kept)
    }

    fn map(&self, r: &mut Random, of: &'static Type, at: &str) -> Value {
        let keys = self.hint(&format!("{at}{{}}"));
        let mut members = Map::new();
        let empty = r.chance(keys.map_or(25, |hint| hint.percent));
        for _ in 0..if empty { 0 } else { 1 + r.below(3) } {
            let key = match keys {
                Some(hint) => hint.value(r),
                None => json!(r.pick(&["a", "b", "c"])),
            };
            members.insert(key.as_str().unwrap_or_default().to_owned(), self.value(r, of, at));
        }
        Value::Object(members)
    }
}

fn scalar(r: &mut Random, ty: &Type) -> Value {
    match ty {
        Type::String => json!(r.weighted(&[(9, "a"), (9, "b"), (9, "c"), (1, ""), (1, "\u{e9} <&>")])),
        Type::Bool => json!(r.chance(50)),
        Type::Int32 | Type::Int64 => json!(r.weighted(&[(9, 1), (9, 2), (9, 30), (1, 0), (1, -1)])),
        Type::Time => json!("2001-02-03T04:05:06Z"),
        _ => any(r),
    }
}
