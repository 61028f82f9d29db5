//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

mod admissionregistration_v1;
mod apidiscovery_v2;
mod apiextensions_v1;
mod apps_v1;
mod authentication_v1;
mod authorization_v1;
mod autoscaling_v1;
mod autoscaling_v2;
mod batch_v1;
mod coordination_v1;
mod core_v1;
mod discovery_v1;
mod events_v1;
mod meta_v1;
mod meta_v1beta1;
mod networking_v1;
mod policy_v1;
mod rbac_v1;
mod scheduling_v1;
mod scheduling_v1alpha3;
mod storage_v1;
mod version;
mod kinds;

pub use kinds::{DEFINITION_KINDS, KINDS};
pub use admissionregistration_v1::{MUTATING_WEBHOOK_CONFIGURATION, MUTATING_WEBHOOK_CONFIGURATION_LIST, VALIDATING_ADMISSION_POLICY, VALIDATING_ADMISSION_POLICY_BINDING, VALIDATING_ADMISSION_POLICY_BINDING_LIST, VALIDATING_ADMISSION_POLICY_LIST, VALIDATING_WEBHOOK_CONFIGURATION, VALIDATING_WEBHOOK_CONFIGURATION_LIST};
pub use apidiscovery_v2::{API_GROUP_DISCOVERY_LIST_V2};
pub use apiextensions_v1::{CUSTOM_RESOURCE_DEFINITION, CUSTOM_RESOURCE_DEFINITION_LIST};
pub use apps_v1::{CONTROLLER_REVISION, CONTROLLER_REVISION_LIST, DAEMON_SET, DAEMON_SET_LIST, DEPLOYMENT, DEPLOYMENT_LIST, REPLICA_SET, REPLICA_SET_LIST, STATEFUL_SET, STATEFUL_SET_LIST};
pub use authentication_v1::{SELF_SUBJECT_REVIEW, TOKEN_REVIEW};
pub use authorization_v1::{LOCAL_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_RULES_REVIEW, SUBJECT_ACCESS_REVIEW};
pub use autoscaling_v1::{SCALE};
pub use autoscaling_v2::{HORIZONTAL_POD_AUTOSCALER_LIST_V2, HORIZONTAL_POD_AUTOSCALER_V2};
pub use batch_v1::{CRON_JOB, CRON_JOB_LIST, JOB, JOB_LIST};
pub use coordination_v1::{LEASE, LEASE_LIST};
pub use core_v1::{CONFIG_MAP, CONFIG_MAP_LIST, ENDPOINTS, ENDPOINTS_LIST, LIMIT_RANGE, LIMIT_RANGE_LIST, NAMESPACE, NAMESPACE_LIST, NODE, NODE_LIST, PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, PERSISTENT_VOLUME_CLAIM_LIST, PERSISTENT_VOLUME_LIST, POD, POD_LIST, POD_TEMPLATE, POD_TEMPLATE_LIST, REPLICATION_CONTROLLER, REPLICATION_CONTROLLER_LIST, RESOURCE_QUOTA, RESOURCE_QUOTA_LIST, SECRET, SECRET_LIST, SERVICE, SERVICE_ACCOUNT, SERVICE_ACCOUNT_LIST, SERVICE_LIST};
pub use discovery_v1::{ENDPOINT_SLICE, ENDPOINT_SLICE_LIST};
pub use meta_v1::{API_GROUP, API_GROUP_LIST, API_RESOURCE_LIST, API_VERSIONS, DELETE_OPTIONS, OBJECT_META, PARTIAL_OBJECT_METADATA, PARTIAL_OBJECT_METADATA_LIST, STATUS, WATCH_EVENT};
pub use meta_v1beta1::{PARTIAL_OBJECT_METADATA_LIST_V1BETA1};
pub use networking_v1::{INGRESS, INGRESS_CLASS, INGRESS_CLASS_LIST, INGRESS_LIST, NETWORK_POLICY, NETWORK_POLICY_LIST};
pub use policy_v1::{POD_DISRUPTION_BUDGET, POD_DISRUPTION_BUDGET_LIST};
pub use rbac_v1::{CLUSTER_ROLE, CLUSTER_ROLE_BINDING, CLUSTER_ROLE_BINDING_LIST, CLUSTER_ROLE_LIST, ROLE, ROLE_BINDING, ROLE_BINDING_LIST, ROLE_LIST};
pub use scheduling_v1::{PRIORITY_CLASS, PRIORITY_CLASS_LIST};
pub use storage_v1::{CSI_DRIVER, CSI_DRIVER_LIST, CSI_NODE, CSI_NODE_LIST, CSI_STORAGE_CAPACITY, CSI_STORAGE_CAPACITY_LIST, STORAGE_CLASS, STORAGE_CLASS_LIST, VOLUME_ATTACHMENT, VOLUME_ATTACHMENT_LIST, VOLUME_ATTRIBUTES_CLASS, VOLUME_ATTRIBUTES_CLASS_LIST};
pub use version::{INFO_VERSION};

