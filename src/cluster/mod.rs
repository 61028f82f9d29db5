//! A cluster that is read, as a kubeconfig says: what of its objects a server of ours can take.
//!
//! Each resource is of the moment at which its list begins, not all of one.

mod choice;
mod connection;
mod credentials;
mod exec;
mod kubeconfig;
mod lists;
mod resources;
mod way;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use coracle_kinds::{DEFINITIONS, NAMESPACES};
use coracle_object::{Value, edit, json};

use crate::documents::{self, Document};
use crate::progress::Progress;
use lists::Listed;

pub use connection::{Connection, is_end};
pub use credentials::of as credentials_of;
pub use kubeconfig::{Cluster, files, read};
pub use resources::{Resource, of as resources_of};
pub use way::trust;

/// The objects that are read at most.
const OBJECTS_MAX: usize = 1_000_000;

/// Why a cluster cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// Files that cannot be used.
    #[error("{file}: {why}")]
    Kubeconfig {
        /// Which.
        file: String,
        /// What is wrong with them.
        why: String,
    },
    /// A context that cannot be used.
    #[error("context {context:?}: {why}")]
    Context {
        /// Which.
        context: String,
        /// What is wrong with it.
        why: String,
    },
    /// The cluster cannot be reached, or does not answer as it should.
    #[error("{url}: {why}")]
    Cluster {
        /// Where it should be.
        url: String,
        /// Why.
        why: String,
    },
}

/// What is wanted of a cluster.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// In these namespaces; all, and what has none, where there is none.
    pub namespaces: &'a [String],
    /// With what controllers keep for others?
    pub is_owned_wanted: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The objects that can be put in.
    pub documents: Vec<Document>,
    /// How many of which resource they are.
    pub taken: BTreeMap<String, u64>,
    /// How many are left there on purpose.
    pub left_out: BTreeMap<String, u64>,
    /// How many are of resources that are not served.
    pub not_served: BTreeMap<String, u64>,
    /// Resources, and versions of groups, that may not or cannot be read, and the cluster's words.
    pub forbidden: BTreeMap<String, String>,
}

/// A definition of a cluster's kinds.
struct Definition {
    object: Value,
    /// The version that its objects are stored in.
    stored: String,
}

/// What a reading is about.
struct Reading<'a> {
    connection: &'a Connection,
    wanted: Wanted<'a>,
    found: Found,
    /// All objects with their resources, with what a server puts in.
    read: Vec<(String, Value)>,
}

/// Is it a document of discovery?
fn tells_of_resources(document: &Value) -> bool {
    ["items", "groups", "versions", "resources"].iter().any(|list| document.get(list).is_some_and(Value::is_array))
}

/// Reads what is wanted and `theirs`, the resources of who shall have it, allow.
///
/// # Errors
/// The cluster cannot be asked, a namespace is not there, or nothing may be read at all.
pub fn objects(connection: &Connection, wanted: Wanted<'_>, theirs: &[Resource]) -> Result<Found, ClusterError> {
    let down = RefCell::new(BTreeMap::new());
    let all = resources::of(|path, accept| {
        let answer = connection.get(path, accept)?;
        match answer.code {
            200 if tells_of_resources(&answer.value) => Ok(Some(answer.value)),
            404 | 406 => Ok(None),
            _ if matches!(path, "/api" | "/apis") => Err(lists::refused(connection, path, &answer)),
            _ => {
                down.borrow_mut().insert(path.trim_start_matches("/apis/").to_owned(), answer.message());
                Ok(None)
            }
        }
    })?;
    if all.is_empty() {
        return Err(connection.unreachable("it tells of no resources; is it a cluster?".to_owned()));
    }
    // What a group of an API that is down has is not known: nobody is stopped by that, but told.
    let found = Found { forbidden: down.into_inner(), ..Found::default() };
    let mut reading = Reading { connection, wanted, found, read: Vec::new() };
    let mut definitions = reading.definitions(&all)?;
    let (read, counted) = plan(&all, theirs, &definitions, wanted);
    let progress = Progress::counted("reading", (read.len() + counted.len()) as u64);
    reading.namespaces()?;
    for resource in read {
        reading.resource(&resource)?;
        progress.done(1);
    }
    for resource in counted {
        reading.count(&resource)?;
        progress.done(1);
    }
    if !wanted.namespaces.is_empty() {
        let used: BTreeSet<&str> = reading.read.iter().map(|(resource, _)| resource.as_str()).collect();
        definitions.retain(|name, _| used.contains(name.as_str()));
    }
    reading.choose(definitions)
}

