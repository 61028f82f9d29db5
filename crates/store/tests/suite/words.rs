//! Short words for what every test here says, whatever keeps the store.

use std::sync::Arc;

use coracle_store::{
    ChangeError, Committed, Event, Facts, HistoryError, Key, ManagerRow, Marks, Options, Record, Revision, Share,
    Store, Write,
};

/// When everything happens: events' times need not be true here.
pub const TIME_MS: i64 = 1_700_000_000_000;

pub fn options() -> Options {
    Options { marks, ..Options::new(|| TIME_MS, managers) }
}

/// In these tests values are looked for by the bytes in them.
pub fn marks(value: &[u8]) -> Marks {
    value.iter().fold(Marks::default(), |marks, byte| marks.and(mark(*byte)))
}

/// What a value with this byte bears.
pub fn mark(byte: u8) -> Marks {
    Marks::of(u64::from(byte).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// In these tests each comma in a value starts another manager.
pub fn managers(value: &[u8]) -> Vec<ManagerRow> {
    let text = String::from_utf8_lossy(value);
    let rows = text.split(',').skip(1).enumerate().map(|(position, part)| ManagerRow {
        manager: format!("manager {position}"),
        operation: if position == 0 { "Apply" } else { "Update" }.to_owned(),
        subresource: if part.is_empty() { String::new() } else { "status".to_owned() },
        api_version: "v1".to_owned(),
        time: (!part.is_empty()).then(|| part.to_owned()),
        fields: format!("{{\"f:{part}\":{{}}}}"),
    });
    rows.collect()
}

pub fn key(name: &str) -> Key {
    Key::new("endpoints", "default", name)
}

/// A put whose uid is the key's own text.
pub fn put(key: &Key, value: impl Into<Vec<u8>>) -> Write {
    Write::Put { key: key.clone(), uid: key.to_string(), value: value.into(), share: Share::Usual }
}

/// Writes whatever stands there.
pub async fn set(store: &Store, name: &str, value: impl Into<Vec<u8>>) -> Result<Committed, ChangeError> {
    let (key, value) = (key(name), value.into());
    let write = put(&key, value);
    let (_, committed) = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await?;
    Ok(committed.expect("it always writes"))
}

pub fn value_of(store: &Store, name: &str) -> Option<String> {
    store.get(&key(name)).0.map(|record| String::from_utf8(record.value().to_vec()).unwrap())
}

/// The number that a record's value is, 0 for none.
pub fn count(facts: &Facts<'_>, of: usize) -> u64 {
    facts.records[of].as_ref().map_or(0, |record| std::str::from_utf8(record.value()).unwrap().parse().unwrap())
}

/// Puts a value, or deletes, where there is something to delete.
pub async fn change(store: &Store, key: Key, value: Option<Vec<u8>>) -> bool {
    let wanted = key.clone();
    let decision = move |facts: &Facts<'_>| match &value {
        Some(value) => Some(put(&wanted, value.clone())),
        None => facts.records[0].as_ref().map(|_| Write::Delete { key: wanted.clone() }),
    };
    store.change(vec![key], decision).await.unwrap().1.is_some()
}

pub fn revisions(events: &[Arc<Event>]) -> Vec<Revision> {
    events.iter().map(|event| event.revision).collect()
}

/// All records as of a revision, read in parts of a few bytes.
pub async fn list_at(
    store: &Store,
    resource: &str,
    namespace: Option<&str>,
    at: Revision,
) -> Result<Vec<Record>, HistoryError> {
    let (mut listing, mut all) = (store.listing(resource, namespace, Some(at)), Vec::new());
    loop {
        let part = listing.next(20).await?;
        if part.is_empty() {
            return Ok(all);
        }
        all.extend(part);
    }
}
