//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use crate::schema::{EMPTY, List, Map, Raw, Struct, Topology, Type, field};

/// `ObjectMeta`.
pub static OBJECT_META: Struct = Struct { name: "ObjectMeta", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.ObjectMeta", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("generateName", "GenerateName", "string", Type::String).omitempty().protobuf(2),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(3),
    field("selfLink", "SelfLink", "string", Type::String).omitempty().protobuf(4),
    field("uid", "UID", "types.UID", Type::String).omitempty().protobuf(5),
    field("resourceVersion", "ResourceVersion", "string", Type::String).omitempty().protobuf(6),
    field("generation", "Generation", "int64", Type::Int64).omitempty().protobuf(7),
    field("creationTimestamp", "CreationTimestamp", "v1.Time", Type::Time).omitempty().protobuf(8),
    field("deletionTimestamp", "DeletionTimestamp", "v1.Time", Type::Time).pointer().omitempty().protobuf(9),
    field("deletionGracePeriodSeconds", "DeletionGracePeriodSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(10),
    field("labels", "Labels", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(11),
    field("annotations", "Annotations", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(12),
    field("ownerReferences", "OwnerReferences", "[]v1.OwnerReference", Type::List(&List { of: Type::Struct(&OWNER_REFERENCE), go_type: "v1.OwnerReference", topology: Topology::Keyed(&["uid"]), declared: true, boxed: false })).omitempty().protobuf(13).merge("uid"),
    field("finalizers", "Finalizers", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(14).merge(""),
    field("managedFields", "ManagedFields", "[]v1.ManagedFieldsEntry", Type::List(&List { of: Type::Struct(&MANAGED_FIELDS_ENTRY), go_type: "v1.ManagedFieldsEntry", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(17),
], ..EMPTY };

static OWNER_REFERENCE: Struct = Struct { name: "OwnerReference", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.OwnerReference", atomic: true, fields: &[
    field("apiVersion", "APIVersion", "string", Type::String).required().protobuf(5),
    field("kind", "Kind", "string", Type::String).required().protobuf(1),
    field("name", "Name", "string", Type::String).required().protobuf(3),
    field("uid", "UID", "types.UID", Type::String).required().protobuf(4),
    field("controller", "Controller", "bool", Type::Bool).pointer().omitempty().protobuf(6),
    field("blockOwnerDeletion", "BlockOwnerDeletion", "bool", Type::Bool).pointer().omitempty().protobuf(7),
], ..EMPTY };

static MANAGED_FIELDS_ENTRY: Struct = Struct { name: "ManagedFieldsEntry", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.ManagedFieldsEntry", atomic: false, fields: &[
    field("manager", "Manager", "string", Type::String).omitempty().protobuf(1),
    field("operation", "Operation", "v1.ManagedFieldsOperationType", Type::String).omitempty().protobuf(2),
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(3),
    field("time", "Time", "v1.Time", Type::Time).pointer().omitempty().protobuf(4),
    field("fieldsType", "FieldsType", "string", Type::String).omitempty().protobuf(6),
    field("fieldsV1", "FieldsV1", "v1.FieldsV1", Type::Raw(Raw::FieldsV1)).pointer().omitempty().protobuf(7),
    field("subresource", "Subresource", "string", Type::String).omitempty().protobuf(8),
], ..EMPTY };

/// `ListMeta`.
pub static LIST_META: Struct = Struct { name: "ListMeta", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.ListMeta", atomic: false, fields: &[
    field("selfLink", "SelfLink", "string", Type::String).omitempty().protobuf(1),
    field("resourceVersion", "ResourceVersion", "string", Type::String).omitempty().protobuf(2),
    field("continue", "Continue", "string", Type::String).omitempty().protobuf(3),
    field("remainingItemCount", "RemainingItemCount", "int64", Type::Int64).pointer().omitempty().protobuf(4),
    field("shardInfo", "ShardInfo", "v1.ShardInfo", Type::Struct(&SHARD_INFO)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static SHARD_INFO: Struct = Struct { name: "ShardInfo", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.ShardInfo", atomic: false, fields: &[
    field("selector", "Selector", "string", Type::String).required().protobuf(1),
], ..EMPTY };

/// `LabelSelector`.
pub static LABEL_SELECTOR: Struct = Struct { name: "LabelSelector", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.LabelSelector", atomic: true, fields: &[
    field("matchLabels", "MatchLabels", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(1),
    field("matchExpressions", "MatchExpressions", "[]v1.LabelSelectorRequirement", Type::List(&List { of: Type::Struct(&LABEL_SELECTOR_REQUIREMENT), go_type: "v1.LabelSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `LabelSelectorRequirement`.
pub static LABEL_SELECTOR_REQUIREMENT: Struct = Struct { name: "LabelSelectorRequirement", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.LabelSelectorRequirement", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("operator", "Operator", "v1.LabelSelectorOperator", Type::String).required().protobuf(2),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

/// `Condition`.
pub static CONDITION: Struct = Struct { name: "Condition", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.Condition", atomic: false, fields: &[
    field("type", "Type", "string", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(3),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).required().protobuf(4),
    field("reason", "Reason", "string", Type::String).required().protobuf(5),
    field("message", "Message", "string", Type::String).required().protobuf(6),
], ..EMPTY };

/// `LabelSelector`.
pub static LABEL_SELECTOR_KEPT: Struct = Struct { name: "LabelSelector", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.LabelSelector", atomic: true, keeps_empty: true, fields: &[
    field("matchLabels", "MatchLabels", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(1),
    field("matchExpressions", "MatchExpressions", "[]v1.LabelSelectorRequirement", Type::List(&List { of: Type::Struct(&LABEL_SELECTOR_REQUIREMENT_KEPT), go_type: "v1.LabelSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static LABEL_SELECTOR_REQUIREMENT_KEPT: Struct = Struct { name: "LabelSelectorRequirement", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.LabelSelectorRequirement", atomic: false, keeps_empty: true, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("operator", "Operator", "v1.LabelSelectorOperator", Type::String).required().protobuf(2),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

/// `DeleteOptions`.
pub static DELETE_OPTIONS: Struct = Struct { name: "DeleteOptions", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.DeleteOptions", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("gracePeriodSeconds", "GracePeriodSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(1),
    field("preconditions", "Preconditions", "v1.Preconditions", Type::Struct(&PRECONDITIONS)).pointer().omitempty().protobuf(2),
    field("orphanDependents", "OrphanDependents", "bool", Type::Bool).pointer().omitempty().protobuf(3),
    field("propagationPolicy", "PropagationPolicy", "v1.DeletionPropagation", Type::String).pointer().omitempty().protobuf(4),
    field("dryRun", "DryRun", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("ignoreStoreReadErrorWithClusterBreakingPotential", "IgnoreStoreReadErrorWithClusterBreakingPotential", "bool", Type::Bool).pointer().omitempty().protobuf(6),
], ..EMPTY };

static PRECONDITIONS: Struct = Struct { name: "Preconditions", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.Preconditions", atomic: false, fields: &[
    field("uid", "UID", "types.UID", Type::String).pointer().omitempty().protobuf(1),
    field("resourceVersion", "ResourceVersion", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

/// `Status`.
pub static STATUS: Struct = Struct { name: "Status", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.Status", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&LIST_META)).protobuf(1),
    field("status", "Status", "string", Type::String).omitempty().protobuf(2),
    field("message", "Message", "string", Type::String).omitempty().protobuf(3),
    field("reason", "Reason", "v1.StatusReason", Type::String).omitempty().protobuf(4),
    field("details", "Details", "v1.StatusDetails", Type::Struct(&STATUS_DETAILS)).pointer().omitempty().protobuf(5),
    field("code", "Code", "int32", Type::Int32).omitempty().protobuf(6),
], ..EMPTY };

static STATUS_DETAILS: Struct = Struct { name: "StatusDetails", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.StatusDetails", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("group", "Group", "string", Type::String).omitempty().protobuf(2),
    field("kind", "Kind", "string", Type::String).omitempty().protobuf(3),
    field("uid", "UID", "types.UID", Type::String).omitempty().protobuf(6),
    field("causes", "Causes", "[]v1.StatusCause", Type::List(&List { of: Type::Struct(&STATUS_CAUSE), go_type: "v1.StatusCause", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("retryAfterSeconds", "RetryAfterSeconds", "int32", Type::Int32).omitempty().protobuf(5),
], ..EMPTY };

static STATUS_CAUSE: Struct = Struct { name: "StatusCause", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.StatusCause", atomic: false, fields: &[
    field("reason", "Type", "v1.CauseType", Type::String).omitempty().protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
    field("field", "Field", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };

/// `PartialObjectMetadata`.
pub static PARTIAL_OBJECT_METADATA: Struct = Struct { name: "PartialObjectMetadata", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.PartialObjectMetadata", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&OBJECT_META)).protobuf(1),
], ..EMPTY };

/// `PartialObjectMetadataList`.
pub static PARTIAL_OBJECT_METADATA_LIST: Struct = Struct { name: "PartialObjectMetadataList", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.PartialObjectMetadataList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PartialObjectMetadata", Type::List(&List { of: Type::Struct(&PARTIAL_OBJECT_METADATA), go_type: "v1.PartialObjectMetadata", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `APIVersions`.
pub static API_VERSIONS: Struct = Struct { name: "APIVersions", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.APIVersions", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("versions", "Versions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("serverAddressByClientCIDRs", "ServerAddressByClientCIDRs", "[]v1.ServerAddressByClientCIDR", Type::List(&List { of: Type::Struct(&SERVER_ADDRESS_BY_CLIENT_CIDR), go_type: "v1.ServerAddressByClientCIDR", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(2),
], ..EMPTY };

static SERVER_ADDRESS_BY_CLIENT_CIDR: Struct = Struct { name: "ServerAddressByClientCIDR", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.ServerAddressByClientCIDR", atomic: false, fields: &[
    field("clientCIDR", "ClientCIDR", "string", Type::String).required().protobuf(1),
    field("serverAddress", "ServerAddress", "string", Type::String).required().protobuf(2),
], ..EMPTY };

/// `APIResourceList`.
pub static API_RESOURCE_LIST: Struct = Struct { name: "APIResourceList", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.APIResourceList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("groupVersion", "GroupVersion", "string", Type::String).required().protobuf(1),
    field("resources", "APIResources", "[]v1.APIResource", Type::List(&List { of: Type::Struct(&API_RESOURCE), go_type: "v1.APIResource", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(2),
], ..EMPTY };

static API_RESOURCE: Struct = Struct { name: "APIResource", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.APIResource", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("singularName", "SingularName", "string", Type::String).required().protobuf(6),
    field("namespaced", "Namespaced", "bool", Type::Bool).required().protobuf(2),
    field("group", "Group", "string", Type::String).omitempty().protobuf(8),
    field("version", "Version", "string", Type::String).omitempty().protobuf(9),
    field("kind", "Kind", "string", Type::String).required().protobuf(3),
    field("verbs", "Verbs", "v1.Verbs", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: false, boxed: true })).required().protobuf(4),
    field("shortNames", "ShortNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("categories", "Categories", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(7),
    field("storageVersionHash", "StorageVersionHash", "string", Type::String).omitempty().protobuf(10),
], ..EMPTY };

/// `APIGroupList`.
pub static API_GROUP_LIST: Struct = Struct { name: "APIGroupList", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.APIGroupList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("groups", "Groups", "[]v1.APIGroup", Type::List(&List { of: Type::Struct(&API_GROUP), go_type: "v1.APIGroup", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

/// `APIGroup`.
pub static API_GROUP: Struct = Struct { name: "APIGroup", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.APIGroup", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("versions", "Versions", "[]v1.GroupVersionForDiscovery", Type::List(&List { of: Type::Struct(&GROUP_VERSION_FOR_DISCOVERY), go_type: "v1.GroupVersionForDiscovery", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(2),
    field("preferredVersion", "PreferredVersion", "v1.GroupVersionForDiscovery", Type::Struct(&GROUP_VERSION_FOR_DISCOVERY)).protobuf(3),
    field("serverAddressByClientCIDRs", "ServerAddressByClientCIDRs", "[]v1.ServerAddressByClientCIDR", Type::List(&List { of: Type::Struct(&SERVER_ADDRESS_BY_CLIENT_CIDR), go_type: "v1.ServerAddressByClientCIDR", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
], ..EMPTY };

static GROUP_VERSION_FOR_DISCOVERY: Struct = Struct { name: "GroupVersionForDiscovery", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.GroupVersionForDiscovery", atomic: false, fields: &[
    field("groupVersion", "GroupVersion", "string", Type::String).required().protobuf(1),
    field("version", "Version", "string", Type::String).required().protobuf(2),
], ..EMPTY };

/// `FieldSelectorRequirement`.
pub static FIELD_SELECTOR_REQUIREMENT: Struct = Struct { name: "FieldSelectorRequirement", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.FieldSelectorRequirement", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("operator", "Operator", "v1.FieldSelectorOperator", Type::String).required().protobuf(2),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

/// `GroupVersionKind`.
pub static GROUP_VERSION_KIND: Struct = Struct { name: "GroupVersionKind", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.GroupVersionKind", atomic: false, fields: &[
    field("group", "Group", "string", Type::String).required().protobuf(1),
    field("version", "Version", "string", Type::String).required().protobuf(2),
    field("kind", "Kind", "string", Type::String).required().protobuf(3),
], ..EMPTY };

/// `WatchEvent`.
pub static WATCH_EVENT: Struct = Struct { name: "WatchEvent", package: "io.k8s.apimachinery.pkg.apis.meta.v1", go_type: "v1.WatchEvent", atomic: false, fields: &[
    field("type", "Type", "string", Type::String).required().protobuf(1),
    field("object", "Object", "runtime.RawExtension", Type::Raw(Raw::Extension)).required().protobuf(2),
], ..EMPTY };
