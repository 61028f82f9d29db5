//! All groups with all their resources in one answer, for clients that ask `/api` and `/apis` for it.
//!
//! Upstream: endpoints/discovery/aggregated/handler.go, etag.go (v1.37.2)

use coracle_object::{Value, text};
use serde_json::json;

use super::kept;
use crate::answer::{self, Response};
use crate::kinds::{self, Kind};
use crate::request::Head;
use crate::request::media::{Accepted, Format};
use crate::reviews::{self, Group};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    /// The core group.
    Core,
    /// All others.
    Named,
}

/// The list, or 304 where the client has it.
pub fn show(head: &Head, groups: Groups, accepted: &Accepted) -> Response {
    let list = list(groups);
    let tag = kept::tag(&kept::hash(text::json(&list).as_bytes()));
    // Quirk: the whole header is compared, unlike elsewhere.
    let mut response = if head.if_none_match.as_ref() == Some(&tag) {
        Response::empty(304)
    } else {
        let body = answer::write(&list, accepted.format, accepted.pretty || head.wants_pretty());
        Response { content_type: content_type(accepted.format), body, ..Response::empty(200) }
    };
    let headers = [("etag", tag), ("vary", "Accept".to_owned()), ("cache-control", "public".to_owned())];
    response.headers.extend(headers);
    response.compressed_for(head)
}

fn content_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        Format::Yaml => "application/yaml;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        Format::Protobuf => "application/vnd.kubernetes.protobuf;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
    }
}

fn list(groups: Groups) -> Value {
    let group = |metadata: Value, resources: Vec<Value>| {
        let version = json!({"version": "v1", "resources": resources, "freshness": "Current"});
        json!({"metadata": metadata, "versions": [version]})
    };
    let items: Vec<Value> = match groups {
        Groups::Core => vec![group(json!({}), kinds::kinds().iter().map(|kind| resource(*kind)).collect())],
        Groups::Named => {
            let resources = |of: &Group| of.reviews.iter().map(|review| resource(review)).collect();
            reviews::GROUPS.iter().map(|of| group(json!({"name": of.name}), resources(of))).collect()
        }
    };
    json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items})
}

fn resource(kind: &dyn Kind) -> Value {
    // Group and version are the list's where nothing else is said.
    let of = json!({"group": "", "version": "", "kind": kind.kind()});
    let mut resource = json!({
        "resource": kind.resource(), "responseKind": of,
        "scope": if kind.namespaced() { "Namespaced" } else { "Cluster" },
        "singularResource": kind.singular(), "verbs": kind.verbs(),
    });
    if !kind.short_names().is_empty() {
        resource["shortNames"] = json!(kind.short_names());
    }
    let part = |part: &kinds::Subresource| json!({"subresource": part.name, "responseKind": of, "verbs": part.verbs});
    let parts: Vec<Value> = kind.subresources().iter().map(part).collect();
    if !parts.is_empty() {
        resource["subresources"] = parts.into();
    }
    resource
}
