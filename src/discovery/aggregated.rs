//! All groups with all their resources in one answer, for clients that ask `/api` and `/apis` for it.
//!
//! Upstream: endpoints/discovery/aggregated/handler.go, etag.go (v1.37.2)

use coracle_object::json;
use coracle_object::{Value, text};

use crate::answer::{self, Response, kept};
use crate::request::Head;
use crate::request::media::{Accepted, Format};
use coracle_kinds::{Group, Kind, Part, Registry, Version};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Groups {
    /// The core group.
    Core,
    /// All others.
    Named,
}

/// The list, or 304 where the client has it.
pub fn show(kinds: &Registry, head: &Head, groups: Groups, accepted: &Accepted) -> Response {
    let list = list(kinds, groups);
    let tag = kept::tag(&kept::hash(text::json(&list).as_bytes()));
    // Quirk: the whole header is compared, unlike elsewhere (asked of the reference: neither a second tag, nor a
    // weak one, nor `*` gets a 304).
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

fn list(kinds: &Registry, groups: Groups) -> Value {
    let is_listed = |group: &&Group| group.name.is_empty() == (groups == Groups::Core);
    let items: Vec<Value> = kinds.groups().iter().filter(is_listed).map(group).collect();
    json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items})
}

fn group(group: &Group) -> Value {
    let metadata = if group.name.is_empty() { json!({}) } else { json!({"name": group.name}) };
    let version = |version: &Version| {
        let resources: Vec<Value> = version.kinds.iter().map(|kind| resource(kind)).collect();
        json!({"version": version.name, "resources": resources, "freshness": "Current"})
    };
    json!({"metadata": metadata, "versions": group.versions.iter().map(version).collect::<Vec<_>>()})
}

fn resource(kind: &Kind) -> Value {
    let mut resource = json!({
        "resource": kind.plural(), "responseKind": response_kind(kind, kind),
        "scope": if kind.is_namespaced() { "Namespaced" } else { "Cluster" },
        "singularResource": kind.singular, "verbs": super::names(&kind.told_verbs()),
    });
    for (name, texts) in [("shortNames", &kind.short_names), ("categories", &kind.categories)] {
        if !texts.is_empty() {
            resource[name] = json!(texts);
        }
    }
    let part = |part: &Part| {
        let of = response_kind(part.kind.seen(), kind);
        json!({"subresource": part.name, "responseKind": of, "verbs": super::names(&part.verbs)})
    };
    let parts: Vec<Value> = kind.parts.iter().map(part).collect();
    if !parts.is_empty() {
        resource["subresources"] = parts.into();
    }
    resource
}

/// What is answered with. Group and version are the list's where nothing else is said; of a custom kind they are said.
fn response_kind(kind: &Kind, of: &Kind) -> Value {
    let said = kind.is_custom() || kind.api_version() != of.api_version();
    let (group, version) = if said { (kind.group(), kind.version()) } else { ("", "") };
    json!({"group": group, "version": version, "kind": kind.kind()})
}
