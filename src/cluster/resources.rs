//! Which resources a server has: by its aggregated discovery, or document by document where it has none.

use coracle_object::Value;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// For one document that says all. What a server does not know, it answers in plain JSON.
const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
                          application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
/// For anything else.
const JSON: &str = "application/json";

/// A resource in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Its group; empty for the core one.
    pub group: String,
    /// Its version.
    pub version: String,
    /// Its name in paths.
    pub plural: String,
    /// Its kind.
    pub kind: String,
    /// Has it namespaces?
    pub is_namespaced: bool,
    /// What can be done with it.
    verbs: Vec<String>,
}

impl Resource {
    /// The namespaces, which every server has.
    pub fn of_namespaces() -> Resource {
        let [version, plural, kind] = ["v1", "namespaces", "Namespace"].map(ToOwned::to_owned);
        Resource { group: String::new(), version, plural, kind, is_namespaced: false, verbs: Vec::new() }
    }

    /// As `apiVersion` has it.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// What it is called by: `configmaps`, `deployments.apps`.
    pub fn name(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// Can this be done with it?
    pub fn can(&self, verb: &str) -> bool {
        self.verbs.iter().any(|known| known == verb)
    }

    /// The path of all, or of those in a namespace.
    pub fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.group.is_empty() { "/api" } else { "/apis" };
        let within = namespace.map(|namespace| format!("/namespaces/{}", part(namespace))).unwrap_or_default();
        format!("{root}/{}{within}/{}", self.api_version(), self.plural)
    }

    /// The path of one that has no namespace.
    pub fn path_of(&self, name: &str) -> String {
        format!("{}/{}", self.path(None), part(name))
    }
}

/// A name as a part of a path.
fn part(name: &str) -> impl std::fmt::Display + '_ {
    const LEFT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.');
    utf8_percent_encode(name, LEFT)
}

/// All of a server, in the order of preference of each group's versions. `get` asks for a document in one of these forms, and has none where the
/// server has none.
///
/// # Errors
/// Those of `get`.
pub fn of<E>(get: impl Fn(&str, &str) -> Result<Option<Value>, E>) -> Result<Vec<Resource>, E> {
    let mut all = Vec::new();
    for root in ["/api", "/apis"] {
        let Some(document) = get(root, AGGREGATED)? else { continue };
        if document["kind"] == "APIGroupDiscoveryList" {
            aggregated(&document, &mut all);
            continue;
        }
        for version in versions(&document) {
            if let Some(resources) = get(&format!("{root}/{version}"), JSON)? {
                of_version(&version, &resources, &mut all);
            }
        }
    }
    Ok(all)
}

