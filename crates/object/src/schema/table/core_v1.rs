//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `ConfigMap`.
pub static CONFIG_MAP: Struct = Struct { name: "ConfigMap", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMap", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("immutable", "Immutable", "bool", Type::Bool).pointer().omitempty().protobuf(4),
    field("data", "Data", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(2),
    field("binaryData", "BinaryData", "map[string][]uint8", Type::Map(&Map { of: Type::Bytes, atomic: false })).omitempty().protobuf(3),
], ..EMPTY };

/// `ConfigMapList`.
pub static CONFIG_MAP_LIST: Struct = Struct { name: "ConfigMapList", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ConfigMap", Type::List(&List { of: Type::Struct(&CONFIG_MAP), go_type: "v1.ConfigMap", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Endpoints`.
pub static ENDPOINTS: Struct = Struct { name: "Endpoints", package: "io.k8s.api.core.v1", go_type: "v1.Endpoints", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("subsets", "Subsets", "[]v1.EndpointSubset", Type::List(&List { of: Type::Struct(&ENDPOINT_SUBSET), go_type: "v1.EndpointSubset", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static ENDPOINT_SUBSET: Struct = Struct { name: "EndpointSubset", package: "io.k8s.api.core.v1", go_type: "v1.EndpointSubset", atomic: false, fields: &[
    field("addresses", "Addresses", "[]v1.EndpointAddress", Type::List(&List { of: Type::Struct(&ENDPOINT_ADDRESS), go_type: "v1.EndpointAddress", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("notReadyAddresses", "NotReadyAddresses", "[]v1.EndpointAddress", Type::List(&List { of: Type::Struct(&ENDPOINT_ADDRESS), go_type: "v1.EndpointAddress", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("ports", "Ports", "[]v1.EndpointPort", Type::List(&List { of: Type::Struct(&ENDPOINT_PORT), go_type: "v1.EndpointPort", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static ENDPOINT_ADDRESS: Struct = Struct { name: "EndpointAddress", package: "io.k8s.api.core.v1", go_type: "v1.EndpointAddress", atomic: true, fields: &[
    field("ip", "IP", "string", Type::String).required().protobuf(1),
    field("hostname", "Hostname", "string", Type::String).omitempty().protobuf(3),
    field("nodeName", "NodeName", "string", Type::String).pointer().omitempty().protobuf(4),
    field("targetRef", "TargetRef", "v1.ObjectReference", Type::Struct(&OBJECT_REFERENCE)).pointer().omitempty().protobuf(2),
], ..EMPTY };

/// `ObjectReference`.
pub static OBJECT_REFERENCE: Struct = Struct { name: "ObjectReference", package: "io.k8s.api.core.v1", go_type: "v1.ObjectReference", atomic: true, fields: &[
    field("kind", "Kind", "string", Type::String).omitempty().protobuf(1),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(2),
    field("name", "Name", "string", Type::String).omitempty().protobuf(3),
    field("uid", "UID", "types.UID", Type::String).omitempty().protobuf(4),
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(5),
    field("resourceVersion", "ResourceVersion", "string", Type::String).omitempty().protobuf(6),
    field("fieldPath", "FieldPath", "string", Type::String).omitempty().protobuf(7),
], ..EMPTY };

static ENDPOINT_PORT: Struct = Struct { name: "EndpointPort", package: "io.k8s.api.core.v1", go_type: "v1.EndpointPort", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("port", "Port", "int32", Type::Int32).required().protobuf(2),
    field("protocol", "Protocol", "v1.Protocol", Type::String).omitempty().values(&["SCTP", "TCP", "UDP"]).protobuf(3),
    field("appProtocol", "AppProtocol", "string", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

/// `EndpointsList`.
pub static ENDPOINTS_LIST: Struct = Struct { name: "EndpointsList", package: "io.k8s.api.core.v1", go_type: "v1.EndpointsList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Endpoints", Type::List(&List { of: Type::Struct(&ENDPOINTS), go_type: "v1.Endpoints", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Namespace`.
pub static NAMESPACE: Struct = Struct { name: "Namespace", package: "io.k8s.api.core.v1", go_type: "v1.Namespace", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.NamespaceSpec", Type::Struct(&NAMESPACE_SPEC)).protobuf(2),
    field("status", "Status", "v1.NamespaceStatus", Type::Struct(&NAMESPACE_STATUS)).protobuf(3),
], ..EMPTY };

static NAMESPACE_SPEC: Struct = Struct { name: "NamespaceSpec", package: "io.k8s.api.core.v1", go_type: "v1.NamespaceSpec", atomic: false, fields: &[
    field("finalizers", "Finalizers", "[]v1.FinalizerName", Type::List(&List { of: Type::String, go_type: "v1.FinalizerName", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static NAMESPACE_STATUS: Struct = Struct { name: "NamespaceStatus", package: "io.k8s.api.core.v1", go_type: "v1.NamespaceStatus", atomic: false, fields: &[
    field("phase", "Phase", "v1.NamespacePhase", Type::String).omitempty().values(&["Active", "Terminating"]).protobuf(1),
    field("conditions", "Conditions", "[]v1.NamespaceCondition", Type::List(&List { of: Type::Struct(&NAMESPACE_CONDITION), go_type: "v1.NamespaceCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("type"),
], ..EMPTY };

static NAMESPACE_CONDITION: Struct = Struct { name: "NamespaceCondition", package: "io.k8s.api.core.v1", go_type: "v1.NamespaceCondition", atomic: false, fields: &[
    field("type", "Type", "v1.NamespaceConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(5),
    field("message", "Message", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

/// `NamespaceList`.
pub static NAMESPACE_LIST: Struct = Struct { name: "NamespaceList", package: "io.k8s.api.core.v1", go_type: "v1.NamespaceList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Namespace", Type::List(&List { of: Type::Struct(&NAMESPACE), go_type: "v1.Namespace", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Secret`.
pub static SECRET: Struct = Struct { name: "Secret", package: "io.k8s.api.core.v1", go_type: "v1.Secret", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("immutable", "Immutable", "bool", Type::Bool).pointer().omitempty().protobuf(5),
    field("data", "Data", "map[string][]uint8", Type::Map(&Map { of: Type::Bytes, atomic: false })).omitempty().protobuf(2),
    field("stringData", "StringData", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(4),
    field("type", "Type", "v1.SecretType", Type::String).omitempty().protobuf(3),
], ..EMPTY };

/// `SecretList`.
pub static SECRET_LIST: Struct = Struct { name: "SecretList", package: "io.k8s.api.core.v1", go_type: "v1.SecretList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Secret", Type::List(&List { of: Type::Struct(&SECRET), go_type: "v1.Secret", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ServiceAccount`.
pub static SERVICE_ACCOUNT: Struct = Struct { name: "ServiceAccount", package: "io.k8s.api.core.v1", go_type: "v1.ServiceAccount", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("secrets", "Secrets", "[]v1.ObjectReference", Type::List(&List { of: Type::Struct(&OBJECT_REFERENCE), go_type: "v1.ObjectReference", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("name"),
    field("imagePullSecrets", "ImagePullSecrets", "[]v1.LocalObjectReference", Type::List(&List { of: Type::Struct(&LOCAL_OBJECT_REFERENCE), go_type: "v1.LocalObjectReference", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("automountServiceAccountToken", "AutomountServiceAccountToken", "bool", Type::Bool).pointer().omitempty().protobuf(4),
], ..EMPTY };

static LOCAL_OBJECT_REFERENCE: Struct = Struct { name: "LocalObjectReference", package: "io.k8s.api.core.v1", go_type: "v1.LocalObjectReference", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).omitempty().default("\"\"").protobuf(1),
], ..EMPTY };

/// `ServiceAccountList`.
pub static SERVICE_ACCOUNT_LIST: Struct = Struct { name: "ServiceAccountList", package: "io.k8s.api.core.v1", go_type: "v1.ServiceAccountList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ServiceAccount", Type::List(&List { of: Type::Struct(&SERVICE_ACCOUNT), go_type: "v1.ServiceAccount", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
