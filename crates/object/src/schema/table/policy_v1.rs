//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `PodDisruptionBudget`.
pub static POD_DISRUPTION_BUDGET: Struct = Struct { name: "PodDisruptionBudget", package: "io.k8s.api.policy.v1", go_type: "v1.PodDisruptionBudget", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.PodDisruptionBudgetSpec", Type::Struct(&POD_DISRUPTION_BUDGET_SPEC)).protobuf(2),
    field("status", "Status", "v1.PodDisruptionBudgetStatus", Type::Struct(&POD_DISRUPTION_BUDGET_STATUS)).protobuf(3),
], ..EMPTY };

static POD_DISRUPTION_BUDGET_SPEC: Struct = Struct { name: "PodDisruptionBudgetSpec", package: "io.k8s.api.policy.v1", go_type: "v1.PodDisruptionBudgetSpec", atomic: false, fields: &[
    field("minAvailable", "MinAvailable", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(1),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(2).replace(),
    field("maxUnavailable", "MaxUnavailable", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(3),
    field("unhealthyPodEvictionPolicy", "UnhealthyPodEvictionPolicy", "v1.UnhealthyPodEvictionPolicyType", Type::String).pointer().omitempty().values(&["AlwaysAllow", "IfHealthyBudget"]).protobuf(4),
], ..EMPTY };

static POD_DISRUPTION_BUDGET_STATUS: Struct = Struct { name: "PodDisruptionBudgetStatus", package: "io.k8s.api.policy.v1", go_type: "v1.PodDisruptionBudgetStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(1),
    field("disruptedPods", "DisruptedPods", "map[string]v1.Time", Type::Map(&Map { of: Type::Time, atomic: false })).omitempty().protobuf(2),
    field("disruptionsAllowed", "DisruptionsAllowed", "int32", Type::Int32).protobuf(3),
    field("currentHealthy", "CurrentHealthy", "int32", Type::Int32).protobuf(4),
    field("desiredHealthy", "DesiredHealthy", "int32", Type::Int32).protobuf(5),
    field("expectedPods", "ExpectedPods", "int32", Type::Int32).protobuf(6),
    field("conditions", "Conditions", "[]v1.Condition", Type::List(&List { of: Type::Struct(&meta_v1::CONDITION), go_type: "v1.Condition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(7).merge("type"),
], ..EMPTY };

/// `PodDisruptionBudgetList`.
pub static POD_DISRUPTION_BUDGET_LIST: Struct = Struct { name: "PodDisruptionBudgetList", package: "io.k8s.api.policy.v1", go_type: "v1.PodDisruptionBudgetList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.PodDisruptionBudget", Type::List(&List { of: Type::Struct(&POD_DISRUPTION_BUDGET), go_type: "v1.PodDisruptionBudget", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
