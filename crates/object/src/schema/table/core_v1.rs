//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, Inline, List, Map, Struct, Topology, Type, field};

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

/// `Event`.
pub static EVENT: Struct = Struct { name: "Event", package: "io.k8s.api.core.v1", go_type: "v1.Event", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).required().protobuf(1),
    field("involvedObject", "InvolvedObject", "v1.ObjectReference", Type::Struct(&OBJECT_REFERENCE)).required().protobuf(2),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(3),
    field("message", "Message", "string", Type::String).omitempty().protobuf(4),
    field("source", "Source", "v1.EventSource", Type::Struct(&EVENT_SOURCE)).protobuf(5),
    field("firstTimestamp", "FirstTimestamp", "v1.Time", Type::Time).protobuf(6),
    field("lastTimestamp", "LastTimestamp", "v1.Time", Type::Time).protobuf(7),
    field("count", "Count", "int32", Type::Int32).omitempty().protobuf(8),
    field("type", "Type", "string", Type::String).omitempty().protobuf(9),
    field("eventTime", "EventTime", "v1.MicroTime", Type::MicroTime).protobuf(10),
    field("series", "Series", "v1.EventSeries", Type::Struct(&EVENT_SERIES)).pointer().omitempty().protobuf(11),
    field("action", "Action", "string", Type::String).omitempty().protobuf(12),
    field("related", "Related", "v1.ObjectReference", Type::Struct(&OBJECT_REFERENCE)).pointer().omitempty().protobuf(13),
    field("reportingComponent", "ReportingController", "string", Type::String).protobuf(14),
    field("reportingInstance", "ReportingInstance", "string", Type::String).protobuf(15),
], ..EMPTY };

