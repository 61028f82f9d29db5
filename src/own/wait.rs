//! Waiting until something is so, as an operation: what an object has come to, what was asked, or that nothing is written any more.
//! Nobody looks again and again: the store's watch, the next request or the next write wakes it.

mod condition;

use std::sync::Arc;
use std::time::Duration;

use coracle_kinds::Kind;
use coracle_object::text::quote;
use coracle_object::{Value, edit};
use coracle_store::{HistoryError, Key, Record};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use tokio::time::sleep;

use self::condition::Condition;
use super::requests::{FILTER, filter};
use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::conversion;
use crate::request::duration::Span;
use crate::requests::{Filter, Request};
use crate::status::Failure;
use crate::stored;
use crate::worlds::unknown;

/// Where it is asked.
pub const PATH: &str = "/coracle/v1/wait";
/// How long is waited at most.
const AT_MOST: Duration = Duration::from_secs(600);
/// How long the answer may take: it says itself that it took too long.
pub const DEADLINE: Duration = AT_MOST.saturating_add(Duration::from_secs(30));
/// How long is waited where it is not said.
const WITHIN: Duration = Duration::from_secs(30);

/// What has come to be so.
#[derive(Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Waited {
    /// The world's revision then.
    revision: u64,
    /// The object, where it was waited for one that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    object: Option<Value>,
    /// The requests, where it was waited for some.
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<Vec<Request>>,
}

const fn optional(name: &'static str, says: &'static str, kind: &'static str) -> Parameter {
    Parameter { name, says, kind, required: false }
}

const PARAMETERS: [Parameter; 18] = {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = FILTER;
    let whatever = "What an object is waited for: create, delete, condition=NAME[=STATUS] or jsonpath={PATH}[=VALUE]. The object is named by \
                    resource, namespace and name.";
    [
        optional("for", whatever, "string"),
        optional("requests", "So many requests are waited for, of those that the other parameters ask for.", "integer"),
        optional("quiet", "That nothing is written for so long is waited for, such as 2s.", "string"),
        optional("timeout", "So long is waited at most, such as 1m30s; 30s without it, and 10m at most.", "string"),
        optional("since", "Of requests: those after the one with this number.", "integer"),
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        j,
        k,
        l,
        m,
    ]
};

pub const OPERATIONS: &[Operation] = &[Operation {
    id: "wait",
    method: "GET",
    path: PATH,
    summary: "Waits until an object is as it is wanted, requests have come, or nothing was written for a while; 504 where that takes too long.",
    parameters: &PARAMETERS,
    body: None,
    answer: Shape::Json(SchemaGenerator::subschema_for::<Waited>),
    code: 200,
    is_bulky: false,
    run: |asked| Box::pin(wait(asked)),
}];

/// What is waited for.
enum What {
    Object { kind: Arc<Kind>, key: Key, condition: Condition },
    Requests { filter: Filter, count: usize },
    Quiet(Duration),
}

async fn wait(asked: Asked<'_>) -> Result<Shown, Failure> {
    let what = what(&asked)?;
    let within = match asked.head.query.first("timeout").unwrap_or_default() {
        "" => WITHIN,
        text => span(text, "timeout")?,
    };
    if within > AT_MOST {
        return Err(Failure::bad_request("the parameter timeout: 10m at most"));
    }
    let mut draining = asked.process.draining.subscribe();
    let mut seen = String::new();
    let waited = tokio::select! {
        // First: what is waited for ends with its world, too.
        biased;
        () = asked.world.deleted() => return Err(unknown(&asked.world.name)),
        waited = what.comes(&asked, &mut seen) => waited?,
        () = sleep(within) => {
            let text = asked.head.query.first("timeout").unwrap_or("30s");
            return Err(Failure::deadline().saying(format!("Timeout: it is not so after {text}; {seen}")));
        }
        _ = draining.wait_for(|draining| *draining) => {
            return Err(Failure::unavailable("the server is shutting down; try again"));
        }
    };
    Shown::json(&waited)
}

fn what(asked: &Asked<'_>) -> Result<What, Failure> {
    let query = &asked.head.query;
    let wrong = |why: String| Failure::bad_request(why);
    match (query.first("for"), query.first("requests"), query.first("quiet")) {
        (Some(text), None, None) => {
            let condition = Condition::parse(text).map_err(|why| wrong(format!("the parameter for: {why}")))?;
            let (kind, key) = subject(asked)?;
            refuse_others(asked, &["resource", "namespace", "name"])?;
            Ok(What::Object { kind, key, condition })
        }
        (None, Some(_), None) => {
            let count: usize = asked.parameter("requests")?.unwrap_or(1);
            if count == 0 {
                return Err(wrong("the parameter requests: none are there already".to_owned()));
            }
            let kept = asked.process.fixture.requests;
            if count > kept {
                return Err(wrong(format!(
                    "the parameter requests: this server keeps the last {kept}; serve --requests"
                )));
            }
            Ok(What::Requests { filter: filter(asked)?, count })
        }
        (None, None, Some(text)) => {
            let quiet = span(text, "quiet")?;
            refuse_others(asked, &[])?;
            Ok(What::Quiet(quiet))
        }
        _ => Err(wrong("one of the parameters for, requests and quiet says what is waited for".to_owned())),
    }
}

