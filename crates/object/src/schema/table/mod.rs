//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

mod apidiscovery_v2;
mod authentication_v1;
mod authorization_v1;
mod coordination_v1;
mod core_v1;
mod discovery_v1;
mod meta_v1;
mod meta_v1beta1;
mod networking_v1;
mod scheduling_v1;
mod version;
mod kinds;

pub use kinds::KINDS;
pub use apidiscovery_v2::{API_GROUP_DISCOVERY_LIST_V2};
pub use authentication_v1::{SELF_SUBJECT_REVIEW, TOKEN_REVIEW};
pub use authorization_v1::{LOCAL_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_RULES_REVIEW, SUBJECT_ACCESS_REVIEW};
pub use coordination_v1::{LEASE, LEASE_LIST};
pub use core_v1::{CONFIG_MAP, CONFIG_MAP_LIST, ENDPOINTS, ENDPOINTS_LIST, NAMESPACE, NAMESPACE_LIST, SECRET, SECRET_LIST, SERVICE_ACCOUNT, SERVICE_ACCOUNT_LIST};
pub use discovery_v1::{ENDPOINT_SLICE, ENDPOINT_SLICE_LIST};
pub use meta_v1::{API_GROUP, API_GROUP_LIST, API_RESOURCE_LIST, API_VERSIONS, DELETE_OPTIONS, OBJECT_META, PARTIAL_OBJECT_METADATA, PARTIAL_OBJECT_METADATA_LIST, STATUS, WATCH_EVENT};
pub use meta_v1beta1::{PARTIAL_OBJECT_METADATA_LIST_V1BETA1};
pub use networking_v1::{INGRESS_CLASS, INGRESS_CLASS_LIST};
pub use scheduling_v1::{PRIORITY_CLASS, PRIORITY_CLASS_LIST};
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
