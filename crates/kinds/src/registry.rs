//! The kinds that are served together, and how they are found.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use crate::core::NAMESPACES;
use crate::kind::{Kind, Role};
use crate::text::Text;

/// Kinds by group, version and name. It is never changed; another one takes its place.
#[derive(Debug, Default)]
pub struct Registry {
    groups: Vec<Group>,
    /// Where each group is, by name.
    places: HashMap<Text, usize>,
    /// Every kind whose objects are stored, in the version that comes first, by what they are stored under.
    stored: HashMap<Text, Arc<Kind>>,
}

/// A group of kinds.
#[derive(Debug)]
pub struct Group {
    /// Empty for the core group.
    pub name: Text,
    /// Its versions, the preferred one first.
    pub versions: Vec<Version>,
}

/// A version of a group.
#[derive(Debug)]
pub struct Version {
    /// `v1`.
    pub name: Text,
    /// Group and version: `v1`, `apps/v1`.
    pub api_version: Text,
    /// Its kinds, by plural name.
    pub kinds: Vec<Arc<Kind>>,
}

/// The order of groups in discovery, the highest first. What is not here comes at last, by name.
// Upstream: pkg/controlplane/apiserver/aggregator.go DefaultGenericAPIServicePriorities (v1.37.2)
const ORDER: [&str; 22] = [
    "",
    "apiregistration.k8s.io",
    "apps",
    "events.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "node.k8s.io",
    "discovery.k8s.io",
    "resource.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "storagemigration.k8s.io",
];

impl Registry {
    /// These kinds, in the order of discovery.
    #[must_use]
    pub fn new<K: Into<Arc<Kind>>>(kinds: impl IntoIterator<Item = K>) -> Self {
        let mut registry = Registry::default();
        for kind in kinds {
            registry.add(kind.into());
        }
        let place = |group: &Group| ORDER.iter().position(|name| *name == group.name).unwrap_or(ORDER.len());
        registry.groups.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
        for group in &mut registry.groups {
            group.versions.sort_by(|a, b| rank(&b.name).cmp(&rank(&a.name)));
            for version in &mut group.versions {
                version.kinds.sort_by(|a, b| a.plural().cmp(b.plural()));
            }
        }
        registry.places = registry.groups.iter().enumerate().map(|(at, group)| (group.name.clone(), at)).collect();
        let mut stored = HashMap::new();
        for kind in registry.kinds().filter(|kind| kind.role == Role::Stored) {
            stored.entry(kind.stored_as.clone()).or_insert_with(|| kind.clone());
        }
        registry.stored = stored;
        registry
    }

    fn add(&mut self, kind: Arc<Kind>) {
        let at = *self.places.entry(kind.identity.group.clone()).or_insert_with(|| {
            self.groups.push(Group { name: kind.identity.group.clone(), versions: Vec::new() });
            self.groups.len() - 1
        });
        let versions = &mut self.groups[at].versions;
        let found = versions.iter().position(|version| version.name == kind.version());
        let at = found.unwrap_or_else(|| {
            let (name, api_version) = (kind.identity.version.clone(), kind.api_version.clone());
            versions.push(Version { name, api_version, kinds: Vec::new() });
            versions.len() - 1
        });
        versions[at].kinds.push(kind);
    }

    /// The groups, in the order of discovery; the core group comes first.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The group with this name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.get(*self.places.get(name)?)
    }

    /// Every kind, in the order of discovery.
    pub fn kinds(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.groups.iter().flat_map(|group| &group.versions).flat_map(|version| &version.kinds)
    }

    /// Every kind whose objects are stored, each in the version that comes first.
    pub fn stored(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.kinds().filter(|kind| self.stored.get(&kind.stored_as).is_some_and(|first| Arc::ptr_eq(first, kind)))
    }

    /// The kind with this plural name in a version of a group.
    #[must_use]
    pub fn find(&self, group: &str, version: &str, plural: &str) -> Option<&Arc<Kind>> {
        let version = self.group(group)?.version(version)?;
        version.kinds.iter().find(|kind| kind.plural() == plural)
    }

    /// The kind that an object names.
    #[must_use]
    pub fn named(&self, api_version: &str, kind: &str) -> Option<&Arc<Kind>> {
        self.kinds().find(|k| k.api_version == api_version && k.kind() == kind)
    }

    /// The kind whose objects are stored under this name.
    #[must_use]
    pub fn stored_as(&self, name: &str) -> Option<&Arc<Kind>> {
        self.stored.get(name)
    }

    /// The kind whose objects are stored and that a person calls by this name, as kubectl reads it: the plural name, the singular one,
    /// a short one or the kind, in any case; behind it a version, a group, or both: `cm`, `Deployment.apps`, `leases.v1.coordination.k8s.io`.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<&Arc<Kind>> {
        let (name, rest) = name.split_once('.').unwrap_or((name, ""));
        let name = name.to_ascii_lowercase();
        let is_within = |kind: &&Arc<Kind>| {
            let versioned = || rest.strip_prefix(kind.version())?.strip_prefix('.');
            rest.is_empty() || rest == kind.group() || rest == kind.version() || versioned() == Some(kind.group())
        };
        let stored = || self.kinds().filter(|kind| kind.role == Role::Stored).filter(is_within);
        let is_singular = |kind: &&Arc<Kind>| kind.singular == *name || kind.kind().eq_ignore_ascii_case(&name);
        let is_short = |kind: &&Arc<Kind>| kind.short_names.iter().any(|short| **short == *name);
        stored()
            .find(|kind| kind.plural() == name)
            .or_else(|| stored().find(is_singular))
            .or_else(|| stored().find(is_short))
    }

    /// Are objects of the same kinds stored as in another registry?
    #[must_use]
    pub fn stores_the_same(&self, other: &Registry) -> bool {
        self.stored.len() == other.stored.len() && self.stored.keys().all(|name| other.stored.contains_key(name))
    }

    /// Is this very kind served? It is the same one while its definition goes: its objects are, and who watches sees them go.
    #[must_use]
    pub fn serves(&self, kind: &Arc<Kind>) -> bool {
        let same = |found: &Arc<Kind>| match (&found.versions, &kind.versions) {
            (Some(found), Some(versions)) => Arc::ptr_eq(found, versions),
            _ => Arc::ptr_eq(found, kind),
        };
        self.find(kind.group(), kind.version(), kind.plural()).is_some_and(same)
    }

    /// The kind that the others live in.
    ///
    /// # Panics
    /// The registry has none: it is no registry of a server.
    #[must_use]
    pub fn namespace(&self) -> &Arc<Kind> {
        self.stored_as(NAMESPACES).expect("every registry has namespaces")
    }
}

