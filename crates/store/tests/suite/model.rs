//! Random changes and restarts, against a map and a list of what happened.

use std::collections::BTreeMap;
use std::path::Path;

use coracle_store::{EventKind, Facts, Record, Store, Write};
use proptest::prelude::*;

use crate::kit::{SURVIVES, key, open, place, put};

#[derive(Clone, Debug)]
enum Step {
    /// Writes, whatever is there.
    Put {
        name: u8,
        value: String,
    },
    /// Writes only what stands at the revision that some earlier moment saw.
    PutIf {
        name: u8,
        value: String,
        seen: u64,
    },
    /// Deletes what is there.
    Delete {
        name: u8,
    },
    /// Moves a value from one name to another that is free: reads two keys, writes one.
    Copy {
        from: u8,
        to: u8,
    },
    /// Several puts at once.
    Burst(Vec<(u8, String)>),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let name = || 0..5_u8;
    let value = || "[a-z]{0,3}(,[a-z]{0,2}){0,4}";
    prop_oneof![
        6 => (name(), value()).prop_map(|(name, value)| Step::Put { name, value }),
        4 => (name(), value(), 0..20_u64).prop_map(|(name, value, seen)| Step::PutIf { name, value, seen }),
        3 => name().prop_map(|name| Step::Delete { name }),
        2 => (name(), name()).prop_map(|(from, to)| Step::Copy { from, to }),
        2 => prop::collection::vec((name(), value()), 1..30).prop_map(Step::Burst),
        1 => Just(Step::Reopen),
    ]
}

/// What a store is, without a store.
#[derive(Default)]
struct Model {
    /// Value, created, modified.
    records: BTreeMap<String, (String, u64, u64)>,
    log: Vec<Happened>,
}

#[derive(Debug, PartialEq, Eq)]
struct Happened {
    kind: EventKind,
    name: String,
    created: u64,
    value: Option<String>,
    previous: Option<u64>,
    previous_value: Option<String>,
}

impl Model {
    fn revision(&self) -> u64 {
        1 + self.log.len() as u64
    }

    fn change(&mut self, name: &str, value: Option<&str>) {
        let revision = self.revision() + 1;
        let before = self.records.remove(name);
        let created = before.as_ref().map_or(revision, |(_, created, _)| *created);
        let kind = if value.is_none() {
            EventKind::Deleted
        } else if before.is_some() {
            EventKind::Updated
        } else {
            EventKind::Created
        };
        if let Some(value) = value {
            self.records.insert(name.into(), (value.into(), created, revision));
        }
        self.log.push(Happened {
            kind,
            name: name.into(),
            created,
            value: value.map(str::to_owned),
            previous: before.as_ref().map(|(_, _, modified)| *modified),
            previous_value: before.map(|(value, _, _)| value),
        });
    }
}

/// A decision to put `value` at `to` if `wanted` says so of the records.
async fn put_when(
    store: &Store,
    names: &[&str],
    to: &str,
    value: &str,
    wanted: impl Fn(&Facts<'_>) -> bool + Send + 'static,
) -> bool {
    let write = put(&key(to), value);
    let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
    let decision = move |facts: &Facts<'_>| wanted(facts).then(|| write.clone());
    store.change(keys, decision).await.unwrap().1.is_some()
}

async fn play(store: &mut Store, path: &Path, model: &mut Model, step: Step) {
    match step {
        Step::Put { name, value } => {
            let name = name.to_string();
            assert!(put_when(store, &[&name], &name, &value, |_| true).await);
            model.change(&name, Some(&value));
        }
        Step::PutIf { name, value, seen } => {
            let name = name.to_string();
            let matches = |modified: Option<u64>| modified == Some(seen).filter(|seen| *seen > 0);
            let wanted = model.records.get(&name).map(|(_, _, modified)| *modified);
            let guard = move |facts: &Facts<'_>| {
                facts.records[0].as_ref().map(|record| record.modified) == Some(seen).filter(|seen| *seen > 0)
            };
            assert_eq!(put_when(store, &[&name], &name, &value, guard).await, matches(wanted));
            if matches(wanted) {
                model.change(&name, Some(&value));
            }
        }
        Step::Delete { name } => {
            let name = name.to_string();
            let key = key(&name);
            let delete = Write::Delete { key: key.clone() };
            let decision = move |facts: &Facts<'_>| facts.records[0].as_ref().map(|_| delete.clone());
            let deleted = store.change(vec![key], decision).await.unwrap().1.is_some();
            assert_eq!(deleted, model.records.contains_key(&name));
            if deleted {
                model.change(&name, None);
            }
        }
        Step::Copy { from, to } => {
            let (from, to) = (from.to_string(), to.to_string());
            let Some((value, ..)) = model.records.get(&from).cloned() else { return };
            let free = |facts: &Facts<'_>| facts.records[1].is_none();
            let copied = put_when(store, &[&from, &to], &to, &value, free).await;
            assert_eq!(copied, !model.records.contains_key(&to));
            if copied {
                model.change(&to, Some(&value));
            }
        }
        Step::Burst(puts) => {
            // All are submitted, in this order, before any is answered, so that they share batches.
            let set = |(name, value): &(u8, String)| {
                let (store, name, value) = (store.clone(), name.to_string(), value.clone());
                async move { crate::kit::set(&store, &name, value).await.unwrap().revision }
            };
            let running: Vec<_> = puts.iter().map(|put| tokio::spawn(set(put))).collect();
            let mut order = Vec::new();
            for (one, put) in running.into_iter().zip(&puts) {
                order.push((one.await.unwrap(), put));
            }
            order.sort();
            for (_, (name, value)) in order {
                model.change(&name.to_string(), Some(value));
            }
        }
        Step::Reopen if !SURVIVES => {}
        Step::Reopen => {
            store.close().await.unwrap();
            *store = open(path).await;
        }
    }
}

fn compare(store: &Store, model: &Model) {
    let (records, revision) = store.list("endpoints", Some("default"));
    assert_eq!(revision, model.revision());
    let found: BTreeMap<_, _> = records
        .iter()
        .map(|record| {
            let value = String::from_utf8(record.value().to_vec()).unwrap();
            (record.key.name.to_string(), (value, record.created, record.modified))
        })
        .collect();
    assert_eq!(found, model.records);
}

async fn logged(store: &Store) -> Vec<Happened> {
    let (mut cursor, mut log) = (store.watch("endpoints", None, 1), Vec::new());
    while cursor.position() < store.revision() {
        for event in cursor.next().await.unwrap().events {
            let text = |record: &Option<Record>| {
                record.as_ref().map(|record| String::from_utf8(record.value().to_vec()).unwrap())
            };
            assert_eq!(event.revision, 2 + log.len() as u64);
            log.push(Happened {
                kind: event.kind,
                name: event.key.name.to_string(),
                created: event.record.as_ref().or(event.previous.as_ref()).unwrap().created,
                value: text(&event.record),
                previous: event.previous.as_ref().map(|previous| previous.modified),
                previous_value: text(&event.previous),
            });
        }
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_is_its_model(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let place = place();
            let mut store = open(&place.path).await;
            let mut model = Model::default();
            for step in steps {
                play(&mut store, &place.path, &mut model, step).await;
                compare(&store, &model);
            }
            store.verify().await.unwrap();
            assert_eq!(logged(&store).await, model.log);
            store.close().await.unwrap();
        });
    }
}
