//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, Struct, Type, field};

/// `Scale`.
pub static SCALE: Struct = Struct { name: "Scale", package: "io.k8s.api.autoscaling.v1", go_type: "v1.Scale", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ScaleSpec", Type::Struct(&SCALE_SPEC)).protobuf(2),
    field("status", "Status", "v1.ScaleStatus", Type::Struct(&SCALE_STATUS)).protobuf(3),
], ..EMPTY };

static SCALE_SPEC: Struct = Struct { name: "ScaleSpec", package: "io.k8s.api.autoscaling.v1", go_type: "v1.ScaleSpec", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).omitempty().default("0").protobuf(1),
], ..EMPTY };

static SCALE_STATUS: Struct = Struct { name: "ScaleStatus", package: "io.k8s.api.autoscaling.v1", go_type: "v1.ScaleStatus", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).required().protobuf(1),
    field("selector", "Selector", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };
