//! What may be done, in the form of RBAC's rules, and the ready roles: what the reference's own roles of the same names allow.

use std::collections::HashMap;
use std::sync::LazyLock;

use coracle_object::Value;
use serde::{Deserialize, Serialize};

use crate::request::target::Resource;

/// The reference's answer to `GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregate-to-ROLE`, rules alone: what each role
/// adds to the one before it.
const ROLES: &str = include_str!("roles.json");

/// A rule of RBAC's: verbs, for resources of groups or for paths.
// Upstream: api/rbac/v1/types.go PolicyRule (v1.37.2)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PolicyRule {
    /// `*` for all.
    pub verbs: Vec<String>,
    /// The groups of the resources; `*` for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub api_groups: Vec<String>,
    /// `endpoints`, `namespaces/status`; `*` for all, `*/status` for the same part of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_names: Vec<String>,
    /// Paths that are no resources; one that ends in `*` stands for all that begin so.
    #[serde(default, rename = "nonResourceURLs", skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

impl PolicyRule {
    /// Does it allow this to be done to that?
    // Upstream: kubernetes/plugin/pkg/auth/authorizer/rbac/rbac.go RuleAllows (v1.37.2);
    // kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go ResourceMatches, ResourceNameMatches (v1.37.2)
    pub fn allows(&self, verb: &str, target: &Resource) -> bool {
        let Resource { group, resource, subresource: part, name, .. } = target;
        let of_part = |word: &str| {
            let whole = word.strip_suffix(part.as_str()).and_then(|rest| rest.strip_suffix('/'));
            whole.is_some_and(|whole| whole == "*" || whole == resource)
        };
        let is = |word: &String| word == "*" || if part.is_empty() { word == resource } else { of_part(word) };
        has(&self.verbs, verb)
            && has(&self.api_groups, group)
            && self.resources.iter().any(is)
            && (self.resource_names.is_empty() || self.resource_names.contains(name))
    }

    /// Does it allow this to be done at a path that is no resource?
    pub fn allows_path(&self, verb: &str, path: &str) -> bool {
        has(&self.verbs, verb) && self.paths.iter().any(|pattern| matches(pattern, path))
    }
}

/// All that a user may do to resources in a namespace, and to paths, in the form of RBAC's rules.
#[derive(Debug, Default)]
pub struct Allowed {
    /// Rules of resources.
    pub resources: Vec<Value>,
    /// Rules of paths.
    pub paths: Vec<Value>,
}

/// Does a list have this word, or stand for all?
fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w == "*" || w == word)
}

/// Is a path meant by a pattern, which may end in `*`?
// Upstream: kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go NonResourceURLMatches (v1.37.2)
pub fn matches(pattern: &str, path: &str) -> bool {
    if pattern.ends_with('*') { path.starts_with(pattern.trim_end_matches('*')) } else { path == pattern }
}

/// A ready role. Each allows what the one before it does, and more.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads what is no secret.
    View,
    /// Writes it, too, and Secrets; acts as service accounts.
    Edit,
    /// Gives others rights in a namespace.
    Admin,
}

impl Role {
    /// What it allows, in the order in which the reference lists it.
    // Upstream: kubernetes/pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go byName (v1.37.2)
    pub fn rules<'a>(self) -> impl Iterator<Item = &'a PolicyRule> {
        static RULES: LazyLock<HashMap<String, Vec<PolicyRule>>> =
            LazyLock::new(|| serde_json::from_str(ROLES).expect("the roles are recorded in this form"));
        let names = match self {
            Role::View => &["view"][..],
            Role::Edit => &["edit", "view"],
            Role::Admin => &["edit", "view", "admin"],
        };
        names.iter().flat_map(|name| &RULES[*name])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(rule: &str, verb: &str, [group, resource, part, name]: [&str; 4]) -> bool {
        let [group, resource, subresource, name] = [group, resource, part, name].map(ToOwned::to_owned);
        let target = Resource { group, resource, subresource, name, ..Resource::default() };
        serde_json::from_str::<PolicyRule>(rule).unwrap().allows(verb, &target)
    }

    #[test]
    fn a_rule_is_for_groups_resources_and_their_parts() {
        let get = |groups: &str, resources: &str, target| {
            let rule = format!(r#"{{"verbs":["get"],"apiGroups":{groups},"resources":{resources}}}"#);
            allows(&rule, "get", target)
        };
        for (groups, resources, target, may) in [
            (r#"[""]"#, r#"["secrets"]"#, ["", "secrets", "", "a"], true),
            (r#"[""]"#, r#"["secrets"]"#, ["apps", "secrets", "", "a"], false),
            (r#"["apps", ""]"#, r#"["secrets"]"#, ["", "secrets", "", ""], true),
            (r#"["*"]"#, r#"["secrets"]"#, ["x.example", "secrets", "", ""], true),
            ("[]", r#"["secrets"]"#, ["", "secrets", "", ""], false),
            (r#"[""]"#, r#"["*"]"#, ["", "namespaces", "status", ""], true),
            (r#"[""]"#, r#"["namespaces"]"#, ["", "namespaces", "status", ""], false),
            (r#"[""]"#, r#"["namespaces/status"]"#, ["", "namespaces", "status", ""], true),
            (r#"[""]"#, r#"["namespaces/status"]"#, ["", "namespaces", "", ""], false),
            (r#"[""]"#, r#"["*/status"]"#, ["", "namespaces", "status", ""], true),
            (r#"[""]"#, r#"["*/status"]"#, ["", "namespaces", "finalize", ""], false),
            (r#"[""]"#, r#"["*/status"]"#, ["", "namespaces", "", ""], false),
            (r#"["a"]"#, r#"["userextras/acme.com/project"]"#, ["a", "userextras", "acme.com/project", ""], true),
            (r#"["a"]"#, r#"["*/acme.com/project"]"#, ["a", "userextras", "acme.com/project", ""], true),
        ] {
            assert_eq!(get(groups, resources, target), may, "{groups} {resources} {target:?}");
        }
        let named = r#"{"verbs":["*"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["a"]}"#;
        assert!(allows(named, "frob", ["", "secrets", "", "a"]) && !allows(named, "get", ["", "secrets", "", ""]));
    }

    #[test]
    fn a_path_may_stand_for_all_that_begin_so() {
        for (pattern, path, is) in
            [("/a", "/a", true), ("/a", "/a/", false), ("/a/*", "/a/b", true), ("/a**", "/ab", true), ("*", "/x", true)]
        {
            assert_eq!(matches(pattern, path), is, "{pattern} {path}");
        }
    }
}
