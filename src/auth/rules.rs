//! Who may do what: a small file of rules in the form of RBAC's, and three ready roles.
//!
//! The file is a YAML list. Each entry names users or groups, and gives them a role or rules of their own, everywhere or in
//! some namespaces:
//!
//! ```yaml
//! - users: [alice]
//!   groups: [devs]
//!   namespaces: [shop]        # without it: everywhere
//!   worlds: [main, ci-*]      # without it: all; a * at the end stands for anything
//!   role: edit                # view, edit or admin; or:
//!   rules:
//!   - verbs: [get, list, watch]
//!     apiGroups: [discovery.k8s.io]
//!     resources: [endpointslices]
//!     resourceNames: [web]    # without it: all
//! - users: [prometheus]
//!   rules:
//!   - verbs: [get]
//!     nonResourceURLs: [/metrics, /readyz/*]
//! ```
//!
//! `*` stands for every verb, group, resource, namespace or path, and `*/status` for the status of every resource. A rule without
//! `apiGroups` is for the core group, whose name is empty, and for the reviews; it says `endpoints` or `subjectaccessreviews` and means
//! them where they are. Who may act as others has rules of the same form, with the verb `impersonate` (or the constrained modes'
//! `impersonate:user-info`, `impersonate-on:user-info:get` and the like) for `users`, `groups` and `serviceaccounts` of the core group (of
//! `authentication.k8s.io` in the constrained modes, as `nodes`) and for `uids` and `userextras/KEY` of `authentication.k8s.io`, whose names
//! stand in `resourceNames`. A file with a mistake is refused as a whole, with the line of the entry.

use std::sync::Arc;

use coracle_object::json;

use super::User;
use super::entries::{self, Entry, RulesError};
use super::policy::{Allowed, PolicyRule};
use crate::request::target::Resource;

/// The rules of a file, in order; empty where there is no file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<Arc<Entry>>);

