//! May they: the rights that the reference gives everybody, and what a rules file adds.
//!
//! `system:masters` may do everything, any known user may read discovery, versions and health and ask about their own rights, anybody health and the
//! version, and `system:monitoring` the metrics and single checks of health.
//!
//! Upstream: kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go ClusterRoles (v1.37.2).

use coracle_object::json;

use super::policy::{Allowed, matches};
use super::rules::Rules;
use super::{AUTHENTICATED, MASTERS, UNAUTHENTICATED, User};
use crate::request::target::{Resource, Target};

const PUBLIC: &[&str] = &["/healthz", "/livez", "/readyz", "/version", "/version/"];
const MONITORING: &str = "system:monitoring";
const MONITORED: &[&str] =
    &["/metrics", "/metrics/slis", "/healthz", "/healthz/*", "/livez", "/livez/*", "/readyz", "/readyz/*"];
const DISCOVERY: &[&str] = &["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];

const OWN_REVIEWS: [(&str, &[&str]); 2] = [
    ("authorization.k8s.io", &["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
    ("authentication.k8s.io", &["selfsubjectreviews"]),
];

/// Whether this user may do this to that; if not, why, in the words of the answer.
pub fn check(user: &User, verb: &str, target: &Target, rules: &Rules) -> Result<(), String> {
    let may = user.is_in(MASTERS)
        || match &target.resource {
            Some(resource) => may_review_self(user, verb, resource) || rules.allow(user, verb, resource),
            None => may_read_path(user, verb, &target.path) || rules.allow_path(user, verb, &target.path),
        };
    if may { Ok(()) } else { Err(denial(user, verb, target)) }
}

/// Anybody who is known may ask who they are and what they may.
fn may_review_self(user: &User, verb: &str, resource: &Resource) -> bool {
    let is = |(group, names): &(&str, &[&str])| resource.group == *group && names.contains(&resource.resource.as_str());
    verb == "create" && resource.subresource.is_empty() && user.is_in(AUTHENTICATED) && OWN_REVIEWS.iter().any(is)
}

/// What a user may do in a namespace.
pub fn all(user: &User, namespace: &str, rules: &Rules) -> Allowed {
    let mut allowed = Allowed::default();
    let get = |paths: &[&str]| json!({"verbs": ["get"], "nonResourceURLs": paths});
    if user.is_in(MASTERS) {
        allowed.resources.push(json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}));
        allowed.paths.push(json!({"verbs": ["*"], "nonResourceURLs": ["*"]}));
    }
    if user.is_in(AUTHENTICATED) {
        let own =
            |(group, names): &(&str, &[&str])| json!({"verbs": ["create"], "apiGroups": [group], "resources": names});
        allowed.resources.extend(OWN_REVIEWS.iter().map(own));
        let mut paths = [DISCOVERY, PUBLIC].concat();
        paths.sort_unstable();
        allowed.paths.push(get(&paths));
    }
    if user.is_in(AUTHENTICATED) || user.is_in(UNAUTHENTICATED) {
        allowed.paths.push(get(PUBLIC));
    }
    if user.is_in(MONITORING) {
        allowed.paths.push(get(MONITORED));
    }
    rules.list(user, namespace, &mut allowed);
    allowed
}

fn may_read_path(user: &User, verb: &str, path: &str) -> bool {
    let part = |group: &str, paths: &[&str]| user.is_in(group) && paths.iter().any(|p| matches(p, path));
    let public = || part(AUTHENTICATED, PUBLIC) || part(UNAUTHENTICATED, PUBLIC);
    verb == "get" && (public() || part(AUTHENTICATED, DISCOVERY) || part(MONITORING, MONITORED))
}

/// That this user may not do this to that, in the words of the answer.
// Upstream: responsewriters/errors.go forbiddenMessage (v1.37.2)
pub fn denial(user: &User, verb: &str, target: &Target) -> String {
    use coracle_object::text::quote;
    let who = quote(&user.name);
    let text = match &target.resource {
        None => format!("User {who} cannot {verb} path {}", quote(&target.path)),
        Some(r) => {
            let what = match r.subresource.as_str() {
                "" => r.resource.clone(),
                subresource => format!("{}/{subresource}", r.resource),
            };
            let scope = match r.namespace.as_str() {
                "" => "at the cluster scope".to_owned(),
                namespace => format!("in the namespace {}", quote(namespace)),
            };
            format!("User {who} cannot {verb} resource {} in API group {} {scope}", quote(&what), quote(&r.group))
        }
    };
    for_browsers(&text)
}

/// A text that a browser may show, without what it would read as more than text.
// Upstream: endpoints/handlers/responsewriters/errors.go sanitizer (v1.37.2)
pub fn for_browsers(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(groups: &[&str]) -> User {
        User { name: "u".into(), groups: groups.iter().map(ToString::to_string).collect(), ..User::default() }
    }

    fn at(path: &str) -> Target {
        Target::of("GET", path, "")
    }

    #[test]
    fn who_may_read_which_path() {
        let (master, known) = (user(&[MASTERS, "system:authenticated"]), user(&["devs", "system:authenticated"]));
        let (nobody, none) = (User::anonymous(), Rules::default());
        let monitor = user(&[MONITORING, UNAUTHENTICATED]);
        for (path, known_may, nobody_may, monitor_may) in [
            ("/healthz", true, true, true),
            ("/version", true, true, true),
            ("/api/v1", true, false, false),
            ("/apis", true, false, false),
            ("/openapi/v3", true, false, false),
            ("/readyz/ping", false, false, true),
            ("/metrics", false, false, true),
            ("/metrics/", false, false, false),
            ("/api/v1/namespaces/a/endpoints", false, false, false),
        ] {
            assert!(check(&master, "get", &at(path), &none).is_ok(), "{path}");
            assert_eq!(check(&known, "get", &at(path), &none).is_ok(), known_may, "{path}");
            assert_eq!(check(&nobody, "get", &at(path), &none).is_ok(), nobody_may, "{path}");
            assert_eq!(check(&monitor, "get", &at(path), &none).is_ok(), monitor_may, "{path}");
            for who in [&known, &monitor] {
                assert!(check(who, "post", &at(path), &none).is_err(), "{path}");
            }
        }
    }

    #[test]
    fn a_denial_names_who_what_and_where() {
        assert_eq!(
            check(&user(&[]), "list", &at("/api/v1/endpoints"), &Rules::default()).unwrap_err(),
            r#"User "u" cannot list resource "endpoints" in API group "" at the cluster scope"#
        );
        assert_eq!(
            check(&user(&[]), "update", &Target::of("PUT", "/api/v1/namespaces/n/finalize", ""), &Rules::default())
                .unwrap_err(),
            r#"User "u" cannot update resource "namespaces/finalize" in API group "" in the namespace "n""#
        );
        assert_eq!(
            check(&user(&[]), "get", &at("/a<b>&"), &Rules::default()).unwrap_err(),
            r#"User "u" cannot get path "/a&lt;b&gt;&amp;""#
        );
    }
}
