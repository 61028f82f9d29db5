//! What is served below `/coracle/v1`, beside the Kubernetes API: operations as values, each with its data and its function.
//!
//! A room of pages is a file or a folder here that has a list `OPERATIONS`; [`operations`] has them all. From the same values come the
//! way to an operation ([`find`]), its OpenAPI document ([`openapi`]), and what it counts under. Who may ask is decided before, by the path.

mod changes;
pub mod clock;
mod data;
mod diff;
mod faults;
mod history;
mod objects;
mod openapi;
mod requests;
pub mod snapshots;
mod states;
pub mod ui;
pub mod wait;
pub mod worlds;

use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{Frames, Reply, Response};
use crate::auth::User;
use crate::metrics::Series;
use crate::process::Process;
use crate::request::Head;
use crate::status::Failure;
use crate::world::World;
use crate::worlds::Worlds;

pub use objects::IMPORT;

/// Where all operations are.
const ROOT: &str = "/coracle/v1/";

/// All operations, a list for each room of pages.
static ROOMS: [&[Operation]; 13] = [
    data::OPERATIONS,
    diff::OPERATIONS,
    faults::OPERATIONS,
    requests::OPERATIONS,
    clock::OPERATIONS,
    wait::OPERATIONS,
    history::OPERATIONS,
    changes::OPERATIONS,
    objects::OPERATIONS,
    openapi::OPERATIONS,
    snapshots::OPERATIONS,
    ui::OPERATIONS,
    worlds::OPERATIONS,
];

/// What can be asked at a path by a method.
pub struct Operation {
    /// What it is called in OpenAPI and in metrics: `createWorld`.
    pub id: &'static str,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`. What is got may be asked for by HEAD, too.
    pub method: &'static str,
    /// The path: `/coracle/v1/worlds/{name}`. What stands in braces is one part of the path, and no part is empty.
    pub path: &'static str,
    /// What it does: a sentence.
    pub summary: &'static str,
    /// What may stand in the query. Anything else is refused.
    pub parameters: &'static [Parameter],
    /// What the body is, in JSON; none where no body is read. It may be left out where `{}` would do.
    pub body: Option<Schema>,
    /// What is answered.
    pub answer: Shape,
    /// The HTTP code of that.
    pub code: u16,
    /// Is it much work? Then it is done apart from the threads that everybody needs.
    pub is_bulky: bool,
    /// Does it.
    pub run: for<'a> fn(Asked<'a>) -> BoxFuture<'a, Result<Shown, Failure>>,
}

/// The schema of a type, made of the type itself: `SchemaGenerator::subschema_for::<T>`.
pub type Schema = fn(&mut SchemaGenerator) -> schemars::Schema;

/// A parameter of a query.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it says: a sentence.
    pub says: &'static str,
    /// `string`, `integer` or `boolean`, as OpenAPI has it.
    pub kind: &'static str,
    /// Must it be there?
    pub required: bool,
}

/// What an answer is.
pub enum Shape {
    /// A document in JSON.
    Json(Schema),
    /// A document in JSON or, where a parameter asks for it, a text of this media type.
    JsonOr(Schema, &'static str),
    /// Lines, each a document in JSON.
    Lines(Schema),
    /// Anything of this media type.
    Other(&'static str),
}

/// What was asked.
pub struct Asked<'a> {
    /// What all worlds have in common.
    pub process: &'a Arc<Process>,
    /// All worlds.
    pub worlds: &'a Arc<Worlds>,
    /// The world that is asked.
    pub world: &'a Arc<World>,
    /// The request.
    pub head: &'a Head,
    /// What the path has for each of the operation's braces, decoded.
    pub names: Vec<String>,
    /// The body; empty where none is read.
    pub body: Bytes,
    /// Who asks.
    pub asker: &'a Arc<User>,
    /// Who asks, or who they act as.
    pub user: &'a Arc<User>,
    /// Does the page at `/ui` ask?
    pub by_page: bool,
    /// Whose places it takes.
    pub taker: &'a Arc<str>,
}

/// What is shown.
pub enum Shown {
    /// A document in JSON.
    Json(Bytes),
    /// A text of this media type.
    Text(Bytes, &'static str),
    /// What comes bit by bit, of this media type.
    Stream(Frames, &'static str),
}

/// All of something.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
struct Items<T> {
    /// One after the other.
    items: Vec<T>,
}

impl Shown {
    /// A document, as a line of JSON.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn json(value: &impl Serialize) -> Result<Shown, Failure> {
        let mut text = serde_json::to_vec(value).map_err(Failure::internal)?;
        text.push(b'\n');
        Ok(Shown::Json(text.into()))
    }
}

impl Asked<'_> {
    /// What the path has for one of the braces, counted from 0.
    pub fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// What the body says; an empty one says what `{}` does.
    ///
    /// # Errors
    /// 400: it is no JSON, or not what is read; it says where.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let body: &[u8] = if self.body.is_empty() { b"{}" } else { &self.body };
        // The library takes a list of all members for an object, too.
        if matches!(body.trim_ascii_start().first(), Some(b'[')) {
            return Err(Failure::bad_request("the body: it is a list, and no object"));
        }
        serde_json::from_slice(body).map_err(|why| Failure::bad_request(format!("the body: {why}")))
    }