fn each<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn verbs(value: &Value) -> Vec<String> {
    each(value, "verbs").filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

/// What the versions of a document of groups, or of the core group, are called in paths; those that a group prefers come first.
fn versions(document: &Value) -> Vec<String> {
    let core = each(document, "versions").filter_map(Value::as_str).map(ToOwned::to_owned);
    let groups = each(document, "groups").flat_map(|group| {
        let preferred = group.get("preferredVersion").map(|version| text(version, "groupVersion"));
        let all = each(group, "versions").map(|version| text(version, "groupVersion"));
        let (mut first, rest): (Vec<_>, Vec<_>) = all.partition(|version| Some(version) == preferred.as_ref());
        first.extend(rest);
        first
    });
    core.chain(groups).collect()
}

fn of_version(version: &str, document: &Value, all: &mut Vec<Resource>) {
    let (group, version) = version.split_once('/').unwrap_or(("", version));
    for resource in each(document, "resources") {
        let plural = text(resource, "name");
        add(
            all,
            Resource {
                group: group.to_owned(),
                version: version.to_owned(),
                plural,
                kind: text(resource, "kind"),
                is_namespaced: resource["namespaced"] == true,
                verbs: verbs(resource),
            },
        );
    }
}

fn aggregated(document: &Value, all: &mut Vec<Resource>) {
    for group in each(document, "items") {
        for version in each(group, "versions") {
            for resource in each(version, "resources") {
                add(
                    all,
                    Resource {
                        group: group.get("metadata").map(|metadata| text(metadata, "name")).unwrap_or_default(),
                        version: text(version, "version"),
                        plural: text(resource, "resource"),
                        kind: resource.get("responseKind").map(|kind| text(kind, "kind")).unwrap_or_default(),
                        is_namespaced: resource["scope"] == "Namespaced",
                        verbs: verbs(resource),
                    },
                );
            }
        }
    }
}

/// Notes one, unless it is a part of another, or has a name that would lead elsewhere in a path.
fn add(all: &mut Vec<Resource>, resource: Resource) {
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    let Resource { group, version, plural, kind, .. } = &resource;
    if [group, version, plural].iter().all(|text| is_name(text))
        && ![version, plural, kind].iter().any(|text| text.is_empty())
    {
        all.push(resource);
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn names(documents: &[(&str, Value)]) -> Vec<String> {
        let get = |path: &str, _: &str| {
            Ok::<_, ()>(documents.iter().find(|(at, _)| *at == path).map(|(_, document)| document.clone()))
        };
        let shown = |one: &Resource| {
            format!("{} {} {} {}", one.path(one.is_namespaced.then_some("n")), one.kind, one.name(), one.can("list"))
        };
        of(get).unwrap().iter().map(shown).collect()
    }

    #[test]
    fn resources_are_found_in_one_document() {
        let group = |name: &str, resource: Value| json!({"metadata": {"name": name}, "versions": [{"version": "v1", "resources": [resource]}]});
        let list = |group: Value| json!({"kind": "APIGroupDiscoveryList", "items": [group]});
        let pods = json!({"resource": "pods", "responseKind": {"kind": "Pod"}, "scope": "Namespaced", "verbs": ["get", "list"],
            "subresources": [{"subresource": "status", "responseKind": {"kind": "Pod"}, "verbs": ["get"]}]});
        let metrics =
            json!({"resource": "nodes", "responseKind": {"kind": "NodeMetrics"}, "scope": "Cluster", "verbs": ["get"]});
        let wrong = json!({"resource": "../x", "responseKind": {"kind": "X"}, "verbs": ["list"]});
        assert_eq!(
            names(&[("/api", list(group("", pods))), ("/apis", list(group("metrics.k8s.io", metrics)))]),
            [
                "/api/v1/namespaces/n/pods Pod pods true",
                "/apis/metrics.k8s.io/v1/nodes NodeMetrics nodes.metrics.k8s.io false"
            ]
        );
        assert!(names(&[("/api", list(group("", wrong)))]).is_empty());
    }

    #[test]
    fn resources_are_found_document_by_document() {
        let groups = json!({"kind": "APIGroupList", "groups": [
            {"name": "batch", "versions": [{"groupVersion": "batch/v1beta1"}, {"groupVersion": "batch/v1"}], "preferredVersion": {"groupVersion": "batch/v1"}},
            {"name": "down.example.com", "versions": [{"groupVersion": "down.example.com/v1"}]},
        ]});
        let jobs = json!({"resources": [{"name": "jobs", "kind": "Job", "namespaced": true, "verbs": ["list"]},
            {"name": "jobs/status", "kind": "Job", "namespaced": true, "verbs": ["get"]}]});
        let core = json!({"resources": [{"name": "nodes", "kind": "Node", "namespaced": false, "verbs": ["list"]}]});
        let documents = [
            ("/api", json!({"kind": "APIVersions", "versions": ["v1"]})),
            ("/api/v1", core),
            ("/apis", groups),
            ("/apis/batch/v1", jobs.clone()),
            ("/apis/batch/v1beta1", jobs),
        ];
        assert_eq!(
            names(&documents),
            [
                "/api/v1/nodes Node nodes true",
                "/apis/batch/v1/namespaces/n/jobs Job jobs.batch true",
                "/apis/batch/v1beta1/namespaces/n/jobs Job jobs.batch true"
            ]
        );
        assert!(names(&[]).is_empty());
    }
}
