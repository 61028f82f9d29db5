//! Has webhooks convert custom resources, for who can wait: before records are looked into, and between two attempts at a decision.
//!
//! Decisions and answers are made without waiting. What they miss is noted ([`AtHand`]), asked for here, and they are made again.

mod call;
mod review;

use std::sync::Arc;

use coracle_kinds::{AtHand, Kind};
use coracle_object::{edit, text};
use coracle_store::{Draft, Event, Record};
use futures_util::{StreamExt, stream};

use crate::status::Failure;

use call::Caller;

/// So many objects of one request are converted at once.
const AT_ONCE: usize = 4;

/// Asks for all that is wanted.
pub async fn fetch(kind: &Kind, at_hand: &AtHand) {
    let Some(webhook) = kind.versions.as_ref().and_then(|versions| versions.webhook.as_ref()) else { return };
    let caller = &Caller::new(webhook);
    let each = |wanted| async move {
        let converted = review::convert(caller, &wanted).await;
        at_hand.put(wanted, converted);
    };
    stream::iter(at_hand.take_wanted()).for_each_concurrent(AT_ONCE, each).await;
}

/// Records of which those that a webhook has to convert are converted to the kind's version. They can be read like others.
///
/// # Errors
/// 500 with the reference's words, where some cannot be converted.
pub async fn converted(kind: &Kind, records: Vec<Record>) -> Result<Vec<Record>, Failure> {
    let (mut read, mut failed) = (Vec::new(), Vec::new());
    for result in each_converted(kind, records).await {
        match result {
            Ok(record) => read.push(record),
            Err((record, why)) => failed.push((path(kind, &record), record.modified, why)),
        }
    }
    if failed.is_empty() { Ok(read) } else { Err(Failure::not_all_decodable(kind.group_resource(), &failed)) }
}

/// The same of one.
///
/// # Errors
/// 500 with the reference's words, where it cannot be converted.
pub async fn converted_one(kind: &Kind, record: Record) -> Result<Record, Failure> {
    let first = each_converted(kind, vec![record.clone()]).await.into_iter().next();
    first
        .unwrap_or(Ok(record))
        .map_err(|(record, why)| Failure::not_decodable(&path(kind, &record), record.modified, &why))
}

fn path(kind: &Kind, record: &Record) -> String {
    kind.storage_path(&record.key.namespace, &record.key.name)
}

async fn each_converted(kind: &Kind, records: Vec<Record>) -> Vec<Result<Record, (Record, String)>> {
    let Some((kind, at_hand)) = kind.asking() else { return records.into_iter().map(Ok).collect() };
    let firsts: Vec<_> = records.iter().map(|record| kind.decode_stored(record.value()).err()).collect();
    if at_hand.is_wanting() {
        fetch(&kind, &at_hand).await;
    }
    let second = |(record, first): (Record, Option<String>)| {
        let Some(first) = first else { return Ok(record) };
        match kind.decode_stored(record.value()) {
            Ok(mut object) => {
                // It says that it was read: what is stored has none.
                edit::set_text(&mut object, "resourceVersion", &record.modified.to_string());
                let value = text::json(&kind.schema().settle(object)).into_bytes();
                Ok(Draft { value, ..record.draft() }.into())
            }
            // Whoever reads it is told.
            Err(why) if why == first => Ok(record),
            Err(why) => Err((record, why)),
        }
    };
    records.into_iter().zip(firsts).map(second).collect()
}

/// A change, whose records are.
///
/// # Errors
/// As [`converted_one`].
pub async fn converted_event(kind: &Kind, event: Arc<Event>) -> Result<Arc<Event>, Failure> {
    if !kind.asks() {
        return Ok(event);
    }
    let both = async |record: &Option<Record>| match record {
        Some(record) => converted_one(kind, record.clone()).await.map(Some),
        None => Ok(None),
    };
    let (record, previous) = (both(&event.record).await?, both(&event.previous).await?);
    Ok(Arc::new(Event { revision: event.revision, kind: event.kind, key: event.key.clone(), record, previous }))
}
