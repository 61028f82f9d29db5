//! OpenAPI, versions 2 and 3, written from the kinds and the table of types when somebody asks for it, and then kept.
//!
//! Upstream: kube-openapi/pkg/handler/handler.go, pkg/handler3/handler.go (v1.37.2);
//! kube-aggregator/pkg/controllers/openapiv3/aggregator/aggregator.go (v1.37.2). Not served: v3 in protobuf, ranges.

mod custom;
mod known;
mod operations;
mod proto;
mod schemas;
mod v2;
mod v3;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::Months;
use coracle_kinds::Registry;
use coracle_object::json;
use coracle_object::{Value, text};

use self::operations::{Parameter, Place};
use crate::answer::Response;
use crate::answer::kept::Kept;
use crate::clock;
use crate::request::Head;
use crate::request::media;

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 2.0, called Swagger then.
    V2,
    /// 3.0.
    V3,
}

const JSON: &str = "application/json";
/// What protobuf is asked for as, the older name last, and what it is answered as.
const PROTOBUF: [&str; 2] = [
    "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
];

/// The documents about some kinds, some 300 KiB for those of the program and 13 KiB for each other. Each version is written when it is first
/// asked for.
pub struct Documents {
    kinds: Arc<Registry>,
    v2: OnceLock<V2>,
    v3: OnceLock<V3>,
}

/// The document of version 2, in both forms.
struct V2 {
    json: Kept,
    protobuf: Kept,
}

/// The documents of version 3, by name, and their index.
struct V3 {
    index: Kept,
    groups: BTreeMap<String, Kept>,
}

/// The documents about the kinds that were last asked about.
#[derive(Default)]
pub struct Cache(Mutex<Option<(Arc<Registry>, Arc<Documents>)>>);

impl Cache {
    /// The documents about these kinds, made where they are not those of the last time.
    pub fn of(&self, kinds: &Arc<Registry>) -> Arc<Documents> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((of, documents)) if Arc::ptr_eq(of, kinds) => documents.clone(),
            _ => {
                let documents = Arc::new(Documents::new(kinds.clone()));
                *kept = Some((kinds.clone(), documents.clone()));
                documents
            }
        }
    }

    /// Begins with another's documents, where those are about these kinds.
    pub fn share(&self, other: &Cache, kinds: &Arc<Registry>) {
        let theirs = other.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if theirs.is_none_or(|(of, _)| Arc::ptr_eq(&of, kinds)) {
            let documents = other.of(kinds);
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((kinds.clone(), documents));
        }
    }
}

/// The documents of version 3, by name.
fn groups(kinds: &Registry) -> BTreeMap<String, Value> {
    let mut groups: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (name, place) in operations::all(kinds) {
        groups.entry(name).or_default().push(place);
    }
    let document = |(name, places): (String, Vec<Place>)| {
        let document = v3::document(&name, &places);
        (name, document)
    };
    groups.into_iter().map(document).collect()
}

/// Where a document stands, as it is now.
fn url(name: &str, kept: &Kept) -> String {
    format!("/openapi/v3/{name}?hash={}", kept.hash())
}

impl V2 {
    fn new(kinds: &Registry) -> Self {
        let document = v2::document(kinds);
        let json = Kept::new(JSON, text::json(&document).into_bytes());
        let protobuf = json.in_another_form(PROTOBUF[0], proto::document(&document));
        V2 { json, protobuf }
    }
}

impl V3 {
    fn new(kinds: &Registry) -> Self {
        let documents = groups(kinds).into_iter();
        let groups: BTreeMap<String, Kept> =
            documents.map(|(name, document)| (name, Kept::new(JSON, text::json(&document).into_bytes()))).collect();
        let paths = groups.iter().map(|(name, kept)| (name.as_str(), json!({"serverRelativeURL": url(name, kept)})));
        let paths: BTreeMap<&str, Value> = paths.collect();
        // Quirk: the reference leaves the type to be guessed, which finds text (http/openapi-v3-index).
        let index = Kept::new("text/plain; charset=utf-8", text::json(&json!({"paths": paths})).into_bytes());
        V3 { index, groups }
    }
}

impl Documents {
    fn new(kinds: Arc<Registry>) -> Self {
        Documents { kinds, v2: OnceLock::new(), v3: OnceLock::new() }
    }

    fn of_v3(&self) -> &V3 {
        self.v3.get_or_init(|| V3::new(&self.kinds))
    }

    /// `/openapi/v2`
    pub fn v2(&self, head: &Head) -> Response {
        let V2 { json, protobuf } = self.v2.get_or_init(|| V2::new(&self.kinds));
        let forms = [(JSON, json), (PROTOBUF[1], protobuf), (PROTOBUF[0], protobuf)];
        let form = media::first(head.accept.as_deref(), &forms.map(|(name, _)| name));
        let mut response = form.map_or_else(|| Response::empty(406), |form| forms[form].1.show(head));
        response.compress(head, flate2::Compression::default());
        response.headers.extend(["Accept-Encoding", "Accept"].map(|name| ("vary", name.into())));
        response
    }

    /// `/openapi/v3`, in one form whatever is accepted, and without a tag.
    pub fn index(&self, head: &Head) -> Response {
        self.of_v3().index.show_untagged(head)
    }

    /// `/openapi/v3/` and the name of a document. With the right hash the answer is good for ever, with a wrong one elsewhere.
    pub fn group(&self, head: &Head, name: &str) -> Response {
        let Some(kept) = self.of_v3().groups.get(name) else { return Response::empty(404) };
        let mut response = if media::first(head.accept.as_deref(), &[JSON]).is_none() {
            Response::empty(406)
        } else {
            match head.query.first("hash").unwrap_or_default() {
                "" => kept.show(head),
                hash if hash == kept.hash() => {
                    let mut response = kept.show(head);
                    let expires = clock::now() + Months::new(12);
                    // Quirk: HTTP wants GMT here (asked of the reference: a document by its hash).
                    response.headers.push(("expires", expires.format("%a, %d %b %Y %H:%M:%S UTC").to_string()));
                    response.headers.push(("cache-control", "public, immutable".into()));
                    response
                }
                _ => {
                    let mut response = Response { content_type: JSON, ..Response::empty(301) };
                    response.headers.push(("etag", kept.tag()));
                    response.headers.push(("location", format!("{}{}", head.prefix, url(name, kept))));
                    response
                }
            }
        };
        response.headers.push(("vary", "Accept".into()));
        response
    }
}

fn info() -> Value {
    let version = crate::version::KUBERNETES.trim_start_matches('v');
    json!({"title": "Kubernetes", "version": version.rsplit_once('.').map_or(version, |(minor, _)| minor)})
}

fn security() -> Value {
    json!({"description": "Bearer Token authentication", "type": "apiKey", "name": "authorization", "in": "header"})
}

/// The parameters that all operations of a path have. They stand with the path.
fn common_parameters(place: &Place) -> Vec<Parameter> {
    let [first, rest @ ..] = place.operations.as_slice() else { return Vec::new() };
    let everywhere = |p: &&Parameter| rest.iter().all(|operation| operation.parameters.contains(p));
    first.parameters.iter().filter(everywhere).cloned().collect()
}
