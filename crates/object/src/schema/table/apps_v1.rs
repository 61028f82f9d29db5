//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1};
use crate::schema::{EMPTY, List, Raw, Struct, Topology, Type, field};

/// `ControllerRevision`.
pub static CONTROLLER_REVISION: Struct = Struct { name: "ControllerRevision", package: "io.k8s.api.apps.v1", go_type: "v1.ControllerRevision", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("data", "Data", "runtime.RawExtension", Type::Raw(Raw::Extension)).required().protobuf(2),
    field("revision", "Revision", "int64", Type::Int64).protobuf(3),
], ..EMPTY };

/// `ControllerRevisionList`.
pub static CONTROLLER_REVISION_LIST: Struct = Struct { name: "ControllerRevisionList", package: "io.k8s.api.apps.v1", go_type: "v1.ControllerRevisionList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ControllerRevision", Type::List(&List { of: Type::Struct(&CONTROLLER_REVISION), go_type: "v1.ControllerRevision", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `DaemonSet`.
pub static DAEMON_SET: Struct = Struct { name: "DaemonSet", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSet", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.DaemonSetSpec", Type::Struct(&DAEMON_SET_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.DaemonSetStatus", Type::Struct(&DAEMON_SET_STATUS)).protobuf(3),
], ..EMPTY };

static DAEMON_SET_SPEC: Struct = Struct { name: "DaemonSetSpec", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSetSpec", atomic: false, fields: &[
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().required().protobuf(1),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&core_v1::POD_TEMPLATE_SPEC)).required().protobuf(2),
    field("updateStrategy", "UpdateStrategy", "v1.DaemonSetUpdateStrategy", Type::Struct(&DAEMON_SET_UPDATE_STRATEGY)).protobuf(3),
    field("minReadySeconds", "MinReadySeconds", "int32", Type::Int32).omitempty().protobuf(4),
    field("revisionHistoryLimit", "RevisionHistoryLimit", "int32", Type::Int32).pointer().omitempty().protobuf(6),
], ..EMPTY };

