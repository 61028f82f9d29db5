//! What a world was asked lately, as operations. What is kept is in `requests`.

use coracle_object::text;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;

use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::requests::{Filter, Request};
use crate::status::Failure;

/// The last requests.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "RequestList")]
struct Requests {
    /// Those that are asked for, in order.
    items: Vec<Request>,
    /// The number of the last request of all: with it as `since`, one sees what comes after it.
    last: u64,
}

/// A parameter that is a pattern of a text.
const fn pattern(name: &'static str, says: &'static str) -> Parameter {
    Parameter { name, says, kind: "string", required: false }
}

/// What of requests can be asked for. `*` stands for any characters.
pub(super) const FILTER: [Parameter; 13] = [
    pattern("verb", "Those of this verb: get, list, watch, create, update, patch, delete, deletecollection."),
    pattern("group", "Those of this API group; empty for the core group."),
    pattern("resource", "Those of this resource, by its plural name."),
    pattern("subresource", "Those of this part of an object; empty for the object as a whole."),
    pattern("namespace", "Those in this namespace."),
    pattern("name", "Those of this name in their path."),
    pattern("path", "Those at this path."),
    pattern("user", "Those of this user, or of who acted as this one."),
    pattern("userAgent", "Those of clients whose User-Agent contains this."),
    pattern("manager", "Writes that are recorded for this manager of fields."),
    pattern("fault", "Those that met this fault; empty for none."),
    Parameter { name: "code", says: "Those that were answered with this code.", kind: "integer", required: false },
    Parameter {
        name: "dryRun",
        says: "Those that were only tried, or those that were not.",
        kind: "boolean",
        required: false,
    },
];

const SINCE: Parameter =
    Parameter { name: "since", says: "Those after the request with this number.", kind: "integer", required: false };
const LIMIT: Parameter =
    Parameter { name: "limit", says: "Of many, so many of the last.", kind: "integer", required: false };

const LIST: [Parameter; 15] = {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = FILTER;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, SINCE, LIMIT]
};

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "listRequests",
        method: "GET",
        path: "/coracle/v1/requests",
        summary: "Shows the last requests of a world: who asked for what, and how it ended.",
        parameters: &LIST,
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<Requests>),
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { list(&asked) }),
    },
    Operation {
        id: "deleteRequests",
        method: "DELETE",
        path: "/coracle/v1/requests",
        summary: "Forgets the requests until now; numbers go on.",
        parameters: &[],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<Requests>),
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { forget(&asked) }),
    },
];

/// Which requests are asked for.
pub(super) fn filter(asked: &Asked<'_>) -> Result<Filter, Failure> {
    let query = &asked.head.query;
    let resource = query.first("resource").map_or(Ok(()), |resource| plural(asked, resource));
    resource.map_err(|why| format!("resource: {why}")).and_then(|()| Filter::read(query)).map_err(Failure::bad_request)
}

/// A path has a resource by its plural name. What is none may be one tomorrow, or one that is not served at all.
pub(super) fn plural(asked: &Asked<'_>, pattern: &str) -> Result<(), String> {
    let kinds = asked.world.kinds.current();
    match kinds.called(pattern) {
        Some(kind) if kind.plural() != pattern => {
            Err(format!("no request has {}; its path has the plural name, {}", text::quote(pattern), kind.plural()))
        }
        _ => Ok(()),
    }
}

fn list(asked: &Asked<'_>) -> Result<Shown, Failure> {
    let filter = filter(asked)?;
    let (items, last) = asked.world.requests.list(&filter);
    Shown::json(&Requests { items, last })
}

fn forget(asked: &Asked<'_>) -> Result<Shown, Failure> {
    asked.world.requests.forget();
    let (items, last) = asked.world.requests.list(&Filter::default());
    Shown::json(&Requests { items, last })
}