/// The resources to be read, each in the version in which it can be put in; and those that can only be counted.
fn plan(
    all: &[Resource],
    theirs: &[Resource],
    definitions: &BTreeMap<String, Definition>,
    wanted: Wanted<'_>,
) -> (Vec<Resource>, Vec<Resource>) {
    let mut by_name = BTreeMap::<String, Vec<&Resource>>::new();
    for resource in all {
        by_name.entry(resource.name()).or_default().push(resource);
    }
    let (mut read, mut counted) = (Vec::new(), Vec::new());
    for (name, versions) in by_name {
        let same = |one: &&&Resource| {
            let is_same =
                |other: &Resource| other.name() == name && other.version == one.version && other.kind == one.kind;
            theirs.iter().any(|other| is_same(other) && other.can("list") && other.can("patch"))
        };
        let stored = definitions
            .get(&name)
            .and_then(|definition| versions.iter().find(|one| one.version == definition.stored).or(versions.first()));
        // The same objects under two names, for as long as there are two.
        let is_wanted = |one: &Resource| {
            one.can("list")
                && (one.is_namespaced || wanted.namespaces.is_empty())
                && ![DEFINITIONS, NAMESPACES, "events", "events.events.k8s.io"].contains(&name.as_str())
        };
        match (stored.or_else(|| versions.iter().find(same)), versions.first()) {
            (Some(one), _) if is_wanted(one) => read.push((*one).clone()),
            // What cannot be created is nothing that anybody keeps: measurements, states of components.
            (None, Some(one)) if is_wanted(one) && one.can("create") => counted.push((*one).clone()),
            _ => {}
        }
    }
    (read, counted)
}

