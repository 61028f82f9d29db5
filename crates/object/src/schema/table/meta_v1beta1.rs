//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `PartialObjectMetadataList`.
pub static PARTIAL_OBJECT_METADATA_LIST_V1BETA1: Struct = Struct { name: "PartialObjectMetadataList", package: "io.k8s.apimachinery.pkg.apis.meta.v1beta1", go_type: "v1beta1.PartialObjectMetadataList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(2),
    field("items", "Items", "[]v1.PartialObjectMetadata", Type::List(&List { of: Type::Struct(&meta_v1::PARTIAL_OBJECT_METADATA), go_type: "v1.PartialObjectMetadata", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(1),
], ..EMPTY };
