//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Struct, Topology, Type, field};

/// `HorizontalPodAutoscaler`.
pub static HORIZONTAL_POD_AUTOSCALER_V2: Struct = Struct { name: "HorizontalPodAutoscaler", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscaler", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v2.HorizontalPodAutoscalerSpec", Type::Struct(&HORIZONTAL_POD_AUTOSCALER_SPEC_V2)).required().protobuf(2),
    field("status", "Status", "v2.HorizontalPodAutoscalerStatus", Type::Struct(&HORIZONTAL_POD_AUTOSCALER_STATUS_V2)).protobuf(3),
], ..EMPTY };

static HORIZONTAL_POD_AUTOSCALER_SPEC_V2: Struct = Struct { name: "HorizontalPodAutoscalerSpec", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscalerSpec", atomic: false, fields: &[
    field("scaleTargetRef", "ScaleTargetRef", "v2.CrossVersionObjectReference", Type::Struct(&CROSS_VERSION_OBJECT_REFERENCE_V2)).required().protobuf(1),
    field("minReplicas", "MinReplicas", "int32", Type::Int32).pointer().omitempty().protobuf(2),
    field("maxReplicas", "MaxReplicas", "int32", Type::Int32).required().protobuf(3),
    field("metrics", "Metrics", "[]v2.MetricSpec", Type::List(&List { of: Type::Struct(&METRIC_SPEC_V2), go_type: "v2.MetricSpec", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("behavior", "Behavior", "v2.HorizontalPodAutoscalerBehavior", Type::Struct(&HORIZONTAL_POD_AUTOSCALER_BEHAVIOR_V2)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static CROSS_VERSION_OBJECT_REFERENCE_V2: Struct = Struct { name: "CrossVersionObjectReference", package: "io.k8s.api.autoscaling.v2", go_type: "v2.CrossVersionObjectReference", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).required().protobuf(1),
    field("name", "Name", "string", Type::String).required().protobuf(2),
    field("apiVersion", "APIVersion", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };

static METRIC_SPEC_V2: Struct = Struct { name: "MetricSpec", package: "io.k8s.api.autoscaling.v2", go_type: "v2.MetricSpec", atomic: false, fields: &[
    field("type", "Type", "v2.MetricSourceType", Type::String).required().protobuf(1),
    field("object", "Object", "v2.ObjectMetricSource", Type::Struct(&OBJECT_METRIC_SOURCE_V2)).pointer().omitempty().protobuf(2),
    field("pods", "Pods", "v2.PodsMetricSource", Type::Struct(&PODS_METRIC_SOURCE_V2)).pointer().omitempty().protobuf(3),
    field("resource", "Resource", "v2.ResourceMetricSource", Type::Struct(&RESOURCE_METRIC_SOURCE_V2)).pointer().omitempty().protobuf(4),
    field("containerResource", "ContainerResource", "v2.ContainerResourceMetricSource", Type::Struct(&CONTAINER_RESOURCE_METRIC_SOURCE_V2)).pointer().omitempty().protobuf(7),
    field("external", "External", "v2.ExternalMetricSource", Type::Struct(&EXTERNAL_METRIC_SOURCE_V2)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static OBJECT_METRIC_SOURCE_V2: Struct = Struct { name: "ObjectMetricSource", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ObjectMetricSource", atomic: false, fields: &[
    field("describedObject", "DescribedObject", "v2.CrossVersionObjectReference", Type::Struct(&CROSS_VERSION_OBJECT_REFERENCE_V2)).required().protobuf(1),
    field("target", "Target", "v2.MetricTarget", Type::Struct(&METRIC_TARGET_V2)).required().protobuf(2),
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(3),
], ..EMPTY };

static METRIC_TARGET_V2: Struct = Struct { name: "MetricTarget", package: "io.k8s.api.autoscaling.v2", go_type: "v2.MetricTarget", atomic: false, fields: &[
    field("type", "Type", "v2.MetricTargetType", Type::String).required().protobuf(1),
    field("value", "Value", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(2),
    field("averageValue", "AverageValue", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(3),
    field("averageUtilization", "AverageUtilization", "int32", Type::Int32).pointer().omitempty().protobuf(4),
], ..EMPTY };

static METRIC_IDENTIFIER_V2: Struct = Struct { name: "MetricIdentifier", package: "io.k8s.api.autoscaling.v2", go_type: "v2.MetricIdentifier", atomic: false, fields: &[
    field("name", "Name", "string", Type::String).required().protobuf(1),
    field("selector", "Selector", "v1.LabelSelector", Type::Struct(&meta_v1::LABEL_SELECTOR)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static PODS_METRIC_SOURCE_V2: Struct = Struct { name: "PodsMetricSource", package: "io.k8s.api.autoscaling.v2", go_type: "v2.PodsMetricSource", atomic: false, fields: &[
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(1),
    field("target", "Target", "v2.MetricTarget", Type::Struct(&METRIC_TARGET_V2)).required().protobuf(2),
], ..EMPTY };

static RESOURCE_METRIC_SOURCE_V2: Struct = Struct { name: "ResourceMetricSource", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ResourceMetricSource", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("target", "Target", "v2.MetricTarget", Type::Struct(&METRIC_TARGET_V2)).required().protobuf(2),
], ..EMPTY };

static CONTAINER_RESOURCE_METRIC_SOURCE_V2: Struct = Struct { name: "ContainerResourceMetricSource", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ContainerResourceMetricSource", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("target", "Target", "v2.MetricTarget", Type::Struct(&METRIC_TARGET_V2)).required().protobuf(2),
    field("container", "Container", "string", Type::String).required().protobuf(3),
], ..EMPTY };

static EXTERNAL_METRIC_SOURCE_V2: Struct = Struct { name: "ExternalMetricSource", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ExternalMetricSource", atomic: false, fields: &[
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(1),
    field("target", "Target", "v2.MetricTarget", Type::Struct(&METRIC_TARGET_V2)).required().protobuf(2),
], ..EMPTY };

static HORIZONTAL_POD_AUTOSCALER_BEHAVIOR_V2: Struct = Struct { name: "HorizontalPodAutoscalerBehavior", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscalerBehavior", atomic: false, fields: &[
    field("scaleUp", "ScaleUp", "v2.HPAScalingRules", Type::Struct(&HPA_SCALING_RULES_V2)).pointer().omitempty().protobuf(1),
    field("scaleDown", "ScaleDown", "v2.HPAScalingRules", Type::Struct(&HPA_SCALING_RULES_V2)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static HPA_SCALING_RULES_V2: Struct = Struct { name: "HPAScalingRules", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HPAScalingRules", atomic: false, fields: &[
    field("stabilizationWindowSeconds", "StabilizationWindowSeconds", "int32", Type::Int32).pointer().omitempty().protobuf(3),
    field("selectPolicy", "SelectPolicy", "v2.ScalingPolicySelect", Type::String).pointer().omitempty().protobuf(1),
    field("policies", "Policies", "[]v2.HPAScalingPolicy", Type::List(&List { of: Type::Struct(&HPA_SCALING_POLICY_V2), go_type: "v2.HPAScalingPolicy", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("tolerance", "Tolerance", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(4),
], ..EMPTY };

static HPA_SCALING_POLICY_V2: Struct = Struct { name: "HPAScalingPolicy", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HPAScalingPolicy", atomic: false, fields: &[
    field("type", "Type", "v2.HPAScalingPolicyType", Type::String).required().protobuf(1),
    field("value", "Value", "int32", Type::Int32).required().protobuf(2),
    field("periodSeconds", "PeriodSeconds", "int32", Type::Int32).required().protobuf(3),
], ..EMPTY };

static HORIZONTAL_POD_AUTOSCALER_STATUS_V2: Struct = Struct { name: "HorizontalPodAutoscalerStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscalerStatus", atomic: false, fields: &[
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).pointer().omitempty().protobuf(1),
    field("lastScaleTime", "LastScaleTime", "v1.Time", Type::Time).pointer().omitempty().protobuf(2),
    field("currentReplicas", "CurrentReplicas", "int32", Type::Int32).omitempty().protobuf(3),
    field("desiredReplicas", "DesiredReplicas", "int32", Type::Int32).required().protobuf(4),
    field("currentMetrics", "CurrentMetrics", "[]v2.MetricStatus", Type::List(&List { of: Type::Struct(&METRIC_STATUS_V2), go_type: "v2.MetricStatus", topology: Topology::Atomic, declared: true, boxed: false })).protobuf(5),
    field("conditions", "Conditions", "[]v2.HorizontalPodAutoscalerCondition", Type::List(&List { of: Type::Struct(&HORIZONTAL_POD_AUTOSCALER_CONDITION_V2), go_type: "v2.HorizontalPodAutoscalerCondition", topology: Topology::Keyed(&["type"]), declared: true, boxed: false })).omitempty().protobuf(6).merge("type"),
], ..EMPTY };

static METRIC_STATUS_V2: Struct = Struct { name: "MetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.MetricStatus", atomic: false, fields: &[
    field("type", "Type", "v2.MetricSourceType", Type::String).required().protobuf(1),
    field("object", "Object", "v2.ObjectMetricStatus", Type::Struct(&OBJECT_METRIC_STATUS_V2)).pointer().omitempty().protobuf(2),
    field("pods", "Pods", "v2.PodsMetricStatus", Type::Struct(&PODS_METRIC_STATUS_V2)).pointer().omitempty().protobuf(3),
    field("resource", "Resource", "v2.ResourceMetricStatus", Type::Struct(&RESOURCE_METRIC_STATUS_V2)).pointer().omitempty().protobuf(4),
    field("containerResource", "ContainerResource", "v2.ContainerResourceMetricStatus", Type::Struct(&CONTAINER_RESOURCE_METRIC_STATUS_V2)).pointer().omitempty().protobuf(7),
    field("external", "External", "v2.ExternalMetricStatus", Type::Struct(&EXTERNAL_METRIC_STATUS_V2)).pointer().omitempty().protobuf(5),
], ..EMPTY };

static OBJECT_METRIC_STATUS_V2: Struct = Struct { name: "ObjectMetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ObjectMetricStatus", atomic: false, fields: &[
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(1),
    field("current", "Current", "v2.MetricValueStatus", Type::Struct(&METRIC_VALUE_STATUS_V2)).required().protobuf(2),
    field("describedObject", "DescribedObject", "v2.CrossVersionObjectReference", Type::Struct(&CROSS_VERSION_OBJECT_REFERENCE_V2)).required().protobuf(3),
], ..EMPTY };

static METRIC_VALUE_STATUS_V2: Struct = Struct { name: "MetricValueStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.MetricValueStatus", atomic: false, fields: &[
    field("value", "Value", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(1),
    field("averageValue", "AverageValue", "resource.Quantity", Type::Quantity).pointer().omitempty().protobuf(2),
    field("averageUtilization", "AverageUtilization", "int32", Type::Int32).pointer().omitempty().protobuf(3),
], ..EMPTY };

static PODS_METRIC_STATUS_V2: Struct = Struct { name: "PodsMetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.PodsMetricStatus", atomic: false, fields: &[
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(1),
    field("current", "Current", "v2.MetricValueStatus", Type::Struct(&METRIC_VALUE_STATUS_V2)).required().protobuf(2),
], ..EMPTY };

static RESOURCE_METRIC_STATUS_V2: Struct = Struct { name: "ResourceMetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ResourceMetricStatus", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("current", "Current", "v2.MetricValueStatus", Type::Struct(&METRIC_VALUE_STATUS_V2)).required().protobuf(2),
], ..EMPTY };

static CONTAINER_RESOURCE_METRIC_STATUS_V2: Struct = Struct { name: "ContainerResourceMetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ContainerResourceMetricStatus", atomic: false, fields: &[
    field("name", "Name", "v1.ResourceName", Type::String).required().protobuf(1),
    field("current", "Current", "v2.MetricValueStatus", Type::Struct(&METRIC_VALUE_STATUS_V2)).required().protobuf(2),
    field("container", "Container", "string", Type::String).required().protobuf(3),
], ..EMPTY };

static EXTERNAL_METRIC_STATUS_V2: Struct = Struct { name: "ExternalMetricStatus", package: "io.k8s.api.autoscaling.v2", go_type: "v2.ExternalMetricStatus", atomic: false, fields: &[
    field("metric", "Metric", "v2.MetricIdentifier", Type::Struct(&METRIC_IDENTIFIER_V2)).required().protobuf(1),
    field("current", "Current", "v2.MetricValueStatus", Type::Struct(&METRIC_VALUE_STATUS_V2)).required().protobuf(2),
], ..EMPTY };

static HORIZONTAL_POD_AUTOSCALER_CONDITION_V2: Struct = Struct { name: "HorizontalPodAutoscalerCondition", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscalerCondition", atomic: false, fields: &[
    field("type", "Type", "v2.HorizontalPodAutoscalerConditionType", Type::String).required().protobuf(1),
    field("status", "Status", "v1.ConditionStatus", Type::String).required().protobuf(2),
    field("lastTransitionTime", "LastTransitionTime", "v1.Time", Type::Time).protobuf(3),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(4),
    field("message", "Message", "string", Type::String).omitempty().protobuf(5),
    field("observedGeneration", "ObservedGeneration", "int64", Type::Int64).pointer().omitempty().protobuf(6),
], ..EMPTY };

/// `HorizontalPodAutoscalerList`.
pub static HORIZONTAL_POD_AUTOSCALER_LIST_V2: Struct = Struct { name: "HorizontalPodAutoscalerList", package: "io.k8s.api.autoscaling.v2", go_type: "v2.HorizontalPodAutoscalerList", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ListMeta", "v1.ListMeta", Type::Struct(&meta_v1::LIST_META)).protobuf(1),
    field("items", "Items", "[]v2.HorizontalPodAutoscaler", Type::List(&List { of: Type::Struct(&HORIZONTAL_POD_AUTOSCALER_V2), go_type: "v2.HorizontalPodAutoscaler", topology: Topology::Atomic, declared: false, boxed: false })).required().protobuf(2),
], ..EMPTY };
