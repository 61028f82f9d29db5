//! What can be asked of this server, by path, as both versions of OpenAPI tell it.
//!
//! Upstream: apiserver/pkg/endpoints/installer.go registerResourceHandlers (v1.37.2); kube-openapi/pkg/builder/openapi.go
//! buildOperations (v1.37.2)

use std::sync::Arc;

use coracle_kinds::{Kind, Registry};
use coracle_object::protobuf;
use coracle_object::schema::{self, Struct};

use super::schemas::{Named, PATCH};
use super::words;

/// A path, and what can be asked there.
pub struct Place {
    /// The path, with `{name}` for what varies.
    pub path: String,
    /// What can be asked, in the order of the documents: get, put, post, delete, patch.
    pub operations: Vec<Operation>,
}

/// Something that can be asked.
pub struct Operation {
    /// The method in lower case.
    pub method: &'static str,
    /// A name for it, by which clients that are generated call it.
    pub id: String,
    /// What it does.
    pub description: String,
    /// The group that it belongs to.
    pub tag: String,
    /// The types of its body.
    pub consumes: &'static [&'static str],
    /// The types of its answer.
    pub produces: Vec<&'static str>,
    /// Its parameters but for the body, by name.
    pub parameters: Vec<Parameter>,
    /// Its body, and whether there must be one.
    pub body: Option<(Named, bool)>,
    /// The codes of its answer where it succeeds, with their words.
    pub codes: &'static [(&'static str, &'static str)],
    /// The answer.
    pub answer: Named,
    /// What it is to Kubernetes, and of which kind.
    pub action: Option<(&'static str, Arc<Kind>)>,
}

/// A parameter.
#[derive(Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Is it a part of the path, and not of the query?
    pub in_path: bool,
    /// What JSON its value would be.
    pub json: &'static str,
    /// What it is for.
    pub description: String,
}

