//! Many objects: of a namespace or of all, as of now or of an earlier revision, filtered by selectors, whole or in pages.
//!
//! All pages of a chain are of the revision that the first was of, whatever is written in between.
//!
//! Upstream: apiserver/pkg/storage/cacher/cacher.go GetList, pkg/storage/interfaces.go ValidateListOptions (v1.37.2).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use coracle_store::{HistoryError, Key, LARGE_BYTES, Record};

use super::Call;
use super::selection::Selection;
use crate::answer::{Answer, Body, Items, ListMeta};
use crate::request::options::{EXACT, ListOptions};
use crate::request::token::Token;
use crate::status::Failure;
use crate::stored;

/// As of when a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Whatever is current, once it is as new as this revision.
    Now(u64),
    /// This revision.
    Exactly(u64),
}

/// What a list is of, besides its selection.
#[derive(Debug, PartialEq, Eq)]
struct Range {
    at: At,
    /// The first path that may come; empty for all.
    start: String,
    /// At most so many objects; 0 for all.
    limit: usize,
}

/// Some of a collection's records.
pub struct Page {
    /// Those that are selected where there is a limit; otherwise those that may be.
    pub records: Vec<Arc<Record>>,
    /// What the list says of itself.
    pub meta: ListMeta,
}

/// A collection's records as of one revision, in the order of their keys.
type Records = Arc<Vec<Arc<Record>>>;

/// The lists that are being gone through page by page: without them, each page would undo again what was written since the
/// first. Who comes back for a page that is no longer kept gets it all the same, from the log.
#[derive(Default)]
pub struct Chains(Mutex<VecDeque<(Chain, Records)>>);

#[derive(Debug, PartialEq, Eq)]
struct Chain {
    resource: &'static str,
    namespace: String,
    revision: u64,
}

/// How many are kept. Each may hold on to every record there was.
const CHAINS_MAX: usize = 4;

impl Chains {
    fn find(&self, chain: &Chain) -> Option<Records> {
        let chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.iter().find(|(kept, _)| kept == chain).map(|(_, records)| records.clone())
    }

    /// Keeps a list of which there is more to come, or lets go of one that has come to its end.
    fn keep(&self, chain: Chain, records: Records, more: bool) {
        let mut chains = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chains.retain(|(kept, _)| *kept != chain);
        if more {
            chains.truncate(CHAINS_MAX - 1);
            chains.push_front((chain, records));
        }
    }
}

/// Answers with the objects.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let selection = Selection::read(call, ListOptions::check_list)?;
    let page = page(call, &selection).await?;
    let kind = call.kind;
    // One object at a time: all of them in typed form would take many times what they take as text.
    let objects = page.records.into_iter().map(move |record| stored::object(kind, &record));
    let items = objects.filter(move |object| object.as_ref().map_or(true, |object| selection.matches(object)));
    let items: Items = Box::new(items);
    Ok(Answer { code: 200, body: Body::List { items, meta: page.meta } })
}

/// The revision that must have been reached before a list can be answered; 0 for none. Options with a mistake need none.
pub fn awaited(options: &ListOptions) -> u64 {
    // How new it must be is the same for one object and for many.
    match range(options, false) {
        Ok(Range { at: At::Now(revision) | At::Exactly(revision), .. }) => revision,
        Err(_) => 0,
    }
}

