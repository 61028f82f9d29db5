//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `IngressClass`.
pub static INGRESS_CLASS: Struct = Struct { name: "IngressClass", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClass", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.IngressClassSpec", Type::Struct(&INGRESS_CLASS_SPEC)).protobuf(2),
], ..EMPTY };

static INGRESS_CLASS_SPEC: Struct = Struct { name: "IngressClassSpec", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassSpec", atomic: false, fields: &[
    field("controller", "Controller", "string", Type::String).omitempty().protobuf(1),
    field("parameters", "Parameters", "v1.IngressClassParametersReference", Type::Struct(&INGRESS_CLASS_PARAMETERS_REFERENCE)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static INGRESS_CLASS_PARAMETERS_REFERENCE: Struct = Struct { name: "IngressClassParametersReference", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassParametersReference", atomic: false, fields: &[
    field("apiGroup", "APIGroup", "string", Type::String).pointer().omitempty().protobuf(1),
    field("kind", "Kind", "string", Type::String).required().protobuf(2),
    field("name", "Name", "string", Type::String).required().protobuf(3),
    field("scope", "Scope", "string", Type::String).pointer().protobuf(4),
    field("namespace", "Namespace", "string", Type::String).pointer().omitempty().protobuf(5),
], ..EMPTY };

/// `IngressClassList`.
pub static INGRESS_CLASS_LIST: Struct = Struct { name: "IngressClassList", package: "io.k8s.api.networking.v1", go_type: "v1.IngressClassList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.IngressClass", Type::List(&List { of: Type::Struct(&INGRESS_CLASS), go_type: "v1.IngressClass", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
