//! Which part of all that happens somebody asks for. Pure.

use std::sync::Arc;

use crate::record::Key;

/// What of the log is asked for. Each key is in one scope of each sort.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    Everything,
    Resource(Arc<str>),
    /// A resource, and one of its namespaces.
    Namespace(Arc<str>, Arc<str>),
    /// What stands under one key.
    One(Key),
}

impl Scope {
    /// A resource, or one of its namespaces.
    pub fn of(resource: &str, namespace: Option<&str>) -> Scope {
        match namespace {
            Some(namespace) => Scope::Namespace(resource.into(), namespace.into()),
            None => Scope::Resource(resource.into()),
        }
    }

    pub fn has(&self, key: &Key) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Resource(resource) => key.is_in(resource, None),
            Scope::Namespace(resource, namespace) => key.is_in(resource, Some(namespace)),
            Scope::One(one) => key == one,
        }
    }

    /// All scopes that have this key. None of their texts is copied.
    pub fn around(key: &Key) -> [Scope; 4] {
        let (resource, namespace) = (&key.resource, &key.namespace);
        [
            Scope::Everything,
            Scope::Resource(Arc::clone(resource)),
            Scope::Namespace(Arc::clone(resource), Arc::clone(namespace)),
            Scope::One(key.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scopes_around_a_key_are_those_that_have_it() {
        let keys = ["r", "rs"].into_iter().flat_map(|resource| {
            let namespaces = ["", "n", "ns"].into_iter();
            namespaces.flat_map(move |namespace| ["", "a", "ab"].map(|name| Key::new(resource, namespace, name)))
        });
        let keys: Vec<Key> = keys.collect();
        for key in &keys {
            let around = Scope::around(key);
            for other in keys.iter().flat_map(Scope::around) {
                assert_eq!(around.contains(&other), other.has(key), "{other:?} and {key}");
            }
        }
    }
}
