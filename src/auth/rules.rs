//! Who may do what: a small file of rules in the form of RBAC's, and three ready roles.
//!
//! The file is a YAML list. Each entry names users or groups, and gives them a role or rules of their own, everywhere or in
//! some namespaces:
//!
//! ```yaml
//! - users: [alice]
//!   groups: [devs]
//!   namespaces: [shop]        # without it: everywhere
//!   role: edit                # view, edit or admin; or:
//!   rules:
//!   - verbs: [get, list, watch]
//!     resources: [endpoints, namespaces/status]
//!     resourceNames: [web]    # without it: all
//! - users: [prometheus]
//!   rules:
//!   - verbs: [get]
//!     nonResourceURLs: [/metrics, /readyz/*]
//! ```
//!
//! `*` stands for every verb, resource, namespace or path. Who may act as others has rules of the same form, with the verb
//! `impersonate` (or the constrained modes' `impersonate:user-info`, `impersonate-on:user-info:get` and the like) for `users`,
//! `groups`, `serviceaccounts`, `nodes`, `uids` and `userextras/KEY`, whose names stand in `resourceNames`. A file with a mistake is refused as a whole, with the line of the entry.

use coracle_object::yaml;
use serde::Deserialize;
use serde_json::json;

use super::rights::Allowed;
use super::{UNSAFE_DELETE, User, impersonation};
use crate::request::target::Resource;

/// The rules of a file, in order; empty where there is no file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rules(Vec<Entry>);

/// A mistake in a rules file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {why}")]
pub struct RulesError {
    /// The line of the entry, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    users: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    namespaces: Option<Vec<String>>,
    role: Option<Role>,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Rule {
    verbs: Vec<String>,
    #[serde(default)]
    resources: Vec<String>,
    resource_names: Option<Vec<String>>,
    #[serde(default, rename = "nonResourceURLs")]
    paths: Vec<String>,
}

/// A ready set of rules.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Role {
    /// Reads Endpoints and namespaces.
    View,
    /// Also writes Endpoints.
    Edit,
    /// Also writes namespaces, their parts included.
    Admin,
}

const READ: [&str; 3] = ["get", "list", "watch"];
const WRITE: [&str; 5] = ["create", "update", "patch", "delete", "deletecollection"];
const VERBS: [&str; 10] =
    ["*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", UNSAFE_DELETE];
/// What may be done at a path that is no resource: the methods in lower case.
const METHODS: [&str; 8] = ["*", "get", "head", "post", "put", "patch", "delete", "options"];
const RESOURCES: [&str; 15] = [
    "*",
    "endpoints",
    "namespaces",
    "namespaces/status",
    "namespaces/finalize",
    "users",
    "groups",
    "serviceaccounts",
    "nodes",
    "uids",
    "selfsubjectreviews",
    "selfsubjectaccessreviews",
    "selfsubjectrulesreviews",
    "subjectaccessreviews",
    "localsubjectaccessreviews",
];

impl Rules {
    /// Reads a file's text.
    ///
    /// # Errors
    /// The first entry with a mistake.
    pub fn parse(text: &str) -> Result<Self, RulesError> {
        if let Err(why) = yaml::to_json_strict(text.as_bytes()) {
            return Err(RulesError { line: line_of(&why), why });
        }
        let mut entries = Vec::new();
        for (line, chunk) in chunks(text)? {
            let entry = read(&chunk).and_then(|entry| entry.checked()).map_err(|why| RulesError { line, why })?;
            entries.push(entry);
        }
        Ok(Rules(entries))
    }

    /// May this user do this to that?
    pub fn allow(&self, user: &User, verb: &str, target: &Resource) -> bool {
        self.0.iter().any(|entry| entry.names(user) && entry.is_for(&target.namespace) && entry.allows(verb, target))
    }

    /// May this user do this at a path that is no resource?
    pub fn allow_path(&self, user: &User, verb: &str, path: &str) -> bool {
        self.0.iter().any(|entry| entry.names(user) && entry.rules.iter().any(|rule| rule.allows_path(verb, path)))
    }
}

impl Rules {
    /// Adds what a user may do in a namespace, as RBAC would say it.
    pub fn list(&self, user: &User, namespace: &str, allowed: &mut Allowed) {
        for entry in self.0.iter().filter(|entry| entry.names(user) && entry.is_for(namespace)) {
            if let Some(role) = entry.role {
                allowed.resources.push(json!({"verbs": READ, "apiGroups": ["*"], "resources": ["*"]}));
                let writes = match role {
                    Role::View => continue,
                    Role::Edit => "endpoints",
                    Role::Admin => "*",
                };
                allowed.resources.push(json!({"verbs": WRITE, "apiGroups": [""], "resources": [writes]}));
            }
            for Rule { verbs, resources, resource_names, paths } in &entry.rules {
                match paths.as_slice() {
                    [] => allowed.resources.push(json!({
                        "verbs": verbs, "apiGroups": ["*"], "resources": resources, "resourceNames": resource_names,
                    })),
                    paths => allowed.paths.push(json!({"verbs": verbs, "nonResourceURLs": paths})),
                }
            }
        }
    }
}