static DAEMON_SET_UPDATE_STRATEGY: Struct = Struct { name: "DaemonSetUpdateStrategy", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSetUpdateStrategy", atomic: false, fields: &[
    field("type", "Type", "v1.DaemonSetUpdateStrategyType", Type::String).omitempty().values(&["OnDelete", "RollingUpdate"]).protobuf(1),
    field("rollingUpdate", "RollingUpdate", "v1.RollingUpdateDaemonSet", Type::Struct(&ROLLING_UPDATE_DAEMON_SET)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static ROLLING_UPDATE_DAEMON_SET: Struct = Struct { name: "RollingUpdateDaemonSet", package: "io.k8s.api.apps.v1", go_type: "v1.RollingUpdateDaemonSet", atomic: false, fields: &[
    field("maxUnavailable", "MaxUnavailable", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(1),
    field("maxSurge", "MaxSurge", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(2),
], ..EMPTY };

static DAEMON_SET_STATUS: Struct = Struct { name: "DaemonSetStatus", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSetStatus", atomic: false, fields: &[
    field("currentNumberScheduled", "CurrentNumberScheduled", "int32", Type::Int32).required().protobuf(1),
    field("numberMisscheduled", "NumberMisscheduled", "int32", Type::Int32).required().protobuf(2),
    field("desiredNumberScheduled", "DesiredNumberScheduled", "int32", Type::Int32).required().protobuf(3),
    field("numberReady", "NumberReady", "int32", Type::Int32).required().protobuf(4),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(5),
    field("updatedNumberScheduled", "UpdatedNumberScheduled", "int32", Type::Int32).omitempty().protobuf(6),
    field("numberAvailable", "NumberAvailable", "int32", Type::Int32).omitempty().protobuf(7),
    field("numberUnavailable", "NumberUnavailable", "int32", Type::Int32).omitempty().protobuf(8),
    field("collisionCount", "CollisionCount", "int32", Type::Int32).pointer().omitempty().protobuf(9),
    field("conditions", "Conditions", "[]v1.DaemonSetCondition", Type::List(&List { of: Type::Struct(&DAEMON_SET_CONDITION), go_type: "v1.DaemonSetCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(10).merge("type"),
], ..EMPTY };

static DAEMON_SET_CONDITION: Struct = Struct { name: "DaemonSetCondition", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSetCondition", atomic: false, fields: &[
    field("type", "Type", "v1.DaemonSetConditionType", Type::String).protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

/// `DaemonSetList`.
pub static DAEMON_SET_LIST: Struct = Struct { name: "DaemonSetList", package: "io.k8s.api.apps.v1", go_type: "v1.DaemonSetList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.DaemonSet", Type::List(&List { of: Type::Struct(&DAEMON_SET), go_type: "v1.DaemonSet", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Deployment`.
pub static DEPLOYMENT: Struct = Struct { name: "Deployment", package: "io.k8s.api.apps.v1", go_type: "v1.Deployment", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.DeploymentSpec", Type::Struct(&DEPLOYMENT_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.DeploymentStatus", Type::Struct(&DEPLOYMENT_STATUS)).protobuf(3),
], ..EMPTY };

static DEPLOYMENT_SPEC: Struct = Struct { name: "DeploymentSpec", package: "io.k8s.api.apps.v1", go_type: "v1.DeploymentSpec", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).pointer().omitempty().protobuf(1),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().required().protobuf(2),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&core_v1::POD_TEMPLATE_SPEC)).required().protobuf(3),
    field("strategy", "Strategy", "v1.DeploymentStrategy", Type::Struct(&DEPLOYMENT_STRATEGY)).protobuf(4).retain_keys(),
    field("minReadySeconds", "MinReadySeconds", "int32", Type::Int32).omitempty().protobuf(5),
    field("revisionHistoryLimit", "RevisionHistoryLimit", "int32", Type::Int32).pointer().omitempty().protobuf(6),
    field("paused", "Paused", "bool", Type::Bool).omitempty().protobuf(7),
    field("progressDeadlineSeconds", "ProgressDeadlineSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(9),
], ..EMPTY };

static DEPLOYMENT_STRATEGY: Struct = Struct { name: "DeploymentStrategy", package: "io.k8s.api.apps.v1", go_type: "v1.DeploymentStrategy", atomic: false, fields: &[
    field("type", "Type", "v1.DeploymentStrategyType", Type::String).omitempty().values(&["Recreate", "RollingUpdate"]).protobuf(1),
    field("rollingUpdate", "RollingUpdate", "v1.RollingUpdateDeployment", Type::Struct(&ROLLING_UPDATE_DEPLOYMENT)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static ROLLING_UPDATE_DEPLOYMENT: Struct = Struct { name: "RollingUpdateDeployment", package: "io.k8s.api.apps.v1", go_type: "v1.RollingUpdateDeployment", atomic: false, fields: &[
    field("maxUnavailable", "MaxUnavailable", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(1),
    field("maxSurge", "MaxSurge", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(2),
], ..EMPTY };

static DEPLOYMENT_STATUS: Struct = Struct { name: "DeploymentStatus", package: "io.k8s.api.apps.v1", go_type: "v1.DeploymentStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(1),
    field("replicas", "Replicas", "int32", Type::Int32).omitempty().protobuf(2),
    field("updatedReplicas", "UpdatedReplicas", "int32", Type::Int32).omitempty().protobuf(3),
    field("readyReplicas", "ReadyReplicas", "int32", Type::Int32).omitempty().protobuf(7),
    field("availableReplicas", "AvailableReplicas", "int32", Type::Int32).omitempty().protobuf(4),
    field("unavailableReplicas", "UnavailableReplicas", "int32", Type::Int32).omitempty().protobuf(5),
    field("terminatingReplicas", "TerminatingReplicas", "int32", Type::Int32).pointer().omitempty().protobuf(9),
    field("conditions", "Conditions", "[]v1.DeploymentCondition", Type::List(&List { of: Type::Struct(&DEPLOYMENT_CONDITION), go_type: "v1.DeploymentCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("type"),
    field("collisionCount", "CollisionCount", "int32", Type::Int32).pointer().omitempty().protobuf(8),
], ..EMPTY };

static DEPLOYMENT_CONDITION: Struct = Struct { name: "DeploymentCondition", package: "io.k8s.api.apps.v1", go_type: "v1.DeploymentCondition", atomic: false, fields: &[
    field("type", "Type", "v1.DeploymentConditionType", Type::String).protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).protobuf(2),
    field("lastUpdateTime", "LastUpdateTime", "v1.Time", Type::Time).protobuf(6),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(7),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

/// `DeploymentList`.
pub static DEPLOYMENT_LIST: Struct = Struct { name: "DeploymentList", package: "io.k8s.api.apps.v1", go_type: "v1.DeploymentList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Deployment", Type::List(&List { of: Type::Struct(&DEPLOYMENT), go_type: "v1.Deployment", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `ReplicaSet`.
pub static REPLICA_SET: Struct = Struct { name: "ReplicaSet", package: "io.k8s.api.apps.v1", go_type: "v1.ReplicaSet", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.ReplicaSetSpec", Type::Struct(&REPLICA_SET_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.ReplicaSetStatus", Type::Struct(&REPLICA_SET_STATUS)).protobuf(3),
], ..EMPTY };

static REPLICA_SET_SPEC: Struct = Struct { name: "ReplicaSetSpec", package: "io.k8s.api.apps.v1", go_type: "v1.ReplicaSetSpec", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).pointer().omitempty().protobuf(1),
    field("minReadySeconds", "MinReadySeconds", "int32", Type::Int32).omitempty().protobuf(4),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().required().protobuf(2),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&core_v1::POD_TEMPLATE_SPEC)).protobuf(3),
], ..EMPTY };

static REPLICA_SET_STATUS: Struct = Struct { name: "ReplicaSetStatus", package: "io.k8s.api.apps.v1", go_type: "v1.ReplicaSetStatus", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).required().protobuf(1),
    field("fullyLabeledReplicas", "FullyLabeledReplicas", "int32", Type::Int32).omitempty().protobuf(2),
    field("readyReplicas", "ReadyReplicas", "int32", Type::Int32).omitempty().protobuf(4),
    field("availableReplicas", "AvailableReplicas", "int32", Type::Int32).omitempty().protobuf(5),
    field("terminatingReplicas", "TerminatingReplicas", "int32", Type::Int32).pointer().omitempty().protobuf(7),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(3),
    field("conditions", "Conditions", "[]v1.ReplicaSetCondition", Type::List(&List { of: Type::Struct(&REPLICA_SET_CONDITION), go_type: "v1.ReplicaSetCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("type"),
], ..EMPTY };

static REPLICA_SET_CONDITION: Struct = Struct { name: "ReplicaSetCondition", package: "io.k8s.api.apps.v1", go_type: "v1.ReplicaSetCondition", atomic: false, fields: &[
    field("type", "Type", "v1.ReplicaSetConditionType", Type::String).protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

/// `ReplicaSetList`.
pub static REPLICA_SET_LIST: Struct = Struct { name: "ReplicaSetList", package: "io.k8s.api.apps.v1", go_type: "v1.ReplicaSetList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.ReplicaSet", Type::List(&List { of: Type::Struct(&REPLICA_SET), go_type: "v1.ReplicaSet", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `StatefulSet`.
pub static STATEFUL_SET: Struct = Struct { name: "StatefulSet", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSet", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.StatefulSetSpec", Type::Struct(&STATEFUL_SET_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.StatefulSetStatus", Type::Struct(&STATEFUL_SET_STATUS)).protobuf(3),
], ..EMPTY };

static STATEFUL_SET_SPEC: Struct = Struct { name: "StatefulSetSpec", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetSpec", atomic: false, fields: &[
    field("replicas", "Replicas", "int32", Type::Int32).pointer().omitempty().protobuf(1),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().required().protobuf(2),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&core_v1::POD_TEMPLATE_SPEC)).required().protobuf(3),
    field("volumeClaimTemplates", "VolumeClaimTemplates", "[]v1.PersistentVolumeClaim", Type::List(&List { of: Type::Struct(&core_v1::PERSISTENT_VOLUME_CLAIM), go_type: "v1.PersistentVolumeClaim", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("serviceName", "ServiceName", "string", Type::String).protobuf(5),
    field("podManagementPolicy", "PodManagementPolicy", "v1.PodManagementPolicyType", Type::String).omitempty().values(&["OrderedReady", "Parallel"]).protobuf(6),
    field("updateStrategy", "UpdateStrategy", "v1.StatefulSetUpdateStrategy", Type::Struct(&STATEFUL_SET_UPDATE_STRATEGY)).protobuf(7),
    field("revisionHistoryLimit", "RevisionHistoryLimit", "int32", Type::Int32).pointer().omitempty().protobuf(8),
    field("minReadySeconds", "MinReadySeconds", "int32", Type::Int32).omitempty().protobuf(9),
    field("persistentVolumeClaimRetentionPolicy", "PersistentVolumeClaimRetentionPolicy", "v1.StatefulSetPersistentVolumeClaimRetentionPolicy", Type::Struct(&STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY)).pointer().omitempty().protobuf(10),
    field("ordinals", "Ordinals", "v1.StatefulSetOrdinals", Type::Struct(&STATEFUL_SET_ORDINALS)).pointer().omitempty().protobuf(11),
], ..EMPTY };

static STATEFUL_SET_UPDATE_STRATEGY: Struct = Struct { name: "StatefulSetUpdateStrategy", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetUpdateStrategy", atomic: false, fields: &[
    field("type", "Type", "v1.StatefulSetUpdateStrategyType", Type::String).omitempty().values(&["OnDelete", "Recreate", "RollingUpdate"]).protobuf(1),
    field("rollingUpdate", "RollingUpdate", "v1.RollingUpdateStatefulSetStrategy", Type::Struct(&ROLLING_UPDATE_STATEFUL_SET_STRATEGY)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static ROLLING_UPDATE_STATEFUL_SET_STRATEGY: Struct = Struct { name: "RollingUpdateStatefulSetStrategy", package: "io.k8s.api.apps.v1", go_type: "v1.RollingUpdateStatefulSetStrategy", atomic: false, fields: &[
    field("partition", "Partition", "int32", Type::Int32).pointer().omitempty().protobuf(1),
    field("maxUnavailable", "MaxUnavailable", "intstr.IntOrString", Type::IntOrString).pointer().omitempty().protobuf(2),
], ..EMPTY };

static STATEFUL_SET_PERSISTENT_VOLUME_CLAIM_RETENTION_POLICY: Struct = Struct { name: "StatefulSetPersistentVolumeClaimRetentionPolicy", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetPersistentVolumeClaimRetentionPolicy", atomic: false, fields: &[
    field("whenDeleted", "WhenDeleted", "v1.PersistentVolumeClaimRetentionPolicyType", Type::String).omitempty().protobuf(1),
    field("whenScaled", "WhenScaled", "v1.PersistentVolumeClaimRetentionPolicyType", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static STATEFUL_SET_ORDINALS: Struct = Struct { name: "StatefulSetOrdinals", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetOrdinals", atomic: false, fields: &[
    field("start", "Start", "int32", Type::Int32).protobuf(1),
], ..EMPTY };

static STATEFUL_SET_STATUS: Struct = Struct { name: "StatefulSetStatus", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).omitempty().protobuf(1),
    field("replicas", "Replicas", "int32", Type::Int32).required().protobuf(2),
    field("readyReplicas", "ReadyReplicas", "int32", Type::Int32).omitempty().protobuf(3),
    field("currentReplicas", "CurrentReplicas", "int32", Type::Int32).omitempty().protobuf(4),
    field("updatedReplicas", "UpdatedReplicas", "int32", Type::Int32).omitempty().protobuf(5),
    field("currentRevision", "CurrentRevision", "string", Type::String).omitempty().protobuf(6),
    field("updateRevision", "UpdateRevision", "string", Type::String).omitempty().protobuf(7),
    field("collisionCount", "CollisionCount", "int32", Type::Int32).pointer().omitempty().protobuf(9),
    field("conditions", "Conditions", "[]v1.StatefulSetCondition", Type::List(&List { of: Type::Struct(&STATEFUL_SET_CONDITION), go_type: "v1.StatefulSetCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(10).merge("type"),
    field("availableReplicas", "AvailableReplicas", "int32", Type::Int32).protobuf(11),
], ..EMPTY };

static STATEFUL_SET_CONDITION: Struct = Struct { name: "StatefulSetCondition", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetCondition", atomic: false, fields: &[
    field("type", "Type", "v1.StatefulSetConditionType", Type::String).protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
], ..EMPTY };

/// `StatefulSetList`.
pub static STATEFUL_SET_LIST: Struct = Struct { name: "StatefulSetList", package: "io.k8s.api.apps.v1", go_type: "v1.StatefulSetList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.StatefulSet", Type::List(&List { of: Type::Struct(&STATEFUL_SET), go_type: "v1.StatefulSet", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
