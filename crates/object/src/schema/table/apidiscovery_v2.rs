//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `APIGroupDiscoveryList`.
pub static API_GROUP_DISCOVERY_LIST_V2: Struct = Struct { name: "APIGroupDiscoveryList", package: "io.k8s.api.apidiscovery.v2", go_type: "v2.APIGroupDiscoveryList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v2.APIGroupDiscovery", Type::List(&List { of: Type::Struct(&API_GROUP_DISCOVERY_V2), go_type: "v2.APIGroupDiscovery", topology: Topology::Atomic, declared: false, boxed: false })).protobuf(2),
], ..EMPTY };

static API_GROUP_DISCOVERY_V2: Struct = Struct { name: "APIGroupDiscovery", package: "io.k8s.api.apidiscovery.v2", go_type: "v2.APIGroupDiscovery", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("versions", "Versions", "[]v2.APIVersionDiscovery", Type::List(&List { of: Type::Struct(&API_VERSION_DISCOVERY_V2), go_type: "v2.APIVersionDiscovery", topology: Topology::Keyed(&["version"]), declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static API_VERSION_DISCOVERY_V2: Struct = Struct { name: "APIVersionDiscovery", package: "io.k8s.api.apidiscovery.v2", go_type: "v2.APIVersionDiscovery", atomic: false, fields: &[
    field("version", "Version", "string", Type::String).protobuf(1),
    field("resources", "Resources", "[]v2.APIResourceDiscovery", Type::List(&List { of: Type::Struct(&API_RESOURCE_DISCOVERY_V2), go_type: "v2.APIResourceDiscovery", topology: Topology::Keyed(&["resource"]), declared: true, boxed: false })).omitempty().protobuf(2),
    field("freshness", "Freshness", "v2.DiscoveryFreshness", Type::String).omitempty().protobuf(3),
], ..EMPTY };

static API_RESOURCE_DISCOVERY_V2: Struct = Struct { name: "APIResourceDiscovery", package: "io.k8s.api.apidiscovery.v2", go_type: "v2.APIResourceDiscovery", atomic: false, fields: &[
    field("resource", "Resource", "string", Type::String).protobuf(1),
    field("responseKind", "ResponseKind", "v1.GroupVersionKind", Type::Struct(&meta_v1::GROUP_VERSION_KIND)).pointer().omitempty().protobuf(2),
    field("scope", "Scope", "v2.ResourceScope", Type::String).protobuf(3),
    field("singularResource", "SingularResource", "string", Type::String).protobuf(4),
    field("verbs", "Verbs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).protobuf(5),
    field("shortNames", "ShortNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(6),
    field("categories", "Categories", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(7),
    field("subresources", "Subresources", "[]v2.APISubresourceDiscovery", Type::List(&List { of: Type::Struct(&API_SUBRESOURCE_DISCOVERY_V2), go_type: "v2.APISubresourceDiscovery", topology: Topology::Keyed(&["subresource"]), declared: true, boxed: false })).omitempty().protobuf(8),
], ..EMPTY };

static API_SUBRESOURCE_DISCOVERY_V2: Struct = Struct { name: "APISubresourceDiscovery", package: "io.k8s.api.apidiscovery.v2", go_type: "v2.APISubresourceDiscovery", atomic: false, fields: &[
    field("subresource", "Subresource", "string", Type::String).protobuf(1),
    field("responseKind", "ResponseKind", "v1.GroupVersionKind", Type::Struct(&meta_v1::GROUP_VERSION_KIND)).pointer().omitempty().protobuf(2),
    field("acceptedTypes", "AcceptedTypes", "[]v1.GroupVersionKind", Type::List(&List { of: Type::Struct(&meta_v1::GROUP_VERSION_KIND), go_type: "v1.GroupVersionKind", topology: Topology::Keyed(&["group", "version", "kind"]), declared: true, boxed: false })).omitempty().protobuf(3),
    field("verbs", "Verbs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).protobuf(4),
], ..EMPTY };
