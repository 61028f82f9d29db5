//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `PriorityClass`.
pub static PRIORITY_CLASS: Struct = Struct { name: "PriorityClass", package: "io.k8s.api.scheduling.v1", go_type: "v1.PriorityClass", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("value", "Value", "int32", Type::Int32).protobuf(2),
    field("globalDefault", "GlobalDefault", "bool", Type::Bool).omitempty().protobuf(3),
    field("description", "Description", "string", Type::String).omitempty().protobuf(4),
    field("preemptionPolicy", "PreemptionPolicy", "v1.PreemptionPolicy", Type::String).pointer().omitempty().values(&["Never", "PreemptLowerPriority"]).protobuf(5),
], ..EMPTY };

/// `PriorityClassList`.
pub static PRIORITY_CLASS_LIST: Struct = Struct { name: "PriorityClassList", package: "io.k8s.api.scheduling.v1", go_type: "v1.PriorityClassList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PriorityClass", Type::List(&List { of: Type::Struct(&PRIORITY_CLASS), go_type: "v1.PriorityClass", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
