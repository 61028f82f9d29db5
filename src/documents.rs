//! Objects as people keep them: files of YAML or JSON with any number of documents, and folders of such files. What a server puts into an
//! object is taken out.

mod texts;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io, slice};

use coracle_object::{Value, edit};
use serde::{Deserialize, Serialize};

pub use texts::documents;

/// What a server itself puts into an object's metadata, and who owns which field.
const OWN: [&str; 6] = ["resourceVersion", "uid", "creationTimestamp", "generation", "selfLink", "deletionTimestamp"];
const MANAGED_FIELDS: &str = "managedFields";
/// Which files of a folder are read.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// An object, and where it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The object, with an apiVersion, a kind and a name.
    pub object: Value,
    /// `web.yaml, document 2`.
    pub place: String,
}

/// The first line of an export.
#[derive(Debug, Serialize, Deserialize)]
pub struct Head {
    /// As of which change it is.
    pub revision: u64,
    /// How many lines follow.
    pub objects: u64,
}

/// Each of the others.
#[derive(Debug, Serialize, Deserialize)]
pub struct Exported {
    /// What the object is stored under: `configmaps`, `deployments.apps`.
    pub resource: String,
    /// Itself.
    pub object: Value,
}

/// Where an object stands in a folder of objects: `default/deployments.apps/web.yaml`, and `_cluster` in the place of no namespace.
pub fn file_of(resource: &str, namespace: &str, name: &str) -> String {
    let namespace = if namespace.is_empty() { "_cluster" } else { namespace };
    format!("{namespace}/{resource}/{name}.yaml")
}

/// Why documents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A file or a folder cannot be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A document is no object.
    #[error("{place}: {why}")]
    Wrong {
        /// Where it is.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is nothing in it.
    #[error("{}: there is no object in it; in a folder, files are read that end with .yaml, .yml or .json", .0.display())]
    Empty(PathBuf),
}

/// The objects in a file, or in a folder and those in it; files in the order of their names.
///
/// # Errors
/// Something cannot be read, is no object, or is there twice; there is nothing at all.
pub fn read(path: &Path) -> Result<Vec<Document>, DocumentError> {
    let mut files = Vec::new();
    let io = |path: &Path, source| DocumentError::Io { path: path.to_owned(), source };
    if path.is_dir() {
        find(path, &mut files).map_err(|source| io(path, source))?
    } else {
        files.push(path.to_owned())
    }
    let (mut all, mut count) = (Vec::new(), 0);
    for file in files {
        let text = fs::read(&file).map_err(|source| io(&file, source))?;
        count += texts::parse(&text, &file.display().to_string(), &mut all)?;
    }
    whole(path, all, count)
}

/// The objects in a text. `name` is what messages call it.
///
/// # Errors
/// Something in it is no object; there is nothing in it.
pub fn parse(text: &[u8], name: &str) -> Result<Vec<Document>, DocumentError> {
    let mut all = Vec::new();
    let count = texts::parse(text, name, &mut all)?;
    whole(Path::new(name), all, count)
}

/// All that there is in so many documents. A list may be empty.
fn whole(path: &Path, all: Vec<Document>, count: usize) -> Result<Vec<Document>, DocumentError> {
    if count == 0 {
        return Err(DocumentError::Empty(path.to_owned()));
    }
    distinct(&all).map_err(|(place, why)| DocumentError::Wrong { place: place.to_owned(), why })?;
    Ok(all)
}

/// Whether no object is there twice, whichever of them would count.
///
/// # Errors
/// The place of the first that is, and what it is.
pub fn distinct(all: &[Document]) -> Result<(), (&str, String)> {
    let mut places = HashMap::new();
    for Document { object, place } in all {
        let Some(first) = places.insert(identity(object), place) else { continue };
        let said = [edit::text(object, "namespace"), edit::text(object, "name")];
        let name = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        return Err((place.as_str(), format!("{} {name} is in {first}, too", text(object, "kind"))));
    }
    Ok(())
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let is_read = || path.extension().is_some_and(|ending| ENDINGS.iter().any(|read| ending == *read));
        // A link to a folder could lead around in a circle.
        if path.is_dir() && !path.is_symlink() {
            find(&path, files)?;
        } else if is_read() && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// The object without what is the server's.
///
/// # Errors
/// What it lacks.
pub fn checked(mut object: Value) -> Result<Value, &'static str> {
    let is_said = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    if !object.is_object() {
        return Err("it is no object");
    }
    for name in ["apiVersion", "kind"] {
        if !is_said(object.get(name)) {
            return Err(if name == "kind" { "it has no kind" } else { "it has no apiVersion" });
        }
    }
    if !is_said(object.get("metadata").and_then(|metadata| metadata.get("name"))) {
        return Err("it has no metadata.name");
    }
    strip(&mut object, Stripped { metadata: true, managed_fields: true });
    Ok(object)
}