/// The records that a list, or the deletion of a collection, is about.
///
/// # Errors
/// The reference's: options that cannot be read, 504 for a revision that is still to come, 410 for one that is gone.
pub async fn page(call: &Call<'_>, selection: &Selection) -> Result<Page, Failure> {
    let one = one(call, selection);
    let Range { at, start, limit } = range(&selection.options, one.is_some())?;
    call.check_path(selection.name.as_deref())?;
    let current = call.server.store.revision();
    if let At::Now(asked) | At::Exactly(asked) = at
        && asked > current
    {
        return Err(Failure::too_large_version(asked, current));
    }
    if let (At::Now(_), Some(key)) = (at, &one) {
        let (record, revision) = call.server.store.get(key);
        call.weight.add(record.as_ref().map_or(0, |record| record.value.len())).await;
        return Ok(Page { records: record.into_iter().collect(), meta: ListMeta { revision, ..ListMeta::default() } });
    }
    // However few are wanted, all of them are looked at.
    call.weight.add(call.server.store.bytes_of(call.kind.resource(), namespace(call), LARGE_BYTES)).await;
    let (records, revision) = match at {
        At::Now(_) => {
            let (records, revision) = call.server.store.list(call.kind.resource(), namespace(call));
            (Arc::new(records), revision)
        }
        At::Exactly(revision) => {
            let records = records_at(call, revision).await;
            (records.map_err(|error| gone(error, &selection.options, &start))?, revision)
        }
    };
    let mut meta = ListMeta { revision, ..ListMeta::default() };
    if let Some(key) = one {
        // Quirk: a list of one name knows no pages.
        let records = records.iter().filter(|record| record.key == key).cloned().collect();
        return Ok(Page { records, meta });
    }
    let rest = &records[records.partition_point(|record| path(call, record).as_str() < start.as_str())..];
    if limit == 0 {
        return Ok(Page { records: rest.to_vec(), meta });
    }
    let (selected, remaining) = cut(rest, call, selection, limit)?;
    if let Some(last) = selected.last().filter(|_| remaining > 0) {
        meta.token = Some(Token::after(&path(call, last), Some(revision)).write());
        // Of what a selector leaves, nobody has counted more than this page.
        meta.remaining = selection.is_everything().then_some(remaining);
    }
    call.server.chains.keep(chain(call, revision), records.clone(), remaining > 0);
    Ok(Page { records: selected, meta })
}

async fn records_at(call: &Call<'_>, revision: u64) -> Result<Records, HistoryError> {
    let compacted = call.server.store.compacted();
    match call.server.chains.find(&chain(call, revision)) {
        Some(records) if revision >= compacted => Ok(records),
        _ => call.server.store.list_at(call.kind.resource(), namespace(call), revision).await.map(Arc::new),
    }
}

fn chain(call: &Call, revision: u64) -> Chain {
    Chain { resource: call.kind.resource(), namespace: call.namespace.to_owned(), revision }
}

fn namespace<'a>(call: &Call<'a>) -> Option<&'a str> {
    Some(call.namespace).filter(|namespace| !namespace.is_empty())
}

/// What tells a record apart from the others of its list.
fn path(call: &Call, record: &Record) -> String {
    match call.namespace {
        "" if call.kind.namespaced() => format!("{}/{}", record.key.namespace, record.key.name),
        _ => record.key.name.to_string(),
    }
}

/// The key of the one object that a list is about, where its path or its selector names a namespace or the kind has none.
// Upstream: registry/store.go ListPredicate (v1.37.2)
fn one(call: &Call, selection: &Selection) -> Option<Key> {
    // Quirk: whoever goes on somewhere goes through a range, be it for one name.
    let name = selection.name.as_deref().filter(|_| selection.options.token.is_empty())?;
    let namespace = match call.namespace {
        "" if call.kind.namespaced() => selection.options.fields.required("metadata.namespace")?,
        namespace => namespace,
    };
    Some(Key::new(call.kind.resource(), namespace, name))
}

/// The first `limit` records that are selected, and how many come behind the last of them, selected or not.
fn cut(
    records: &[Arc<Record>],
    call: &Call,
    selection: &Selection,
    limit: usize,
) -> Result<(Vec<Arc<Record>>, usize), Failure> {
    if selection.is_everything() {
        let (page, rest) = records.split_at(limit.min(records.len()));
        return Ok((page.to_vec(), rest.len()));
    }
    let mut selected = Vec::new();
    for (i, record) in records.iter().enumerate() {
        if selection.may_match(record) && selection.matches(&stored::object(call.kind, record)?) {
            selected.push(Arc::clone(record));
        }
        if selected.len() == limit {
            return Ok((selected, records.len() - i - 1));
        }
    }
    Ok((selected, 0))
}

