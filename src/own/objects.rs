//! Objects by the many, as operations: all that there are, sent one by one, and any number put in at once.

use bytes::Bytes;
use coracle_kinds::{DEFINITIONS, NAMESPACES};
use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_store::Record;
use futures_util::stream;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::states::{State, has_namespace, no_namespace};
use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::documents::{self, Document, Exported, Head, Stripped};
use crate::history::Part;
use crate::seed::{self, Status};
use crate::status::Failure;

/// The manager of fields that come in here.
pub const IMPORT: &str = "coracle-import";

const fn flag(name: &'static str, says: &'static str) -> Parameter {
    Parameter { name, says, kind: "boolean", required: false }
}

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "exportObjects",
        method: "GET",
        path: "/coracle/v1/export",
        summary: "Sends all objects as of one revision, as lines of JSON: first the revision and how many, then each with its resource; \
                  namespaces and definitions come first.",
        parameters: &[
            Parameter {
                name: "namespace",
                says: "Those in this namespace only, and itself.",
                kind: "string",
                required: false,
            },
            Parameter {
                name: "snapshot",
                says: "What this snapshot has of the world that is asked, or, as NAME/WORLD, of another one, which the first world alone tells; \
                       without it, what there is now.",
                kind: "string",
                required: false,
            },
            flag("managedFields", "With who owns which field?"),
            flag("metadata", "With uid, resourceVersion and what else a server puts into metadata?"),
        ],
        body: None,
        answer: Shape::Other("application/x-ndjson"),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(export(asked)),
    },
    Operation {
        id: "importObjects",
        method: "POST",
        path: "/coracle/v1/import",
        summary: "Applies objects for the manager coracle-import, which takes fields that others own; definitions come before their objects, \
                  and where one is refused none is applied.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<Import>),
        answer: Shape::Json(SchemaGenerator::subschema_for::<Imported>),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(import(asked)),
    },
];

/// Objects to be put in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Import {
    /// Each with an apiVersion, a kind and a name.
    #[schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")]
    items: Vec<Box<RawValue>>,
    /// Is the status applied, too, of kinds that have it as a part of its own?
    #[serde(default)]
    status: bool,
}

/// What was put in.
#[derive(Debug, Serialize, JsonSchema)]
struct Imported {
    /// How many objects.
    applied: usize,
}

async fn import(asked: Asked<'_>) -> Result<Shown, Failure> {
    let Import { items, status } = asked.read()?;
    let all = documents(items)?;
    let (applied, status) = (all.len(), if status { Status::Applied } else { Status::LeftOut });
    let put_in = seed::apply(asked.process, asked.worlds, asked.world, IMPORT, all, status).await;
    put_in.map_err(seed::SeedError::into_failure)?;
    Shown::json(&Imported { applied })
}

/// Objects of a body as documents.
///
/// # Errors
/// 400: the first that is none, in which a key stands twice, or that is there twice.
pub(super) fn documents(items: Vec<Box<RawValue>>) -> Result<Vec<Document>, Failure> {
    let wrong = |(place, why): (&str, String)| Failure::bad_request(format!("{place}: {why}"));
    let document = |(at, item): (usize, Box<RawValue>)| {
        let place = format!("item {}", at + 1);
        let read = || -> Result<Value, String> {
            let (object, repeated) = decode_any(item.get().as_bytes())?;
            if let Some(repeated) = repeated.into_iter().next() {
                return Err(repeated);
            }
            documents::checked(object).map_err(ToOwned::to_owned)
        };
        let object = read().map_err(|why| wrong((&place, why)))?;
        Ok(Document { object, place })
    };
    let all = items.into_iter().enumerate().map(document).collect::<Result<Vec<_>, Failure>>()?;
    documents::distinct(&all).map_err(wrong)?;
    Ok(all)
}

async fn export(asked: Asked<'_>) -> Result<Shown, Failure> {
    let store = &asked.world.store;
    let namespace: Option<String> = asked.parameter("namespace")?;
    let with = |name| Ok::<bool, Failure>(asked.parameter(name)?.unwrap_or(false));
    let stripped = Stripped { metadata: !with("metadata")?, managed_fields: !with("managedFields")? };
    // What goes out may be all that is left of a file: that is checked first.
    store.settled().await?;
    let state = match asked.head.query.first("snapshot") {
        None => State::Now,
        Some(name) => {
            let wrong =
                || Failure::bad_request(format!("the parameter snapshot: {name:?} is none of NAME, NAME/WORLD"));
            State::of_snapshot(name).ok_or_else(wrong)?
        }
    };
    let snapshot = state.read(&asked, &Part::default()).await?;
    if let Some(name) = namespace.as_deref().filter(|name| !has_namespace(&snapshot, name)) {
        return Err(no_namespace(name));
    }
    let is_wanted = |record: &&Record| {
        let own = || *record.key.resource == *NAMESPACES && namespace.as_deref() == Some(&*record.key.name);
        namespace.as_deref().is_none_or(|wanted| *record.key.namespace == *wanted) || own()
    };
    let mut records: Vec<Record> = snapshot.records.iter().filter(is_wanted).cloned().collect();
    let rank = |record: &Record| match &*record.key.resource {
        NAMESPACES => 0,
        DEFINITIONS => 1,
        _ => 2,
    };
    records.sort_by_key(rank);
    let head = line(&Head { revision: snapshot.revision, objects: records.len() as u64 });
    // One that cannot be read ends it, and who counts them finds out.
    let lines = records.into_iter().map_while(move |record| {
        let (mut object, _) = decode_any(record.value()).ok()?;
        coracle_object::edit::set_text(&mut object, "resourceVersion", &record.modified.to_string());
        documents::strip(&mut object, stripped);
        Some(line(&Exported { resource: record.key.resource.to_string(), object }))
    });
    Ok(Shown::Stream(Box::pin(stream::iter(std::iter::once(head).chain(lines))), "application/x-ndjson"))
}

/// Plain members, which always become JSON.
fn line(value: &impl Serialize) -> Bytes {
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line.into()
}
