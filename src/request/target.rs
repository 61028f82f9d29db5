//! What a path and a method aim at, before anybody knows whether it is served.
//!
//! Rights and routes are decided on this.
//!
//! Upstream: endpoints/request/requestinfo.go NewRequestInfo (v1.37.2).

use coracle_object::names::{self, Part};

use super::Head;
use super::options::is_true;
#[cfg(test)]
use super::query::Query;

/// What a request aims at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The path, percent-decoded.
    pub path: String,
    /// What is to be done: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; for a path
    /// that is no resource, the method in lower case; empty for a method without a verb.
    pub verb: String,
    /// The resource, where the path names one.
    pub resource: Option<Resource>,
}

/// A resource, and what in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// Empty for the core group.
    pub group: String,
    /// `v1`.
    pub version: String,
    /// The plural name: `endpoints`.
    pub resource: String,
    /// Empty for none.
    pub subresource: String,
    /// Empty for all, or for none.
    pub namespace: String,
    /// Empty for the collection, unless a selector asks for one name in it.
    pub name: String,
}

impl Target {
    /// Reads a method, a decoded path and a raw query.
    #[cfg(test)]
    pub fn of(method: &str, path: &str, query: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Target::read(&Head { method, path, query: Query::parse(query), ..Head::default() })
    }

    /// Reads a method, a decoded path and parameters.
    pub fn read(head: &Head) -> Self {
        let (method, path) = (head.method.as_str(), head.path.as_str());
        let mut target = Target { path: path.to_owned(), verb: method.to_lowercase(), resource: None };
        let trimmed = path.trim_matches('/');
        let parts: Vec<&str> = if trimmed.is_empty() { Vec::new() } else { trimmed.split('/').collect() };
        let (group, rest) = match parts.as_slice() {
            ["api", rest @ ..] if rest.len() >= 2 => ("", rest),
            ["apis", group, rest @ ..] if rest.len() >= 2 => (*group, rest),
            _ => return target,
        };
        let (version, mut rest) = (rest[0], &rest[1..]);
        let mut resource = Resource { group: group.into(), version: version.into(), ..Resource::default() };
        target.verb = verb(method).into();
        if rest[0] == "watch" || rest[0] == "proxy" {
            target.verb = rest[0].into();
            rest = &rest[1..];
        }
        if let ["namespaces", namespace, after @ ..] = rest {
            resource.namespace = (*namespace).into();
            if after.first().is_some_and(|next| *next != "status" && *next != "finalize") {
                rest = after;
            }
        }
        let part = |i: usize| rest.get(i).copied().unwrap_or_default().to_owned();
        resource.resource = part(0);
        resource.name = part(1);
        if target.verb != "proxy" {
            resource.subresource = part(2);
        }
        if resource.name.is_empty() && target.verb == "get" {
            let watch = head.query.first("watch").is_some_and(is_true);
            target.verb = if watch { "watch" } else { "list" }.into();
            resource.name = selected_name(head).unwrap_or_default();
        }
        if resource.name.is_empty() && target.verb == "delete" {
            target.verb = "deletecollection".into();
        }
        target.resource = Some(resource);
        target
    }
}

impl Target {
    /// Does the path end behind a verb (`/api/v1/watch`), where a kind must follow?
    // Upstream: endpoints/request/requestinfo.go NewRequestInfo (v1.37.2). It is the only error.
    pub fn lacks_kind(&self) -> bool {
        let parts: Vec<&str> = self.path.trim_matches('/').split('/').collect();
        matches!(parts.as_slice(), ["api", _, "watch" | "proxy"] | ["apis", _, _, "watch" | "proxy"])
    }

    /// May the answer last for as long as it likes? `timeout` says nothing to such a request.
    // Upstream: apiserver/pkg/server/filters/longrunning.go BasicLongRunningRequestCheck (v1.37.2);
    // pkg/controlplane/apiserver/config.go BuildGenericConfig (v1.37.2)
    pub fn is_long_running(&self) -> bool {
        matches!(self.verb.as_str(), "watch" | "proxy")
            || match &self.resource {
                Some(r) => matches!(r.subresource.as_str(), "attach" | "exec" | "proxy" | "log" | "portforward"),
                None => self.path.starts_with("/debug/pprof/"),
            }
    }
}

/// The one name that a list or a watch asks for. Options with a mistake ask for none.
fn selected_name(head: &Head) -> Option<String> {
    let options = head.list_options().ok()?;
    let name = options.fields.required("metadata.name")?;
    names::name_is_path_segment(name, Part::Whole).is_empty().then(|| name.to_owned())
}

