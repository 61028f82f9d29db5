//! What is served, and how the server is: groups, resources, version, health, `OpenAPI`.

mod aggregated;
pub mod health;

use coracle_object::Value;
use coracle_object::json;

use crate::answer::Response;
use crate::metrics::{self, Series};
use crate::process::Process;
use crate::request::Head;
use crate::request::media::{self, Format};
use crate::status::Failure;
use crate::version;
use crate::world::World;
use coracle_kinds::{Group, Kind, Part, Registry, Text, Verb, Version};

/// Where monitoring asks.
pub const METRICS: &str = "/metrics";

/// A page that is no resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// `/api`
    Versions,
    /// `/api/v1`, `/apis/GROUP/VERSION`
    Resources {
        /// Empty for the core group.
        group: Text,
        /// Its version.
        version: Text,
    },
    /// `/apis`; all other groups at once are at the path without a slash at its end alone.
    Groups {
        /// Is this that path?
        aggregated: bool,
    },
    /// `/apis/GROUP`
    Group(Text),
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
    pub fn at(kinds: &Registry, path: &str) -> Option<Page> {
        // Quirk: where a router answers, slashes at the end count for nothing (http/api-v1-slash).
        match path.trim_end_matches('/') {
            "/api" => return Some(Page::Versions),
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
                None => return of_group(kinds, path).or_else(|| health::Probe::at(path).map(Page::Health)),
            },
        })
    }

    /// What a request for it counts under. Some pages are not counted.
    pub fn series(&self, head: &Head) -> Option<Series> {
        let (name, component) = match self {
            Page::Versions => ("api", "apiserver"),
            Page::Groups { .. } => ("apis", "apiserver"),
            Page::OpenApiIndex => ("openapi/v3", ""),
            Page::OpenApiGroup(_) => ("openapi/v3/", ""),
            Page::Health(probe) => (probe.whole()?, ""),
            Page::Group(_) => ("apis", "apiserver"),
            Page::Resources { .. } | Page::Version | Page::OpenApiV2 | Page::Metrics | Page::Paths => {
                return None;
            }
        };
        Some(Series::of_page(head, name, component))
    }

    /// Is it much work to show? OpenAPI's documents are megabytes, made anew whenever the kinds have changed.
    pub fn is_bulky(&self) -> bool {
        matches!(self, Page::OpenApiV2 | Page::OpenApiIndex | Page::OpenApiGroup(_))
    }

    /// Shows the page.
    pub fn show(&self, process: &Process, world: &World, head: &Head) -> Response {
        let kinds = world.kinds.current();
        match self {
            // Quirk: these have a route, for GET alone; the other pages answer every method (asked of
            // the reference: a POST to /api, /version and /api/v1 gets a 405, to /apis and /healthz a
            // 200).
            Page::Versions | Page::Resources { .. } | Page::Version if head.method != "GET" => {
                Response::failure(head, &Failure::method_not_allowed(), &[])
            }
            Page::Health(probe) => probe.show(process, world, head),
            Page::Version if !media::accepts_any(head.accept.as_deref(), &[Format::Json]) => {
                Response::failure(head, &Failure::not_acceptable_but(Format::Json.media_type()), &[])
            }
            Page::Versions | Page::Resources { .. } if !media::route_accepts(head.accept.as_deref()) => {
                Response::failure(head, &Failure::not_acceptable(), &[])
            }
            Page::Versions => all_or(&kinds, head, aggregated::Groups::Core, &versions(head)),
            Page::Resources { group, version } => match kinds.group(group).and_then(|group| group.version(version)) {
                Some(version) => Response::document(head, &resources(version)),
                None => gone(head),
            },
            Page::Groups { aggregated } => {
                let groups: Vec<Value> = named(&kinds).map(group).collect();
                let list = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups});
                if *aggregated {
                    all_or(&kinds, head, aggregated::Groups::Named, &list)
                } else {
                    Response::document(head, &list)
                }
            }
            Page::Group(name) => {
                let Some(of) = kinds.group(name) else { return gone(head) };
                let mut page = json!({"kind": "APIGroup", "apiVersion": "v1"});
                if let (Some(page), Value::Object(group)) = (page.as_object_mut(), group(of)) {
                    page.extend(group);
                }
                Response::document(head, &page)
            }
            Page::Version => about(),
            Page::OpenApiV2 => world.openapi.of(&kinds).v2(head),
            Page::OpenApiIndex => world.openapi.of(&kinds).index(head),
            Page::OpenApiGroup(name) => world.openapi.of(&kinds).group(head, name),
            Page::Metrics => metrics::show(&process.metrics, &now(process, world), head),
            Page::Paths => paths(&kinds),
        }
    }
}

