//! Many objects: of a namespace or of all, as of now or of an earlier revision, filtered by selectors, whole or in pages.
//!
//! All pages of a chain are of the revision that the first was of, whatever is written in between.
//!
//! Upstream: apiserver/pkg/storage/cacher/cacher.go GetList, pkg/storage/interfaces.go ValidateListOptions (v1.37.2).

use std::sync::Arc;

use coracle_store::{AtMost, HistoryError, Key, Listing, Record};

use super::Call;
use super::selection::Selection;
use crate::answer::{Answer, Body, ListMeta};
use crate::pages::Chain;
use crate::request::options::{EXACT, ListOptions};
use crate::request::token::Token;
use crate::status::Failure;
use crate::stored::{Objects, Select, Stored};

/// So many bytes of records are looked at at a time to find a page's end.
pub const LOOKED_AT_BYTES: usize = 256 * 1024;
/// A page with no more than this is kept at hand from then on; a larger one is read again as it goes out.
const HELD_BYTES_MAX: usize = 128 * 1024;

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

/// Some of a collection's objects.
pub struct Page {
    /// Those that are selected.
    pub objects: Objects,
    /// What the list says of itself.
    pub meta: ListMeta,
}

/// Answers with the objects.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let selection = Arc::new(Selection::read(call, ListOptions::check_list)?);
    let Page { objects, meta } = page(call, &selection).await?;
    Ok(Answer { code: 200, body: Body::List { objects, meta } })
}

/// The revision that must have been reached before a list can be answered; 0 for none. Options with a mistake need none.
pub fn awaited(options: &ListOptions) -> u64 {
    // How new it must be is the same for one object and for many.
    match range(options, false) {
        Ok(Range { at: At::Now(revision) | At::Exactly(revision), .. }) => revision,
        Err(_) => 0,
    }
}

/// The objects that a list, or the deletion of a collection, is about.
///
/// # Errors
/// The reference's: options that cannot be read, 504 for a revision that is still to come, 410 for one that is gone.
pub async fn page(call: &Call<'_>, selection: &Arc<Selection>) -> Result<Page, Failure> {
    let one = one(call, selection);
    let Range { at, start, limit } = range(&selection.options, one.is_some())?;
    call.check_path(selection.name.as_deref())?;
    let current = call.world.store.revision();
    if let At::Now(asked) | At::Exactly(asked) = at
        && asked > current
    {
        return Err(Failure::too_large_version(asked, current));
    }
    if let (At::Now(_), Some(key)) = (at, &one) {
        let (record, _) = call.world.store.get(key);
        call.weight.add(record.map_or(0, |record| record.value().len())).await;
    }
    let unreadable = |error| gone(error, &selection.options, &start);
    let range = Ranged { selection: selection.clone(), start: start.clone(), everywhere: is_everywhere(call) };
    let sought = selection.sought();
    // However few are selected, all of them may be looked at.
    let bytes = call.world.store.bytes_of(&call.kind.stored_as, namespace(call));
    if one.is_none() && sought.is_none() && !selection.is_everything() {
        call.weight.add(bytes).await;
    }
    let mut listing = listing(call, at, &start);
    listing.seek(sought);
    listing.keep_up().await.map_err(unreadable)?;
    let mut meta = ListMeta { revision: listing.revision(), ..ListMeta::default() };
    if let Some(key) = one {
        listing.skip_to(key.clone());
        listing.end_with(key);
    } else if limit > 0 {
        let Cut { records, last, mut rest } = cut(&listing, &range, limit).await?.map_err(unreadable)?;
        let more = last.is_some() && !rest.is_at_end().await.map_err(unreadable)?;
        if let Some(last) = last {
            if more {
                meta.token = Some(Token::after(&range.path(&last), Some(meta.revision)).write());
            }
            // Of what a selector leaves, nobody has counted more than this page.
            if more && selection.is_everything() {
                meta.remaining = Some(rest.count().await.map_err(unreadable)?);
            }
            listing.end_with(last);
        }
        call.world.chains.keep(chain(call, meta.revision), rest, more);
        if let Some(records) = records {
            return Ok(Page { objects: Objects::held(records, Select::all()).of(call.kind), meta });
        }
    }
    Ok(Page { objects: Objects::listed(listing, range.select(), bytes).of(call.kind), meta })
}

/// Where a list begins to be read.
fn listing(call: &Call, at: At, start: &str) -> Listing {
    let (store, resource) = (&call.world.store, &*call.kind.stored_as);
    let first = first_key(call, start);
    let mut listing = match at {
        At::Now(_) => store.listing(resource, namespace(call), None),
        At::Exactly(revision) => {
            let kept = call.world.chains.find(&chain(call, revision));
            let kept = kept.filter(|kept| {
                revision >= store.compacted() && first.as_ref().is_some_and(|first| kept.is_before(first))
            });
            kept.unwrap_or_else(|| store.listing(resource, namespace(call), Some(revision)))
        }
    };
    if let Some(first) = first {
        listing.skip_to(first);
    }
    listing
}

