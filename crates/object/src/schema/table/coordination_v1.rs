//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `Lease`.
pub static LEASE: Struct = Struct { name: "Lease", package: "io.k8s.api.coordination.v1", go_type: "v1.Lease", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.LeaseSpec", Type::Struct(&LEASE_SPEC)).protobuf(2),
], ..EMPTY };

static LEASE_SPEC: Struct = Struct { name: "LeaseSpec", package: "io.k8s.api.coordination.v1", go_type: "v1.LeaseSpec", atomic: false, fields: &[
    field("holderIdentity", "HolderIdentity", "string", Type::String).pointer().omitempty().protobuf(1),
    field("leaseDurationSeconds", "LeaseDurationSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("acquireTime", "AcquireTime", "v1.MicroTime", Type::MicroTime).pointer().omitempty().protobuf(3),
    field("renewTime", "RenewTime", "v1.MicroTime", Type::MicroTime).pointer().omitempty().protobuf(4),
    field("leaseTransitions", "LeaseTransitions", "int32", Type::Int32).pointer().omitempty().protobuf(5),
    field("strategy", "Strategy", "v1.CoordinatedLeaseStrategy", Type::String).pointer().omitempty().protobuf(6),
    field("preferredHolder", "PreferredHolder", "string", Type::String).pointer().omitempty().protobuf(7),
], ..EMPTY };

/// `LeaseList`.
pub static LEASE_LIST: Struct = Struct { name: "LeaseList", package: "io.k8s.api.coordination.v1", go_type: "v1.LeaseList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Lease", Type::List(&List { of: Type::Struct(&LEASE), go_type: "v1.Lease", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
