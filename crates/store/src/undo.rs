//! A list as of an earlier revision: the records as they are, undone by what the events since then replaced.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::history::{Event, HistoryError, Scope};
use crate::published::Undo;
use crate::record::{Key, Record, Revision};
use crate::store::Store;

pub(crate) async fn list_at(store: &Store, scope: &Scope, at: Revision) -> Result<Vec<Arc<Record>>, HistoryError> {
    let Undo { records, events, start } = store.published().undo(at, scope)?;
    let mut then = BTreeMap::new();
    let mut position = at;
    while position < start {
        let page = store.page(position).await?;
        let wanted = page.after(position).take_while(|event| event.revision <= start);
        note(&mut then, wanted.filter(|event| scope.has(&event.key)));
        position = page.through();
    }
    note(&mut then, events.iter());
    if then.is_empty() {
        return Ok(records);
    }
    let mut all: BTreeMap<Key, Arc<Record>> = records.into_iter().map(|record| (record.key.clone(), record)).collect();
    for (key, record) in then {
        match record {
            Some(record) => all.insert(key, record),
            None => all.remove(&key),
        };
    }
    Ok(all.into_values().collect())
}

/// What the first event of each key found.
fn note<'e>(then: &mut BTreeMap<Key, Option<Arc<Record>>>, events: impl Iterator<Item = &'e Arc<Event>>) {
    for event in events {
        if !then.contains_key(&event.key) {
            then.insert(event.key.clone(), event.previous.clone());
        }
    }
}
