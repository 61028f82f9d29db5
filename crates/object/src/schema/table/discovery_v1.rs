//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `EndpointSlice`.
pub static ENDPOINT_SLICE: Struct = Struct { name: "EndpointSlice", package: "io.k8s.api.discovery.v1", go_type: "v1.EndpointSlice", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("addressType", "AddressType", "v1.AddressType", Type::String).required().values(&["FQDN", "IPv4", "IPv6"]).protobuf(4),
    field("endpoints", "Endpoints", "[]v1.Endpoint", Type::List(&List { of: Type::Struct(&ENDPOINT), go_type: "v1.Endpoint", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(2),
    field("ports", "Ports", "[]v1.EndpointPort", Type::List(&List { of: Type::Struct(&ENDPOINT_PORT), go_type: "v1.EndpointPort", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(3),
], ..EMPTY };

static ENDPOINT: Struct = Struct { name: "Endpoint", package: "io.k8s.api.discovery.v1", go_type: "v1.Endpoint", atomic: false, fields: &[
    field("addresses", "Addresses", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Set, declared: true, boxed: false })).required().protobuf(1),
    field("conditions", "Conditions", "v1.EndpointConditions", Type::Struct(&ENDPOINT_CONDITIONS)).protobuf(2),
    field("hostname", "Hostname", "string", Type::String).pointer().omitempty().protobuf(3),
    field("targetRef", "TargetRef", "v1.ObjectReference", Type::Struct(&core_v1::OBJECT_REFERENCE)).pointer().omitempty().protobuf(4),
    field("deprecatedTopology", "DeprecatedTopology", "map[string]string", Type::Map(&Map { of: Type::String, atomic: false })).omitempty().protobuf(5),
    field("nodeName", "NodeName", "string", Type::String).pointer().omitempty().protobuf(6),
    field("zone", "Zone", "string", Type::String).pointer().omitempty().protobuf(7),
    field("hints", "Hints", "v1.EndpointHints", Type::Struct(&ENDPOINT_HINTS)).pointer().omitempty().protobuf(8),
], ..EMPTY };

static ENDPOINT_CONDITIONS: Struct = Struct { name: "EndpointConditions", package: "io.k8s.api.discovery.v1", go_type: "v1.EndpointConditions", atomic: false, fields: &[
    field("ready", "Ready", "bool", Type::Bool).pointer().omitempty().protobuf(1),
    field("serving", "Serving", "bool", Type::Bool).pointer().omitempty().protobuf(2),
    field("terminating", "Terminating", "bool", Type::Bool).pointer().omitempty().protobuf(3),
], ..EMPTY };

static ENDPOINT_HINTS: Struct = Struct { name: "EndpointHints", package: "io.k8s.api.discovery.v1", go_type: "v1.EndpointHints", atomic: false, fields: &[
    field("forZones", "ForZones", "[]v1.ForZone", Type::List(&List { of: Type::Struct(&FOR_ZONE), go_type: "v1.ForZone", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("forNodes", "ForNodes", "[]v1.ForNode", Type::List(&List { of: Type::Struct(&FOR_NODE), go_type: "v1.ForNode", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static FOR_ZONE: Struct = Struct { name: "ForZone", package: "io.k8s.api.discovery.v1", go_type: "v1.ForZone", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static FOR_NODE: Struct = Struct { name: "ForNode", package: "io.k8s.api.discovery.v1", go_type: "v1.ForNode", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
], ..EMPTY };

static ENDPOINT_PORT: Struct = Struct { name: "EndpointPort", package: "io.k8s.api.discovery.v1", go_type: "v1.EndpointPort", atomic: true, fields: &[
    field("name", "Name", "string", Type::String).pointer().omitempty().protobuf(1),
    field("protocol", "Protocol", "v1.Protocol", Type::String).pointer().omitempty().values(&["SCTP", "TCP", "UDP"]).protobuf(2),
    field("port", "Port", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("appProtocol", "AppProtocol", "string", Type::String).pointer().omitempty().protobuf(4),
], ..EMPTY };

/// `EndpointSliceList`.
pub static ENDPOINT_SLICE_LIST: Struct = Struct { name: "EndpointSliceList", package: "io.k8s.api.discovery.v1", go_type: "v1.EndpointSliceList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.EndpointSlice", Type::List(&List { of: Type::Struct(&ENDPOINT_SLICE), go_type: "v1.EndpointSlice", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
