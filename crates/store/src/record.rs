//! What the store keeps: a key, what is stored under it, and who manages it.

use std::cmp::Ordering;
use std::ops::Deref;
use std::sync::Arc;
use std::{fmt, iter, ptr};

use triomphe::ThinArc;

/// The number of a change: each change takes the next one. The first is 2; it never exceeds `i64::MAX`.
///
/// 1 is the revision of a store in which nothing has happened yet. 0 is never used. Clients of the Kubernetes API
/// give "0" a meaning of its own, and etcd, too, begins with 2.
pub type Revision = u64;

/// Where a record stands. Ordered by resource, then by the bytes of `namespace/name`: as etcd orders the reference's keys, so
/// that a namespace `a-1` comes before `a`, and what is in one namespace stands together.
///
/// A copy costs nothing: it is the same key. The versions of a record that were written since the start have one key, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(Arc<Parts>);

/// The parts of a [`Key`].
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Parts {
    /// The resource's plural name, with its group where it has one.
    pub resource: Arc<str>,
    /// Empty for what belongs to no namespace.
    pub namespace: Arc<str>,
    /// Unique within resource and namespace.
    pub name: Box<str>,
}

impl Deref for Key {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Key {
    /// A key from its three parts: any texts, of which the namespace has no `/`. That is not checked.
    pub fn new(resource: impl Into<Arc<str>>, namespace: impl Into<Arc<str>>, name: impl Into<Box<str>>) -> Key {
        Key(Arc::new(Parts { resource: resource.into(), namespace: namespace.into(), name: name.into() }))
    }

    /// Whether it is one of a resource, or of one of its namespaces.
    pub fn is_in(&self, resource: &str, namespace: Option<&str>) -> bool {
        *self.resource == *resource && namespace.is_none_or(|one| *self.namespace == *one)
    }

    /// Whether it stands before, in or behind a resource, or one of its namespaces.
    pub(crate) fn stands_to(&self, resource: &str, namespace: Option<&str>) -> Ordering {
        let of_namespace = |namespace: &str| {
            // What is in it begins with `namespace/`, and so does nothing else.
            self.path().take(namespace.len() + 1).cmp(namespace.bytes().chain(iter::once(b'/')))
        };
        (*self.resource).cmp(resource).then_with(|| namespace.map_or(Ordering::Equal, of_namespace))
    }

    /// Whether nothing can stand between another key and this one.
    pub fn follows(&self, other: &Key) -> bool {
        let is_next = self.name.strip_suffix('\0') == Some(&*other.name);
        is_next && self.resource == other.resource && self.namespace == other.namespace
    }

    /// The bytes of `namespace/name`.
    fn path(&self) -> impl Iterator<Item = u8> {
        self.namespace.bytes().chain(iter::once(b'/')).chain(self.name.bytes())
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        // Names that are shared are equal without being read.
        if self.resource != other.resource {
            return self.resource.cmp(&other.resource);
        }
        if self.namespace == other.namespace {
            return self.name.cmp(&other.name);
        }
        self.path().cmp(other.path())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.resource, self.namespace, self.name)
    }
}

/// An object as it is stored at one revision. A copy costs nothing: it is the same record.
///
/// There may be very many, so each is one piece of memory beside its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Record(ThinArc<Head, u8>);

/// What stands before a record's value.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// Where it stands.
    pub key: Key,
    /// The revision that created it.
    pub created: Revision,
    /// The revision that wrote it last; outside, this is its resourceVersion.
    pub modified: Revision,
    /// So many bytes come before the uid.
    value_bytes: usize,
}

/// What a record is made of.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Where it stands.
    pub key: Key,
    /// The object's own uid; the same for as long as the object lives.
    pub uid: &'a str,
    /// The revision that created it.
    pub created: Revision,
    /// The revision that wrote it last.
    pub modified: Revision,
    /// The whole object as JSON without its resourceVersion. The store never looks inside.
    pub value: Vec<u8>,
}

impl From<Draft<'_>> for Record {
    fn from(Draft { key, uid, created, modified, value: mut bytes }: Draft<'_>) -> Record {
        let value_bytes = bytes.len();
        bytes.extend_from_slice(uid.as_bytes());
        Record(ThinArc::from_header_and_slice(Head { key, created, modified, value_bytes }, &bytes))
    }
}