use crate::schema::Struct;

/// The types that are read and written by themselves, with the apiVersion that they have there: none for what every
/// version has. A type's name is its kind. Version 1 comes first.
pub static ROOTS: &[(&str, &Struct)] = &[
    ("v1", &CONFIG_MAP),
    ("v1", &CONFIG_MAP_LIST),
    ("v1", &ENDPOINTS),
    ("v1", &ENDPOINTS_LIST),
    ("v1", &NAMESPACE),
    ("v1", &NAMESPACE_LIST),
    ("v1", &SECRET),
    ("v1", &SECRET_LIST),
    ("v1", &SERVICE_ACCOUNT),
    ("v1", &SERVICE_ACCOUNT_LIST),
    ("coordination.k8s.io/v1", &LEASE),
    ("coordination.k8s.io/v1", &LEASE_LIST),
    ("discovery.k8s.io/v1", &ENDPOINT_SLICE),
    ("discovery.k8s.io/v1", &ENDPOINT_SLICE_LIST),
    ("networking.k8s.io/v1", &INGRESS_CLASS),
    ("networking.k8s.io/v1", &INGRESS_CLASS_LIST),
    ("scheduling.k8s.io/v1", &PRIORITY_CLASS),
    ("scheduling.k8s.io/v1", &PRIORITY_CLASS_LIST),
    ("v1", &core_v1::EVENT),
    ("v1", &core_v1::EVENT_LIST),
    ("v1", &LIMIT_RANGE),
    ("v1", &LIMIT_RANGE_LIST),
    ("v1", &NODE),
    ("v1", &NODE_LIST),
    ("v1", &PERSISTENT_VOLUME),
    ("v1", &PERSISTENT_VOLUME_LIST),
    ("v1", &PERSISTENT_VOLUME_CLAIM),
    ("v1", &PERSISTENT_VOLUME_CLAIM_LIST),
    ("v1", &POD),
    ("v1", &POD_LIST),
    ("v1", &POD_TEMPLATE),
    ("v1", &POD_TEMPLATE_LIST),
    ("v1", &REPLICATION_CONTROLLER),
    ("v1", &REPLICATION_CONTROLLER_LIST),
    ("v1", &RESOURCE_QUOTA),
    ("v1", &RESOURCE_QUOTA_LIST),
    ("v1", &SERVICE),
    ("v1", &SERVICE_LIST),
    ("admissionregistration.k8s.io/v1", &MUTATING_WEBHOOK_CONFIGURATION),
    ("admissionregistration.k8s.io/v1", &MUTATING_WEBHOOK_CONFIGURATION_LIST),
    ("admissionregistration.k8s.io/v1", &VALIDATING_ADMISSION_POLICY),
    ("admissionregistration.k8s.io/v1", &VALIDATING_ADMISSION_POLICY_LIST),
    ("admissionregistration.k8s.io/v1", &VALIDATING_ADMISSION_POLICY_BINDING),
    ("admissionregistration.k8s.io/v1", &VALIDATING_ADMISSION_POLICY_BINDING_LIST),
    ("admissionregistration.k8s.io/v1", &VALIDATING_WEBHOOK_CONFIGURATION),
    ("admissionregistration.k8s.io/v1", &VALIDATING_WEBHOOK_CONFIGURATION_LIST),
    ("apiextensions.k8s.io/v1", &CUSTOM_RESOURCE_DEFINITION),
    ("apiextensions.k8s.io/v1", &CUSTOM_RESOURCE_DEFINITION_LIST),
    ("apps/v1", &CONTROLLER_REVISION),
    ("apps/v1", &CONTROLLER_REVISION_LIST),
    ("apps/v1", &DAEMON_SET),
    ("apps/v1", &DAEMON_SET_LIST),
    ("apps/v1", &DEPLOYMENT),
    ("apps/v1", &DEPLOYMENT_LIST),
    ("apps/v1", &REPLICA_SET),
    ("apps/v1", &REPLICA_SET_LIST),
    ("apps/v1", &STATEFUL_SET),
    ("apps/v1", &STATEFUL_SET_LIST),
    ("autoscaling/v1", &SCALE),
    ("autoscaling/v2", &HORIZONTAL_POD_AUTOSCALER_V2),
    ("autoscaling/v2", &HORIZONTAL_POD_AUTOSCALER_LIST_V2),
    ("batch/v1", &CRON_JOB),
    ("batch/v1", &CRON_JOB_LIST),
    ("batch/v1", &JOB),
    ("batch/v1", &JOB_LIST),
    ("events.k8s.io/v1", &events_v1::EVENT),
    ("events.k8s.io/v1", &events_v1::EVENT_LIST),
    ("networking.k8s.io/v1", &INGRESS),
    ("networking.k8s.io/v1", &INGRESS_LIST),
    ("networking.k8s.io/v1", &NETWORK_POLICY),
    ("networking.k8s.io/v1", &NETWORK_POLICY_LIST),
    ("policy/v1", &POD_DISRUPTION_BUDGET),
    ("policy/v1", &POD_DISRUPTION_BUDGET_LIST),
    ("rbac.authorization.k8s.io/v1", &CLUSTER_ROLE),
    ("rbac.authorization.k8s.io/v1", &CLUSTER_ROLE_LIST),
    ("rbac.authorization.k8s.io/v1", &CLUSTER_ROLE_BINDING),
    ("rbac.authorization.k8s.io/v1", &CLUSTER_ROLE_BINDING_LIST),
    ("rbac.authorization.k8s.io/v1", &ROLE),
    ("rbac.authorization.k8s.io/v1", &ROLE_LIST),
    ("rbac.authorization.k8s.io/v1", &ROLE_BINDING),
    ("rbac.authorization.k8s.io/v1", &ROLE_BINDING_LIST),
    ("storage.k8s.io/v1", &CSI_DRIVER),
    ("storage.k8s.io/v1", &CSI_DRIVER_LIST),
    ("storage.k8s.io/v1", &CSI_NODE),
    ("storage.k8s.io/v1", &CSI_NODE_LIST),
    ("storage.k8s.io/v1", &CSI_STORAGE_CAPACITY),
    ("storage.k8s.io/v1", &CSI_STORAGE_CAPACITY_LIST),
    ("storage.k8s.io/v1", &STORAGE_CLASS),
    ("storage.k8s.io/v1", &STORAGE_CLASS_LIST),
    ("storage.k8s.io/v1", &VOLUME_ATTACHMENT),
    ("storage.k8s.io/v1", &VOLUME_ATTACHMENT_LIST),
    ("storage.k8s.io/v1", &VOLUME_ATTRIBUTES_CLASS),
    ("storage.k8s.io/v1", &VOLUME_ATTRIBUTES_CLASS_LIST),
    ("", &DELETE_OPTIONS),
    ("", &STATUS),
    ("", &PARTIAL_OBJECT_METADATA),
    ("", &PARTIAL_OBJECT_METADATA_LIST),
    ("", &PARTIAL_OBJECT_METADATA_LIST_V1BETA1),
    ("", &API_VERSIONS),
    ("", &API_RESOURCE_LIST),
    ("", &API_GROUP_LIST),
    ("", &API_GROUP),
    ("authentication.k8s.io/v1", &SELF_SUBJECT_REVIEW),
    ("authentication.k8s.io/v1", &TOKEN_REVIEW),
    ("authorization.k8s.io/v1", &SELF_SUBJECT_ACCESS_REVIEW),
    ("authorization.k8s.io/v1", &SELF_SUBJECT_RULES_REVIEW),
    ("authorization.k8s.io/v1", &SUBJECT_ACCESS_REVIEW),
    ("authorization.k8s.io/v1", &LOCAL_SUBJECT_ACCESS_REVIEW),
    ("apidiscovery.k8s.io/v2", &API_GROUP_DISCOVERY_LIST_V2),
];