/// What is under way and what there is, for metrics.
fn now<'a>(process: &'a Process, world: &'a World) -> metrics::Now<'a> {
    let in_force = [
        ("rules", process.rules.is_in_force()),
        ("tokens", process.tokens.is_in_force()),
        ("client-ca", process.authorities.is_in_force()),
    ];
    metrics::Now { store: &world.store, kinds: world.kinds.current(), under_way: process.limits.under_way(), in_force }
}

/// A group's page, or that of one of its versions.
fn of_group(kinds: &Registry, path: &str) -> Option<Page> {
    let parts: Vec<&str> = path.strip_prefix('/')?.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["apis", name] => {
            let group = kinds.group(name).filter(|group| !group.name.is_empty())?;
            Some(Page::Group(group.name.clone()))
        }
        ["api", version] => resources_at(kinds, "", version),
        ["apis", name, version] if !name.is_empty() => resources_at(kinds, name, version),
        _ => None,
    }
}

fn resources_at(kinds: &Registry, group: &str, version: &str) -> Option<Page> {
    let group = kinds.group(group)?;
    let version = group.version(version)?;
    Some(Page::Resources { group: group.name.clone(), version: version.name.clone() })
}

/// The groups that have a name.
fn named(kinds: &Registry) -> impl Iterator<Item = &Group> {
    kinds.groups().iter().filter(|group| !group.name.is_empty())
}

/// The answer where a group has gone between the request's head and its answer.
fn gone(head: &Head) -> Response {
    Response::failure(head, &Failure::no_such_resource(), &[])
}

/// Is this where probes ask?
pub fn is_health(path: &str) -> bool {
    health::Probe::at(path).is_some()
}

/// All resources of these groups where they are asked for at once, or else the page.
fn all_or(kinds: &Registry, head: &Head, groups: aggregated::Groups, page: &Value) -> Response {
    match media::discovery(head.accept.as_deref()) {
        Some(accepted) => aggregated::show(kinds, head, groups, &accepted),
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

/// The resources of a version, each with its verbs.
fn resources(version: &Version) -> Value {
    let resources: Vec<Value> = version.kinds.iter().flat_map(|kind| of_kind(kind)).collect();
    // Quirk: only groups with a name say the list's own version (reviews/discovery).
    if version.api_version == version.name {
        return json!({"kind": "APIResourceList", "groupVersion": version.api_version, "resources": resources});
    }
    json!({
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version.api_version, "resources": resources,
    })
}

/// A kind and its parts.
fn of_kind(kind: &Kind) -> Vec<Value> {
    let mut whole = json!({
        "name": kind.plural(), "singularName": kind.singular, "namespaced": kind.is_namespaced(),
        "kind": kind.kind(), "verbs": names(&kind.told_verbs()),
    });
    for (name, texts) in [("shortNames", &kind.short_names), ("categories", &kind.categories)] {
        if !texts.is_empty() {
            whole[name] = json!(texts);
        }
    }
    if !kind.storage_hash.is_empty() {
        whole["storageVersionHash"] = json!(kind.storage_hash);
    }
    let part = |part: &Part| {
        let mut shown = json!({
            "name": format!("{}/{}", kind.plural(), part.name), "singularName": "", "namespaced": kind.is_namespaced(),
        });
        let seen = part.kind.seen();
        if seen.api_version() != kind.api_version() {
            shown["group"] = seen.group().into();
            shown["version"] = seen.version().into();
        }
        shown["kind"] = seen.kind().into();
        shown["verbs"] = json!(names(&part.verbs));
        shown
    };
    std::iter::once(whole).chain(kind.parts.iter().map(part)).collect()
}

fn names(verbs: &[Verb]) -> Vec<&'static str> {
    verbs.iter().map(|verb| verb.name()).collect()
}

fn group(group: &Group) -> Value {
    let version = |version: &Version| json!({"groupVersion": version.api_version, "version": version.name});
    let versions: Vec<Value> = group.versions.iter().map(version).collect();
    json!({"name": group.name, "versions": versions, "preferredVersion": group.preferred().map(version)})
}

/// The version that clients adapt to is the reference's; what this program itself is stands in `gitCommit`.
fn about() -> Response {
    let version = json!({
        "major": "1", "minor": "37", "emulationMajor": "1", "emulationMinor": "37",
        "minCompatibilityMajor": "1", "minCompatibilityMinor": "36",
        "gitVersion": version::KUBERNETES, "gitCommit": concat!("coracle-", env!("CARGO_PKG_VERSION")),
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

fn paths(kinds: &Registry) -> Response {
    let mut paths: Vec<String> =
        ["/api", "/apis", "/apis/", METRICS, "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/version"]
            .map(ToOwned::to_owned)
            .to_vec();
    for group in kinds.groups() {
        let root = if group.name.is_empty() { "/api/" } else { "/apis/" };
        paths.extend(group.versions.iter().map(|version| root.to_owned() + &version.api_version));
        if !group.name.is_empty() {
            paths.push(root.to_owned() + &group.name);
        }
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