/// `EventSource`.
pub static EVENT_SOURCE: Struct = Struct { name: "EventSource", package: "io.k8s.api.core.v1", go_type: "v1.EventSource", atomic: false, fields: &[
    field("component", "Component", "string", Type::String).omitempty().protobuf(1),
    field("host", "Host", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static EVENT_SERIES: Struct = Struct { name: "EventSeries", package: "io.k8s.api.core.v1", go_type: "v1.EventSeries", atomic: false, fields: &[
    field("count", "Count", "int32", Type::Int32).omitempty().protobuf(1),
    field("lastObservedTime", "LastObservedTime", "v1.MicroTime", Type::MicroTime).protobuf(2),
], ..EMPTY };

/// `EventList`.
pub static EVENT_LIST: Struct = Struct { name: "EventList", package: "io.k8s.api.core.v1", go_type: "v1.EventList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Event", Type::List(&List { of: Type::Struct(&EVENT), go_type: "v1.Event", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `LimitRange`.
pub static LIMIT_RANGE: Struct = Struct { name: "LimitRange", package: "io.k8s.api.core.v1", go_type: "v1.LimitRange", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.LimitRangeSpec", Type::Struct(&LIMIT_RANGE_SPEC)).protobuf(2),
], ..EMPTY };

static LIMIT_RANGE_SPEC: Struct = Struct { name: "LimitRangeSpec", package: "io.k8s.api.core.v1", go_type: "v1.LimitRangeSpec", atomic: false, fields: &[
    field("limits", "Limits", "[]v1.LimitRangeItem", Type::List(&List { of: Type::Struct(&LIMIT_RANGE_ITEM), go_type: "v1.LimitRangeItem", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

static LIMIT_RANGE_ITEM: Struct = Struct { name: "LimitRangeItem", package: "io.k8s.api.core.v1", go_type: "v1.LimitRangeItem", atomic: false, fields: &[
    field("type", "Type", "v1.LimitType", Type::String).required().protobuf(1),
    field("max", "Max", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(2),
    field("min", "Min", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(3),
    field("default", "Default", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(4),
    field("defaultRequest", "DefaultRequest", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(5),
    field("maxLimitRequestRatio", "MaxLimitRequestRatio", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(6),
], ..EMPTY };

/// `LimitRangeList`.
pub static LIMIT_RANGE_LIST: Struct = Struct { name: "LimitRangeList", package: "io.k8s.api.core.v1", go_type: "v1.LimitRangeList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.LimitRange", Type::List(&List { of: Type::Struct(&LIMIT_RANGE), go_type: "v1.LimitRange", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Node`.
pub static NODE: Struct = Struct { name: "Node", package: "io.k8s.api.core.v1", go_type: "v1.Node", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.NodeSpec", Type::Struct(&NODE_SPEC)).protobuf(2),
    field("status", "Status", "v1.NodeStatus", Type::Struct(&NODE_STATUS)).protobuf(3),
], ..EMPTY };

static NODE_SPEC: Struct = Struct { name: "NodeSpec", package: "io.k8s.api.core.v1", go_type: "v1.NodeSpec", atomic: false, fields: &[
    field("podCIDR", "PodCIDR", "string", Type::String).omitempty().protobuf(1),
    field("podCIDRs", "PodCIDRs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(7).merge(""),
    field("providerID", "ProviderID", "string", Type::String).omitempty().protobuf(3),
    field("unschedulable", "Unschedulable", "bool", Type::Bool).omitempty().protobuf(4),
    field("taints", "Taints", "[]v1.Taint", Type::List(&List { of: Type::Struct(&TAINT), go_type: "v1.Taint", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("configSource", "ConfigSource", "v1.NodeConfigSource", Type::Struct(&NODE_CONFIG_SOURCE)).pointer().omitempty().protobuf(6),
    field("externalID", "DoNotUseExternalID", "string", Type::String).omitempty().protobuf(2),
    field("podPreemptionPolicy", "PodPreemptionPolicy", "v1.NodePodPreemptionPolicy", Type::Struct(&NODE_POD_PREEMPTION_POLICY)).pointer().omitempty().protobuf(8),
], ..EMPTY };

static TAINT: Struct = Struct { name: "Taint", package: "io.k8s.api.core.v1", go_type: "v1.Taint", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("value", "Value", "string", Type::String).omitempty().protobuf(2),
    field("effect", "Effect", "v1.TaintEffect", Type::String).required().values(&["NoExecute", "NoSchedule", "PreferNoSchedule"]).protobuf(3),
    field("timeAdded", "TimeAdded", "v1.Time", Type::Time).pointer().omitempty().protobuf(4),
], ..EMPTY };

static NODE_CONFIG_SOURCE: Struct = Struct { name: "NodeConfigSource", package: "io.k8s.api.core.v1", go_type: "v1.NodeConfigSource", atomic: false, fields: &[
    field("configMap", "ConfigMap", "v1.ConfigMapNodeConfigSource", Type::Struct(&CONFIG_MAP_NODE_CONFIG_SOURCE)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static CONFIG_MAP_NODE_CONFIG_SOURCE: Struct = Struct { name: "ConfigMapNodeConfigSource", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapNodeConfigSource", atomic: false, fields: &[
    field("namespace", "Namespace", "string", Type::String).required().protobuf(1),
    field("name", "Name", "string", Type::String).required().protobuf(2),
    field("uid", "UID", "types.UID", Type::String).omitempty().protobuf(3),
    field("resourceVersion", "ResourceVersion", "string", Type::String).omitempty().protobuf(4),
    field("kubeletConfigKey", "KubeletConfigKey", "string", Type::String).required().protobuf(5),
], ..EMPTY };

static NODE_POD_PREEMPTION_POLICY: Struct = Struct { name: "NodePodPreemptionPolicy", package: "io.k8s.api.core.v1", go_type: "v1.NodePodPreemptionPolicy", atomic: false, fields: &[
    field("disableResizePreemption", "DisableResizePreemption", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static NODE_STATUS: Struct = Struct { name: "NodeStatus", package: "io.k8s.api.core.v1", go_type: "v1.NodeStatus", atomic: false, fields: &[
    field("capacity", "Capacity", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("allocatable", "Allocatable", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(2),
    field("phase", "Phase", "v1.NodePhase", Type::String).omitempty().values(&["Pending", "Running", "Terminated"]).protobuf(3),
    field("conditions", "Conditions", "[]v1.NodeCondition", Type::List(&List { of: Type::Struct(&NODE_CONDITION), go_type: "v1.NodeCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(4).merge("type"),
    field("addresses", "Addresses", "[]v1.NodeAddress", Type::List(&List { of: Type::Struct(&NODE_ADDRESS), go_type: "v1.NodeAddress", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(5).merge("type"),
    field("daemonEndpoints", "DaemonEndpoints", "v1.NodeDaemonEndpoints", Type::Struct(&NODE_DAEMON_ENDPOINTS)).protobuf(6),
    field("nodeInfo", "NodeInfo", "v1.NodeSystemInfo", Type::Struct(&NODE_SYSTEM_INFO)).protobuf(7),
    field("images", "Images", "[]v1.ContainerImage", Type::List(&List { of: Type::Struct(&CONTAINER_IMAGE), go_type: "v1.ContainerImage", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(8),
    field("volumesInUse", "VolumesInUse", "[]v1.UniqueVolumeName", Type::List(&List { of: Type::String, go_type: "v1.UniqueVolumeName", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(9),
    field("volumesAttached", "VolumesAttached", "[]v1.AttachedVolume", Type::List(&List { of: Type::Struct(&ATTACHED_VOLUME), go_type: "v1.AttachedVolume", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(10),
    field("config", "Config", "v1.NodeConfigStatus", Type::Struct(&NODE_CONFIG_STATUS)).pointer().omitempty().protobuf(11),
    field("runtimeHandlers", "RuntimeHandlers", "[]v1.NodeRuntimeHandler", Type::List(&List { of: Type::Struct(&NODE_RUNTIME_HANDLER), go_type: "v1.NodeRuntimeHandler", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(12),
    field("features", "Features", "v1.NodeFeatures", Type::Struct(&NODE_FEATURES)).pointer().omitempty().protobuf(13),
    field("declaredFeatures", "DeclaredFeatures", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(14),
], ..EMPTY };

static NODE_CONDITION: Struct = Struct { name: "NodeCondition", package: "io.k8s.api.core.v1", go_type: "v1.NodeCondition", atomic: false, fields: &[
    field("type", "Type", "v1.NodeConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastHeartbeatTime", "LastHeartbeatTime", "v1.Time", Type::Time).protobuf(3),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(5),
    field("message", "Message", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

static NODE_ADDRESS: Struct = Struct { name: "NodeAddress", package: "io.k8s.api.core.v1", go_type: "v1.NodeAddress", atomic: false, fields: &[
    field("type", "Type", "v1.NodeAddressType", Type::String).required().protobuf(1),
    field("address", "Address", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static NODE_DAEMON_ENDPOINTS: Struct = Struct { name: "NodeDaemonEndpoints", package: "io.k8s.api.core.v1", go_type: "v1.NodeDaemonEndpoints", atomic: false, fields: &[
    field("kubeletEndpoint", "KubeletEndpoint", "v1.DaemonEndpoint", Type::Struct(&DAEMON_ENDPOINT)).protobuf(1),
], ..EMPTY };

static DAEMON_ENDPOINT: Struct = Struct { name: "DaemonEndpoint", package: "io.k8s.api.core.v1", go_type: "v1.DaemonEndpoint", atomic: false, fields: &[
    field("Port", "Port", "int32", Type::Int32).required().protobuf(1),
], ..EMPTY };

static NODE_SYSTEM_INFO: Struct = Struct { name: "NodeSystemInfo", package: "io.k8s.api.core.v1", go_type: "v1.NodeSystemInfo", atomic: false, fields: &[
    field("machineID", "MachineID", "string", Type::String).required().protobuf(1),
    field("systemUUID", "SystemUUID", "string", Type::String).required().protobuf(2),
    field("bootID", "BootID", "string", Type::String).required().protobuf(3),
    field("kernelVersion", "KernelVersion", "string", Type::String).required().protobuf(4),
    field("osImage", "OSImage", "string", Type::String).required().protobuf(5),
    field("containerRuntimeVersion", "ContainerRuntimeVersion", "string", Type::String).required().protobuf(6),
    field("kubeletVersion", "KubeletVersion", "string", Type::String).required().protobuf(7),
    field("kubeProxyVersion", "KubeProxyVersion", "string", Type::String).required().protobuf(8),
    field("operatingSystem", "OperatingSystem", "string", Type::String).required().protobuf(9),
    field("architecture", "Architecture", "string", Type::String).required().protobuf(10),
    field("swap", "Swap", "v1.NodeSwapStatus", Type::Struct(&NODE_SWAP_STATUS)).pointer().omitempty().protobuf(11),
    field("runningInUserNamespace", "RunningInUserNamespace", "bool", Type::Bool).pointer().omitempty().protobuf(12),
], ..EMPTY };

static NODE_SWAP_STATUS: Struct = Struct { name: "NodeSwapStatus", package: "io.k8s.api.core.v1", go_type: "v1.NodeSwapStatus", atomic: false, fields: &[
    field("capacity", "Capacity", "int64", Type::Int64).pointer().omitempty().protobuf(1),
], ..EMPTY };

static CONTAINER_IMAGE: Struct = Struct { name: "ContainerImage", package: "io.k8s.api.core.v1", go_type: "v1.ContainerImage", atomic: false, fields: &[
    field("names", "Names", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(1),
    field("sizeBytes", "SizeBytes", "int64", Type::Int64).omitempty().protobuf(2),
], ..EMPTY };

static ATTACHED_VOLUME: Struct = Struct { name: "AttachedVolume", package: "io.k8s.api.core.v1", go_type: "v1.AttachedVolume", atomic: false, fields: &[
    field("name", "Name", "v1.UniqueVolumeName", Type::String).required().protobuf(1),
    field("devicePath", "DevicePath", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static NODE_CONFIG_STATUS: Struct = Struct { name: "NodeConfigStatus", package: "io.k8s.api.core.v1", go_type: "v1.NodeConfigStatus", atomic: false, fields: &[
    field("assigned", "Assigned", "v1.NodeConfigSource", Type::Struct(&NODE_CONFIG_SOURCE)).pointer().omitempty().protobuf(1),
    field("active", "Active", "v1.NodeConfigSource", Type::Struct(&NODE_CONFIG_SOURCE)).pointer().omitempty().protobuf(2),
    field("lastKnownGood", "LastKnownGood", "v1.NodeConfigSource", Type::Struct(&NODE_CONFIG_SOURCE)).pointer().omitempty().protobuf(3),
    field("error", "Error", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static NODE_RUNTIME_HANDLER: Struct = Struct { name: "NodeRuntimeHandler", package: "io.k8s.api.core.v1", go_type: "v1.NodeRuntimeHandler", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).protobuf(1),
    field("features", "Features", "v1.NodeRuntimeHandlerFeatures", Type::Struct(&NODE_RUNTIME_HANDLER_FEATURES)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static NODE_RUNTIME_HANDLER_FEATURES: Struct = Struct { name: "NodeRuntimeHandlerFeatures", package: "io.k8s.api.core.v1", go_type: "v1.NodeRuntimeHandlerFeatures", atomic: false, fields: &[
    field("recursiveReadOnlyMounts", "RecursiveReadOnlyMounts", "bool", Type::Bool).pointer().omitempty().protobuf(1),
    field("userNamespaces", "UserNamespaces", "bool", Type::Bool).pointer().omitempty().protobuf(2),
], ..EMPTY };

static NODE_FEATURES: Struct = Struct { name: "NodeFeatures", package: "io.k8s.api.core.v1", go_type: "v1.NodeFeatures", atomic: false, fields: &[
    field("supplementalGroupsPolicy", "SupplementalGroupsPolicy", "bool", Type::Bool).pointer().omitempty().protobuf(1),
], ..EMPTY };

/// `NodeList`.
pub static NODE_LIST: Struct = Struct { name: "NodeList", package: "io.k8s.api.core.v1", go_type: "v1.NodeList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Node", Type::List(&List { of: Type::Struct(&NODE), go_type: "v1.Node", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `PersistentVolume`.
pub static PERSISTENT_VOLUME: Struct = Struct { name: "PersistentVolume", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolume", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PersistentVolumeSpec", Type::Struct(&PERSISTENT_VOLUME_SPEC)).protobuf(2),
    field("status", "Status", "v1.PersistentVolumeStatus", Type::Struct(&PERSISTENT_VOLUME_STATUS)).protobuf(3),
], ..EMPTY };

/// `PersistentVolumeSpec`.
pub static PERSISTENT_VOLUME_SPEC: Struct = Struct { name: "PersistentVolumeSpec", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeSpec", atomic: false, inline: &[Inline { number: 2, go_name: "PersistentVolumeSource", of: &PERSISTENT_VOLUME_SOURCE }], fields: &[
    field("capacity", "Capacity", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("gcePersistentDisk", "GCEPersistentDisk", "v1.GCEPersistentDiskVolumeSource", Type::Struct(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("awsElasticBlockStore", "AWSElasticBlockStore", "v1.AWSElasticBlockStoreVolumeSource", Type::Struct(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("hostPath", "HostPath", "v1.HostPathVolumeSource", Type::Struct(&HOST_PATH_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("glusterfs", "Glusterfs", "v1.GlusterfsPersistentVolumeSource", Type::Struct(&GLUSTERFS_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("nfs", "NFS", "v1.NFSVolumeSource", Type::Struct(&NFS_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("rbd", "RBD", "v1.RBDPersistentVolumeSource", Type::Struct(&RBD_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("iscsi", "ISCSI", "v1.ISCSIPersistentVolumeSource", Type::Struct(&ISCSI_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("cinder", "Cinder", "v1.CinderPersistentVolumeSource", Type::Struct(&CINDER_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("cephfs", "CephFS", "v1.CephFSPersistentVolumeSource", Type::Struct(&CEPH_FS_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("fc", "FC", "v1.FCVolumeSource", Type::Struct(&FC_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("flocker", "Flocker", "v1.FlockerVolumeSource", Type::Struct(&FLOCKER_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("flexVolume", "FlexVolume", "v1.FlexPersistentVolumeSource", Type::Struct(&FLEX_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("azureFile", "AzureFile", "v1.AzureFilePersistentVolumeSource", Type::Struct(&AZURE_FILE_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("vsphereVolume", "VsphereVolume", "v1.VsphereVirtualDiskVolumeSource", Type::Struct(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("quobyte", "Quobyte", "v1.QuobyteVolumeSource", Type::Struct(&QUOBYTE_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("azureDisk", "AzureDisk", "v1.AzureDiskVolumeSource", Type::Struct(&AZURE_DISK_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("photonPersistentDisk", "PhotonPersistentDisk", "v1.PhotonPersistentDiskVolumeSource", Type::Struct(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("portworxVolume", "PortworxVolume", "v1.PortworxVolumeSource", Type::Struct(&PORTWORX_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("scaleIO", "ScaleIO", "v1.ScaleIOPersistentVolumeSource", Type::Struct(&SCALE_IO_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("local", "Local", "v1.LocalVolumeSource", Type::Struct(&LOCAL_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("storageos", "StorageOS", "v1.StorageOSPersistentVolumeSource", Type::Struct(&STORAGE_OS_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("csi", "CSI", "v1.CSIPersistentVolumeSource", Type::Struct(&CSI_PERSISTENT_VOLUME_SOURCE)).embedded("PersistentVolumeSource").pointer().omitempty(),
    field("accessModes", "AccessModes", "[]v1.PersistentVolumeAccessMode", Type::List(&List { of: Type::String, go_type: "v1.PersistentVolumeAccessMode", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]).protobuf(3),
    field("claimRef", "ClaimRef", "v1.ObjectReference", Type::Struct(&OBJECT_REFERENCE_GRANULAR)).pointer().omitempty().protobuf(4),
    field("persistentVolumeReclaimPolicy", "PersistentVolumeReclaimPolicy", "v1.PersistentVolumeReclaimPolicy", Type::String).omitempty().values(&["Delete", "Recycle", "Retain"]).protobuf(5),
    field("storageClassName", "StorageClassName", "string", Type::String).omitempty().protobuf(6),
    field("mountOptions", "MountOptions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(7),
    field("volumeMode", "VolumeMode", "v1.PersistentVolumeMode", Type::String).pointer().omitempty().values(&["Block", "Filesystem"]).protobuf(8),
    field("nodeAffinity", "NodeAffinity", "v1.VolumeNodeAffinity", Type::Struct(&VOLUME_NODE_AFFINITY)).pointer().omitempty().protobuf(9),
    field("volumeAttributesClassName", "VolumeAttributesClassName", "string", Type::String).pointer().omitempty().protobuf(10),
], ..EMPTY };

static PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "PersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeSource", atomic: false, fields: &[
    field("gcePersistentDisk", "GCEPersistentDisk", "v1.GCEPersistentDiskVolumeSource", Type::Struct(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(1),
    field("awsElasticBlockStore", "AWSElasticBlockStore", "v1.AWSElasticBlockStoreVolumeSource", Type::Struct(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE)).pointer().omitempty().protobuf(2),
    field("hostPath", "HostPath", "v1.HostPathVolumeSource", Type::Struct(&HOST_PATH_VOLUME_SOURCE)).pointer().omitempty().protobuf(3),
    field("glusterfs", "Glusterfs", "v1.GlusterfsPersistentVolumeSource", Type::Struct(&GLUSTERFS_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(4),
    field("nfs", "NFS", "v1.NFSVolumeSource", Type::Struct(&NFS_VOLUME_SOURCE)).pointer().omitempty().protobuf(5),
    field("rbd", "RBD", "v1.RBDPersistentVolumeSource", Type::Struct(&RBD_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(6),
    field("iscsi", "ISCSI", "v1.ISCSIPersistentVolumeSource", Type::Struct(&ISCSI_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(7),
    field("cinder", "Cinder", "v1.CinderPersistentVolumeSource", Type::Struct(&CINDER_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(8),
    field("cephfs", "CephFS", "v1.CephFSPersistentVolumeSource", Type::Struct(&CEPH_FS_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(9),
    field("fc", "FC", "v1.FCVolumeSource", Type::Struct(&FC_VOLUME_SOURCE)).pointer().omitempty().protobuf(10),
    field("flocker", "Flocker", "v1.FlockerVolumeSource", Type::Struct(&FLOCKER_VOLUME_SOURCE)).pointer().omitempty().protobuf(11),
    field("flexVolume", "FlexVolume", "v1.FlexPersistentVolumeSource", Type::Struct(&FLEX_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(12),
    field("azureFile", "AzureFile", "v1.AzureFilePersistentVolumeSource", Type::Struct(&AZURE_FILE_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(13),
    field("vsphereVolume", "VsphereVolume", "v1.VsphereVirtualDiskVolumeSource", Type::Struct(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(14),
    field("quobyte", "Quobyte", "v1.QuobyteVolumeSource", Type::Struct(&QUOBYTE_VOLUME_SOURCE)).pointer().omitempty().protobuf(15),
    field("azureDisk", "AzureDisk", "v1.AzureDiskVolumeSource", Type::Struct(&AZURE_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(16),
    field("photonPersistentDisk", "PhotonPersistentDisk", "v1.PhotonPersistentDiskVolumeSource", Type::Struct(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(17),
    field("portworxVolume", "PortworxVolume", "v1.PortworxVolumeSource", Type::Struct(&PORTWORX_VOLUME_SOURCE)).pointer().omitempty().protobuf(18),
    field("scaleIO", "ScaleIO", "v1.ScaleIOPersistentVolumeSource", Type::Struct(&SCALE_IO_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(19),
    field("local", "Local", "v1.LocalVolumeSource", Type::Struct(&LOCAL_VOLUME_SOURCE)).pointer().omitempty().protobuf(20),
    field("storageos", "StorageOS", "v1.StorageOSPersistentVolumeSource", Type::Struct(&STORAGE_OS_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(21),
    field("csi", "CSI", "v1.CSIPersistentVolumeSource", Type::Struct(&CSI_PERSISTENT_VOLUME_SOURCE)).pointer().omitempty().protobuf(22),
], ..EMPTY };

static GCE_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct { name: "GCEPersistentDiskVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.GCEPersistentDiskVolumeSource", atomic: false, fields: &[
    field("pdName", "PDName", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("partition", "Partition", "int32", Type::Int32).omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
], ..EMPTY };

static AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE: Struct = Struct { name: "AWSElasticBlockStoreVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.AWSElasticBlockStoreVolumeSource", atomic: false, fields: &[
    field("volumeID", "VolumeID", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("partition", "Partition", "int32", Type::Int32).omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
], ..EMPTY };

static HOST_PATH_VOLUME_SOURCE: Struct = Struct { name: "HostPathVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.HostPathVolumeSource", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).required().protobuf(1),
    field("type", "Type", "v1.HostPathType", Type::String).pointer().omitempty().values(&["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"]).protobuf(2),
], ..EMPTY };

static GLUSTERFS_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "GlusterfsPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.GlusterfsPersistentVolumeSource", atomic: false, fields: &[
    field("endpoints", "EndpointsName", "string", Type::String).required().protobuf(1),
    field("path", "Path", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("endpointsNamespace", "EndpointsNamespace", "string", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

static NFS_VOLUME_SOURCE: Struct = Struct { name: "NFSVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.NFSVolumeSource", atomic: false, fields: &[
    field("server", "Server", "string", Type::String).required().protobuf(1),
    field("path", "Path", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
], ..EMPTY };

static RBD_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "RBDPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.RBDPersistentVolumeSource", atomic: false, fields: &[
    field("monitors", "CephMonitors", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("image", "RBDImage", "string", Type::String).required().protobuf(2),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(3),
    field("pool", "RBDPool", "string", Type::String).omitempty().default("\"rbd\"").protobuf(4),
    field("user", "RadosUser", "string", Type::String).omitempty().default("\"admin\"").protobuf(5),
    field("keyring", "Keyring", "string", Type::String).omitempty().default("\"/etc/ceph/keyring\"").protobuf(6),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(7),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(8),
], ..EMPTY };

static SECRET_REFERENCE: Struct = Struct { name: "SecretReference", package: "io.k8s.api.core.v1", go_type: "v1.SecretReference", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static ISCSI_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "ISCSIPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ISCSIPersistentVolumeSource", atomic: false, fields: &[
    field("targetPortal", "TargetPortal", "string", Type::String).required().protobuf(1),
    field("iqn", "IQN", "string", Type::String).required().protobuf(2),
    field("lun", "Lun", "int32", Type::Int32).required().protobuf(3),
    field("iscsiInterface", "ISCSIInterface", "string", Type::String).omitempty().default("\"default\"").protobuf(4),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(5),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(6),
    field("portals", "Portals", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(7),
    field("chapAuthDiscovery", "DiscoveryCHAPAuth", "bool", Type::Bool).omitempty().protobuf(8),
    field("chapAuthSession", "SessionCHAPAuth", "bool", Type::Bool).omitempty().protobuf(11),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(10),
    field("initiatorName", "InitiatorName", "string", Type::String).pointer().omitempty().protobuf(12),
], ..EMPTY };

static CINDER_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "CinderPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CinderPersistentVolumeSource", atomic: false, fields: &[
    field("volumeID", "VolumeID", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static CEPH_FS_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "CephFSPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CephFSPersistentVolumeSource", atomic: false, fields: &[
    field("monitors", "Monitors", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("path", "Path", "string", Type::String).omitempty().protobuf(2),
    field("user", "User", "string", Type::String).omitempty().protobuf(3),
    field("secretFile", "SecretFile", "string", Type::String).omitempty().protobuf(4),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(5),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(6),
], ..EMPTY };

static FC_VOLUME_SOURCE: Struct = Struct { name: "FCVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.FCVolumeSource", atomic: false, fields: &[
    field("targetWWNs", "TargetWWNs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("lun", "Lun", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
    field("wwids", "WWIDs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
], ..EMPTY };

static FLOCKER_VOLUME_SOURCE: Struct = Struct { name: "FlockerVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.FlockerVolumeSource", atomic: false, fields: &[
    field("datasetName", "DatasetName", "string", Type::String).omitempty().protobuf(1),
    field("datasetUUID", "DatasetUUID", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static FLEX_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "FlexPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.FlexPersistentVolumeSource", atomic: false, fields: &[
    field("driver", "Driver", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
    field("options", "Options", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(5),
], ..EMPTY };

static AZURE_FILE_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "AzureFilePersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.AzureFilePersistentVolumeSource", atomic: false, fields: &[
    field("secretName", "SecretName", "string", Type::String).required().protobuf(1),
    field("shareName", "ShareName", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("secretNamespace", "SecretNamespace", "string", Type::String).pointer().protobuf(4),
], ..EMPTY };

static VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE: Struct = Struct { name: "VsphereVirtualDiskVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.VsphereVirtualDiskVolumeSource", atomic: false, fields: &[
    field("volumePath", "VolumePath", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("storagePolicyName", "StoragePolicyName", "string", Type::String).omitempty().protobuf(3),
    field("storagePolicyID", "StoragePolicyID", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static QUOBYTE_VOLUME_SOURCE: Struct = Struct { name: "QuobyteVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.QuobyteVolumeSource", atomic: false, fields: &[
    field("registry", "Registry", "string", Type::String).required().protobuf(1),
    field("volume", "Volume", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("user", "User", "string", Type::String).omitempty().protobuf(4),
    field("group", "Group", "string", Type::String).omitempty().protobuf(5),
    field("tenant", "Tenant", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

static AZURE_DISK_VOLUME_SOURCE: Struct = Struct { name: "AzureDiskVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.AzureDiskVolumeSource", atomic: false, fields: &[
    field("diskName", "DiskName", "string", Type::String).required().protobuf(1),
    field("diskURI", "DataDiskURI", "string", Type::String).required().protobuf(2),
    field("cachingMode", "CachingMode", "v1.AzureDataDiskCachingMode", Type::String).pointer().omitempty().values(&["None", "ReadOnly", "ReadWrite"]).default("\"ReadWrite\"").protobuf(3),
    field("fsType", "FSType", "string", Type::String).pointer().omitempty().default("\"ext4\"").protobuf(4),
    field("readOnly", "ReadOnly", "bool", Type::Bool).pointer().omitempty().protobuf(5),
    field("kind", "Kind", "v1.AzureDataDiskKind", Type::String).pointer().omitempty().values(&["Dedicated", "Managed", "Shared"]).default("\"Shared\"").protobuf(6),
], ..EMPTY };

static PHOTON_PERSISTENT_DISK_VOLUME_SOURCE: Struct = Struct { name: "PhotonPersistentDiskVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.PhotonPersistentDiskVolumeSource", atomic: false, fields: &[
    field("pdID", "PdID", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static PORTWORX_VOLUME_SOURCE: Struct = Struct { name: "PortworxVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.PortworxVolumeSource", atomic: false, fields: &[
    field("volumeID", "VolumeID", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
], ..EMPTY };

static SCALE_IO_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "ScaleIOPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ScaleIOPersistentVolumeSource", atomic: false, fields: &[
    field("gateway", "Gateway", "string", Type::String).required().protobuf(1),
    field("system", "System", "string", Type::String).required().protobuf(2),
    field("secretRef", "SecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().required().protobuf(3),
    field("sslEnabled", "SSLEnabled", "bool", Type::Bool).omitempty().protobuf(4),
    field("protectionDomain", "ProtectionDomain", "string", Type::String).omitempty().protobuf(5),
    field("storagePool", "StoragePool", "string", Type::String).omitempty().protobuf(6),
    field("storageMode", "StorageMode", "string", Type::String).omitempty().default("\"ThinProvisioned\"").protobuf(7),
    field("volumeName", "VolumeName", "string", Type::String).omitempty().protobuf(8),
    field("fsType", "FSType", "string", Type::String).omitempty().default("\"xfs\"").protobuf(9),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(10),
], ..EMPTY };

static LOCAL_VOLUME_SOURCE: Struct = Struct { name: "LocalVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.LocalVolumeSource", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

static STORAGE_OS_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "StorageOSPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.StorageOSPersistentVolumeSource", atomic: false, fields: &[
    field("volumeName", "VolumeName", "string", Type::String).omitempty().protobuf(1),
    field("volumeNamespace", "VolumeNamespace", "string", Type::String).omitempty().protobuf(2),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
    field("secretRef", "SecretRef", "v1.ObjectReference", Type::Struct(&OBJECT_REFERENCE)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static CSI_PERSISTENT_VOLUME_SOURCE: Struct = Struct { name: "CSIPersistentVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CSIPersistentVolumeSource", atomic: false, fields: &[
    field("driver", "Driver", "string", Type::String).required().protobuf(1),
    field("volumeHandle", "VolumeHandle", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(4),
    field("volumeAttributes", "VolumeAttributes", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(5),
    field("controllerPublishSecretRef", "ControllerPublishSecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(6),
    field("nodeStageSecretRef", "NodeStageSecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(7),
    field("nodePublishSecretRef", "NodePublishSecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(8),
    field("controllerExpandSecretRef", "ControllerExpandSecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(9),
    field("nodeExpandSecretRef", "NodeExpandSecretRef", "v1.SecretReference", Type::Struct(&SECRET_REFERENCE)).pointer().omitempty().protobuf(10),
], ..EMPTY };

static OBJECT_REFERENCE_GRANULAR: Struct = Struct { name: "ObjectReference", package: "io.k8s.api.core.v1", go_type: "v1.ObjectReference", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).omitempty().protobuf(1),
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(2),
    field("name", "Name", "string", Type::String).omitempty().protobuf(3),
    field("uid", "UID", "types.UID", Type::String).omitempty().protobuf(4),
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(5),
    field("resourceVersion", "ResourceVersion", "string", Type::String).omitempty().protobuf(6),
    field("fieldPath", "FieldPath", "string", Type::String).omitempty().protobuf(7),
], ..EMPTY };

static VOLUME_NODE_AFFINITY: Struct = Struct { name: "VolumeNodeAffinity", package: "io.k8s.api.core.v1", go_type: "v1.VolumeNodeAffinity", atomic: false, fields: &[
    field("required", "Required", "v1.NodeSelector", Type::Struct(&NODE_SELECTOR)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static NODE_SELECTOR: Struct = Struct { name: "NodeSelector", package: "io.k8s.api.core.v1", go_type: "v1.NodeSelector", atomic: true, fields: &[
    field("nodeSelectorTerms", "NodeSelectorTerms", "[]v1.NodeSelectorTerm", Type::List(&List { of: Type::Struct(&NODE_SELECTOR_TERM), go_type: "v1.NodeSelectorTerm", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

static NODE_SELECTOR_TERM: Struct = Struct { name: "NodeSelectorTerm", package: "io.k8s.api.core.v1", go_type: "v1.NodeSelectorTerm", atomic: true, fields: &[
    field("matchExpressions", "MatchExpressions", "[]v1.NodeSelectorRequirement", Type::List(&List { of: Type::Struct(&NODE_SELECTOR_REQUIREMENT), go_type: "v1.NodeSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("matchFields", "MatchFields", "[]v1.NodeSelectorRequirement", Type::List(&List { of: Type::Struct(&NODE_SELECTOR_REQUIREMENT), go_type: "v1.NodeSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static NODE_SELECTOR_REQUIREMENT: Struct = Struct { name: "NodeSelectorRequirement", package: "io.k8s.api.core.v1", go_type: "v1.NodeSelectorRequirement", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("operator", "Operator", "v1.NodeSelectorOperator", Type::String).required().values(&["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"]).protobuf(2),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static PERSISTENT_VOLUME_STATUS: Struct = Struct { name: "PersistentVolumeStatus", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeStatus", atomic: false, fields: &[
    field("phase", "Phase", "v1.PersistentVolumePhase", Type::String).omitempty().values(&["Available", "Bound", "Failed", "Pending", "Released"]).protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(3),
    field("lastPhaseTransitionTime", "LastPhaseTransitionTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(4),
], ..EMPTY };

/// `PersistentVolumeList`.
pub static PERSISTENT_VOLUME_LIST: Struct = Struct { name: "PersistentVolumeList", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PersistentVolume", Type::List(&List { of: Type::Struct(&PERSISTENT_VOLUME), go_type: "v1.PersistentVolume", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `PersistentVolumeClaim`.
pub static PERSISTENT_VOLUME_CLAIM: Struct = Struct { name: "PersistentVolumeClaim", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaim", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PersistentVolumeClaimSpec", Type::Struct(&PERSISTENT_VOLUME_CLAIM_SPEC)).protobuf(2),
    field("status", "Status", "v1.PersistentVolumeClaimStatus", Type::Struct(&PERSISTENT_VOLUME_CLAIM_STATUS)).protobuf(3),
], ..EMPTY };

static PERSISTENT_VOLUME_CLAIM_SPEC: Struct = Struct { name: "PersistentVolumeClaimSpec", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimSpec", atomic: false, fields: &[
    field("accessModes", "AccessModes", "[]v1.PersistentVolumeAccessMode", Type::List(&List { of: Type::String, go_type: "v1.PersistentVolumeAccessMode", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]).protobuf(1),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(4),
    field("resources", "Resources", "v1.VolumeResourceRequirements", Type::Struct(&VOLUME_RESOURCE_REQUIREMENTS)).protobuf(2),
    field("volumeName", "VolumeName", "string", Type::String).omitempty().protobuf(3),
    field("storageClassName", "StorageClassName", "string", Type::String).pointer().omitempty().protobuf(5),
    field("volumeMode", "VolumeMode", "v1.PersistentVolumeMode", Type::String).pointer().omitempty().values(&["Block", "Filesystem"]).protobuf(6),
    field("dataSource", "DataSource", "v1.TypedLocalObjectReference", Type::Struct(&TYPED_LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(7),
    field("dataSourceRef", "DataSourceRef", "v1.TypedObjectReference", Type::Struct(&TYPED_OBJECT_REFERENCE)).pointer().omitempty().protobuf(8),
    field("volumeAttributesClassName", "VolumeAttributesClassName", "string", Type::String).pointer().omitempty().protobuf(9),
], ..EMPTY };

static VOLUME_RESOURCE_REQUIREMENTS: Struct = Struct { name: "VolumeResourceRequirements", package: "io.k8s.api.core.v1", go_type: "v1.VolumeResourceRequirements", atomic: false, fields: &[
    field("limits", "Limits", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("requests", "Requests", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `TypedLocalObjectReference`.
pub static TYPED_LOCAL_OBJECT_REFERENCE: Struct = Struct { name: "TypedLocalObjectReference", package: "io.k8s.api.core.v1", go_type: "v1.TypedLocalObjectReference", atomic: true, fields: &[
    field("apiGroup", "APIGroup", "string", Type::String).pointer().protobuf(1),
    field("kind", "Kind", "string", Type::String).required().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
], ..EMPTY };

static TYPED_OBJECT_REFERENCE: Struct = Struct { name: "TypedObjectReference", package: "io.k8s.api.core.v1", go_type: "v1.TypedObjectReference", atomic: false, fields: &[
    field("apiGroup", "APIGroup", "string", Type::String).pointer().protobuf(1),
    field("kind", "Kind", "string", Type::String).required().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
    field("namespace", "Namespace", "string", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

static PERSISTENT_VOLUME_CLAIM_STATUS: Struct = Struct { name: "PersistentVolumeClaimStatus", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimStatus", atomic: false, fields: &[
    field("phase", "Phase", "v1.PersistentVolumeClaimPhase", Type::String).omitempty().values(&["Bound", "Lost", "Pending"]).protobuf(1),
    field("accessModes", "AccessModes", "[]v1.PersistentVolumeAccessMode", Type::List(&List { of: Type::String, go_type: "v1.PersistentVolumeAccessMode", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]).protobuf(2),
    field("capacity", "Capacity", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(3),
    field("conditions", "Conditions", "[]v1.PersistentVolumeClaimCondition", Type::List(&List { of: Type::Struct(&PERSISTENT_VOLUME_CLAIM_CONDITION), go_type: "v1.PersistentVolumeClaimCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(4).merge("type"),
    field("allocatedResources", "AllocatedResources", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(5),
    field("allocatedResourceStatuses", "AllocatedResourceStatuses", "map[v1.ResourceName]v1.ClaimResourceStatus", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(7),
    field("currentVolumeAttributesClassName", "CurrentVolumeAttributesClassName", "string", Type::String).pointer().omitempty().protobuf(8),
    field("modifyVolumeStatus", "ModifyVolumeStatus", "v1.ModifyVolumeStatus", Type::Struct(&MODIFY_VOLUME_STATUS)).pointer().omitempty().protobuf(9),
    field("healthStatus", "HealthStatus", "v1.VolumeHealthStatus", Type::Struct(&VOLUME_HEALTH_STATUS)).pointer().omitempty().protobuf(10),
], ..EMPTY };

static PERSISTENT_VOLUME_CLAIM_CONDITION: Struct = Struct { name: "PersistentVolumeClaimCondition", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimCondition", atomic: false, fields: &[
    field("type", "Type", "v1.PersistentVolumeClaimConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastProbeTime", "LastProbeTime", "v1.Time", Type::Time).protobuf(3),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(5),
    field("message", "Message", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

static MODIFY_VOLUME_STATUS: Struct = Struct { name: "ModifyVolumeStatus", package: "io.k8s.api.core.v1", go_type: "v1.ModifyVolumeStatus", atomic: false, fields: &[
    field("targetVolumeAttributesClassName", "TargetVolumeAttributesClassName", "string", Type::String).omitempty().protobuf(1),
    field("status", "Status", "v1.PersistentVolumeClaimModifyVolumeStatus", Type::String).required().values(&["InProgress", "Infeasible", "Pending"]).protobuf(2),
], ..EMPTY };

static VOLUME_HEALTH_STATUS: Struct = Struct { name: "VolumeHealthStatus", package: "io.k8s.api.core.v1", go_type: "v1.VolumeHealthStatus", atomic: false, fields: &[
    field("healthConditions", "HealthConditions", "[]v1.VolumeHealthCondition", Type::List(&List { of: Type::Struct(&VOLUME_HEALTH_CONDITION), go_type: "v1.VolumeHealthCondition", topology: Topology::Keyed(&["status", "reason"]), declared: true, boxed: false })).omitempty().protobuf(1).merge("status"),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(2),
], ..EMPTY };

static VOLUME_HEALTH_CONDITION: Struct = Struct { name: "VolumeHealthCondition", package: "io.k8s.api.core.v1", go_type: "v1.VolumeHealthCondition", atomic: false, fields: &[
    field("status", "Status", "v1.VolumeHealthStatusType", Type::String).required().values(&["DataLoss", "Degraded", "Inaccessible"]).protobuf(1),
    field("reason", "Reason", "string", Type::String).required().protobuf(2),
    field("message", "Message", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };

/// `PersistentVolumeClaimList`.
pub static PERSISTENT_VOLUME_CLAIM_LIST: Struct = Struct { name: "PersistentVolumeClaimList", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PersistentVolumeClaim", Type::List(&List { of: Type::Struct(&PERSISTENT_VOLUME_CLAIM), go_type: "v1.PersistentVolumeClaim", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Pod`.
pub static POD: Struct = Struct { name: "Pod", package: "io.k8s.api.core.v1", go_type: "v1.Pod", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PodSpec", Type::Struct(&POD_SPEC)).protobuf(2),
    field("status", "Status", "v1.PodStatus", Type::Struct(&POD_STATUS)).protobuf(3),
], ..EMPTY };

static POD_SPEC: Struct = Struct { name: "PodSpec", package: "io.k8s.api.core.v1", go_type: "v1.PodSpec", atomic: false, fields: &[
    field("volumes", "Volumes", "[]v1.Volume", Type::List(&List { of: Type::Struct(&VOLUME), go_type: "v1.Volume", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(1).merge("name").retain_keys(),
    field("initContainers", "InitContainers", "[]v1.Container", Type::List(&List { of: Type::Struct(&CONTAINER), go_type: "v1.Container", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(20).merge("name"),
    field("containers", "Containers", "[]v1.Container", Type::List(&List { of: Type::Struct(&CONTAINER), go_type: "v1.Container", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).required().protobuf(2).merge("name"),
    field("ephemeralContainers", "EphemeralContainers", "[]v1.EphemeralContainer", Type::List(&List { of: Type::Struct(&EPHEMERAL_CONTAINER), go_type: "v1.EphemeralContainer", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(34).merge("name"),
    field("restartPolicy", "RestartPolicy", "v1.RestartPolicy", Type::String).omitempty().values(&["Always", "Never", "OnFailure"]).protobuf(3),
    field("terminationGracePeriodSeconds", "TerminationGracePeriodSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(4),
    field("activeDeadlineSeconds", "ActiveDeadlineSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(5),
    field("dnsPolicy", "DNSPolicy", "v1.DNSPolicy", Type::String).omitempty().values(&["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]).protobuf(6),
    field("nodeSelector", "NodeSelector", "map[string]string", Type::Map(&Map { of: Type::String, atomic: true })).omitempty().protobuf(7),
    field("serviceAccountName", "ServiceAccountName", "string", Type::String).omitempty().protobuf(8),
    field("serviceAccount", "DeprecatedServiceAccount", "string", Type::String).omitempty().protobuf(9),
    field("automountServiceAccountToken", "AutomountServiceAccountToken", "bool", Type::Bool).pointer().omitempty().protobuf(21),
    field("nodeName", "NodeName", "string", Type::String).omitempty().protobuf(10),
    field("hostNetwork", "HostNetwork", "bool", Type::Bool).omitempty().protobuf(11),
    field("hostPID", "HostPID", "bool", Type::Bool).omitempty().protobuf(12),
    field("hostIPC", "HostIPC", "bool", Type::Bool).omitempty().protobuf(13),
    field("shareProcessNamespace", "ShareProcessNamespace", "bool", Type::Bool).pointer().omitempty().protobuf(27),
    field("securityContext", "SecurityContext", "v1.PodSecurityContext", Type::Struct(&POD_SECURITY_CONTEXT)).pointer().omitempty().protobuf(14),
    field("imagePullSecrets", "ImagePullSecrets", "[]v1.LocalObjectReference", Type::List(&List { of: Type::Struct(&LOCAL_OBJECT_REFERENCE), go_type: "v1.LocalObjectReference", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(15).merge("name"),
    field("hostname", "Hostname", "string", Type::String).omitempty().protobuf(16),
    field("subdomain", "Subdomain", "string", Type::String).omitempty().protobuf(17),
    field("affinity", "Affinity", "v1.Affinity", Type::Struct(&AFFINITY)).pointer().omitempty().protobuf(18),
    field("schedulerName", "SchedulerName", "string", Type::String).omitempty().protobuf(19),
    field("tolerations", "Tolerations", "[]v1.Toleration", Type::List(&List { of: Type::Struct(&TOLERATION), go_type: "v1.Toleration", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(22),
    field("hostAliases", "HostAliases", "[]v1.HostAlias", Type::List(&List { of: Type::Struct(&HOST_ALIAS), go_type: "v1.HostAlias", topology: Topology::Keyed(&["ip"]), declared: true, boxed: false })).omitempty().protobuf(23).merge("ip"),
    field("priorityClassName", "PriorityClassName", "string", Type::String).omitempty().protobuf(24),
    field("priority", "Priority", "int32", Type::Int32).pointer().omitempty().protobuf(25),
    field("dnsConfig", "DNSConfig", "v1.PodDNSConfig", Type::Struct(&POD_DNS_CONFIG)).pointer().omitempty().protobuf(26),
    field("readinessGates", "ReadinessGates", "[]v1.PodReadinessGate", Type::List(&List { of: Type::Struct(&POD_READINESS_GATE), go_type: "v1.PodReadinessGate", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(28),
    field("runtimeClassName", "RuntimeClassName", "string", Type::String).pointer().omitempty().protobuf(29),
    field("enableServiceLinks", "EnableServiceLinks", "bool", Type::Bool).pointer().omitempty().protobuf(30),
    field("preemptionPolicy", "PreemptionPolicy", "v1.PreemptionPolicy", Type::String).pointer().omitempty().values(&["Never", "PreemptLowerPriority"]).protobuf(31),
    field("overhead", "Overhead", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(32),
    field("topologySpreadConstraints", "TopologySpreadConstraints", "[]v1.TopologySpreadConstraint", Type::List(&List { of: Type::Struct(&TOPOLOGY_SPREAD_CONSTRAINT), go_type: "v1.TopologySpreadConstraint", topology: Topology::Keyed(&["topologyKey", "whenUnsatisfiable"]), declared: true, boxed: false })).omitempty().protobuf(33).merge("topologyKey"),
    field("setHostnameAsFQDN", "SetHostnameAsFQDN", "bool", Type::Bool).pointer().omitempty().protobuf(35),
    field("os", "OS", "v1.PodOS", Type::Struct(&POD_OS)).pointer().omitempty().protobuf(36),
    field("hostUsers", "HostUsers", "bool", Type::Bool).pointer().omitempty().protobuf(37),
    field("schedulingGates", "SchedulingGates", "[]v1.PodSchedulingGate", Type::List(&List { of: Type::Struct(&POD_SCHEDULING_GATE), go_type: "v1.PodSchedulingGate", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(38).merge("name"),
    field("resourceClaims", "ResourceClaims", "[]v1.PodResourceClaim", Type::List(&List { of: Type::Struct(&POD_RESOURCE_CLAIM), go_type: "v1.PodResourceClaim", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(39).merge("name").retain_keys(),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).pointer().omitempty().protobuf(40),
    field("hostnameOverride", "HostnameOverride", "string", Type::String).pointer().omitempty().protobuf(41),
    field("schedulingGroup", "SchedulingGroup", "v1.PodSchedulingGroup", Type::Struct(&POD_SCHEDULING_GROUP)).pointer().omitempty().protobuf(43),
    field("evictionResponders", "EvictionResponders", "[]v1.EvictionResponder", Type::List(&List { of: Type::Struct(&EVICTION_RESPONDER), go_type: "v1.EvictionResponder", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(44).merge("name"),
], ..EMPTY };

static VOLUME: Struct = Struct { name: "Volume", package: "io.k8s.api.core.v1", go_type: "v1.Volume", atomic: false, inline: &[Inline { number: 2, go_name: "VolumeSource", of: &VOLUME_SOURCE }], fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("hostPath", "HostPath", "v1.HostPathVolumeSource", Type::Struct(&HOST_PATH_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("emptyDir", "EmptyDir", "v1.EmptyDirVolumeSource", Type::Struct(&EMPTY_DIR_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("gcePersistentDisk", "GCEPersistentDisk", "v1.GCEPersistentDiskVolumeSource", Type::Struct(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("awsElasticBlockStore", "AWSElasticBlockStore", "v1.AWSElasticBlockStoreVolumeSource", Type::Struct(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("gitRepo", "GitRepo", "v1.GitRepoVolumeSource", Type::Struct(&GIT_REPO_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("secret", "Secret", "v1.SecretVolumeSource", Type::Struct(&SECRET_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("nfs", "NFS", "v1.NFSVolumeSource", Type::Struct(&NFS_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("iscsi", "ISCSI", "v1.ISCSIVolumeSource", Type::Struct(&ISCSI_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("glusterfs", "Glusterfs", "v1.GlusterfsVolumeSource", Type::Struct(&GLUSTERFS_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("persistentVolumeClaim", "PersistentVolumeClaim", "v1.PersistentVolumeClaimVolumeSource", Type::Struct(&PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("rbd", "RBD", "v1.RBDVolumeSource", Type::Struct(&RBD_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("flexVolume", "FlexVolume", "v1.FlexVolumeSource", Type::Struct(&FLEX_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("cinder", "Cinder", "v1.CinderVolumeSource", Type::Struct(&CINDER_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("cephfs", "CephFS", "v1.CephFSVolumeSource", Type::Struct(&CEPH_FS_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("flocker", "Flocker", "v1.FlockerVolumeSource", Type::Struct(&FLOCKER_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("downwardAPI", "DownwardAPI", "v1.DownwardAPIVolumeSource", Type::Struct(&DOWNWARD_API_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("fc", "FC", "v1.FCVolumeSource", Type::Struct(&FC_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("azureFile", "AzureFile", "v1.AzureFileVolumeSource", Type::Struct(&AZURE_FILE_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("configMap", "ConfigMap", "v1.ConfigMapVolumeSource", Type::Struct(&CONFIG_MAP_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("vsphereVolume", "VsphereVolume", "v1.VsphereVirtualDiskVolumeSource", Type::Struct(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("quobyte", "Quobyte", "v1.QuobyteVolumeSource", Type::Struct(&QUOBYTE_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("azureDisk", "AzureDisk", "v1.AzureDiskVolumeSource", Type::Struct(&AZURE_DISK_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("photonPersistentDisk", "PhotonPersistentDisk", "v1.PhotonPersistentDiskVolumeSource", Type::Struct(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("projected", "Projected", "v1.ProjectedVolumeSource", Type::Struct(&PROJECTED_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("portworxVolume", "PortworxVolume", "v1.PortworxVolumeSource", Type::Struct(&PORTWORX_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("scaleIO", "ScaleIO", "v1.ScaleIOVolumeSource", Type::Struct(&SCALE_IO_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("storageos", "StorageOS", "v1.StorageOSVolumeSource", Type::Struct(&STORAGE_OS_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("csi", "CSI", "v1.CSIVolumeSource", Type::Struct(&CSI_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("ephemeral", "Ephemeral", "v1.EphemeralVolumeSource", Type::Struct(&EPHEMERAL_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
    field("image", "Image", "v1.ImageVolumeSource", Type::Struct(&IMAGE_VOLUME_SOURCE)).embedded("VolumeSource").pointer().omitempty(),
], ..EMPTY };

static VOLUME_SOURCE: Struct = Struct { name: "VolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.VolumeSource", atomic: false, fields: &[
    field("hostPath", "HostPath", "v1.HostPathVolumeSource", Type::Struct(&HOST_PATH_VOLUME_SOURCE)).pointer().omitempty().protobuf(1),
    field("emptyDir", "EmptyDir", "v1.EmptyDirVolumeSource", Type::Struct(&EMPTY_DIR_VOLUME_SOURCE)).pointer().omitempty().protobuf(2),
    field("gcePersistentDisk", "GCEPersistentDisk", "v1.GCEPersistentDiskVolumeSource", Type::Struct(&GCE_PERSISTENT_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(3),
    field("awsElasticBlockStore", "AWSElasticBlockStore", "v1.AWSElasticBlockStoreVolumeSource", Type::Struct(&AWS_ELASTIC_BLOCK_STORE_VOLUME_SOURCE)).pointer().omitempty().protobuf(4),
    field("gitRepo", "GitRepo", "v1.GitRepoVolumeSource", Type::Struct(&GIT_REPO_VOLUME_SOURCE)).pointer().omitempty().protobuf(5),
    field("secret", "Secret", "v1.SecretVolumeSource", Type::Struct(&SECRET_VOLUME_SOURCE)).pointer().omitempty().protobuf(6),
    field("nfs", "NFS", "v1.NFSVolumeSource", Type::Struct(&NFS_VOLUME_SOURCE)).pointer().omitempty().protobuf(7),
    field("iscsi", "ISCSI", "v1.ISCSIVolumeSource", Type::Struct(&ISCSI_VOLUME_SOURCE)).pointer().omitempty().protobuf(8),
    field("glusterfs", "Glusterfs", "v1.GlusterfsVolumeSource", Type::Struct(&GLUSTERFS_VOLUME_SOURCE)).pointer().omitempty().protobuf(9),
    field("persistentVolumeClaim", "PersistentVolumeClaim", "v1.PersistentVolumeClaimVolumeSource", Type::Struct(&PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE)).pointer().omitempty().protobuf(10),
    field("rbd", "RBD", "v1.RBDVolumeSource", Type::Struct(&RBD_VOLUME_SOURCE)).pointer().omitempty().protobuf(11),
    field("flexVolume", "FlexVolume", "v1.FlexVolumeSource", Type::Struct(&FLEX_VOLUME_SOURCE)).pointer().omitempty().protobuf(12),
    field("cinder", "Cinder", "v1.CinderVolumeSource", Type::Struct(&CINDER_VOLUME_SOURCE)).pointer().omitempty().protobuf(13),
    field("cephfs", "CephFS", "v1.CephFSVolumeSource", Type::Struct(&CEPH_FS_VOLUME_SOURCE)).pointer().omitempty().protobuf(14),
    field("flocker", "Flocker", "v1.FlockerVolumeSource", Type::Struct(&FLOCKER_VOLUME_SOURCE)).pointer().omitempty().protobuf(15),
    field("downwardAPI", "DownwardAPI", "v1.DownwardAPIVolumeSource", Type::Struct(&DOWNWARD_API_VOLUME_SOURCE)).pointer().omitempty().protobuf(16),
    field("fc", "FC", "v1.FCVolumeSource", Type::Struct(&FC_VOLUME_SOURCE)).pointer().omitempty().protobuf(17),
    field("azureFile", "AzureFile", "v1.AzureFileVolumeSource", Type::Struct(&AZURE_FILE_VOLUME_SOURCE)).pointer().omitempty().protobuf(18),
    field("configMap", "ConfigMap", "v1.ConfigMapVolumeSource", Type::Struct(&CONFIG_MAP_VOLUME_SOURCE)).pointer().omitempty().protobuf(19),
    field("vsphereVolume", "VsphereVolume", "v1.VsphereVirtualDiskVolumeSource", Type::Struct(&VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(20),
    field("quobyte", "Quobyte", "v1.QuobyteVolumeSource", Type::Struct(&QUOBYTE_VOLUME_SOURCE)).pointer().omitempty().protobuf(21),
    field("azureDisk", "AzureDisk", "v1.AzureDiskVolumeSource", Type::Struct(&AZURE_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(22),
    field("photonPersistentDisk", "PhotonPersistentDisk", "v1.PhotonPersistentDiskVolumeSource", Type::Struct(&PHOTON_PERSISTENT_DISK_VOLUME_SOURCE)).pointer().omitempty().protobuf(23),
    field("projected", "Projected", "v1.ProjectedVolumeSource", Type::Struct(&PROJECTED_VOLUME_SOURCE)).pointer().omitempty().protobuf(26),
    field("portworxVolume", "PortworxVolume", "v1.PortworxVolumeSource", Type::Struct(&PORTWORX_VOLUME_SOURCE)).pointer().omitempty().protobuf(24),
    field("scaleIO", "ScaleIO", "v1.ScaleIOVolumeSource", Type::Struct(&SCALE_IO_VOLUME_SOURCE)).pointer().omitempty().protobuf(25),
    field("storageos", "StorageOS", "v1.StorageOSVolumeSource", Type::Struct(&STORAGE_OS_VOLUME_SOURCE)).pointer().omitempty().protobuf(27),
    field("csi", "CSI", "v1.CSIVolumeSource", Type::Struct(&CSI_VOLUME_SOURCE)).pointer().omitempty().protobuf(28),
    field("ephemeral", "Ephemeral", "v1.EphemeralVolumeSource", Type::Struct(&EPHEMERAL_VOLUME_SOURCE)).pointer().omitempty().protobuf(29),
    field("image", "Image", "v1.ImageVolumeSource", Type::Struct(&IMAGE_VOLUME_SOURCE)).pointer().omitempty().protobuf(30),
], ..EMPTY };

static EMPTY_DIR_VOLUME_SOURCE: Struct = Struct { name: "EmptyDirVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.EmptyDirVolumeSource", atomic: false, fields: &[
    field("medium", "Medium", "v1.StorageMedium", Type::String).omitempty().protobuf(1),
    field("sizeLimit", "SizeLimit", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(2),
    field("mode", "Mode", "int32", Type::Int32).pointer().omitempty().protobuf(3),
], ..EMPTY };

static GIT_REPO_VOLUME_SOURCE: Struct = Struct { name: "GitRepoVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.GitRepoVolumeSource", atomic: false, fields: &[
    field("repository", "Repository", "string", Type::String).required().protobuf(1),
    field("revision", "Revision", "string", Type::String).omitempty().protobuf(2),
    field("directory", "Directory", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };

static SECRET_VOLUME_SOURCE: Struct = Struct { name: "SecretVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.SecretVolumeSource", atomic: false, fields: &[
    field("secretName", "SecretName", "string", Type::String).omitempty().protobuf(1),
    field("items", "Items", "[]v1.KeyToPath", Type::List(&List { of: Type::Struct(&KEY_TO_PATH), go_type: "v1.KeyToPath", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("defaultMode", "DefaultMode", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(4),
    field("defaultUser", "DefaultUser", "int64", Type::Int64).pointer().omitempty().protobuf(5),
], ..EMPTY };

static KEY_TO_PATH: Struct = Struct { name: "KeyToPath", package: "io.k8s.api.core.v1", go_type: "v1.KeyToPath", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("path", "Path", "string", Type::String).required().protobuf(2),
    field("mode", "Mode", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("user", "User", "int64", Type::Int64).pointer().omitempty().protobuf(4),
], ..EMPTY };

static ISCSI_VOLUME_SOURCE: Struct = Struct { name: "ISCSIVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ISCSIVolumeSource", atomic: false, fields: &[
    field("targetPortal", "TargetPortal", "string", Type::String).required().protobuf(1),
    field("iqn", "IQN", "string", Type::String).required().protobuf(2),
    field("lun", "Lun", "int32", Type::Int32).required().protobuf(3),
    field("iscsiInterface", "ISCSIInterface", "string", Type::String).omitempty().default("\"default\"").protobuf(4),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(5),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(6),
    field("portals", "Portals", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(7),
    field("chapAuthDiscovery", "DiscoveryCHAPAuth", "bool", Type::Bool).omitempty().protobuf(8),
    field("chapAuthSession", "SessionCHAPAuth", "bool", Type::Bool).omitempty().protobuf(11),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(10),
    field("initiatorName", "InitiatorName", "string", Type::String).pointer().omitempty().protobuf(12),
], ..EMPTY };

static GLUSTERFS_VOLUME_SOURCE: Struct = Struct { name: "GlusterfsVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.GlusterfsVolumeSource", atomic: false, fields: &[
    field("endpoints", "EndpointsName", "string", Type::String).required().protobuf(1),
    field("path", "Path", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
], ..EMPTY };

static PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE: Struct = Struct { name: "PersistentVolumeClaimVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimVolumeSource", atomic: false, fields: &[
    field("claimName", "ClaimName", "string", Type::String).required().protobuf(1),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(2),
], ..EMPTY };

static RBD_VOLUME_SOURCE: Struct = Struct { name: "RBDVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.RBDVolumeSource", atomic: false, fields: &[
    field("monitors", "CephMonitors", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("image", "RBDImage", "string", Type::String).required().protobuf(2),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(3),
    field("pool", "RBDPool", "string", Type::String).omitempty().default("\"rbd\"").protobuf(4),
    field("user", "RadosUser", "string", Type::String).omitempty().default("\"admin\"").protobuf(5),
    field("keyring", "Keyring", "string", Type::String).omitempty().default("\"/etc/ceph/keyring\"").protobuf(6),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(7),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(8),
], ..EMPTY };

static FLEX_VOLUME_SOURCE: Struct = Struct { name: "FlexVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.FlexVolumeSource", atomic: false, fields: &[
    field("driver", "Driver", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
    field("options", "Options", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(5),
], ..EMPTY };

static CINDER_VOLUME_SOURCE: Struct = Struct { name: "CinderVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CinderVolumeSource", atomic: false, fields: &[
    field("volumeID", "VolumeID", "string", Type::String).required().protobuf(1),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static CEPH_FS_VOLUME_SOURCE: Struct = Struct { name: "CephFSVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CephFSVolumeSource", atomic: false, fields: &[
    field("monitors", "Monitors", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("path", "Path", "string", Type::String).omitempty().protobuf(2),
    field("user", "User", "string", Type::String).omitempty().protobuf(3),
    field("secretFile", "SecretFile", "string", Type::String).omitempty().protobuf(4),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(5),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(6),
], ..EMPTY };

static DOWNWARD_API_VOLUME_SOURCE: Struct = Struct { name: "DownwardAPIVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.DownwardAPIVolumeSource", atomic: false, fields: &[
    field("items", "Items", "[]v1.DownwardAPIVolumeFile", Type::List(&List { of: Type::Struct(&DOWNWARD_API_VOLUME_FILE), go_type: "v1.DownwardAPIVolumeFile", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("defaultMode", "DefaultMode", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("defaultUser", "DefaultUser", "int64", Type::Int64).pointer().omitempty().protobuf(3),
], ..EMPTY };

static DOWNWARD_API_VOLUME_FILE: Struct = Struct { name: "DownwardAPIVolumeFile", package: "io.k8s.api.core.v1", go_type: "v1.DownwardAPIVolumeFile", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).required().protobuf(1),
    field("fieldRef", "FieldRef", "v1.ObjectFieldSelector", Type::Struct(&OBJECT_FIELD_SELECTOR)).pointer().omitempty().protobuf(2),
    field("resourceFieldRef", "ResourceFieldRef", "v1.ResourceFieldSelector", Type::Struct(&RESOURCE_FIELD_SELECTOR)).pointer().omitempty().protobuf(3),
    field("mode", "Mode", "int32", Type::Int32).pointer().omitempty().protobuf(4),
    field("user", "User", "int64", Type::Int64).pointer().omitempty().protobuf(5),
], ..EMPTY };

static OBJECT_FIELD_SELECTOR: Struct = Struct { name: "ObjectFieldSelector", package: "io.k8s.api.core.v1", go_type: "v1.ObjectFieldSelector", atomic: true, fields: &[
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(1),
    field("fieldPath", "FieldPath", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static RESOURCE_FIELD_SELECTOR: Struct = Struct { name: "ResourceFieldSelector", package: "io.k8s.api.core.v1", go_type: "v1.ResourceFieldSelector", atomic: true, fields: &[
    field("containerName", "ContainerName", "string", Type::String).omitempty().protobuf(1),
    field("resource", "Resource", "string", Type::String).required().protobuf(2),
    field("divisor", "Divisor", "resource.Quantity", Type::Quantity).protobuf(3),
], ..EMPTY };

static AZURE_FILE_VOLUME_SOURCE: Struct = Struct { name: "AzureFileVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.AzureFileVolumeSource", atomic: false, fields: &[
    field("secretName", "SecretName", "string", Type::String).required().protobuf(1),
    field("shareName", "ShareName", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
], ..EMPTY };

static CONFIG_MAP_VOLUME_SOURCE: Struct = Struct { name: "ConfigMapVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapVolumeSource", atomic: false, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("items", "Items", "[]v1.KeyToPath", Type::List(&List { of: Type::Struct(&KEY_TO_PATH), go_type: "v1.KeyToPath", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("defaultMode", "DefaultMode", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(4),
    field("defaultUser", "DefaultUser", "int64", Type::Int64).pointer().omitempty().protobuf(5),
], ..EMPTY };

static PROJECTED_VOLUME_SOURCE: Struct = Struct { name: "ProjectedVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ProjectedVolumeSource", atomic: false, fields: &[
    field("sources", "Sources", "[]v1.VolumeProjection", Type::List(&List { of: Type::Struct(&VOLUME_PROJECTION), go_type: "v1.VolumeProjection", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(1),
    field("defaultMode", "DefaultMode", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("defaultUser", "DefaultUser", "int64", Type::Int64).pointer().omitempty().protobuf(3),
], ..EMPTY };

static VOLUME_PROJECTION: Struct = Struct { name: "VolumeProjection", package: "io.k8s.api.core.v1", go_type: "v1.VolumeProjection", atomic: false, fields: &[
    field("secret", "Secret", "v1.SecretProjection", Type::Struct(&SECRET_PROJECTION)).pointer().omitempty().protobuf(1),
    field("downwardAPI", "DownwardAPI", "v1.DownwardAPIProjection", Type::Struct(&DOWNWARD_API_PROJECTION)).pointer().omitempty().protobuf(2),
    field("configMap", "ConfigMap", "v1.ConfigMapProjection", Type::Struct(&CONFIG_MAP_PROJECTION)).pointer().omitempty().protobuf(3),
    field("serviceAccountToken", "ServiceAccountToken", "v1.ServiceAccountTokenProjection", Type::Struct(&SERVICE_ACCOUNT_TOKEN_PROJECTION)).pointer().omitempty().protobuf(4),
    field("clusterTrustBundle", "ClusterTrustBundle", "v1.ClusterTrustBundleProjection", Type::Struct(&CLUSTER_TRUST_BUNDLE_PROJECTION)).pointer().omitempty().protobuf(5),
    field("podCertificate", "PodCertificate", "v1.PodCertificateProjection", Type::Struct(&POD_CERTIFICATE_PROJECTION)).pointer().omitempty().protobuf(6),
], ..EMPTY };

static SECRET_PROJECTION: Struct = Struct { name: "SecretProjection", package: "io.k8s.api.core.v1", go_type: "v1.SecretProjection", atomic: false, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("items", "Items", "[]v1.KeyToPath", Type::List(&List { of: Type::Struct(&KEY_TO_PATH), go_type: "v1.KeyToPath", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(4),
], ..EMPTY };

static DOWNWARD_API_PROJECTION: Struct = Struct { name: "DownwardAPIProjection", package: "io.k8s.api.core.v1", go_type: "v1.DownwardAPIProjection", atomic: false, fields: &[
    field("items", "Items", "[]v1.DownwardAPIVolumeFile", Type::List(&List { of: Type::Struct(&DOWNWARD_API_VOLUME_FILE), go_type: "v1.DownwardAPIVolumeFile", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static CONFIG_MAP_PROJECTION: Struct = Struct { name: "ConfigMapProjection", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapProjection", atomic: false, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("items", "Items", "[]v1.KeyToPath", Type::List(&List { of: Type::Struct(&KEY_TO_PATH), go_type: "v1.KeyToPath", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(4),
], ..EMPTY };

static SERVICE_ACCOUNT_TOKEN_PROJECTION: Struct = Struct { name: "ServiceAccountTokenProjection", package: "io.k8s.api.core.v1", go_type: "v1.ServiceAccountTokenProjection", atomic: false, fields: &[
    field("audience", "Audience", "string", Type::String).omitempty().protobuf(1),
    field("expirationSeconds", "ExpirationSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(2),
    field("path", "Path", "string", Type::String).required().protobuf(3),
    field("user", "User", "int64", Type::Int64).pointer().omitempty().protobuf(4),
], ..EMPTY };

static CLUSTER_TRUST_BUNDLE_PROJECTION: Struct = Struct { name: "ClusterTrustBundleProjection", package: "io.k8s.api.core.v1", go_type: "v1.ClusterTrustBundleProjection", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).pointer().omitempty().protobuf(1),
    field("signerName", "SignerName", "string", Type::String).pointer().omitempty().protobuf(2),
    field("labelSelector", "LabelSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(3),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(5),
    field("path", "Path", "string", Type::String).required().protobuf(4),
    field("user", "User", "int64", Type::Int64).pointer().omitempty().protobuf(6),
], ..EMPTY };

static POD_CERTIFICATE_PROJECTION: Struct = Struct { name: "PodCertificateProjection", package: "io.k8s.api.core.v1", go_type: "v1.PodCertificateProjection", atomic: false, fields: &[
    field("signerName", "SignerName", "string", Type::String).omitempty().required().protobuf(1),
    field("keyType", "KeyType", "string", Type::String).omitempty().required().protobuf(2),
    field("maxExpirationSeconds", "MaxExpirationSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("credentialBundlePath", "CredentialBundlePath", "string", Type::String).omitempty().protobuf(4),
    field("keyPath", "KeyPath", "string", Type::String).omitempty().protobuf(5),
    field("certificateChainPath", "CertificateChainPath", "string", Type::String).omitempty().protobuf(6),
    field("userAnnotations", "UserAnnotations", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(7),
    field("user", "User", "int64", Type::Int64).pointer().omitempty().protobuf(8),
], ..EMPTY };

static SCALE_IO_VOLUME_SOURCE: Struct = Struct { name: "ScaleIOVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ScaleIOVolumeSource", atomic: false, fields: &[
    field("gateway", "Gateway", "string", Type::String).required().protobuf(1),
    field("system", "System", "string", Type::String).required().protobuf(2),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().required().protobuf(3),
    field("sslEnabled", "SSLEnabled", "bool", Type::Bool).omitempty().protobuf(4),
    field("protectionDomain", "ProtectionDomain", "string", Type::String).omitempty().protobuf(5),
    field("storagePool", "StoragePool", "string", Type::String).omitempty().protobuf(6),
    field("storageMode", "StorageMode", "string", Type::String).omitempty().default("\"ThinProvisioned\"").protobuf(7),
    field("volumeName", "VolumeName", "string", Type::String).omitempty().protobuf(8),
    field("fsType", "FSType", "string", Type::String).omitempty().default("\"xfs\"").protobuf(9),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(10),
], ..EMPTY };

static STORAGE_OS_VOLUME_SOURCE: Struct = Struct { name: "StorageOSVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.StorageOSVolumeSource", atomic: false, fields: &[
    field("volumeName", "VolumeName", "string", Type::String).omitempty().protobuf(1),
    field("volumeNamespace", "VolumeNamespace", "string", Type::String).omitempty().protobuf(2),
    field("fsType", "FSType", "string", Type::String).omitempty().protobuf(3),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(4),
    field("secretRef", "SecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static CSI_VOLUME_SOURCE: Struct = Struct { name: "CSIVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.CSIVolumeSource", atomic: false, fields: &[
    field("driver", "Driver", "string", Type::String).required().protobuf(1),
    field("readOnly", "ReadOnly", "bool", Type::Bool).pointer().omitempty().protobuf(2),
    field("fsType", "FSType", "string", Type::String).pointer().omitempty().protobuf(3),
    field("volumeAttributes", "VolumeAttributes", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(4),
    field("nodePublishSecretRef", "NodePublishSecretRef", "v1.LocalObjectReference", Type::Struct(&LOCAL_OBJECT_REFERENCE)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static EPHEMERAL_VOLUME_SOURCE: Struct = Struct { name: "EphemeralVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.EphemeralVolumeSource", atomic: false, fields: &[
    field("volumeClaimTemplate", "VolumeClaimTemplate", "v1.PersistentVolumeClaimTemplate", Type::Struct(&PERSISTENT_VOLUME_CLAIM_TEMPLATE)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static PERSISTENT_VOLUME_CLAIM_TEMPLATE: Struct = Struct { name: "PersistentVolumeClaimTemplate", package: "io.k8s.api.core.v1", go_type: "v1.PersistentVolumeClaimTemplate", atomic: false, fields: &[
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PersistentVolumeClaimSpec", Type::Struct(&PERSISTENT_VOLUME_CLAIM_SPEC)).required().protobuf(2),
], ..EMPTY };

static IMAGE_VOLUME_SOURCE: Struct = Struct { name: "ImageVolumeSource", package: "io.k8s.api.core.v1", go_type: "v1.ImageVolumeSource", atomic: false, fields: &[
    field("reference", "Reference", "string", Type::String).omitempty().protobuf(1),
    field("pullPolicy", "PullPolicy", "v1.PullPolicy", Type::String).omitempty().values(&["Always", "IfNotPresent", "Never"]).protobuf(2),
], ..EMPTY };

static CONTAINER: Struct = Struct { name: "Container", package: "io.k8s.api.core.v1", go_type: "v1.Container", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("image", "Image", "string", Type::String).omitempty().protobuf(2),
    field("command", "Command", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("args", "Args", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("workingDir", "WorkingDir", "string", Type::String).omitempty().protobuf(5),
    field("ports", "Ports", "[]v1.ContainerPort", Type::List(&List { of: Type::Struct(&CONTAINER_PORT), go_type: "v1.ContainerPort", topology: Topology::Keyed(&["containerPort", "protocol"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("containerPort"),
    field("envFrom", "EnvFrom", "[]v1.EnvFromSource", Type::List(&List { of: Type::Struct(&ENV_FROM_SOURCE), go_type: "v1.EnvFromSource", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(19),
    field("env", "Env", "[]v1.EnvVar", Type::List(&List { of: Type::Struct(&ENV_VAR), go_type: "v1.EnvVar", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(7).merge("name"),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).protobuf(8),
    field("resizePolicy", "ResizePolicy", "[]v1.ContainerResizePolicy", Type::List(&List { of: Type::Struct(&CONTAINER_RESIZE_POLICY), go_type: "v1.ContainerResizePolicy", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(23),
    field("restartPolicy", "RestartPolicy", "v1.ContainerRestartPolicy", Type::String).pointer().omitempty().protobuf(24),
    field("restartPolicyRules", "RestartPolicyRules", "[]v1.ContainerRestartRule", Type::List(&List { of: Type::Struct(&CONTAINER_RESTART_RULE), go_type: "v1.ContainerRestartRule", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(25),
    field("volumeMounts", "VolumeMounts", "[]v1.VolumeMount", Type::List(&List { of: Type::Struct(&VOLUME_MOUNT), go_type: "v1.VolumeMount", topology: Topology::Keyed(&["mountPath"]), declared: true, boxed: false })).omitempty().protobuf(9).merge("mountPath"),
    field("volumeDevices", "VolumeDevices", "[]v1.VolumeDevice", Type::List(&List { of: Type::Struct(&VOLUME_DEVICE), go_type: "v1.VolumeDevice", topology: Topology::Keyed(&["devicePath"]), declared: true, boxed: false })).omitempty().protobuf(21).merge("devicePath"),
    field("livenessProbe", "LivenessProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(10),
    field("readinessProbe", "ReadinessProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(11),
    field("startupProbe", "StartupProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(22),
    field("lifecycle", "Lifecycle", "v1.Lifecycle", Type::Struct(&LIFECYCLE)).pointer().omitempty().protobuf(12),
    field("terminationMessagePath", "TerminationMessagePath", "string", Type::String).omitempty().protobuf(13),
    field("terminationMessagePolicy", "TerminationMessagePolicy", "v1.TerminationMessagePolicy", Type::String).omitempty().values(&["FallbackToLogsOnError", "File"]).protobuf(20),
    field("imagePullPolicy", "ImagePullPolicy", "v1.PullPolicy", Type::String).omitempty().values(&["Always", "IfNotPresent", "Never"]).protobuf(14),
    field("securityContext", "SecurityContext", "v1.SecurityContext", Type::Struct(&SECURITY_CONTEXT)).pointer().omitempty().protobuf(15),
    field("stdin", "Stdin", "bool", Type::Bool).omitempty().protobuf(16),
    field("stdinOnce", "StdinOnce", "bool", Type::Bool).omitempty().protobuf(17),
    field("tty", "TTY", "bool", Type::Bool).omitempty().protobuf(18),
], ..EMPTY };

static CONTAINER_PORT: Struct = Struct { name: "ContainerPort", package: "io.k8s.api.core.v1", go_type: "v1.ContainerPort", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("hostPort", "HostPort", "int32", Type::Int32).omitempty().protobuf(2),
    field("containerPort", "ContainerPort", "int32", Type::Int32).required().protobuf(3),
    field("protocol", "Protocol", "v1.Protocol", Type::String).omitempty().values(&["SCTP", "TCP", "UDP"]).default("\"TCP\"").protobuf(4),
    field("hostIP", "HostIP", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

static ENV_FROM_SOURCE: Struct = Struct { name: "EnvFromSource", package: "io.k8s.api.core.v1", go_type: "v1.EnvFromSource", atomic: false, fields: &[
    field("prefix", "Prefix", "string", Type::String).omitempty().protobuf(1),
    field("configMapRef", "ConfigMapRef", "v1.ConfigMapEnvSource", Type::Struct(&CONFIG_MAP_ENV_SOURCE)).pointer().omitempty().protobuf(2),
    field("secretRef", "SecretRef", "v1.SecretEnvSource", Type::Struct(&SECRET_ENV_SOURCE)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static CONFIG_MAP_ENV_SOURCE: Struct = Struct { name: "ConfigMapEnvSource", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapEnvSource", atomic: false, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(2),
], ..EMPTY };

static SECRET_ENV_SOURCE: Struct = Struct { name: "SecretEnvSource", package: "io.k8s.api.core.v1", go_type: "v1.SecretEnvSource", atomic: false, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(2),
], ..EMPTY };

static ENV_VAR: Struct = Struct { name: "EnvVar", package: "io.k8s.api.core.v1", go_type: "v1.EnvVar", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("value", "Value", "string", Type::String).omitempty().protobuf(2),
    field("valueFrom", "ValueFrom", "v1.EnvVarSource", Type::Struct(&ENV_VAR_SOURCE)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static ENV_VAR_SOURCE: Struct = Struct { name: "EnvVarSource", package: "io.k8s.api.core.v1", go_type: "v1.EnvVarSource", atomic: false, fields: &[
    field("fieldRef", "FieldRef", "v1.ObjectFieldSelector", Type::Struct(&OBJECT_FIELD_SELECTOR)).pointer().omitempty().protobuf(1),
    field("resourceFieldRef", "ResourceFieldRef", "v1.ResourceFieldSelector", Type::Struct(&RESOURCE_FIELD_SELECTOR)).pointer().omitempty().protobuf(2),
    field("configMapKeyRef", "ConfigMapKeyRef", "v1.ConfigMapKeySelector", Type::Struct(&CONFIG_MAP_KEY_SELECTOR)).pointer().omitempty().protobuf(3),
    field("secretKeyRef", "SecretKeyRef", "v1.SecretKeySelector", Type::Struct(&SECRET_KEY_SELECTOR)).pointer().omitempty().protobuf(4),
    field("fileKeyRef", "FileKeyRef", "v1.FileKeySelector", Type::Struct(&FILE_KEY_SELECTOR)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static CONFIG_MAP_KEY_SELECTOR: Struct = Struct { name: "ConfigMapKeySelector", package: "io.k8s.api.core.v1", go_type: "v1.ConfigMapKeySelector", atomic: true, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("key", "Key", "string", Type::String).required().protobuf(2),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(3),
], ..EMPTY };

static SECRET_KEY_SELECTOR: Struct = Struct { name: "SecretKeySelector", package: "io.k8s.api.core.v1", go_type: "v1.SecretKeySelector", atomic: true, inline: &[Inline { number: 1, go_name: "LocalObjectReference", of: &LOCAL_OBJECT_REFERENCE }], fields: &[
    field("name", "Name", "string", Type::String).embedded("LocalObjectReference").omitempty().default("\"\""),
    field("key", "Key", "string", Type::String).required().protobuf(2),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(3),
], ..EMPTY };

static FILE_KEY_SELECTOR: Struct = Struct { name: "FileKeySelector", package: "io.k8s.api.core.v1", go_type: "v1.FileKeySelector", atomic: true, fields: &[
    field("volumeName", "VolumeName", "string", Type::String).required().protobuf(1),
    field("path", "Path", "string", Type::String).required().protobuf(2),
    field("key", "Key", "string", Type::String).required().protobuf(3),
    field("optional", "Optional", "bool", Type::Bool).pointer().omitempty().protobuf(4),
], ..EMPTY };

static RESOURCE_REQUIREMENTS: Struct = Struct { name: "ResourceRequirements", package: "io.k8s.api.core.v1", go_type: "v1.ResourceRequirements", atomic: false, fields: &[
    field("limits", "Limits", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("requests", "Requests", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(2),
    field("claims", "Claims", "[]v1.ResourceClaim", Type::List(&List { of: Type::Struct(&RESOURCE_CLAIM), go_type: "v1.ResourceClaim", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static RESOURCE_CLAIM: Struct = Struct { name: "ResourceClaim", package: "io.k8s.api.core.v1", go_type: "v1.ResourceClaim", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("request", "Request", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static CONTAINER_RESIZE_POLICY: Struct = Struct { name: "ContainerResizePolicy", package: "io.k8s.api.core.v1", go_type: "v1.ContainerResizePolicy", atomic: false, fields: &[
    field("resourceName", "ResourceName", "v1.ResourceName", Type::String).required().protobuf(1),
    field("restartPolicy", "RestartPolicy", "v1.ResourceResizeRestartPolicy", Type::String).required().protobuf(2),
], ..EMPTY };

static CONTAINER_RESTART_RULE: Struct = Struct { name: "ContainerRestartRule", package: "io.k8s.api.core.v1", go_type: "v1.ContainerRestartRule", atomic: false, fields: &[
    field("action", "Action", "v1.ContainerRestartRuleAction", Type::String).omitempty().required().protobuf(1),
    field("exitCodes", "ExitCodes", "v1.ContainerRestartRuleOnExitCodes", Type::Struct(&CONTAINER_RESTART_RULE_ON_EXIT_CODES)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static CONTAINER_RESTART_RULE_ON_EXIT_CODES: Struct = Struct { name: "ContainerRestartRuleOnExitCodes", package: "io.k8s.api.core.v1", go_type: "v1.ContainerRestartRuleOnExitCodes", atomic: false, fields: &[
    field("operator", "Operator", "v1.ContainerRestartRuleOnExitCodesOperator", Type::String).omitempty().required().protobuf(1),
    field("values", "Values", "[]int32", Type::List(&List { of: Type::Int32, go_type: "int32", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static VOLUME_MOUNT: Struct = Struct { name: "VolumeMount", package: "io.k8s.api.core.v1", go_type: "v1.VolumeMount", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(2),
    field("recursiveReadOnly", "RecursiveReadOnly", "v1.RecursiveReadOnlyMode", Type::String).pointer().omitempty().protobuf(7),
    field("mountPath", "MountPath", "string", Type::String).required().protobuf(3),
    field("subPath", "SubPath", "string", Type::String).omitempty().protobuf(4),
    field("mountPropagation", "MountPropagation", "v1.MountPropagationMode", Type::String).pointer().omitempty().values(&["Bidirectional", "HostToContainer", "None"]).protobuf(5),
    field("subPathExpr", "SubPathExpr", "string", Type::String).omitempty().protobuf(6),
    field("bindMountOptions", "BindMountOptions", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(8),
], ..EMPTY };

static VOLUME_DEVICE: Struct = Struct { name: "VolumeDevice", package: "io.k8s.api.core.v1", go_type: "v1.VolumeDevice", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("devicePath", "DevicePath", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static PROBE: Struct = Struct { name: "Probe", package: "io.k8s.api.core.v1", go_type: "v1.Probe", atomic: false, inline: &[Inline { number: 1, go_name: "ProbeHandler", of: &PROBE_HANDLER }], fields: &[
    field("exec", "Exec", "v1.ExecAction", Type::Struct(&EXEC_ACTION)).embedded("ProbeHandler").pointer().omitempty(),
    field("httpGet", "HTTPGet", "v1.HTTPGetAction", Type::Struct(&HTTP_GET_ACTION)).embedded("ProbeHandler").pointer().omitempty(),
    field("tcpSocket", "TCPSocket", "v1.TCPSocketAction", Type::Struct(&TCP_SOCKET_ACTION)).embedded("ProbeHandler").pointer().omitempty(),
    field("grpc", "GRPC", "v1.GRPCAction", Type::Struct(&GRPC_ACTION)).embedded("ProbeHandler").pointer().omitempty(),
    field("initialDelaySeconds", "InitialDelaySeconds", "int32", Type::Int32).omitempty().protobuf(2),
    field("timeoutSeconds", "TimeoutSeconds", "int32", Type::Int32).omitempty().protobuf(3),
    field("periodSeconds", "PeriodSeconds", "int32", Type::Int32).omitempty().protobuf(4),
    field("successThreshold", "SuccessThreshold", "int32", Type::Int32).omitempty().protobuf(5),
    field("failureThreshold", "FailureThreshold", "int32", Type::Int32).omitempty().protobuf(6),
    field("terminationGracePeriodSeconds", "TerminationGracePeriodSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(7),
], ..EMPTY };

static PROBE_HANDLER: Struct = Struct { name: "ProbeHandler", package: "io.k8s.api.core.v1", go_type: "v1.ProbeHandler", atomic: false, fields: &[
    field("exec", "Exec", "v1.ExecAction", Type::Struct(&EXEC_ACTION)).pointer().omitempty().protobuf(1),
    field("httpGet", "HTTPGet", "v1.HTTPGetAction", Type::Struct(&HTTP_GET_ACTION)).pointer().omitempty().protobuf(2),
    field("tcpSocket", "TCPSocket", "v1.TCPSocketAction", Type::Struct(&TCP_SOCKET_ACTION)).pointer().omitempty().protobuf(3),
    field("grpc", "GRPC", "v1.GRPCAction", Type::Struct(&GRPC_ACTION)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static EXEC_ACTION: Struct = Struct { name: "ExecAction", package: "io.k8s.api.core.v1", go_type: "v1.ExecAction", atomic: false, fields: &[
    field("command", "Command", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static HTTP_GET_ACTION: Struct = Struct { name: "HTTPGetAction", package: "io.k8s.api.core.v1", go_type: "v1.HTTPGetAction", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).omitempty().protobuf(1),
    field("port", "Port", "intstr.IntOrString", Type::IntOrString).required().protobuf(2),
    field("host", "Host", "string", Type::String).omitempty().protobuf(3),
    field("scheme", "Scheme", "v1.URIScheme", Type::String).omitempty().values(&["HTTP", "HTTPS"]).protobuf(4),
    field("httpHeaders", "HTTPHeaders", "[]v1.HTTPHeader", Type::List(&List { of: Type::Struct(&HTTP_HEADER), go_type: "v1.HTTPHeader", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("protocol", "Protocol", "v1.HTTPProtocol", Type::String).pointer().omitempty().values(&["HTTP1", "HTTP2"]).protobuf(6),
], ..EMPTY };

static HTTP_HEADER: Struct = Struct { name: "HTTPHeader", package: "io.k8s.api.core.v1", go_type: "v1.HTTPHeader", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("value", "Value", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static TCP_SOCKET_ACTION: Struct = Struct { name: "TCPSocketAction", package: "io.k8s.api.core.v1", go_type: "v1.TCPSocketAction", atomic: false, fields: &[
    field("port", "Port", "intstr.IntOrString", Type::IntOrString).required().protobuf(1),
    field("host", "Host", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static GRPC_ACTION: Struct = Struct { name: "GRPCAction", package: "io.k8s.api.core.v1", go_type: "v1.GRPCAction", atomic: false, fields: &[
    field("port", "Port", "int32", Type::Int32).required().protobuf(1),
    field("service", "Service", "string", Type::String).pointer().protobuf(2),
    field("mode", "Mode", "v1.GRPCProbeMode", Type::String).pointer().omitempty().values(&["Plaintext", "TLS"]).protobuf(3),
], ..EMPTY };

static LIFECYCLE: Struct = Struct { name: "Lifecycle", package: "io.k8s.api.core.v1", go_type: "v1.Lifecycle", atomic: false, fields: &[
    field("postStart", "PostStart", "v1.LifecycleHandler", Type::Struct(&LIFECYCLE_HANDLER)).pointer().omitempty().protobuf(1),
    field("preStop", "PreStop", "v1.LifecycleHandler", Type::Struct(&LIFECYCLE_HANDLER)).pointer().omitempty().protobuf(2),
    field("stopSignal", "StopSignal", "v1.Signal", Type::String).pointer().omitempty().values(&["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ"]).protobuf(3),
], ..EMPTY };

static LIFECYCLE_HANDLER: Struct = Struct { name: "LifecycleHandler", package: "io.k8s.api.core.v1", go_type: "v1.LifecycleHandler", atomic: false, fields: &[
    field("exec", "Exec", "v1.ExecAction", Type::Struct(&EXEC_ACTION)).pointer().omitempty().protobuf(1),
    field("httpGet", "HTTPGet", "v1.HTTPGetAction", Type::Struct(&HTTP_GET_ACTION)).pointer().omitempty().protobuf(2),
    field("tcpSocket", "TCPSocket", "v1.TCPSocketAction", Type::Struct(&TCP_SOCKET_ACTION)).pointer().omitempty().protobuf(3),
    field("sleep", "Sleep", "v1.SleepAction", Type::Struct(&SLEEP_ACTION)).pointer().omitempty().protobuf(4),
], ..EMPTY };

static SLEEP_ACTION: Struct = Struct { name: "SleepAction", package: "io.k8s.api.core.v1", go_type: "v1.SleepAction", atomic: false, fields: &[
    field("seconds", "Seconds", "int64", Type::Int64).required().protobuf(1),
], ..EMPTY };

static SECURITY_CONTEXT: Struct = Struct { name: "SecurityContext", package: "io.k8s.api.core.v1", go_type: "v1.SecurityContext", atomic: false, fields: &[
    field("capabilities", "Capabilities", "v1.Capabilities", Type::Struct(&CAPABILITIES)).pointer().omitempty().protobuf(1),
    field("privileged", "Privileged", "bool", Type::Bool).pointer().omitempty().protobuf(2),
    field("seLinuxOptions", "SELinuxOptions", "v1.SELinuxOptions", Type::Struct(&SE_LINUX_OPTIONS)).pointer().omitempty().protobuf(3),
    field("windowsOptions", "WindowsOptions", "v1.WindowsSecurityContextOptions", Type::Struct(&WINDOWS_SECURITY_CONTEXT_OPTIONS)).pointer().omitempty().protobuf(10),
    field("runAsUser", "RunAsUser", "int64", Type::Int64).pointer().omitempty().protobuf(4),
    field("runAsGroup", "RunAsGroup", "int64", Type::Int64).pointer().omitempty().protobuf(8),
    field("runAsNonRoot", "RunAsNonRoot", "bool", Type::Bool).pointer().omitempty().protobuf(5),
    field("readOnlyRootFilesystem", "ReadOnlyRootFilesystem", "bool", Type::Bool).pointer().omitempty().protobuf(6),
    field("allowPrivilegeEscalation", "AllowPrivilegeEscalation", "bool", Type::Bool).pointer().omitempty().protobuf(7),
    field("procMount", "ProcMount", "v1.ProcMountType", Type::String).pointer().omitempty().values(&["Default", "Unmasked"]).protobuf(9),
    field("seccompProfile", "SeccompProfile", "v1.SeccompProfile", Type::Struct(&SECCOMP_PROFILE)).pointer().omitempty().protobuf(11),
    field("appArmorProfile", "AppArmorProfile", "v1.AppArmorProfile", Type::Struct(&APP_ARMOR_PROFILE)).pointer().omitempty().protobuf(12),
], ..EMPTY };

static CAPABILITIES: Struct = Struct { name: "Capabilities", package: "io.k8s.api.core.v1", go_type: "v1.Capabilities", atomic: false, fields: &[
    field("add", "Add", "[]v1.Capability", Type::List(&List { of: Type::String, go_type: "v1.Capability", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("drop", "Drop", "[]v1.Capability", Type::List(&List { of: Type::String, go_type: "v1.Capability", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static SE_LINUX_OPTIONS: Struct = Struct { name: "SELinuxOptions", package: "io.k8s.api.core.v1", go_type: "v1.SELinuxOptions", atomic: false, fields: &[
    field("user", "User", "string", Type::String).omitempty().protobuf(1),
    field("role", "Role", "string", Type::String).omitempty().protobuf(2),
    field("type", "Type", "string", Type::String).omitempty().protobuf(3),
    field("level", "Level", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static WINDOWS_SECURITY_CONTEXT_OPTIONS: Struct = Struct { name: "WindowsSecurityContextOptions", package: "io.k8s.api.core.v1", go_type: "v1.WindowsSecurityContextOptions", atomic: false, fields: &[
    field("gmsaCredentialSpecName", "GMSACredentialSpecName", "string", Type::String).pointer().omitempty().protobuf(1),
    field("gmsaCredentialSpec", "GMSACredentialSpec", "string", Type::String).pointer().omitempty().protobuf(2),
    field("runAsUserName", "RunAsUserName", "string", Type::String).pointer().omitempty().protobuf(3),
    field("hostProcess", "HostProcess", "bool", Type::Bool).pointer().omitempty().protobuf(4),
], ..EMPTY };

static SECCOMP_PROFILE: Struct = Struct { name: "SeccompProfile", package: "io.k8s.api.core.v1", go_type: "v1.SeccompProfile", atomic: false, fields: &[
    field("type", "Type", "v1.SeccompProfileType", Type::String).required().values(&["Localhost", "RuntimeDefault", "Unconfined"]).protobuf(1),
    field("localhostProfile", "LocalhostProfile", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

static APP_ARMOR_PROFILE: Struct = Struct { name: "AppArmorProfile", package: "io.k8s.api.core.v1", go_type: "v1.AppArmorProfile", atomic: false, fields: &[
    field("type", "Type", "v1.AppArmorProfileType", Type::String).required().values(&["Localhost", "RuntimeDefault", "Unconfined"]).protobuf(1),
    field("localhostProfile", "LocalhostProfile", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

static EPHEMERAL_CONTAINER: Struct = Struct { name: "EphemeralContainer", package: "io.k8s.api.core.v1", go_type: "v1.EphemeralContainer", atomic: false, inline: &[Inline { number: 1, go_name: "EphemeralContainerCommon", of: &EPHEMERAL_CONTAINER_COMMON }], fields: &[
    field("name", "Name", "string", Type::String).embedded("EphemeralContainerCommon").required(),
    field("image", "Image", "string", Type::String).embedded("EphemeralContainerCommon").omitempty(),
    field("command", "Command", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty(),
    field("args", "Args", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty(),
    field("workingDir", "WorkingDir", "string", Type::String).embedded("EphemeralContainerCommon").omitempty(),
    field("ports", "Ports", "[]v1.ContainerPort", Type::List(&List { of: Type::Struct(&CONTAINER_PORT), go_type: "v1.ContainerPort", topology: Topology::Keyed(&["containerPort", "protocol"]), declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty().merge("containerPort"),
    field("envFrom", "EnvFrom", "[]v1.EnvFromSource", Type::List(&List { of: Type::Struct(&ENV_FROM_SOURCE), go_type: "v1.EnvFromSource", topology: Topology::Atomic, declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty(),
    field("env", "Env", "[]v1.EnvVar", Type::List(&List { of: Type::Struct(&ENV_VAR), go_type: "v1.EnvVar", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty().merge("name"),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).embedded("EphemeralContainerCommon"),
    field("resizePolicy", "ResizePolicy", "[]v1.ContainerResizePolicy", Type::List(&List { of: Type::Struct(&CONTAINER_RESIZE_POLICY), go_type: "v1.ContainerResizePolicy", topology: Topology::Atomic, declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty(),
    field("restartPolicy", "RestartPolicy", "v1.ContainerRestartPolicy", Type::String).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("restartPolicyRules", "RestartPolicyRules", "[]v1.ContainerRestartRule", Type::List(&List { of: Type::Struct(&CONTAINER_RESTART_RULE), go_type: "v1.ContainerRestartRule", topology: Topology::Atomic, declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty(),
    field("volumeMounts", "VolumeMounts", "[]v1.VolumeMount", Type::List(&List { of: Type::Struct(&VOLUME_MOUNT), go_type: "v1.VolumeMount", topology: Topology::Keyed(&["mountPath"]), declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty().merge("mountPath"),
    field("volumeDevices", "VolumeDevices", "[]v1.VolumeDevice", Type::List(&List { of: Type::Struct(&VOLUME_DEVICE), go_type: "v1.VolumeDevice", topology: Topology::Keyed(&["devicePath"]), declared: true, boxed: false })).embedded("EphemeralContainerCommon").omitempty().merge("devicePath"),
    field("livenessProbe", "LivenessProbe", "v1.Probe", Type::Struct(&PROBE)).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("readinessProbe", "ReadinessProbe", "v1.Probe", Type::Struct(&PROBE)).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("startupProbe", "StartupProbe", "v1.Probe", Type::Struct(&PROBE)).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("lifecycle", "Lifecycle", "v1.Lifecycle", Type::Struct(&LIFECYCLE)).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("terminationMessagePath", "TerminationMessagePath", "string", Type::String).embedded("EphemeralContainerCommon").omitempty(),
    field("terminationMessagePolicy", "TerminationMessagePolicy", "v1.TerminationMessagePolicy", Type::String).embedded("EphemeralContainerCommon").omitempty().values(&["FallbackToLogsOnError", "File"]),
    field("imagePullPolicy", "ImagePullPolicy", "v1.PullPolicy", Type::String).embedded("EphemeralContainerCommon").omitempty().values(&["Always", "IfNotPresent", "Never"]),
    field("securityContext", "SecurityContext", "v1.SecurityContext", Type::Struct(&SECURITY_CONTEXT)).embedded("EphemeralContainerCommon").pointer().omitempty(),
    field("stdin", "Stdin", "bool", Type::Bool).embedded("EphemeralContainerCommon").omitempty(),
    field("stdinOnce", "StdinOnce", "bool", Type::Bool).embedded("EphemeralContainerCommon").omitempty(),
    field("tty", "TTY", "bool", Type::Bool).embedded("EphemeralContainerCommon").omitempty(),
    field("targetContainerName", "TargetContainerName", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static EPHEMERAL_CONTAINER_COMMON: Struct = Struct { name: "EphemeralContainerCommon", package: "io.k8s.api.core.v1", go_type: "v1.EphemeralContainerCommon", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("image", "Image", "string", Type::String).omitempty().protobuf(2),
    field("command", "Command", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("args", "Args", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("workingDir", "WorkingDir", "string", Type::String).omitempty().protobuf(5),
    field("ports", "Ports", "[]v1.ContainerPort", Type::List(&List { of: Type::Struct(&CONTAINER_PORT), go_type: "v1.ContainerPort", topology: Topology::Keyed(&["containerPort", "protocol"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("containerPort"),
    field("envFrom", "EnvFrom", "[]v1.EnvFromSource", Type::List(&List { of: Type::Struct(&ENV_FROM_SOURCE), go_type: "v1.EnvFromSource", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(19),
    field("env", "Env", "[]v1.EnvVar", Type::List(&List { of: Type::Struct(&ENV_VAR), go_type: "v1.EnvVar", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(7).merge("name"),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).protobuf(8),
    field("resizePolicy", "ResizePolicy", "[]v1.ContainerResizePolicy", Type::List(&List { of: Type::Struct(&CONTAINER_RESIZE_POLICY), go_type: "v1.ContainerResizePolicy", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(23),
    field("restartPolicy", "RestartPolicy", "v1.ContainerRestartPolicy", Type::String).pointer().omitempty().protobuf(24),
    field("restartPolicyRules", "RestartPolicyRules", "[]v1.ContainerRestartRule", Type::List(&List { of: Type::Struct(&CONTAINER_RESTART_RULE), go_type: "v1.ContainerRestartRule", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(25),
    field("volumeMounts", "VolumeMounts", "[]v1.VolumeMount", Type::List(&List { of: Type::Struct(&VOLUME_MOUNT), go_type: "v1.VolumeMount", topology: Topology::Keyed(&["mountPath"]), declared: true, boxed: false })).omitempty().protobuf(9).merge("mountPath"),
    field("volumeDevices", "VolumeDevices", "[]v1.VolumeDevice", Type::List(&List { of: Type::Struct(&VOLUME_DEVICE), go_type: "v1.VolumeDevice", topology: Topology::Keyed(&["devicePath"]), declared: true, boxed: false })).omitempty().protobuf(21).merge("devicePath"),
    field("livenessProbe", "LivenessProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(10),
    field("readinessProbe", "ReadinessProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(11),
    field("startupProbe", "StartupProbe", "v1.Probe", Type::Struct(&PROBE)).pointer().omitempty().protobuf(22),
    field("lifecycle", "Lifecycle", "v1.Lifecycle", Type::Struct(&LIFECYCLE)).pointer().omitempty().protobuf(12),
    field("terminationMessagePath", "TerminationMessagePath", "string", Type::String).omitempty().protobuf(13),
    field("terminationMessagePolicy", "TerminationMessagePolicy", "v1.TerminationMessagePolicy", Type::String).omitempty().values(&["FallbackToLogsOnError", "File"]).protobuf(20),
    field("imagePullPolicy", "ImagePullPolicy", "v1.PullPolicy", Type::String).omitempty().values(&["Always", "IfNotPresent", "Never"]).protobuf(14),
    field("securityContext", "SecurityContext", "v1.SecurityContext", Type::Struct(&SECURITY_CONTEXT)).pointer().omitempty().protobuf(15),
    field("stdin", "Stdin", "bool", Type::Bool).omitempty().protobuf(16),
    field("stdinOnce", "StdinOnce", "bool", Type::Bool).omitempty().protobuf(17),
    field("tty", "TTY", "bool", Type::Bool).omitempty().protobuf(18),
], ..EMPTY };

static POD_SECURITY_CONTEXT: Struct = Struct { name: "PodSecurityContext", package: "io.k8s.api.core.v1", go_type: "v1.PodSecurityContext", atomic: false, fields: &[
    field("seLinuxOptions", "SELinuxOptions", "v1.SELinuxOptions", Type::Struct(&SE_LINUX_OPTIONS)).pointer().omitempty().protobuf(1),
    field("windowsOptions", "WindowsOptions", "v1.WindowsSecurityContextOptions", Type::Struct(&WINDOWS_SECURITY_CONTEXT_OPTIONS)).pointer().omitempty().protobuf(8),
    field("runAsUser", "RunAsUser", "int64", Type::Int64).pointer().omitempty().protobuf(2),
    field("runAsGroup", "RunAsGroup", "int64", Type::Int64).pointer().omitempty().protobuf(6),
    field("runAsNonRoot", "RunAsNonRoot", "bool", Type::Bool).pointer().omitempty().protobuf(3),
    field("supplementalGroups", "SupplementalGroups", "[]int64", Type::List(&List { of: Type::Int64, go_type: "int64", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("supplementalGroupsPolicy", "SupplementalGroupsPolicy", "v1.SupplementalGroupsPolicy", Type::String).pointer().omitempty().values(&["Merge", "Strict"]).protobuf(12),
    field("fsGroup", "FSGroup", "int64", Type::Int64).pointer().omitempty().protobuf(5),
    field("sysctls", "Sysctls", "[]v1.Sysctl", Type::List(&List { of: Type::Struct(&SYSCTL), go_type: "v1.Sysctl", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(7),
    field("fsGroupChangePolicy", "FSGroupChangePolicy", "v1.PodFSGroupChangePolicy", Type::String).pointer().omitempty().values(&["Always", "OnRootMismatch"]).protobuf(9),
    field("seccompProfile", "SeccompProfile", "v1.SeccompProfile", Type::Struct(&SECCOMP_PROFILE)).pointer().omitempty().protobuf(10),
    field("appArmorProfile", "AppArmorProfile", "v1.AppArmorProfile", Type::Struct(&APP_ARMOR_PROFILE)).pointer().omitempty().protobuf(11),
    field("seLinuxChangePolicy", "SELinuxChangePolicy", "v1.PodSELinuxChangePolicy", Type::String).pointer().omitempty().protobuf(13),
], ..EMPTY };

static SYSCTL: Struct = Struct { name: "Sysctl", package: "io.k8s.api.core.v1", go_type: "v1.Sysctl", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("value", "Value", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static AFFINITY: Struct = Struct { name: "Affinity", package: "io.k8s.api.core.v1", go_type: "v1.Affinity", atomic: false, fields: &[
    field("nodeAffinity", "NodeAffinity", "v1.NodeAffinity", Type::Struct(&NODE_AFFINITY)).pointer().omitempty().protobuf(1),
    field("podAffinity", "PodAffinity", "v1.PodAffinity", Type::Struct(&POD_AFFINITY)).pointer().omitempty().protobuf(2),
    field("podAntiAffinity", "PodAntiAffinity", "v1.PodAntiAffinity", Type::Struct(&POD_ANTI_AFFINITY)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static NODE_AFFINITY: Struct = Struct { name: "NodeAffinity", package: "io.k8s.api.core.v1", go_type: "v1.NodeAffinity", atomic: false, fields: &[
    field("requiredDuringSchedulingIgnoredDuringExecution", "RequiredDuringSchedulingIgnoredDuringExecution", "v1.NodeSelector", Type::Struct(&NODE_SELECTOR)).pointer().omitempty().protobuf(1),
    field("preferredDuringSchedulingIgnoredDuringExecution", "PreferredDuringSchedulingIgnoredDuringExecution", "[]v1.PreferredSchedulingTerm", Type::List(&List { of: Type::Struct(&PREFERRED_SCHEDULING_TERM), go_type: "v1.PreferredSchedulingTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static PREFERRED_SCHEDULING_TERM: Struct = Struct { name: "PreferredSchedulingTerm", package: "io.k8s.api.core.v1", go_type: "v1.PreferredSchedulingTerm", atomic: false, fields: &[
    field("weight", "Weight", "int32", Type::Int32).required().protobuf(1),
    field("preference", "Preference", "v1.NodeSelectorTerm", Type::Struct(&NODE_SELECTOR_TERM)).required().protobuf(2),
], ..EMPTY };

static POD_AFFINITY: Struct = Struct { name: "PodAffinity", package: "io.k8s.api.core.v1", go_type: "v1.PodAffinity", atomic: false, fields: &[
    field("requiredDuringSchedulingIgnoredDuringExecution", "RequiredDuringSchedulingIgnoredDuringExecution", "[]v1.PodAffinityTerm", Type::List(&List { of: Type::Struct(&POD_AFFINITY_TERM), go_type: "v1.PodAffinityTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("preferredDuringSchedulingIgnoredDuringExecution", "PreferredDuringSchedulingIgnoredDuringExecution", "[]v1.WeightedPodAffinityTerm", Type::List(&List { of: Type::Struct(&WEIGHTED_POD_AFFINITY_TERM), go_type: "v1.WeightedPodAffinityTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static POD_AFFINITY_TERM: Struct = Struct { name: "PodAffinityTerm", package: "io.k8s.api.core.v1", go_type: "v1.PodAffinityTerm", atomic: false, fields: &[
    field("labelSelector", "LabelSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(1),
    field("namespaces", "Namespaces", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("topologyKey", "TopologyKey", "string", Type::String).required().protobuf(3),
    field("namespaceSelector", "NamespaceSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(4),
    field("matchLabelKeys", "MatchLabelKeys", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("mismatchLabelKeys", "MismatchLabelKeys", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(6),
], ..EMPTY };

static WEIGHTED_POD_AFFINITY_TERM: Struct = Struct { name: "WeightedPodAffinityTerm", package: "io.k8s.api.core.v1", go_type: "v1.WeightedPodAffinityTerm", atomic: false, fields: &[
    field("weight", "Weight", "int32", Type::Int32).required().protobuf(1),
    field("podAffinityTerm", "PodAffinityTerm", "v1.PodAffinityTerm", Type::Struct(&POD_AFFINITY_TERM)).required().protobuf(2),
], ..EMPTY };

static POD_ANTI_AFFINITY: Struct = Struct { name: "PodAntiAffinity", package: "io.k8s.api.core.v1", go_type: "v1.PodAntiAffinity", atomic: false, fields: &[
    field("requiredDuringSchedulingIgnoredDuringExecution", "RequiredDuringSchedulingIgnoredDuringExecution", "[]v1.PodAffinityTerm", Type::List(&List { of: Type::Struct(&POD_AFFINITY_TERM), go_type: "v1.PodAffinityTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("preferredDuringSchedulingIgnoredDuringExecution", "PreferredDuringSchedulingIgnoredDuringExecution", "[]v1.WeightedPodAffinityTerm", Type::List(&List { of: Type::Struct(&WEIGHTED_POD_AFFINITY_TERM), go_type: "v1.WeightedPodAffinityTerm", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static TOLERATION: Struct = Struct { name: "Toleration", package: "io.k8s.api.core.v1", go_type: "v1.Toleration", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).omitempty().protobuf(1),
    field("operator", "Operator", "v1.TolerationOperator", Type::String).omitempty().values(&["Equal", "Exists", "Gt", "Lt"]).protobuf(2),
    field("value", "Value", "string", Type::String).omitempty().protobuf(3),
    field("effect", "Effect", "v1.TaintEffect", Type::String).omitempty().values(&["NoExecute", "NoSchedule", "PreferNoSchedule"]).protobuf(4),
    field("tolerationSeconds", "TolerationSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(5),
], ..EMPTY };

static HOST_ALIAS: Struct = Struct { name: "HostAlias", package: "io.k8s.api.core.v1", go_type: "v1.HostAlias", atomic: false, fields: &[
    field("ip", "IP", "string", Type::String).required().protobuf(1),
    field("hostnames", "Hostnames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static POD_DNS_CONFIG: Struct = Struct { name: "PodDNSConfig", package: "io.k8s.api.core.v1", go_type: "v1.PodDNSConfig", atomic: false, fields: &[
    field("nameservers", "Nameservers", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("searches", "Searches", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("options", "Options", "[]v1.PodDNSConfigOption", Type::List(&List { of: Type::Struct(&POD_DNS_CONFIG_OPTION), go_type: "v1.PodDNSConfigOption", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static POD_DNS_CONFIG_OPTION: Struct = Struct { name: "PodDNSConfigOption", package: "io.k8s.api.core.v1", go_type: "v1.PodDNSConfigOption", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("value", "Value", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

static POD_READINESS_GATE: Struct = Struct { name: "PodReadinessGate", package: "io.k8s.api.core.v1", go_type: "v1.PodReadinessGate", atomic: false, fields: &[
    field("conditionType", "ConditionType", "v1.PodConditionType", Type::String).required().protobuf(1),
], ..EMPTY };

static TOPOLOGY_SPREAD_CONSTRAINT: Struct = Struct { name: "TopologySpreadConstraint", package: "io.k8s.api.core.v1", go_type: "v1.TopologySpreadConstraint", atomic: false, fields: &[
    field("maxSkew", "MaxSkew", "int32", Type::Int32).required().protobuf(1),
    field("topologyKey", "TopologyKey", "string", Type::String).required().protobuf(2),
    field("whenUnsatisfiable", "WhenUnsatisfiable", "v1.UnsatisfiableConstraintAction", Type::String).required().values(&["DoNotSchedule", "ScheduleAnyway"]).protobuf(3),
    field("labelSelector", "LabelSelector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(4),
    field("minDomains", "MinDomains", "int32", Type::Int32).pointer().omitempty().protobuf(5),
    field("nodeAffinityPolicy", "NodeAffinityPolicy", "v1.NodeInclusionPolicy", Type::String).pointer().omitempty().values(&["Honor", "Ignore"]).protobuf(6),
    field("nodeTaintsPolicy", "NodeTaintsPolicy", "v1.NodeInclusionPolicy", Type::String).pointer().omitempty().values(&["Honor", "Ignore"]).protobuf(7),
    field("matchLabelKeys", "MatchLabelKeys", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(8),
], ..EMPTY };

static POD_OS: Struct = Struct { name: "PodOS", package: "io.k8s.api.core.v1", go_type: "v1.PodOS", atomic: false, fields: &[
    field("name", "Name", "v1.OSName", Type::String).required().protobuf(1),
], ..EMPTY };

static POD_SCHEDULING_GATE: Struct = Struct { name: "PodSchedulingGate", package: "io.k8s.api.core.v1", go_type: "v1.PodSchedulingGate", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static POD_RESOURCE_CLAIM: Struct = Struct { name: "PodResourceClaim", package: "io.k8s.api.core.v1", go_type: "v1.PodResourceClaim", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("resourceClaimName", "ResourceClaimName", "string", Type::String).pointer().omitempty().protobuf(3),
    field("resourceClaimTemplateName", "ResourceClaimTemplateName", "string", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

static POD_SCHEDULING_GROUP: Struct = Struct { name: "PodSchedulingGroup", package: "io.k8s.api.core.v1", go_type: "v1.PodSchedulingGroup", atomic: false, fields: &[
    field("podGroupName", "PodGroupName", "string", Type::String).pointer().omitempty().protobuf(1),
], ..EMPTY };

static EVICTION_RESPONDER: Struct = Struct { name: "EvictionResponder", package: "io.k8s.api.core.v1", go_type: "v1.EvictionResponder", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("priority", "Priority", "int32", Type::Int32).pointer().required().protobuf(2),
], ..EMPTY };

static POD_STATUS: Struct = Struct { name: "PodStatus", package: "io.k8s.api.core.v1", go_type: "v1.PodStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(17),
    field("phase", "Phase", "v1.PodPhase", Type::String).omitempty().values(&["Failed", "Pending", "Running", "Succeeded", "Unknown"]).protobuf(1),
    field("conditions", "Conditions", "[]v1.PodCondition", Type::List(&List { of: Type::Struct(&POD_CONDITION), go_type: "v1.PodCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("type"),
    field("message", "Message", "string", Type::String).omitempty().protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("nominatedNodeName", "NominatedNodeName", "string", Type::String).omitempty().protobuf(11),
    field("hostIP", "HostIP", "string", Type::String).omitempty().protobuf(5),
    field("hostIPs", "HostIPs", "[]v1.HostIP", Type::List(&List { of: Type::Struct(&HOST_IP), go_type: "v1.HostIP", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(16).merge("ip"),
    field("podIP", "PodIP", "string", Type::String).omitempty().protobuf(6),
    field("podIPs", "PodIPs", "[]v1.PodIP", Type::List(&List { of: Type::Struct(&POD_IP), go_type: "v1.PodIP", topology: Topology::Keyed(&["ip"]), declared: true, boxed: false })).omitempty().protobuf(12).merge("ip"),
    field("startTime", "StartTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(7),
    field("initContainerStatuses", "InitContainerStatuses", "[]v1.ContainerStatus", Type::List(&List { of: Type::Struct(&CONTAINER_STATUS), go_type: "v1.ContainerStatus", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(10),
    field("containerStatuses", "ContainerStatuses", "[]v1.ContainerStatus", Type::List(&List { of: Type::Struct(&CONTAINER_STATUS), go_type: "v1.ContainerStatus", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(8),
    field("qosClass", "QOSClass", "v1.PodQOSClass", Type::String).omitempty().values(&["BestEffort", "Burstable", "Guaranteed"]).protobuf(9),
    field("ephemeralContainerStatuses", "EphemeralContainerStatuses", "[]v1.ContainerStatus", Type::List(&List { of: Type::Struct(&CONTAINER_STATUS), go_type: "v1.ContainerStatus", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(13),
    field("resize", "Resize", "v1.PodResizeStatus", Type::String).omitempty().protobuf(14),
    field("resourceClaimStatuses", "ResourceClaimStatuses", "[]v1.PodResourceClaimStatus", Type::List(&List { of: Type::Struct(&POD_RESOURCE_CLAIM_STATUS), go_type: "v1.PodResourceClaimStatus", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(15).merge("name").retain_keys(),
    field("extendedResourceClaimStatus", "ExtendedResourceClaimStatus", "v1.PodExtendedResourceClaimStatus", Type::Struct(&POD_EXTENDED_RESOURCE_CLAIM_STATUS)).pointer().omitempty().protobuf(18),
    field("allocatedResources", "AllocatedResources", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(19),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).pointer().omitempty().protobuf(20),
    field("nodeAllocatableResourceClaimStatuses", "NodeAllocatableResourceClaimStatuses", "[]v1.NodeAllocatableResourceClaimStatus", Type::List(&List { of: Type::Struct(&NODE_ALLOCATABLE_RESOURCE_CLAIM_STATUS), go_type: "v1.NodeAllocatableResourceClaimStatus", topology: Topology::Keyed(&["resourceClaimName"]), declared: true, boxed: false })).omitempty().protobuf(21).merge("resourceClaimName"),
    field("volumeHealth", "VolumeHealth", "[]v1.PodVolumeHealth", Type::List(&List { of: Type::Struct(&POD_VOLUME_HEALTH), go_type: "v1.PodVolumeHealth", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(22),
], ..EMPTY };

static POD_CONDITION: Struct = Struct { name: "PodCondition", package: "io.k8s.api.core.v1", go_type: "v1.PodCondition", atomic: false, fields: &[
    field("type", "Type", "v1.PodConditionType", Type::String).required().protobuf(1),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(7),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastProbeTime", "LastProbeTime", "v1.Time", Type::Time).protobuf(3),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(5),
    field("message", "Message", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

static HOST_IP: Struct = Struct { name: "HostIP", package: "io.k8s.api.core.v1", go_type: "v1.HostIP", atomic: false, fields: &[
    field("ip", "IP", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static POD_IP: Struct = Struct { name: "PodIP", package: "io.k8s.api.core.v1", go_type: "v1.PodIP", atomic: false, fields: &[
    field("ip", "IP", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static CONTAINER_STATUS: Struct = Struct { name: "ContainerStatus", package: "io.k8s.api.core.v1", go_type: "v1.ContainerStatus", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("state", "State", "v1.ContainerState", Type::Struct(&CONTAINER_STATE)).protobuf(2),
    field("lastState", "LastTerminationState", "v1.ContainerState", Type::Struct(&CONTAINER_STATE)).protobuf(3),
    field("ready", "Ready", "bool", Type::Bool).required().protobuf(4),
    field("restartCount", "RestartCount", "int32", Type::Int32).required().protobuf(5),
    field("image", "Image", "string", Type::String).required().protobuf(6),
    field("imageID", "ImageID", "string", Type::String).required().protobuf(7),
    field("containerID", "ContainerID", "string", Type::String).omitempty().protobuf(8),
    field("started", "Started", "bool", Type::Bool).pointer().omitempty().protobuf(9),
    field("allocatedResources", "AllocatedResources", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(10),
    field("resources", "Resources", "v1.ResourceRequirements", Type::Struct(&RESOURCE_REQUIREMENTS)).pointer().omitempty().protobuf(11),
    field("volumeMounts", "VolumeMounts", "[]v1.VolumeMountStatus", Type::List(&List { of: Type::Struct(&VOLUME_MOUNT_STATUS), go_type: "v1.VolumeMountStatus", topology: Topology::Keyed(&["mountPath"]), declared: true, boxed: false })).omitempty().protobuf(12).merge("mountPath"),
    field("user", "User", "v1.ContainerUser", Type::Struct(&CONTAINER_USER)).pointer().omitempty().protobuf(13),
    field("allocatedResourcesStatus", "AllocatedResourcesStatus", "[]v1.ResourceStatus", Type::List(&List { of: Type::Struct(&RESOURCE_STATUS), go_type: "v1.ResourceStatus", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(14).merge("name"),
    field("stopSignal", "StopSignal", "v1.Signal", Type::String).pointer().omitempty().values(&["SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", "SIGRTMAX-11", "SIGRTMAX-12", "SIGRTMAX-13", "SIGRTMAX-14", "SIGRTMAX-2", "SIGRTMAX-3", "SIGRTMAX-4", "SIGRTMAX-5", "SIGRTMAX-6", "SIGRTMAX-7", "SIGRTMAX-8", "SIGRTMAX-9", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ"]).protobuf(15),
], ..EMPTY };

static CONTAINER_STATE: Struct = Struct { name: "ContainerState", package: "io.k8s.api.core.v1", go_type: "v1.ContainerState", atomic: false, fields: &[
    field("waiting", "Waiting", "v1.ContainerStateWaiting", Type::Struct(&CONTAINER_STATE_WAITING)).pointer().omitempty().protobuf(1),
    field("running", "Running", "v1.ContainerStateRunning", Type::Struct(&CONTAINER_STATE_RUNNING)).pointer().omitempty().protobuf(2),
    field("terminated", "Terminated", "v1.ContainerStateTerminated", Type::Struct(&CONTAINER_STATE_TERMINATED)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static CONTAINER_STATE_WAITING: Struct = Struct { name: "ContainerStateWaiting", package: "io.k8s.api.core.v1", go_type: "v1.ContainerStateWaiting", atomic: false, fields: &[
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(1),
    field("message", "Message", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static CONTAINER_STATE_RUNNING: Struct = Struct { name: "ContainerStateRunning", package: "io.k8s.api.core.v1", go_type: "v1.ContainerStateRunning", atomic: false, fields: &[
    field("startedAt", "StartedAt", "v1.Time", Type::Time).protobuf(1),
], ..EMPTY };

static CONTAINER_STATE_TERMINATED: Struct = Struct { name: "ContainerStateTerminated", package: "io.k8s.api.core.v1", go_type: "v1.ContainerStateTerminated", atomic: false, fields: &[
    field("exitCode", "ExitCode", "int32", Type::Int32).required().protobuf(1),
    field("signal", "Signal", "int32", Type::Int32).omitempty().protobuf(2),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(3),
    field("message", "Message", "string", Type::String).omitempty().protobuf(4),
    field("startedAt", "StartedAt", "v1.Time", Type::Time).protobuf(5),
    field("finishedAt", "FinishedAt", "v1.Time", Type::Time).protobuf(6),
    field("containerID", "ContainerID", "string", Type::String).omitempty().protobuf(7),
], ..EMPTY };

static VOLUME_MOUNT_STATUS: Struct = Struct { name: "VolumeMountStatus", package: "io.k8s.api.core.v1", go_type: "v1.VolumeMountStatus", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("mountPath", "MountPath", "string", Type::String).required().protobuf(2),
    field("readOnly", "ReadOnly", "bool", Type::Bool).omitempty().protobuf(3),
    field("recursiveReadOnly", "RecursiveReadOnly", "v1.RecursiveReadOnlyMode", Type::String).pointer().omitempty().protobuf(4),
    field("volumeStatus", "VolumeStatus", "v1.VolumeStatus", Type::Struct(&VOLUME_STATUS)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static VOLUME_STATUS: Struct = Struct { name: "VolumeStatus", package: "io.k8s.api.core.v1", go_type: "v1.VolumeStatus", atomic: false, fields: &[
    field("image", "Image", "v1.ImageVolumeStatus", Type::Struct(&IMAGE_VOLUME_STATUS)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static IMAGE_VOLUME_STATUS: Struct = Struct { name: "ImageVolumeStatus", package: "io.k8s.api.core.v1", go_type: "v1.ImageVolumeStatus", atomic: false, fields: &[
    field("imageRef", "ImageRef", "string", Type::String).omitempty().required().protobuf(1),
], ..EMPTY };

static CONTAINER_USER: Struct = Struct { name: "ContainerUser", package: "io.k8s.api.core.v1", go_type: "v1.ContainerUser", atomic: false, fields: &[
    field("linux", "Linux", "v1.LinuxContainerUser", Type::Struct(&LINUX_CONTAINER_USER)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static LINUX_CONTAINER_USER: Struct = Struct { name: "LinuxContainerUser", package: "io.k8s.api.core.v1", go_type: "v1.LinuxContainerUser", atomic: false, fields: &[
    field("uid", "UID", "int64", Type::Int64).required().protobuf(1),
    field("gid", "GID", "int64", Type::Int64).required().protobuf(2),
    field("supplementalGroups", "SupplementalGroups", "[]int64", Type::List(&List { of: Type::Int64, go_type: "int64", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static RESOURCE_STATUS: Struct = Struct { name: "ResourceStatus", package: "io.k8s.api.core.v1", go_type: "v1.ResourceStatus", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("resources", "Resources", "[]v1.ResourceHealth", Type::List(&List { of: Type::Struct(&RESOURCE_HEALTH), go_type: "v1.ResourceHealth", topology: Topology::Keyed(&["resourceID"]), declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static RESOURCE_HEALTH: Struct = Struct { name: "ResourceHealth", package: "io.k8s.api.core.v1", go_type: "v1.ResourceHealth", atomic: false, fields: &[
    field("resourceID", "ResourceID", "v1.ResourceID", Type::String).required().protobuf(1),
    field("health", "Health", "v1.ResourceHealthStatus", Type::String).omitempty().protobuf(2),
    field("message", "Message", "string", Type::String).pointer().omitempty().protobuf(6),
], ..EMPTY };

static POD_RESOURCE_CLAIM_STATUS: Struct = Struct { name: "PodResourceClaimStatus", package: "io.k8s.api.core.v1", go_type: "v1.PodResourceClaimStatus", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("resourceClaimName", "ResourceClaimName", "string", Type::String).pointer().omitempty().protobuf(2),
], ..EMPTY };

static POD_EXTENDED_RESOURCE_CLAIM_STATUS: Struct = Struct { name: "PodExtendedResourceClaimStatus", package: "io.k8s.api.core.v1", go_type: "v1.PodExtendedResourceClaimStatus", atomic: false, fields: &[
    field("requestMappings", "RequestMappings", "[]v1.ContainerExtendedResourceRequest", Type::List(&List { of: Type::Struct(&CONTAINER_EXTENDED_RESOURCE_REQUEST), go_type: "v1.ContainerExtendedResourceRequest", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("resourceClaimName", "ResourceClaimName", "string", Type::String).required().protobuf(2),
], ..EMPTY };

static CONTAINER_EXTENDED_RESOURCE_REQUEST: Struct = Struct { name: "ContainerExtendedResourceRequest", package: "io.k8s.api.core.v1", go_type: "v1.ContainerExtendedResourceRequest", atomic: false, fields: &[
    field("containerName", "ContainerName", "string", Type::String).required().protobuf(1),
    field("resourceName", "ResourceName", "string", Type::String).required().protobuf(2),
    field("requestName", "RequestName", "string", Type::String).required().protobuf(3),
], ..EMPTY };

static NODE_ALLOCATABLE_RESOURCE_CLAIM_STATUS: Struct = Struct { name: "NodeAllocatableResourceClaimStatus", package: "io.k8s.api.core.v1", go_type: "v1.NodeAllocatableResourceClaimStatus", atomic: false, fields: &[
    field("resourceClaimName", "ResourceClaimName", "string", Type::String).required().protobuf(1),
    field("containers", "Containers", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(2),
    field("mapping", "Mapping", "[]v1.NodeAllocatableMappedResources", Type::List(&List { of: Type::Struct(&NODE_ALLOCATABLE_MAPPED_RESOURCES), go_type: "v1.NodeAllocatableMappedResources", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(4).merge("name"),
    field("overhead", "Overhead", "[]v1.NodeAllocatableOverheadResources", Type::List(&List { of: Type::Struct(&NODE_ALLOCATABLE_OVERHEAD_RESOURCES), go_type: "v1.NodeAllocatableOverheadResources", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(5).merge("name"),
], ..EMPTY };

static NODE_ALLOCATABLE_MAPPED_RESOURCES: Struct = Struct { name: "NodeAllocatableMappedResources", package: "io.k8s.api.core.v1", go_type: "v1.NodeAllocatableMappedResources", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("quantity", "Quantity", "resource.Quantity", Type::Quantity).pointer().required().protobuf(2),
], ..EMPTY };

static NODE_ALLOCATABLE_OVERHEAD_RESOURCES: Struct = Struct { name: "NodeAllocatableOverheadResources", package: "io.k8s.api.core.v1", go_type: "v1.NodeAllocatableOverheadResources", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("perPod", "PerPod", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(2),
    field("perContainer", "PerContainer", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(3),
], ..EMPTY };

static POD_VOLUME_HEALTH: Struct = Struct { name: "PodVolumeHealth", package: "io.k8s.api.core.v1", go_type: "v1.PodVolumeHealth", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("healthConditions", "HealthConditions", "[]v1.VolumeHealthCondition", Type::List(&List { of: Type::Struct(&VOLUME_HEALTH_CONDITION), go_type: "v1.VolumeHealthCondition", topology: Topology::Keyed(&["status", "reason"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("status"),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
], ..EMPTY };

/// `PodList`.
pub static POD_LIST: Struct = Struct { name: "PodList", package: "io.k8s.api.core.v1", go_type: "v1.PodList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Pod", Type::List(&List { of: Type::Struct(&POD), go_type: "v1.Pod", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `PodTemplate`.
pub static POD_TEMPLATE: Struct = Struct { name: "PodTemplate", package: "io.k8s.api.core.v1", go_type: "v1.PodTemplate", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&POD_TEMPLATE_SPEC)).protobuf(2),
], ..EMPTY };

/// `PodTemplateSpec`.
pub static POD_TEMPLATE_SPEC: Struct = Struct { name: "PodTemplateSpec", package: "io.k8s.api.core.v1", go_type: "v1.PodTemplateSpec", atomic: false, fields: &[
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PodSpec", Type::Struct(&POD_SPEC)).protobuf(2),
], ..EMPTY };

/// `PodTemplateList`.
pub static POD_TEMPLATE_LIST: Struct = Struct { name: "PodTemplateList", package: "io.k8s.api.core.v1", go_type: "v1.PodTemplateList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PodTemplate", Type::List(&List { of: Type::Struct(&POD_TEMPLATE), go_type: "v1.PodTemplate", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ReplicationController`.
pub static REPLICATION_CONTROLLER: Struct = Struct { name: "ReplicationController", package: "io.k8s.api.core.v1", go_type: "v1.ReplicationController", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ReplicationControllerSpec", Type::Struct(&REPLICATION_CONTROLLER_SPEC)).protobuf(2),
    field("status", "Status", "v1.ReplicationControllerStatus", Type::Struct(&REPLICATION_CONTROLLER_STATUS)).protobuf(3),
], ..EMPTY };

static REPLICATION_CONTROLLER_SPEC: Struct = Struct { name: "ReplicationControllerSpec", package: "io.k8s.api.core.v1", go_type: "v1.ReplicationControllerSpec", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).pointer().omitempty().default("1").protobuf(1),
    field("minReadySeconds", "MinReadySeconds", "int32", Type::Int32).omitempty().default("0").protobuf(4),
    field("selector", "Selector", "map[string]string", Type::Map(&Map { of: Type::String, atomic: true })).omitempty().protobuf(2),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&POD_TEMPLATE_SPEC)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static REPLICATION_CONTROLLER_STATUS: Struct = Struct { name: "ReplicationControllerStatus", package: "io.k8s.api.core.v1", go_type: "v1.ReplicationControllerStatus", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).required().protobuf(1),
    field("fullyLabeledReplicas", "FullyLabeledReplicas", "int32", Type::Int32).omitempty().protobuf(2),
    field("readyReplicas", "ReadyReplicas", "int32", Type::Int32).omitempty().protobuf(4),
    field("availableReplicas", "AvailableReplicas", "int32", Type::Int32).omitempty().protobuf(5),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(3),
    field("conditions", "Conditions", "[]v1.ReplicationControllerCondition", Type::List(&List { of: Type::Struct(&REPLICATION_CONTROLLER_CONDITION), go_type: "v1.ReplicationControllerCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("type"),
], ..EMPTY };

static REPLICATION_CONTROLLER_CONDITION: Struct = Struct { name: "ReplicationControllerCondition", package: "io.k8s.api.core.v1", go_type: "v1.ReplicationControllerCondition", atomic: false, fields: &[
    field("type", "Type", "v1.ReplicationControllerConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

/// `ReplicationControllerList`.
pub static REPLICATION_CONTROLLER_LIST: Struct = Struct { name: "ReplicationControllerList", package: "io.k8s.api.core.v1", go_type: "v1.ReplicationControllerList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ReplicationController", Type::List(&List { of: Type::Struct(&REPLICATION_CONTROLLER), go_type: "v1.ReplicationController", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ResourceQuota`.
pub static RESOURCE_QUOTA: Struct = Struct { name: "ResourceQuota", package: "io.k8s.api.core.v1", go_type: "v1.ResourceQuota", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ResourceQuotaSpec", Type::Struct(&RESOURCE_QUOTA_SPEC)).protobuf(2),
    field("status", "Status", "v1.ResourceQuotaStatus", Type::Struct(&RESOURCE_QUOTA_STATUS)).protobuf(3),
], ..EMPTY };

static RESOURCE_QUOTA_SPEC: Struct = Struct { name: "ResourceQuotaSpec", package: "io.k8s.api.core.v1", go_type: "v1.ResourceQuotaSpec", atomic: false, fields: &[
    field("hard", "Hard", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("scopes", "Scopes", "[]v1.ResourceQuotaScope", Type::List(&List { of: Type::String, go_type: "v1.ResourceQuotaScope", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"]).protobuf(2),
    field("scopeSelector", "ScopeSelector", "v1.ScopeSelector", Type::Struct(&SCOPE_SELECTOR)).pointer().omitempty().protobuf(3),
], ..EMPTY };

static SCOPE_SELECTOR: Struct = Struct { name: "ScopeSelector", package: "io.k8s.api.core.v1", go_type: "v1.ScopeSelector", atomic: true, fields: &[
    field("matchExpressions", "MatchExpressions", "[]v1.ScopedResourceSelectorRequirement", Type::List(&List { of: Type::Struct(&SCOPED_RESOURCE_SELECTOR_REQUIREMENT), go_type: "v1.ScopedResourceSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static SCOPED_RESOURCE_SELECTOR_REQUIREMENT: Struct = Struct { name: "ScopedResourceSelectorRequirement", package: "io.k8s.api.core.v1", go_type: "v1.ScopedResourceSelectorRequirement", atomic: false, fields: &[
    field("scopeName", "ScopeName", "v1.ResourceQuotaScope", Type::String).required().values(&["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating", "VolumeAttributesClass"]).protobuf(1),
    field("operator", "Operator", "v1.ScopeSelectorOperator", Type::String).required().values(&["DoesNotExist", "Exists", "In", "NotIn"]).protobuf(2),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static RESOURCE_QUOTA_STATUS: Struct = Struct { name: "ResourceQuotaStatus", package: "io.k8s.api.core.v1", go_type: "v1.ResourceQuotaStatus", atomic: false, fields: &[
    field("hard", "Hard", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(1),
    field("used", "Used", "v1.ResourceList", Type::Map(&Map { of: Type::Quantity, atomic: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `ResourceQuotaList`.
pub static RESOURCE_QUOTA_LIST: Struct = Struct { name: "ResourceQuotaList", package: "io.k8s.api.core.v1", go_type: "v1.ResourceQuotaList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ResourceQuota", Type::List(&List { of: Type::Struct(&RESOURCE_QUOTA), go_type: "v1.ResourceQuota", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Service`.
pub static SERVICE: Struct = Struct { name: "Service", package: "io.k8s.api.core.v1", go_type: "v1.Service", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ServiceSpec", Type::Struct(&SERVICE_SPEC)).protobuf(2),
    field("status", "Status", "v1.ServiceStatus", Type::Struct(&SERVICE_STATUS)).protobuf(3),
], ..EMPTY };

static SERVICE_SPEC: Struct = Struct { name: "ServiceSpec", package: "io.k8s.api.core.v1", go_type: "v1.ServiceSpec", atomic: false, fields: &[
    field("ports", "Ports", "[]v1.ServicePort", Type::List(&List { of: Type::Struct(&SERVICE_PORT), go_type: "v1.ServicePort", topology: Topology::Keyed(&["port", "protocol"]), declared: true, boxed: false })).omitempty().protobuf(1).merge("port"),
    field("selector", "Selector", "map[string]string", Type::Map(&Map { of: Type::String, atomic: true })).omitempty().protobuf(2),
    field("clusterIP", "ClusterIP", "string", Type::String).omitempty().protobuf(3),
    field("clusterIPs", "ClusterIPs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(18),
    field("type", "Type", "v1.ServiceType", Type::String).omitempty().values(&["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]).protobuf(4),
    field("externalIPs", "ExternalIPs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(5),
    field("sessionAffinity", "SessionAffinity", "v1.ServiceAffinity", Type::String).omitempty().values(&["ClientIP", "None"]).protobuf(7),
    field("loadBalancerIP", "LoadBalancerIP", "string", Type::String).omitempty().protobuf(8),
    field("loadBalancerSourceRanges", "LoadBalancerSourceRanges", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(9),
    field("externalName", "ExternalName", "string", Type::String).omitempty().protobuf(10),
    field("externalTrafficPolicy", "ExternalTrafficPolicy", "v1.ServiceExternalTrafficPolicy", Type::String).omitempty().values(&["Cluster", "Local"]).protobuf(11),
    field("healthCheckNodePort", "HealthCheckNodePort", "int32", Type::Int32).omitempty().protobuf(12),
    field("publishNotReadyAddresses", "PublishNotReadyAddresses", "bool", Type::Bool).omitempty().protobuf(13),
    field("sessionAffinityConfig", "SessionAffinityConfig", "v1.SessionAffinityConfig", Type::Struct(&SESSION_AFFINITY_CONFIG)).pointer().omitempty().protobuf(14),
    field("ipFamilies", "IPFamilies", "[]v1.IPFamily", Type::List(&List { of: Type::String, go_type: "v1.IPFamily", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().values(&["", "IPv4", "IPv6"]).protobuf(19),
    field("ipFamilyPolicy", "IPFamilyPolicy", "v1.IPFamilyPolicy", Type::String).pointer().omitempty().values(&["PreferDualStack", "RequireDualStack", "SingleStack"]).protobuf(17),
    field("allocateLoadBalancerNodePorts", "AllocateLoadBalancerNodePorts", "bool", Type::Bool).pointer().omitempty().protobuf(20),
    field("loadBalancerClass", "LoadBalancerClass", "string", Type::String).pointer().omitempty().protobuf(21),
    field("internalTrafficPolicy", "InternalTrafficPolicy", "v1.ServiceInternalTrafficPolicy", Type::String).pointer().omitempty().values(&["Cluster", "Local"]).protobuf(22),
    field("trafficDistribution", "TrafficDistribution", "string", Type::String).pointer().omitempty().protobuf(23),
], ..EMPTY };

static SERVICE_PORT: Struct = Struct { name: "ServicePort", package: "io.k8s.api.core.v1", go_type: "v1.ServicePort", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).omitempty().protobuf(1),
    field("protocol", "Protocol", "v1.Protocol", Type::String).omitempty().values(&["SCTP", "TCP", "UDP"]).default("\"TCP\"").protobuf(2),
    field("appProtocol", "AppProtocol", "string", Type::String).pointer().omitempty().protobuf(6),
    field("port", "Port", "int32", Type::Int32).required().protobuf(3),
    field("targetPort", "TargetPort", "intstr.IntOrString", Type::IntOrString).protobuf(4),
    field("nodePort", "NodePort", "int32", Type::Int32).omitempty().protobuf(5),
], ..EMPTY };

static SESSION_AFFINITY_CONFIG: Struct = Struct { name: "SessionAffinityConfig", package: "io.k8s.api.core.v1", go_type: "v1.SessionAffinityConfig", atomic: false, fields: &[
    field("clientIP", "ClientIP", "v1.ClientIPConfig", Type::Struct(&CLIENT_IP_CONFIG)).pointer().omitempty().protobuf(1),
], ..EMPTY };

static CLIENT_IP_CONFIG: Struct = Struct { name: "ClientIPConfig", package: "io.k8s.api.core.v1", go_type: "v1.ClientIPConfig", atomic: false, fields: &[
    field("timeoutSeconds", "TimeoutSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(1),
], ..EMPTY };

static SERVICE_STATUS: Struct = Struct { name: "ServiceStatus", package: "io.k8s.api.core.v1", go_type: "v1.ServiceStatus", atomic: false, fields: &[
    field("loadBalancer", "LoadBalancer", "v1.LoadBalancerStatus", Type::Struct(&LOAD_BALANCER_STATUS)).protobuf(1),
    field("conditions", "Conditions", "[]v1.Condition", Type::List(&List { of: Type::Struct(&meta_v1::CONDITION), go_type: "v1.Condition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(2).merge("type"),
], ..EMPTY };

static LOAD_BALANCER_STATUS: Struct = Struct { name: "LoadBalancerStatus", package: "io.k8s.api.core.v1", go_type: "v1.LoadBalancerStatus", atomic: false, fields: &[
    field("ingress", "Ingress", "[]v1.LoadBalancerIngress", Type::List(&List { of: Type::Struct(&LOAD_BALANCER_INGRESS), go_type: "v1.LoadBalancerIngress", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static LOAD_BALANCER_INGRESS: Struct = Struct { name: "LoadBalancerIngress", package: "io.k8s.api.core.v1", go_type: "v1.LoadBalancerIngress", atomic: false, fields: &[
    field("ip", "IP", "string", Type::String).omitempty().protobuf(1),
    field("hostname", "Hostname", "string", Type::String).omitempty().protobuf(2),
    field("ipMode", "IPMode", "v1.LoadBalancerIPMode", Type::String).pointer().omitempty().protobuf(3),
    field("ports", "Ports", "[]v1.PortStatus", Type::List(&List { of: Type::Struct(&PORT_STATUS), go_type: "v1.PortStatus", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
], ..EMPTY };

static PORT_STATUS: Struct = Struct { name: "PortStatus", package: "io.k8s.api.core.v1", go_type: "v1.PortStatus", atomic: false, fields: &[
    field("port", "Port", "int32", Type::Int32).required().protobuf(1),
    field("protocol", "Protocol", "v1.Protocol", Type::String).required().values(&["SCTP", "TCP", "UDP"]).protobuf(2),
    field("error", "Error", "string", Type::String).pointer().omitempty().protobuf(3),
], ..EMPTY };

/// `ServiceList`.
pub static SERVICE_LIST: Struct = Struct { name: "ServiceList", package: "io.k8s.api.core.v1", go_type: "v1.ServiceList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Service", Type::List(&List { of: Type::Struct(&SERVICE), go_type: "v1.Service", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `TopologySelectorTerm`.
pub static TOPOLOGY_SELECTOR_TERM: Struct = Struct { name: "TopologySelectorTerm", package: "io.k8s.api.core.v1", go_type: "v1.TopologySelectorTerm", atomic: true, fields: &[
    field("matchLabelExpressions", "MatchLabelExpressions", "[]v1.TopologySelectorLabelRequirement", Type::List(&List { of: Type::Struct(&TOPOLOGY_SELECTOR_LABEL_REQUIREMENT), go_type: "v1.TopologySelectorLabelRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static TOPOLOGY_SELECTOR_LABEL_REQUIREMENT: Struct = Struct { name: "TopologySelectorLabelRequirement", package: "io.k8s.api.core.v1", go_type: "v1.TopologySelectorLabelRequirement", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
    field("values", "Values", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(2),
], ..EMPTY };
