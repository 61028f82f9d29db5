//! Maps, and objects.

use coracle_object::{Members, Value};
use indexmap::IndexMap;

use super::error::NO_OVERLOAD;
use super::{Error, Key, Shared, Val};
use crate::schema::{Field, Form, Schema, unescape};

/// A map, or an object.
#[derive(Clone, Debug)]
pub enum Map<'a> {
    /// What an object holds, with the schema of the map.
    Data(&'a Members, &'a Schema),
    /// What stands in JSON.
    Plain(&'a Members),
    /// One that was made.
    Made(Shared<'a, IndexMap<Key<'a>, Val<'a>>>),
}

impl<'a> Map<'a> {
    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Map::Data(members, _) | Map::Plain(members) => members.len(),
            Map::Made(entries) => entries.len(),
        }
    }

    /// Whether both are the same that was made.
    pub(super) fn is_at_place_of(&self, other: &Map<'_>) -> bool {
        match (self, other) {
            (Map::Made(a), Map::Made(b)) => std::ptr::eq(&raw const **a, &raw const **b),
            _ => false,
        }
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key, or the error that stands in its place; nothing where there is none.
    ///
    /// # Errors
    /// There can be no such key.
    // Upstream: cel-go/common/types/map.go refValMapAccessor.Find (v0.29.2); apiserver/pkg/cel/common/valuesunstructured.go unstructuredMap.Find
    // (v1.37.2)
    pub fn find(&self, key: &Val<'_>) -> Result<Option<Val<'a>>, Error> {
        match (self, key) {
            (Map::Data(..), Val::Error(error)) => Err(error.clone()),
            (Map::Data(members, schema), Val::String(name)) => {
                if names_fields(schema) {
                    // Most names are what expressions call them.
                    let plain = !name.contains("__");
                    let unescaped = if plain { None } else { unescape(name) };
                    return Ok(match (plain, &unescaped) {
                        (true, _) => field(members, schema, name),
                        (false, Some(name)) => field(members, schema, name),
                        (false, None) => None,
                    });
                }
                Ok(field(members, schema, name))
            }
            (Map::Data(..), _) => Err(NO_OVERLOAD),
            (Map::Plain(members), Val::String(name)) => Ok(members.get(name).map(Val::plain)),
            (Map::Plain(_), _) => Ok(None),
            (Map::Made(entries), key) => {
                let found = |key: &Val<'_>| find_made(entries, key);
                Ok(found(key).or_else(|| super::key::same_number(key).find_map(|key| found(&key))))
            }
        }
    }

    /// The value of the member that has this name in the object itself.
    #[must_use]
    pub fn member(&self, escaped: &str, name: Option<&str>) -> Option<Val<'a>> {
        match self {
            Map::Data(members, schema) if names_fields(schema) => field(members, schema, name?),
            Map::Data(members, schema) => field(members, schema, escaped),
            Map::Plain(members) => members.get(escaped).map(Val::plain),
            Map::Made(entries) => find_made(entries, &Val::String(Shared::Borrowed(escaped))),
        }
    }

    /// All keys; those of objects in the order of their names.
    ///
    /// Quirk: where a schema does not know an entry, there is a `null` at the end in its place (asked of the reference: the keys of an object
    /// with such an entry).
    // Upstream: apiserver/pkg/cel/common/valuesunstructured.go unstructuredMap.Iterator (v1.37.2)
    #[must_use]
    pub fn keys(&self) -> Vec<Val<'a>> {
        match self {
            Map::Data(members, schema) => {
                let name_of = |name: &'a str| match &schema.form {
                    Form::Map { .. } => Some(name),
                    Form::Object(fields) => fields.get(name).map(|field| field.escaped.as_deref().unwrap_or(name)),
                    _ => None,
                };
                let mut keys: Vec<&'a str> = members.keys().filter_map(|name| name_of(name)).collect();
                keys.sort_unstable();
                let unknown = members.len() - keys.len();
                let keys = keys.into_iter().map(|name| Val::String(Shared::Borrowed(name)));
                keys.chain((0..unknown).map(|_| Val::Null)).collect()
            }
            Map::Plain(members) => {
                let mut keys: Vec<&'a str> = members.keys().map(|name| name.as_str()).collect();
                keys.sort_unstable();
                keys.into_iter().map(|name| Val::String(Shared::Borrowed(name))).collect()
            }
            Map::Made(entries) => entries.keys().map(|key| key.0.clone()).collect(),
        }
    }

    /// The first of [`Self::keys`].
    #[must_use]
    pub fn first_key(&self) -> Option<Val<'a>> {
        match self {
            Map::Made(entries) => entries.keys().next().map(|key| key.0.clone()),
            Map::Data(..) | Map::Plain(_) => self.keys().into_iter().next(),
        }
    }

    /// A key's value, or the error that is in its place.
    #[must_use]
    pub fn value(&self, key: &Val<'a>) -> Val<'a> {
        match self.find(key) {
            Ok(Some(value)) => value,
            Ok(None) => Val::Error(Error::of(format!("no such key: {}", key.shown()))),
            Err(error) => Val::Error(error),
        }
    }
}

fn find_made<'a>(entries: &IndexMap<Key<'a>, Val<'a>>, key: &Val<'_>) -> Option<Val<'a>> {
    // A key borrows for as long as the map, which nothing that is only looked for needs to.
    struct Sought<'k>(&'k Val<'k>);
    impl std::hash::Hash for Sought<'_> {
        fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
            Key(self.0.clone()).hash(state);
        }
    }
    impl indexmap::Equivalent<Key<'_>> for Sought<'_> {
        fn equivalent(&self, key: &Key<'_>) -> bool {
            Key(self.0.clone()) == *key
        }
    }
    entries.get(&Sought(key)).cloned()
}

/// Whether the schema names members, which expressions then call by names of theirs.
fn names_fields(schema: &Schema) -> bool {
    matches!(&schema.form, Form::Object(fields) if !fields.is_empty())
}

/// What the schema says of an entry.
pub(super) fn schema_of<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    match &schema.form {
        Form::Map { values } => Some(values),
        Form::Object(fields) => fields.get(name).map(|Field { schema, .. }| &**schema),
        _ => None,
    }
}

fn field<'a>(members: &'a Members, schema: &'a Schema, name: &str) -> Option<Val<'a>> {
    let value = members.get(name)?;
    if *value == Value::Null && names_fields(schema) {
        return None;
    }
    schema_of(schema, name).map(|schema| Val::of(value, schema))
}