/// Where a path leads: a collection or one object. Unlike a [`Target`], it is exact: a path with a part too many leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Empty for the core group.
    pub group: &'a str,
    /// `v1`.
    pub version: &'a str,
    /// The plural name.
    pub resource: &'a str,
    /// None for a kind without namespaces, or for all of them; empty where the path has an empty part for it.
    pub namespace: Option<&'a str>,
    /// None for the collection; empty where the path has an empty part for it.
    pub name: Option<&'a str>,
    /// A part of the object that has a path of its own.
    pub subresource: Option<&'a str>,
    /// Is it to be watched, by its path alone?
    pub watched: bool,
}

/// Where a decoded path leads. A part that may be any text may be empty, as `{namespace}` in `/api/v1/namespaces//endpoints`;
/// slashes at the end count for nothing.
// Upstream: emicklei/go-restful/curly.go matchesRouteByPathTokens, route.go tokenizePath (v3.13.0)
pub fn place(path: &str) -> Option<Place<'_>> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (group, version, parts) = match parts.as_slice() {
        ["api", version, parts @ ..] => ("", *version, parts),
        ["apis", group, version, parts @ ..] => (*group, *version, parts),
        _ => return None,
    };
    let (parts, watched) = match parts {
        ["watch", parts @ ..] => (parts, true),
        parts => (parts, false),
    };
    let place = |resource, [namespace, name, subresource]: [_; 3]| {
        let place = Place { group, version, resource, namespace, name, subresource, watched };
        // A part is not watched.
        (!watched || place.subresource.is_none()).then_some(place)
    };
    match parts {
        ["namespaces", name] => place("namespaces", [None, Some(name), None]),
        ["namespaces", name, part @ ("status" | "finalize")] => place("namespaces", [None, Some(name), Some(part)]),
        ["namespaces", namespace, resource] => place(resource, [Some(namespace), None, None]),
        ["namespaces", namespace, resource, name] => place(resource, [Some(namespace), Some(name), None]),
        ["namespaces", namespace, resource, name, part] => place(resource, [Some(namespace), Some(name), Some(part)]),
        ["", ..] => None,
        [resource] => place(resource, [None; 3]),
        [resource, name] => place(resource, [None, Some(name), None]),
        [resource, name, part] => place(resource, [None, Some(name), Some(part)]),
        _ => None,
    }
}