/// What is taken out of an object.
#[derive(Debug, Clone, Copy)]
pub struct Stripped {
    /// What the server puts into its metadata.
    pub metadata: bool,
    /// Who owns which field.
    pub managed_fields: bool,
}

/// Takes out of an object what is the server's own.
pub fn strip(object: &mut Value, stripped: Stripped) {
    if stripped.metadata && object.get("kind").and_then(Value::as_str) == Some("CustomResourceDefinition") {
        // When its kind came to be served here.
        let conditions = object.pointer_mut("/status/conditions").and_then(Value::as_array_mut);
        for condition in conditions.into_iter().flatten().filter_map(Value::as_object_mut) {
            condition.retain(|name, _| name.as_str() != "lastTransitionTime");
        }
    }
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    let mut remove = |names: &[&str]| metadata.retain(|name, _| !names.contains(&name.as_str()));
    if stripped.metadata {
        remove(&OWN);
    }
    if stripped.managed_fields {
        remove(slice::from_ref(&MANAGED_FIELDS));
    }
}

/// When an object can be made: its rank, and behind how many of those that are made with it.
pub type Step = (u8, usize);

/// When each of these objects can be made: namespaces, then definitions of kinds, then all others; and of each of these what others own
/// behind its owners. Owners in a circle come last.
pub fn steps<'a>(objects: impl Iterator<Item = &'a Value>) -> Vec<Step> {
    let objects: Vec<&Value> = objects.collect();
    let places: HashMap<_, usize> = objects.iter().enumerate().map(|(at, object)| (identity(object), at)).collect();
    let (mut owned, mut waits_for) = (vec![Vec::new(); objects.len()], vec![0; objects.len()]);
    for (at, object) in objects.iter().enumerate() {
        let namespace = identity(object).2;
        let owners = edit::get(object, "ownerReferences").and_then(Value::as_array);
        for owner in owners.into_iter().flatten() {
            let (group, kind, name) = (group(text(owner, "apiVersion")), text(owner, "kind"), text(owner, "name"));
            let place = |namespace| places.get(&(group, kind, namespace, name)).filter(|place| **place != at);
            // One that is in no namespace may own what is in any.
            if let Some(place) = place(namespace).or_else(|| place(DEFAULT)) {
                owned[*place].push(at);
                waits_for[at] += 1;
            }
        }
    }
    let mut behind = vec![usize::MAX; objects.len()];
    let mut next: Vec<(usize, usize)> =
        waits_for.iter().enumerate().filter(|(_, owners)| **owners == 0).map(|(at, _)| (at, 0)).collect();
    while !next.is_empty() {
        let mut later = Vec::new();
        for (at, depth) in next {
            behind[at] = depth;
            for owned in &owned[at] {
                waits_for[*owned] -= 1;
                if waits_for[*owned] == 0 {
                    later.push((*owned, depth + 1));
                }
            }
        }
        next = later;
    }
    objects.iter().map(|object| rank(object)).zip(behind).collect()
}

/// The same objects in the order of their steps.
pub fn in_order(all: Vec<Document>) -> Vec<Document> {
    let steps = steps(all.iter().map(|document| &document.object));
    let mut all: Vec<(Step, Document)> = steps.into_iter().zip(all).collect();
    all.sort_by_key(|(step, _)| *step);
    all.into_iter().map(|(_, document)| document).collect()
}

fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// What tells an object from all others: its group, kind, namespace and name.
fn identity(object: &Value) -> (&str, &str, &str, &str) {
    let namespace = Some(edit::text(object, "namespace")).filter(|namespace| !namespace.is_empty());
    let (group, kind) = (group(text(object, "apiVersion")), text(object, "kind"));
    (group, kind, namespace.unwrap_or(DEFAULT), edit::text(object, "name"))
}

/// Where an object is that names no namespace, if its kind has them.
pub const DEFAULT: &str = "default";