    /// What a parameter says; none where it is not there, or is empty.
    ///
    /// # Errors
    /// 400: it is not what is read.
    pub fn parameter<T: FromStr<Err: std::fmt::Display>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let Some(text) = self.head.query.first(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        let wrong = |why| Failure::bad_request(format!("the parameter {name}: {text:?}: {why}"));
        text.parse().map(Some).map_err(wrong)
    }
}

impl Operation {
    /// What a request for it counts under.
    pub fn series(&self, head: &Head) -> Series {
        Series::of_page(head, self.id, "coracle")
    }

    /// Answers what is asked, in JSON whatever the client accepts.
    pub async fn answer(&self, asked: Asked<'_>) -> Reply {
        let head = asked.head;
        let shown = match self.refuse(head) {
            Ok(()) => (self.run)(asked).await,
            Err(failure) => Err(failure),
        };
        let response = |content_type, body| Response { code: self.code, content_type, headers: Vec::new(), body };
        match shown {
            Ok(Shown::Json(body)) => Reply::Whole(response("application/json", body).compressed_for(head)),
            Ok(Shown::Text(body, content_type)) => Reply::Whole(response(content_type, body)),
            Ok(Shown::Stream(frames, content_type)) => Reply::Stream(response(content_type, Bytes::new()), frames),
            Err(failure) => Reply::Whole(Response::failure(head, &failure, &[])),
        }
    }

    /// Refuses a query with what is not read, or without what must be there.
    fn refuse(&self, head: &Head) -> Result<(), Failure> {
        // How long an answer may take is said of every request.
        let known = |name: &str| name == "timeout" || self.parameters.iter().any(|parameter| parameter.name == name);
        if let Some(name) = head.query.names().find(|name| !known(name)) {
            let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name).collect();
            let there = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            return Err(Failure::bad_request(format!("there is no parameter {name:?} here; there is {there}")));
        }
        let twice = |name: &&str| head.query.names().filter(|other| other == name).count() > 1;
        if let Some(name) = head.query.names().find(twice) {
            return Err(Failure::bad_request(format!("the parameter {name} is there more than once")));
        }
        let lacks = |parameter: &&Parameter| parameter.required && head.query.first(parameter.name).is_none();
        match self.parameters.iter().find(lacks) {
            Some(parameter) => {
                Err(Failure::bad_request(format!("the parameter {} is needed: {}", parameter.name, parameter.says)))
            }
            None => Ok(()),
        }
    }

    /// What a path has for the braces; none where it is another path.
    fn names(&self, path: &str) -> Option<Vec<String>> {
        let (ours, theirs): (Vec<&str>, Vec<&str>) = (self.path.split('/').collect(), path.split('/').collect());
        if ours.len() != theirs.len() {
            return None;
        }
        let mut names = Vec::new();
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            match ours.starts_with('{') {
                true if !theirs.is_empty() => names.push(theirs.to_owned()),
                false if ours == theirs => {}
                _ => return None,
            }
        }
        Some(names)
    }
}

/// All operations.
fn operations() -> impl Iterator<Item = &'static Operation> {
    ROOMS.into_iter().flatten()
}

