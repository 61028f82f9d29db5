//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `WorkloadPodGroupSchedulingPolicy`.
pub static WORKLOAD_POD_GROUP_SCHEDULING_POLICY_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupSchedulingPolicy", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupSchedulingPolicy", atomic: false, fields: &[
    field("basic", "Basic", "v1alpha3.WorkloadPodGroupBasicSchedulingPolicy", Type::Struct(&WORKLOAD_POD_GROUP_BASIC_SCHEDULING_POLICY_V1ALPHA3)).pointer().omitempty().protobuf(1),
    field("gang", "Gang", "v1alpha3.WorkloadPodGroupGangSchedulingPolicy", Type::Struct(&WORKLOAD_POD_GROUP_GANG_SCHEDULING_POLICY_V1ALPHA3)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static WORKLOAD_POD_GROUP_BASIC_SCHEDULING_POLICY_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupBasicSchedulingPolicy", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupBasicSchedulingPolicy", atomic: false, fields: &[
], ..EMPTY };

static WORKLOAD_POD_GROUP_GANG_SCHEDULING_POLICY_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupGangSchedulingPolicy", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupGangSchedulingPolicy", atomic: false, fields: &[
    field("minCount", "MinCount", "int32", Type::Int32).pointer().omitempty().protobuf(1),
], ..EMPTY };

/// `WorkloadPodGroupSchedulingConstraints`.
pub static WORKLOAD_POD_GROUP_SCHEDULING_CONSTRAINTS_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupSchedulingConstraints", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupSchedulingConstraints", atomic: false, fields: &[
    field("topology", "Topology", "[]v1alpha3.TopologyConstraint", Type::List(&List { of: Type::Struct(&TOPOLOGY_CONSTRAINT_V1ALPHA3), go_type: "v1alpha3.TopologyConstraint", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
], ..EMPTY };

static TOPOLOGY_CONSTRAINT_V1ALPHA3: Struct = Struct { name: "TopologyConstraint", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.TopologyConstraint", atomic: false, fields: &[
    field("key", "Key", "string", Type::String).required().protobuf(1),
], ..EMPTY };

/// `WorkloadPodGroupDisruptionMode`.
pub static WORKLOAD_POD_GROUP_DISRUPTION_MODE_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupDisruptionMode", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupDisruptionMode", atomic: false, fields: &[
    field("single", "Single", "v1alpha3.WorkloadPodGroupSingleDisruptionMode", Type::Struct(&WORKLOAD_POD_GROUP_SINGLE_DISRUPTION_MODE_V1ALPHA3)).pointer().omitempty().protobuf(1),
    field("all", "All", "v1alpha3.WorkloadPodGroupAllDisruptionMode", Type::Struct(&WORKLOAD_POD_GROUP_ALL_DISRUPTION_MODE_V1ALPHA3)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static WORKLOAD_POD_GROUP_SINGLE_DISRUPTION_MODE_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupSingleDisruptionMode", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupSingleDisruptionMode", atomic: false, fields: &[
], ..EMPTY };

static WORKLOAD_POD_GROUP_ALL_DISRUPTION_MODE_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupAllDisruptionMode", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupAllDisruptionMode", atomic: false, fields: &[
], ..EMPTY };

/// `WorkloadPodGroupResourceClaim`.
pub static WORKLOAD_POD_GROUP_RESOURCE_CLAIM_V1ALPHA3: Struct = Struct { name: "WorkloadPodGroupResourceClaim", package: "io.k8s.api.scheduling.v1alpha3", go_type: "v1alpha3.WorkloadPodGroupResourceClaim", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("resourceClaimName", "ResourceClaimName", "string", Type::String).pointer().omitempty().protobuf(2),
    field("resourceClaimTemplateName", "ResourceClaimTemplateName", "string", Type::String).pointer().omitempty().protobuf(3),
], ..EMPTY };