/// In which order objects can be made: namespaces, then definitions of kinds, then all others.
fn rank(object: &Value) -> u8 {
    let is = |name: &str, text: &str| object.get(name).and_then(Value::as_str) == Some(text);
    match () {
        () if is("kind", "Namespace") && is("apiVersion", "v1") => 0,
        () if is("kind", "CustomResourceDefinition") => 1,
        () => 2,
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn what_is_the_servers_goes() {
        let whole = json!({"apiVersion": "v1", "kind": "A", "metadata": {"name": "a", "uid": "u", "resourceVersion": "7", "labels": {"uid": "x"},
            "creationTimestamp": null, "managedFields": [], "generation": 2}, "spec": {"uid": "y"}});
        let bare = json!({"apiVersion": "v1", "kind": "A", "metadata": {"name": "a", "labels": {"uid": "x"}}, "spec": {"uid": "y"}});
        assert_eq!(parse(whole.to_string().as_bytes(), "f").unwrap()[0].object, bare);
        let mut kept = whole.clone();
        strip(&mut kept, Stripped { metadata: false, managed_fields: false });
        assert_eq!(kept, whole);
    }

    #[test]
    fn folders_are_read_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, object: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{{apiVersion: v1, kind: A, metadata: {{name: {object}}}}}")).unwrap();
        };
        for (name, object) in [("b.yml", "three"), ("a/z.json", "one"), ("a/z/y.yaml", "two"), ("notes.txt", "none")] {
            write(name, object);
        }
        let read_names = |path: &Path| -> Vec<String> {
            let name = |one: Document| one.object["metadata"]["name"].as_str().unwrap().to_owned();
            read(path).unwrap().into_iter().map(name).collect()
        };
        assert_eq!(read_names(folder.path()), ["two", "one", "three"]);
        assert_eq!(read_names(&folder.path().join("notes.txt")), ["none"], "what is named is read");
        assert!(matches!(read(&folder.path().join("none")), Err(DocumentError::Io { .. })));
        let empty = tempfile::tempdir().unwrap();
        assert!(read(empty.path()).unwrap_err().to_string().contains("there is no object in it"));
    }

    #[test]
    fn an_object_is_there_once() {
        let document = |api_version: &str, kind: &str, rest: &str| {
            format!("---\napiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a{rest}}}\n")
        };
        for (first, second, why) in [
            (("v1", "A", ""), ("v1", "A", ""), Some("f, document 2: A a is in f, document 1, too")),
            (
                ("v1", "A", ""),
                ("v1", "A", ", namespace: default"),
                Some("f, document 2: A default/a is in f, document 1, too"),
            ),
            (("g/v1", "A", ""), ("g/v2", "A", ""), Some("f, document 2: A a is in f, document 1, too")),
            (("v1", "A", ""), ("v1", "A", ", namespace: m"), None),
            (("v1", "A", ""), ("v1", "B", ""), None),
            (("v1", "A", ""), ("g/v1", "A", ""), None),
        ] {
            let texts = [first, second].map(|(api_version, kind, rest)| document(api_version, kind, rest));
            let said = parse(texts.concat().as_bytes(), "f").err().map(|error| error.to_string());
            assert_eq!(said.as_deref(), why, "{texts:?}");
        }
    }

    #[test]
    fn owners_come_before_what_they_own() {
        let object = |kind: &str, namespace: Option<&str>, name: &str, owners: &[(&str, &str)]| {
            let owner =
                |(kind, name): &(&str, &str)| json!({"apiVersion": "g/v2", "kind": kind, "name": name, "uid": "u"});
            let owners: Vec<Value> = owners.iter().map(owner).collect();
            let mut object =
                json!({"apiVersion": "g/v1", "kind": kind, "metadata": {"name": name, "ownerReferences": owners}});
            edit::set(&mut object, "namespace", namespace.map(Value::from));
            object
        };
        let all = [
            object("Pod", Some("n"), "a", &[("Set", "b"), ("Cluster", "d")]),
            object("Set", Some("n"), "b", &[("Deployment", "c")]),
            object("Deployment", Some("n"), "c", &[]),
            object("Cluster", None, "d", &[]),
            object("Pod", Some("m"), "a", &[("Set", "b"), ("Set", "none")]),
            object("Pod", None, "e", &[("Pod", "f")]),
            object("Pod", Some("default"), "f", &[]),
            object("Ring", Some("n"), "x", &[("Ring", "y")]),
            object("Ring", Some("n"), "y", &[("Ring", "x")]),
            object("Self", Some("n"), "z", &[("Self", "z")]),
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "n", "ownerReferences": "none"}}),
        ];
        let found: Vec<Step> = steps(all.iter());
        let max = usize::MAX;
        let behind = [2, 1, 0, 0, 0, 1, 0, max, max, 0];
        assert_eq!(found, behind.map(|behind| (2, behind)).into_iter().chain([(0, 0)]).collect::<Vec<_>>());
        let documents = all.into_iter().map(|object| Document { object, place: String::new() }).collect();
        let names: Vec<_> = in_order(documents).iter().map(|one| edit::text(&one.object, "name").to_owned()).collect();
        assert_eq!(names, ["n", "c", "d", "a", "f", "z", "b", "e", "a", "x", "y"]);
    }

    #[test]
    fn namespaces_and_definitions_come_first() {
        let of = |api_version: &str, kind: &str| rank(&json!({"apiVersion": api_version, "kind": kind}));
        let definition = of("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        assert_eq!((of("v1", "Namespace"), definition, of("x/v1", "Namespace"), of("v1", "ConfigMap")), (0, 1, 2, 2));
    }
}
