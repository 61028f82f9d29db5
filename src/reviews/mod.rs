//! Reviews: who am I, may I, may they. They are created and answered, and nothing is stored.
//!
//! To be read and written they are kinds like the others; [`GROUPS`] says where they are, and `access.rs` asks the same rights
//! that requests are decided by.

mod access;
mod kind;
mod selectors;

use bytes::Bytes;
use coracle_object::Value;
use coracle_object::encode::normalize;
use serde_json::json;

use crate::answer::{Answer, Body};
use crate::auth::{User, rights};
use crate::change::{Scope, create};
use crate::clock;
use crate::kinds::Kind;
use crate::request::Head;
use crate::server::Server;
use crate::status::Failure;
use crate::verbs;

pub use kind::Review;
use kind::What;

/// A group of reviews. Each has the version `v1` alone.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub name: &'static str,
    /// Its name and version.
    pub version: &'static str,
    /// Its reviews, by name.
    pub reviews: &'static [Review],
}

/// The groups, in the order of discovery.
pub static GROUPS: [Group; 2] = [
    Group { name: "authentication.k8s.io", version: "authentication.k8s.io/v1", reviews: &kind::AUTHENTICATION },
    Group { name: "authorization.k8s.io", version: "authorization.k8s.io/v1", reviews: &kind::AUTHORIZATION },
];

/// Where a path below `/apis/` leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// To a group's own page.
    Group(&'static Group),
    /// To what there is in a version of it.
    Version(&'static Group),
    /// To a review, in a namespace where it is of one.
    Review(&'static Review, String),
    /// To nothing in a group that there is.
    Nowhere,
}

/// Where a path leads; none for one that is of no group.
pub fn place(path: &str) -> Option<Place> {
    let (name, rest) = path.strip_prefix("/apis/")?.split_once('/').unwrap_or((&path["/apis/".len()..], ""));
    let group = GROUPS.iter().find(|group| group.name == name)?;
    let review = |resource: &str, namespace: Option<&str>| {
        let fits = |r: &&Review| r.resource() == resource && r.namespaced() == namespace.is_some();
        group.reviews.iter().find(fits).map(|review| Place::Review(review, namespace.unwrap_or_default().to_owned()))
    };
    let parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
    let found = match parts.as_slice() {
        [""] => Some(Place::Group(group)),
        ["v1"] => Some(Place::Version(group)),
        ["v1", resource] => review(resource, None),
        ["v1", "namespaces", namespace, resource] => review(resource, Some(namespace)),
        _ => None,
    };
    Some(found.unwrap_or(Place::Nowhere))
}

/// A review that somebody asks for.
pub struct Asked<'a> {
    /// The server.
    pub server: &'a Server,
    /// The request.
    pub head: &'a Head,
    /// Who asks.
    pub user: &'a User,
    /// What for.
    pub review: &'static Review,
    /// In which namespace; empty for none.
    pub namespace: &'a str,
    /// The body.
    pub body: &'a Bytes,
}

/// Answers a review; `warnings` collects what the client is warned of, also where it fails.
///
/// # Errors
/// What the reference answers.
// Upstream: endpoints/handlers/create.go createHandler, kubernetes/pkg/registry/authentication/selfsubjectreview/rest.go,
// kubernetes/pkg/registry/authorization (v1.37.2)
pub fn answer(asked: &Asked, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let (document, options) = verbs::create::read(asked.review, asked.head, asked.body, warnings)?;
    let (manager, moment) = (asked.head.manager(&options.field_manager), clock::moment());
    let scope = Scope {
        kind: asked.review,
        namespace: asked.namespace,
        name: "",
        subresource: "",
        manager: &manager,
        moment: &moment,
        dry_run: options.is_dry_run(),
        create_denied: None,
    };
    let mut object = create::arriving(&scope, &document, warnings)?;
    let rules = asked.server.rules.current();
    match asked.review.what {
        What::Oneself => object = described(asked, &moment.now),
        What::OwnRules => {
            let namespace = text(&object["spec"]["namespace"]);
            if namespace.is_empty() {
                return Err(Failure::bad_request("no namespace on request"));
            }
            let allowed = rights::all(asked.user, namespace, &rules);
            object = of(
                asked,
                json!({}),
                json!({"resourceRules": allowed.resources, "nonResourceRules": allowed.paths, "incomplete": false}),
            );
        }
        What::OwnAccess | What::Access | What::LocalAccess => {
            access::check(&object, asked.review.what)
                .map_err(|errors| Failure::invalid_review(asked.review.group(), &errors))?;
            if asked.review.namespaced() && asked.namespace.is_empty() {
                return Err(Failure::bad_request("namespace is required on this type: "));
            }
            let other = (asked.review.what != What::OwnAccess).then(|| access::user(&object["spec"]));
            let status = access::decide(other.as_ref().unwrap_or(asked.user), &object["spec"], &rules);
            if let Some(members) = object.as_object_mut() {
                members.insert("status".into(), status);
            }
        }
    }
    Ok(Answer { code: 201, body: Body::Object(normalize(object, asked.review.schema())) })
}

/// Who asks, as they are told.
fn described(asked: &Asked, now: &str) -> Value {
    let User { name, uid, groups, extra } = asked.user;
    let info = json!({"username": name, "uid": uid, "groups": groups, "extra": extra});
    of(asked, json!({"creationTimestamp": now}), json!({"userInfo": info}))
}

fn of(asked: &Asked, metadata: Value, status: Value) -> Value {
    let (kind, version) = (asked.review.kind(), asked.review.api_version());
    json!({"kind": kind, "apiVersion": version, "metadata": metadata, "spec": {}, "status": status})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_a_review_or_nowhere() {
        for (path, expected) in [
            ("/apis/authentication.k8s.io", "group"),
            ("/apis/authentication.k8s.io/", "group"),
            ("/apis/authentication.k8s.io/v1", "version"),
            ("/apis/authentication.k8s.io/v1/", "version"),
            ("/apis/authentication.k8s.io//v1", "nowhere"),
            ("/apis/authentication.k8s.io/v2", "nowhere"),
            ("/apis/authentication.k8s.io/v1/selfsubjectreviews", "SelfSubjectReview "),
            ("/apis/authentication.k8s.io/v1/selfsubjectreviews//", "SelfSubjectReview "),
            ("/apis/authentication.k8s.io/v1/selfsubjectreviews/x", "nowhere"),
            ("/apis/authentication.k8s.io/v1/selfsubjectaccessreviews", "nowhere"),
            ("/apis/authentication.k8s.io//", "group"),
            ("/apis/authorization.k8s.io/v1/namespaces/n/localsubjectaccessreviews", "LocalSubjectAccessReview n"),
            ("/apis/authorization.k8s.io/v1/namespaces//localsubjectaccessreviews", "LocalSubjectAccessReview "),
            ("/apis/authorization.k8s.io/v1/namespaces//subjectaccessreviews", "nowhere"),
            ("/apis/authorization.k8s.io/v1/namespaces/n/subjectaccessreviews", "nowhere"),
            ("/apis/authorization.k8s.io/v1/localsubjectaccessreviews", "nowhere"),
            ("/apis/apps/v1", ""),
            ("/apis", ""),
        ] {
            let found = match place(path) {
                None => String::new(),
                Some(Place::Group(_)) => "group".into(),
                Some(Place::Version(_)) => "version".into(),
                Some(Place::Review(review, namespace)) => format!("{} {namespace}", review.kind()),
                Some(Place::Nowhere) => "nowhere".into(),
            };
            assert_eq!(found, expected, "{path}");
        }
    }
}