impl Entry {
    fn checked(self) -> Result<Self, String> {
        if self.users.is_empty() && self.groups.is_empty() {
            return Err("names neither users nor groups".into());
        }
        if self.role.is_some() != self.rules.is_empty() {
            return Err("needs either a role or rules, and not both".into());
        }
        // In RBAC an empty list of names is all of them, which is not what it looks like.
        let mut lists = self.rules.iter().filter_map(|rule| rule.resource_names.as_ref()).chain(&self.namespaces);
        if lists.any(Vec::is_empty) {
            return Err("an empty list of resourceNames or namespaces; without the list, all are meant".into());
        }
        self.rules.iter().try_for_each(|rule| rule.check())?;
        if self.namespaces.is_some() && self.rules.iter().any(|rule| !rule.paths.is_empty()) {
            return Err("nonResourceURLs are in no namespace".into());
        }
        Ok(self)
    }

    fn names(&self, user: &User) -> bool {
        self.users.contains(&user.name) || self.groups.iter().any(|group| user.is_in(group))
    }

    /// A namespace itself counts as in itself, as it does for the reference.
    fn is_for(&self, namespace: &str) -> bool {
        self.namespaces.as_ref().is_none_or(|list| list.iter().any(|n| n == "*" || n == namespace))
    }

    fn allows(&self, verb: &str, target: &Resource) -> bool {
        match self.role {
            Some(role) => role.allows(verb, target),
            None => self.rules.iter().any(|rule| rule.allows(verb, target)),
        }
    }
}

impl Role {
    fn allows(self, verb: &str, target: &Resource) -> bool {
        let writes = match self {
            Role::View => false,
            Role::Edit => target.group.is_empty() && target.resource == "endpoints",
            Role::Admin => target.group.is_empty(),
        };
        READ.contains(&verb) || (writes && WRITE.contains(&verb))
    }
}

impl Rule {
    fn check(&self) -> Result<(), String> {
        if self.paths.is_empty() {
            let is_verb = |word: &str| impersonation::is_verb(word, &VERBS);
            known("verb", &self.verbs, &VERBS, ("impersonate, impersonate:MODE, impersonate-on:MODE:VERB", is_verb))?;
            let is_extra = |word: &str| word.strip_prefix("userextras/").is_some_and(|key| !key.is_empty());
            return known("resource", &self.resources, &RESOURCES, ("userextras/KEY", is_extra));
        }
        if !self.resources.is_empty() || self.resource_names.is_some() {
            return Err("a rule is for resources or for nonResourceURLs, not for both".into());
        }
        let is_verb = |word: &str| impersonation::is_verb_on(word, &METHODS);
        known("verb", &self.verbs, &METHODS, ("impersonate-on:MODE:VERB", is_verb))?;
        match self.paths.iter().find(|path| *path != "*" && !path.starts_with('/')) {
            Some(path) => Err(format!("a path begins with \"/\", and {path:?} does not")),
            None => Ok(()),
        }
    }

    fn allows_path(&self, verb: &str, path: &str) -> bool {
        has(&self.verbs, verb) && self.paths.iter().any(|pattern| matches(pattern, path))
    }

    fn allows(&self, verb: &str, target: &Resource) -> bool {
        let whole = match target.subresource.as_str() {
            "" => target.resource.clone(),
            part => format!("{}/{part}", target.resource),
        };
        let named = self.resource_names.as_ref().is_none_or(|names| names.contains(&target.name));
        has(&self.verbs, verb) && has(&self.resources, &whole) && named
    }
}

/// Does a list have this word, or stand for all?
fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w == "*" || w == word)
}

/// Is a path meant by a pattern, which may end in `*`?
// Upstream: kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go NonResourceURLMatches (v1.37.2)
pub fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => path.starts_with(prefix),
        None => path == pattern,
    }
}

/// The line in a message about YAML's syntax.
fn line_of(why: &str) -> usize {
    let after = why.split_once("line ").map_or("", |(_, after)| after);
    let digits = after.find(|c: char| !c.is_ascii_digit()).map_or(after, |end| &after[..end]);
    digits.parse().unwrap_or(1)
}

/// Is each word one of these, or of one of the forms?
fn known(what: &str, words: &[String], all: &[&str], forms: (&str, impl Fn(&str) -> bool)) -> Result<(), String> {
    if words.is_empty() {
        return Err(format!("a rule without a {what} allows nothing"));
    }
    let (forms, fits) = forms;
    match words.iter().find(|word| !all.contains(&word.as_str()) && !fits(word)) {
        Some(word) => Err(format!("no {what} is called {word:?}; there are {}, {forms}", all.join(", "))),
        None => Ok(()),
    }
}