impl Version {
    /// Does it come and go while the server runs?
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.kinds.iter().all(|kind| kind.is_custom())
    }
}

impl Group {
    /// Does it come and go while the server runs?
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.versions.iter().all(Version::is_custom)
    }

    /// The version with this name.
    #[must_use]
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// The version that clients should take.
    #[must_use]
    pub fn preferred(&self) -> Option<&Version> {
        self.versions.first()
    }
}

/// How a version ranks among others, the higher first: released before beta before alpha, then the higher number, then anything else
/// by name.
// Upstream: apimachinery/pkg/version/helpers.go CompareKubeAwareVersionStrings (v1.37.2)
pub(crate) fn rank(version: &str) -> impl Ord {
    let parse = || {
        let rest = version.strip_prefix('v')?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let major = rest[..digits].parse().ok()?;
        let rest = &rest[digits..];
        if rest.is_empty() {
            return Some((3, major, 0));
        }
        let of = |word: &str| rest.strip_prefix(word)?.parse().ok();
        of("beta").map(|minor| (2, major, minor)).or_else(|| of("alpha").map(|minor| (1, major, minor)))
    };
    let ranked: Option<(u8, u64, u64)> = parse();
    (ranked.unwrap_or_default(), ranked.is_none().then_some(Reverse(version)))
}

#[cfg(test)]
mod tests {
    use coracle_object::schema;

    use super::*;
    use crate::kind::Identity;

    fn kind(group: &'static str, version: &'static str, plural: &'static str) -> Kind {
        Kind::new(Identity::new(group, version, "Thing", plural), &schema::ENDPOINTS)
    }

    #[test]
    fn groups_and_versions_have_an_order() {
        let all = [
            ("zoo", "v1alpha1", "b"),
            ("zoo", "v1", "a"),
            ("zoo", "v2beta1", "a"),
            ("zoo", "v1beta2", "a"),
            ("zoo", "foo", "a"),
            ("zoo", "v10", "a"),
            ("apple", "v1", "a"),
            ("discovery.k8s.io", "v1", "b"),
            ("networking.k8s.io", "v1", "a"),
            ("", "v1", "b"),
            ("", "v1", "a"),
        ];
        let registry = Registry::new(all.map(|(group, version, plural)| kind(group, version, plural)));
        let order: Vec<String> = registry.kinds().map(|k| format!("{} {}", k.api_version, k.plural())).collect();
        let expected = [
            "v1 a",
            "v1 b",
            "networking.k8s.io/v1 a",
            "discovery.k8s.io/v1 b",
            "apple/v1 a",
            "zoo/v10 a",
            "zoo/v1 a",
            "zoo/v2beta1 a",
            "zoo/v1beta2 a",
            "zoo/v1alpha1 b",
            "zoo/foo a",
        ];
        assert_eq!(order, expected);
        assert_eq!(registry.group("zoo").and_then(Group::preferred).map(|v| &*v.name), Some("v10"));
    }

    #[test]
    fn people_call_a_kind_by_many_names() {
        let registry = crate::builtin();
        for (name, expected) in [
            ("configmaps", Some("configmaps")),
            ("ConfigMap", Some("configmaps")),
            ("cm", Some("configmaps")),
            ("CM.v1", Some("configmaps")),
            ("ns", Some("namespaces")),
            ("leases.coordination.k8s.io", Some("leases.coordination.k8s.io")),
            ("lease.v1.coordination.k8s.io", Some("leases.coordination.k8s.io")),
            ("lease.v2.coordination.k8s.io", None),
            ("lease.v1.", None),
            ("lease.apps", None),
            ("configmaps.apps", None),
            ("selfsubjectreviews", None),
            ("", None),
            (".v1", None),
        ] {
            assert_eq!(registry.called(name).map(|kind| &*kind.stored_as), expected, "{name}");
        }
        let two = Registry::new([kind("events.k8s.io", "v1", "events"), kind("", "v1", "events")]);
        assert_eq!(two.called("events").map(|kind| kind.group()), Some(""));
        assert_eq!(two.called("events.events.k8s.io").map(|kind| kind.group()), Some("events.k8s.io"));
    }

    #[test]
    fn a_kind_is_found_by_all_of_its_name() {
        let registry = Registry::new([kind("", "v1", "events"), kind("events.k8s.io", "v1", "events")]);
        let found = registry.find("events.k8s.io", "v1", "events").unwrap();
        assert_eq!(found.stored_as, "events.events.k8s.io");
        assert_eq!(registry.find("", "v1", "events").unwrap().stored_as, "events");
        assert!(registry.find("", "v2", "events").is_none() && registry.find("apps", "v1", "events").is_none());
        assert_eq!(registry.named("events.k8s.io/v1", "Thing"), Some(found));
        assert_eq!(registry.named("events.k8s.io/v1", "thing"), None);
    }
}
