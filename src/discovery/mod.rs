//! What is served, and how the server is: groups, resources, version, health, `OpenAPI`.

mod aggregated;
pub mod health;
mod kept;
mod openapi;

use coracle_object::Value;
use serde_json::json;

use crate::answer::Response;
use crate::kinds::{self, Kind};
use crate::metrics;
use crate::request::Head;
use crate::request::media::{self, Format};
use crate::reviews::{self, Group, Place, Review};
use crate::server::Server;
use crate::status::Failure;

/// The version of Kubernetes whose behaviour is served.
pub const KUBERNETES_VERSION: &str = "v1.37.2";

/// Where monitoring asks.
pub const METRICS: &str = "/metrics";

/// A page that is no resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// `/api`
    Versions,
    /// `/api/v1`
    Resources,
    /// `/apis`; all other groups at once are at the path without a slash at its end alone.
    Groups {
        /// Is this that path?
        aggregated: bool,
    },
    /// `/apis/GROUP`
    Group(&'static Group),
    /// `/apis/GROUP/v1`
    GroupResources(&'static Group),
    /// `/version`
    Version,
    /// `/healthz`, `/livez`, `/readyz` and their checks
    Health(health::Probe),
    /// `/openapi/v2`
    OpenApiV2,
    /// `/openapi/v3`
    OpenApiIndex,
    /// Any path below `/openapi/v3/`: what comes after that.
    OpenApiGroup(String),
    /// `/metrics`
    Metrics,
    /// `/`
    Paths,
}

impl Page {
    /// The page at a path.
    pub fn at(path: &str) -> Option<Page> {
        // Quirk: where a router answers, slashes at the end count for nothing.
        match path.trim_end_matches('/') {
            "/api" => return Some(Page::Versions),
            "/api/v1" => return Some(Page::Resources),
            "/version" => return Some(Page::Version),
            _ => {}
        }
        Some(match path {
            "/" => Page::Paths,
            "/apis" | "/apis/" => Page::Groups { aggregated: path == "/apis" },
            "/openapi/v2" => Page::OpenApiV2,
            "/openapi/v3" => Page::OpenApiIndex,
            METRICS => Page::Metrics,
            _ => match path.strip_prefix("/openapi/v3/") {
                Some(name) => Page::OpenApiGroup(name.to_owned()),
                None => return of_group(path).or_else(|| health::Probe::at(path).map(Page::Health)),
            },
        })
    }

    /// Shows the page.
    pub fn show(&self, server: &Server, head: &Head) -> Response {
        match self {
            // Quirk: these have a route, for GET alone; the other pages answer every method.
            Page::Versions | Page::Resources | Page::GroupResources(_) | Page::Version if head.method != "GET" => {
                Response::failure(head, &Failure::method_not_allowed(), &[])
            }
            Page::Health(probe) => probe.show(server, head),
            Page::Version if !media::accepts_any(head.accept.as_deref(), &[Format::Json]) => {
                Response::failure(head, &Failure::not_acceptable_but(Format::Json.media_type()), &[])
            }
            Page::Versions | Page::Resources | Page::GroupResources(_)
                if !media::route_accepts(head.accept.as_deref()) =>
            {
                Response::failure(head, &Failure::not_acceptable(), &[])
            }
            Page::Versions => all_or(head, aggregated::Groups::Core, &versions(head)),
            Page::Resources => Response::document(head, &resources()),
            Page::Groups { aggregated } => {
                let groups: Vec<Value> = reviews::GROUPS.iter().map(group).collect();
                let list = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups});
                if *aggregated {
                    all_or(head, aggregated::Groups::Named, &list)
                } else {
                    Response::document(head, &list)
                }
            }
            Page::Group(of) => {
                let mut page = json!({"kind": "APIGroup", "apiVersion": "v1"});
                if let (Some(page), Value::Object(group)) = (page.as_object_mut(), group(of)) {
                    page.extend(group);
                }
                Response::document(head, &page)
            }
            Page::GroupResources(of) => Response::document(head, &reviews_of(of)),
            Page::Version => version(),
            Page::OpenApiV2 => openapi::v2(head),
            Page::OpenApiIndex => openapi::index(head),
            Page::OpenApiGroup(name) => openapi::group(head, name),
            Page::Metrics => metrics::show(server, head),
            Page::Paths => paths(),
        }
    }
}