/// The key whose path this is; none where it is no path of a key, and everything must be looked at.
fn first_key(call: &Call, start: &str) -> Option<Key> {
    if start.is_empty() {
        return None;
    }
    let (namespace, name) = if is_everywhere(call) { start.split_once('/')? } else { (call.namespace, start) };
    Some(Key::new(&*call.kind.stored_as, namespace, name))
}

fn is_everywhere(call: &Call) -> bool {
    call.namespace.is_empty() && call.kind.is_namespaced()
}

/// What a page or a list is of.
#[derive(Clone)]
struct Ranged {
    selection: Arc<Selection>,
    /// The first path that may come; empty for all.
    start: String,
    everywhere: bool,
}

impl Ranged {
    /// What tells a record apart from the others of its list.
    fn path(&self, key: &Key) -> String {
        if self.everywhere { format!("{}/{}", key.namespace, key.name) } else { key.name.to_string() }
    }

    fn has(&self, record: &Record) -> bool {
        self.selection.may_match(record) && (self.start.is_empty() || self.path(&record.key) >= self.start)
    }

    fn stored<'r>(&self, record: &'r Record) -> Result<Option<Stored<'r>>, Failure> {
        if !self.has(record) {
            return Ok(None);
        }
        let stored = Stored::new(record);
        Ok(self.selection.selects(&stored)?.then_some(stored))
    }

    fn select(&self) -> Select {
        let range = self.clone();
        Select::new(range.selection.looks(), move |record| range.stored(record))
    }
}

/// The beginning of a list.
struct Cut {
    /// What is selected, unless that is much.
    records: Option<Vec<Record>>,
    /// The last of it; none where there are fewer than were wanted.
    last: Option<Key>,
    /// What comes behind it.
    rest: Listing,
}

/// Cuts off the first `limit` records that are selected.
async fn cut(listing: &Listing, range: &Ranged, limit: usize) -> Result<Result<Cut, HistoryError>, Failure> {
    let (mut records, mut bytes, mut selected) = (Some(Vec::new()), 0, 0);
    let (mut rest, all) = (listing.clone(), range.selection.is_everything());
    loop {
        // Where all are selected, exactly those that are wanted are read; otherwise it turns out later where the last one is.
        let wanted = if all { limit - selected } else { usize::MAX };
        let before = (!all).then(|| rest.clone());
        let looked_at = match rest.some(AtMost { bytes: LOOKED_AT_BYTES, records: wanted }).await {
            Ok(looked_at) => looked_at,
            Err(error) => return Ok(Err(error)),
        };
        if looked_at.is_empty() {
            return Ok(Ok(Cut { records, last: None, rest }));
        }
        let looked_at = if all { looked_at } else { range.selection.converted(looked_at).await? };
        for record in looked_at {
            if range.stored(&record)?.is_none() {
                continue;
            }
            selected += 1;
            bytes += record.value().len();
            if bytes > HELD_BYTES_MAX {
                records = None;
            }
            let last = (selected == limit).then(|| record.key.clone());
            records.iter_mut().for_each(|records| records.push(record.clone()));
            if last.is_some() {
                let rest = match (before, &last) {
                    (Some(mut before), Some(last)) => {
                        before.skip_behind(last.clone());
                        before
                    }
                    _ => rest,
                };
                return Ok(Ok(Cut { records, last, rest }));
            }
        }
    }
}

fn chain(call: &Call, revision: u64) -> Chain {
    Chain { kind: call.kind.clone(), namespace: call.namespace.to_owned(), revision }
}

fn namespace<'a>(call: &Call<'a>) -> Option<&'a str> {
    Some(call.namespace).filter(|namespace| !namespace.is_empty())
}

/// The key of the one object that a list is about, where its path or its selector names a namespace or the kind has none.
// Upstream: registry/store.go ListPredicate (v1.37.2)
fn one(call: &Call, selection: &Selection) -> Option<Key> {
    // Quirk: whoever goes on somewhere goes through a range, be it for one name (options/second-page).
    let name = selection.name.as_deref().filter(|_| selection.options.token.is_empty())?;
    let namespace = match call.namespace {
        "" if call.kind.is_namespaced() => selection.options.fields.required("metadata.namespace")?,
        namespace => namespace,
    };
    Some(Key::new(&*call.kind.stored_as, namespace, name))
}

fn range(options: &ListOptions, of_one: bool) -> Result<Range, Failure> {
    let given = options.resource_version.as_str();
    // Quirk: who takes any state there is, takes all of it, or all the rest (collections/list-any-ignores-limit,
    // options/second-page).
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
    // Quirk: a limit makes the revision an exact one, but not for one name, which knows no pages (quirks/list-of-one-is-of-now).
    let first_page = options.version_match.is_empty() && asked > 0 && limit > 0 && !of_one;
    // Quirk: 0 in more digits is a number like others, and yet no revision (options/resourceVersion-page-exact).
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