fn verb(method: &str) -> &'static str {
    match method {
        "POST" => "create",
        "GET" | "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_a_place_or_nowhere() {
        for (path, expected) in [
            ("/api/v1/endpoints", Some(("endpoints", None, None))),
            ("/api/v1/namespaces", Some(("namespaces", None, None))),
            ("/api/v1/namespaces/n/", Some(("namespaces", None, Some("n")))),
            ("/api/v1/namespaces/n/endpoints", Some(("endpoints", Some("n"), None))),
            ("/api/v1/namespaces/n/endpoints/a", Some(("endpoints", Some("n"), Some("a")))),
            ("/api/v1/namespaces/n/endpoints/a/b", Some(("endpoints", Some("n"), Some("a")))),
            ("/api/v1/namespaces/n/status", Some(("namespaces", None, Some("n")))),
            ("/api/v1/namespaces/n/endpoints/a/b/c", None),
            ("/api/v1//namespaces/n", None),
            ("/api/v1//endpoints", None),
            ("/api/v1/namespaces//endpoints//", Some(("endpoints", Some(""), None))),
            ("/api/v1/namespaces//endpoints/a", Some(("endpoints", Some(""), Some("a")))),
            ("/api/v1/namespaces//status/", Some(("namespaces", None, Some("")))),
            ("/api/v1/namespaces/n//a", Some(("", Some("n"), Some("a")))),
            ("/api/v1/watch/namespaces//endpoints", Some(("endpoints", Some(""), None))),
            ("/api/v1//", None),
            ("/api/v1/watch/", None),
            ("/api/v1/watch/endpoints", Some(("endpoints", None, None))),
            ("/api/v1/watch/namespaces/n", Some(("namespaces", None, Some("n")))),
            ("/api/v1/watch/namespaces/n/endpoints/a", Some(("endpoints", Some("n"), Some("a")))),
            ("/api/v1/watch/namespaces/n/status", None),
            ("/api/v1/watch/namespaces/n/endpoints/a/b", None),
            ("/apis/v1/endpoints", None),
            ("/api/v1/nodes/a", Some(("nodes", None, Some("a")))),
            ("/apis/g/v1/things", Some(("things", None, None))),
            ("/apis/g/v1/things/a/status", Some(("things", None, Some("a")))),
            ("/apis/g/v1/watch/namespaces/n/things/a", Some(("things", Some("n"), Some("a")))),
            ("/apis/g/v1/things/a/b/c", None),
        ] {
            let found = place(path);
            let of = found.as_ref().map(|p| (p.group, p.version));
            assert!(of.is_none_or(|of| of == (if path.contains("/g/") { "g" } else { "" }, "v1")), "{path}");
            let found = found.as_ref().map(|p| (p.resource, p.namespace, p.name));
            assert_eq!(found, expected, "{path}");
            assert!(place(path).is_none_or(|p| p.watched == path.contains("/watch/")), "{path}");
        }
    }

    #[test]
    fn paths_are_read_as_the_reference_reads_them() {
        // method, path and query → verb, namespace, resource, name, subresource
        for (method, path, query, expected) in [
            ("GET", "/api/v1/namespaces/n/endpoints/a", "", "get n endpoints a -"),
            ("HEAD", "/api/v1/namespaces/n/endpoints/a", "", "get n endpoints a -"),
            ("GET", "/api/v1/watch/namespaces/n/endpoints/a/b", "", "watch n endpoints a b"),
            ("GET", "/api/v1/watch/namespaces/n/status", "", "watch n namespaces n status"),
            ("GET", "/api/v1/namespaces/n/endpoints", "", "list n endpoints - -"),
            ("GET", "/api/v1/namespaces/n/endpoints", "watch=1", "watch n endpoints - -"),
            ("GET", "/api/v1/namespaces/n/endpoints", "watch=false", "list n endpoints - -"),
            ("GET", "/api/v1/namespaces/n/endpoints", "fieldSelector=metadata.name%3Da", "list n endpoints a -"),
            ("GET", "/api/v1/endpoints", "watch=1&fieldSelector=b=c,metadata.name==a", "watch - endpoints a -"),
            ("GET", "/apis/g/v1/things", "fieldSelector=metadata.name=a", "list - things a -"),
            ("GET", "/api/v1/endpoints", "fieldSelector=metadata.name!=a", "list - endpoints - -"),
            ("GET", "/api/v1/endpoints", "fieldSelector=metadata.name=a/b", "list - endpoints - -"),
            ("GET", "/api/v1/endpoints", "fieldSelector=metadata.name=a&limit=x", "list - endpoints - -"),
            ("GET", "/api/v1/endpoints", "fieldSelector=metadata.name=a&labelSelector=!", "list - endpoints - -"),
            ("DELETE", "/api/v1/endpoints", "fieldSelector=metadata.name=a", "deletecollection - endpoints - -"),
            ("GET", "/api/v1/watch/namespaces/n/endpoints/a", "", "watch n endpoints a -"),
            ("GET", "/api/v1/endpoints", "", "list - endpoints - -"),
            ("POST", "/api/v1/namespaces/n/endpoints", "", "create n endpoints - -"),
            ("DELETE", "/api/v1/namespaces/n/endpoints", "", "deletecollection n endpoints - -"),
            ("GET", "/api/v1/namespaces", "", "list - namespaces - -"),
            ("GET", "/api/v1/namespaces/n", "", "get n namespaces n -"),
            ("PUT", "/api/v1/namespaces/n/finalize", "", "update n namespaces n finalize"),
            ("PATCH", "/api/v1/namespaces/n/status", "", "patch n namespaces n status"),
            ("GET", "/api/v1/namespaces/n/endpoints/a/scale", "", "get n endpoints a scale"),
            ("FROB", "/api/v1/namespaces/n/endpoints", "", "- n endpoints - -"),
        ] {
            let target = Target::of(method, path, query);
            let r = target.resource.expect(path);
            let words = [&target.verb, &r.namespace, &r.resource, &r.name, &r.subresource];
            let words: Vec<&str> = words.iter().map(|w| if w.is_empty() { "-" } else { w.as_str() }).collect();
            assert_eq!(words.join(" "), expected, "{method} {path}?{query}");
        }
        for (path, lacks) in [
            ("/api/v1/watch", true),
            ("/api/v1/proxy//", true),
            ("/apis/g/v1/watch", true),
            ("/apis/v1/watch", false),
            ("/api/v1/watch/x", false),
            ("/api/v1/watch//x", false),
        ] {
            assert_eq!(Target::of("GET", path, "").lacks_kind(), lacks, "{path}");
        }
        for (method, path, query, lasts) in [
            ("GET", "/api/v1/endpoints", "watch=1", true),
            ("GET", "/api/v1/endpoints", "watch=0", false),
            ("POST", "/api/v1/watch/endpoints", "", true),
            ("GET", "/api/v1/namespaces/n/pods/p/log", "", true),
            ("GET", "/api/v1/namespaces/n/pods/p", "watch=1", false),
            ("GET", "/debug/pprof/heap", "", true),
        ] {
            assert_eq!(Target::of(method, path, query).is_long_running(), lasts, "{method} {path}?{query}");
        }
        for path in ["/", "/api", "/api/v1", "/api/v1/", "/apis/apps/v1", "/healthz", "/openapi/v3/api/v1"] {
            assert_eq!(Target::of("GET", path, "").resource, None, "{path}");
        }
    }
}