fn of_group(path: &str) -> Option<Page> {
    match reviews::place(path)? {
        Place::Group(group) => Some(Page::Group(group)),
        Place::Version(group) => Some(Page::GroupResources(group)),
        Place::Review(..) | Place::Nowhere => None,
    }
}

/// Is this where probes ask?
pub fn is_health(path: &str) -> bool {
    health::Probe::at(path).is_some()
}

/// All resources of these groups where they are asked for at once, or else the page.
fn all_or(head: &Head, groups: aggregated::Groups, page: &Value) -> Response {
    match media::discovery(head.accept.as_deref()) {
        Some(accepted) => aggregated::show(head, groups, &accepted),
        None => Response::document(head, page),
    }
}

fn versions(head: &Head) -> Value {
    let address = head.host.as_deref().unwrap_or_default();
    json!({
        "kind": "APIVersions", "versions": ["v1"],
        "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": address}],
    })
}

/// The resources, each with its verbs.
fn resources() -> Value {
    let mut resources = Vec::new();
    for kind in kinds::kinds() {
        resources.push(json!({
            "name": kind.resource(), "singularName": kind.singular(), "namespaced": kind.namespaced(),
            "kind": kind.kind(), "verbs": kind.verbs(),
            "shortNames": kind.short_names(), "storageVersionHash": kind.storage_hash(),
        }));
        for part in kind.subresources() {
            resources.push(json!({
                "name": format!("{}/{}", kind.resource(), part.name), "singularName": "", "namespaced": kind.namespaced(),
                "kind": kind.kind(), "verbs": part.verbs,
            }));
        }
    }
    json!({"kind": "APIResourceList", "groupVersion": "v1", "resources": resources})
}

fn group(group: &Group) -> Value {
    let version = json!({"groupVersion": group.version, "version": "v1"});
    json!({"name": group.name, "versions": [version], "preferredVersion": version})
}

fn reviews_of(group: &Group) -> Value {
    let resource = |review: &Review| {
        json!({
            "name": review.resource(), "singularName": review.singular(), "namespaced": review.namespaced(),
            "kind": review.kind(), "verbs": review.verbs(),
        })
    };
    let resources: Vec<Value> = group.reviews.iter().map(resource).collect();
    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group.version, "resources": resources})
}

/// The version that clients adapt to is the reference's; what this program itself is stands in `gitCommit`.
fn version() -> Response {
    let version = json!({
        "major": "1", "minor": "37", "emulationMajor": "1", "emulationMinor": "37",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "36",
        "gitVersion": KUBERNETES_VERSION, "gitCommit": concat!("coracle-", env!("CARGO_PKG_VERSION")),
        "gitTreeState": "", "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, go_architecture()),
    });
    people(&version)
}

/// The processor's name as Kubernetes' clients know it.
fn go_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}

fn paths() -> Response {
    let mut paths: Vec<String> =
        ["/api", "/api/v1", "/apis", "/apis/", METRICS, "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"]
            .map(ToOwned::to_owned)
            .to_vec();
    for group in &reviews::GROUPS {
        paths.extend(["/apis/".to_owned() + group.name, "/apis/".to_owned() + group.version]);
    }
    for probe in health::PROBES {
        paths.push(probe.to_string());
        paths.extend(health::CHECKS.iter().map(|check| format!("{probe}/{check}")));
    }
    paths.sort();
    people(&json!({ "paths": paths }))
}

/// A document that always goes out for people.
fn people(value: &Value) -> Response {
    let body = bytes::Bytes::from(coracle_object::text::pretty(value));
    Response { code: 200, content_type: "application/json", headers: Vec::new(), body }
}
