//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `CSIDriver`.
pub static CSI_DRIVER: Struct = Struct { name: "CSIDriver", package: "io.k8s.api.storage.v1", go_type: "v1.CSIDriver", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.CSIDriverSpec", Type::Struct(&CSI_DRIVER_SPEC)).required().protobuf(2),
], ..EMPTY };

static CSI_DRIVER_SPEC: Struct = Struct { name: "CSIDriverSpec", package: "io.k8s.api.storage.v1", go_type: "v1.CSIDriverSpec", atomic: false, fields: &[
    field("attachRequired", "AttachRequired", "bool", Type::Bool).pointer().omitempty().protobuf(1),
    field("podInfoOnMount", "PodInfoOnMount", "bool", Type::Bool).pointer().omitempty().protobuf(2),
    field("volumeLifecycleModes", "VolumeLifecycleModes", "[]v1.VolumeLifecycleMode", Type::List(&List { of: Type::String, go_type: "v1.VolumeLifecycleMode", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(3),
    field("storageCapacity", "StorageCapacity", "bool", Type::Bool).pointer().omitempty().protobuf(4),
    field("fsGroupPolicy", "FSGroupPolicy", "v1.FSGroupPolicy", Type::String).pointer().omitempty().protobuf(5),
    field("tokenRequests", "TokenRequests", "[]v1.TokenRequest", Type::List(&List { of: Type::Struct(&TOKEN_REQUEST), go_type: "v1.TokenRequest", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(6),
    field("requiresRepublish", "RequiresRepublish", "bool", Type::Bool).pointer().omitempty().protobuf(7),
    field("seLinuxMount", "SELinuxMount", "bool", Type::Bool).pointer().omitempty().protobuf(8),
    field("nodeAllocatableUpdatePeriodSeconds", "NodeAllocatableUpdatePeriodSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(9),
    field("serviceAccountTokenInSecrets", "ServiceAccountTokenInSecrets", "bool", Type::Bool).pointer().omitempty().protobuf(10),
    field("preventPodSchedulingIfMissing", "PreventPodSchedulingIfMissing", "bool", Type::Bool).pointer().omitempty().protobuf(11),
], ..EMPTY };

static TOKEN_REQUEST: Struct = Struct { name: "TokenRequest", package: "io.k8s.api.storage.v1", go_type: "v1.TokenRequest", atomic: false, fields: &[
    field("audience", "Audience", "string", Type::String).required().protobuf(1),
    field("expirationSeconds", "ExpirationSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(2),
], ..EMPTY };

/// `CSIDriverList`.
pub static CSI_DRIVER_LIST: Struct = Struct { name: "CSIDriverList", package: "io.k8s.api.storage.v1", go_type: "v1.CSIDriverList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.CSIDriver", Type::List(&List { of: Type::Struct(&CSI_DRIVER), go_type: "v1.CSIDriver", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `CSINode`.
pub static CSI_NODE: Struct = Struct { name: "CSINode", package: "io.k8s.api.storage.v1", go_type: "v1.CSINode", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.CSINodeSpec", Type::Struct(&CSI_NODE_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.CSINodeStatus", Type::Struct(&CSI_NODE_STATUS)).protobuf(3),
], ..EMPTY };

static CSI_NODE_SPEC: Struct = Struct { name: "CSINodeSpec", package: "io.k8s.api.storage.v1", go_type: "v1.CSINodeSpec", atomic: false, fields: &[
    field("drivers", "Drivers", "[]v1.CSINodeDriver", Type::List(&List { of: Type::Struct(&CSI_NODE_DRIVER), go_type: "v1.CSINodeDriver", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).required().protobuf(1).merge("name"),
], ..EMPTY };

static CSI_NODE_DRIVER: Struct = Struct { name: "CSINodeDriver", package: "io.k8s.api.storage.v1", go_type: "v1.CSINodeDriver", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("nodeID", "NodeID", "string", Type::String).required().protobuf(2),
    field("topologyKeys", "TopologyKeys", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(3),
    field("allocatable", "Allocatable", "v1.VolumeNodeResources", Type::Struct(&VOLUME_NODE_RESOURCES)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static VOLUME_NODE_RESOURCES: Struct = Struct { name: "VolumeNodeResources", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeNodeResources", atomic: false, fields: &[
    field("count", "Count", "int32", Type::Int32).pointer().omitempty().protobuf(1),
], ..EMPTY };

static CSI_NODE_STATUS: Struct = Struct { name: "CSINodeStatus", package: "io.k8s.api.storage.v1", go_type: "v1.CSINodeStatus", atomic: false, fields: &[
    field("storageHealth", "StorageHealth", "[]v1.StorageHealth", Type::List(&List { of: Type::Struct(&STORAGE_HEALTH), go_type: "v1.StorageHealth", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(1).merge("name"),
], ..EMPTY };

static STORAGE_HEALTH: Struct = Struct { name: "StorageHealth", package: "io.k8s.api.storage.v1", go_type: "v1.StorageHealth", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("healthConditions", "HealthConditions", "[]v1.StorageHealthCondition", Type::List(&List { of: Type::Struct(&STORAGE_HEALTH_CONDITION), go_type: "v1.StorageHealthCondition", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static STORAGE_HEALTH_CONDITION: Struct = Struct { name: "StorageHealthCondition", package: "io.k8s.api.storage.v1", go_type: "v1.StorageHealthCondition", atomic: false, fields: &[
    field("status", "Status", "v1.StorageHealthStatusType", Type::String).required().values(&["StorageDegraded", "StorageUnreachable"]).protobuf(1),
    field("reason", "Reason", "string", Type::String).required().protobuf(2),
    field("message", "Message", "string", Type::String).omitempty().protobuf(3),
    field("accessMode", "AccessMode", "v1.PersistentVolumeAccessMode", Type::String).pointer().omitempty().values(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]).protobuf(4),
    field("volumeMode", "VolumeMode", "v1.PersistentVolumeMode", Type::String).pointer().omitempty().values(&["Block", "Filesystem"]).protobuf(5),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(6),
], ..EMPTY };

/// `CSINodeList`.
pub static CSI_NODE_LIST: Struct = Struct { name: "CSINodeList", package: "io.k8s.api.storage.v1", go_type: "v1.CSINodeList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.CSINode", Type::List(&List { of: Type::Struct(&CSI_NODE), go_type: "v1.CSINode", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `CSIStorageCapacity`.
pub static CSI_STORAGE_CAPACITY: Struct = Struct { name: "CSIStorageCapacity", package: "io.k8s.api.storage.v1", go_type: "v1.CSIStorageCapacity", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("nodeTopology", "NodeTopology", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(2),
    field("storageClassName", "StorageClassName", "string", Type::String).required().protobuf(3),
    field("capacity", "Capacity", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(4),
    field("maximumVolumeSize", "MaximumVolumeSize", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(5),
], ..EMPTY };

/// `CSIStorageCapacityList`.
pub static CSI_STORAGE_CAPACITY_LIST: Struct = Struct { name: "CSIStorageCapacityList", package: "io.k8s.api.storage.v1", go_type: "v1.CSIStorageCapacityList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.CSIStorageCapacity", Type::List(&List { of: Type::Struct(&CSI_STORAGE_CAPACITY), go_type: "v1.CSIStorageCapacity", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `StorageClass`.
pub static STORAGE_CLASS: Struct = Struct { name: "StorageClass", package: "io.k8s.api.storage.v1", go_type: "v1.StorageClass", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("provisioner", "Provisioner", "string", Type::String).required().protobuf(2),
    field("parameters", "Parameters", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(3),
    field("reclaimPolicy", "ReclaimPolicy", "v1.PersistentVolumeReclaimPolicy", Type::String).pointer().omitempty().values(&["Delete", "Recycle", "Retain"]).protobuf(4),
    field("mountOptions", "MountOptions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("allowVolumeExpansion", "AllowVolumeExpansion", "bool", Type::Bool).pointer().omitempty().protobuf(6),
    field("volumeBindingMode", "VolumeBindingMode", "v1.VolumeBindingMode", Type::String).pointer().omitempty().values(&["Immediate", "WaitForFirstConsumer"]).protobuf(7),
    field("allowedTopologies", "AllowedTopologies", "[]v1.TopologySelectorTerm", Type::List(&List { of: Type::Struct(&core_v1::TOPOLOGY_SELECTOR_TERM), go_type: "v1.TopologySelectorTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(8),
], ..EMPTY };

/// `StorageClassList`.
pub static STORAGE_CLASS_LIST: Struct = Struct { name: "StorageClassList", package: "io.k8s.api.storage.v1", go_type: "v1.StorageClassList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.StorageClass", Type::List(&List { of: Type::Struct(&STORAGE_CLASS), go_type: "v1.StorageClass", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `VolumeAttachment`.
pub static VOLUME_ATTACHMENT: Struct = Struct { name: "VolumeAttachment", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttachment", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.VolumeAttachmentSpec", Type::Struct(&VOLUME_ATTACHMENT_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.VolumeAttachmentStatus", Type::Struct(&VOLUME_ATTACHMENT_STATUS)).protobuf(3),
], ..EMPTY };

static VOLUME_ATTACHMENT_SPEC: Struct = Struct { name: "VolumeAttachmentSpec", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttachmentSpec", atomic: false, fields: &[
    field("attacher", "Attacher", "string", Type::String).required().protobuf(1),
    field("source", "Source", "v1.VolumeAttachmentSource", Type::Struct(&VOLUME_ATTACHMENT_SOURCE)).required().protobuf(2),
    field("nodeName", "NodeName", "string", Type::String).required().protobuf(3),
], ..EMPTY };

static VOLUME_ATTACHMENT_SOURCE: Struct = Struct { name: "VolumeAttachmentSource", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttachmentSource", atomic: false, fields: &[
    field("persistentVolumeName", "PersistentVolumeName", "string", Type::String).pointer().omitempty().protobuf(1),
    field("inlineVolumeSpec", "InlineVolumeSpec", "v1.PersistentVolumeSpec", Type::Struct(&core_v1::PERSISTENT_VOLUME_SPEC)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static VOLUME_ATTACHMENT_STATUS: Struct = Struct { name: "VolumeAttachmentStatus", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttachmentStatus", atomic: false, fields: &[
    field("attached", "Attached", "bool", Type::Bool).required().protobuf(1),
    field("attachmentMetadata", "AttachmentMetadata", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(2),
    field("attachError", "AttachError", "v1.VolumeError", Type::Struct(&VOLUME_ERROR)).pointer().omitempty().protobuf(3),
    field("detachError", "DetachError", "v1.VolumeError", Type::Struct(&VOLUME_ERROR)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static VOLUME_ERROR: Struct = Struct { name: "VolumeError", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeError", atomic: false, fields: &[
    field("time", "Time", "v1.Time", Type::Time).protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
    field("errorCode", "ErrorCode", "int32", Type::Int32).pointer().omitempty().protobuf(3),
], ..EMPTY };

/// `VolumeAttachmentList`.
pub static VOLUME_ATTACHMENT_LIST: Struct = Struct { name: "VolumeAttachmentList", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttachmentList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.VolumeAttachment", Type::List(&List { of: Type::Struct(&VOLUME_ATTACHMENT), go_type: "v1.VolumeAttachment", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `VolumeAttributesClass`.
pub static VOLUME_ATTRIBUTES_CLASS: Struct = Struct { name: "VolumeAttributesClass", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttributesClass", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("driverName", "DriverName", "string", Type::String).required().protobuf(2),
    field("parameters", "Parameters", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(3),
], ..EMPTY };

/// `VolumeAttributesClassList`.
pub static VOLUME_ATTRIBUTES_CLASS_LIST: Struct = Struct { name: "VolumeAttributesClassList", package: "io.k8s.api.storage.v1", go_type: "v1.VolumeAttributesClassList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.VolumeAttributesClass", Type::List(&List { of: Type::Struct(&VOLUME_ATTRIBUTES_CLASS), go_type: "v1.VolumeAttributesClass", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