impl Deref for Record {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.0.header.header
    }
}

impl Record {
    /// The whole object as JSON without its resourceVersion. The store never looks inside.
    pub fn value(&self) -> &[u8] {
        &self.0.slice[..self.value_bytes]
    }

    /// The object's own uid; the same for as long as the object lives.
    pub fn uid(&self) -> &str {
        str::from_utf8(&self.0.slice[self.value_bytes..]).expect("it was made of a text")
    }

    /// The same, to be made another of.
    pub fn draft(&self) -> Draft<'_> {
        let Head { key, created, modified, .. } = &**self;
        Draft {
            key: key.clone(),
            uid: self.uid(),
            created: *created,
            modified: *modified,
            value: self.value().to_vec(),
        }
    }

    /// Whether they are not only alike, but the same piece of memory.
    pub fn is_same(&self, other: &Record) -> bool {
        ptr::eq(&raw const **self, &raw const **other)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { key, created, modified, .. } = &**self;
        let value = String::from_utf8_lossy(self.value());
        write!(f, "{key}, uid {:?}, created {created}, modified {modified}: {value}", self.uid())
    }
}

/// One entry of an object's managedFields. Its row's position is that in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerRow {
    /// Who manages these fields.
    pub manager: String,
    /// `Apply` or `Update`.
    pub operation: String,
    /// Empty for the object itself.
    pub subresource: String,
    /// The version in which the fields are named.
    pub api_version: String,
    /// When the entry last changed, as written in the object.
    pub time: Option<String>,
    /// The fieldsV1 document, as JSON.
    pub fields: String,
}

/// What a check of the whole store went through, where it found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many records there are.
    pub records: usize,
    /// The last change.
    pub revision: Revision,
}

/// Reads the managers out of an object's value, in their order. Called on the writer's thread: everybody waits for it.
pub type ManagersOf = fn(&[u8]) -> Vec<ManagerRow>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ordered_as_their_paths() {
        let keys = ["r/a-1/x", "r/a/", "r/a/x", "r/a/x-1", "r/a/x.1", "r/a0/b", "r/b/a", "s//a", "s/a/a"];
        let keys = keys.map(|text| {
            let parts: Vec<&str> = text.split('/').collect();
            Key::new(parts[0], parts[1], parts[2])
        });
        assert!(keys.is_sorted());
        for (i, key) in keys.iter().enumerate() {
            assert_eq!(keys.iter().position(|other| other.cmp(key) == Ordering::Equal), Some(i));
        }
    }

    #[test]
    fn a_record_is_what_it_was_made_of() {
        let key = Key::new("r", "n", "a");
        for (uid, value) in [("u", "v"), ("", ""), ("", "v"), ("ü", ""), ("ü", "\u{0}v")] {
            let draft = Draft { key: key.clone(), uid, created: 2, modified: 3, value: value.into() };
            let record = Record::from(draft.clone());
            assert_eq!((&record.key, record.created, record.modified), (&key, 2, 3));
            assert_eq!((record.uid(), record.value()), (uid, value.as_bytes()));
            let again = Record::from(record.draft());
            assert!(again == record && !again.is_same(&record) && record.clone().is_same(&record));
            assert_ne!(Record::from(Draft { modified: 4, ..draft }), record);
        }
        let of = |uid, value: &str| {
            Record::from(Draft { key: key.clone(), uid, created: 2, modified: 3, value: value.into() })
        };
        assert_ne!(of("b", "a"), of("", "ab"), "where the value ends counts");
    }

    #[test]
    fn what_follows_a_key_is_the_next_text() {
        let key = |resource: &str, namespace: &str, name: &str| Key::new(resource, namespace, name);
        let a = key("r", "n", "a");
        assert!(key("r", "n", "a\0").follows(&a) && key("r", "n", "\0").follows(&key("r", "n", "")));
        for other in
            [a.clone(), key("r", "n", "b\0"), key("r", "n", "a\0\0"), key("r", "m", "a\0"), key("s", "n", "a\0")]
        {
            assert!(!other.follows(&a), "{other:?}");
        }
    }
}