fn read(chunk: &str) -> Result<Entry, String> {
    let json = yaml::to_json_strict(chunk.as_bytes())?;
    let mut entries: Vec<Entry> = serde_json::from_slice(&json).map_err(|error| {
        // Where in our own JSON it is, helps nobody.
        let text = error.to_string();
        text.split(" at line ").next().unwrap_or(&text).to_owned()
    })?;
    entries.pop().ok_or_else(|| "is empty".to_owned())
}

/// The file's entries as texts, each with the line that it begins on.
fn chunks(text: &str) -> Result<Vec<(usize, String)>, RulesError> {
    let mut chunks: Vec<(usize, String)> = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let blank = line.trim().is_empty() || line.trim_start().starts_with('#') || line == "---";
        if line.starts_with("- ") || line == "-" {
            chunks.push((n + 1, format!("{line}\n")));
        } else if let (Some((_, chunk)), true) = (chunks.last_mut(), line.starts_with(' ')) {
            chunk.push_str(line);
            chunk.push('\n');
        } else if !blank {
            return Err(RulesError {
                line: n + 1,
                why: "an entry begins with \"- \", and its further lines are indented".into(),
            });
        }
    }
    Ok(chunks)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (&alice, "patch", at("shop", "endpoints", "a", ""), true),
            (&alice, "get", at("shop", "namespaces", "shop", ""), true),
            (&alice, "delete", at("shop", "namespaces", "shop", ""), false),
            (&alice, "get", at("other", "endpoints", "a", ""), false),
            (&alice, "list", at("", "endpoints", "", ""), false),
            (&ops, "create", at("", "namespaces", "", ""), true),
            (&ops, "update", at("shop", "namespaces", "shop", "finalize"), true),
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

    #[test]
    fn a_mistake_is_named_with_the_line_of_its_entry() {
        for (text, line, why) in [
            ("- role: view\n", 1, "names neither users nor groups"),
            ("\n- users: [a]\n", 2, "needs either a role or rules, and not both"),
            (
                "- users: [a]\n  role: view\n- users: [b]\n  role: boss\n",
                3,
                "unknown variant `boss`, expected one of `view`, `edit`, `admin`",
            ),
            (
                "- users: [a]\n  rol: view\n",
                1,
                "unknown field `rol`, expected one of `users`, `groups`, `namespaces`, `role`, `rules`",
            ),
            (
                "- users: [a]\n  rules: [{verbs: [look], resources: [endpoints]}]\n",
                1,
                "no verb is called \"look\"; there are *, get, list, watch, create, update, patch, delete, deletecollection, \
                 unsafe-delete-ignore-read-errors, impersonate, impersonate:MODE, impersonate-on:MODE:VERB",
            ),
            ("- users: [a]\n  rules: [{verbs: [get], resources: []}]\n", 1, "a rule without a resource allows nothing"),
            (
                "- users: [a]\n  rules: [{verbs: [get], nonResourceURLs: [/x], resources: [endpoints]}]\n",
                1,
                "a rule is for resources or for nonResourceURLs, not for both",
            ),
            (
                "- users: [a]\n  rules: [{verbs: [list], nonResourceURLs: [/x]}]\n",
                1,
                "no verb is called \"list\"; there are *, get, head, post, put, patch, delete, options, impersonate-on:MODE:VERB",
            ),
            (
                "- users: [a]\n  rules: [{verbs: [get], nonResourceURLs: [x]}]\n",
                1,
                "a path begins with \"/\", and \"x\" does not",
            ),
            (
                "- users: [a]\n  namespaces: [shop]\n  rules: [{verbs: [get], nonResourceURLs: [/x]}]\n",
                1,
                "nonResourceURLs are in no namespace",
            ),
            ("users: [a]\n", 1, "an entry begins with \"- \", and its further lines are indented"),
            (
                "- users: [a]\n  rules: [{verbs: [get], resources: [endpoints], resourceNames: []}]\n",
                1,
                "an empty list of resourceNames or namespaces; without the list, all are meant",
            ),
            (
                "- users: [a]\n  namespaces: []\n  role: view\n",
                1,
                "an empty list of resourceNames or namespaces; without the list, all are meant",
            ),
            ("- users: [a\n", 1, "yaml: line 1: did not find expected ',' or ']'"),
            (
                "- users: [a]\n  role: view\n\n- users: [b]\n  role: view\n  role: edit\n",
                6,
                "yaml: unmarshal errors:\n  line 6: key \"role\" already set in map",
            ),
        ] {
            assert_eq!(Rules::parse(text).unwrap_err(), RulesError { line, why: why.into() }, "{text}");
        }
        assert_eq!(Rules::parse("# nothing\n").unwrap(), Rules::default());
    }
}