const EVERY_BODY: &[&str] = &["*/*"];
const OBJECTS: [&str; 3] = ["application/json", "application/yaml", protobuf::MEDIA_TYPE];
const PATCHES: &[&str] = &[
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
];
const CUSTOM_PATCHES: &[&str] =
    &["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];
const SELECTING: &[&str] = &[
    "continue",
    "fieldSelector",
    "labelSelector",
    "limit",
    "resourceVersion",
    "resourceVersionMatch",
    "sendInitialEvents",
    "shardSelector",
    "timeoutSeconds",
];
const WATCHING: &[&str] = &["allowWatchBookmarks", "watch"];
const WRITING: &[&str] = &["dryRun", "fieldManager", "fieldValidation"];
const FORCING: &[&str] = &["force"];
const DELETING: &[&str] = &[
    "dryRun",
    "gracePeriodSeconds",
    "ignoreStoreReadErrorWithClusterBreakingPotential",
    "orphanDependents",
    "propagationPolicy",
];
const OK: (&str, &str) = ("200", "OK");
const CREATED: (&str, &str) = ("201", "Created");
const ACCEPTED: (&str, &str) = ("202", "Accepted");

/// Where the kinds of a group and version are, and what they are called by.
struct Group {
    /// The name of the document about them.
    document: String,
    /// The tag of their operations.
    tag: String,
    /// What their operations' names have in the middle.
    word: String,
}

impl Group {
    /// A group is told of by its name without dots.
    fn new(name: &str, version: &str) -> Self {
        let document = if name.is_empty() { format!("api/{version}") } else { format!("apis/{name}/{version}") };
        let of = if name.is_empty() { "core".to_owned() } else { called(name) };
        let word = capital(&of) + &capital(version);
        Group { document, tag: format!("{of}_{version}"), word }
    }

    fn of(kind: &Kind) -> Self {
        Group::new(kind.group(), kind.version())
    }
}

/// What operations call a group by: `rbacAuthorization` of `rbac.authorization.k8s.io`.
// Upstream: apiserver/pkg/endpoints/openapi/openapi.go GetOperationIDAndTags (v1.37.2)
fn called(group: &str) -> String {
    let mut labels = group.strip_suffix(".k8s.io").unwrap_or(group).split('.');
    let first = labels.next().unwrap_or_default().to_owned();
    labels.fold(first, |called, label| called + &capital(label))
}

/// A word with a capital first.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The page that a document is called by, and that can be read alone.
fn page(document: &str, tag: &str, id: String, about: &str, answer: &'static Struct) -> (String, Place) {
    let operation = Operation {
        method: "get",
        id,
        description: about.to_owned(),
        tag: tag.to_owned(),
        consumes: &OBJECTS,
        produces: OBJECTS.to_vec(),
        parameters: Vec::new(),
        body: None,
        codes: &[OK],
        answer: Named::Struct(answer),
        action: None,
    };
    (document.to_owned(), Place { path: format!("/{document}/"), operations: vec![operation] })
}

/// The pages about the server itself that are told of, each with the name of its document.
fn pages(kinds: &Registry) -> Vec<(String, Place)> {
    let resources = |group: &Group| {
        let id = format!("get{}APIResources", group.word);
        page(&group.document, &group.tag, id, "Lists the group's resources.", &schema::API_RESOURCE_LIST)
    };
    let mut version = page(
        "version",
        "version",
        "getCodeVersion".into(),
        "Says which version of Kubernetes this is.",
        &schema::INFO_VERSION,
    );
    version.1.operations[0].consumes = &OBJECTS[..1];
    version.1.operations[0].produces.truncate(1);
    let mut pages = vec![
        page("api", "core", "getCoreAPIVersions".into(), "Lists the core group's versions.", &schema::API_VERSIONS),
        resources(&Group::new("", "v1")),
        page("apis", "apis", "getAPIVersions".into(), "Lists the other groups.", &schema::API_GROUP_LIST),
        version,
    ];
    // Nobody is told of the pages about what definitions define.
    for of in kinds.groups().iter().filter(|group| !group.name.is_empty() && !group.is_custom()) {
        let first = called(&of.name);
        let id = format!("get{}APIGroup", capital(&first));
        pages.push(page(&format!("apis/{}", of.name), &first, id, "Lists the group's versions.", &schema::API_GROUP));
        let versions = of.versions.iter().filter(|version| !version.is_custom());
        pages.extend(versions.map(|version| resources(&Group::new(&of.name, &version.name))));
    }
    pages
}

/// What can be asked of a kind.
fn of_kind(kind: &Arc<Kind>) -> Vec<(String, Place)> {
    let (resource, name) = (kind.plural(), kind.kind());
    let Group { document, tag, word: group } = Group::of(kind);
    let scope = if kind.is_namespaced() { "Namespaced" } else { "" };
    let inner = if kind.is_namespaced() { format!("namespaces/{{namespace}}/{resource}") } else { resource.to_owned() };
    let one = format!("{group}{scope}{name}");
    let asked = |verb, id: String| operation(kind, kind, verb, id, tag.clone());
    let mut places = Vec::new();
    let mut place = |path: String, operations: Vec<Option<Operation>>| {
        let operations: Vec<Operation> = operations.into_iter().flatten().map(|o| o.with_path(&path, name)).collect();
        if !operations.is_empty() {
            places.push((document.clone(), Place { path: format!("/{document}/{path}"), operations }));
        }
    };
    place(
        inner.clone(),
        vec![
            asked("list", format!("list{one}")),
            asked("create", format!("create{one}")),
            asked("deletecollection", format!("delete{group}Collection{scope}{name}")),
        ],
    );
    place(
        format!("{inner}/{{name}}"),
        ["get", "update", "delete", "patch"].map(|verb| asked(verb, format!("{}{one}", word(verb)))).into(),
    );
    for part in &kind.parts {
        let id = |verb| format!("{}{one}{}", word(verb), capital(&part.name));
        let of_part = |verb| {
            let served = part.verbs.iter().any(|v| v.name() == verb);
            let operation = operation(kind, part.kind.seen(), verb, id(verb), tag.clone());
            operation.filter(|_| served).map(|o| o.about(&part.name))
        };
        place(format!("{inner}/{{name}}/{}", part.name), ["get", "update", "patch"].map(of_part).into());
    }
    if kind.is_namespaced() {
        place(resource.to_owned(), vec![asked("list", format!("list{group}{name}ForAllNamespaces"))]);
    }
    // Nobody is told of a custom resource's deprecated watches.
    if kind.is_custom() {
        return places;
    }
    if kind.is_namespaced() {
        let id = format!("watch{group}{name}ListForAllNamespaces");
        place(format!("watch/{resource}"), vec![asked("watchlist", id)]);
    }
    place(format!("watch/{inner}"), vec![asked("watchlist", format!("watch{one}List"))]);
    place(format!("watch/{inner}/{{name}}"), vec![asked("watch", format!("watch{one}"))]);
    places
}

/// How an operation's name begins.
fn word(verb: &str) -> &str {
    match verb {
        "get" => "read",
        "update" => "replace",
        verb => verb,
    }
}

/// One thing that can be asked of a kind whose objects are seen as of this one; none where the kind does not serve the verb.
fn operation(kind: &Arc<Kind>, seen: &Arc<Kind>, verb: &'static str, id: String, tag: String) -> Option<Operation> {
    let served = if verb == "watchlist" { "watch" } else { verb };
    if !kind.verbs.iter().any(|verb| verb.name() == served) {
        return None;
    }
    let object = Named::object(seen);
    let status = Named::Struct(&schema::STATUS);
    let deleted = if kind.returns_deleted { object.clone() } else { status.clone() };
    let options = Some((Named::Struct(&schema::DELETE_OPTIONS), false));
    let event = Named::Struct(&schema::WATCH_EVENT);
    let change = Some((object.clone(), true));
    // method, action, body, codes, answer, parameters
    let (method, action, body, codes, answer, parameters): (_, _, _, &[_], _, &[&[_]]) = match verb {
        "list" => ("get", verb, None, &[OK], Named::list(kind)?, &[SELECTING, WATCHING]),
        "create" => ("post", "post", change, &[OK, CREATED, ACCEPTED], object, &[WRITING]),
        // Of custom resources another part of the reference tells, which takes a deletion of many for a list.
        "deletecollection" if kind.is_custom() => ("delete", verb, None, &[OK], status, &[SELECTING, WATCHING]),
        "deletecollection" => ("delete", verb, options, &[OK], status, &[SELECTING, DELETING]),
        "get" if kind.is_custom() => ("get", verb, None, &[OK], object, &[&["resourceVersion"]]),
        "get" => ("get", verb, None, &[OK], object, &[]),
        "update" => ("put", "put", change, &[OK, CREATED], object, &[WRITING]),
        "delete" => ("delete", verb, options, &[OK, ACCEPTED], deleted, &[DELETING]),
        "patch" => {
            // That an apply may create one is not said.
            let codes: &[_] = if kind.is_custom() { &[OK] } else { &[OK, CREATED] };
            ("patch", verb, Some((Named::Plain(&PATCH), true)), codes, object, &[WRITING, FORCING])
        }
        "watch" | "watchlist" => ("get", verb, None, &[OK], event, &[SELECTING, WATCHING]),
        _ => return None,
    };
    let streams = matches!(verb, "list" | "watch" | "watchlist");
    let streamed = ["application/json;stream=watch", protobuf::STREAM_TYPE];
    let objects = if kind.is_custom() { &OBJECTS[..2] } else { &OBJECTS[..] };
    let streamed = streamed.into_iter().filter(|_| streams && !kind.is_custom());
    let produces = objects.iter().copied().chain(streamed).collect();
    let parameters = parameters.iter().copied().flatten().chain(&["pretty"]);
    Some(Operation {
        method,
        id,
        description: about(verb, kind.kind()),
        tag,
        consumes: match (verb, kind.is_custom()) {
            ("patch", false) => PATCHES,
            ("patch", true) => CUSTOM_PATCHES,
            (_, false) => EVERY_BODY,
            (_, true) => &OBJECTS[..2],
        },
        produces,
        parameters: parameters.map(|name| Parameter::of_query(method, name)).collect(),
        body,
        codes,
        answer,
        action: Some((action, kind.clone())),
    })
}

fn about(verb: &str, kind: &str) -> String {
    match verb {
        "list" => format!("Lists objects of kind {kind}, or watches them."),
        "create" => format!("Creates an object of kind {kind}."),
        "deletecollection" => format!("Deletes the objects of kind {kind} that are selected."),
        "get" => format!("Reads one object of kind {kind}."),
        "update" => format!("Replaces one object of kind {kind}."),
        "delete" => format!("Deletes one object of kind {kind}."),
        "patch" => format!("Changes one object of kind {kind} in part."),
        "watch" => {
            format!("Watches one object of kind {kind}. Deprecated: list with watch and a fieldSelector of its name.")
        }
        _ => format!("Watches objects of kind {kind}. Deprecated: list with watch."),
    }
}

impl Operation {
    /// The same with the parameters of its path, all of them by name.
    fn with_path(mut self, path: &str, kind: &str) -> Self {
        if path.contains("{name}") {
            let description = format!("The name of the object of kind {kind}.");
            self.parameters.push(Parameter { name: "name", in_path: true, json: "string", description });
        }
        if path.contains("{namespace}") {
            let description = words::of_parameter("", "namespace").to_owned();
            self.parameters.push(Parameter { name: "namespace", in_path: true, json: "string", description });
        }
        self.parameters.sort_by_key(|parameter| parameter.name);
        self
    }

    /// The same of a part of the object.
    fn about(mut self, part: &str) -> Self {
        self.description = format!("{}, through its {part}.", self.description.trim_end_matches('.'));
        self
    }
}

impl Parameter {
    fn of_query(method: &str, name: &'static str) -> Self {
        let json = match name {
            "force" | "orphanDependents" | "allowWatchBookmarks" | "sendInitialEvents" | "watch" => "boolean",
            "ignoreStoreReadErrorWithClusterBreakingPotential" => "boolean",
            "gracePeriodSeconds" | "limit" | "timeoutSeconds" => "integer",
            _ => "string",
        };
        let description = words::of_parameter(method, name).to_owned();
        Parameter { name, in_path: false, json, description }
    }
}

/// Everything that can be asked, each place with the name of the document that tells of it, by path.
pub fn all(kinds: &Registry) -> Vec<(String, Place)> {
    let of_kinds = kinds.kinds().flat_map(of_kind);
    let mut places: Vec<(String, Place)> = pages(kinds).into_iter().chain(of_kinds).collect();
    places.sort_by(|a, b| a.1.path.cmp(&b.1.path));
    places
}
