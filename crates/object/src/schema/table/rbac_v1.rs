//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `ClusterRole`.
pub static CLUSTER_ROLE: Struct = Struct { name: "ClusterRole", package: "io.k8s.api.rbac.v1", go_type: "v1.ClusterRole", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("rules", "Rules", "[]v1.PolicyRule", Type::List(&List { of: Type::Struct(&POLICY_RULE), go_type: "v1.PolicyRule", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(2),
    field("aggregationRule", "AggregationRule", "v1.AggregationRule", Type::Struct(&AGGREGATION_RULE)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static POLICY_RULE: Struct = Struct { name: "PolicyRule", package: "io.k8s.api.rbac.v1", go_type: "v1.PolicyRule", atomic: false, fields: &[
    field("verbs", "Verbs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("apiGroups", "APIGroups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("resources", "Resources", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("resourceNames", "ResourceNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("nonResourceURLs", "NonResourceURLs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
], ..EMPTY };

static AGGREGATION_RULE: Struct = Struct { name: "AggregationRule", package: "io.k8s.api.rbac.v1", go_type: "v1.AggregationRule", atomic: false, fields: &[
    field("clusterRoleSelectors", "ClusterRoleSelectors", "[]v1.LabelSelector", Type::List(&List { of: Type::Struct(&meta_v1::LABEL_SELECTOR), go_type: "v1.LabelSelector", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

/// `ClusterRoleList`.
pub static CLUSTER_ROLE_LIST: Struct = Struct { name: "ClusterRoleList", package: "io.k8s.api.rbac.v1", go_type: "v1.ClusterRoleList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ClusterRole", Type::List(&List { of: Type::Struct(&CLUSTER_ROLE), go_type: "v1.ClusterRole", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ClusterRoleBinding`.
pub static CLUSTER_ROLE_BINDING: Struct = Struct { name: "ClusterRoleBinding", package: "io.k8s.api.rbac.v1", go_type: "v1.ClusterRoleBinding", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("subjects", "Subjects", "[]v1.Subject", Type::List(&List { of: Type::Struct(&SUBJECT), go_type: "v1.Subject", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("roleRef", "RoleRef", "v1.RoleRef", Type::Struct(&ROLE_REF)).required().protobuf(3),
], ..EMPTY };

static SUBJECT: Struct = Struct { name: "Subject", package: "io.k8s.api.rbac.v1", go_type: "v1.Subject", atomic: true, fields: &[
    field("kind", "Kind", "string", Type::String).required().protobuf(1),
    field("apiGroup", "APIGroup", "string", Type::String).omitempty().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static ROLE_REF: Struct = Struct { name: "RoleRef", package: "io.k8s.api.rbac.v1", go_type: "v1.RoleRef", atomic: true, fields: &[
    field("apiGroup", "APIGroup", "string", Type::String).protobuf(1),
    field("kind", "Kind", "string", Type::String).required().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
], ..EMPTY };

/// `ClusterRoleBindingList`.
pub static CLUSTER_ROLE_BINDING_LIST: Struct = Struct { name: "ClusterRoleBindingList", package: "io.k8s.api.rbac.v1", go_type: "v1.ClusterRoleBindingList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ClusterRoleBinding", Type::List(&List { of: Type::Struct(&CLUSTER_ROLE_BINDING), go_type: "v1.ClusterRoleBinding", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Role`.
pub static ROLE: Struct = Struct { name: "Role", package: "io.k8s.api.rbac.v1", go_type: "v1.Role", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("rules", "Rules", "[]v1.PolicyRule", Type::List(&List { of: Type::Struct(&POLICY_RULE), go_type: "v1.PolicyRule", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(2),
], ..EMPTY };

/// `RoleList`.
pub static ROLE_LIST: Struct = Struct { name: "RoleList", package: "io.k8s.api.rbac.v1", go_type: "v1.RoleList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Role", Type::List(&List { of: Type::Struct(&ROLE), go_type: "v1.Role", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `RoleBinding`.
pub static ROLE_BINDING: Struct = Struct { name: "RoleBinding", package: "io.k8s.api.rbac.v1", go_type: "v1.RoleBinding", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("subjects", "Subjects", "[]v1.Subject", Type::List(&List { of: Type::Struct(&SUBJECT), go_type: "v1.Subject", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("roleRef", "RoleRef", "v1.RoleRef", Type::Struct(&ROLE_REF)).required().protobuf(3),
], ..EMPTY };

/// `RoleBindingList`.
pub static ROLE_BINDING_LIST: Struct = Struct { name: "RoleBindingList", package: "io.k8s.api.rbac.v1", go_type: "v1.RoleBindingList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.RoleBinding", Type::List(&List { of: Type::Struct(&ROLE_BINDING), go_type: "v1.RoleBinding", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