impl Reading<'_> {
    /// All definitions of kinds, by the names of their resources.
    fn definitions(&mut self, all: &[Resource]) -> Result<BTreeMap<String, Definition>, ClusterError> {
        let is_known = |one: &&Resource| one.name() == DEFINITIONS && one.version == "v1" && one.can("list");
        let Some(resource) = all.iter().find(is_known) else { return Ok(BTreeMap::new()) };
        let mut definitions = BTreeMap::new();
        for mut object in self.list(resource, None)? {
            let spec = &object["spec"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let name = format!("{}.{}", text(&spec["names"]["plural"]), text(&spec["group"]));
            let versions = spec["versions"].as_array();
            let stored =
                versions.into_iter().flatten().find(|version| version["storage"] == true && version["served"] == true);
            let stored = stored.map(|version| text(&version["name"])).unwrap_or_default();
            typed(&mut object, resource);
            definitions.insert(name, Definition { object, stored });
        }
        Ok(definitions)
    }

    /// The namespaces that are wanted.
    fn namespaces(&mut self) -> Result<(), ClusterError> {
        let resource = Resource::of_namespaces();
        if self.wanted.namespaces.is_empty() {
            return self.resource(&resource);
        }
        for name in self.wanted.namespaces {
            let path = resource.path_of(name);
            let answer = self.connection.get(&path, "application/json")?;
            match answer.code {
                200 => self.add(&resource, answer.value)?,
                // Who may see what is in it need not be shown itself.
                403 => {}
                _ => return Err(lists::refused(self.connection, &path, &answer)),
            }
        }
        Ok(())
    }

    /// The objects of a resource that are wanted.
    fn resource(&mut self, resource: &Resource) -> Result<(), ClusterError> {
        let namespaces: Vec<Option<&str>> = match self.wanted.namespaces {
            [] => vec![None],
            names => names.iter().map(|name| Some(name.as_str())).collect(),
        };
        for namespace in namespaces {
            for object in self.list(resource, namespace)? {
                self.add(resource, object)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, resource: &Resource, namespace: Option<&str>) -> Result<Vec<Value>, ClusterError> {
        match lists::list(self.connection, &resource.path(namespace))? {
            Listed::Objects(objects) => Ok(objects),
            Listed::Forbidden(why) => {
                self.found.forbidden.insert(resource.name(), why);
                Ok(Vec::new())
            }
            Listed::Gone => Ok(Vec::new()),
        }
    }

    fn add(&mut self, resource: &Resource, mut object: Value) -> Result<(), ClusterError> {
        if self.read.len() >= OBJECTS_MAX {
            let why = format!("it has more than {OBJECTS_MAX} objects; take them by namespaces");
            return Err(self.connection.unreachable(why));
        }
        typed(&mut object, resource);
        self.read.push((resource.name(), object));
        Ok(())
    }

    /// Counts the objects of a resource that is not served.
    fn count(&mut self, resource: &Resource) -> Result<(), ClusterError> {
        let mut paths = vec![resource.path(None)];
        if !self.wanted.namespaces.is_empty() {
            paths = self.wanted.namespaces.iter().map(|name| resource.path(Some(name))).collect();
        }
        for path in paths {
            let count = lists::count(self.connection, &path)?.unwrap_or(0);
            if count > 0 {
                *self.found.not_served.entry(resource.name()).or_default() += count;
            }
        }
        Ok(())
    }

    /// Leaves out what is to be, and makes documents of the rest.
    fn choose(self, definitions: BTreeMap<String, Definition>) -> Result<Found, ClusterError> {
        let Reading { connection, wanted, mut found, read } = self;
        let uids: HashSet<String> = read.iter().map(|(_, object)| edit::text(object, "uid").to_owned()).collect();
        let ending: BTreeSet<String> = read
            .iter()
            .filter(|(resource, object)| resource == NAMESPACES && choice::is_clusters_own(resource, object))
            .map(|(_, object)| edit::text(object, "name").to_owned())
            .collect();
        if let Some(name) = wanted.namespaces.iter().find(|name| ending.contains(*name)) {
            return Err(connection.unreachable(format!("namespace {name} is being deleted there")));
        }
        let definitions = definitions.into_values().map(|definition| (DEFINITIONS.to_owned(), definition.object));
        let (mut there, mut needed) = (BTreeSet::new(), wanted.namespaces.iter().cloned().collect::<BTreeSet<_>>());
        for (resource, object) in definitions.chain(read) {
            let namespace = edit::text(&object, "namespace").to_owned();
            let is_left = choice::is_clusters_own(&resource, &object)
                || ending.contains(&namespace)
                || !wanted.is_owned_wanted && choice::is_kept_by_another(&object, &uids);
            let counts = if is_left { &mut found.left_out } else { &mut found.taken };
            *counts.entry(resource.clone()).or_default() += 1;
            if is_left {
                continue;
            }
            if resource == NAMESPACES {
                there.insert(edit::text(&object, "name").to_owned());
            }
            needed.extend((!namespace.is_empty()).then_some(namespace));
            found.documents.push(document(connection, &resource, object)?);
        }
        if found.documents.is_empty()
            && let Some((resource, why)) = found.forbidden.iter().next()
        {
            return Err(connection.unreachable(format!("nothing in it may be read; of {resource} it says: {why}")));
        }
        for name in needed.difference(&there) {
            let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name.as_str()}});
            found.documents.push(document(connection, NAMESPACES, object)?);
            *found.taken.entry(NAMESPACES.to_owned()).or_default() += 1;
        }
        Ok(found)
    }
}