fn range(options: &ListOptions, of_one: bool) -> Result<Range, Failure> {
    let given = options.resource_version.as_str();
    // Quirk: who takes any state there is, takes all of it, or all the rest.
    let limit = if given == "0" { 0 } else { usize::try_from(options.limit).unwrap_or(0) };
    if !options.token.is_empty() {
        let token = Token::read(&options.token)
            .map_err(|why| Failure::bad_request(format!("invalid continue token: {why}")))?;
        if !options.begins_anywhere() {
            return Err(Failure::bad_request("specifying resource version is not allowed when using continue"));
        }
        let at = token.revision.map_or(At::Now(0), At::Exactly);
        return Ok(Range { at, start: token.start, limit });
    }
    let asked = super::resource_version(given)
        .map_err(|why| Failure::bad_request(format!("invalid resource version: {why}")))?;
    // Quirk: a limit makes the revision an exact one, but not for one name, which knows no pages.
    let first_page = options.version_match.is_empty() && asked > 0 && limit > 0 && !of_one;
    // Quirk: 0 in more digits is a number like others, and yet no revision.
    let exactly = (options.version_match == EXACT && asked > 0) || first_page;
    Ok(Range { at: if exactly { At::Exactly(asked) } else { At::Now(asked) }, start: String::new(), limit })
}

/// Why a list as of an earlier revision cannot be had. Who was amidst its pages is shown how to go on all the same.
// Upstream: apiserver/pkg/storage/etcd3/errors.go interpretListError, handleCompactedErrorForPaging (v1.37.2)
fn gone(error: HistoryError, options: &ListOptions, start: &str) -> Failure {
    match error {
        HistoryError::Gone { .. } if options.token.is_empty() => Failure::expired(),
        HistoryError::Gone { .. } => Failure::expired_token(&Token { revision: None, start: start.to_owned() }.write()),
        HistoryError::Closed | HistoryError::Unreadable(_) => Failure::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_chains_are_kept_until_their_end() {
        let chains = Chains::default();
        let chain = |revision| Chain { resource: "endpoints", namespace: "n".to_owned(), revision };
        let kept = || (1..=6).filter(|revision| chains.find(&chain(*revision)).is_some()).collect::<Vec<_>>();
        (1..=5).for_each(|revision| chains.keep(chain(revision), Records::default(), true));
        assert_eq!(kept(), [2, 3, 4, 5]);
        chains.keep(chain(2), Records::default(), true);
        chains.keep(chain(6), Records::default(), true);
        assert_eq!(kept(), [2, 4, 5, 6]);
        chains.keep(chain(4), Records::default(), false);
        assert_eq!(kept(), [2, 5, 6]);
    }
    use crate::request::options;
    use crate::request::query::Query;

    #[test]
    fn as_of_when_and_how_many() {
        let token = Token::after("e1", Some(7)).write();
        let inconsistent = Token::after("e1", None).write();
        for (query, at, start, limit) in [
            ("", At::Now(0), "", 0),
            ("limit=2", At::Now(0), "", 2),
            ("limit=-1", At::Now(0), "", 0),
            ("resourceVersion=0&limit=2", At::Now(0), "", 0),
            ("resourceVersion=0&limit=2&resourceVersionMatch=NotOlderThan", At::Now(0), "", 0),
            ("resourceVersion=5", At::Now(5), "", 0),
            ("resourceVersion=5&limit=2", At::Exactly(5), "", 2),
            ("resourceVersion=5&limit=2&resourceVersionMatch=NotOlderThan", At::Now(5), "", 2),
            ("resourceVersion=5&resourceVersionMatch=Exact", At::Exactly(5), "", 0),
            (&format!("continue={token}&limit=2"), At::Exactly(7), "e1\0", 2),
            (&format!("continue={token}&resourceVersion=0"), At::Exactly(7), "e1\0", 0),
            (&format!("continue={token}&resourceVersion=0&limit=2"), At::Exactly(7), "e1\0", 0),
            ("resourceVersion=00&limit=2", At::Now(0), "", 2),
            ("resourceVersion=00&limit=2&resourceVersionMatch=Exact", At::Now(0), "", 2),
            ("resourceVersion=00&resourceVersionMatch=NotOlderThan", At::Now(0), "", 0),
            (&format!("continue={inconsistent}"), At::Now(0), "e1\0", 0),
        ] {
            let options = options::list(&Query::parse(query)).unwrap();
            assert_eq!(range(&options, false).unwrap(), Range { at, start: start.to_owned(), limit }, "{query}");
        }
        for (query, at) in [
            ("resourceVersion=5&limit=2", At::Now(5)),
            ("resourceVersion=5&limit=2&resourceVersionMatch=Exact", At::Exactly(5)),
        ] {
            let options = options::list(&Query::parse(query)).unwrap();
            assert_eq!(range(&options, true).unwrap().at, at, "{query}, of one name");
        }
    }
}
