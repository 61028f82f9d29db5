//! In which groups and versions a type is known that is read or written by itself.

use coracle_object::schema::{self, Struct};

/// What a document tells of.
#[derive(Clone, Copy)]
pub enum Scope<'a> {
    /// Everything.
    All,
    /// One version of a group, as `apiVersion` says them.
    Version(&'a str),
    /// A version of a group of custom resources.
    Custom,
}

/// What the reference's other two servers serve, which the table's scheme does not know.
// Upstream: apiextensions-apiserver/pkg/apiserver/apiserver.go Scheme (v1.37.2); kube-aggregator/pkg/apiserver/scheme/scheme.go
// Scheme (v1.37.2)
const OTHER_SERVERS: [&str; 4] = [
    "apiextensions.k8s.io/v1",
    "apiextensions.k8s.io/v1beta1",
    "apiregistration.k8s.io/v1",
    "apiregistration.k8s.io/v1beta1",
];

/// Groups in which a server asks others. Custom resources are told of by what clients know, which is not these.
// Upstream: apiextensions-apiserver/pkg/controller/openapi/builder/builder.go namer (v1.37.2); client-go/kubernetes/scheme/register.go Scheme (v1.37.2)
const ASKED_OF_OTHERS: [&str; 2] = ["admission.k8s.io", "imagepolicy.k8s.io"];

/// The groups and versions of a type, sorted; none where it is only a part of others.
pub fn known_in(of: &Struct, scope: Scope) -> Vec<(&'static str, &'static str)> {
    let home = of.package.trim_end_matches(".v1").rsplit('.').next().unwrap_or_default();
    let scheme = if home == "apiextensions" { schema::DEFINITION_KINDS } else { schema::KINDS };
    let known = scheme.iter().filter(|(_, kind, _)| *kind == of.name).map(|(api_version, ..)| *api_version);
    if home == "meta" {
        return everywhere(known.collect(), scope).into_iter().map(split).collect();
    }
    let here = |group: &str| if group.is_empty() { home == "core" } else { group.split('.').next() == Some(home) };
    known.map(split).find(|(group, version)| here(group) && *version == "v1").into_iter().collect()
}

/// Where a type is known that belongs to no group: in the core group and, where it is known in all others, in those told of.
// Upstream: apiserver/pkg/server/routes/openapi.go filterScopedGVKs (v1.37.2)
fn everywhere(mut known: Vec<&'static str>, scope: Scope) -> Vec<&'static str> {
    if known.iter().any(|api_version| *api_version != "v1") {
        known.extend(OTHER_SERVERS);
    }
    known.retain(|api_version| {
        let (group, version) = split(api_version);
        let told = match scope {
            Scope::All => true,
            Scope::Version(only) => *api_version == only,
            Scope::Custom => !ASKED_OF_OTHERS.contains(&group) && !OTHER_SERVERS.contains(api_version),
        };
        version != "__internal" && (told || *api_version == "v1")
    });
    known.sort_unstable_by_key(|api_version| split(api_version));
    known
}

/// The group and the version that an `apiVersion` says.
fn split(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}