/// What is put in of an object. Its owners are called by uids that are others there.
fn document(connection: &Connection, resource: &str, mut object: Value) -> Result<Document, ClusterError> {
    edit::set(&mut object, "ownerReferences", None);
    let of: Vec<&str> = [resource, edit::text(&object, "namespace"), edit::text(&object, "name")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let place = of.join("/");
    match documents::checked(object) {
        Ok(object) => Ok(Document { object, place }),
        Err(why) => Err(connection.unreachable(format!("{place}: {why}"))),
    }
}

/// Says of an object of a list what it is, which it need not say itself.
fn typed(object: &mut Value, resource: &Resource) {
    if let Value::Object(members) = object {
        members.insert("apiVersion", resource.api_version().as_str().into());
        members.insert("kind", resource.kind.as_str().into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resources(words: &[&str]) -> Vec<Resource> {
        let of = |words: &&str| {
            let parts: Vec<&str> = words.split(' ').collect();
            let [group, version, plural, scope, verbs] = parts[..] else { panic!("{words}") };
            let resource = json!({"resource": plural, "responseKind": {"kind": "K"}, "scope": scope, "verbs": verbs.split('+').collect::<Vec<_>>()});
            let group = if group == "-" { "" } else { group };
            let version = json!({"version": version, "resources": [resource]});
            json!({"metadata": {"name": group}, "versions": [version]})
        };
        let list = json!({"kind": "APIGroupDiscoveryList", "items": words.iter().map(of).collect::<Vec<_>>()});
        resources::of(|path, _| Ok::<_, ()>((path == "/api").then(|| list.clone()))).unwrap()
    }

    #[test]
    fn each_resource_is_read_in_a_version_that_can_be_put_in_or_counted() {
        let theirs = resources(&[
            "- v1 configmaps Namespaced list+patch",
            "batch v1 jobs Namespaced list+patch",
            "g v1 old Namespaced list",
            "g v1 both Cluster list+patch",
            "g v2 both Cluster list+patch",
        ]);
        let definition = |stored: &str| Definition { object: Value::Null, stored: stored.to_owned() };
        let definitions =
            BTreeMap::from([("things.e".to_owned(), definition("v1")), ("odd.e".to_owned(), definition(""))]);
        for (there, namespaces, expected) in [
            (&["- v1 configmaps Namespaced list+create"][..], false, "read v1 configmaps"),
            (
                &["batch v1beta1 jobs Namespaced list+create", "batch v1 jobs Namespaced list+create"],
                false,
                "read v1 jobs",
            ),
            (&["batch v1beta1 jobs Namespaced list+create"], false, "count v1beta1 jobs"),
            (&["g v1 old Namespaced list+create"], false, "count v1 old"),
            (&["g v2 both Cluster list", "g v1 both Cluster list"], false, "read v2 both"),
            (&["g v2 both Cluster list"], true, ""),
            (&["metrics v1 nodes Cluster list"], false, ""),
            (&["- v1 bindings Namespaced create"], false, ""),
            (&["- v1 events Namespaced list+create"], false, ""),
            (&["e v2 things Namespaced list+create", "e v1 things Namespaced list+create"], true, "read v1 things"),
            (&["e v2 odd Namespaced list+create", "e v1 odd Namespaced list+create"], true, "read v2 odd"),
        ] {
            let names = ["n".to_owned()];
            let wanted = Wanted { namespaces: if namespaces { &names } else { &[] }, is_owned_wanted: false };
            let (read, counted) = plan(&resources(there), &theirs, &definitions, wanted);
            let shown = |what: &str, one: &Resource| format!("{what} {} {}", one.version, one.plural);
            let all: Vec<String> = read
                .iter()
                .map(|one| shown("read", one))
                .chain(counted.iter().map(|one| shown("count", one)))
                .collect();
            assert_eq!(all.join(", "), expected, "{there:?}");
        }
    }
}