/// The operation at a decoded path, and what that has for its braces; none where there is none for any method. Of several the one whose
/// path says more of it comes first: `/coracle/v1/compact/{revision}` before `/coracle/v1/{resource}/{name}`.
///
/// # Errors
/// 405: there are others at this path.
pub fn find(method: &str, path: &str) -> Result<Option<(&'static Operation, Vec<String>)>, Failure> {
    if !path.starts_with(ROOT) {
        return Ok(None);
    }
    let mut there: Vec<_> = operations().filter_map(|operation| Some((operation, operation.names(path)?))).collect();
    let vague = |path: &'static str| path.split('/').map(|part| part.starts_with('{')).collect::<Vec<_>>();
    there.sort_by_cached_key(|(operation, _)| vague(operation.path));
    let Some(first) = there.first().map(|(operation, _)| vague(operation.path)) else { return Ok(None) };
    // At one path there is one page, whatever its methods.
    there.retain(|(operation, _)| vague(operation.path) == first);
    let method = if method == "HEAD" { "GET" } else { method };
    let found = there.into_iter().find(|(operation, _)| operation.method == method);
    found.map(Some).ok_or_else(Failure::method_not_allowed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::request::query::Query;

    #[test]
    fn a_path_leads_to_one_operation() {
        for (method, path, expected) in [
            ("GET", "/coracle/v1/verify", Some("verify -")),
            ("HEAD", "/coracle/v1/verify", Some("verify -")),
            ("POST", "/coracle/v1/compact", Some("compact -")),
            ("POST", "/coracle/v1/compact/12", Some("compactBefore 12")),
            ("GET", "/coracle/v1/namespaces/a/managers", Some("getManagers namespaces a")),
            ("GET", "/coracle/v1/namespaces/a/endpoints/b/managers", Some("getNamespacedManagers a endpoints b")),
            ("POST", "/coracle/v1/verify", Some("405")),
            ("GET", "/coracle/v1/compact/12", Some("405")),
            ("GET", "/coracle/v1/backup/1", None),
            ("POST", "/coracle/v1/compact/", None),
            ("GET", "/coracle/v1/namespaces//endpoints/b/managers", None),
            ("GET", "/coracle/v1/namespaces/a/endpoints//managers", None),
            ("GET", "/coracle/v1/namespaces/a/endpoints/b", None),
            ("GET", "/coracle/v1/verify/", None),
            ("GET", "/coracle/v1", None),
            ("GET", "/coracle/", None),
            ("GET", "/api/v1/verify", None),
        ] {
            let found = match find(method, path) {
                Ok(Some((operation, names))) if names.is_empty() => Some(format!("{} -", operation.id)),
                Ok(Some((operation, names))) => Some(format!("{} {}", operation.id, names.join(" "))),
                Ok(None) => None,
                Err(failure) => Some(failure.code.to_string()),
            };
            assert_eq!(found.as_deref(), expected, "{method} {path}");
        }
    }

    #[test]
    fn operations_are_told_apart() {
        let shape = |path: &str| {
            path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
        };
        let (mut ids, mut places) = (BTreeSet::new(), BTreeSet::new());
        for operation in operations() {
            assert!(ids.insert(operation.id), "{} is there twice", operation.id);
            assert!(places.insert((operation.method, shape(operation.path))), "{} has another's place", operation.id);
            assert!(operation.path.starts_with(ROOT) && operation.path != ROOT, "{}", operation.path);
            assert!(operation.summary.ends_with('.'), "{}", operation.id);
            assert!(["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&operation.method), "{}", operation.id);
            assert!(operation.body.is_none() || operation.method != "GET", "{}", operation.id);
        }
    }

    #[test]
    fn a_query_has_what_is_read_and_nothing_else() {
        const NEEDED: Parameter = Parameter { name: "a", says: "It is needed.", kind: "string", required: true };
        let operation = Operation {
            id: "try",
            method: "GET",
            path: "/coracle/v1/try",
            summary: "",
            parameters: &[NEEDED],
            body: None,
            answer: Shape::Other(""),
            code: 200,
            is_bulky: false,
            run: |_| Box::pin(async { Err(Failure::unauthorized()) }),
        };
        for (query, expected) in [
            ("a=1", Ok(())),
            ("a=1&timeout=5s", Ok(())),
            ("", Err("the parameter a is needed: It is needed.")),
            ("a=1&b=2", Err("there is no parameter \"b\" here; there is a")),
            ("a=1&a=1", Err("the parameter a is there more than once")),
        ] {
            let head = Head { query: Query::parse(query), ..Head::default() };
            let refused = operation.refuse(&head).map_err(|failure| (failure.code, failure.message().to_owned()));
            assert_eq!(refused, expected.map_err(|why| (400, why.to_owned())), "{query}");
        }
    }
}