fn span(text: &str, parameter: &str) -> Result<Duration, Failure> {
    let span = Span::try_from(text.to_owned());
    span.map(|span| span.time).map_err(|why| Failure::bad_request(format!("the parameter {parameter}: {why}")))
}

/// Refuses what would be a filter of requests, where it is not waited for some.
fn refuse_others(asked: &Asked<'_>, read: &[&str]) -> Result<(), Failure> {
    let own = ["for", "quiet", "timeout"];
    let other = asked.head.query.names().find(|name| !own.contains(name) && !read.contains(name));
    other.map_or(Ok(()), |name| {
        Err(Failure::bad_request(format!("the parameter {name} is about requests, which are not waited for")))
    })
}

/// The object that resource, namespace and name say.
fn subject(asked: &Asked<'_>) -> Result<(Arc<Kind>, Key), Failure> {
    let said = |name: &str| asked.head.query.first(name).unwrap_or_default();
    let (resource, namespace, name) = (said("resource"), said("namespace"), said("name"));
    let kinds = asked.world.kinds.current();
    let unknown = || Failure::bad_request(format!("the parameter resource: there is no kind {}", quote(resource)));
    let kind = kinds.called(resource).cloned().ok_or_else(unknown)?;
    if name.is_empty() || kind.is_namespaced() == namespace.is_empty() {
        let needed = if kind.is_namespaced() { "namespace and name" } else { "name, and no namespace," };
        return Err(Failure::bad_request(format!("the parameters {needed} say which of {}", kind.group_resource())));
    }
    Ok((kind.clone(), Key::new(&*kind.stored_as, namespace, name)))
}

impl What {
    /// Waits for as long as it takes; `seen` says meanwhile what there is instead.
    async fn comes(&self, asked: &Asked<'_>, seen: &mut String) -> Result<Waited, Failure> {
        match self {
            What::Object { kind, key, condition } => comes_to(asked, kind, key, condition, seen).await,
            What::Requests { filter, count } => {
                let mut last = asked.world.requests.follow();
                loop {
                    let _ = last.borrow_and_update();
                    let (found, _) = asked.world.requests.list(filter);
                    if found.len() >= *count {
                        let revision = asked.world.store.revision();
                        return Ok(Waited { revision, requests: Some(found), ..Waited::default() });
                    }
                    *seen = format!("{} of {count} requests have come", found.len());
                    // The world holds the other end.
                    let _ = last.changed().await;
                }
            }
            What::Quiet(quiet) => {
                let store = &asked.world.store;
                loop {
                    let revision = store.revision();
                    *seen = format!("the last write is of revision {revision}");
                    if !store.reached(revision + 1, *quiet).await {
                        return Ok(Waited { revision, ..Waited::default() });
                    }
                }
            }
        }
    }
}

/// Waits until a condition holds of an object, be it for a moment.
async fn comes_to(
    asked: &Asked<'_>,
    kind: &Arc<Kind>,
    key: &Key,
    condition: &Condition,
    seen: &mut String,
) -> Result<Waited, Failure> {
    let store = &asked.world.store;
    loop {
        let (record, revision) = store.get(key);
        if let Some(waited) = holds(kind, key, condition, record, revision, seen).await? {
            return Ok(waited);
        }
        let mut cursor = store.watch_one(key.clone(), revision);
        loop {
            match cursor.next().await {
                Ok(batch) => {
                    for event in batch.events {
                        let (record, revision) = (event.record.clone(), event.revision);
                        if let Some(waited) = holds(kind, key, condition, record, revision, seen).await? {
                            return Ok(waited);
                        }
                    }
                }
                // It fell behind: what there is now is looked at.
                Err(HistoryError::Gone { .. }) => break,
                Err(error @ HistoryError::Unreadable(_)) => return Err(Failure::internal(error)),
                Err(HistoryError::Closed) => return Err(Failure::unavailable("the world is closed")),
            }
        }
    }
}

async fn holds(
    kind: &Kind,
    key: &Key,
    condition: &Condition,
    record: Option<Record>,
    revision: u64,
    seen: &mut String,
) -> Result<Option<Waited>, Failure> {
    let object = match record {
        Some(record) => Some(stored::object(kind, &conversion::converted_one(kind, record).await?)?),
        None => None,
    };
    if condition.holds(object.as_ref()).map_err(Failure::bad_request)? {
        return Ok(Some(Waited { revision, object, ..Waited::default() }));
    }
    let (of, name) = (kind.group_resource(), quote(&key.name));
    *seen = match &object {
        Some(object) => {
            let seen = condition.seen(object).map_or_else(String::new, |seen| format!(" and {seen}"));
            format!("{of} {name} has the resourceVersion {}{seen}", edit::text(object, "resourceVersion"))
        }
        None => format!("{of} {name} is not there"),
    };
    Ok(None)
}
