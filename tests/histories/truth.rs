//! What happened: every change of the collections, from when they were first listed, as the keepers saw it.
//!
//! A keeper is a watch of a whole collection that is never behind what is forgotten and goes on over every restart. Nothing is
//! taken on trust: keepers are held to the promises as others are, and acknowledged writes must be in what they saw.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::history::{History, Key, Kind, Object, Revision, Sight};
use crate::selection::Selection;

/// What happened to an object.
#[derive(Debug)]
pub struct Change {
    pub revision: Revision,
    pub before: Option<Arc<Object>>,
    pub after: Option<Arc<Object>>,
}

/// What an object is from a revision on.
type State = (Revision, Option<Arc<Object>>);

#[derive(Debug, Default)]
pub struct Truth {
    pub changes: BTreeMap<Revision, Change>,
    /// As of when each collection was first listed.
    bases: BTreeMap<&'static str, Revision>,
    /// The states of each object, each from a revision on.
    states: BTreeMap<Key, Vec<State>>,
}

impl Truth {
    /// Reads the keepers' streams, and the lists that they began with.
    pub fn of(history: &History) -> Truth {
        let mut truth = Truth::default();
        let mut seen = BTreeMap::new();
        for watch in history.watches.iter().filter(|watch| watch.keeper) {
            for (_, sight) in &watch.seen {
                if let Sight::Event(kind, object) = sight {
                    seen.insert(object.revision, (*kind, object));
                }
            }
            let Some(list) = history.lists.iter().find(|list| Some(list.id) == watch.follows) else { continue };
            let Some(base) = list.revision() else { continue };
            truth.bases.insert(watch.selection.resource, base);
            for item in list.items() {
                truth.states.entry(item.key.clone()).or_default().push((base, Some(Arc::clone(item))));
            }
        }
        for (revision, (kind, object)) in seen {
            let states = truth.states.entry(object.key.clone()).or_default();
            let before = states.last().and_then(|(_, state)| state.clone());
            let after = (kind != Kind::Deleted).then(|| Arc::clone(object));
            states.push((revision, after.clone()));
            truth.changes.insert(revision, Change { revision, before, after });
        }
        truth
    }

    /// What is known begins here.
    pub fn base(&self, resource: &str) -> Revision {
        self.bases.get(resource).copied().unwrap_or(0)
    }

    pub fn last(&self) -> Revision {
        let base = self.bases.values().max().copied().unwrap_or(0);
        self.changes.keys().next_back().copied().unwrap_or(0).max(base)
    }

    /// An object as of a revision, and the revision of what happened to it next.
    pub fn at(&self, key: &Key, revision: Revision) -> (Option<&Arc<Object>>, Option<Revision>) {
        let Some(states) = self.states.get(key) else { return (None, None) };
        let next = states.partition_point(|(from, _)| *from <= revision);
        let state = next.checked_sub(1).and_then(|last| states[last].1.as_ref());
        (state, states.get(next).map(|(from, _)| *from))
    }

    /// Is an object missing as of one of these revisions, both among them?
    pub fn missing_within(&self, key: &Key, first: Revision, last: Revision) -> bool {
        let Some(states) = self.states.get(key) else { return true };
        let later = states.partition_point(|(from, _)| *from <= first);
        let later = states[later..].iter().take_while(|(from, _)| *from <= last);
        self.at(key, first).0.is_none() || later.into_iter().any(|(_, state)| state.is_none())
    }

    /// What is selected as of a revision, in the order of lists.
    pub fn state(&self, selection: &Selection, revision: Revision) -> Vec<&Arc<Object>> {
        let keys = self.states.keys().filter(|key| key.resource == selection.resource);
        keys.filter_map(|key| self.at(key, revision).0).filter(|object| selection.matches(object)).collect()
    }

    /// What a watch is to be told of what happened after a revision, up to another.
    pub fn expected(
        &self,
        selection: Selection,
        after: Revision,
        through: Revision,
    ) -> impl DoubleEndedIterator<Item = (Revision, Kind)> {
        let changes = (after < through).then(|| self.changes.range(after + 1..=through));
        changes
            .into_iter()
            .flatten()
            .filter_map(move |(revision, change)| Some((*revision, change.seen_by(&selection)?)))
    }
}

impl Change {
    /// What a watch is to be told of it.
    pub fn seen_by(&self, selection: &Selection) -> Option<Kind> {
        let selected = |object: &Option<Arc<Object>>| object.as_ref().is_some_and(|object| selection.matches(object));
        match (selected(&self.before), selected(&self.after)) {
            (false, false) => None,
            (false, true) => Some(Kind::Added),
            (true, true) => Some(Kind::Modified),
            (true, false) => Some(Kind::Deleted),
        }
    }
}
