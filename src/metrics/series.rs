//! What a request counts under: words of ours alone, whatever the client sent, so that no client can add a series.
//!
//! Upstream: endpoints/metrics/metrics.go MonitorRequest, cleanDryRun, endpoints/installer.go registerResourceHandlers
//! (v1.37.2).

use crate::change::patch::PatchType;
use crate::request::Head;
use crate::request::target::Place;
use coracle_kinds::{Kind, Text, Verb};

/// What a request counts under, beside its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What is done, as the reference's metrics call it.
    pub verb: &'static str,
    /// Empty for the core group.
    pub group: Text,
    /// Empty for what is no resource, and so on.
    pub version: Text,
    /// The plural name.
    pub resource: Text,
    /// A part of an object, or the page that is no resource.
    pub subresource: Text,
    /// One object, a namespace or all there is.
    pub scope: &'static str,
    /// Is it only tried?
    pub dry_run: &'static str,
    /// Who answers.
    pub component: &'static str,
}

impl Series {
    /// Of a request for a resource, or a part of it, at a place.
    pub fn of_resource(
        head: &Head,
        kind: &Kind,
        subresource: &Text,
        verb: Verb,
        patch: Option<PatchType>,
        place: &Place,
    ) -> Self {
        let scope = match (verb, &place.name, &place.namespace) {
            (Verb::Create, _, _) | (_, Some(_), _) => "resource",
            (_, None, Some(_)) => "namespace",
            (_, None, None) => "cluster",
        };
        Series {
            verb: name(verb, patch),
            group: kind.identity.group.clone(),
            version: kind.identity.version.clone(),
            resource: kind.identity.plural.clone(),
            subresource: subresource.clone(),
            scope,
            dry_run: dry_run(head),
            component: "apiserver",
        }
    }

    /// The words, in the order of the labels.
    pub fn labels(&self) -> [&str; 8] {
        let Series { verb, group, version, resource, subresource, scope, dry_run, component } = self;
        [verb, group, version, resource, subresource, scope, dry_run, component]
    }

    /// Of a page that is no resource.
    pub fn of_page(head: &Head, name: &'static str, component: &'static str) -> Self {
        Series {
            verb: method(&head.method),
            group: Text::default(),
            version: Text::default(),
            resource: Text::default(),
            subresource: name.into(),
            scope: "",
            dry_run: dry_run(head),
            component,
        }
    }
}

fn name(verb: Verb, patch: Option<PatchType>) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::List => "LIST",
        Verb::Watch => "WATCH",
        Verb::Create => "POST",
        Verb::Update => "PUT",
        Verb::Patch if patch == Some(PatchType::Apply) => "APPLY",
        Verb::Patch => "PATCH",
        Verb::Delete | Verb::DeleteCollection => "DELETE",
    }
}

fn method(given: &str) -> &'static str {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "CONNECT"];
    known.into_iter().find(|known| *known == given).unwrap_or("other")
}

fn dry_run(head: &Head) -> &'static str {
    let given = head.query.all("dryRun");
    match given.iter().all(|value| value == "All") {
        true if given.is_empty() => "",
        true => "All",
        false => "invalid",
    }
}

/// A code as text. Those that are never given are one.
pub fn code(code: u16) -> &'static str {
    match code {
        101 => "101",
        200 => "200",
        201 => "201",
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        405 => "405",
        406 => "406",
        409 => "409",
        410 => "410",
        413 => "413",
        415 => "415",
        422 => "422",
        429 => "429",
        500 => "500",
        503 => "503",
        504 => "504",
        _ => "other",
    }
}