impl Rules {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first entry with a mistake.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        entries::read(text).map(|entries| Rules(entries.into_iter().map(Arc::new).collect()))
    }

    /// Every known user may do everything.
    pub fn everything() -> Self {
        const ALL: &str = "\
- groups: [system:authenticated]
  rules:
  - {verbs: ['*'], apiGroups: ['*'], resources: ['*']}
  - {verbs: ['*'], nonResourceURLs: ['*']}
";
        Self::parse(ALL).expect("these are rules")
    }

    /// Those of them that are in force in a world.
    pub fn within(rules: Arc<Rules>, world: &str) -> Arc<Rules> {
        if rules.0.iter().all(|entry| entry.is_of(world)) {
            return rules;
        }
        Arc::new(Rules(rules.0.iter().filter(|entry| entry.is_of(world)).cloned().collect()))
    }

    /// May this user do this to that?
    pub fn allow(&self, user: &User, verb: &str, target: &Resource) -> bool {
        self.0.iter().any(|entry| {
            entry.names(user) && entry.is_for(&target.namespace) && entry.rules().any(|rule| rule.allows(verb, target))
        })
    }

    /// May this user do this at a path that is no resource?
    pub fn allow_path(&self, user: &User, verb: &str, path: &str) -> bool {
        self.0.iter().any(|entry| entry.names(user) && entry.rules().any(|rule| rule.allows_path(verb, path)))
    }

    /// Adds what a user may do in a namespace, as RBAC would say it.
    pub fn list(&self, user: &User, namespace: &str, allowed: &mut Allowed) {
        for rule in
            self.0.iter().filter(|entry| entry.names(user) && entry.is_for(namespace)).flat_map(|entry| entry.rules())
        {
            let of = if rule.paths.is_empty() { &mut allowed.resources } else { &mut allowed.paths };
            of.push(json!(rule));
        }
    }

    /// The rules of the file's own, each with the line of its entry.
    pub fn own(&self) -> impl Iterator<Item = (usize, &PolicyRule)> {
        self.0.iter().flat_map(|entry| entry.own.iter().map(|rule| (entry.line, rule)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::auth::entries::{AUTHENTICATION, AUTHORIZATION};
    use crate::auth::{AUTHENTICATED, rights};
    use crate::request::target::Target;

    const FILE: &str = "\
# who may do what
- users: [alice]
  namespaces: [shop]
  role: edit

- groups: [ops]
  role: admin
- groups: [readers]
  rules:
  - verbs: [get]
    resources: [endpoints, namespaces/status]
    resourceNames: [web]
  - verbs: [get]
    nonResourceURLs: [/metrics, /readyz/*]
";

    fn user(name: &str, group: &str) -> User {
        User { name: name.into(), groups: vec![group.into()], ..User::default() }
    }

    fn at(namespace: &str, resource: &str, name: &str, part: &str) -> Resource {
        Resource {
            namespace: namespace.into(),
            resource: resource.into(),
            name: name.into(),
            subresource: part.into(),
            ..Resource::default()
        }
    }

    #[test]
    fn rules_and_roles_say_who_may_do_what() {
        let rules = Rules::parse(FILE).unwrap();
        let (alice, ops, reader) = (user("alice", "devs"), user("o", "ops"), user("r", "readers"));
        for (who, verb, target, may) in [
            (&alice, "patch", at("shop", "secrets", "a", ""), true),
            (&alice, "get", at("shop", "namespaces", "shop", ""), true),
            (&alice, "delete", at("shop", "namespaces", "shop", ""), false),
            (&alice, "get", at("other", "endpoints", "a", ""), false),
            (&alice, "list", at("", "endpoints", "", ""), false),
            (&ops, "create", at("", "configmaps", "", ""), true),
            (&ops, "update", at("shop", "namespaces", "shop", "finalize"), false),
            (&ops, "frob", at("shop", "endpoints", "a", ""), false),
            (&reader, "get", at("any", "endpoints", "web", ""), true),
            (&reader, "get", at("any", "endpoints", "db", ""), false),
            (&reader, "list", at("any", "endpoints", "", ""), false),
            (&reader, "get", at("web", "namespaces", "web", "status"), true),
            (&reader, "get", at("web", "namespaces", "web", ""), false),
            (&user("x", "none"), "get", at("shop", "endpoints", "a", ""), false),
        ] {
            assert_eq!(rules.allow(who, verb, &target), may, "{} {verb} {target:?}", who.name);
        }
    }

    /// What kube-apiserver v1.37.2 allows by RBAC with the same rules in Roles: `testdata/record.py` asked it.
    #[test]
    fn the_same_rules_allow_the_same_as_in_rbac() {
        let rules = Rules::parse(include_str!("testdata/rights.yaml")).unwrap();
        let mut lines = include_str!("testdata/rights.jsonl").lines().map(|line| serde_json::from_str(line).unwrap());
        let asked: Value = lines.next().unwrap();
        let theirs: HashSet<Value> = lines.collect();
        let texts = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap() };
        let verbs = texts(&asked["verbs"]);
        let mut ours = HashSet::new();
        for (name, groups) in asked["users"].as_object().unwrap() {
            let groups = [texts(groups), vec![AUTHENTICATED.into()]].concat();
            let user = User { name: name.clone(), groups, ..User::default() };
            let may = |verb: &str, path: &str, resource: Option<Resource>| {
                rights::check(&user, verb, &Target { path: path.into(), verb: verb.into(), resource }, &rules).is_ok()
            };
            for (text, place) in texts(&asked["resources"]).iter().flat_map(|resource| places(&asked, resource)) {
                let resource = resource(&text, &texts(place));
                let allowed: Vec<&String> = verbs.iter().filter(|verb| may(verb, "", Some(resource.clone()))).collect();
                if !allowed.is_empty() {
                    ours.insert(json!([name, text, place[0], place[1], allowed]));
                }
            }
            let paths = texts(&asked["paths"]).into_iter().filter(|path| may("get", path, None));
            ours.extend(paths.map(|path| json!([name, path])));
        }
        let differ: Vec<&Value> = ours.symmetric_difference(&theirs).collect();
        assert!(differ.is_empty(), "{} differ: {differ:#?}", differ.len());
        assert!(theirs.len() > 500, "{}", theirs.len());
    }

    fn places<'a>(asked: &'a Value, resource: &str) -> Vec<(String, &'a Value)> {
        asked["places"].as_array().unwrap().iter().map(|place| (resource.to_owned(), place)).collect()
    }

    /// A resource as `group/resource/part`, in a namespace and with a name.
    fn resource(text: &str, place: &[String]) -> Resource {
        let mut parts = text.splitn(3, '/').map(ToOwned::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Resource {
            group: next(),
            version: "v1".into(),
            resource: next(),
            subresource: next(),
            namespace: place[0].clone(),
            name: place[1].clone(),
        }
    }

    #[test]
    fn a_rule_without_groups_is_for_the_core_group_and_the_reviews() {
        let rules = Rules::parse(
            "- users: [old]\n  rules:\n  - verbs: [create, impersonate]\n    resources: [endpoints, subjectaccessreviews, \
             namespaces/status, users, uids, userextras/x]\n- users: [all]\n  rules: [{verbs: ['*'], resources: ['*']}]\n",
        )
        .unwrap();
        let (old, all) = (user("old", ""), user("all", ""));
        for (who, verb, group, resource, part, may) in [
            (&old, "create", "", "endpoints", "", true),
            (&old, "create", "apps", "endpoints", "", false),
            (&old, "create", AUTHORIZATION, "subjectaccessreviews", "", true),
            (&old, "create", "", "subjectaccessreviews", "", false),
            (&old, "impersonate", "", "users", "", true),
            (&old, "impersonate", AUTHENTICATION, "users", "", true),
            (&old, "impersonate", AUTHENTICATION, "uids", "", true),
            (&old, "impersonate", AUTHENTICATION, "userextras", "x", true),
            (&old, "impersonate", AUTHENTICATION, "userextras", "y", false),
            (&all, "patch", "", "secrets", "", true),
            (&all, "create", AUTHENTICATION, "tokenreviews", "", true),
            (&all, "get", "coordination.k8s.io", "leases", "", false),
        ] {
            let target = Resource { group: group.into(), ..at("", resource, "", part) };
            assert_eq!(rules.allow(who, verb, &target), may, "{} {verb} {target:?}", who.name);
        }
        let mut allowed = Allowed::default();
        rules.list(&old, "", &mut allowed);
        let rule = |groups: &[&str], resources: &[&str]| super::json!({"verbs": ["create", "impersonate"], "apiGroups": groups, "resources": resources});
        let expected = [
            rule(&[""], &["endpoints", "namespaces/status"]),
            rule(&[AUTHORIZATION], &["subjectaccessreviews"]),
            rule(&["", AUTHENTICATION], &["users"]),
            rule(&[AUTHENTICATION], &["uids", "userextras/x"]),
        ];
        assert_eq!(allowed.resources, expected);
    }

    #[test]
    fn rules_for_paths_are_for_paths() {
        let (rules, reader) = (Rules::parse(FILE).unwrap(), user("r", "readers"));
        for (verb, path, may) in [
            ("get", "/metrics", true),
            ("get", "/readyz/ping", true),
            ("get", "/readyz", false),
            ("head", "/metrics", false),
            ("get", "/metrics/x", false),
        ] {
            assert_eq!(rules.allow_path(&reader, verb, path), may, "{verb} {path}");
        }
        assert!(!rules.allow_path(&user("o", "ops"), "get", "/metrics"), "an administrator of objects");
        let all = Rules::parse("- users: [a]\n  rules: [{verbs: ['*'], nonResourceURLs: ['*']}]\n").unwrap();
        assert!(all.allow_path(&user("a", ""), "delete", "/metrics"));
        assert!(!all.allow(&user("a", ""), "get", &at("shop", "endpoints", "a", "")));
    }
}
