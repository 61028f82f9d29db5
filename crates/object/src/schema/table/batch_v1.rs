//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{core_v1, meta_v1, scheduling_v1alpha3};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `CronJob`.
pub static CRON_JOB: Struct = Struct { name: "CronJob", package: "io.k8s.api.batch.v1", go_type: "v1.CronJob", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.CronJobSpec", Type::Struct(&CRON_JOB_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.CronJobStatus", Type::Struct(&CRON_JOB_STATUS)).protobuf(3),
], ..EMPTY };

static CRON_JOB_SPEC: Struct = Struct { name: "CronJobSpec", package: "io.k8s.api.batch.v1", go_type: "v1.CronJobSpec", atomic: false, fields: &[
    field("schedule", "Schedule", "string", Type::String).required().protobuf(1),
    field("timeZone", "TimeZone", "string", Type::String).pointer().omitempty().protobuf(8),
    field("startingDeadlineSeconds", "StartingDeadlineSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(2),
    field("concurrencyPolicy", "ConcurrencyPolicy", "v1.ConcurrencyPolicy", Type::String).omitempty().values(&["Allow", "Forbid", "Replace"]).protobuf(3),
    field("suspend", "Suspend", "bool", Type::Bool).pointer().omitempty().protobuf(4),
    field("jobTemplate", "JobTemplate", "v1.JobTemplateSpec", Type::Struct(&JOB_TEMPLATE_SPEC)).required().protobuf(5),
    field("successfulJobsHistoryLimit", "SuccessfulJobsHistoryLimit", "int32", Type::Int32).pointer().omitempty().protobuf(6),
    field("failedJobsHistoryLimit", "FailedJobsHistoryLimit", "int32", Type::Int32).pointer().omitempty().protobuf(7),
], ..EMPTY };

static JOB_TEMPLATE_SPEC: Struct = Struct { name: "JobTemplateSpec", package: "io.k8s.api.batch.v1", go_type: "v1.JobTemplateSpec", atomic: false, fields: &[
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.JobSpec", Type::Struct(&JOB_SPEC)).protobuf(2),
], ..EMPTY };

static JOB_SPEC: Struct = Struct { name: "JobSpec", package: "io.k8s.api.batch.v1", go_type: "v1.JobSpec", atomic: false, fields: &[
    field("parallelism", "Parallelism", "int32", Type::Int32).pointer().omitempty().protobuf(1),
    field("completions", "Completions", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("activeDeadlineSeconds", "ActiveDeadlineSeconds", "int64", Type::Int64).pointer().omitempty().protobuf(3),
    field("podFailurePolicy", "PodFailurePolicy", "v1.PodFailurePolicy", Type::Struct(&POD_FAILURE_POLICY)).pointer().omitempty().protobuf(11),
    field("successPolicy", "SuccessPolicy", "v1.SuccessPolicy", Type::Struct(&SUCCESS_POLICY)).pointer().omitempty().protobuf(16),
    field("backoffLimit", "BackoffLimit", "int32", Type::Int32).pointer().omitempty().protobuf(7),
    field("backoffLimitPerIndex", "BackoffLimitPerIndex", "int32", Type::Int32).pointer().omitempty().protobuf(12),
    field("maxFailedIndexes", "MaxFailedIndexes", "int32", Type::Int32).pointer().omitempty().protobuf(13),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(4),
    field("manualSelector", "ManualSelector", "bool", Type::Bool).pointer().omitempty().protobuf(5),
    field("template", "Template", "v1.PodTemplateSpec", Type::Struct(&core_v1::POD_TEMPLATE_SPEC)).required().protobuf(6),
    field("ttlSecondsAfterFinished", "TTLSecondsAfterFinished", "int32", Type::Int32).pointer().omitempty().protobuf(8),
    field("completionMode", "CompletionMode", "v1.CompletionMode", Type::String).pointer().omitempty().values(&["Indexed", "NonIndexed"]).protobuf(9),
    field("suspend", "Suspend", "bool", Type::Bool).pointer().omitempty().protobuf(10),
    field("podReplacementPolicy", "PodReplacementPolicy", "v1.PodReplacementPolicy", Type::String).pointer().omitempty().values(&["Failed", "TerminatingOrFailed"]).protobuf(14),
    field("managedBy", "ManagedBy", "string", Type::String).pointer().omitempty().protobuf(15),
    field("scheduling", "Scheduling", "v1.JobSchedulingConfiguration", Type::Struct(&JOB_SCHEDULING_CONFIGURATION)).pointer().omitempty().protobuf(17),
], ..EMPTY };

static POD_FAILURE_POLICY: Struct = Struct { name: "PodFailurePolicy", package: "io.k8s.api.batch.v1", go_type: "v1.PodFailurePolicy", atomic: false, fields: &[
    field("rules", "Rules", "[]v1.PodFailurePolicyRule", Type::List(&List { of: Type::Struct(&POD_FAILURE_POLICY_RULE), go_type: "v1.PodFailurePolicyRule", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

static POD_FAILURE_POLICY_RULE: Struct = Struct { name: "PodFailurePolicyRule", package: "io.k8s.api.batch.v1", go_type: "v1.PodFailurePolicyRule", atomic: false, fields: &[
    field("action", "Action", "v1.PodFailurePolicyAction", Type::String).required().values(&["Count", "FailIndex", "FailJob", "Ignore"]).protobuf(1),
    field("onExitCodes", "OnExitCodes", "v1.PodFailurePolicyOnExitCodesRequirement", Type::Struct(&POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT)).pointer().omitempty().protobuf(2),
    field("onPodConditions", "OnPodConditions", "[]v1.PodFailurePolicyOnPodConditionsPattern", Type::List(&List { of: Type::Struct(&POD_FAILURE_POLICY_ON_POD_CONDITIONS_PATTERN), go_type: "v1.PodFailurePolicyOnPodConditionsPattern", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
], ..EMPTY };

static POD_FAILURE_POLICY_ON_EXIT_CODES_REQUIREMENT: Struct = Struct { name: "PodFailurePolicyOnExitCodesRequirement", package: "io.k8s.api.batch.v1", go_type: "v1.PodFailurePolicyOnExitCodesRequirement", atomic: false, fields: &[
    field("containerName", "ContainerName", "string", Type::String).pointer().omitempty().protobuf(1),
    field("operator", "Operator", "v1.PodFailurePolicyOnExitCodesOperator", Type::String).required().values(&["In", "NotIn"]).protobuf(2),
    field("values", "Values", "[]int32", Type::List(&List { of: Type::Int32, go_type: "int32", topology: Topology::Set, declared: true, boxed: false })).required().protobuf(3),
], ..EMPTY };

static POD_FAILURE_POLICY_ON_POD_CONDITIONS_PATTERN: Struct = Struct { name: "PodFailurePolicyOnPodConditionsPattern", package: "io.k8s.api.batch.v1", go_type: "v1.PodFailurePolicyOnPodConditionsPattern", atomic: false, fields: &[
    field("type", "Type", "v1.PodConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).protobuf(2),
], ..EMPTY };

static SUCCESS_POLICY: Struct = Struct { name: "SuccessPolicy", package: "io.k8s.api.batch.v1", go_type: "v1.SuccessPolicy", atomic: false, fields: &[
    field("rules", "Rules", "[]v1.SuccessPolicyRule", Type::List(&List { of: Type::Struct(&SUCCESS_POLICY_RULE), go_type: "v1.SuccessPolicyRule", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
], ..EMPTY };

static SUCCESS_POLICY_RULE: Struct = Struct { name: "SuccessPolicyRule", package: "io.k8s.api.batch.v1", go_type: "v1.SuccessPolicyRule", atomic: false, fields: &[
    field("succeededIndexes", "SucceededIndexes", "string", Type::String).pointer().omitempty().protobuf(1),
    field("succeededCount", "SucceededCount", "int32", Type::Int32).pointer().omitempty().protobuf(2),
], ..EMPTY };

static JOB_SCHEDULING_CONFIGURATION: Struct = Struct { name: "JobSchedulingConfiguration", package: "io.k8s.api.batch.v1", go_type: "v1.JobSchedulingConfiguration", atomic: false, fields: &[
    field("schedulingPolicy", "SchedulingPolicy", "v1alpha3.WorkloadPodGroupSchedulingPolicy", Type::Struct(&scheduling_v1alpha3::WORKLOAD_POD_GROUP_SCHEDULING_POLICY_V1ALPHA3)).pointer().omitempty().protobuf(1),
    field("schedulingConstraints", "SchedulingConstraints", "v1alpha3.WorkloadPodGroupSchedulingConstraints", Type::Struct(&scheduling_v1alpha3::WORKLOAD_POD_GROUP_SCHEDULING_CONSTRAINTS_V1ALPHA3)).pointer().omitempty().protobuf(2),
    field("disruptionMode", "DisruptionMode", "v1alpha3.WorkloadPodGroupDisruptionMode", Type::Struct(&scheduling_v1alpha3::WORKLOAD_POD_GROUP_DISRUPTION_MODE_V1ALPHA3)).pointer().omitempty().protobuf(3),
    field("resourceClaims", "ResourceClaims", "[]v1alpha3.WorkloadPodGroupResourceClaim", Type::List(&List { of: Type::Struct(&scheduling_v1alpha3::WORKLOAD_POD_GROUP_RESOURCE_CLAIM_V1ALPHA3), go_type: "v1alpha3.WorkloadPodGroupResourceClaim", topology: Topology::Keyed(&["name"]), declared: true, boxed: false })).omitempty().protobuf(4).merge("name"),
], ..EMPTY };

static CRON_JOB_STATUS: Struct = Struct { name: "CronJobStatus", package: "io.k8s.api.batch.v1", go_type: "v1.CronJobStatus", atomic: false, fields: &[
    field("active", "Active", "[]v1.ObjectReference", Type::List(&List { of: Type::Struct(&core_v1::OBJECT_REFERENCE), go_type: "v1.ObjectReference", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1),
    field("lastScheduleTime", "LastScheduleTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(4),
    field("lastSuccessfulTime", "LastSuccessfulTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(5),
], ..EMPTY };

/// `CronJobList`.
pub static CRON_JOB_LIST: Struct = Struct { name: "CronJobList", package: "io.k8s.api.batch.v1", go_type: "v1.CronJobList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.CronJob", Type::List(&List { of: Type::Struct(&CRON_JOB), go_type: "v1.CronJob", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };

/// `Job`.
pub static JOB: Struct = Struct { name: "Job", package: "io.k8s.api.batch.v1", go_type: "v1.Job", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.JobSpec", Type::Struct(&JOB_SPEC)).protobuf(2),
    field("status", "Status", "v1.JobStatus", Type::Struct(&JOB_STATUS)).protobuf(3),
], ..EMPTY };

static JOB_STATUS: Struct = Struct { name: "JobStatus", package: "io.k8s.api.batch.v1", go_type: "v1.JobStatus", atomic: false, fields: &[
    field("conditions", "Conditions", "[]v1.JobCondition", Type::List(&List { of: Type::Struct(&JOB_CONDITION), go_type: "v1.JobCondition", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(1).merge("type"),
    field("startTime", "StartTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(2),
    field("completionTime", "CompletionTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(3),
    field("active", "Active", "int32", Type::Int32).omitempty().protobuf(4),
    field("succeeded", "Succeeded", "int32", Type::Int32).omitempty().protobuf(5),
    field("failed", "Failed", "int32", Type::Int32).omitempty().protobuf(6),
    field("terminating", "Terminating", "int32", Type::Int32).pointer().omitempty().protobuf(11),
    field("completedIndexes", "CompletedIndexes", "string", Type::String).omitempty().protobuf(7),
    field("failedIndexes", "FailedIndexes", "string", Type::String).pointer().omitempty().protobuf(10),
    field("uncountedTerminatedPods", "UncountedTerminatedPods", "v1.UncountedTerminatedPods", Type::Struct(&UNCOUNTED_TERMINATED_PODS)).pointer().omitempty().protobuf(8),
    field("ready", "Ready", "int32", Type::Int32).pointer().omitempty().protobuf(9),
], ..EMPTY };

static JOB_CONDITION: Struct = Struct { name: "JobCondition", package: "io.k8s.api.batch.v1", go_type: "v1.JobCondition", atomic: false, fields: &[
    field("type", "Type", "v1.JobConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastProbeTime", "LastProbeTime", "v1.Time", Type::Time).protobuf(3),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(5),
    field("message", "Message", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

static UNCOUNTED_TERMINATED_PODS: Struct = Struct { name: "UncountedTerminatedPods", package: "io.k8s.api.batch.v1", go_type: "v1.UncountedTerminatedPods", atomic: false, fields: &[
    field("succeeded", "Succeeded", "[]types.UID", Type::List(&List { of: Type::String, go_type: "types.UID", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(1),
    field("failed", "Failed", "[]types.UID", Type::List(&List { of: Type::String, go_type: "types.UID", topology: Topology::Set, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `JobList`.
pub static JOB_LIST: Struct = Struct { name: "JobList", package: "io.k8s.api.batch.v1", go_type: "v1.JobList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v1.Job", Type::List(&List { of: Type::Struct(&JOB), go_type: "v1.Job", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
