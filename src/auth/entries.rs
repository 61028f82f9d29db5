//! The entries of a rules file: what may be written, and what it means. The form is told in `rules.rs`.

use coracle_object::yaml;
use serde::Deserialize;

use super::policy::{PolicyRule, Role, matches};
use super::{UNSAFE_DELETE, User, modes};

/// A mistake in a rules file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line}: {why}")]
pub struct RulesError {
    /// The line of the entry, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// An entry, as it is in force.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it begins, counted from 1.
    pub line: usize,
    users: Vec<String>,
    groups: Vec<String>,
    namespaces: Option<Vec<String>>,
    worlds: Option<Vec<String>>,
    role: Option<Role>,
    /// What it says itself, without its role.
    pub own: Vec<PolicyRule>,
}

/// An entry, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    users: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    namespaces: Option<Vec<String>>,
    worlds: Option<Vec<String>>,
    role: Option<Role>,
    #[serde(default)]
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Rule {
    verbs: Vec<String>,
    api_groups: Option<Vec<String>>,
    #[serde(default)]
    resources: Vec<String>,
    resource_names: Option<Vec<String>>,
    #[serde(default, rename = "nonResourceURLs")]
    paths: Vec<String>,
}

const VERBS: [&str; 10] =
    ["*", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", UNSAFE_DELETE];
/// What may be done at a path that is no resource: the methods in lower case.
const METHODS: [&str; 8] = ["*", "get", "head", "post", "put", "patch", "delete", "options"];
/// The group of what tells who somebody is.
pub const AUTHENTICATION: &str = "authentication.k8s.io";
/// The group of what tells what somebody may.
pub const AUTHORIZATION: &str = "authorization.k8s.io";

/// Reads a file's text.
///
/// # Errors
/// The first entry with a mistake.
pub fn read(text: &str) -> Result<Vec<Entry>, RulesError> {
    if let Err(why) = yaml::to_json_strict(text.as_bytes()) {
        return Err(RulesError { line: line_of(&why), why });
    }
    let entry = |(line, chunk): (usize, String)| {
        let written = of_chunk(&chunk).and_then(Written::checked).map_err(|why| RulesError { line, why })?;
        Ok(written.at(line))
    };
    chunks(text)?.into_iter().map(entry).collect()
}

impl Written {
    fn checked(self) -> Result<Self, String> {
        if self.users.is_empty() && self.groups.is_empty() {
            return Err("names neither users nor groups".into());
        }
        if self.role.is_some() != self.rules.is_empty() {
            return Err("needs either a role or rules, and not both".into());
        }
        // In RBAC an empty list of names is all of them, which is not what it looks like.
        let mut lists = self
            .rules
            .iter()
            .filter_map(|rule| rule.resource_names.as_ref())
            .chain(&self.namespaces)
            .chain(&self.worlds);
        if lists.any(Vec::is_empty) {
            return Err("an empty list of resourceNames, namespaces or worlds; without the list, all are meant".into());
        }
        if self.rules.iter().any(|rule| rule.api_groups.as_ref().is_some_and(Vec::is_empty)) {
            return Err("an empty list of apiGroups; without the list, the core group and the reviews are meant".into());
        }
        self.rules.iter().try_for_each(|rule| rule.check())?;
        if self.namespaces.is_some() && self.rules.iter().any(|rule| !rule.paths.is_empty()) {
            return Err("nonResourceURLs are in no namespace".into());
        }
        Ok(self)
    }

    fn at(self, line: usize) -> Entry {
        let Written { users, groups, namespaces, worlds, role, rules } = self;
        let own = rules.into_iter().flat_map(Rule::in_groups).collect();
        Entry { line, users, groups, namespaces, worlds, role, own }
    }
}

impl Entry {
    /// Is it about this user?
    pub fn names(&self, user: &User) -> bool {
        self.users.contains(&user.name) || self.groups.iter().any(|group| user.is_in(group))
    }

    /// Is it for this namespace? One itself counts as in itself, as it does for the reference.
    pub fn is_for(&self, namespace: &str) -> bool {
        self.namespaces.as_ref().is_none_or(|list| list.iter().any(|n| n == "*" || n == namespace))
    }

    /// Is it in force in this world?
    pub fn is_of(&self, world: &str) -> bool {
        self.worlds.as_ref().is_none_or(|list| list.iter().any(|pattern| matches(pattern, world)))
    }

    /// What it allows.
    pub fn rules(&self) -> impl Iterator<Item = &PolicyRule> {
        self.role.into_iter().flat_map(Role::rules).chain(&self.own)
    }
}

impl Rule {
    fn check(&self) -> Result<(), String> {
        if self.paths.is_empty() {
            let is_verb = |word: &str| modes::is_verb(word, &VERBS);
            known("verb", &self.verbs, &VERBS, ("impersonate, impersonate:MODE, impersonate-on:MODE:VERB", is_verb))?;
            return match self.resources.is_empty() {
                true => Err("a rule without a resource allows nothing".into()),
                false => Ok(()),
            };
        }
        if !self.resources.is_empty() || self.resource_names.is_some() || self.api_groups.is_some() {
            return Err("a rule is for resources or for nonResourceURLs, not for both".into());
        }
        let is_verb = |word: &str| modes::is_verb_on(word, &METHODS);
        known("verb", &self.verbs, &METHODS, ("impersonate-on:MODE:VERB", is_verb))?;
        match self.paths.iter().find(|path| *path != "*" && !path.starts_with('/')) {
            Some(path) => Err(format!("a path begins with \"/\", and {path:?} does not")),
            None => Ok(()),
        }
    }

    /// The same as rules of RBAC's. Where it does not say of which groups, there is one for each choice of groups that its
    /// resources are in, in order.
    fn in_groups(self) -> Vec<PolicyRule> {
        let Rule { verbs, api_groups, resources, resource_names, paths } = self;
        let rule = PolicyRule {
            verbs,
            api_groups: api_groups.unwrap_or_default(),
            resources: Vec::new(),
            resource_names: resource_names.unwrap_or_default(),
            paths,
        };
        if !rule.api_groups.is_empty() || resources.is_empty() {
            return vec![PolicyRule { resources, ..rule }];
        }
        let impersonates = rule.verbs.iter().any(|verb| verb == "*" || verb.starts_with("impersonate"));
        let mut rules: Vec<PolicyRule> = Vec::new();
        for resource in resources {
            let groups = groups_of(&resource, impersonates);
            match rules.iter_mut().find(|rule| rule.api_groups == groups) {
                Some(rule) => rule.resources.push(resource),
                None => {
                    let api_groups = groups.iter().map(ToString::to_string).collect();
                    rules.push(PolicyRule { api_groups, resources: vec![resource], ..rule.clone() });
                }
            }
        }
        rules
    }
}

/// The groups of a resource in a rule that names none: of the core group, the reviews, and what one may act as.
fn groups_of(resource: &str, impersonates: bool) -> &'static [&'static str] {
    match resource.split_once('/').map_or(resource, |(whole, _)| whole) {
        "*" => &["", AUTHENTICATION, AUTHORIZATION],
        "users" | "groups" | "serviceaccounts" | "nodes" if impersonates => &["", AUTHENTICATION],
        "selfsubjectreviews" | "tokenreviews" | "uids" | "userextras" => &[AUTHENTICATION],
        "selfsubjectaccessreviews"
        | "selfsubjectrulesreviews"
        | "subjectaccessreviews"
        | "localsubjectaccessreviews" => &[AUTHORIZATION],
        _ => &[""],
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

fn of_chunk(chunk: &str) -> Result<Written, String> {
    let json = yaml::to_json_strict(chunk.as_bytes())?;
    let mut entries: Vec<Written> = serde_json::from_slice(&json).map_err(|error| {
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
                "unknown field `rol`, expected one of `users`, `groups`, `namespaces`, `worlds`, `role`, `rules`",
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
                "an empty list of resourceNames, namespaces or worlds; without the list, all are meant",
            ),
            (
                "- users: [a]\n  namespaces: []\n  role: view\n",
                1,
                "an empty list of resourceNames, namespaces or worlds; without the list, all are meant",
            ),
            ("- users: [a\n", 1, "yaml: line 1: did not find expected ',' or ']'"),
            (
                "- users: [a]\n  role: view\n\n- users: [b]\n  role: view\n  role: edit\n",
                6,
                "yaml: unmarshal errors:\n  line 6: key \"role\" already set in map",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), RulesError { line, why: why.into() }, "{text}");
        }
        assert_eq!(read("# nothing\n").unwrap(), []);
    }

    #[test]
    fn a_mistake_in_groups_is_named() {
        for (text, line, why) in [
            (
                "- users: [a]\n  rules: [{verbs: [get], apiGroups: [], resources: [endpoints]}]\n",
                1,
                "an empty list of apiGroups; without the list, the core group and the reviews are meant",
            ),
            (
                "- users: [a]\n  rules: [{verbs: [get], apiGroups: [''], nonResourceURLs: [/x]}]\n",
                1,
                "a rule is for resources or for nonResourceURLs, not for both",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), RulesError { line, why: why.into() }, "{text}");
        }
    }
}
